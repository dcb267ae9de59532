"""The command line."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient

from finder import __version__
from finder.cli import main
from finder.resources import resource
from finder.settings import TABLE, variable
from finder.wording import ADVICE
from tests.faulty_server import answer, serving

LOCATIONS = resource("data") / "locations.csv"


def run(*words: str, **environment: str) -> Result:
    return CliRunner().invoke(main, list(words), env=environment)


def finder(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the real command in a process of its own."""
    command = [sys.executable, "-m", "finder", *words]
    own = os.environ | environment
    return subprocess.run(command, env=own, capture_output=True, text=True, check=False)


@pytest.mark.parametrize(
    ("words", "environment", "code"),
    [
        (["search", "21218"], {}, 0),
        (["search", "Springfield"], {}, 0),
        (["search", "zzzz"], {}, 1),
        (["geocode", "zzzz"], {}, 1),
        (["explain", "zzzz"], {}, 1),
        (["search", ""], {}, 2),
        (["search", "x" * 201], {}, 2),
        (["search", "21218", "--units", "miles"], {}, 2),
        (["search", "21218", "--limit", "0"], {}, 2),
        (["search"], {}, 2),
        (["nothing"], {}, 2),
        (["search", "21218"], {"FINDER_PORT": "eighty"}, 3),
        (["serve"], {"FINDER_PORT": "eighty"}, 3),
        (["settings"], {"FINDER_PROT": "8080"}, 3),
        (["search", "21218"], {"FINDER_LOCATIONS": __file__}, 3),
        (["check", __file__], {}, 3),
        (["serve", "--port", "0"], {}, 3),
    ],
)
def test_the_exit_code_tells_an_answer_from_wrong_usage_and_from_bad_data(
    words: list[str], environment: dict[str, str], code: int
) -> None:
    done = finder(*words, **environment)

    assert done.returncode == code, done.stderr
    assert "Traceback" not in done.stderr


def test_a_search_lists_the_hospitals_in_order() -> None:
    done = run("search", "21218", "--limit", "2")

    lines = done.stdout.splitlines()
    assert done.exit_code == 0
    assert lines[0] == "ZIP 21218, Baltimore, MD, a ZIP code area"
    assert lines[3] == (
        "Ordered by time on the road from the middle of ZIP 21218, an estimate without traffic."
    )
    assert lines[5] == " 1. MedStar Union Memorial Hospital [union-memorial]"
    assert lines[8] == " 2. MedStar Good Samaritan Hospital [good-samaritan]"
    assert re.fullmatch(
        r"    (under|about|up to about) \d+ min by road, up to about 2 miles in a straight line;"
        r" 201 East University Parkway, Baltimore, MD 21218",
        lines[6],
    )
    assert re.fullmatch(
        r"    410-554-2000 \(main switchboard\); Emergency department: yes; MitraClip: yes",
        lines[7],
    )


def test_a_search_from_where_no_road_times_are_known_is_in_straight_lines() -> None:
    lines = run("search", "44114", "--limit", "2").stdout.splitlines()

    assert "Montgomery Medical Center is nearest in a straight line from anywhere" in lines[1]
    assert lines[3] == (
        "Ordered by straight-line distance from the middle of ZIP 44114:"
        " that is outside the area where road times are known."
    )
    assert lines[6].startswith("    about 293 miles in a straight line; 18101 Prince Philip Drive")
    assert not any("min by road" in line for line in lines)


# ZIP: whom the sentence on the nearest names, and that on the nearest that lists MitraClip.
CERTAINTIES = {
    "21218": (["Union Memorial", "Good Samaritan"], ["Union Memorial"]),
    "20009": (
        ["Washington Hospital Center (and, next door, National Rehabilitation", "Georgetown"],
        ["Washington Hospital Center"],
    ),
    "20650": (["St. Mary's"], ["Washington Hospital Center"]),
    "21401": (["Harbor"], ["Union Memorial", "Washington Hospital Center"]),
}


