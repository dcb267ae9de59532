"""The gazetteer: ZIPs, places, counties, states and airports in one read-only SQLite file.

The file is made by the package's build step (`finder/build`). It never changes while it
is open, so it is opened immutable: no locks, no journal, shared pages between workers.
"""

import math
import sqlite3
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from finder.errors import DataError, Problem
from finder.geo import Coordinate, FloatArray, chords, points
from finder.names import name_key
from finder.place import Granularity, Place
from finder.readonly import ReadOnly, Row

_COLUMNS: Final = (
    "id, place.name, granularity, state, county, latitude, longitude, radius_m, source,"
    " population, within, zips"
)
_POSTCODE: Final = list(Granularity).index(Granularity.POSTCODE)
"""The build numbers granularities in their order; see its `_numbered_words`."""

_BY_ID: Final = f"SELECT {_COLUMNS} FROM place WHERE id = ?"  # noqa: S608 (constants only)
_BY_KEY: Final = (
    f"SELECT class, {_COLUMNS} FROM name JOIN place ON id = name.place"  # noqa: S608
    " WHERE key = ? ORDER BY class, id"
)
_NEAR: Final = (
    f"SELECT {_COLUMNS} FROM place WHERE granularity = {_POSTCODE}"  # noqa: S608
    " AND latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ?"
)
_ZIPS_NEAR: Final = (
    f"SELECT name, within FROM place WHERE granularity = {_POSTCODE}"  # noqa: S608
    " AND state = ? AND latitude BETWEEN ? AND ? AND longitude BETWEEN ? AND ? ORDER BY name"
)
_TOWN_WIDTH_DEGREES: Final = 0.4
"""Half the height of the box in which a town's ZIPs lie: 44 km, more than any city reaches."""

_POINTS: Final = (
    f"SELECT id, latitude, longitude FROM place WHERE granularity = {_POSTCODE} ORDER BY id"  # noqa: S608
)
_ZIPS: Final = "SELECT id FROM place WHERE id >= 'zip-' AND id < 'zip-~' ORDER BY id"
_FROM: Final = f"SELECT {_COLUMNS} FROM place WHERE id >= ? AND id < ? ORDER BY id LIMIT ?"  # noqa: S608
_SEARCH_WIDTHS_DEGREES: Final = (0.1, 0.4, 1.5)
WIDEST: Final = _SEARCH_WIDTHS_DEGREES[-1]
_METRES_PER_DEGREE: Final = 110_500.0
"""Of latitude at the equator, where degrees are shortest."""

_NICKNAME: Final = -1
_PROPER: Final = 1
"""Classes of names: the build's `NameClass`."""

_MMAP_BYTES: Final = 64 * 2**20
COUNTY_ID: Final = "county-"
"""Stands before the FIPS code of a county in its place's id."""

_CACHED_PLACES: Final = 4096
_CACHED_TOWNS: Final = 1024


