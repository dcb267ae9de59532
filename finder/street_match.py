"""Street matching: which blocks, doors and streets of an index fit a reading of an address.

Passes are tried in order, from a name that is the same to one that only sounds alike. Within a
pass all that fits is returned: what is one and the same place is put together here, and which
of several is meant is not decided here.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from enum import IntEnum
from typing import Final

from finder.block import AddressPoint, Block, HouseNumber, Parity, Side
from finder.geo import Coordinate
from finder.interpolate import apart_m, length_m, middle, point_along
from finder.place import Granularity
from finder.street_names import StreetName
from finder.street_scope import Scope
from finder.streets import StreetIndex

OFFSET_M: Final = 10.0
"""How far beside the street's middle line a house is put. The same as in PostGIS's geocoder
for TIGER (`interpolate_from_address`, whose offset is 10 m unless told otherwise); half a
street of 50 to 60 feet between property lines is 8 to 9 m."""

RANGE_RADIUS_M: Final = 51.0
"""Ranges interpolated like this against the address points of Baltimore: 27 m off at the
median, 51 m at the 90th percentile (shared figures, November 2026)."""

RANGE_SHARE: Final = 0.5
"""Share of a block's length that its radius is at least: Baltimore's blocks are about 100 m
long, so 51 m is half of one. On a longer block the house numbers tell no more than that."""

POINT_RADIUS_M: Final = 30.0
"""Of a door. A judgement: address points stand on the roof, the lot or the drive, and half of a
deep town lot is 30 m."""

NO_ZIP: Final = "00000"
"""Asks the index for what the data gives no ZIP: of OpenAddresses' files many have none."""

SAME_SPOT_M: Final = 30.0
"""Two streets' names this close are one address: a highway that is also a main street, and the
two sides of a street, 20 m apart."""

SAME_STREET_M: Final = 150.0
"""The same for one name: what is written twice in the data meets at a block's end."""


class Agreement(IntEnum):
    """How the parts around a base agree with what was typed."""

    EQUAL = 0
    PARTLY = 1
    OTHER_KIND = 2


@dataclass(frozen=True, slots=True)
class Pass:
    """One way for a name to fit: the bases that are looked up, and which parts may differ."""

    name: str
    bases: Callable[[StreetIndex, str], tuple[str, ...]]
    agreements: frozenset[Agreement]


_SAME: Final = frozenset({Agreement.EQUAL, Agreement.PARTLY})

EXACT: Final = Pass("exact name", lambda _, base: (base,), _SAME)
OTHER_KIND: Final = Pass(
    "another word for street", lambda _, base: (base,), frozenset({Agreement.OTHER_KIND})
)
ONE_EDIT: Final = Pass("name one letter off", lambda index, base: index.bases_near(base), _SAME)
SOUND: Final = Pass("name that sounds alike", lambda index, base: index.bases_sounding(base), _SAME)
PASSES: Final = (EXACT, OTHER_KIND, ONE_EDIT, SOUND)
"""In the order in which they are tried."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Something found: a door, a house on a block, a street or a corner, still without a town."""

    name: StreetName
    shown: str
    granularity: Granularity
    coordinate: Coordinate
    radius_m: float
    zip: str | None
    county: str
    agreement: Agreement = Agreement.EQUAL


def agreement(typed: StreetName, known: StreetName) -> Agreement | None:
    """Compare the parts around two equal bases; None where the directions contradict.

    >>> agreement(StreetName("charles", kind="st"), StreetName("charles", "n", "st")).name
    'PARTLY'
    """
    mine, theirs = ({one.before, one.after} - {""} for one in (typed, known))
    if not (mine <= theirs or theirs <= mine):
        return None
    if typed.kind and known.kind and typed.kind != known.kind:
        return Agreement.OTHER_KIND
    return Agreement.EQUAL if replace(typed, base=known.base) == known else Agreement.PARTLY


def houses(
    name: StreetName, house: HouseNumber, scope: Scope, index: StreetIndex, by: Pass
) -> tuple[Spot, ...]:
    """Return the houses of a number in a scope, those whose names agree best first.

    A door stands for the house where both a door and a block are known.
    """
    found: list[Spot] = []
    for base in by.bases(index, name.base):
        found += _doors(replace(name, base=base), house, scope, index)
        found += _on_blocks(replace(name, base=base), house, scope, index)
    return together(spot for spot in found if spot.agreement in by.agreements)


def _doors(
    name: StreetName, house: HouseNumber, scope: Scope, index: StreetIndex
) -> Iterator[Spot]:
    zips = None if scope.zips is None else scope.zips | {NO_ZIP}
    points = index.points(name.base, house.number, zips=zips, counties=scope.counties)
    alike = [one for one in points if one.prefix == house.prefix and _is_within(one, scope)]
    for point in _lettered(alike, house.letter):
        agreed = agreement(name, point.name)
        if agreed is not None:
            yield Spot(
                point.name, point.shown, Granularity.ADDRESS, point.coordinate, POINT_RADIUS_M,
                point.zip, point.county, agreed,
            )  # fmt: skip


