"""Reverse: from a coordinate back to the nearest door or block, for reading back to a caller."""

from dataclasses import dataclass
from typing import Final

from finder.block import AddressPoint, Block, Side
from finder.gazetteer import Gazetteer
from finder.geo import Coordinate
from finder.geocoding import Atlas
from finder.interpolate import Beside, apart_m, beside

DOOR_M: Final = 30.0
"""A door further off than this is a neighbor's: town lots are 10 to 30 m wide."""

BLOCK_M: Final = 150.0
"""A point further off than this stands on no block: it is in a park, a field or on water."""

_HUNDRED: Final = 100


@dataclass(frozen=True, slots=True)
class Nearest:
    """What is nearest to a coordinate: a door, or the block of a house number, and how far off.

    A block is named by its hundred, as people say it: 3000 for the house numbers from 3000 to
    3099, 0 for those below 100. `town` and `zip` are empty where nobody knows them.
    """

    street: str
    town: str
    zip: str
    distance_m: float
    door: str = ""
    hundred: int | None = None


def reverse(coordinate: Coordinate, atlas: Atlas) -> Nearest | None:
    """Return the nearest door, else the nearest block; None without an index or far from both."""
    index = atlas.streets
    if index is None:
        return None
    blocks, points = index.near(coordinate, BLOCK_M)
    if points and apart_m(coordinate, points[0].coordinate) <= DOOR_M:
        return _door(coordinate, points[0], atlas.gazetteer)
    if not blocks:
        return None
    return _block(_facing(coordinate, blocks), atlas.gazetteer)


def _door(coordinate: Coordinate, point: AddressPoint, gazetteer: Gazetteer) -> Nearest:
    town, code = _town(point.zip, gazetteer)
    far_m = apart_m(coordinate, point.coordinate)
    number = f"{point.prefix}{point.number}{point.letter}".upper()
    return Nearest(point.shown, town or point.city, code, far_m, door=number)


def _facing(coordinate: Coordinate, blocks: tuple[Block, ...]) -> tuple[Beside, Block]:
    """Return the nearest block, of the two sides of a street the one that the point is on."""
    placed = [(beside(coordinate, block.line), block) for block in blocks]
    return min(
        placed,
        key=lambda pair: (
            round(pair[0].distance_m, 1),
            pair[0].on_right != (pair[1].side is Side.RIGHT),
            pair[1].shown,
        ),
    )


def _block(placed: tuple[Beside, Block], gazetteer: Gazetteer) -> Nearest:
    where, block = placed
    town, code = _town(block.zip, gazetteer)
    number = block.first + round(where.share * (block.last - block.first))
    hundred = number // _HUNDRED * _HUNDRED
    return Nearest(block.shown, town, code, where.distance_m, hundred=hundred)


def _town(code: str | None, gazetteer: Gazetteer) -> tuple[str, str]:
    place = None if code is None else gazetteer.zip(code)
    return ("" if place is None else place.within), code or ""
