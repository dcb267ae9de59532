"""Ranking: a total order of facilities that no rounding can change.

Bounds order most facilities without solving a geodesic. Where the bounds of some overlap
(a near-tie) those few are solved exactly; what is still equal is ordered by id.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from finder.facility import Facility
from finder.geo import Coordinate
from finder.measure import DistanceKind, Measured, exact_m, straight_line_m


@dataclass(frozen=True, slots=True)
class Hit:
    """One facility in an answer: its place in the order (from 1) and how far away it is."""

    rank: int
    facility: Facility
    distance_m: float
    distance_kind: DistanceKind


def rank(origin: Coordinate, measured: Iterable[Measured]) -> tuple[Hit, ...]:
    """Order all measured facilities by geodesic distance, then by id."""
    ordered: list[tuple[Facility, float]] = []
    for group in _near_ties(sorted(measured, key=lambda one: one.key)):
        ordered.extend(_resolved(origin, group))
    return tuple(
        Hit(at, facility, distance_m, DistanceKind.STRAIGHT_LINE)
        for at, (facility, distance_m) in enumerate(ordered, start=1)
    )


def _near_ties(ordered: list[Measured]) -> Iterable[list[Measured]]:
    """Part facilities into groups whose bounds overlap; between groups the order is proved."""
    group: list[Measured] = []
    reach = 0.0
    for one in ordered:
        if group and one.low_m > reach:
            yield group
            group = []
        reach = max(reach, one.high_m) if group else one.high_m
        group.append(one)
    if group:
        yield group


def _resolved(origin: Coordinate, group: list[Measured]) -> list[tuple[Facility, float]]:
    if len(group) == 1:
        return [(group[0].facility, straight_line_m(origin, group[0]))]
    exact = [(one.facility, exact_m(origin, one)) for one in group]
    return sorted(exact, key=lambda pair: (pair[1], pair[0].id))
