"""Nothing of a place that somebody typed stays anywhere or goes anywhere."""

import json
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote, urlencode

import pytest

from finder.app import MAX_BODY_BYTES
from finder.serve import REQUEST_LINE_BYTES
from tests.doors.server import PATIENCE_S, Server
from tests.faulty_server import Behaviour, answer, serving

ADDRESS: Final = "8675 Zanzibar Quay Canary Ct, Baltimore, MD 21218"
POINT: Final = "39.318675, -76.608675"
DRIVER: Final = "4477 Xylophone Mews, Frostburg Aviary, Annapolis, MD 21401"
DRIVER_POINT: Final = "38.978445, -76.492183"
CANARIES: Final = (
    "8675", "zanzibar", "quay", "canary", "608675",
    "4477", "xylophone", "aviary", "978445", "492183",
)  # fmt: skip
"""Parts of what was typed, in lower case, that nothing else contains."""

FORM: Final = "application/x-www-form-urlencoded"


def leaks(text: str | bytes) -> list[str]:
    """Return the parts of what was typed that stand in a text."""
    lower = (text.decode("utf-8", "replace") if isinstance(text, bytes) else text).lower()
    return [canary for canary in CANARIES if canary in lower]


def talk(server: Server) -> Iterator[tuple[str, int, str]]:
    """Type the canaries at every door in every wrong and right way; yield the headers."""
    plain, quoted = ADDRESS.encode(), quote(ADDRESS)
    for place in (ADDRESS, POINT):
        text = json.dumps({"text": place}).encode()
        page = urlencode({"place": place}).encode()
        yield "page", *server.ask("/", page, FORM)[:2]
        yield "search", *server.ask("/api/v1/search", text)[:2]
        yield "geocode", *server.ask("/api/v1/geocode", text)[:2]
        yield "suggest", *server.ask("/api/v1/suggest", text)[:2]
        yield "frame", *server.ask("/embed?procedure=mitraclip", page, FORM)[:2]
        yield "frame link", *server.ask(f"/embed?place={quote(place)}")[:2]
        yield "link", *server.ask(f"/?place={quote(place)}")[:2]
        yield "query", *server.ask(f"/api/v1/search?text={quote(place)}", text)[:2]
        yield "suggest query", *server.ask(f"/api/v1/suggest?text={quote(place)}", text)[:2]
    for driver in (DRIVER, DRIVER_POINT):
        text = json.dumps({"text": ADDRESS, "driver": driver}).encode()
        page = urlencode({"place": ADDRESS, "driver": driver}).encode()
        yield "driver page", *server.ask("/", page, FORM)[:2]
        yield "driver search", *server.ask("/api/v1/search", text)[:2]
        yield "driver geocode", *server.ask("/api/v1/geocode", text)[:2]
        yield "driver link", *server.ask(f"/?place=21218&driver={quote(driver)}")[:2]
        yield "driver query", *server.ask(f"/api/v1/search?driver={quote(driver)}", text)[:2]
    yield from talk_of_a_driver(server)
    for at in range(2, len(ADDRESS)):
        yield (
            "typing",
            *server.ask("/api/v1/suggest", json.dumps({"text": ADDRESS[:at]}).encode())[:2],
        )
    unknown = json.dumps({"text": "21218", ADDRESS: 1}).encode()
    yield "bad JSON", *server.ask("/api/v1/search", b'{"text": "' + plain)[:2]
    yield "not UTF-8", *server.ask("/api/v1/search", b'{"text": "\xff' + plain + b'"}')[:2]
    yield "wrong type", *server.ask("/api/v1/search", b'{"text": ["' + plain + b'"]}')[:2]
    yield "suggest bad JSON", *server.ask("/api/v1/suggest", b'{"text": "' + plain)[:2]
    yield "suggest unknown name", *server.ask("/api/v1/suggest", unknown)[:2]
    yield "unknown name", *server.ask("/api/v1/search", unknown)[:2]
    yield "unknown field", *server.ask("/", urlencode({ADDRESS: "1"}).encode(), FORM)[:2]
    yield "not found", *server.ask(f"/{quoted}")[:2]
    yield "not found below", *server.ask(f"/api/v1/{quoted}")[:2]
    yield "two slashes", *server.ask(f"//{quoted}")[:2]
    yield "too large", *server.ask("/", b"place=" + plain * (MAX_BODY_BYTES // 40), FORM)[:2]
    yield "wrong method", *server.ask(f"/program?place={quoted}", plain, FORM)[:2]
    yield (
        "form of parts",
        *server.ask("/", b"--x\r\n" + plain, "multipart/form-data; boundary=x")[:2],
    )
    yield "own type", *server.ask("/api/v1/search", plain, f"text/{quoted}")[:2]


def talk_of_a_driver(server: Server) -> Iterator[tuple[str, int, str]]:
    """Type a driver's start in ways that will not do."""
    wrong = {
        "driver too long": {"text": "21218", "driver": DRIVER * 4},
        "driver of a type": {"text": "21218", "driver": [DRIVER]},
        "driver's place": {"text": "21218", "driver": DRIVER, "driver_place": f"canary-{DRIVER}"},
    }
    for name, body in wrong.items():
        yield name, *server.ask("/api/v1/search", json.dumps(body).encode())[:2]
    for form in ({"driver": DRIVER * 4}, {"driver": DRIVER, "driver_choice": f"canary-{DRIVER}"}):
        page = urlencode({"place": "21218"} | form).encode()
        yield "driver's fault", *server.ask("/", page, FORM)[:2]


def talk_raw(server: Server) -> Iterator[tuple[str, bytes]]:
    """Send what no browser would; yield all that comes back."""
    plain = ADDRESS.encode()
    long = quote(ADDRESS).encode() * (REQUEST_LINE_BYTES // 40)
    get = b"GET / HTTP/1.1\r\nHost: localhost\r\n"
    post = b"POST / HTTP/1.1\r\nHost: localhost\r\n"
    requests = {
        "spaces in the line": b"GET /?place=" + plain + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "a line too long": b"GET /?place=" + long + b" HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "no request at all": plain + b"\r\n\r\n",
        "a method of its own": b"ZANZIBAR / HTTP/1.1\r\nHost: localhost\r\n\r\n",
        "a version of its own": b"GET / HTTP/8675\r\nHost: localhost\r\n\r\n",
        "a bad header": get + b"Canary Ct: " + plain + b"\r\n\r\n",
        "a header too long": get + b"X: " + plain * 400 + b"\r\n\r\n",
        "a bad length": post + b"Content-Length: 8675canary\r\n\r\n" + plain,
        "a bad chunk": post + b"Transfer-Encoding: chunked\r\n\r\n" + plain + b"\r\n",
        "a body cut short": post + b"Content-Length: 8000\r\n\r\nplace=" + plain,
    }
    for name, request in requests.items():
        yield name, server.say(request)


def test_a_debugging_server_keeps_nothing_of_what_was_typed(tmp_path: Path) -> None:
    with Server(tmp_path, log_level="DEBUG") as server:
        answers = list(talk(server))
        replies = list(talk_raw(server))
        code = server.stop()

    assert code == 0
    assert "Listening at" in server.log.read_text()
    for name, _, headers in answers:
        assert not leaks(headers), name
        assert "Cache-Control: no-store" in headers, name
    for name, reply in replies:
        head = reply.partition(b"\r\n\r\n")[0]
        assert not leaks(head), name
    for path in tmp_path.rglob("*"):
        assert not leaks(path.name)
        assert not path.is_file() or not leaks(path.read_bytes()), path.name
    statuses = {name: status for name, status, _ in answers}
    answered = ("page", "frame", "search", "geocode", "suggest", "typing", "driver page")
    for name in (*answered, "driver search"):
        assert statuses[name] == 200, name
    assert statuses["frame link"] == 400
    assert statuses["link"] == statuses["query"] == statuses["bad JSON"] == 400
    assert statuses["suggest query"] == statuses["suggest bad JSON"] == 400
    assert statuses["driver query"] == statuses["driver geocode"] == 400
    assert statuses["driver too long"] == statuses["driver of a type"] == 400
    assert (statuses["not found"], statuses["too large"]) == (404, 413)


@pytest.mark.parametrize("behaviour", [answer(b'[{"canary": 8675}]'), answer(b"[]")])
def test_with_a_provider_too_a_debugging_server_keeps_nothing_of_what_was_typed(
    behaviour: Behaviour, tmp_path: Path
) -> None:
    with serving(behaviour) as provider:
        chosen = {
            "FINDER_PROVIDER": "nominatim",
            "FINDER_PROVIDER_URL": provider.url,
            "FINDER_PROVIDER_OPTIONS": "user_agent=aviary",
        }
        with Server(tmp_path, log_level="DEBUG", settings=chosen) as server:
            answers = [server.ask("/", urlencode({"place": ADDRESS}).encode(), FORM)]
            answers += [server.ask("/api/v1/search", json.dumps({"text": ADDRESS}).encode())]
            assert server.stop() == 0

    assert [status for status, _, _ in answers] == [200, 200]
    assert provider.requests
    assert not leaks(server.log.read_bytes())
    assert b"aviary" in provider.requests[0]
    for path in tmp_path.rglob("*"):
        assert not path.is_file() or not leaks(path.read_bytes()), path.name


@pytest.mark.parametrize(
    "words",
    [
        ["search", ADDRESS * 5],
        ["search", ADDRESS, "--units", "zanzibar"],
        ["search", ADDRESS, "--limit", "8675canary"],
        ["search", ADDRESS, "--procedure", "canary"],
        ["search", "8675 Zanzibar Quay Canary Ct"],
        ["geocode", "8675 Zanzibar Quay Canary Ct"],
        ["search", "21218", "--driver", DRIVER * 5],
        ["search", "8675 Zanzibar Quay Canary Ct", "--driver", DRIVER],
        ["search", ADDRESS, "--driver", DRIVER, "--limit", "8675canary"],
    ],
)
def test_the_command_line_repeats_nothing_in_its_errors(words: list[str]) -> None:
    command = [sys.executable, "-m", "finder", *words]

    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode in (1, 2)
    assert done.stderr
    assert not leaks(done.stderr)


OFFLINE = """
import sys
opened = []
def refuse(event, args):
    if event in ("socket.connect", "socket.getaddrinfo", "socket.bind", "socket.sendto"):
        opened.append(event)
        raise PermissionError(event)
sys.addaudithook(refuse)

from datetime import date
from finder.app import create_app
from finder.program import load_program
from finder.resources import gazetteer_path, resource
from finder.search import load_sources
from finder.settings import read_settings

data = resource("data")
sources = load_sources(data / "locations.csv", gazetteer_path(), today=date(2026, 11, 24))
program = load_program(data / "program" / "en")
settings = read_settings({"FINDER_PUBLIC_URL": "https://finder.example.org"})
client = create_app(sources, program, settings).test_client()
for text in ("21218", "Springfield", "zzzz", "8675 Zanzibar Ct, Baltimore, MD", "39.3, -76.6"):
    for path in ("/api/v1/search", "/api/v1/geocode", "/api/v1/suggest"):
        assert client.post(path, json={"text": text}).status_code in (200, 404)
    assert client.post("/", data={"place": text}).status_code in (200, 404)
both = {"text": "21218", "driver": "4477 Xylophone Mews, Annapolis, MD"}
assert client.post("/api/v1/search", json=both).status_code == 200
assert client.post("/", data={"place": "21218", "driver": "38.97, -76.49"}).status_code == 200
for path in ("/", "/embed", "/program", "/api", "/api/v1/facilities", "/api/v1/openapi.json",
             "/hospital/harbor", "/hospital/harbor.txt", "/sitemap.xml", "/robots.txt"):
    assert client.get(path).status_code == 200
assert not opened, opened
import socket
try:
    socket.create_connection(("127.0.0.1", 9))
except PermissionError:
    print("watched")
"""


def test_answering_opens_no_connection_to_anywhere() -> None:
    done = subprocess.run(
        [sys.executable, "-c", OFFLINE], capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, done.stderr
    assert done.stdout == "watched\n"


def _sockets(pid: int) -> set[str]:
    """Return the inodes of a process's open sockets."""
    links = []
    for one in Path(f"/proc/{pid}/fd").iterdir():
        try:
            links.append(os.readlink(one))  # noqa: PTH115 (a name like "socket:[1]" is no path)
        except FileNotFoundError:
            continue
    return {link[8:-1] for link in links if link.startswith("socket:[")}


def _ends(pid: int) -> set[str]:
    """Return the local address of every internet socket of a process, as the kernel writes it."""
    own = _sockets(pid)
    ends = set()
    for table in ("tcp", "tcp6", "udp", "udp6"):
        for line in Path(f"/proc/{pid}/net/{table}").read_text().splitlines()[1:]:
            fields = line.split()
            if fields[9] in own:
                ends.add(f"{table} {fields[1]}")
    return ends


@pytest.mark.skipif(not Path("/proc/self/net/tcp").exists(), reason="needs Linux's /proc")
def test_a_server_with_default_settings_listens_on_this_machine_alone(tmp_path: Path) -> None:
    with Server(tmp_path) as server:
        server.ask("/api/v1/search", b'{"text": "21218"}')
        ends = {end for pid in server.processes() for end in _ends(pid)}

    assert ends == {f"tcp 0100007F:{server.port:04X}"}


def test_sigterm_lets_an_answer_under_way_finish(tmp_path: Path) -> None:
    body = json.dumps({"text": "21218"}).encode()
    head = (
        b"POST /api/v1/search HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
        b"Content-Type: application/json\r\nContent-Length: %d\r\n\r\n" % len(body)
    )
    found = b""
    with Server(tmp_path) as server:
        with socket.create_connection(("127.0.0.1", server.port), PATIENCE_S) as line:
            line.sendall(head + body[:5])
            time.sleep(0.3)
            codes: list[int] = []
            stopping = threading.Thread(target=lambda: codes.append(server.stop()))
            stopping.start()
            time.sleep(0.3)
            line.sendall(body[5:])
            while received := line.recv(65_536):
                found += received
        stopping.join(PATIENCE_S)

    assert found.startswith(b"HTTP/1.1 200 OK")
    assert b'"union-memorial"' in found
    assert codes == [0]
