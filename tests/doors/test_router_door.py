"""A router of the operator's own, from the web and the API: asked once, believed cell by cell."""

import json
import logging
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import pytest
from flask.testing import FlaskClient

from finder.app import create_app
from finder.geo import Coordinate
from finder.measure import MinutesKind, RankedBy
from finder.outbound import FAILURES
from finder.program import load_program
from finder.request import SearchRequest
from finder.resources import resource
from finder.router import router_of
from finder.search import Sources, search
from finder.settings import read_settings
from tests.doors.test_web import words
from tests.faulty_server import Behaviour, FaultyServer, answer, drip, hang, raw, reset, serving
from tests.page_check import page_check
from tests.unit.test_router import osrm, valhalla

TEXT: Final = "39.318675, -76.608675"
ORIGIN: Final = Coordinate(39.318675, -76.608675)
CANARIES: Final = ("39.31", "76.60", "39.319", "76.609", "canary")
LIMIT_S: Final = 1.1
"""The deadline is 0.8 s; the rest is for a busy machine."""

TENS: Final = {
    "washington": 1, "national-rehabilitation": 1, "union-memorial": 2, "st-marys": 3,
    "southern-maryland": 4, "montgomery": 5, "harbor": 6, "good-samaritan": 7, "georgetown": 8,
    "franklin-square": 9,
}  # fmt: skip
"""Tens of minutes over five hours by the router: quite another order than the roads', and so long
that it is believed from Cleveland too. The two that are next door to each other take equally
long, and the one with the emergency department comes first."""

MINUTES: Final = {name: 300.0 + 10.0 * tens for name, tens in TENS.items()}
SECONDS: Final = [60 * MINUTES[name] for name in sorted(TENS)]

WRITERS: Final[dict[str, Callable[..., bytes]]] = {"osrm": osrm, "valhalla": valhalla}
BOTH: Final = pytest.mark.parametrize("kind", WRITERS)


@dataclass(frozen=True, slots=True)
class Asked:
    """One search, at every door, with a router of this kind that answers from a server."""

    sources: Sources
    client: FlaskClient
    server: FaultyServer


def points(sources: Sources, origin: Coordinate = ORIGIN) -> list[Coordinate]:
    return [origin, *(one.coordinate for one in sources.directory)]


def asked(kind: str, server: FaultyServer, sources: Sources) -> Asked:
    own = Sources(sources.atlas, sources.times, router_of(kind, server.url))
    program = load_program(resource("data") / "program" / "en")
    return Asked(own, create_app(own, program, read_settings({})).test_client(), server)


def good(kind: str, sources: Sources, seconds: Sequence[object] = SECONDS) -> Behaviour:
    return answer(WRITERS[kind](list(seconds), points(sources)))


@BOTH
def test_a_good_answer_gives_the_order_and_says_where_it_is_from(
    kind: str, sources: Sources
) -> None:
    with serving(good(kind, sources)) as server:
        hits = search(SearchRequest(text=TEXT), asked(kind, server, sources).sources).hits

    assert [hit.facility.id for hit in hits] == list(TENS)
    assert [hit.minutes for hit in hits] == list(MINUTES.values())
    assert {hit.minutes_kind for hit in hits} == {MinutesKind.ROUTER}
    assert {hit.ranked_by for hit in hits} == {RankedBy.MINUTES}
    assert len(server.requests) == 1


@BOTH
def test_the_api_and_the_page_say_it_of_every_hospital(kind: str, sources: Sources) -> None:
    with serving(good(kind, sources)) as server:
        found = asked(kind, server, sources)
        body = found.client.post("/api/v1/search", json={"text": TEXT}).get_json(force=True)
        page = found.client.post("/", data={"place": TEXT}).text

    hits = [feature["properties"] for feature in body["features"]]
    assert {hit["minutes_kind"] for hit in hits} == {"router"}
    assert [hit["minutes"] for hit in hits] == list(MINUTES.values())
    assert [hit["id"] for hit in hits] == list(TENS)
    assert page.count("by road, from a route planner") >= 10
    assert "by road, estimate without traffic" not in page
    assert len(server.requests) == 2
    page_check(page)


