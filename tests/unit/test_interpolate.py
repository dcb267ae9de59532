"""Points along and beside lines."""

import pytest

from finder.geo import Coordinate, geodesic_m
from finder.interpolate import apart_m, beside, length_m, meetings, middle, point_along

NORTHWARD = (Coordinate(39.0, -77.0), Coordinate(39.001, -77.0), Coordinate(39.002, -77.0))
EASTWARD = (Coordinate(39.001, -77.001), Coordinate(39.001, -76.999))
CORNERED = (Coordinate(39.0, -77.0), Coordinate(39.001, -77.0), Coordinate(39.001, -76.999))


def test_a_length_is_that_of_the_geodesic() -> None:
    assert length_m(NORTHWARD) == pytest.approx(geodesic_m(NORTHWARD[0], NORTHWARD[-1]), abs=0.01)


@pytest.mark.parametrize(("offset_m", "east"), [(10.0, 1), (-10.0, -1)])
def test_right_is_east_of_a_line_that_runs_north(offset_m: float, east: int) -> None:
    point = point_along(NORTHWARD, 0.25, offset_m)

    assert (point.longitude + 77.0) * east > 0
    assert point.latitude == pytest.approx(39.0005, abs=1e-7)
    assert geodesic_m(point, Coordinate(point.latitude, -77.0)) == pytest.approx(10, abs=0.01)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.5, 0.9, 1.0])
def test_a_point_beside_a_line_is_found_again(share: float) -> None:
    where = beside(point_along(CORNERED, share), CORNERED)

    assert where.distance_m == pytest.approx(0, abs=0.001)
    assert where.share == pytest.approx(share, abs=0.001)


@pytest.mark.parametrize("offset_m", [-8.0, 8.0])
def test_the_side_of_a_point_is_told(offset_m: float) -> None:
    where = beside(point_along(NORTHWARD, 0.6, offset_m), NORTHWARD)

    assert where.distance_m == pytest.approx(8, abs=0.01)
    assert where.on_right == (offset_m > 0)


def test_a_line_of_one_place_has_no_length_and_that_place() -> None:
    point = (NORTHWARD[0], NORTHWARD[0])

    assert length_m(point) == 0
    assert point_along(point, 0.5, 10) == NORTHWARD[0]
    assert beside(NORTHWARD[1], point).distance_m == pytest.approx(apart_m(*NORTHWARD[:2]))


def test_lines_meet_where_they_share_a_point_cross_or_nearly_touch() -> None:
    touching = (Coordinate(39.0011, -76.9999), Coordinate(39.003, -76.99))
    over = (Coordinate(39.0005, -77.001), Coordinate(39.0005, -76.999))

    assert list(meetings(NORTHWARD, CORNERED, 20)) == [NORTHWARD[0], NORTHWARD[1]]
    assert [apart_m(one, Coordinate(39.0005, -77.0)) for one in meetings(NORTHWARD, over, 20)] == [
        pytest.approx(0, abs=0.01)
    ]
    assert list(meetings(NORTHWARD, touching, 20)) == [touching[0]]
    assert list(meetings(NORTHWARD, touching, 5)) == []


def test_the_middle_is_of_the_box_and_reaches_every_point() -> None:
    centre, reach_m = middle(CORNERED)

    assert (centre.latitude, centre.longitude) == pytest.approx((39.0005, -76.9995))
    assert all(apart_m(centre, one) <= reach_m + 0.001 for one in CORNERED)
