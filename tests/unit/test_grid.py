"""The grid and the metres between points close by."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.geo import Coordinate, geodesic_m
from finder.grid import (
    COLUMNS,
    COLUMNS_PER_DEGREE,
    ROWS,
    ROWS_PER_DEGREE,
    SOUTH,
    WEST,
    cells_of,
    degrees_of,
    metres_per_degree,
    plane_m,
)

NORTH, EAST = SOUTH + ROWS / ROWS_PER_DEGREE, WEST + COLUMNS / COLUMNS_PER_DEGREE


def test_the_grid_covers_the_region() -> None:
    assert (SOUTH, WEST) == (36.8, -79.0)
    assert pytest.approx(40.6, abs=0.01) == NORTH
    assert pytest.approx(-74.8, abs=0.01) == EAST


def test_cells_are_about_a_kilometre_each_way() -> None:
    north, east = metres_per_degree(38.7)

    assert float(north) / ROWS_PER_DEGREE == pytest.approx(1_010, abs=5)
    assert float(east) / COLUMNS_PER_DEGREE == pytest.approx(1_010, abs=5)


@pytest.mark.parametrize(
    ("latitude", "longitude", "cell"),
    [
        (SOUTH + 1e-6, WEST + 1e-6, 0),
        (SOUTH + 1e-6, EAST - 1e-6, COLUMNS - 1),
        (SOUTH + 1.5 / ROWS_PER_DEGREE, WEST + 2.5 / COLUMNS_PER_DEGREE, COLUMNS + 2),
        (NORTH - 1e-6, EAST - 1e-6, ROWS * COLUMNS - 1),
        (SOUTH - 1e-6, WEST + 1, -1),
        (NORTH + 1e-6, WEST + 1, -1),
        (SOUTH + 1, WEST - 1e-6, -1),
        (SOUTH + 1, EAST + 1e-6, -1),
        (90.0, 180.0, -1),
        (-90.0, -180.0, -1),
    ],
)
def test_cells_are_numbered_row_by_row_from_the_south_west(
    latitude: float, longitude: float, cell: int
) -> None:
    assert int(cells_of(np.array((latitude, longitude)))) == cell


@given(
    latitude=st.floats(SOUTH, NORTH),
    longitude=st.floats(WEST, EAST),
    north_m=st.floats(-10_000, 10_000),
    east_m=st.floats(-10_000, 10_000),
)
def test_close_by_the_plane_is_the_geodesic_to_a_part_in_ten_thousand(
    latitude: float, longitude: float, north_m: float, east_m: float
) -> None:
    one = Coordinate(latitude, longitude)
    shrink = math.cos(math.radians(latitude))
    other = Coordinate(latitude + north_m / 111_000, longitude + east_m / 111_000 / shrink)

    pair = degrees_of((one, other))

    assert float(plane_m(pair[0], pair[1])) == pytest.approx(
        geodesic_m(one, other), rel=1e-4, abs=0.01
    )


def test_of_no_coordinates_there_is_an_empty_table() -> None:
    assert degrees_of(()).shape == (0, 2)
