"""The street index: what is written is found, and what is damaged is not opened."""

import sqlite3
import threading
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Final

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rapidfuzz.distance import OSA
from shapely import LineString, Point

from finder.block import AddressPoint, Block, Parity, Side, packed
from finder.errors import ConfigurationError
from finder.geo import Coordinate, geodesic_m
from finder.street_file import APPLICATION_ID, VERSION
from finder.street_index import build_index
from finder.street_names import street_name
from finder.streets import StreetIndex
from finder.tiger import features
from tests.made_up_county import TOWNS, Stretch, made_up_county, write_addrfeat

HOME: Final = Coordinate(39.5, -77.0)


def block(
    shown: str,
    *,
    zip_: str | None = "21157",
    county: str = "24013",
    first: int = 100,
    last: int = 198,
) -> Block:
    line = packed([(39.5, -77.0), (39.501, -77.0)])
    return Block(street_name(shown), shown, zip_, county, Side.LEFT, first, last, Parity.EVEN, line)


def door(shown: str, number: int, *, zip_: str | None = "21157", city: str = "") -> AddressPoint:
    name = street_name(shown)
    return AddressPoint(name, shown, zip_, "", city, number, "", Coordinate(39.5, -77.0))


def index_of(folder: Path, *made: Block | AddressPoint) -> StreetIndex:
    build_index(made, (), folder / "streets.sqlite", vintage="2024")
    return StreetIndex(folder / "streets.sqlite")


@pytest.fixture(scope="module")
def county() -> list[Stretch]:
    return made_up_county(3_000)


@pytest.fixture(scope="module")
def index(county: list[Stretch], tmp_path_factory: pytest.TempPathFactory) -> StreetIndex:
    folder = tmp_path_factory.mktemp("county")
    build_index(features(write_addrfeat(county, folder)), (), folder / "streets.sqlite")
    return StreetIndex(folder / "streets.sqlite")


def test_every_range_is_found_by_its_name_and_zip(
    index: StreetIndex, county: list[Stretch]
) -> None:
    sides = [(one, side, ends) for one in county for side, ends in one.sides()]

    lost = [
        (one.tlid, side)
        for one, side, ends in sides
        if not any(
            (found.side, found.first, found.last) == (side, *ends)
            and found.packed == packed(one.line)
            for found in index.blocks(street_name(one.name).base, ends[0], zips=[one.zip])
        )
    ]

    assert len(sides) == index.info.ranges
    assert lost == []


def test_blocks_are_given_whole_and_in_one_order(index: StreetIndex, county: list[Stretch]) -> None:
    found = index.blocks("main")

    assert len(found) == sum(len([*one.sides()]) for one in county if one.name == "Main St")
    assert [one.zip for one in found] == sorted(str(one.zip) for one in found)
    assert index.blocks("main") == found


def test_a_zip_and_a_county_narrow_the_blocks(index: StreetIndex) -> None:
    one, other = TOWNS[0][0], TOWNS[1][0]

    assert {found.zip for found in index.blocks("main", zips=[one, other])} == {one, other}
    assert index.blocks("main", zips=["99999"]) == index.blocks("main", zips=[]) == ()
    assert index.blocks("main", counties=["24013"]) == index.blocks("main")
    assert index.blocks("main", counties=["24005"]) == ()
    assert index.blocks("main", zips=["not a ZIP"]) == ()


def test_a_number_narrows_the_blocks_to_its_own(tmp_path: Path) -> None:
    rising, falling = block("Elm St"), block("Elm St", first=298, last=200)
    index = index_of(tmp_path, rising, falling)

    assert index.blocks("elm", 150) == (rising,)
    assert index.blocks("elm", 200) == index.blocks("elm", 298) == (falling,)
    assert index.blocks("elm", 199) == index.blocks("elm", 10**30) == ()


def test_a_block_without_a_zip_is_found_without_one(tmp_path: Path) -> None:
    lone = block("Elm St", zip_=None, county="")
    index = index_of(tmp_path, lone)

    assert index.blocks("elm") == (lone,)
    assert index.zips("elm") == index.counties("elm") == ()


