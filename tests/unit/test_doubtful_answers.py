"""What somebody who wants a wrong answer tried: each is asked about or refused, never guessed."""

import pytest

from finder.geocode import geocode
from finder.geocoding import Geocoding, Status
from finder.notes import NoteCode
from finder.parse import parse
from finder.search import Sources


def _located(text: str, sources: Sources) -> Geocoding:
    return geocode(parse(text), sources.atlas)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("10001 Washington St Annapolis MD", "geonames-4347242"),
        ("3400 N Charles St Apt 5 Baltimore", "geonames-4347778"),
        ("Wicomico", "county-24045"),
    ],
)
def test_a_town_is_found_behind_its_street(text: str, place: str, sources: Sources) -> None:
    found = _located(text, sources)

    assert found.best is not None
    assert found.best.id == place


@pytest.mark.parametrize(
    "text",
    [
        "Franklin Square Hospital, NY", "Union Memorial, NC", "Memorial Hospital",
        "Solomons Island Road", "100 Light Street", "U Street", "Maple Lane",
    ],
)  # fmt: skip
def test_a_hospital_elsewhere_or_a_street_alone_is_no_place(text: str, sources: Sources) -> None:
    assert _located(text, sources).status is Status.NO_MATCH


@pytest.mark.parametrize("text", ["43.65, -79.38", "45.5, -73.6", "38.0, -73.0"])
def test_a_point_abroad_or_at_sea_is_outside(text: str, sources: Sources) -> None:
    found = _located(text, sources)

    assert [note.code for note in found.notes] == [NoteCode.OUTSIDE_US]


@pytest.mark.parametrize("text", ["0,0", "39, 76", "39.5 17 N 76.5 36 W"])
def test_a_position_that_could_be_two_things_is_not_read(text: str, sources: Sources) -> None:
    found = _located(text, sources)

    assert found.notes[0].code is NoteCode.UNREADABLE_COORDINATE


@pytest.mark.parametrize("text", ["21218 Springfield", "75001 Paris", "MD 22204", "20814 VA"])
def test_a_zip_far_from_the_town_or_state_beside_it_is_asked_about(
    text: str, sources: Sources
) -> None:
    found = _located(text, sources)

    assert found.status is Status.TIE
    assert found.notes[0].code is NoteCode.ZIP_AND_CITY_DISAGREE


@pytest.mark.parametrize(
    ("text", "meant"), [("Hagarstown", "geonames-4357141"), ("McClean", "geonames-4772354")]
)
def test_a_village_far_off_does_not_hide_a_town_of_the_region(
    text: str, meant: str, sources: Sources
) -> None:
    found = _located(text, sources)

    assert found.status is Status.TIE
    assert meant in [place.id for place in found.candidates]


def test_a_hospital_named_like_a_place_says_so(sources: Sources) -> None:
    found = _located("Franklin Square", sources)

    assert found.best is not None
    assert found.best.id == "facility-franklin-square"
    assert found.candidates
    assert found.notes[0].code is NoteCode.CHOSEN_AMONG


@pytest.mark.parametrize("text", ["20009 or Bowie", "Bowie or 20009", "20715 and Laurel"])
def test_a_zip_does_not_swallow_a_second_place(text: str, sources: Sources) -> None:
    found = _located(text, sources)

    assert found.status is Status.TIE
    assert found.notes[0].code is NoteCode.TWO_PLACES
