"""Fetching the Census's files from a server that has its faults."""

from pathlib import Path
from typing import Final

import pytest

from finder.endpoint import endpoint_of
from finder.errors import DataError
from finder.street_fetch import TRIES, Census
from finder.tiger import features
from tests.census_server import (
    FOLDER,
    Fault,
    another_part,
    as_long_as,
    census_server,
    cut_after,
    damaged,
    part,
    status,
    whole_again,
    without_length,
)
from tests.faulty_server import FaultyServer, hang, reset
from tests.made_up_county import made_up_county, write_addrfeat
from tests.meagher import MEAGHER, needs_meagher

NAME: Final = "tl_2024_24013_addrfeat.zip"


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return write_addrfeat(made_up_county(1_000), tmp_path_factory.mktemp("county")).read_bytes()


def census(server: FaultyServer, folder: Path) -> Census:
    endpoint = endpoint_of(f"{server.url}/geo/tiger")
    return Census(endpoint, 2024, folder, pause_s=0.0, patience_s=0.3)


def fetched(server: FaultyServer, folder: Path, *counties: str) -> list[Path]:
    return census(server, folder).fetch(counties or ("24013",), lambda _name, _there: None)


@needs_meagher
def test_a_real_county_comes_as_the_census_has_it(tmp_path: Path) -> None:
    with census_server({MEAGHER.name: MEAGHER.read_bytes()}, cut_after(20_000)) as server:
        (path,) = fetched(server, tmp_path, "30059")

    assert path.read_bytes() == MEAGHER.read_bytes()
    assert path == tmp_path / MEAGHER.name
    assert len(list(features(path))) == 856


def test_a_download_that_is_cut_goes_on_where_it_stopped(tmp_path: Path, county: bytes) -> None:
    cuts = [cut_after(3_000)] * (TRIES + 2)
    with census_server({NAME: county}, *cuts) as server:
        (path,) = fetched(server, tmp_path)

    asked = [line for one in server.requests for line in one.split(b"\r\n") if b"Range:" in line]
    assert path.read_bytes() == county
    assert asked == [b"Range: bytes=%d-" % (3_000 * at) for at in range(1, TRIES + 3)]


def test_a_later_run_goes_on_where_the_last_one_stopped(tmp_path: Path, county: bytes) -> None:
    with census_server({NAME: county}, cut_after(5_000), *[status("503 Busy")] * TRIES) as server:
        with pytest.raises(DataError, match="503"):
            fetched(server, tmp_path)
        (path,) = fetched(server, tmp_path)

    assert b"Range: bytes=5000-" in server.requests[-1]
    assert path.read_bytes() == county
    assert sorted(one.name for one in tmp_path.iterdir()) == [NAME]


@pytest.mark.parametrize(
    "faults",
    [
        [status("503 Busy"), status("429 Slow Down", "Retry-After: 60")],
        [lambda line, _body, _start: reset(line)],
        [lambda line, _body, _start: hang(line)],
        [lambda line, _body, _start: line.sendall(b"what?\r\n\r\n")],
        [damaged],
        [as_long_as(100)],
        [as_long_as(10**6), status("416 Range Not Satisfiable")],
        [as_long_as("many")],
        [without_length],
        [cut_after(5_000), whole_again],
        [cut_after(5_000), another_part],
        [cut_after(5_000), damaged],
    ],
)
def test_a_fault_that_passes_costs_another_try(
    tmp_path: Path, county: bytes, faults: list[Fault]
) -> None:
    with census_server({NAME: county}, *faults) as server:
        (path,) = fetched(server, tmp_path)

    assert path.read_bytes() == county
    assert len(server.requests) > 1


@pytest.mark.parametrize(
    ("fault", "why"),
    [
        (damaged, "no whole zip"),
        (as_long_as(10**6), "of 1,000,000 bytes"),
        (as_long_as(100), "no whole zip"),
        (without_length, "how long"),
        (status("503 Busy"), "503"),
        (lambda line, _body, _start: reset(line), "ConnectionResetError|RemoteDisconnected"),
    ],
)
def test_a_fault_that_stays_is_told_and_no_file_is_left(
    tmp_path: Path, county: bytes, fault: Fault, why: str
) -> None:
    with (
        census_server({NAME: county}, *[fault] * 50) as server,
        pytest.raises(DataError, match=f"{NAME}.*({why})"),
    ):
        fetched(server, tmp_path)

    assert not (tmp_path / NAME).exists()
    assert len(server.requests) < 50


@pytest.mark.parametrize(
    "fault",
    [
        status("404 Not Found"),
        status("403 Forbidden"),
        status("302 Found", "Location: https://example.org/"),
        as_long_as(10**12 - 1),
    ],
)
def test_what_another_try_would_not_mend_is_not_tried_again(
    tmp_path: Path, county: bytes, fault: Fault
) -> None:
    with census_server({NAME: county}, fault) as server, pytest.raises(DataError, match=NAME):
        fetched(server, tmp_path)

    assert len(server.requests) == 1


def test_a_county_that_is_not_there_does_not_stop_the_others(tmp_path: Path, county: bytes) -> None:
    with census_server({NAME: county}) as server, pytest.raises(DataError) as caught:
        fetched(server, tmp_path, "99999", "24013", "99998")

    assert [one.file for one in caught.value.problems] == [
        "tl_2024_99999_addrfeat.zip", "tl_2024_99998_addrfeat.zip",
    ]  # fmt: skip
    assert (tmp_path / NAME).read_bytes() == county


def test_a_file_that_is_whole_is_not_fetched_again(tmp_path: Path, county: bytes) -> None:
    (tmp_path / NAME).write_bytes(county)
    with census_server({NAME: county}) as server:
        (path,) = fetched(server, tmp_path)

    assert path.read_bytes() == county
    assert server.requests == []


def test_a_file_that_is_not_whole_is_fetched_again(tmp_path: Path, county: bytes) -> None:
    (tmp_path / NAME).write_bytes(county[:-100])
    with census_server({NAME: county}) as server:
        (path,) = fetched(server, tmp_path)

    assert path.read_bytes() == county


def test_progress_tells_how_much_of_which_file_is_there(tmp_path: Path, county: bytes) -> None:
    told: list[tuple[str, int]] = []
    with census_server({NAME: county}, cut_after(3_000)) as server:
        census(server, tmp_path).fetch(["24013"], lambda name, there: told.append((name, there)))

    assert told[0] == (NAME, 3_000)
    assert told[-1] == (NAME, len(county))


def test_the_counties_are_those_that_the_server_lists(tmp_path: Path, county: bytes) -> None:
    files = {NAME: county, "tl_2024_11001_addrfeat.zip": county, "tl_2023_24005_addrfeat.zip": b""}
    with census_server(files) as server:
        found = census(server, tmp_path).counties()

    assert found == {"24013", "11001"}
    assert server.requests[0].startswith(f"GET {FOLDER} ".encode())


def test_a_server_without_a_list_lists_nothing(tmp_path: Path) -> None:
    with census_server({}, listing=False) as server:
        assert census(server, tmp_path).counties() == frozenset()


def test_a_good_server_is_asked_once_and_told_nothing(tmp_path: Path, county: bytes) -> None:
    with census_server({NAME: county}, part) as server:
        fetched(server, tmp_path)

    (request,) = server.requests
    lines = request.decode("ascii").rstrip().split("\r\n")
    assert lines[0] == f"GET {FOLDER}{NAME} HTTP/1.1"
    assert sorted(line.partition(":")[0] for line in lines[1:]) == [
        "Accept-Encoding", "Connection", "Host", "User-Agent",
    ]  # fmt: skip
