"""Ways: by which roads and crossings the least-cost path goes, for those who ask why.

The fields hold minutes and no ways; a way is found by going over the graph once more, which
takes a second. Only `finder explain` and `finder roads calibrate` do.
"""

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from scipy.sparse.csgraph import dijkstra

from finder.friction import CELLS, Ground, Surface, surface
from finder.geo import Coordinate, FloatArray
from finder.grid import IntArray
from finder.network import Speeds, load_network
from finder.resources import resource, terrain_path
from finder.roads import Way
from finder.strands import KINDS
from finder.terrain import load_terrain


def load_surface(speeds: Speeds) -> Surface:
    """Make the graph from the files that come with Finder."""
    return surface(load_terrain(terrain_path()), load_network(resource("data")), speeds)


def ways(
    made: Surface, origin: Coordinate, targets: Sequence[Coordinate]
) -> tuple[Way | None, ...]:
    """Find the way from the origin to each target; None where there is none."""
    graph = made.linked([origin, *targets])
    start = len(made.ground.where)
    minutes, before = dijkstra(graph, indices=start, return_predecessors=True)
    return tuple(
        _way(made.ground, minutes, before, start + at) for at in range(1, len(targets) + 1)
    )


def _way(ground: Ground, minutes: FloatArray, before: IntArray, end: int) -> Way | None:
    if not np.isfinite(minutes[end]):
        return None
    nodes = [end]
    while before[nodes[-1]] >= 0:
        nodes.append(int(before[nodes[-1]]))
    by_kind = [0.0] * len(KINDS)
    roads: dict[str, None] = {}
    crossings: dict[str, None] = {}
    for one, other in pairwise(reversed(nodes)):
        kind, road, crossing = _piece(ground, one, other)
        by_kind[kind] += float(minutes[other] - minutes[one])
        roads |= dict.fromkeys(road)
        crossings |= dict.fromkeys(crossing)
    return Way(float(minutes[end]), tuple(by_kind), tuple(roads), tuple(crossings))


def _piece(ground: Ground, one: int, other: int) -> tuple[int, list[str], list[str]]:
    """Return the kind of an edge, the name of its road and that of its crossing, if any."""
    points, at = ground.strands, min(one, other) - CELLS
    on_strand = abs(one - other) == 1 and 0 <= at < len(points.line) - 1
    if not on_strand or points.line[at] != points.line[at + 1]:
        return 0, [], []
    line, via = int(points.line[at]), int(points.via[at])
    road = [ground.network.roads[line].name] if line < len(ground.network.roads) else []
    crossing = [ground.network.crossings[via].name] if via >= 0 else []
    return int(points.kind[at]), road, crossing
