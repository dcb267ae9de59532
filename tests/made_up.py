"""Made-up countries on the grid of the road model: rectangles of land in one wide water."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NamedTuple

import numpy as np

from finder.directory import FacilityDirectory
from finder.fields import Recipe
from finder.geo import Coordinate
from finder.grid import COLUMNS, COLUMNS_PER_DEGREE, FINE, ROWS, ROWS_PER_DEGREE, SOUTH, WEST
from finder.network import Crossing, Network, Speeds
from finder.terrain import Terrain
from tests.properties.strategies import REAL


class Land(NamedTuple):
    """A county from one fine row and column up to, and not with, others: 250 m each."""

    name: str
    south: int
    west: int
    north: int
    east: int


def terrain(*lands: Land, density: int = 0) -> Terrain:
    """Lay counties into the water, later ones over earlier ones; people as on one cell."""
    county = np.zeros((ROWS * FINE, COLUMNS * FINE), dtype=np.uint8)
    names = ["", *dict.fromkeys(land.name for land in lands)]
    for land in lands:
        county[land.south : land.north, land.west : land.east] = names.index(land.name)
    people = np.full((ROWS, COLUMNS), density, dtype=np.uint8)
    return Terrain(county, tuple(names), people)


def spot(row: float, column: float) -> Coordinate:
    """Return the point at a fine row and column; the middle of a fine cell is at one half."""
    return Coordinate(
        SOUTH + row / (ROWS_PER_DEGREE * FINE), WEST + column / (COLUMNS_PER_DEGREE * FINE)
    )


def cell(row: int, column: int) -> int:
    """Return the number of the coarse cell with this fine row and column."""
    return row // FINE * COLUMNS + column // FINE


def crossing(name: str, one: Coordinate, other: Coordinate) -> Crossing:
    return Crossing(name, one, other, "Made-up Water")


EMPTY: Final = Network((), (), ())
"""A network without anything."""

SHORES: Final = (Land("East, MD", 40, 240, 160, 400), Land("West, VA", 40, 40, 160, 200))
"""Two shores of 30 by 40 km with 10 km of water between them."""

WEST_END, EAST_END = spot(100.5, 198.5), spot(100.5, 241.5)
"""Where a bridge over that water would end."""

ROADS: Final = "road,class,segment,sequence,latitude,longitude,near\n"
CROSSINGS: Final = "name,lat_a,lon_a,lat_b,lon_b,over\n"
WATER_LINES: Final = "river,one_bank,other_bank\n"


def facilities(*spots: Coordinate) -> FacilityDirectory:
    """Make hospitals at these points."""
    return FacilityDirectory(
        tuple(replace(REAL[0], id=f"f{at:03}", coordinate=one) for at, one in enumerate(spots))
    )


def recipe(folder: Path, *spots: Coordinate, lands: Sequence[Land] = SHORES) -> Recipe:
    """Write the two shores, a bridge and a road into a folder; hospitals at these points."""
    folder.mkdir(parents=True, exist_ok=True)
    made = terrain(*lands)
    np.savez_compressed(
        folder / "terrain.npz", county=made.county, names=np.array(made.names), density=made.density
    )
    ends = (WEST_END, EAST_END)
    over = ",".join(f"{one.latitude:.6f},{one.longitude:.6f}" for one in ends)
    (folder / "crossings.csv").write_text(f"{CROSSINGS}Long Bridge,{over},Water\n", "utf-8")
    rows = [(0, spot(100.5, 60.5)), (1, WEST_END)]
    road = "".join(
        f"US 1,trunk,1,{at},{one.latitude:.6f},{one.longitude:.6f},\n" for at, one in rows
    )
    (folder / "roads.csv").write_text(ROADS + road, "utf-8")
    (folder / "water_lines.csv").write_text(f"{WATER_LINES}No River,VA,MD\n", "utf-8")
    return Recipe(folder / "terrain.npz", folder, facilities(*spots), Speeds())
