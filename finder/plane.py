"""A plane around a point: metres east and north, exact to 0.1 % within some kilometres."""

import math
from collections.abc import Sequence
from itertools import pairwise

from finder.geo import Coordinate
from finder.grid import metres_per_degree

Spot = tuple[float, float]
"""Metres east and north of the plane's middle."""


class Plane:
    """The plane that touches the ellipsoid at one coordinate."""

    def __init__(self, middle: Coordinate) -> None:
        """Take the scale of the middle for all of it."""
        north, east = metres_per_degree(middle.latitude)
        self.middle = middle
        self.north_m, self.east_m = float(north), max(float(east), 1.0)
        """Metres in a degree."""

    def spot(self, latitude: float, longitude: float) -> Spot:
        """Return where a point lies that is given in degrees."""
        return (
            (longitude - self.middle.longitude) * self.east_m,
            (latitude - self.middle.latitude) * self.north_m,
        )

    def coordinate(self, spot: Spot) -> Coordinate:
        """Return the coordinate of a spot."""
        return Coordinate(
            self.middle.latitude + spot[1] / self.north_m,
            self.middle.longitude + spot[0] / self.east_m,
        )

    def line_m(self, line: Sequence[Spot]) -> float:
        """Return how far the middle is from a line of one spot or more, in metres."""
        if len(line) == 1:
            return math.hypot(*line[0])
        return min(_segment_m(one, other) for one, other in pairwise(line))


def _segment_m(one: Spot, other: Spot) -> float:
    """Return how far the middle is from the segment between two spots."""
    east, north = other[0] - one[0], other[1] - one[1]
    square = east * east + north * north
    along = -(one[0] * east + one[1] * north) / square if square else 0.0
    share = min(1.0, max(0.0, along))
    return math.hypot(one[0] + share * east, one[1] + share * north)
