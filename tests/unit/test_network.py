"""The files of roads, crossings and rivers: what is read, and what is said of a fault."""

import shutil
from dataclasses import astuple
from pathlib import Path

import pytest

from finder.errors import DataError, Problem
from finder.geo import Coordinate
from finder.network import NETWORK_FILES, RoadClass, Speeds, load_network
from finder.resources import resource
from finder.settings import FASTEST_MPH
from tests.made_up import CROSSINGS, ROADS, WATER_LINES

A_ROAD = 'I-95,motorway,1,0,39.1,-76.8,"Laurel, MD"\nI-95,motorway,1,1,39.2,-76.7,\n'
A_BRIDGE = "Bay Bridge,39.012,-76.406,38.979,-76.325,Chesapeake Bay\n"
A_RIVER = 'Potomac River,"Charles, MD; St. Mary\'s, MD",VA\n'


def folder_of(tmp_path: Path, **texts: str) -> Path:
    """Write sound files into a folder, those given in place of theirs."""
    sound = {
        "roads": ROADS + A_ROAD, "crossings": CROSSINGS + A_BRIDGE,
        "water_lines": WATER_LINES + A_RIVER,
    }  # fmt: skip
    for name, text in (sound | texts).items():
        (tmp_path / f"{name}.csv").write_text(text, "utf-8")
    return tmp_path


def problems(folder: Path) -> tuple[Problem, ...]:
    with pytest.raises(DataError) as caught:
        load_network(folder)
    return tuple(caught.value.problems)


def test_the_shipped_files_are_sound() -> None:
    network = load_network(resource("data"))

    assert len(network.roads) > 50
    assert len(network.crossings) >= 39
    assert {line.river for line in network.water_lines} >= {"Potomac River", "Patuxent River"}
    assert all(len(road.vertices) >= 2 for road in network.roads)


def test_a_network_is_read_in_the_order_of_its_files(tmp_path: Path) -> None:
    more = "US 50,trunk,2,0,38.5,-76,\nUS 50,trunk,2,1,38.6,-76.1,\n"

    network = load_network(folder_of(tmp_path, roads=ROADS + A_ROAD + more))

    first, second = network.roads
    assert (first.name, first.kind, first.segment) == ("I-95", RoadClass.MOTORWAY, 1)
    assert [vertex.coordinate for vertex in first.vertices] == [
        Coordinate(39.1, -76.8), Coordinate(39.2, -76.7),
    ]  # fmt: skip
    assert [vertex.near for vertex in first.vertices] == ["Laurel, MD", ""]
    assert (second.name, second.kind, second.segment) == ("US 50", RoadClass.TRUNK, 2)
    (bridge,) = network.crossings
    assert (bridge.name, bridge.over) == ("Bay Bridge", "Chesapeake Bay")
    assert bridge.one_end == Coordinate(39.012, -76.406)
    (line,) = network.water_lines
    assert line.one_bank == ("Charles, MD", "St. Mary's, MD")
    assert line.other_bank == ("VA",)


def road(cells: str) -> str:
    """Put a third row after the two of a sound road."""
    return f"{ROADS}{A_ROAD}{cells}\n"


ROW_FAULTS = {
    "a class of its own": ("roads", road("I-95,path,1,0,39.3,-76.6,"), 4, "class"),
    "no class": ("roads", road("I-95,,1,2,39.3,-76.6,"), 4, "class"),
    "no name": ("roads", road(",motorway,1,0,39.3,-76.6,"), 4, "road"),
    "a latitude too far": ("roads", road("I-95,motorway,1,2,93.3,-76.6,"), 4, "latitude"),
    "a longitude too far": ("roads", road("I-95,motorway,1,2,39.3,-276.6,"), 4, "longitude"),
    "a latitude that is no number": ("roads", road("I-95,motorway,1,2,39N,-76,"), 4, "latitude"),
    "not a number": ("roads", road("I-95,motorway,1,2,nan,-76,"), 4, "latitude"),
    "no longitude": ("roads", road("I-95,motorway,1,2,39.3,,"), 4, "longitude"),
    "a segment that is no number": ("roads", road("I-95,motorway,a,0,39.3,-76,"), 4, "segment"),
    "a negative segment": ("roads", road("I-95,motorway,-1,0,39.3,-76,"), 4, "segment"),
    "a sequence that is no number": ("roads", road("I-95,motorway,1,2.0,39,-76,"), 4, "sequence"),
    "a gap": ("roads", road("I-95,motorway,1,3,39.3,-76.6,"), 4, "sequence"),
    "a vertex twice": ("roads", road("I-95,motorway,1,1,39.3,-76.6,"), 4, "sequence"),
    "a stretch that starts at one": ("roads", road("I-66,motorway,1,1,39.3,-76.6,"), 4, "sequence"),
    "a stretch of one vertex": ("roads", road("I-66,motorway,1,0,39.3,-76.6,"), 4, "segment"),
    "too few cells": ("roads", road("I-95,motorway,1,2"), 4, "row"),
    "too many cells": ("roads", road("I-95,motorway,1,2,39.3,-76.6,,x"), 4, "row"),
    "a formula": ("roads", road("=1+1,motorway,1,0,39.3,-76.6,"), 4, "road"),
    "no column of a name": ("roads", ROADS.replace("near", "town") + A_ROAD, 1, "near"),
    "two crossings of a name": ("crossings", CROSSINGS + A_BRIDGE * 2, 3, "name"),
    "a crossing without a name": ("crossings", CROSSINGS + A_BRIDGE[10:], 2, "name"),
    "a bank off the Earth": (
        "crossings", CROSSINGS + A_BRIDGE.replace("-76.406", "-196.406"), 2, "lon_a"
    ),
    "over nothing": ("crossings", CROSSINGS + A_BRIDGE.replace("Chesapeake Bay", ""), 2, "over"),
    "a river without a name": ("water_lines", WATER_LINES + ",MD,VA\n", 2, "river"),
    "a stretch taken up again": (
        "roads",
        road("US 1,trunk,1,0,39,-76,\nUS 1,trunk,1,1,39.1,-76,\nI-95,motorway,1,0,39.2,-76.7,"),
        6, "segment",
    ),
    "digits exchanged": ("roads", road("I-95,motorway,1,2,93.2,-76.6,"), 4, "latitude"),
    "a vertex far away": ("roads", road("I-95,motorway,1,2,38.2,-76.7,"), 4, "latitude"),
    "a crossing of no length": ("crossings", CROSSINGS + "A,39,-76,39,-76,Water\n", 2, "lat_b"),
    "a crossing of 100 km": ("crossings", CROSSINGS + "A,39,-76,38,-76,Water\n", 2, "lat_b"),
    "a county on both banks": ("water_lines", WATER_LINES + "A,MD,VA; MD\n", 2, "other_bank"),
    "a river with one bank": ("water_lines", WATER_LINES + "Potomac River,MD,\n", 2, "other_bank"),
}  # fmt: skip


