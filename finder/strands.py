"""Strands: the roads of the network as points close enough together to get on and off.

Every crossing is a strand of its own, of two points. A road may pass wide water or a river's
line only where a crossing is listed.
"""

from typing import Final, NamedTuple

import numpy as np

from finder.banks import BoolArray, is_open
from finder.geo import FloatArray
from finder.grid import IntArray, degrees_of, plane_m
from finder.network import Crossing, Network, Road, RoadClass
from finder.terrain import Terrain

SPACING_M: Final = 500.0
"""Most metres between two points of a road, each of which can be a way on or off."""

CROSSING_REACH_M: Final = 2_500.0
"""A road may pass water or a river's line within this of a listed crossing, and nowhere else."""

KINDS: Final = (None, RoadClass.TRUNK, RoadClass.EXPRESSWAY, RoadClass.MOTORWAY)
"""What an edge is, None off the network; an edge's kind is its place here."""


class Strands(NamedTuple):
    """The points of all roads, then the two ends of each crossing as a road of its own.

    `line` numbers the stretch that a point belongs to, `kind` is its class (see KINDS) and
    `via` the crossing that the piece to the next point needs: -1 for none, else BLOCKED
    where none is within reach.
    """

    where: FloatArray
    line: IntArray
    kind: IntArray
    via: IntArray


def strands(terrain: Terrain, parted: BoolArray, network: Network) -> Strands:
    """Lay the points of a network over a terrain whose counties rivers part."""
    lines = [_spaced(road) for road in network.roads]
    lines += [degrees_of((one.one_end, one.other_end)) for one in network.crossings]
    kinds = [KINDS.index(road.kind) for road in network.roads]
    kinds += [KINDS.index(RoadClass.TRUNK)] * len(network.crossings)
    sizes = [len(line) for line in lines]
    where = np.concatenate([np.empty((0, 2)), *lines])
    line = np.repeat(np.arange(len(lines)), sizes)
    via = _via(terrain, parted, network.crossings, where, line)
    return Strands(where, line, np.repeat(np.array(kinds, dtype=np.int64), sizes), via)


def _spaced(road: Road) -> FloatArray:
    """Return points along a road, its vertices among them, at most SPACING_M apart."""
    corners = degrees_of(vertex.coordinate for vertex in road.vertices)
    apart_m = plane_m(corners[:-1], corners[1:])
    parts = [
        start + np.arange(n)[:, None] / n * (end - start)
        for start, end, n in zip(
            corners[:-1], corners[1:], np.ceil(apart_m / SPACING_M).astype(int), strict=True
        )
        if n
    ]
    return np.concatenate([*parts, corners[-1:]])


BLOCKED: Final = -2
"""In `via`: the piece passes water or a river's line where no crossing is listed."""


def _via(
    terrain: Terrain,
    parted: BoolArray,
    crossings: tuple[Crossing, ...],
    where: FloatArray,
    line: IntArray,
) -> IntArray:
    via = np.full(len(line), -1, dtype=np.int64)
    roads = len(line) - 2 * len(crossings)
    via[roads::2] = np.arange(len(crossings))
    here = np.flatnonzero(line[:-1] == line[1:])
    here = here[here < roads]
    shut = here[~is_open(terrain, parted, where[here], where[here + 1])]
    via[shut] = _nearest_crossing((where[shut] + where[shut + 1]) / 2, crossings)
    return via


def _nearest_crossing(points: FloatArray, crossings: tuple[Crossing, ...]) -> IntArray:
    """Return the crossing nearest each point, BLOCKED where none is within reach."""
    found = np.full(len(points), BLOCKED, dtype=np.int64)
    if not crossings or not len(points):
        return found
    starts, ends = (
        degrees_of(c.one_end for c in crossings),
        degrees_of(c.other_end for c in crossings),
    )
    share = np.linspace(0, 1, 9)[None, :, None]
    spots = starts[:, None, :] + share * (ends - starts)[:, None, :]
    far_m = plane_m(points[:, None, None, :], spots[None]).min(axis=2)
    near = far_m.argmin(axis=1)
    return np.where(far_m[np.arange(len(points)), near] <= CROSSING_REACH_M, near, BLOCKED)
