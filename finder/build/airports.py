"""Airports as places: their IATA code, their name, and the short names people say."""

from collections import defaultdict
from typing import Any

from finder.build.places import NameClass, Rows
from finder.geo import Coordinate
from finder.names import fold
from finder.place import STATES, Granularity, Place

AIRPORT_R90_M = 2_000.0
"""From the reference point to the far end of a large field: runways reach 3.5 km."""

_CODE_OF_STATE = {name: code for code, name in STATES.items()}
_GENERIC = frozenset(
    "international regional municipal county memorial national field airport airfield executive"
    " base air force station city the of at and state community seaplane heliport".split()
)


def add_airports(rows: Rows, airports: list[dict[str, Any]]) -> None:
    """Add the airports: code and full name for all, "Dulles airport" where one is meant."""
    places = {row["iata"]: place for row in airports if (place := _place(row))}
    short: dict[str, set[str]] = defaultdict(set)
    for code, place in places.items():
        rows.add(place, (place.name,), NameClass.OFFICIAL)
        rows.add(place, (f"iata {code}", f"{code} airport"), NameClass.OFFICIAL)
        for word in fold(place.name).split():
            if word not in _GENERIC and len(word) > 2:
                short[f"{word} airport"].add(code)
    for name, codes in short.items():
        for code in codes:
            rows.add(places[code], (name,), NameClass.LOCAL)


def _place(row: dict[str, Any]) -> Place | None:
    state = _CODE_OF_STATE.get(row["subd"]) or row["country"]
    if state not in STATES:
        state = "DC" if row["subd"] == "Washington, D.C." else ""
    if not state:
        return None
    return Place(
        id=f"airport-{row['iata']}", name=row["name"], granularity=Granularity.AIRPORT,
        state=state, county="", coordinate=Coordinate(row["lat"], row["lon"]),
        radius_m=AIRPORT_R90_M, source="airportsdata", within=row["city"],
    )  # fmt: skip
