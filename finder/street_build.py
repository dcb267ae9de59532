"""Building a street index from files: each is read once, whatever stops the work in between."""

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from finder.errors import DataError, Problem
from finder.street_draft import Draft
from finder.street_file import StreetSource
from finder.street_index import write_index
from finder.street_points import Layout
from finder.street_sources import SourceFile, source_file

Progress = Callable[[int], None]
"""Told how many bytes more have been read."""


@dataclass(frozen=True, slots=True)
class Built:
    """What went into an index, and the features of it that could not be used."""

    sources: tuple[StreetSource, ...]
    problems: tuple[Problem, ...]


def source_files(paths: Iterable[Path], layout: Layout | None = None) -> tuple[SourceFile, ...]:
    """Find the readers of files, each file once; raise DataError with all that have none."""
    found: dict[str, SourceFile] = {}
    problems: list[Problem] = []
    for path in paths:
        try:
            one = source_file(path, layout)
            found.setdefault(one.key, one)
        except DataError as error:
            problems.extend(error.problems)
    if problems:
        raise DataError(problems)
    return tuple(found.values())


def build(files: Sequence[SourceFile], output: Path, progress: Progress) -> Built:
    """Read the files and write the index in place of an older one.

    Raises DataError where a file cannot be read or the index not be written: the older one stays,
    and the next try goes on with what was read.
    """
    draft_path = output.with_name(f"{output.name}.draft")
    try:
        with Draft(draft_path) as draft:
            draft.keep_only(one.key for one in files)
            _read(files, draft, progress)
            write_index(draft, output)
            sources = draft.sources()
            built = Built(
                tuple(sources[one.key] for one in files),
                tuple(problem for one in files for problem in draft.problems(one.key)),
            )
    except (sqlite3.DatabaseError, OSError) as error:
        if isinstance(error, sqlite3.DatabaseError) and not isinstance(
            error, sqlite3.OperationalError
        ):
            draft_path.unlink(missing_ok=True)  # it is damaged: the next try begins anew
        expected = "a folder that can be written to, with room on its disk"
        why = error.strerror if isinstance(error, OSError) else str(error)
        raise DataError([Problem(output.name, None, "file", why or "", expected)]) from error
    draft_path.unlink()
    return built


def _read(files: Sequence[SourceFile], draft: Draft, progress: Progress) -> None:
    """Read what the draft does not have yet; a file that cannot be read stops no other."""
    problems: list[Problem] = []
    read = draft.sources()
    for one in files:
        count = _Count(progress)
        try:
            if one.key not in read:
                draft.add(one.key, one.source, one.features(count.up_to))
        except DataError as error:
            problems.extend(error.problems)
        count.up_to(one.size)
    if problems:
        raise DataError(problems)


class _Count:
    """Turns how far a file was read into how much more that is."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._done = progress, 0

    def up_to(self, done: int) -> None:
        """Tell the bytes since the last time."""
        self._progress(done - self._done)
        self._done = done
