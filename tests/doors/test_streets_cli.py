"""The commands of the street index, through the command line."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Final

import pytest
from click.testing import CliRunner, Result

from finder.cli import main
from finder.streets import StreetIndex
from tests.census_server import FOLDER, census_server, cut_after
from tests.made_up_county import made_up_county, write_addrfeat
from tests.meagher import MEAGHER, needs_meagher

HEADER: Final = "LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH"


def run(*words: str | Path, **environment: str) -> Result:
    return CliRunner().invoke(main, ["streets", *map(str, words)], env=environment)


@pytest.fixture
def county(tmp_path: Path) -> Path:
    return write_addrfeat(made_up_county(600), tmp_path)


@pytest.fixture
def built(county: Path, tmp_path: Path) -> Path:
    output = tmp_path / "streets.sqlite"
    assert run("build", county, "-o", output).exit_code == 0
    return output


@needs_meagher
def test_an_index_of_a_real_county_is_built_and_told(tmp_path: Path) -> None:
    output = tmp_path / "streets.sqlite"
    done = run("build", MEAGHER, "-o", output)
    told = run("info", output, "--check")

    assert (done.exit_code, told.exit_code) == (0, 0)
    assert "tl_2024_30059_addrfeat.zip (tiger 2024): 856 ranges" in done.stdout
    assert "856 ranges, 0 address points" in told.stdout
    assert "Vintage: 2024" in told.stdout
    assert "30059 Meagher County, MT" in told.stdout


def test_the_setting_names_the_index_that_info_tells_of(built: Path) -> None:
    told = run("info", FINDER_STREETS=str(built))

    assert told.exit_code == 0
    assert "24013 Carroll County, MD" in told.stdout


def test_without_an_index_info_says_what_it_wants() -> None:
    told = run("info")

    assert told.exit_code == 2
    assert "FINDER_STREETS" in told.stderr


@pytest.mark.parametrize(
    "words", [("search", "21218"), ("geocode", "21218"), ("explain", "21218"), ("serve",)]
)
def test_a_damaged_index_keeps_finder_from_starting(built: Path, words: tuple[str, ...]) -> None:
    built.write_bytes(built.read_bytes()[:-4096])

    ended = CliRunner().invoke(main, [*words], env={"FINDER_STREETS": str(built)})

    assert ended.exit_code == 3
    assert "streets.sqlite" in ended.stderr


def test_a_missing_index_keeps_finder_from_starting(tmp_path: Path) -> None:
    gone = str(tmp_path / "none.sqlite")
    ended = CliRunner().invoke(main, ["search", "21218"], env={"FINDER_STREETS": gone})

    assert ended.exit_code == 3
    assert "FINDER_STREETS" in ended.stderr


def test_what_could_not_be_used_is_counted_and_listed(tmp_path: Path) -> None:
    rows = [f"-77.0,39.56,{at},,,,,MD,21157,," for at in range(30)]
    (tmp_path / "a.csv").write_text("\n".join((HEADER, "-77,39.5,1,Elm St,,,,,,,", *rows)), "utf-8")

    done = run("build", tmp_path / "a.csv", "-o", tmp_path / "streets.sqlite")

    assert done.exit_code == 0
    assert "a.csv (openaddresses): 1 points, 30 not used" in done.stdout
    assert "not used: a.csv, row 3, STREET: ''; expected the name of a street" in done.stderr
    assert done.stderr.count("not used:") == 20
    assert "and 10 more" in done.stderr


def test_columns_of_any_csv_can_be_named(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("no,name,y,x\n7,Elm St,39.5,-77.0\n", "utf-8")
    output = tmp_path / "streets.sqlite"

    done = run("build", tmp_path / "a.csv", "-o", output,
               "--columns", "number=no,street=name,lat=y,lon=x")  # fmt: skip

    assert done.exit_code == 0
    assert [one.number for one in StreetIndex(output).points("elm")] == [7]


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["build", "none.csv", "-o", "x.sqlite"], 3, "none.csv"),
        (["build", __file__, "-o", "x.sqlite"], 3, "columns of OpenAddresses"),
        (["build", __file__, "-o", "x.sqlite", "--columns", "a"], 2, "number=COLUMN"),
        (["build", "-o", "x.sqlite"], 2, "FILES"),
        (["build", __file__], 2, "--output"),
        (["fetch", "Maryland", "-o", "x.sqlite"], 2, "a state like MD"),
        (["fetch", "ZZ", "-o", "x.sqlite"], 2, "a state like MD"),
        (["info", "none.sqlite"], 3, "none.sqlite"),
        (["info", __file__], 3, "finder streets build"),
    ],
)
def test_a_wrong_use_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: list[str],
                             code: int, says: str) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)

    done = run(*words)

    assert done.exit_code == code
    assert says in done.stderr
    assert list(tmp_path.iterdir()) == []


def test_in_a_pipe_there_is_no_progress_bar(county: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "finder", "streets", "build", str(county), "-o",
               str(tmp_path / "x")]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stderr == ""
    assert "\r" not in done.stdout


def test_on_a_terminal_there_is_a_progress_bar(county: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "finder", "streets", "build", str(county), "-o",
               str(tmp_path / "x")]  # fmt: skip
    ours, theirs = pty.openpty()
    environment = os.environ | {"TERM": "xterm", "COLUMNS": "80"}
    subprocess.run(command, stderr=theirs, stdout=subprocess.DEVNULL, check=True, env=environment)
    shown = os.read(ours, 65_536).decode()
    os.close(ours)
    os.close(theirs)

    assert "Reading" in shown
    assert "100%" in shown


def test_counties_are_fetched_and_built(county: Path, tmp_path: Path) -> None:
    with census_server({county.name: county.read_bytes()}, cut_after(9_000)) as server:
        settings = {"FINDER_TIGER_URL": f"{server.url}/geo/tiger", "FINDER_TIGER_YEAR": "2024"}
        done = run("fetch", "24013", "24013", "-o", tmp_path / "streets.sqlite", **settings)

    assert done.exit_code == 0
    assert (tmp_path / "tiger" / county.name).read_bytes() == county.read_bytes()
    assert StreetIndex(tmp_path / "streets.sqlite").info.counties == ("24013",)
    assert len(server.requests) == 2


def test_a_state_is_the_counties_that_the_census_lists(county: Path, tmp_path: Path) -> None:
    other = write_addrfeat(made_up_county(100), tmp_path, fips="51059")
    files = {one.name: one.read_bytes() for one in (county, other)}
    with census_server(files) as server:
        settings = {"FINDER_TIGER_URL": f"{server.url}/geo/tiger"}
        done = run("fetch", "md", "-o", tmp_path / "streets.sqlite", **settings)

    assert done.exit_code == 0
    assert StreetIndex(tmp_path / "streets.sqlite").info.counties == ("24013",)
    assert server.requests[0].startswith(f"GET {FOLDER} ".encode())


def test_where_the_census_lists_nothing_a_state_is_the_counties_that_finder_knows(
    tmp_path: Path,
) -> None:
    county = write_addrfeat(made_up_county(100), tmp_path, fips="11001")
    with census_server({county.name: county.read_bytes()}, listing=False) as server:
        settings = {"FINDER_TIGER_URL": f"{server.url}/geo/tiger"}
        done = run("fetch", "DC", "-o", tmp_path / "streets.sqlite", **settings)

    assert done.exit_code == 0
    assert StreetIndex(tmp_path / "streets.sqlite").info.counties == ("11001",)


def test_a_county_that_cannot_be_fetched_leaves_the_old_index(built: Path, county: Path) -> None:
    before = built.read_bytes()
    with census_server({county.name: county.read_bytes()}) as server:
        settings = {"FINDER_TIGER_URL": f"{server.url}/geo/tiger"}
        done = run("fetch", "24013", "99999", "-o", built, **settings)

    assert done.exit_code == 3
    assert "tl_2024_99999_addrfeat.zip" in done.stderr
    assert built.read_bytes() == before
