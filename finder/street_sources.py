"""Sources of a street index: which reader a file is for, and what it is called by."""

import csv
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from finder import tiger
from finder.errors import DataError, Problem
from finder.street_draft import Feature
from finder.street_file import StreetSource
from finder.street_lines import Tell, content_name, lines_of, whole
from finder.street_points import Layout, checked_layout, csv_points, geojson_points


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file that is to be read: `features` reads it, `key` changes when it does."""

    path: Path
    key: str
    source: StreetSource
    size: int
    features: Callable[[Tell], Iterator[Feature]]


def source_file(path: Path, layout: Layout | None) -> SourceFile:
    """Find the reader of a file by its name and its header, or raise DataError."""
    try:
        state = path.stat()
    except OSError as error:
        expected = "a file that can be read"
        raise DataError(
            [Problem(path.name, None, "file", error.strerror or "", expected)]
        ) from error
    kind, vintage, features = _reader(path, layout)
    key = f"{path.resolve()}|{state.st_size}|{state.st_mtime_ns}|{layout}"
    return SourceFile(path, key, StreetSource(path.name, kind, vintage), state.st_size, features)


def _reader(
    path: Path, layout: Layout | None
) -> tuple[str, str, Callable[[Tell], Iterator[Feature]]]:
    if tiger.FILE_NAME.fullmatch(path.name):
        return "tiger", tiger.vintage_of(path), lambda tell: _tiger(path, tell)
    if content_name(path).endswith((".geojson", ".geojsonl", ".ndjson")):
        return "openaddresses", "", lambda tell: geojson_points(path, tell)
    found = _header_layout(path, layout)
    release = re.search(r"nad_(r[0-9]+)", content_name(path)) if found.kind == "nad" else None
    vintage = "" if release is None else release[1]
    return found.kind, vintage, lambda tell: csv_points(path, tell, layout)


def _header_layout(path: Path, layout: Layout | None) -> Layout:
    """Read the header alone, so that a file with other columns is known before any work."""
    with whole(path), lines_of(path, lambda _: None) as lines:
        return checked_layout(path, [name.strip() for name in next(csv.reader(lines), [])], layout)


def _tiger(path: Path, tell: Tell) -> Iterator[Feature]:
    yield from tiger.features(path)
    tell(path.stat().st_size)
