"""A list as Parquet: its columns as they were, with the answer's columns behind them.

First only the places are read and answered; the answers of each piece are kept in a journal.
Then the whole is put together in one pass, and from the same answers it is the same file.
"""

import base64
import struct
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, BinaryIO, Final, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from numpy.typing import NDArray

from finder.answers import Answer, AnswerColumn
from finder.errors import DataError, Problem
from finder.panel import PlaceColumns, zip_text
from finder.slots import IntArray, Page, Slots, page_of
from finder.tally import Tally

ROWS: Final = 1 << 19
"""Rows of a piece, and of a row group that is written."""

_HEAD: Final = struct.Struct("<QQ")
_TYPES: Final = {str: pa.string(), int: pa.int32(), float: pa.float64(), bool: pa.bool_()}
_DEGREES: Final = "{:.7f}"
"""A coordinate that is a number is written to a centimetre."""


class Answered(NamedTuple):
    """The answers of a piece: distinct ones, and the number of its own for each row."""

    answers: pa.RecordBatch
    numbers: IntArray


class ParquetList:
    """Reads the places of a Parquet file, and writes it again with answers."""

    def __init__(self, path: Path, name: str) -> None:
        """Open the file, or raise DataError where it is none."""
        try:
            with pq.ParquetFile(path) as plain:
                self._schema = plain.schema_arrow
                repeated = _repeated(plain)
            self._file = pq.ParquetFile(path, read_dictionary=repeated)
        except (OSError, pa.ArrowException) as error:
            expected = "a Parquet file that can be read"
            raise DataError([Problem(name, None, "file", "", expected)]) from error
        self.names = tuple(self._schema.names)
        self.rows = int(self._file.metadata.num_rows)

    def places(self, places: PlaceColumns, *, start: int) -> Iterator[tuple[int, pa.RecordBatch]]:
        """Give the columns of places piece by piece, from row `start`, with the row behind each."""
        named = {part: self.names[number] for part, number in places.numbers.items()}
        at = 0
        for batch in self._pieces(list(named.values())):
            at += batch.num_rows
            if at > start:
                yield at, batch.select(list(named.values())).rename_columns(list(named))

    def _pieces(self, columns: list[str] | None = None) -> Iterator[pa.RecordBatch]:
        for group in range(self._file.num_row_groups):
            yield from self._file.iter_batches(ROWS, row_groups=[group], columns=columns)

    def write(
        self,
        path: Path,
        columns: Sequence[AnswerColumn],
        answered: Iterator[Answered],
        wrote: Callable[[int], None],
    ) -> None:
        """Write the file with the answers' columns; texts that repeat are kept once."""
        read, own = self._file.schema_arrow, self._schema
        added = [pa.field(one.name, _written_type(one.kind)) for one in columns]
        schema = pa.schema([*read, *added])
        promised = [*own, *(pa.field(one.name, _TYPES[one.kind]) for one in columns)]
        coded = [one.name for one in schema if pa.types.is_dictionary(one.type)]
        with pq.ParquetWriter(
            path, schema, use_dictionary=coded, compression=self._compression(),
            write_statistics=[one.name for one in schema if one.name not in coded],
            store_schema=False,
        ) as writer:  # fmt: skip
            for whole in _ahead(_joined(self._pieces(), answered, schema)):
                writer.write_table(whole, row_group_size=ROWS)
                wrote(whole.num_rows)
            writer.add_key_value_metadata(_said_of(pa.schema(promised, metadata=own.metadata)))

    def _compression(self) -> str:
        if not self._file.num_row_groups:
            return "snappy"
        found: str = self._file.metadata.row_group(0).column(0).compression.lower()
        return "none" if found == "uncompressed" else found


def _joined(
    batches: Iterator[pa.RecordBatch], answered: Iterator[Answered], schema: pa.Schema
) -> Iterator[pa.Table]:
    for batch, found in zip(batches, answered, strict=True):
        cells = [_column(one, found) for one in found.answers.columns]
        yield pa.Table.from_arrays([*batch.columns, *cells], schema=schema)


