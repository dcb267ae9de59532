"""Loading a locations file, and finding facilities in it."""

import csv
from collections.abc import Callable, Sequence
from datetime import date
from io import StringIO
from itertools import permutations
from pathlib import Path

import pytest

from finder.directory import FILE_CHECKS, FacilityDirectory, load
from finder.errors import DataError, NotFound, Problem
from finder.facility import Availability, Confidence
from finder.geo import points
from finder.locations import COLUMNS

SHIPPED = Path(__file__).parents[2] / "data" / "locations.csv"
TODAY = date(2026, 11, 24)
HEADER = [column.name for column in COLUMNS]

Row = dict[str, str]

SHIPPED_ROWS = {row["id"]: row for row in csv.DictReader(StringIO(SHIPPED.read_text("utf-8")))}
UNION, HARBOR = SHIPPED_ROWS["union-memorial"], SHIPPED_ROWS["harbor"]


def _text(rows: Sequence[Row], header: Sequence[str] = HEADER) -> str:
    return _lines([header, *([row.get(name, "") for name in header] for row in rows)])


def _lines(lines: Sequence[Sequence[str]]) -> str:
    text = StringIO()
    csv.writer(text, lineterminator="\n").writerows(lines)
    return text.getvalue()


def _file(folder: Path, text: str | bytes) -> Path:
    path = folder / "places.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    return path


def _problems(folder: Path, text: str | bytes) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        load(_file(folder, text), today=TODAY)
    return caught.value.problems


def _places(problems: Sequence[Problem]) -> list[tuple[int | None, str, str]]:
    return [(problem.row, problem.column, problem.value) for problem in problems]


# --- what a sound file becomes ---------------------------------------------------------


def test_every_column_of_a_row_reaches_the_facility(tmp_path: Path) -> None:
    row = UNION | {
        "other_city_names": "Hampden;  Guilford ;",
        "phone_2": "410-554-2001",
        "phone_2_for": "heart clinic",
        "phone_2_confidence": "good",
        "phone_2_checked_on": "2026-11-01",
        "emergency_department": "unknown",
        "emergency_note": "asked",
        "offers_tavr": "no",
        "offers_laao": "unknown",
        "parking": "Garage, paid",
        "entrance": "North",
        "transit": "Bus 51",
        "checked_on": "",
    }

    (facility,) = load(_file(tmp_path, _text([row])), today=TODAY)

    plain = "id name street city state zip county ccn website coordinate_source emergency_note"
    for name in [*plain.split(), "parking", "entrance", "transit"]:
        assert getattr(facility, name) == row[name]
    assert facility.aliases == ("Union Memorial Hospital", "Union Memorial")
    assert facility.other_city_names == ("Hampden", "Guilford")
    assert (facility.coordinate.latitude, facility.coordinate.longitude) == (39.32904, -76.614739)
    assert [phone.number for phone in facility.phones] == ["410-554-2000", "410-554-2001"]
    assert facility.phones[1].purpose == "heart clinic"
    assert facility.phones[1].confidence is Confidence.GOOD
    assert [phone.checked_on for phone in facility.phones] == [None, date(2026, 11, 1)]
    assert facility.emergency_department is Availability.UNKNOWN
    assert facility.availability == {
        "mitraclip": Availability.YES,
        "tavr": Availability.NO,
        "laao": Availability.UNKNOWN,
        "valve_surgery": Availability.YES,
        "cardiology": Availability.YES,
    }
    assert facility.checked_on is None


def test_a_facility_may_have_no_phone(tmp_path: Path) -> None:
    row = UNION | {"phone_1": "", "phone_1_for": "", "phone_1_confidence": ""}

    (facility,) = load(_file(tmp_path, _text([row])), today=TODAY)

    assert facility.phones == ()


@pytest.mark.parametrize(
    "text",
    [
        "\ufeff" + _text([UNION, HARBOR]),
        _text([UNION, HARBOR]).replace("\n", "\r\n"),
        _text([UNION, HARBOR]).replace("\n", "\r"),
        _text([UNION, HARBOR]).rstrip("\n"),
        _text([UNION, HARBOR]).replace("\n", ",,,\n"),
        _text([UNION, HARBOR]).replace("\n", "\n\n" + "," * len(HEADER) + "\n \n"),
        _text([UNION, HARBOR], HEADER[::-1]),
        _text([UNION, {name: f" {value} " for name, value in HARBOR.items()}]),
    ],
    ids=[
        "byte order mark", "CR LF line ends", "CR line ends", "no last line end",
        "empty cells beyond", "blank rows", "columns in another order", "spaces around",
    ],
)  # fmt: skip
def test_what_spreadsheets_do_to_a_file_does_no_harm(tmp_path: Path, text: str) -> None:
    directory = load(_file(tmp_path, text), today=TODAY)

    assert (
        directory.facilities
        == load(_file(tmp_path, _text([UNION, HARBOR])), today=TODAY).facilities
    )


