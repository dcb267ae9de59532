"""Times, distances and places as they are said on the telephone."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.geo import Coordinate
from finder.language import Language, speaking
from finder.place import Granularity, Place
from finder.program import Edition
from finder.spoken import digits, miles_words, minutes_words, place_words, street_words, words
from finder.wording import Rounded

HOUSE = Place(
    id="x",
    name="3015 N Charles St",
    granularity=Granularity.ADDRESS,
    state="MD",
    county="Baltimore City",
    coordinate=Coordinate(39.33, -76.62),
    radius_m=20.0,
    source="made up",
    within="Baltimore",
    zips=("21218",),
)


@pytest.fixture
def spanish(editions: tuple[Edition, ...]) -> Language:
    return next(one.language for one in editions if one.language.code == "es")


@pytest.mark.parametrize(
    ("rounded", "said"),
    [
        (Rounded(3, 3), "under five minutes"),
        (Rounded(12, 12), "about twelve minutes"),
        (Rounded(60, 60), "about one hour"),
        (Rounded(65, 65), "about one hour and five minutes"),
        (Rounded(120, 120), "about two hours"),
        (Rounded(0, 15), "up to about fifteen minutes"),
        (Rounded(20, 35), "between twenty and thirty-five minutes"),
        (Rounded(50, 70), "between fifty minutes and one hour and ten minutes"),
    ],
)
def test_a_time_is_said_in_words(rounded: Rounded, said: str) -> None:
    assert minutes_words(rounded) == said


@pytest.mark.parametrize(
    ("rounded", "said"),
    [
        (Rounded(0.1, 0.1), "under half a mile"),
        (Rounded(0.5, 0.5), "about half a mile"),
        (Rounded(1, 1), "about one mile"),
        (Rounded(1.5, 1.5), "about one and a half miles"),
        (Rounded(4.6, 4.6), "about four and a half miles"),
        (Rounded(14.5, 14.5), "about fourteen miles"),
        (Rounded(0, 2), "up to about two miles"),
        (Rounded(4, 7), "between four and seven miles"),
        (Rounded(0.5, 2), "between half a mile and two miles"),
    ],
)
def test_a_distance_is_said_in_words(rounded: Rounded, said: str) -> None:
    assert miles_words(rounded) == said


def test_spanish_numbers_agree_with_what_they_count(spanish: Language) -> None:
    with speaking(spanish):
        said = minutes_words(Rounded(21, 21)), minutes_words(Rounded(61, 61))
        far = miles_words(Rounded(1.5, 1.5)), miles_words(Rounded(21, 21))

    assert said == ("alrededor de veintiún minutos", "alrededor de una hora y un minuto")
    assert far == ("alrededor de una milla y media", "alrededor de veintiuna millas")


def test_a_zip_is_said_digit_by_digit_in_each_language(spanish: Language) -> None:
    english = digits("20001")
    with speaking(spanish):
        other = digits("21218")

    assert english == "two-zero-zero-zero-one"
    assert other == "dos-uno-dos-uno-ocho"


@given(st.text("0123456789", min_size=1, max_size=9))
def test_no_digit_is_lost(code: str) -> None:
    names = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]

    assert [names.index(word) for word in digits(code).split("-")] == [int(one) for one in code]


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("3015 N Charles St", "the three-thousand block of North Charles Street"),
        ("3150 E Joppa Rd", "the thirty-one-hundred block of East Joppa Road"),
        ("149 Elm Ct", "the one-hundred block of Elm Court"),
        ("12 Main St NW", "Main Street Northwest"),
        ("10500 Little Patuxent Pkwy", "the ten-thousand-five-hundred block of Little Patuxent"
         " Parkway"),
        ("W140N8917 Lilly Rd", "W140N8917 Lilly Road"),
        ("St Paul St", "St Paul Street"),
        ("Broadway", "Broadway"),
        ("N", "N"),
    ],
)  # fmt: skip
def test_a_street_line_is_said_as_its_block(line: str, said: str) -> None:
    assert street_words(line) == said


@given(st.text(max_size=30).filter(str.strip))
def test_any_street_line_can_be_said(line: str) -> None:
    assert street_words(line)


def test_an_address_is_read_back_for_the_ear() -> None:
    said = place_words(HOUSE)

    assert said == (
        "the three-thousand block of North Charles Street, Baltimore, two-one-two-one-eight"
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"name": "21218", "granularity": Granularity.POSTCODE},
            "ZIP code two-one-two-one-eight, Baltimore, Maryland",
        ),
        (
            {"name": "Columbia", "granularity": Granularity.CITY, "county": "Howard County",
             "within": ""},
            "Columbia in Howard County, Maryland",
        ),
        (
            {"name": "Baltimore", "granularity": Granularity.CITY},
            "Baltimore, Maryland",
        ),
        (
            {"name": "Washington", "granularity": Granularity.CITY, "state": "DC",
             "county": "District of Columbia"},
            "Washington, DC",
        ),
        (
            {"name": "Hampden", "granularity": Granularity.NEIGHBORHOOD},
            "Hampden in Baltimore, Maryland",
        ),
        (
            {"name": "Howard County", "granularity": Granularity.COUNTY, "within": ""},
            "Howard County, Maryland",
        ),
        (
            {"name": "Baltimore", "granularity": Granularity.COORDINATE},
            "a point near Baltimore, Maryland",
        ),
        (
            {"name": "N Charles St & E 33rd St", "granularity": Granularity.INTERSECTION},
            "the corner of North Charles Street & East 33rd Street, Baltimore,"
            " two-one-two-one-eight",
        ),
        ({"name": "Maryland", "granularity": Granularity.STATE}, "Maryland"),
    ],
)  # fmt: skip
def test_every_kind_of_place_is_read_back(changes: dict[str, str], said: str) -> None:
    assert place_words(replace(HOUSE, **changes)) == said  # type: ignore[arg-type]


def test_a_language_without_rules_for_numbers_keeps_the_figures(spanish: Language) -> None:
    with speaking(Language("so", spanish.catalog)):
        said = words(35)

    assert said == "35"
