"""Street places: what was found in the street index, with its town, as a place."""

from dataclasses import replace
from hashlib import blake2b
from typing import Final

from finder.block import HouseNumber
from finder.gazetteer import COUNTY_ID, Gazetteer
from finder.geocoding import STREET_ID
from finder.place import Granularity, Place
from finder.street_match import Pass, Spot
from finder.street_scope import DISTRICT_FIPS, Scope

_WORDS: Final = {
    Granularity.ADDRESS: "address point",
    Granularity.RANGE: "address range",
    Granularity.STREET: "street",
    Granularity.INTERSECTION: "corner",
}


def street_place(
    spot: Spot,
    house: HouseNumber | None,
    scope: Scope,
    by: Pass,
    gazetteer: Gazetteer,
) -> Place:
    """Return a spot as a place; its source says how and within what it was found."""
    town, state, county = _town(spot, scope, gazetteer)
    numbered = spot.granularity in (Granularity.ADDRESS, Granularity.RANGE) and house is not None
    name = f"{_written(house)} {spot.shown}" if numbered and house is not None else spot.shown
    source = f"street index: {_WORDS[spot.granularity]}, {by.name}, by {scope.kind.value}"
    return _with_id(
        Place(
            id="",
            name=name,
            granularity=spot.granularity,
            state=state,
            county=county,
            coordinate=spot.coordinate,
            radius_m=round(spot.radius_m, 1),
            source=source,
            within=town,
            zips=() if spot.zip is None else (spot.zip,),
        )
    )


def _written(house: HouseNumber) -> str:
    gap = " " if "/" in house.letter else ""
    return f"{house.prefix.upper()}{house.number}{gap}{house.letter.upper()}"


def _with_id(place: Place) -> Place:
    """Give a place an id that nobody can read an address in, the same for the same place."""
    said = f"{place.label}|{place.granularity}|{place.coordinate}"
    return replace(place, id=STREET_ID + blake2b(said.encode(), digest_size=10).hexdigest())


def _town(spot: Spot, scope: Scope, gazetteer: Gazetteer) -> tuple[str, str, str]:
    """Return town, state and county: by the data's ZIP and county, else by what was typed."""
    own = None if spot.zip is None else gazetteer.zip(spot.zip)
    if spot.county == DISTRICT_FIPS:
        return "Washington", "DC", "District of Columbia"
    county = gazetteer.by_id(f"{COUNTY_ID}{spot.county}") if spot.county else None
    typed = scope.around
    town = typed.within or typed.name if own is None else own.within
    if county is not None:
        return town, county.state, county.name
    known = own or typed
    return town, known.state, known.county
