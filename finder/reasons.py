"""Reasons: how sure an answer is, why the first is first, and why another one is not."""

from collections.abc import Iterable
from typing import Final, NamedTuple

from finder import wording
from finder.certainty import Certainty
from finder.facility import Availability, Facility, Procedure
from finder.geocoding import FACILITY_ID
from finder.grid import covers
from finder.language import mark, say
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


_BY_ZIP: Final = mark("Which ZIP code are you in?")
_CLOSER: Final = {
    Granularity.POSTCODE: Closer(
        mark("The name of your neighborhood may settle it."),
        mark("Which neighborhood are you in?"),
        mark("Its name, please: streets cannot be looked up yet."),
    ),
    Granularity.NEIGHBORHOOD: Closer(mark("A ZIP code may settle it."), _BY_ZIP),
    Granularity.COORDINATE: Closer(
        mark("A more exact position would settle it."), mark("Where are you exactly?")
    ),
    Granularity.STREET: Closer(
        mark("A house number or the next corner may settle it."),
        mark("Which house number, or which corner is next?"),
    ),
    Granularity.ADDRESS: Closer("", ""),
    Granularity.RANGE: Closer("", ""),
    Granularity.INTERSECTION: Closer("", ""),
    Granularity.FACILITY: Closer("", ""),
    Granularity.AIRPORT: Closer("", ""),
}
_SMALLER: Final = Closer(mark("A ZIP code would narrow it down."), _BY_ZIP)

_BY_ADDRESS: Final = Closer(
    mark("A street address may settle it."),
    mark("What is your address, or the next street corner?"),
    mark("With the ZIP code, please."),
)
_AN_ADDRESS_TELLS_MORE: Final = frozenset(
    {Granularity.POSTCODE, Granularity.NEIGHBORHOOD, Granularity.CITY}
)

_CERTAIN: Final = {
    (False, False): mark("%(hospital)s is nearest in a straight line from %(start)s."),
    (True, False): mark("%(hospital)s is nearest by road from %(start)s."),
    (False, True): mark(
        "%(hospital)s is the nearest in a straight line that lists %(procedure)s from %(start)s."
    ),
    (True, True): mark(
        "%(hospital)s is the nearest by road that lists %(procedure)s from %(start)s."
    ),
}
_OPEN: Final = {
    (False, False): mark(
        "Which hospital is nearest in a straight line depends on %(where)s: %(hospitals)s."
    ),
    (True, False): mark("Which hospital is nearest by road depends on %(where)s: %(hospitals)s."),
    (False, True): mark(
        "Which hospital that lists %(procedure)s is nearest in a straight line depends on"
        " %(where)s: %(hospitals)s."
    ),
    (True, True): mark(
        "Which hospital that lists %(procedure)s is nearest by road depends on %(where)s:"
        " %(hospitals)s."
    ),
}
"""Whole sentences, for each language its own: (by road, of those that list a procedure)."""


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
    return say(
        _OPEN[_by_road(ranking), procedure is not None],
        where=wording.where_text(origin),
        hospitals=_either([_group(ids, ranking) for ids in groups]),
        procedure=_named(procedure),
    )


def _either(names: list[str]) -> str:
    if len(names) > MOST_NAMED:
        return say("%(names)s or another hospital", names=", ".join(names[:MOST_NAMED]))
    return say("%(names)s or %(last)s", names=", ".join(names[:-1]), last=names[-1])


def _named(procedure: Procedure | None) -> str:
    return "" if procedure is None else wording.procedure_text(procedure)


def closer(origin: Place, *, streets: bool = False) -> Closer:
    """Return what would tell more closely where somebody is; empty texts if nothing would.

    With `streets` an address may be asked for: it can be looked up.
    """
    if streets and origin.granularity in _AN_ADDRESS_TELLS_MORE:
        return Closer(*map(say, _BY_ADDRESS))
    return Closer(*map(say, _CLOSER.get(origin.granularity, _SMALLER)))


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
    sentence = say(
        _CERTAIN[_by_road(ranking), procedure is not None],
        hospital=_group(ids, ranking),
        procedure=_named(procedure),
        start=wording.anywhere_text(origin),
    )
    return f"{sentence} {_about_as_near(ids, ranking, procedure)}".strip()


def _about_as_near(ids: tuple[str, ...], ranking: Ranking, procedure: Procedure | None) -> str:
    """Name another hospital that the estimate can't tell from the answer; empty without one."""
    answer = _answer(ranking, procedure)
    for hit in ranking.hits:
        does = procedure is None or hit.facility.does(procedure.id) is Availability.YES
        if does and hit.facility.id not in ids and _as_near(hit, answer):
            return say("%(hospital)s takes about as long.", hospital=hit.facility.short_name)
    return ""


def _by_road(ranking: Ranking) -> bool:
    return ranking.hits[0].ranked_by is RankedBy.MINUTES


