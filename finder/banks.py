"""Banks: between which points one gets without passing wide water or a river's line."""

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import maximum_filter, minimum_filter

from finder.errors import DataError, Problem
from finder.geo import FloatArray
from finder.grid import FINE, IntArray, plane_m
from finder.network import WaterLine
from finder.terrain import Terrain

BoolArray = NDArray[np.bool_]

CREEK_M: Final = 250.0
"""Less water than this on a way is passed over: one fine cell, as exact as the grid is."""

_SAMPLES: Final = 9
"""Points on a move or a piece of road at which the fine grid is asked, its ends left out."""


def walls(terrain: Terrain, lines: Sequence[WaterLine]) -> BoolArray:
    """Return for each pair of counties whether a river on their line parts them.

    Raises DataError for every area that the grid does not have.
    """
    parted = np.zeros((len(terrain.names), len(terrain.names)), dtype=np.bool_)
    problems: list[Problem] = []
    for line in lines:
        one = _numbers(terrain, line, "one_bank", problems)
        other = _numbers(terrain, line, "other_bank", problems)
        parted[np.ix_(one, other)] = True
    if problems:
        raise DataError(problems)
    return parted | parted.T


def _numbers(terrain: Terrain, line: WaterLine, column: str, problems: list[Problem]) -> list[int]:
    """Return the counties of a bank; what the grid does not have goes to `problems`."""
    numbers: list[int] = []
    for area in getattr(line, column):
        try:
            numbers += terrain.numbers(area)
        except KeyError:
            expected = "a county or state of the region, like Calvert, MD"
            problems.append(Problem("water_lines.csv", line.row, column, area, expected))
    return numbers


def is_open(terrain: Terrain, parted: BoolArray, one: FloatArray, other: FloatArray) -> BoolArray:
    """Tell for each pair of points whether the straight way between them stays on one bank.

    Points are (n, 2) degrees. Up to CREEK_M of water is passed over.
    """
    share = np.linspace(0, 1, _SAMPLES + 2)[None, :, None]
    on_way = one[:, None, :] + share * (other - one)[:, None, :]
    county = terrain.county_at(on_way)
    water_m = (county == 0).mean(axis=1) * plane_m(one, other)
    last = np.maximum.accumulate(np.where(county > 0, np.arange(_SAMPLES + 2), 0), axis=1)
    bank = np.take_along_axis(county, last, axis=1)
    return np.asarray((water_m <= CREEK_M) & ~parted[bank[:, :-1], bank[:, 1:]].any(axis=1))


def inland_cells(terrain: Terrain) -> BoolArray:
    """Tell for each coarse cell whether all within two cells of it is one county's land."""
    low = minimum_filter(terrain.county, size=5 * FINE, mode="nearest")
    high = maximum_filter(terrain.county, size=5 * FINE, mode="nearest")
    same = (low == high) & (low > 0)
    return np.asarray(same[FINE // 2 :: FINE, FINE // 2 :: FINE].ravel())


def open_moves(
    terrain: Terrain,
    parted: BoolArray,
    inland: BoolArray,
    one: IntArray,
    other: IntArray,
) -> BoolArray:
    """Tell for each pair of cells of land whether the way between them is open."""
    free = inland[one] & inland[other]
    rest = np.flatnonzero(~free)
    middle = terrain.middle
    free[rest] = is_open(terrain, parted, middle[one[rest]], middle[other[rest]])
    return free
