"""The estimate beside a real OSRM: which of two hospitals is nearer, in north-west Washington."""

import random
from collections.abc import Callable, Iterator
from itertools import combinations
from typing import Final

import numpy as np
import pytest

from finder.geo import Coordinate, FloatArray
from finder.resources import terrain_path
from finder.roads import TravelTimes
from finder.router import Router, router_of
from finder.search import Sources
from finder.terrain import load_terrain
from tests.services.osrm import running_osrm

pytestmark = pytest.mark.services

SOUTH, NORTH, WEST, EAST = 38.885, 38.970, -77.10, -76.98
"""The box of the extract."""

DISTRICT: Final = "District of Columbia, DC"
ORIGINS: Final = 500
SEED: Final = 20_010
INSIDE: Final = ("georgetown", "national-rehabilitation", "washington")
"""The hospitals that the extract holds; the last two stand side by side."""

APART: Final = 3.0
"""Two times within this many minutes are about the same to anybody who drives."""

LEAST_AGREEMENT: Final = 0.95


def origins() -> Iterator[Coordinate]:
    """Draw points on the District's land in the box, the same ones every time.

    To three decimals, as they are sent to a router.
    """
    terrain, dice = load_terrain(terrain_path()), random.Random(SEED)  # noqa: S311
    while True:
        drawn = (round(dice.uniform(SOUTH, NORTH), 3), round(dice.uniform(WEST, EAST), 3))
        county = int(terrain.county_at(np.array(drawn)))
        if terrain.names[county] == DISTRICT:
            yield Coordinate(*drawn)


def both(
    times: TravelTimes, router: Router, sources: Sources
) -> tuple[list[Coordinate], FloatArray, FloatArray]:
    """Return origins that both know, and the minutes by OSRM and by the estimate."""
    at = [number for number, one in enumerate(sources.directory) if one.id in INSIDE]
    targets = [sources.directory.facilities[number].coordinate for number in at]
    kept, real, estimated = [], [], []
    for origin in origins():
        routed, anchor = router.minutes(origin, targets), times.anchor(origin, "DC")
        if anchor is not None and None not in routed:
            kept.append(origin)
            real.append([minutes or 0.0 for minutes in routed])
            estimated.append(times.minutes(anchor)[at])
        if len(kept) == ORIGINS:
            return kept, np.array(real), np.array(estimated)
    raise AssertionError


def agreement(real: FloatArray, estimated: FloatArray) -> tuple[int, int]:
    """Count the pairs plainly apart by the first, and those that the second puts likewise."""
    pairs = combinations(range(real.shape[1]), 2)
    gaps = np.array(
        [(real[:, a] - real[:, b], estimated[:, a] - estimated[:, b]) for a, b in pairs]
    )
    plain = np.abs(gaps[:, 0]) > APART
    return int(plain.sum()), int((plain & (gaps[:, 0] * gaps[:, 1] > 0)).sum())


def test_where_a_real_router_sees_a_plain_difference_the_estimate_has_the_same_order(
    sources: Sources, tell: Callable[[str], None]
) -> None:
    assert sources.times is not None
    with running_osrm() as service:
        router = router_of("osrm", service.url)
        assert router is not None
        kept, real, estimated = both(sources.times, router, sources)

    plain, alike = agreement(real, estimated)
    ratio = np.quantile(real / np.maximum(estimated, 0.1), (0.05, 0.5, 0.95))
    off = np.abs(real - estimated)
    tell(
        f"{len(kept)} origins in north-west DC, {plain} pairs over {APART:g} min apart by OSRM:"
        f" {alike / plain:.1%} in the same order; OSRM over estimate p5 {ratio[0]:.2f},"
        f" p50 {ratio[1]:.2f}, p95 {ratio[2]:.2f}; off by {np.median(off):.1f} min,"
        f" p95 {np.quantile(off, 0.95):.1f}"
    )
    assert len(kept) == ORIGINS
    assert alike / plain >= LEAST_AGREEMENT
