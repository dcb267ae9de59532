"""Distances, places and notes as people read them."""

import re
from dataclasses import replace
from string import Formatter

import pytest

from finder.facility import Availability
from finder.geo import Coordinate
from finder.geocoding import facility_place
from finder.measure import DistanceKind
from finder.notes import Note, NoteCode
from finder.place import Granularity, Place
from finder.request import Units
from finder.search import Sources
from finder.wording import (
    ADVICE,
    availability_text,
    candidate_text,
    distance_text,
    from_text,
    further_text,
    granularity_text,
    is_range,
    kind_text,
    measured_from,
    note_text,
    place_text,
)

HAMPDEN = Place(
    id="x",
    name="Hampden",
    granularity=Granularity.NEIGHBORHOOD,
    state="MD",
    county="Baltimore city",
    coordinate=Coordinate(39.33, -76.64),
    radius_m=900.0,
    source="test",
    population=18_000,
    within="Baltimore",
    zips=("21211", "21210", "21209"),
)
ZIP = replace(HAMPDEN, name="21211", granularity=Granularity.POSTCODE)
BOXES = replace(HAMPDEN, name="20392", granularity=Granularity.CITY, within="Washington")
OLNEY = replace(HAMPDEN, name="Olney", granularity=Granularity.CITY, within="")
MARYLAND = replace(HAMPDEN, name="Maryland", granularity=Granularity.STATE, within="")
POINT = replace(HAMPDEN, name="Baltimore", granularity=Granularity.COORDINATE, within="")
AIRPORT = replace(HAMPDEN, name="Some Airport", granularity=Granularity.AIRPORT)


@pytest.mark.parametrize(
    ("distance_m", "radius_m", "units", "text"),
    [
        (14_000, 2_500, "mi", "about 9 miles"),
        (14_000, 2_500, "km", "about 14 km"),
        (9_800, 10, "mi", "about 6.1 miles"),
        (9_800, 10, "km", "about 9.8 km"),
        (9_800, 600, "mi", "about 6 miles"),
        (10_500, 600, "mi", "about 6.5 miles"),
        (1_609.344, 10, "mi", "about 1 mile"),
        (1_000, 10, "km", "about 1 km"),
        (50, 10, "mi", "about 0.1 miles"),
        (20, 5, "mi", "about 0.1 miles"),
        (4_021_000, 2_500, "mi", "about 2,499 miles"),
        (482.8, 10, "mi", "about 0.3 miles"),
    ],
)
def test_a_distance_has_no_more_digits_than_the_origin_allows(
    distance_m: float, radius_m: float, units: Units, text: str
) -> None:
    assert distance_text(distance_m, radius_m, units) == text


@pytest.mark.parametrize(
    ("distance_m", "radius_m", "units", "text"),
    [
        (8_900, 2_500, "mi", "about 4 to 7 miles"),
        (9_800, 2_500, "mi", "about 5 to 8 miles"),
        (9_800, 2_500, "km", "about 7 to 12 km"),
        (3_000, 800, "mi", "about 1.5 to 2.5 miles"),
        (483, 130, "mi", "about 0.2 to 0.4 miles"),
        (1_200, 310, "mi", "about 0.5 to 1 mile"),
        (100_000, 30_000, "mi", "about 40 to 80 miles"),
        (9_800, 10_000, "mi", "up to about 10 miles"),
        (9_800, 50_000, "mi", "up to about 40 miles"),
        (1_609.344, 2_500, "mi", "up to about 3 miles"),
        (700, 2_500, "mi", "up to about 2 miles"),
        (0, 10, "km", "up to about 0.1 km"),
        (900, 10_000, "km", "up to about 10 km"),
    ],
)
def test_a_distance_from_a_wide_origin_is_a_range(
    distance_m: float, radius_m: float, units: Units, text: str
) -> None:
    assert distance_text(distance_m, radius_m, units) == text


@pytest.mark.parametrize(
    ("distance_m", "radius_m", "wide"),
    [(4_000, 1_000, False), (4_000, 1_000.1, True), (0, 1, True)],
)
def test_an_origin_is_wide_from_a_quarter_of_the_distance_on(
    distance_m: float, radius_m: float, wide: bool
) -> None:
    assert is_range(distance_m, radius_m) is wide
    assert (" to " in distance_text(distance_m, radius_m, "mi")) is wide


