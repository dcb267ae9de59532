"""Fields of minutes: made once, kept under the name of all that they follow from."""

import ast
import itertools
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import fields as fields_of
from dataclasses import replace
from pathlib import Path
from typing import Final

import numpy as np
import pytest

import hatch_build
from finder.directory import FacilityDirectory
from finder.errors import DataError
from finder.facility import Facility
from finder.fields import (
    AROUND,
    AT_A_TIME,
    STEPS_A_MINUTE,
    UNREACHED,
    Fields,
    Recipe,
    load_fields,
    make_fields,
    write_fields,
)
from finder.friction import CELLS, surface
from finder.geo import Coordinate
from finder.grid import COLUMNS
from finder.network import NETWORK_FILES, Speeds, load_network
from finder.terrain import load_terrain
from tests.made_up import cell, facilities, recipe, spot

ROOT: Final = Path(__file__).parents[2]
WEST, EAST = spot(102, 102), spot(102, 302)


@pytest.fixture(name="made_of")
def _made_of(tmp_path: Path) -> Recipe:
    return recipe(tmp_path / "data", WEST, EAST)


def load(made_of: Recipe, cache: Path) -> Fields:
    return load_fields(made_of, shipped=cache / "nothing here", cache=cache)


def kept(cache: Path) -> list[str]:
    return sorted(path.name for path in cache.iterdir())


def with_facility(made_of: Recipe, **changes: object) -> Recipe:
    first, *rest = made_of.directory
    changed: Facility = replace(first, **changes)  # type: ignore[arg-type]
    return replace(made_of, directory=FacilityDirectory((changed, *rest)))


def test_minutes_are_those_of_the_graph_in_hundredths(made_of: Recipe, tmp_path: Path) -> None:
    made = surface(load_terrain(made_of.terrain), load_network(made_of.network), made_of.speeds)

    found = load(made_of, tmp_path / "cache").minutes

    exact = made.minutes_from([WEST, EAST]).T
    reached = np.isfinite(exact)
    assert found.shape == (CELLS, 2)
    assert (found[~reached] == UNREACHED).all()
    assert found[reached] / STEPS_A_MINUTE == pytest.approx(exact[reached], abs=0.00501)
    assert reached.sum() > 2_000


def test_each_column_is_a_facility_in_the_order_of_the_directory(tmp_path: Path) -> None:
    spots = [spot(50 + at, 60 + at) for at in range(AT_A_TIME + 3)]
    found = load(recipe(tmp_path / "data", *spots), tmp_path / "cache").minutes

    for at in range(len(spots)):
        own = load(recipe(tmp_path / f"data {at}", spots[at]), tmp_path / "cache").minutes
        assert (found[:, at] == own[:, 0]).all()
        if at % 11 == 0:
            assert found[cell(50 + at, 60 + at), at] < 3 * STEPS_A_MINUTE


def test_a_facility_beyond_the_grid_is_reached_from_nowhere(tmp_path: Path) -> None:
    made_of = recipe(tmp_path / "data", WEST, Coordinate(41.5, -81.7))

    found = load(made_of, tmp_path / "cache").minutes

    assert (found[:, 1] == UNREACHED).all()
    assert (found[:, 0] < UNREACHED).any()


def test_cells_open_to_each_other_say_so_both_ways(made_of: Recipe, tmp_path: Path) -> None:
    near = load(made_of, tmp_path / "cache").near

    cells = np.flatnonzero(near)
    assert len(cells) > 2_000
    for bit, (up, right) in enumerate(AROUND):
        back = AROUND.index((-up, -right))
        open_here = cells[near[cells] >> bit & 1 == 1]
        assert (near[open_here + up * COLUMNS + right] >> back & 1 == 1).all()


def test_one_may_interpolate_inland_and_not_at_the_water(made_of: Recipe, tmp_path: Path) -> None:
    regular = load(made_of, tmp_path / "cache").regular

    assert regular[cell(100, 100)]
    assert regular[cell(40, 40)]
    for row, column in ((100, 196), (156, 100), (100, 36), (100, 220), (36, 100)):
        assert not regular[cell(row, column)]


