"""Tables: a CSV file as checked text, before anything in it is believed."""

import difflib
import io
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from finder.columns import Column, value_of
from finder.errors import DataError, Problem

_MOST_CELLS: Final = 200
_WHOLE_FILE: Final = "file"
_WHOLE_ROW: Final = "row"


@dataclass(frozen=True, slots=True)
class Row:
    """A row that is not blank, as stripped text: number 1 is the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The text of a file. `columns` are those that it ought to have, in any order."""

    file: str
    columns: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[Row, ...]

    def fits(self, row: Row) -> bool:
        """Tell whether a row has a cell for each column, and beyond them only empty ones."""
        width = len(self.header)
        return len(row.cells) >= width and not any(row.cells[width:])

    def named(self, row: Row) -> dict[str, str]:
        """Return the cells of a row by the names of their columns."""
        return dict(zip(self.header, row.cells, strict=False))

    def problem(self, row: Row | None, column: str, value: str, expected: str) -> Problem:
        """Make a problem of this file."""
        return Problem(self.file, None if row is None else row.number, column, value, expected)


FileCheck = Callable[[Table, date], Iterator[Problem]]
"""What must hold of a file as a whole; the day is today, to judge the dates in it."""


def header_is_known(table: Table, _: date) -> Iterator[Problem]:
    """Find columns that are missing, that nobody knows, and that stand there twice."""
    header = Row(1, table.header)
    for name in table.columns:
        if name not in table.header:
            yield table.problem(header, name, "", "a column of this name in the header")
    for name, count in Counter(table.header).items():
        if name not in table.columns:
            alike = difflib.get_close_matches(name, set(table.columns) - set(table.header), n=1)
            hint = f"; did you mean {alike[0]}?" if alike else ""
            yield table.problem(header, name, name, f"a column that Finder knows{hint}")
        elif count > 1:
            yield table.problem(header, name, name, "this column only once")


def there_are_rows(table: Table, _: date) -> Iterator[Problem]:
    """Find a file with a header only."""
    if not table.rows:
        yield table.problem(None, _WHOLE_FILE, "", "at least one row below the header")


def rows_are_as_wide_as_the_header(table: Table, _: date) -> Iterator[Problem]:
    """Find rows with too many or too few cells."""
    expected = f"{len(table.header)} cells, as in the header; text with a comma stands in quotes"
    for row in table.rows:
        if not table.fits(row):
            yield table.problem(row, _WHOLE_ROW, f"{len(row.cells)} cells", expected)


FORM_CHECKS: Final[tuple[FileCheck, ...]] = (
    header_is_known,
    there_are_rows,
    rows_are_as_wide_as_the_header,
)
"""Asked of every file, whatever stands in it."""

FORM_CHECKS_OF_MAYBE_EMPTY: Final = tuple(one for one in FORM_CHECKS if one is not there_are_rows)
"""Asked of a file that may hold nothing below its header."""


def cells_are_sound(columns: Sequence[Column]) -> FileCheck:
    """Return the check that finds every cell which its column cannot read."""

    def check(table: Table, _: date) -> Iterator[Problem]:
        for row in filter(table.fits, table.rows):
            cells = table.named(row)
            for column in columns:
                if column.name not in cells:
                    continue  # the header's check says it
                try:
                    value_of(column, cells[column.name])
                except ValueError as error:
                    yield table.problem(row, column.name, cells[column.name], str(error))

    return check


def checked(table: Table, checks: Iterable[FileCheck], *, today: date) -> Table:
    """Return the table, or raise DataError with all problems in row order."""
    problems = [problem for check in checks for problem in check(table, today)]
    if problems:
        raise DataError(sorted(problems, key=lambda problem: problem.row or 0))
    return table


def read_table(path: Path, columns: Sequence[str]) -> Table:
    """Read the file as text, or raise DataError where it is not a CSV file in UTF-8."""
    text = _decoded(path)
    try:
        # The Python engine leaves cells that a row lacks as NaN; the C engine makes them "".
        frame = pd.read_csv(
            io.StringIO(text, newline=None),
            engine="python",
            header=None,
            names=range(_MOST_CELLS),
            index_col=False,
            dtype=str,
            keep_default_na=False,
            skip_blank_lines=False,
        )
    except pd.errors.ParserError as error:
        raise _unreadable(path, str(error), "a CSV file, quotes in pairs") from error
    rows = [
        Row(number, tuple(cell.strip() for cell in cells if isinstance(cell, str)))
        for number, cells in enumerate(frame.to_numpy().tolist(), start=1)
    ]
    if not rows:
        raise _unreadable(path, "", "a header and at least one row")
    header = rows[0].cells
    while header and not header[-1]:
        header = header[:-1]
    kept = tuple(row for row in rows[1:] if any(row.cells))
    return Table(path.name, tuple(columns), header, kept)


def _decoded(path: Path) -> str:
    try:
        content = path.read_bytes()
        return content.decode("utf-8-sig")
    except OSError as error:
        raise _unreadable(path, error.strerror or "", "a file that can be read") from error
    except UnicodeDecodeError as error:
        row = 1 + content.count(b"\n", 0, error.start)
        value = f"byte {content[error.start]:#04x}"
        expected = "UTF-8; spreadsheets call it 'CSV UTF-8' when saving"
        raise DataError([Problem(path.name, row, _WHOLE_ROW, value, expected)]) from error


def _unreadable(path: Path, value: str, expected: str) -> DataError:
    return DataError([Problem(path.name, None, _WHOLE_FILE, value, expected)])
