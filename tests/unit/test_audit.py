"""What the audit finds in a file that is sound enough to start with."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from finder.audit import CHECKS, Finding, Severity, audit
from finder.directory import FacilityDirectory, load
from finder.facility import Confidence, Facility
from finder.geo import Coordinate

SHIPPED = Path(__file__).parents[2] / "data" / "locations.csv"
TODAY = date(2026, 11, 24)
YEAR = 365

# Points of the hospitals' ZIPs, from the gazetteer.
ZIP_POINTS = {
    "20007": Coordinate(38.9144, -77.0740),
    "20010": Coordinate(38.9327, -77.0322),
    "20650": Coordinate(38.2774, -76.6380),
    "20735": Coordinate(38.7549, -76.9026),
    "20832": Coordinate(39.1526, -77.0749),
    "21218": Coordinate(39.3265, -76.6048),
    "21225": Coordinate(39.2298, -76.6160),
    "21237": Coordinate(39.3361, -76.5014),
    "21239": Coordinate(39.3610, -76.5891),
}

HOSPITALS = load(SHIPPED, today=TODAY)
UNION, HARBOR = HOSPITALS.by_id("union-memorial"), HOSPITALS.by_id("harbor")


def _seasoned(facility: Facility) -> Facility:
    """Return the facility as it is once somebody has rung and everything agrees."""
    phones = tuple(
        replace(phone, confidence=Confidence.GOOD, checked_on=TODAY) for phone in facility.phones
    )
    return replace(facility, phones=phones, checked_on=TODAY)


GOOD_UNION, GOOD_HARBOR = _seasoned(UNION), _seasoned(HARBOR)


def _at(facility: Facility, latitude: float, longitude: float) -> Facility:
    return replace(facility, coordinate=Coordinate(latitude, longitude))


def _phone(**changes: object) -> Facility:
    phone = replace(GOOD_UNION.phones[0], **changes)  # type: ignore[arg-type]
    return replace(GOOD_UNION, phones=(phone,))


def _audit(*facilities: Facility) -> tuple[Finding, ...]:
    rows = {facility.id: at for at, facility in enumerate(facilities, start=2)}
    directory = FacilityDirectory(facilities, "places.csv", rows)
    return audit(directory, ZIP_POINTS.get, today=TODAY, max_age_days=YEAR)


_NEAR_HARBOR = (HARBOR.coordinate.latitude + 0.0004, HARBOR.coordinate.longitude)

# For each check: a facility with the fault (Harbor stands beside it), its severity, the column
# and a part of what is expected.
CASES: dict[str, tuple[Facility, Severity, str, str]] = {
    "far_from_zip": (
        _at(GOOD_UNION, 39.60, -76.61), Severity.ERROR, "latitude",
        "within 25 km of ZIP 21218, not 30 km",
    ),
    "at_zip_centre": (
        _at(GOOD_UNION, 39.3266, -76.6049), Severity.ERROR, "latitude", "not ZIP 21218's centre",
    ),
    "at_one_point": (
        _at(GOOD_UNION, *_NEAR_HARBOR), Severity.ERROR, "latitude",
        "more than 50 m from that of harbor",
    ),
    "invalid_phone": (
        _phone(number="410-054-2000"), Severity.ERROR, "phone_1", "exists in the US",
    ),
    "unknown_zip": (
        replace(GOOD_UNION, zip="21298"), Severity.WARNING, "zip", "whose place is known",
    ),
    "facts_never_checked": (
        replace(GOOD_UNION, checked_on=None), Severity.WARNING, "checked_on",
        "the day union-memorial was checked",
    ),
    "facts_old": (
        replace(GOOD_UNION, checked_on=date(2025, 11, 23)), Severity.WARNING, "checked_on",
        "within the last 365 days",
    ),
    "phone_never_rung": (
        _phone(checked_on=None), Severity.WARNING, "phone_1_checked_on",
        "the day somebody rang 410-554-2000",
    ),
    "phone_rung_long_ago": (
        _phone(checked_on=date(2025, 11, 23)), Severity.WARNING, "phone_1_checked_on",
        "within the last 365 days",
    ),
    "doubtful_phone": (
        _phone(confidence=Confidence.DOUBTFUL), Severity.WARNING, "phone_1_confidence",
        "given the website instead",
    ),
}  # fmt: skip


def test_every_check_has_a_case() -> None:
    assert list(CASES) == [check.find.__name__ for check in CHECKS]


@pytest.mark.parametrize("name", CASES)
def test_each_check_finds_its_fault_and_no_other_check_does(name: str) -> None:
    facility, severity, column, expected = CASES[name]

    (finding,) = _audit(GOOD_HARBOR, facility)

    assert finding.severity is severity
    assert (finding.problem.file, finding.problem.row) == ("places.csv", 3)
    assert finding.problem.column == column
    assert expected in finding.problem.expected


def test_nothing_is_found_where_all_is_well() -> None:
    assert _audit(GOOD_HARBOR, GOOD_UNION) == ()


def test_an_empty_directory_has_no_faults() -> None:
    assert _audit() == ()


def test_a_fact_as_old_as_allowed_is_not_old() -> None:
    facility = replace(_phone(checked_on=date(2025, 11, 24)), checked_on=date(2025, 11, 24))

    assert _audit(facility) == ()


def test_each_pair_at_one_point_is_told_once() -> None:
    here = [replace(GOOD_UNION, id=id_) for id_ in ("a", "b", "c")]

    findings = _audit(*here)

    assert [finding.problem.row for finding in findings] == [3, 4, 4]


@pytest.mark.parametrize("number", ["202-877-7000", "877-745-5656", "787-754-0101"])
def test_numbers_of_the_district_of_territories_and_toll_free_are_valid(number: str) -> None:
    assert _audit(_phone(number=number)) == ()


@pytest.mark.parametrize("number", ["555-555-5555", "202-177-7000", "000-000-0000"])
def test_numbers_that_nobody_can_have_are_errors(number: str) -> None:
    (finding,) = _audit(_phone(number=number))

    assert finding.problem.value == number


def test_the_column_names_the_phone_that_is_meant() -> None:
    first = GOOD_UNION.phones[0]
    facility = replace(GOOD_UNION, phones=(first, replace(first, checked_on=None)))

    (finding,) = _audit(facility)

    assert finding.problem.column == "phone_2_checked_on"


def test_without_file_and_rows_the_findings_still_say_what_is_wrong() -> None:
    directory = FacilityDirectory((replace(GOOD_UNION, checked_on=None),))

    (finding,) = audit(directory, ZIP_POINTS.get, today=TODAY, max_age_days=YEAR)

    assert (finding.problem.file, finding.problem.row) == ("", None)


def test_the_hospitals_that_come_with_finder_have_no_errors_but_phones_to_ring() -> None:
    findings = audit(HOSPITALS, ZIP_POINTS.get, today=TODAY, max_age_days=YEAR)

    told = [(f.severity, f.problem.column) for f in findings]
    assert told == [(Severity.WARNING, "phone_1_checked_on")] * 10 + [
        (Severity.WARNING, "phone_1_confidence")
    ]
    assert findings[-1].problem.row == 7


def test_a_finding_is_a_line_that_an_editor_can_act_on() -> None:
    (finding,) = _audit(_phone(confidence=Confidence.DOUBTFUL))

    assert str(finding) == (
        "warning: places.csv, row 2, phone_1_confidence: 'doubtful'; expected good or fair;"
        " patients of union-memorial are given the website instead"
    )
