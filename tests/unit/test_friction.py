"""Least-cost paths in made-up countries: how long, and where there is no way."""

import math
from dataclasses import astuple, replace

import numpy as np
import pytest

from finder.friction import BEND, CITY_DENSITY, COUNTRY_DENSITY, pace, surface
from finder.geo import METRES_PER_MILE, Coordinate, geodesic_m
from finder.grid import DENSITY_STEPS
from finder.network import Network, Road, RoadClass, Speeds, Vertex, WaterLine
from finder.strands import BLOCKED
from finder.terrain import Terrain
from tests.made_up import (
    EAST_END,
    EMPTY,
    SHORES,
    WEST_END,
    Land,
    cell,
    crossing,
    spot,
    terrain,
)

SPEEDS = Speeds()
BRIDGE = crossing("Long Bridge", WEST_END, EAST_END)
WEST = spot(100, 100)
"""A spot in the midst of the western shore."""

CLASSES = {
    RoadClass.TRUNK: SPEEDS.trunk,
    RoadClass.EXPRESSWAY: SPEEDS.expressway,
    RoadClass.MOTORWAY: SPEEDS.motorway,
}


def road(*spots: Coordinate, kind: RoadClass = RoadClass.MOTORWAY) -> Road:
    return Road("I-1", kind, 1, tuple(Vertex(one, "") for one in spots))


def minutes(made: Terrain, network: Network, start: Coordinate, row: int, column: int) -> float:
    """Return the minutes from a point to the coarse cell with a fine row and column."""
    return float(surface(made, network, SPEEDS).minutes_from([start])[0, cell(row, column)])


def at(mph: float, metres: float) -> float:
    return metres / METRES_PER_MILE / mph * 60


@pytest.mark.parametrize(
    ("people", "mph"),
    [(0, SPEEDS.country), (COUNTRY_DENSITY, SPEEDS.country), (CITY_DENSITY, SPEEDS.city),
     (9_000, SPEEDS.city)],
)  # fmt: skip
def test_town_and_country_have_their_pace(people: float, mph: float) -> None:
    steps = round(math.log2(1 + people) * DENSITY_STEPS)

    found = pace(terrain(density=steps), SPEEDS)[0]

    assert found == pytest.approx(at(mph, 1.0), rel=0.01)


def test_between_town_and_country_the_pace_only_slows() -> None:
    found = [float(pace(terrain(density=steps), SPEEDS)[0]) for steps in range(100, 220, 10)]

    assert found == sorted(found)
    assert found[0] < found[-1]


@pytest.mark.parametrize(
    ("row", "column"), [(100, 160), (140, 100), (140, 140), (60, 180), (80, 60)]
)
def test_on_open_land_the_way_is_nearly_straight_and_never_shorter(row: int, column: int) -> None:
    made = terrain(*SHORES)
    start = spot(102, 102)  # the middle of a cell

    found = minutes(made, EMPTY, start, row, column)

    straight = at(SPEEDS.country, geodesic_m(start, spot(row + 2, column + 2)))
    assert straight * 0.9999 <= found <= straight * 1.03


def test_over_wide_water_there_is_no_way_without_a_crossing() -> None:
    made = terrain(*SHORES)

    assert math.isinf(minutes(made, EMPTY, WEST, 100, 300))
    assert math.isfinite(minutes(made, replace(EMPTY, crossings=(BRIDGE,)), WEST, 100, 300))


def test_a_crossing_takes_what_a_trunk_road_of_its_length_takes() -> None:
    made = terrain(*SHORES)
    network = replace(EMPTY, crossings=(BRIDGE,))

    over = minutes(made, network, WEST_END, 100, 240) - minutes(made, network, WEST_END, 100, 196)

    expected = at(SPEEDS.trunk, geodesic_m(WEST_END, EAST_END) * BEND)
    assert over == pytest.approx(expected, abs=at(SPEEDS.country, 1_500))


def test_nothing_reaches_water_or_comes_from_beyond_the_grid() -> None:
    made = surface(terrain(*SHORES), EMPTY, SPEEDS)

    found = made.minutes_from([WEST, Coordinate(45, -70), spot(100, 220)])

    assert math.isinf(found[0, cell(100, 220)])
    assert np.isinf(found[1]).all()
    assert np.isinf(found[2]).all()


def test_a_point_at_the_very_corner_of_the_grid_has_ways() -> None:
    made = surface(terrain(Land("Corner, MD", 0, 0, 40, 40)), EMPTY, SPEEDS)

    assert math.isfinite(made.minutes_from([spot(0.1, 0.1)])[0, cell(36, 36)])


