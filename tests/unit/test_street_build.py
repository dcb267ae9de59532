"""Building an index: each file once, the old index until the new one is whole."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest

from finder.errors import DataError, Problem, UsageError
from finder.street_build import build, source_files
from finder.street_draft import Draft, Feature
from finder.street_lines import Tell
from finder.street_sources import SourceFile
from finder.streets import StreetIndex
from tests.made_up_county import made_up_county, write_addrfeat

HEADER: Final = "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH"

PROBLEM: Final = Problem("a.csv", None, "file", "", "a whole file")


def silent(_: int) -> None:
    """Show no progress."""


def doors(path: Path, *streets: str) -> Path:
    rows = [f"-77.0,39.56,{at},{name},,,,MD,21157,," for at, name in enumerate(streets, start=1)]
    path.write_text("\n".join((HEADER, *rows)), "utf-8")
    return path


def counted(file: SourceFile, reads: list[str]) -> SourceFile:
    def features(tell: Tell) -> Iterator[Feature]:
        reads.append(file.path.name)
        yield from file.features(tell)

    return replace(file, features=features)


def broken(file: SourceFile, error: BaseException | None = None) -> SourceFile:
    def features(tell: Tell) -> Iterator[Feature]:
        yield from file.features(tell)
        raise error or KeyboardInterrupt

    return replace(file, features=features)


def test_ranges_and_points_of_several_files_are_in_one_index(tmp_path: Path) -> None:
    county = write_addrfeat(made_up_county(500), tmp_path)
    csv = doors(tmp_path / "a.csv", "Elm St", "", "Oak St")

    built = build(source_files([county, csv, csv]), tmp_path / "streets.sqlite", silent)

    info = StreetIndex(tmp_path / "streets.sqlite").info
    assert [(one.name, one.kind, one.bad) for one in built.sources] == [
        (county.name, "tiger", 0), ("a.csv", "openaddresses", 1),
    ]  # fmt: skip
    assert [(one.file, one.row, one.column) for one in built.problems] == [("a.csv", 3, "STREET")]
    assert (info.ranges, info.points) == (built.sources[0].ranges, 2)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "a.csv", "streets.sqlite", county.name,
    ]  # fmt: skip


def test_progress_tells_every_byte_of_every_file(tmp_path: Path) -> None:
    files = source_files([doors(tmp_path / "a.csv", "Elm St"), doors(tmp_path / "b.csv", "Oak St")])
    told: list[int] = []

    build(files, tmp_path / "streets.sqlite", told.append)

    assert sum(told) == sum(file.size for file in files)
    assert min(told) >= 0


def test_after_a_stop_finished_files_are_not_read_again(tmp_path: Path) -> None:
    first, second = source_files(
        [doors(tmp_path / "a.csv", "Elm St"), doors(tmp_path / "b.csv", "Oak St")]
    )
    output, reads = tmp_path / "streets.sqlite", list[str]()
    with pytest.raises(KeyboardInterrupt):
        build([counted(first, reads), broken(second)], output, silent)
    assert not output.exists()

    build([counted(first, reads), counted(second, reads)], output, silent)

    assert reads == ["a.csv", "b.csv"]
    assert StreetIndex(output).info.points == 2


def test_after_a_stop_a_file_that_changed_is_read_again(tmp_path: Path) -> None:
    path, other = doors(tmp_path / "a.csv", "Elm St"), doors(tmp_path / "b.csv", "Oak St")
    first, second = source_files([path, other])
    output = tmp_path / "streets.sqlite"
    with pytest.raises(KeyboardInterrupt):
        build([first, broken(second)], output, silent)

    build(source_files([doors(path, "Elm St", "Fir St"), other]), output, silent)

    index = StreetIndex(output)
    assert index.info.points == 3
    assert [one.shown for one in index.points("fir")] == ["Fir St"]
    assert index.info.names == 3


def test_after_a_stop_a_file_that_is_no_longer_wanted_is_forgotten(tmp_path: Path) -> None:
    first, second = source_files(
        [doors(tmp_path / "a.csv", "Elm St"), doors(tmp_path / "b.csv", "Oak St")]
    )
    output = tmp_path / "streets.sqlite"
    with pytest.raises(KeyboardInterrupt):
        build([first, broken(second)], output, silent)

    build([second], output, silent)

    index = StreetIndex(output)
    assert (index.info.names, index.points("elm")) == (1, ())
    assert [one.name for one in index.info.sources] == ["b.csv"]


def test_a_file_that_breaks_off_takes_no_name_of_another_with_it(tmp_path: Path) -> None:
    many = ["Elm St"] * 6_000
    first, second = source_files(
        [doors(tmp_path / "a.csv", *many), doors(tmp_path / "b.csv", "Elm St", "Oak St")]
    )
    output = tmp_path / "streets.sqlite"
    with pytest.raises(DataError):
        build([broken(first, DataError([PROBLEM])), second], output, silent)

    build([second], output, silent)

    index = StreetIndex(output)
    assert [one.shown for one in (*index.points("elm"), *index.points("oak"))] == [
        "Elm St", "Oak St",
    ]  # fmt: skip


def test_a_killed_build_goes_on_where_it_was(tmp_path: Path) -> None:
    doors(tmp_path / "a.csv", "Elm St")
    doors(tmp_path / "b.csv", "Oak St")
    script = """
