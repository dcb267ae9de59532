"""A provider of addresses, from the web and the API: asked once, believed where it can be."""

import json
import logging
import ssl
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

import pytest
import trustme
from flask.testing import FlaskClient

from finder.app import create_app
from finder.outbound import FAILURES
from finder.program import Edition, load_program
from finder.providers import Provider
from finder.request import SearchRequest
from finder.resources import resource
from finder.search import Sources, search
from finder.services import provider_of
from finder.settings import Settings, read_settings
from tests.faulty_server import Behaviour, FaultyServer, answer, drip, hang, raw, reset, serving
from tests.page_check import page_check

TEXT: Final = "8675 Zanzibar Quay Canary Ct, Baltimore, MD 21218"
POINT: Final = (39.3301, -76.6011)
CANARIES: Final = ("8675", "zanzibar", "quay", "canary", "39.33", "76.60")
LIMIT_S: Final = 3.0
"""The deadline is 1.0 s; the rest is for a busy machine."""

OK: Final = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@dataclass(frozen=True, slots=True)
class Asked:
    """Finder at every door, with a provider that answers from a server."""

    sources: Sources
    client: FlaskClient

    def page(self, text: str = TEXT) -> str:
        return self.client.post("/", data={"place": text}).text

    def api(self, text: str = TEXT) -> Any:
        return self.client.post("/api/v1/search", json={"text": text}).get_json(force=True)


def settings_for(url: str, kind: str = "nominatim", **more: str) -> Settings:
    named = {f"FINDER_PROVIDER_{name.upper()}": value for name, value in more.items()}
    return read_settings({"FINDER_PROVIDER": kind, "FINDER_PROVIDER_URL": url, **named})


def asked(sources: Sources, settings: Settings) -> Asked:
    provider = provider_of(settings)
    own = Sources(replace(sources.atlas, provider=provider), sources.times)
    program = load_program(resource("data") / "program" / "en")
    return Asked(own, create_app(own, program, settings).test_client())


def nominatim(
    point: tuple[Any, Any] = POINT, *, rank: int = 30, house: str = "8675", more: bytes = b""
) -> bytes:
    """Write one result as Nominatim does, and more behind it."""
    place = {
        "lat": str(point[0]),
        "lon": str(point[1]),
        "place_rank": rank,
        "display_name": f"{house}, Zanzibar Quay Canary Court, Baltimore, Maryland, 21218",
        "address": {"house_number": house, "country_code": "us"} if house else {},
    }
    return b"[" + json.dumps(place).encode() + (b"," + more if more else b"") + b"]"


def census(point: tuple[float, float] = POINT) -> bytes:
    """Write an answer as the Census Bureau does."""
    match = {
        "matchedAddress": "8675 ZANZIBAR QUAY CANARY CT, BALTIMORE, MD, 21218",
        "coordinates": {"x": point[1], "y": point[0]},
        "addressComponents": {"zip": "21218"},
    }
    return json.dumps({"result": {"input": {}, "addressMatches": [match]}}).encode()


def query_of(server: FaultyServer) -> dict[str, list[str]]:
    line = server.requests[0].split(b"\r\n")[0].split(b" ")[1].decode()
    return parse_qs(urlsplit(line).query)


def test_an_address_that_the_provider_knows_is_where_distances_start(sources: Sources) -> None:
    with serving(answer(nominatim())) as server:
        found = asked(sources, settings_for(server.url)).api()

    origin = found["origin"]
    assert (origin["lat"], origin["lon"]) == POINT
    assert origin["granularity"] == "address"
    assert origin["radius_m"] == 100
    assert "Nominatim (127.0.0.1, © OpenStreetMap contributors)" in origin["source"]
    assert [note["code"] for note in found["notes"]] == ["provider_used"]
    assert len(server.requests) == 1


def test_the_page_names_the_address_found_and_who_was_asked(sources: Sources) -> None:
    with serving(answer(nominatim())) as server:
        page = asked(sources, settings_for(server.url)).page()

    assert "8675 Zanzibar Quay Canary Court" in page
    assert "The street address was looked up with Nominatim" in page
    assert "The street was not used" not in page
    page_check(page)


