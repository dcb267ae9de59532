"""The way out: an end that is sure to come, and nothing said about what was sent."""

import ast
import logging
import os
import socket
import ssl
import threading
import time
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest
import trustme

from finder.endpoint import Endpoint, endpoint_of
from finder.outbound import Breaker, Failure, Outbound, OutboundFailure
from tests.faulty_server import (
    Behaviour,
    answer,
    drip,
    for_ever,
    hang,
    raw,
    reset,
    serving,
)

FINDER: Final = Path(__file__).parents[2] / "finder"
PATH: Final = "/table/39.318675/canary?at=-76.608675"
BODY: Final = b'{"at": [39.318675, -76.608675, "canary"]}'
CANARIES: Final = ("318675", "608675", "canary")

LIMIT_S: Final = 1.1
"""What a call with a deadline of 0.8 s may take on a busy machine."""

OK: Final = b"HTTP/1.1 200 OK\r\n"

FAULTS: Final = {
    "hangs": (hang, Failure.TIMEOUT),
    "drips its headers": (drip(OK, b"X: canary\r\n" * 100), Failure.TIMEOUT),
    "drips its body": (drip(OK + b"Content-Length: 99\r\n\r\n", b"x" * 99), Failure.TIMEOUT),
    "drips chunks": (
        drip(OK + b"Transfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n" * 99), Failure.TIMEOUT
    ),
    "says 100 for ever": (for_ever(b"HTTP/1.1 100 Continue\r\n\r\n"), Failure.TIMEOUT),
    "resets": (reset, Failure.BROKEN),
    "hangs up": (raw(b""), Failure.BROKEN),
    "hangs up in its headers": (raw(OK + b"Content-Length: 3\r\nX: c"), Failure.BROKEN),
    "sends less than it promised": (raw(OK + b"Content-Length: 9\r\n\r\n[1]"), Failure.BROKEN),
    "cuts a chunk": (raw(OK + b"Transfer-Encoding: chunked\r\n\r\n9\r\n[1]"), Failure.BROKEN),
    "has a bad chunk": (
        raw(OK + b"Transfer-Encoding: chunked\r\n\r\ncanary\r\n"), Failure.BROKEN
    ),
    "talks garbage": (raw(b"\x00\xffcanary\r\n\r\n"), Failure.BROKEN),
    "talks garbage for ever": (for_ever(b"canary" * 1000), Failure.BROKEN),
    "sends headers for ever": (
        raw(OK + b"X: canary\r\n" * 1000), Failure.BROKEN
    ),
    "says too much at once": (answer(b"x" * 30_000_000), Failure.TOO_LARGE),
    "says too much by and by": (raw(OK + b"\r\n" + b"x" * 30_000_000), Failure.TOO_LARGE),
    "says 204": (answer(b"", "204 No Content"), Failure.STATUS),
    "says 400": (answer(b"canary", "400 Bad Request"), Failure.REJECTED),
    "says 404": (answer(b"canary", "404 Not Found"), Failure.STATUS),
    "says 429": (answer(b"", "429 Too Many Requests", "Retry-After: 7"), Failure.STATUS),
    "says 500": (answer(b"canary", "500 Internal Server Error"), Failure.STATUS),
    "says 503": (answer(b"", "503 Unavailable", "Retry-After: 7"), Failure.STATUS),
    "redirects": (answer(b"", "302 Found", "Location: /elsewhere"), Failure.REDIRECT),
}  # fmt: skip


def outbound(url: str, breaker: Breaker | None = None) -> Outbound:
    return Outbound(endpoint_of(url), breaker)


def kind_of(line: Outbound, *, body: bytes | None = BODY) -> Failure:
    with pytest.raises(OutboundFailure) as caught:
        line.ask(PATH, bytes, body=body)
    return caught.value.kind


def settled(threads: int) -> bool:
    """Wait until no more threads are left than there were."""
    until = time.monotonic() + 1
    while threading.active_count() > threads and time.monotonic() < until:
        time.sleep(0.01)
    return threading.active_count() <= threads


@pytest.mark.parametrize("body", [None, BODY], ids=["GET", "POST"])
def test_a_good_answer_is_read(body: bytes | None) -> None:
    with serving(answer(b"[1]")) as server:
        found = outbound(server.url + "/base/").ask(PATH, bytes.decode, body=body)

    (request,) = server.requests
    assert found == "[1]"
    assert request.startswith(f"{'POST' if body else 'GET'} /base{PATH} HTTP/1.1\r\n".encode())
    assert request.partition(b"\r\n\r\n")[2] == (body or b"")
    assert b"\r\nConnection: close\r\n" in request


