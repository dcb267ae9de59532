"""Settings from the environment."""

from dataclasses import fields
from datetime import date
from pathlib import Path

import pytest

from finder.errors import ConfigurationError
from finder.settings import TABLE, Settings, read_settings, variable


def test_without_an_environment_every_setting_has_its_default() -> None:
    settings = read_settings({})

    assert (settings.host, settings.port) == ("127.0.0.1", 8000)
    assert settings.locations is None
    assert settings.program_phone_checked_on is None
    assert settings.log_level == "INFO"


def test_the_table_and_the_type_have_the_same_settings_in_the_same_order() -> None:
    assert [setting.name for setting in TABLE] == [field.name for field in fields(Settings)]


def test_every_setting_says_what_it_means_and_what_fits() -> None:
    silent = [setting.name for setting in TABLE if not (setting.meaning and setting.expected)]

    assert silent == []


def test_other_programs_variables_are_left_alone() -> None:
    assert read_settings({"PATH": "x", "PORT": "x", "finder_port": "x"}) == read_settings({})


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("host", "::1", "::1"),
        ("host", "0.0.0.0", "0.0.0.0"),  # noqa: S104 (read, not bound)
        ("port", "1", 1),
        ("port", "65535", 65535),
        ("workers", "64", 64),
        ("threads", "1", 1),
        ("locations", "", None),
        ("fact_max_age_days", "30", 30),
        ("log_level", "DEBUG", "DEBUG"),
        ("directions", "none", "none"),
        ("contact_email", "heart@example.org", "heart@example.org"),
        ("program_phone", "", ""),
        ("program_phone", "410-555-0100", "410-555-0100"),
        ("program_phone_for", "", ""),
        ("program_phone_checked_on", "2026-11-24", date(2026, 11, 24)),
        ("specialists", "", None),
        ("public_url", "", ""),
        ("public_url", "https://finder.example.org", "https://finder.example.org"),
        ("public_url", "https://finder.example.org/", "https://finder.example.org"),
        ("public_url", "http://127.0.0.1:8150", "http://127.0.0.1:8150"),
        ("router", "none", "none"),
        ("router_url", "https://router.example.org/osrm", "https://router.example.org/osrm"),
        ("router_url", "http://127.0.0.1:5000", "http://127.0.0.1:5000"),
        ("router_url", "", ""),
        ("streets", "", None),
        ("tiger_url", "https://mirror.example.org/tiger/", "https://mirror.example.org/tiger"),
        ("tiger_url", "http://127.0.0.1:8150", "http://127.0.0.1:8150"),
        ("tiger_year", "2025", 2025),
        ("embed_origins", "", ()),
        ("embed_origins", "  ", ()),
        (
            "embed_origins",
            "https://WWW.Example.org http://localhost:3000",
            ("https://www.example.org", "http://localhost:3000"),
        ),
        ("embed_origins", "https://a.example:443 https://a.example", ("https://a.example",)),
    ],
)
def test_a_setting_is_read_from_its_variable(name: str, text: str, value: object) -> None:
    settings = read_settings({f"FINDER_{name.upper()}": text})

    assert getattr(settings, name) == value


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("host", ""),
        ("host", "local host"),
        ("port", "0"),
        ("port", "65536"),
        ("port", "80a"),
        ("port", ""),
        ("port", " 80"),
        ("port", "-1"),
        ("port", "\uff18\uff10"),
        ("workers", "0"),
        ("workers", "65"),
        ("threads", "1.5"),
        ("locations", "no-such-file.csv"),
        ("fact_max_age_days", "0"),
        ("log_level", "debug"),
        ("directions", "bing"),
        ("contact_email", "heart"),
        ("contact_email", '"><script>@example.org'),
        ("program_phone", "888 352 3147"),
        ("program_phone", "911"),
        ("program_phone_for", "<b>surgery</b>"),
        ("program_phone_for", "x" * 81),
        ("program_phone_checked_on", "yesterday"),
        ("program_phone_checked_on", "2026-02-30"),
        ("specialists", "no-such-file.csv"),
        ("public_url", "http://finder.example.org"),
        ("public_url", "https://finder.example.org/heart"),
        ("public_url", "finder.example.org"),
        ("public_url", 'https://finder.example.org"><script>'),
        ("router", "google"),
        ("router_url", "http://router.example.org"),
        ("router_url", "localhost:5000"),
        ("streets", "no-such-file.sqlite"),
        ("tiger_url", ""),
        ("tiger_url", "http://www2.census.gov/geo/tiger"),
        ("tiger_url", "ftp://ftp2.census.gov/geo/tiger"),
        ("tiger_year", "24"),
        ("tiger_year", "2010"),
        ("embed_origins", "*"),
        ("embed_origins", "'self'"),
        ("embed_origins", "null"),
        ("embed_origins", "www.example.org"),
        ("embed_origins", "https://*.example.org"),
        ("embed_origins", "https://www.example.org/"),
        ("embed_origins", "https://www.example.org/heart"),
        ("embed_origins", "https://www.example.org;"),
        ("embed_origins", "https://www.example.org, https://b.example"),
        ("embed_origins", "http://www.example.org"),
        ("embed_origins", "http://[::1]:3000"),
        ("embed_origins", "https://user@www.example.org"),
        ("embed_origins", "https://www.example.org https://b.example/x"),
    ],
)
def test_a_value_that_does_not_fit_is_named_with_what_would(name: str, text: str) -> None:
    expected = next(setting.expected for setting in TABLE if setting.name == name)

    with pytest.raises(ConfigurationError) as caught:
        read_settings({f"FINDER_{name.upper()}": text})

    (problem,) = caught.value.problems
    assert (problem.column, problem.value) == (f"FINDER_{name.upper()}", text)
    assert problem.expected == expected


