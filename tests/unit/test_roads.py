"""Look-ups of minutes in a made-up country: between cells, by the water, over a river."""

import math
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.fields import UNREACHED, Fields, load_fields
from finder.geo import Coordinate, FloatArray
from finder.grid import degrees_of, plane_m
from finder.roads import SNAP_M, Anchor, TravelTimes
from finder.terrain import load_terrain
from tests.made_up import Land, cell, recipe, spot

ISLAND = Land("Island, MD", 100, 420, 108, 428)
NECK = Land("Neck, VA", 170, 40, 200, 120)
"""A neck of land beyond 2.5 km of water, without a bridge."""

LANDS = (
    Land("East, MD", 40, 240, 160, 400), Land("West, VA", 40, 40, 160, 200), ISLAND, NECK,
    Land("North, MD", 160, 130, 200, 200),
)  # fmt: skip
"""The river runs between West, VA and North, MD, which touch."""

SPOTS = (spot(102, 102), spot(102, 302), spot(180, 170))


@pytest.fixture(scope="module", name="fields")
def _fields(tmp_path_factory: pytest.TempPathFactory) -> Fields:
    return load_fields(
        recipe(tmp_path_factory.mktemp("data"), *SPOTS, lands=LANDS),
        shipped=Path("/nowhere"), cache=tmp_path_factory.mktemp("cache"),
    )  # fmt: skip


@pytest.fixture(scope="module", name="times")
def _times(fields: Fields, tmp_path_factory: pytest.TempPathFactory) -> TravelTimes:
    made_of = recipe(tmp_path_factory.mktemp("data"), *SPOTS, lands=LANDS)
    return TravelTimes(load_terrain(made_of.terrain), fields)


def minutes(times: TravelTimes, point: Coordinate, state: str | None = None) -> FloatArray:
    anchor = times.anchor(point, state)
    assert anchor is not None
    return times.minutes(anchor)


def test_at_the_middle_of_a_cell_stands_what_the_field_holds(
    times: TravelTimes, fields: Fields
) -> None:
    found = minutes(times, spot(82, 82))

    assert found[:2] == pytest.approx(fields.minutes[cell(82, 82), :2] / 100, abs=1e-9)


def test_between_four_middles_minutes_are_those_between(times: TravelTimes) -> None:
    corners = [minutes(times, spot(row, column))[0] for row in (82, 86) for column in (82, 86)]

    found = minutes(times, spot(84, 83))[0]

    assert found == pytest.approx(np.dot((0.375, 0.125, 0.375, 0.125), corners))


@given(row=st.floats(41, 159), column=st.floats(41, 199))
def test_a_step_changes_minutes_by_no_more_than_it_takes(
    times: TravelTimes, fields: Fields, row: float, column: float
) -> None:
    one, other = spot(row, column), spot(row + 0.4, column + 0.4)
    if row > 158.5 or column > 198.5:
        return

    found, further = minutes(times, one)[0], minutes(times, other)[0]

    step_m = float(plane_m(degrees_of([one])[0], degrees_of([other])[0]))
    pace = float(fields.pace[cell(int(row), int(column))])
    assert abs(found - further) <= 1.5 * step_m * pace + 1.0


def test_a_point_on_land_is_not_moved(times: TravelTimes) -> None:
    point = spot(100.3, 100.7)

    assert times.anchor(point) == Anchor(
        point.latitude, point.longitude, 0.0, 0.0, "West, VA", by_river=False
    )


def test_a_point_close_to_a_river_says_so_and_one_by_wide_water_does_not(
    times: TravelTimes,
) -> None:
    close, away, shore = (
        times.anchor(point) for point in (spot(158.5, 160), spot(150, 160), spot(100, 199.5))
    )

    assert close is not None
    assert away is not None
    assert shore is not None
    assert (close.by_river, away.by_river, shore.by_river) == (True, False, False)


@pytest.mark.parametrize(
    "point", [Coordinate(41, -77), Coordinate(36.7, -77), Coordinate(38, -79.1),
              Coordinate(0, 0), Coordinate(90, 180), Coordinate(-90, -180)],
)  # fmt: skip
def test_beyond_the_grid_there_is_no_estimate(times: TravelTimes, point: Coordinate) -> None:
    assert times.anchor(point) is None


