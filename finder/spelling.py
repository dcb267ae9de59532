"""Spelling: names by their beginning, and names one edit away from what was typed.

The arrays are made at build time (`finder/build/spelling.py`) and read from the
gazetteer's file at start. One edit is a letter more, less, other, or two neighbors
swapped (optimal string alignment); spaces do not count, and short words ("Mt") are tried
both short and spelled out.
"""

import zlib
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import OSA

from finder.directory import FacilityDirectory
from finder.gazetteer import Gazetteer
from finder.geo import Coordinate, FloatArray, directions
from finder.names import deletes, spellings
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
        self._facilities = directions(_degrees([one.coordinate for one in directory]))
        self._facility_spellings = {key: spellings(key) for key in directory.keys}
        self._keys = arrays["keys"].tobytes().decode().split("\n")
        self._hashes, self._entries = arrays["hashes"], arrays["entries"]
        likely = self._likelihood(arrays["xyz"].reshape(-1, 3), arrays["people"])
        self._likely = np.maximum.reduceat(likely, arrays["starts"].astype(np.intp))

    def corrections(self, key: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Return the keys that differ by their spaces alone, and those one edit away."""
        typed = spellings(key)
        if len(typed[0]) < SHORTEST:
            return (), ()
        left = {one for text in typed for one in deletes(text)}
        sought = np.array(sorted({zlib.crc32(one.encode()) for one in left}), np.uint32)
        low = np.searchsorted(self._hashes, sought, "left").tolist()
        high = np.searchsorted(self._hashes, sought, "right").tolist()
        ranges = (slice(*ends) for ends in zip(low, high, strict=True) if ends[0] < ends[1])
        found = {at for one in ranges for at in self._entries[one].tolist()}
        apart = {at: _edits(typed, spellings(self._keys[at])) for at in sorted(found)}
        same, near = (
            tuple(self._keys[at] for at, edits in apart.items() if edits == wanted)
            for wanted in (0, 1)
        )
        return same, near

    def facility_corrections(self, key: str) -> tuple[str, ...]:
        """Return the hospital names (as keys) that are at most one edit from this one."""
        typed = spellings(key)
        if len(typed[0]) < SHORTEST_FACILITY:
            return ()
        known = self._facility_spellings.items()
        return tuple(key for key, names in known if _edits(typed, names) <= 1)

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

    def weights(self, places: Sequence[Place]) -> list[float]:
        """Return how likely each place is meant, in the same measure as for names."""
        if not places:
            return []
        people = np.array([place.population or 0 for place in places], np.float32)
        xyz = directions(_degrees([place.coordinate for place in places]))
        weights: list[float] = self._likelihood(xyz, people).tolist()
        return weights

    def _likelihood(
        self, xyz: NDArray[np.float32], people: NDArray[np.float32]
    ) -> NDArray[np.float32]:
        """Weigh places by people (powers of ten) and nearness to a facility."""
        cosines = np.einsum("fk,kn->fn", self._facilities, np.ascontiguousarray(xyz.T))
        cosine = np.minimum(cosines.max(axis=0), 1)
        distance_km = np.minimum(_EARTH_KM * np.arccos(cosine), _FAR_KM)
        likely: NDArray[np.float32] = np.log10(people + 100) - distance_km / _NEAR_KM
        return likely


def _edits(typed: tuple[str, ...], names: tuple[str, ...]) -> int:
    """Count the edits between the nearest two spellings; any number over one is 2."""
    return min(OSA.distance(one, other, score_cutoff=1) for one in typed for other in names)


def _degrees(coordinates: Iterable[Coordinate]) -> FloatArray:
    return np.array([(one.latitude, one.longitude) for one in coordinates])
