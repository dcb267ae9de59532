"""Promises about the order, tried on random directories: poles, the date line, near-ties."""

import random
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from finder.directory import FacilityDirectory
from finder.facility import PROCEDURES
from finder.geo import ESTIMATE_ERROR_M, Coordinate, geodesic_m
from finder.measure import exact_m, measure
from finder.rank import rank
from finder.request import MAX_LIMIT, SearchRequest
from finder.search import Sources, search
from tests.properties.strategies import coordinates, directories

PROCEDURE_IDS = [procedure.id for procedure in PROCEDURES]
ZIPS = ["21218", "20010", "21401", "20650", "00601", "99950", "96813", "10001"]


def _ids(origin: Coordinate, directory: FacilityDirectory) -> list[str]:
    return [hit.facility.id for hit in rank(origin, measure(origin, directory))]


@given(origin=coordinates(), directory=directories())
def test_the_whole_order_is_that_of_brute_force(
    origin: Coordinate, directory: FacilityDirectory
) -> None:
    brute = sorted((geodesic_m(origin, f.coordinate), f.id) for f in directory)

    hits = rank(origin, measure(origin, directory))

    assert [hit.facility.id for hit in hits] == [facility_id for _, facility_id in brute]
    for hit, (metres, _) in zip(hits, brute, strict=True):
        assert abs(hit.distance_m - metres) <= ESTIMATE_ERROR_M


@given(origin=coordinates(), directory=directories())
def test_every_geodesic_lies_within_its_bounds(
    origin: Coordinate, directory: FacilityDirectory
) -> None:
    for measured in measure(origin, directory):
        assert measured.low_m <= exact_m(origin, measured) <= measured.high_m


@given(origin=coordinates(), directory=directories(), seed=st.integers(0, 2**16))
def test_the_order_does_not_depend_on_that_of_the_rows(
    origin: Coordinate, directory: FacilityDirectory, seed: int
) -> None:
    shuffled = list(directory)
    random.Random(seed).shuffle(shuffled)  # noqa: S311 (an order, not a secret)

    assert _ids(origin, FacilityDirectory(tuple(shuffled))) == _ids(origin, directory)


@given(origin=coordinates(), directory=directories(), seed=st.integers(0, 2**16))
def test_the_order_does_not_depend_on_that_of_the_measurements(
    origin: Coordinate, directory: FacilityDirectory, seed: int
) -> None:
    shuffled = list(measure(origin, directory))
    random.Random(seed).shuffle(shuffled)  # noqa: S311 (an order, not a secret)

    assert rank(origin, shuffled) == rank(origin, measure(origin, directory))


@given(
    directory=directories(),
    code=st.sampled_from(ZIPS),
    procedure=st.sampled_from(PROCEDURE_IDS),
    limit=st.integers(1, MAX_LIMIT),
)
def test_tightening_a_filter_never_adds_a_hospital(
    sources: Sources, directory: FacilityDirectory, code: str, procedure: str, limit: int
) -> None:
    own = Sources(replace(sources.atlas, directory=directory))
    wide = search(SearchRequest(text=code, limit=MAX_LIMIT), own).hits

    tight = search(SearchRequest(text=code, procedure=procedure, limit=limit), own).hits

    order = [hit.facility.id for hit in wide]
    kept = [hit.facility.id for hit in tight]
    assert len(kept) <= limit
    assert kept == [facility_id for facility_id in order if facility_id in set(kept)]
    assert all(hit.facility.does(procedure) == "yes" for hit in tight)


@given(directory=directories(), code=st.sampled_from(ZIPS), limit=st.integers(1, MAX_LIMIT - 1))
def test_a_wider_limit_only_adds_at_the_end(
    sources: Sources, directory: FacilityDirectory, code: str, limit: int
) -> None:
    own = Sources(replace(sources.atlas, directory=directory))
    narrow = search(SearchRequest(text=code, limit=limit), own).hits

    wide = search(SearchRequest(text=code, limit=limit + 1), own).hits

    assert wide[:limit] == narrow
