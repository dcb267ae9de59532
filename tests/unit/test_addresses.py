"""Addresses: a house, a corner or a street of the made-up city."""

from dataclasses import replace

import pytest

from finder.geo import geodesic_m
from finder.geocode import geocode, geocode_place
from finder.geocoding import STREET_ID, Geocoding, Status
from finder.notes import NoteCode
from finder.parse import parse
from finder.place import Granularity
from finder.request import SearchRequest
from finder.search import Sources, search
from finder.wording import place_text
from tests.made_up_city import CAPITOL, EAST, NORTH


def found(text: str, sources: Sources) -> Geocoding:
    return geocode(parse(text), sources.atlas)


def codes(answer: Geocoding) -> list[NoteCode]:
    return [note.code for note in answer.notes]


CHARLES = "2904 N Charles St, Baltimore, MD 21218"
MATCHES = [
    (CHARLES, CHARLES, []),
    ("2904 north charles street baltimore maryland", CHARLES, []),
    ("2904 N. Charles St., Apt. 3B, Baltimore, MD 21218-1234", CHARLES, []),
    ("2904 N Charles St #3 21218 USA", CHARLES, []),
    ("2904 Charles St, Baltimore", CHARLES, [NoteCode.STREET_COMPLETED]),
    ("2904 N Charles Ave 21218", CHARLES, [NoteCode.STREET_COMPLETED]),
    ("2904 N Charls St 21218", CHARLES, [NoteCode.STREET_RESPELLED]),
    ("2904 N Chaarlz St 21218", CHARLES, [NoteCode.STREET_SOUNDS_ALIKE]),
    ("2904 N Charles St, Baltimore 21230", CHARLES, [NoteCode.ZIP_IS_ANOTHER]),
    ("2904 N Charles St, Annapolis, MD 21218", CHARLES, [NoteCode.TOWN_IS_ANOTHER]),
    ("the 2900 block of N Charles St, Baltimore", CHARLES.replace("2904", "2900"), []),
    ("3000 N Charles St 21218", "3000 N Charles St, Baltimore, MD 21218", []),
    ("2901B St Paul St 21218", "2901B Saint Paul St, Baltimore, MD 21218", []),
    ("7 Lone Lane, Baltimore", "7 Lone Ln, Baltimore, MD 21218", []),
    ("5 Bare Ct 21218", "5 Bare Ct, Baltimore, MD", []),
    ("5 Bare Court, Baltimore, MD", "5 Bare Ct, Baltimore, MD", []),
    ("250 4th St NW, Washington, DC", "250 4th St NW, Washington, DC 20001", []),
    ("250 Fourth Street N.E. Washington DC", "250 4th St NE, Washington, DC 20002", []),
    ("250 D St SW 20024", "250 D St SW, Washington, DC 20024", []),
    ("250 4th St 20002", "250 4th St NE, Washington, DC 20002", [NoteCode.STREET_COMPLETED]),
    ("4th & D NW", "4th St NW & D St NW, Washington, DC 20001", [NoteCode.DISTRICT_ASSUMED]),
    ("corner of 4th St SE and D St SE, DC", "4th St SE & D St SE, Washington, DC 20003", []),
    ("N Charles St and 30th, Baltimore", "N Charles St & E 30th St, Baltimore, MD 21218", []),
    ("30th St at Charles St 21218", "E 30th St & N Charles St, Baltimore, MD 21218", []),
    ("1050 Joppa Rd, Towson, MD", "1050 Joppa Rd, Towson, MD 21286", []),
    ("150 Maple Ave 21222", "150 Maple Ave, Dundalk, MD 21222", []),
    ("D St NW, Washington, DC", "D St NW, Washington, DC 20001", []),
    ("9998 N Charles St 21218", "N Charles St, Baltimore, MD 21218", [NoteCode.NUMBER_NOT_FOUND]),
    ("2904 N Main St 21136", "N Main St, Reisterstown, MD 21136", [NoteCode.NUMBER_NOT_FOUND]),
]


@pytest.mark.parametrize(("text", "label", "notes"), MATCHES)
def test_an_address_is_found_and_all_that_differs_is_said(
    text: str, label: str, notes: list[NoteCode], city: Sources
) -> None:
    answer = found(text, city)

    assert answer.best is not None
    assert answer.best.label == label
    assert codes(answer) == notes


@pytest.mark.parametrize(
    ("text", "granularity", "radius_m"),
    [
        ("3000 N Charles St 21218", Granularity.ADDRESS, 30),
        (CHARLES, Granularity.RANGE, 55.5),
        ("4th & D NW", Granularity.INTERSECTION, 30),
        ("N Charles St 21218", Granularity.STREET, 333.1),
    ],
)
def test_how_finely_a_place_on_a_street_is_known_stands_in_its_radius(
    text: str, granularity: Granularity, radius_m: float, city: Sources
) -> None:
    best = found(text, city).best

    assert best is not None
    assert best.granularity is granularity
    assert best.radius_m == pytest.approx(radius_m, abs=0.5)


