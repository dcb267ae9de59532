"""Looking up: the resolvers that take a text at its word.

Each answers a query that it knows something about, and returns None otherwise.
"""

from dataclasses import replace
from typing import Final

from finder.facility import Facility
from finder.geo import chords, points
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
from finder.names import name_key, squash
from finder.notes import Note, NoteCode
from finder.parse import QUADRANTS, ParsedQuery, QueryKind
from finder.place import STATE_KEYS, STATES, Granularity, Place
from finder.readings import Reading
from finder.tie import contest, decide, is_regional

WITHIN_CITY_M: Final = 25_000.0
"""A neighborhood named with its city lies within this of the city's middle: Los Angeles,
the most spread out, reaches 40 km, but its quarters are postal places of their own."""

DISAGREEMENT_M: Final = 25_000.0
"""Beyond both radii, how much further apart a ZIP and a town typed together may lie."""

NEXT_STATE_M: Final = 1_000.0
"""The same when the town's state was typed and is not the ZIP's."""


def resolve_coordinate(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take a coordinate as it is, if it lies in the US; its label is the nearest ZIP's city."""
    if query.coordinate is None:
        return None
    near = atlas.gazetteer.nearest_zip(query.coordinate)
    if near is None:
        return no_match(NoteCode.OUTSIDE_US)
    place = coordinate_place(query.coordinate, query.radius_m, near[0])
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
        fits = [f for f in atlas.directory.by_name(reading.key) if lies_in(f, reading)]
        if len(fits) == 1:
            return match(facility_place(fits[0]), Step("facility", f"named {fits[0].name}"))
        if fits:
            return tie(tuple(map(facility_place, fits)), Step("facility", "several share it"))
    return None


def lies_in(facility: Facility, reading: Reading) -> bool:
    """Tell whether a facility is in the state and city of a reading."""
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
        return replace(tie((place, town), step), notes=(note,))
    return match(place, Step("zip", f"{place.label}, {place.source}"), _zip_notes(query, place))


def _zip_notes(query: ParsedQuery, place: Place) -> tuple[Note, ...]:
    if place.granularity is not Granularity.POSTCODE:
        return (Note(NoteCode.ZIP_WITHOUT_AREA, (place.name, place.within)),)
    if query.kind is QueryKind.ADDRESS and place.state == "DC" and query.quadrant is None:
        return (Note(NoteCode.QUADRANT_MISSING),)
    return ()


def _lost_zip(query: ParsedQuery, code: str, atlas: Atlas) -> Geocoding | None:
    """Answer a ZIP that is nowhere: by the town typed with it, else say what it is."""
    kind = atlas.gazetteer.unlocated(code)
    why = {None: NoteCode.UNKNOWN_ZIP, "MILITARY": NoteCode.MILITARY_ZIP}
    note = Note(why.get(kind, NoteCode.UNLOCATED_ZIP), (code,))
    step = Step("zip", f"{code} has no known location")
    by_town = resolve_name(query, atlas)
    if by_town is None:
        return Geocoding(Status.NO_MATCH, notes=(note,), steps=(step,))
    note = Note(NoteCode.ZIP_UNKNOWN_USED_CITY, (code,))
    return replace(by_town, notes=(note, *by_town.notes), steps=(step, *by_town.steps))


def _rival_town(query: ParsedQuery, zip_place: Place, atlas: Atlas) -> Place | None:
    """Return the town typed beside a ZIP if no place of its name is anywhere near the ZIP."""
    for reading in query.readings:
        places = candidates(reading, atlas)
        if not places:
            continue
        apart = chords(points([zip_place.coordinate]), points([p.coordinate for p in places]))
        slack = [
            float(apart.length_m[0, at]) - zip_place.radius_m - place.radius_m
            for at, place in enumerate(places)
        ]
        abroad = reading.state not in (None, zip_place.state)
        if min(slack) <= (NEXT_STATE_M if abroad else DISAGREEMENT_M):
            return None
        found = decide(contest(places, atlas.directory, state_given=reading.state is not None))
        return found[0] if found else None
    return None


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
    return reading.key == "washington" and reading.state in (None, "DC")


def resolve_name(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the first reading that names any place, and decide among its places by the rules."""
    for reading in query.readings:
        places = candidates(reading, atlas)
        if places:
            step = Step(f"name {described(reading)}", f"{len(places)} places")
            found = _with_namesake_facilities(settle(places, reading, atlas), reading, atlas)
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
    return squash(reading.key) in {squash(name_key(name)) for name in names}


def described(reading: Reading) -> str:
    """Write a reading for the trace: its key, and the state and city that limit it."""
    state = f" in {reading.state}" if reading.state else ""
    return f"{reading.key!r}{state}" + (f" within {reading.within!r}" if reading.within else "")


def _with_namesake_facilities(found: Geocoding, reading: Reading, atlas: Atlas) -> Geocoding:
    """Put hospitals whose name begins with the words before the places of a tie.

    A place beyond the region is asked about too: "Harbor" is a hospital here and a town
    in Oregon.
    """
    alike = [f for f in atlas.directory if _begins(f, reading.key) and lies_in(f, reading)]
    if found.best is not None and alike and not is_regional(found.best, atlas.directory):
        found = tie((found.best, *found.candidates), Step("hospitals of that name", "asked"))
    if found.status is not Status.TIE:
        return found
    places = (*map(facility_place, alike), *found.candidates)
    return replace(found, candidates=places[:MOST_CANDIDATES])


def _begins(facility: Facility, key: str) -> bool:
    return f"{name_key(facility.short_name)} ".startswith(f"{key} ")


def resolve_facility_words(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the hospital that has all the words in its names, where no place is called so."""
    if not query.is_name or not query.readings:
        return None
    typed = query.readings[0].key.split()
    words = {_spelled_out(word) for word in typed} - _WORDS_OF_MANY
    fits = tuple(f for f in atlas.directory if words and words <= _words(f))
    step = Step("words of hospital names", f"{len(fits)} hospitals have them all")
    if len(fits) == 1:
        note = Note(NoteCode.TAKEN_FOR_FACILITY, (fits[0].name,))
        return match(facility_place(fits[0]), step, (note,))
    return tie(tuple(map(facility_place, fits)), step) if fits else None


def _spelled_out(word: str) -> str:
    """Return a state's one-word name for its code: "Southern MD Hospital"."""
    return name_key(STATES.get(word.upper(), word))


def _words(facility: Facility) -> set[str]:
    return {w for name in (facility.name, *facility.aliases) for w in name_key(name).split()}


_WORDS_OF_MANY: Final = frozenset("medstar med star hospital center medical the of and".split())
"""Words that tell no hospital from another."""


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


def settle(places: tuple[Place, ...], reading: Reading, atlas: Atlas) -> Geocoding:
    """Decide among places by the rules; a tie where none decides."""
    lined_up = contest(places, atlas.directory, state_given=reading.state is not None)
    decided = decide(lined_up)
    if decided is None:
        return tie(lined_up.places, Step("tie", "no rule decides: asked"))
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
