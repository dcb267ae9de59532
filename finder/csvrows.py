"""CSV rows: a list as pieces of whole records, each with its bytes as they were and its cells.

A row's own bytes go into the output as they came; they are taken apart only to find its place.
The file may be larger than memory, records may have line breaks in quotes, and a row that is not
as it should be is a row with a fault, not the end.
"""

import csv
import re
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from finder.errors import DataError, Problem

LONGEST_RECORD: Final = 1 << 16
"""Bytes; a record longer than this is a quote that nobody closed."""

DELIMITERS: Final = (",", ";", "\t", "|")
QUOTE: Final = b'"'
UNCLOSED: Final = "A quote in this row is never closed."
NOT_UTF8: Final = "The place in this row is not UTF-8 text."

FORMULA_STARTS: Final = "=+@-"
_NUMBER: Final = re.compile(r"[-+]?[0-9.,]+(?:[eE][-+]?[0-9]+)?%?\s*")


@dataclass(frozen=True, slots=True)
class Head:
    """The header of a list: its bytes without the end of line, its names, and how it is written."""

    raw: bytes
    names: tuple[str, ...]
    delimiter: str
    newline: bytes
    length: int
    """Bytes up to the first record."""


class Piece(NamedTuple):
    """Some whole records: their bytes, where they end in the file, and whether quotes are there.

    `lines` are the bytes cut into records, where quotes had to be understood to cut them.
    """

    raw: bytes
    end: int
    lines: "list[Record] | None"


class Record(NamedTuple):
    """One record: its bytes without the end of line, its cells, and what is wrong with it."""

    raw: bytes
    cells: Sequence[str]
    fault: str | None = None


def read_head(source: BinaryIO, file: str, delimiter: str | None = None) -> Head:
    """Read the header, or raise DataError where this is no list in UTF-8."""
    first = source.readline(LONGEST_RECORD)
    text = _header_text(first, file)
    newline = b"\r\n" if first.endswith(b"\r\n") else b"\n"
    chosen = delimiter or max(DELIMITERS, key=text.count)
    (names,) = csv.reader([text], delimiter=chosen)
    named = tuple(name.strip() for name in names)
    if len(first) == LONGEST_RECORD or not any(named):
        raise _unreadable(file, "a header with the names of the columns in the first row")
    return Head(first.rstrip(b"\r\n"), named, chosen, newline, len(first))


def _header_text(first: bytes, file: str) -> str:
    try:
        if b"\0" in first or first.startswith((b"\xff\xfe", b"\xfe\xff")):
            raise ValueError
        return first.decode("utf-8-sig").rstrip("\r\n")
    except ValueError as error:
        expected = "UTF-8 text; spreadsheets call it 'CSV UTF-8' when saving"
        raise _unreadable(file, expected) from error


def _unreadable(file: str, expected: str) -> DataError:
    return DataError([Problem(file, 1, "header", "", expected)])


def pieces(source: BinaryIO, head: Head, *, start: int, size: int) -> Iterator[Piece]:
    """Read pieces of about `size` bytes from `start`, where a record begins, to the end."""
    source.seek(start)
    end = start
    while block := source.read(size):
        if not block.endswith(b"\n"):
            block += source.readline()
        end += len(block)
        lines = None
        if QUOTE in block:
            read: list[bytes] = []
            lines = list(_quoted(block, head.delimiter, source.readline, read))
            end += sum(map(len, read))
            block += b"".join(read)
        yield Piece(block, end, lines)


def records(piece: Piece, head: Head) -> list[Record]:
    """Return the records of a piece, with their cells."""
    if piece.lines is not None:
        return piece.lines
    return [_plain(line, head.delimiter) for line in _lines(piece.raw)]


def _lines(block: bytes) -> list[bytes]:
    lines = block.split(b"\n")
    return lines if lines[-1] else lines[:-1]


def _plain(line: bytes, delimiter: str) -> Record:
    raw = line.removesuffix(b"\n").removesuffix(b"\r")
    return Record(raw, raw.decode("utf-8", "surrogateescape").split(delimiter))


def _quoted(
    block: bytes, delimiter: str, more: Callable[[], bytes], read: list[bytes]
) -> Iterator[Record]:
    """Cut a block with quotes into records; the lines read beyond it are put into `read`."""
    queue = deque(line + b"\n" for line in _lines(block))
    while queue:
        if QUOTE not in queue[0]:
            yield _plain(queue.popleft(), delimiter)
            continue
        taken = [queue.popleft()]
        cells = _cells(taken, delimiter, _following(taken, queue, more, read))
        if cells is None:
            queue.extendleft(reversed(taken[1:]))
            yield Record(taken[0].rstrip(b"\r\n"), (), UNCLOSED)
        else:
            yield Record(b"".join(taken).removesuffix(b"\n").removesuffix(b"\r"), cells)


