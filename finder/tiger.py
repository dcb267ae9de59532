"""Census TIGER/Line ADDRFEAT files: house number ranges of a county, as blocks.

One zip a county, `tl_{year}_{fips}_addrfeat.zip`, with a shapefile in it. A feature is a stretch
of street under one name, with a range of house numbers on each side or on one; a stretch with
two names is there twice. Source: TIGER/Line Shapefiles Technical Documentation, "Address
Range-Feature". Coordinates are NAD83, taken for WGS-84: the two are within 2 m of each other.
"""

import re
import struct
import warnings
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import shapefile

from finder.block import Block, HouseNumber, Parity, Side, house_number, packed
from finder.errors import DataError, Problem
from finder.street_names import street_name

FILE_NAME: Final = re.compile(r"tl_(?P<year>[0-9]{4})_(?P<fips>[0-9]{5})_addrfeat\.zip")

COLUMNS: Final = (
    "FULLNAME", "LFROMHN", "LTOHN", "RFROMHN", "RTOHN", "ZIPL", "ZIPR", "PARITYL", "PARITYR",
)  # fmt: skip
_SIDES: Final = (("L", Side.LEFT), ("R", Side.RIGHT))
_PARITIES: Final = {"O": Parity.ODD, "E": Parity.EVEN, "B": Parity.BOTH}
_CACHED_NAMES: Final = 8_192
"""Stretches of one street mostly follow each other."""

_named = lru_cache(maxsize=_CACHED_NAMES)(street_name)


def vintage_of(path: Path) -> str:
    """Return the year that a file's name tells."""
    found = FILE_NAME.fullmatch(path.name)
    return "" if found is None else found["year"]


def features(path: Path) -> Iterator[Block | Problem]:
    """Read the blocks of a county; a side that cannot be used is a Problem, its row counts from 1.

    Raises DataError where the file as a whole cannot be read.
    """
    county = FILE_NAME.fullmatch(path.name)
    if county is None:
        raise DataError([Problem(path.name, None, "name", path.name, "tl_YEAR_FIPS_addrfeat.zip")])
    try:
        with _opened(path) as reader:
            _check_columns(path, {field.name for field in reader.fields})
            for row, one in enumerate(reader.iterShapeRecords(fields=COLUMNS), start=1):
                yield from _sides(_Feature(path.name, row, county["fips"], one))
    except (shapefile.ShapefileException, zipfile.BadZipFile, OSError, *_UNREADABLE) as error:
        why = type(error).__name__
        problem = Problem(path.name, None, "file", why, "a zip with a whole shapefile in it")
        raise DataError([problem]) from error


def _opened(path: Path) -> shapefile.Reader:
    with warnings.catch_warnings():
        warnings.simplefilter("error", shapefile.PossiblyCorruptFileHeader)
        return shapefile.Reader(path)


_UNREADABLE: Final = (
    struct.error, zlib.error, ValueError, LookupError, OverflowError, EOFError,
    shapefile.PossiblyCorruptFileHeader,
)  # fmt: skip
"""What else pyshp ends in when the bytes of a shapefile are not what they should be."""


def _check_columns(path: Path, there: set[str]) -> None:
    missing = [name for name in COLUMNS if name not in there]
    if missing:
        expected = "a column of this name, as in TIGER/Line ADDRFEAT"
        raise DataError([Problem(path.name, None, name, "", expected) for name in missing])


class _Unusable(ValueError):
    """A side that makes no block: the column, its value, and what was expected."""


@dataclass(frozen=True, slots=True)
class _Feature:
    """One row of a file."""

    file: str
    row: int
    county: str
    found: Any

    def text(self, column: str) -> str:
        """Return a cell's text, empty for a cell without."""
        return (self.found.record[column] or "").strip()


def _sides(feature: _Feature) -> Iterator[Block | Problem]:
    """Make a block of each side that has house numbers."""
    for letter, side in _SIDES:
        ends = feature.text(f"{letter}FROMHN"), feature.text(f"{letter}TOHN")
        if not any(ends):
            continue
        try:
            yield _block(feature, letter, side, ends)
        except _Unusable as error:
            yield Problem(feature.file, feature.row, *error.args)


def _block(feature: _Feature, letter: str, side: Side, ends: tuple[str, str]) -> Block:
    shown = feature.text("FULLNAME")
    name = _named(shown)
    if not name.base:
        raise _Unusable("FULLNAME", shown, "the name of a street")
    first, last = (
        _number(f"{letter}{which}", text)
        for which, text in zip(("FROMHN", "TOHN"), ends, strict=True)
    )
    if first.prefix != last.prefix:
        raise _Unusable(f"{letter}TOHN", ends[1], f"a house number like {ends[0]}")
    return Block(
        name=name,
        shown=shown,
        zip=_zip(f"ZIP{letter}", feature.text(f"ZIP{letter}")),
        county=feature.county,
        side=side,
        first=first.number,
        last=last.number,
        parity=_parity(feature.text(f"PARITY{letter}"), first.number, last.number),
        packed=_line(feature.found.shape),
        prefix=first.prefix,
    )


def _number(column: str, text: str) -> HouseNumber:
    found = house_number(text)
    if found is None:
        raise _Unusable(column, text, "a house number")
    return found


def _zip(column: str, text: str) -> str | None:
    if text and not re.fullmatch(r"[0-9]{5}", text):
        raise _Unusable(column, text, "a ZIP of five digits, or nothing")
    return text or None


def _parity(said: str, first: int, last: int) -> Parity:
    """Return the parity that the data says, unless its own numbers speak against it."""
    alike = (Parity.EVEN, Parity.ODD)[first % 2] if first % 2 == last % 2 else Parity.BOTH
    told = _PARITIES.get(said, alike)
    return told if told in (alike, Parity.BOTH) else Parity.BOTH


def _line(shape: Any) -> bytes:
    """Pack a feature's line, if it is one."""
    points = [] if shape is None else getattr(shape, "points", [])
    if len(points) < 2 or len(shape.parts) != 1:
        raise _Unusable("shape", f"{len(points)} points", "one line of two points or more")
    if not all(abs(x) <= 180 and abs(y) <= 90 and (x or y) for x, y in points):
        raise _Unusable("shape", "", "longitudes and latitudes in degrees, none of them 0, 0")
    return packed((y, x) for x, y in points)