def _is_within(point: AddressPoint, scope: Scope) -> bool:
    """Tell whether a door is in a scope; one without a ZIP is where it is near what was typed."""
    if point.zip is not None or scope.zips is None:
        return True
    return apart_m(point.coordinate, scope.around.coordinate) <= scope.around.radius_m


def _lettered(points: list[AddressPoint], letter: str) -> list[AddressPoint]:
    """Return the doors of a letter, or else those without one: "12B" may be a flat of 12."""
    return [one for one in points if one.letter == letter] or [
        one for one in points if not one.letter or not letter
    ]


def _on_blocks(
    name: StreetName, house: HouseNumber, scope: Scope, index: StreetIndex
) -> Iterator[Spot]:
    found = index.blocks(name.base, house.number, zips=scope.zips, counties=scope.counties)
    for block in found:
        agreed = agreement(name, block.name)
        if agreed is not None and block.prefix == house.prefix and has_number(block, house.number):
            yield replace(on_block(block, house.number), agreement=agreed)


def has_number(block: Block, number: int) -> bool:
    """Tell whether a house number stands on a block: within its range, odd or even as it is."""
    if not min(block.first, block.last) <= number <= max(block.first, block.last):
        return False
    return block.parity is Parity.BOTH or (number % 2 == 1) == (block.parity is Parity.ODD)


def on_block(block: Block, number: int) -> Spot:
    """Put a house on its block: each number has an equal share of it and stands in its middle."""
    step = 1 if block.parity is Parity.BOTH else 2
    low, high = sorted((block.first, block.last))
    share = ((number - low) // step + 0.5) / ((high - low) // step + 1)
    share = 1 - share if block.first > block.last else share
    offset_m = OFFSET_M if block.side is Side.RIGHT else -OFFSET_M
    line = block.line
    return Spot(
        block.name,
        block.shown,
        Granularity.RANGE,
        point_along(line, share, offset_m),
        max(RANGE_RADIUS_M, RANGE_SHARE * length_m(line)),
        block.zip,
        block.county,
    )


def streets(name: StreetName, scope: Scope, index: StreetIndex, by: Pass) -> tuple[Spot, ...]:
    """Return the streets of a name in a scope as a whole, those whose names agree best."""
    named: dict[StreetName, list[Block]] = {}
    for base in by.bases(index, name.base):
        for block in index.blocks(base, zips=scope.zips, counties=scope.counties):
            if agreement(replace(name, base=base), block.name) in by.agreements:
                named.setdefault(block.name, []).append(block)
    best = min((_agreed(name, known) for known in named), default=None)
    return tuple(
        _whole(blocks) for known, blocks in sorted(named.items()) if _agreed(name, known) == best
    )


def _agreed(typed: StreetName, known: StreetName) -> Agreement:
    found = agreement(replace(typed, base=known.base), known)
    return Agreement.OTHER_KIND if found is None else found


def _whole(blocks: list[Block]) -> Spot:
    """Return a street as a whole: the point of it nearest its middle, and all of it around."""
    spots = [spot for block in blocks for spot in block.line]
    centre, _ = middle(spots)
    point = min(spots, key=lambda spot: (apart_m(centre, spot), spot))
    reach_m = max(apart_m(point, spot) for spot in spots)
    zips = {block.zip for block in blocks}
    return Spot(
        blocks[0].name,
        blocks[0].shown,
        Granularity.STREET,
        point,
        max(RANGE_RADIUS_M, reach_m),
        zips.pop() if len(zips) == 1 else None,
        blocks[0].county,
    )


def together(found: Iterable[Spot]) -> tuple[Spot, ...]:
    """Put together what is one place; what agrees best comes first.

    Two of one name that nothing else tells apart are one place too, a wider one: a question
    whose answers read alike would help nobody.
    """
    groups: list[list[Spot]] = []
    for spot in sorted(found, key=lambda spot: spot.agreement):
        group = next((one for one in groups if any(_is_same(spot, other) for other in one)), None)
        if group is None:
            groups.append([spot])
        else:
            group.append(spot)
    return tuple(map(_as_one, groups))


def _is_same(one: Spot, other: Spot) -> bool:
    alike = one.name == other.name
    if alike and one.zip == other.zip and one.county == other.county:
        return True
    far_m = apart_m(one.coordinate, other.coordinate)
    return far_m <= (SAME_STREET_M if alike else SAME_SPOT_M)


def _as_one(group: list[Spot]) -> Spot:
    """Return what agrees best of a group, its doors if it has any, as one spot around them all."""
    alike = [spot for spot in group if spot.agreement == group[0].agreement]
    kept = [spot for spot in alike if spot.granularity is Granularity.ADDRESS] or alike
    known = replace(
        kept[0],
        zip=kept[0].zip or next((spot.zip for spot in group if spot.zip), None),
        county=kept[0].county or next((spot.county for spot in group if spot.county), ""),
    )
    if len(kept) == 1:
        return known
    centre, reach_m = middle([spot.coordinate for spot in kept])
    return replace(known, coordinate=centre, radius_m=max(one.radius_m for one in kept) + reach_m)
