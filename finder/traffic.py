"""Traffic: the look-ups of `roads.TravelTimes` for very many points at once, in arrays."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from finder.fields import AROUND, STEPS_A_MINUTE, UNREACHED
from finder.geo import FloatArray
from finder.grid import (
    COLUMNS,
    COLUMNS_PER_DEGREE,
    ROWS_PER_DEGREE,
    SOUTH,
    WEST,
    IntArray,
    cells_of,
    plane_m,
)
from finder.roads import TravelTimes

BoolArray = NDArray[np.bool_]

AT_A_TIME: Final = 1 << 15
"""Points by the water in one piece: each is measured over nine cells."""

_STEPS: Final = np.array([row * COLUMNS + column for row, column in AROUND])
_BITS: Final = np.arange(len(AROUND))


class Traffic:
    """Minutes from points to all facilities; infinite where no road leads."""

    def __init__(self, times: TravelTimes) -> None:
        """Keep the fields, and which county lies beyond a river for each state."""
        self._terrain, self._fields = times.terrain, times.fields
        self._reached: BoolArray = np.any(self._fields.minutes < UNREACHED, axis=1)
        states = np.array(self._terrain.states())
        self._codes = np.unique(states)
        there = states[:, None] == self._codes
        parted = (self._fields.walls.astype(np.uint8) @ there.astype(np.uint8)) > 0
        self._beyond = np.hstack((parted & ~there, np.zeros((len(states), 1), dtype=bool)))

    def minutes(self, degrees: FloatArray, state: NDArray[np.str_]) -> tuple[FloatArray, BoolArray]:
        """Return the minutes (facilities, origins), and which origins would have to be moved.

        Those are on water, on the wrong bank or where no road leads: see `TravelTimes.anchor`.
        """
        inside = cells_of(degrees) >= 0
        county = self._terrain.county_at(degrees)
        at = np.searchsorted(self._codes, state).clip(max=len(self._codes) - 1)
        at = np.where(self._codes[at] == state, at, len(self._codes))
        here = inside & (county > 0) & ~self._beyond[county, at]
        found = np.full((len(degrees), self._fields.minutes.shape[1]), np.inf)
        found[here] = self.minutes_at(degrees[here])
        return found.T.copy(), inside & ~np.isfinite(found).any(axis=1)

    def minutes_around(self, middles: FloatArray, spots: FloatArray) -> FloatArray:
        """Return the minutes from spots (origins, n, 2) where people of the origins can be.

        Shape (origins, n, facilities); infinite for those on water, beyond a border river and
        outside the grid.
        """
        here = self._terrain.county_at(middles)[:, None]
        counties, cells = self._terrain.county_at(spots), cells_of(spots)
        kept = (counties > 0) & (cells >= 0) & ~self._fields.walls[here, counties]
        kept &= self._reached[cells]
        found = np.full((*spots.shape[:2], self._fields.minutes.shape[1]), np.inf)
        found[kept] = self.minutes_at(spots[kept])
        return found

    def is_one_block(self, corners: FloatArray) -> BoolArray:
        """Tell where all corners of a box (origins, 4, 2) lie in one block to interpolate in."""
        block, _, _, regular = self._blocks(corners)
        return np.asarray(regular.all(axis=1) & (block == block[:, :1]).all(axis=1))

    def minutes_at(self, spots: FloatArray) -> FloatArray:
        """Return the minutes from spots (n, 2) inside the grid, shape (n, facilities)."""
        block, up, right, regular = self._blocks(spots)
        steps = np.empty((len(spots), self._fields.minutes.shape[1]))
        corners = (
            ((1 - up) * (1 - right), 0),
            ((1 - up) * right, 1),
            (up * (1 - right), COLUMNS),
            (up * right, COLUMNS + 1),
        )
        plain = np.flatnonzero(regular)
        steps[plain] = sum(
            weight[plain, None] * self._fields.minutes[block[plain] + offset]
            for weight, offset in corners
        )
        steps[~regular] = self._by_the_water(spots[~regular]) * STEPS_A_MINUTE
        steps[steps > UNREACHED - 1] = np.inf
        return steps / STEPS_A_MINUTE

    def _blocks(self, spots: FloatArray) -> tuple[IntArray, FloatArray, FloatArray, BoolArray]:
        """Return the block of each spot, how far up and right in it, and whether it is regular."""
        north = (spots[..., 0] - SOUTH) * ROWS_PER_DEGREE - 0.5
        east = (spots[..., 1] - WEST) * COLUMNS_PER_DEGREE - 0.5
        row, column = np.trunc(north).astype(np.int64), np.trunc(east).astype(np.int64)
        block = row * COLUMNS + column
        inside = (north >= 0) & (east >= 0) & (column < COLUMNS) & (block < len(self._reached))
        regular = inside & self._fields.regular[np.where(inside, block, 0)]
        return block, north - row, east - column, regular

    def _by_the_water(self, spots: FloatArray) -> FloatArray:
        found = np.empty((len(spots), self._fields.minutes.shape[1]))
        for first in range(0, len(spots), AT_A_TIME):
            piece = slice(first, first + AT_A_TIME)
            found[piece] = self._over_the_middles(spots[piece])
        return found

    def _over_the_middles(self, spots: FloatArray) -> FloatArray:
        """Return the shortest of the ways over the middles of the cells at hand."""
        cells = cells_of(spots)
        every, open_to = self._cells_at(spots, cells)
        far_m = plane_m(self._fields.middle[every], spots[:, None, :])
        steps = self._fields.minutes[every].astype(np.float64)
        steps[steps >= UNREACHED] = np.inf
        minutes = steps / STEPS_A_MINUTE + (far_m * self._fields.pace[cells][:, None])[:, :, None]
        return np.asarray(np.where(open_to[:, :, None], minutes, np.inf).min(axis=1))

    def _cells_at(self, spots: FloatArray, cells: IntArray) -> tuple[IntArray, BoolArray]:
        """Return each spot's cell and the eight around it, and which of the nine count."""
        county, homes = self._terrain.county_at(spots), self._fields.home
        beside = cells[:, None] + _STEPS
        inside = (beside >= 0) & (beside < len(homes))
        beside = np.where(inside, beside, 0)
        parted = self._fields.walls[county, homes[cells]]
        near = (self._fields.near[cells][:, None] >> _BITS & 1).astype(bool)
        same_bank = (
            inside & (homes[beside] > 0) & ~self._fields.walls[county[:, None], homes[beside]]
        )
        counts = np.where(parted[:, None], same_bank, near)
        every = np.concatenate((cells[:, None], beside), axis=1)
        return every, np.concatenate((~parted[:, None], counts), axis=1)
