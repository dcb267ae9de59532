"""The street index: blocks and address points by name and by place, from one SQLite file.

An operator makes the file from public data (`finder streets build`, street_index.py). It is
opened read-only and immutable, as the gazetteer is. Nothing of it is kept in memory between
look-ups, so that a file which replaces it is never mixed with it.
"""

# ruff: noqa: S608 (queries are made of constants and question marks; values are bound)

import sqlite3
import zlib
from collections.abc import Collection, Iterable, Sequence
from itertools import chain
from pathlib import Path
from typing import Final, TypeVar

from rapidfuzz.distance import OSA

from finder.block import MICRODEGREES, AddressPoint, Block, cell_rows, unpacked
from finder.errors import ConfigurationError, Problem
from finder.geo import Coordinate
from finder.names import deletes
from finder.plane import Plane, Spot
from finder.readonly import ReadOnly, Row
from finder.street_file import fault, read_info
from finder.street_names import SHORTEST, StreetName, sound_key
from finder.street_rows import BLOCK_COLUMNS, POINT_COLUMNS, Named, blocks, code_of, points

EXPECTED: Final = "a street index that `finder streets build` made"
_NO_NUMBER: Final = 10**9
"""Above every house number that is kept (see `block.house_number`)."""

_CACHE_KIB: Final = 1024
"""Page cache of one thread; the operating system's cache of the file serves all."""

_BASE: Final = "(SELECT id FROM base WHERE text = ?)"


class StreetIndex:
    """Look-ups by the base of a street's name and by nearness. Safe across threads and forks."""

    def __init__(self, path: Path, *, thorough: bool = False) -> None:
        """Open the file and check it (every row where `thorough`), or raise ConfigurationError."""
        self._file = ReadOnly(path, f"cache_size = -{_CACHE_KIB}")
        try:
            wrong = fault(self._file.connection(), path, thorough=thorough)
            if wrong is None:
                self.info = read_info(self._file.connection())
        except (OSError, sqlite3.Error) as error:
            wrong = str(error) if isinstance(error, sqlite3.Error) else error.strerror
        if wrong is not None:
            raise ConfigurationError([Problem(path.name, None, "file", wrong, EXPECTED)])

    def bases_near(self, base: str) -> tuple[str, ...]:
        """Return the bases that are one edit from this one, in order.

        One edit is a letter or space more, less, other, or two neighbors swapped; a number is
        never mistaken for another.
        """
        if len(base) < SHORTEST:
            return ()
        hashes = sorted(map(edit_hash, deletes(base)))
        found = self._file.rows(
            "SELECT DISTINCT text FROM near JOIN base ON base.id = near.base"
            f" WHERE hash IN {_marks(hashes)} ORDER BY text",
            hashes,
        )
        return tuple(text for (text,) in found if _is_one_edit(text, base))

    def bases_sounding(self, base: str) -> tuple[str, ...]:
        """Return the other bases that sound like this one, in order."""
        key = sound_key(base)
        query = "SELECT text FROM base WHERE sound = ? AND sound <> '' ORDER BY text"
        return tuple(text for (text,) in self._file.rows(query, (key,)) if text != base)

    def zips(self, base: str) -> tuple[str, ...]:
        """Return the ZIPs that have a street of this base, in order."""
        query = f"SELECT DISTINCT zip FROM run WHERE base = {_BASE} ORDER BY zip"
        return tuple(code_of(one) for (one,) in self._file.rows(query, (base,)) if one)

    def counties(self, base: str) -> tuple[str, ...]:
        """Return the counties (FIPS) that have a street of this base, in order."""
        query = f"SELECT DISTINCT county FROM run WHERE base = {_BASE} ORDER BY county"
        return tuple(code_of(one) for (one,) in self._file.rows(query, (base,)) if one)

    def blocks(
        self,
        base: str,
        number: int | None = None,
        *,
        zips: Collection[str] | None = None,
        counties: Collection[str] | None = None,
    ) -> tuple[Block, ...]:
        """Return the blocks of all streets of a base, by ZIP, county and name.

        With a number only those whose range it lies in, whatever their parity and prefix. None
        of `zips` or of `counties` means any. A block that stands in the data more than once, as
        those between two counties do, is returned once.
        """
        where, values = _within(zips, counties)
        if number is not None:
            where += " AND ? BETWEEN min(first, last) AND max(first, last)"
            values.append(min(number, _NO_NUMBER))
        rows = self._file.rows(
            f"SELECT {BLOCK_COLUMNS} FROM run"
            " JOIN block ON block.id BETWEEN first_block AND first_block + blocks - 1"
            f" WHERE run.base = {_BASE}{where} ORDER BY run.zip, run.county, block.id",
            (base, *values),
        )
        return tuple(blocks(rows, self._named_of(rows)))

    def points(
        self,
        base: str,
        number: int | None = None,
        *,
        zips: Collection[str] | None = None,
        counties: Collection[str] | None = None,
    ) -> tuple[AddressPoint, ...]:
        """Return the address points of a base (and number), by ZIP, county and number."""
        where, values = _within(zips, counties)
        runs = "run JOIN point ON point.id BETWEEN first_point AND first_point + points - 1"
        if number is not None:
            runs = "point AS run JOIN point ON point.id = run.id"
            where += " AND run.number = ?"
            values.append(min(number, _NO_NUMBER))
        rows = self._file.rows(
            f"SELECT {POINT_COLUMNS} FROM {runs} JOIN city ON city.id = point.city"
            f" WHERE run.base = {_BASE}{where} ORDER BY run.zip, run.county, point.id",
            (base, *values),
        )
        return tuple(points(rows, self._named_of(rows)))

    def near(
        self, coordinate: Coordinate, within_m: float
    ) -> tuple[tuple[Block, ...], tuple[AddressPoint, ...]]:
        """Return the blocks whose line, and the points that, lie within a distance, nearest first.

        Meant for some hundred metres: the distance is measured on a plane around the coordinate.
        """
        plane = Plane(coordinate)
        cells = _cells_around(plane, within_m)
        where, values = " OR ".join(["cell BETWEEN ? AND ?"] * len(cells)), [*chain(*cells)]
        block_rows = self._file.rows(
            f"SELECT {BLOCK_COLUMNS} FROM block WHERE id IN"
            f" (SELECT block FROM block_cell WHERE {where}) ORDER BY id",
            values,
        )
        point_rows = self._file.rows(
            f"SELECT {POINT_COLUMNS} FROM point JOIN city ON city.id = point.city"
            f" WHERE {where} ORDER BY point.id",
            values,
        )
        found = blocks(block_rows, self._named_of(block_rows))
        doors = points(point_rows, self._named_of(point_rows))
        return (
            _nearest(((plane.line_m(_spots(plane, one)), one) for one in found), within_m),
            _nearest(((_apart_m(plane, one), one) for one in doors), within_m),
        )

    def _named_of(self, rows: Iterable[Row]) -> Named:
        """Return the names of the streets that rows begin with."""
        ids = sorted({row[0] for row in rows})
        query = (
            "SELECT street.id, text, before, kind, after, shown FROM street"
            f" JOIN base ON base.id = base WHERE street.id IN {_marks(ids)}"
        )
        return {
            id_: (StreetName(*name), shown) for id_, *name, shown in self._file.rows(query, ids)
        }


