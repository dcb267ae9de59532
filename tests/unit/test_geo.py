"""Points, chords, estimates and geodesics."""

import math
from itertools import product

import pytest
from geopy.distance import geodesic

from finder.geo import (
    ESTIMATE_ERROR_M,
    ESTIMATE_LIMIT_M,
    SMALLEST_RADIUS_M,
    Coordinate,
    chords,
    geodesic_m,
    points,
    span,
    upper_bound_m,
    vector,
)

BALTIMORE = Coordinate(39.29, -76.61)
NORTH_POLE, SOUTH_POLE = Coordinate(90, 0), Coordinate(-90, 0)

# Latitude, longitude, latitude, longitude, and the metres by GeographicLib's own GeodSolve.
KNOWN = [
    ((40.6, -73.8), (49.01666667, 2.55), 5_853_226.256),
    ((0, 0), (0, 1), 111_319.491),
    ((0, 0), (1, 0), 110_574.389),
    ((90, 0), (-90, 0), 20_003_931.459),
    ((0, 179.5), (0, -179.5), 111_319.491),
]


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [(90, 180), (-90, -180), (0, 0), (39.29, -76.61), (0.0, -0.0)],
)
def test_a_coordinate_is_any_point_up_to_the_poles_and_the_date_line(
    latitude: float, longitude: float
) -> None:
    found = Coordinate(latitude, longitude)

    assert (found.latitude, found.longitude) == (latitude, longitude)


@pytest.mark.parametrize(
    ("latitude", "longitude", "named"),
    [
        (90.0001, 0, "latitude"),
        (-91, 0, "latitude"),
        (0, 180.0001, "longitude"),
        (0, -200, "longitude"),
        (math.nan, 0, "latitude"),
        (0, math.nan, "longitude"),
        (math.inf, 0, "latitude"),
        (0, -math.inf, "longitude"),
    ],
)
def test_what_lies_nowhere_is_refused_by_the_name_of_its_axis(
    latitude: float, longitude: float, named: str
) -> None:
    with pytest.raises(ValueError, match=f"^{named} must lie within"):
        Coordinate(latitude, longitude)


@pytest.mark.parametrize("latitude", ["39.29", None, True, [39.29]])
def test_only_numbers_make_a_coordinate(latitude: object) -> None:
    with pytest.raises(TypeError, match="latitude must be a number"):
        Coordinate(latitude, 0.0)  # type: ignore[arg-type]


def test_coordinates_order_by_latitude_and_then_by_longitude() -> None:
    south, west, east = Coordinate(-1, 50), Coordinate(0, -50), Coordinate(0, 50)

    assert sorted([east, west, south]) == [south, west, east]


@pytest.mark.parametrize(("one", "other", "expected_m"), KNOWN)
def test_geodesics_are_those_of_geographiclib(
    one: tuple[float, float], other: tuple[float, float], expected_m: float
) -> None:
    found = geodesic_m(Coordinate(*one), Coordinate(*other))

    assert found == pytest.approx(expected_m, abs=0.001)


def test_a_geodesic_is_as_long_both_ways() -> None:
    there = geodesic_m(BALTIMORE, Coordinate(-17.7, 178.0))
    back = geodesic_m(Coordinate(-17.7, 178.0), BALTIMORE)

    assert there == pytest.approx(back, abs=1e-6)


@pytest.mark.parametrize("length_m", [1.0, 1e3, 1e5, 2.9e5, 3.1e5, 1e6, 1.5e6, 1.999e6])
def test_an_estimate_is_good_in_all_latitudes_and_directions(length_m: float) -> None:
    for latitude, bearing in product(range(-90, 91, 10), range(0, 181, 15)):
        end = geodesic(meters=length_m).destination((latitude, 0), bearing)
        start, target = Coordinate(latitude, 0), Coordinate(end.latitude, end.longitude)

        _, estimate_m = span(vector(start), vector(target))

        exact_m = geodesic_m(start, target)
        assert estimate_m == pytest.approx(exact_m, abs=ESTIMATE_ERROR_M / 2)


@pytest.mark.parametrize("far", [SOUTH_POLE, Coordinate(-39.29, 103.39), Coordinate(0, 179.7)])
def test_an_estimate_of_the_far_side_is_never_taken_for_a_good_one(far: Coordinate) -> None:
    for start in (BALTIMORE, NORTH_POLE, Coordinate(0, 0)):
        _, estimate_m = span(vector(start), vector(far))

        assert estimate_m > ESTIMATE_LIMIT_M


def test_points_at_one_place_are_no_way_apart() -> None:
    here = vector(BALTIMORE)

    assert span(here, here) == (0.0, 0.0)


def test_a_pole_is_one_point_under_all_its_longitudes() -> None:
    chord_m, estimate_m = span(vector(NORTH_POLE), vector(Coordinate(90, 123)))

    assert chord_m < 1e-6
    assert estimate_m < 1e-6


def test_many_chords_at_once_are_those_found_one_by_one() -> None:
    origins = [BALTIMORE, NORTH_POLE, Coordinate(0, 180)]
    targets = [Coordinate(38.93, -77.01), BALTIMORE, Coordinate(0, -180), Coordinate(61.2, -149.9)]

    found = chords(points(origins), points(targets))

    for (row, origin), (column, target) in product(enumerate(origins), enumerate(targets)):
        chord_m, _ = span(vector(origin), vector(target))
        assert found.length_m[row, column] == pytest.approx(chord_m, abs=1e-6)


def test_the_estimates_beside_many_chords_are_geodesics_to_a_tenth_of_a_millimetre() -> None:
    targets = [Coordinate(38.93, -77.01), Coordinate(41.5, -75.1), Coordinate(39.29, -76.6)]

    found = chords(points([BALTIMORE]), points(targets)).estimate_m[0]

    exact = [geodesic_m(BALTIMORE, target) for target in targets]
    assert found.tolist() == pytest.approx(exact, abs=1e-4)


def test_no_points_have_no_chords() -> None:
    found = chords(points([BALTIMORE]), points([]))

    assert found.length_m.shape == (1, 0)


@pytest.mark.parametrize(("one", "other", "_"), KNOWN)
def test_a_geodesic_lies_between_its_chord_and_the_upper_bound(
    one: tuple[float, float], other: tuple[float, float], _: float
) -> None:
    chord_m, _estimate = span(vector(Coordinate(*one)), vector(Coordinate(*other)))

    exact_m = geodesic_m(Coordinate(*one), Coordinate(*other))
    assert chord_m <= exact_m <= upper_bound_m(chord_m)


def test_the_upper_bound_grows_with_the_chord_even_past_the_smallest_sphere() -> None:
    bounds = [upper_bound_m(share * 2 * SMALLEST_RADIUS_M) for share in (0, 0.5, 0.999, 1, 1.006)]

    assert bounds == sorted(bounds)
    assert bounds[-1] == pytest.approx(math.pi * 6_378_137)
