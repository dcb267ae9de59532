"""Blocks and address points: what a street index is made of.

A block is one side of a street between two crossings, with the range of its house numbers
(a row of Census ADDRFEAT makes up to two). An address point is one door.
"""

import re
from array import array
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from itertools import accumulate, pairwise
from typing import Final, NamedTuple

from finder.geo import Coordinate
from finder.street_names import StreetName


class Side(StrEnum):
    """Side of a street, looking along its line from the first point to the last."""

    LEFT = "left"
    RIGHT = "right"


class Parity(StrEnum):
    """Which house numbers a side has."""

    ODD = "odd"
    EVEN = "even"
    BOTH = "both"


MICRODEGREES: Final = 1_000_000
"""Steps to a degree in which lines are kept, as in TIGER/Line: 0.11 m north, less east."""


class Block(NamedTuple):
    """One side of a street between two crossings.

    `first` and `last` are the house numbers at the line's start and at its end, so `first` may
    be the greater; `prefix` stands before each of them ("75-", "n6w"). `shown` is the name as
    the data has it, `county` the five digits of its FIPS code, empty where nobody said. `packed`
    is the line (see `packed`), which is unpacked when it is asked for: most blocks of a street
    are only looked at for their numbers.
    """

    name: StreetName
    shown: str
    zip: str | None
    county: str
    side: Side
    first: int
    last: int
    parity: Parity
    packed: bytes
    prefix: str = ""

    @property
    def line(self) -> tuple[Coordinate, ...]:
        """Return the street's middle line: two points or more, in the order of the data."""
        return tuple(
            Coordinate(latitude / MICRODEGREES, longitude / MICRODEGREES)
            for latitude, longitude in unpacked(self.packed)
        )


class AddressPoint(NamedTuple):
    """One door. `city` is as the data has it; `county` is a FIPS code; both may be empty."""

    name: StreetName
    shown: str
    zip: str | None
    county: str
    city: str
    number: int
    letter: str
    coordinate: Coordinate
    prefix: str = ""


@dataclass(frozen=True, slots=True)
class HouseNumber:
    """A house number in parts: "75-01" is 1 with the prefix "75-", "12A" is 12 and "a"."""

    number: int
    prefix: str = ""
    letter: str = ""


_HOUSE_NUMBER: Final = re.compile(
    r"(?P<prefix>[0-9]{1,4} ?- ?(?=[0-9])|(?:[a-z] ?[0-9]{1,4} ?)?[a-z] ?(?=[0-9]))?"
    r"(?P<number>[0-9]{1,8})"
    r"(?: ?-? ?(?P<letter>[a-z]{1,2}|[0-9]/[0-9]))?"
)


def house_number(text: str) -> HouseNumber | None:
    """Take a house number apart, None for what is not one.

    >>> house_number("12 1/2")
    HouseNumber(number=12, prefix='', letter='1/2')
    >>> house_number("N6W23001")
    HouseNumber(number=23001, prefix='n6w', letter='')
    """
    found = _HOUSE_NUMBER.fullmatch(text.strip().lower())
    if found is None:
        return None
    prefix = (found["prefix"] or "").replace(" ", "")
    return HouseNumber(int(found["number"]), prefix, found["letter"] or "")


_NEAR: Final = b"n"
_FAR: Final = b"f"
_MOST_STEP: Final = 2**15 - 1


def packed(line: Iterable[tuple[float, float]]) -> bytes:
    """Pack a line of (latitude, longitude) in degrees.

    The first point is held whole and each further one as steps from the one before it, in
    two bytes each; where a step is too long for that (3.6 km) all are held in four.
    """
    flat = [round(degrees * MICRODEGREES) for point in line for degrees in point]
    steps = [after - before for before, after in zip(flat, flat[2:], strict=False)]
    if all(-_MOST_STEP <= step <= _MOST_STEP for step in steps):
        return _NEAR + array("i", flat[:2]).tobytes() + array("h", steps).tobytes()
    return _FAR + array("i", flat).tobytes()


def unpacked(line: bytes) -> list[tuple[int, int]]:
    """Return the points of a packed line as latitude and longitude in microdegrees."""
    if line[:1] == _FAR:
        whole = array("i", line[1:])
        return list(zip(whole[::2], whole[1::2], strict=True))
    latitude, longitude = array("i", line[1:9])
    steps = array("h", line[9:])
    return list(
        zip(
            accumulate(steps[::2], initial=latitude),
            accumulate(steps[1::2], initial=longitude),
            strict=True,
        )
    )


_CELL: Final = 4_000
"""Side of a cell in microdegrees: about 440 m north and 350 m east."""

_ACROSS: Final = 360 * MICRODEGREES // _CELL


def cell_of(latitude: int, longitude: int) -> int:
    """Return the cell of a point in microdegrees."""
    return _row(latitude) * _ACROSS + _column(longitude)


def cells_of(points: list[tuple[int, int]]) -> set[int]:
    """Return the cells that a line may touch, from its points in microdegrees.

    Cells are numbered row by row from the south, so that a stretch of one row is a range.
    """
    return {
        cell
        for one, other in pairwise(points)
        for row in cell_rows((one[0], other[0]), (one[1], other[1]))
        for cell in row
    }


def cell_rows(latitudes: tuple[int, int], longitudes: tuple[int, int]) -> Iterable[range]:
    """Return the rows of cells that meet a box, its edges in microdegrees in any order."""
    low, high = (_column(one(longitudes)) for one in (min, max))
    for row in range(_row(min(latitudes)), _row(max(latitudes)) + 1):
        yield range(row * _ACROSS + low, row * _ACROSS + high + 1)


def _row(latitude: int) -> int:
    return (latitude + 90 * MICRODEGREES) // _CELL


def _column(longitude: int) -> int:
    return (longitude + 180 * MICRODEGREES) // _CELL
