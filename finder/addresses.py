"""Addresses: the resolver that finds a house, a corner or a street in the street index.

It answers where one place fits, asks where several do, and else passes the query on with the
reason: then the ZIP or town answers, which is never further off than it says.
"""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from finder.geocoding import Atlas, Geocoding, Passed, Step, match, tie
from finder.interpolate import apart_m
from finder.lookup import candidates
from finder.notes import Note, NoteCode
from finder.place import ON_STREETS, Granularity, Place
from finder.postcodes import DISAGREEMENT_M, NEXT_STATE_M
from finder.query import ParsedQuery
from finder.street_match import ONE_EDIT, OTHER_KIND, PASSES, SOUND, Spot
from finder.street_names import StreetName
from finder.street_place import street_place
from finder.street_scope import ScopeKind, Where, where_of
from finder.street_search import Outcome, found_in, outcomes, refused
from finder.streets import StreetIndex


def uses_street(found: Geocoding) -> bool:
    """Tell whether an answer, or what it asks about, comes from the street index."""
    places = found.candidates if found.best is None else (found.best,)
    return bool(places) and all(place.granularity in ON_STREETS for place in places)


def resolve_street(query: ParsedQuery, atlas: Atlas) -> Geocoding | Passed | None:
    """Find the street of a query in the index; without an index, or a street, pass it on."""
    index = atlas.streets
    if index is None:
        return _passed("no street index (FINDER_STREETS)") if query.streets else None
    if not query.streets or _is_named_place(query, atlas):
        return None
    where = where_of(query, atlas)
    if not where.scopes:
        return _passed("no ZIP, and no town that is alone in its name")
    reasons = []
    for outcome in outcomes(query.streets, where, index):
        why = refused(outcome, where)
        if not why:
            return _answer(outcome, where, atlas)
        reasons.append(why)
    return _not_found(query, where, index, reasons)


def _passed(why: str, *codes: NoteCode) -> Passed:
    return Passed(Step("street", why), tuple(map(Note, codes)))


def _is_named_place(query: ParsedQuery, atlas: Atlas) -> bool:
    """Tell whether a text without a house number is rather a place: "Dupont Circle, DC"."""
    if any(one.house or one.crossing for one in query.streets):
        return False
    whole = (one for one in query.readings if not one.partial and not one.guessed)
    return any(candidates(one, atlas) for one in whole)


def _not_found(query: ParsedQuery, where: Where, index: StreetIndex, reasons: list[str]) -> Passed:
    """Pass a query on; that a street is unknown is said only where the index has its county."""
    counties = {fips for scope in where.scopes for fips in scope.counties or ()}
    if not counties & set(index.info.counties):
        return _passed("the index does not cover that county")
    corner = any(one.crossing for one in query.streets)
    why = reasons[0] if reasons else f"no such {'corner' if corner else 'street'} there"
    return _passed(why, NoteCode.CORNER_NOT_FOUND if corner else NoteCode.STREET_NOT_FOUND)


def _answer(outcome: Outcome, where: Where, atlas: Atlas) -> Geocoding:
    """Answer with the one place that fits, or ask about several."""
    places = (*_places(outcome, outcome.fitting, atlas), *_rivals(outcome, where, atlas))
    step = Step("street", f"{outcome.by.name}, by {outcome.scope.kind.value}: {len(places)} fit")
    if len(places) > 1:
        return _asked(places, step)
    others = _places(outcome, outcome.others, atlas)
    notes = tuple(_notes(outcome, places[0], where))
    if others:
        notes += (Note(NoteCode.OTHER_STREETS),)
    return replace(match(places[0], step, notes), candidates=others)


def _asked(places: tuple[Place, ...], step: Step) -> Geocoding:
    found = tie(tuple(sorted(places, key=lambda place: (place.label, place.id))), step)
    in_district = all(place.state == "DC" for place in places)
    notes = (Note(NoteCode.WHICH_QUADRANT), *found.notes) if in_district else found.notes
    return replace(found, notes=notes)


def _places(outcome: Outcome, spots: tuple[Spot, ...], atlas: Atlas) -> tuple[Place, ...]:
    house, scope, by = outcome.reading.house, outcome.scope, outcome.by
    made = (street_place(spot, house, scope, by, atlas.gazetteer) for spot in spots)
    return tuple({place.id: place for place in made}.values())


def _rivals(outcome: Outcome, where: Where, atlas: Atlas) -> tuple[Place, ...]:
    """Return what the text may mean as well where its ZIP and its town do not go together.

    Found by the ZIP: the same house in the town that was typed. Found elsewhere: a house in
    the ZIP whose street is spelled a little otherwise.
    """
    index, first = atlas.streets, where.scopes[0]
    if index is None or where.zip is None:
        return ()
    passes, scopes = PASSES[PASSES.index(outcome.by) + 1 :], where.scopes[:1]
    if outcome.scope is first:
        passes = (outcome.by,)
        scopes = where.scopes[1:2] if where.town and _disagree(where.zip, where.town) else ()
    for by in passes:
        for scope in scopes:
            for rival in found_in(outcome.reading, scope, index, by):
                return _places(rival, rival.fitting, atlas)
    return ()


def _disagree(zip_place: Place, town: Place) -> bool:
    """Tell whether a town lies elsewhere than its ZIP, as `postcodes.py` does."""
    apart = apart_m(zip_place.coordinate, town.coordinate) - zip_place.radius_m - town.radius_m
    return apart > (DISAGREEMENT_M if zip_place.state == town.state else NEXT_STATE_M)


def _notes(outcome: Outcome, place: Place, where: Where) -> Iterator[Note]:
    """Say everything in which a match is not what was typed."""
    if where.assumed:
        yield Note(NoteCode.DISTRICT_ASSUMED)
    if outcome.by.name in _OTHERWISE:
        yield Note(_OTHERWISE[outcome.by.name])
    elif outcome.reading.crossing is None and _turned(outcome.reading.name, outcome.spots[0].name):
        yield Note(NoteCode.STREET_COMPLETED)
    if outcome.reading.house is not None and place.granularity is Granularity.STREET:
        yield Note(NoteCode.NUMBER_NOT_FOUND)
    yield from _elsewhere(outcome, place, where)


def _elsewhere(outcome: Outcome, place: Place, where: Where) -> Iterator[Note]:
    """Say that a match is not in the ZIP or not in the town that was typed."""
    typed, town = where.zip, where.town
    if typed is not None and place.zips and place.zips[0] != typed.name:
        yield Note(NoteCode.ZIP_IS_ANOTHER, (typed.name, place.zips[0]))
    elif town is not None:
        by_county = typed is None and outcome.scope.kind is ScopeKind.COUNTY
        if by_county or (typed is not None and _disagree(typed, town)):
            yield Note(NoteCode.TOWN_IS_ANOTHER, (town.label,))


def _turned(typed: StreetName, known: StreetName) -> bool:
    """Tell whether a street has a direction that was not typed, or lacks one that was."""
    return {typed.before, typed.after, ""} != {known.before, known.after, ""}


_OTHERWISE: Final = {
    OTHER_KIND.name: NoteCode.STREET_COMPLETED,
    ONE_EDIT.name: NoteCode.STREET_RESPELLED,
    SOUND.name: NoteCode.STREET_SOUNDS_ALIKE,
}
"""What is said of a match that came by another pass than the first."""
