"""What may have been meant: corrections, two places in one line, quadrants that were left out."""

import pytest

from finder.geocode import geocode
from finder.geocoding import Geocoding, Status
from finder.notes import NoteCode
from finder.parse import parse
from finder.search import Sources
from finder.wording import note_text

QUADRANTS = ["quadrant-NW", "quadrant-NE", "quadrant-SW", "quadrant-SE"]


def located(text: str, sources: Sources) -> Geocoding:
    return geocode(parse(text), sources.atlas)


def codes(found: Geocoding) -> list[NoteCode]:
    return [note.code for note in found.notes]


def ids(found: Geocoding) -> list[str]:
    return [place.id for place in found.candidates]


@pytest.mark.parametrize(
    ("text", "label", "typed"),
    [
        ("Batlimore", "Baltimore, MD", "batlimore"),
        ("Annapolus, MD", "Annapolis, MD", "annapolus"),
        ("Springfeild, VA", "Springfield, VA", "springfeild"),
        ("Marylnd", "Maryland", "marylnd"),
        ("Monut Airy MD", "Mount Airy, MD", "monut airy"),
        ("Nroth Bethesda", "North Bethesda", "nroth bethesda"),
        ("Ann Arundel County", "Anne Arundel County, MD", "ann arundel county"),
        ("Federl Hill Baltimore", "Federal Hill (Baltimore), MD", "federl hill baltimore"),
        ("Hampden, Batlimore", "Hampden (Baltimore), MD", "hampden batlimore"),
        ("12 Oak Lane, Rockvile, MD", "Rockville, MD", "rockvile"),
        ("Union Memorail", "MedStar Union Memorial Hospital", "union memorail"),
    ],
)
def test_a_correction_is_always_said(text: str, label: str, typed: str, sources: Sources) -> None:
    found = located(text, sources)

    assert found.best is not None
    (note,) = [note for note in found.notes if note.code is NoteCode.CORRECTED]
    assert note.about[0].startswith(label)
    assert note.about[1] == typed
    assert note_text(note) == f"Showing {note.about[0]}. You typed “{typed}”."


@pytest.mark.parametrize(
    "text", ["silverspring md", "ellicottcity", "Leonard Town MD", "mountairy md"]
)
def test_spaces_alone_are_not_worth_saying(text: str, sources: Sources) -> None:
    found = located(text, sources)

    assert found.status is Status.MATCH
    assert found.notes == ()


@pytest.mark.parametrize(
    "text", ["Annapolis", "Silver Spring, MD", "Bel Air, MD", "Hampden Baltimore"]
)
def test_what_exists_is_not_corrected(text: str, sources: Sources) -> None:
    assert not {NoteCode.CORRECTED, NoteCode.CORRECTED_TIE} & set(codes(located(text, sources)))


def test_two_corrections_as_good_are_a_question(sources: Sources) -> None:
    found = located("Hampdon, MD", sources)

    assert found.status is Status.TIE
    assert {"geonames-4357268", "geonames-4357289"} <= set(ids(found))
    assert [(note.code, note.about) for note in found.notes] == [
        (NoteCode.CORRECTED_TIE, ("hampdon",))
    ]


def test_a_correction_stays_in_the_state_that_was_typed(sources: Sources) -> None:
    found = located("Wasington, VA", sources)

    assert found.best is not None
    assert found.best.label == "Washington, VA"


@pytest.mark.parametrize("text", ["Bltmr", "Gthrsbrg MD", "asdf", "qwertyuiop", "Xanadu Falls, MD"])
def test_more_than_one_edit_is_not_guessed(text: str, sources: Sources) -> None:
    assert located(text, sources).status is Status.NO_MATCH


def test_the_steps_tell_that_the_spelling_was_looked_at(sources: Sources) -> None:
    tried = [step.tried for step in located("Batlimore", sources).steps]

    assert any(one.startswith("spelling of 'batlimore'") for one in tried)


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("Baltimore or Annapolis", ["geonames-4347778", "geonames-4347242"]),
        ("Bowie and Laurel MD", ["geonames-4349159", "geonames-4360369"]),
        ("Rockville / Gaithersburg", ["geonames-4367175", "geonames-4355843"]),
        ("21218 or 20814", ["zip-21218", "zip-20814"]),
        ("Georgetown Hospital or Bowie, MD", ["facility-georgetown", "geonames-4349159"]),
        ("Gaithersburg or Fairfax VA", ["geonames-4355843", "geonames-4758023"]),
    ],
)
def test_two_places_in_one_line_are_asked_about_in_their_order(
    text: str, places: list[str], sources: Sources
) -> None:
    found = located(text, sources)

    assert (found.status, codes(found)) == (Status.TIE, [NoteCode.TWO_PLACES])
    assert ids(found) == places


def test_one_place_twice_is_no_question(sources: Sources) -> None:
    assert NoteCode.TWO_PLACES not in codes(located("Annapolis or Annapolis", sources))


@pytest.mark.parametrize("text", ["Baltimore or Xanadu Falls", "asdf and qwer"])
def test_half_of_nothing_is_not_two_places(text: str, sources: Sources) -> None:
    assert NoteCode.TWO_PLACES not in codes(located(text, sources))


@pytest.mark.parametrize("text", ["Isle of Wight County", "Truth or Consequences, NM"])
def test_a_name_with_such_a_word_in_it_is_one_place(text: str, sources: Sources) -> None:
    assert located(text, sources).status is Status.MATCH


@pytest.mark.parametrize(
    "text", ["1400 K Street, Washington, DC", "14 U St Washington DC", "7 Main St, DC"]
)
def test_a_street_of_the_district_without_quadrant_or_zip_is_asked_for_it(
    text: str, sources: Sources
) -> None:
    found = located(text, sources)

    assert (found.status, ids(found)) == (Status.TIE, QUADRANTS)
    assert NoteCode.WHICH_QUADRANT in codes(found)


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("1400 K St NW, Washington, DC", "quadrant-NW"),
        ("1400 K St N.W., Washington, DC", "quadrant-NW"),
        ("1400 K St Northeast, Washington DC", "quadrant-NE"),
        ("1400 K Street s.e. washington dc", "quadrant-SE"),
        ("20 M St SW Washington", "quadrant-SW"),
        ("20 M St SW, DC", "quadrant-SW"),
        ("20 M St SW DC", "quadrant-SW"),
    ],
)
def test_a_quadrant_that_was_typed_is_taken(text: str, place: str, sources: Sources) -> None:
    found = located(text, sources)

    assert found.best is not None
    assert found.best.id == place
    assert NoteCode.WHICH_QUADRANT not in codes(found)


def test_with_a_zip_a_missing_quadrant_is_said_and_not_asked(sources: Sources) -> None:
    found = located("1400 K Street, Washington, DC 20005", sources)

    assert found.best is not None
    assert found.best.id == "zip-20005"
    assert NoteCode.QUADRANT_MISSING in codes(found)


@pytest.mark.parametrize(
    "text",
    [
        "1400 K St NW, Washington, DC 20005",
        "123 Main St, Annapolis, MD 21401",
        "Washington, DC",
        "20005",
    ],
)
def test_elsewhere_nobody_is_told_of_quadrants(text: str, sources: Sources) -> None:
    asked = {NoteCode.QUADRANT_MISSING, NoteCode.WHICH_QUADRANT}

    assert not asked & set(codes(located(text, sources)))
