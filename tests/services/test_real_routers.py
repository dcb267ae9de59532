"""Finder's adapters against real routers: an OSRM and a Valhalla, alive, frozen and killed."""

import statistics
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Final

import pytest

from finder.geo import Coordinate
from finder.outbound import Failure
from finder.router import Router, RouterFailure, router_of
from finder.search import Sources
from tests.services.osrm import running_osrm
from tests.services.valhalla import running_valhalla
from tests.services.workshop import Service

pytestmark = pytest.mark.services

RUNNING: Final[dict[str, Callable[[], AbstractContextManager[Service]]]] = {
    "osrm": running_osrm,
    "valhalla": running_valhalla,
}
INSIDE: Final = ("georgetown", "national-rehabilitation", "washington")
"""The hospitals that the extract holds."""

ORIGIN: Final = Coordinate(38.934512, -77.048765)
"""A place in Cleveland Park, inside the extract."""

LIMIT_S: Final = 1.1
"""What a call with a deadline of 0.8 s may take on a busy machine."""

CALLS: Final = 50


@dataclass(frozen=True, slots=True)
class Running:
    """A router that runs, and Finder's adapter to it."""

    kind: str
    service: Service
    router: Router


@pytest.fixture(params=RUNNING)
def running(request: pytest.FixtureRequest) -> Iterator[Running]:
    with RUNNING[request.param]() as service:
        router = router_of(request.param, service.url)
        assert router is not None
        yield Running(request.param, service, router)


@pytest.fixture
def inside(sources: Sources) -> tuple[Coordinate, ...]:
    """Give the hospitals within the extract."""
    return tuple(sources.directory.by_id(name).coordinate for name in INSIDE)


def failure(router: Router, targets: tuple[Coordinate, ...]) -> tuple[Failure, float]:
    """Ask in vain; return the kind of the failure and the seconds that it took."""
    started = time.monotonic()
    with pytest.raises(RouterFailure) as caught:
        router.minutes(ORIGIN, targets)
    return caught.value.kind, time.monotonic() - started


def test_it_answers_for_the_hospitals_on_its_map(
    running: Running, inside: tuple[Coordinate, ...]
) -> None:
    found = running.router.minutes(ORIGIN, inside)

    assert all(minutes is not None and 3 < minutes < 20 for minutes in found)


def test_the_nearer_of_two_is_nearer_for_both_routers(
    running: Running, inside: tuple[Coordinate, ...]
) -> None:
    at_georgetown = Coordinate(38.9125, -77.0745)

    found = running.router.minutes(at_georgetown, inside)

    assert found[0] is not None
    assert found[0] < 3
    assert all(other is not None and other > found[0] for other in found[1:])


def test_for_hospitals_off_its_map_no_time_is_made_up(running: Running, sources: Sources) -> None:
    facilities = sources.directory.facilities
    targets = [facility.coordinate for facility in facilities]

    if running.kind == "valhalla":  # refuses the whole of such a request
        with pytest.raises(RouterFailure, match="rejected"):
            running.router.minutes(ORIGIN, targets)
        return
    found = running.router.minutes(ORIGIN, targets)

    known = [one.id for one, minutes in zip(facilities, found, strict=True) if minutes is not None]
    assert sorted(known) == sorted(INSIDE)


def test_from_a_place_off_its_map_no_time_is_made_up(
    running: Running, inside: tuple[Coordinate, ...]
) -> None:
    beyond_its_edge = Coordinate(38.96, -76.96)

    found = running.router.minutes(beyond_its_edge, inside)

    assert found == (None, None, None)


def test_run_as_the_operators_document_says_it_writes_down_no_place(
    running: Running, inside: tuple[Coordinate, ...]
) -> None:
    running.router.minutes(ORIGIN, inside)
    log = running.service.log.read_text("utf-8")

    assert "38.93" not in log
    assert "77.04" not in log


def test_frozen_it_holds_nobody_and_thawed_it_answers_again(
    running: Running, inside: tuple[Coordinate, ...]
) -> None:
    before = running.router.minutes(ORIGIN, inside)
    running.service.freeze()
    kind, took_s = failure(running.router, inside)
    running.service.thaw()

    assert (kind, took_s < LIMIT_S) == (Failure.TIMEOUT, True)
    assert running.router.minutes(ORIGIN, inside) == before


def test_killed_in_the_middle_of_a_call_it_is_a_failure_in_time(
    running: Running, inside: tuple[Coordinate, ...]
) -> None:
    running.router.minutes(ORIGIN, inside)
    running.service.freeze()
    killing = threading.Timer(0.2, running.service.kill)
    killing.start()
    in_the_middle = failure(running.router, inside)
    killing.join()
    afterwards = failure(running.router, inside)

    assert in_the_middle[0] is Failure.BROKEN
    assert afterwards[0] is Failure.REFUSED
    assert in_the_middle[1] < LIMIT_S
    assert afterwards[1] < LIMIT_S


def test_how_long_a_call_takes(
    running: Running, inside: tuple[Coordinate, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    running.router.minutes(ORIGIN, inside)
    taken_ms = []
    for _ in range(CALLS):
        started = time.perf_counter()
        running.router.minutes(ORIGIN, inside)
        taken_ms.append((time.perf_counter() - started) * 1000)

    median_ms = statistics.median(taken_ms)
    with capsys.disabled():
        print(f"\n{running.kind}: median {median_ms:.1f} ms, worst of {CALLS} {max(taken_ms):.1f}")
    assert median_ms < 800
