"""The street index: how large, how fast to build and to ask, and how much memory it takes."""

import random
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Final

import pytest

from finder.geo import Coordinate
from finder.street_build import build, source_files
from finder.street_names import street_name
from finder.streets import StreetIndex
from tests.made_up_county import KINDS, TOWNS, WORDS, Stretch, made_up_county, write_addrfeat

pytestmark = pytest.mark.bench
needs_proc = pytest.mark.skipif(not Path("/proc/self").exists(), reason="reads Linux's /proc")

Tell = Callable[[str], None]

RANGES: Final = 100_000
MOST_BYTES_A_RANGE: Final = 400
FEWEST_RANGES_A_SECOND: Final = 10_000
MOST_LOOKUP_S: Final = 0.0003
MOST_GROWTH_MB: Final = 20
ASKED: Final = 1_000
ROWS: Final = 200_000
MOST_BUILD_MB: Final = 150


@pytest.fixture(scope="module")
def county() -> list[Stretch]:
    return made_up_county(RANGES)


@pytest.fixture(scope="module")
def file(county: list[Stretch], tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_addrfeat(county, tmp_path_factory.mktemp("county"))


@pytest.fixture(scope="module")
def built(file: Path) -> tuple[Path, float]:
    """Build the county, and tell how many seconds it took."""
    output = file.with_name("streets.sqlite")
    start = time.perf_counter()
    build(source_files([file]), output, lambda _: None)
    return output, time.perf_counter() - start


def test_a_county_of_100_000_ranges_is_built_quickly_and_small(
    built: tuple[Path, float], tell: Tell
) -> None:
    path, seconds = built

    ranges = StreetIndex(path).info.ranges
    tell(f"{ranges:,} ranges in {seconds:.1f} s: {ranges / seconds:,.0f} a second")
    tell(f"{path.stat().st_size / ranges:.0f} bytes a range")
    assert ranges >= RANGES
    assert ranges / seconds >= FEWEST_RANGES_A_SECOND
    assert path.stat().st_size / ranges <= MOST_BYTES_A_RANGE


def test_a_look_up_leaves_most_of_a_millisecond_to_matching(
    built: tuple[Path, float], county: list[Stretch], tell: Tell
) -> None:
    index = StreetIndex(built[0])
    drawn = random.Random(1).sample(county, ASKED)  # noqa: S311
    bases = {one.name: street_name(one.name).base for one in drawn}
    asks: dict[str, Callable[[Stretch], object]] = {
        "one block": lambda one: index.blocks(
            bases[one.name], (one.left or one.right or (0, 0))[0], zips=[one.zip]
        ),
        "a street in its ZIP": lambda one: index.blocks(bases[one.name], zips=[one.zip]),
        "a name one letter off": lambda one: index.bases_near(f"{bases[one.name]}x"),
        "a name that sounds alike": lambda one: index.bases_sounding(bases[one.name]),
        "a name taken apart": lambda one: street_name(one.name),
        "everything within 150 m": lambda one: index.near(Coordinate(*one.line[0]), 150),
    }
    found = {}
    for name, ask in asks.items():
        seconds = sorted(_seconds(ask, one) for one in drawn)
        found[name] = median(seconds)
        tell(f"{name}: p50 {found[name] * 1e6:.0f} us, p95 {seconds[950] * 1e6:.0f} us")
    start = time.perf_counter()
    StreetIndex(built[0])
    tell(f"opened and checked in {(time.perf_counter() - start) * 1e3:.1f} ms")

    assert found["one block"] <= MOST_LOOKUP_S
    assert found["a street in its ZIP"] <= MOST_LOOKUP_S


def _seconds(ask: Callable[[Stretch], object], one: Stretch) -> float:
    start = time.perf_counter()
    ask(one)
    return time.perf_counter() - start


_WORKER: Final = """
import sys
from pathlib import Path
from threading import Thread
from finder.search import Sources
from finder.streets import StreetIndex
def resident():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
before = resident()
index = StreetIndex(Path(sys.argv[1]))
names = Path(sys.argv[2]).read_text().splitlines()
def ask(at):
    for name in names[at::8]:
        base, zip_ = name.split("|")
        index.blocks(base, zips=[zip_])
        index.bases_near(base)
threads = [Thread(target=ask, args=(at,)) for at in range(8)]
for one in threads: one.start()
for one in threads: one.join()
print(resident() - before)
"""


@needs_proc
def test_a_worker_of_eight_threads_grows_little(
    built: tuple[Path, float], county: list[Stretch], tmp_path: Path, tell: Tell
) -> None:
    names = sorted({f"{street_name(one.name).base}|{one.zip}" for one in county})
    (tmp_path / "names").write_text("\n".join(names), "utf-8")
    command = [sys.executable, "-c", _WORKER, str(built[0]), str(tmp_path / "names")]
    grown_mb = float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)

    tell(f"eight threads asked for every street: {grown_mb:.1f} MB more")
    assert grown_mb <= MOST_GROWTH_MB


def write_openaddresses(path: Path, rows: int) -> None:
    """Write made-up doors in the columns of OpenAddresses, street after street."""
    dice = random.Random(2)  # noqa: S311
    with path.open("w", encoding="utf-8") as file:
        file.write("LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH\n")
        for at in range(rows):
            if at % 60 == 0:
                zip_, south, west = dice.choice(TOWNS)
                words = dice.choice(WORDS), dice.choice(WORDS), dice.choice(KINDS)
                street = " ".join(words).replace("_", " ").upper()
            where = f"{west + dice.random() / 5:.7f},{south + dice.random() / 5:.7f}"
            file.write(f"{where},{100 + 2 * (at % 60)},{street},,MADE UP,,MD,{zip_},,{at:016x}\n")


_BUILDER: Final = """
import re, sys
from pathlib import Path
from finder.street_build import build, source_files
build(source_files([Path(sys.argv[1])]), Path(sys.argv[2]), lambda _: None)
print(int(re.search(r"VmHWM:\\s+(\\d+)", Path("/proc/self/status").read_text())[1]) * 1024 / 1e6)
"""


@needs_proc
def test_a_long_csv_is_built_in_bounded_memory(tmp_path: Path, tell: Tell) -> None:
    most: dict[int, float] = {}
    for rows in (ROWS // 2, ROWS):
        csv, output = tmp_path / f"{rows}.csv", tmp_path / f"{rows}.sqlite"
        write_openaddresses(csv, rows)
        command = [sys.executable, "-c", _BUILDER, str(csv), str(output)]
        start = time.perf_counter()
        done = subprocess.run(command, capture_output=True, text=True, check=True)
        seconds, most[rows] = time.perf_counter() - start, float(done.stdout)
        size = output.stat().st_size / rows
        tell(f"{rows:,} rows: {seconds:.1f} s, {most[rows]:.0f} MB, {size:.0f} bytes a point")

    assert most[ROWS] <= MOST_BUILD_MB
    assert most[ROWS] <= most[ROWS // 2] * 1.5