def test_the_directory_knows_file_and_rows_although_blank_rows_stand_between(
    tmp_path: Path,
) -> None:
    lines = [HEADER, list(UNION.values()), [], list(HARBOR.values())]

    directory = load(_file(tmp_path, _lines(lines)), today=TODAY)

    assert directory.file == "places.csv"
    assert dict(directory.rows) == {"union-memorial": 2, "harbor": 4}


# --- what cannot be read at all --------------------------------------------------------


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(DataError) as caught:
        load(tmp_path / "gone.csv", today=TODAY)

    assert str(caught.value).startswith("gone.csv, file: 'No such file or directory'")


def test_a_folder_is_not_a_file(tmp_path: Path) -> None:
    with pytest.raises(DataError, match="Is a directory"):
        load(tmp_path, today=TODAY)


def test_a_byte_that_is_not_utf_8_is_told_with_its_row(tmp_path: Path) -> None:
    content = _text([UNION, HARBOR | {"name": "Hospit\u00e4l"}]).encode("latin-1")

    problems = _problems(tmp_path, content)

    assert _places(problems) == [(3, "row", "byte 0xe4")]
    assert "CSV UTF-8" in problems[0].expected


@pytest.mark.parametrize("text", ["", "\ufeff"])
def test_an_empty_file_is_told(tmp_path: Path, text: str) -> None:
    assert _places(_problems(tmp_path, text)) == [(None, "file", "")]


@pytest.mark.parametrize("tail", ['"open', '"a"b', "," * 200 + "x"])
def test_what_is_not_csv_is_told(tmp_path: Path, tail: str) -> None:
    (problem,) = _problems(tmp_path, _text([UNION]) + tail)

    assert (problem.row, problem.column) == (None, "file")
    assert problem.expected.startswith("a CSV file")


# --- checks of the whole file: one case for each of FILE_CHECKS, and more ---------------

FILE_CASES: dict[str, tuple[str, list[tuple[int | None, str, str]]]] = {
    "header_is_known": (
        _text([UNION | {"Zip": "21218"}], [n for n in HEADER if n != "zip"] + ["Zip", "id"]),
        [(1, "zip", ""), (1, "id", "id"), (1, "Zip", "Zip")],
    ),
    "there_are_rows": (_text([]), [(None, "file", "")]),
    "rows_are_as_wide_as_the_header": (
        _lines(
            [HEADER, [*UNION.values(), "over"], [*list(HARBOR.values())[:-1]], [*UNION.values()]]
        ),
        [(2, "row", f"{len(HEADER) + 1} cells"), (3, "row", f"{len(HEADER) - 1} cells")],
    ),
    "cells_are_sound": (_text([UNION | {"zip": "2121"}]), [(2, "zip", "2121")]),
    "ids_are_unique": (
        _text([UNION, HARBOR, UNION]),
        [(4, "id", "union-memorial")],
    ),
}


def test_every_check_of_the_file_has_a_case() -> None:
    assert list(FILE_CASES) == [check.__name__ for check in FILE_CHECKS]


@pytest.mark.parametrize("name", FILE_CASES)
def test_a_fault_of_the_whole_file_is_told(tmp_path: Path, name: str) -> None:
    text, expected = FILE_CASES[name]

    problems = _problems(tmp_path, text)

    assert sorted(_places(problems), key=str) == sorted(expected, key=str)


def test_a_misspelt_column_is_told_with_the_likely_one(tmp_path: Path) -> None:
    header = ["webside" if name == "website" else name for name in HEADER]

    problems = _problems(tmp_path, _text([UNION], header))

    assert problems[1].expected.endswith("did you mean website?")


def test_a_comma_outside_quotes_is_one_problem_and_not_thirty(tmp_path: Path) -> None:
    text = _text([UNION]).replace("201 East", "201, East")

    assert _places(_problems(tmp_path, text)) == [(2, "row", f"{len(HEADER) + 1} cells")]


