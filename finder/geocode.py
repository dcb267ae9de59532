"""Geocoding: a parsed query to a match, a tie or no match, never a silent first pick.

The resolvers stand in one tuple and are asked in turn; the first that knows anything
about the query answers. Every one leaves a step in the trace that `finder explain` prints.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache
from typing import Final

from finder.directory import FacilityDirectory
from finder.facility import Facility
from finder.gazetteer import Gazetteer
from finder.geo import Coordinate, chords, points
from finder.names import name_key
from finder.notes import Note, NoteCode
from finder.parse import ParsedQuery, QueryKind, Reading
from finder.place import Granularity, Place
from finder.tie import contest, decide

MOST_CANDIDATES: Final = 10
"""More choices than this are no help on a phone; a note says to add the state."""

WITHIN_CITY_M: Final = 25_000.0
"""A neighborhood named with its city lies within this of the city's middle: Los Angeles,
the most spread out, reaches 40 km, but its quarters are postal places of their own."""

DISAGREEMENT_M: Final = 25_000.0
"""Beyond both radii, how much further apart a ZIP and a town typed together may lie."""

FACILITY_RADIUS_M: Final = 250.0
"""A hospital's grounds around its validated point (sources agree within 132 m)."""


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
class Geocoding:
    """What the text was taken to be: `best` with a match, two or more `candidates` with a tie.

    After a match that passed other places over, `candidates` holds those others.
    """

    status: Status
    best: Place | None = None
    candidates: tuple[Place, ...] = ()
    notes: tuple[Note, ...] = ()
    steps: tuple[Step, ...] = ()


@dataclass(frozen=True, slots=True)
class Atlas:
    """What geocoding looks things up in."""

    gazetteer: Gazetteer
    directory: FacilityDirectory


def geocode(query: ParsedQuery, atlas: Atlas) -> Geocoding:
    """Find what a parsed query means; notes of the parser come first, then those found here."""
    steps: list[Step] = []
    for resolve in RESOLVERS:
        found = resolve(query, atlas)
        if found is not None:
            notes, all_steps = query.notes + found.notes, (*steps, *found.steps)
            return Geocoding(found.status, found.best, found.candidates, notes, all_steps)
        steps.append(_passed(resolve))
    return _no_match(NoteCode.UNKNOWN_PLACE)


@cache
def _passed(resolve: Callable[..., object]) -> Step:
    return Step(resolve.__name__.removeprefix("resolve_"), "does not apply")


def geocode_place(place_id: str, atlas: Atlas) -> Geocoding | None:
    """Return the match for a candidate that was chosen by its id, None if there is none."""
    if place_id.startswith(_FACILITY_ID):
        facilities = [f for f in atlas.directory if facility_place(f).id == place_id]
        place = facility_place(facilities[0]) if facilities else None
    else:
        place = atlas.gazetteer.by_id(place_id)
    return None if place is None else _match(place, Step("chosen by id", place_id))


