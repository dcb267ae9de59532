"""The Census's ADDRFEAT files: what becomes a block, and what is told as a fault."""

import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Final

import pytest
import shapefile
from hypothesis import given
from hypothesis import strategies as st

from finder.block import Block, Parity, Side
from finder.errors import DataError, Problem
from finder.street_index import build_index
from finder.streets import StreetIndex
from finder.tiger import features
from tests.made_up_county import Stretch, made_up_county, write_addrfeat
from tests.meagher import MEAGHER, needs_meagher

LINE: Final = ((39.5, -77.0), (39.501, -77.0))
STRETCH: Final = Stretch(1, "N Elm St", LINE, "21157", (101, 199), (198, 100))


@needs_meagher
def test_every_range_of_a_real_county_becomes_a_block() -> None:
    with shapefile.Reader(MEAGHER) as reader:
        rows = [row.as_dict() for row in reader.iterRecords()]
    sides = [
        (row["FULLNAME"], int(row[f"{side}FROMHN"]), int(row[f"{side}TOHN"]), row[f"ZIP{side}"])
        for row in rows
        for side in "LR"
        if row[f"{side}FROMHN"]
    ]

    found = list(features(MEAGHER))

    blocks = [one for one in found if isinstance(one, Block)]
    assert len(rows) == 666
    assert len(found) == len(blocks) == len(sides) == 856
    assert [(one.shown, one.first, one.last, one.zip or "") for one in blocks] == sides


@needs_meagher
def test_an_index_of_a_real_county_counts_what_the_file_counts(tmp_path: Path) -> None:
    build_index(features(MEAGHER), (), tmp_path / "streets.sqlite")

    info = StreetIndex(tmp_path / "streets.sqlite").info
    assert (info.ranges, info.points, info.counties) == (856, 0, ("30059",))
    assert info.zips == 6


def test_a_block_is_as_the_file_has_it(tmp_path: Path) -> None:
    left, right = features(write_addrfeat([STRETCH], tmp_path))

    assert isinstance(left, Block)
    assert isinstance(right, Block)
    assert (left.side, left.first, left.last, left.parity) == (Side.LEFT, 101, 199, Parity.ODD)
    assert (right.side, right.first, right.last, right.parity) == (
        Side.RIGHT,
        198,
        100,
        Parity.EVEN,
    )
    assert (left.name.base, left.shown, left.zip, left.county) == (
        "elm",
        "N Elm St",
        "21157",
        "24013",
    )
    assert [(one.latitude, one.longitude) for one in left.line] == list(LINE)


def test_a_side_without_house_numbers_makes_no_block(tmp_path: Path) -> None:
    found = list(features(write_addrfeat([replace(STRETCH, left=None)], tmp_path)))

    assert [one.side for one in found if isinstance(one, Block)] == [Side.RIGHT]


@pytest.mark.parametrize(
    ("stretch", "column"),
    [
        (replace(STRETCH, right=None, name=""), "FULLNAME"),
        (replace(STRETCH, right=None, zip="2115"), "ZIPL"),
        (replace(STRETCH, right=None, line=((39.5, -77.0), (0.0, 0.0))), "shape"),
        (replace(STRETCH, right=None, line=((39.5, -77.0), (139.5, -77.0))), "shape"),
    ],
)
def test_what_cannot_be_used_is_told_with_its_row_and_stops_nothing(
    tmp_path: Path, stretch: Stretch, column: str
) -> None:
    found = list(features(write_addrfeat([STRETCH, stretch, STRETCH], tmp_path)))

    (problem,) = [one for one in found if isinstance(one, Problem)]
    assert (problem.file, problem.row, problem.column) == ("tl_2024_24013_addrfeat.zip", 2, column)
    assert len(found) == 5


def cut(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-200])


def empty(path: Path) -> None:
    path.write_bytes(b"")


def no_shapes(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("readme.txt", "nothing here")


@pytest.mark.parametrize("damage", [cut, empty, no_shapes])
def test_a_file_that_is_not_whole_is_told(tmp_path: Path, damage: Callable[[Path], None]) -> None:
    path = write_addrfeat(made_up_county(500), tmp_path)
    damage(path)

    with pytest.raises(DataError, match=path.name):
        list(features(path))


def with_part(path: Path, ending: str, content: bytes) -> None:
    """Write one part of the shapefile anew; the zip itself is whole."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w") as archive:
        for name, was in parts.items():
            archive.writestr(name, content if name.endswith(ending) else was)


@given(st.sampled_from(["shp", "shx", "dbf"]), st.data())
def test_whatever_bytes_a_shapefile_has_they_end_in_blocks_or_in_what_is_wrong(
    tmp_path_factory: pytest.TempPathFactory, ending: str, data: st.DataObject
) -> None:
    path = write_addrfeat(made_up_county(30), tmp_path_factory.mktemp("county"))
    with zipfile.ZipFile(path) as archive:
        content = bytearray(archive.read(f"{path.stem}.{ending}"))
    wrong = st.dictionaries(st.integers(0, len(content) - 1), st.integers(0, 255), max_size=6)
    for at, byte in data.draw(wrong).items():
        content[at] = byte
    end = data.draw(st.integers(len(content) - 200, len(content)))
    with_part(path, ending, bytes(content[: max(0, end)]))

    try:
        found = list(features(path))
    except DataError as error:
        found = list(error.problems)

    assert all(isinstance(one, Block | Problem) for one in found)


def test_a_file_of_other_columns_is_told(tmp_path: Path) -> None:
    path = tmp_path / "tl_2024_24013_addrfeat.zip"
    stem = tmp_path / "other"
    with shapefile.Writer(stem, shapeType=shapefile.POLYLINE) as writer:
        writer.field("FULLNAME", "C", 20)
        writer.line([[(-77.0, 39.5), (-77.0, 39.6)]])
        writer.record("Elm St")
    with zipfile.ZipFile(path, "w") as archive:
        for ending in ("shp", "shx", "dbf"):
            archive.write(stem.with_suffix(f".{ending}"), f"other.{ending}")

    with pytest.raises(DataError, match="LFROMHN"):
        list(features(path))
