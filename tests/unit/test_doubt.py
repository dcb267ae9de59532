"""Places that go by what was typed, and yet are likely not meant, are asked about."""

import pytest

from finder.geocode import geocode
from finder.geocoding import Geocoding, Status
from finder.notes import NoteCode
from finder.parse import parse
from finder.search import Sources


def _located(text: str, sources: Sources) -> Geocoding:
    return geocode(parse(text), sources.atlas)


def _labels(found: Geocoding) -> list[str]:
    return [place.label for place in found.candidates]


@pytest.mark.parametrize(
    ("text", "label"),
    [("Union Station", "Union, SC"), ("Park Heights", "Park Heights (Hanover), PA")],
)
def test_a_small_place_far_off_is_asked_about_by_its_bare_name(
    text: str, label: str, sources: Sources
) -> None:
    found = _located(text, sources)

    assert (found.status, _labels(found)) == (Status.TIE, [label])
    assert [note.code for note in found.notes] == [NoteCode.ONLY_ONE_KNOWN]


def test_a_correction_to_a_small_place_far_off_names_it_in_one_question(sources: Sources) -> None:
    found = _located("Turner Station", sources)

    assert (found.status, _labels(found)) == (Status.TIE, ["Turners Station, KY"])
    assert [note.code for note in found.notes] == [NoteCode.CORRECTED_ASKED]


def test_a_longer_name_of_the_region_stands_before_the_small_place_far_off(
    sources: Sources,
) -> None:
    found = _located("Sandtown", sources)

    assert _labels(found) == ["Sandtown-Winchester (Baltimore), MD", "Sandtown (Morrilton), AR"]
    assert [note.code for note in found.notes] == [NoteCode.IF_NONE]


@pytest.mark.parametrize(
    "text",
    [
        "Chicago", "Union, SC", "Sandtown, Arkansas", "Lincoln Park Chicago", "Yavapai County",
        "Isle of Wight County", "LAX", "Nevada", "Garrett County", "Oakland, MD",
    ],
)  # fmt: skip
def test_a_great_city_a_state_and_what_is_typed_with_one_stay_answers(
    text: str, sources: Sources
) -> None:
    assert _located(text, sources).status is Status.MATCH


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("Carroll", "Carroll County, MD"), ("Caroline", "Caroline County, MD"),
        ("Worcester", "Worcester County, MD"), ("Somerset", "Somerset County, MD"),
        ("Dorchester", "Dorchester County, MD"), ("Allegany", "Allegany County, MD"),
        ("Garrett", "Garrett County, MD"),
    ],
)  # fmt: skip
def test_a_county_is_first_among_the_places_of_its_bare_name(
    text: str, county: str, sources: Sources
) -> None:
    found = _located(text, sources)

    assert found.status is Status.TIE
    assert _labels(found)[0] == county


@pytest.mark.parametrize("text", ["Frederick", "Baltimore", "Fairfax", "York", "Washington"])
def test_a_county_around_a_town_or_far_from_home_does_not_question_the_town(
    text: str, sources: Sources
) -> None:
    found = _located(text, sources)

    assert found.best is not None
    assert found.best.name == text


def test_a_county_is_found_by_its_bare_name_with_its_state(sources: Sources) -> None:
    found = _located("Talbot, MD", sources)

    assert found.best is not None
    assert found.best.label == "Talbot County, MD"


def test_a_greater_place_at_home_one_letter_away_is_asked_about(sources: Sources) -> None:
    found = _located("Prince George County", sources)

    assert _labels(found) == ["Prince George's County, MD", "Prince George County, VA"]


@pytest.mark.parametrize("text", ["Southern Maryland", "southern md"])
def test_a_part_of_a_state_is_asked_about_and_not_taken_for_a_hospital(
    text: str, sources: Sources
) -> None:
    found = _located(text, sources)

    assert found.status is Status.TIE
    assert [place.id for place in found.candidates] == ["facility-southern-maryland"]


@pytest.mark.parametrize("text", ["PW County", "Bltimr NE"])
def test_initials_and_a_name_with_a_code_are_not_corrected(text: str, sources: Sources) -> None:
    assert _located(text, sources).status is Status.NO_MATCH


@pytest.mark.parametrize(
    ("text", "near", "great"),
    [
        ("Lansdowne", "Lansdowne, MD", "Lansdowne, VA"),
        ("Mechanicsville", "Mechanicsville, MD", "Mechanicsville, VA"),
        ("Cherry Hill", "Cherry Hill (Baltimore), MD", "Cherry Hill, NJ"),
    ],
)
def test_a_place_nearer_to_a_hospital_is_not_passed_over_for_a_greater_one(
    text: str, near: str, great: str, sources: Sources
) -> None:
    found = _located(text, sources)

    assert found.status is Status.TIE
    assert {near, great} <= set(_labels(found))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("DC NE", "NE"), ("D.C. NE", "NE"), ("Washington DC SE", "SE"), ("NE DC", "NE"),
        ("washington, dc, southwest", "SW"), ("DC Northwest", "NW"), ("Washington NE", "NE"),
    ],
)  # fmt: skip
def test_a_quadrant_stands_on_either_side_of_the_district(
    text: str, code: str, sources: Sources
) -> None:
    found = _located(text, sources)

    assert found.best is not None
    assert found.best.id == f"quadrant-{code}"
