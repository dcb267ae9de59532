"""The Census's server on this machine, with faults: the same layout, ranges and a listing."""

import contextlib
import re
import socket
from collections.abc import Callable, Iterator, Mapping
from typing import Final

from tests.faulty_server import FaultyServer, answer, serving

Fault = Callable[[socket.socket, bytes, int], None]
"""What is done instead of sending a file from a byte on."""

FOLDER: Final = "/geo/tiger/TIGER2024/ADDRFEAT/"


@contextlib.contextmanager
def census_server(
    files: Mapping[str, bytes], *faults: Fault, listing: bool = True
) -> Iterator[FaultyServer]:
    """Serve files by name; the first requests for files meet the faults, one each."""
    left = list(faults)

    def behave(line: socket.socket) -> None:
        head = server.requests[-1].decode("ascii")
        path = head.split(" ")[1]
        body = files.get(path.removeprefix(FOLDER))
        if path == FOLDER and listing:
            links = "".join(f'<a href="{name}">{name}</a>' for name in files)
            answer(f"<html>{links}</html>".encode())(line)
        elif body is None:
            answer(b"no such file", "404 Not Found")(line)
        else:
            asked = re.search(r"Range: bytes=([0-9]+)-\r", head)
            send = left.pop(0) if left else part
            send(line, body, int(asked[1]) if asked else 0)

    with serving(behave) as server:
        yield server


def part(line: socket.socket, body: bytes, start: int) -> None:
    """Send a file from a byte on, as a good server does."""
    if start >= len(body):
        answer(b"", "416 Range Not Satisfiable")(line)
    elif start:
        where = f"Content-Range: bytes {start}-{len(body) - 1}/{len(body)}"
        answer(body[start:], "206 Partial Content", where)(line)
    else:
        answer(body)(line)


def cut_after(count: int) -> Fault:
    """Promise the rest of the file, and hang up after some bytes of it."""

    def send(line: socket.socket, body: bytes, start: int) -> None:
        rest = body[start:]
        status = f"206 Partial Content\r\nContent-Range: bytes {start}-{len(body) - 1}/{len(body)}"
        head = f"HTTP/1.1 {status if start else '200 OK'}\r\nContent-Length: {len(rest)}\r\n\r\n"
        line.sendall(head.encode() + rest[:count])

    return send


def as_long_as(length: int | str) -> Fault:
    """Say that the file is of another length than it is."""

    def send(line: socket.socket, body: bytes, _: int) -> None:
        line.sendall(f"HTTP/1.1 200 OK\r\nContent-Length: {length}\r\n\r\n".encode() + body)

    return send


def without_length(line: socket.socket, body: bytes, _: int) -> None:
    """Do not say how long the file is."""
    line.sendall(b"HTTP/1.1 200 OK\r\n\r\n" + body)


def whole_again(line: socket.socket, body: bytes, _: int) -> None:
    """Take no notice of the part that was asked for."""
    answer(body)(line)


def another_part(line: socket.socket, body: bytes, start: int) -> None:
    """Send another part than was asked for."""
    where = f"Content-Range: bytes {start + 10}-{len(body) - 1}/{len(body)}"
    answer(body[start + 10 :], "206 Partial Content", where)(line)


def damaged(line: socket.socket, body: bytes, _: int) -> None:
    """Send as many bytes as there are, some of them wrong."""
    middle = len(body) // 2
    answer(body[:middle] + b"\0" * 64 + body[middle + 64 :])(line)


def status(said: str, *headers: str) -> Fault:
    """Answer with a status and no file."""
    return lambda line, _body, _start: answer(b"sorry", said, *headers)(line)
