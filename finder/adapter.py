"""The adapter: geopy's geocoders speak through Finder's own way out, and through no other.

geopy's adapters try again, follow redirects, read answers of any length, count their timeouts
by the single read and write the address into exceptions. This one has none of that to offer.
"""

import contextlib
import logging
import threading
import time
from collections.abc import Iterator, Mapping
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from geopy.adapters import BaseSyncAdapter

from finder.endpoint import Endpoint, endpoint_of
from finder.outbound import Failure, Outbound, OutboundFailure

DEADLINE_S: Final = 1.0
"""How long a provider may take for a whole call, in seconds of the clock on the wall."""

MOST_HOSTS: Final = 4
"""Hosts that one geocoder may speak to: the service, and one that hands out its tokens."""


class OutboundAdapter(BaseSyncAdapter):  # type: ignore[misc]  # geopy has no types
    """Fetches what a geopy geocoder asks for; give the class as its `adapter_factory`.

    Raises OutboundFailure, which says its kind and nothing else. With `only`, every request
    must go to that endpoint; without, to https. Safe for threads and forks.
    """

    def __init__(
        self,
        *,
        proxies: Any = None,  # noqa: ARG002 (geopy's interface; none is ever used)
        ssl_context: Any = None,  # noqa: ARG002 (the system's certificates are)
        only: Endpoint | None = None,
    ) -> None:
        """Open nothing yet; keep geopy from logging the addresses that it sends."""
        self._only = only
        self._lines: dict[Endpoint, Outbound] = {}
        self._lock = threading.Lock()
        self._call = threading.local()
        _silence()

    @contextlib.contextmanager
    def call(self, deadline_s: float) -> Iterator[None]:
        """Let all requests of this thread within the block end before one deadline."""
        self._call.until = time.monotonic() + deadline_s
        try:
            yield
        finally:
            self._call.until = None

    def get_json(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> Any:
        """Return an answer's JSON; what the decoder would say of the text stays here."""
        answer = self._get(url, timeout, headers)
        try:
            return msgspec.json.decode(answer)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
            failure = OutboundFailure(Failure.NOT_JSON)
        raise failure

    def get_text(self, url: str, *, timeout: float | None, headers: Mapping[str, str]) -> str:
        """Return an answer's text; characters that are not UTF-8 are replaced."""
        return self._get(url, timeout, headers).decode("utf-8", "replace")

    def _get(self, url: str, timeout: float | None, headers: Mapping[str, str]) -> bytes:
        until = getattr(self._call, "until", None)
        if until is None:
            until = time.monotonic() + (DEADLINE_S if timeout is None else timeout)
        line, path = self._line_to(url)
        return line.get(path, headers, until=until)

    def _line_to(self, url: str) -> tuple[Outbound, str]:
        """Return the way to a URL's host, and what is asked for there."""
        parts = urlsplit(url)
        asked = f"{parts.path}?{parts.query}" if parts.query else parts.path
        return self._line(f"{parts.scheme}://{parts.netloc}"), asked

    def _line(self, base: str) -> Outbound:
        try:
            endpoint = endpoint_of(base)
        except ValueError:
            endpoint = None
        if endpoint is None or not self._may_go_to(endpoint):
            raise OutboundFailure(Failure.REFUSED)
        with self._lock:
            line = self._lines.get(endpoint)
            if line is None:
                if len(self._lines) >= MOST_HOSTS:
                    raise OutboundFailure(Failure.REFUSED)
                line = self._lines[endpoint] = Outbound(endpoint)
        return line

    def _may_go_to(self, endpoint: Endpoint) -> bool:
        if self._only is None:
            return endpoint.secure
        own = (self._only.secure, self._only.host, self._only.port)
        return own == (endpoint.secure, endpoint.host, endpoint.port)


class _Silence(logging.Filter):
    """Lets nothing pass: geopy's log lines hold the URL, and so the address and the key."""

    def filter(self, _: logging.LogRecord) -> bool:
        return False


_SILENCE: Final = _Silence()


def _silence() -> None:
    """Silence geopy's logger, whatever its level; more than once does no harm."""
    logging.getLogger("geopy").addFilter(_SILENCE)
