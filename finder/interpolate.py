"""Interpolation: where along a block's line something stands, and how far beside it.

The ground around a block is taken for a plane (`plane.py`), which at its few hundred metres
is exact to a millimetre, and on 30 km of highway between two crossings to some metres.
"""

import math
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple

from finder.geo import Coordinate
from finder.plane import Plane, Spot

Line = Sequence[Coordinate]


def length_m(line: Line) -> float:
    """Return how long a line is."""
    return _length(_flat(line, Plane(line[0])))


def point_along(line: Line, share: float, offset_m: float = 0.0) -> Coordinate:
    """Return the point at a share of a line's length, moved off it to its right.

    A negative offset moves it to the left, as seen in the line's direction there.
    """
    plane = Plane(line[0])
    spots = _flat(line, plane)
    gone_m = share * _length(spots)
    x, y = _after(spots, gone_m)
    dx, dy = _direction(spots, gone_m, abs(offset_m))
    return plane.coordinate((x + dy * offset_m, y - dx * offset_m))


def _length(spots: Sequence[Spot]) -> float:
    return sum(math.dist(one, other) for one, other in pairwise(spots))


def _after(spots: Sequence[Spot], metres: float) -> Spot:
    """Return the spot so far along a line, or its end if it is shorter."""
    left_m = max(0.0, metres)
    for one, other in pairwise(spots):
        far = math.dist(one, other)
        if far and left_m <= far:
            at = left_m / far
            return one[0] + at * (other[0] - one[0]), one[1] + at * (other[1] - one[1])
        left_m -= far
    return spots[-1]


def _direction(spots: Sequence[Spot], metres: float, around_m: float) -> Spot:
    """Return the direction of a line somewhere on it, a unit; (0, 0) where it has none.

    It is taken over some metres before and after, for data that turns about within a metre.
    """
    reach_m = max(around_m, 1.0)
    (ax, ay), (bx, by) = _after(spots, metres - reach_m), _after(spots, metres + reach_m)
    far = math.hypot(bx - ax, by - ay)
    return ((bx - ax) / far, (by - ay) / far) if far else (0.0, 0.0)


class Beside(NamedTuple):
    """Where a point stands beside a line: how far, at which share of it, whether on its right."""

    distance_m: float
    share: float
    on_right: bool


def beside(point: Coordinate, line: Line) -> Beside:
    """Return where a point stands beside a line, by the line's nearest point."""
    spots = _flat(line, Plane(point))
    best_m, best_at, done_m = math.hypot(*spots[0]), 0.0, 0.0
    for (ax, ay), (bx, by) in pairwise(spots):
        dx, dy = bx - ax, by - ay
        square = dx * dx + dy * dy
        at = max(0.0, min(1.0, -(ax * dx + ay * dy) / square)) if square else 0.0
        far = math.hypot(ax + at * dx, ay + at * dy)
        if far < best_m:
            best_m, best_at = far, done_m + at * math.sqrt(square)
        done_m += math.sqrt(square)
    x, y = _after(spots, best_at)
    dx, dy = _direction(spots, best_at, best_m)
    return Beside(best_m, best_at / done_m if done_m else 0.0, on_right=x * dy - y * dx < 0)


def meetings(one: Line, other: Line, within_m: float) -> Iterator[Coordinate]:
    """Yield where two lines share a point, or come within some metres of each other's ends."""
    shared = set(one) & set(other)
    if shared:
        yield from sorted(shared)
        return
    for ends, line in (((one[0], one[-1]), other), ((other[0], other[-1]), one)):
        for end in ends:
            if beside(end, line).distance_m <= within_m:
                yield end
    yield from _crossings(one, other)


def _crossings(one: Line, other: Line) -> Iterator[Coordinate]:
    """Yield where the segments of two lines cross between their points, as over a bridge."""
    plane = Plane(one[0])
    for (ax, ay), (bx, by) in pairwise(_flat(one, plane)):
        for (cx, cy), (dx, dy) in pairwise(_flat(other, plane)):
            turn = (bx - ax) * (dy - cy) - (by - ay) * (dx - cx)
            if turn == 0:
                continue
            along = ((cx - ax) * (dy - cy) - (cy - ay) * (dx - cx)) / turn
            across = ((cx - ax) * (by - ay) - (cy - ay) * (bx - ax)) / turn
            if 0 <= along <= 1 and 0 <= across <= 1:
                yield plane.coordinate((ax + along * (bx - ax), ay + along * (by - ay)))


def middle(coordinates: Sequence[Coordinate]) -> tuple[Coordinate, float]:
    """Return the middle of the box around some points, and how far the furthest of them is."""
    plane = Plane(coordinates[0])
    spots = _flat(coordinates, plane)
    xs, ys = [x for x, _ in spots], [y for _, y in spots]
    x, y = (min(xs) + max(xs)) / 2, (min(ys) + max(ys)) / 2
    return plane.coordinate((x, y)), max(math.hypot(a - x, b - y) for a, b in spots)


def apart_m(one: Coordinate, other: Coordinate) -> float:
    """Return how far two points not far apart are from each other."""
    return math.hypot(*Plane(one).spot(other.latitude, other.longitude))


def _flat(line: Line, plane: Plane) -> list[Spot]:
    return [plane.spot(one.latitude, one.longitude) for one in line]
