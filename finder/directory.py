"""The directory: all facilities, loaded from a checked CSV file, found by id or by name."""

import difflib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

from finder.errors import NotFound, Problem
from finder.facility import PROCEDURES, Availability, Facility
from finder.geo import Points, Vector, geodesic_m, points, vector
from finder.locations import COLUMNS, facility_of, row_faults
from finder.names import name_key
from finder.table import FORM_CHECKS, FileCheck, Table, checked, read_table

SYSTEM_KEY: Final = "medstar "
"""What a name key may begin with or not, and mean the same facility."""

NEXT_DOOR_M: Final = 400.0
"""Facilities within this of each other count as one place to go: five minutes on foot."""

_NAMES: Final = tuple(column.name for column in COLUMNS)


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


def load(path: Path, *, today: date) -> FacilityDirectory:
    """Read a locations file and check all of it; COLUMNS in `locations.py` says its form.

    Blank rows, and empty cells beyond the header's last, are passed over. Raises DataError
    with all problems in row order. A row with too many or too few cells is one problem:
    its other cells are not judged, since it is not known which columns they belong to.
    """
    table = checked(read_table(path, _NAMES), FILE_CHECKS, today=today)
    facilities = {row.number: facility_of(table.named(row)) for row in table.rows}
    rows = {facility.id: number for number, facility in facilities.items()}
    return FacilityDirectory(tuple(facilities.values()), table.file, rows)


def cells_are_sound(table: Table, today: date) -> Iterator[Problem]:
    """Find everything that is wrong within a row."""
    for row in filter(table.fits, table.rows):
        cells = table.named(row)
        for column, expected in row_faults(cells, today):
            yield table.problem(row, column, cells[column], expected)


def ids_are_unique(table: Table, _: date) -> Iterator[Problem]:
    """Find ids that an earlier row has."""
    first: dict[str, int] = {}
    for row in filter(table.fits, table.rows):
        facility_id = table.named(row).get("id")
        if facility_id and first.setdefault(facility_id, row.number) != row.number:
            expected = f"an id of its own; row {first[facility_id]} has this one"
            yield table.problem(row, "id", facility_id, expected)


FILE_CHECKS: Final[tuple[FileCheck, ...]] = (*FORM_CHECKS, cells_are_sound, ids_are_unique)
"""Asked of every file that can be read at all."""