def test_a_block_on_the_border_of_two_counties_is_one_block(tmp_path: Path) -> None:
    index = index_of(tmp_path, block("Elm St"), block("Elm St", county="24005"))

    assert len(index.blocks("elm")) == 1
    assert len(index.blocks("elm", counties=["24013"])) == 1
    assert index.counties("elm") == ("24005", "24013")


def test_every_street_of_a_base_is_found_with_it(tmp_path: Path) -> None:
    index = index_of(tmp_path, block("N Elm St"), block("Elm Ave"), block("Oak St"))

    assert {found.shown for found in index.blocks("elm")} == {"N Elm St", "Elm Ave"}


def test_points_are_found_by_number_and_zip(tmp_path: Path) -> None:
    doors = (door("Elm St", 5), door("Elm St", 7), door("Elm St", 5, zip_="21158", city="Union"))
    index = index_of(tmp_path, *doors, doors[0])

    assert index.points("elm", 5) == (doors[0], doors[2])
    assert index.points("elm", 5, zips=["21158"]) == (doors[2],)
    assert index.points("elm") == (doors[0], doors[1], doors[2])
    assert index.points("elm", zips=["21157"]) == (doors[0], doors[1])
    assert index.zips("elm") == ("21157", "21158")


def test_names_one_edit_away_are_those_that_comparing_all_finds(index: StreetIndex) -> None:
    bases = {street_name(one.name).base for one in made_up_county(3_000)}
    typed = ["mian", "calvrt", "lauel", "old mil", "oldmill", "xxford", "saint clar", "zzzzzz"]

    for base in typed:
        near = sorted(one for one in bases if OSA.distance(one, base) == 1)
        assert list(index.bases_near(base)) == near


def test_a_number_is_not_a_misspelling_of_another(tmp_path: Path) -> None:
    index = index_of(tmp_path, block("115th St"), block("116th St"), block("State Hwy 1234"))

    assert index.bases_near("115th") == ()
    assert index.bases_near("115ht") == ("115th",)
    assert index.bases_near("1235") == index.bases_near("elm") == ()


def test_names_that_sound_alike_are_found(tmp_path: Path) -> None:
    index = index_of(tmp_path, block("Phillips St"), block("Philips Ave"), block("1st St"))

    assert index.bases_sounding("filips") == ("philips", "phillips")
    assert index.bases_sounding("philips") == ("phillips",)
    assert index.bases_sounding("2nd") == index.bases_sounding("") == ()


@settings(max_examples=20)
@given(st.floats(-0.01, 0.02), st.floats(-0.01, 0.02), st.sampled_from([30, 300, 900]))
def test_what_is_near_is_what_measuring_everything_finds(
    index: StreetIndex, county: list[Stretch], north: float, east: float, within_m: float
) -> None:
    _, south, west = TOWNS[0]
    here = Coordinate(south + north, west + east)
    far = distances_m(here, county)

    found = [(one.shown, one.side, one.packed) for one in index.near(here, within_m)[0]]

    sure = {key for key, apart_m in far.items() if apart_m < within_m * 0.998 - 0.2}
    possible = {key for key, apart_m in far.items() if apart_m < within_m * 1.002 + 0.2}
    assert sure <= set(found) <= possible
    assert all(far[one] <= far[other] * 1.002 + 0.2 for one, other in pairwise(found))


def distances_m(here: Coordinate, county: list[Stretch]) -> dict[tuple[str, Side, bytes], float]:
    """Measure to every block by another library, in degrees that the ellipsoid makes metres."""
    north_m = geodesic_m(here, Coordinate(here.latitude + 0.01, here.longitude)) * 100
    east_m = geodesic_m(here, Coordinate(here.latitude, here.longitude + 0.01)) * 100
    found: dict[tuple[str, Side, bytes], float] = {}
    for one in county:
        spots = [
            ((lon - here.longitude) * east_m, (lat - here.latitude) * north_m)
            for lat, lon in one.line
        ]
        apart_m = LineString(spots).distance(Point(0, 0))
        found |= {(one.name, side, packed(one.line)): apart_m for side, _ in one.sides()}
    return found


