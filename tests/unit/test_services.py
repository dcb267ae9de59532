"""From the settings about a provider to the provider, or to all that is wrong."""

import warnings
from pathlib import Path
from typing import Final

import pytest

from finder.errors import ConfigurationError
from finder.outbound import Failure, OutboundFailure
from finder.providers import GeopyProvider
from finder.services import PACES_S, SERVICES, provider_of
from finder.settings import TABLE, read_settings
from tests.faulty_server import answer, serving

URL: Final = "https://geocoder.example.org"
EXTRA: Final = {"liveaddress": "auth_id=x"}
"""What some geocoders want besides a key."""


def made(**given: str) -> GeopyProvider:
    found = provider_of(
        read_settings({f"FINDER_{name.upper()}": value for name, value in given.items()})
    )
    assert isinstance(found, GeopyProvider)
    return found


def problems(**given: str) -> dict[str, str]:
    """Return what is expected, by the settings that are at fault."""
    with pytest.raises(ConfigurationError) as caught:
        made(**given)
    assert "s3cret" not in str(caught.value)
    return {one.column: one.expected for one in caught.value.problems}


def test_nobody_is_asked_by_default() -> None:
    assert provider_of(read_settings({})) is None


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_every_geocoder_of_geopys_can_be_chosen_by_its_name(name: str) -> None:
    given = {"provider": name}
    more = {"provider_url": URL} if name == "pelias" else {"provider_key": "x"}
    if name in EXTRA:
        more["provider_options"] = EXTRA[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # geopy's, of services that end
        try:
            provider = made(**given)
        except ConfigurationError:
            provider = made(**given, **more)

    assert "(" in provider.label
    assert "()" not in provider.label


@pytest.mark.parametrize("name", ["Nominatim", "NOMINATIM", "nominatim"])
def test_a_name_may_be_written_in_any_case(name: str) -> None:
    assert "nominatim.openstreetmap.org" in made(provider=name).label


@pytest.mark.parametrize(
    ("given", "label"),
    [
        ({"provider": "census"}, "US Census Bureau (geocoding.geo.census.gov)"),
        ({"provider": "google", "provider_key": "x"}, "Google (maps.googleapis.com)"),
        ({"provider": "pelias", "provider_url": f"{URL}/p"}, "Pelias (geocoder.example.org)"),
        (
            {"provider": "photon", "provider_url": "http://127.0.0.1:2322"},
            "Photon (127.0.0.1, © OpenStreetMap contributors)",
        ),
    ],
)
def test_the_label_names_the_service_and_where_it_is(given: dict[str, str], label: str) -> None:
    assert made(**given).label == label


def test_an_unknown_name_is_answered_with_all_that_are_known() -> None:
    found = problems(provider="gogle")

    assert "census, databc" in found["FINDER_PROVIDER"]


@pytest.mark.parametrize(
    ("given", "faulty"),
    [
        ({"provider": "azure"}, {"FINDER_PROVIDER_KEY, FINDER_PROVIDER_OPTIONS"}),
        ({"provider": "google"}, {"FINDER_PROVIDER_KEY, FINDER_PROVIDER_OPTIONS"}),
        ({"provider": "pelias"}, {"FINDER_PROVIDER_URL"}),
        ({"provider": "census", "provider_key": "s3cret"}, {"FINDER_PROVIDER_KEY"}),
        (
            {"provider": "baidu", "provider_url": URL},
            {"FINDER_PROVIDER_URL", "FINDER_PROVIDER_KEY, FINDER_PROVIDER_OPTIONS"},
        ),
        (
            {"provider": "azure", "provider_options": "colour=s3cret timeout=9"},
            {"FINDER_PROVIDER_OPTIONS", "FINDER_PROVIDER_KEY, FINDER_PROVIDER_OPTIONS"},
        ),
    ],
)  # fmt: skip
def test_all_that_does_not_fit_is_told_at_once(given: dict[str, str], faulty: set[str]) -> None:
    assert set(problems(**given)) == faulty


@pytest.mark.parametrize("name", ["timeout", "proxies", "ssl_context", "adapter_factory", "domain"])
def test_what_keeps_a_call_safe_is_no_option(name: str) -> None:
    assert "FINDER_PROVIDER_OPTIONS" in problems(provider="census", provider_options=f"{name}=1")


def test_an_option_reaches_the_geocoder() -> None:
    with serving(answer(b'{"result": {"addressMatches": []}}')) as server:
        made(
            provider="census",
            provider_url=server.url,
            provider_options="benchmark=Public_AR_ACS2025 user_agent=clinic",
        ).find("1 Elm St")

    assert b"benchmark=Public_AR_ACS2025" in server.requests[0]
    assert b"User-Agent: clinic" in server.requests[0]


def test_a_key_may_come_from_a_file(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("s3cret\n")
    with serving(answer(b'{"features": []}')) as server:
        made(provider="pelias", provider_url=server.url, provider_key_file=str(path)).find("1 Elm")

    assert b"api_key=s3cret&" in server.requests[0]


@pytest.mark.parametrize("text", ["", "\n", "two\nlines", "\x00"])
def test_a_file_without_a_key_is_a_problem(text: str, tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text(text)

    assert "FINDER_PROVIDER_KEY_FILE" in problems(provider="azure", provider_key_file=str(path))


def test_a_key_in_both_places_is_a_problem(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.write_text("s3cret")

    found = problems(provider="azure", provider_key="s3cret", provider_key_file=str(path))

    assert "FINDER_PROVIDER_KEY, FINDER_PROVIDER_KEY_FILE" in found


@pytest.mark.parametrize("name", ["provider_key", "provider_options"])
def test_a_secret_that_does_not_fit_is_not_repeated(name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        read_settings({f"FINDER_{name.upper()}": "s3cret s3cret"})

    assert "s3cret" not in str(caught.value)
    assert "s3cret" not in repr(caught.value.problems)


def test_the_settings_do_not_show_their_secrets() -> None:
    settings = read_settings(
        {"FINDER_PROVIDER_KEY": "s3cret", "FINDER_PROVIDER_OPTIONS": "password=s3cret"}
    )

    assert "s3cret" not in repr(settings)
    assert {one.name for one in TABLE if one.secret} == {"provider_key", "provider_options"}


def test_public_nominatim_is_asked_once_a_second_by_all_workers_together() -> None:
    made(provider="nominatim", workers="4")  # each of four waits four seconds
    with serving(answer(b"[]")) as server:
        own = made(provider="nominatim", provider_url=server.url)
        own.find("1 Elm St")
        own.find("2 Elm St")

    assert PACES_S["nominatim.openstreetmap.org"] == 1.0
    assert len(server.requests) == 2


def test_a_provider_in_the_clear_goes_no_further_than_this_machine(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("finder.outbound.is_this_machine", lambda _: False)
    with serving(answer(b"[]")) as server, pytest.raises(OutboundFailure) as caught:
        made(provider="nominatim", provider_url=server.url).find("1 Elm St")

    assert caught.value.kind is Failure.DNS
    assert server.connections == 0
