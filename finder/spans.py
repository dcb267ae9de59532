"""Spans: straight lines from very many points to every facility, in arrays.

What `geo.span` and `rank.rank` work out for one origin is worked out here for a million. The
order of the nearest is proved, as there: where the bounds of two overlap, both are solved.
"""

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from finder.directory import FacilityDirectory
from finder.geo import (
    ESTIMATE_LIMIT_M,
    ROUNDING_M,
    SMALLEST_RADIUS_M,
    WGS84_A,
    WGS84_F,
    Coordinate,
    FloatArray,
    Points,
    geodesic_m,
    points_of_degrees,
    span,
    upper_bound_m,
    vector,
)

IndexArray = NDArray[np.intp]

AT_A_TIME: Final = 1 << 15
"""Points in one piece: some arrays of these by ten facilities stay in the processor's cache."""

SHORT_M: Final = 300_000.0
"""Up to this length the mean of both ends' curvature does, as in `geo.span`."""

_E2: Final = WGS84_F * (2 - WGS84_F)
_EP2: Final = _E2 / (1 - _E2)
_SCORE_SLACK_M2: Final = 0.1
"""What rounding can do to |q|^2 / 2 - p.q, whose terms are near 4e13 m^2."""


def pieces(count: int, size: int = AT_A_TIME) -> Iterator[slice]:
    """Cut a number of rows into slices of at most `size`."""
    yield from (slice(first, min(first + size, count)) for first in range(0, count, size))


def spans(origins: Points, targets: Points) -> tuple[FloatArray, FloatArray]:
    """Return the chords and the geodesics estimated from them, each (targets, origins).

    The same to a rounding as `geo.span` for each pair.
    """
    return _lengths(
        origins.xyz.T[:, None, :], origins.w, targets.xyz.T[:, :, None], targets.w[:, None]
    )


def _lengths(
    here: FloatArray, w_here: FloatArray, there: FloatArray, w_there: FloatArray
) -> tuple[FloatArray, FloatArray]:
    """Measure arrays of points, x, y and z first, against each other as NumPy pairs them."""
    dx, dy, dz = (there[axis] - here[axis] for axis in range(3))
    square = dx * dx + dy * dy + dz * dz
    chord = np.sqrt(square)
    w = (w_here + w_there) / 2
    far = chord > SHORT_M
    if far.any():
        x, y, z = (np.broadcast_to(there[a] + here[a], chord.shape)[far] for a in range(3))
        w[far] = 0.6 * w[far] + 0.4 * _w_towards(x, y, z)
    kappa = (1 + _EP2 * dz * dz / np.maximum(square, 1e-12)) * w / WGS84_A
    return chord, np.asarray(2 / kappa * np.arcsin(np.minimum(kappa * chord / 2, 1.0)))


def _w_towards(x: FloatArray, y: FloatArray, z: FloatArray) -> FloatArray:
    """Return w where lines from the Earth's centre meet the ellipsoid, as in `geo.span`."""
    polar, equatorial = z * z, (1 - _E2) * (x * x + y * y)
    below = polar + (1 - _E2) * equatorial
    ratio = np.divide(polar + equatorial, below, out=np.ones_like(below), where=below > 0)
    return np.asarray(np.where(below > 0, np.sqrt((1 - _E2) * ratio), 1.0))


def nearest(degrees: FloatArray, directory: FacilityDirectory) -> tuple[IndexArray, FloatArray]:
    """Return for each of (n, 2) degrees the facility nearest by geodesic, and its metres.

    The facility is its number in the directory's order; of two at the same distance it is the
    one with the lower id, as in `rank.rank`. The metres are estimated up to
    `ESTIMATE_LIMIT_M`, and solved beyond.
    """
    first = np.empty(len(degrees), dtype=np.intp)
    metres = np.empty(len(degrees))
    for piece in pieces(len(degrees)):
        first[piece], metres[piece] = _nearest(degrees[piece], directory)
    return first, metres


def _nearest(degrees: FloatArray, directory: FacilityDirectory) -> tuple[IndexArray, FloatArray]:
    origins, targets = points_of_degrees(degrees), directory.prepared
    best, second, first = _two_least(origins, targets)
    doubtful = np.flatnonzero(_may_change_places(best, second, origins))
    for at in doubtful.tolist():
        first[at] = _solved(Coordinate(*degrees[at].tolist()), directory)
    chosen = Points(targets.xyz[first], targets.w[first])
    _, metres = _lengths(origins.xyz.T, origins.w, chosen.xyz.T, chosen.w)
    for at in np.flatnonzero(metres > ESTIMATE_LIMIT_M).tolist():
        here = Coordinate(*degrees[at].tolist())
        metres[at] = geodesic_m(here, directory.facilities[first[at]].coordinate)
    return first, metres


def _two_least(origins: Points, targets: Points) -> tuple[FloatArray, FloatArray, IndexArray]:
    """Return half the squared chords to the two nearest, less |p|^2 / 2, and which is first."""
    scores = (targets.xyz**2).sum(axis=1)[:, None] / 2 - targets.xyz @ origins.xyz.T
    best, second = scores[0].copy(), np.full(len(origins), np.inf)
    first = np.zeros(len(origins), dtype=np.intp)
    for at, score in enumerate(scores[1:], start=1):
        second = np.minimum(second, np.maximum(best, score))
        first[score < best] = at
        best = np.minimum(best, score)
    return best, second, first


def _may_change_places(best: FloatArray, second: FloatArray, origins: Points) -> NDArray[np.bool_]:
    """Tell where the bounds of the two nearest overlap; see `geo.upper_bound_m`."""
    own = (origins.xyz**2).sum(axis=1) / 2
    most = np.sqrt(2 * np.maximum(best + own + _SCORE_SLACK_M2, 0))
    ratio = np.minimum(most / (2 * SMALLEST_RADIUS_M), 1)
    longest = np.where(
        ratio < 1, 2 * SMALLEST_RADIUS_M * np.arcsin(ratio) + ROUNDING_M, np.pi * WGS84_A
    )
    least = np.sqrt(2 * np.maximum(second + own - _SCORE_SLACK_M2, 0))
    return np.asarray(longest >= least)


def _solved(origin: Coordinate, directory: FacilityDirectory) -> int:
    """Return the nearest by solving the geodesics of those whose bounds overlap the least."""
    here = vector(origin)
    low = [span(here, there)[0] for there in directory.vectors]
    reach = upper_bound_m(min(low))
    close = [
        (geodesic_m(origin, facility.coordinate), facility.id, at)
        for at, facility in enumerate(directory)
        if low[at] - ROUNDING_M <= reach
    ]
    return min(close)[2]
