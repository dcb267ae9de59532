"""Certainty: which facilities could be first for somebody who is anywhere in the origin.

An origin is an area, not a point: its radius holds 90 % of the addresses. The facilities
are ranked from sample points spread evenly over that disc, with the same measure as the
answer. The points are fixed, so that the same question has the same answer.
"""

import math
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import numpy as np

from finder.directory import FacilityDirectory
from finder.geo import FloatArray, chords, points_of_degrees
from finder.measure import Measured
from finder.place import Place

SAMPLES: Final = 49
"""Points in the disc. Four times as many lower the share called certain by about 1 point."""

SCALE: Final = 1.0
"""Disc radius in units of r90: the smallest, in tenths, with at most half of the mistakes
allowed (99.5 % of certain answers must be right). Tried with the errors of other states around
the region's ZIPs within 60 km of a hospital: 1.0 gave 99.83 % right at 69 % certain, 0.9 gave
99.65 % at 73 %, 1.2 99.91 % at 65 %. "Half" was settled after these were seen; a limit of 1 in
1,000 would give 1.2. See docs/accuracy.md."""

_METRES_PER_DEGREE: Final = 111_320.0
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))


def _sunflower(count: int) -> FloatArray:
    """Return points (north, east) in the unit disc that each stand for the same area."""
    at = np.arange(count) + 0.5
    radius, angle = np.sqrt(at / count), at * _GOLDEN_ANGLE
    return np.stack((radius * np.cos(angle), radius * np.sin(angle)), axis=-1)


_DISC: Final = np.vstack(((0.0, 0.0), _sunflower(SAMPLES)))
"""With the middle itself, from which the order is told: whoever is first there could be first."""


@dataclass(frozen=True, slots=True)
class Share:
    """Facilities next door to each other that could be first, and for how much of the area."""

    ids: tuple[str, ...]
    share: float


@dataclass(frozen=True, slots=True)
class Certainty:
    """Whether one facility is first practically everywhere; else which may be, likeliest first."""

    certain: bool
    could_be_first: tuple[Share, ...]


Ids = frozenset[str]
"""A question: the facilities among which the first is sought."""


def certainties(
    origin: Place,
    directory: FacilityDirectory,
    measured: tuple[Measured, ...],
    questions: Iterable[Ids],
) -> dict[Ids, Certainty]:
    """Decide for each set of facilities how sure its first is. No set is empty."""
    lengths = cache(partial(_lengths, origin, directory))
    return {ids: _certainty(origin, directory, measured, lengths, ids) for ids in questions}


def _certainty(
    origin: Place,
    directory: FacilityDirectory,
    measured: tuple[Measured, ...],
    lengths: Callable[[], FloatArray],
    ids: Ids,
) -> Certainty:
    """Decide it by the gap to the next one, where that does, else from the sample points."""
    considered = [at for at, facility in enumerate(directory) if facility.id in ids]
    by_reach = sorted((measured[at].low_m, directory.next_door[at]) for at in considered)
    first = by_reach[0]
    others = [low_m for low_m, group in by_reach if group != first[1]]
    if not others or others[0] - first[0] > 2 * SCALE * origin.radius_m + _SLACK_M:
        winners = Counter({first[1]: 1})
    else:
        nearest = lengths()[:, considered].argmin(axis=1).tolist()
        winners = Counter(directory.next_door[considered[at]] for at in nearest)
    total = winners.total()
    ranked = sorted(winners.items(), key=lambda pair: (-pair[1], pair[0]))
    nearest_first = sorted(considered, key=lambda at: (measured[at].low_m, at))
    shares = tuple(
        Share(_named(directory, nearest_first, group), count / total) for group, count in ranked
    )
    return Certainty(len(shares) == 1, shares)


_SLACK_M: Final = 1_000.0
"""Chords are compared here, which fall short of the geodesic by under 1 km up to 500 km."""


def _lengths(origin: Place, directory: FacilityDirectory) -> FloatArray:
    """Measure every facility from every sample point, by the chord."""
    centre = origin.coordinate
    reach = SCALE * origin.radius_m / _METRES_PER_DEGREE
    shrink = max(0.01, math.cos(math.radians(centre.latitude)))
    spots = np.array((centre.latitude, centre.longitude)) + _DISC * (reach, reach / shrink)
    spots = np.clip(spots, (-90, -180), (90, 180))
    return chords(points_of_degrees(spots), directory.prepared).length_m


def _named(directory: FacilityDirectory, considered: list[int], group: int) -> tuple[str, ...]:
    facilities = directory.facilities
    return tuple(facilities[at].id for at in considered if directory.next_door[at] == group)