def test_all_problems_are_told_at_once_in_row_order(tmp_path: Path) -> None:
    rows = [
        UNION | {"zip": "2121", "latitude": "nan", "offers_tavr": "perhaps"},
        HARBOR | {"id": "union-memorial", "ccn": "90004", "checked_on": "2026-11-25"},
    ]
    header = [name for name in HEADER if name != "county"]
    text = _text(rows, header) + "short,row\n"

    problems = _problems(tmp_path, text)

    assert _places(problems) == [
        (1, "county", ""),
        (2, "zip", "2121"),
        (2, "latitude", "nan"),
        (2, "offers_tavr", "perhaps"),
        (3, "ccn", "90004"),
        (3, "checked_on", "2026-11-25"),
        (3, "id", "union-memorial"),
        (4, "row", "2 cells"),
    ]
    assert {problem.file for problem in problems} == {"places.csv"}


def test_a_problem_is_a_line_that_an_editor_can_act_on(tmp_path: Path) -> None:
    (problem,) = _problems(tmp_path, _text([HARBOR, UNION | {"zip": "2121"}]))

    assert str(problem) == "places.csv, row 3, zip: '2121'; expected five digits, kept as text"


# --- the directory ----------------------------------------------------------------------


@pytest.fixture(name="directory")
def _directory() -> FacilityDirectory:
    return load(SHIPPED, today=TODAY)


def test_the_order_is_by_name_then_id_whatever_the_order_of_the_file(tmp_path: Path) -> None:
    twin = UNION | {"id": "another"}

    orders = {
        tuple(f.id for f in load(_file(tmp_path, _text(rows)), today=TODAY))
        for rows in permutations([UNION, HARBOR, twin])
    }

    assert orders == {("harbor", "another", "union-memorial")}


def test_a_directory_has_a_length_and_can_be_gone_through_again(
    directory: FacilityDirectory,
) -> None:
    assert len(directory) == 10
    assert list(directory) == list(directory) == list(directory.facilities)


def test_the_prepared_points_follow_the_directorys_order(directory: FacilityDirectory) -> None:
    expected = points([facility.coordinate for facility in directory])

    assert directory.prepared.xyz.tolist() == expected.xyz.tolist()
    assert directory.prepared.w.tolist() == expected.w.tolist()


def test_an_id_finds_its_facility(directory: FacilityDirectory) -> None:
    assert [directory.by_id(facility.id) for facility in directory] == list(directory)


def test_an_unknown_id_raises_not_found_with_what_is_like_it(directory: FacilityDirectory) -> None:
    with pytest.raises(NotFound) as caught:
        directory.by_id("union-memorail")

    assert caught.value.kind == "facility"
    assert caught.value.asked == "union-memorail"
    assert caught.value.suggestions[0] == "union-memorial"


def test_an_id_like_no_other_has_no_suggestions(directory: FacilityDirectory) -> None:
    with pytest.raises(NotFound) as caught:
        directory.by_id("zzz")

    assert caught.value.suggestions == ()


@pytest.mark.parametrize("change", [str.upper, str.lower, lambda name: f"  {name}. "])
def test_every_name_and_alias_finds_its_facility_with_and_without_medstar(
    directory: FacilityDirectory, change: Callable[[str], str]
) -> None:
    for facility in directory:
        for name in (facility.name, facility.short_name, *facility.aliases):
            bare = name.removeprefix("MedStar ")

            assert directory.by_name(change(bare)) == (facility,)
            assert directory.by_name(change(f"MedStar {bare}")) == (facility,)


def test_a_name_that_two_facilities_share_gives_both_in_order(tmp_path: Path) -> None:
    rows = [UNION | {"aliases": "The Memorial"}, HARBOR | {"aliases": "The Memorial"}]
    directory = load(_file(tmp_path, _text(rows)), today=TODAY)

    found = directory.by_name("the memorial")

    assert [facility.id for facility in found] == ["harbor", "union-memorial"]


@pytest.mark.parametrize("text", ["", "  ", "Hospital", "MedStar", "???"])
def test_a_name_that_nobody_has_gives_none(directory: FacilityDirectory, text: str) -> None:
    assert directory.by_name(text) == ()


def test_an_alias_without_letters_is_not_a_name(tmp_path: Path) -> None:
    rows = [UNION | {"aliases": "???; MedStar"}]
    directory = load(_file(tmp_path, _text(rows)), today=TODAY)

    assert directory.by_name("!") == ()
    assert directory.by_name("medstar") == directory.facilities