import os, signal, sys
from dataclasses import replace
from pathlib import Path
from finder.street_build import build, source_files
def killing(tell):
    yield from second.features(tell)
    os.kill(os.getpid(), signal.SIGKILL)
first, second = source_files([Path("a.csv"), Path("b.csv")])
build([first, replace(second, features=killing)], Path("streets.sqlite"), lambda _: None)
"""
    ended = subprocess.run([sys.executable, "-c", script], cwd=tmp_path, check=False)
    reads: list[str] = []
    files = [counted(one, reads) for one in source_files([tmp_path / "a.csv", tmp_path / "b.csv"])]

    build(files, tmp_path / "streets.sqlite", silent)

    assert ended.returncode == -signal.SIGKILL
    assert reads == ["b.csv"]
    assert StreetIndex(tmp_path / "streets.sqlite").info.points == 2


def test_the_old_index_stays_when_a_file_cannot_be_read(tmp_path: Path) -> None:
    output = tmp_path / "streets.sqlite"
    good = doors(tmp_path / "a.csv", "Elm St")
    build(source_files([good]), output, silent)
    before = output.read_bytes()
    county = write_addrfeat(made_up_county(100), tmp_path)
    county.write_bytes(county.read_bytes()[:-100])

    with pytest.raises(DataError, match=county.name):
        build(source_files([county, good]), output, silent)

    assert output.read_bytes() == before


def test_whoever_reads_the_old_index_keeps_it_whole(tmp_path: Path) -> None:
    output = tmp_path / "streets.sqlite"
    build(source_files([doors(tmp_path / "a.csv", "Elm St")]), output, silent)
    old = StreetIndex(output)

    build(source_files([doors(tmp_path / "a.csv", "Oak St")]), output, silent)

    assert [one.shown for one in old.points("elm")] == ["Elm St"]
    assert [one.shown for one in StreetIndex(output).points("oak")] == ["Oak St"]


def test_two_programs_do_not_build_one_index_at_a_time(tmp_path: Path) -> None:
    output = tmp_path / "streets.sqlite"
    files = source_files([doors(tmp_path / "a.csv", "Elm St")])
    with Draft(tmp_path / "streets.sqlite.draft"), pytest.raises(UsageError, match="no other"):
        build(files, output, silent)


def test_a_damaged_draft_is_begun_anew(tmp_path: Path) -> None:
    (tmp_path / "streets.sqlite.draft").write_bytes(b"not a draft" * 1_000)

    build(source_files([doors(tmp_path / "a.csv", "Elm St")]), tmp_path / "streets.sqlite", silent)

    assert StreetIndex(tmp_path / "streets.sqlite").info.points == 1


def test_all_files_that_cannot_be_read_are_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "b.csv").write_text("x,y\n", "utf-8")

    with pytest.raises(DataError) as caught:
        source_files([tmp_path / "a.csv", tmp_path / "b.csv"])

    assert [one.file for one in caught.value.problems] == ["a.csv", "b.csv"]


def test_a_folder_that_is_not_there_is_told(tmp_path: Path) -> None:
    files = source_files([doors(tmp_path / "a.csv", "Elm St")])

    with pytest.raises(DataError, match="written"):
        build(files, tmp_path / "nowhere" / "streets.sqlite", silent)
