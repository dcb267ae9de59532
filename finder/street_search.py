"""Street search: what of the street index a query may mean, best first.

The order is that of the passes, then of the readings, then ZIP, town, county. What contradicts
the text is refused here; whether one or several fit what is left is decided by whoever asks.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from finder import crossings, street_match
from finder.interpolate import apart_m
from finder.street_match import EXACT, PASSES, Pass, Spot
from finder.street_readings import StreetReading
from finder.street_scope import Scope, ScopeKind, Where
from finder.streets import StreetIndex

BELIEVED: Final = 3.0
"""How many times a ZIP's radius a block that the data counts to it may lie from its middle. Of
the addresses of all ZIPs 99 % lie within 2.7 times the radius of 90 % (shared figures: 9.9 and
26.5 km)."""

BELIEVED_M: Final = 5_000.0
"""And this much in any case: the smallest ZIPs are a single building."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was found: which reading of the text, how, where, and all that fits there."""

    reading: StreetReading
    by: Pass
    scope: Scope
    spots: tuple[Spot, ...]

    @property
    def fitting(self) -> tuple[Spot, ...]:
        """Return the spots whose names agree best."""
        return tuple(one for one in self.spots if one.agreement == self.spots[0].agreement)

    @property
    def others(self) -> tuple[Spot, ...]:
        """Return the spots whose names agree less."""
        return self.spots[len(self.fitting) :]


def outcomes(
    readings: tuple[StreetReading, ...], where: Where, index: StreetIndex
) -> Iterator[Outcome]:
    """Yield what is found, in order.

    The street of a house number that is nowhere on it counts in the first scope only, and only
    by its exact name: where two things are wrong, nothing is.
    """
    for by in PASSES:
        for reading in readings:
            for scope in where.scopes:
                yield from found_in(reading, scope, index, by)
        if by is EXACT:
            for reading in readings:
                yield from _street(reading, where.scopes[0], index)


def found_in(
    reading: StreetReading, scope: Scope, index: StreetIndex, by: Pass
) -> Iterator[Outcome]:
    """Yield what a reading asks for in one scope, if there is anything."""
    if reading.crossing is not None:
        spots = crossings.corners(reading.name, reading.crossing, scope, index, by)
    elif reading.house is not None:
        spots = street_match.houses(reading.name, reading.house, scope, index, by)
    else:
        spots = street_match.streets(reading.name, scope, index, by)
    yield from _believed(Outcome(reading, by, scope, spots))


def _street(reading: StreetReading, scope: Scope, index: StreetIndex) -> Iterator[Outcome]:
    """Yield the street of a house number that is nowhere on it."""
    if reading.house is not None:
        spots = street_match.streets(reading.name, scope, index, EXACT)
        yield from _believed(Outcome(reading, EXACT, scope, spots))


def _believed(found: Outcome) -> Iterator[Outcome]:
    """Drop what the data puts far from its own ZIP, and what is no finer than ZIP or town."""
    around = found.scope.around
    reach_m = BELIEVED * around.radius_m + BELIEVED_M
    spots = tuple(
        spot
        for spot in found.spots
        if spot.radius_m < around.radius_m
        and apart_m(spot.coordinate, around.coordinate) <= reach_m
    )
    if spots:
        yield Outcome(found.reading, found.by, found.scope, spots)


def refused(outcome: Outcome, where: Where) -> str:
    """Say why what was found beyond the ZIP or town is not believed; empty where it is.

    A wrong ZIP or town is put up with only where all else fits one place alone, and a match
    that only the county bounds only within the radius of what was typed.
    """
    scope, first, spots = outcome.scope, where.scopes[0], outcome.fitting
    if scope is first:
        return ""
    if len(spots) > 1:
        return f"not in the {first.kind.value}, and {len(spots)} in the {scope.kind.value}"
    if scope.kind is not ScopeKind.COUNTY:
        return ""
    far_m = apart_m(spots[0].coordinate, scope.around.coordinate)
    if far_m > scope.around.radius_m:
        return f"{far_m / 1000:.0f} km from what was typed, out of its reach"
    return ""
