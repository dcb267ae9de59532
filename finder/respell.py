"""Respelling: what may have been meant, when nothing goes by what was typed.

A correction is never silent: the answer says what was typed, and where two corrections are
as good the answer is a question.
"""

from dataclasses import replace
from itertools import islice

from finder.doubt import asked_if_doubtful, lies_in
from finder.facility import Facility, facility_key
from finder.geocoding import (
    Atlas,
    Geocoding,
    Step,
    facility_place,
    match,
    tie,
)
from finder.lookup import (
    described,
    near,
    resolve_facility,
    resolve_name,
    settle,
)
from finder.names import name_key, spellings
from finder.notes import Note, NoteCode
from finder.place import STATES, Place
from finder.postcodes import resolve_zip
from finder.query import ParsedQuery
from finder.readings import QUADRANTS, STREET_SUFFIXES, Reading
from finder.spelling import SHORTEST

_PLAIN = (resolve_facility, resolve_zip, resolve_name)
_CODES = frozenset((*STATES, *QUADRANTS))
_MOST_READINGS = 12
"""A longer text is an address or a sentence; its later cuts are no names."""


def resolve_two_places(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Ask which of two places is meant, where each half of the text is one."""
    places: dict[str, Place] = {}
    for half in query.halves:
        found = next((found for ask in _PLAIN if (found := ask(half, atlas))), None)
        if found is None:
            return None
        chosen = (found.best,) if found.best else found.candidates[:3]
        places.update((place.id, place) for place in chosen)
    if len(places) < 2:
        return None
    asked = tie(tuple(places.values()), Step("two places", "each half is one: asked"))
    return replace(asked, notes=(Note(NoteCode.TWO_PLACES),))


def resolve_misspelled(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the first reading that is one edit away from a hospital's or a place's name."""
    for reading in islice((r for r in query.readings if _is_a_name(r)), _MOST_READINGS):
        facilities = _facilities(query, reading, atlas)
        if facilities:
            return _said(reading, _of_facilities(facilities), atlas)
        places = _places(reading, atlas)
        if places:
            found = asked_if_doubtful(settle(places, reading, atlas), reading, atlas)
            return _said(reading, found, atlas)
    return None


def _is_a_name(reading: Reading) -> bool:
    """Tell whether a reading is worth respelling: not a guess, not a street without a state.

    Nor one that has a state or quadrant in its name, which another reading takes for that, nor
    a county by its initials ("PW County").
    """
    *before, last = reading.key.split()
    street = reading.state is None and last in STREET_SUFFIXES
    stated = reading.state is None and bool(before) and last.upper() in _CODES
    initials = last == "county" and len("".join(before)) < SHORTEST
    return not (reading.guessed or street or stated or initials)


def _facilities(query: ParsedQuery, reading: Reading, atlas: Atlas) -> tuple[Facility, ...]:
    if not query.is_name:
        return ()
    keys = atlas.spelling.facility_corrections(facility_key(reading.key))
    found = {f.id: f for key in keys for f in atlas.directory.by_name(key) if lies_in(f, reading)}
    return tuple(found.values())


def _of_facilities(facilities: tuple[Facility, ...]) -> Geocoding:
    places = tuple(map(facility_place, facilities))
    step = Step("hospitals", f"{len(places)} one edit away")
    return match(places[0], step) if len(places) == 1 else tie(places, step)


def _places(reading: Reading, atlas: Atlas) -> tuple[Place, ...]:
    """Return the places one edit away, in the state and near the city that were typed."""
    places: tuple[Place, ...] = ()
    for keys in atlas.spelling.corrections(reading.key):
        named = [p for key in keys for p in atlas.gazetteer.named(key, reading.state)]
        places = places or tuple({place.id: place for place in named}.values())
    if reading.within is None or not places:
        return places
    around = atlas.gazetteer.named(reading.within, reading.state) or _places(
        Reading(reading.within, reading.state), atlas
    )
    return near(places, around)


def _said(reading: Reading, found: Geocoding, atlas: Atlas) -> Geocoding:
    """Say that the text was corrected, unless only its spaces were."""
    step = Step(f"spelling of {described(reading)}", "one edit away")
    typed = " ".join(filter(None, (reading.key, reading.within)))
    found = replace(found, steps=(step, *found.steps))
    if found.best is not None and _only_spaces(reading, found.best, atlas):
        return found
    notes = tuple(note for note in found.notes if note.code is not NoteCode.ONLY_ONE_KNOWN)
    return replace(found, notes=(_corrected(found, typed), *notes))


def _corrected(found: Geocoding, typed: str) -> Note:
    if found.best is not None:
        return Note(NoteCode.CORRECTED, (found.best.label, typed))
    if len(found.candidates) > 1:
        return Note(NoteCode.CORRECTED_TIE, (typed,))
    return Note(NoteCode.CORRECTED_ASKED, (typed, found.candidates[0].label))


def _only_spaces(reading: Reading, place: Place, atlas: Atlas) -> bool:
    city_exists = reading.within is None or atlas.gazetteer.named(reading.within, reading.state)
    typed, name = spellings(reading.key), spellings(name_key(place.name))
    return bool(city_exists) and not set(typed).isdisjoint(name)
