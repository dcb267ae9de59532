"""The only way out: one HTTP request to one endpoint, with an end that is sure to come.

No other module opens a connection while Finder serves or searches (`street_fetch`, which an
operator's command runs, knows no place). What a request carries may be somebody's place, so
nothing here logs, and a failure says its kind and nothing else: no address, no query, no
word of the answer.

Built on the standard library's `http.client` with reason. urllib3 writes the address of a
request into its log where an answer's headers are malformed, and counts its timeouts by
the single read, so that a server which drips holds the caller for ever; requests and geopy
add redirects, retries and proxies from the environment. The breaker is our own because
pybreaker holds its lock during a call, which would put all searches into one queue.
"""

import contextlib
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cached_property
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any, Final, TypeVar

from finder.endpoint import Endpoint, is_this_machine

Read = TypeVar("Read")

DEADLINE_S: Final = 0.8
"""How long a whole call may take, in seconds of the clock on the wall."""

MAX_BYTES: Final = 1_000_000
"""Longer answers are not read."""

CALLS: Final = 16
"""Calls of one process under way at a time; one whose name server hangs can outlive its
caller by the half minute that the system's resolver allows itself."""

FAILURES: Final = 5
"""Failures in a row after which an endpoint is left in peace."""

REST_S: Final = 30.0
"""How long it is left in peace before one call tries it again."""


class Failure(StrEnum):
    """Why there was no answer. Every value is fit for a log line and a metric."""

    BUSY = "busy"  # as many calls as may be are under way
    RESTING = "resting"  # the breaker is open: nothing was sent
    DNS = "dns"
    REFUSED = "refused"
    TLS = "tls"
    TIMEOUT = "timeout"
    BROKEN = "broken"  # the connection ended early, or what came is not HTTP
    REDIRECT = "redirect"
    REJECTED = "rejected"  # 400 or 422: the server is well, but has no answer to this request
    STATUS = "status"  # any other status but 200
    TOO_LARGE = "too_large"
    NOT_JSON = "not_json"
    UNEXPECTED = "unexpected"  # JSON, but not the answer to what was asked


class OutboundFailure(Exception):
    """A call that brought nothing; `kind` is all that is known, by intention."""

    def __init__(self, kind: Failure) -> None:
        """Say the kind, and nothing that was sent or received."""
        super().__init__(f"no answer from outside: {kind.value}")
        self.kind = kind


