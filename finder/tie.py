"""Ties: when one of several places of a name may be taken without asking, and when not.

The rules stand in one tuple; the first that decides names itself, the answer says that
others were passed over, and `finder explain` prints which rule it was.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from finder.directory import FacilityDirectory
from finder.geo import chords, points
from finder.place import Granularity, Place

REGION_M: Final = 150_000.0
"""Within this of a facility a place is in the facilities' region: about two hours' drive."""

SURE_M: Final = 50_000.0
"""Beyond this of a facility the nearest in a straight line need not be the nearest by road."""

FAR_MORE: Final = 3
"""How many times the people of the next place make "far more"."""


@dataclass(frozen=True, slots=True)
class Contest:
    """Several places of one name, and what the rules need to know of them.

    `places` are in the order in which people are asked: those of the region first, by
    population, then by id. `regional` are the ones within `REGION_M` of a facility, `firsts`
    the nearest facility of each of those.
    """

    places: tuple[Place, ...]
    regional: tuple[Place, ...]
    firsts: tuple["First", ...]
    state_given: bool


@dataclass(frozen=True, slots=True)
class First:
    """The facility nearest to a place in a straight line: its number, and how far it is."""

    facility: int
    distance_m: float


@dataclass(frozen=True, slots=True)
class Rule:
    """One way to decide: `decide` returns the winner or None; `reason` explains it."""

    name: str
    reason: str
    decide: Callable[[Contest], Place | None]


def people(place: Place) -> int:
    """Return a place's population for comparing; unknown counts as none."""
    return place.population or 0


def _only(contest: Contest) -> Place | None:
    return contest.places[0] if len(contest.places) == 1 else None


def _state_named(contest: Contest) -> Place | None:
    """Take a state's full name for the state, unless a great city bears it too."""
    states = [p for p in contest.places if p.granularity is Granularity.STATE]
    cities = [p for p in contest.places if p.granularity is not Granularity.STATE]
    if not states or any(people(city) >= _STATE_RIVAL_PEOPLE for city in cities):
        return None
    return states[0]


def _far_more_in_state(contest: Contest) -> Place | None:
    if not contest.state_given:
        return None
    first, second = sorted(contest.places, key=people, reverse=True)[:2]
    return first if people(first) and people(first) >= FAR_MORE * people(second) else None


def _greatest_and_regional(contest: Contest) -> Place | None:
    towns = [p for p in contest.places if p.granularity is not Granularity.STATE]
    regional = [p for p in contest.regional if p.granularity is not Granularity.STATE]
    if not regional:
        return None
    ranked = sorted(regional, key=people, reverse=True)
    first, rest = ranked[0], ranked[1:]
    greatest = people(first) and all(people(first) >= people(town) for town in towns)
    clear = all(people(first) >= FAR_MORE * people(other) for other in rest)
    if not greatest or not clear or _another_is_nearer(first, rest, contest):
        return None
    return first


def _another_is_nearer(winner: Place, rest: list[Place], contest: Contest) -> bool:
    """Tell whether another place is nearer to a hospital, and to another one, than the winner.

    People look for a hospital from where one is: Lansdowne by Baltimore has fewer people than
    the one in Virginia.
    """
    of = {p.id: first for p, first in zip(contest.regional, contest.firsts, strict=True)}
    mine = of[winner.id]
    others = (of[place.id] for place in rest)
    far = mine.distance_m > SURE_M
    return any(
        one.distance_m < mine.distance_m and (far or one.facility != mine.facility)
        for one in others
    )


_STATE_RIVAL_PEOPLE: Final = 100_000

RULES: Final = (
    Rule("only one", "no other place in the United States has this name", _only),
    Rule(
        "state by its name",
        f"it is a state's full name, and no city of {_STATE_RIVAL_PEOPLE:,} or more bears it",
        _state_named,
    ),
    Rule(
        "far more people in the state",
        f"it has at least {FAR_MORE} times the people of any other place of this name there",
        _far_more_in_state,
    ),
    Rule(
        "greatest, and in the region",
        f"it lies within {REGION_M / 1000:.0f} km of a hospital, no place of this name has more"
        f" people, and any other in the region has less than a third as many and is no nearer"
        f" to another hospital",
        _greatest_and_regional,
    ),
)


def contest(
    places: tuple[Place, ...], directory: FacilityDirectory, *, state_given: bool
) -> Contest:
    """Line up the places of a name for the rules and, if none decides, for the question."""
    firsts = nearest_facilities(places, directory)
    near = [first.distance_m <= REGION_M for first in firsts]
    order = sorted(
        range(len(places)), key=lambda at: (not near[at], -people(places[at]), places[at].id)
    )
    return Contest(
        places=tuple(places[at] for at in order),
        regional=tuple(places[at] for at in order if near[at]),
        firsts=tuple(firsts[at] for at in order if near[at]),
        state_given=state_given,
    )


def is_regional(place: Place, directory: FacilityDirectory) -> bool:
    """Tell whether a place lies within `REGION_M` of a facility."""
    return are_regional((place,), directory)[0]


def are_regional(places: Sequence[Place], directory: FacilityDirectory) -> list[bool]:
    """Tell of each place whether it lies within `REGION_M` of a facility."""
    return [first.distance_m <= REGION_M for first in nearest_facilities(places, directory)]


def nearest_facilities(places: Sequence[Place], directory: FacilityDirectory) -> list[First]:
    """Return the facility nearest to each place."""
    if not places:
        return []
    apart = chords(points([place.coordinate for place in places]), directory.prepared).length_m
    nearest: list[int] = apart.argmin(axis=1).tolist()
    return [First(one, float(apart[at, one])) for at, one in enumerate(nearest)]


def decide(contest: Contest) -> tuple[Place, Rule] | None:
    """Return the winner and the rule that chose it, or None: then people are asked."""
    for rule in RULES:
        winner = rule.decide(contest)
        if winner is not None:
            return winner, rule
    return None
