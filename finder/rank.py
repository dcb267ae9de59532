"""Ranking: a total order of facilities that no rounding can change.

Bounds order most facilities without solving a geodesic. Where the bounds of some overlap
(a near-tie) those few are solved exactly; what is still equal is ordered by id.
"""

import math
from collections.abc import Iterable
from operator import attrgetter
from typing import NamedTuple

from finder.facility import Facility
from finder.geo import Coordinate
from finder.measure import KIND, DistanceKind, Measured, exact_m, straight_line_m


class Hit(NamedTuple):
    """One facility in an answer: its place in the order (from 1) and how far away it is."""

    rank: int
    facility: Facility
    distance_m: float
    distance_kind: DistanceKind = KIND


def rank(origin: Coordinate, measured: Iterable[Measured]) -> tuple[Hit, ...]:
    """Order all measured facilities by geodesic distance, then by id."""
    ordered: list[tuple[float, Facility]] = []
    for group in _near_ties(sorted(measured, key=attrgetter("low_m"))):
        ordered += _resolved(origin, group)
    hits = [Hit(at, facility, far_m) for at, (far_m, facility) in enumerate(ordered, start=1)]
    return tuple(hits)


def _near_ties(ordered: list[Measured]) -> list[list[Measured]]:
    """Part facilities into groups whose bounds overlap; between groups the order is proved."""
    groups: list[list[Measured]] = []
    reach = -math.inf
    for one in ordered:
        if one.low_m > reach:
            groups.append([one])
        else:
            groups[-1].append(one)
        reach = max(reach, one.high_m)
    return groups


def _resolved(origin: Coordinate, group: list[Measured]) -> list[tuple[float, Facility]]:
    if len(group) == 1:
        return [(straight_line_m(origin, group[0]), group[0].facility)]
    exact = [(exact_m(origin, one), one.facility) for one in group]
    return sorted(exact, key=lambda pair: (pair[0], pair[1].id))
