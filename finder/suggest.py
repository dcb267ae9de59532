"""Suggestions while somebody types: places and hospitals that begin so, likeliest first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, NamedTuple

from finder import wording
from finder.geocoding import Atlas, facility_place
from finder.lookup import candidates
from finder.names import fold, name_key
from finder.place import STATES, Granularity, Place
from finder.readings import name_readings
from finder.tie import are_regional

MOST: Final = 8
"""Suggestions in a list: what fits above a phone's keyboard."""

SHORTEST_TEXT: Final = 2

COUNTY_HANDICAP: Final = 1.0
"""Powers of ten of people by which a county counts for less: it holds the people of its towns,
and says less about where somebody is."""
_FACILITIES_FIRST: Final = 3
"""More than these come after the places: few people start from a hospital."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One line of the list: the place's id to choose it, its label, what tells it apart."""

    id: str
    label: str
    detail: str


def suggest(text: str, atlas: Atlas) -> tuple[Suggestion, ...]:
    """Suggest what a text could become. Under two characters there is nothing to go by.

    A few hospitals come first, then the places that the text already means, then those that
    begin so in the order of their likelihood here; if nothing begins so, names one edit away.
    """
    name, _, state = text.partition(",")
    if len(fold(name)) < SHORTEST_TEXT:
        return ()
    if name.strip().isdecimal():
        return tuple(map(_suggestion, atlas.gazetteer.zips_beginning(name.strip(), MOST)))
    typed = _typed(name)
    facilities = [] if state.strip() else _facilities(typed, atlas)
    places = _places(name, typed, fold(state), atlas)
    if not facilities and not places:
        places = _corrected(typed, fold(state), atlas)
    listed = [*facilities[:_FACILITIES_FIRST], *places, *facilities[_FACILITIES_FIRST:]]
    return tuple(map(_suggestion, listed[:MOST]))


class _Typed(NamedTuple):
    """What was typed, as a key: its last word whole, and as the beginning of a longer one.

    "West" is a word ("w" in keys), and also how "Westminster" begins.
    """

    whole: str
    begun: str

    @property
    def beginnings(self) -> tuple[str, ...]:
        return (self.begun,) if self.begun == self.whole else (self.begun, f"{self.whole} ")


def _typed(name: str) -> _Typed:
    *before, last = fold(name).split()
    return _Typed(name_key(name), f"{name_key(' '.join(before))} {last}".strip())


def _facilities(typed: _Typed, atlas: Atlas) -> list[Place]:
    found = dict.fromkeys(atlas.directory.by_name(typed.whole))
    for key in typed.beginnings:
        found |= dict.fromkeys(atlas.directory.beginning(key))
    return list(map(facility_place, found))


def _places(name: str, typed: _Typed, state: str, atlas: Atlas) -> list[Place]:
    """Return the places that a name means, then longer names: first in the region, then far."""
    most = 3 * MOST if state else MOST
    keys = dict.fromkeys(
        key for begun in typed.beginnings for key in atlas.spelling.beginning(begun, most)
    )
    longer = [p for key in keys if key != typed.whole for p in atlas.gazetteer.named(key)]
    here, far = _by_region(_meant(name, atlas), atlas)
    here_longer, far_longer = _by_region(longer, atlas)
    ranked = (
        place
        for group in (here, here_longer, far, far_longer)
        for place in _likeliest(group, state, atlas)
    )
    return list({place.id: place for place in ranked}.values())


def _by_region(places: Sequence[Place], atlas: Atlas) -> tuple[list[Place], list[Place]]:
    """Part places into those of the facilities' region and those far off."""
    near = are_regional(places, atlas.directory)
    pairs = list(zip(places, near, strict=True))
    return [place for place, here in pairs if here], [place for place, here in pairs if not here]


def _meant(name: str, atlas: Atlas) -> tuple[Place, ...]:
    """Return the places that a search for the name would find: "dc", "columbia md"."""
    whole = (reading for reading in name_readings(name) if reading.within is None)
    return next((found for one in whole if (found := candidates(one, atlas))), ())


def _corrected(typed: _Typed, state: str, atlas: Atlas) -> list[Place]:
    same, near = atlas.spelling.corrections(typed.whole)
    places = {p.id: p for key in same or near for p in atlas.gazetteer.named(key)}
    return _likeliest(places.values(), state, atlas)


def _likeliest(places: Iterable[Place], state: str, atlas: Atlas) -> list[Place]:
    """Return the places of a state whose name or code begins so, the likeliest first."""
    here = [place for place in places if _in_state(place, state)]
    counties = [COUNTY_HANDICAP * (place.granularity is Granularity.COUNTY) for place in here]
    weighed = zip(atlas.spelling.weights(here), counties, here, strict=True)
    order = sorted(weighed, key=lambda row: (row[1] - row[0], row[2].id))
    return [place for _, _, place in order]


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
    return Suggestion(place.id, wording.typed_text(place), detail)
