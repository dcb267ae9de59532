"""Outputs: two files that `finder batch` wrote, row by row; and which kind of file a version is."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import zip_longest
from pathlib import Path
from typing import Final, NamedTuple

from finder.answers import PREFIX
from finder.csvrows import Head, Record, pieces, read_head, records
from finder.errors import DataError, UsageError
from finder.redirects import NOBODY, OVERALL, Case, First, Origin, OriginKind

_FIRST: Final = f"{PREFIX}status"
_ID_COLUMN: Final = re.compile(rf"{PREFIX}(?:([a-z_]+)_)?nearest_id")
_ID: Final = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_MINUTES: Final = re.compile(r"[0-9]{1,5}(?:\.[0-9]{1,3})?")
_PIECE: Final = 1 << 20


class Kind(StrEnum):
    """What can be compared, in the words of what is expected."""

    HOSPITALS = "a locations.csv (columns id, latitude, longitude and more)"
    OUTPUT = "a CSV from finder batch (its last columns begin with finder_)"


def kind_of_both(old: Path, new: Path) -> Kind:
    """Return what two files are; raise UsageError unless they are of one kind."""
    kind = _kind(old, "old")
    if _kind(new, "new") is not kind:
        raise UsageError("new", new.name, f"{kind.value}, like OLD")
    return kind


def _kind(path: Path, field: str) -> Kind:
    try:
        with path.open("rb") as file:
            names = {*read_head(file, path.name).names}
    except (OSError, DataError):
        names = set()
    if {_FIRST, f"{PREFIX}nearest_id"} <= names:
        return Kind.OUTPUT
    if {"id", "latitude", "longitude"} <= names:
        return Kind.HOSPITALS
    raise UsageError(field, path.name, f"{Kind.HOSPITALS.value}, or {Kind.OUTPUT.value}")


class _Row(NamedTuple):
    """The list's own cells, to see that both rows are the same, and the firsts by question."""

    own: Sequence[object]
    firsts: dict[str, First]


@dataclass(frozen=True, slots=True)
class _Output:
    """One output.

    `places` are where each question's id and minutes stand, counted from a row's end: a row of
    the list may have more cells than its header.
    """

    path: Path
    field: str
    head: Head
    places: dict[str, tuple[int, int]]

    @classmethod
    def opened(cls, path: Path, field: str) -> "_Output":
        with path.open("rb") as source:
            head = read_head(source, path.name)
        names = head.names
        last = len(names) - names[::-1].index(_FIRST) - 1
        from_end = {name: at - len(names) for at, name in enumerate(names) if at >= last}
        found = [match for name in from_end if (match := _ID_COLUMN.fullmatch(name))]
        minutes = [f"{one[0].removesuffix('nearest_id')}minutes" for one in found]
        if any(one not in from_end for one in minutes) or not all(map(_is_ours, from_end)):
            raise UsageError(field, path.name, f"{Kind.OUTPUT.value}, as it was written")
        places = {
            one[1] or OVERALL: (from_end[one[0]], from_end[other])
            for one, other in zip(found, minutes, strict=True)
        }
        return cls(path, field, head, places)

    @property
    def added(self) -> int:
        """Count the columns that `finder batch` added."""
        names = self.head.names
        return names[::-1].index(_FIRST) + 1

    def rows(self) -> Iterator[_Row]:
        """Read the rows in order; the header is row 1."""
        number = 1
        with self.path.open("rb") as source:
            for piece in pieces(source, self.head, start=self.head.length, size=_PIECE):
                for record in records(piece, self.head):
                    number += 1
                    yield self._row(record, number)

    def _row(self, record: Record, number: int) -> _Row:
        if record.fault is not None:  # a quote that the list itself never closes
            return _Row((record.raw,), dict.fromkeys(self.places, NOBODY))
        if len(record.cells) < self.added:
            raise self.unfit(number)
        firsts = {
            question: self._first(record.cells[id_at], record.cells[minutes_at], number)
            for question, (id_at, minutes_at) in self.places.items()
        }
        return _Row(record.cells[: -self.added], firsts)

    def _first(self, id_: str, minutes: str, number: int) -> First:
        if (id_ and not _ID.fullmatch(id_)) or (minutes and not _MINUTES.fullmatch(minutes)):
            raise self.unfit(number)
        return First(id_ or None, float(minutes) if minutes else None)

    def unfit(self, number: int) -> UsageError:
        """Return the error for a row; it names its number and nothing that stands in it."""
        return UsageError(self.field, self.path.name, f"row {number} as finder batch writes it")


def _is_ours(name: str) -> bool:
    return name.startswith(PREFIX)


def cases_of_rows(old: Path, new: Path) -> Iterator[Case]:
    """Go through two outputs of one list, row by row.

    Raises UsageError where they are not: other columns, other rows, or another order.
    """
    before, after = _Output.opened(old, "old"), _Output.opened(new, "new")
    if before.places.keys() != after.places.keys():
        raise UsageError("new", new.name, "the same procedure as in OLD, or none in both")
    for number, pair in enumerate(zip_longest(before.rows(), after.rows()), start=2):
        one, other = pair
        if one is None or other is None:
            raise UsageError(
                "new", new.name, f"as many rows as OLD has; one ends before row {number}"
            )
        if list(one.own) != list(other.own):
            raise UsageError(
                "new", new.name, f"the rows of OLD in their order; row {number} is another"
            )
        origin = Origin(OriginKind.ROW, str(number), 1.0)
        for question in before.places:
            yield Case(question, origin, one.firsts[question], other.firsts[question])
