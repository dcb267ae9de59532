"""Who is sent elsewhere, through the door: `finder compare`."""

import csv
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from finder.network import SPEEDS
from finder.request import SearchRequest
from finder.resources import gazetteer_path, resource
from finder.search import RoadChoices, Sources, load_sources, search
from tests.page_check import page_check

LOCATIONS: Final = resource("data") / "locations.csv"
UNSAID: Final = "9417 Verysecret Lane"
ELSEWHERE: Final = 4


class Compared(NamedTuple):
    """One run: what it printed, what it listed and the page that it wrote."""

    code: int
    out: str
    rows: list[dict[str, str]]
    page: str


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("compare")


def finder(
    folder: Path, *words: str | Path, **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "finder", *map(str, words)]
    own = os.environ | {"FINDER_CACHE": str(folder / "cache")} | environment
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False)


def compared(folder: Path, old: Path, new: Path) -> Compared:
    listed, page = folder / "listed.csv", folder / "report.html"
    done = finder(folder, "compare", old, new, "--csv", listed, "--report", page)
    assert done.stderr == ""
    with listed.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return Compared(done.returncode, done.stdout, rows, page.read_text("utf-8"))


def copy_of_locations(
    folder: Path, name: str, change: Callable[[list[dict[str, str]]], list[dict[str, str]]]
) -> Path:
    with LOCATIONS.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows, header = change(list(reader)), reader.fieldnames
    assert header is not None
    path = folder / name
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, header)
        writer.writeheader()
        writer.writerows(rows)
    return path


def changed(
    facility_id: str, **cells: str
) -> Callable[[list[dict[str, str]]], list[dict[str, str]]]:
    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [row | cells if row["id"] == facility_id else row for row in rows]

    return change


@pytest.fixture(scope="module")
def harborless(folder: Path) -> Path:
    return copy_of_locations(
        folder, "harborless.csv", lambda rows: [row for row in rows if row["id"] != "harbor"]
    )


@pytest.fixture(scope="module")
def without_harbor(folder: Path, harborless: Path) -> Compared:
    return compared(folder, LOCATIONS, harborless)


def test_without_harbor_its_zips_are_listed_and_the_gate_is_shut(without_harbor: Compared) -> None:
    zips = {row["label"] for row in without_harbor.rows if row["kind"] == "zip"}

    assert without_harbor.code == ELSEWHERE
    assert {"21230", "21225", "21401"} <= zips
    assert "20001" not in zips
    assert set(re.findall(r"\b[0-9]{5}\b", without_harbor.out)) == zips
    assert f"Nearest hospital: {len(zips)} of " in without_harbor.out
    assert "harbor -> franklin-square" in without_harbor.out
    assert "harbor is gone" in without_harbor.out
    assert {row["old_id"] for row in without_harbor.rows} == {"harbor"}


def test_every_zip_listed_is_answered_so_by_a_search_and_no_other_zip_moves(
    without_harbor: Compared, harborless: Path, folder: Path, sources: Sources
) -> None:
    roads = RoadChoices(SPEEDS, folder / "cache")
    new = load_sources(harborless, gazetteer_path(), today=date(2026, 11, 24), roads=roads)
    listed = {row["label"]: row for row in without_harbor.rows if row["kind"] == "zip"}
    others = [one.name for one in sources.gazetteer.zips_beginning("21", 600)][::12]

    for code in [*list(listed)[::4], *others]:
        request = SearchRequest.from_params({"text": code})
        was, is_now = (search(request, one).hits[0] for one in (sources, new))
        row = listed.get(code)
        if row is None:
            assert was.facility.id == is_now.facility.id
        else:
            assert (row["old_id"], row["new_id"]) == (was.facility.id, is_now.facility.id)
            assert was.minutes is not None
            assert is_now.minutes is not None
            assert float(row["minutes_more"]) == pytest.approx(
                is_now.minutes - was.minutes, abs=0.06
            )


