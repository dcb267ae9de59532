"""Providers: a geocoding service that an operator chose, asked with care.

Off by default. A provider is told an address as it was typed, so it is asked for nothing but
addresses, once each, within a deadline, and not at all while it fails. What it said is kept for
a while in memory alone, by a digest of the address whose key dies with the process.
"""

import contextlib
import hashlib
import re
import secrets
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Any, Final, Protocol

from cachetools import TTLCache
from geopy.exc import GeocoderQueryError, GeopyError

from finder.adapter import DEADLINE_S, OutboundAdapter
from finder.fineness import country, fineness
from finder.geo import Coordinate
from finder.names import fold
from finder.outbound import Breaker, Failure, OutboundFailure
from finder.place import Granularity

LEAST_S: Final = 0.05
"""With less than this left nothing is asked."""

KEPT: Final = 1024
"""Addresses whose answers are kept."""

KEPT_S: Final = 900.0
"""How long they are kept, in seconds."""

LONGEST_NAME: Final = 80
"""What a provider calls an address is cut here, in characters."""

_WORD: Final = re.compile(r"[^\W\d_]{2}")
_HOUSE: Final = re.compile(r"(?!\d{5}(?:-|$))\d")
"""A house number, or a text that begins with one; five figures alone are a ZIP."""

_UNIT: Final = re.compile(
    r",?\s*(?:\b(?:apartment|apt|suite|ste|unit)\b\.?\s*#?\s*|#\s*)(?:[0-9]\w*|[a-z])\b",
    re.IGNORECASE,
)
"""A unit within a building: the point is the same without it, so nobody is told."""


@dataclass(frozen=True, slots=True)
class Found:
    """One thing that a provider found: what it calls it, where it is, how finely it knows.

    `granularity` is None, and `country` empty, where the provider does not tell.
    """

    name: str
    coordinate: Coordinate
    granularity: Granularity | None
    country: str = ""


class Provider(Protocol):
    """Whatever finds addresses that the embedded data does not hold."""

    label: str
    """The service's name and host, as people are told it."""

    def find(self, text: str) -> tuple[Found, ...]:
        """Return what the service knows by a text, best first. Raises OutboundFailure."""
        ...

    def budget(self) -> AbstractContextManager[None]:
        """Let all that this thread finds within a block take no longer than one call may."""
        ...


class GeopyProvider:
    """A geopy geocoder that speaks through an OutboundAdapter. Safe for threads and forks.

    `ask` are arguments of its `geocode`; `pace_s` the least time between two calls where the
    service's terms ask for one: an address that comes sooner is not sent, and nobody waits.
    """

    def __init__(  # noqa: PLR0913 (each is named, and tests alone give the last two)
        self,
        geocoder: Any,
        label: str,
        *,
        ask: Mapping[str, Any] | None = None,
        pace_s: float = 0.0,
        breaker: Breaker | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Open nothing yet."""
        if not isinstance(geocoder.adapter, OutboundAdapter):
            raise TypeError("a provider's geocoder speaks through an OutboundAdapter")
        self.label = label
        self._geocoder, self._ask = geocoder, dict(ask or {})
        self._breaker = breaker or Breaker()
        self._pace = Pace(pace_s, clock)
        self._memory = Memory(clock)
        self._search = threading.local()

    @contextlib.contextmanager
    def budget(self) -> Iterator[None]:
        """Share one deadline, as `Provider.budget` says."""
        self._search.until = time.monotonic() + DEADLINE_S
        try:
            yield
        finally:
            self._search.until = None

    def _left_s(self) -> float:
        until = getattr(self._search, "until", None)
        return DEADLINE_S if until is None else min(DEADLINE_S, until - time.monotonic())

    def find(self, text: str) -> tuple[Found, ...]:
        """Return what `Provider.find` says, from memory where it was asked before."""
        asked = _UNIT.sub("", text)
        known = self._memory.get(asked)
        if known is not None:
            return known
        left_s = self._left_s()
        if left_s < LEAST_S:
            raise OutboundFailure(Failure.BUSY)
        self._pace.step()
        found = self._breaker.call(lambda: self._asked(asked, left_s))
        self._memory.put(asked, found)
        return found

    def _asked(self, text: str, deadline_s: float) -> tuple[Found, ...]:
        try:
            with self._geocoder.adapter.call(deadline_s):
                locations = self._geocoder.geocode(text, exactly_one=False, **self._ask)
            return tuple(map(self._found, locations or ()))
        except OutboundFailure as failure:
            kind = failure.kind
        except GeocoderQueryError:
            kind = Failure.REJECTED
        except GeopyError:
            kind = Failure.STATUS
        # geopy's readers raise whatever a malformed answer makes them, and quote it.
        except Exception:
            kind = Failure.UNEXPECTED
        raise OutboundFailure(kind)

    def _found(self, location: Any) -> Found:
        latitude, longitude = float(location.latitude), float(location.longitude)
        # geopy makes zero of what is missing; no place of the US lies on either line.
        if not (latitude and longitude):
            raise OutboundFailure(Failure.UNEXPECTED)
        return Found(
            _name(location.address),
            Coordinate(latitude, longitude),
            fineness(self._geocoder, location.raw),
            country(location.raw),
        )


def _name(address: object) -> str:
    """Return the house and street of an address, or how it begins: "3301 Boston Street".

    Some services put the name of what stands there first: "A Hospital, 201, East Road, ...".
    """
    text = address if isinstance(address, str) else ""
    shown = "".join(one if one.isprintable() else " " for one in text)
    parts = [part.strip() for part in shown.split(",") if part.strip()]
    house = next((at for at, part in enumerate(parts[:3]) if _HOUSE.match(part)), 0)
    named = (at for at, part in enumerate(parts) if at >= house and _WORD.search(part))
    street = next(named, None)
    return "" if street is None else " ".join(parts[house : street + 1])[:LONGEST_NAME]


class Pace:
    """Lets one call go in a stretch of time, and refuses the others at once."""

    def __init__(self, pace_s: float, clock: Callable[[], float]) -> None:
        """Let the first go."""
        self._pace_s, self._clock = pace_s, clock
        self._lock = threading.Lock()
        self._free_at: float | None = None

    def step(self) -> None:
        """Take this stretch, or raise BUSY if it is taken."""
        with self._lock:
            now = self._clock()
            if self._free_at is not None and now < self._free_at:
                raise OutboundFailure(Failure.BUSY)
            self._free_at = now + self._pace_s


class Memory:
    """What was found, by a digest of what was asked; bounded in number and in time."""

    def __init__(self, clock: Callable[[], float]) -> None:
        """Begin empty, with a key that nobody else has."""
        self._key = secrets.token_bytes(32)
        self._lock = threading.Lock()
        self._kept: TTLCache[bytes, tuple[Found, ...]] = TTLCache(KEPT, KEPT_S, clock)

    def get(self, text: str) -> tuple[Found, ...] | None:
        """Return what was found by this text, None if it was not asked of late."""
        with self._lock:
            return self._kept.get(self._digest(text))

    def put(self, text: str, found: tuple[Found, ...]) -> None:
        """Keep what was found."""
        with self._lock:
            self._kept[self._digest(text)] = found

    def _digest(self, text: str) -> bytes:
        return hashlib.blake2b(fold(text).encode(), key=self._key, digest_size=16).digest()
