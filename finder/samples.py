"""Samples: points that stand for the people of the region, for who asks how many are affected.

They are worked out from the gazetteer and the terrain alone, with no dice, and are nobody's
address: the same build gives the same points.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from finder.fields import UNREACHED
from finder.gazetteer import Gazetteer
from finder.geo import Coordinate, FloatArray
from finder.grid import cells_of, covers, metres_per_degree
from finder.place import Granularity, Place
from finder.roads import TravelTimes

PEOPLE_A_POINT: Final = 1_000
"""25,000 points in all: a comparison of two versions takes seconds, and half of a ZIP's people
are some 12 points where ZIPs are as populous as in Baltimore."""

LEAST_POINTS: Final = 4
"""Of a ZIP with people: its area may lie on both sides of a border between hospitals."""

POINT_RADIUS_M: Final = 100.0
"""A point stands for its block."""

SOURCE: Final = "sample point"
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))


class Origins(NamedTuple):
    """The ZIPs of the road model's region, and points that stand for those who live there.

    `people` is how many each point stands for, `zip_of` the number of its ZIP.
    """

    zips: tuple[Place, ...]
    points: tuple[Place, ...]
    people: tuple[float, ...]
    zip_of: tuple[int, ...]


def origins_of(gazetteer: Gazetteer, models: Sequence[TravelTimes]) -> Origins:
    """Return the ZIPs and points; a road of one of the models, at least, reaches each point.

    Each ZIP with people has one point for PEOPLE_A_POINT of them, at least LEAST_POINTS, spread
    evenly over the disc that holds 90 % of its addresses; those in water, in another state or
    where no road leads are left out, and the others stand for everybody. Where none is left,
    the nearest land that a road reaches does.
    """
    found = (gazetteer.zip(code) for code in gazetteer.zip_codes())
    zips = tuple(place for place in found if place and covers(place.coordinate))
    points: list[Place] = []
    people: list[float] = []
    zip_of: list[int] = []
    for number, place in enumerate(zips):
        if place.population:
            own = tuple(_points(place, models))
            points += own
            people += [place.population / len(own)] * len(own)
            zip_of += [number] * len(own)
    return Origins(zips, tuple(points), tuple(people), tuple(zip_of))


def _points(place: Place, models: Sequence[TravelTimes]) -> Iterator[Place]:
    count = max(LEAST_POINTS, round((place.population or 0) / PEOPLE_A_POINT))
    spots = spread(place, count)
    kept = spots[_usable(spots, place.state, models)]
    if not len(kept):
        kept = np.array([_anchored(place, models)])
    for at, (latitude, longitude) in enumerate(np.round(kept, 5).tolist(), start=1):
        yield Place(
            f"point-{place.name}-{at}", f"{place.name}-{at}", Granularity.COORDINATE, place.state,
            place.county, Coordinate(latitude, longitude), POINT_RADIUS_M, SOURCE,
        )  # fmt: skip


def spread(place: Place, count: int) -> FloatArray:
    """Spread points evenly over a place's disc, like the seeds of a sunflower; degrees."""
    at = np.arange(count)
    far_m, turn = place.radius_m * np.sqrt((at + 0.5) / count), at * _GOLDEN_ANGLE
    moves_m = np.stack((far_m * np.cos(turn), far_m * np.sin(turn)), axis=-1)
    here = place.coordinate
    north, east = metres_per_degree(here.latitude)
    degrees = np.array((here.latitude, here.longitude)) + moves_m / (float(north), float(east))
    return np.asarray(degrees)


def _usable(spots: FloatArray, state: str, models: Sequence[TravelTimes]) -> NDArray[np.bool_]:
    """Tell which spots are on land of the state and reached by a road."""
    terrain = models[0].terrain
    states = np.array(terrain.states())
    cells = cells_of(spots)
    inside = cells >= 0
    reached = np.zeros(len(spots), dtype=bool)
    for times in models:
        fields = times.fields
        roads = (fields.minutes[cells] < UNREACHED).any(axis=1)
        reached |= inside & roads & (fields.home[cells] > 0)
    return np.asarray(reached & (states[terrain.county_at(spots)] == state))


def _anchored(place: Place, models: Sequence[TravelTimes]) -> tuple[float, float]:
    anchors = (times.anchor(place.coordinate, place.state) for times in models)
    here = (place.coordinate.latitude, place.coordinate.longitude)
    return next(((one.latitude, one.longitude) for one in anchors if one), here)
