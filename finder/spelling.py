"""Spelling: names by their beginning, and names one edit away from what was typed.

The arrays are made at build time (`finder/build/spelling.py`) and read from the
gazetteer's file at start. One edit is a letter more, less, other, or two neighbors
swapped (optimal string alignment); spaces do not count.
"""

import math
import zlib
from bisect import bisect_left
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from finder.directory import FacilityDirectory
from finder.gazetteer import Gazetteer
from finder.geo import span, vector
from finder.names import deletes, squash
from finder.place import Place

SHORTEST: Final = 4
"""Shorter texts are one edit away from too much: nothing is corrected into or out of them."""

SHORTEST_FACILITY: Final = 6
"""A hospital's initials ("WHC") are too short to be mistyped and still known."""

_EARTH_KM: Final = 6371.0
_NEAR_KM: Final = 75.0
"""Distance from a facility that outweighs ten times the people, in the order of suggestions."""

_FAR_KM: Final = 400.0
"""Beyond this, further off is no less likely."""


class Spelling:
    """The names of the gazetteer, in key order, with how likely each is meant here."""

    def __init__(self, gazetteer: Gazetteer, directory: FacilityDirectory) -> None:
        """Read the arrays and weigh every name once for these facilities."""
        arrays = gazetteer.arrays()
        self._facilities = directory.vectors
        self._facility_keys = directory.keys
        self._keys = arrays["keys"].tobytes().decode().split("\n")
        self._hashes, self._entries = arrays["hashes"], arrays["entries"]
        likely = _likelihood(arrays["xyz"].reshape(-1, 3), arrays["people"], directory)
        self._likely = np.maximum.reduceat(likely, arrays["starts"].astype(np.intp))

    def corrections(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the keys that differ by their spaces alone, and those one edit away."""
        text = squash(key)
        if len(text) < SHORTEST:
            return (), ()
        sought = np.array(sorted({zlib.crc32(one.encode()) for one in deletes(text)}), np.uint32)
        low = np.searchsorted(self._hashes, sought, "left")
        high = np.searchsorted(self._hashes, sought, "right")
        found = {int(at) for lo, hi in zip(low, high, strict=True) for at in self._entries[lo:hi]}
        apart = {
            at: OSA.distance(squash(self._keys[at]), text, score_cutoff=1) for at in sorted(found)
        }
        same, near = (
            tuple(self._keys[at] for at, edits in apart.items() if edits == wanted)
            for wanted in (0, 1)
        )
        return same, near

    def facility_corrections(self, key: str) -> tuple[str, ...]:
        """Return the hospital names (as keys) that are at most one edit from this one."""
        text = squash(key)
        if len(text) < SHORTEST_FACILITY:
            return ()
        return tuple(
            name
            for name in self._facility_keys
            if OSA.distance(squash(name), text, score_cutoff=1) <= 1
        )

    def beginning(self, key: str, most: int) -> tuple[str, ...]:
        """Return the likeliest keys that begin with this one, which stands first if it is one."""
        low = bisect_left(self._keys, key)
        high = bisect_left(self._keys, key + "\uffff", low)
        likely = self._likely[low:high]
        if len(likely) > most:
            first = np.argpartition(-likely, most)[:most]
        else:
            first = np.arange(len(likely))
        order = sorted(first.tolist(), key=lambda at: (-float(likely[at]), at))
        keys = [self._keys[low + at] for at in order]
        if low < high and self._keys[low] == key:
            keys = [key, *(one for one in keys if one != key)][:most]
        return tuple(keys)

    def weight(self, place: Place) -> float:
        """Return how likely a place is meant, in the same measure as for names."""
        start = vector(place.coordinate)
        nearest_m = min(span(start, end)[0] for end in self._facilities)
        distance_km = min(nearest_m / 1000, _FAR_KM)
        return math.log10((place.population or 0) + 100) - distance_km / _NEAR_KM


def _likelihood(
    xyz: NDArray[np.float32], people: NDArray[np.float32], directory: FacilityDirectory
) -> NDArray[np.float32]:
    """Weigh names by people (powers of ten) and nearness to a facility."""
    facilities = directory.prepared.xyz / np.linalg.norm(directory.prepared.xyz, axis=1)[:, None]
    cosine = np.clip((xyz @ facilities.T.astype(np.float32)).max(axis=1), -1, 1)
    distance_km = np.minimum(_EARTH_KM * np.arccos(cosine), _FAR_KM)
    likely: NDArray[np.float32] = np.log10(people + 100) - distance_km / _NEAR_KM
    return likely