def edit_hash(text: str) -> int:
    """Return the number by which the index finds a base, or what deletion leaves of it."""
    return zlib.crc32(text.encode())


def _is_one_edit(one: str, other: str) -> bool:
    numbers = ("".join(filter(str.isdigit, text)) for text in (one, other))
    return len(set(numbers)) == 1 and OSA.distance(one, other, score_cutoff=1) == 1


def _within(
    zips: Collection[str] | None, counties: Collection[str] | None
) -> tuple[str, list[int]]:
    """Return the condition on runs, with its values."""
    where, values = "", []
    for column, codes in (("zip", zips), ("county", counties)):
        if codes is not None:
            numbers = sorted({int(code) for code in codes if code.isdecimal()})
            where += f" AND run.{column} IN {_marks(numbers)}"
            values += numbers
    return where, values


def _marks(values: Sequence[object]) -> str:
    return f"({','.join('?' * len(values))})"


def _spans(column: str, spans: Sequence[tuple[int, int]]) -> str:
    return " OR ".join([f"{column} BETWEEN ? AND ?"] * len(spans))


def _cells_around(plane: Plane, within_m: float) -> list[tuple[int, int]]:
    """Return the stretches of cells that meet a square around the plane's middle."""
    middle = plane.middle
    north, east = within_m / plane.north_m, within_m / plane.east_m
    latitudes = (middle.latitude - north, middle.latitude + north)
    longitudes = (middle.longitude - east, middle.longitude + east)
    rows = cell_rows(_microdegrees(latitudes), _microdegrees(longitudes))
    return [(row.start, row.stop - 1) for row in rows]


def _microdegrees(ends: tuple[float, float]) -> tuple[int, int]:
    return round(ends[0] * MICRODEGREES), round(ends[1] * MICRODEGREES)


def _spots(plane: Plane, block: Block) -> list[Spot]:
    return [
        plane.spot(latitude / MICRODEGREES, longitude / MICRODEGREES)
        for latitude, longitude in unpacked(block.packed)
    ]


def _apart_m(plane: Plane, point: AddressPoint) -> float:
    return plane.line_m([plane.spot(point.coordinate.latitude, point.coordinate.longitude)])


_Found = TypeVar("_Found", Block, AddressPoint)


def _nearest(measured: Iterable[tuple[float, _Found]], within_m: float) -> tuple[_Found, ...]:
    """Keep what lies within a distance, nearest first; equals stay in their order."""
    kept = [(apart_m, one) for apart_m, one in measured if apart_m <= within_m]
    return tuple(one for _, one in sorted(kept, key=lambda pair: pair[0]))
