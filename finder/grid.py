"""The grid of the road model: the region in cells, and metres between points close by.

Two grids lie over each other. The fine one (about 250 m) knows the county of each of its
cells; the coarse one (about 1 km, 4 by 4 fine cells) is what travel times are worked out on.
"""

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from finder.geo import Coordinate, FloatArray

SOUTH: Final = 36.8
WEST: Final = -79.0
ROWS: Final = 418
COLUMNS: Final = 362
ROWS_PER_DEGREE: Final = 110
COLUMNS_PER_DEGREE: Final = 86
"""The region of the road model, 36.8 to 40.6 N and 79.0 to 74.8 W, in cells that are about
1.01 km high and at 38.7 N as wide (from shared figures, November 2026)."""

FINE: Final = 4
"""Fine cells along one side of a coarse cell."""

DENSITY_STEPS: Final = 16
"""The build stores density as this many times log2(1 + people per km2), rounded."""

IntArray = NDArray[np.int64]


def metres_per_degree(latitude: FloatArray | float) -> tuple[FloatArray, FloatArray]:
    """Return the metres in a degree of latitude and of longitude there, on WGS-84.

    Series of the meridian's and the parallel's radius; good to 1 m in 100 km.
    """
    phi = np.radians(np.asarray(latitude, dtype=np.float64))
    north = 111_132.954 - 559.822 * np.cos(2 * phi) + 1.175 * np.cos(4 * phi)
    east = 111_412.84 * np.cos(phi) - 93.5 * np.cos(3 * phi)
    return north, east


def plane_m(one: FloatArray, other: FloatArray) -> FloatArray:
    """Return metres between points given as (..., 2) degrees, up to some 10 km apart."""
    north, east = metres_per_degree((one[..., 0] + other[..., 0]) / 2)
    rise, run = (one[..., 0] - other[..., 0]) * north, (one[..., 1] - other[..., 1]) * east
    return np.hypot(rise, run)


def covers(coordinate: Coordinate) -> bool:
    """Tell whether a coordinate lies in the region of the road model."""
    north = (coordinate.latitude - SOUTH) * ROWS_PER_DEGREE
    east = (coordinate.longitude - WEST) * COLUMNS_PER_DEGREE
    return 0 <= north < ROWS and 0 <= east < COLUMNS


def cells_of(points: FloatArray) -> IntArray:
    """Return the coarse cell of each (latitude, longitude), -1 outside the grid."""
    row = np.floor((points[..., 0] - SOUTH) * ROWS_PER_DEGREE).astype(np.int64)
    column = np.floor((points[..., 1] - WEST) * COLUMNS_PER_DEGREE).astype(np.int64)
    inside = (row >= 0) & (row < ROWS) & (column >= 0) & (column < COLUMNS)
    return np.where(inside, row * COLUMNS + column, -1)


def degrees_of(coordinates: Iterable[Coordinate]) -> FloatArray:
    """Return coordinates as an (n, 2) array of latitude and longitude."""
    pairs = [(one.latitude, one.longitude) for one in coordinates]
    return np.array(pairs, dtype=np.float64).reshape(-1, 2)
