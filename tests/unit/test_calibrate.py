"""Calibration: an operator's minutes held against the model's, through the command line."""

from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from finder.cli import main
from finder.network import SPEEDS, Speeds
from finder.resources import gazetteer_path, resource
from finder.search import RoadChoices, Sources, load_sources, ranking_of

TODAY = date(2026, 11, 24)

ZIPS = "21613 21601 21401 20650 20657 21701 20164 20009 21218 17325 21804 20746".split()


def calibrate(tmp_path: Path, *rows: str) -> tuple[int, str]:
    file = tmp_path / "trips.csv"
    file.write_text("\n".join(("origin,destination,minutes", *rows)) + "\n", "utf-8")
    result = CliRunner().invoke(main, ["roads", "calibrate", str(file)])
    return result.exit_code, result.output


def trips(sources: Sources, share: float) -> list[str]:
    """Return the model's own minutes times a share, as somebody else's measurements."""
    rows = []
    for code in ZIPS:
        place = sources.gazetteer.zip(code)
        assert place is not None
        for hit in ranking_of(place, sources.directory, sources.times).hits:
            assert hit.minutes is not None
            rows.append(f"{code},{hit.facility.id},{hit.minutes * share:.2f}")
    return rows


def test_the_models_own_minutes_need_no_change(tmp_path: Path, sources: Sources) -> None:
    code, said = calibrate(tmp_path, *trips(sources, 1.0))

    assert code == 0
    assert "120 trips" in said
    assert "p50 1.00" in said
    mph = said.partition('FINDER_ROAD_SPEEDS="')[2].partition('"')[0].split()
    wanted = (SPEEDS.city, SPEEDS.country, SPEEDS.trunk, SPEEDS.expressway, SPEEDS.motorway)
    assert [float(one) for one in mph] == pytest.approx(wanted, rel=0.03)


def test_minutes_a_fifth_longer_propose_slower_speeds(tmp_path: Path, sources: Sources) -> None:
    _, said = calibrate(tmp_path, *trips(sources, 1.2))

    mph = [float(o) for o in said.partition('FINDER_ROAD_SPEEDS="')[2].partition('"')[0].split()]
    assert "p50 1.20" in said
    assert all(new < old for new, old in zip(mph, (19, 32, 46, 54, 60), strict=True))


def test_proposed_speeds_fit_better(tmp_path: Path) -> None:
    slow = load_sources(
        resource("data") / "locations.csv", gazetteer_path(), today=TODAY,
        roads=RoadChoices(Speeds(15, 26, 40, 50, 55), cache=tmp_path / "cache"),
    )  # fmt: skip
    rows = trips(slow, 1.0)

    _, said = calibrate(tmp_path, *rows)

    proposed = [float(o) for o in said.partition('SPEEDS="')[2].partition('"')[0].split()]
    before = sum(
        abs(a - b) for a, b in zip((19, 32, 46, 54, 60), (15, 26, 40, 50, 55), strict=True)
    )
    after = sum(abs(a - b) for a, b in zip(proposed, (15, 26, 40, 50, 55), strict=True))
    assert after < before / 2


def test_few_trips_propose_nothing(tmp_path: Path) -> None:
    code, said = calibrate(tmp_path, "21613,harbor,85", "21613,union-memorial,97")

    assert code == 0
    assert "2 trips" in said
    assert "order: 1 of 1 pairs" in said
    assert "FINDER_ROAD_SPEEDS" not in said


def test_minutes_that_are_not_of_driving_propose_nothing(tmp_path: Path, sources: Sources) -> None:
    rows = trips(sources, 1.0)
    told = [row.rpartition(",") for row in rows]
    backward = [f"{t[0]},{o[2]}" for t, o in zip(told, reversed(told), strict=True)]

    _, said = calibrate(tmp_path, *backward)

    assert "speeds: none proposed" in said


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("Springfield,harbor,30", "origin: 'Springfield'"),
        ("21613,nowhere at all,30", "destination: 'nowhere at all'"),
        ("96813,harbor,30", "origin: '96813'"),
    ],
)
def test_a_trip_that_cannot_be_measured_is_left_out_and_told(
    tmp_path: Path, row: str, column: str
) -> None:
    code, said = calibrate(tmp_path, "21613,harbor,85", row)

    assert code == 0
    assert "1 trip\n" in said
    assert f"left out: trips.csv, row 3, {column}" in said


def test_no_trip_that_can_be_measured_is_no_match(tmp_path: Path) -> None:
    assert calibrate(tmp_path, "Springfield,harbor,30")[0] == 1


def test_a_file_with_faults_is_told_whole(tmp_path: Path) -> None:
    code, said = calibrate(tmp_path, "21613,harbor,soon", ",harbor,-3")

    assert code == 3
    assert "row 2, minutes: 'soon'" in said
    assert "row 3, origin: ''" in said
    assert "row 3, minutes: '-3'" in said
