"""Measuring and ranking."""

from dataclasses import replace
from itertools import pairwise

import pytest

from finder.directory import FacilityDirectory
from finder.facility import Facility
from finder.geo import ESTIMATE_LIMIT_M, Coordinate, geodesic_m
from finder.measure import DistanceKind, Measured, exact_m, measure, straight_line_m
from finder.rank import rank
from finder.request import SearchRequest
from finder.search import Sources, search

BALTIMORE, HONOLULU = Coordinate(39.29, -76.61), Coordinate(21.31, -157.86)


@pytest.fixture
def facility(sources: Sources) -> Facility:
    return sources.directory.by_id("union-memorial")


def ids(origin: Coordinate, directory: FacilityDirectory) -> list[str]:
    return [hit.facility.id for hit in rank(origin, measure(origin, directory))]


@pytest.mark.parametrize("origin", [BALTIMORE, HONOLULU, Coordinate(90, 0), Coordinate(0, 180)])
def test_the_order_is_that_of_the_geodesics(origin: Coordinate, sources: Sources) -> None:
    brute = sorted((geodesic_m(origin, f.coordinate), f.id) for f in sources.directory)

    hits = rank(origin, measure(origin, sources.directory))

    assert [hit.facility.id for hit in hits] == [facility_id for _, facility_id in brute]
    assert [hit.distance_m for hit in hits] == pytest.approx([m for m, _ in brute], abs=0.01)


def test_ranks_count_from_one_and_distances_are_in_a_straight_line(sources: Sources) -> None:
    hits = rank(BALTIMORE, measure(BALTIMORE, sources.directory))

    assert [hit.rank for hit in hits] == list(range(1, len(sources.directory) + 1))
    assert {hit.distance_kind for hit in hits} == {DistanceKind.STRAIGHT_LINE}


def test_hospitals_at_one_point_are_in_the_order_of_their_ids(facility: Facility) -> None:
    twins = [replace(facility, id=name, name=f"MedStar {9 - at}") for at, name in enumerate("bac")]

    assert ids(BALTIMORE, FacilityDirectory(tuple(twins))) == ["a", "b", "c"]


@pytest.mark.parametrize("nudge", [1e-4, 1e-8, 1e-11])
def test_a_nearer_hospital_comes_first_however_little_nearer(
    facility: Facility, nudge: float
) -> None:
    origin = Coordinate(39.0, -76.0)
    near = replace(facility, id="z-near", coordinate=Coordinate(39.5, -76.0))
    far = replace(facility, id="a-far", coordinate=Coordinate(39.5 + nudge, -76.0))

    assert ids(origin, FacilityDirectory((far, near))) == ["z-near", "a-far"]


def test_a_hospital_at_the_origin_is_no_way_off(facility: Facility) -> None:
    (hit,) = rank(facility.coordinate, measure(facility.coordinate, FacilityDirectory((facility,))))

    assert hit.distance_m == 0


def test_no_hospitals_have_no_order() -> None:
    assert ids(BALTIMORE, FacilityDirectory(())) == []


@pytest.mark.parametrize("origin", [BALTIMORE, HONOLULU, Coordinate(-39.29, 103.39)])
def test_every_geodesic_lies_within_its_bounds(origin: Coordinate, sources: Sources) -> None:
    for measured in measure(origin, sources.directory):
        assert measured.low_m <= exact_m(origin, measured) <= measured.high_m


def test_bounds_at_100_km_are_about_a_metre_apart(facility: Facility) -> None:
    spot = Coordinate(BALTIMORE.latitude + 0.9, BALTIMORE.longitude)
    moved = FacilityDirectory((replace(facility, coordinate=spot),))

    (measured,) = measure(BALTIMORE, moved)

    assert measured.estimate_m == pytest.approx(100_000, rel=0.01)
    assert 0.9 < measured.high_m - measured.low_m < 1.2


def test_the_shipped_hospitals_are_bounded_closely_enough_to_need_no_geodesic(
    sources: Sources,
) -> None:
    ordered = sorted(measure(BALTIMORE, sources.directory))

    assert all(one.high_m < other.low_m for one, other in pairwise(ordered))


def test_far_hospitals_are_solved_exactly(facility: Facility) -> None:
    (measured,) = measure(HONOLULU, FacilityDirectory((facility,)))

    assert measured.estimate_m > ESTIMATE_LIMIT_M
    assert straight_line_m(HONOLULU, measured) == geodesic_m(HONOLULU, facility.coordinate)


def test_overlapping_bounds_are_settled_by_the_geodesic_and_not_by_the_bounds(
    facility: Facility,
) -> None:
    near = replace(facility, id="near", coordinate=Coordinate(39.30, -76.61))
    far = replace(facility, id="far", coordinate=Coordinate(39.31, -76.61))
    bounds = [Measured(0.0, 2.0, 9e6, far), Measured(1.0, 1.0, 9e6, near)]

    hits = rank(BALTIMORE, bounds)

    assert [hit.facility.id for hit in hits] == ["near", "far"]
    assert hits[0].distance_m == geodesic_m(BALTIMORE, near.coordinate)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("21218", ["union-memorial", "good-samaritan"]),
        ("20010", ["washington", "national-rehabilitation"]),
        ("20650", ["st-marys", "southern-maryland"]),
        ("20832", ["montgomery"]),
        ("21237", ["franklin-square"]),
        ("21225", ["harbor"]),
        ("Good Sam", ["good-samaritan", "union-memorial"]),
    ],
)
def test_known_places_have_the_hospitals_nearest_to_them(
    text: str, first: list[str], sources: Sources
) -> None:
    response = search(SearchRequest(text=text), sources)

    assert [hit.facility.id for hit in response.hits][: len(first)] == first


def test_a_procedure_keeps_only_who_lists_it_and_counts_them_anew(sources: Sources) -> None:
    request = SearchRequest(text="Leonardtown, MD", procedure="mitraclip")

    response = search(request, sources)

    assert [(hit.rank, hit.facility.id) for hit in response.hits] == [
        (1, "washington"),
        (2, "union-memorial"),
    ]


def test_the_nearest_of_all_and_the_nearest_that_lists_it_are_told_apart(
    sources: Sources,
) -> None:
    response = search(SearchRequest(text="21237", procedure="tavr"), sources)

    assert response.ranking is not None
    assert response.ranking.hits[0].facility.id == "franklin-square"
    nearest = dict(response.ranking.nearest_by_procedure)
    assert nearest["tavr"].facility.id == "union-memorial"


def test_a_limit_keeps_the_nearest(sources: Sources) -> None:
    everything = search(SearchRequest(text="21218"), sources).hits

    assert search(SearchRequest(text="21218", limit=3), sources).hits == everything[:3]
