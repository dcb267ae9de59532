"""Parsing: what form a text has, and how it is cut."""

import pytest

from finder.geo import Coordinate
from finder.notes import NoteCode
from finder.parse import PARSERS, parse
from finder.query import ParsedQuery, QueryKind
from finder.readings import Reading

ZIP, COORDINATE, ADDRESS = QueryKind.ZIP, QueryKind.COORDINATE, QueryKind.ADDRESS
NAME, STREET = QueryKind.NAME, QueryKind.STREET
FOREIGN, UNREADABLE = QueryKind.FOREIGN, QueryKind.UNREADABLE

# A text, its form, its ZIP and the reading that is tried first.
TEXTS: list[tuple[str, QueryKind, str | None, Reading | None]] = [
    ("21218", ZIP, "21218", None),
    (" 21218 ", ZIP, "21218", None),
    ("21218.", ZIP, "21218", None),
    ("#21218", ZIP, "21218", None),
    ("21218-1234", ZIP, "21218", None),
    ("21218–1234", ZIP, "21218", None),
    ("21218 - 1234", ZIP, "21218", None),
    ("212181234", ZIP, "21218", None),
    ("2 1 2 1 8", ZIP, "21218", None),
    ("00601", ZIP, "00601", None),
    ("99950", ZIP, "99950", None),
    ("ZIP 21218", ZIP, "21218", None),
    ("zip code: 21218", ZIP, "21218", None),
    ("Zipcode 21218", ZIP, "21218", None),
    ("postal code 21218", ZIP, "21218", None),
    ("código postal 21218", ZIP, "21218", None),
    ("2121O", ZIP, "21210", None),
    ("2o01o", ZIP, "20010", None),
    ("21218 Baltimore", ZIP, "21218", Reading("baltimore")),
    ("21401 Annapolis MD", ZIP, "21401", Reading("annapolis md")),
    ("21401-1234, Annapolis", ZIP, "21401", Reading("annapolis")),
    ("Annapolis MD 21401", ZIP, "21401", Reading("annapolis md")),
    ("Annapolis, MD 21401", ZIP, "21401", Reading("annapolis", "MD")),
    ("Annapolis, MD 21401-1234", ZIP, "21401", Reading("annapolis", "MD")),
    ("MD 21218", ZIP, "21218", Reading("state md")),
    ("near 21218", ZIP, "21218", Reading("near")),
    ("APO AE 09012", ZIP, "09012", Reading("apo ae")),
    ("PO Box 123, Baltimore, MD 21203", ZIP, "21203", Reading("baltimore", "MD")),
    ("Apartado 44, San Juan, PR 00901", ZIP, "00901", Reading("san juan", "PR")),
    ("1234", UNREADABLE, None, None),
    ("123456", UNREADABLE, None, None),
    ("0", UNREADABLE, None, None),
    ("21218 20010", UNREADABLE, None, None),
    ("410-554-2000", UNREADABLE, None, None),
    ("2026-11-24", UNREADABLE, None, None),
    ("39 76", UNREADABLE, None, None),
    ("2I218", UNREADABLE, None, None),
    ("!!!", UNREADABLE, None, None),
    ("😀", UNREADABLE, None, None),
    ("東京", UNREADABLE, None, None),
    ("po box 7", UNREADABLE, None, None),
    ("M5V 2T6", FOREIGN, None, None),
    ("m5v2t6", FOREIGN, None, None),
    ("Toronto, ON M5V 2T6", FOREIGN, None, None),
    ("SW1A 1AA", FOREIGN, None, None),
    ("10 Downing Street, London SW1A 2AA", FOREIGN, None, None),
    ("Annapolis", NAME, None, Reading("annapolis")),
    ("Annapolis, MD", NAME, None, Reading("annapolis", "MD")),
    ("ANNAPOLIS, Maryland", NAME, None, Reading("annapolis", "MD")),
    ("Annapolis, MD, USA", NAME, None, Reading("annapolis", "MD")),
    ("annapolis md", NAME, None, Reading("annapolis md")),
    ("Charlotte, North Carolina", NAME, None, Reading("charlotte", "NC")),
    ("Springfield MO United States", NAME, None, Reading("springfield mo")),
    ("Prince George's County", NAME, None, Reading("prince georges county")),
    ("St. Mary's County, MD", NAME, None, Reading("st marys county", "MD")),
    ("Saint Marys City, MD", NAME, None, Reading("st marys city", "MD")),
    ("Cañon City, CO", NAME, None, Reading("canon city", "CO")),
    ("Montgomery Co", NAME, None, Reading("montgomery county")),
    ("Hampden, Baltimore", NAME, None, Reading("hampden baltimore")),
    ("MD", NAME, None, Reading("state md")),
    ("Maryland", NAME, None, Reading("maryland")),
    ("DC", NAME, None, Reading("washington", "DC")),
    ("D.C.", NAME, None, Reading("washington", "DC")),
    ("District of Columbia", NAME, None, Reading("washington", "DC")),
    ("Washington, D.C.", NAME, None, Reading("washington", "DC")),
    ("Washington State", NAME, None, Reading("state wa")),
    ("West Virginia", NAME, None, Reading("w virginia")),
    ("BWI", NAME, None, Reading("bwi")),
    ("Good Sam", NAME, None, Reading("good sam")),
    ("P.O. Box 12, Annapolis MD", NAME, None, Reading("annapolis md")),
    ("Box 12 Leonardtown", NAME, None, Reading("leonardtown")),
    (
        "201 E University Pkwy, Baltimore, MD 21218",
        ADDRESS, "21218", Reading("baltimore", "MD"),
    ),
    (
        "201 East University Parkway Baltimore Maryland 21218-2829",
        ADDRESS, "21218", Reading("baltimore", "MD"),
    ),
    ("5601 Loch Raven Blvd, Baltimore, MD", ADDRESS, None, Reading("baltimore", "MD")),
    ("12345 Main Street, Laurel, MD", ADDRESS, None, Reading("laurel", "MD")),
    ("100 Main St, Springfield", ADDRESS, None, Reading("springfield")),
    ("E 33rd St & N Charles St, Baltimore", ADDRESS, None, Reading("baltimore")),
    ("33rd and Charles St, Baltimore, MD", ADDRESS, None, Reading("baltimore", "MD")),
    ("Main Street", STREET, None, Reading("main street")),
    ("Rockville Pike", STREET, None, Reading("rockville pike")),
    ("Charles Street, Baltimore", STREET, None, Reading("charles street baltimore")),
    ("St. Leonard", NAME, None, Reading("st leonard")),
    ("Bowie and Laurel MD", NAME, None, Reading("bowie and laurel md")),
    ("21218 or 20814", NAME, None, None),
    ("near me", UNREADABLE, None, None),
]  # fmt: skip