def test_the_census_bureau_answers_by_ranges(sources: Sources) -> None:
    with serving(answer(census())) as server:
        found = asked(sources, settings_for(server.url, "census")).api()

    assert found["origin"]["granularity"] == "range"
    assert (found["origin"]["lat"], found["origin"]["lon"]) == POINT
    assert query_of(server) == {
        "address": [TEXT], "benchmark": ["Public_AR_Current"], "format": ["json"],
    }  # fmt: skip


ADDRESS: Final = "8675 Zanzibar Quay Canary Ct, Baltimore, MD 21218"
AT: Final = {"lat": POINT[0], "lon": POINT[1]}
SERVICES: Final[dict[str, tuple[object, str]]] = {
    "photon": (
        {"features": [{
            "geometry": {"coordinates": POINT[::-1]},
            "properties": {"type": "house", "countrycode": "US", "housenumber": "8675",
                           "street": "Zanzibar Quay Canary Ct", "city": "Baltimore"},
        }]},
        "address",
    ),
    "pelias": (
        {"features": [{
            "geometry": {"coordinates": POINT[::-1]},
            "properties": {"layer": "address", "accuracy": "interpolated", "name": ADDRESS},
        }]},
        "range",
    ),
    "google": (
        {"status": "OK", "results": [{
            "formatted_address": ADDRESS, "types": ["street_address"],
            "geometry": {"location": {"lat": POINT[0], "lng": POINT[1]},
                         "location_type": "ROOFTOP"},
        }]},
        "address",
    ),
    "azure": (
        {"results": [{
            "type": "Address Range", "position": AT,
            "address": {"freeformAddress": ADDRESS, "countryCode": "US"},
        }]},
        "range",
    ),
    "mapbox": (
        {"features": [{"place_name": ADDRESS, "geometry": {"coordinates": POINT[::-1]}}]},
        "street",
    ),
}  # fmt: skip
"""Answers as the services write them, and how finely each is taken."""


@pytest.mark.parametrize("kind", SERVICES)
def test_geopys_other_geocoders_are_read_likewise(kind: str, sources: Sources) -> None:
    body, granularity = SERVICES[kind]
    with serving(answer(json.dumps(body).encode())) as server:
        settings = settings_for(server.url, kind, **({} if kind == "photon" else {"key": "x"}))
        origin = asked(sources, settings).api()["origin"]

    assert (origin["lat"], origin["lon"]) == POINT
    assert origin["granularity"] == granularity
    assert "8675" in origin["label"]
    assert "Zanzibar Quay Canary Ct" in origin["label"]


def test_where_a_service_does_not_tell_how_finely_it_knows_the_zips_own_radius_holds(
    sources: Sources,
) -> None:
    place = sources.gazetteer.zip("21218")
    assert place is not None
    body, _ = SERVICES["mapbox"]
    with serving(answer(json.dumps(body).encode())) as server:
        origin = asked(sources, settings_for(server.url, "mapbox", key="x")).api()["origin"]

    assert origin["radius_m"] == place.radius_m


def test_no_more_than_the_address_is_sent_and_no_unit(sources: Sources) -> None:
    text = TEXT.replace(", Balt", " Apt 4B, Balt")
    with serving(answer(nominatim())) as server:
        asked(sources, settings_for(server.url)).client.post(
            "/api/v1/search", json={"text": text, "procedure": "tavr", "driver": "21401"}
        )

    (request,) = server.requests
    assert query_of(server)["q"] == [TEXT]
    assert b"tavr" not in request
    assert b"21401" not in request
    assert request.startswith(b"GET /search?")


@pytest.mark.parametrize(
    "text",
    ["21218", "Baltimore, MD", "Hampden", "39.3, -76.6", "Union Memorial Hospital", "Avenue, MD",
     "BWI", "near me", "8675 Zanzibar Quay Canary Ct", "PO Box 12, Baltimore, MD 21218",
     "12 Main St, Springfield", "1600 Pennsylvania Ave, Washington, DC"],
)  # fmt: skip
def test_what_holds_no_street_in_one_town_is_sent_to_nobody(text: str, sources: Sources) -> None:
    with serving(answer(nominatim())) as server:
        found = asked(sources, settings_for(server.url))
        found.api(text)
        found.client.post("/api/v1/suggest", json={"text": text})

    assert server.connections == 0