def test_doors_near_a_coordinate_come_nearest_first(tmp_path: Path) -> None:
    near, nearer = door("Elm St", 5), door("Elm St", 7)._replace(coordinate=HOME)
    near = near._replace(coordinate=Coordinate(39.5005, -77.0))
    index = index_of(tmp_path, near, nearer)

    assert index.near(HOME, 100)[1] == (nearer, near)
    assert index.near(HOME, 30)[1] == (nearer,)
    assert index.near(Coordinate(-89.9, 179.9), 100) == ((), ())


def test_threads_find_the_same(index: StreetIndex) -> None:
    found: list[int] = []
    threads = [
        threading.Thread(target=lambda: found.append(len(index.blocks("main")))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert set(found) == {len(index.blocks("main"))}
    assert len(found) == 8


def test_the_same_blocks_make_the_same_file_in_whatever_order_they_come(tmp_path: Path) -> None:
    made: list[Block | AddressPoint] = [
        block("Elm St"),
        block("Oak St"),
        block("Elm Ave"),
        door("Oak St", 3),
    ]
    build_index(made, (), tmp_path / "one")
    build_index(made[::-1], (), tmp_path / "other")

    assert (tmp_path / "one").read_bytes() == (tmp_path / "other").read_bytes()


def test_an_index_tells_what_it_holds(tmp_path: Path) -> None:
    info = index_of(tmp_path, block("Elm St"), block("Oak St"), door("Oak St", 3)).info

    assert (info.ranges, info.points, info.names, info.zips) == (2, 1, 2, 1)
    assert (info.vintages, info.counties) == (("2024",), ("24013",))
    assert [(one.ranges, one.points, one.bad) for one in info.sources] == [(2, 1, 0)]


def gone(path: Path) -> None:
    path.unlink()


def empty(path: Path) -> None:
    path.write_bytes(b"")


def cut_short(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:-4096])


def grown(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


def of_another_version(path: Path) -> None:
    _execute(path, f"PRAGMA user_version = {VERSION + 1}")


def of_another_program(path: Path) -> None:
    _execute(path, f"PRAGMA application_id = {APPLICATION_ID + 1}")


def with_another_number(path: Path) -> None:
    _execute(path, "UPDATE block SET first = first + 2 WHERE id = (SELECT max(id) FROM block)")


def without_a_table(path: Path) -> None:
    _execute(path, "DROP TABLE run")


def without_facts(path: Path) -> None:
    _execute(path, "DELETE FROM fact")


def overwritten(path: Path) -> None:
    whole = path.read_bytes()
    path.write_bytes(whole[:4096] + b"\xff" * (len(whole) - 4096))


def _execute(path: Path, statement: str) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute(statement)
    connection.close()


@pytest.mark.parametrize(
    "damage",
    [
        gone, empty, cut_short, grown, of_another_version, of_another_program,
        with_another_number, without_a_table, without_facts, overwritten,
    ],
)  # fmt: skip
def test_an_index_that_is_not_whole_is_not_opened(
    tmp_path: Path, damage: Callable[[Path], None]
) -> None:
    path = tmp_path / "streets.sqlite"
    build_index([block("Elm St"), door("Oak St", 3)], (), path)
    damage(path)

    with pytest.raises(ConfigurationError, match=r"streets\.sqlite.*finder streets build"):
        StreetIndex(path)


def test_one_wrong_row_of_many_is_found_when_all_are_checked(tmp_path: Path) -> None:
    path = tmp_path / "streets.sqlite"
    build_index((block("Elm St", first=at) for at in range(1_000)), (), path)
    _execute(path, "UPDATE block SET last = 12 WHERE id = 501")

    with pytest.raises(ConfigurationError, match="damaged"):
        StreetIndex(path, thorough=True)
