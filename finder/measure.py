"""Measuring: from an origin to every facility, in metres, with bounds that can prove an order."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from finder.directory import FacilityDirectory
from finder.facility import Facility
from finder.geo import (
    EULER_LIMIT_M,
    ROUNDING_M,
    Coordinate,
    chords,
    geodesic_m,
    points,
    upper_bound_m,
)


class DistanceKind(StrEnum):
    """What a distance is a distance along."""

    STRAIGHT_LINE = "straight_line"


@dataclass(frozen=True, slots=True)
class Measured:
    """One facility, with its distance in metres and proved bounds on it.

    `low_m <= geodesic <= high_m` always; `estimate_m` is within 37 um of the geodesic
    where `low_m` is at most `EULER_LIMIT_M`, and not to be used beyond.
    """

    facility: Facility
    low_m: float
    estimate_m: float
    high_m: float

    @property
    def key(self) -> tuple[float, str]:
        """Order by the lower bound, then by id."""
        return self.low_m, self.facility.id


def measure(origin: Coordinate, directory: FacilityDirectory) -> tuple[Measured, ...]:
    """Measure every facility from the origin, in the directory's order."""
    found = chords(points([origin]), directory.prepared)
    lengths, estimates = found.length_m[0].tolist(), found.estimate_m[0].tolist()
    return tuple(
        Measured(facility, length - ROUNDING_M, estimate, upper_bound_m(length))
        for facility, length, estimate in zip(directory, lengths, estimates, strict=True)
    )


def exact_m(origin: Coordinate, measured: Measured) -> float:
    """Return the geodesic distance itself, solved by Karney's method (about 200 us)."""
    return geodesic_m(origin, measured.facility.coordinate)


def straight_line_m(origin: Coordinate, measured: Measured) -> float:
    """Return the geodesic distance in metres, by whichever way is exact enough and quicker."""
    if measured.low_m <= EULER_LIMIT_M:
        return measured.estimate_m
    return exact_m(origin, measured)


KIND: Final = DistanceKind.STRAIGHT_LINE