CHANGES: Final[dict[str, Callable[[Recipe], Recipe]]] = {
    "the city's speed": lambda of: replace(of, speeds=Speeds(city=20.5)),
    "the motorways' speed": lambda of: replace(of, speeds=Speeds(motorway=61)),
    "where a facility is": lambda of: with_facility(of, coordinate=spot(102, 102.001)),
    "which facility it is": lambda of: with_facility(of, id="other"),
    "a facility more": lambda of: replace(of, directory=facilities(WEST, EAST, EAST)),
    "a facility less": lambda of: replace(of, directory=facilities(WEST)),
    "the facilities' order": lambda of: replace(of, directory=facilities(EAST, WEST)),
}


@pytest.mark.parametrize("name", CHANGES)
def test_a_change_of_anything_that_minutes_follow_from_changes_the_name(
    name: str, made_of: Recipe
) -> None:
    assert CHANGES[name](made_of).name != made_of.name


@pytest.mark.parametrize("file", ["terrain.npz", *NETWORK_FILES])
def test_a_change_of_a_byte_of_a_file_changes_the_name(file: str, made_of: Recipe) -> None:
    before = made_of.name
    path = made_of.network / file

    path.write_bytes(path.read_bytes() + b"\n")

    assert made_of.name != before


def test_what_minutes_do_not_follow_from_leaves_the_name(made_of: Recipe, tmp_path: Path) -> None:
    elsewhere = tmp_path / "elsewhere"
    shutil.copytree(made_of.network, elsewhere)
    moved = replace(made_of, terrain=elsewhere / "terrain.npz", network=elsewhere)

    assert with_facility(made_of, name="Another", website="https://example.org").name == (
        made_of.name
    )
    assert moved.name == made_of.name
    assert len(made_of.name) == 24
    assert int(made_of.name, 16) > 0


def test_a_build_makes_the_fields_again_when_any_module_that_makes_them_changes() -> None:
    (artifact,) = [one for one in hatch_build.ARTIFACTS if one.path == "finder/fields"]

    needed = {f"finder/{name}.py" for name in _rooms_below("friction")}

    assert needed >= {"finder/friction.py", "finder/strands.py", "finder/banks.py"}
    assert needed - {"finder/errors.py"} <= {
        path.relative_to(ROOT).as_posix()
        for pattern in artifact.sources
        for path in ROOT.glob(pattern)
    }


def _rooms_below(name: str) -> set[str]:
    """Name a module and all of ours that it imports, whatever they import too."""
    found, waiting = set[str](), [name]
    while waiting:
        one = waiting.pop()
        if one not in found:
            found.add(one)
            waiting += _imported(ROOT / "finder" / f"{one}.py")
    return found


