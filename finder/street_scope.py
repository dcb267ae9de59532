"""Scopes: where to look for a street, nearest to what was typed first.

A ZIP that was typed comes first, then the town with its ZIPs, last the county around them. A
match in the county must lie within reach of the ZIP or town itself: streets of one name in
two towns of a county are 43 km apart and more.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from finder.gazetteer import COUNTY_ID, Gazetteer
from finder.geocoding import Atlas
from finder.interpolate import apart_m
from finder.lookup import candidates, settle
from finder.names import name_key
from finder.place import Granularity, Place
from finder.query import ParsedQuery

DISTRICT_FIPS: Final = "11001"
"""The District of Columbia, which the gazetteer knows as a city rather than a county."""


class ScopeKind(StrEnum):
    """What bounds a scope, as places say it in their source."""

    ZIP = "ZIP"
    TOWN = "town"
    COUNTY = "county"


@dataclass(frozen=True, slots=True)
class Scope:
    """Where to look: in ZIPs or in a county; `around` is the place that was typed."""

    kind: ScopeKind
    around: Place
    zips: frozenset[str] | None = None
    counties: frozenset[str] | None = None


@dataclass(frozen=True, slots=True)
class Where:
    """What a query says of where its street is. Without a place there are no scopes.

    `assumed` is set where nothing but a quadrant says that it is the District.
    """

    zip: Place | None
    town: Place | None
    scopes: tuple[Scope, ...]
    assumed: bool = False


def where_of(query: ParsedQuery, atlas: Atlas) -> Where:
    """Return the scopes of a query in the order in which to look."""
    zip_place = None if query.zip is None else atlas.gazetteer.zip(query.zip)
    town = _town(query, zip_place, atlas)
    assumed = query.zip is None and town is None and query.quadrant is not None
    if assumed:
        town = next(iter(atlas.gazetteer.named("washington", "DC")), None)
    return Where(zip_place, town, tuple(_scopes(zip_place, town, atlas.gazetteer)), assumed)


def _town(query: ParsedQuery, zip_place: Place | None, atlas: Atlas) -> Place | None:
    """Return the town of a query; beside a ZIP the nearest of its name, else only a sure one.

    A street's own name is hardly a town: "100 Saint Paul St 21202" is not in Minnesota, and
    "30th and St Paul, Baltimore" is not either.
    """
    bases = {
        name_key(name.base) for one in query.streets for name in (one.name, one.crossing) if name
    }
    towns = [reading for reading in query.readings if reading.key not in bases]
    left = [] if zip_place else [reading for reading in query.readings if reading.key in bases]
    for reading in (*towns, *left):
        places = [p for p in candidates(reading, atlas) if p.granularity is not Granularity.STATE]
        if places and zip_place is None:
            return settle(tuple(places), reading, atlas).best
        if places and zip_place is not None:
            middle = zip_place.coordinate
            return min(places, key=lambda p: (apart_m(p.coordinate, middle), p.id))
    return None


def _scopes(zip_place: Place | None, town: Place | None, gazetteer: Gazetteer) -> Iterator[Scope]:
    if zip_place is not None:
        yield Scope(ScopeKind.ZIP, zip_place, zips=frozenset({zip_place.name}))
    if town is not None and town.granularity is not Granularity.COUNTY:
        yield Scope(ScopeKind.TOWN, town, zips=frozenset(gazetteer.zips_of_town(town)))
    around = zip_place or town
    if around is not None:
        counties = {fips for one in (zip_place, town) if one and (fips := fips_of(one, gazetteer))}
        if counties:
            yield Scope(ScopeKind.COUNTY, around, counties=frozenset(counties))


def fips_of(place: Place, gazetteer: Gazetteer) -> str | None:
    """Return the code of a place's county, None where the gazetteer has none."""
    if place.state == "DC":
        return DISTRICT_FIPS
    if place.granularity is Granularity.COUNTY:
        return place.id.removeprefix(COUNTY_ID)
    county = gazetteer.county(place.county, place.state)
    return None if county is None else county.id.removeprefix(COUNTY_ID)
