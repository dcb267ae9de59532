"""How fast times by road are looked up, and how long and how much memory their fields take."""

import random
import statistics
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from finder.geo import Coordinate, chords, points_of_degrees
from finder.place import Place
from finder.resources import terrain_path
from finder.search import Sources, ranking_of
from finder.terrain import load_terrain
from tests.bench.test_speed import REGION, seconds, zips

pytestmark = pytest.mark.bench

LOOK_UP_S: Final = 20e-6
TEN_FIELDS_S: Final = 5.0
TEN_FIELDS_MB: Final = 500
LOOK_UPS: Final = 2_000
COUNTS: Final = (10, 100, 1_000)

ROOT: Final = Path(__file__).parents[2]

MAKE: Final = """
import resource, sys, tempfile, time
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from finder.directory import FacilityDirectory, load
from finder.fields import Recipe, load_fields
from finder.geo import Coordinate
from finder.network import SPEEDS
from finder.place import Place
from finder.resources import resource as path_of
from finder.place import Place
from finder.resources import terrain_path
from finder.terrain import load_terrain

count = int(sys.argv[1])
real = load(path_of("data") / "locations.csv", today=date(2026, 11, 24)).facilities
terrain = load_terrain(terrain_path())
spots = terrain.middle[np.random.default_rng(1).choice(np.flatnonzero(terrain.land), count)]
more = [
    replace(real[0], id=f"more-{at}", coordinate=Coordinate(*spot))
    for at, spot in enumerate(spots.tolist())
]
directory = FacilityDirectory((*real, *more)[:count])
with tempfile.TemporaryDirectory() as cache:
    recipe = Recipe(terrain_path(), path_of("data"), directory, SPEEDS)
    start = time.process_time()
    found = load_fields(recipe, shipped=Path(cache) / "none", cache=Path(cache))
    took = time.process_time() - start
    size = sum(one.stat().st_size for one in Path(cache).rglob("*.npy"))
print(took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, size / 2**20)
"""


def test_a_look_up_of_ten_hospitals_takes_microseconds(
    sources: Sources, tell: Callable[[str], None]
) -> None:
    times = sources.times
    assert times is not None
    terrain, dice = load_terrain(terrain_path()), random.Random(3)  # noqa: S311
    land = np.flatnonzero(terrain.land).tolist()
    spots = [Coordinate(*terrain.middle[dice.choice(land)].tolist()) for _ in range(LOOK_UPS)]
    anchors = [anchor for anchor in map(times.anchor, spots) if anchor]

    look_ups, whole, straight = [], [], []
    for spot, anchor in zip(spots, anchors, strict=False):
        look_ups.append(min(seconds(lambda: times.minutes(anchor)) for _ in range(3)))  # noqa: B023
        whole.append(min(seconds(lambda: times.anchor(spot, "MD")) for _ in range(3)))  # noqa: B023
        degrees = np.array([(spot.latitude, spot.longitude)])
        straight.append(
            seconds(lambda: chords(points_of_degrees(degrees), sources.directory.prepared))  # noqa: B023
        )

    p50, p99 = statistics.median(look_ups), sorted(look_ups)[int(0.99 * len(look_ups))]
    ratio = p50 / statistics.median(straight)
    tell(
        f"minutes to ten hospitals from a spot: p50 {p50 * 1e6:.1f} us, p99 {p99 * 1e6:.1f}"
        f" (target {LOOK_UP_S * 1e6:.0f}), {ratio:.2f} of ten straight lines by NumPy;"
        f" where to start from {statistics.median(whole) * 1e6:.1f} us"
    )
    assert p50 <= LOOK_UP_S


def test_a_ranking_by_road_takes_little_more_than_one_in_straight_lines(
    sources: Sources, tell: Callable[[str], None]
) -> None:
    pairs = [_both(place, sources) for place in map(sources.gazetteer.zip, zips(sources, REGION))]

    by_road, straight = zip(*pairs, strict=True)
    ours, theirs = statistics.median(by_road), statistics.median(straight)
    tell(
        f"ranking and certainty of a ZIP, cold: by road {ours * 1e6:.0f} us, in straight lines"
        f" {theirs * 1e6:.0f} us, ratio {ours / theirs:.1f}"
    )
    assert ours < 0.01


def _both(place: Place | None, sources: Sources) -> tuple[float, float]:
    """Time a ranking that nothing remembers, by road and in straight lines."""
    assert place is not None
    return (
        min(seconds(lambda: ranking_of(place, sources.directory, sources.times)) for _ in range(3)),
        min(seconds(lambda: ranking_of(place, sources.directory)) for _ in range(3)),
    )


def test_fields_are_made_in_time_and_memory_that_grow_no_faster_than_their_number(
    tell: Callable[[str], None],
) -> None:
    rows = {count: _made(count) for count in COUNTS}

    for count, (took, peak, size) in rows.items():
        tell(
            f"fields for {count:>5} hospitals: {took:6.2f} s of a core, peak {peak:.0f} MB,"
            f" on disk {size:.0f} MB"
        )
    (few_s, _, _), (some_s, some_mb, _), (many_s, many_mb, _) = rows.values()
    each_s = (many_s - few_s) / (COUNTS[2] - COUNTS[0])
    straight = few_s + each_s * (COUNTS[1] - COUNTS[0])
    tell(
        f"{each_s * 1e3:.0f} ms each; for {COUNTS[1]} a straight line through the ends gives"
        f" {straight:.1f} s, measured {some_s:.1f}; 6,000 would take {few_s + 6_000 * each_s:.0f} s"
    )
    assert rows[10][0] <= TEN_FIELDS_S
    assert rows[10][1] <= TEN_FIELDS_MB
    assert 0.6 < some_s / straight < 1.6
    assert many_mb < 3 * some_mb


def _made(count: int) -> tuple[float, float, float]:
    done = subprocess.run(
        [sys.executable, "-c", MAKE, str(count)],
        capture_output=True, text=True, check=True, cwd=ROOT,
    )  # fmt: skip
    took, peak, size = map(float, done.stdout.split())
    return took, peak, size