class Breaker:
    """Leaves an endpoint in peace after failures in a row, then lets one call try it.

    Safe for threads; calls do not wait for each other. `clock` gives seconds that never
    run backwards.
    """

    def __init__(
        self,
        failures: int = FAILURES,
        rest_s: float = REST_S,
        *,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        """Begin closed."""
        self._limit, self._rest_s, self._clock = failures, rest_s, clock
        self._lock = threading.Lock()
        self._failures = 0
        self._opened_at = 0.0
        self._probing = False

    def call(self, work: Callable[[], Read]) -> Read:
        """Do the work and note how it went, or raise RESTING at once.

        A rejected request is no failure of the endpoint: it has answered. Anything but an
        OutboundFailure is a fault of ours, and counts, so that no probe is left open.
        """
        probe = self._enter()
        well = False
        try:
            found = work()
            well = True
        except OutboundFailure as failure:
            well = failure.kind is Failure.REJECTED
            raise
        finally:
            self._leave(probe, well=well)
        return found

    def _enter(self) -> bool:
        """Return whether this call is the probe."""
        with self._lock:
            if self._failures < self._limit:
                return False
            if self._probing or self._clock() - self._opened_at < self._rest_s:
                raise OutboundFailure(Failure.RESTING)
            self._probing = True
            return True

    def _leave(self, probe: bool, *, well: bool) -> None:
        """Note the outcome; while the probe is out, stragglers from before have no say."""
        with self._lock:
            if self._probing and not probe:
                return
            self._probing = False
            self._failures = 0 if well else self._failures + 1
            self._opened_at = self._clock()


class Outbound:
    """One endpoint, with its breaker and the bound on its calls. Safe for threads and forks.

    Each call has a thread of its own, begun for it and gone after it: nothing is lost when
    gunicorn forks, and a caller can go when its time is up whatever the thread hangs in.
    Each has a connection of its own too: one that is kept may be dead, and would need a retry.
    """

    def __init__(
        self,
        endpoint: Endpoint,
        breaker: Breaker | None = None,
        *,
        deadline_s: float = DEADLINE_S,
        max_bytes: int = MAX_BYTES,
        calls: int = CALLS,
    ) -> None:
        """Open nothing yet."""
        self.endpoint, self.deadline_s, self.max_bytes = endpoint, deadline_s, max_bytes
        self._breaker = breaker or Breaker()
        self._slots = threading.BoundedSemaphore(calls)

    def ask(self, path: str, read: Callable[[bytes], Read], *, body: bytes | None = None) -> Read:
        """Send one request below the endpoint's path and return what `read` makes of the answer.

        With a body of JSON it is a POST, else a GET. `read` may raise OutboundFailure. Ends
        within `deadline_s`: nothing is tried twice, no redirect followed, no proxy used.
        """
        return self._breaker.call(lambda: read(self._fetch(_Sent(path, body))))

    def get(self, path: str, headers: Mapping[str, str], *, until: float) -> bytes:
        """Return the answer to one GET, which ends at `until` on the monotonic clock.

        The breaker has no part in it: whoever asks has one of their own around more than this.
        """
        return self._fetch(_Sent(path, headers=headers), until=until)

    def _fetch(self, sent: "_Sent", *, until: float | None = None) -> bytes:
        """Make one exchange in a thread of its own; past the breaker."""
        until = time.monotonic() + self.deadline_s if until is None else until
        if not self._slots.acquire(timeout=max(0.0, until - time.monotonic())):
            raise OutboundFailure(Failure.BUSY)
        errand = _Errand(self, until)
        thread = threading.Thread(target=errand.run, args=(sent, self._slots.release), daemon=True)
        try:
            thread.start()
        except RuntimeError:  # no more threads to be had
            self._slots.release()
            raise OutboundFailure(Failure.BUSY) from None
        return errand.answer()

    @cached_property
    def tls(self) -> ssl.SSLContext:
        """The system's certificates, read when first needed (about 10 ms)."""
        return ssl.create_default_context()


@dataclass(frozen=True, slots=True)
class _Sent:
    """What goes out: the path below the endpoint's, a body of JSON, headers besides our own."""

    path: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)


class _Errand:
    """One exchange, made in a thread of its own and awaited until its deadline.

    `_line` is a second handle on the connection, so that the caller can hang up without
    touching the one that the thread reads from.
    """

    def __init__(self, outbound: Outbound, until: float) -> None:
        self._outbound, self._until = outbound, until
        self._lock = threading.Lock()
        self._line: socket.socket | None = None
        self._found: bytes | Failure = Failure.TIMEOUT
        self._late = False
        self._done = threading.Event()

    def answer(self) -> bytes:
        """Wait for the answer until the deadline; then hang up, which ends the thread."""
        self._done.wait(max(0.0, self._until - time.monotonic()))
        with self._lock:
            self._late = True
            found = self._found
            if self._line is not None:
                with contextlib.suppress(OSError):
                    self._line.shutdown(socket.SHUT_RDWR)
        if isinstance(found, Failure):
            raise OutboundFailure(found)
        return found

    def run(self, sent: _Sent, release: Callable[[], None]) -> None:
        """Make the exchange and leave what came of it; a thread's last line is a door."""
        found: bytes | Failure = Failure.BROKEN
        try:
            found = self._exchange(sent)
        except OutboundFailure as failure:
            found = failure.kind
        except Exception as error:  # its text may quote what was sent: only its kind leaves
            found = _kind_of(error)
        finally:
            with self._lock:
                if not self._late:
                    self._found = found
                if self._line is not None:
                    self._line.close()
                    self._line = None
            release()
            self._done.set()

    def _exchange(self, sent: _Sent) -> bytes:
        endpoint = self._outbound.endpoint
        plain = _connected(endpoint, self._until)
        with plain:
            self._keep_hold_of(plain)
            line = plain
            if endpoint.secure:
                line = self._outbound.tls.wrap_socket(plain, server_hostname=endpoint.host)
            with line:
                line.settimeout(_left_s(self._until))
                return _spoken(line, endpoint, sent, max_bytes=self._outbound.max_bytes)

    def _keep_hold_of(self, line: socket.socket) -> None:
        with self._lock:
            if self._late:
                raise OutboundFailure(Failure.TIMEOUT)
            self._line = line.dup()


