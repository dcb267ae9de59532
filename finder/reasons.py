"""Reasons: how sure an answer is, why the first is first, and why another one is not."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from finder import wording
from finder.certainty import Certainty
from finder.facility import Availability, Facility, Procedure
from finder.geocoding import FACILITY_ID
from finder.grid import covers
from finder.measure import Drive, MinutesKind, RankedBy
from finder.place import Granularity, Place
from finder.rank import Hit
from finder.request import Units
from finder.search import Ranking

MOST_NAMED: Final = 3
"""More hospitals than this in one sentence are a list, and the list stands below it."""


class Closer(NamedTuple):
    """What would settle which hospital is nearest: in a sentence, as a question, and a hint."""

    advice: str
    question: str
    hint: str = ""


_BY_ZIP: Final = "Which ZIP code are you in?"
_CLOSER: Final = {
    Granularity.POSTCODE: Closer(
        "The name of your neighborhood may settle it.",
        "Which neighborhood are you in?",
        "Its name, please: streets cannot be looked up yet.",
    ),
    Granularity.NEIGHBORHOOD: Closer("A ZIP code may settle it.", _BY_ZIP),
    Granularity.COORDINATE: Closer(
        "A more exact position would settle it.", "Where are you exactly?"
    ),
    Granularity.FACILITY: Closer("", ""),
    Granularity.AIRPORT: Closer("", ""),
}
_SMALLER: Final = Closer("A ZIP code would narrow it down.", _BY_ZIP)

_POINTS: Final = frozenset({Granularity.COORDINATE, Granularity.FACILITY, Granularity.AIRPORT})


def certainty_text(
    judged: Certainty, origin: Place, ranking: Ranking, procedure: Procedure | None
) -> str:
    """Say how sure the first is, for one of the two questions, and what would settle it."""
    sentence = certainty_sentence(judged, origin, ranking, procedure)
    return sentence if judged.certain else f"{sentence} {closer(origin).advice}".strip()


def certainty_sentence(
    judged: Certainty, origin: Place, ranking: Ranking, procedure: Procedure | None
) -> str:
    """Say how sure the first is, for one of the two questions."""
    groups = _answer_first(judged, ranking, procedure)
    if judged.certain:
        return _certain_text(groups[0], origin, ranking, procedure)
    names = [_group(ids, ranking) for ids in groups]
    if len(names) > MOST_NAMED:
        which = f"{', '.join(names[:MOST_NAMED])} or another hospital"
    else:
        which = f"{', '.join(names[:-1])} or {names[-1]}"
    listing = "" if procedure is None else f" that lists {procedure.name}"
    near = f"nearest{_by_road(ranking)}"
    return f"Which hospital{listing} is {near} depends on {_where(origin)}: {which}."


def closer(origin: Place) -> Closer:
    """Return what would tell more closely where somebody is; empty texts if nothing would."""
    return _CLOSER.get(origin.granularity, _SMALLER)


def _answer_first(
    judged: Certainty, ranking: Ranking, procedure: Procedure | None
) -> list[tuple[str, ...]]:
    """Put the hospital that stands as the answer before the others that could be first."""
    answer = _answer(ranking, procedure).facility.id
    return sorted((share.ids for share in judged.could_be_first), key=lambda ids: answer not in ids)


def _answer(ranking: Ranking, procedure: Procedure | None) -> Hit:
    nearest = dict(ranking.nearest_by_procedure)
    return ranking.hits[0] if procedure is None else nearest.get(procedure.id, ranking.hits[0])


def _certain_text(
    ids: tuple[str, ...], origin: Place, ranking: Ranking, procedure: Procedure | None
) -> str:
    if origin.id == f"{FACILITY_ID}{ids[0]}":
        return _named_text(ids, ranking, procedure)
    near = f"nearest{_by_road(ranking)}"
    what = near if procedure is None else f"the {near} that lists {procedure.name}"
    sentence = f"{_group(ids, ranking)} is {what} from {_anywhere(origin)}."
    return f"{sentence} {_about_as_near(ids, ranking, procedure)}".strip()


def _about_as_near(ids: tuple[str, ...], ranking: Ranking, procedure: Procedure | None) -> str:
    """Name another hospital that the estimate can't tell from the answer; empty without one."""
    answer = _answer(ranking, procedure)
    for hit in ranking.hits:
        does = procedure is None or hit.facility.does(procedure.id) is Availability.YES
        if does and hit.facility.id not in ids and _as_near(hit, answer):
            return f"{hit.facility.short_name} takes about as long."
    return ""


def _by_road(ranking: Ranking) -> str:
    by_road = ranking.hits[0].ranked_by is RankedBy.MINUTES
    return " by road" if by_road else " in a straight line"


def _named_text(ids: tuple[str, ...], ranking: Ranking, procedure: Procedure | None) -> str:
    """Answer somebody who typed a hospital's name with that hospital."""
    first, *others = _names(ids, ranking)
    lists_it = "" if procedure is None else f" and lists {procedure.name}"
    named = f"{first} is the hospital you named{lists_it}."
    return f"{named} Next door is {' and '.join(others)}." if others else named


def _group(ids: tuple[str, ...], ranking: Ranking) -> str:
    first, *others = _names(ids, ranking)
    return f"{first} (and, next door, {' and '.join(others)})" if others else first


