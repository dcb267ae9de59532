"""The adapter that geopy's geocoders speak through."""

import logging
import time

import pytest
from geopy.geocoders import Nominatim, Photon

from finder.adapter import MOST_HOSTS, OutboundAdapter
from finder.endpoint import endpoint_of
from finder.outbound import Failure, OutboundFailure
from tests.faulty_server import answer, hang, serving

PLACE = b'[{"lat": "39.33", "lon": "-76.6", "display_name": "here"}]'
HEADERS = {"User-Agent": "test", "X-Key": "canary"}


def refusal(adapter: OutboundAdapter, url: str) -> Failure:
    with pytest.raises(OutboundFailure) as caught:
        adapter.get_json(url, timeout=1, headers={})
    return caught.value.kind


def test_a_geocoder_of_geopys_speaks_through_it() -> None:
    with serving(answer(PLACE)) as server:
        only = endpoint_of(server.url)
        geocoder = Nominatim(
            domain=server.url.removeprefix("http://"),
            scheme="http",
            user_agent="test",
            adapter_factory=lambda **given: OutboundAdapter(only=only, **given),
        )
        found = geocoder.geocode("canary")

    assert (found.latitude, found.longitude) == (39.33, -76.6)
    assert b"User-Agent: test" in server.requests[0]


def test_headers_of_the_geocoder_are_sent() -> None:
    with serving(answer(b"[]")) as server:
        adapter = OutboundAdapter(only=endpoint_of(server.url))
        found = adapter.get_text(f"{server.url}/a?b=c", timeout=1, headers=HEADERS)

    (request,) = server.requests
    assert found == "[]"
    assert request.startswith(b"GET /a?b=c HTTP/1.1\r\n")
    assert b"X-Key: canary\r\n" in request
    assert b"Connection: close\r\n" in request


@pytest.mark.parametrize(
    "url", ["http://example.org/search?q=x", "http://127.0.0.1:9/x", "ftp://example.org/x", "x"]
)
def test_without_an_endpoint_of_its_own_it_speaks_over_tls_alone(url: str) -> None:
    assert refusal(OutboundAdapter(), url) is Failure.REFUSED


@pytest.mark.parametrize("url", ["https://example.org/x", "http://localhost:8/x"])
def test_with_an_endpoint_of_its_own_it_goes_nowhere_else(url: str) -> None:
    adapter = OutboundAdapter(only=endpoint_of("http://127.0.0.1:8"))

    assert refusal(adapter, url) is Failure.REFUSED


def test_it_keeps_ways_to_no_more_than_a_few_hosts() -> None:
    adapter = OutboundAdapter()
    hosts = [f"https://{number}.invalid/x" for number in range(MOST_HOSTS + 1)]

    kinds = [refusal(adapter, url) for url in hosts]

    assert kinds[-1] is Failure.REFUSED
    assert Failure.REFUSED not in kinds[:-1]


@pytest.mark.parametrize("body", [b"{", b"\xff", b"[" * 100_000, b"[NaN]"])
def test_what_is_not_json_is_told_by_its_kind(body: bytes) -> None:
    with serving(answer(body)) as server:
        adapter = OutboundAdapter(only=endpoint_of(server.url))

        assert refusal(adapter, f"{server.url}/x") is Failure.NOT_JSON


def test_all_requests_of_one_call_share_its_deadline() -> None:
    with serving(hang) as server:
        adapter = OutboundAdapter(only=endpoint_of(server.url))
        started = time.monotonic()
        with adapter.call(0.2):
            kinds = [refusal(adapter, f"{server.url}/x") for _ in range(3)]
        took_s = time.monotonic() - started

    assert kinds[0] is Failure.TIMEOUT
    assert took_s < 1.0


def test_geopys_log_tells_no_address(caplog: pytest.LogCaptureFixture) -> None:
    with serving(answer(b'{"features": []}')) as server, caplog.at_level(logging.DEBUG):
        only = endpoint_of(server.url)
        geocoder = Photon(
            domain=server.url.removeprefix("http://"),
            scheme="http",
            adapter_factory=lambda **given: OutboundAdapter(only=only, **given),
        )
        assert geocoder.geocode("8675 Canary Ct") is None

    assert b"Canary" in server.requests[0]
    assert "Canary" not in caplog.text
