"""Suggestions while somebody types: places and hospitals that begin so, likeliest first."""

from dataclasses import dataclass
from typing import Final

from finder import wording
from finder.facility import Facility
from finder.geocoding import Atlas, facility_place
from finder.names import fold, name_key
from finder.place import STATES, Granularity, Place

MOST: Final = 8
"""Suggestions in a list: what fits above a phone's keyboard."""

SHORTEST_TEXT: Final = 2


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list: the place's id to choose it, its label, what tells it apart."""

    id: str
    label: str
    detail: str


def suggest(text: str, atlas: Atlas) -> tuple[Suggestion, ...]:
    """Suggest what a text could become. Under two characters there is nothing to go by.

    Hospitals come first, then places in the order of their likelihood here; if nothing
    begins so, names one edit away.
    """
    name, _, state = text.partition(",")
    if len(fold(name)) < SHORTEST_TEXT:
        return ()
    if name.strip().isdecimal():
        return tuple(map(_suggestion, atlas.gazetteer.zips_beginning(name.strip(), MOST)))
    key = name_key(name)
    facilities = [] if state.strip() else _facilities(key, atlas)
    places = _places(key, fold(state), atlas)
    return tuple(_suggestion(place) for place in [*facilities, *places][:MOST])


def _facilities(key: str, atlas: Atlas) -> list[Place]:
    return [facility_place(one) for one in atlas.directory if _begins(one, key)][:3]


def _begins(facility: Facility, key: str) -> bool:
    names = (facility.name, facility.short_name, *facility.aliases)
    return any(name_key(name).startswith(key) for name in names)


def _places(key: str, state: str, atlas: Atlas) -> list[Place]:
    """Return the places of the likeliest names, each once, exact names before longer ones."""
    keys = atlas.spelling.beginning(key, 3 * MOST if state else MOST)
    if not keys:
        same, near = atlas.spelling.corrections(key)
        keys = same or near
    found: dict[str, tuple[bool, float, Place]] = {}
    for one in keys:
        for place in atlas.gazetteer.named(one):
            if _in_state(place, state):
                weight = atlas.spelling.weight(place)
                found.setdefault(place.id, (one != key, -weight, place))
    ranked = sorted(found.values(), key=lambda row: (row[0], row[1], row[2].id))
    return [place for _, _, place in ranked]


def _in_state(place: Place, state: str) -> bool:
    if not state:
        return True
    return place.state.lower().startswith(state) or fold(STATES[place.state]).startswith(state)


def _suggestion(place: Place) -> Suggestion:
    detail = (
        wording.granularity_text(place.granularity)
        if place.granularity in (Granularity.FACILITY, Granularity.STATE)
        else place.county
    )
    return Suggestion(place.id, wording.place_text(place), detail)
