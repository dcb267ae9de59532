"""The draft of a street index: what the readers brought, file by file, until it is written.

Each source is read in one transaction, so that after a kill those that were finished are not
read again. The draft lies beside the index that it becomes.
"""

import sqlite3
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import Final, Self

from finder.block import AddressPoint, Block
from finder.errors import Problem, UsageError
from finder.readonly import Row
from finder.street_file import VERSION, StreetSource
from finder.street_names import StreetName
from finder.street_rows import block_row, point_row

Feature = Block | AddressPoint | Problem
"""What a reader brings; a Problem is a feature that cannot be used."""

_SCHEMA: Final = """
CREATE TABLE source (
    id INTEGER PRIMARY KEY, key TEXT NOT NULL UNIQUE, name TEXT NOT NULL, kind TEXT NOT NULL,
    vintage TEXT NOT NULL, ranges INTEGER NOT NULL, points INTEGER NOT NULL, bad INTEGER NOT NULL
) STRICT;
CREATE TABLE problem (
    source INTEGER NOT NULL, row INTEGER, name TEXT NOT NULL, value TEXT NOT NULL,
    expected TEXT NOT NULL
) STRICT;
CREATE TABLE name (
    id INTEGER PRIMARY KEY, base TEXT NOT NULL, before TEXT NOT NULL, kind TEXT NOT NULL,
    after TEXT NOT NULL, shown TEXT NOT NULL, UNIQUE (base, before, kind, after, shown)
) STRICT;
CREATE TABLE block (
    source INTEGER NOT NULL, name INTEGER NOT NULL, zip INTEGER NOT NULL, county INTEGER NOT NULL,
    side INTEGER NOT NULL, parity INTEGER NOT NULL, first INTEGER NOT NULL, last INTEGER NOT NULL,
    prefix TEXT NOT NULL, line BLOB NOT NULL
) STRICT;
CREATE TABLE point (
    source INTEGER NOT NULL, name INTEGER NOT NULL, zip INTEGER NOT NULL, county INTEGER NOT NULL,
    city TEXT NOT NULL, number INTEGER NOT NULL, letter TEXT NOT NULL, prefix TEXT NOT NULL,
    latitude INTEGER NOT NULL, longitude INTEGER NOT NULL
) STRICT;
"""
_AT_ONCE: Final = 5_000
_CACHED_NAMES: Final = 20_000
_CACHE_KIB: Final = 16_384
_LISTED: Final = 1_000
"""Most problems of one source that are kept word by word; all are counted."""


