"""The list: every row of a file with the hospitals for its place behind it.

A file goes through piece by piece, so that memory does not grow with it; finished pieces are
journaled, so that a killed run goes on where it was. `answer_csv` is the same without a file:
what is read from one stream is written to another.
"""

import hashlib
import io
import json
import os
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO, Final, Protocol
from zlib import crc32

import msgspec
from platformdirs import user_cache_path

from finder.answers import Answer, columns_of
from finder.csvlist import CsvList, Done, header_of, writer_of
from finder.csvrows import Piece, pieces, read_head
from finder.engines import Engine, Helpers, Recipe
from finder.errors import DataError, Problem, UsageError
from finder.gazetteer import Gazetteer
from finder.journal import Journal, Mark
from finder.panel import PlaceColumns, chosen_columns, found_columns
from finder.parquetlist import ParquetList, Places, packed, unpacked
from finder.resources import gazetteer_path
from finder.roads import CACHE
from finder.slots import Ask, Slots
from finder.tally import Tally

ENDINGS: Final = {".csv": None, ".tsv": "\t", ".parquet": None, ".xlsx": None, ".xls": None}
"""Files that are read, by the end of their names; with the delimiter where that says it."""

_EXCEL: Final = (".xlsx", ".xls")
_IN_EXPECTED: Final = "a file that ends in " + ", ".join(ENDINGS)

PIECE: Final = 1 << 20
"""Bytes of a CSV that are worked on at a time: some seconds of work with addresses."""

_ABREAST: Final = 2
"""Pieces that are worked on at the same time; NumPy and Arrow leave Python's lock meanwhile."""

Progress = Callable[[int, int], None]
"""Told how many more units (bytes of a CSV, rows of a Parquet file, twice) and rows are done."""


def _silent(_units: int, _rows: int) -> None:
    """Tell nobody."""


@dataclass(frozen=True, slots=True)
class Work:
    """What somebody asked for: which columns say the place, and which procedure is meant."""

    columns: str = ""
    procedure: str | None = None

    def places(self, names: tuple[str, ...]) -> PlaceColumns:
        """Find the columns of places, or raise UsageError; ours must not be there yet."""
        for column in columns_of(self.procedure):
            if column.name in names:
                expected = f"a file without a column {column.name}, which Finder would add"
                raise UsageError("in", column.name, expected)
        return chosen_columns(names, self.columns) if self.columns else found_columns(names)


class Sink(Protocol):
    """Where the answered pieces go."""

    def write(self, data: bytes | memoryview) -> object:
        """Write behind what is there."""

    def done(self, source: int, checksum: int, state: dict[str, Any]) -> None:
        """Be told that the input is done up to here, and the CRC-32 of what was written for it."""


class _Stream:
    """A sink that keeps nothing but what is written."""

    def __init__(self, target: BinaryIO) -> None:
        self._target = target

    def write(self, data: bytes | memoryview) -> object:
        return self._target.write(data)

    def done(self, source: int, checksum: int, state: dict[str, Any]) -> None:
        pass


def answer_csv(source: BinaryIO, target: BinaryIO, work: Work, ask: Ask, *, file: str) -> Tally:
    """Answer a CSV from one seekable stream into another; `file` names it in errors.

    `ask` is `Answerer.answer`, or an engine's. Raises DataError where it is no CSV in UTF-8,
    and UsageError where the columns don't fit. Nothing is kept.
    """
    head = read_head(source, file)
    slots = Slots(ask, writer_of(head.delimiter), dict)
    answers = CsvList(head, work.places(head.names), slots, work.procedure)
    return _answer_csv(source, _Stream(target), answers)


def _answer_csv(
    source: BinaryIO,
    sink: Sink,
    answers: CsvList,
    mark: Mark | None = None,
    progress: Progress = _silent,
) -> Tally:
    """Answer what a source has behind a mark; header and last end of line are written too."""
    head = answers.head
    at, tally = (head.length, Tally()) if mark is None else _gone_on(mark)
    progress(at, 0)
    if mark is None:
        header = header_of(head, columns_of(answers.procedure))
        sink.write(header)
        sink.done(at, crc32(header), tally.plain())
    for piece, done in _in_order(pieces(source, head, start=at, size=PIECE), answers.answer):
        sink.write(done.written)
        tally.add_all(done.tally)
        sink.done(piece.end, done.checksum, tally.plain())
        progress(piece.end - at, done.tally.rows)
        at = piece.end
    sink.write(head.newline)
    return tally


def _gone_on(mark: Mark) -> tuple[int, Tally]:
    return mark.source, Tally.of_plain(mark.state)


def _in_order(
    given: Iterator[Piece], answer: Callable[[Piece], Done]
) -> Iterator[tuple[Piece, Done]]:
    """Work on a few pieces at the same time; give them in their order."""
    waiting: deque[tuple[Piece, Future[Done]]] = deque()
    with ThreadPoolExecutor(_ABREAST) as threads:
        try:
            for piece in given:
                waiting.append((piece, threads.submit(answer, piece)))
                if len(waiting) > _ABREAST:
                    first, done = waiting.popleft()
                    yield first, done.result()
            while waiting:
                first, done = waiting.popleft()
                yield first, done.result()
        finally:
            threads.shutdown(cancel_futures=True)


