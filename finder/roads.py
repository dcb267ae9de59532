"""Roads: estimated minutes by road, without traffic, from any point to every facility.

A look-up in the fields that `fields.py` holds: microseconds, bilinear between cells, never
across water. Minutes are an estimate for an ordinary car without traffic, not a route: see
docs/roads.md.
"""

from pathlib import Path
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from platformdirs import user_cache_path

from finder.directory import FacilityDirectory
from finder.fields import AROUND, STEPS_A_MINUTE, UNREACHED, Fields, Recipe, load_fields
from finder.geo import Coordinate, FloatArray
from finder.grid import (
    COLUMNS,
    COLUMNS_PER_DEGREE,
    ROWS,
    ROWS_PER_DEGREE,
    SOUTH,
    WEST,
    IntArray,
    cells_of,
    metres_per_degree,
    plane_m,
)
from finder.network import Speeds
from finder.resources import fields_path, resource, terrain_path
from finder.terrain import Terrain, load_terrain

BoolArray = NDArray[np.bool_]

SNAP_M: Final = 8_000.0
"""An origin on water, on an island without a bridge or on the wrong bank is measured from the
nearest land within this that a road reaches; beyond it there is no estimate."""


_SNAP_CELLS: Final = 10
"""Cells are at least 0.98 km high and wide: SNAP_M from anywhere in one ends within these."""

BANK_M: Final = 600.0
"""The county polygons are good to some 300 m; a point this close to the line of a river may lie
on its other bank."""

_TURNS: Final = np.arange(8) * (np.pi / 4)
_COMPASS: Final = np.stack((np.cos(_TURNS), np.sin(_TURNS)), axis=-1)


class Anchor(NamedTuple):
    """Where an origin enters the road model: a point on land, and how far it was moved there.

    `extra_minutes` is what the move would take on the way. `county` is where the point lies,
    like "Calvert, MD", `by_river` tells that the other bank of a river on a county line is so
    close that the map may have them the wrong way round.
    """

    latitude: float
    longitude: float
    moved_m: float = 0.0
    extra_minutes: float = 0.0
    county: str = ""
    by_river: bool = False


class Way(NamedTuple):
    """A least-cost path: how long in all, on what for how long, over what.

    `by_kind` are the minutes off the network, on trunk roads, expressways and motorways.
    `roads` and `crossings` are named in the order in which they come.
    """

    minutes: float
    by_kind: tuple[float, ...]
    roads: tuple[str, ...]
    crossings: tuple[str, ...]