@pytest.mark.parametrize("code", CERTAINTIES)
def test_a_search_says_in_sentences_how_sure_it_is(code: str, client: FlaskClient) -> None:
    api = client.post("/api/v1/search", json={"text": code}).get_json(force=True)

    lines = run("search", code).stdout.splitlines()

    judged = (api["certainty"], api["certainty_by_procedure"]["mitraclip"])
    assert lines[1:3] == [one["text"] for one in judged]
    for line, one, named in zip(lines[1:3], judged, CERTAINTIES[code], strict=True):
        assert one["certain"] is (len(named) == 1)
        assert (f" from anywhere in ZIP {code}." in line) is one["certain"]
        assert ("depends on where" in line) is not one["certain"]
        assert all(name in line for name in named)


@pytest.mark.parametrize("code", CERTAINTIES)
def test_no_share_is_shown_to_people_but_json_carries_them(code: str) -> None:
    plain, answer = run("search", code).stdout, json.loads(run("search", code, "--json").stdout)

    assert "%" not in plain
    assert "share" not in plain
    assert all(0 < one["share"] <= 1 for one in answer["certainty"]["could_be_first"])


def test_a_procedure_is_judged_in_place_of_mitraclip() -> None:
    lines = run("search", "20650", "--procedure", "tavr").stdout.splitlines()

    assert lines[2].startswith("Washington Hospital Center is the nearest by road that lists TAVR")


def test_a_correction_is_said() -> None:
    assert "Showing Baltimore, MD. You typed “batlimore”." in run("search", "Batlimore").stdout


def test_kilometres_are_said_as_such() -> None:
    said = run("search", "21218", "--units", "km").stdout

    assert re.search(r" min by road, .*about [0-9 to]+ km in a straight line; ", said)
    assert " mile" not in said


def test_a_procedure_lists_only_who_does_it() -> None:
    done = run("search", "Leonardtown, MD", "--procedure", "mitraclip")

    listed = [line for line in done.stdout.splitlines() if line.endswith("]")]
    assert [line.split()[-1] for line in listed] == ["[washington]", "[union-memorial]"]


def test_a_tie_is_a_question_back() -> None:
    done = run("search", "Springfield")

    assert "Several places fit. Which one do you mean?" in done.stdout
    assert "  - Springfield, VA (" in done.stdout


def test_a_single_small_place_far_off_is_a_question_back() -> None:
    done = run("search", "Union Station")

    assert "Is this the place you mean?" in done.stdout
    assert "  - Union, SC (" in done.stdout
    assert "If not, add a town, a state or a ZIP code." in done.stdout


@pytest.mark.parametrize("command", ["search", "geocode"])
def test_no_match_goes_to_stderr_with_advice(command: str) -> None:
    done = run(command, "zzzz")

    assert done.stdout == ""
    assert all(line in done.stderr for line in ADVICE)


def test_an_empty_text_is_refused_with_advice() -> None:
    done = run("search", "")

    assert done.exit_code == 2
    assert all(line in done.stderr for line in ADVICE)


@pytest.mark.parametrize("text", ["21218", "Springfield", "zzzz", "20010"])
@pytest.mark.parametrize("command", ["search", "geocode"])
def test_json_is_what_the_api_answers_to_the_byte(
    command: str, text: str, client: FlaskClient
) -> None:
    answer = client.post(f"/api/v1/{command}", json={"text": text})

    assert run(command, text, "--json").stdout_bytes == answer.data + b"\n"


def test_json_heeds_the_options(client: FlaskClient) -> None:
    body = {"text": "21401", "procedure": "tavr", "limit": 1, "units": "km"}
    answer = client.post("/api/v1/search", json=body)

    options = ["--procedure", "tavr", "--limit", "1", "--units", "km"]
    assert run("search", "21401", *options, "--json").stdout_bytes == answer.data + b"\n"


def test_a_geocoding_tells_the_point_and_its_radius() -> None:
    lines = run("geocode", "21218").stdout.splitlines()

    latitude, longitude = map(float, lines[-2].split(", "))
    assert latitude == pytest.approx(39.33, abs=0.02)
    assert longitude == pytest.approx(-76.60, abs=0.02)
    assert lines[-1].startswith("90 % of its addresses lie within ")


def test_an_explanation_ends_with_the_order() -> None:
    lines = run("explain", "21218").stdout.splitlines()

    assert lines[0] == "1. The form of the text"
    assert len([line for line in lines if re.search(r" min estimate; .* mi \(.* km\)", line)]) == 10
    assert len([line for line in lines if "; crossings: " in line]) == 10


