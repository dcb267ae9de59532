"""The map's plane: projected and back, and how large a unit is."""

import pytest

from finder.geo import Coordinate, geodesic_m
from finder.mercator import Frame, Spot, frame_around, latitude_of, metres_per_unit, spot_of

BALTIMORE = Coordinate(39.2904, -76.6122)


@pytest.mark.parametrize("latitude", [-60.0, 0.0, 25.7, 38.3, 64.8, 84.0])
def test_a_latitude_comes_back_from_the_plane(latitude: float) -> None:
    spot = spot_of(Coordinate(latitude, -77.0))

    assert latitude_of(spot.y) == pytest.approx(latitude, abs=1e-9)


def test_east_is_right_and_south_is_down() -> None:
    here, there = spot_of(BALTIMORE), spot_of(Coordinate(38.3, -75.0))

    assert there.x > here.x
    assert there.y > here.y


@pytest.mark.parametrize("other", [Coordinate(39.2904, -76.4), Coordinate(39.42, -76.6122)])
def test_a_unit_is_as_long_as_it_says(other: Coordinate) -> None:
    one, two = spot_of(BALTIMORE), spot_of(other)
    units = ((one.x - two.x) ** 2 + (one.y - two.y) ** 2) ** 0.5
    middle = (BALTIMORE.latitude + other.latitude) / 2

    measured = geodesic_m(BALTIMORE, other)
    assert units * metres_per_unit(middle) == pytest.approx(measured, rel=0.005)


def test_the_poles_are_drawn_at_the_highest_latitude() -> None:
    assert spot_of(Coordinate(90, 0)) == spot_of(Coordinate(84, 0))


def test_a_frame_is_square_holds_all_and_keeps_its_margin() -> None:
    spots = [Spot(0, 0), Spot(100, 30), Spot(40, 70)]

    frame = frame_around(spots, 0.1, 10)

    assert frame.side == pytest.approx(125)
    for spot in spots:
        assert all(0.1 - 1e-9 <= part <= 0.9 + 1e-9 for part in frame.share(spot))


def test_a_frame_around_one_spot_has_the_least_side() -> None:
    assert frame_around([Spot(5, 5)], 0.1, 40) == Frame(-15, -15, 40)
