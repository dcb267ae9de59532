"""Certainty: which facilities could be first for somebody who is anywhere in the origin.

An origin is an area, not a point: its radius holds 90 % of the addresses. The facilities
are ranked from sample points spread evenly over that disc, with the same measure as the
answer. The points are fixed, so that the same question has the same answer.
"""

import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, partial
from typing import Final

import numpy as np

from finder.directory import FacilityDirectory
from finder.facility import BEST_FIRST
from finder.geo import FloatArray, chords, points_of_degrees
from finder.measure import Measured, minutes_for_order
from finder.place import Place

SAMPLES: Final = 49
"""Points in the disc. Four times as many lower the share called certain by about 1 point."""

SCALE: Final = 1.0
"""Disc radius in units of r90: the smallest, in tenths, with at most half of the mistakes
allowed (99.5 % of certain answers must be right). Tried with the errors of other states around
the region's ZIPs within 60 km of a hospital: 1.0 gave 99.83 % right at 69 % certain, 0.9 gave
99.65 % at 73 %, 1.2 99.91 % at 65 %. "Half" was settled after these were seen; a limit of 1 in
1,000 would give 1.2. See docs/accuracy.md."""

METRES_PER_DEGREE: Final = 111_320.0
_GOLDEN_ANGLE: Final = math.pi * (3 - math.sqrt(5))


def _sunflower(count: int) -> FloatArray:
    """Return points (north, east) in the unit disc that each stand for the same area."""
    at = np.arange(count) + 0.5
    radius, angle = np.sqrt(at / count), at * _GOLDEN_ANGLE
    return np.stack((radius * np.cos(angle), radius * np.sin(angle)), axis=-1)


DISC: Final = np.vstack(((0.0, 0.0), _sunflower(SAMPLES)))
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
    minutes: FloatArray | None = None,
) -> dict[Ids, Certainty]:
    """Decide for each set of facilities how sure its first is. No set is empty.

    `minutes` by road, a row for each of some sample points and a column a facility, decide
    where they are given; else straight lines do.
    """
    lengths = cache(partial(lengths_of, origin, directory))
    costs = cache(lambda: lengths() if minutes is None else _whole(minutes, measured))
    is_clear = _is_clear if minutes is None else _is_alone
    judged = {}
    for ids in questions:
        considered = [at for at, facility in enumerate(directory) if facility.id in ids]
        clear = is_clear(origin, directory, measured, considered)
        judged[ids] = _certainty(directory, measured, considered, None if clear else costs())
    return judged


def _is_clear(
    origin: Place,
    directory: FacilityDirectory,
    measured: tuple[Measured, ...],
    considered: list[int],
) -> bool:
    """Tell whether the gap to the next one is wider than the origin; straight lines only."""
    by_reach = sorted((measured[at].low_m, directory.next_door[at]) for at in considered)
    first = by_reach[0]
    others = [low_m for low_m, group in by_reach if group != first[1]]
    return not others or others[0] - first[0] > 2 * SCALE * origin.radius_m + SLACK_M


def _is_alone(
    _origin: Place,
    directory: FacilityDirectory,
    _measured: tuple[Measured, ...],
    considered: list[int],
) -> bool:
    return len({directory.next_door[at] for at in considered}) == 1


def _whole(minutes: FloatArray, measured: tuple[Measured, ...]) -> FloatArray:
    """Put the order's own minutes in for the middle, and where no road time is known."""
    own = np.array([minutes_for_order(one, one.estimate_m) for one in measured])
    return np.vstack((own, np.where(np.isfinite(minutes), minutes, own)))


def _certainty(
    directory: FacilityDirectory,
    measured: tuple[Measured, ...],
    considered: list[int],
    costs: FloatArray | None,
) -> Certainty:
    """Count who is first at how many of the sample points; without costs one is everywhere."""
    by_road = any(one.minutes is not None for one in measured)
    reach = [
        (minutes_for_order(m, m.estimate_m), BEST_FIRST.index(m.facility.emergency_department))
        if by_road
        else (m.low_m, 0)
        for m in measured
    ]
    nearest_first = sorted(considered, key=lambda at: (reach[at], at))
    if costs is None:
        winners = Counter({directory.next_door[nearest_first[0]]: 1})
    else:
        nearest = costs[:, considered].argmin(axis=1).tolist()
        winners = Counter(directory.next_door[considered[at]] for at in nearest)
    total = winners.total()
    ranked = sorted(winners.items(), key=lambda pair: (-pair[1], pair[0]))
    shares = tuple(
        Share(_named(directory, nearest_first, group), count / total) for group, count in ranked
    )
    return Certainty(len(shares) == 1, shares)


SLACK_M: Final = 1_000.0
"""Chords are compared here, which fall short of the geodesic by under 1 km up to 500 km."""


def lengths_of(origin: Place, directory: FacilityDirectory) -> FloatArray:
    """Measure every facility from every sample point, by the chord."""
    return chords(points_of_degrees(spots_of(origin)), directory.prepared).length_m


def spots_of(origin: Place) -> FloatArray:
    """Return the sample points of an origin as (n, 2) degrees, its middle first."""
    centre = origin.coordinate
    reach = SCALE * origin.radius_m / METRES_PER_DEGREE
    shrink = max(0.01, math.cos(math.radians(centre.latitude)))
    spots = np.array((centre.latitude, centre.longitude)) + DISC * (reach, reach / shrink)
    return np.clip(spots, (-90, -180), (90, 180))


def _named(directory: FacilityDirectory, considered: list[int], group: int) -> tuple[str, ...]:
    facilities = directory.facilities
    return tuple(facilities[at].id for at in considered if directory.next_door[at] == group)