@BOTH
def test_without_an_estimate_the_router_alone_gives_the_order(kind: str, sources: Sources) -> None:
    cleveland = Coordinate(41.5, -81.7)
    body = WRITERS[kind](SECONDS, points(sources, cleveland))
    with serving(answer(body)) as server:
        request = SearchRequest(text="41.5, -81.7")
        hits = search(request, asked(kind, server, sources).sources).hits

    assert [hit.minutes for hit in hits] == list(MINUTES.values())
    assert {hit.ranked_by for hit in hits} == {RankedBy.MINUTES}


@BOTH
def test_where_a_cell_is_null_the_estimate_stands_in_and_is_labelled(
    kind: str, sources: Sources
) -> None:
    unknown = {"georgetown", "st-marys"}
    seconds = [
        None if one.id in unknown else second
        for one, second in zip(sources.directory, SECONDS, strict=True)
    ]
    estimates = {h.facility.id: h.minutes for h in search(SearchRequest(text=TEXT), sources).hits}
    with serving(good(kind, sources, seconds)) as server:
        found = asked(kind, server, sources)
        hits = search(SearchRequest(text=TEXT), found.sources).hits
        body = found.client.post("/api/v1/search", json={"text": TEXT}).get_json(force=True)
        page = found.client.post("/", data={"place": TEXT}).text

    assert [hit.minutes or 0 for hit in hits] == sorted(hit.minutes or 0 for hit in hits)
    for hit in hits:
        estimated = hit.facility.id in unknown
        kinds = (MinutesKind.ROUTER, MinutesKind.ESTIMATE)
        assert hit.minutes_kind is kinds[estimated]
        assert hit.minutes == (
            estimates[hit.facility.id] if estimated else MINUTES[hit.facility.id]
        )
    told = {one["id"]: one["properties"]["minutes_kind"] for one in body["features"]}
    assert {name for name, said in told.items() if said == "estimate"} == unknown
    assert "by road, estimate without traffic" in page
    assert "by road, from a route planner" in page


@BOTH
def test_minutes_shared_with_a_neighbour_are_labelled_by_where_they_come_from(
    kind: str, sources: Sources
) -> None:
    seconds = [
        None if name == "national-rehabilitation" else 60 * MINUTES[name] for name in sorted(TENS)
    ]
    with serving(good(kind, sources, seconds)) as server:
        hits = search(SearchRequest(text=TEXT), asked(kind, server, sources).sources).hits

    told = {hit.facility.id: hit for hit in hits}
    assert told["national-rehabilitation"].minutes_kind is MinutesKind.ESTIMATE
    for name in ("washington", "national-rehabilitation"):
        routed = told[name].minutes == MINUTES[name]
        assert (told[name].minutes_kind is MinutesKind.ROUTER) is routed, name


@BOTH
def test_where_every_cell_is_null_all_is_the_estimate(kind: str, sources: Sources) -> None:
    with serving(good(kind, sources, [None] * 10)) as server:
        found = search(SearchRequest(text=TEXT), asked(kind, server, sources).sources)

    assert found == search(SearchRequest(text=TEXT), sources)


FAULTS: Final[dict[str, Behaviour]] = {
    "hang": hang,
    "reset": reset,
    "429": answer(b"canary", "429 Too Many Requests", "Retry-After: 7"),
    "500": answer(b"canary", "500 Internal Server Error"),
    "garbage": raw(b"\x00\xffcanary\r\n\r\n"),
    "HTML": answer(b"<!doctype html><title>canary</title>"),
    "another shape": answer(b'{"code": 39.318675, "canary": 1}'),
    "a body that drips": drip(b"HTTP/1.1 200 OK\r\n\r\n", b" " * 200),
    "a redirect": answer(b"", "307 Temporary Redirect", "Location: https://example.org/"),
}