def test_somebody_who_types_an_address_is_not_listened_in_on(sources: Sources) -> None:
    with serving(answer(nominatim())) as server:
        found = asked(sources, settings_for(server.url))
        for at in range(2, len(TEXT)):
            found.client.post("/api/v1/suggest", json={"text": TEXT[:at]})

    assert server.connections == 0


def test_a_street_without_a_number_is_looked_up_as_a_street(sources: Sources) -> None:
    with serving(answer(nominatim(rank=26, house=""))) as server:
        origin = asked(sources, settings_for(server.url)).api("Zanzibar Road, 21218")["origin"]

    assert (origin["granularity"], origin["radius_m"]) == ("street", 1500)


def test_a_house_by_another_number_tells_the_street_alone(sources: Sources) -> None:
    with serving(answer(nominatim(house="8679"))) as server:
        origin = asked(sources, settings_for(server.url)).api()["origin"]

    assert origin["granularity"] == "street"


def test_an_address_outside_its_zip_is_used_with_a_warning(sources: Sources) -> None:
    with serving(answer(nominatim((39.45, -76.60)))) as server:
        found = asked(sources, settings_for(server.url)).api()

    assert found["origin"]["lat"] == 39.45
    assert [note["code"] for note in found["notes"]] == ["provider_used", "provider_far"]


def test_an_address_is_asked_about_once(sources: Sources) -> None:
    with serving(answer(nominatim())) as server:
        found = asked(sources, settings_for(server.url))
        first, second = found.api(), found.api(TEXT.upper())

    assert first["origin"]["lat"] == second["origin"]["lat"]
    assert len(server.requests) == 1


def test_what_a_provider_says_does_not_stay_in_the_rankings(sources: Sources) -> None:
    with serving(answer(nominatim())) as server:
        own = asked(sources, settings_for(server.url)).sources
        near = search(SearchRequest(text=TEXT), own)
    with serving(answer(nominatim((39.45, -76.60)))) as server:
        atlas = replace(own.atlas, provider=provider_of(settings_for(server.url)))
        own.atlas = atlas
        far = search(SearchRequest(text=TEXT), own)

    assert near.hits[0].distance_m != far.hits[0].distance_m


def test_explain_tells_who_answered(sources: Sources) -> None:
    with serving(answer(nominatim())) as server:
        own = asked(sources, settings_for(server.url)).sources
        steps = search(SearchRequest(text=TEXT), own).geocoding.steps

    told = next(step.outcome for step in steps if step.tried == "provider")
    assert told.startswith("Nominatim (127.0.0.1, © OpenStreetMap contributors): address, ")