class TravelTimes:
    """Minutes to all facilities of one directory, in its order."""

    def __init__(self, terrain: Terrain, fields: Fields) -> None:
        """Keep the fields; the small ones in a form that is quick to ask."""
        self._terrain = terrain
        self._fields = fields
        self._minutes = fields.minutes
        self._regular = fields.regular.tobytes()
        self._reached: BoolArray = np.any(fields.minutes < UNREACHED, axis=1)
        self._names = terrain.names
        self._states = np.array(terrain.states())

    @property
    def terrain(self) -> Terrain:
        """Return the land, the water and the counties that the times are worked out on."""
        return self._terrain

    @property
    def fields(self) -> Fields:
        """Return the times of every cell, for who asks about very many points at once."""
        return self._fields

    def anchor(self, point: Coordinate, state: str | None = None) -> Anchor | None:
        """Return where an origin enters the model, None where it does not cover it.

        `state` says on which bank of a border river the origin lies, where that is known
        better than from its point: a ZIP's point may lie in the river or beyond it.
        """
        spot = np.array((point.latitude, point.longitude))
        cell = int(cells_of(spot))
        if cell < 0:
            return None
        county = int(self._terrain.county_at(spot))
        if county and not self._is_beyond(county, state):
            here = (point.latitude, point.longitude)
            anchor = Anchor(*here, county=self._names[county], by_river=self._by_river(spot))
            if np.isfinite(self.minutes(anchor)).any():
                return anchor
        return self._moved(spot, state)

    def _is_beyond(self, county: int, state: str | None) -> bool:
        """Tell whether a border river parts this county from the state."""
        if state is None or self._states[county] == state:
            return False
        return bool(self._fields.walls[county, self._states == state].any())

    def _moved(self, spot: FloatArray, state: str | None) -> Anchor | None:
        """Move to the nearest land within SNAP_M that a road reaches."""
        cells = _cells_about(spot)
        middle, homes = self._fields.middle[cells], self._fields.home[cells]
        allowed = self._reached[cells] & (homes > 0)
        if state is not None and (self._states == state).any():
            allowed = allowed & (self._states[homes] == state)
        else:
            here = self._terrain.county_at(spot)
            allowed = allowed & ~self._fields.walls[here, homes]
        far_m = np.where(allowed, plane_m(middle, spot[None]), np.inf)
        nearest = int(far_m.argmin())
        if far_m[nearest] > SNAP_M:
            return None
        latitude, longitude = middle[nearest].tolist()
        moved_m = float(far_m[nearest])
        extra = moved_m * float(self._fields.pace[cells[nearest]])
        return Anchor(latitude, longitude, moved_m, extra, self._names[int(homes[nearest])])

    def _by_river(self, spot: FloatArray) -> bool:
        """Tell whether another county lies across a river within BANK_M of a spot."""
        north, east = metres_per_degree(spot[0])
        ring = spot + _COMPASS * np.array((BANK_M / float(north), BANK_M / float(east)))
        counties = self._terrain.county_at(np.vstack((spot, ring)))
        return bool(self._fields.walls[counties[0], counties[1:]].any())

    def minutes(self, anchor: Anchor) -> FloatArray:
        """Return the minutes from an anchor to each facility; infinite where no road leads."""
        return self._at(anchor.latitude, anchor.longitude) + anchor.extra_minutes

    def minutes_around(self, anchor: Anchor, spots: FloatArray) -> FloatArray:
        """Return the minutes from those of the spots where people of the anchor's area can be.

        Spots are (n, 2) degrees; those on water, beyond a border river and outside the grid
        are left out. Shape (at most n, facilities).
        """
        here = int(self._terrain.county_at(np.array((anchor.latitude, anchor.longitude))))
        counties = self._terrain.county_at(spots)
        cells = cells_of(spots)
        kept = (counties > 0) & (cells >= 0) & ~self._fields.walls[here, counties]
        kept &= self._reached[cells]
        rows = [self._at(latitude, longitude) for latitude, longitude in spots[kept].tolist()]
        found = np.array(rows).reshape(-1, self._minutes.shape[1])
        return found + anchor.extra_minutes

    def _at(self, latitude: float, longitude: float) -> FloatArray:
        north = (latitude - SOUTH) * ROWS_PER_DEGREE - 0.5
        east = (longitude - WEST) * COLUMNS_PER_DEGREE - 0.5
        row, column = int(north), int(east)
        block = row * COLUMNS + column
        if north >= 0 and east >= 0 and self._regular[block]:
            up, right = north - row, east - column
            weights = np.array(
                ((1 - up) * (1 - right), (1 - up) * right, up * (1 - right), up * right)
            )
            corners = self._minutes[[block, block + 1, block + COLUMNS, block + COLUMNS + 1]]
            found: FloatArray = weights @ corners
        else:
            found = self._by_the_water(latitude, longitude) * STEPS_A_MINUTE
        found[found > UNREACHED - 1] = np.inf
        return found / STEPS_A_MINUTE

    def _by_the_water(self, latitude: float, longitude: float) -> FloatArray:
        """Return the shortest of the ways over the middles of the cells at hand."""
        spot = np.array((latitude, longitude))
        cell = int(cells_of(spot))
        cells = self._cells_at(spot, cell)
        far_m = plane_m(self._fields.middle[cells], spot[None])
        steps = self._minutes[cells].astype(np.float64)
        steps[steps >= UNREACHED] = np.inf
        minutes = steps / STEPS_A_MINUTE + (far_m * self._fields.pace[cell])[:, None]
        return np.asarray(minutes.min(axis=0, initial=np.inf))

    def _cells_at(self, spot: FloatArray, cell: int) -> list[int]:
        """Return a spot's cell and those open to it; or, if that is beyond a river, others.

        A cell that a river parts stands for the bank with its middle.
        """
        row, column = divmod(cell, COLUMNS)
        beside = [(row + up) * COLUMNS + column + right for up, right in AROUND]
        county, homes = self._terrain.county_at(spot), self._fields.home
        if not self._fields.walls[county, homes[cell]]:
            bits = int(self._fields.near[cell])
            return [cell, *(one for bit, one in enumerate(beside) if bits >> bit & 1)]
        inside = [one for one in beside if 0 <= one < len(homes)]
        return [one for one in inside if homes[one] and not self._fields.walls[county, homes[one]]]


def _cells_about(spot: FloatArray) -> IntArray:
    """Return the cells whose middle can lie within SNAP_M of a spot of the grid, in order."""
    row, column = divmod(int(cells_of(spot)), COLUMNS)
    rows = np.arange(max(0, row - _SNAP_CELLS), min(ROWS, row + _SNAP_CELLS + 1))
    columns = np.arange(max(0, column - _SNAP_CELLS), min(COLUMNS, column + _SNAP_CELLS + 1))
    return np.asarray((rows[:, None] * COLUMNS + columns).ravel())


CACHE: Final = "medstar-finder"
"""The folder's name among those where programs of this user keep what they can make again."""


def load_times(
    directory: FacilityDirectory, *, speeds: Speeds, cache: Path | None = None
) -> TravelTimes:
    """Load the times by road to the facilities of a directory, or make them (seconds).

    Raises DataError where the files of the network are not sound.
    """
    recipe = Recipe(terrain_path(), resource("data"), directory, speeds)
    fields = load_fields(
        recipe, shipped=fields_path(), cache=user_cache_path(CACHE) if cache is None else cache
    )
    return TravelTimes(load_terrain(recipe.terrain), fields)