def resolve_coordinate(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take a coordinate as it is, if it lies in the US; its label is the nearest ZIP's city."""
    if query.coordinate is None:
        return None
    near = atlas.gazetteer.nearest_zip(query.coordinate)
    if near is None:
        return _no_match(NoteCode.OUTSIDE_US)
    place = coordinate_place(query.coordinate, query.radius_m, near[0])
    return _match(place, Step("coordinate", f"within reach of {near[0].label}"))


def resolve_unreadable(query: ParsedQuery, _: Atlas) -> Geocoding | None:
    """Answer what the parser could not read with the parser's own notes."""
    if query.kind not in (QueryKind.UNREADABLE, QueryKind.FOREIGN):
        return None
    return Geocoding(Status.NO_MATCH, steps=(Step("form of the text", query.kind.value),))


def resolve_facility(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the name or alias of a hospital, alone or with its own town or state behind it."""
    for reading in query.readings:
        if query.kind is not QueryKind.NAME:
            return None
        fits = [f for f in atlas.directory.by_name(reading.key) if _lies_in(f, reading)]
        if len(fits) == 1:
            return _match(facility_place(fits[0]), Step("facility", f"named {fits[0].name}"))
        if fits:
            return _tie(tuple(map(facility_place, fits)), Step("facility", "several share it"))
    return None


def _lies_in(facility: Facility, reading: Reading) -> bool:
    towns = {name_key(name) for name in (facility.city, *facility.other_city_names)}
    in_state = reading.state in (None, facility.state)
    return in_state and (reading.within is None or reading.within in towns)


def resolve_zip(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the ZIP; a town typed with it must not lie elsewhere, or people are asked."""
    if query.zip is None:
        return None
    place = atlas.gazetteer.zip(query.zip)
    if place is None:
        return _lost_zip(query, query.zip, atlas)
    town = _rival_town(query, place, atlas)
    if town is not None:
        note = Note(NoteCode.ZIP_AND_CITY_DISAGREE, (place.label, town.label))
        step = Step("zip", "names another place than the town")
        return replace(_tie((place, town), step), notes=(note,))
    notes = () if place.granularity is Granularity.POSTCODE else (_without_area(place),)
    return _match(place, Step("zip", f"{place.label}, {place.source}"), notes)


def _without_area(place: Place) -> Note:
    return Note(NoteCode.ZIP_WITHOUT_AREA, (place.name, place.within))


def _lost_zip(query: ParsedQuery, code: str, atlas: Atlas) -> Geocoding | None:
    """Answer a ZIP that is nowhere: by the town typed with it, else say what it is."""
    kind = atlas.gazetteer.unlocated(code)
    why = {None: NoteCode.UNKNOWN_ZIP, "MILITARY": NoteCode.MILITARY_ZIP}
    note = Note(why.get(kind, NoteCode.UNLOCATED_ZIP), (code,))
    step = Step("zip", f"{code} has no known location")
    by_town = resolve_name(query, atlas)
    if by_town is None or by_town.status is Status.NO_MATCH:
        return Geocoding(Status.NO_MATCH, notes=(note,), steps=(step,))
    note = Note(NoteCode.ZIP_UNKNOWN_USED_CITY, (code,))
    return replace(by_town, notes=(note, *by_town.notes), steps=(step, *by_town.steps))


def _rival_town(query: ParsedQuery, zip_place: Place, atlas: Atlas) -> Place | None:
    """Return the town typed beside a ZIP if no place of its name is anywhere near the ZIP."""
    for reading in query.readings:
        places = _candidates(reading, atlas)
        if not places:
            continue
        apart = chords(points([zip_place.coordinate]), points([p.coordinate for p in places]))
        slack = [
            float(apart.length_m[0, at]) - zip_place.radius_m - place.radius_m
            for at, place in enumerate(places)
        ]
        if min(slack) <= DISAGREEMENT_M:
            return None
        found = decide(contest(places, atlas.directory, state_given=reading.state is not None))
        return found[0] if found else None
    return None


def resolve_airport(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take three letters as an airport's code, unless a place is really called so."""
    if query.kind is not QueryKind.NAME or not query.readings:
        return None
    key = query.readings[0].key
    if len(key) != 3 or not key.isalpha() or atlas.gazetteer.named(key):
        return None
    place = atlas.gazetteer.airport(key)
    return None if place is None else _match(place, Step("airport", f"code {key.upper()}"))


def resolve_name(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the first reading that names any place, and decide among its places by the rules."""
    steps: list[Step] = []
    for reading in query.readings:
        places = _candidates(reading, atlas)
        tried = f"name {reading.key!r}" + (f" in {reading.state}" if reading.state else "")
        tried += f" within {reading.within!r}" if reading.within else ""
        steps.append(Step(tried, f"{len(places)} places"))
        if places:
            found = _with_namesake_facilities(_settle(places, reading, atlas), reading, atlas)
            return replace(found, steps=(*steps, *found.steps))
    if query.kind is QueryKind.ADDRESS:
        return replace(_no_match(NoteCode.NEEDS_TOWN), steps=tuple(steps))
    found = _by_words(query, atlas) or _no_match(_why_unknown(query, atlas))
    return replace(found, steps=(*steps, *found.steps))


def _with_namesake_facilities(found: Geocoding, reading: Reading, atlas: Atlas) -> Geocoding:
    """Put hospitals whose name begins with the words before the places of a tie."""
    if found.status is not Status.TIE:
        return found
    alike = [f for f in atlas.directory if _begins(f, reading.key) and _lies_in(f, reading)]
    places = (*map(facility_place, alike), *found.candidates)
    return replace(found, candidates=places[:MOST_CANDIDATES])


def _begins(facility: Facility, key: str) -> bool:
    return f"{name_key(facility.short_name)} ".startswith(f"{key} ")


def _by_words(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the hospital that has all the words in its names, where no place is called so."""
    if query.kind is not QueryKind.NAME:
        return None
    words = set(query.readings[0].key.split()) - _WORDS_OF_MANY
    fits = tuple(f for f in atlas.directory if words and words <= _words(f))
    step = Step("words of hospital names", f"{len(fits)} hospitals have them all")
    if len(fits) == 1:
        note = Note(NoteCode.TAKEN_FOR_FACILITY, (fits[0].name,))
        return _match(facility_place(fits[0]), step, (note,))
    return _tie(tuple(map(facility_place, fits)), step) if fits else None


def _words(facility: Facility) -> set[str]:
    return {w for name in (facility.name, *facility.aliases) for w in name_key(name).split()}


_WORDS_OF_MANY: Final = frozenset("medstar hospital center medical the of and".split())
"""Words that tell no hospital from another."""


def _candidates(reading: Reading, atlas: Atlas) -> tuple[Place, ...]:
    places = atlas.gazetteer.named(reading.key, reading.state)
    if reading.within is None or not places:
        return places
    around = atlas.gazetteer.named(reading.within, reading.state)
    if not around:
        return ()
    apart = chords(
        points([place.coordinate for place in places]),
        points([city.coordinate for city in around]),
    ).length_m
    return tuple(
        place for at, place in enumerate(places) if float(apart[at].min()) <= WITHIN_CITY_M
    )


def _settle(places: tuple[Place, ...], reading: Reading, atlas: Atlas) -> Geocoding:
    lined_up = contest(places, atlas.directory, state_given=reading.state is not None)
    decided = decide(lined_up)
    if decided is None:
        return _tie(lined_up.places, Step("tie", "no rule decides: asked"))
    winner, rule = decided
    others = tuple(place for place in lined_up.places if place.id != winner.id)
    step = Step(f"rule '{rule.name}'", f"{winner.label}: {rule.reason}")
    notes = (_passed_over(winner, others),) if others else ()
    match = _match(winner, step, notes)
    return replace(match, candidates=others[:MOST_CANDIDATES])


def _passed_over(winner: Place, others: tuple[Place, ...]) -> Note:
    if any(place.granularity is Granularity.STATE for place in others):
        return Note(NoteCode.NOT_THE_STATE, (winner.label,))
    return Note(NoteCode.CHOSEN_AMONG, (winner.label, *(place.label for place in others[:3])))


def _why_unknown(query: ParsedQuery, atlas: Atlas) -> NoteCode:
    """Tell a place abroad from a place unknown: a country's name, alone or at the end."""
    for reading in query.readings:
        if atlas.gazetteer.country(reading.within or reading.key):
            return NoteCode.OUTSIDE_US
    return NoteCode.UNKNOWN_PLACE


RESOLVERS: Final[tuple[Callable[[ParsedQuery, Atlas], Geocoding | None], ...]] = (
    resolve_unreadable,
    resolve_coordinate,
    resolve_facility,
    resolve_zip,
    resolve_airport,
    resolve_name,
)
"""Who is asked, in this order."""

_FACILITY_ID: Final = "facility-"


def facility_place(facility: Facility) -> Place:
    """Return a hospital as a place, to be an origin or a candidate."""
    return Place(
        id=f"{_FACILITY_ID}{facility.id}",
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


def coordinate_place(coordinate: Coordinate, radius_m: float, near: Place) -> Place:
    """Return a typed coordinate as a place, known by the city of the nearest ZIP."""
    return Place(
        id="coordinate",
        name=near.within,
        granularity=Granularity.COORDINATE,
        state=near.state,
        county=near.county,
        coordinate=coordinate,
        radius_m=radius_m,
        source="typed coordinate",
    )


def _match(place: Place, step: Step, notes: tuple[Note, ...] = ()) -> Geocoding:
    return Geocoding(Status.MATCH, best=place, notes=notes, steps=(step,))


def _tie(places: tuple[Place, ...], step: Step) -> Geocoding:
    more = len(places) - MOST_CANDIDATES
    notes = (Note(NoteCode.MORE_CANDIDATES, (str(more),)),) if more > 0 else ()
    return Geocoding(Status.TIE, candidates=places[:MOST_CANDIDATES], notes=notes, steps=(step,))


def _no_match(code: NoteCode) -> Geocoding:
    return Geocoding(Status.NO_MATCH, notes=(Note(code),))