def test_a_road_is_quicker_than_the_country_and_not_quicker_than_its_class() -> None:
    made = terrain(*SHORES)
    ends = spot(100.5, 60.5), spot(100.5, 190.5)
    straight_m = geodesic_m(*ends)

    for kind, mph in CLASSES.items():
        network = replace(EMPTY, roads=(road(*ends, kind=kind),))
        found = minutes(made, network, ends[0], 100, 188)

        assert at(mph, straight_m) < found < at(SPEEDS.country, straight_m)
        assert found == pytest.approx(at(mph, straight_m * BEND), abs=at(SPEEDS.country, 1_500))


def test_a_road_may_not_pass_water_where_no_crossing_is_listed() -> None:
    network = replace(EMPTY, roads=(road(spot(60, 100), spot(60, 300)),))
    made = surface(terrain(*SHORES), network, SPEEDS)

    assert (made.ground.strands.via == BLOCKED).any()
    assert math.isinf(made.minutes_from([WEST])[0, cell(100, 300)])


def test_a_road_passes_water_near_a_crossing_and_goes_by_its_name() -> None:
    network = Network((road(spot(100, 100), spot(100, 300)),), (BRIDGE,), ())
    made = surface(terrain(*SHORES), network, SPEEDS)

    via = made.ground.strands.via
    assert not (via == BLOCKED).any()
    assert set(via.tolist()) == {-1, 0}
    alone = surface(terrain(*SHORES), replace(network, roads=()), SPEEDS)
    target = cell(100, 300)
    assert made.minutes_from([WEST])[0, target] < alone.minutes_from([WEST])[0, target]


def test_a_river_on_a_county_line_stops_roads_and_land_alike() -> None:
    made = terrain(Land("One, MD", 40, 40, 160, 120), Land("Two, VA", 40, 120, 160, 200))
    through = road(spot(100, 60), spot(100, 180))
    wall = WaterLine("No River", ("MD",), ("VA",))
    bridge = crossing("Ford", spot(100.5, 118.5), spot(100.5, 121.5))

    free = minutes(made, Network((through,), (), ()), spot(100, 60), 100, 180)
    stopped = minutes(made, Network((through,), (), (wall,)), spot(100, 60), 100, 180)
    bridged = minutes(made, Network((through,), (bridge,), (wall,)), spot(100, 60), 100, 180)

    assert math.isinf(stopped)
    assert free <= bridged < free + 3


def test_the_way_back_is_as_long() -> None:
    network = Network((road(spot(100, 60), spot(100, 180)),), (BRIDGE,), ())
    matrix = surface(terrain(*SHORES), network, SPEEDS).matrix

    assert abs(matrix - matrix.T).max() == 0
    assert matrix.data.min() >= 0


def test_roads_that_come_close_meet_and_others_do_not() -> None:
    made = terrain(*SHORES)
    along = road(spot(100, 60), spot(100, 190))
    meeting = road(spot(101, 190), spot(150, 190))
    apart = road(spot(104, 190), spot(150, 190))
    first = surface(made, replace(EMPTY, roads=(along, meeting)), SPEEDS)
    second = surface(made, replace(EMPTY, roads=(along, apart)), SPEEDS)

    assert (
        first.minutes_from([spot(100, 60)])[0, cell(148, 188)]
        < second.minutes_from([spot(100, 60)])[0, cell(148, 188)]
    )


def test_without_one_of_two_crossings_no_way_is_shorter_and_some_are_longer() -> None:
    made = terrain(*SHORES)
    north = crossing("North Bridge", spot(150.5, 198.5), spot(150.5, 241.5))
    both = surface(made, replace(EMPTY, crossings=(BRIDGE, north)), SPEEDS).minutes_from([WEST])
    one = surface(made, replace(EMPTY, crossings=(north,)), SPEEDS).minutes_from([WEST])
    none = surface(made, EMPTY, SPEEDS).minutes_from([WEST])

    assert (one >= both).all()
    assert (none >= one).all()
    assert one[0, cell(100, 244)] > both[0, cell(100, 244)] + 10
    assert math.isinf(none[0, cell(100, 244)])


def test_speeds_a_tenth_higher_make_every_way_a_tenth_quicker() -> None:
    made = terrain(*SHORES, density=170)
    network = Network((road(spot(100, 60), spot(100, 180)),), (BRIDGE,), ())

    quicker = Speeds(*(1.1 * mph for mph in astuple(SPEEDS)))
    slow = surface(made, network, SPEEDS).minutes_from([WEST])
    quick = surface(made, network, quicker).minutes_from([WEST])

    reached = np.isfinite(slow)
    assert (reached == np.isfinite(quick)).all()
    assert quick[reached] == pytest.approx(slow[reached] / 1.1)
