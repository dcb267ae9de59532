"""What the gazetteer knows of the region beyond its packages."""

import csv
from pathlib import Path
from typing import Final

import pytest

from finder.build.local import NICKNAMES, add_nicknames
from finder.build.places import Rows
from finder.geo import Coordinate, geodesic_m
from finder.geocode import geocode
from finder.geocoding import Status
from finder.names import name_key
from finder.parse import parse
from finder.place import Granularity, Place
from finder.search import Sources

ROWS: Final = list(csv.DictReader(Path(NICKNAMES).read_text("utf-8").splitlines()))
CAPITOL: Final = Coordinate(38.88983, -77.00905)
QUADRANTS: Final = {
    "NW": ("Northwest", 1, -1),
    "NE": ("Northeast", 1, 1),
    "SW": ("Southwest", -1, -1),
    "SE": ("Southeast", -1, 1),
}


def quadrant(code: str, sources: Sources) -> Place:
    place = sources.gazetteer.by_id(f"quadrant-{code}")
    assert place is not None
    return place


@pytest.mark.parametrize("row", ROWS, ids=[row["nickname"] for row in ROWS])
def test_a_nickname_means_the_place_that_the_file_says(
    row: dict[str, str], sources: Sources
) -> None:
    found = geocode(parse(row["nickname"]), sources.atlas)

    assert found.status is Status.MATCH
    assert found.best is not None
    assert (found.best.name, found.best.state) == (row["name"], row["state"])


@pytest.mark.parametrize("row", ROWS, ids=[row["nickname"] for row in ROWS])
def test_a_nickname_has_one_place_and_it_is_the_greatest_of_its_name(
    row: dict[str, str], sources: Sources
) -> None:
    (place,) = sources.gazetteer.named(name_key(row["nickname"]))

    alike = sources.gazetteer.named(name_key(row["name"]), row["state"])
    assert place in alike
    assert (place.population or 0) == max(other.population or 0 for other in alike)


def test_no_nickname_means_two_places() -> None:
    meant = {(name_key(row["nickname"]), row["name"], row["state"]) for row in ROWS}

    assert len(meant) > 20
    assert len({key for key, _, _ in meant}) == len(meant)


def test_a_nickname_of_nothing_stops_the_build() -> None:
    with pytest.raises(ValueError, match=r"nicknames.csv: there is no Baltimore, MD"):
        add_nicknames(Rows())


@pytest.mark.parametrize("code", QUADRANTS)
def test_each_quadrant_lies_on_its_own_side_of_the_capitol(code: str, sources: Sources) -> None:
    place, (name, north, east) = quadrant(code, sources), QUADRANTS[code]

    assert place.label == f"{name} Washington, DC"
    assert place.granularity is Granularity.NEIGHBORHOOD
    assert (place.coordinate.latitude - CAPITOL.latitude) * north > 0
    assert (place.coordinate.longitude - CAPITOL.longitude) * east > 0
    assert geodesic_m(place.coordinate, CAPITOL) < 8_000
    assert 500 < place.radius_m < 8_000


def test_the_quadrants_share_the_people_of_the_district(sources: Sources) -> None:
    people = {code: quadrant(code, sources).population or 0 for code in QUADRANTS}

    assert 500_000 < sum(people.values()) < 900_000
    assert people["NW"] == max(people.values())
    assert people["SW"] == min(people.values())


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Northwest DC", "NW"),
        ("NE Washington", "NE"),
        ("SW DC", "SW"),
        ("Southeast Washington, DC", "SE"),
    ],
)
def test_a_quadrant_is_found_by_its_names(text: str, code: str, sources: Sources) -> None:
    found = geocode(parse(text), sources.atlas)

    assert found.best == quadrant(code, sources)
