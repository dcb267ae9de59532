"""Streets that do not exist, in ZIPs that do: a city with quadrants, and towns of one county.

Washington as a bare grid around the Capitol, numbered streets to the north and lettered ones to
the east, in each of its four parts; some streets of Baltimore; and in Baltimore County the same
name in two towns, 40 km apart.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final, NamedTuple

from finder.block import AddressPoint, Block, Parity, Side, packed
from finder.geo import Coordinate
from finder.street_index import build_index
from finder.street_names import ordinal, street_name

CAPITOL: Final = Coordinate(38.8899, -77.0091)
PARTS: Final = (
    ("NW", 1, -1, "20001"), ("NE", 1, 1, "20002"), ("SE", -1, 1, "20003"), ("SW", -1, -1, "20024"),
)  # fmt: skip
"""Quadrant, direction north, direction east, ZIP."""

NORTH: Final = 0.001
EAST: Final = 0.0013
"""Degrees of a block: about 111 and 112 m."""

GRID: Final = 8
LETTERS: Final = "ABCDEFGH"

Degrees = tuple[float, float]


class Street(NamedTuple):
    """A street of some blocks: where it begins, what a block is long, its first hundred."""

    shown: str
    zip: str
    county: str
    start: Degrees
    step: Degrees
    first: int = 100
    length: int = 6

    def blocks(self) -> Iterator[Block]:
        """Make its blocks, of a hundred house numbers each: odd on the left, even right."""
        for at in range(self.length):
            low = self.first + 100 * at
            for side, parity, begin in (
                (Side.LEFT, Parity.ODD, low + 1),
                (Side.RIGHT, Parity.EVEN, low),
            ):
                yield Block(
                    street_name(self.shown), self.shown, self.zip, self.county, side,
                    begin, begin + 98, parity, packed((self._node(at), self._node(at + 1))),
                )  # fmt: skip

    def _node(self, at: int) -> Degrees:
        return self.start[0] + at * self.step[0], self.start[1] + at * self.step[1]


STREETS: Final = (
    Street("N Charles St", "21218", "24510", (39.320, -76.617), (NORTH, 0), 2800),
    Street("S Charles St", "21230", "24510", (39.280, -76.614), (-NORTH, 0)),
    Street("Saint Paul St", "21218", "24510", (39.320, -76.615), (NORTH, 0), 2800),
    Street("Saint Paul Pl", "21202", "24510", (39.293, -76.614), (NORTH, 0), 200),
    Street("E 30th St", "21218", "24510", (39.322, -76.6183), (0, EAST)),
    Street("Keswick Rd", "21211", "24510", (39.331, -76.632), (NORTH, 0), 3300),
    Street("Main St", "21136", "24005", (39.469, -76.830), (NORTH, 0)),
    Street("N Main St", "21136", "24005", (39.480, -76.830), (NORTH, 0)),
    Street("Maple Ave", "21136", "24005", (39.470, -76.835), (NORTH, 0)),
    Street("Maple Ave", "21222", "24005", (39.266, -76.498), (NORTH, 0)),
    Street("Joppa Rd", "21204", "24005", (39.402, -76.610), (0, EAST)),
    Street("Joppa Rd", "21286", "24005", (39.402, -76.575), (0, EAST), 1000),
)

DOORS: Final = (
    ("N Charles St", 3000, "", Coordinate(39.3229, -76.6171)),
    ("Saint Paul St", 2901, "a", Coordinate(39.3212, -76.6152)),
    ("Saint Paul St", 2901, "b", Coordinate(39.3218, -76.6152)),
    ("Lone Ln", 7, "", Coordinate(39.3300, -76.6000)),
)
"""All of them in ZIP 21218."""


def blocks() -> Iterator[Block]:
    """Make every block."""
    for one in (*STREETS, *_grid()):
        yield from one.blocks()


def points() -> Iterator[AddressPoint]:
    """Make the doors: one beside its block, two of one number, one on a
    street without blocks, one without ZIP, county and town."""
    yield AddressPoint(
        street_name("Bare Ct"), "Bare Ct", None, "", "", 5, "", Coordinate(39.3310, -76.6010)
    )
    for shown, number, letter, at in DOORS:
        name = street_name(shown)
        yield AddressPoint(name, shown, "21218", "24510", "Baltimore", number, letter, at)


def _grid() -> Iterator[Street]:
    for quadrant, north, east, zip_ in PARTS:
        lat, lon, up, out = CAPITOL.latitude, CAPITOL.longitude, north * NORTH, east * EAST
        for at in range(1, GRID + 1):
            numbered, lettered = (lat + up, lon + at * out), (lat + at * up, lon + out)
            yield Street(f"{ordinal(at)} St {quadrant}", zip_, "11001", numbered, (up, 0))
            yield Street(f"{LETTERS[at - 1]} St {quadrant}", zip_, "11001", lettered, (0, out))


def write_city(folder: Path) -> Path:
    """Write the index of the city."""
    path = folder / "city.sqlite"
    build_index(blocks(), points(), path, vintage="made up")
    return path