@pytest.mark.parametrize(
    "body",
    [
        OK + b"\r\n[1]",
        OK + b"Transfer-Encoding: chunked\r\n\r\n1\r\n[\r\n2\r\n1]\r\n0\r\n\r\n",
        b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"Content-Length: 3\r\n\r\n[1]and more",
        b"HTTP/1.0 200 Fine\r\n\r\n[1]",
    ],
)
def test_every_way_of_ending_a_body_is_understood(body: bytes) -> None:
    with serving(raw(body)) as server:
        assert outbound(server.url).ask("/", bytes) == b"[1]"


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_by_its_kind_in_time_and_in_silence(
    name: str, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    behaviour, kind = FAULTS[name]
    threads = threading.active_count()
    with serving(behaviour) as server, caplog.at_level(logging.DEBUG):
        started = time.monotonic()
        with pytest.raises(OutboundFailure) as caught:
            outbound(server.url).ask(PATH, bytes, body=BODY)
        took_s = time.monotonic() - started

    assert caught.value.kind is kind
    assert took_s < LIMIT_S
    assert server.connections == 1
    assert settled(threads)
    told = [*traceback.format_exception(caught.value), repr(caught.value), caplog.text]
    told += capfd.readouterr()
    assert not [one for one in CANARIES if one in "".join(told)]
    assert caplog.records == []


def test_a_closed_port_is_a_refusal() -> None:
    with serving(hang) as server:
        pass

    assert kind_of(outbound(server.url)) is Failure.REFUSED


def test_a_redirect_is_not_followed() -> None:
    with serving(answer(b"[1]")) as other:
        away = answer(b"", "307 Temporary Redirect", f"Location: {other.url}/")
        with serving(away) as server:
            kind = kind_of(outbound(server.url))

    assert kind is Failure.REDIRECT
    assert other.connections == 0


def test_a_large_answer_is_not_read_to_its_end() -> None:
    sent: list[int] = []

    def behave(line: socket.socket) -> None:
        line.sendall(OK + b"\r\n")
        while True:
            sent.append(line.send(b"x" * 100_000))

    with serving(behave) as server:
        line = Outbound(endpoint_of(server.url), max_bytes=1000)

        assert kind_of(line) is Failure.TOO_LARGE
    assert sum(sent) < 10_000_000


def test_the_longest_answer_that_is_allowed_is_read() -> None:
    with serving(answer(b"x" * 1000)) as server:
        found = Outbound(endpoint_of(server.url), max_bytes=1000).ask("/", bytes)

    assert found == b"x" * 1000


def test_proxies_of_the_environment_are_not_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer(b"[2]")) as proxy, serving(answer(b"[1]")) as server:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, proxy.url)
        found = outbound(server.url).ask("/", bytes)

    assert found == b"[1]"
    assert proxy.connections == 0