def _ahead(tables: Iterator[pa.Table]) -> Iterator[pa.Table]:
    """Make the next table while the last one is being written."""
    with ThreadPoolExecutor(1) as thread:
        coming = thread.submit(next, tables, None)
        while (table := coming.result()) is not None:
            coming = thread.submit(next, tables, None)
            yield table


def _repeated(file: pq.ParquetFile) -> list[str]:
    """Return the columns of text that are written with a dictionary: they are joined as such."""
    if not file.num_row_groups:
        return []
    group = file.metadata.row_group(0)
    found = [group.column(at) for at in range(group.num_columns)]
    coded = {one.path_in_schema for one in found if one.has_dictionary_page}
    texts = {one.name for one in file.schema_arrow if pa.types.is_string(one.type)}
    return sorted(coded & texts)


def _said_of(schema: pa.Schema) -> dict[bytes, bytes]:
    """Return what a file says of its own types: texts, though they are written as codes here."""
    arrow = base64.b64encode(schema.serialize().to_pybytes())
    return {**(schema.metadata or {}), b"ARROW:schema": arrow}


def _written_type(kind: type) -> pa.DataType:
    return pa.dictionary(pa.int32(), pa.string()) if kind is str else _TYPES[kind]


def _column(distinct: pa.Array, found: Answered) -> pa.Array:
    numbers = pa.array(found.numbers)
    if not pa.types.is_string(distinct.type):
        return distinct.take(numbers)
    coded = distinct.dictionary_encode()
    return pa.DictionaryArray.from_arrays(coded.indices.take(numbers), coded.dictionary)


class _Distinct(NamedTuple):
    """The different places of a piece, and which of them is each row's.

    `plain` tells which are five digits; those are in `codes`, the others' texts in `others`.
    """

    plain: NDArray[np.bool_]
    codes: IntArray
    others: list[str]
    number_of: NDArray[np.integer[Any]]


_FIVE_DIGITS: Final = r"\A[0-9]{5}\z"