def test_the_shipped_hospitals_pass_the_check() -> None:
    done = run("check")

    assert done.exit_code == 0, done.stdout
    assert done.stdout.splitlines()[-1].startswith("locations.csv: 10 hospitals, 0 errors, ")


def test_a_check_of_a_faulty_file_names_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(LOCATIONS.read_text("utf-8").replace("39.350789", "393.50789"), "utf-8")

    done = run("check", str(path))

    assert done.exit_code == 3
    assert "mine.csv, row 2, latitude: '393.50789'" in done.stderr


def test_a_check_of_a_misplaced_hospital_is_an_error(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.write_text(LOCATIONS.read_text("utf-8").replace("39.350789", "38.350789"), "utf-8")

    done = run("check", str(path))

    assert done.exit_code == 3
    assert "error: mine.csv, row 2" in done.stdout


def test_the_hospitals_of_the_setting_are_those_searched(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    lines = LOCATIONS.read_text("utf-8").splitlines(keepends=True)
    path.write_text("".join(lines[:2]), "utf-8")

    done = run("search", "21218", "--json", FINDER_LOCATIONS=str(path))

    assert [f["id"] for f in json.loads(done.stdout)["features"]] == ["franklin-square"]


def test_every_setting_is_printed_with_what_it_is_now() -> None:
    done = run("settings", FINDER_PORT="8123")

    assert done.exit_code == 0
    for setting in TABLE:
        assert f"{variable(setting)}  default {setting.default or '(empty)'}" in done.stdout
        assert setting.meaning in done.stdout
    assert "    now: 8123" in done.stdout


def test_all_faults_of_the_settings_are_told_at_once() -> None:
    done = run("settings", FINDER_PORT="x", FINDER_WORKERS="x")

    assert done.exit_code == 3
    assert "The settings have problems (2):" in done.stderr
    assert "FINDER_PORT" in done.stderr
    assert "FINDER_WORKERS" in done.stderr


def test_secrets_are_not_printed_with_the_settings() -> None:
    done = run("settings", FINDER_PROVIDER_KEY="s3cret", FINDER_PROVIDER_OPTIONS="password=s3cret")

    assert done.exit_code == 0
    assert done.output.count("(set, not shown)") == 2
    assert "s3cret" not in done.output


@pytest.mark.parametrize("words", [["check"], ["search", "21218"]])
def test_a_provider_that_cannot_be_made_keeps_every_command_from_starting(
    words: list[str],
) -> None:
    done = run(*words, FINDER_PROVIDER="census", FINDER_PROVIDER_KEY="s3cret")

    assert done.exit_code == 3
    assert "FINDER_PROVIDER_KEY" in done.stderr
    assert "s3cret" not in done.output


def test_explain_tells_why_a_provider_did_not_answer_and_who_did() -> None:
    with serving(answer(b"canary", "429 Too Many Requests")) as server:
        done = run(
            "explain",
            "8675 Zanzibar Ct, Baltimore, MD 21218",
            FINDER_PROVIDER="census",
            FINDER_PROVIDER_URL=server.url,
        )

    assert done.exit_code == 0
    assert "provider: US Census Bureau (127.0.0.1): no answer: status" in done.stdout
    assert "zip: ZIP 21218, Baltimore, MD" in done.stdout
    assert "Finder measures from the middle of ZIP 21218, Baltimore, MD." in done.stdout


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_command_has_help_for_itself_and_its_options(name: str) -> None:
    done = run(name, "--help")

    options = [one for one in main.commands[name].params if isinstance(one, click.Option)]
    assert done.exit_code == 0
    assert main.commands[name].help
    assert all(option.help for option in options)
    assert all(option.opts[0] in done.stdout for option in options)


def test_the_help_lists_every_command_and_the_exit_codes() -> None:
    done = run("--help")

    assert all(f"  {name} " in done.stdout for name in main.commands)
    assert "Exit codes: 0 answered" in done.stdout


def test_the_version_is_told() -> None:
    assert run("--version").stdout.strip().endswith(__version__)