# A text, and the latitude, longitude and radius in metres it stands for.
POINTS = [
    ("39.29, -76.61", 39.29, -76.61, 556.6),
    ("39.29,-76.61", 39.29, -76.61, 556.6),
    ("39.29 -76.61", 39.29, -76.61, 556.6),
    ("39.29; -76.61", 39.29, -76.61, 556.6),
    ("39.29/-76.61", 39.29, -76.61, 556.6),
    ("+39.29, -76.61", 39.29, -76.61, 556.6),
    ("geo:39.29,-76.61", 39.29, -76.61, 556.6),
    ("lat 39.29 lon -76.61", 39.29, -76.61, 556.6),
    ("latitude: 39.29, longitude: -76.61", 39.29, -76.61, 556.6),
    ("39.290385, -76.612189", 39.290385, -76.612189, 10.0),
    ("39.3, -76.612189", 39.3, -76.612189, 5_566.0),
    ("39, -76", 39.0, -76.0, 55_660.0),
    ("0.0, 0.0", 0.0, 0.0, 5_566.0),
    ("-90.0, 180.0", -90.0, 180.0, 5_566.0),
    ("39.29 N, 76.61 W", 39.29, -76.61, 556.6),
    ("N39.29 W76.61", 39.29, -76.61, 556.6),
    ("33.86 S 151.21 E", -33.86, 151.21, 556.6),
    ("39°17'24\"N 76°36'43\"W", 39.29, -76.611944, 15.5),
    ("39° 17′ 24″ N, 76° 36′ 43″ W", 39.29, -76.611944, 15.5),
    ("39 19 44 N, 76 36 53 W", 39.328889, -76.614722, 15.5),
    ("39 17.4 N 76 36.7 W", 39.29, -76.611667, 92.8),
]


@pytest.mark.parametrize(("text", "kind", "code", "first"), TEXTS)
def test_a_text_has_a_form_a_zip_and_a_best_reading(
    text: str, kind: QueryKind, code: str | None, first: Reading | None
) -> None:
    query = parse(text)

    assert (query.kind, query.zip) == (kind, code)
    assert query.coordinate is None
    if first is not None:
        assert query.readings[0] == first


@pytest.mark.parametrize(("text", "latitude", "longitude", "radius_m"), POINTS)
def test_a_position_is_a_point_as_exact_as_it_is_written(
    text: str, latitude: float, longitude: float, radius_m: float
) -> None:
    query = parse(text)

    assert query.kind is COORDINATE
    assert query.coordinate is not None
    assert query.coordinate.latitude == pytest.approx(latitude, abs=1e-6)
    assert query.coordinate.longitude == pytest.approx(longitude, abs=1e-6)
    assert query.radius_m == pytest.approx(radius_m, abs=0.1)


