"""A specialists file: what a sound one becomes, and what is told of one that is not."""

import csv
from collections.abc import Sequence
from datetime import date, timedelta
from io import StringIO
from pathlib import Path

import pytest

from finder.errors import DataError
from finder.resources import resource
from finder.specialists import COLUMNS, Specialists, load_specialists

TODAY = date(2026, 11, 24)
IDS = ("union-memorial", "washington")
HEADER = [column.name for column in COLUMNS]

ONE = {
    "name": "Made Up, MD",
    "title": "interventional cardiologist",
    "facility": "union-memorial",
    "website": "https://www.example.org/made-up",
    "source": "the hospital's page of doctors",
    "checked_on": "2026-11-01",
    "expires_on": "2027-02-01",
}


def file_of(folder: Path, rows: Sequence[dict[str, str]]) -> Path:
    text = StringIO()
    writer = csv.DictWriter(text, HEADER, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    path = folder / "people.csv"
    path.write_text(text.getvalue(), "utf-8")
    return path


def loaded(folder: Path, *rows: dict[str, str]) -> Specialists:
    return load_specialists(file_of(folder, rows), IDS, today=TODAY)


def test_the_file_that_comes_with_finder_names_nobody() -> None:
    path = resource("data") / "specialists.csv"

    assert load_specialists(path, IDS, today=TODAY).rows == ()
    assert path.read_text("utf-8") == ",".join(HEADER) + "\n"


def test_every_column_reaches_the_specialist(tmp_path: Path) -> None:
    (one,) = loaded(tmp_path, ONE).rows

    for name in ("name", "title", "facility", "website", "source"):
        assert getattr(one, name) == ONE[name]
    assert (one.checked_on, one.expires_on) == (date(2026, 11, 1), date(2027, 2, 1))
    assert one.row == 2


def test_specialists_are_in_name_order(tmp_path: Path) -> None:
    rows = [ONE | {"name": name} for name in ("Zoe Z", "adam A", "Mia M")]

    names = [one.name for one in loaded(tmp_path, *rows).rows]

    assert names == ["adam A", "Mia M", "Zoe Z"]


def test_a_row_is_shown_up_to_its_last_day_and_not_after(tmp_path: Path) -> None:
    specialists = loaded(tmp_path, ONE)

    assert len(specialists.on(date(2027, 2, 1))) == 1
    assert specialists.on(date(2027, 2, 2)) == ()


def test_rows_that_ran_out_or_soon_will_are_told_with_their_row(tmp_path: Path) -> None:
    gone = ONE | {"checked_on": "2026-01-01", "expires_on": "2026-11-23"}
    soon = ONE | {"expires_on": str(TODAY + timedelta(days=30))}

    problems = loaded(tmp_path, ONE, gone, soon).problems(TODAY)

    assert [(one.row, one.column, one.value) for one in problems] == [
        (3, "expires_on", "2026-11-23"),
        (4, "expires_on", "2026-12-24"),
    ]
    assert "not shown" in problems[0].expected


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("name", ""),
        ("title", ""),
        ("facility", "harbour"),
        ("facility", "Union Memorial"),
        ("website", "http://www.example.org"),
        ("website", "javascript:alert(1)"),
        ("website", ""),
        ("source", ""),
        ("checked_on", ""),
        ("checked_on", "2026-11-25"),
        ("checked_on", "11/1/2026"),
        ("expires_on", ""),
        ("expires_on", "2026-10-31"),
        ("expires_on", "2028-01-01"),
        ("name", "=cmd"),
    ],
)
def test_what_does_not_fit_is_told_with_row_and_column(
    tmp_path: Path, column: str, value: str
) -> None:
    with pytest.raises(DataError) as caught:
        loaded(tmp_path, ONE, ONE | {column: value})

    assert {(one.row, one.column) for one in caught.value.problems} <= {
        (3, column),
        (3, "expires_on"),
    }
    assert (3, column) in {(one.row, one.column) for one in caught.value.problems}


def test_a_missing_column_and_a_row_too_wide_are_problems(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(",".join(HEADER[1:]) + "\na,b,c,d,e,f,g,h\n", "utf-8")

    with pytest.raises(DataError) as caught:
        load_specialists(path, IDS, today=TODAY)

    assert [(one.row, one.column) for one in caught.value.problems] == [(1, "name"), (2, "row")]
