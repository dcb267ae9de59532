"""A list as CSV: whole records, whatever is in them."""

import csv
import io
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.answers import Answer, Nearest
from finder.csvlist import CsvList, writer_of
from finder.csvrows import Piece, is_formula, pieces, read_head, records
from finder.errors import DataError
from finder.panel import found_columns
from finder.slots import Slots


def rows_of(data: bytes, size: int) -> list[tuple[bytes, list[str], str | None]]:
    source = io.BytesIO(data)
    head = read_head(source, "list.csv")
    found = pieces(source, head, start=head.length, size=size)
    return [(row.raw, list(row.cells), row.fault) for one in found for row in records(one, head)]


cells = st.text(st.sampled_from('ab ,"\n\té'), max_size=6)
tables = st.lists(st.lists(cells, min_size=2, max_size=2), max_size=8)


@given(table=tables, size=st.integers(1, 60), end=st.sampled_from(["\n", "\r\n"]))
def test_records_are_those_of_the_csv_module_wherever_the_file_is_cut(
    table: list[list[str]], size: int, end: str
) -> None:
    text = io.StringIO()
    csv.writer(text, lineterminator=end, quoting=csv.QUOTE_ALL).writerows([["a", "b"], *table])

    found = rows_of(text.getvalue().encode(), size)

    assert [row for _, row, _ in found] == table
    assert (
        end.encode().join(raw for raw, _, _ in found)
        == text.getvalue().encode()[len('"a","b"' + end) : -len(end)]
    )


def test_a_quote_that_is_never_closed_spoils_one_row() -> None:
    found = rows_of(b'a,b\n1,"x\n2,y\n', 100)

    assert [(row, bool(fault)) for _, row, fault in found] == [([], True), (["2", "y"], False)]


@pytest.mark.parametrize("data", [b"", b"\n", b"\xff\xfea\x00", b"a\x00b\n", b"na\xefve,b\n"])
def test_what_is_no_csv_in_utf8_is_refused(data: bytes) -> None:
    with pytest.raises(DataError, match=r"list\.csv, row 1"):
        read_head(io.BytesIO(data), "list.csv")


@pytest.mark.parametrize(
    ("header", "delimiter"), [(b"a,b", ","), (b"a;b", ";"), (b"a\tb", "\t"), (b"a|b", "|")]
)
def test_the_delimiter_is_found_in_the_header(header: bytes, delimiter: str) -> None:
    assert read_head(io.BytesIO(header), "list.csv").delimiter == delimiter


@pytest.mark.parametrize(
    ("cell", "risky"),
    [("=1+1", True), ("@x", True), ("+1-2", True), ("-1+cmd|x", True), ("-76.6", False),
     ("+1", False), ("", False), ("a=b", False), ("-5%", False)],
)  # fmt: skip
def test_a_cell_that_a_spreadsheet_would_run_is_told_from_a_number(cell: str, risky: bool) -> None:
    assert is_formula(cell) is risky


def ask(texts: Sequence[str]) -> list[Answer]:
    """Answer with what was asked: enough to see that every row has its own."""
    return [Answer("match", f"<{text}>", nearest=(Nearest("h"),)) for text in texts]


plain = st.text(st.sampled_from("0123456789=-a \r"), max_size=6)
lines = st.lists(st.one_of(st.lists(plain, min_size=3, max_size=3), st.lists(plain, max_size=4)))


@given(table=lines, end=st.sampled_from([b"\n", b"\r\n"]), last=st.booleans())
def test_rows_joined_by_arrays_and_one_by_one_are_the_same(
    table: list[list[str]], end: bytes, last: bool
) -> None:
    body = end.join(",".join(row).encode() for row in table) + (end if last else b"")
    head = read_head(io.BytesIO(b"id,zip,x" + end), "list.csv")
    places = found_columns(head.names)

    by_arrays = CsvList(head, places, Slots(ask, writer_of(","), dict), None)
    piece = Piece(body, len(body), None)
    one_by_one = piece._replace(lines=records(piece, head))

    for_arrays, for_one = by_arrays.answer(piece), by_arrays.answer(one_by_one)
    assert bytes(for_arrays.written) == bytes(for_one.written)
    assert for_arrays.tally == for_one.tally


def test_a_text_that_we_write_is_no_formula_to_a_spreadsheet() -> None:
    written = writer_of(",")(Answer("match", "=cmd", "-x", nearest=(Nearest("@h", 'a,"b'),)))

    assert written == b""",match,'=cmd,'-x,,'@h,"a,""b",,,,,"""
