"""A list as CSV: each row as it was, with the answer's cells behind it.

Rows whose place is a ZIP and nothing else are joined by arrays, without being taken apart;
all others are read one by one. Both write the same.
"""

from collections.abc import Callable, Sequence
from typing import Final, NamedTuple
from zlib import crc32

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from finder.answers import Answer, AnswerColumn, invalid
from finder.csvrows import (
    NOT_UTF8,
    Head,
    Piece,
    Record,
    Regular,
    formulas,
    formulas_of_regular,
    records,
    regular,
)
from finder.panel import PlaceColumns, zip_text
from finder.slots import IntArray, Page, Slots, page_of
from finder.tally import Tally

_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")
"""A text that begins so is a formula to a spreadsheet (OWASP, CSV injection)."""

_ZIP_DIGITS: Final = 5
_ZERO: Final = ord("0")


class Done(NamedTuple):
    """What a piece came to: the bytes to write with their checksum, and its own tally."""

    written: bytes | memoryview
    checksum: int
    tally: Tally


def done_with(written: bytes | memoryview, tally: Tally) -> Done:
    """Add the checksum, here and not where the pieces are written one after the other."""
    return Done(written, crc32(written), tally)


def header_of(head: Head, columns: Sequence[AnswerColumn]) -> bytes:
    """Return the header's bytes with the new names behind; the end of line is the next row's."""
    return head.raw + (head.delimiter + head.delimiter.join(one.name for one in columns)).encode()


def writer_of(delimiter: str) -> Callable[[Answer], bytes]:
    """Return what writes an answer's cells, each with the delimiter before it."""

    def write(answer: Answer) -> bytes:
        cells = (_quoted(_text(cell), delimiter) for cell in answer.cells())
        return "".join(delimiter + cell for cell in cells).encode()

    return write


def _text(cell: object) -> str:
    """Write a cell; a text that a spreadsheet would run gets an apostrophe before it."""
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "yes" if cell else "no"
    text = str(cell)
    return f"'{text}" if isinstance(cell, str) and text.startswith(_RISKY) else text


def _quoted(text: str, delimiter: str) -> str:
    if delimiter in text or '"' in text or "\n" in text or "\r" in text:
        doubled = text.replace('"', '""')
        return f'"{doubled}"'
    return text


class CsvList:
    """Answers the pieces of one list."""

    def __init__(
        self, head: Head, places: PlaceColumns, slots: Slots, procedure: str | None
    ) -> None:
        """Keep how the list is written, and where its places stand."""
        self.head, self.places, self.procedure = head, places, procedure
        self._slots = slots
        self._write = writer_of(head.delimiter)

    def answer(self, piece: Piece) -> Done:
        """Answer a piece; the bytes begin with the end of the row before."""
        column = self.places.only_zip
        found = None if column is None else regular(piece, self.head)
        if found is None or column is None:
            return self._one_by_one(records(piece, self.head))
        return self._joined(found, column)

    def _joined(self, found: Regular, column: int) -> Done:
        codes, odd = _zip_codes(found, column)
        slots, page = self._slots.of_zips(codes)
        if len(odd):
            cells = [begin_end[odd].tolist() for begin_end in found.cells(column)]
            texts = [found.buffer[begin:end] for begin, end in zip(*cells, strict=True)]
            slots, page = self._with_odd(texts, odd, slots, page)
        ends = found.rows
        rows = pa.Array.from_buffers(
            pa.binary(), len(ends) - 1, [None, pa.py_buffer(ends), pa.py_buffer(found.buffer)]
        )
        joined = pc.binary_join_element_wise(rows, page.written.take(pa.array(slots)), b"")
        tally = Tally()
        page.tell(slots, tally)
        tally.add_formulas(formulas_of_regular(found, self.head))
        return done_with(_bytes_of(joined), tally)

    def _with_odd(
        self, cells: Sequence[bytes], odd: IntArray, slots: IntArray, page: Page
    ) -> tuple[IntArray, Page]:
        """Give rows whose ZIP is not five digits slots of their own, after all others."""
        texts = [zip_text(cell.decode("utf-8", "surrogateescape").strip()) for cell in cells]
        own = {text: number for number, text in enumerate(dict.fromkeys(texts))}
        extra = page_of(self._answers(list(own)), self._write)
        first = len(page.answers)
        slots = slots.copy()
        slots[odd] = [first + own[text] for text in texts]
        return slots, page.and_then(extra)

    def _answers(self, texts: Sequence[str]) -> list[Answer]:
        """Answer distinct texts; one that is no text carries that as its reason."""
        sound = [text for text in texts if not _is_broken(text)]
        known = self._slots.of_texts(sound)
        return [known.get(text) or invalid(NOT_UTF8, self.procedure) for text in texts]

    def _one_by_one(self, rows: Sequence[Record]) -> Done:
        width = len(self.head.names)
        faults = [row.fault or _misfit(row, width) for row in rows]
        texts = [
            "" if fault else self.places.text(row.cells)
            for row, fault in zip(rows, faults, strict=True)
        ]
        keys = [f"\0{fault}" if fault else text for fault, text in zip(faults, texts, strict=True)]
        own = {key: number for number, key in enumerate(dict.fromkeys(keys))}
        sound = [key for key in own if not key.startswith("\0")]
        known = dict(zip(sound, self._answers(sound), strict=True))
        answers = [known.get(key) or invalid(key[1:], self.procedure) for key in own]
        page = page_of(answers, self._write)
        tails = [one.as_py() for one in page.written]
        written = [self.head.newline + self._padded(row, width) + tails[own[key]]
                   for row, key in zip(rows, keys, strict=True)]  # fmt: skip
        tally = Tally()
        page.tell(np.array([own[key] for key in keys], dtype=np.intp), tally)
        tally.add_formulas(formulas(rows, self.head.names))
        return done_with(b"".join(written), tally)

    def _padded(self, row: Record, width: int) -> bytes:
        """Return a row's bytes; one with cells too few gets empty ones, so that ours line up."""
        if row.fault:
            return row.raw
        return row.raw + self.head.delimiter.encode() * (width - len(row.cells))


def _misfit(row: Record, width: int) -> str | None:
    if len(row.cells) != width:
        return f"The row has {len(row.cells)} cells, the header has {width}."
    return None


def _is_broken(text: str) -> bool:
    """Tell whether bytes that are no UTF-8 were among those of a text."""
    return not text.isascii() and any("\udc80" <= one <= "\udcff" for one in text)


def _zip_codes(found: Regular, column: int) -> tuple[IntArray, IntArray]:
    """Return each row's ZIP as a number, and which rows do not have five digits there."""
    at = np.frombuffer(found.buffer, dtype=np.uint8)
    starts, ends = found.cells(column)
    plain = ends - starts == _ZIP_DIGITS
    starts = np.where(plain, starts, 0)
    codes = np.zeros(len(starts), dtype=np.int32)
    for place in range(_ZIP_DIGITS):
        digit = at[np.minimum(starts + place, len(at) - 1)] - _ZERO  # wraps round below zero
        plain &= digit < 10
        codes = codes * 10 + digit
    return np.where(plain, codes, 0).astype(np.int32), np.flatnonzero(~plain).astype(np.int32)


def _bytes_of(joined: pa.Array) -> memoryview:
    """Return the bytes of an array's strings, one behind the other, without copying them."""
    _, offsets, data = joined.buffers()
    ends = np.frombuffer(offsets, dtype=np.int32)[joined.offset : joined.offset + len(joined) + 1]
    return memoryview(data)[ends[0] : ends[-1]]
