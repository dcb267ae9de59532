"""The ways to cut a name."""

import pytest

from finder.readings import (
    Reading,
    address_readings,
    name_readings,
    two_places,
    without_filler,
)


@pytest.mark.parametrize(
    ("text", "readings"),
    [
        ("Annapolis", [Reading("annapolis")]),
        ("Annapolis, MD", [Reading("annapolis", "MD"), Reading("annapolis md")]),
        ("annapolis md", [Reading("annapolis md"), Reading("annapolis", "MD")]),
        ("MD, Annapolis", [Reading("md annapolis"), Reading("annapolis", "MD")]),
        ("Hampden, Baltimore", [Reading("hampden baltimore")]),
        ("MD", [Reading("state md")]),
        ("Maryland", [Reading("maryland")]),
        ("Washington State", [Reading("state wa")]),
        ("DC", [Reading("washington", "DC")]),
        ("Wash", [Reading("wash")]),
        ("Mass", [Reading("state ma")]),
        ("baltimoremd", [Reading("baltimoremd"), Reading("baltimore", "MD")]),
        ("", []),
        (" , ", []),
        ("!!!", []),
    ],
)
def test_a_name_is_read_as_it_stands_before_it_is_cut(text: str, readings: list[Reading]) -> None:
    found = list(name_readings(text))

    kept = [one for one in found if one in readings]
    assert list(dict.fromkeys(kept)) == readings
    assert bool(found) is bool(readings)


def test_a_state_behind_a_comma_is_believed_before_the_whole() -> None:
    marked, plain = list(name_readings("Salem, VA")), list(name_readings("Salem VA"))

    assert marked.index(Reading("salem", "VA")) < marked.index(Reading("salem va"))
    assert plain.index(Reading("salem va")) < plain.index(Reading("salem", "VA"))


@pytest.mark.parametrize(
    ("text", "county"),
    [
        ("Montgomery Co", True),
        ("Montgomery co.", True),
        ("Montgomery CO", False),
        ("Montgomery, Co", False),
    ],
)
def test_a_final_co_is_a_county_unless_it_is_written_like_colorado(text: str, county: bool) -> None:
    readings = list(name_readings(text))

    first = next(one for one in readings if one.key in ("montgomery county", "montgomery"))
    assert (first.key == "montgomery county") is county or first.state is None
    assert Reading("montgomery", "CO") in readings


def test_washington_at_the_end_is_the_city_first_and_perhaps_the_state() -> None:
    readings = list(name_readings("Georgetown, Washington"))

    assert Reading("georgetown", "DC", or_state="WA") in readings
    assert Reading("georgetown", "WA") in readings


def test_every_cut_into_a_place_and_its_city_is_tried() -> None:
    readings = list(name_readings("Mt Vernon Baltimore MD"))

    assert Reading("mt vernon", "MD", "baltimore") in readings
    assert Reading("mt", "MD", "vernon baltimore") in readings


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Main Street, Annapolis, MD", Reading("annapolis", "MD", partial=True)),
        ("Suite 200, 100 West Rd, Towson MD", Reading("towson", "MD", partial=True)),
    ],
)
def test_what_stands_behind_commas_may_be_the_town(text: str, reading: Reading) -> None:
    assert reading in list(name_readings(text))


def test_a_town_behind_a_street_leaves_the_street_out() -> None:
    readings = list(address_readings("4 Jackson Rd Bowie MD", {}))

    assert readings[0] == Reading("bowie", "MD", partial=True)


def test_a_labelled_town_is_tried_first() -> None:
    labels = {"PlaceName": "Silver Spring,", "StateName": "MD"}

    readings = list(address_readings("9 Georgia Ave Silver Spring MD", labels))

    assert readings[0] == Reading("silver spring", "MD")


def test_a_cut_without_a_state_is_only_guessed() -> None:
    readings = list(address_readings("9 Georgia Ave Silver Spring", {}))

    assert Reading("silver spring", guessed=True) in readings
    assert all(one.guessed or one.partial for one in readings)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Baltimore or Annapolis", (("Baltimore",), ("Annapolis",))),
        ("Bowie and Laurel MD", (("Bowie, MD", "Bowie"), ("Laurel MD",))),
        ("Columbia MD or Towson MD", (("Columbia MD",), ("Towson MD",))),
        ("Rockville / Gaithersburg", (("Rockville",), ("Gaithersburg",))),
        ("21218 or 20814", (("21218",), ("20814",))),
        ("Baltimore", None),
        ("a or b or c", None),
        ("or Baltimore", None),
        ("Baltimore /", None),
        ("Orlando", None),
        ("Andover", None),
    ],
)
def test_a_line_holds_two_places_where_a_word_or_sign_parts_it(
    text: str, parts: tuple[tuple[str, ...], ...] | None
) -> None:
    assert two_places(text) == parts


@pytest.mark.parametrize(
    ("text", "rest"),
    [
        ("I live in Bowie, MD", "Bowie, MD"),
        ("I'm near Towson", "Towson"),
        ("near Towson, MD", "Towson, MD"),
        ("just outside of Laurel", "Laurel"),
        ("State of Maryland", "Maryland"),
        ("the city of Baltimore", "Baltimore"),
        ("downtown Baltimore", "Baltimore"),
        ("Baltimore", None),
        ("Indian Head", None),
        ("near", None),
        ("Fromberg, MT", None),
    ],
)
def test_words_around_a_place_are_left_out(text: str, rest: str | None) -> None:
    assert without_filler(text) == rest


def test_a_very_long_name_is_cut_in_a_bounded_number_of_ways() -> None:
    assert len(list(name_readings("word " * 40))) < 40
