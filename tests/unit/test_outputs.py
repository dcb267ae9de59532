"""Two outputs of `finder batch`, row by row."""

from pathlib import Path

import pytest

from finder.errors import UsageError
from finder.outputs import Kind, cases_of_rows, kind_of_both
from finder.redirects import NOBODY, OVERALL, First
from finder.resources import resource

ADDED = "finder_status,finder_nearest_id,finder_nearest_name,finder_minutes,finder_reason"
HEAD = f"address,note,{ADDED}"
UNSAID = "9417 Verysecret Lane"


def output(folder: Path, name: str, *rows: str, head: str = HEAD) -> Path:
    path = folder / name
    path.write_text("\n".join((head, *rows)) + "\n", "utf-8")
    return path


def row(id_: str, minutes: str, own: str = f"{UNSAID},x") -> str:
    return f"{own},match,{id_},Name,{minutes},"


def test_rows_are_compared_in_order_and_known_by_number(tmp_path: Path) -> None:
    old = output(tmp_path, "old.csv", row("harbor", "5.0"), row("harbor", "6.0"))
    new = output(tmp_path, "new.csv", row("harbor", "5.0"), row("union-memorial", "9.5"))

    found = list(cases_of_rows(old, new))

    assert [(case.origin.label, case.is_redirected) for case in found] == [
        ("2", False),
        ("3", True),
    ]
    assert (found[1].old, found[1].new) == (First("harbor", 6.0), First("union-memorial", 9.5))
    assert found[1].minutes_more == 3.5
    assert UNSAID not in repr(found)


def test_a_row_that_is_matched_no_more_is_sent_elsewhere(tmp_path: Path) -> None:
    old = output(tmp_path, "old.csv", row("harbor", "5.0"))
    new = output(tmp_path, "new.csv", f"{UNSAID},x,no_match,,,,Why")

    (case,) = cases_of_rows(old, new)

    assert case.new == NOBODY
    assert case.is_redirected


def test_procedures_are_questions_of_their_own(tmp_path: Path) -> None:
    head = f"zip,{ADDED.replace(',finder_reason', ',finder_tavr_nearest_id,finder_tavr_minutes')}"
    old = output(tmp_path, "old.csv", "21230,match,a,A,1,b,2", head=head)

    found = list(cases_of_rows(old, old))

    assert {case.question: case.old for case in found} == {
        OVERALL: First("a", 1.0), "tavr": First("b", 2.0)
    }  # fmt: skip


@pytest.mark.parametrize("delimiter", ["\t", ";", "|"])
def test_other_delimiters_will_do(tmp_path: Path, delimiter: str) -> None:
    text = row("harbor", "5.0").replace(",", delimiter)
    old = output(tmp_path, "old.csv", text, head=HEAD.replace(",", delimiter))

    (case,) = cases_of_rows(old, old)

    assert case.old == First("harbor", 5.0)


def test_the_answers_of_a_row_wider_than_its_header_are_found(tmp_path: Path) -> None:
    old = output(tmp_path, "old.csv", row("harbor", "5.0", own="a,b,c,d"))

    (case,) = cases_of_rows(old, old)

    assert case.old == First("harbor", 5.0)


def test_quotes_and_line_breaks_in_the_list_are_read_as_batch_reads_them(tmp_path: Path) -> None:
    rows = (row("harbor", "5.0", own='"a\nb, c",x'), row("harbor", "6.0", own='"never closed,x'))
    old = output(tmp_path, "old.csv", *rows)

    found = list(cases_of_rows(old, old))

    assert [case.old for case in found] == [First("harbor", 5.0), NOBODY]


def test_an_output_of_an_output_is_read_by_its_last_answers(tmp_path: Path) -> None:
    old = output(
        tmp_path, "old.csv", row("harbor", "5", own=row("georgetown", "7")),
        head=f"{HEAD},{ADDED}",
    )  # fmt: skip

    (case,) = cases_of_rows(old, old)

    assert case.old == First("harbor", 5.0)


@pytest.mark.parametrize(
    ("rows", "fault"),
    [
        ([row("a", "1")], "ends before row 3"),
        ([row("a", "1"), row("a", "1"), row("a", "1")], "ends before row 4"),
        ([row("a", "1"), row("a", "1", own="elsewhere,x")], "row 3 is another"),
        ([row("a", "1"), row("=cmd()", "1")], "row 3 as finder batch writes it"),
        ([row("a", "1"), row("a", "soon")], "row 3 as finder batch writes it"),
        ([row("a", "1"), "a"], "row 3 as finder batch writes it"),
    ],
)
def test_another_list_is_refused_by_row_number_and_without_a_cell(
    tmp_path: Path, rows: list[str], fault: str
) -> None:
    old = output(tmp_path, "old.csv", row("a", "1"), row("a", "1"))
    new = output(tmp_path, "new.csv", *rows)

    with pytest.raises(UsageError) as error:
        list(cases_of_rows(old, new))

    assert fault in str(error.value)
    assert UNSAID not in f"{error.value} {error.value.value}"


def test_outputs_of_different_procedures_are_refused(tmp_path: Path) -> None:
    old = output(tmp_path, "old.csv", row("a", "1"))
    head = HEAD.replace("finder_nearest_name", "finder_tavr_nearest_id,finder_tavr_minutes")
    new = output(tmp_path, "new.csv", "x,y,match,a,b,2,1,", head=head)

    with pytest.raises(UsageError, match="the same procedure"):
        list(cases_of_rows(old, new))


def test_the_kind_is_told_by_the_columns(tmp_path: Path) -> None:
    hospitals = resource("data") / "locations.csv"
    answers = output(tmp_path, "anything.txt", row("a", "1"))

    assert kind_of_both(hospitals, hospitals) is Kind.HOSPITALS
    assert kind_of_both(answers, answers) is Kind.OUTPUT


@pytest.mark.parametrize("text", ["", "address,zip\nx,21230\n", "\0\0", "\xff\xfe", "id\nx\n"])
def test_foreign_files_are_refused_with_what_was_expected(tmp_path: Path, text: str) -> None:
    path = tmp_path / "foreign.csv"
    path.write_bytes(text.encode("latin-1"))

    with pytest.raises(UsageError, match=r"locations\.csv .* or a CSV from finder batch") as error:
        kind_of_both(path, path)

    assert error.value.field == "old"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    hospitals = resource("data") / "locations.csv"

    with pytest.raises(UsageError, match=r"^new: expected"):
        kind_of_both(hospitals, tmp_path / "none.csv")


def test_one_of_each_kind_is_refused(tmp_path: Path) -> None:
    hospitals = resource("data") / "locations.csv"
    answers = output(tmp_path, "answers.csv", row("a", "1"))

    with pytest.raises(UsageError, match=r"^new: expected a CSV from finder batch .*, like OLD$"):
        kind_of_both(answers, hospitals)
    with pytest.raises(UsageError, match=r"^new: expected a locations.csv .*, like OLD$"):
        kind_of_both(hospitals, answers)
