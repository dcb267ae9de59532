"""A county that does not exist, written as a real TIGER/Line ADDRFEAT zip.

Towns on a bent grid, each with one ZIP of a real county (so that the gazetteer knows it) and
with streets that nobody lives in. The same seed makes the same county. Within a ZIP no two
streets have the same name; across ZIPs many do.
"""

import io
import math
import random
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final

import shapefile

from finder.block import Side
from finder.street_names import ordinal

FIPS: Final = "24013"
YEAR: Final = "2024"
TOWNS: Final = (
    ("21157", 39.56, -77.00), ("21158", 39.64, -77.04), ("21784", 39.40, -76.97),
    ("21074", 39.62, -76.85), ("21102", 39.69, -76.89), ("21787", 39.66, -77.17),
    ("21771", 39.37, -77.16), ("21776", 39.52, -77.10), ("21048", 39.47, -76.90),
    ("21104", 39.34, -76.91), ("21791", 39.57, -77.18), ("21088", 39.56, -76.82),
)  # fmt: skip
"""ZIPs of Carroll County, Maryland, and about where they are."""

WORDS: Final = (
    "Abbott Acorn Alder Amber Anchor Arbor Aspen Auburn Bayard Beacon Berry Birch Bishop Bowman"
    " Briar Bristol Calvert Carver Cedar Chapel Chester Clay Clover Colonial Copper Cranberry"
    " Crestview Dalton Deer Dogwood Dover Eagle Emerald Fairfax Falcon Fern Fountain Franklin"
    " Garrison Ginger Granite Greene Hamilton Harvest Hawthorne Hazel Heather Hickory Hunter"
    " Jasper Juniper Kent Keystone Lancaster Laurel Liberty Lilac Linden Locust Magnolia Maple"
    " Mercer Monroe Mulberry Old_Mill Old_Liberty Orchard Oxford Patapsco Pearl Poplar Quail"
    " Quarry Raven Redwood Ridgely Robin St_Clair St_Johns Mt_Olivet Ft_Henry Sawmill Spruce"
    " Summit Sycamore Tanner Thorn Tulip Vernon Violet Walnut Warren Willow Winter Yarrow York"
).split()
KINDS: Final = ("St", "Ave", "Rd", "Dr", "Ln", "Ct", "Way", "Blvd", "Ter", "Pl")

_NORTH: Final = 0.0008
_EAST: Final = 0.00104
"""Degrees of a block: about 90 m."""

Ends = tuple[int, int]
"""House numbers at a line's first and last point."""

