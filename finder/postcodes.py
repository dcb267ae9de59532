"""ZIPs: the resolver that takes a ZIP, and asks where the town beside it lies elsewhere."""

from dataclasses import replace
from typing import Final

from finder.geo import chords, points
from finder.geocoding import Atlas, Geocoding, Status, Step, match, tie
from finder.lookup import candidates, resolve_name
from finder.notes import Note, NoteCode
from finder.place import Granularity, Place
from finder.query import ParsedQuery, QueryKind
from finder.readings import Reading
from finder.tie import contest, decide

DISAGREEMENT_M: Final = 25_000.0
"""Beyond both radii, how much further apart a ZIP and a town typed together may lie."""

NEXT_STATE_M: Final = 1_000.0
"""The same when the town's state was typed and is not the ZIP's."""

MOST_RIVALS: Final = 3
"""Towns shown beside a ZIP that is near none of them."""


def resolve_zip(query: ParsedQuery, atlas: Atlas) -> Geocoding | None:
    """Take the ZIP; a town typed with it must not lie elsewhere, or people are asked."""
    if query.zip is None:
        return None
    place = atlas.gazetteer.zip(query.zip)
    if place is None:
        return _lost_zip(query, query.zip, atlas)
    rivals = _rivals(query, place, atlas)
    if rivals:
        note = Note(NoteCode.ZIP_AND_CITY_DISAGREE, (place.label, rivals[0].label))
        step = Step("zip", "names another place than the town")
        return replace(tie((place, *rivals), step), notes=(note,))
    return match(place, Step("zip", f"{place.label}, {place.source}"), _notes(query, place))


def _notes(query: ParsedQuery, place: Place) -> tuple[Note, ...]:
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


def _rivals(query: ParsedQuery, zip_place: Place, atlas: Atlas) -> tuple[Place, ...]:
    """Return the towns that the text may mean, if no place of their name is near the ZIP."""
    for reading in query.readings:
        places = candidates(reading, atlas)
        if places:
            return (
                ()
                if _one_is_near(places, reading, zip_place)
                else _likeliest(places, reading, atlas)
            )
    return ()


def _one_is_near(places: tuple[Place, ...], reading: Reading, zip_place: Place) -> bool:
    if all(place.granularity is Granularity.STATE for place in places):
        return any(place.state == zip_place.state for place in places)
    apart = chords(points([zip_place.coordinate]), points([p.coordinate for p in places]))
    slack = min(
        float(apart.length_m[0, at]) - zip_place.radius_m - place.radius_m
        for at, place in enumerate(places)
    )
    abroad = reading.state not in (None, zip_place.state)
    return slack <= (NEXT_STATE_M if abroad else DISAGREEMENT_M)


def _likeliest(places: tuple[Place, ...], reading: Reading, atlas: Atlas) -> tuple[Place, ...]:
    lined_up = contest(places, atlas.directory, state_given=reading.state is not None)
    decided = decide(lined_up)
    return (decided[0],) if decided else lined_up.places[:MOST_RIVALS]