def test_a_point_on_water_is_moved_to_the_nearest_land_and_pays_for_it(
    times: TravelTimes, fields: Fields
) -> None:
    point = spot(102, 214)

    anchor = times.anchor(point)

    assert anchor is not None
    moved = Coordinate(anchor.latitude, anchor.longitude)
    assert cell(102, 198) == cell(102, 196)
    assert (anchor.latitude, anchor.longitude) == tuple(fields.middle[cell(102, 196)])
    assert anchor.moved_m == pytest.approx(
        float(plane_m(degrees_of([point])[0], degrees_of([moved])[0]))
    )
    assert 3_500 < anchor.moved_m < 5_000
    assert anchor.extra_minutes == pytest.approx(anchor.moved_m * fields.pace[cell(102, 196)])
    at_the_shore = times.minutes(Anchor(anchor.latitude, anchor.longitude))
    assert times.minutes(anchor)[:2] == pytest.approx(at_the_shore[:2] + anchor.extra_minutes)


def test_far_out_on_the_water_there_is_no_estimate(times: TravelTimes) -> None:
    near, far = times.anchor(spot(12, 300)), times.anchor(spot(5, 300))

    assert near is not None
    assert near.moved_m <= SNAP_M
    assert far is None


def test_an_island_without_a_bridge_is_left_for_the_land_if_that_is_near(
    times: TravelTimes,
) -> None:
    anchor = times.anchor(spot(104, 424))

    assert anchor is not None
    assert 5_000 < anchor.moved_m <= SNAP_M
    assert math.isfinite(times.minutes(anchor)[0])


def test_the_state_decides_the_bank_of_a_point_in_the_river(times: TravelTimes) -> None:
    point = spot(161, 160)  # 250 m into North, MD, beyond the river from West, VA

    there, here = times.anchor(point, "MD"), times.anchor(point, "VA")

    assert there is not None
    assert here is not None
    assert there.moved_m == 0
    assert 0 < here.moved_m < 2_000
    assert math.isfinite(times.minutes(there)[2])
    assert math.isinf(times.minutes(there)[0])
    assert math.isfinite(times.minutes(here)[0])


def test_without_a_state_or_with_one_elsewhere_the_point_decides(times: TravelTimes) -> None:
    point = spot(161, 160)

    assert times.anchor(point) == times.anchor(point, "MD") == times.anchor(point, "OH")


def test_over_the_river_nothing_is_interpolated(times: TravelTimes, fields: Fields) -> None:
    for column in range(130, 200, 3):
        south, north = times.anchor(spot(159.9, column)), times.anchor(spot(160.1, column))
        assert south is not None
        assert north is not None
        assert math.isinf(times.minutes(south)[2])
        assert math.isinf(times.minutes(north)[0])
    assert not fields.regular[cell(156, 160)]


def test_where_no_road_leads_minutes_are_infinite_and_never_a_large_number(
    times: TravelTimes, fields: Fields
) -> None:
    for row in range(40, 200, 7):
        for column in range(40, 400, 7):
            if not fields.home[cell(row, column)]:
                continue
            anchor = times.anchor(spot(row + 0.5, column + 0.5))
            if anchor is None:
                continue
            found = times.minutes(anchor)
            assert all(math.isinf(one) or one < 200 for one in found.tolist())
    assert (fields.minutes[:, 0] == UNREACHED).any()


def test_of_the_spots_around_those_on_water_and_beyond_the_river_are_left_out(
    times: TravelTimes,
) -> None:
    anchor = times.anchor(spot(155, 160))
    assert anchor is not None
    here = [spot(150, 160), spot(158, 150)]
    elsewhere = [spot(170, 160), spot(150, 215), spot(2, 2), Coordinate(45, -70)]

    found = times.minutes_around(anchor, degrees_of([*here, *elsewhere]))

    assert found.shape == (2, len(SPOTS))
    for row, point in zip(found, here, strict=True):
        assert row[:2] == pytest.approx(minutes(times, point)[:2])


def test_without_a_spot_on_land_there_is_nothing_around(times: TravelTimes) -> None:
    anchor = times.anchor(spot(155, 160))
    assert anchor is not None

    assert times.minutes_around(anchor, degrees_of([spot(2, 2)])).shape == (0, len(SPOTS))


def test_a_hospital_itself_is_minutes_away(times: TravelTimes) -> None:
    for at, point in enumerate(SPOTS):
        assert minutes(times, point)[at] < 1
