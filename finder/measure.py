"""Measuring: from an origin to every facility, in metres, with bounds that prove an order."""

from enum import StrEnum
from typing import Final, NamedTuple

from finder.directory import FacilityDirectory
from finder.facility import Facility
from finder.geo import (
    ESTIMATE_LIMIT_M,
    ROUNDING_M,
    Coordinate,
    Vector,
    geodesic_m,
    span,
    upper_bound_m,
    vector,
)


class DistanceKind(StrEnum):
    """What a distance is a distance along."""

    STRAIGHT_LINE = "straight_line"


class Measured(NamedTuple):
    """One facility, with its distance in metres and proved bounds on it.

    `low_m <= geodesic <= high_m` always: a chord is no longer than the arc, and the arc no
    longer than it would be on the most tightly bent sphere. `estimate_m` is within
    `ESTIMATE_ERROR_M` of the geodesic up to `ESTIMATE_LIMIT_M`, and not to be used beyond.
    """

    low_m: float
    estimate_m: float
    high_m: float
    facility: Facility


def measure(origin: Coordinate, directory: FacilityDirectory) -> tuple[Measured, ...]:
    """Measure every facility from the origin, in the directory's order."""
    start = vector(origin)
    pairs = zip(directory.facilities, directory.vectors, strict=True)
    return tuple([_measured(facility, start, end) for facility, end in pairs])


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


KIND: Final = DistanceKind.STRAIGHT_LINE
