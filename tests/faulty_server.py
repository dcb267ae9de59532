"""A real HTTP server on this machine that misbehaves in the way it is told to."""

import contextlib
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Final

PATIENCE_S: Final = 30
DRIP_S: Final = 0.05

Behaviour = Callable[[socket.socket], None]
"""What is done with a connection once its request has been read."""


@dataclass
class FaultyServer:
    """Serves every connection with one behaviour, and keeps what it was sent."""

    behaviour: Behaviour
    tls: ssl.SSLContext | None = None
    at_once: bool = False
    """Behave without waiting for a request."""
    requests: list[bytes] = field(default_factory=list)
    connections: int = 0

    @property
    def url(self) -> str:
        """The base address."""
        return f"http{'s' if self.tls else ''}://127.0.0.1:{self.port}"

    def start(self) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        threading.Thread(target=self._listen, daemon=True).start()

    def stop(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.connections += 1
            threading.Thread(target=self._serve, args=(line,), daemon=True).start()

    def _serve(self, line: socket.socket) -> None:
        with line, contextlib.suppress(OSError):
            line.settimeout(PATIENCE_S)
            if self.tls is not None:
                line = self.tls.wrap_socket(line, server_side=True)
            with line:
                if not self.at_once:
                    self.requests.append(_request(line))
                self.behaviour(line)


@contextlib.contextmanager
def serving(
    behaviour: Behaviour, *, tls: ssl.SSLContext | None = None, at_once: bool = False
) -> Iterator[FaultyServer]:
    """Serve until the end of the block."""
    server = FaultyServer(behaviour, tls, at_once)
    server.start()
    try:
        yield server
    finally:
        server.stop()


def _request(line: socket.socket) -> bytes:
    found = b""
    while b"\r\n\r\n" not in found:
        found += _some(line)
    head, _, body = found.partition(b"\r\n\r\n")
    length = 0
    for header in head.lower().split(b"\r\n"):
        if header.startswith(b"content-length:"):
            length = int(header.partition(b":")[2])
    while len(body) < length:
        body += _some(line)
    return head + b"\r\n\r\n" + body


def _some(line: socket.socket) -> bytes:
    received = line.recv(65_536)
    if not received:
        raise ConnectionResetError
    return received


def answer(body: bytes, status: str = "200 OK", *headers: str) -> Behaviour:
    """Answer as a good server does."""
    lines = (f"HTTP/1.1 {status}", "Content-Type: application/json", *headers)
    head = "\r\n".join((*lines, f"Content-Length: {len(body)}", "", "")).encode()
    return raw(head + body)


def raw(text: bytes) -> Behaviour:
    """Send exactly this, and hang up."""
    return lambda line: line.sendall(text)


def hang(line: socket.socket) -> None:
    """Say nothing until the other side hangs up."""
    line.recv(1)


def reset(line: socket.socket) -> None:
    """Cut the connection without a goodbye."""
    line.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def drip(head: bytes, dripped: bytes) -> Behaviour:
    """Send the head at once, and the rest a byte at a time, always before a read times out."""

    def behave(line: socket.socket) -> None:
        line.sendall(head)
        for at in range(len(dripped)):
            line.sendall(dripped[at : at + 1])
            time.sleep(DRIP_S)

    return behave


def for_ever(text: bytes) -> Behaviour:
    """Send the same thing again and again."""

    def behave(line: socket.socket) -> None:
        while True:
            line.sendall(text)

    return behave
