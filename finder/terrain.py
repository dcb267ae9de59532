"""The terrain: land, water and counties of the region on a grid, as the build step made it."""

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from finder.geo import FloatArray
from finder.grid import COLUMNS, COLUMNS_PER_DEGREE, FINE, ROWS, ROWS_PER_DEGREE, SOUTH, WEST

LEAST_LAND: Final = 4
"""A coarse cell counts as land from this many of its 16 fine cells on: a peninsula 500 m
wide stays in one piece."""


@dataclass(frozen=True, eq=False)
class Terrain:
    """Land and water. A coarse cell stands for its land, seen from the middle of that.

    `county` is the fine grid, numbers into `names`; 0 is wide water.

    `names` are like "Calvert, MD". `density` is the coarse grid of people, in the steps of
    grid.DENSITY_STEPS. Coarse cells are numbered row by row from the south-west.
    """

    county: NDArray[np.uint8]
    names: tuple[str, ...]
    density: NDArray[np.uint8]

    @cached_property
    def land(self) -> NDArray[np.bool_]:
        """Tell for each coarse cell whether it counts as land."""
        return np.asarray(self._dry.sum(axis=1) >= LEAST_LAND)

    @cached_property
    def middle(self) -> FloatArray:
        """Return the (latitude, longitude) that stands for the land of each coarse cell."""
        return _middles(self._dry)

    @cached_property
    def home(self) -> NDArray[np.uint8]:
        """Return the county of each coarse cell's middle."""
        return self.county_at(self.middle)

    @cached_property
    def blocks(self) -> NDArray[np.uint8]:
        """Return the counties of the fine cells of each coarse cell, shape (cells, 16)."""
        cut = self.county.reshape(ROWS, FINE, COLUMNS, FINE).transpose(0, 2, 1, 3)
        return cut.reshape(ROWS * COLUMNS, FINE * FINE)

    @property
    def _dry(self) -> NDArray[np.bool_]:
        return self.blocks > 0

    def county_at(self, points: FloatArray) -> NDArray[np.uint8]:
        """Return the number of the county at each (latitude, longitude); 0 outside the grid."""
        row = np.floor((points[..., 0] - SOUTH) * ROWS_PER_DEGREE * FINE).astype(np.int64)
        column = np.floor((points[..., 1] - WEST) * COLUMNS_PER_DEGREE * FINE).astype(np.int64)
        inside = (row >= 0) & (row < ROWS * FINE) & (column >= 0) & (column < COLUMNS * FINE)
        found = self.county[np.where(inside, row, 0), np.where(inside, column, 0)]
        return np.where(inside, found, 0).astype(np.uint8)

    def numbers(self, area: str) -> tuple[int, ...]:
        """Return the counties of an area: one of `names`, or all of a state ("VA").

        Raises KeyError for an area that the grid does not have.
        """
        if area in self.names:
            return (self.names.index(area),)
        found = tuple(at for at, name in enumerate(self.names) if name.endswith(f", {area}"))
        if not found:
            raise KeyError(area)
        return found

    def states(self) -> tuple[str, ...]:
        """Return the state of each county number; empty for water."""
        return tuple(name.rpartition(", ")[2] for name in self.names)


def _middles(dry: NDArray[np.bool_]) -> FloatArray:
    """Return for each cell the land point nearest the middle of its land, or the cell's middle.

    The mean of a cell's land may lie in a creek; the nearest fine cell of land does not.
    """
    count = dry.sum(axis=1)
    at = np.arange(FINE * FINE)
    offsets = np.stack((at // FINE, at % FINE), axis=-1) + 0.5
    mean = dry @ offsets / np.maximum(count, 1)[:, None]
    off = ((mean[:, None, :] - offsets) ** 2).sum(axis=2)
    nearest = offsets[np.where(dry, off, np.inf).argmin(axis=1)]
    whole = (count == FINE * FINE) | (count == 0)
    within = np.where(whole[:, None], FINE / 2, nearest) / FINE
    cells = np.arange(ROWS * COLUMNS)
    corner = np.stack((cells // COLUMNS, cells % COLUMNS), axis=-1)
    scale = np.array((ROWS_PER_DEGREE, COLUMNS_PER_DEGREE))
    return np.asarray(np.array((SOUTH, WEST)) + (corner + within) / scale)


def load_terrain(path: Path) -> Terrain:
    """Read the file that the build step made."""
    with np.load(path, allow_pickle=False) as file:
        return Terrain(file["county"], tuple(file["names"].tolist()), file["density"])
