"""The file of a street index: what marks it, what it says of itself, and whether it is whole."""

import hashlib
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

APPLICATION_ID: Final = 0x46537472
"""`PRAGMA application_id` of a street index: "FStr"."""

VERSION: Final = 1
"""`PRAGMA user_version`: raise it with the schema, the packing of lines or the keys of names."""

SCHEMA: Final = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY, name TEXT NOT NULL, kind TEXT NOT NULL, vintage TEXT NOT NULL,
    ranges INTEGER NOT NULL, points INTEGER NOT NULL, bad INTEGER NOT NULL
) STRICT;
CREATE TABLE fact (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE base (
    id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE, sound TEXT NOT NULL
) STRICT;
CREATE TABLE near (
    hash INTEGER NOT NULL, base INTEGER NOT NULL, PRIMARY KEY (hash, base)
) STRICT, WITHOUT ROWID;
CREATE TABLE street (
    id INTEGER PRIMARY KEY, base INTEGER NOT NULL, before TEXT NOT NULL, kind TEXT NOT NULL,
    after TEXT NOT NULL, shown TEXT NOT NULL
) STRICT;
CREATE TABLE city (id INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;
CREATE TABLE run (
    base INTEGER NOT NULL, zip INTEGER NOT NULL, county INTEGER NOT NULL,
    first_block INTEGER NOT NULL, blocks INTEGER NOT NULL,
    first_point INTEGER NOT NULL, points INTEGER NOT NULL,
    PRIMARY KEY (base, zip, county)
) STRICT, WITHOUT ROWID;
CREATE TABLE block (
    id INTEGER PRIMARY KEY, street INTEGER NOT NULL, zip INTEGER NOT NULL, county INTEGER NOT NULL,
    side INTEGER NOT NULL, parity INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    prefix TEXT NOT NULL, line BLOB NOT NULL
) STRICT;
CREATE TABLE block_cell (
    cell INTEGER NOT NULL, block INTEGER NOT NULL, PRIMARY KEY (cell, block)
) STRICT, WITHOUT ROWID;
CREATE TABLE point (
    id INTEGER PRIMARY KEY, base INTEGER NOT NULL, street INTEGER NOT NULL, zip INTEGER NOT NULL,
    county INTEGER NOT NULL, city INTEGER NOT NULL, number INTEGER NOT NULL, letter TEXT NOT NULL,
    prefix TEXT NOT NULL, latitude INTEGER NOT NULL, longitude INTEGER NOT NULL,
    cell INTEGER NOT NULL
) STRICT;
"""
"""Ids count from 1 without a gap. Blocks, and points, stand in the order of their runs: those
of one base, ZIP and county lie side by side. ZIP and county are numbers, 0 where there is
none; latitude and longitude are in microdegrees. `near` has the hash of every base and of
what is left of it without any one letter."""

INDEXES: Final = """
CREATE INDEX base_sound ON base (sound) WHERE sound <> '';
CREATE INDEX point_number ON point (base, number);
CREATE INDEX point_cell ON point (cell);
"""
"""Made when the tables are full."""

_TABLES: Final = ("source", "base", "street", "city", "block", "point")
_ORDERED: Final = {
    "run": ("base", "zip", "county"),
    "near": ("hash", "base"),
    "block_cell": ("cell", "block"),
}
"""Tables without ids, and what they are in order of."""

_SAMPLE: Final = 64


@dataclass(frozen=True, slots=True)
class StreetSource:
    """A file that went into an index. `kind` is a reader's name, `vintage` may be empty.

    `bad` counts the features that could not be used.
    """

    name: str
    kind: str
    vintage: str
    ranges: int = 0
    points: int = 0
    bad: int = 0


@dataclass(frozen=True, slots=True)
class StreetIndexInfo:
    """What an index holds: its sources, the FIPS codes of counties, and how much of each."""

    sources: tuple[StreetSource, ...]
    counties: tuple[str, ...]
    zips: int
    names: int
    ranges: int
    points: int

    @property
    def vintages(self) -> tuple[str, ...]:
        """Return the vintages of the sources, each once, in order."""
        return tuple(sorted({source.vintage for source in self.sources} - {""}))


def read_info(connection: sqlite3.Connection) -> StreetIndexInfo:
    """Read what an index says of itself."""
    sources = connection.execute(
        "SELECT name, kind, vintage, ranges, points, bad FROM source ORDER BY id"
    )
    facts = dict(connection.execute("SELECT name, value FROM fact"))
    return StreetIndexInfo(
        sources=tuple(StreetSource(*row) for row in sources),
        counties=tuple(facts["counties"].split()),
        zips=int(facts["zips"]),
        names=int(facts["names"]),
        ranges=int(facts["ranges"]),
        points=int(facts["points"]),
    )


def fault(connection: sqlite3.Connection, path: Path, *, thorough: bool = False) -> str | None:
    """Say what is wrong with an index, None if it is whole.

    The mark, the version, the size of the file and a sample of the rows of each table are
    compared with what the builder wrote, in a few milliseconds; `thorough` compares all rows.
    """
    if _pragma(connection, "application_id") != APPLICATION_ID:
        return "not a street index"
    if _pragma(connection, "user_version") != VERSION:
        return "made by another version of Finder"
    if path.stat().st_size != _pragma(connection, "page_count") * _pragma(connection, "page_size"):
        return "cut short"
    facts = dict(connection.execute("SELECT name, value FROM fact"))
    if thorough and (damage := connection.execute("PRAGMA quick_check(1)").fetchone()[0]) != "ok":
        return str(damage)
    name = "digest" if thorough else "sample"
    return None if facts.get(name) == digest(connection, thorough=thorough) else "damaged"


def digest(connection: sqlite3.Connection, *, thorough: bool) -> str:
    """Return a checksum of the rows of the tables, all of them or a sample of each."""
    found = hashlib.sha256()
    for rows in _all(connection) if thorough else _sampled(connection):
        for row in rows:
            found.update(repr(row).encode())
    return found.hexdigest()


def _all(connection: sqlite3.Connection) -> Iterator[sqlite3.Cursor]:
    for table, order in (dict.fromkeys(_TABLES, ("id",)) | _ORDERED).items():
        yield connection.execute(f"SELECT * FROM {table} ORDER BY {','.join(order)}")  # noqa: S608


def _sampled(connection: sqlite3.Connection) -> Iterator[sqlite3.Cursor]:
    """Read rows at even steps, with the last, whose id is their number; or from both ends."""
    for table in _TABLES:
        last = connection.execute(f"SELECT max(id) FROM {table}").fetchone()[0] or 0  # noqa: S608
        step = max(1, last // _SAMPLE)
        for at in chain(range(1, last, step), (last,)):
            yield connection.execute(f"SELECT * FROM {table} WHERE id = ?", (at,))  # noqa: S608
    for table, order in _ORDERED.items():
        for way in ("ASC", "DESC"):
            by = ",".join(f"{column} {way}" for column in order)
            yield connection.execute(
                f"SELECT * FROM {table} ORDER BY {by} LIMIT {_SAMPLE}"  # noqa: S608 (ours)
            )


def _pragma(connection: sqlite3.Connection, name: str) -> int:
    return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