@BOTH
@pytest.mark.parametrize("fault", FAULTS)
def test_a_router_that_fails_costs_a_second_and_leaves_the_estimate(
    kind: str,
    fault: str,
    sources: Sources,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
) -> None:
    expected = search(SearchRequest(text=TEXT), sources)
    with serving(FAULTS[fault]) as server, caplog.at_level(logging.DEBUG):
        found = asked(kind, server, sources)
        started = time.monotonic()
        response = found.client.post("/api/v1/search", json={"text": TEXT})
        took_s = time.monotonic() - started
        page = found.client.post("/", data={"place": TEXT})

    assert took_s < LIMIT_S
    assert (response.status_code, page.status_code) == (200, 200)
    body = response.get_json(force=True)
    assert [f["id"] for f in body["features"]] == [h.facility.id for h in expected.hits]
    assert {f["properties"]["minutes_kind"] for f in body["features"]} == {"estimate"}
    assert "from a route planner" not in page.text
    told = "".join((caplog.text, *capfd.readouterr()))
    assert not [canary for canary in CANARIES if canary in told]


def test_a_router_that_keeps_failing_is_no_longer_waited_for(sources: Sources) -> None:
    with serving(hang) as server:
        found = asked("osrm", server, sources)
        for _ in range(FAILURES):
            search(SearchRequest(text=TEXT), found.sources)
        started = time.monotonic()
        search(SearchRequest(text=TEXT), found.sources)
        took_s = time.monotonic() - started

    assert took_s < 0.1
    assert server.connections == FAILURES


def test_with_a_driver_too_a_hanging_router_holds_nobody_longer(sources: Sources) -> None:
    with serving(hang) as server:
        found = asked("osrm", server, sources)
        started = time.monotonic()
        search(SearchRequest(text=TEXT, driver="21401"), found.sources)
        took_s = time.monotonic() - started

    assert took_s < LIMIT_S


def test_what_a_router_said_is_asked_anew_for_a_zip_too(sources: Sources) -> None:
    place = sources.gazetteer.zip("21218")
    assert place is not None
    bodies = points(sources, place.coordinate)
    with serving(answer(osrm(SECONDS, bodies))) as server:
        found = asked("osrm", server, sources)
        for _ in range(2):
            hits = search(SearchRequest(text="21218"), found.sources).hits

    assert hits[0].minutes_kind is MinutesKind.ROUTER
    assert len(server.requests) == 2


def test_no_more_than_a_block_and_the_hospitals_is_sent(sources: Sources) -> None:
    with serving(good("valhalla", sources)) as server:
        found = asked("valhalla", server, sources)
        found.client.post("/api/v1/search", json={"text": TEXT, "procedure": "tavr"})

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    sent = json.loads(body)
    assert sent["sources"] == [{"lat": 39.319, "lon": -76.609}]
    assert len(sent["targets"]) == 10
    assert not any(part in server.requests[0] for part in (b"318675", b"608675", b"tavr"))
    assert head.lower().count(b"\r\n") < 8


def test_the_spread_of_an_area_follows_the_router(sources: Sources) -> None:
    place = sources.gazetteer.zip("21218")
    assert place is not None
    plain = search(SearchRequest(text="21218"), sources)
    minutes = {hit.facility.id: hit.minutes or 0 for hit in plain.hits}
    doubled = [2 * 60 * minutes[facility.id] for facility in sources.directory]
    body = osrm(doubled, points(sources, place.coordinate))
    with serving(answer(body)) as server:
        found = search(SearchRequest(text="21218"), asked("osrm", server, sources).sources)

    assert [h.facility.id for h in found.hits] == [h.facility.id for h in plain.hits]
    for routed, estimated in zip(found.hits, plain.hits, strict=True):
        more = estimated.minutes or 0
        assert routed.minutes == pytest.approx(2 * more)
        assert routed.minutes_low == pytest.approx((estimated.minutes_low or 0) + more)
        assert routed.minutes_high == pytest.approx((estimated.minutes_high or 0) + more)


def test_a_page_says_that_a_router_is_sent_the_place(sources: Sources) -> None:
    routed = {"FINDER_ROUTER": "osrm", "FINDER_ROUTER_URL": "http://127.0.0.1:1"}

    program = load_program(resource("data") / "program" / "en")
    alone = create_app(sources, program, read_settings({})).test_client().get("/").text
    asking = create_app(sources, program, read_settings(routed)).test_client().get("/").text

    assert "it is not sent to anyone" in words(alone)
    assert "the place is sent to a route service" in words(asking)
    assert "sent to anyone" not in words(asking)
