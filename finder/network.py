"""The network: motorways and trunk roads, crossings of wide water, and rivers on county lines.

Three small CSV files of facts that people edit: `data/roads.csv`, `data/crossings.csv` and
`data/water_lines.csv`.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from finder.columns import Column, degrees, listed, matching, some_text, value_of
from finder.errors import Problem
from finder.geo import Coordinate
from finder.table import FORM_CHECKS, FileCheck, Table, checked, read_table

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

    city: float = 20.0
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
    to the other but over a crossing.
    """

    river: str
    one_bank: tuple[str, ...]
    other_bank: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Network:
    """All roads, crossings and water lines, in the order of their files."""

    roads: tuple[Road, ...]
    crossings: tuple[Crossing, ...]
    water_lines: tuple[WaterLine, ...]


def _whole_number(text: str) -> int:
    return int(matching(r"[0-9]{1,5}")(text))


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
    Column("one_bank", "counties and states, with semicolons between", listed),
    Column("other_bank", "counties and states, with semicolons between", listed),
)


def load_network(folder: Path) -> Network:
    """Read the three files in a folder, or raise DataError with all problems of one of them."""
    roads = _read(folder / "roads.csv", ROAD_COLUMNS, vertices_are_in_order)
    crossings = _read(folder / "crossings.csv", CROSSING_COLUMNS, names_are_unique)
    lines = _read(folder / "water_lines.csv", WATER_LINE_COLUMNS)
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
        tuple(WaterLine(row["river"], row["one_bank"], row["other_bank"]) for row in lines),
    )


def vertices_are_in_order(table: Table, _: date) -> Iterator[Problem]:
    """Find a vertex that does not continue its stretch, and a stretch of one vertex."""
    before: tuple[str, ...] = ()
    expected = 0
    for row in filter(table.fits, table.rows):
        cells = table.named(row)
        stretch = tuple(cells.get(name, "") for name in ("road", "class", "segment"))
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


def _read(path: Path, columns: tuple[Column, ...], *checks: FileCheck) -> list[dict[str, Any]]:
    table = read_table(path, [column.name for column in columns])
    checked(table, (*FORM_CHECKS, _cells_are_sound(columns), *checks), today=date.min)
    return [
        {column.name: value_of(column, table.named(row)[column.name]) for column in columns}
        for row in table.rows
    ]


def _cells_are_sound(columns: tuple[Column, ...]) -> FileCheck:
    def check(table: Table, _: date) -> Iterator[Problem]:
        for row in filter(table.fits, table.rows):
            cells = table.named(row)
            for column in columns:
                fault = _fault(column, cells.get(column.name))
                if fault:
                    yield table.problem(row, column.name, cells[column.name], fault)

    return check


def _fault(column: Column, text: str | None) -> str:
    if text is None:
        return ""
    try:
        value_of(column, text)
    except ValueError as error:
        return str(error)
    return ""


def _roads(rows: list[dict[str, Any]]) -> Iterator[Road]:
    def stretch(row: dict[str, Any]) -> tuple[Any, ...]:
        return row["road"], row["class"], row["segment"]

    for (name, kind, segment), vertices in groupby(rows, key=stretch):
        points = tuple(
            Vertex(Coordinate(row["latitude"], row["longitude"]), row["near"]) for row in vertices
        )
        yield Road(name, kind, segment, points)
