"""Street names as keys: two spellings of a street are one name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.routes import KINDS
from finder.street_names import StreetName, ordinal, sound_key, street_name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("North Charles Street", StreetName("charles", "n", "st")),
        ("K St NW", StreetName("k", "", "st", "nw")),
        ("N St NW", StreetName("n", "", "st", "nw")),
        ("K NW", StreetName("k", "", "", "nw")),
        ("North Street", StreetName("north", "", "st")),
        ("E North Ave", StreetName("north", "e", "ave")),
        ("West St", StreetName("west", "", "st")),
        ("Avenue N", StreetName("n", "", "ave")),
        ("Road 12", StreetName("12th", "", "rd")),
        ("East-West Highway", StreetName("west", "e", "hwy")),
        ("N E 5th St", StreetName("5th", "ne", "st")),
        ("16th Street North West", StreetName("16th", "", "st", "nw")),
        ("Broadway", StreetName("broadway")),
        ("Avenue of the Americas", StreetName("avenue of the americas")),
        ("Court St", StreetName("court", "", "st")),
        ("US Hwy 12 E", StreetName("12", "", "us hwy", "e")),
        ("W US Highway 12", StreetName("12", "w", "us hwy")),
        ("County Road HH", StreetName("hh", "", "co rd")),
        ("Old US 29 Business", StreetName("old 29 bus", "", "us hwy")),
        ("County Rd NW", StreetName("county", "", "rd", "nw")),
        ("Street", StreetName("street")),
        ("", StreetName("")),
        ("---", StreetName("")),
    ],
)
def test_a_name_is_taken_apart(text: str, name: StreetName) -> None:
    assert street_name(text) == name


@pytest.mark.parametrize(
    "spellings",
    [
        ("N. Charles St.", "North Charles Street", "n charles STREET"),
        ("First Ave", "1st Avenue", "1 Av"),
        ("Twenty-First St", "21st Street", "twenty first street"),
        ("St. Paul St", "Saint Paul Street"),
        ("Ft Meade Rd", "Fort Meade Road"),
        ("Mt Royal Ave", "Mount Royal Avenue"),
        ("Old N Point Rd", "Old North Point Road"),
        ("Spring Crk Rd", "Spring Creek Rd"),
        ("Dr. Martin Luther King Jr. Blvd", "MLK Boulevard"),
        ("Prince George's St", "Prince Georges St", "PRINCE GEORGE’S ST"),
        ("I- 95", "Interstate 95", "I-95", "I95"),
        ("US-50", "US Route 50", "U.S. Highway 50", "us50"),
        ("MD 97", "Maryland Route 97", "State Hwy 97", "State Route 97", "Md Rte 97"),
        ("Co Rd 5", "County Road 5", "CR 5", "County Hwy 5"),
        ("Highway 12", "Hwy 12", "Route 12", "Rte 12"),
    ],
)
def test_two_spellings_of_a_street_are_one_name(spellings: tuple[str, ...]) -> None:
    assert len({street_name(text) for text in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("N St", "North St"),
        ("16th St", "15th St"),
        ("K St NW", "K St NE"),
        ("US 29", "29th St"),
        ("Park Ave", "Parks Ave"),
        ("Main St", "Main Ave"),
    ],
)
def test_two_streets_are_two_names(one: str, other: str) -> None:
    assert street_name(one) != street_name(other)


@given(st.text(max_size=80))
def test_any_text_has_a_name(text: str) -> None:
    name = street_name(text)

    assert isinstance(name, StreetName)
    assert name.kind in KINDS or " " not in name.kind


@pytest.mark.parametrize(
    ("number", "word"),
    [(1, "1st"), (11, "11th"), (12, "12th"), (22, "22nd"), (103, "103rd"), (111, "111th")],
)
def test_ordinals_end_as_they_are_said(number: int, word: str) -> None:
    assert ordinal(number) == word


def test_names_that_sound_alike_have_one_key_and_numbers_and_letters_none() -> None:
    assert sound_key("philips") == sound_key("phillips") == sound_key("filips")
    assert sound_key("16th") == sound_key("k") == sound_key("") == ""
