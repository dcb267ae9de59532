"""The map's plane: Mercator's projection, in whole steps that are fine enough to draw with.

One unit is 1/2000 of a degree of longitude, about 43 m in the region; x grows to the east,
y to the south, as on a screen. The region lies near zero, so that its figures are short.
"""

import math
from dataclasses import dataclass
from typing import Final, NamedTuple

from finder.geo import WGS84_A, Coordinate

UNITS_PER_DEGREE: Final = 2000.0
ORIGIN_LONGITUDE: Final = -80.0
ORIGIN_NORTH: Final = 45.0
"""Mercator's northing, in degrees, of y = 0: about 41 N."""

HIGHEST_LATITUDE: Final = 84.0
"""Beyond it a map in this projection shows nothing of use."""

_METRES_PER_DEGREE: Final = WGS84_A * math.pi / 180


class Spot(NamedTuple):
    """A point on the plane, in units."""

    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Frame:
    """A square cut from the plane: its north-west corner and its side, in units."""

    x: float
    y: float
    side: float

    def share(self, spot: Spot) -> tuple[float, float]:
        """Return how far across and down the frame a spot lies, 0 to 1 inside."""
        return (spot.x - self.x) / self.side, (spot.y - self.y) / self.side

    def holds(self, spot: Spot) -> bool:
        """Tell whether a spot lies inside."""
        return all(0 <= part <= 1 for part in self.share(spot))

    @property
    def middle(self) -> Spot:
        """Return the spot in the middle."""
        return Spot(self.x + self.side / 2, self.y + self.side / 2)


def spot_of(point: Coordinate) -> Spot:
    """Project a coordinate; latitudes beyond `HIGHEST_LATITUDE` are taken for it."""
    latitude = max(-HIGHEST_LATITUDE, min(HIGHEST_LATITUDE, point.latitude))
    north = math.degrees(math.asinh(math.tan(math.radians(latitude))))
    return Spot(
        (point.longitude - ORIGIN_LONGITUDE) * UNITS_PER_DEGREE,
        (ORIGIN_NORTH - north) * UNITS_PER_DEGREE,
    )


def latitude_of(y: float) -> float:
    """Return the latitude, in degrees, of a y on the plane."""
    north = math.radians(ORIGIN_NORTH - y / UNITS_PER_DEGREE)
    return math.degrees(math.atan(math.sinh(north)))


def metres_per_unit(latitude: float) -> float:
    """Return how many metres on the ground one unit is at a latitude (good to 0.4 %)."""
    return _METRES_PER_DEGREE * math.cos(math.radians(latitude)) / UNITS_PER_DEGREE


def frame_around(spots: list[Spot], margin: float, least: float) -> Frame:
    """Return the smallest square over all spots with a margin (a share of its side) all round.

    Its side is never less than `least` units.
    """
    west, east = min(s.x for s in spots), max(s.x for s in spots)
    north, south = min(s.y for s in spots), max(s.y for s in spots)
    side = max(max(east - west, south - north) / (1 - 2 * margin), least)
    return Frame((west + east - side) / 2, (north + south - side) / 2, side)
