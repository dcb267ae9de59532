"""The directory: all facilities, loaded from a checked CSV file, found by id or by name."""

import difflib
import io
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import pandas as pd

from finder.errors import DataError, NotFound, Problem
from finder.facility import PROCEDURES, Availability, Facility
from finder.geo import Points, Vector, geodesic_m, points, vector
from finder.locations import COLUMNS, facility_of, row_faults
from finder.names import name_key

SYSTEM_KEY: Final = "medstar "
"""What a name key may begin with or not, and mean the same facility."""

NEXT_DOOR_M: Final = 400.0
"""Facilities within this of each other count as one place to go: five minutes on foot."""

_MOST_CELLS: Final = 200
_NAMES: Final = tuple(column.name for column in COLUMNS)
_WHOLE_FILE: Final = "file"
_WHOLE_ROW: Final = "row"


@dataclass(frozen=True, slots=True)
class FacilityDirectory:
    """Facilities with distinct ids, kept in name order with the id as the last key.

    `prepared` and `vectors` hold their coordinates in that order. `file` and `rows` (id to
    row number) say where each was read, for those who mend the file; both may be left out.
    `next_door` numbers the first facility of each group so close that their order cannot
    matter to anybody who goes there.
    """

    facilities: tuple[Facility, ...]
    file: str = ""
    rows: Mapping[str, int] = field(default_factory=dict, hash=False)
    prepared: Points = field(init=False, repr=False, compare=False)
    vectors: tuple[Vector, ...] = field(init=False, repr=False, compare=False)
    next_door: tuple[int, ...] = field(init=False, repr=False, compare=False)
    _by_id: dict[str, Facility] = field(init=False, repr=False, compare=False)
    _by_key: dict[str, tuple[Facility, ...]] = field(init=False, repr=False, compare=False)
    _doing: dict[str, frozenset[str]] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Put the facilities in order and prepare the look-ups."""
        ordered = tuple(sorted(self.facilities, key=lambda f: (f.name.casefold(), f.id)))
        derived = {
            "facilities": ordered,
            "prepared": points([facility.coordinate for facility in ordered]),
            "vectors": tuple(vector(facility.coordinate) for facility in ordered),
            "next_door": _next_door(ordered),
            "_by_id": {facility.id: facility for facility in ordered},
            "_by_key": _index(ordered),
            "_doing": {one.id: _doing(ordered, one.id) for one in PROCEDURES},
        }
        for name, value in derived.items():
            object.__setattr__(self, name, value)

    def __iter__(self) -> Iterator[Facility]:
        """Go through the facilities in the directory's order."""
        return iter(self.facilities)

    def __len__(self) -> int:
        """Count the facilities."""
        return len(self.facilities)

    def by_id(self, facility_id: str) -> Facility:
        """Return the facility with this id, or raise NotFound with the ids most like it."""
        found = self._by_id.get(facility_id)
        if found is None:
            alike = difflib.get_close_matches(facility_id, self._by_id)
            raise NotFound("facility", facility_id, alike)
        return found

    def beginning(self, key: str) -> tuple[Facility, ...]:
        """Return the facilities of which a name key begins with this one, in this order."""
        found = {f.id for name in self._by_key if name.startswith(key) for f in self._by_key[name]}
        return tuple(facility for facility in self.facilities if facility.id in found)

    def doing(self, procedure_id: str) -> frozenset[str]:
        """Return the ids of the facilities that list a procedure; "unknown" is not a yes."""
        return self._doing.get(procedure_id, frozenset())

    @property
    def keys(self) -> tuple[str, ...]:
        """Return every key that `by_name` knows, in order."""
        return tuple(sorted(self._by_key))

    def by_name(self, text: str) -> tuple[Facility, ...]:
        """Return the facilities that go by this name or alias, in the directory's order.

        Spellings with one `name_key` are the same, and a leading "MedStar" may be left out
        or added. Usually there is one facility or none.
        """
        return self._by_key.get(name_key(text), ())


def _next_door(facilities: tuple[Facility, ...]) -> tuple[int, ...]:
    firsts: list[int] = []
    for at, facility in enumerate(facilities):
        near = (
            first
            for other, first in enumerate(firsts)
            if geodesic_m(facilities[other].coordinate, facility.coordinate) <= NEXT_DOOR_M
        )
        firsts.append(next(near, at))
    return tuple(firsts)


def _index(facilities: tuple[Facility, ...]) -> dict[str, tuple[Facility, ...]]:
    index: defaultdict[str, list[Facility]] = defaultdict(list)
    for facility in facilities:
        names = (facility.name, *facility.aliases)
        plain = {name_key(name).removeprefix(SYSTEM_KEY) for name in names}
        for key in plain - {""}:
            index[key].append(facility)
            index[SYSTEM_KEY + key].append(facility)
    return {key: tuple(found) for key, found in index.items()}


