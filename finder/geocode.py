"""Geocoding: a parsed query to a match, a tie or no match, never a silent first pick.

The resolvers stand in one tuple and are asked in turn; the first that knows anything
about the query answers. Every one leaves a step in the trace that `finder explain` prints.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final

from finder import lookup, postcodes, provided, respell
from finder.geocoding import FACILITY_ID, Atlas, Geocoding, Step, facility_place, match, no_match
from finder.notes import OF_PROVIDERS, Note, NoteCode
from finder.place import ON_STREETS
from finder.query import ParsedQuery, QueryKind

Resolver = Callable[[ParsedQuery, Atlas], Geocoding | None]


def resolve_provider(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Ask the operator's provider about a street, and believe it near where the others put it."""
    if atlas.provider is None or not query.address:
        return None
    after = RESOLVERS[RESOLVERS.index(resolve_provider) + 1 :]
    answers = (resolve(query, atlas) for resolve in after)
    embedded = next((found for found in answers if isinstance(found, Geocoding)), None)
    return embedded and provided.refined(query, atlas, atlas.provider, embedded)


RESOLVERS: Final[tuple[Resolver, ...]] = (
    lookup.resolve_unreadable,
    lookup.resolve_country,
    lookup.resolve_coordinate,
    lookup.resolve_facility,
    resolve_provider,
    postcodes.resolve_zip,
    lookup.resolve_airport,
    lookup.resolve_district,
    lookup.resolve_name,
    lookup.resolve_facility_words,
    lookup.resolve_abroad,
    respell.resolve_two_places,
    respell.resolve_misspelled,
)
"""Who is asked, in this order: first what was typed, then what may have been meant."""


def geocode(query: ParsedQuery, atlas: Atlas) -> Geocoding:
    """Find what a parsed query means; notes of the parser come first, then those found here."""
    steps: list[Step] = []
    for resolve in RESOLVERS:
        found = resolve(query, atlas)
        if found is not None:
            notes, all_steps = _said(query, found) + found.notes, (*steps, *found.steps)
            return Geocoding(found.status, found.best, found.candidates, notes, all_steps)
        steps.append(_passed(resolve))
    street = query.kind in (QueryKind.ADDRESS, QueryKind.STREET)
    why = NoteCode.NEEDS_TOWN if street else NoteCode.UNKNOWN_PLACE
    unknown = no_match(why)
    said = tuple(note for note in query.notes if note.code is not NoteCode.STREET_NOT_USED)
    return replace(unknown, notes=said + unknown.notes, steps=tuple(steps))


def _said(query: ParsedQuery, found: Geocoding) -> tuple[Note, ...]:
    """Return the parser's notes, but for the street where it was used or more is said of it."""
    used = found.best is not None and found.best.granularity in ON_STREETS
    if not used and OF_PROVIDERS.isdisjoint(note.code for note in found.notes):
        return query.notes
    return tuple(note for note in query.notes if note.code is not NoteCode.STREET_NOT_USED)


@cache
def _passed(resolve: Callable[..., object]) -> Step:
    return Step(resolve.__name__.removeprefix("resolve_"), "does not apply")


def geocode_place(place_id: str, atlas: Atlas) -> Geocoding | None:
    """Return the match for a candidate that was chosen by its id, None if there is none."""
    if place_id.startswith(FACILITY_ID):
        facilities = [f for f in atlas.directory if facility_place(f).id == place_id]
        place = facility_place(facilities[0]) if facilities else None
    else:
        place = atlas.gazetteer.by_id(place_id)
    return None if place is None else match(place, Step("chosen by id", place_id))
