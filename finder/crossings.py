"""Crossings: the corner of two streets, where their lines share a point."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from finder.block import Block
from finder.geo import Coordinate
from finder.interpolate import meetings
from finder.place import Granularity
from finder.street_match import Agreement, Pass, Spot, agreement, together
from finder.street_names import StreetName
from finder.street_scope import Scope
from finder.streets import StreetIndex

CORNER_RADIUS_M: Final = 30.0
"""Of a corner. A judgement: somebody at a crossing stands on one of its four corners, up to
20 m from the middle of a wide one, and TIGER's roads are off by up to 7.6 m (its stated
positional accuracy, at 95 %)."""

GAP_M: Final = 20.0
"""Streets whose lines end this near each other meet: the two halves of a divided road."""

MOST_PAIRS: Final = 2_000
"""Of blocks that share no point, held against each other; beyond it the streets are long, and
a crossing without a common point in the data is a bridge."""


def corners(
    one: StreetName, other: StreetName, scope: Scope, index: StreetIndex, by: Pass
) -> tuple[Spot, ...]:
    """Return the corners of two streets in a scope, those whose names agree best first."""
    first, second = _blocks(one, scope, index, by), _blocks(other, scope, index, by)
    found = list(_shared(first, second))
    if not found and len(first) * len(second) <= MOST_PAIRS:
        found = list(_close(first, second))
    return together(found)


_Agreed = tuple[Agreement, Block]


def _blocks(name: StreetName, scope: Scope, index: StreetIndex, by: Pass) -> list[_Agreed]:
    """Return each line of a street once; its two sides share it."""
    found: dict[tuple[StreetName, bytes], _Agreed] = {}
    for base in by.bases(index, name.base):
        for block in index.blocks(base, zips=scope.zips, counties=scope.counties):
            agreed = agreement(replace(name, base=base), block.name)
            if agreed is not None and agreed in by.agreements:
                found.setdefault((block.name, block.packed), (agreed, block))
    return list(found.values())


def _shared(first: list[_Agreed], second: list[_Agreed]) -> Iterator[Spot]:
    ends: dict[Coordinate, list[_Agreed]] = {}
    for agreed, block in first:
        for point in block.line:
            ends.setdefault(point, []).append((agreed, block))
    for agreed, block in second:
        for point in block.line:
            for other_agreed, other in ends.get(point, ()):
                if other.name != block.name:
                    yield _corner(point, other, block, max(agreed, other_agreed))


def _close(first: list[_Agreed], second: list[_Agreed]) -> Iterator[Spot]:
    for agreed, block in first:
        for other_agreed, other in second:
            if other.name == block.name:
                continue
            for point in meetings(block.line, other.line, GAP_M):
                yield _corner(point, block, other, max(agreed, other_agreed))


def _corner(point: Coordinate, one: Block, other: Block, agreed: Agreement) -> Spot:
    both = f"{one.shown} & {other.shown}"
    name = replace(one.name, base=f"{one.name.base} & {' '.join(filter(None, _parts(other.name)))}")
    return Spot(
        name, both, Granularity.INTERSECTION, point, CORNER_RADIUS_M, one.zip, one.county, agreed
    )


def _parts(name: StreetName) -> tuple[str, ...]:
    return name.before, name.base, name.kind, name.after