def test_the_page_is_sound_needs_nothing_beside_it_and_shows_a_map(
    without_harbor: Compared,
) -> None:
    page = without_harbor.page

    page_check(page)
    assert "<script" not in page
    assert not re.search(r"(?:src|href)=\"(?!data:|#)", page)
    assert 'http-equiv="Content-Security-Policy" content="default-src \'none\'' in page
    points = [row for row in without_harbor.rows if row["kind"] == "point"]
    ground = page[page.index('class="ground"') : page.index('class="names"')]
    dots = re.findall(r'<path class="dot-[a-z]+" d="([^"]+)"', ground)
    assert sum(path.count("M") for path in dots) == len(points)
    assert "Harbor Hospital <strong>(gone)</strong>" in page
    assert "21230" in page
    assert "exit code 4" in page


def test_nothing_moves_with_the_same_file(folder: Path) -> None:
    same = compared(folder, LOCATIONS, LOCATIONS)

    assert same.code == 0
    assert same.rows == []
    assert "Nearest hospital: nobody is sent elsewhere." in same.out
    page_check(same.page)
    assert "Nobody is sent elsewhere." in same.page


def test_a_new_hospital_draws_people_to_it_in_no_more_minutes(folder: Path) -> None:
    def change(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        easton = {"id": "easton", "name": "MedStar Easton", "aliases": "", "ccn": "210037",
                  "latitude": "38.774", "longitude": "-76.076"}  # fmt: skip
        return [*rows, rows[0] | easton]

    found = compared(folder, LOCATIONS, copy_of_locations(folder, "easton.csv", change))

    assert found.code == ELSEWHERE
    assert {row["new_id"] for row in found.rows} == {"easton"}
    more = [float(row["minutes_more"]) for row in found.rows if row["minutes_more"]]
    assert max(more) <= 0
    assert "easton is new" in found.out
    page_check(found.page)


def test_redirects_of_up_to_the_allowed_minutes_more_pass(
    folder: Path, harborless: Path, without_harbor: Compared
) -> None:
    most = max(float(row["minutes_more"]) for row in without_harbor.rows)

    passed = finder(folder, "compare", LOCATIONS, harborless, "--allow-minutes", f"{most}")

    assert passed.returncode == 0
    assert f"Up to {most:g} minutes more are allowed: 0 places or rows are beyond." in passed.stdout
    assert "harbor -> franklin-square" in passed.stdout


def test_the_gate_stays_shut_for_a_minute_too_much_though_nobody_reads_why(
    folder: Path, harborless: Path, without_harbor: Compared
) -> None:
    most = max(float(row["minutes_more"]) for row in without_harbor.rows)
    command = [sys.executable, "-m", "finder", "compare", str(LOCATIONS), str(harborless)]
    own = os.environ | {"FINDER_CACHE": str(folder / "cache")}

    with subprocess.Popen(
        [*command, "--allow-minutes", f"{most - 0.1:.1f}"], env=own,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
    ) as process:  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        said = process.stderr.read()

    assert (process.returncode, said) == (ELSEWHERE, "")


def test_a_changed_coordinate_moves_those_around_it(folder: Path) -> None:
    south = copy_of_locations(folder, "south.csv", changed("harbor", latitude="39.0"))

    found = compared(folder, LOCATIONS, south)

    assert found.code == ELSEWHERE
    assert re.search(r"harbor: moved by 2[0-9],[0-9]{3} m", found.out)
    assert all("harbor" in (row["old_id"], row["new_id"]) for row in found.rows)
    assert "keep their hospital at other minutes" in found.out
    page_check(found.page)


def test_a_changed_flag_moves_its_procedure_and_not_the_nearest(folder: Path) -> None:
    flag = copy_of_locations(folder, "flag.csv", changed("georgetown", offers_mitraclip="yes"))

    found = compared(folder, LOCATIONS, flag)

    assert found.code == ELSEWHERE
    assert {row["question"] for row in found.rows} == {"mitraclip"}
    assert {row["new_id"] for row in found.rows} == {"georgetown"}
    assert "Nearest hospital: nobody is sent elsewhere." in found.out
    assert "georgetown: MitraClip was unknown, is yes" in found.out
    page_check(found.page)


def test_two_outputs_of_batch_are_compared_by_row_and_no_address_is_told(
    folder: Path, harborless: Path
) -> None:
    pytest.importorskip("pyarrow")
    source = folder / "list.csv"
    source.write_text(
        f'name,address\nA,"{UNSAID}, Baltimore, MD 21230"\nB,20001\nC,zzzz\nD,21401\n', "utf-8"
    )
    old, new = folder / "old.csv", folder / "new.csv"
    words = ("--procedure", "mitraclip", "--workers", "1")
    finder(folder, "batch", source, old, *words)
    finder(folder, "batch", source, new, *words, FINDER_LOCATIONS=str(harborless))

    found = compared(folder, old, new)

    assert found.code == ELSEWHERE
    assert [(row["question"], row["kind"], row["label"]) for row in found.rows] == [
        ("nearest", "row", "2"), ("nearest", "row", "5")
    ]  # fmt: skip
    assert "2 of 4 rows are sent elsewhere" in found.out
    assert "row 2: harbor -> union-memorial" in found.out
    assert "Nearest that lists MitraClip: nobody is sent elsewhere." in found.out
    page_check(found.page)
    assert "Verysecret" not in found.out + found.page + repr(found.rows)
    assert compared(folder, old, old).code == 0


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (["LOCATIONS", "foreign.csv"], 2, "finder: new: expected a locations.csv"),
        (["foreign.csv", "LOCATIONS"], 2, "finder: old: expected a locations.csv"),
        (["LOCATIONS", "none.csv"], 2, "finder: new: expected a locations.csv"),
        (["LOCATIONS", "output.csv"], 2, "like OLD"),
        (["output.csv", "longer.csv", "--csv", "out.csv"], 2, "as many rows as OLD has"),
        (["LOCATIONS"], 2, "Missing argument"),
        (["LOCATIONS", "LOCATIONS", "--allow-minutes", "x"], 2, "allow-minutes: expected minutes"),
        (
            ["LOCATIONS", "LOCATIONS", "--allow-minutes", "nan"],
            2,
            "allow-minutes: expected minutes",
        ),
        (["LOCATIONS", "LOCATIONS", "--allow-minutes=-1"], 2, "allow-minutes: expected minutes"),
        (["LOCATIONS", "LOCATIONS", "--report", "no/where.html"], 2, "report: expected a file"),
        (["LOCATIONS", "copy.csv", "--csv", "copy.csv"], 2, "csv: expected a file of its own"),
        (["LOCATIONS", "broken.csv"], 3, "broken.csv, row 2, latitude"),
    ],
)
def test_wrong_usage_and_broken_data_have_their_own_codes(
    tmp_path: Path, words: list[str], code: int, said: str
) -> None:
    (tmp_path / "foreign.csv").write_text(f"address\n{UNSAID}\n", "utf-8")
    output = "zip,finder_status,finder_nearest_id,finder_minutes\n"
    (tmp_path / "output.csv").write_text(output, "utf-8")
    (tmp_path / "longer.csv").write_text(f"{output}21230,match,harbor,1\n", "utf-8")
    (tmp_path / "copy.csv").write_bytes(LOCATIONS.read_bytes())
    first = LOCATIONS.read_text("utf-8").splitlines()
    broken = "\n".join((first[0], first[1].replace("39.350789", "north")))
    (tmp_path / "broken.csv").write_text(broken, "utf-8")
    paths = [LOCATIONS if word == "LOCATIONS" else word for word in words]

    command = [sys.executable, "-m", "finder", "compare", *map(str, paths)]
    before = {*tmp_path.iterdir()}
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)

    assert done.returncode == code, done.stderr
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert UNSAID not in done.stderr + done.stdout
    assert {*tmp_path.iterdir()} == before
