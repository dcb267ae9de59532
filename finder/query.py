"""Queries: what a text says, in parts, before anything is looked up."""

from dataclasses import dataclass, field
from enum import StrEnum

from finder.geo import Coordinate
from finder.notes import Note
from finder.readings import Reading
from finder.street_readings import StreetReading


class QueryKind(StrEnum):
    """The forms a text can have."""

    COORDINATE = "coordinate"
    ZIP = "zip"
    ADDRESS = "address"
    NAME = "name"
    STREET = "street"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What the text says, in parts. `readings` are in the order in which to try them.

    `address` is the whole text where it holds a street, and empty where it does not.
    `streets` likewise: what its street may be, empty where it names none.
    """

    kind: QueryKind
    coordinate: Coordinate | None = None
    radius_m: float = 0.0
    zip: str | None = None
    readings: tuple[Reading, ...] = ()
    notes: tuple[Note, ...] = ()
    halves: tuple["ParsedQuery", ...] = ()
    tail: str = ""
    quadrant: str | None = None
    address: str = field(default="", repr=False)
    streets: tuple[StreetReading, ...] = ()

    @property
    def is_name(self) -> bool:
        """Tell whether the text as a whole can be a name, of a street or of a place."""
        return self.kind in (QueryKind.NAME, QueryKind.STREET)
