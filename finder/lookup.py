"""Looking up: the resolvers that take a text at its word.

Each answers a query that it knows something about, and returns None otherwise.
"""

from dataclasses import replace
from typing import Final

from finder.doubt import (
    asked_if_doubtful,
    counties,
    is_around,
    lies_in,
    with_namesake_facilities,
    with_slips,
)
from finder.facility import Facility, facility_key
from finder.geo import Coordinate, chords, points
from finder.geocoding import (
    MOST_CANDIDATES,
    Atlas,
    Geocoding,
    Status,
    Step,
    coordinate_place,
    facility_place,
    match,
    no_match,
    tie,
)
from finder.names import name_key, spellings
from finder.notes import Note, NoteCode
from finder.place import STATE_KEYS, STATES, Granularity, Place
from finder.query import ParsedQuery, QueryKind
from finder.readings import QUADRANTS, Reading
from finder.reverse import BLOCK_M, reverse
from finder.tie import contest, decide

FROM_ZIP_M: Final = 35_000.0
"""A point further than this beyond a ZIP's own radius is at sea or abroad: Toronto lies 47 km
from the next American ZIP."""

WITHIN_CITY_M: Final = 25_000.0
"""A neighborhood named with its city lies within this of the city's middle: Los Angeles,
the most spread out, reaches 40 km, but its quarters are postal places of their own."""


