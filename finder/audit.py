"""The audit: what a sound locations file may still have wrong, for `finder check` to tell."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import combinations
from typing import Final

import phonenumbers

from finder.directory import FacilityDirectory
from finder.errors import Problem
from finder.facility import Facility, Phone
from finder.geo import METRES_PER_KILOMETRE, Coordinate, geodesic_m

FAR_FROM_ZIP_M: Final = 25_000.0
"""No hospital is expected farther than this from its ZIP's point."""

AT_ZIP_CENTRE_M: Final = 25.0
"""A coordinate as near as this to its ZIP's point was looked up, not measured."""

SAME_POINT_M: Final = 50.0
"""Two hospitals as near as this have probably one coordinate by mistake."""


class Severity(StrEnum):
    """Whether a finding is wrong (error) or wants a person's attention (warning)."""

    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """A problem that does not keep Finder from starting, and how bad it is."""

    severity: Severity
    problem: Problem

    def __str__(self) -> str:
        """Write the finding as one line that an editor can act on."""
        return f"{self.severity}: {self.problem}"


@dataclass(frozen=True, slots=True)
class Grounds:
    """What the checks judge by."""

    directory: FacilityDirectory
    zip_point: Callable[[str], Coordinate | None]
    today: date
    max_age_days: int

    def is_old(self, day: date) -> bool:
        """Tell whether what was checked on a day should be checked again."""
        return (self.today - day).days > self.max_age_days


