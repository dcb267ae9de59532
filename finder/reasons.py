"""Reasons: how sure an answer is, why the first is first, and why another one is not."""

from collections.abc import Iterable
from typing import Final

from finder import wording
from finder.certainty import Certainty, Share
from finder.facility import Availability, Procedure
from finder.place import Granularity, Place
from finder.rank import Hit
from finder.request import Units
from finder.search import Ranking

MOST_NAMED: Final = 3
"""More hospitals than this in one sentence are a list, and the list stands below it."""

_NARROWED_BY: Final = {
    Granularity.POSTCODE: "It depends on the street. The name of a neighborhood may settle it.",
    Granularity.NEIGHBORHOOD: "It depends on the street. A ZIP code may settle it.",
    Granularity.AIRPORT: "",
    Granularity.FACILITY: "",
    Granularity.COORDINATE: "More decimals would settle it.",
}
_SMALLER: Final = "A ZIP code would narrow it down."


def certainty_text(
    judged: Certainty, origin: Place, ranking: Ranking, procedure: Procedure | None
) -> str:
    """Say in one or two sentences how sure the first is, for one of the two questions."""
    what = "nearest" if procedure is None else f"the nearest that lists {procedure.name}"
    names = [_group(share, ranking) for share in judged.could_be_first]
    if judged.certain:
        return f"{names[0]} is {what} from {_anywhere(origin)}."
    if len(names) > MOST_NAMED:
        which = f"{', '.join(names[:MOST_NAMED])} or another hospital"
    else:
        which = f"{', '.join(names[:-1])} or {names[-1]}"
    narrowed = _NARROWED_BY.get(origin.granularity, _SMALLER)
    return f"{which} could be {what} from where you are in {wording.area_text(origin)}. {narrowed}"


def _group(share: Share, ranking: Ranking) -> str:
    names = {hit.facility.id: hit.facility.short_name for hit in ranking.hits}
    first, *others = (names[one] for one in share.ids)
    return f"{first} (and, next door, {' and '.join(others)})" if others else first


def _anywhere(origin: Place) -> str:
    exact = origin.granularity in (
        Granularity.COORDINATE, Granularity.FACILITY, Granularity.AIRPORT,
    )  # fmt: skip
    return wording.from_text(origin) if exact else f"anywhere in {wording.area_text(origin)}"


def order_text(origin: Place) -> str:
    """Say by what the list is ordered."""
    return f"Ordered by straight-line distance from {wording.from_text(origin)}."


def why_not_first(
    hit: Hit, ranking: Ranking, procedure: Procedure | None, units: Units
) -> tuple[str, ...]:
    """Say what keeps a hospital from being the answer; nothing for the answer itself.

    The answer is the nearest, or the nearest that lists the procedure.
    """
    nearest = dict(ranking.nearest_by_procedure)
    answer = ranking.hits[0] if procedure is None else nearest.get(procedure.id, ranking.hits[0])
    if hit.facility.id == answer.facility.id:
        return ()
    return tuple(_against(hit, answer, procedure, units))


def _against(hit: Hit, answer: Hit, procedure: Procedure | None, units: Units) -> Iterable[str]:
    further_m = hit.distance_m - answer.distance_m
    if further_m > 0:
        more = wording.further_text(further_m, units)
        yield f"{more} further away than {answer.facility.short_name}"
    if procedure is not None and hit.facility.does(procedure.id) is Availability.NO:
        yield f"does not do {procedure.name}"
    if procedure is not None and hit.facility.does(procedure.id) is Availability.UNKNOWN:
        yield f"is not known to do {procedure.name}"
    if hit.facility.emergency_department is Availability.NO:
        yield "has no emergency department"
