"""The two adapters against servers of this machine that answer well, badly or not at all."""

import json
import logging
import time
import traceback
from collections.abc import Callable, Sequence
from typing import Any, Final

import pytest

from finder.geo import Coordinate
from finder.outbound import FAILURES, Failure
from finder.router import MAX_MINUTES, OsrmRouter, Router, RouterFailure, ValhallaRouter, router_of
from tests.faulty_server import Behaviour, answer, drip, hang, raw, reset, serving

ORIGIN: Final = Coordinate(39.318675, -76.608675)
TARGETS: Final = (Coordinate(39.32904, -76.614739), Coordinate(38.929652, -77.015648))
CANARIES: Final = ("39.31", "76.60", "39.32", "canary")

LIMIT_S: Final = 1.1
"""What a call with a deadline of 0.8 s may take on a busy machine."""

Points = Sequence[Coordinate]
Answered = Callable[..., bytes]


def osrm(seconds: Any, points: Points = (ORIGIN, *TARGETS), **others: Any) -> bytes:
    """Write what OSRM answers."""
    places = [{"location": [point.longitude, point.latitude], "name": ""} for point in points]
    table = {"code": "Ok", "durations": [seconds]}
    table |= {"sources": places[:1], "destinations": places[1:]}
    return json.dumps(table | others).encode()


def valhalla(seconds: Any, points: Points = (ORIGIN, *TARGETS), **others: Any) -> bytes:
    """Write what Valhalla answers."""
    places = [{"lat": point.latitude, "lon": point.longitude} for point in points]
    cells = [
        {"from_index": 0, "to_index": number, "time": time_s, "distance": 1.5}
        for number, time_s in enumerate(seconds)
    ]
    matrix = {"sources_to_targets": [cells], "sources": places[:1], "targets": places[1:]}
    return json.dumps(matrix | {"units": "kilometers"} | others).encode()


BOTH: Final = pytest.mark.parametrize(
    ("kind", "written"), [("osrm", osrm), ("valhalla", valhalla)], ids=["osrm", "valhalla"]
)
KINDS: Final = pytest.mark.parametrize("kind", ["osrm", "valhalla"])


def router(kind: str, url: str) -> Router:
    found = router_of(kind, url)
    assert found is not None
    return found


def minutes(kind: str, body: bytes) -> tuple[float | None, ...]:
    with serving(answer(body)) as server:
        return router(kind, server.url).minutes(ORIGIN, TARGETS)


def failure(kind: str, behaviour: Behaviour) -> Failure:
    with serving(behaviour) as server, pytest.raises(RouterFailure) as caught:
        router(kind, server.url).minutes(ORIGIN, TARGETS)
    return caught.value.kind


@BOTH
def test_seconds_are_given_as_minutes_in_the_order_of_the_targets(
    kind: str, written: Answered
) -> None:
    assert minutes(kind, written([90, 3000.0])) == (1.5, 50.0)


@BOTH
def test_one_request_asks_for_all_targets(kind: str, written: Answered) -> None:
    with serving(answer(written([90, 3000]))) as server:
        router(kind, server.url).minutes(ORIGIN, TARGETS)

    assert len(server.requests) == server.connections == 1


def test_osrm_is_sent_longitude_first_with_the_origin_rounded_to_a_block() -> None:
    with serving(answer(osrm([90, 3000]))) as server:
        router("osrm", server.url).minutes(ORIGIN, TARGETS)

    line = server.requests[0].partition(b"\r\n")[0].decode()
    assert line == (
        "GET /table/v1/driving/-76.609000,39.319000;-76.614739,39.329040;-77.015648,38.929652"
        "?sources=0&destinations=1;2&annotations=duration&generate_hints=false HTTP/1.1"
    )


def test_valhalla_is_sent_the_origin_rounded_to_a_block_and_in_the_body_alone() -> None:
    with serving(answer(valhalla([90, 3000]))) as server:
        router("valhalla", server.url).minutes(ORIGIN, TARGETS)

    head, _, body = server.requests[0].partition(b"\r\n\r\n")
    assert head.startswith(b"POST /sources_to_targets HTTP/1.1\r\n")
    assert json.loads(body) == {
        "sources": [{"lat": 39.319, "lon": -76.609}],
        "targets": [{"lat": 39.32904, "lon": -76.614739}, {"lat": 38.929652, "lon": -77.015648}],
        "costing": "auto",
    }


