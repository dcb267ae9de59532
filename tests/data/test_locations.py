"""The hospitals that come with Finder."""

from datetime import date
from pathlib import Path

import pytest

from finder.directory import FacilityDirectory, load
from finder.facility import PROCEDURES, Availability, Confidence
from finder.locations import COLUMNS

FILE = Path(__file__).parents[2] / "data" / "locations.csv"
GATHERED_ON = date(2026, 11, 24)

# id: CMS certification number, ZIP, switchboard, confidence in it (public sources, see GATHERED_ON)
FACTS = {
    "franklin-square": ("210015", "21237", "443-777-7000", "good"),
    "georgetown": ("090004", "20007", "202-444-2000", "good"),
    "good-samaritan": ("210056", "21239", "443-444-8000", "fair"),
    "harbor": ("210034", "21225", "410-350-3200", "fair"),
    "montgomery": ("210018", "20832", "301-774-8882", "fair"),
    "national-rehabilitation": ("093025", "20010", "202-877-1000", "doubtful"),
    "southern-maryland": ("210062", "20735", "301-868-8000", "good"),
    "st-marys": ("210028", "20650", "301-475-8981", "good"),
    "union-memorial": ("210024", "21218", "410-554-2000", "fair"),
    "washington": ("090011", "20010", "202-877-7000", "good"),
}


@pytest.fixture(scope="module", name="directory")
def _directory() -> FacilityDirectory:
    return load(FILE, today=GATHERED_ON)


def test_there_are_the_ten_hospitals_in_name_order(directory: FacilityDirectory) -> None:
    assert [facility.id for facility in directory] == list(FACTS)


@pytest.mark.parametrize("facility_id", FACTS)
def test_numbers_are_kept_as_text(directory: FacilityDirectory, facility_id: str) -> None:
    facility = directory.by_id(facility_id)

    phones = [(phone.number, phone.confidence.value) for phone in facility.phones]

    assert (facility.ccn, facility.zip, *phones[0]) == FACTS[facility_id]
    assert len(phones) == 1


def test_the_columns_stand_in_the_order_of_the_table() -> None:
    header = FILE.read_text("utf-8").splitlines()[0]

    assert header.split(",") == [column.name for column in COLUMNS]


@pytest.mark.parametrize("procedure_id", ["mitraclip", "tavr", "laao", "valve_surgery"])
def test_heart_valve_procedures_are_known_of_two_hospitals_and_denied_of_none(
    directory: FacilityDirectory, procedure_id: str
) -> None:
    said = {facility.id: facility.does(procedure_id) for facility in directory}

    listed = [facility_id for facility_id, does in said.items() if does is Availability.YES]
    assert listed == ["union-memorial", "washington"]
    assert Availability.NO not in said.values()


def test_every_procedure_is_offered_somewhere(directory: FacilityDirectory) -> None:
    offered = {p.id for p in PROCEDURES for f in directory if f.does(p.id) is Availability.YES}

    assert offered == {procedure.id for procedure in PROCEDURES}


def test_only_the_rehabilitation_hospital_has_no_emergency_department(
    directory: FacilityDirectory,
) -> None:
    without = [f.id for f in directory if f.emergency_department is not Availability.YES]

    assert without == ["national-rehabilitation"]


def test_the_dispute_about_harbors_emergency_department_is_told(
    directory: FacilityDirectory,
) -> None:
    told = [facility.id for facility in directory if facility.emergency_note]

    assert told == ["harbor"]


def test_the_doubtful_phone_is_kept_and_not_shown(directory: FacilityDirectory) -> None:
    phones = [(f.id, phone) for f in directory for phone in f.phones]

    hidden = [(id_, phone.confidence) for id_, phone in phones if not phone.shown]

    assert hidden == [("national-rehabilitation", Confidence.DOUBTFUL)]


def test_nobody_has_rung_the_phones_and_the_facts_are_of_the_day_they_were_gathered(
    directory: FacilityDirectory,
) -> None:
    assert {phone.checked_on for f in directory for phone in f.phones} == {None}
    assert {facility.checked_on for facility in directory} == {GATHERED_ON}


def test_no_two_hospitals_share_a_name_or_a_certification_number(
    directory: FacilityDirectory,
) -> None:
    names = [name for facility in directory for name in (facility.name, *facility.aliases)]

    assert [len(directory.by_name(name)) for name in names] == [1] * len(names)
    assert len({facility.ccn for facility in directory}) == len(directory)


@pytest.mark.parametrize(
    ("said", "facility_id"),
    [
        ("WHC", "washington"),
        ("good sam", "good-samaritan"),
        ("NRH", "national-rehabilitation"),
        ("MedStar NRH", "national-rehabilitation"),
        ("washington hospital ctr", "washington"),
        ("Saint Marys Hospital", "st-marys"),
        ("st. mary\u2019s hospital", "st-marys"),
        ("georgetown univ hosp", "georgetown"),
        ("UNION MEMORIAL", "union-memorial"),
    ],
)
def test_what_people_call_a_hospital_finds_it(
    directory: FacilityDirectory, said: str, facility_id: str
) -> None:
    found = directory.by_name(said)

    assert [facility.id for facility in found] == [facility_id]


@pytest.mark.parametrize(
    "town", ["Washington", "Georgetown", "Montgomery", "Baltimore", "Southern Maryland", "MedStar"]
)
def test_a_place_is_not_taken_for_a_hospital(directory: FacilityDirectory, town: str) -> None:
    assert directory.by_name(town) == ()