def test_a_house_stands_on_its_own_side_ten_metres_from_the_middle(city: Sources) -> None:
    even, odd = found("250 4th St NW, DC", city).best, found("251 4th St NW, DC", city).best

    assert even is not None
    assert odd is not None
    middle = CAPITOL.longitude - 4 * EAST
    # The street runs north, away from the Capitol: even house numbers are on the right, east.
    assert odd.coordinate.longitude < middle < even.coordinate.longitude
    assert geodesic_m(even.coordinate, odd.coordinate) == pytest.approx(20, abs=0.2)
    south = CAPITOL.latitude + 2 * NORTH
    assert (even.coordinate.latitude - south) / NORTH == pytest.approx(0.51, abs=0.001)


@pytest.mark.parametrize(
    "text", ["250 4th St, Washington, DC", "4th St and D St, Washington, DC", "D St, DC"]
)
def test_a_missing_quadrant_is_asked_for(text: str, city: Sources) -> None:
    answer = found(text, city)

    assert answer.status is Status.TIE
    assert [place.name[-2:] for place in answer.candidates] == ["NE", "NW", "SE", "SW"]
    assert codes(answer) == [NoteCode.WHICH_QUADRANT]


def test_streets_that_differ_by_a_direction_alone_are_asked_about(city: Sources) -> None:
    answer = found("Charles St, Baltimore", city)

    assert answer.status is Status.TIE
    assert [place.name for place in answer.candidates] == ["N Charles St", "S Charles St"]


def test_an_exact_name_is_taken_and_the_other_one_offered(city: Sources) -> None:
    answer = found("150 Main St 21136", city)

    assert answer.best is not None
    assert answer.best.name == "150 Main St"
    assert [place.name for place in answer.candidates] == ["150 N Main St"]
    assert codes(answer) == [NoteCode.OTHER_STREETS]


@pytest.mark.parametrize(
    ("text", "label", "note"),
    [
        ("150 Main St, Dundalk, MD 21222", "ZIP 21222, Dundalk, MD", NoteCode.STREET_NOT_FOUND),
        ("150 Main St, Dundalk, MD", "Dundalk, MD", NoteCode.STREET_NOT_FOUND),
        ("150 Maple Ave, Towson, MD", "Towson, MD", NoteCode.STREET_NOT_FOUND),
        ("12 Nowhere Rd 21218", "ZIP 21218, Baltimore, MD", NoteCode.STREET_NOT_FOUND),
        ("Main St & D St, Baltimore, MD", "Baltimore, MD", NoteCode.CORNER_NOT_FOUND),
        ("5 Bare Ct 21230", "ZIP 21230, Baltimore, MD", NoteCode.STREET_NOT_FOUND),
        ("2904 N Charles St 21230", "ZIP 21230, Baltimore, MD", NoteCode.STREET_NOT_FOUND),
        ("150 Main St, Annapolis, MD", "Annapolis, MD", NoteCode.STREET_NOT_USED),
    ],
)
def test_a_street_of_another_town_is_not_taken(
    text: str, label: str, note: NoteCode, city: Sources
) -> None:
    answer = found(text, city)

    assert answer.best is not None
    assert answer.best.label == label
    assert codes(answer) == [note]


@pytest.mark.parametrize(
    "text",
    [
        "Dupont Circle, Washington, DC", "Avenue, MD", "Silver Spring, MD", "21218", "Hampden",
        "39.3, -76.6", "Union Memorial Hospital", "PO Box 12, Baltimore, MD 21203",
        "3000 N Charles St", "zzzz",
    ],
)  # fmt: skip
def test_what_names_no_street_is_answered_as_without_an_index(
    text: str, city: Sources, sources: Sources
) -> None:
    with_index, without = found(text, city), found(text, sources)

    assert replace(with_index, steps=()) == replace(without, steps=())


def test_without_an_index_the_street_is_not_used_and_that_is_said(sources: Sources) -> None:
    answer = found(CHARLES, sources)

    assert answer.best is not None
    assert answer.best.granularity is Granularity.POSTCODE
    assert codes(answer) == [NoteCode.STREET_NOT_USED]


def test_every_candidate_can_be_chosen_by_its_id_and_the_text_alone(city: Sources) -> None:
    text = "250 4th St, Washington, DC"
    for place in found(text, city).candidates:
        chosen = geocode_place(place.id, city.atlas, parse(text))

        assert chosen is not None
        assert chosen.best == place
        assert geocode_place(place.id, city.atlas) is None
        assert geocode_place(place.id, city.atlas, parse(CHARLES)) is None


def test_an_id_tells_nothing_of_the_address(city: Sources) -> None:
    best = found(CHARLES, city).best

    assert best is not None
    assert best.id.startswith(STREET_ID)
    assert set(best.id.removeprefix(STREET_ID)) <= set("0123456789abcdef")
    assert len(best.id) <= 40


def test_no_ranking_from_an_address_is_kept(city: Sources) -> None:
    own = Sources(city.atlas, city.times)
    for text in (CHARLES, "4th & D NW", "D St NW, DC", "3000 N Charles St 21218"):
        search(SearchRequest(text=text), own)

    assert own._ranking_of_id.cache_info().currsize == 0


def test_source_and_words_say_how_a_street_was_found(city: Sources) -> None:
    exact, respelled = found(CHARLES, city).best, found("2904 N Charls St, Baltimore", city).best

    assert exact is not None
    assert exact.source == "street index: address range, exact name, by ZIP"
    assert place_text(exact) == f"{CHARLES} (position known to about a block)"
    assert respelled is not None
    assert respelled.source == "street index: address range, name one letter off, by town"
