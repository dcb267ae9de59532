"""Providers: what is asked, how often, and what is kept of the answer."""

import json
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pytest
from geopy.geocoders import Nominatim

from finder.adapter import OutboundAdapter
from finder.census import CensusGeocoder
from finder.endpoint import endpoint_of
from finder.outbound import FAILURES, Breaker, Failure, OutboundFailure
from finder.place import Granularity
from finder.providers import KEPT, KEPT_S, GeopyProvider, Memory, Pace
from tests.faulty_server import FaultyServer, answer, serving


class Clock:
    """Seconds that go on when they are told to."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def places(*names: str) -> bytes:
    return json.dumps(
        [
            {
                "lat": "39.33", "lon": "-76.6", "place_rank": 30, "display_name": name,
                "address": {"house_number": "1"},
            }
            for name in names
        ]
    ).encode()  # fmt: skip


@pytest.fixture
def server() -> Iterator[FaultyServer]:
    with serving(answer(places("1, Elm Street, Baltimore, 21218"))) as server:
        yield server


def provider(server: FaultyServer, clock: Clock, **more: Any) -> GeopyProvider:
    geocoder = Nominatim(
        domain=server.url.removeprefix("http://"),
        scheme="http",
        user_agent="test",
        adapter_factory=lambda **given: OutboundAdapter(only=endpoint_of(server.url), **given),
    )
    return GeopyProvider(geocoder, "Nominatim (here)", clock=clock, **more)


def failure(asked: GeopyProvider, text: str) -> Failure:
    with pytest.raises(OutboundFailure) as caught:
        asked.find(text)
    return caught.value.kind


def test_what_is_found_has_its_name_its_point_and_its_fineness(server: FaultyServer) -> None:
    (found,) = provider(server, Clock()).find("1 Elm St, Baltimore")

    assert found.name == "1 Elm Street"
    assert (found.coordinate.latitude, found.coordinate.longitude) == (39.33, -76.6)
    assert found.granularity is Granularity.ADDRESS


def test_an_address_written_otherwise_in_case_and_commas_is_not_asked_again(
    server: FaultyServer,
) -> None:
    asked = provider(server, Clock())

    answers = {asked.find(text) for text in ("1 Elm St, Baltimore", "1 ELM ST  baltimore")}

    assert len(answers) == 1
    assert len(server.requests) == 1


def test_after_a_while_an_address_is_asked_about_anew(server: FaultyServer) -> None:
    clock = Clock()
    asked = provider(server, clock)
    asked.find("1 Elm St")
    clock.now = KEPT_S + 1
    asked.find("1 Elm St")

    assert len(server.requests) == 2


def test_that_nothing_is_known_is_kept_too() -> None:
    with serving(answer(b"[]")) as server:
        asked = provider(server, Clock())
        found = [asked.find("1 Elm St") for _ in range(2)]

    assert found == [(), ()]
    assert len(server.requests) == 1


def test_a_failure_is_not_kept() -> None:
    with serving(answer(b"", "500 Oh")) as server:
        asked = provider(server, Clock())
        kinds = [failure(asked, "1 Elm St") for _ in range(2)]

    assert kinds == [Failure.STATUS, Failure.STATUS]
    assert len(server.requests) == 2


def test_what_comes_too_soon_is_not_sent_and_waits_for_nothing(server: FaultyServer) -> None:
    clock = Clock()
    asked = provider(server, clock, pace_s=2.0)
    asked.find("1 Elm St")
    clock.now = 1.9
    kind = failure(asked, "2 Elm St")
    clock.now = 2.0
    asked.find("2 Elm St")

    assert kind is Failure.BUSY
    assert len(server.requests) == 2


def test_addresses_that_come_too_soon_do_not_open_the_breaker(server: FaultyServer) -> None:
    clock = Clock()
    asked = provider(server, clock, pace_s=1.0)
    asked.find("1 Elm St")
    kinds = {failure(asked, f"{number} Elm St") for number in range(2, 9)}
    clock.now = 1.0

    assert kinds == {Failure.BUSY}
    assert asked.find("9 Elm St")


def test_answers_that_make_no_sense_open_the_breaker_and_after_its_rest_one_is_tried() -> None:
    clock = Clock()
    with serving(answer(b'{"canary": 1}')) as server:
        asked = provider(server, clock, breaker=Breaker(clock=clock))
        kinds = [failure(asked, f"{number} Elm St") for number in range(FAILURES + 1)]
        clock.now = 31
        last = failure(asked, "99 Elm St")

    assert kinds == [Failure.UNEXPECTED] * FAILURES + [Failure.RESTING]
    assert last is Failure.UNEXPECTED
    assert len(server.requests) == FAILURES + 1


def test_a_failure_says_nothing_of_the_answer_or_the_address() -> None:
    with serving(answer(b'[{"lat": "canary", "lon": "1"}]')) as server:
        asked = provider(server, Clock())
        with pytest.raises(OutboundFailure) as caught:
            asked.find("8675 Canary Ct")

    error: BaseException | None = caught.value
    while error is not None:
        assert "canary" not in str(error).lower()
        error = error.__context__


@pytest.mark.parametrize(
    ("typed", "sent"),
    [
        ("1 Elm St Apt 4B, Bowie", b"1 Elm St, Bowie"),
        ("1 Elm St, apt. c, Bowie", b"1 Elm St, Bowie"),
        ("1 Elm St #12, Bowie", b"1 Elm St, Bowie"),
        ("1 Elm St unit # 12 Bowie", b"1 Elm St Bowie"),
        ("1 Elm St, Suite 300, Bowie", b"1 Elm St, Bowie"),
        ("1 Elm St, Ste. Genevieve, MO", b"1 Elm St, Ste. Genevieve, MO"),
        ("1 Elm St, Miami, FL 33101", b"1 Elm St, Miami, FL 33101"),
        ("1 Unity Pl, Bowie", b"1 Unity Pl, Bowie"),
    ],
)
def test_the_unit_is_not_sent(typed: str, sent: bytes, server: FaultyServer) -> None:
    provider(server, Clock()).find(typed)

    line = server.requests[0].split(b"\r\n")[0]
    wanted = sent.replace(b" ", b"+").replace(b",", b"%2C")
    assert b"?q=" + wanted + b"&" in line


@pytest.mark.parametrize(
    ("told", "name"),
    [
        ("1, Elm Street, Baltimore, 21218", "1 Elm Street"),
        ("1 ELM ST, BALTIMORE, MD, 21218", "1 ELM ST"),
        ("A Hospital, 201, East University Parkway, Baltimore", "201 East University Parkway"),
        ("Elm Street, Baltimore, 21218", "Elm Street"),
        ("Baltimore, 21218, United States", "Baltimore"),
        ("1, Elm\nStreet\x00, Baltimore", "1 Elm Street"),
        ("x" * 500, "x" * 80),
        ("21218", ""),
        ("", ""),
    ],
)
def test_the_name_is_the_house_and_the_street(told: str, name: str) -> None:
    with serving(answer(places(told))) as server:
        (found,) = provider(server, Clock()).find("1 Elm St")

    assert found.name == name


def test_a_geocoder_that_speaks_past_the_adapter_is_no_provider() -> None:
    with pytest.raises(TypeError, match="OutboundAdapter"):
        GeopyProvider(SimpleNamespace(adapter=None), "x")


def test_the_census_geocoder_reads_every_match() -> None:
    match = {"matchedAddress": "1 ELM ST, A", "coordinates": {"x": -76.6, "y": 39.33}}
    body = json.dumps({"result": {"addressMatches": [match, match]}}).encode()
    with serving(answer(body)) as server:
        geocoder = CensusGeocoder(
            domain=server.url.removeprefix("http://"),
            scheme="http",
            adapter_factory=lambda **given: OutboundAdapter(only=endpoint_of(server.url), **given),
        )
        one, all_of_them = geocoder.geocode("1 Elm"), geocoder.geocode("1 Elm", exactly_one=False)

    assert isinstance(all_of_them, list)
    assert one == all_of_them[0]
    assert len(all_of_them) == 2
    assert server.requests[0].startswith(
        b"GET /geocoder/locations/onelineaddress?address=1+Elm&benchmark=Public_AR_Current"
        b"&format=json HTTP"
    )


def test_the_census_geocoder_says_none_where_nothing_matches() -> None:
    with serving(answer(b'{"result": {"addressMatches": []}}')) as server:
        geocoder = CensusGeocoder(
            domain=server.url.removeprefix("http://"),
            scheme="http",
            adapter_factory=lambda **given: OutboundAdapter(only=endpoint_of(server.url), **given),
        )

        assert geocoder.geocode("1 Elm") is None
        assert geocoder.geocode("1 Elm", exactly_one=False) is None


def test_the_memory_is_bounded_and_holds_no_address() -> None:
    memory = Memory(Clock())
    for number in range(KEPT + 1):
        memory.put(f"{number} Canary Ct", ())

    assert memory.get("0 Canary Ct") is None
    assert memory.get(f"{KEPT} Canary Ct") == ()
    assert "canary" not in repr(vars(memory)).lower()


def test_two_processes_do_not_digest_alike() -> None:
    kept: list[Any] = [Memory(Clock()), Memory(Clock())]

    assert kept[0]._digest("1 Elm St") != kept[1]._digest("1 Elm St")


def test_a_pace_of_nothing_lets_all_go() -> None:
    pace = Pace(0.0, Clock())

    for _ in range(3):
        pace.step()
