"""Look-ups in the gazetteer that the build made."""

import os
import sqlite3
import threading
from pathlib import Path

import pytest

from finder.errors import DataError
from finder.gazetteer import Gazetteer
from finder.geo import Coordinate, geodesic_m
from finder.place import Granularity, Place
from finder.resources import gazetteer_path
from finder.search import Sources


@pytest.fixture
def gazetteer(sources: Sources) -> Gazetteer:
    return sources.gazetteer


def test_a_zip_has_its_city_its_county_and_a_radius(gazetteer: Gazetteer) -> None:
    place = gazetteer.zip("21218")

    assert place is not None
    assert (place.id, place.label) == ("zip-21218", "ZIP 21218, Baltimore, MD")
    assert (place.granularity, place.county) == (Granularity.POSTCODE, "Baltimore city")
    assert geodesic_m(place.coordinate, Coordinate(39.326, -76.602)) < 2_000
    assert 500 < place.radius_m < 5_000


@pytest.mark.parametrize("code", ["00000", "99999", "2121", "", "zip-21218", "21218' OR 1=1 --"])
def test_what_is_no_zip_is_nowhere(gazetteer: Gazetteer, code: str) -> None:
    assert gazetteer.zip(code) is None


@pytest.mark.parametrize(("code", "state"), [("00601", "PR"), ("99950", "AK"), ("20392", "DC")])
def test_zips_at_the_edges_of_the_postal_world_are_known(
    gazetteer: Gazetteer, code: str, state: str
) -> None:
    place = gazetteer.zip(code)

    assert place is not None
    assert place.state == state


def test_a_zip_without_area_is_only_as_fine_as_its_city(gazetteer: Gazetteer) -> None:
    place = gazetteer.zip("20392")

    assert place is not None
    assert place.granularity is Granularity.CITY
    assert place.radius_m > 3_000


@pytest.mark.parametrize("code", ["09012", "34002", "96201"])
def test_military_zips_exist_but_lie_nowhere(gazetteer: Gazetteer, code: str) -> None:
    assert gazetteer.zip(code) is None
    assert gazetteer.unlocated(code) == "MILITARY"


def test_a_zip_that_lies_somewhere_is_not_unlocated(gazetteer: Gazetteer) -> None:
    assert gazetteer.unlocated("21218") is None


def test_a_place_is_found_again_by_its_id(gazetteer: Gazetteer) -> None:
    (annapolis,) = gazetteer.named("annapolis", "MD")

    assert gazetteer.by_id(annapolis.id) == annapolis


def test_a_name_finds_all_its_places_and_with_a_state_only_those_in_it(
    gazetteer: Gazetteer,
) -> None:
    everywhere, in_maryland = gazetteer.named("annapolis"), gazetteer.named("annapolis", "MD")

    assert {"MD", "MO", "IL"} <= {place.state for place in everywhere}
    assert [place.label for place in in_maryland] == ["Annapolis, MD"]
    assert set(in_maryland) < set(everywhere)


def test_places_of_a_name_come_each_once_and_in_one_order(gazetteer: Gazetteer) -> None:
    first, again = gazetteer.named("springfield"), gazetteer.named("springfield")

    assert first == again
    assert len({place.id for place in first}) == len(first)


def test_a_name_nobody_bears_finds_nothing(gazetteer: Gazetteer) -> None:
    assert gazetteer.named("zzzz") == ()


@pytest.mark.parametrize("code", ["BWI", "bwi"])
def test_an_airport_is_found_by_its_code_in_any_case(gazetteer: Gazetteer, code: str) -> None:
    place = gazetteer.airport(code)

    assert place is not None
    assert place.granularity is Granularity.AIRPORT
    assert geodesic_m(place.coordinate, Coordinate(39.1754, -76.6683)) < 2_000


def test_other_countries_are_known_by_name(gazetteer: Gazetteer) -> None:
    assert gazetteer.country("france") == "France"
    assert gazetteer.country("maryland") is None


def test_the_zip_nearest_to_a_hospital_is_near_it(gazetteer: Gazetteer) -> None:
    found = gazetteer.nearest_zip(Coordinate(39.329040, -76.614739))

    assert found is not None
    assert found[0].within == "Baltimore"
    assert found[1] < 2_000


@pytest.mark.parametrize(
    "point",
    [
        Coordinate(39.0, -76.9),
        Coordinate(38.5, -76.4),
        Coordinate(44.7, -110.5),
        Coordinate(64.8, -147.7),
        Coordinate(69.9, -150.0),
        Coordinate(18.2, -66.5),
        Coordinate(21.3, -157.9),
    ],
)
def test_no_zip_is_nearer_than_the_nearest(gazetteer: Gazetteer, point: Coordinate) -> None:
    with sqlite3.connect(f"file:{gazetteer_path()}?mode=ro", uri=True) as connection:
        rows = connection.execute("SELECT id FROM place WHERE id LIKE 'zip-%'").fetchall()
    connection.close()
    near = [
        place
        for place in (gazetteer.zip(row[0].removeprefix("zip-")) for row in rows)
        if place is not None
        and place.granularity is Granularity.POSTCODE
        and abs(place.coordinate.latitude - point.latitude) < 1.5
        and abs(place.coordinate.longitude - point.longitude) < 2.25
    ]

    found = gazetteer.nearest_zip(point)

    expected = min(geodesic_m(point, place.coordinate) for place in near)
    assert found is not None
    assert found[1] == pytest.approx(expected, abs=0.01)


@pytest.mark.parametrize(
    "point",
    [Coordinate(0, 0), Coordinate(90, 0), Coordinate(-90, 0), Coordinate(51.5, -0.12)],
)
def test_points_abroad_have_no_zip(gazetteer: Gazetteer, point: Coordinate) -> None:
    assert gazetteer.nearest_zip(point) is None


def test_threads_look_up_at_the_same_time(gazetteer: Gazetteer) -> None:
    codes = ["21218", "20010", "00601", "99950"]
    found: dict[str, Place | None] = {}

    def look_up(code: str) -> None:
        found[code] = gazetteer.zip(code)

    threads = [threading.Thread(target=look_up, args=(code,)) for code in codes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert {code: place and place.id for code, place in found.items()} == {
        code: f"zip-{code}" for code in codes
    }


def test_a_forked_process_looks_up_with_a_connection_of_its_own(gazetteer: Gazetteer) -> None:
    assert gazetteer.zip("21218") is not None
    child = os.fork()
    if child == 0:
        os._exit(0 if gazetteer.named("olney", "MD") else 1)

    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0


@pytest.mark.parametrize("content", [None, b"", b"not a database" * 100])
def test_a_file_that_is_no_gazetteer_is_a_data_error(tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "gazetteer.sqlite"
    if content is not None:
        path.write_bytes(content)

    with pytest.raises(DataError, match="install Finder again"):
        Gazetteer(path)


def test_a_path_may_hold_characters_that_mean_something_in_a_uri(tmp_path: Path) -> None:
    path = tmp_path / "a?b#c%20" / "g.sqlite"
    path.parent.mkdir()
    path.symlink_to(gazetteer_path())

    assert Gazetteer(path).zip("21218") is not None