Degrees = tuple[float, float]
"""Latitude and longitude."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """One feature: a street between two crossings, with the house numbers at both of its ends."""

    tlid: int
    name: str
    line: tuple[Degrees, ...]
    zip: str
    left: Ends | None
    right: Ends | None

    def sides(self) -> Iterator[tuple[Side, Ends]]:
        """Return the sides that have house numbers."""
        for side, ends in ((Side.LEFT, self.left), (Side.RIGHT, self.right)):
            if ends is not None:
                yield side, ends


def made_up_county(ranges: int = 100_000, *, seed: int = 30_059) -> list[Stretch]:
    """Make a county with about this many ranges of one side each; the same for the same seed."""
    dice = random.Random(seed)  # noqa: S311 (nothing is kept secret by it)
    a_town = -(-ranges // len(TOWNS))
    return list(_numbered(one for town in TOWNS for one in _town(*town, a_town, dice)))


def _numbered(stretches: Iterable[Stretch]) -> Iterator[Stretch]:
    return (replace(one, tlid=number) for number, one in enumerate(stretches, start=1))


def _town(zip_: str, south: float, west: float, ranges: int, dice: random.Random) -> list[Stretch]:
    """Lay out a town: avenues to the north, numbered and named streets to the east."""
    across = max(2, math.ceil((1 + math.sqrt(1 + ranges)) / 2))
    node = [
        [
            (
                south + (row + dice.uniform(-0.1, 0.1)) * _NORTH,
                west + (column + dice.uniform(-0.1, 0.1)) * _EAST,
            )
            for column in range(across)
        ]
        for row in range(across)
    ]
    names = _names(2 * across, dice)
    made: list[Stretch] = []
    for at in range(across):
        for block in range(across - 1):
            northward = node[block][at], node[block + 1][at]
            eastward = node[at][block], node[at][block + 1]
            for name, ends in ((names[2 * at], northward), (names[2 * at + 1], eastward)):
                made.append(_stretch(name, zip_, ends, block + 1, dice))
    return made


def _names(count: int, dice: random.Random) -> list[str]:
    """Draw names, all different from each other in more than kind and directional."""
    named = [f"{word.replace('_', ' ')} {dice.choice(KINDS)}" for word in WORDS]
    numbered = [f"{ordinal(number)} {dice.choice(('St', 'Ave'))}" for number in range(1, 60)]
    lettered = [f"{letter} St" for letter in "ABCDFGHIJKLMOPQRTUVXYZ"]
    with_side = [f"{dice.choice('NSEW')} {name}" if dice.random() < 0.2 else name for name in named]
    drawn = dice.sample([*with_side, *numbered, *lettered], count - 2)
    return ["Main St", "State Hwy 97", *drawn]


def _stretch(
    name: str, zip_: str, ends: tuple[Degrees, Degrees], hundred: int, dice: random.Random
) -> Stretch:
    """Number a block: odd mostly on the left, and mostly rising along the line."""
    odd, even = (100 * hundred + 1, 100 * hundred + 99), (100 * hundred, 100 * hundred + 98)
    line = _bent(ends, dice)
    if dice.random() < 0.3:
        line, odd, even = line[::-1], odd[::-1], even[::-1]
    sides: tuple[Ends | None, Ends | None] = (odd, even) if dice.random() < 0.8 else (even, odd)
    if dice.random() < 0.02:
        sides = (sides[0], None)
    return Stretch(0, name, line, zip_, *sides)


def _bent(ends: tuple[Degrees, Degrees], dice: random.Random) -> tuple[Degrees, ...]:
    """Put up to five points between the ends, a few metres off the straight line."""
    (south, west), (north, east) = ends
    inner = sorted(dice.random() for _ in range(dice.randrange(6)))
    between = (
        (
            south + share * (north - south) + dice.uniform(-3e-5, 3e-5),
            west + share * (east - west) + dice.uniform(-3e-5, 3e-5),
        )
        for share in inner
    )
    return tuple(
        (round(lat, 6), round(lon, 6)) for lat, lon in ((south, west), *between, (north, east))
    )


def write_addrfeat(
    stretches: Sequence[Stretch], folder: Path, *, year: str = YEAR, fips: str = FIPS
) -> Path:
    """Write stretches as the Census would, and return the zip."""
    stem = f"tl_{year}_{fips}_addrfeat"
    parts = {ending: io.BytesIO() for ending in ("shp", "shx", "dbf")}
    with shapefile.Writer(**parts, shapeType=shapefile.POLYLINE, encoding="utf-8") as writer:
        for column, kind, size in _COLUMNS:
            writer.field(column, kind, size)
        for one in stretches:
            writer.line([[(lon, lat) for lat, lon in one.line]])
            writer.record(**_record(one))
    path = folder / f"{stem}.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for ending, written in {**parts, "cpg": io.BytesIO(b"UTF-8")}.items():
            # A fixed date: the same stretches make the same bytes.
            entry = zipfile.ZipInfo(f"{stem}.{ending}")
            archive.writestr(entry, written.getvalue(), zipfile.ZIP_DEFLATED)
    return path


_COLUMNS: Final = (
    ("TLID", "N", 10), ("TFIDL", "N", 10), ("TFIDR", "N", 10), ("ARIDL", "C", 22),
    ("ARIDR", "C", 22), ("LINEARID", "C", 22), ("FULLNAME", "C", 100), ("LFROMHN", "C", 12),
    ("LTOHN", "C", 12), ("RFROMHN", "C", 12), ("RTOHN", "C", 12), ("ZIPL", "C", 5),
    ("ZIPR", "C", 5), ("EDGE_MTFCC", "C", 5), ("ROAD_MTFCC", "C", 5), ("PARITYL", "C", 1),
    ("PARITYR", "C", 1), ("PLUS4L", "C", 4), ("PLUS4R", "C", 4), ("LFROMTYP", "C", 1),
    ("LTOTYP", "C", 1), ("RFROMTYP", "C", 1), ("RTOTYP", "C", 1), ("OFFSETL", "C", 1),
    ("OFFSETR", "C", 1),
)  # fmt: skip
"""Columns of ADDRFEAT in 2024, in their order, with their types and widths."""


def _record(one: Stretch) -> dict[str, object]:
    cells: dict[str, object] = {column: "" for column, kind, _ in _COLUMNS if kind == "C"}
    cells |= {"TLID": one.tlid, "TFIDL": 0, "TFIDR": 0, "FULLNAME": one.name}
    for letter, ends in (("L", one.left), ("R", one.right)):
        if ends is not None:
            cells[f"{letter}FROMHN"], cells[f"{letter}TOHN"] = map(str, ends)
            cells[f"ZIP{letter}"] = one.zip
            cells[f"PARITY{letter}"] = "EO"[ends[0] % 2]
    return cells