class SlowNames:
    """A name server that says nothing until it is let."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.free = threading.Event()
        self.asked = 0
        monkeypatch.setattr(socket, "getaddrinfo", self._look_up)

    def _look_up(self, *_: object, **__: object) -> list[object]:
        self.asked += 1
        self.free.wait(30)
        raise socket.gaierror(socket.EAI_AGAIN, "canary")


@pytest.fixture
def slow_names(monkeypatch: pytest.MonkeyPatch) -> Iterator[SlowNames]:
    names = SlowNames(monkeypatch)
    yield names
    names.free.set()


def test_a_name_server_that_hangs_holds_nobody(slow_names: SlowNames) -> None:
    threads = threading.active_count()
    started = time.monotonic()

    kind = kind_of(outbound("https://router.example.org"))

    assert kind is Failure.TIMEOUT
    assert time.monotonic() - started < LIMIT_S
    slow_names.free.set()
    assert settled(threads)


def test_hanging_calls_are_bounded(slow_names: SlowNames) -> None:
    endpoint = endpoint_of("https://router.example.org")
    line = Outbound(endpoint, deadline_s=0.05, calls=2)

    kinds = [kind_of(line) for _ in range(4)]

    assert kinds == [Failure.TIMEOUT, Failure.TIMEOUT, Failure.BUSY, Failure.BUSY]
    assert slow_names.asked == 2


def test_a_name_that_nobody_knows_is_told(slow_names: SlowNames) -> None:
    slow_names.free.set()

    assert kind_of(outbound("https://router.example.org")) is Failure.DNS


def test_without_tls_a_name_must_lead_to_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    away = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("192.0.2.1", 80))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: away)

    assert kind_of(outbound("http://localhost")) is Failure.DNS


def test_of_several_addresses_the_next_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    with serving(answer(b"[1]")) as server:
        found = [
            (socket.AF_INET, socket.SOCK_STREAM, 6, "", (f"127.0.0.{last}", server.port))
            for last in (2, 1)
        ]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: found)

        assert outbound(f"http://localhost:{server.port}").ask("/", bytes) == b"[1]"


def _tls_server(authority: trustme.CA, name: str) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert(name).configure_cert(context)
    return context


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> trustme.CA:
    """Make a certificate authority that this process trusts."""
    made = trustme.CA()
    made.cert_pem.write_to_path(tmp_path / "ca.pem")
    monkeypatch.setenv("SSL_CERT_FILE", os.fspath(tmp_path / "ca.pem"))
    return made


def test_a_server_with_a_good_certificate_is_spoken_to(authority: trustme.CA) -> None:
    with serving(answer(b"[1]"), tls=_tls_server(authority, "127.0.0.1")) as server:
        assert outbound(server.url).ask("/", bytes, body=BODY) == b"[1]"

    assert server.requests[0].endswith(BODY)
    assert f"\r\nHost: 127.0.0.1:{server.port}\r\n".encode() in server.requests[0]


@pytest.mark.usefixtures("authority")
def test_a_certificate_of_a_stranger_is_not_believed() -> None:
    with serving(answer(b"[1]"), tls=_tls_server(trustme.CA(), "127.0.0.1")) as server:
        assert kind_of(outbound(server.url)) is Failure.TLS

    assert server.requests == []


def test_a_certificate_for_another_name_is_not_believed(authority: trustme.CA) -> None:
    with serving(answer(b"[1]"), tls=_tls_server(authority, "example.org")) as server:
        assert kind_of(outbound(server.url)) is Failure.TLS

    assert server.requests == []


@pytest.mark.parametrize("behaviour", [hang, drip(OK, b"X: y\r\n" * 99)])
def test_a_slow_server_is_left_in_time_over_tls_too(
    authority: trustme.CA, behaviour: Behaviour
) -> None:
    threads = threading.active_count()
    with serving(behaviour, tls=_tls_server(authority, "127.0.0.1")) as server:
        started = time.monotonic()
        kind = kind_of(outbound(server.url))
        took_s = time.monotonic() - started

    assert kind is Failure.TIMEOUT
    assert took_s < LIMIT_S
    assert settled(threads)


def test_a_server_that_does_not_speak_tls_is_told() -> None:
    with serving(answer(b""), at_once=True) as server:
        assert kind_of(Outbound(Endpoint(True, "127.0.0.1", server.port, ""))) is Failure.TLS


def test_a_handshake_that_never_ends_is_left_in_time() -> None:
    with serving(hang) as server:  # waits for a request that is not TLS
        started = time.monotonic()
        kind = kind_of(Outbound(Endpoint(True, "127.0.0.1", server.port, "")))

    assert kind is Failure.TIMEOUT
    assert time.monotonic() - started < LIMIT_S
    assert server.requests == []


class Clock:
    """Seconds that pass when the test says so."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_after_five_failures_the_sixth_call_sends_nothing_and_ends_at_once() -> None:
    with serving(answer(b"", "500 Error")) as server:
        line = outbound(server.url, Breaker(clock=Clock()))
        kinds = [kind_of(line) for _ in range(5)]
        started = time.monotonic()
        sixth = kind_of(line)
        took_s = time.monotonic() - started

    assert kinds == [Failure.STATUS] * 5
    assert sixth is Failure.RESTING
    assert server.connections == 5
    assert took_s < 0.01


def test_after_its_rest_one_call_tries_and_a_good_answer_closes_the_breaker() -> None:
    clock = Clock()
    with serving(answer(b"", "500 Error")) as server:
        line = outbound(server.url, Breaker(clock=clock))
        for _ in range(5):
            kind_of(line)
        clock.now += 29.9
        early = kind_of(line)
        clock.now += 0.2
        server.behaviour = answer(b"[1]")
        found = [line.ask("/", bytes), line.ask("/", bytes)]

    assert early is Failure.RESTING
    assert found == [b"[1]", b"[1]"]
    assert server.connections == 7


