"""Chooses the names that the map may show, and how much each matters."""

import math
from collections.abc import Iterator
from typing import Any, Final

from finder.build import sources
from finder.build.sources import Settlement
from finder.geo import Coordinate, chords, points
from finder.mercator import UNITS_PER_DEGREE, spot_of
from finder.place import STATES

REGION: Final = (-79.6, 36.2, -74.0, 41.2)
"""West, south, east, north: here towns are named from `LEAST_NEAR` people on."""

LEAST_NEAR: Final = 1_000
LEAST_FAR: Final = 100_000

ALWAYS: Final = frozenset({("Baltimore", "MD"), ("Washington", "DC")})
"""Named wherever they are in sight."""

LONGEST: Final = 22
"""Letters: longer names are quarters that nobody calls so ("Central 14th Street / Spring Road")."""

ALWAYS_WEIGHT: Final = 10**9
QUARTER_SHARE: Final = 0.05
"""A part of a city counts as much as a town with this share of its people."""

PEOPLE_PER_KM2: Final = 1_200.0
"""How densely a city is taken to be settled, to tell its own quarters from its neighbors."""

WATERS: Final = (
    ("Chesapeake Bay", 38.62, -76.42, 200_000),
    ("Chesapeake Bay", 37.60, -76.15, 150_000),
    ("Potomac River", 38.14, -76.62, 60_000),
    ("Delaware Bay", 39.13, -75.22, 150_000),
    ("Atlantic Ocean", 38.05, -74.75, 200_000),
    ("Atlantic Ocean", 34.5, -72.5, 900_000),
)
"""Name, latitude, longitude of its middle, and the people of a town that matters as much."""

_SHORT: Final = {"New York City": "New York"}


def names(outlines: dict[str, Any]) -> list[list[Any]]:
    """Return [text, x, y, kind, weight] of every name, the weightiest first.

    `kind` is city, town, water or state; `outlines` are the states' shapes on the plane.
    """
    found = [*_settled(), *_waters(), *_states(outlines)]
    return sorted(found, key=lambda one: (-one[4], one[0], one[1]))


def _settled() -> Iterator[list[Any]]:
    shown = [
        one
        for one in sources.settlements()
        if one.population >= _least(one.point) and len(one.name) <= LONGEST and "/" not in one.name
    ]
    shares = _shares(shown)
    for one, share in zip(shown, shares, strict=True):
        weight = round(one.population * share)
        if (one.name, one.state) in ALWAYS:
            weight = ALWAYS_WEIGHT
        kind = "city" if weight >= LEAST_FAR else "town"
        yield _name(_SHORT.get(one.name, one.name), one.point, kind, weight)


def _least(point: Coordinate) -> int:
    west, south, east, north = REGION
    near = west <= point.longitude <= east and south <= point.latitude <= north
    return LEAST_NEAR if near else LEAST_FAR


def _shares(shown: list[Settlement]) -> list[float]:
    """Return 1 for a town, `QUARTER_SHARE` for what lies inside a city twice its size."""
    prepared = points([one.point for one in shown])
    apart_m = chords(prepared, prepared).length_m
    shares = []
    for at, one in enumerate(shown):
        within = any(
            other.population >= 2 * one.population
            and apart_m[at, number] < 1000 * math.sqrt(other.population / PEOPLE_PER_KM2 / math.pi)
            for number, other in enumerate(shown)
        )
        shares.append(QUARTER_SHARE if within else 1.0)
    return shares


def _waters() -> Iterator[list[Any]]:
    for text, latitude, longitude, weight in WATERS:
        yield _name(text, Coordinate(latitude, longitude), "water", weight)


def _states(outlines: dict[str, Any]) -> Iterator[list[Any]]:
    """Name the states in the middle of their largest piece; the larger the weightier."""
    for state, shape in outlines.items():
        if state not in STATES or state == "DC":
            continue
        largest = max(getattr(shape, "geoms", [shape]), key=lambda part: part.area)
        middle = largest.representative_point()
        weight = round(500_000 + largest.area / UNITS_PER_DEGREE**2 * 100_000)
        yield [STATES[state], round(middle.x), round(middle.y), "state", weight]


def _name(text: str, point: Coordinate, kind: str, weight: int) -> list[Any]:
    spot = spot_of(point)
    return [text, round(spot.x), round(spot.y), kind, weight]
