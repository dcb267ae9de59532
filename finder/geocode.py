"""Geocoding: a parsed query to a match, a tie or no match, never a silent first pick.

The resolvers stand in one tuple and are asked in turn; the first that knows anything
about the query answers. Every one leaves a step in the trace that `finder explain` prints.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Final

from finder import addresses, lookup, postcodes, provided, respell
from finder.geocoding import (
    FACILITY_ID,
    STREET_ID,
    Atlas,
    Geocoding,
    Passed,
    Step,
    facility_place,
    match,
    no_match,
)
from finder.notes import OF_PROVIDERS, Note, NoteCode
from finder.query import ParsedQuery, QueryKind

Resolver = Callable[[ParsedQuery, Atlas], Geocoding | Passed | None]


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
    addresses.resolve_street,
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
    reasons: tuple[Note, ...] = ()
    for resolve in RESOLVERS:
        found = resolve(query, atlas)
        if isinstance(found, Geocoding):
            notes = _said(found, query.notes, reasons)
            all_steps = (*steps, *found.steps)
            return replace(found, notes=notes, steps=all_steps, answered=_name(resolve))
        steps.append(_passed(resolve) if found is None else found.step)
        reasons += () if found is None else found.notes
    street = query.kind in (QueryKind.ADDRESS, QueryKind.STREET)
    why = NoteCode.NEEDS_TOWN if street else NoteCode.UNKNOWN_PLACE
    said = tuple(note for note in query.notes if note.code is not NoteCode.STREET_NOT_USED)
    return replace(no_match(why), notes=(*said, Note(why)), steps=tuple(steps))


def _said(found: Geocoding, typed: tuple[Note, ...], reasons: tuple[Note, ...]) -> tuple[Note, ...]:
    """Return all notes: those of the parser, of the resolvers that passed, of the one that found.

    That the street was not used is said where it was not, and once: a provider's reason before
    that of the street index, and either before the parser's.
    """
    provided_for = any(note.code in OF_PROVIDERS for note in found.notes)
    why = () if addresses.uses_street(found) or provided_for else reasons
    explained = provided_for or addresses.uses_street(found) or bool(why)
    left_out = {NoteCode.STREET_NOT_USED} if explained else set()
    notes = (*typed, *why, *found.notes)
    return tuple(dict.fromkeys(note for note in notes if note.code not in left_out))


@cache
def _passed(resolve: Callable[..., object]) -> Step:
    return Step(_name(resolve), "does not apply")


def _name(resolve: Callable[..., object]) -> str:
    return resolve.__name__.removeprefix("resolve_")


def not_asked(found: Geocoding) -> tuple[str, ...]:
    """Return the resolvers that come after the one that answered."""
    names = tuple(map(_name, RESOLVERS))
    return names[names.index(found.answered) + 1 :] if found.answered else ()


def geocode_place(
    place_id: str, atlas: Atlas, query: ParsedQuery | None = None
) -> Geocoding | None:
    """Return the match for a candidate that was chosen by its id, None if there is none.

    A street's id is a digest that says nothing of it: the street is found once more in the
    query that was asked about, so that nothing of an address is kept in between.
    """
    if place_id.startswith(STREET_ID):
        return None if query is None else _chosen_street(place_id, query, atlas)
    if place_id.startswith(FACILITY_ID):
        facilities = [f for f in atlas.directory if facility_place(f).id == place_id]
        place = facility_place(facilities[0]) if facilities else None
    else:
        place = atlas.gazetteer.by_id(place_id)
    return None if place is None else match(place, Step("chosen by id", place_id))


def _chosen_street(place_id: str, query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    found = geocode(query, atlas)
    offered = found.candidates if found.best is None else (found.best, *found.candidates)
    chosen = [place for place in offered if place.id == place_id]
    return match(chosen[0], Step("chosen by id", "a street of the text")) if chosen else None