def _imported(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("finder."):
            yield (node.module or "").removeprefix("finder.")


def test_fields_are_made_once_and_then_read(made_of: Recipe, tmp_path: Path) -> None:
    cache = tmp_path / "deep" / "cache"
    first = load(made_of, cache)
    stamps = [(cache / made_of.name / name).stat().st_mtime_ns for name in _files()]

    second = load(made_of, cache)

    assert kept(cache) == [made_of.name]
    assert [(cache / made_of.name / name).stat().st_mtime_ns for name in _files()] == stamps
    assert (first.minutes == second.minutes).all()


def _files() -> list[str]:
    return [f"{one.name}.npy" for one in fields_of(Fields)]


def test_shipped_fields_are_taken_and_nothing_is_kept(made_of: Recipe, tmp_path: Path) -> None:
    shipped, cache = tmp_path / "shipped", tmp_path / "cache"
    shipped.mkdir()
    write_fields(shipped / made_of.name, make_fields(made_of))

    load_fields(made_of, shipped=shipped, cache=cache)

    assert not cache.exists()


DAMAGES: Final[dict[str, Callable[[Path], object]]] = {
    "cut": lambda path: path.write_bytes(path.read_bytes()[:500]),
    "empty": lambda path: path.write_bytes(b""),
    "garbage": lambda path: path.write_bytes(b"canary" * 100),
    "gone": lambda path: path.unlink(),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("file", ["minutes.npy", "walls.npy"])
def test_a_damaged_cache_is_made_anew(
    file: str, damage: str, made_of: Recipe, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    before = np.array(load(made_of, cache).minutes)
    DAMAGES[damage](cache / made_of.name / file)

    found = load(made_of, cache)

    assert (found.minutes == before).all()
    assert (Fields.read(cache / made_of.name).minutes == before).all()
    assert kept(cache) == [made_of.name]


@pytest.mark.parametrize("damage", DAMAGES)
def test_damaged_shipped_fields_are_made_anew_in_the_cache(
    damage: str, made_of: Recipe, tmp_path: Path
) -> None:
    shipped, cache = tmp_path / "shipped", tmp_path / "cache"
    shipped.mkdir()
    write_fields(shipped / made_of.name, make_fields(made_of))
    DAMAGES[damage](shipped / made_of.name / "pace.npy")

    load_fields(made_of, shipped=shipped, cache=cache)

    assert kept(cache) == [made_of.name]


def test_fields_that_are_whole_but_not_as_written_are_made_anew(
    made_of: Recipe, tmp_path: Path
) -> None:
    cache = tmp_path / "cache"
    load(made_of, cache)
    path = cache / made_of.name / "minutes.npy"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)

    found = load(made_of, cache)

    assert found.minutes[-1, -1] == UNREACHED


def test_a_cache_that_cannot_be_written_to_costs_only_time(made_of: Recipe, tmp_path: Path) -> None:
    in_the_way = tmp_path / "a file"
    in_the_way.write_text("mine", "utf-8")

    for cache in (in_the_way, in_the_way / "below"):
        found = load_fields(made_of, shipped=tmp_path / "nothing", cache=cache)
        assert found.minutes[cell(100, 100), 0] < UNREACHED
        assert len(found.middle) == CELLS
    assert in_the_way.read_text("utf-8") == "mine"


def test_what_cannot_be_made_leaves_nothing_behind(made_of: Recipe, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    path = made_of.network / "roads.csv"
    path.write_text(path.read_text("utf-8").replace("trunk", "path"), "utf-8")

    with pytest.raises(DataError, match=r"roads\.csv"):
        load(made_of, cache)

    assert not cache.exists() or kept(cache) == []


def test_a_file_that_is_not_there_is_a_fault_of_the_data(made_of: Recipe, tmp_path: Path) -> None:
    (made_of.network / "roads.csv").unlink()

    with pytest.raises(DataError, match=r"roads\.csv"):
        load(made_of, tmp_path / "cache")


MAKE: Final = """
import sys
from pathlib import Path
from finder.fields import load_fields
from tests.made_up import recipe, spot
data, cache = map(Path, sys.argv[1:])
made_of = recipe(data, spot(102, 102), spot(102, 302))
print("ready", flush=True)
sys.stdin.readline()
found = load_fields(made_of, shipped=cache / "nothing here", cache=cache)
print(made_of.name, int(found.minutes.astype(int).sum()), flush=True)
"""


def making(folder: Path, cache: Path) -> subprocess.Popen[str]:
    """Start a process that makes the fields as soon as it is sent a line."""
    process = subprocess.Popen(
        [sys.executable, "-c", MAKE, str(folder), str(cache)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def test_two_processes_at_once_have_the_same_fields_and_keep_them_once(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    processes = [making(tmp_path / name, cache) for name in ("one", "other")]

    for process in processes:
        assert process.stdin is not None
        process.stdin.write("\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[0] for process in processes]

    assert [process.returncode for process in processes] == [0, 0]
    assert said[0] == said[1]
    assert kept(cache) == [said[0].split()[0]]


def test_killed_in_the_middle_it_leaves_no_fields_under_their_name(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    process = making(tmp_path / "data", cache)
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()
    for _ in itertools.takewhile(lambda _: not any(cache.glob("*")), range(20_000)):
        time.sleep(0.001)
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=60)
    made_of = recipe(tmp_path / "data", WEST, EAST)

    assert made_of.name not in kept(cache)
    assert load(made_of, cache).minutes[cell(100, 100), 0] < UNREACHED
    assert made_of.name in kept(cache)
