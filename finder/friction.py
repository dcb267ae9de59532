"""The friction surface: how long it takes to get from one spot of the region to the next.

A graph of least-cost paths (the method of the Malaria Atlas Project's travel-time maps:
Weiss and others, Nature 2018). Its nodes are the coarse cells of land and the points of the
roads; its edges take minutes. Off the roads one moves between cells in 16 directions at the
pace of town or country. Nothing passes wide water or a river on a county line, except along
a road or a crossing at a listed crossing. See docs/roads.md for figures and limits.
"""

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import block_array, csr_array
from scipy.sparse.csgraph import dijkstra
from scipy.spatial import cKDTree

from finder.banks import BoolArray, inland_cells, is_open, open_moves, walls
from finder.geo import METRES_PER_MILE, Coordinate, FloatArray
from finder.grid import COLUMNS, DENSITY_STEPS, ROWS, IntArray, cells_of, degrees_of, plane_m
from finder.network import Network, Speeds
from finder.strands import BLOCKED, Strands, strands
from finder.terrain import Terrain

BEND: Final = 1.08
"""A road is this much longer than the straight lines between its vertices."""

CITY_DENSITY: Final = 3_000.0
COUNTRY_DENSITY: Final = 400.0
"""People per km2 from which on all is city, and up to which all is country; between the two
the pace changes with the logarithm."""

JUNCTION_M: Final = 700.0
"""Roads that come this close meet: vertices are good to about 1 km."""

_STEPS: Final = (
    (0, 1), (1, 0), (1, 1), (1, -1), (1, 2), (2, 1), (1, -2), (2, -1),
)  # fmt: skip
"""Half of the 16 moves to other cells, as (rows, columns); the way back is the other half."""

_METRES_A_MINUTE: Final = METRES_PER_MILE / 60


class Edges(NamedTuple):
    """Ways between two nodes, good in both directions, and how many minutes each takes."""

    one: IntArray
    other: IntArray
    minutes: FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class Ground:
    """What the graph is made on. `where` gives each node's latitude and longitude.

    Nodes are the coarse cells, then the points of the strands: the first of those is CELLS.
    """

    terrain: Terrain
    speeds: Speeds
    walls: BoolArray
    network: Network
    strands: Strands
    where: FloatArray
    pace: FloatArray


CELLS: Final = ROWS * COLUMNS


@dataclass(frozen=True, slots=True, eq=False)
class Surface:
    """The graph: a matrix of the minutes that each way between two nodes takes."""

    ground: Ground
    matrix: csr_array

    def linked(self, points: Sequence[Coordinate]) -> csr_array:
        """Return the graph with a node more for each point, in their order, at its end."""
        spots = degrees_of(points)
        links = [_links(self.ground, at, spot) for at, spot in enumerate(spots)]
        one, other, minutes = (np.concatenate(column) for column in zip(*links, strict=True))
        rows = csr_array((minutes, (one, other)), shape=(len(spots), len(self.ground.where)))
        return csr_array(block_array([[self.matrix, rows.T], [rows, None]]))

    def minutes_from(self, points: Sequence[Coordinate]) -> FloatArray:
        """Return the minutes from each point to every coarse cell; infinite without a way."""
        first = len(self.ground.where)
        nodes = np.arange(first, first + len(points))
        return np.asarray(dijkstra(self.linked(points), indices=nodes)[:, :CELLS])


def surface(terrain: Terrain, network: Network, speeds: Speeds) -> Surface:
    """Make the graph of a region."""
    parted = walls(terrain, network.water_lines)
    points = strands(terrain, parted, network)
    ground = Ground(
        terrain=terrain,
        speeds=speeds,
        walls=parted,
        network=network,
        strands=points,
        where=np.concatenate((terrain.middle, points.where)),
        pace=pace(terrain, speeds),
    )
    parts = [make(ground) for make in (_moves, _along, _junctions, _access)]
    return Surface(ground, _matrix(len(ground.where), parts))