def test_a_file_of_hospitals_must_be_there(tmp_path: Path) -> None:
    path = tmp_path / "mine.csv"
    path.touch()

    assert read_settings({"FINDER_LOCATIONS": str(path)}).locations == path


def test_a_mistyped_variable_is_a_problem_and_not_silently_passed_over() -> None:
    with pytest.raises(ConfigurationError, match="FINDER_PROT") as caught:
        read_settings({"FINDER_PROT": "8080"})

    assert "FINDER_PORT" in caught.value.problems[0].expected


def test_all_problems_are_told_at_once() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings({"FINDER_PORT": "x", "FINDER_WORKERS": "x", "FINDER_X": "x"})

    columns = {problem.column for problem in caught.value.problems}
    assert columns == {"FINDER_PORT", "FINDER_WORKERS", "FINDER_X"}


def test_a_variable_is_its_setting_in_capitals_with_the_prefix() -> None:
    assert variable(TABLE[0]) == "FINDER_HOST"


def test_a_router_needs_its_address_and_the_problem_names_both_settings() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings({"FINDER_ROUTER": "osrm"})

    (problem,) = caught.value.problems
    assert problem.column == "FINDER_ROUTER, FINDER_ROUTER_URL"
    assert "https://" in problem.expected


def test_a_router_whose_address_is_not_taken_is_one_problem_that_names_both_settings() -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings({"FINDER_ROUTER": "osrm", "FINDER_ROUTER_URL": "http://example.org"})

    (problem,) = caught.value.problems
    assert problem.column == "FINDER_ROUTER_URL"
    assert "FINDER_ROUTER " in problem.expected


def test_the_address_of_a_router_that_is_off_may_stay() -> None:
    settings = read_settings({"FINDER_ROUTER_URL": "https://router.example.org"})

    assert settings.router == "none"


def test_every_setting_is_in_the_operators_document() -> None:
    document = (Path(__file__).parents[2] / "docs" / "settings.md").read_text("utf-8")

    missing = [variable(one) for one in TABLE if f"| `{variable(one)}` |" not in document]
    assert missing == []