def _following(
    taken: list[bytes], queue: deque[bytes], more: Callable[[], bytes], read: list[bytes]
) -> Iterator[bytes]:
    """Give the lines after the first, as long as they may belong to one record."""
    size = len(taken[0])
    while size <= LONGEST_RECORD:
        if queue:
            line = queue.popleft()
        else:
            line = more()
            if line:
                read.append(line)
        if not line:
            return
        taken.append(line)
        size += len(line)
        yield line


def _cells(taken: list[bytes], delimiter: str, following: Iterator[bytes]) -> list[str] | None:
    """Return the cells of the record that begins a line; None where its quote is not closed."""
    ran_out = False

    def lines() -> Iterator[str]:
        nonlocal ran_out
        yield taken[0].decode("utf-8", "surrogateescape")
        for line in following:
            yield line.decode("utf-8", "surrogateescape")
        ran_out = True

    try:
        cells = next(csv.reader(lines(), delimiter=delimiter))
    except csv.Error:
        return None
    return None if ran_out else cells


class Regular(NamedTuple):
    """A piece without quotes in which every row has the header's width.

    `buffer` begins with an end of line. `marks` (rows + 1, width) are where its delimiters and
    ends of line stand: the last of a line is that row's end, the last of the line before is the
    end before it. Only that one of the first line means anything.
    """

    buffer: bytes
    marks: NDArray[np.intp]
    newline: int

    @property
    def rows(self) -> NDArray[np.int32]:
        """Return where each row's preceding end of line begins, and where the last row ends."""
        return (self.marks[:, -1] - (self.newline - 1)).astype(np.int32)

    def cells(self, column: int) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
        """Return where the cells of a column begin and end."""
        last = column == self.marks.shape[1] - 1
        starts = self.marks[:-1, -1] if column == 0 else self.marks[1:, column - 1]
        return starts + 1, self.marks[1:, column] - (self.newline - 1 if last else 0)


def regular(piece: Piece, head: Head) -> Regular | None:
    """Find every row's cells by arrays, or None where the piece is not regular."""
    if piece.lines is not None:
        return None
    tail = b"" if piece.raw.endswith(b"\n") else head.newline
    buffer = head.newline + piece.raw + tail
    at, width = np.frombuffer(buffer, dtype=np.uint8), len(head.names)
    found = np.flatnonzero((at == ord(head.delimiter)) | (at == ord("\n")))
    if (len(found) - 1) % width:
        return None
    marks = np.concatenate((np.zeros(width - 1, dtype=np.intp), found)).reshape(-1, width)
    signs = at[marks[1:]]
    if not ((signs[:, -1] == ord("\n")).all() and (signs[:, :-1] == ord(head.delimiter)).all()):
        return None
    returns = at[marks[1:, -1] - 1] == ord("\r")
    if returns.any() if head.newline == b"\n" else not returns.all():
        return None
    return Regular(buffer, marks, len(head.newline))


def is_formula(cell: str) -> bool:
    """Tell whether a spreadsheet would run a cell; a number with a sign is none."""
    return cell[:1] in FORMULA_STARTS and cell != "" and _NUMBER.fullmatch(cell) is None


def formulas(rows: Sequence[Record], names: Sequence[str]) -> list[tuple[int, str]]:
    """Name the row (from 0) and the column of each cell that a spreadsheet would run."""
    return [
        (at, names[column] if column < len(names) else "")
        for at, row in enumerate(rows)
        for column, cell in enumerate(row.cells)
        if cell[:1] in FORMULA_STARTS and is_formula(cell)
    ]


_STARTS = np.zeros(256, dtype=bool)
_STARTS[[ord(one) for one in FORMULA_STARTS]] = True


def formulas_of_regular(found: Regular, head: Head) -> list[tuple[int, str]]:
    """Name the same of a regular piece; only cells that begin so are looked at."""
    at, width = np.frombuffer(found.buffer, dtype=np.uint8), len(head.names)
    begins = found.marks.ravel()[width - 1 : -1] + 1
    named = []
    for number in np.flatnonzero(_STARTS[at[begins]]).tolist():
        row, column = divmod(number, width)
        begin, end = begins[number], found.marks[row + 1, column]
        cell = found.buffer[begin:end].decode("utf-8", "surrogateescape").removesuffix("\r")
        if is_formula(cell):
            named.append((row, head.names[column]))
    return named