def _names(ids: tuple[str, ...], ranking: Ranking) -> list[str]:
    names = {hit.facility.id: hit.facility.short_name for hit in ranking.hits}
    return [names[one] for one in ids]


def _where(origin: Place) -> str:
    if origin.granularity in _POINTS:
        return f"where exactly you are near {wording.from_text(origin)}"
    return f"where in {wording.area_text(origin)} you are"


def _anywhere(origin: Place) -> str:
    if origin.granularity in _POINTS:
        return wording.from_text(origin)
    return f"anywhere in {wording.area_text(origin)}"


def order_text(origin: Place, ranking: Ranking) -> str:
    """Say by what the list is ordered."""
    start = wording.from_text(origin)
    if ranking.drive is None:
        return f"Ordered by straight-line distance from {start}: {why_no_road(origin)}."
    return f"Ordered by time on the road from {start}, {_source_text(ranking.drive)}."


def _source_text(driven: Drive) -> str:
    kinds = set(driven.kinds)
    if kinds == {MinutesKind.ROUTER}:
        return "from a route planner"
    if MinutesKind.ROUTER in kinds:
        return "from a route planner or, where it has none, an estimate without traffic"
    return "an estimate without traffic"


def why_no_road(origin: Place) -> str:
    """Say why no time by road is known from an origin."""
    if covers(origin.coordinate):
        return "no road leads from there to any of our hospitals"
    return "that is outside the area where road times are known"


def moved_text(origin: Place, ranking: Ranking, units: Units) -> str:
    """Say from which shore times are counted, where that is not plain; empty where it is."""
    anchor = None if ranking.drive is None else ranking.drive.anchor
    if anchor is None:
        return ""
    typed = origin.granularity is Granularity.COORDINATE
    if anchor.moved_m > (_TYPED_MOVE_M if typed else LEAST_MOVE_M):
        far = wording.further_text(anchor.moved_m, units)
        return (
            "That point is on water or where no road leads:"
            f" times are counted from land in {wording.county_text(anchor.county)}, {far} away."
        )
    if typed and anchor.by_river:
        return (
            "That point is close to a river:"
            f" times are counted from {wording.county_text(anchor.county)}."
        )
    return ""


LEAST_MOVE_M: Final = 1_500.0
"""Up to here a move is within what the model's cells of 1 km can tell of a ZIP or town."""

_TYPED_MOVE_M: Final = 100.0
"""The same for a coordinate that somebody typed, who knows better where that is."""


def spread(hit: Hit) -> tuple[float, float, float] | None:
    """Return a hit's minutes with the least and the most of its origin; None where unknown."""
    if hit.minutes is None or hit.minutes_low is None or hit.minutes_high is None:
        return None
    return hit.minutes, hit.minutes_low, hit.minutes_high


def _as_near(hit: Hit, answer: Hit) -> bool:
    if hit.minutes is None or answer.minutes is None:
        return False
    return wording.about_the_same(hit.minutes, answer.minutes)


def why_not_first(
    hit: Hit, ranking: Ranking, procedure: Procedure | None, units: Units
) -> tuple[str, ...]:
    """Say what keeps a hospital from being the answer; nothing for the answer itself.

    The answer is the nearest, or the nearest that lists the procedure.
    """
    answer = _answer(ranking, procedure)
    if hit.facility.id == answer.facility.id:
        return ()
    judged = dict(ranking.certainty_by_procedure).get(procedure.id) if procedure else None
    groups = _answer_first(judged or ranking.certainty, ranking, procedure)
    return (
        *_by_distance(hit, answer, groups, units),
        *_by_what_it_does(hit.facility, procedure),
    )


def _by_distance(
    hit: Hit, answer: Hit, groups: list[tuple[str, ...]], units: Units
) -> Iterable[str]:
    if hit.facility.id in groups[0]:
        yield f"next door to {answer.facility.short_name}: the order of the two hardly matters"
        return
    name = answer.facility.short_name
    further_m = hit.distance_m - answer.distance_m
    if hit.minutes is not None and answer.minutes is not None:
        yield from _by_minutes(hit, answer, further_m)
    elif further_m > 0:
        yield f"{wording.further_text(further_m, units)} farther away than {name}"
    if any(hit.facility.id in ids for ids in groups):
        yield "could still be first, depending on where you are"


def _by_minutes(hit: Hit, answer: Hit, further_m: float) -> Iterable[str]:
    longer = (hit.minutes or 0.0) - (answer.minutes or 0.0)
    name = answer.facility.short_name
    if longer <= 0:
        return
    if _as_near(hit, answer):
        yield f"about as near by road as {name}; the estimate can't tell them apart"
        return
    yield f"{wording.longer_text(longer)} longer by road than {name}"
    if further_m < -_PLAINLY_NEARER_M:
        yield "nearer in a straight line, but the way by road is longer"


_PLAINLY_NEARER_M: Final = 1_600.0
"""A mile: less is not worth a word."""


def _by_what_it_does(facility: Facility, procedure: Procedure | None) -> Iterable[str]:
    if procedure is not None and facility.does(procedure.id) is Availability.NO:
        yield f"does not do {procedure.name}"
    if procedure is not None and facility.does(procedure.id) is Availability.UNKNOWN:
        yield f"is not known to do {procedure.name}"
    if facility.emergency_department is Availability.NO:
        yield "has no emergency department"