def pace(terrain: Terrain, speeds: Speeds) -> FloatArray:
    """Return the minutes that a metre takes off the network, in each coarse cell."""
    people = terrain.density.ravel() / DENSITY_STEPS
    ends = np.log2([1 + COUNTRY_DENSITY, 1 + CITY_DENSITY])
    mph = np.interp(people, ends, (speeds.country, speeds.city))
    return 1 / (mph * _METRES_A_MINUTE)


def _moves(ground: Ground) -> Edges:
    """Return the moves between cells of land."""
    terrain, cost = ground.terrain, ground.pace
    inland = inland_cells(terrain)
    parts = []
    for rows, columns in _STEPS:
        one, other = _pairs(rows, columns)
        dry = terrain.land[one] & terrain.land[other]
        one, other = one[dry], other[dry]
        free = open_moves(terrain, ground.walls, inland, one, other)
        one, other = one[free], other[free]
        far_m = plane_m(terrain.middle[one], terrain.middle[other])
        parts.append(Edges(one, other, far_m * (cost[one] + cost[other]) / 2))
    return Edges(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _pairs(rows: int, columns: int) -> tuple[IntArray, IntArray]:
    """Return all cells that have a cell so many rows and columns on, and that cell."""
    cells = np.arange(CELLS).reshape(ROWS, COLUMNS)
    left, right = max(0, -columns), COLUMNS - max(0, columns)
    one = cells[: ROWS - rows, left:right]
    return one.ravel(), (one + rows * COLUMNS + columns).ravel()


def near_bits(ground: Ground, around: Sequence[tuple[int, int]]) -> NDArray[np.uint8]:
    """Return for each coarse cell a bit for each of the cells around it that is open to it."""
    terrain, bits = ground.terrain, np.zeros(CELLS, dtype=np.uint8)
    inland = inland_cells(terrain)
    for bit, (up, right) in enumerate(around):
        one, other = _pairs(abs(up), right if up >= 0 else -right)
        if up < 0:
            one, other = other, one
        dry = terrain.land[one] & terrain.land[other]
        free = open_moves(terrain, ground.walls, inland, one[dry], other[dry])
        bits[one[dry][free]] |= np.uint8(1 << bit)
    return bits


def regular_blocks(
    ground: Ground, near: NDArray[np.uint8], around: Sequence[tuple[int, int]]
) -> BoolArray:
    """Tell for each coarse cell whether one may interpolate between it and those north-east.

    All four are whole land, no river parts counties within one of them, and all are open to
    each other.
    """
    blocks = ground.terrain.blocks
    pure: BoolArray = np.all(blocks > 0, axis=1)
    to = {step: bit for bit, step in enumerate(around)}
    found = np.zeros(CELLS, dtype=np.bool_)
    cells = np.arange(CELLS).reshape(ROWS, COLUMNS)[:-1, :-1].ravel()
    corners = (cells, cells + 1, cells + COLUMNS, cells + COLUMNS + 1)
    whole: BoolArray = np.logical_and.reduce([pure[corner] for corner in corners])
    ways = ((0, (0, 1)), (0, (1, 0)), (0, (1, 1)), (1, (1, -1)), (1, (1, 0)), (2, (0, 1)))
    for corner, step in ways:
        whole &= (near[corners[corner]] >> to[step] & 1).astype(np.bool_)
    whole[whole] = ~_is_parted(ground, [corner[whole] for corner in corners])
    found[cells] = whole
    return found


def _is_parted(ground: Ground, corners: Sequence[IntArray]) -> BoolArray:
    """Tell for each four cells whether a river parts any two of the counties in them."""
    counties = np.concatenate([ground.terrain.blocks[corner] for corner in corners], axis=1)
    parted = np.zeros(len(counties), dtype=np.bool_)
    mixed = np.flatnonzero(counties.min(axis=1) != counties.max(axis=1))
    present = np.zeros((len(mixed), len(ground.walls)), dtype=np.float32)
    np.put_along_axis(present, counties[mixed].astype(np.int64), 1.0, axis=1)
    beyond = present @ ground.walls.astype(np.float32)
    parted[mixed] = (beyond * present).any(axis=1)
    return parted


def _along(ground: Ground) -> Edges:
    """Return the pieces of the roads, and of the crossings."""
    at = np.flatnonzero(
        (ground.strands.line[:-1] == ground.strands.line[1:]) & (ground.strands.via[:-1] != BLOCKED)
    )
    far_m = plane_m(ground.where[CELLS + at], ground.where[CELLS + at + 1]) * BEND
    mph = np.array((0.0, *astuple(ground.speeds)[2:]))[ground.strands.kind[at]]
    return Edges(CELLS + at, CELLS + at + 1, far_m / (mph * _METRES_A_MINUTE))


def _junctions(ground: Ground) -> Edges:
    """Return the ways between points of different roads that meet."""
    points = ground.where[CELLS:]
    scale = np.array((111_000.0, 86_600.0))
    pairs = cKDTree(points * scale).query_pairs(JUNCTION_M, output_type="ndarray")
    pairs = pairs[ground.strands.line[pairs[:, 0]] != ground.strands.line[pairs[:, 1]]]
    one, other = points[pairs[:, 0]], points[pairs[:, 1]]
    dry = (ground.terrain.county_at(one) > 0) & (ground.terrain.county_at(other) > 0)
    free = dry & is_open(ground.terrain, ground.walls, one, other)
    return _off_network(ground, CELLS + pairs[free, 0], CELLS + pairs[free, 1])


def _access(ground: Ground) -> Edges:
    """Return the ways between a road's points and the cells that they lie in."""
    points = ground.where[CELLS:]
    cells = cells_of(points)
    dry = (cells >= 0) & (ground.terrain.county_at(points) > 0) & ground.terrain.land[cells]
    at = np.flatnonzero(dry)
    free = is_open(ground.terrain, ground.walls, points[at], ground.terrain.middle[cells[at]])
    return _off_network(ground, CELLS + at[free], cells[at[free]])


def _off_network(ground: Ground, one: IntArray, other: IntArray) -> Edges:
    """Return straight ways between nodes at the local pace, that of the node in `one`."""
    cost = ground.pace[cells_of(ground.where[one])]
    return Edges(one, other, plane_m(ground.where[one], ground.where[other]) * cost)


def _links(ground: Ground, node: int, point: FloatArray) -> Edges:
    """Return the ways from a point to the cells around it and the roads near it."""
    cell = int(cells_of(point))
    if cell < 0:
        nothing = np.empty(0, dtype=np.int64)
        return Edges(nothing, nothing, np.empty(0))
    row, column = divmod(cell, COLUMNS)
    near = [
        r * COLUMNS + c
        for r in range(max(0, row - 1), min(ROWS, row + 2))
        for c in range(max(0, column - 1), min(COLUMNS, column + 2))
        if ground.terrain.land[r * COLUMNS + c]
    ]
    roads = CELLS + np.flatnonzero(plane_m(ground.where[CELLS:], point[None]) <= JUNCTION_M)
    ends = np.concatenate((np.array(near, dtype=np.int64), roads))
    start = np.broadcast_to(point, (len(ends), 2))
    free = is_open(ground.terrain, ground.walls, start, ground.where[ends])
    far_m = plane_m(start, ground.where[ends])[free]
    cost = ground.pace[cell]
    return Edges(np.full(free.sum(), node), ends[free], far_m * cost)


def _matrix(nodes: int, parts: Sequence[Edges]) -> csr_array:
    """Return the graph as a matrix of minutes; of several ways between two nodes the shortest."""
    one = np.concatenate([part.one for part in parts] + [part.other for part in parts])
    other = np.concatenate([part.other for part in parts] + [part.one for part in parts])
    minutes = np.concatenate([part.minutes for part in parts] * 2)
    order = np.lexsort((minutes, other, one))
    one, other, minutes = one[order], other[order], minutes[order]
    best = np.ones(len(one), dtype=np.bool_)
    best[1:] = (one[1:] != one[:-1]) | (other[1:] != other[:-1])
    pairs = (one[best], other[best])
    return csr_array((minutes[best], pairs), shape=(nodes, nodes))