@pytest.mark.parametrize("name", ROW_FAULTS)
def test_a_fault_is_told_with_its_file_row_and_column(name: str, tmp_path: Path) -> None:
    file, text, row, column = ROW_FAULTS[name]

    found = problems(folder_of(tmp_path, **{file: text}))

    assert (f"{file}.csv", row, column) in [(one.file, one.row, one.column) for one in found]


def test_a_mistyped_column_has_a_hint(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, crossings=CROSSINGS.replace("lat_a", "lat a") + A_BRIDGE)

    said = [str(problem) for problem in problems(folder)]

    assert any("did you mean lat_a?" in one for one in said)


def test_all_faults_of_a_file_are_told_at_once_in_row_order(tmp_path: Path) -> None:
    text = road("I-95,motorway,1,5,39.3,-76.6,") + "I-95,lane,1,6,99,-76.6,\n"

    rows = [problem.row for problem in problems(folder_of(tmp_path, roads=text))]

    assert rows == sorted(rows, key=lambda row: row or 0)
    assert {4, 5} <= set(rows)


def test_the_faults_of_all_three_files_are_told_at_once(tmp_path: Path) -> None:
    folder = folder_of(tmp_path, roads=ROADS, crossings=CROSSINGS, water_lines=WATER_LINES)

    assert [problem.file for problem in problems(folder)] == list(NETWORK_FILES)


@pytest.mark.parametrize("file", NETWORK_FILES)
def test_a_file_without_rows_is_a_fault(file: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / file).write_text((folder / file).read_text("utf-8").splitlines()[0] + "\n", "utf-8")

    (problem,) = problems(folder)

    assert (problem.file, problem.row) == (file, None)


@pytest.mark.parametrize("file", NETWORK_FILES)
def test_a_file_that_is_not_there_is_a_fault(file: str, tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / file).unlink()

    (problem,) = problems(folder)

    assert problem.file == file


def test_a_file_that_is_not_utf_8_is_a_fault_with_its_row(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    (folder / "crossings.csv").write_bytes((CROSSINGS + A_BRIDGE).encode() + b"Se\xf1a,1,1,1,1,x\n")

    (problem,) = problems(folder)

    assert (problem.file, problem.row) == ("crossings.csv", 3)


def test_line_ends_a_mark_and_blank_rows_of_a_spreadsheet_are_taken(tmp_path: Path) -> None:
    folder = folder_of(tmp_path)
    for file in NETWORK_FILES:
        text = (folder / file).read_text("utf-8").replace("\n", "\r\n")
        (folder / file).write_bytes(b"\xef\xbb\xbf" + text.encode() + b"\r\n,,\r\n")

    one, other = load_network(folder), load_network(folder_of(tmp_path))

    assert one == other


def test_speeds_are_in_order_and_below_what_a_road_allows() -> None:
    speeds = Speeds()

    assert list(astuple(speeds)) == sorted(astuple(speeds))
    assert 0 < speeds.city < speeds.country < speeds.trunk < speeds.expressway < 60
    assert speeds.motorway <= FASTEST_MPH


def test_the_files_need_nothing_else_in_their_folder(tmp_path: Path) -> None:
    for file in NETWORK_FILES:
        shutil.copy(resource("data") / file, tmp_path)

    assert load_network(tmp_path) == load_network(resource("data"))