@pytest.mark.parametrize(
    ("latitude", "longitude"), [(90, 180), (-90, -180), (0.0, -0.0), (1e-9, -1e-9)]
)
@KINDS
def test_a_place_anywhere_on_earth_is_sent_as_plain_decimals(
    kind: str, latitude: float, longitude: float
) -> None:
    with serving(answer(b"{}")) as server, pytest.raises(RouterFailure):
        router(kind, server.url).minutes(Coordinate(latitude, longitude), TARGETS)

    assert (
        b"e-" not in server.requests[0].rpartition(b"\r\n\r\n" if kind == "valhalla" else b" ")[0]
    )


@BOTH
@pytest.mark.parametrize(
    "cell",
    [None, -1, -0.001, 1e99, 86_401, 10**30, "90", "canary", True, [90], {"s": 90}],
)
def test_a_bad_cell_is_none_and_the_others_stand(
    kind: str, written: Answered, cell: object
) -> None:
    assert minutes(kind, written([cell, 90])) == (None, 1.5)


@BOTH
def test_the_least_and_the_longest_time_are_taken(kind: str, written: Answered) -> None:
    assert minutes(kind, written([0, 86_400])) == (0.0, MAX_MINUTES)


@BOTH
def test_a_target_that_was_moved_to_a_far_road_is_none(kind: str, written: Answered) -> None:
    points = (ORIGIN, TARGETS[0], Coordinate(38.95, -77.015648))

    assert minutes(kind, written([90, 3000], points)) == (1.5, None)


@BOTH
def test_from_an_origin_that_was_moved_to_a_far_road_all_is_none(
    kind: str, written: Answered
) -> None:
    points = (Coordinate(39.34, -76.608675), *TARGETS)

    assert minutes(kind, written([90, 3000], points)) == (None, None)


@BOTH
def test_a_road_nearby_is_near_enough(kind: str, written: Answered) -> None:
    points = (Coordinate(39.33, -76.61), Coordinate(39.33, -76.62), TARGETS[1])

    assert minutes(kind, written([90, 3000], points)) == (1.5, 50.0)


@KINDS
def test_without_targets_nothing_is_asked(kind: str) -> None:
    with serving(answer(b"")) as server:
        found = router(kind, server.url).minutes(ORIGIN, ())

    assert found == ()
    assert server.connections == 0