def _left_s(until: float) -> float:
    left = until - time.monotonic()
    if left <= 0:
        raise OutboundFailure(Failure.TIMEOUT)
    return left


def _connected(endpoint: Endpoint, until: float) -> socket.socket:
    """Connect to the first address that takes us; none may use the others' share of the time."""
    addresses = _addresses(endpoint)
    failure: OSError = socket.gaierror()
    for number, (family, address) in enumerate(addresses):
        line = socket.socket(family, socket.SOCK_STREAM)
        try:
            line.settimeout(_left_s(until) / (len(addresses) - number))
            line.connect(address)
            line.settimeout(_left_s(until))
            line.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        except OSError as error:
            line.close()
            failure = error
        except OutboundFailure:
            line.close()
            raise
        else:
            return line
    raise failure


def _addresses(endpoint: Endpoint) -> list[tuple[socket.AddressFamily, Any]]:
    """Look the host up; without TLS keep only what is this machine indeed."""
    found = socket.getaddrinfo(endpoint.host, endpoint.port, type=socket.SOCK_STREAM)
    return [
        (family, address)
        for family, _, _, _, address in found
        if endpoint.secure or is_this_machine(str(address[0]))
    ]


def _spoken(line: socket.socket, endpoint: Endpoint, sent: _Sent, *, max_bytes: int) -> bytes:
    """Send the request over the line and return the body of a 200."""
    dialect = HTTPSConnection if endpoint.secure else HTTPConnection
    connection = dialect(endpoint.host, endpoint.port)
    connection.sock = line
    headers = {"Accept": "application/json", "User-Agent": "Finder", **sent.headers}
    headers["Connection"] = "close"
    if sent.body is not None:
        headers["Content-Type"] = "application/json"
    method = "GET" if sent.body is None else "POST"
    connection.request(method, endpoint.path + sent.path, body=sent.body, headers=headers)
    with connection.getresponse() as response:
        _check_status(response.status)
        found = response.read(max_bytes + 1)
        if len(found) > max_bytes:
            raise OutboundFailure(Failure.TOO_LARGE)
        if response.length:
            raise OutboundFailure(Failure.BROKEN)  # it ended before what it promised
        return found


def _check_status(status: int) -> None:
    if status == 200:
        return
    if status in (400, 422):
        raise OutboundFailure(Failure.REJECTED)
    raise OutboundFailure(Failure.REDIRECT if 300 <= status < 400 else Failure.STATUS)


_KINDS: Final = (
    (TimeoutError, Failure.TIMEOUT),
    (socket.gaierror, Failure.DNS),
    (ssl.SSLError, Failure.TLS),
    (ConnectionRefusedError, Failure.REFUSED),
    (OSError, Failure.BROKEN),
    (HTTPException, Failure.BROKEN),
)
"""The first class that an error belongs to tells its kind."""


def _kind_of(error: Exception) -> Failure:
    return next((kind for one, kind in _KINDS if isinstance(error, one)), Failure.BROKEN)
