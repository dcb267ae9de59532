"""The server: gunicorn, forking its workers from one process that has read everything.

Chosen by measurement (shared figures, November 2026): threads of one gunicorn process
answer 880 pages a second, waitress 820, granian 1,040; but only gunicorn forks workers
from a loaded parent, which keeps pandas and the data in memory once for all of them.
"""

import contextlib
import logging
import os
import socket
import struct
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger
from gunicorn.http.errors import (
    ChunkMissingTerminator,
    InvalidChunkExtension,
    InvalidChunkSize,
    ParseException,
)
from gunicorn.workers.gthread import ThreadWorker

from finder.app import broken_body
from finder.errors import ConfigurationError, Problem
from finder.parse import parse
from finder.settings import Settings

GRACEFUL_SECONDS: Final = 10
"""After SIGTERM, how long answers under way may take; a search takes milliseconds."""

SILENT_SECONDS: Final = 5
"""How long a client may keep a thread waiting in the middle of a request. A proxy in front
reads whole requests first and never waits."""

REQUEST_LINE_BYTES: Final = 2048

_SAFE: Final = (
    "Starting gunicorn", "Listening at", "Using worker", "Booting worker", "Handling signal",
    "Worker exiting", "Shutting down", "Worker (pid:", "WORKER TIMEOUT", "Parent changed",
    "unexpected ", "a request was not HTTP",
)  # fmt: skip
"""Beginnings of log lines that are about the server itself, not about a request."""


class RequestSilence(logging.Filter):
    """Keeps the server's own news and withholds what a line about a request would quote.

    gunicorn writes the URI or a malformed request line into its messages, and either may
    hold an address that somebody put there.
    """

    def filter(self, record: logging.LogRecord) -> bool:
        """Let the record pass, emptied of everything that came with a request."""
        if record.msg.__class__ is str and record.msg.startswith(_SAFE):
            return True
        kind = record.exc_info[0] if record.exc_info else None
        record.msg = "a request could not be handled (details withheld)"
        if kind is not None:
            record.msg += f": {kind.__name__}"
        record.args, record.exc_info, record.exc_text = (), None, None
        return record.levelno >= logging.WARNING


class SilentLogger(Logger):
    """gunicorn's logger with `RequestSilence` on it and no access log."""

    def setup(self, cfg: Any) -> None:
        """Set gunicorn's logs up, then put the filter in front of them."""
        super().setup(cfg)
        self.error_log.addFilter(RequestSilence())


class PatientWorker(ThreadWorker):
    """gunicorn's threaded worker that neither waits for ever nor quotes what it was sent."""

    def enqueue_req(self, conn: Any) -> None:
        """Bound by the kernel how long one read or write of this connection may take.

        The worker sets its sockets blocking, so a timeout in Python would be undone.
        """
        limit = struct.pack("ll", SILENT_SECONDS, 0)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVTIMEO, limit)
        conn.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, limit)
        super().enqueue_req(conn)

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:  # noqa: ARG002 (gunicorn's interface)
        """Answer what is not HTTP with fixed words: gunicorn's own page repeats the request."""
        self.log.warning("a request was not HTTP: %s", type(exc).__name__)
        status = "400 Bad Request" if isinstance(exc, (ParseException, OSError)) else "500 Error"
        lines = (f"HTTP/1.1 {status}", *_BARE_HEADERS, "", f"{status}\n")
        with contextlib.suppress(OSError):
            client.sendall("\r\n".join(lines).encode())


_BARE_HEADERS: Final = (
    "Connection: close",
    "Content-Type: text/plain; charset=utf-8",
    "Cache-Control: no-store",
    "Content-Security-Policy: default-src 'none'",
    "X-Content-Type-Options: nosniff",
)


def refuse_taken_port(settings: Settings) -> None:
    """Raise ConfigurationError if nobody can listen where the settings say, before any fork."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.host, settings.port))
        except OSError as error:
            place = f"{settings.host}:{settings.port}"
            expected = f"an address and a port that are free ({error.strerror})"
            found = Problem("environment", None, "FINDER_HOST, FINDER_PORT", place, expected)
            raise ConfigurationError([found]) from error


def forgive_broken_bodies(app: Flask) -> None:
    """Let the application answer a body that gunicorn can't take apart, as it does others."""
    for kind in (ParseException, InvalidChunkSize, ChunkMissingTerminator, InvalidChunkExtension):
        app.register_error_handler(kind, broken_body)


def warm(app: Flask) -> None:
    """Answer once before the workers are forked, so that nobody waits for what is made once.

    An address is parsed but not searched for: a provider would be asked about it.
    """
    parse("1 Main Street, Annapolis, MD")
    client = app.test_client()
    for place in ("21218", "Annapolis, MD"):
        client.post("/", data={"place": place})


class Server(BaseApplication):
    """gunicorn configured from Finder's settings, with an application that is already made."""

    def __init__(self, app: Flask, settings: Settings) -> None:
        """Keep both; `run()` serves until SIGTERM or SIGINT."""
        self._app = app
        self._settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Hand gunicorn its settings; everything not named stays at its default."""
        chosen = self._settings
        host = f"[{chosen.host}]" if ":" in chosen.host else chosen.host
        options = {
            "bind": f"{host}:{chosen.port}",
            "workers": chosen.workers,
            "threads": chosen.threads,
            "worker_class": PatientWorker,
            "forwarder_headers": "",
            "forwarded_allow_ips": "",
            "preload_app": True,
            "accesslog": None,
            "errorlog": "-",
            "loglevel": chosen.log_level.lower(),
            "logger_class": SilentLogger,
            "graceful_timeout": GRACEFUL_SECONDS,
            "limit_request_line": REQUEST_LINE_BYTES,
            "control_socket_disable": True,
            "proc_name": "finder",
            "worker_tmp_dir": "/dev/shm" if os.path.isdir("/dev/shm") else None,  # noqa: PTH112, S108
        }
        for name, value in options.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the application, loaded before the workers are forked."""
        return self._app
