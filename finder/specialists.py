"""Specialists: the heart doctors that an operator names, each until a day. Finder names nobody."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from finder.columns import Column, day, matching, some_text, value_of, web_address
from finder.errors import Problem
from finder.table import FORM_CHECKS_OF_MAYBE_EMPTY, FileCheck, Table, checked, read_table

LONGEST_LIFE: Final = timedelta(days=366)
"""No row may count for longer: one hospital changed its heart lead three times in seven years."""

EXPIRES_SOON: Final = timedelta(days=30)
"""From here on `finder check` tells of a row that is about to run out."""

_DAY = "a day written like 2026-11-24"

COLUMNS: Final = (
    Column("name", "the name as the hospital writes it, with degrees", some_text),
    Column("title", "what the person does, like interventional cardiologist", some_text),
    Column(
        "facility", "the id of a hospital in the locations file, like union-memorial",
        matching(r"[a-z0-9]+(-[a-z0-9]+)*"),
    ),
    Column("website", "the person's page, which begins with https://", web_address),
    Column("source", "where the row comes from", some_text),
    Column("checked_on", f"{_DAY}: when the row was compared with its source", day),
    Column("expires_on", f"{_DAY}: the last on which the row is shown", day),
)  # fmt: skip
"""Every column of the file."""


@dataclass(frozen=True, slots=True)
class Specialist:
    """A row: who, what, at which hospital, and how long that counts. `row` is its number."""

    name: str
    title: str
    facility: str
    website: str
    source: str
    checked_on: date
    expires_on: date
    row: int

    def counts_on(self, today: date) -> bool:
        """Tell whether the row is still shown: on its last day it is."""
        return today <= self.expires_on


@dataclass(frozen=True, slots=True)
class Specialists:
    """All rows of a file, in name order; those that ran out are kept for `finder check`."""

    rows: tuple[Specialist, ...] = ()
    file: str = ""

    def on(self, today: date) -> tuple[Specialist, ...]:
        """Return those that count on a day."""
        return tuple(one for one in self.rows if one.counts_on(today))

    def problems(self, today: date) -> tuple[Problem, ...]:
        """Return the rows that ran out, and those that soon will."""
        return tuple(
            Problem(self.file, one.row, "expires_on", one.expires_on.isoformat(), expected)
            for one in sorted(self.rows, key=lambda one: one.row)
            if (expected := _expected(one, today))
        )


def _expected(one: Specialist, today: date) -> str:
    if not one.counts_on(today):
        return "a day from today on; until then the row is not shown"
    if one.expires_on - today <= EXPIRES_SOON:
        return "a later day: the row is soon not shown any more"
    return ""


def load_specialists(path: Path, facility_ids: Collection[str], *, today: date) -> Specialists:
    """Read a specialists file and check all of it; a header alone is sound.

    Raises DataError with all problems in row order. A row that ran out is no problem here.
    """
    checks = (*FILE_CHECKS, _hospitals_are_known(facility_ids))
    table = checked(read_table(path, [column.name for column in COLUMNS]), checks, today=today)
    made = (Specialist(row=row.number, **_values(table.named(row))) for row in table.rows)
    return Specialists(tuple(sorted(made, key=_in_name_order)), table.file)


def _in_name_order(one: Specialist) -> tuple[str, int]:
    return one.name.casefold(), one.row


def cells_can_be_read(table: Table, _: date) -> Iterator[Problem]:
    """Find cells that do not hold what their column takes."""
    for row in filter(table.fits, table.rows):
        cells = table.named(row)
        for column in COLUMNS:
            if column.name in cells:
                try:
                    value_of(column, cells[column.name])
                except ValueError as error:
                    yield table.problem(row, column.name, cells[column.name], str(error))


def days_make_sense(table: Table, today: date) -> Iterator[Problem]:
    """Find rows checked in the future, and rows that count backwards or for too long."""
    for row in filter(table.fits, table.rows):
        cells = table.named(row)
        try:
            first, last = day(cells["checked_on"]), day(cells["expires_on"])
        except (ValueError, KeyError):
            continue
        if first > today:
            expected = f"a day not after today, {today.isoformat()}"
            yield table.problem(row, "checked_on", cells["checked_on"], expected)
        if not first <= last <= first + LONGEST_LIFE:
            expected = f"a day after checked_on, by {LONGEST_LIFE.days} days at most"
            yield table.problem(row, "expires_on", cells["expires_on"], expected)


def _hospitals_are_known(facility_ids: Collection[str]) -> FileCheck:
    def hospitals_are_known(table: Table, _: date) -> Iterator[Problem]:
        for row in filter(table.fits, table.rows):
            asked = table.named(row).get("facility")
            if asked and asked not in facility_ids:
                expected = "one of " + ", ".join(sorted(facility_ids))
                yield table.problem(row, "facility", asked, expected)

    return hospitals_are_known


FILE_CHECKS: Final[tuple[FileCheck, ...]] = (
    *FORM_CHECKS_OF_MAYBE_EMPTY,
    cells_can_be_read,
    days_make_sense,
)
"""Asked of every file that can be read at all."""


def _values(cells: dict[str, str]) -> dict[str, Any]:
    return {column.name: value_of(column, cells[column.name]) for column in COLUMNS}