CODES: Final = {
    "slow": "did not answer in time",
    "failed": "gave no answer that can be used",
    "unknown": "does not know that street address",
    "disagreed": "far from ZIP 21218",
    "several": "knows that street address in several places",
}
FAULTS: Final[dict[str, tuple[Behaviour, str]]] = {
    "hangs": (hang, "slow"),
    "drips its head": (drip(b"HTTP/1.1 200 OK\r\nX: ", b"x" * 200), "slow"),
    "drips its body": (drip(OK + b"\r\n", b" " * 200), "slow"),
    "429": (answer(b"canary", "429 Too Many Requests", "Retry-After: 7"), "failed"),
    "500": (answer(b"canary", "500 Internal Server Error"), "failed"),
    "503": (answer(b"canary", "503 Unavailable", "Retry-After: 7"), "failed"),
    "403": (answer(b"8675 canary", "403 Forbidden"), "failed"),
    "400": (answer(b"8675 canary", "400 Bad Request"), "unknown"),
    "resets": (reset, "failed"),
    "redirects": (answer(b"", "302 Found", "Location: https://example.org/"), "failed"),
    "30 MB": (answer(b"[" + b" " * 30_000_000 + b"]"), "failed"),
    "30 MB without a length": (raw(OK + b"\r\n" + b" " * 30_000_000), "failed"),
    "malformed JSON": (answer(b'[{"lat": 39.33, "canary'), "failed"),
    "HTML": (answer(b"<!doctype html><title>canary</title>"), "failed"),
    "not HTTP": (raw(b"\x00\xffcanary\r\n\r\n"), "failed"),
    "another shape": (answer(b'{"canary": {"lat": 39.33}}'), "failed"),
    "a list of nothing": (answer(b"[null]"), "failed"),
    "no results": (answer(b"[]"), "unknown"),
    "NaN": (answer(nominatim(("NaN", "-76.60"))), "failed"),
    "NaN as JSON": (answer(b'[{"lat": NaN, "lon": NaN}]'), "failed"),
    "infinite": (answer(nominatim(("inf", "-76.60"))), "failed"),
    "words for figures": (answer(nominatim(("canary", "-76.60"))), "failed"),
    "no latitude": (answer(b'[{"lon": "-76.6", "display_name": "x"}]'), "failed"),
    "neither": (answer(b'[{"display_name": "x", "place_rank": 30}]'), "failed"),
    "beyond the pole": (answer(nominatim((139.33, -76.60))), "failed"),
    "0, 0": (answer(nominatim((0, 0))), "failed"),
    "longitude first": (answer(nominatim((-76.60, 39.33))), "disagreed"),
    "another country": (answer(nominatim((48.2, 16.37))), "disagreed"),
    "across the border": (answer(nominatim((43.65, -79.38))), "disagreed"),
    "another state": (answer(nominatim((38.25, -85.76))), "disagreed"),
    "51 km off": (answer(nominatim((39.79, -76.60))), "disagreed"),
    "a town": (answer(nominatim(rank=16)), "unknown"),
    "two of one name": (
        answer(nominatim(more=nominatim((39.345, -76.6011))[1:-1])), "several"
    ),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_provider_that_fails_leaves_the_embedded_answer_and_says_so(
    fault: str,
    sources: Sources,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    behaviour, code = FAULTS[fault]
    with serving(behaviour) as server, caplog.at_level(logging.DEBUG):
        found = asked(sources, settings_for(server.url))
        body, took_s = timed(found)
        page = found.page()

    check_embedded(body, code, sources)
    assert took_s < LIMIT_S
    assert CODES[code] in page
    assert "from the middle of ZIP 21218" in page
    assert "The street was not used" not in page
    page_check(page)
    check_silence(caplog.text, *capfd.readouterr(), json.dumps(body["notes"]))


def timed(found: Asked) -> tuple[Any, float]:
    started = time.monotonic()
    body = found.api()
    return body, time.monotonic() - started


def check_embedded(body: Any, code: str, sources: Sources) -> None:
    """Check that the answer is the one without a provider, with one note in place of another."""
    expected = search(SearchRequest(text=TEXT), sources)
    assert [one["id"] for one in body["features"]] == [h.facility.id for h in expected.hits]
    assert body["origin"]["granularity"] == "postcode"
    assert [note["code"] for note in body["notes"]] == [f"provider_{code}"]


def check_silence(*told: str) -> None:
    """Check that nothing of the address stands in what was told."""
    assert not [one for one in CANARIES if one in "".join(told).lower()]


UNREACHABLE: Final = {
    "a name that nobody knows": "https://no-such-host.invalid",
    "a closed port": "http://127.0.0.1:9",
}


@pytest.mark.parametrize("fault", UNREACHABLE)
def test_a_provider_that_is_not_there_leaves_the_embedded_answer(
    fault: str, sources: Sources, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        body, took_s = timed(asked(sources, settings_for(UNREACHABLE[fault])))

    (note,) = body["notes"]
    assert note["code"] in ("provider_failed", "provider_slow")
    check_embedded(body, note["code"].removeprefix("provider_"), sources)
    assert took_s < LIMIT_S
    check_silence(caplog.text)


def test_a_certificate_of_a_stranger_is_not_believed(sources: Sources) -> None:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    trustme.CA().issue_cert("127.0.0.1").configure_cert(context)
    with serving(answer(nominatim()), tls=context) as server:
        body, took_s = timed(asked(sources, settings_for(server.url)))

    check_embedded(body, "failed", sources)
    assert took_s < LIMIT_S
    assert server.requests == []


def test_a_provider_that_keeps_failing_is_no_longer_waited_for(
    sources: Sources, tell: Callable[[str], None]
) -> None:
    with serving(hang) as server:
        found = asked(sources, settings_for(server.url))
        waited = [timed(found)[1] for _ in range(FAILURES)]
        body, took_s = timed(found)

    tell(f"hanging provider: {max(waited):.3f} s a search, {took_s:.3f} s with the breaker open")
    assert server.connections == FAILURES
    assert [note["code"] for note in body["notes"]] == ["provider_resting"]
    assert took_s < 0.5


def test_with_a_driver_too_a_hanging_provider_holds_nobody_longer(sources: Sources) -> None:
    request = SearchRequest(text=TEXT, driver="4477 Xylophone Mews, Annapolis, MD 21401")
    with serving(hang) as server:
        own = asked(sources, settings_for(server.url)).sources
        started = time.monotonic()
        found = search(request, own)
        took_s = time.monotonic() - started

    assert took_s < 1.7
    assert found.driver is not None
    assert [note.code.value for note in found.notes] == ["provider_slow"]
    assert [note.code.value for note in found.driver.notes] == ["provider_resting"]
    assert server.connections == 1


def test_with_a_driver_both_addresses_are_looked_up(sources: Sources) -> None:
    request = SearchRequest(text=TEXT, driver="8675 Xylophone Mews, Baltimore, MD 21218")
    with serving(answer(nominatim())) as server:
        found = search(request, asked(sources, settings_for(server.url)).sources)

    assert found.driver is not None
    assert found.origin is not None
    assert found.driver.best is not None
    assert found.driver.best.coordinate == found.origin.coordinate
    assert len(server.requests) == 2


@pytest.mark.parametrize(("country", "granularity"), [("ca", "postcode"), ("us", "address")])
def test_across_a_border_that_is_near_the_country_tells(
    country: str, granularity: str, sources: Sources
) -> None:
    windsor = nominatim((42.30, -83.02)).replace(b'"us"', f'"{country}"'.encode())
    text = "8675 Zanzibar Quay Canary Ct, Detroit, MI 48226"
    with serving(answer(windsor)) as server:
        found = asked(sources, settings_for(server.url)).api(text)

    assert found["origin"]["granularity"] == granularity


def test_a_redirect_is_not_followed(sources: Sources) -> None:
    with serving(answer(nominatim())) as elsewhere:
        away = answer(b"", "302 Found", f"Location: {elsewhere.url}/search")
        with serving(away) as server:
            asked(sources, settings_for(server.url)).api()

    assert elsewhere.connections == 0
    assert server.connections == 1


def test_proxies_of_the_environment_are_not_used(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(answer(nominatim())) as proxy, serving(answer(nominatim())) as server:
        for name in ("http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, proxy.url)
        asked(sources, settings_for(server.url)).api()

    assert (proxy.connections, server.connections) == (0, 1)


@pytest.fixture
def with_provider() -> Iterator[Provider]:
    with serving(answer(nominatim())) as server:
        provider = provider_of(settings_for(server.url))
        assert provider is not None
        yield provider


def test_the_page_does_not_promise_what_a_provider_breaks(
    sources: Sources, editions: tuple[Edition, ...], with_provider: Provider
) -> None:
    english, *others = editions
    own = Sources(replace(sources.atlas, provider=with_provider), sources.times)
    client = create_app(own, english.program, read_settings({}), others=others).test_client()

    told, in_spanish, frame = (client.get(path).text for path in ("/", "/es", "/embed"))

    for page in (told, in_spanish, frame):
        assert "127.0.0.1" in page
    assert "it is sent to Nominatim" in told
    assert "it is not sent to anyone" not in told + frame
    assert "se envía a Nominatim" in in_spanish
    assert "No se guarda ni se envía a nadie" not in in_spanish
    page_check(told)


def test_without_a_provider_the_page_promises_that_nothing_is_sent(client: FlaskClient) -> None:
    page = client.get("/").text

    assert "it is not sent to anyone" in page
