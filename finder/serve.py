"""The server: gunicorn, forking its workers from one process that has read everything.

Chosen by measurement (shared figures, November 2026): threads of one gunicorn process
answer 880 pages a second, waitress 820, granian 1,040; but only gunicorn forks workers
from a loaded parent, which keeps pandas and the data in memory once for all of them.
"""

import logging
import os
from typing import Any, Final

from flask import Flask
from gunicorn.app.base import BaseApplication
from gunicorn.glogging import Logger

from finder.settings import Settings

GRACEFUL_SECONDS: Final = 10
"""After SIGTERM, how long answers under way may take; a search takes milliseconds."""

REQUEST_LINE_BYTES: Final = 2048

_SAFE: Final = (
    "Starting gunicorn", "Listening at", "Using worker", "Booting worker", "Handling signal",
    "Worker exiting", "Shutting down", "Worker (pid:", "WORKER TIMEOUT", "Parent changed",
    "unexpected ",
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
            "worker_class": "gthread",
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