@pytest.mark.parametrize(
    ("text", "radius_m", "rough"),
    [
        ("39.290, -76.612 ± 100 m", 100.0, False),
        ("39.290, -76.612 ± 10 m", 55.7, False),
        ("39.29, -76.61 ± 2 mi", 3218.7, True),
        ("39.29, -76.61 +/- 2 miles", 3218.7, True),
        ("39.29, -76.61 ±0.5km", 556.6, True),
        ("39.3, -76.6 ± 3 km", 5566.0, True),
        ("39 19 44 N, 76 36 53 W ± 1 km", 1000.0, True),
        ("geo:39.290,-76.612;u=499", 499.0, False),
        ("geo:39.290,-76.612;u=500", 500.0, True),
    ],
)
def test_a_position_says_how_far_off_it_is_and_a_rough_one_is_noted(
    text: str, radius_m: float, rough: bool
) -> None:
    query = parse(text)

    assert query.kind is COORDINATE
    assert query.radius_m == pytest.approx(radius_m, abs=0.1)
    assert [note.code for note in query.notes] == [NoteCode.ROUGH_POSITION] * rough


def test_how_rough_a_position_is_is_told_in_miles_and_in_kilometers() -> None:
    (note,) = parse("39.29, -76.61 ± 2 mi").notes

    assert note.about == ("2", "3.2")


@pytest.mark.parametrize(
    "text",
    [
        "39.29, -76.61 ± 900 km",
        "39,29 -76,61",
        "91.0, 0.0",
        "39.29, -200.5",
        "39 60 00 N 76 00 00 W",
        "39 00 61 N 76 00 00 W",
        "95 N 76 W",
    ],
)
def test_a_position_that_cannot_be_is_refused_with_advice_and_not_guessed(text: str) -> None:
    query = parse(text)

    assert query.kind is UNREADABLE
    assert [note.code for note in query.notes] == [NoteCode.UNREADABLE_COORDINATE]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("21218", []),
        ("2121O", [NoteCode.O_READ_AS_ZERO]),
        ("1234", [NoteCode.NOT_FIVE_DIGITS]),
        ("!!!", [NoteCode.UNREADABLE]),
        ("M5V 2T6", [NoteCode.OUTSIDE_US]),
        ("po box 7", [NoteCode.PO_BOX, NoteCode.NEEDS_TOWN]),
        ("PO Box 123, Baltimore, MD 21203", [NoteCode.PO_BOX]),
        ("201 E University Pkwy, Baltimore, MD 21218", [NoteCode.STREET_NOT_USED]),
    ],
)
def test_what_is_worth_saying_is_noted(text: str, codes: list[NoteCode]) -> None:
    assert [note.code for note in parse(text).notes] == codes


def test_a_corrected_zip_is_told_as_it_was_read() -> None:
    (note,) = parse("2121O").notes

    assert note.about == ("21210",)


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("Hampden Baltimore Maryland", Reading("hampden", "MD", "baltimore")),
        ("Hampden, Baltimore", Reading("hampden", None, "baltimore")),
        ("Georgetown, Washington", Reading("georgetown", None, "washington")),
        ("Georgetown, Washington", Reading("georgetown", "WA")),
        ("annapolis md", Reading("annapolis", "MD")),
        ("Springfield W Va", Reading("springfield", "WV")),
        ("Charles Town West Virginia", Reading("charles town", "WV")),
        ("Montgomery Co", Reading("montgomery", "CO")),
        ("201 E University Pkwy Silver Spring MD", Reading("silver spring", "MD")),
    ],
)
def test_a_name_is_also_cut_elsewhere(text: str, reading: Reading) -> None:
    assert reading in parse(text).readings


@pytest.mark.parametrize("text", [text for text, _, _, _ in TEXTS])
def test_no_reading_is_tried_twice(text: str) -> None:
    readings = parse(text).readings

    assert len(set(readings)) == len(readings)


def test_a_name_of_very_many_words_is_cut_short_rather_than_cut_everywhere() -> None:
    readings = parse("word " * 40).readings

    assert 0 < len(readings) < 40


def test_the_first_parser_that_knows_the_form_decides() -> None:
    text = "39.29, -76.61"

    known: list[ParsedQuery] = [found for parser in PARSERS if (found := parser(text))]

    assert len(known) > 1
    assert parse(text) == known[0]
    assert known[0].coordinate == Coordinate(39.29, -76.61)
