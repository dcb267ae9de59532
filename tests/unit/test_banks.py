"""On one bank or not: wide water, creeks, and rivers on county lines."""

import numpy as np
import pytest

from finder.banks import BoolArray, inland_cells, is_open, open_moves, walls
from finder.errors import DataError
from finder.friction import CELLS
from finder.geo import Coordinate
from finder.grid import COLUMNS, degrees_of
from finder.network import WaterLine, load_network
from finder.resources import resource, terrain_path
from finder.terrain import Terrain, load_terrain
from tests.made_up import SHORES, Land, cell, spot, terrain

TOUCHING = (Land("One, MD", 40, 40, 80, 80), Land("Two, MD", 40, 80, 80, 120))
PARTED = (WaterLine("No River", ("One, MD",), ("Two, MD",)),)


def between(made: Terrain, parted: BoolArray, one: Coordinate, other: Coordinate) -> bool:
    """Tell whether the way is open, and that it is the same the other way round."""
    there = is_open(made, parted, degrees_of([one]), degrees_of([other]))
    back = is_open(made, parted, degrees_of([other]), degrees_of([one]))
    assert bool(there[0]) is bool(back[0])
    return bool(there[0])


def test_a_river_parts_its_counties_both_ways_and_no_others() -> None:
    made = terrain(*TOUCHING, Land("Three, MD", 200, 200, 240, 240))

    parted = walls(made, PARTED)

    assert parted[1, 2]
    assert (parted == parted.T).all()
    assert parted.sum() == 2


def test_a_state_as_a_bank_is_all_of_its_counties() -> None:
    made = terrain(
        Land("One, MD", 40, 40, 44, 44),
        Land("Two, VA", 80, 80, 84, 84),
        Land("Three, VA", 0, 0, 4, 4),
    )

    parted = walls(made, [WaterLine("No River", ("MD",), ("VA",))])

    assert parted[1, [2, 3]].all()
    assert not parted[2, 3]


@pytest.mark.parametrize("area", ["Nowhere, MD", "XX", "md"])
def test_a_bank_that_the_grid_does_not_have_is_a_fault(area: str) -> None:
    made = terrain(*TOUCHING)

    with pytest.raises(DataError) as caught:
        walls(made, [WaterLine("No River", ("One, MD",), ("Two, MD", area), row=7)])

    (problem,) = caught.value.problems
    assert (problem.file, problem.row) == ("water_lines.csv", 7)
    assert (problem.column, problem.value) == ("other_bank", area)


def test_the_rivers_shipped_have_banks_in_the_region() -> None:
    made, lines = load_terrain(terrain_path()), load_network(resource("data")).water_lines

    parted = walls(made, lines)

    name = made.names.index
    assert parted[name("Montgomery, MD"), name("Loudoun, VA")]
    assert parted[name("Washington, MD"), name("Berkeley, WV")]
    assert parted[name("District of Columbia, DC"), name("Arlington, VA")]
    assert parted[name("Calvert, MD"), name("St. Mary's, MD")]
    assert not parted[name("Loudoun, VA"), name("Jefferson, WV")]
    assert not parted[name("Montgomery, MD"), name("District of Columbia, DC")]
    assert not parted.diagonal().any()
    assert not parted[0].any()


def test_on_one_bank_the_way_is_open() -> None:
    made = terrain(*TOUCHING)

    assert between(made, walls(made, ()), spot(60, 50), spot(60, 110))
    assert between(made, walls(made, PARTED), spot(50, 41), spot(79, 79))


def test_over_the_line_of_a_river_the_way_is_shut() -> None:
    made = terrain(*TOUCHING)

    assert not between(made, walls(made, PARTED), spot(60, 78), spot(60, 82))
    assert not between(made, walls(made, PARTED), spot(41, 50), spot(79, 110))


@pytest.mark.parametrize(("cells", "expected"), [(1, True), (2, False), (8, False)])
def test_a_creek_of_a_fine_cell_is_passed_over_and_wider_water_is_not(
    cells: int, expected: bool
) -> None:
    made = terrain(Land("One, MD", 40, 40, 80, 60), Land("Two, MD", 40, 60 + cells, 80, 100))

    assert between(made, walls(made, ()), spot(60, 58), spot(60, 62 + cells)) is expected


def test_a_creek_does_not_hide_the_river_that_it_is() -> None:
    made = terrain(Land("One, MD", 40, 40, 80, 60), Land("Two, MD", 40, 61, 80, 100))

    assert not between(made, walls(made, PARTED), spot(60, 58), spot(60, 63))


def test_to_land_beyond_the_grid_the_way_is_shut() -> None:
    made = terrain(Land("Edge, MD", 0, 0, 40, 40))

    assert not between(made, walls(made, ()), spot(5, 5), spot(-5, 5))


def test_cells_in_the_midst_of_a_county_are_inland_and_those_at_water_or_lines_are_not() -> None:
    made = terrain(*TOUCHING)

    inland = inland_cells(made)

    assert inland[cell(60, 60)]
    for row, column in ((40, 60), (44, 60), (60, 76), (60, 80), (60, 84), (79, 60), (200, 200)):
        assert not inland[cell(row, column)]


def test_the_short_cut_for_inland_cells_opens_no_way_that_is_shut() -> None:
    made = load_terrain(terrain_path())
    parted = walls(made, load_network(resource("data")).water_lines)
    dice = np.random.default_rng(20_010)
    land = np.flatnonzero(made.land)
    inner = (land % COLUMNS > 2) & (land % COLUMNS < COLUMNS - 3) & (land < CELLS - 3 * COLUMNS)
    one = dice.choice(land[inner], 20_000)
    other = one + dice.choice([1, COLUMNS, COLUMNS + 1, 2 * COLUMNS - 1, COLUMNS + 2], 20_000)
    dry = made.land[other]
    one, other = one[dry], other[dry]

    quick = open_moves(made, parted, inland_cells(made), one, other)

    assert (quick == is_open(made, parted, made.middle[one], made.middle[other])).all()


def test_the_two_shores_are_not_one() -> None:
    made = terrain(*SHORES)

    assert not between(made, walls(made, ()), spot(100, 199), spot(100, 241))