def _doing(facilities: tuple[Facility, ...], procedure_id: str) -> frozenset[str]:
    return frozenset(f.id for f in facilities if f.does(procedure_id) is Availability.YES)


@dataclass(frozen=True, slots=True)
class _Row:
    """A row that is not blank, as stripped text: number 1 is the header."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Table:
    """The text of a file, before anything in it is believed."""

    file: str
    header: tuple[str, ...]
    rows: tuple[_Row, ...]

    def fits(self, row: _Row) -> bool:
        """Tell whether a row has a cell for each column, and beyond them only empty ones."""
        width = len(self.header)
        return len(row.cells) >= width and not any(row.cells[width:])

    def named(self, row: _Row) -> dict[str, str]:
        """Return the cells of a row by the names of their columns."""
        return dict(zip(self.header, row.cells, strict=False))

    def problem(self, row: _Row | None, column: str, value: str, expected: str) -> Problem:
        """Make a problem of this file."""
        return Problem(self.file, None if row is None else row.number, column, value, expected)


def load(path: Path, *, today: date) -> FacilityDirectory:
    """Read a locations file and check all of it; COLUMNS in `locations.py` says its form.

    Blank rows, and empty cells beyond the header's last, are passed over. Raises DataError
    with all problems in row order. A row with too many or too few cells is one problem:
    its other cells are not judged, since it is not known which columns they belong to.
    """
    table = _read(path)
    problems = [problem for check in FILE_CHECKS for problem in check(table, today)]
    if problems:
        raise DataError(sorted(problems, key=lambda problem: problem.row or 0))
    facilities = {row.number: facility_of(table.named(row)) for row in table.rows}
    rows = {facility.id: number for number, facility in facilities.items()}
    return FacilityDirectory(tuple(facilities.values()), table.file, rows)


def header_is_known(table: _Table, _: date) -> Iterator[Problem]:
    """Find columns that are missing, that nobody knows, and that stand there twice."""
    header = _Row(1, table.header)
    for name in _NAMES:
        if name not in table.header:
            yield table.problem(header, name, "", "a column of this name in the header")
    for name, count in Counter(table.header).items():
        if name not in _NAMES:
            alike = difflib.get_close_matches(name, set(_NAMES) - set(table.header), n=1)
            hint = f"; did you mean {alike[0]}?" if alike else ""
            yield table.problem(header, name, name, f"a column that Finder knows{hint}")
        elif count > 1:
            yield table.problem(header, name, name, "this column only once")


def there_are_rows(table: _Table, _: date) -> Iterator[Problem]:
    """Find a file with a header only."""
    if not table.rows:
        yield table.problem(None, _WHOLE_FILE, "", "at least one facility below the header")


def rows_are_as_wide_as_the_header(table: _Table, _: date) -> Iterator[Problem]:
    """Find rows with too many or too few cells."""
    expected = f"{len(table.header)} cells, as in the header; text with a comma stands in quotes"
    for row in table.rows:
        if not table.fits(row):
            yield table.problem(row, _WHOLE_ROW, f"{len(row.cells)} cells", expected)


def cells_are_sound(table: _Table, today: date) -> Iterator[Problem]:
    """Find everything that is wrong within a row."""
    for row in filter(table.fits, table.rows):
        cells = table.named(row)
        for column, expected in row_faults(cells, today):
            yield table.problem(row, column, cells[column], expected)


def ids_are_unique(table: _Table, _: date) -> Iterator[Problem]:
    """Find ids that an earlier row has."""
    first: dict[str, int] = {}
    for row in filter(table.fits, table.rows):
        facility_id = table.named(row).get("id")
        if facility_id and first.setdefault(facility_id, row.number) != row.number:
            expected = f"an id of its own; row {first[facility_id]} has this one"
            yield table.problem(row, "id", facility_id, expected)


FILE_CHECKS: Final[tuple[Callable[[_Table, date], Iterator[Problem]], ...]] = (
    header_is_known,
    there_are_rows,
    rows_are_as_wide_as_the_header,
    cells_are_sound,
    ids_are_unique,
)
"""Asked of every file that can be read at all."""


def _read(path: Path) -> _Table:
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
        _Row(number, tuple(cell.strip() for cell in cells if isinstance(cell, str)))
        for number, cells in enumerate(frame.to_numpy().tolist(), start=1)
    ]
    if not rows:
        raise _unreadable(path, "", "a header and at least one facility")
    header = rows[0].cells
    while header and not header[-1]:
        header = header[:-1]
    return _Table(path.name, header, tuple(row for row in rows[1:] if any(row.cells)))


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
