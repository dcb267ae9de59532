"""SQLite files that are only read, by many threads and by processes forked from one."""

import os
import sqlite3
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import quote

Row = tuple[Any, ...]


class ReadOnly:
    """A file that nobody changes while it is open. Opened at the first look-up of each thread."""

    def __init__(self, path: Path, pragma: str) -> None:
        """Keep where the file is; `pragma` is the setting that every connection begins with."""
        self._uri = f"file:{quote(str(path))}?mode=ro&immutable=1"
        self._pragma = pragma
        self._connections = threading.local()

    def connection(self) -> sqlite3.Connection:
        """Return this thread's own connection; one made before a fork is not used after it.

        Raises sqlite3.Error where the file can't be opened.
        """
        own = getattr(self._connections, "own", None)
        if own is None or own[0] != os.getpid():
            connection = sqlite3.connect(self._uri, uri=True, check_same_thread=False)
            connection.execute(f"PRAGMA {self._pragma}")
            own = self._connections.own = (os.getpid(), connection)
        found: sqlite3.Connection = own[1]
        return found

    def rows(self, query: str, values: Iterable[object]) -> list[Row]:
        """Return all rows of a query."""
        return self.connection().execute(query, tuple(values)).fetchall()