class Places:
    """Answers the places of pieces."""

    def __init__(self, places: PlaceColumns, slots: Slots, columns: Sequence[AnswerColumn]) -> None:
        """Keep what the columns of places are, and what they are answered with."""
        self._places = PlaceColumns({part: at for at, part in enumerate(places.numbers)})
        self._only_zip = places.only_zip is not None
        self._slots, self._columns = slots, columns
        self._made: tuple[Sequence[Answer], pa.RecordBatch] | None = None

    def answer(self, batch: pa.RecordBatch) -> tuple[Answered, Tally]:
        """Answer a piece, and count what it came to."""
        distinct = self._zips(batch.column(0)) if self._only_zip else self._texts(batch)
        slots, page, parts = self._slotted(distinct)
        numbers = slots[distinct.number_of]
        tally = Tally()
        page.tell(numbers, tally)
        used = np.zeros(len(page.answers), dtype=bool)
        used[slots] = True
        place_of = np.cumsum(used, dtype=np.int32) - 1
        cells = [self._zip_cells(parts[0]), *(self._cells(one) for one in parts[1:])]
        answers = pa.concat_batches(cells).filter(pa.array(used))
        return Answered(answers, place_of[numbers]), tally

    def _zips(self, column: pa.Array) -> _Distinct:
        """Tell the places of a piece apart whose only part is a ZIP."""
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode(null_encoding="encode")
        values = column.dictionary
        if pa.types.is_integer(values.type):
            values = pa.array(_texts(values, "zip"), pa.string())
        plain = np.zeros(len(values) + 1, dtype=bool)
        codes = np.zeros(0, dtype=np.int32)
        if pa.types.is_string(values.type) or pa.types.is_large_string(values.type):
            fits = pc.fill_null(pc.match_substring_regex(values, _FIVE_DIGITS), False)
            plain[:-1] = fits.to_numpy(zero_copy_only=False)
            codes = values.filter(fits).cast(pa.int32()).to_numpy()
        others = values.filter(pa.array(~plain[:-1]))
        texts = [self._places.text([one]) for one in _texts(others, "zip")]
        numbers = pc.fill_null(column.indices, len(values)).to_numpy(zero_copy_only=False)
        return _Distinct(plain, codes, [*texts, ""], numbers)

    def _texts(self, batch: pa.RecordBatch) -> _Distinct:
        """Tell the places of a piece apart by their texts."""
        cells = [_texts(batch.column(at), part) for at, part in enumerate(batch.schema.names)]
        own: dict[str, int] = {}
        rows = [
            own.setdefault(self._places.text(row), len(own)) for row in zip(*cells, strict=True)
        ]
        nothing = np.zeros(0, dtype=np.int32)
        return _Distinct(np.zeros(len(own), dtype=bool), nothing, list(own), np.array(rows))

    def _slotted(self, distinct: _Distinct) -> tuple[IntArray, Page, list[Sequence[Answer]]]:
        """Return the slots of distinct places: ZIPs where all ZIPs have theirs, others behind.

        With them the page that they are on, and its answers in the parts that it was made of.
        """
        own, page = self._slots.of_zips(distinct.codes)
        known = self._slots.of_texts(distinct.others)
        extra = page_of(list(known.values()), lambda _: b"")
        behind = {text: len(page.answers) + at for at, text in enumerate(known)}
        slots = np.zeros(len(distinct.plain), dtype=np.int32)
        slots[distinct.plain] = own
        slots[~distinct.plain] = [behind[text] for text in distinct.others]
        return slots, page.and_then(extra), [page.answers, extra.answers]

    def _zip_cells(self, answers: Sequence[Answer]) -> pa.RecordBatch:
        """Return the answers of the ZIPs as columns; they are made again when there are more."""
        if self._made is None or self._made[0] is not answers:
            self._made = (answers, self._cells(answers))
        return self._made[1]

    def _cells(self, answers: Sequence[Answer]) -> pa.RecordBatch:
        rows = [answer.cells() for answer in answers]
        arrays = [
            pa.array([row[at] for row in rows], _TYPES[one.kind])
            for at, one in enumerate(self._columns)
        ]
        return pa.RecordBatch.from_arrays(arrays, names=[one.name for one in self._columns])


def _texts(column: pa.Array, part: str) -> list[str]:
    """Return a column as it would be typed; a number that is a ZIP has five digits."""
    kind = column.type
    if pa.types.is_floating(kind) and part in ("lat", "lon"):
        return ["" if x is None or x != x else _DEGREES.format(x) for x in column.to_pylist()]  # noqa: PLR0124
    cells = ["" if x is None or x != x else str(x) for x in column.to_pylist()]  # noqa: PLR0124
    if part != "zip":
        return cells
    if pa.types.is_integer(kind):
        return [cell.zfill(5) if cell else "" for cell in cells]
    return [zip_text(cell) for cell in cells]


def packed(answered: Answered) -> bytes:
    """Write the answers of a piece as bytes, to be read by `unpacked`."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, answered.answers.schema) as writer:
        writer.write_batch(answered.answers)
    table: bytes = sink.getvalue().to_pybytes()
    numbers = answered.numbers.astype("<i4").tobytes()
    return _HEAD.pack(len(table), len(numbers)) + table + numbers


def unpacked(source: BinaryIO) -> Iterator[Answered]:
    """Read the answers of all pieces, in their order."""
    while head := source.read(_HEAD.size):
        of_table, of_numbers = _HEAD.unpack(head)
        table = source.read(of_table)
        with pa.ipc.open_stream(table) as reader:
            answers = reader.read_next_batch()
        yield Answered(answers, np.frombuffer(source.read(of_numbers), dtype="<i4"))
