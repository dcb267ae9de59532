"""Sample points: they stand for everybody, on land, and are the same every time."""

from collections import defaultdict

import numpy as np
import pytest

from finder.gazetteer import Gazetteer
from finder.geo import geodesic_m
from finder.place import Granularity, Place
from finder.resources import gazetteer_path
from finder.samples import LEAST_POINTS, PEOPLE_A_POINT, Origins, origins_of, spread
from finder.search import Sources


@pytest.fixture(scope="module")
def origins(sources: Sources) -> Origins:
    assert sources.times is not None
    return origins_of(sources.gazetteer, [sources.times])


def by_zip(origins: Origins) -> dict[int, list[Place]]:
    found = defaultdict(list)
    for point, at in zip(origins.points, origins.zip_of, strict=True):
        found[at].append(point)
    return found


def test_the_points_are_the_same_every_time(sources: Sources, origins: Origins) -> None:
    assert sources.times is not None

    again = origins_of(Gazetteer(gazetteer_path()), [sources.times])

    assert again == origins


def test_the_points_of_a_zip_stand_for_all_who_live_there(origins: Origins) -> None:
    people = np.bincount(origins.zip_of, origins.people, len(origins.zips))

    assert np.allclose(people, [place.population or 0 for place in origins.zips])


def test_a_zip_without_people_has_no_point_and_is_asked_itself(origins: Origins) -> None:
    empty = {at for at, place in enumerate(origins.zips) if not place.population}

    assert len(empty) > 500
    assert not empty & {*origins.zip_of}


def test_a_populous_zip_has_a_point_for_so_many_people_and_a_small_one_a_few(
    origins: Origins,
) -> None:
    for at, points in by_zip(origins).items():
        people = origins.zips[at].population or 0
        assert 1 <= len(points) <= max(LEAST_POINTS, round(people / PEOPLE_A_POINT))

    baltimore = next(at for at, place in enumerate(origins.zips) if place.name == "21218")
    assert len(by_zip(origins)[baltimore]) > 30


def test_points_lie_on_land_of_their_state_where_a_road_leads(
    sources: Sources, origins: Origins
) -> None:
    assert sources.times is not None
    unreached = 0
    for point in origins.points[::7]:
        anchor = sources.times.anchor(point.coordinate)
        if anchor is None:
            unreached += 1
            continue
        assert anchor.county.endswith(f", {point.state}")
        assert anchor.moved_m < 1_000

    assert unreached <= 2  # islands without a bridge: their ZIP's own point stands for them


def test_points_lie_in_the_disc_of_their_zip_or_where_its_middle_is_moved_to(
    origins: Origins,
) -> None:
    for at, points in by_zip(origins).items():
        place = origins.zips[at]
        far = [geodesic_m(place.coordinate, point.coordinate) for point in points]
        assert max(far) <= 1.005 * place.radius_m or len(points) == 1


def test_points_are_spread_evenly(origins: Origins) -> None:
    place = next(place for place in origins.zips if place.granularity is Granularity.POSTCODE)

    spots = spread(place, 400)

    north, east = spots[:, 0] > place.coordinate.latitude, spots[:, 1] > place.coordinate.longitude
    for side in (north, east, north ^ east):
        assert 180 <= side.sum() <= 220
    here = (place.coordinate.latitude, place.coordinate.longitude)
    assert np.allclose(spots.mean(axis=0), here, atol=1e-3)


def test_every_point_has_a_name_of_its_own_that_is_no_address(origins: Origins) -> None:
    names = [point.name for point in origins.points]

    assert len({*names}) == len(names)
    assert all(name[:5].isdecimal() and name[5] == "-" for name in names)
