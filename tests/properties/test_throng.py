"""Promises about very many origins at once: they are answered as each is alone."""

import math
from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from finder.directory import FacilityDirectory
from finder.geo import Coordinate, geodesic_m
from finder.geocoding import coordinate_place
from finder.place import Granularity, Place
from finder.search import Ranking, Sources, kept, ranking_of
from finder.spans import nearest
from finder.throng import Firsts, Throng, crowd_of
from finder.zippoints import ZipPoints
from tests.properties.strategies import coordinates, directories

radii = st.floats(1, 5).map(lambda power: 10**power)
region = st.builds(Coordinate, st.floats(36.7, 40.7), st.floats(-79.1, -74.7))
origins = st.lists(st.tuples(st.one_of(region, coordinates()), radii), min_size=1, max_size=30)


def _alone(
    ranking: Ranking, procedure: str | None
) -> tuple[str, str | None, int, float | None, bool]:
    """Return what of a ranking a list says: nearest, second, metres, minutes, certain."""
    hits = kept(ranking.hits, procedure)
    every = dict(ranking.certainty_by_procedure)
    judged = ranking.certainty if procedure is None else every[procedure]
    first = hits[0]
    return (
        first.facility.id,
        hits[1].facility.id if len(hits) > 1 else None,
        round(first.distance_m),
        None if first.minutes is None else round(first.minutes, 1),
        judged.certain,
    )


def _together(
    firsts: Firsts, at: int, directory: FacilityDirectory
) -> tuple[str, str | None, int, float | None, bool]:
    ids = [facility.id for facility in directory]
    second, minutes = int(firsts.second[at]), float(firsts.minutes[at])
    return (
        ids[firsts.nearest[at]],
        ids[second] if second >= 0 else None,
        round(float(firsts.distance_m[at])),
        None if math.isnan(minutes) else round(minutes, 1),
        bool(firsts.certain[at]),
    )


def _places(sources: Sources, spots: list[tuple[Coordinate, float]], state: str) -> list[Place]:
    near = sources.gazetteer.zip("21218")
    assert near is not None
    typed = [coordinate_place(spot, radius_m, near) for spot, radius_m in spots]
    if not state:
        return typed
    return [replace(one, granularity=Granularity.POSTCODE, state=state) for one in typed]


@settings(max_examples=60)
@given(spots=origins, state=st.sampled_from(["", "MD", "VA", "DE", "CA"]))
def test_many_origins_by_road_are_ranked_as_each_alone(
    sources: Sources, spots: list[tuple[Coordinate, float]], state: str
) -> None:
    directory, places = sources.directory, _places(sources, spots, state)
    everybody = frozenset(facility.id for facility in directory)

    found = Throng(directory, sources.times).rank(
        crowd_of(places), (everybody, directory.doing("mitraclip"))
    )

    for at, place in enumerate(places):
        ranking = ranking_of(place, directory, sources.times)
        for firsts, procedure in zip(found, (None, "mitraclip"), strict=True):
            if firsts.sure[at]:
                assert _together(firsts, at, directory) == _alone(ranking, procedure)


@settings(max_examples=60)
@given(spots=origins, directory=directories())
def test_many_origins_in_straight_lines_are_ranked_as_each_alone(
    sources: Sources, spots: list[tuple[Coordinate, float]], directory: FacilityDirectory
) -> None:
    places = _places(sources, spots, "MD")
    everybody = frozenset(facility.id for facility in directory)

    (firsts,) = Throng(directory, None).rank(crowd_of(places), (everybody,))

    for at, place in enumerate(places):
        if firsts.sure[at]:
            assert _together(firsts, at, directory) == _alone(ranking_of(place, directory), None)


def test_most_places_of_the_region_are_sure(sources: Sources) -> None:
    codes = [code for code in sources.gazetteer.zip_codes() if code.startswith(("20", "21"))]
    places = [place for code in codes if (place := sources.gazetteer.zip(code))]
    everybody = frozenset(facility.id for facility in sources.directory)

    (firsts,) = Throng(sources.directory, sources.times).rank(crowd_of(places), (everybody,))

    assert len(places) > 500
    assert firsts.sure.mean() > 0.9


@given(spots=st.lists(coordinates(), min_size=1, max_size=20), directory=directories())
def test_the_nearest_of_many_points_is_that_of_brute_force(
    spots: list[Coordinate], directory: FacilityDirectory
) -> None:
    degrees = np.array([(spot.latitude, spot.longitude) for spot in spots])

    found, metres = nearest(degrees, directory)

    for at, spot in enumerate(spots):
        length, _, number = min(
            (geodesic_m(spot, facility.coordinate), facility.id, number)
            for number, facility in enumerate(directory)
        )
        assert found[at] == number
        assert abs(metres[at] - length) < 0.01


@settings(max_examples=30)
@given(spots=st.lists(st.one_of(region, coordinates()), min_size=1, max_size=20))
def test_the_zip_nearest_to_each_of_many_points_is_that_of_each_alone(
    sources: Sources, spots: list[Coordinate]
) -> None:
    degrees = np.array([(spot.latitude, spot.longitude) for spot in spots])

    found = ZipPoints(sources.gazetteer).nearest(degrees)

    for spot, one in zip(spots, found, strict=True):
        alone = sources.gazetteer.nearest_zip(spot)
        assert (one and one[0].id) == (alone and alone[0].id)