class Gazetteer:
    """Look-ups by ZIP, by id, by name key and by nearness. Safe across threads and forks."""

    def __init__(self, path: Path) -> None:
        """Open the file and try it, or raise DataError."""
        self._file = ReadOnly(path, f"mmap_size = {_MMAP_BYTES}")
        self.by_id = lru_cache(maxsize=_CACHED_PLACES)(self._by_id)
        self.county = lru_cache(maxsize=_CACHED_PLACES)(self._county)
        self.zips_of_town = lru_cache(maxsize=_CACHED_TOWNS)(self._zips_of_town)
        try:
            self._words: dict[int, str] = dict(self._file.rows("SELECT number, text FROM word", ()))
            if self._words.get(_POSTCODE) != Granularity.POSTCODE:
                raise sqlite3.DatabaseError("made by another version")
        except sqlite3.Error as error:
            expected = "the gazetteer that the package's build makes: install Finder again"
            raise DataError([Problem(path.name, None, "file", str(error), expected)]) from error

    def _by_id(self, place_id: str) -> Place | None:
        """Return the place with this id. Kept in memory only, a bounded number of them."""
        rows = self._file.rows(_BY_ID, (place_id,))
        return self._place(rows[0]) if rows else None

    def zip(self, code: str) -> Place | None:
        """Return the place of a ZIP, or None where nothing says where it is."""
        return self.by_id(f"zip-{code}")

    def zips_beginning(self, digits: str, most: int) -> tuple[Place, ...]:
        """Return the first ZIPs that begin with these digits, in their order."""
        rows = self._file.rows(_FROM, (f"zip-{digits}", f"zip-{digits}~", most))
        return tuple(self._place(row) for row in rows)

    def counties_of(self, state: str) -> tuple[str, ...]:
        """Return the FIPS codes of a state's counties, in order."""
        rows = self._file.rows(_FROM, (COUNTY_ID, f"{COUNTY_ID}~", -1))
        places = (self._place(row) for row in rows)
        return tuple(one.id.removeprefix(COUNTY_ID) for one in places if one.state == state)

    def _county(self, name: str, state: str) -> Place | None:
        """Return the county of a name as places have it, None where there is none or no one."""
        named = self.named(name_key(name), state)
        found = [one for one in named if one.id.startswith(COUNTY_ID)]
        return found[0] if len(found) == 1 else None

    def _zips_of_town(self, town: Place) -> tuple[str, ...]:
        """Return the ZIPs with an area that the post office counts to a town, and its own.

        Kept in memory only, a bounded number of them.
        """
        middle, width = town.coordinate, _TOWN_WIDTH_DEGREES
        box = (
            middle.latitude - width, middle.latitude + width,
            middle.longitude - 1.5 * width, middle.longitude + 1.5 * width,
        )  # fmt: skip
        key = name_key(town.name)
        near = self._file.rows(_ZIPS_NEAR, (town.state, *box))
        zips = (str(name) for name, within in near if name_key(within) == key)
        return tuple(dict.fromkeys((*town.zips, *zips)))

    def zip_codes(self) -> tuple[str, ...]:
        """Return every ZIP that has a place, in order."""
        return tuple(row[0].removeprefix("zip-") for row in self._file.rows(_ZIPS, ()))

    def unlocated(self, code: str) -> str | None:
        """Return the kind of a ZIP that exists but lies nowhere ("MILITARY", "UNIQUE")."""
        rows = self._file.rows("SELECT kind FROM unlocated WHERE zip = ?", (code,))
        return str(rows[0][0]) if rows else None

    def named(self, key: str, state: str | None = None) -> tuple[Place, ...]:
        """Return the places of a name (in a state), by id: those for whom it is most proper.

        A nickname of the region means its place and no other. Official and local names
        count alike; names in other languages are looked at only where no place is properly
        called so.
        """
        found: list[tuple[int, Place]] = [
            (row[0], self._place(row[1:])) for row in self._file.rows(_BY_KEY, (key,))
        ]
        here = [(rank, place) for rank, place in found if state in (None, place.state)]
        for best in (_NICKNAME, _PROPER):
            proper = [place for rank, place in here if rank <= best]
            if proper:
                return tuple(proper)
        return tuple(place for _, place in here)

    def airport(self, code: str) -> Place | None:
        """Return the airport with this IATA code, in any case."""
        found = self.named(f"iata {code.lower()}")
        return found[0] if found else None

    def arrays(self) -> dict[str, NDArray[Any]]:
        """Return the arrays of the spelling index by name, flat."""
        rows = self._file.rows("SELECT name, type, rowid FROM array", ())
        return {name: np.frombuffer(self._blob(row), dtype=kind) for name, kind, row in rows}

    def _blob(self, row: int) -> bytes:
        """Read an array's bytes straight from the file: a query would copy them twice."""
        with self._file.connection().blobopen("array", "data", row, readonly=True) as blob:
            return blob.read()

    def country(self, key: str) -> str | None:
        """Return the name of another country that goes by this name key."""
        rows = self._file.rows("SELECT name FROM country WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def nearest_zip(self, point: Coordinate) -> tuple[Place, float] | None:
        """Return the ZIP whose centre is nearest to a point and its distance in metres.

        None where there is none within about 100 km: the point is not in the US.
        """
        for width in _SEARCH_WIDTHS_DEGREES:
            found = self._nearest_within(point, width)
            # One further off than the box is wide may not be the nearest: look in a wider box.
            if found is not None and (found[1] <= reach_m(point, width) or width == WIDEST):
                return found
        return None

    def zip_points(self) -> tuple[list[str], FloatArray]:
        """Return the ids of the ZIPs with an area, and their (latitude, longitude), in id order."""
        rows = self._file.rows(_POINTS, ())
        degrees = np.array([row[1:] for row in rows], dtype=np.float64).reshape(-1, 2)
        return [row[0] for row in rows], degrees

    def _nearest_within(self, point: Coordinate, width: float) -> tuple[Place, float] | None:
        south, north = point.latitude - width, point.latitude + width
        west, east = point.longitude - 1.5 * width, point.longitude + 1.5 * width
        places = [self._place(row) for row in self._file.rows(_NEAR, (south, north, west, east))]
        if not places:
            return None
        apart = chords(points([point]), points([p.coordinate for p in places])).estimate_m
        distance, _, place = min(
            (float(apart[0, at]), place.id, place) for at, place in enumerate(places)
        )
        return place, distance

    def _place(self, row: Row) -> Place:
        id_, name, granularity, state, county, lat, lon, radius_m, source, people, within, zips = (
            row
        )
        return Place(
            id=id_,
            name=name,
            granularity=Granularity(self._words[granularity]),
            state=state,
            county=self._words[county],
            coordinate=Coordinate(lat, lon),
            radius_m=radius_m,
            source=self._words[source],
            population=people,
            within=within,
            zips=tuple(zips.split()),
        )


def reach_m(point: Coordinate, width: float) -> float:
    """Return the least distance from a point to the rim of its search box."""
    across = 1.5 * math.cos(math.radians(abs(point.latitude) + width))
    return width * _METRES_PER_DEGREE * max(0.0, min(1.0, across))
