"""Ranking: a total order of facilities, by minutes where they are known, else by metres.

In straight lines no rounding can change the order: bounds order most facilities without
solving a geodesic. Where the bounds of some overlap (a near-tie) those few are solved
exactly; what is still equal is ordered by id.
"""

import math
from collections.abc import Iterable, Sequence
from operator import attrgetter
from typing import NamedTuple

from finder.facility import BEST_FIRST, Facility
from finder.geo import Coordinate
from finder.measure import (
    KIND,
    DistanceKind,
    Measured,
    MinutesKind,
    RankedBy,
    exact_m,
    minutes_for_order,
    straight_line_m,
)


class Hit(NamedTuple):
    """One facility in an answer: its place in the order (from 1) and how far away it is.

    `minutes` is None where no road time is known. `minutes_low` and `minutes_high` are what
    most of the origin's area takes, equal to `minutes` for a point.
    """

    rank: int
    facility: Facility
    distance_m: float
    distance_kind: DistanceKind = KIND
    minutes: float | None = None
    minutes_kind: MinutesKind = MinutesKind.ESTIMATE
    ranked_by: RankedBy = RankedBy.STRAIGHT_LINE
    minutes_low: float | None = None
    minutes_high: float | None = None


def rank(origin: Coordinate, measured: Sequence[Measured]) -> tuple[Hit, ...]:
    """Order all measured facilities, by road or else in straight lines.

    By minutes, emergency department (those next door to each other take equally long: better
    the one that has it), metres and id; or by metres and id.
    """
    if any(one.minutes is not None for one in measured):
        return _by_minutes(origin, measured)
    ordered: list[tuple[float, Facility]] = []
    for group in _near_ties(sorted(measured, key=attrgetter("low_m"))):
        ordered += _resolved(origin, group)
    hits = [Hit(at, facility, far_m) for at, (far_m, facility) in enumerate(ordered, start=1)]
    return tuple(hits)


def _by_minutes(origin: Coordinate, measured: Iterable[Measured]) -> tuple[Hit, ...]:
    keyed = []
    for one in measured:
        far_m = straight_line_m(origin, one)
        minutes = minutes_for_order(one, far_m)
        emergency = BEST_FIRST.index(one.facility.emergency_department)
        keyed.append((minutes, emergency, far_m, one.facility.id, one))
    return tuple(
        Hit(
            rank=at,
            facility=one.facility,
            distance_m=far_m,
            minutes=one.minutes,
            minutes_kind=one.minutes_kind,
            ranked_by=RankedBy.STRAIGHT_LINE if one.minutes is None else RankedBy.MINUTES,
            minutes_low=one.minutes,
            minutes_high=one.minutes,
        )
        for at, (_, _, far_m, _, one) in enumerate(sorted(keyed, key=lambda k: k[:4]), start=1)
    )


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
