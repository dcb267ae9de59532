"""Prepares the spelling index: arrays that find a name by its beginning or one edit away."""

import sqlite3
import zlib
from collections.abc import Iterable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from finder.geo import directions
from finder.names import deletes, spellings

PROPER_CLASSES = 2
"""Nicknames, official and local names; those in other languages are no targets of a correction."""


def write(file: sqlite3.Connection) -> None:
    """Add the table of arrays to a gazetteer whose places and names are written."""
    rows = file.execute(
        "SELECT key, latitude, longitude, coalesce(population, 0) FROM name"
        " JOIN place ON id = name.place WHERE class < ? AND key NOT LIKE 'iata %'"
        " AND key NOT LIKE 'state __' ORDER BY key, id",
        (PROPER_CLASSES,),
    ).fetchall()
    keys, starts = _keys([row[0] for row in rows])
    hashes, entries = _deletes(keys)
    arrays: dict[str, NDArray[Any]] = {
        "keys": np.frombuffer("\n".join(keys).encode(), dtype=np.uint8),
        "starts": np.array(starts, dtype=np.uint32),
        "xyz": directions(np.array([row[1:3] for row in rows])),
        "people": np.array([row[3] for row in rows], dtype=np.float32),
        "hashes": hashes,
        "entries": entries,
    }
    file.execute("CREATE TABLE array (name TEXT PRIMARY KEY, type TEXT, data BLOB) STRICT")
    file.executemany(
        "INSERT INTO array VALUES (?, ?, ?)",
        ((name, one.dtype.str, one.tobytes()) for name, one in arrays.items()),
    )


def _keys(column: list[str]) -> tuple[list[str], list[int]]:
    """Return the distinct keys of a sorted column, and the row where each begins."""
    starts = [at for at, key in enumerate(column) if at == 0 or key != column[at - 1]]
    return [column[at] for at in starts], starts


def _deletes(keys: Iterable[str]) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Hash every spelling of every key, whole and with each one letter left out."""
    pairs = sorted(
        {
            (zlib.crc32(text.encode()), at)
            for at, key in enumerate(keys)
            for spelling in spellings(key)
            for text in deletes(spelling)
        }
    )
    table = np.array(pairs, dtype=np.uint32)
    return table[:, 0].copy(), table[:, 1].copy()