def _named_text(ids: tuple[str, ...], ranking: Ranking, procedure: Procedure | None) -> str:
    """Answer somebody who typed a hospital's name with that hospital."""
    first, *others = _names(ids, ranking)
    if procedure is None:
        named = say("%(hospital)s is the hospital you named.", hospital=first)
    else:
        named = say(
            "%(hospital)s is the hospital you named and lists %(procedure)s.",
            hospital=first,
            procedure=_named(procedure),
        )
    if not others:
        return named
    next_door = say("Next door is %(hospitals)s.", hospitals=_all(others))
    return f"{named} {next_door}"


def _group(ids: tuple[str, ...], ranking: Ranking) -> str:
    first, *others = _names(ids, ranking)
    if not others:
        return first
    return say("%(hospital)s (and, next door, %(others)s)", hospital=first, others=_all(others))


def _all(names: list[str]) -> str:
    *before, last = names
    return say("%(names)s and %(last)s", names=_all(before), last=last) if before else last


def _names(ids: tuple[str, ...], ranking: Ranking) -> list[str]:
    names = {hit.facility.id: hit.facility.short_name for hit in ranking.hits}
    return [names[one] for one in ids]


FAR_M: Final = 240_000.0
"""150 miles: beyond a day's drive there and back for a visit, as judged by us."""


def far_text(ranking: Ranking) -> str:
    """Say so where even the nearest hospital is far; empty elsewhere."""
    if min(hit.distance_m for hit in ranking.hits) <= FAR_M:
        return ""
    return say(
        "All of our hospitals are far from there. Your doctor may know of care closer to you."
    )


def order_text(origin: Place, ranking: Ranking) -> str:
    """Say by what the list is ordered."""
    start = wording.from_text(origin)
    if ranking.drive is None:
        return say(
            "Ordered by straight-line distance from %(start)s: %(why)s.",
            start=start,
            why=why_no_road(origin),
        )
    source = _source_text(ranking.drive)
    return say(
        "Ordered by time on the road from %(start)s, %(source)s.", start=start, source=source
    )


def _source_text(driven: Drive) -> str:
    kinds = set(driven.kinds)
    if kinds == {MinutesKind.ROUTER}:
        return say("from a route planner")
    if MinutesKind.ROUTER in kinds:
        return say("from a route planner or, where it has none, an estimate without traffic")
    return say("an estimate without traffic")


def why_no_road(origin: Place) -> str:
    """Say why no time by road is known from an origin."""
    if covers(origin.coordinate):
        return say("no road leads from there to any of our hospitals")
    return say("that is outside the area where road times are known")


def moved_text(origin: Place, ranking: Ranking, units: Units) -> str:
    """Say from which shore times are counted, where that is not plain; empty where it is."""
    anchor = None if ranking.drive is None else ranking.drive.anchor
    if anchor is None:
        return ""
    typed = origin.granularity is Granularity.COORDINATE
    county = wording.county_text(anchor.county)
    if anchor.moved_m > (_TYPED_MOVE_M if typed else LEAST_MOVE_M):
        far = wording.further_text(anchor.moved_m, units)
        return say(
            "That point is on water or where no road leads:"
            " times are counted from land in %(county)s, %(far)s away.",
            county=county,
            far=far,
        )
    if typed and anchor.by_river:
        return say(
            "That point is close to a river: times are counted from %(county)s.", county=county
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
        yield say(
            "next door to %(hospital)s: the order of the two hardly matters",
            hospital=answer.facility.short_name,
        )
        return
    name = answer.facility.short_name
    further_m = hit.distance_m - answer.distance_m
    if hit.minutes is not None and answer.minutes is not None:
        yield from _by_minutes(hit, answer, further_m)
    elif further_m > 0:
        far = wording.further_text(further_m, units)
        yield say("%(far)s farther away than %(hospital)s", far=far, hospital=name)
    if any(hit.facility.id in ids for ids in groups):
        yield say("could still be first, depending on where you are")


def _by_minutes(hit: Hit, answer: Hit, further_m: float) -> Iterable[str]:
    longer = (hit.minutes or 0.0) - (answer.minutes or 0.0)
    name = answer.facility.short_name
    if longer <= 0:
        return
    if _as_near(hit, answer):
        yield say(
            "about as near by road as %(hospital)s; the estimate can't tell them apart",
            hospital=name,
        )
        return
    time = wording.longer_text(longer)
    yield say("%(time)s longer by road than %(hospital)s", time=time, hospital=name)
    if further_m < -_PLAINLY_NEARER_M:
        yield say("nearer in a straight line, but the way by road is longer")


_PLAINLY_NEARER_M: Final = 1_600.0
"""A mile: less is not worth a word."""


def _by_what_it_does(facility: Facility, procedure: Procedure | None) -> Iterable[str]:
    if procedure is not None and facility.does(procedure.id) is Availability.NO:
        yield say("does not do %(procedure)s", procedure=_named(procedure))
    if procedure is not None and facility.does(procedure.id) is Availability.UNKNOWN:
        yield say("is not known to do %(procedure)s", procedure=_named(procedure))
    if facility.emergency_department is Availability.NO:
        yield say("has no emergency department")