@dataclass(frozen=True, slots=True)
class Suspicion:
    """Something found in one column of one facility."""

    facility: Facility
    column: str
    value: str
    expected: str


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it finds is of one severity."""

    severity: Severity
    find: Callable[[Grounds], Iterator[Suspicion]]


def audit(
    directory: FacilityDirectory,
    zip_point: Callable[[str], Coordinate | None],
    *,
    today: date,
    max_age_days: int,
) -> tuple[Finding, ...]:
    """Return what all CHECKS find, check by check, each in the directory's order.

    `zip_point` gives the point of a ZIP, None where there is none. A fact is old when it
    was checked more than `max_age_days` days before today.
    """
    grounds = Grounds(directory, zip_point, today, max_age_days)
    return tuple(
        Finding(check.severity, _problem(directory, found))
        for check in CHECKS
        for found in check.find(grounds)
    )


def _problem(directory: FacilityDirectory, found: Suspicion) -> Problem:
    row = directory.rows.get(found.facility.id)
    return Problem(directory.file, row, found.column, found.value, found.expected)


def far_from_zip(grounds: Grounds) -> Iterator[Suspicion]:
    """Find coordinates more than FAR_FROM_ZIP_M from the point of their ZIP."""
    for facility, apart in _distances_from_zip(grounds):
        if apart > FAR_FROM_ZIP_M:
            limit = f"{FAR_FROM_ZIP_M / METRES_PER_KILOMETRE:.0f} km"
            expected = f"a point within {limit} of ZIP {facility.zip}, not {apart / 1000:.0f} km"
            yield _of_coordinate(facility, expected)


def at_zip_centre(grounds: Grounds) -> Iterator[Suspicion]:
    """Find coordinates that are the point of their ZIP, to AT_ZIP_CENTRE_M."""
    for facility, apart in _distances_from_zip(grounds):
        if apart <= AT_ZIP_CENTRE_M:
            yield _of_coordinate(facility, f"the hospital's point, not ZIP {facility.zip}'s centre")


def at_one_point(grounds: Grounds) -> Iterator[Suspicion]:
    """Find pairs of facilities no more than SAME_POINT_M apart; the later one is named."""
    for one, other in combinations(grounds.directory, 2):
        if geodesic_m(one.coordinate, other.coordinate) <= SAME_POINT_M:
            expected = f"a point more than {SAME_POINT_M:.0f} m from that of {one.id}"
            yield _of_coordinate(other, expected)


def invalid_phone(grounds: Grounds) -> Iterator[Suspicion]:
    """Find numbers that cannot be rung in the US (Google's libphonenumber)."""
    for facility, column, phone in _phones(grounds):
        if not phonenumbers.is_valid_number(phonenumbers.parse(phone.number, "US")):
            yield Suspicion(facility, column, phone.number, "a number that exists in the US")


def unknown_zip(grounds: Grounds) -> Iterator[Suspicion]:
    """Find ZIPs without a point, so that the coordinate could not be compared."""
    for facility in grounds.directory:
        if grounds.zip_point(facility.zip) is None:
            expected = "a ZIP whose place is known, to compare the coordinate with"
            yield Suspicion(facility, "zip", facility.zip, expected)


def facts_never_checked(grounds: Grounds) -> Iterator[Suspicion]:
    """Find rows that nobody has compared with their sources."""
    for facility in grounds.directory:
        if facility.checked_on is None:
            yield Suspicion(facility, "checked_on", "", f"the day {facility.id} was checked")


def facts_old(grounds: Grounds) -> Iterator[Suspicion]:
    """Find rows that were last compared with their sources too long ago."""
    for facility in grounds.directory:
        if facility.checked_on is not None and grounds.is_old(facility.checked_on):
            yield _too_old(grounds, facility, "checked_on", facility.checked_on)


def phone_never_rung(grounds: Grounds) -> Iterator[Suspicion]:
    """Find numbers that nobody has rung."""
    for facility, column, phone in _phones(grounds):
        if phone.checked_on is None:
            expected = f"the day somebody rang {phone.number} ({facility.id})"
            yield Suspicion(facility, f"{column}_checked_on", "", expected)


def phone_rung_long_ago(grounds: Grounds) -> Iterator[Suspicion]:
    """Find numbers that were last rung too long ago."""
    for facility, column, phone in _phones(grounds):
        if phone.checked_on is not None and grounds.is_old(phone.checked_on):
            yield _too_old(grounds, facility, f"{column}_checked_on", phone.checked_on)


def doubtful_phone(grounds: Grounds) -> Iterator[Suspicion]:
    """Find numbers that are kept but not shown to patients."""
    for facility, column, phone in _phones(grounds):
        if not phone.shown:
            expected = f"good or fair; patients of {facility.id} are given the website instead"
            yield Suspicion(facility, f"{column}_confidence", phone.confidence.value, expected)


CHECKS: Final = (
    Check(Severity.ERROR, far_from_zip),
    Check(Severity.ERROR, at_zip_centre),
    Check(Severity.ERROR, at_one_point),
    Check(Severity.ERROR, invalid_phone),
    Check(Severity.WARNING, unknown_zip),
    Check(Severity.WARNING, facts_never_checked),
    Check(Severity.WARNING, facts_old),
    Check(Severity.WARNING, phone_never_rung),
    Check(Severity.WARNING, phone_rung_long_ago),
    Check(Severity.WARNING, doubtful_phone),
)
"""Everything the audit looks for; errors come first."""


def _distances_from_zip(grounds: Grounds) -> Iterator[tuple[Facility, float]]:
    for facility in grounds.directory:
        point = grounds.zip_point(facility.zip)
        if point is not None:
            yield facility, geodesic_m(facility.coordinate, point)


def _phones(grounds: Grounds) -> Iterator[tuple[Facility, str, Phone]]:
    """Pair each phone with its facility and its column."""
    for facility in grounds.directory:
        for slot, phone in enumerate(facility.phones, start=1):
            yield facility, f"phone_{slot}", phone


def _of_coordinate(facility: Facility, expected: str) -> Suspicion:
    here = facility.coordinate
    return Suspicion(facility, "latitude", f"{here.latitude}, {here.longitude}", expected)


def _too_old(grounds: Grounds, facility: Facility, column: str, day: date) -> Suspicion:
    expected = f"a day within the last {grounds.max_age_days} days ({facility.id})"
    return Suspicion(facility, column, day.isoformat(), expected)