@pytest.mark.parametrize(
    ("place", "distance_m", "text"),
    [
        (HAMPDEN, 20_000, "the middle of Hampden (Baltimore), MD"),
        (HAMPDEN, 1_000, "anywhere in Hampden (Baltimore), MD"),
        (ZIP, 1_000, "anywhere in ZIP 21211"),
        (POINT, 1_000, "the point you gave"),
        (AIRPORT, 1_000, "Some Airport"),
    ],
)
def test_a_range_is_from_anywhere_in_an_area_and_a_figure_from_its_middle(
    place: Place, distance_m: float, text: str
) -> None:
    assert measured_from(place, distance_m) == text


@pytest.mark.parametrize(
    ("metres", "units", "text"),
    [
        (100, "mi", "less than 1 mile"),
        (1_609, "mi", "about 1 mile"),
        (5_000, "mi", "about 3 miles"),
        (5_400, "km", "about 5 km"),
        (0, "km", "less than 1 km"),
    ],
)
def test_how_much_further_is_said_in_whole_units(metres: float, units: Units, text: str) -> None:
    assert further_text(metres, units) == text


@pytest.mark.parametrize(
    ("place", "name", "start"),
    [
        (HAMPDEN, "Hampden (Baltimore), MD", "the middle of Hampden (Baltimore), MD"),
        (ZIP, "ZIP 21211, Baltimore, MD", "the middle of ZIP 21211"),
        (BOXES, "ZIP 20392, Washington, MD", "the middle of Washington, MD"),
        (OLNEY, "Olney, MD", "the middle of Olney, MD"),
        (MARYLAND, "Maryland", "the middle of Maryland"),
        (POINT, "a point near Baltimore, MD", "the point you gave"),
        (AIRPORT, "Some Airport", "Some Airport"),
    ],
)
def test_a_place_has_a_name_and_says_from_where_it_measures(
    place: Place, name: str, start: str
) -> None:
    assert (place_text(place), from_text(place)) == (name, start)


@pytest.mark.parametrize(
    ("place", "text"),
    [
        (HAMPDEN, "Baltimore city; a neighborhood; 18,000 people; ZIP 21211, 21210"),
        (replace(HAMPDEN, population=None, zips=()), "Baltimore city; a neighborhood"),
        (replace(OLNEY, county=""), "a town or city; 18,000 people; ZIP 21211, 21210"),
        (replace(OLNEY, granularity=Granularity.COUNTY, zips=()), "a county; 18,000 people"),
    ],
)
def test_a_candidate_is_told_from_its_namesakes(place: Place, text: str) -> None:
    assert candidate_text(place) == text


def test_a_hospital_as_a_candidate_says_its_county_and_no_zip(sources: Sources) -> None:
    place = facility_place(sources.directory.by_id("st-marys"))

    assert candidate_text(place) == "St. Mary's County; a hospital"


@pytest.mark.parametrize("code", list(NoteCode))
def test_every_note_is_a_sentence_with_all_it_is_about(code: NoteCode) -> None:
    first = "2" if code is NoteCode.MORE_CANDIDATES else "Alpha"
    about = (first, "Beta", "Gamma", "Delta")

    text = note_text(Note(code, about))

    assert re.fullmatch(r"[A-Z].*[.?]", text)
    assert not any(name for _, name, _, _ in Formatter().parse(text))


def test_braces_in_a_name_are_only_braces() -> None:
    note = Note(NoteCode.TAKEN_FOR_FACILITY, ("{0.__class__}",))

    assert note_text(note) == "We took this to be {0.__class__}."


@pytest.mark.parametrize("granularity", list(Granularity))
def test_every_granularity_has_a_name_with_its_article(granularity: Granularity) -> None:
    assert re.match(r"an? ", granularity_text(granularity))


def test_unknown_is_never_said_as_no() -> None:
    texts = {availability: availability_text(availability) for availability in Availability}

    assert texts[Availability.YES] == "yes"
    assert texts[Availability.NO] == "no"
    assert texts[Availability.UNKNOWN] == "not known, please ask the hospital"


@pytest.mark.parametrize("kind", list(DistanceKind))
def test_every_kind_of_distance_is_said(kind: DistanceKind) -> None:
    assert kind_text(kind).startswith("in a ")


def test_the_advice_names_every_form_that_can_be_typed() -> None:
    advice = " ".join(ADVICE)

    assert all(word in advice for word in ("ZIP", "town", "address", "hospitals"))