def test_a_try_that_fails_is_followed_by_another_rest() -> None:
    clock = Clock()
    with serving(answer(b"", "500 Error")) as server:
        line = outbound(server.url, Breaker(clock=clock))
        for _ in range(5):
            kind_of(line)
        clock.now += 30
        kinds = [kind_of(line), kind_of(line)]

    assert kinds == [Failure.STATUS, Failure.RESTING]
    assert server.connections == 6


def test_a_success_or_a_rejected_request_ends_a_row_of_failures() -> None:
    breaker = Breaker(2, clock=Clock())

    for kind in (Failure.TIMEOUT, Failure.REJECTED, Failure.DNS):
        assert _failing(breaker, kind) is kind
    assert breaker.call(lambda: 1) == 1
    for kind in (Failure.TLS, Failure.STATUS, Failure.RESTING):
        assert _failing(breaker, Failure.STATUS if kind is Failure.RESTING else kind) is kind


def test_while_one_call_tries_the_others_rest_and_stragglers_have_no_say() -> None:
    clock = Clock()
    breaker = Breaker(1, clock=clock)
    going, trying = threading.Event(), threading.Event()
    straggler = threading.Thread(target=lambda: breaker.call(lambda: going.wait(30)))
    straggler.start()
    _failing(breaker, Failure.TIMEOUT)
    clock.now += 30
    probe = threading.Thread(target=lambda: breaker.call(lambda: trying.wait(30)))
    probe.start()

    while_trying = _failing(breaker, Failure.STATUS)
    going.set()
    straggler.join(30)
    after_the_straggler = _failing(breaker, Failure.STATUS)
    trying.set()
    probe.join(30)

    assert (while_trying, after_the_straggler) == (Failure.RESTING, Failure.RESTING)
    assert breaker.call(lambda: 1) == 1


def test_a_fault_of_our_own_leaves_no_try_open() -> None:
    clock = Clock()
    breaker = Breaker(1, clock=clock)
    _failing(breaker, Failure.TIMEOUT)
    clock.now += 30
    with pytest.raises(ZeroDivisionError):
        breaker.call(lambda: 1 // 0)
    clock.now += 30

    assert breaker.call(lambda: 1) == 1


def _failing(breaker: Breaker, kind: Failure) -> Failure:
    def fail() -> None:
        raise OutboundFailure(kind)

    with pytest.raises(OutboundFailure) as caught:
        breaker.call(fail)
    return caught.value.kind


def test_calls_under_way_do_not_wait_for_each_other() -> None:
    together = threading.Barrier(4)
    found: list[bytes] = []

    def behave(line: socket.socket) -> None:
        together.wait(30)
        answer(b"[1]")(line)

    with serving(behave) as server:
        line = outbound(server.url)
        threads = [
            threading.Thread(target=lambda: found.append(line.ask("/", bytes))) for _ in range(4)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    assert found == [b"[1]"] * 4


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.filterwarnings("ignore:.*multi-threaded.*fork:DeprecationWarning")
def test_one_made_before_a_fork_works_after_it() -> None:
    with serving(answer(b"[1]")) as server:
        line = outbound(server.url)
        line.ask("/", bytes)
        child = os.fork()
        if child == 0:
            os._exit(0 if line.ask("/", bytes) == b"[1]" else 1)
        _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 0


NETWORK: Final = {"http.client", "requests", "socket", "ssl", "urllib.request", "urllib3", "httpx"}


def test_no_other_module_can_open_a_connection() -> None:
    openers = {
        path.stem
        for path in FINDER.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for name in ([node.module] if isinstance(node, ast.ImportFrom) else
                     [alias.name for alias in node.names])
        if name in NETWORK
    }  # fmt: skip

    # serve listens; street_fetch is what an operator's command alone imports.
    assert openers == {"outbound", "serve", "street_fetch"}


def test_only_the_command_that_fetches_imports_what_fetches() -> None:
    importers = {
        path.stem
        for path in FINDER.glob("*.py")
        if "finder.street_fetch" in path.read_text("utf-8")
    }

    assert importers == {"streets_cli"}