@dataclass(frozen=True, slots=True)
class Job:
    """A file to answer, and who does it."""

    source: Path
    out: Path
    work: Work
    recipe: Recipe
    helpers: Helpers | None = None

    def check(self) -> None:
        """Raise UsageError where the files can't be what is meant."""
        ending, out = self.source.suffix.lower(), self.out.suffix.lower()
        if ending not in ENDINGS or not self.source.is_file():
            raise UsageError("in", self.source.name, f"{_IN_EXPECTED} and is there")
        alike = (".csv", ".tsv") if ending != ".parquet" else (".parquet",)
        if out not in alike or (ending in (".csv", ".tsv") and out != ending):
            names = ending if ending not in _EXCEL else ".csv or .tsv"
            raise UsageError("out", self.out.name, f"a name that ends in {names}, like the input's")
        if not self.out.parent.is_dir() or self.out.is_dir():
            raise UsageError("out", self.out.name, "a file in a folder that is there")
        if self.out.exists() and self.out.samefile(self.source):
            raise UsageError("out", self.out.name, "another file than the input")

    @property
    def identity(self) -> str:
        """Name all that the output follows from: the input, the columns, the version."""
        stat = self.source.stat()
        with self.source.open("rb") as file:
            start = hashlib.sha256(file.read(PIECE)).hexdigest()
        asked = [self.work.columns, self.out.suffix.lower(), stat.st_size, stat.st_mtime_ns, start]
        return hashlib.sha256(json.dumps([self.recipe.digest, *asked]).encode()).hexdigest()


def length_of(job: Job) -> int:
    """Return how many units of progress a job has: bytes, or rows read and rows written."""
    if job.source.suffix.lower() == ".parquet":
        return 2 * ParquetList(job.source, job.source.name).rows
    return job.source.stat().st_size


def run(job: Job, progress: Progress = _silent) -> Tally:
    """Answer a file into another, going on where a killed run of the same job was.

    Raises UsageError, DataError or ConfigurationError; what is finished then stays, and the
    same job goes on from there.
    """
    job.check()
    with ExitStack() as stack:
        engine = Engine(job.recipe, job.helpers)
        stack.callback(engine.close)
        journal = stack.enter_context(Journal.opened(job.out, job.identity))
        form = _parquet if job.source.suffix.lower() == ".parquet" else _csv
        return form(job, journal, engine.ask, progress)


def _csv(job: Job, journal: Journal, ask: Ask, progress: Progress) -> Tally:
    ending = job.source.suffix.lower()
    source = _excel(job) if ending in _EXCEL else job.source.open("rb")
    with source:
        head = read_head(source, job.source.name, ENDINGS[ending])
        slots = Slots(ask, writer_of(head.delimiter), partial(all_zips, job.recipe, ask))
        answers = CsvList(head, job.work.places(head.names), slots, job.work.procedure)
        tally = _answer_csv(source, journal, answers, journal.mark, progress)
    journal.finish()
    return tally


def _excel(job: Job) -> BinaryIO:
    """Read the first sheet as text, by pandas and the library that it needs for it."""
    import pandas as pd  # noqa: PLC0415 (only Excel needs it here)

    try:
        frame = pd.read_excel(job.source, dtype=str, keep_default_na=False)
    except ImportError as error:
        expected = "openpyxl, which comes with pip install 'medstar-finder[excel]', or a CSV"
        raise DataError([Problem(job.source.name, None, "file", "Excel", expected)]) from error
    except ValueError as error:
        expected = "an Excel workbook that can be read"
        raise DataError([Problem(job.source.name, None, "file", "", expected)]) from error
    delimiter = ENDINGS[job.out.suffix.lower()] or ","
    return io.BytesIO(frame.to_csv(index=False, sep=delimiter).encode())


def _parquet(job: Job, journal: Journal, ask: Ask, progress: Progress) -> Tally:
    given = ParquetList(job.source, job.source.name)
    columns, places = columns_of(job.work.procedure), job.work.places(given.names)
    slots = Slots(ask, lambda _: b"", partial(all_zips, job.recipe, ask))
    answers = Places(places, slots, columns)
    at, tally = (0, Tally()) if journal.mark is None else _gone_on(journal.mark)
    progress(at, 0)
    for end, batch in given.places(places, start=at):
        answered, counted = answers.answer(batch)
        written = packed(answered)
        journal.write(written)
        tally.add_all(counted)
        journal.done(end, crc32(written), tally.plain())
        progress(end - at, counted.rows)
        at = end
    whole = journal.scratch()
    given.write(whole, columns, unpacked(journal.part()), lambda rows: progress(rows, 0))
    journal.finish(whole)
    return tally


def all_zips(recipe: Recipe, ask: Ask) -> dict[str, Answer]:
    """Return the answers of every ZIP: facts of public places, kept where the fields are kept.

    They are worked out once for each version of the program and its data.
    """
    folder = user_cache_path(CACHE) if recipe.cache is None else recipe.cache
    path = folder / f"zips-{recipe.digest[:24]}.json"
    with suppress(OSError, msgspec.DecodeError):
        return msgspec.json.decode(path.read_bytes(), type=dict[str, Answer])
    codes = Gazetteer(gazetteer_path()).zip_codes()
    answers = dict(zip(codes, ask(codes), strict=True))
    with suppress(OSError):
        folder.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.write_bytes(msgspec.json.encode(answers))
        fresh.replace(path)
    return answers
