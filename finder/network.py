"""The network: motorways and trunk roads, crossings of wide water, and rivers on county lines.

Three small CSV files of facts that people edit: `data/roads.csv`, `data/crossings.csv` and
`data/water_lines.csv`.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from finder.columns import Column, degrees, listed, matching, some_text, value_of
from finder.errors import DataError, Problem
from finder.geo import Coordinate, span, vector
from finder.table import FORM_CHECKS, FileCheck, Table, cells_are_sound, checked, read_table

NETWORK_FILES: Final = ("roads.csv", "crossings.csv", "water_lines.csv")


class RoadClass(StrEnum):
    """How fast a road is: see `Speeds`. An expressway is divided, with few lights."""

    MOTORWAY = "motorway"
    EXPRESSWAY = "expressway"
    TRUNK = "trunk"


@dataclass(frozen=True, slots=True)
class Speeds:
    """Miles an hour, without traffic. `city` and `country` are as the crow flies, off the network.

    Country, trunk and motorway are from the feasibility run against a graph of highways
    (shared figures, November 2026), expressway lies between the last two; city is from real
    street networks: see docs/roads.md.
    """

    city: float = 19.0
    country: float = 32.0
    trunk: float = 46.0
    expressway: float = 54.0
    motorway: float = 60.0


SPEEDS: Final = Speeds()
"""The speeds that Finder comes with."""


@dataclass(frozen=True, slots=True)
class Vertex:
    """A point that a road passes, and the town near it ("Frederick, MD") where one is named."""

    coordinate: Coordinate
    near: str


@dataclass(frozen=True, slots=True)
class Road:
    """One stretch of a road: its vertices in order, straight lines between them."""

    name: str
    kind: RoadClass
    segment: int
    vertices: tuple[Vertex, ...]


@dataclass(frozen=True, slots=True)
class Crossing:
    """A bridge, tunnel or dam that carries a road over wide water, as a point on each bank."""

    name: str
    one_end: Coordinate
    other_end: Coordinate
    over: str


@dataclass(frozen=True, slots=True)
class WaterLine:
    """A river too narrow for the map of water, which county lines follow.

    A bank is a list of counties ("Calvert, MD") or states ("VA"). Nobody gets from one bank
    to the other but over a crossing. `row` is where the file says so.
    """

    river: str
    one_bank: tuple[str, ...]
    other_bank: tuple[str, ...]
    row: int = 0


@dataclass(frozen=True, slots=True)
class Network:
    """All roads, crossings and water lines, in the order of their files."""

    roads: tuple[Road, ...]
    crossings: tuple[Crossing, ...]
    water_lines: tuple[WaterLine, ...]


def _whole_number(text: str) -> int:
    return int(matching(r"[0-9]{1,5}")(text))


def _areas(text: str) -> tuple[str, ...]:
    areas = listed(text)
    if not areas:
        raise ValueError
    return areas


_BANK = "counties (Calvert, MD) or states (VA), with semicolons between"
_LATITUDE = "degrees between -90 and 90, like 39.33"
_LONGITUDE = "degrees between -180 and 180, like -76.61"

ROAD_COLUMNS: Final = (
    Column("road", "the road's name, like I-95", some_text),
    Column("class", "motorway, expressway or trunk", RoadClass),
    Column("segment", "the number of the stretch", _whole_number),
    Column("sequence", "the vertex's number along the stretch, from 0", _whole_number),
    Column("latitude", _LATITUDE, degrees(90.0)),
    Column("longitude", _LONGITUDE, degrees(180.0)),
    Column("near", "a town and its state, like Frederick, MD, or nothing", str),
)
CROSSING_COLUMNS: Final = (
    Column("name", "the crossing's name and road", some_text),
    Column("lat_a", _LATITUDE, degrees(90.0)),
    Column("lon_a", _LONGITUDE, degrees(180.0)),
    Column("lat_b", _LATITUDE, degrees(90.0)),
    Column("lon_b", _LONGITUDE, degrees(180.0)),
    Column("over", "the water's name", some_text),
)
WATER_LINE_COLUMNS: Final = (
    Column("river", "the river's name", some_text),
    Column("one_bank", _BANK, _areas),
    Column("other_bank", _BANK, _areas),
)


def load_network(folder: Path) -> Network:
    """Read the three files in a folder, or raise DataError with all problems of all of them."""
    problems: list[Problem] = []
    roads = _read(folder / "roads.csv", ROAD_COLUMNS, ROAD_CHECKS, problems)
    crossings = _read(folder / "crossings.csv", CROSSING_COLUMNS, CROSSING_CHECKS, problems)
    lines = _read(folder / "water_lines.csv", WATER_LINE_COLUMNS, (banks_are_apart,), problems)
    if problems:
        raise DataError(problems)
    return Network(
        tuple(_roads(roads)),
        tuple(
            Crossing(
                row["name"],
                Coordinate(row["lat_a"], row["lon_a"]),
                Coordinate(row["lat_b"], row["lon_b"]),
                row["over"],
            )
            for row in crossings
        ),
        tuple(
            WaterLine(row["river"], row["one_bank"], row["other_bank"], row["row"]) for row in lines
        ),
    )


def vertices_are_in_order(table: Table, _: date) -> Iterator[Problem]:
    """Find a vertex that does not continue its stretch, and a stretch of one vertex."""
    before: tuple[str, ...] = ()
    seen: set[tuple[str, ...]] = set()
    expected = 0
    for row in filter(table.fits, table.rows):
        cells = table.named(row)
        stretch = tuple(cells.get(name, "") for name in ("road", "class", "segment"))
        if stretch != before and stretch in seen:
            yield table.problem(row, "segment", stretch[-1], "all of a stretch in one block")
        seen.add(stretch)
        expected = expected + 1 if stretch == before else 0
        if cells.get("sequence") != str(expected):
            yield table.problem(row, "sequence", cells.get("sequence", ""), f"{expected}, in order")
        before = stretch
    yield from _lonely(table)


def _lonely(table: Table) -> Iterator[Problem]:
    names = ("road", "class", "segment")
    rows = list(filter(table.fits, table.rows))
    keys = [tuple(table.named(row).get(name, "") for name in names) for row in rows]
    count = Counter(keys)
    for row, key in zip(rows, keys, strict=True):
        if count[key] == 1:
            yield table.problem(row, "segment", key[-1], "two vertices or more in a stretch")


def names_are_unique(table: Table, _: date) -> Iterator[Problem]:
    """Find crossings of one name, which nobody could tell apart in an explanation."""
    first: dict[str, int] = {}
    for row in filter(table.fits, table.rows):
        name = table.named(row).get("name", "")
        if first.setdefault(name, row.number) != row.number:
            yield table.problem(row, "name", name, f"another name than row {first[name]}")


FARTHEST_M: Final = 60_000.0
"""Two vertices of a road farther apart than this are a slip: digits lost or exchanged."""

LONGEST_CROSSING_M: Final = 40_000.0
"""The longest bridge of the region, the Bay Bridge-Tunnel, takes 28 km."""


def vertices_are_close(table: Table, _: date) -> Iterator[Problem]:
    """Find a vertex far from the one before it on the same stretch."""
    before: tuple[tuple[str, ...], Coordinate] | None = None
    for row in filter(table.fits, table.rows):
        cells = table.named(row)
        stretch = tuple(cells.get(name, "") for name in ("road", "class", "segment"))
        point = _point(cells, "latitude", "longitude")
        if point is None:
            continue
        if before and before[0] == stretch and _apart_m(before[1], point) > FARTHEST_M:
            where = f"{point.latitude}, {point.longitude}"
            yield table.problem(row, "latitude", where, "a point within 60 km of the one before")
        before = (stretch, point)


def crossings_are_short(table: Table, _: date) -> Iterator[Problem]:
    """Find a crossing whose ends are one point, or too far apart for any bridge."""
    for row in filter(table.fits, table.rows):
        cells = table.named(row)
        ends = _point(cells, "lat_a", "lon_a"), _point(cells, "lat_b", "lon_b")
        if ends[0] is None or ends[1] is None:
            continue
        if not 0 < _apart_m(ends[0], ends[1]) <= LONGEST_CROSSING_M:
            yield table.problem(row, "lat_b", cells["lat_b"], "two banks, at most 40 km apart")


def banks_are_apart(table: Table, _: date) -> Iterator[Problem]:
    """Find a county or state that stands on both banks of a river."""
    for row in filter(table.fits, table.rows):
        cells = table.named(row)
        both = set(listed(cells.get("one_bank", ""))) & set(listed(cells.get("other_bank", "")))
        for area in sorted(both):
            yield table.problem(row, "other_bank", area, "areas that are not on the other bank too")


def _apart_m(one: Coordinate, other: Coordinate) -> float:
    return span(vector(one), vector(other))[1]


def _point(cells: Mapping[str, str], latitude: str, longitude: str) -> Coordinate | None:
    try:
        pair = degrees(90.0)(cells[latitude]), degrees(180.0)(cells[longitude])
    except (KeyError, ValueError):
        return None  # another check has said it
    return Coordinate(*pair)


ROAD_CHECKS: Final[tuple[FileCheck, ...]] = (vertices_are_in_order, vertices_are_close)
CROSSING_CHECKS: Final[tuple[FileCheck, ...]] = (names_are_unique, crossings_are_short)


def _read(
    path: Path,
    columns: tuple[Column, ...],
    checks: Sequence[FileCheck],
    problems: list[Problem],
) -> list[dict[str, Any]]:
    """Return the rows of a file as values, none where it is not sound: see `problems`."""
    try:
        table = read_table(path, [column.name for column in columns])
        checked(table, (*FORM_CHECKS, cells_are_sound(columns), *checks), today=date.min)
    except DataError as error:
        problems += error.problems
        return []
    return [
        {column.name: value_of(column, table.named(row)[column.name]) for column in columns}
        | {"row": row.number}
        for row in table.rows
    ]


def _roads(rows: list[dict[str, Any]]) -> Iterator[Road]:
    def stretch(row: dict[str, Any]) -> tuple[Any, ...]:
        return row["road"], row["class"], row["segment"]

    for (name, kind, segment), vertices in groupby(rows, key=stretch):
        points = tuple(
            Vertex(Coordinate(row["latitude"], row["longitude"]), row["near"]) for row in vertices
        )
        yield Road(name, kind, segment, points)
