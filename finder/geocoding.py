"""Geocodings: what a text was taken to be, as values, and how they are made."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from finder.directory import FacilityDirectory
from finder.facility import Facility
from finder.gazetteer import Gazetteer
from finder.geo import Coordinate
from finder.notes import Note, NoteCode
from finder.place import Granularity, Place
from finder.providers import Provider
from finder.spelling import Spelling
from finder.streets import StreetIndex

MOST_CANDIDATES: Final = 10
"""More choices than this are no help on a phone; a note says to add the state."""

FACILITY_RADIUS_M: Final = 250.0
"""A hospital's grounds around its validated point (sources agree within 132 m)."""

FACILITY_ID: Final = "facility-"
STREET_ID: Final = "street-"


class Status(StrEnum):
    """The three kinds of answer."""

    MATCH = "match"
    TIE = "tie"
    NO_MATCH = "no_match"


@dataclass(frozen=True, slots=True)
class Step:
    """One thing that a resolver tried and what came of it, for `finder explain`."""

    tried: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Passed:
    """A resolver's reason to leave a query to the next, and what is to be said for it."""

    step: Step
    notes: tuple[Note, ...] = ()


@dataclass(frozen=True, slots=True)
class Geocoding:
    """What the text was taken to be: `best` with a match, `candidates` with a tie.

    One candidate alone is a question too: "Is this the place you mean?". After a match that
    passed other places over, `candidates` holds those others. `answered`
    names the resolver, empty where none knew anything or a candidate was chosen.
    """

    status: Status
    best: Place | None = None
    candidates: tuple[Place, ...] = ()
    notes: tuple[Note, ...] = ()
    steps: tuple[Step, ...] = ()
    answered: str = ""


@dataclass(frozen=True, slots=True)
class Atlas:
    """What geocoding looks things up in. `streets` is None where no index was built."""

    gazetteer: Gazetteer
    directory: FacilityDirectory
    spelling: Spelling
    provider: Provider | None = None
    streets: StreetIndex | None = None

    @property
    def finds_streets(self) -> bool:
        """Tell whether a street address can be looked up, here or with a provider."""
        return self.streets is not None or self.provider is not None


def facility_place(facility: Facility) -> Place:
    """Return a hospital as a place, to be an origin or a candidate."""
    return Place(
        id=f"{FACILITY_ID}{facility.id}",
        name=facility.name,
        granularity=Granularity.FACILITY,
        state=facility.state,
        county=facility.county,
        coordinate=facility.coordinate,
        radius_m=FACILITY_RADIUS_M,
        source="hospital list",
        within=facility.city,
        zips=(facility.zip,),
    )


def coordinate_place(
    coordinate: Coordinate, radius_m: float, near: Place, street: str = ""
) -> Place:
    """Return a typed coordinate as a place, known by a street and the city of the nearest ZIP."""
    return Place(
        id="coordinate",
        name=f"{street}, {near.within}" if street else near.within,
        granularity=Granularity.COORDINATE,
        state=near.state,
        county=near.county,
        coordinate=coordinate,
        radius_m=radius_m,
        source="typed coordinate",
    )


def match(place: Place, step: Step, notes: tuple[Note, ...] = ()) -> Geocoding:
    """Return a match with the step that found it."""
    return Geocoding(Status.MATCH, best=place, notes=notes, steps=(step,))


def tie(places: tuple[Place, ...], step: Step) -> Geocoding:
    """Return a tie of the first places; a note counts the others."""
    more = len(places) - MOST_CANDIDATES
    notes = (Note(NoteCode.MORE_CANDIDATES, (str(more),)),) if more > 0 else ()
    return Geocoding(Status.TIE, candidates=places[:MOST_CANDIDATES], notes=notes, steps=(step,))


def no_match(code: NoteCode) -> Geocoding:
    """Return no match, with the reason."""
    return Geocoding(Status.NO_MATCH, notes=(Note(code),))
