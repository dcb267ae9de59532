"""The port for a router of the operator's own, off by default, and its two adapters.

A router knows the turns and one-way streets that a model in a package cannot. It is asked
once a search, for all facilities, and believed cell by cell: where a time is missing, out of
bounds, or was measured from another point than was asked, the cell is None and the caller
falls back on its own estimate.

Tried with OSRM 26.10.0 and Valhalla 3.9.1. Both start from the nearest road they know, however
far off it is: with a map of Washington alone, OSRM answered 13 minutes for a hospital 62 km
beyond its edge. So the point that a router used is compared with the point it was asked for.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final, Protocol, TypeVar

import msgspec

from finder.endpoint import endpoint_of
from finder.geo import Coordinate, span, vector
from finder.outbound import Failure, Outbound, OutboundFailure

Minutes = tuple[float | None, ...]

ORIGIN_DECIMALS: Final = 3
"""An origin is sent to three decimals of a degree, about 100 m: a block, not a door."""

TARGET_DECIMALS: Final = 6

MAX_SNAP_M: Final = 2_000.0
"""A router whose nearest road is farther off than this does not know the place, in metres."""

MAX_MINUTES: Final = 24 * 60.0
"""No drive to a hospital takes longer than a day."""


class RouterFailure(Exception):
    """A call that as a whole brought nothing; `kind` is all it carries, and fit for a log."""

    def __init__(self, kind: Failure) -> None:
        """Say the kind, and nothing that was sent or received."""
        super().__init__(f"no answer from the router: {kind.value}")
        self.kind = kind


class Router(Protocol):
    """Whatever tells how long a drive takes."""

    def minutes(self, origin: Coordinate, targets: Sequence[Coordinate]) -> Minutes:
        """Return minutes by car from the origin to each target, in the targets' order.

        None stands where the router has no answer for that target. Raises RouterFailure
        when the call as a whole failed.
        """
        ...


class OsrmRouter:
    """OSRM's table service. Its interface takes coordinates in the request's path."""

    def __init__(self, outbound: Outbound) -> None:
        """Ask the osrm-routed that `outbound` leads to."""
        self._outbound = outbound

    def minutes(self, origin: Coordinate, targets: Sequence[Coordinate]) -> Minutes:
        """Return minutes as `Router.minutes` says."""
        asked = (_rounded(origin), *targets)
        points = ";".join(
            f"{point.longitude:.{TARGET_DECIMALS}f},{point.latitude:.{TARGET_DECIMALS}f}"
            for point in asked
        )
        numbers = ";".join(str(number) for number in range(1, len(asked)))
        path = (
            f"/table/v1/driving/{points}?sources=0&destinations={numbers}"
            "&annotations=duration&generate_hints=false"
        )
        return _answer(self._outbound, path, asked=asked, read=_read_osrm)


class ValhallaRouter:
    """Valhalla's matrix service. Coordinates travel in the request's body."""

    def __init__(self, outbound: Outbound) -> None:
        """Ask the valhalla_service that `outbound` leads to."""
        self._outbound = outbound

    def minutes(self, origin: Coordinate, targets: Sequence[Coordinate]) -> Minutes:
        """Return minutes as `Router.minutes` says."""
        asked = (_rounded(origin), *targets)
        places = [
            _ValhallaPoint(
                round(point.latitude, TARGET_DECIMALS), round(point.longitude, TARGET_DECIMALS)
            )
            for point in asked
        ]
        order = {"sources": places[:1], "targets": places[1:], "costing": "auto"}
        body = msgspec.json.encode(order)
        path = "/sources_to_targets"
        return _answer(self._outbound, path, asked=asked, read=_read_valhalla, body=body)


ADAPTERS: Final[Mapping[str, Callable[[Outbound], Router]]] = {
    "osrm": OsrmRouter,
    "valhalla": ValhallaRouter,
}


def router_of(kind: str, url: str) -> Router | None:
    """Return the router of the settings `router` and `router_url`, or None for "none".

    Opens no connection. Raises ValueError for a URL that `endpoint_of` does not take.
    """
    if kind == "none":
        return None
    return ADAPTERS[kind](Outbound(endpoint_of(url)))


class _Table(msgspec.Struct):
    """What every adapter reads out of an answer."""

    seconds: list[Any]
    """To each target, not yet checked."""
    used: list[tuple[float, float]]
    """Latitude and longitude of the points that the router started from and went to."""


class _OsrmPoint(msgspec.Struct):
    location: tuple[float, float]
    """Longitude first."""


class _OsrmAnswer(msgspec.Struct):
    code: str
    durations: list[list[Any]] = []
    sources: list[_OsrmPoint] = []
    destinations: list[_OsrmPoint] = []


class _ValhallaPoint(msgspec.Struct):
    lat: float
    lon: float


class _ValhallaCell(msgspec.Struct):
    to_index: int
    time: Any = None


class _ValhallaAnswer(msgspec.Struct):
    sources_to_targets: list[list[_ValhallaCell | None]]
    sources: list[_ValhallaPoint]
    targets: list[_ValhallaPoint]


def _read_osrm(answer: bytes) -> _Table:
    found = _decoded(answer, _OsrmAnswer)
    if found.code != "Ok" or len(found.durations) != 1:
        raise OutboundFailure(Failure.UNEXPECTED)
    used = [point.location[::-1] for point in (*found.sources, *found.destinations)]
    return _Table(found.durations[0], used)


def _read_valhalla(answer: bytes) -> _Table:
    found = _decoded(answer, _ValhallaAnswer)
    if len(found.sources_to_targets) != 1:
        raise OutboundFailure(Failure.UNEXPECTED)
    cells = found.sources_to_targets[0]
    if any(cell and cell.to_index != number for number, cell in enumerate(cells)):
        raise OutboundFailure(Failure.UNEXPECTED)
    used = [(point.lat, point.lon) for point in (*found.sources, *found.targets)]
    return _Table([cell and cell.time for cell in cells], used)


Answer = TypeVar("Answer")


def _decoded(answer: bytes, kind: type[Answer]) -> Answer:
    """Decode JSON; what the decoder would say of the text stays here."""
    try:
        return msgspec.json.decode(answer, type=kind)
    except msgspec.ValidationError:
        failure = Failure.UNEXPECTED
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        failure = Failure.NOT_JSON
    raise OutboundFailure(failure)


def _answer(
    outbound: Outbound,
    path: str,
    *,
    asked: Sequence[Coordinate],
    read: Callable[[bytes], _Table],
    body: bytes | None = None,
) -> Minutes:
    if len(asked) == 1:
        return ()
    try:
        return outbound.ask(path, lambda answer: _believed(read(answer), asked), body=body)
    except OutboundFailure as failure:
        kind = failure.kind
    raise RouterFailure(kind)


def _believed(table: _Table, asked: Sequence[Coordinate]) -> Minutes:
    """Return the table's minutes; None for a target, or all, that the router does not know."""
    if not len(table.seconds) + 1 == len(table.used) == len(asked):
        raise OutboundFailure(Failure.UNEXPECTED)
    known = [_is_near(*pair) for pair in zip(asked, table.used, strict=True)]
    return tuple(
        _minutes(cell) if known[0] and here else None
        for cell, here in zip(table.seconds, known[1:], strict=True)
    )


def _minutes(seconds: object) -> float | None:
    if isinstance(seconds, bool) or not isinstance(seconds, (int, float)):
        return None
    # Compared before it is divided: JSON has whole numbers that no float holds.
    return seconds / 60 if 0 <= seconds <= MAX_MINUTES * 60 else None


def _is_near(asked: Coordinate, used: tuple[float, float]) -> bool:
    if not all(map(math.isfinite, used)) or abs(used[0]) > 90 or abs(used[1]) > 180:
        return False
    return span(vector(asked), vector(Coordinate(*used)))[0] <= MAX_SNAP_M


def _rounded(origin: Coordinate) -> Coordinate:
    return Coordinate(
        round(origin.latitude, ORIGIN_DECIMALS), round(origin.longitude, ORIGIN_DECIMALS)
    )
