"""Doubt: places that go by what was typed, and yet are likely not what was meant.

What the gazetteer knows by a name need not be the place that people here call so. Where
that is likely, a match becomes a question: another place to choose, or a town to add.
"""

from dataclasses import replace
from typing import Final

from finder.directory import FacilityDirectory
from finder.facility import Facility
from finder.geo import chords, points
from finder.geocoding import MOST_CANDIDATES, Atlas, Geocoding, Status, Step, facility_place, tie
from finder.names import name_key
from finder.notes import Note, NoteCode
from finder.place import Granularity, Place
from finder.readings import Reading
from finder.tie import (
    FAR_MORE,
    REGION_M,
    are_regional,
    contest,
    is_regional,
    nearest_facilities,
    people,
)

WELL_KNOWN_PEOPLE: Final = 100_000
"""A city of this size is known by its name wherever it is, and is not taken for a slip."""

UNPEOPLED_M: Final = 50_000.0
"""Beyond this of a facility a place in another state of which nobody knows how many live there
is a hamlet: it is not taken for the neighborhood of Baltimore that has its name."""

MOST_LONGER: Final = 3
"""Places of the region that are offered because their names begin with what was typed."""

_KNOWN_ANYWHERE: Final = (Granularity.STATE, Granularity.AIRPORT)

_COUNTY: Final = " county"


def asked_if_doubtful(found: Geocoding, reading: Reading, atlas: Atlas) -> Geocoding:
    """Ask before a small place far off is an answer: its bare name may mean another one here.

    Places of the region whose names go on from what was typed stand first: "Sandtown" is a
    hamlet in Arkansas, and short for Sandtown-Winchester.
    """
    if found.best is None or not is_doubtful(found.best, reading, atlas):
        return found
    places = (*_longer(reading, atlas), found.best, *found.candidates)
    asked = tie(places, Step("far off and little known", f"{found.best.label}: asked"))
    return replace(asked, notes=(_ask(asked), *asked.notes))


def _ask(asked: Geocoding) -> Note:
    if len(asked.candidates) > 1:
        return Note(NoteCode.IF_NONE)
    return Note(NoteCode.ONLY_ONE_KNOWN, (asked.candidates[0].label,))


def is_doubtful(place: Place, reading: Reading, atlas: Atlas) -> bool:
    """Tell whether a place is too small and too far to be taken by its bare name.

    A state, or a great city around it, that was typed as well says that it is meant, and so
    does "County" with the whole name of one.
    """
    if reading.state is not None or place.granularity in _KNOWN_ANYWHERE:
        return False
    if place.granularity is Granularity.COUNTY and name_key(place.name) == reading.key:
        return False
    around = () if reading.within is None else atlas.gazetteer.named(reading.within)
    if any(people(one) >= WELL_KNOWN_PEOPLE for one in (place, *around)):
        return False
    return not _is_at_home(place, atlas.directory)


def _is_at_home(place: Place, directory: FacilityDirectory) -> bool:
    """Tell whether a place is in a state that has a facility, or near enough to one."""
    reach_m = REGION_M if people(place) else UNPEOPLED_M
    if place.state in {facility.state for facility in directory}:
        return True
    return nearest_facilities((place,), directory)[0].distance_m <= reach_m


def _longer(reading: Reading, atlas: Atlas) -> tuple[Place, ...]:
    """Return the likeliest places of the region whose names begin with the words of a reading."""
    if reading.within is not None:
        return ()
    keys = atlas.spelling.beginning(f"{reading.key} ", MOST_CANDIDATES)
    places = {p.id: p for key in keys for p in atlas.gazetteer.named(key) if people(p)}
    found = tuple(places.values())
    near = are_regional(found, atlas.directory)
    return tuple(place for place, here in zip(found, near, strict=True) if here)[:MOST_LONGER]


def counties(reading: Reading, places: tuple[Place, ...], atlas: Atlas) -> tuple[Place, ...]:
    """Return the counties of the region that go by a name without "County", if one is at home.

    A county around a place of that name is none: who types "Frederick" is there either way.
    With a state typed they count only where no place there has the name.
    """
    if reading.within is not None or reading.key.endswith(_COUNTY):
        return ()
    if reading.state is not None and places:
        return ()
    named = atlas.gazetteer.named(reading.key + _COUNTY, reading.state)
    known = {place.id for place in places}
    found = [p for p in named if p.granularity is Granularity.COUNTY and p.id not in known]
    if reading.state is not None:
        return tuple(found)
    states = {facility.state for facility in atlas.directory}
    near = are_regional(found, atlas.directory)
    here = [one for one, near_by in zip(found, near, strict=True) if near_by or one.state in states]
    return tuple(here) if any(one.state in states for one in here) else ()


def is_around(county: Place, places: tuple[Place, ...]) -> bool:
    """Tell whether any of the places lies in a county, or as near to its middle as its people."""
    if any((place.county, place.state) == (county.name, county.state) for place in places):
        return True
    if not places:
        return False
    apart = chords(points([county.coordinate]), points([place.coordinate for place in places]))
    return float(apart.length_m.min()) <= county.radius_m


def with_slips(found: Geocoding, reading: Reading, atlas: Atlas) -> Geocoding:
    """Ask about a lesser place whose name is one slip away from one of the region.

    "Hagarstown" is a village in Illinois, and Hagerstown, MD with a letter wrong. In the region
    the other must be at home and have far more people: "Prince George County" is in Virginia.
    """
    best = found.best
    if best is None or reading.state is not None or people(best) >= WELL_KNOWN_PEOPLE:
        return found
    here = is_regional(best, atlas.directory)
    states = {facility.state for facility in atlas.directory}
    if here and (best.state in states or best.granularity in _KNOWN_ANYWHERE):
        return found
    _, slips = atlas.spelling.corrections(reading.key)
    meant = {p.id: p for key in slips for p in atlas.gazetteer.named(key)}
    near_by = [
        place
        for place in meant.values()
        if is_regional(place, atlas.directory)
        and people(place)
        and (not here or (place.state in states and people(place) >= FAR_MORE * people(best)))
    ]
    if not near_by:
        return found
    asked = contest((*near_by, best), atlas.directory, state_given=False)
    return tie(asked.places, Step("one edit away in the region", f"{len(near_by)}: asked"))


def with_namesake_facilities(found: Geocoding, reading: Reading, atlas: Atlas) -> Geocoding:
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


def lies_in(facility: Facility, reading: Reading) -> bool:
    """Tell whether a facility is in the state and city of a reading."""
    towns = {name_key(name) for name in (facility.city, *facility.other_city_names)}
    in_state = reading.state in (None, facility.state)
    return in_state and (reading.within is None or reading.within in towns)