HTML: Final = b"<!doctype html><title>canary</title>"
PLACE: Final = {"location": [0, 0]}
WHOLES: Final = {
    "no such shape": (b"{}", b"{}"),
    "a list": (b"[]", b"[]"),
    "null": (b"null", b"null"),
    "not Ok": (
        b'{"code": "NoSegment", "message": "canary"}', b'{"error": "canary", "error_code": 170}'
    ),
    "not Ok, with cells": (osrm([1, 2], code="NoTable"), b'{"error": "canary"}'),
    "too few cells": (osrm([90]), valhalla([90])),
    "too many cells": (osrm([90, 90, 90]), valhalla([90, 90, 90])),
    "no cells": (osrm([]), valhalla([])),
    "no rows": (osrm([], durations=[]), valhalla([], sources_to_targets=[])),
    "two rows": (
        osrm([], durations=[[1, 2], [1, 2]]), valhalla([], sources_to_targets=[[None] * 2] * 2)
    ),
    "rows that are none": (
        osrm([], durations=None), valhalla([], sources_to_targets=[None])
    ),
    "rows of text": (osrm("canary"), valhalla([], sources_to_targets=["canary"])),
    "no places": (osrm([1, 2], sources=[]), valhalla([1, 2], sources=[])),
    "too few places": (osrm([1, 2], (ORIGIN,)), valhalla([1, 2], (ORIGIN,))),
    "places without a point": (
        osrm([1, 2], sources=[{"name": "canary"}]), valhalla([1, 2], sources=[{"lat": 1}])
    ),
    "another order": (
        osrm([1, 2], sources={}),
        valhalla([], sources_to_targets=[[{"to_index": 1}, {"to_index": 0}]]),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", WHOLES)
@pytest.mark.parametrize("at", [0, 1], ids=["osrm", "valhalla"])
def test_an_answer_of_another_shape_is_a_failure_as_a_whole(name: str, at: int) -> None:
    kind = ("osrm", "valhalla")[at]

    assert failure(kind, answer(WHOLES[name][at])) is Failure.UNEXPECTED


NOT_JSON: Final = {
    "nothing": (b"", b""),
    "HTML": (HTML, HTML),
    "garbage": (b"\x00\xff\xfe garbage", b"\x00\xff\xfe garbage"),
    "NaN": (
        b'{"code": "Ok", "durations": [[NaN, 1]]}',
        b'{"sources_to_targets": [[{"to_index": 0, "time": NaN}]]}',
    ),
    "infinity": (
        b'{"code": "Ok", "durations": [[Infinity, 1]]}',
        b'{"sources_to_targets": [[{"to_index": 0, "time": -Infinity}]]}',
    ),
    "not UTF-8": (b'{"code": "\xff"}', b'{"sources_to_targets": [[{"time": "\xff"}]]}'),
    "cut": (osrm([90, 3000])[:-5], valhalla([90, 3000])[:-5]),
    "deep": (b'{"x": ' + b"[" * 900_000, b'{"x": ' + b"[" * 900_000),
}


@pytest.mark.parametrize("name", NOT_JSON)
@pytest.mark.parametrize("at", [0, 1], ids=["osrm", "valhalla"])
def test_what_is_not_json_is_a_failure_as_a_whole(name: str, at: int) -> None:
    kind = ("osrm", "valhalla")[at]

    assert failure(kind, answer(NOT_JSON[name][at])) is Failure.NOT_JSON


FAULTS: Final = {
    "HTML": (raw(b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n\r\n" + HTML), Failure.NOT_JSON),
    "garbage": (raw(b"\x00\xffcanary\r\n\r\n"), Failure.BROKEN),
    "400": (answer(HTML, "400 Bad Request"), Failure.REJECTED),
    "429": (answer(HTML, "429 Too Many Requests", "Retry-After: 7"), Failure.STATUS),
    "500": (answer(HTML, "500 Internal Server Error"), Failure.STATUS),
    "hang": (hang, Failure.TIMEOUT),
    "headers that drip": (drip(b"HTTP/1.1 200 OK\r\n", b"X: y\r\n" * 99), Failure.TIMEOUT),
    "a body that drips": (
        drip(b"HTTP/1.1 200 OK\r\n\r\n", osrm([90, 3000])), Failure.TIMEOUT
    ),
    "30 MB": (answer(b" " * 30_000_000), Failure.TOO_LARGE),
    "a reset": (reset, Failure.BROKEN),
    "another shape": (answer(b'{"code": 39.318675, "canary": 1}'), Failure.UNEXPECTED),
}  # fmt: skip


@KINDS
@pytest.mark.parametrize("name", FAULTS)
def test_a_failure_tells_its_kind_in_time_and_nothing_of_the_place(
    kind: str, name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    behaviour, expected = FAULTS[name]
    with serving(behaviour) as server, caplog.at_level(logging.DEBUG):
        started = time.monotonic()
        with pytest.raises(RouterFailure) as caught:
            router(kind, server.url).minutes(ORIGIN, TARGETS)
        took_s = time.monotonic() - started

    assert caught.value.kind is expected
    assert took_s < LIMIT_S
    told = [*traceback.format_exception(caught.value), repr(caught.value), caplog.text]
    told += capfd.readouterr()
    assert not [one for one in CANARIES if one in "".join(told)]
    assert caught.value.__context__ is None


@KINDS
def test_a_router_that_redirects_sends_the_place_nowhere_else(kind: str) -> None:
    with serving(answer(b"{}")) as other:
        away = answer(b"", "307 Temporary Redirect", f"Location: {other.url}/")

        assert failure(kind, away) is Failure.REDIRECT
    assert other.connections == 0


@KINDS
def test_a_router_that_is_down_is_a_failure(kind: str) -> None:
    with serving(hang) as server:
        pass

    with pytest.raises(RouterFailure, match="refused"):
        router(kind, server.url).minutes(ORIGIN, TARGETS)


@KINDS
def test_a_router_that_talks_nonsense_is_left_in_peace(kind: str) -> None:
    with serving(answer(HTML)) as server:
        asked = router(kind, server.url)
        kinds = []
        for _ in range(FAILURES + 1):
            with pytest.raises(RouterFailure) as caught:
                asked.minutes(ORIGIN, TARGETS)
            kinds.append(caught.value.kind)

    assert kinds == [Failure.NOT_JSON] * FAILURES + [Failure.RESTING]
    assert server.connections == FAILURES


def test_the_settings_choose_the_router() -> None:
    assert router_of("none", "") is None
    assert router_of("none", "https://router.example.org") is None
    assert isinstance(router_of("osrm", "https://router.example.org"), OsrmRouter)
    assert isinstance(router_of("valhalla", "http://localhost:8002"), ValhallaRouter)


@KINDS
def test_a_router_elsewhere_without_tls_is_refused(kind: str) -> None:
    with pytest.raises(ValueError, match="https://"):
        router_of(kind, "http://router.example.org")
