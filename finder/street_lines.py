"""Lines of text of a file of address points: plain, or in a gzip, or alone in a zip."""

import csv
import gzip
import io
import zipfile
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import IO, Final, cast

from finder.errors import DataError, Problem

Tell = Callable[[int], None]
"""Told how many bytes of a file have been read."""


_DAMAGED: Final = (
    OSError, EOFError, UnicodeDecodeError, csv.Error, zipfile.BadZipFile, zlib.error,
    NotImplementedError, RuntimeError,
)  # fmt: skip
"""What reading a damaged file ends in; the last two come from zips of other kinds."""


@contextmanager
def whole(path: Path) -> Iterator[None]:
    """Turn what reading a damaged file ends in into DataError."""
    try:
        yield
    except _DAMAGED as error:
        why = type(error).__name__
        problem = Problem(
            path.name, None, "file", why, "a whole file of UTF-8 text, or its gz or zip"
        )
        raise DataError([problem]) from error


_TELL_EVERY: Final = 2_000
_LONGEST_CELL: Final = 1_000_000


@contextmanager
def lines_of(path: Path, tell: Tell) -> Iterator[Iterator[str]]:
    """Open a file, or the only one in a zip, as lines of text, and tell how far it was read."""
    csv.field_size_limit(_LONGEST_CELL)
    with ExitStack() as stack:
        packed = stack.enter_context(path.open("rb"))
        plain: IO[bytes] = packed
        if path.suffix == ".gz":
            plain = cast(IO[bytes], stack.enter_context(gzip.open(packed)))
        elif path.suffix == ".zip":
            archive = stack.enter_context(zipfile.ZipFile(packed))
            plain = stack.enter_context(archive.open(only_file(path, archive)))
        text = stack.enter_context(io.TextIOWrapper(plain, encoding="utf-8-sig", newline=""))
        yield _told(text, packed, tell)


def only_file(path: Path, archive: zipfile.ZipFile) -> str:
    """Return the one file of a zip that may hold addresses."""
    names = [
        one for one in archive.namelist() if one.lower().endswith((".csv", ".txt", ".geojson"))
    ]
    tables = [one for one in names if not Path(one).name.lower().startswith("readme")]
    if len(tables) != 1:
        expected = (
            "one CSV, text or GeoJSON file in the zip; unpack it and name those that you want"
        )
        raise DataError([Problem(path.name, None, "file", f"{len(tables)} of them", expected)])
    return tables[0]


def _told(lines: Iterable[str], packed: IO[bytes], tell: Tell) -> Iterator[str]:
    for number, line in enumerate(lines):
        if number % _TELL_EVERY == 0:
            tell(packed.tell())
        yield line


def content_name(path: Path) -> str:
    """Return the name of what a file holds once it is unpacked, in lower case."""
    name = path.name.lower()
    if path.suffix.lower() != ".zip":
        return name.removesuffix(".gz")
    with whole(path), zipfile.ZipFile(path) as archive:
        return only_file(path, archive).lower()
