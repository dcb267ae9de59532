"""Points on the Earth and how far apart they are, on the WGS-84 ellipsoid.

Distances are in metres. The order of facilities is exact: the straight chord through the
Earth bounds every geodesic from both sides, and only where two bounds overlap is the (slow)
geodesic solved. See `measure.py` for the bounds and `rank.py` for their use.
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

ESTIMATE_LIMIT_M: Final = 2_000_000.0
"""Up to this length `span` estimates geodesics; longer ones are solved by Karney's method."""

ESTIMATE_ERROR_M: Final = 0.01
"""More than an estimate within `ESTIMATE_LIMIT_M` is off. A scan of all latitudes and
directions against Karney's geodesic found 42 um at 300 km, 47 um at 1,000 km and 3.6 mm
at 2,000 km (November 2026)."""

_SHORT_M: Final = 300_000.0
"""Up to this length the mean of both ends' curvature does."""

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


def directions(degrees: FloatArray) -> NDArray[np.float32]:
    """Return a unit vector for each latitude and longitude, as on a sphere: near to 0.5 %."""
    latitude, longitude = np.radians(degrees[:, 0]), np.radians(degrees[:, 1])
    flat = np.cos(latitude)
    vectors = (flat * np.cos(longitude), flat * np.sin(longitude), np.sin(latitude))
    return np.stack(vectors, axis=-1).astype(np.float32)


@dataclass(frozen=True, slots=True)
class Chords:
    """Straight lines through the Earth from each origin to each target, all shape (n, m).

    `length_m` is proved to be at most the geodesic (to `ROUNDING_M`); `estimate_m` is
    the geodesic itself to 0.1 mm up to 300 km, to 2 cm up to 1,000 km.
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


Vector = tuple[float, float, float, float]
"""A coordinate prepared for `span`: x, y, z in ECEF metres and w = sqrt(1 - e^2 sin^2 lat)."""


def vector(coordinate: Coordinate) -> Vector:
    """Prepare one coordinate for `span`."""
    latitude, longitude = math.radians(coordinate.latitude), math.radians(coordinate.longitude)
    sine = math.sin(latitude)
    w = math.sqrt(1 - _E2 * sine * sine)
    normal = WGS84_A / w
    axial = normal * math.cos(latitude)
    return (
        axial * math.cos(longitude),
        axial * math.sin(longitude),
        normal * (1 - _E2) * sine,
        w,
    )


def span(one: Vector, other: Vector) -> tuple[float, float]:
    """Return the chord between two points and the geodesic estimated from it, in metres.

    For a few pairs this is quicker than `chords`, and on a long way it is more exact: as w
    it takes 0.3 of each end's and 0.4 of the middle's, the weights that cancel the part of
    the error that grows with c^5. See `ESTIMATE_ERROR_M` for what is left.
    """
    x1, y1, z1, w1 = one
    x2, y2, z2, w2 = other
    dx, dy, dz = x2 - x1, y2 - y1, z2 - z1
    square = dx * dx + dy * dy + dz * dz
    if square == 0:
        return 0.0, 0.0
    chord = math.sqrt(square)
    w = 0.5 * (w1 + w2)
    if chord > _SHORT_M:
        w = 0.6 * w + 0.4 * _w_towards(x1 + x2, y1 + y2, z1 + z2)
    kappa = (1 + _EP2 * dz * dz / square) * w / WGS84_A
    half = kappa * chord / 2
    return chord, 2 / kappa * math.asin(half if half < 1 else 1.0)


def _w_towards(x: float, y: float, z: float) -> float:
    """Return w where a line from the Earth's centre meets the ellipsoid; 1 for no direction."""
    polar, equatorial = z * z, (1 - _E2) * (x * x + y * y)
    below = polar + (1 - _E2) * equatorial
    return math.sqrt((1 - _E2) * (polar + equatorial) / below) if below else 1.0


def upper_bound_m(chord_m: float) -> float:
    """Return a length that the geodesic over this chord cannot exceed, in metres.

    Chords longer than the bounding sphere's diameter exist only near the antipode and
    give half its circumference enlarged to the longest geodesic, a (pi), of the ellipsoid.
    """
    ratio = chord_m / (2 * SMALLEST_RADIUS_M)
    if ratio >= 1:
        return math.pi * WGS84_A
    return 2 * SMALLEST_RADIUS_M * math.asin(ratio) + ROUNDING_M
