"""Rows of a street index: how blocks and address points are written, and how they are read."""

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Final

from finder.block import MICRODEGREES, AddressPoint, Block, Parity, Side
from finder.geo import Coordinate
from finder.readonly import Row
from finder.street_names import StreetName

SIDES: Final = tuple(Side)
PARITIES: Final = tuple(Parity)
"""Sides and parities are numbered by their order."""

BLOCK_COLUMNS: Final = (
    "block.street, block.zip, side, parity, first, last, prefix, line, block.county"
)
POINT_COLUMNS: Final = (
    "point.street, point.zip, point.county, city.name, point.number, point.letter, point.prefix,"
    " point.latitude, point.longitude"
)
"""What `blocks` and `points` read, in this order."""

Named = Mapping[int, tuple[StreetName, str]]
"""A street's id in the index to its name in parts and as it is shown."""


def number_of(code: str | None) -> int:
    """Return a ZIP or a FIPS code as the number that is written, 0 for none.

    Raises ValueError where it is not five digits.
    """
    if not code:
        return 0
    if len(code) != 5 or not (code.isascii() and code.isdecimal()):
        raise ValueError("five digits")
    return int(code)


@lru_cache(maxsize=256)
def code_of(number: int) -> str:
    """Return a ZIP or a FIPS code with its zeros, empty for none."""
    return f"{number:05}" if number else ""


def block_row(block: Block) -> Row:
    """Write what is not the name: zip, county, side, parity, first, last, prefix, line."""
    return (
        number_of(block.zip),
        number_of(block.county),
        SIDES.index(block.side),
        PARITIES.index(block.parity),
        block.first,
        block.last,
        block.prefix,
        block.packed,
    )


def point_row(point: AddressPoint) -> Row:
    """Write what is not the name: zip, county, city, number, letter, prefix, and microdegrees."""
    return (
        number_of(point.zip),
        number_of(point.county),
        point.city,
        point.number,
        point.letter,
        point.prefix,
        round(point.coordinate.latitude * MICRODEGREES),
        round(point.coordinate.longitude * MICRODEGREES),
    )


def blocks(rows: Iterable[Row], named: Named) -> Iterator[Block]:
    """Read blocks in the order of rows; rows that differ by their county alone are one block."""
    seen: dict[Row, int] = {}
    for row in rows:
        seen.setdefault(row[:-1], row[-1])
    for row, county in seen.items():
        street, zip_, side, parity, first, last, prefix, line = row
        name, shown = named[street]
        yield Block(
            name, shown, code_of(zip_) or None, code_of(county), SIDES[side], first, last,
            PARITIES[parity], line, prefix,
        )  # fmt: skip


def points(rows: Iterable[Row], named: Named) -> Iterator[AddressPoint]:
    """Read address points in the order of rows, each once."""
    for row in dict.fromkeys(rows):
        street, zip_, county, city, number, letter, prefix, latitude, longitude = row
        name, shown = named[street]
        coordinate = Coordinate(latitude / MICRODEGREES, longitude / MICRODEGREES)
        yield AddressPoint(
            name, shown, code_of(zip_) or None, code_of(county), city, number, letter,
            coordinate, prefix,
        )  # fmt: skip