def resolve_coordinate(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take a coordinate as it is, if it lies in the US; its label is the nearest ZIP's city.

    The label names the street as well where one is near and the coordinate fine enough.
    """
    if query.coordinate is None:
        return None
    near = atlas.gazetteer.nearest_zip(query.coordinate)
    return of_coordinate(query, query.coordinate, near, atlas)


def of_coordinate(
    query: ParsedQuery, coordinate: Coordinate, near: tuple[Place, float] | None, atlas: Atlas
) -> Geocoding:
    """Take a coordinate, given the nearest ZIP and its distance in metres."""
    if near is None or near[1] > FROM_ZIP_M + near[0].radius_m:
        return no_match(NoteCode.OUTSIDE_US)
    street = reverse(coordinate, atlas) if query.radius_m <= BLOCK_M else None
    named = "" if street is None else street.street
    place = coordinate_place(coordinate, query.radius_m, near[0], named)
    return match(place, Step("coordinate", f"within reach of {near[0].label}"))


def resolve_unreadable(query: ParsedQuery, _: Atlas) -> Geocoding | None:
    """Answer what the parser could not read with the parser's own notes."""
    if query.kind not in (QueryKind.UNREADABLE, QueryKind.FOREIGN):
        return None
    return Geocoding(Status.NO_MATCH, steps=(Step("form of the text", query.kind.value),))


def resolve_facility(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the name or alias of a hospital, alone or with its own town or state behind it."""
    for reading in query.readings:
        if not query.is_name:
            return None
        named = atlas.directory.by_name(facility_key(reading.key))
        fits = [facility for facility in named if lies_in(facility, reading)]
        if len(fits) == 1:
            return _facility(fits[0], reading, atlas)
        if fits:
            return tie(tuple(map(facility_place, fits)), Step("facility", "several share it"))
    return None


def _facility(facility: Facility, reading: Reading, atlas: Atlas) -> Geocoding:
    """Return a hospital known by its name, and offer the places that have the same name."""
    namesakes = candidates(reading, atlas)[:MOST_CANDIDATES]
    notes = (Note(NoteCode.CHOSEN_AMONG, (facility.name,)),) if namesakes else ()
    found = match(facility_place(facility), Step("facility", f"named {facility.name}"), notes)
    return replace(found, candidates=namesakes)


def resolve_airport(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take three letters as an airport's code, unless a place is really called so."""
    if not query.is_name or not query.readings:
        return None
    key = query.readings[0].key
    if len(key) != 3 or not key.isalpha() or atlas.gazetteer.named(key):
        return None
    place = atlas.gazetteer.airport(key)
    return None if place is None else match(place, Step("airport", f"code {key.upper()}"))


def resolve_district(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take a street of the District to its quadrant, or ask for it: streets repeat in each.

    With a ZIP the ZIP has answered already.
    """
    if query.kind is not QueryKind.ADDRESS or not any(_is_district(r) for r in query.readings[:2]):
        return None
    quadrants = {c: atlas.gazetteer.by_id(f"quadrant-{c}") for c in QUADRANTS.values()}
    if query.quadrant is not None:
        place = quadrants[query.quadrant]
        return None if place is None else match(place, Step("quadrant", query.quadrant))
    found = tie(tuple(p for p in quadrants.values() if p), Step("quadrant", "missing: asked"))
    return replace(found, notes=(Note(NoteCode.WHICH_QUADRANT),))


def _is_district(reading: Reading) -> bool:
    named = reading.key == "washington" or STATE_KEYS.get(reading.key) == "DC"
    return named and reading.state in (None, "DC")


def resolve_name(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the first reading that names any place, and decide among its places by the rules."""
    for reading in query.readings:
        places = candidates(reading, atlas)
        of_counties = counties(reading, places, atlas)
        if places or of_counties:
            step = Step(f"name {described(reading)}", f"{len(places) + len(of_counties)} places")
            found = with_slips(settle(places, reading, atlas, of_counties), reading, atlas)
            found = with_namesake_facilities(found, reading, atlas)
            found = asked_if_doubtful(found, reading, atlas)
            notes = (*_reading_notes(query, reading, found), *found.notes)
            return replace(found, notes=notes, steps=(step, *found.steps))
    return None


def _reading_notes(query: ParsedQuery, reading: Reading, found: Geocoding) -> tuple[Note, ...]:
    """Say what of the text was left out, and that a place goes by another name."""
    notes = []
    if reading.partial and query.kind is not QueryKind.ADDRESS:
        notes.append(Note(NoteCode.STREET_NOT_USED))
    if found.best is not None and not _goes_by(found.best, reading):
        notes.append(Note(NoteCode.ALSO_KNOWN, (found.best.label, reading.key)))
    return tuple(notes)


def _goes_by(place: Place, reading: Reading) -> bool:
    names = (place.name, f"state {place.state}", f"{place.name} county")
    known = {one for name in names for one in spellings(name_key(name))}
    return not known.isdisjoint(spellings(reading.key))


def described(reading: Reading) -> str:
    """Write a reading for the trace: its key, and the state and city that limit it."""
    state = f" in {reading.state}" if reading.state else ""
    return f"{reading.key!r}{state}" + (f" within {reading.within!r}" if reading.within else "")


def resolve_facility_words(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the hospital that has all the words in its names, where no place is called so."""
    if not query.is_name or not query.readings:
        return None
    typed = facility_key(query.readings[0].key).split()
    words = {_spelled_out(word) for word in typed}
    telling, needed = words - _WORDS_OF_MANY, words - _WORDS_OF_KIND
    here = query.readings[0].state
    fits = tuple(
        f for f in atlas.directory if telling and needed <= _words(f) and here in (None, f.state)
    )
    step = Step("words of hospital names", f"{len(fits)} hospitals have them all")
    if len(fits) == 1 and _is_a_region(typed):
        place = facility_place(fits[0])
        note = Note(NoteCode.ONLY_ONE_KNOWN, (place.label,))
        return replace(tie((place,), step), notes=(note,))
    if len(fits) == 1:
        note = Note(NoteCode.TAKEN_FOR_FACILITY, (fits[0].name,))
        return match(facility_place(fits[0]), step, (note,))
    return tie(tuple(map(facility_place, fits)), step) if fits else None


def _is_a_region(typed: list[str]) -> bool:
    """Tell whether a part of a state was typed, which is a region as well: "Southern Maryland"."""
    part, *state = typed
    return part in _PARTS and " ".join(state) in STATE_KEYS


_PARTS: Final = frozenset("n s e w northern southern eastern western central".split())


def _spelled_out(word: str) -> str:
    """Return a state's name for its short form: "Southern MD Hospital", "Wash Hosp Ctr"."""
    return name_key(STATES.get(STATE_KEYS.get(word, ""), word))


def _words(facility: Facility) -> set[str]:
    return {w for name in (facility.name, *facility.aliases) for w in name_key(name).split()}


_WORDS_OF_KIND: Final = frozenset(
    "medstar med star health hospital center medical memorial university national"
    " rehabilitation general regional saint st the of and".split()
)
"""Words that tell no hospital from another, and that people add as they like."""

_WORDS_OF_MANY: Final = _WORDS_OF_KIND | {"square"}
"""The same and "Square", which tells none either, but is part of a name: "Union Square"."""


def candidates(reading: Reading, atlas: Atlas) -> tuple[Place, ...]:
    """Return the places that a reading names."""
    places = atlas.gazetteer.named(reading.key, reading.state)
    if reading.state is not None and not reading.key.startswith("state "):
        places = tuple(p for p in places if p.granularity is not Granularity.STATE)
    if reading.or_state is not None and places:
        places += atlas.gazetteer.named(reading.key, reading.or_state)
    if reading.within is None or not places:
        return places
    return near(places, atlas.gazetteer.named(reading.within, reading.state))


def near(places: tuple[Place, ...], around: tuple[Place, ...]) -> tuple[Place, ...]:
    """Return the places within `WITHIN_CITY_M` of any of those around."""
    if not places or not around:
        return ()
    apart = chords(
        points([place.coordinate for place in places]),
        points([city.coordinate for city in around]),
    ).length_m
    return tuple(
        place for at, place in enumerate(places) if float(apart[at].min()) <= WITHIN_CITY_M
    )


def settle(
    places: tuple[Place, ...],
    reading: Reading,
    atlas: Atlas,
    of_counties: tuple[Place, ...] = (),
) -> Geocoding:
    """Decide among places by the rules; a tie where none decides.

    Counties take part unless one is around one of the places; a question offers them anyway.
    """
    state_given = reading.state is not None
    rivals = () if any(is_around(one, places) for one in of_counties) else of_counties
    lined_up = contest((*places, *rivals), atlas.directory, state_given=state_given)
    decided = decide(lined_up)
    if decided is None:
        asked = contest((*places, *of_counties), atlas.directory, state_given=state_given)
        return tie(asked.places, Step("tie", "no rule decides: asked"))
    winner, rule = decided
    others = tuple(place for place in lined_up.places if place.id != winner.id)
    step = Step(f"rule '{rule.name}'", f"{winner.label}: {rule.reason}")
    notes = (_passed_over(winner, others),) if others else ()
    return replace(match(winner, step, notes), candidates=others[:MOST_CANDIDATES])


def _passed_over(winner: Place, others: tuple[Place, ...]) -> Note:
    if any(place.granularity is Granularity.STATE for place in others):
        return Note(NoteCode.NOT_THE_STATE, (winner.label,))
    return Note(NoteCode.CHOSEN_AMONG, (winner.label, *(place.label for place in others[:3])))


def resolve_abroad(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Tell a place abroad from a place unknown: a country's name, alone or at the end."""
    for reading in query.readings:
        if reading.state is None and atlas.gazetteer.country(reading.within or reading.key):
            return no_match(NoteCode.OUTSIDE_US)
    return None


def resolve_country(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take a country after the last comma at its word, whatever stands before it."""
    if query.tail and query.tail not in STATE_KEYS and atlas.gazetteer.country(query.tail):
        return no_match(NoteCode.OUTSIDE_US)
    return None