class Draft:
    """An open draft, to be used by one program at a time and closed."""

    def __init__(self, path: Path) -> None:
        """Open the draft of an earlier try; one that is of no use is thrown away.

        Raises UsageError while another program has it open.
        """
        self.path = path
        try:
            self.connection = _opened(path)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise
            raise UsageError("output", path, "an index that no other program is building") from None
        except sqlite3.DatabaseError:
            path.unlink()
            self.connection = _opened(path)
        self._name_id = lru_cache(maxsize=_CACHED_NAMES)(self._looked_up)

    def __enter__(self) -> Self:
        """Close the draft at the end of the block."""
        return self

    def __exit__(self, *_: object) -> None:
        """Close, and keep the file."""
        self.connection.close()

    def keep_only(self, keys: Iterable[str]) -> None:
        """Forget the sources of earlier tries that are not among these."""
        wanted = set(keys)
        known = self.connection.execute("SELECT id, key FROM source").fetchall()
        with self.connection:
            for id_ in (id_ for id_, key in known if key not in wanted):
                for table in ("block", "point", "problem"):
                    self.connection.execute(f"DELETE FROM {table} WHERE source = ?", (id_,))  # noqa: S608
                self.connection.execute("DELETE FROM source WHERE id = ?", (id_,))

    def sources(self) -> dict[str, StreetSource]:
        """Return the sources that were read to their end, by key, in the order of their reading."""
        columns = "key, name, kind, vintage, ranges, points, bad"
        rows = self.connection.execute(f"SELECT {columns} FROM source ORDER BY id")  # noqa: S608
        return {key: StreetSource(*values) for key, *values in rows}

    def problems(self, key: str) -> tuple[Problem, ...]:
        """Return what could not be used of a source, as much of it as was kept."""
        rows = self.connection.execute(
            "SELECT source.name, row, problem.name, value, expected FROM problem"
            " JOIN source ON source.id = source WHERE key = ? ORDER BY problem.rowid",
            (key,),
        )
        return tuple(Problem(*row) for row in rows)

    def add(self, key: str, source: StreetSource, features: Iterable[Feature]) -> StreetSource:
        """Read a source to its end and return it with its counts; all of it is kept, or nothing."""
        with self._forgetting_names(), self.connection:
            (id_,) = self.connection.execute("SELECT ifnull(max(id), 0) + 1 FROM source").fetchone()
            counts: Counter[type[Feature]] = Counter()
            for batch in _batches(features):
                self._insert(id_, batch, counts[Problem])
                counts.update(map(type, batch))
            totals = (counts[Block], counts[AddressPoint], counts[Problem])
            self.connection.execute(
                "INSERT INTO source VALUES (?,?,?,?,?,?,?,?)",
                (id_, key, source.name, source.kind, source.vintage, *totals),
            )
        return replace(source, ranges=totals[0], points=totals[1], bad=totals[2])

    @contextmanager
    def _forgetting_names(self) -> Iterator[None]:
        """Forget the numbers of names when what was written is taken back, they with it."""
        try:
            yield
        except BaseException:
            self._name_id.cache_clear()
            raise

    def _insert(self, source: int, batch: list[Feature], problems: int) -> None:
        rows: dict[type[Feature], list[Row]] = {Block: [], AddressPoint: [], Problem: []}
        for one in batch:
            if isinstance(one, Problem):
                rows[Problem].append((source, one.row, one.column, one.value, one.expected))
            elif isinstance(one, Block):
                rows[Block].append((source, self._name_id(one.name, one.shown), *block_row(one)))
            else:
                name = self._name_id(one.name, one.shown)
                rows[AddressPoint].append((source, name, *point_row(one)))
        write = self.connection.executemany
        write("INSERT INTO block VALUES (?,?,?,?,?,?,?,?,?,?)", rows[Block])
        write("INSERT INTO point VALUES (?,?,?,?,?,?,?,?,?,?)", rows[AddressPoint])
        listed = rows[Problem][: max(0, _LISTED - problems)]
        write("INSERT INTO problem VALUES (?,?,?,?,?)", listed)

    def _looked_up(self, name: StreetName, shown: str) -> int:
        """Return the number of a name, a new one for a new name."""
        parts = (name.base, name.before, name.kind, name.after, shown)
        columns = "base, before, kind, after, shown"
        self.connection.execute(
            f"INSERT OR IGNORE INTO name ({columns}) VALUES (?,?,?,?,?)",  # noqa: S608
            parts,
        )
        found = self.connection.execute(
            f"SELECT id FROM name WHERE ({columns}) = (?,?,?,?,?)",  # noqa: S608
            parts,
        )
        return int(found.fetchone()[0])


def _opened(path: Path) -> sqlite3.Connection:
    """Open a draft for this program alone, and make its tables if there are none."""
    connection = sqlite3.connect(path, timeout=0)
    try:
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
        connection.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
        connection.execute("BEGIN EXCLUSIVE")
        (version,) = connection.execute("PRAGMA user_version").fetchone()
        if version not in (0, VERSION):
            raise sqlite3.DatabaseError("made by another version")
        connection.execute("COMMIT")
        if version == 0:
            connection.executescript(f"BEGIN;{_SCHEMA}PRAGMA user_version = {VERSION};COMMIT;")
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _batches(features: Iterable[Feature]) -> Iterator[list[Feature]]:
    """Part features into lists, so that memory stays bounded."""
    left = iter(features)
    while batch := list(islice(left, _AT_ONCE)):
        yield batch
