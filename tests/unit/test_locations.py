"""What a cell and a row of the locations file may hold."""

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.columns import CELL_CHECKS, LONGEST_CELL
from finder.locations import COLUMNS, ROW_CHECKS, row_faults

SHIPPED = Path(__file__).parents[2] / "data" / "locations.csv"
TODAY = date(2026, 11, 24)
HEADER = [column.name for column in COLUMNS]

Row = dict[str, str]

with SHIPPED.open(encoding="utf-8", newline="") as file:
    UNION: Row = next(row for row in csv.DictReader(file) if row["id"] == "union-memorial")

# --- cells: every column, with what it refuses ------------------------------------------

_NOT_DEGREES = ("", "nan", "inf", "1e1", "39,3", "39.3 N", "\u0663\u0669.3", "abc")
_NOT_AVAILABILITY = ("", "Yes", "maybe", "not listed", "TRUE")
_NOT_DAY = ("11/24/2026", "20261124", "2026-W48-2", "2026-02-30", "2026-1-1", "yesterday")

REFUSED: dict[str, tuple[str, ...]] = {
    "id": ("", "Harbor", "har bor", "harbor-", "-harbor", "har--bor", "har_bor", "h\u00e4fen"),
    "name": ("",),
    "street": ("",),
    "city": ("",),
    "state": ("", "md", "Maryland", "XX", "AE"),
    "zip": ("", "2121", "212188", "21218-1234", "\u0662\u0661\u0662\u0661\u0668"),
    "county": ("",),
    "ccn": ("", "90004", "0900044", "09000a"),
    "phone_1": (
        "4105542000", "(410) 554-2000", "1-410-554-2000", "410-554-200o", "410-554-2000 x1",
    ),
    "phone_1_confidence": ("Good", "sure"),
    "phone_1_checked_on": _NOT_DAY,
    "website": (
        "", "http://www.medstarhealth.org/", "www.medstarhealth.org", "https://", "https://host",
        "javascript:alert(1)", "https://a.org@evil.org/", 'https://a.org/">', "https://a.org/ b",
    ),
    "latitude": (*_NOT_DEGREES, "90.1", "-91"),
    "longitude": (*_NOT_DEGREES, "180.5", "-181"),
    "coordinate_source": ("",),
    "emergency_department": _NOT_AVAILABILITY,
    "checked_on": _NOT_DAY,
}  # fmt: skip
_FREE_TEXT = {
    "aliases", "other_city_names", "phone_1_for", "phone_2_for", "emergency_note", "parking",
    "entrance", "transit",
}  # fmt: skip


def _refused_by(column: str) -> tuple[str, ...]:
    if column.startswith("offers_"):
        return _NOT_AVAILABILITY
    return REFUSED[column.replace("phone_2", "phone_1")]


@pytest.mark.parametrize("column", [name for name in HEADER if name not in _FREE_TEXT])
def test_a_column_refuses_what_it_cannot_hold(column: str) -> None:
    for text in _refused_by(column):
        faults = row_faults(UNION | {column: text}, TODAY)

        assert [name for name, _ in faults] == [column], text


CELL_CASES = (
    ("x" * (LONGEST_CELL + 1),),
    ("a\nb", "a\tb", "a\x00b", "a\u202eb", "a\u200bb", "a\u00a0b", "\x7f"),
    ("=1+1", "+1", "@SUM(A1)", "-cmd", "-"),
)
"""What each of CELL_CHECKS refuses, in their order."""


@pytest.mark.parametrize("column", HEADER)
def test_no_column_takes_what_no_cell_may_hold(column: str) -> None:
    for check, texts in zip(CELL_CHECKS, CELL_CASES, strict=True):
        for text in texts:
            faults = row_faults(UNION | {column: text}, TODAY)

            assert faults == ((column, check.expected),), text


def test_a_negative_number_is_no_formula() -> None:
    assert row_faults(UNION | {"longitude": "-76.6"}, TODAY) == ()


@given(st.sampled_from(HEADER), st.text(max_size=40))
def test_any_text_in_a_cell_ends_in_a_value_or_in_a_fault(column: str, text: str) -> None:
    faults = row_faults(UNION | {column: text}, TODAY)

    assert all(name in HEADER and expected for name, expected in faults)


# --- rows: one case for each of ROW_CHECKS, and more -------------------------------------

_SECOND = {"phone_2": "410-554-2001", "phone_2_for": "clinic", "phone_2_confidence": "good"}
_NO_FIRST = {"phone_1": "", "phone_1_for": "", "phone_1_confidence": ""}

ROW_CASES: dict[str, list[tuple[Row, list[str]]]] = {
    "phone_is_whole": [
        ({"phone_1_for": ""}, ["phone_1_for"]),
        ({"phone_1_for": "", "phone_1_confidence": ""}, ["phone_1_for", "phone_1_confidence"]),
        ({"phone_1": ""}, ["phone_1"]),
        ({"phone_2_for": "clinic"}, ["phone_2"]),
        ({"phone_2_confidence": "good"}, ["phone_2"]),
        ({"phone_2_checked_on": "2026-11-01"}, ["phone_2"]),
    ],
    "phones_have_no_gap": [(_NO_FIRST | _SECOND, ["phone_1"])],
    "point_is_in_the_us": [
        ({"latitude": "0", "longitude": "0"}, ["longitude"]),
        ({"longitude": "76.614739"}, ["longitude"]),
        ({"latitude": "-76.614739", "longitude": "39.32904"}, ["longitude"]),
        ({"latitude": "51.5", "longitude": "-0.1"}, ["longitude"]),
    ],
    "days_are_past": [
        ({"checked_on": "2026-11-25"}, ["checked_on"]),
        ({"phone_1_checked_on": "2027-01-01"}, ["phone_1_checked_on"]),
    ],
}


def test_every_check_of_a_row_has_a_case() -> None:
    assert list(ROW_CASES) == [check.__name__ for check in ROW_CHECKS]


@pytest.mark.parametrize(
    ("change", "columns"), [case for cases in ROW_CASES.values() for case in cases]
)
def test_cells_that_contradict_each_other_are_told(change: Row, columns: list[str]) -> None:
    faults = row_faults(UNION | change, TODAY)

    assert [name for name, _ in faults] == columns


@pytest.mark.parametrize(
    ("latitude", "longitude"),
    [
        ("61.2", "-149.9"), ("21.3", "-157.86"), ("18.4", "-66.1"), ("13.5", "144.8"),
        ("-14.3", "-170.7"),
    ],
    ids=["Anchorage", "Honolulu", "San Juan", "Guam", "Pago Pago"],
)  # fmt: skip
def test_all_of_the_us_is_in_the_us(latitude: str, longitude: str) -> None:
    assert row_faults(UNION | {"latitude": latitude, "longitude": longitude}, TODAY) == ()


def test_today_is_not_in_the_future() -> None:
    assert row_faults(UNION | {"checked_on": TODAY.isoformat()}, TODAY) == ()
