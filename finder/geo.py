"""Points on the Earth and how far apart they are, on the WGS-84 ellipsoid.

Distances are in metres. The order of facilities is exact: straight chords through the
Earth bound every geodesic from both sides, and only where two bounds overlap is the
(slow) geodesic solved. See `rank.py` for the use of the bounds.
"""

import math
from dataclasses import dataclass
from typing import Final

import numpy as np
from geopy.distance import geodesic
from numpy.typing import NDArray

METRES_PER_MILE: Final = 1609.344
"""International mile, exact by definition (1959)."""

METRES_PER_KILOMETRE: Final = 1000.0

WGS84_A: Final = 6_378_137.0
"""Equatorial radius in metres, by definition of WGS-84 (NIMA TR8350.2)."""

WGS84_F: Final = 1 / 298.257223563
"""Flattening, by definition of WGS-84 (NIMA TR8350.2)."""

_E2 = WGS84_F * (2 - WGS84_F)
_EP2 = _E2 / (1 - _E2)

SMALLEST_RADIUS_M: Final = WGS84_A * (1 - _E2)
"""Least radius of curvature of the ellipsoid (6,335,439 m, north-south at the equator).

No path on the surface bends more tightly, so 2 R asin(c / 2R) with this R is never
shorter than the geodesic over a chord c.
"""

EULER_LIMIT_M: Final = 300_000.0
"""Chords up to this length use the Euler radius: its error is 37 um there (measured
against Karney's geodesic, shared figures November 2026); longer ones are solved by Karney."""

ROUNDING_M: Final = 1e-6
"""Allowance for floating point in a chord: coordinates near 6.4e6 m carry about 1e-9 m each."""

FloatArray = NDArray[np.float64]


@dataclass(frozen=True, slots=True, order=True)
class Coordinate:
    """A point: latitude and longitude in degrees on WGS-84, finite and in range."""

    latitude: float
    longitude: float

    def __post_init__(self) -> None:
        """Refuse what is not a point; a missing coordinate is None, never a Coordinate."""
        for name, value, limit in (
            ("latitude", self.latitude, 90.0),
            ("longitude", self.longitude, 180.0),
        ):
            if isinstance(value, bool) or not isinstance(value, (int, float)):
                raise TypeError(f"{name} must be a number")
            if not math.isfinite(value) or abs(value) > limit:
                raise ValueError(f"{name} must lie within -{limit:g} and {limit:g}")


def geodesic_m(one: Coordinate, other: Coordinate) -> float:
    """Return the shortest distance over the ellipsoid in metres (Karney 2013, by geopy)."""
    pair = geodesic((one.latitude, one.longitude), (other.latitude, other.longitude))
    return float(pair.meters)


@dataclass(frozen=True, slots=True)
class Points:
    """Many coordinates prepared for measuring: ECEF metres and sqrt(1 - e^2 sin^2 lat)."""

    xyz: FloatArray
    """Shape (n, 3)."""
    w: FloatArray
    """Shape (n,)."""

    def __len__(self) -> int:
        """Count the points."""
        return len(self.w)


def points(coordinates: list[Coordinate]) -> Points:
    """Prepare coordinates for `chords`, in their order."""
    degrees = np.array([(c.latitude, c.longitude) for c in coordinates], dtype=np.float64)
    return points_of_degrees(degrees.reshape(-1, 2))


def points_of_degrees(degrees: FloatArray) -> Points:
    """Prepare an (n, 2) array of latitude and longitude in degrees for `chords`."""
    latitude, longitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    sine, cosine = np.sin(latitude), np.cos(latitude)
    w = np.sqrt(1 - _E2 * sine * sine)
    normal = WGS84_A / w
    x = normal * cosine * np.cos(longitude)
    y = normal * cosine * np.sin(longitude)
    z = normal * (1 - _E2) * sine
    return Points(np.stack((x, y, z), axis=-1), w)


@dataclass(frozen=True, slots=True)
class Chords:
    """Straight lines through the Earth from each origin to each target, all shape (n, m).

    `length_m` is proved to be at most the geodesic (to `ROUNDING_M`); `estimate_m` is
    the geodesic itself to micrometres, where the chord is within `EULER_LIMIT_M`.
    """

    length_m: FloatArray
    estimate_m: FloatArray


def chords(origins: Points, targets: Points) -> Chords:
    """Measure every origin against every target by chord and Euler's radius of curvature.

    With chord c, rise dz and w = sqrt(1 - e^2 sin^2 lat), the curvature along the line
    is kappa = (1 + e'^2 dz^2 / c^2) (w1 + w2) / 2a and the arc (2 / kappa) asin(kappa c / 2).
    """
    delta = targets.xyz[None, :, :] - origins.xyz[:, None, :]
    square = np.einsum("nmk,nmk->nm", delta, delta)
    length = np.sqrt(square)
    rise = delta[:, :, 2]
    slope = rise * rise / np.maximum(square, 1e-12)
    kappa = (1 + _EP2 * slope) * (origins.w[:, None] + targets.w[None, :]) / (2 * WGS84_A)
    half = np.minimum(kappa * length / 2, 1.0)
    return Chords(length, 2 / kappa * np.arcsin(half))


def upper_bound_m(chord_m: float) -> float:
    """Return a length that the geodesic over this chord cannot exceed, in metres.

    Chords longer than the bounding sphere's diameter exist only near the antipode and
    give half its circumference enlarged to the longest geodesic, a (pi), of the ellipsoid.
    """
    ratio = chord_m / (2 * SMALLEST_RADIUS_M)
    if ratio >= 1:
        return math.pi * WGS84_A
    return 2 * SMALLEST_RADIUS_M * math.asin(ratio) + ROUNDING_M
