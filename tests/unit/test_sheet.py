"""The take-away: what a hospital's message says, and that it says nothing of a person's place."""

from dataclasses import replace
from pathlib import Path
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
import segno

from finder.cards import Card, PhoneLine, facility_card
from finder.codes import QUIET_ZONE, code_of
from finder.directory import FacilityDirectory
from finder.geo import Coordinate
from finder.place import Granularity, Place
from finder.program import load_program
from finder.resources import resource
from finder.search import Sources
from finder.sheet import LONGEST_TEXT, Sheet, may_name, sheet_of

PUBLIC = "https://finder.example.org"
BRING = "Photo ID, insurance card."


@pytest.fixture
def directory(sources: Sources) -> FacilityDirectory:
    return sources.directory


def sheet(directory: FacilityDirectory, facility_id: str, public_url: str = PUBLIC) -> Sheet:
    card = facility_card(directory.by_id(facility_id), "google")
    return sheet_of(card, bring=BRING, public_url=public_url)


def changed(directory: FacilityDirectory, **changes: object) -> Sheet:
    card: Card = replace(facility_card(directory.by_id("union-memorial"), "google"), **changes)  # type: ignore[arg-type]
    return sheet_of(card, bring=BRING, public_url=PUBLIC)


def test_a_message_says_where_whom_to_ring_what_to_bring_and_how_old_it_is(
    directory: FacilityDirectory,
) -> None:
    assert sheet(directory, "washington").text.split("\n") == [
        "MedStar Washington Hospital Center",
        "110 Irving Street NW, Washington, DC 20010",
        "Phone: 202-877-7000 (main switchboard; not yet confirmed by a call)",
        "Parking: Paid garage, open 24 hours a day.",
        "Public transit: Free weekday shuttle from the Columbia Heights and Brookland Metro"
        " stations.",
        "Bring: Photo ID, insurance card.",
        "Facts checked: November 24, 2026",
        "https://finder.example.org/hospital/washington",
        "Emergency? Call 911.",
    ]


def test_every_hospitals_message_is_short_plain_and_of_that_hospital_alone(
    directory: FacilityDirectory,
) -> None:
    bring = load_program(resource("data") / "program" / "en").topic("what-to-bring")
    assert bring
    for facility in directory:
        card = facility_card(facility, "google")
        text = sheet_of(card, bring=bring.summary, public_url=PUBLIC).text

        assert len(text) <= LONGEST_TEXT
        assert text.isascii()
        assert facility.name in text
        assert facility.address in text
        assert "Bring: Photo ID" in text
        assert "someone to drive you home." in text
        others = [one for one in directory if one.id != facility.id]
        assert not [one for one in others if one.name in text or one.street in text]
        hidden = [phone.number for phone in facility.phones if not phone.shown]
        assert not [number for number in hidden if number in text]


def test_without_a_sure_phone_the_message_gives_the_website(directory: FacilityDirectory) -> None:
    text = sheet(directory, "national-rehabilitation").text

    assert "Phone" not in text
    assert "Website: https://www.medstarhealth.org/locations/" in text


def test_a_confirmed_phone_is_said_without_doubt(directory: FacilityDirectory) -> None:
    rung = PhoneLine("410-554-2000", "tel:+1-410-554-2000", "heart clinic", False)

    text = changed(directory, phones=(rung,)).text

    assert "\nPhone: 410-554-2000 (heart clinic)\n" in text


def test_what_is_too_long_is_left_out_as_a_whole(directory: FacilityDirectory) -> None:
    arrival = (("Parking", "x" * 450), ("Entrance", "By the north door"))

    text = changed(directory, arrival=arrival).text

    assert len(text) <= LONGEST_TEXT
    assert "xxx" not in text
    assert "Entrance: By the north door." in text
    assert text.endswith("Emergency? Call 911.")


def test_typographers_marks_become_plain_ones_and_accents_stay(
    directory: FacilityDirectory,
) -> None:
    text = changed(directory, street="1 St. Mary’s – “José” Street").text

    assert '1 St. Mary\'s - "José" Street' in text


def test_the_links_hold_the_message_and_no_receiver(directory: FacilityDirectory) -> None:
    made = sheet(directory, "st-marys")
    sms, mail = urlsplit(made.sms), urlsplit(made.mail)

    assert (sms.scheme, sms.netloc, sms.path) == ("sms", "", "")
    assert (mail.scheme, mail.netloc, mail.path) == ("mailto", "", "")
    assert unquote(made.sms.removeprefix("sms:?&body=")) == made.text
    assert parse_qs(mail.query) == {
        "subject": ["MedStar St. Mary's Hospital"],
        "body": [made.text.replace("\n", "\r\n")],
    }


def test_without_a_public_address_there_is_no_code_and_no_link(
    directory: FacilityDirectory,
) -> None:
    made = sheet(directory, "harbor", public_url="")

    assert made.code is None
    assert made.address == ""
    assert "/hospital/" not in made.text


def test_the_code_is_of_the_hospitals_own_page(directory: FacilityDirectory) -> None:
    made = sheet(directory, "harbor")

    assert made.code
    assert made.code.text == made.address == "https://finder.example.org/hospital/harbor"


def test_the_path_of_a_code_draws_its_modules_inside_the_quiet_zone() -> None:
    text = f"{PUBLIC}/hospital/union-memorial"
    matrix = segno.make_qr(text, error="m").matrix
    code = code_of(text)

    drawn = {
        (int(x) + step, int(y))
        for run in code.path.removesuffix("z").split("z")
        for x, y, width in [run.removeprefix("M").partition("v")[0].replace("h", " ").split()]
        for step in range(int(width))
    }

    dark = {
        (x + QUIET_ZONE, y + QUIET_ZONE)
        for y, row in enumerate(matrix)
        for x, module in enumerate(row)
        if module
    }
    assert drawn == dark
    assert code.size == len(matrix) + 2 * QUIET_ZONE


def place(granularity: Granularity, name: str, within: str = "") -> Place:
    return Place("x", name, granularity, "MD", "", Coordinate(39, -76), 1.0, "test", within=within)


ZIP = place(Granularity.POSTCODE, "21218", "Baltimore")
CITY = place(Granularity.CITY, "Annapolis")


@pytest.mark.parametrize(
    ("origin", "typed", "may"),
    [
        (ZIP, "21218", True),
        (ZIP, "baltimore md 21218", True),
        (ZIP, "ZIP 21218, Maryland", True),
        (ZIP, "21218-1234", False),
        (ZIP, "8675 Zanzibar Quay, Baltimore, MD 21218", False),
        (ZIP, "PO Box 5, Baltimore MD 21218", False),
        (CITY, "Annapolis, MD", True),
        (CITY, "Anapolis", False),
        (CITY, "10 Downing Lane, Annapolis", False),
        (place(Granularity.NEIGHBORHOOD, "Hampden", "Baltimore"), "Hampden", False),
        (place(Granularity.COORDINATE, "Annapolis"), "Annapolis", False),
        (place(Granularity.FACILITY, "MedStar Harbor Hospital"), "Harbor Hospital", False),
        (place(Granularity.STATE, "Maryland"), "Maryland", True),
    ],
)
def test_paper_names_a_zip_or_a_town_where_nothing_more_was_typed(
    origin: Place, typed: str, may: bool
) -> None:
    assert may_name(origin, typed) is may


def test_every_page_has_a_path_that_needs_no_escaping() -> None:
    text = Path(resource("data") / "locations.csv").read_text("utf-8")

    assert all(line.split(",")[0].replace("-", "").isalnum() for line in text.splitlines())
