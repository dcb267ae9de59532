"""Writing a street index: from a draft to the file that `streets.StreetIndex` reads.

The file is written beside its place and renamed when it is whole, so that whoever reads the
old one keeps it. Memory is bounded: SQLite sorts in files.
"""

import os
import sqlite3
import tempfile
from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Final

from finder.block import cell_of, cells_of, unpacked
from finder.names import deletes
from finder.street_draft import Draft, Feature
from finder.street_file import APPLICATION_ID, INDEXES, SCHEMA, VERSION, StreetSource, digest
from finder.street_names import SHORTEST, sound_key
from finder.street_rows import code_of
from finder.streets import edit_hash

_CACHE_KIB: Final = 16_384
_MARKS: Final = f"PRAGMA application_id = {APPLICATION_ID}; PRAGMA user_version = {VERSION};"
_SCRATCH: Final = ("named", "scrap")
_FROM_DRAFT: Final = (
    "CREATE TABLE temp.scrap (one INTEGER NOT NULL, other INTEGER NOT NULL)",
    """
    INSERT INTO new.source SELECT row_number() OVER (ORDER BY name, kind, vintage, id),
        name, kind, vintage, ranges, points, bad FROM main.source
    """,
    """
    INSERT INTO new.base SELECT row_number() OVER (ORDER BY base), base, sound_key(base) FROM (
        SELECT DISTINCT base FROM main.name
        WHERE id IN (SELECT name FROM main.block UNION SELECT name FROM main.point)
    )
    """,
    """
    CREATE TABLE temp.named AS SELECT name.id AS name, new.base.id AS base, row_number() OVER (
        ORDER BY name.base, before, kind, after, shown
    ) AS street FROM main.name JOIN new.base ON text = name.base
    WHERE name.id IN (SELECT name FROM main.block UNION SELECT name FROM main.point)
    """,
    "CREATE UNIQUE INDEX temp.by_name ON named (name)",
    """
    INSERT INTO new.street SELECT street, named.base, before, kind, after, shown
    FROM temp.named JOIN main.name ON main.name.id = named.name ORDER BY street
    """,
    """
    INSERT INTO new.city SELECT row_number() OVER (ORDER BY city), city
    FROM (SELECT DISTINCT city FROM main.point)
    """,
    """
    INSERT INTO new.block SELECT
        NULL, street, zip, county, side, parity, first, last, prefix, line
    FROM main.block AS block JOIN temp.named AS named ON named.name = block.name
    ORDER BY named.base, zip, county, street, line, side, first, last, parity, prefix
    """,
    """
    INSERT INTO new.point SELECT
        NULL, named.base, street, zip, county, city.id, number, letter, prefix,
        latitude, longitude, cell_of(latitude, longitude)
    FROM main.point AS point JOIN temp.named AS named ON named.name = point.name
    JOIN new.city AS city ON city.name = point.city
    ORDER BY named.base, zip, county, number, prefix, letter, street, latitude, longitude, city.id
    """,
    """
    INSERT INTO new.run SELECT base, zip, county, max(block), max(blocks), max(point), max(points)
    FROM (
        SELECT base, zip, county, min(block.id) AS block, count(*) AS blocks, 0 AS point,
            0 AS points
        FROM new.block AS block JOIN new.street AS street ON street.id = street GROUP BY 1, 2, 3
        UNION ALL
        SELECT base, zip, county, 0, 0, min(id), count(*) FROM new.point GROUP BY 1, 2, 3
    ) GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
    """,
)
"""SQL that fills the index (`new`) from the draft (`main`), one after the other. Every order is
total, so that the same sources make the same index."""


def build_index(
    blocks: Iterable[Feature], points: Iterable[Feature], path: Path, *, vintage: str = ""
) -> None:
    """Write an index of blocks and points that a program has at hand."""
    with tempfile.TemporaryDirectory() as folder, Draft(Path(folder) / "draft") as draft:
        features = (one for some in (blocks, points) for one in some)
        draft.add("", StreetSource("program", "program", vintage), features)
        write_index(draft, path)


def write_index(draft: Draft, path: Path) -> None:
    """Write the index of all that a draft has, in place of an older one."""
    fresh = path.with_name(f"{path.name}.new")
    fresh.unlink(missing_ok=True)
    try:
        with closing(sqlite3.connect(fresh)) as connection:
            connection.executescript(_MARKS + SCHEMA)
        _fill(draft.connection, fresh)
        with closing(sqlite3.connect(fresh)) as connection:
            _finish(connection)
        _settle(fresh)
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _fill(connection: sqlite3.Connection, fresh: Path) -> None:
    """Fill the tables from the draft, in their order."""
    connection.create_function("sound_key", 1, sound_key, deterministic=True)
    connection.create_function("cell_of", 2, cell_of, deterministic=True)
    connection.execute("ATTACH ? AS new", (str(fresh),))
    connection.execute("PRAGMA new.journal_mode = OFF")
    connection.execute("PRAGMA new.synchronous = OFF")
    connection.execute(f"PRAGMA new.cache_size = -{_CACHE_KIB}")
    try:
        with connection:
            for statement in _FROM_DRAFT:
                connection.execute(statement)
            _fill_near(connection)
            _fill_cells(connection)
    finally:
        connection.executescript("".join(f"DROP TABLE IF EXISTS temp.{one};" for one in _SCRATCH))
        connection.execute("DETACH new")


def _fill_near(connection: sqlite3.Connection) -> None:
    bases = connection.execute("SELECT id, text FROM new.base WHERE length(text) >= ?", (SHORTEST,))
    connection.executemany(
        "INSERT INTO temp.scrap VALUES (?, ?)",
        ((edit_hash(left), id_) for id_, text in bases for left in deletes(text)),
    )
    connection.execute("INSERT INTO new.near SELECT DISTINCT one, other FROM scrap ORDER BY 1, 2")
    connection.execute("DELETE FROM temp.scrap")


def _fill_cells(connection: sqlite3.Connection) -> None:
    blocks = connection.execute("SELECT id, line FROM new.block ORDER BY id")
    connection.executemany(
        "INSERT INTO temp.scrap VALUES (?, ?)",
        ((cell, id_) for id_, line in blocks for cell in cells_of(unpacked(line))),
    )
    connection.execute("INSERT INTO new.block_cell SELECT one, other FROM scrap ORDER BY 1, 2")


def _finish(connection: sqlite3.Connection) -> None:
    """Make the indexes, and write down what the file holds so that damage is found out."""
    connection.executescript(f"PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; {INDEXES}")
    for name, thorough in (("sample", False), ("digest", True)):
        values = (name, digest(connection, thorough=thorough))
        connection.execute("INSERT INTO fact VALUES (?, ?)", values)
    connection.executemany("INSERT INTO fact VALUES (?, ?)", _facts(connection))
    connection.commit()


def _facts(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    """Count what the tables hold."""
    counties = "SELECT DISTINCT county FROM run WHERE county > 0 ORDER BY county"
    counts = {
        "zips": "SELECT count(DISTINCT zip) FROM run WHERE zip > 0",
        "names": "SELECT count(*) FROM street",
        "ranges": "SELECT count(*) FROM block",
        "points": "SELECT count(*) FROM point",
    }
    return [
        ("counties", " ".join(code_of(one) for (one,) in connection.execute(counties))),
        *((name, str(connection.execute(query).fetchone()[0])) for name, query in counts.items()),
    ]


def _settle(path: Path) -> None:
    """Have the disk hold a file's bytes before its name stands for them."""
    with path.open("rb+") as file:
        os.fsync(file.fileno())
