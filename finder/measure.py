"""Measuring: from an origin to every facility, in minutes by road and in metres.

Minutes come from the embedded estimate, or from a router where one is set up; metres are
geodesic, with bounds that prove an order.
"""

import math
from collections.abc import Sequence
from enum import StrEnum
from typing import Final, NamedTuple

from finder.directory import FacilityDirectory
from finder.facility import Facility
from finder.geo import (
    ESTIMATE_LIMIT_M,
    METRES_PER_MILE,
    ROUNDING_M,
    Coordinate,
    Vector,
    geodesic_m,
    span,
    upper_bound_m,
    vector,
)
from finder.grid import covers
from finder.place import Granularity, Place
from finder.roads import Anchor, TravelTimes
from finder.router import Minutes, Router, RouterFailure
from finder.settings import FASTEST_MPH


class DistanceKind(StrEnum):
    """What a distance is a distance along."""

    STRAIGHT_LINE = "straight_line"


class RankedBy(StrEnum):
    """What gave a facility its place in the order."""

    MINUTES = "minutes"
    STRAIGHT_LINE = "straight_line"


class MinutesKind(StrEnum):
    """Where minutes come from: the embedded road model, or the operator's router."""

    ESTIMATE = "estimate"
    ROUTER = "router"


class Drive(NamedTuple):
    """By road from one origin to each facility, in the directory's order; None without a way.

    `anchor` is where the origin enters the road model, None where only a router knows it.
    `estimated` are the model's minutes, whatever a router said.
    """

    anchor: Anchor | None
    minutes: Minutes
    kinds: tuple[MinutesKind, ...]
    estimated: Minutes


class Measured(NamedTuple):
    """One facility, with its distance in metres and proved bounds on it.

    `low_m <= geodesic <= high_m` always: a chord is no longer than the arc, and the arc no
    longer than it would be on the most tightly bent sphere. `estimate_m` is within
    `ESTIMATE_ERROR_M` of the geodesic up to `ESTIMATE_LIMIT_M`, and not to be used beyond.
    `minutes` is None where no road time is known.
    """

    low_m: float
    estimate_m: float
    high_m: float
    facility: Facility
    minutes: float | None = None
    minutes_kind: MinutesKind = MinutesKind.ESTIMATE


def drive(
    origin: Place, directory: FacilityDirectory, times: TravelTimes | None, router: Router | None
) -> Drive | None:
    """Return the minutes by road; None where neither the model nor a router knows any.

    A router is asked once, for all facilities. Where it has no time for one, or fails as a
    whole, the model's estimate stands in, and the kinds say so.
    """
    anchor, estimated = _estimated(origin, directory, times)
    routed = _routed(origin, directory, router)
    pairs = list(zip(routed, estimated, strict=True))
    minutes = tuple(own if own is not None else model for own, model in pairs)
    if all(one is None for one in minutes):
        return None
    kinds = tuple(MinutesKind.ESTIMATE if own is None else MinutesKind.ROUTER for own, _ in pairs)
    driven = Drive(anchor, minutes, kinds, estimated)
    # Whoever names a hospital is answered with that one, not with its neighbor.
    return driven if origin.granularity is Granularity.FACILITY else _shared(driven, directory)


def _shared(driven: Drive, directory: FacilityDirectory) -> Drive:
    """Give facilities next door to each other the shortest of their times, and its kind.

    They are five minutes apart on foot: which of them is nearer by a second says nothing, and
    the order between them is left to what they offer.
    """
    shortest: dict[int, int] = {}
    for at, (one, group) in enumerate(zip(driven.minutes, directory.next_door, strict=True)):
        best = driven.minutes[shortest[group]] if group in shortest else None
        if one is not None and (best is None or one < best):
            shortest[group] = at
    chosen = [shortest.get(group, at) for at, group in enumerate(directory.next_door)]
    return driven._replace(
        minutes=tuple(driven.minutes[at] for at in chosen),
        kinds=tuple(driven.kinds[at] for at in chosen),
        estimated=tuple(driven.estimated[at] for at in chosen),
    )


def _estimated(
    origin: Place, directory: FacilityDirectory, times: TravelTimes | None
) -> tuple[Anchor | None, Minutes]:
    # The state nearest a typed coordinate is a guess on a border river; its point is not.
    state = None if origin.granularity is Granularity.COORDINATE else origin.state
    anchor = None if times is None else times.anchor(origin.coordinate, state)
    if times is None or anchor is None:
        return None, (None,) * len(directory)
    return anchor, tuple(m if m < math.inf else None for m in times.minutes(anchor).tolist())


def _routed(origin: Place, directory: FacilityDirectory, router: Router | None) -> Minutes:
    unknown: Minutes = (None,) * len(directory)
    if router is None:
        return unknown
    try:
        told = router.minutes(origin.coordinate, [one.coordinate for one in directory])
    except RouterFailure:
        return unknown
    start = vector(origin.coordinate)
    least = [(span(start, end)[1] - SENT_M) / FASTEST_M_A_MINUTE for end in directory.vectors]
    pairs = zip(told, least, strict=True)
    return tuple(None if one is None or one < bound else one for one, bound in pairs)


SENT_M: Final = 200.0
"""A router is sent the origin rounded to about 100 m, and starts from the road nearest that."""

FASTEST_M_A_MINUTE: Final = FASTEST_MPH * METRES_PER_MILE / 60
"""A router that says nobody could drive so fast is not believed."""


def measure(
    origin: Coordinate, directory: FacilityDirectory, driven: Drive | None = None
) -> tuple[Measured, ...]:
    """Measure every facility from the origin, in the directory's order."""
    start = vector(origin)
    pairs = zip(directory.facilities, directory.vectors, strict=True)
    straight = [_measured(facility, start, end) for facility, end in pairs]
    return tuple(straight) if driven is None else tuple(_with_minutes(straight, driven))


def _with_minutes(straight: Sequence[Measured], driven: Drive) -> list[Measured]:
    known = zip(straight, driven.minutes, driven.kinds, strict=True)
    return [one._replace(minutes=minutes, minutes_kind=kind) for one, minutes, kind in known]


def _measured(facility: Facility, start: Vector, end: Vector) -> Measured:
    chord_m, estimate_m = span(start, end)
    return Measured(chord_m - ROUNDING_M, estimate_m, upper_bound_m(chord_m), facility)


def exact_m(origin: Coordinate, measured: Measured) -> float:
    """Return the geodesic distance itself, solved by Karney's method (about 200 us)."""
    return geodesic_m(origin, measured.facility.coordinate)


def straight_line_m(origin: Coordinate, measured: Measured) -> float:
    """Return the geodesic distance in metres, by whichever way is exact enough and quicker."""
    if measured.estimate_m <= ESTIMATE_LIMIT_M:
        return measured.estimate_m
    return exact_m(origin, measured)


METRES_A_MINUTE_UNKNOWN: Final = 1_000.0
"""At this pace (37 mph as the crow flies, the middle of what the model gives for trips over
half an hour) a facility without a road time takes its place among those that have one."""


def minutes_for_order(measured: Measured, distance_m: float) -> float:
    """Return the minutes by which a facility is ordered.

    Its own; those of its distance where it lies beyond the region; none at all where it lies
    inside, and no road leads there.
    """
    if measured.minutes is not None:
        return measured.minutes
    if covers(measured.facility.coordinate):
        return math.inf
    return distance_m / METRES_A_MINUTE_UNKNOWN


KIND: Final = DistanceKind.STRAIGHT_LINE
