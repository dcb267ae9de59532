"""Call note: what an agent copies into their own system about a call. Holds no caller's place.

The hospital's postal address is left out as well: a caller may live in its ZIP, and its codes
say which hospital it is.
"""

from collections.abc import Iterator

from finder import reasons, wording
from finder.certainty import Certainty
from finder.facility import Facility, Phone, Procedure
from finder.language import say
from finder.rank import Hit
from finder.search import Ranking


def call_note(hit: Hit, ranking: Ranking, procedure: Procedure | None) -> str:
    """Write the note about one hospital of an answer: the need, the hospital, why, what is open.

    One time to one hospital, rounded, is all that it tells of where the caller is.
    """
    return "\n".join(_lines(hit, ranking, procedure))


def _lines(hit: Hit, ranking: Ranking, procedure: Procedure | None) -> Iterator[str]:
    facility = hit.facility
    need = wording.procedure_text(procedure) if procedure else say("nearest hospital")
    yield say("Asked for: %(need)s", need=need)
    yield say("Hospital: %(hospital)s", hospital=facility.name)
    yield codes_text(facility)
    yield f"{place_in_order(hit, ranking, procedure)}."
    timed = reasons.spread(hit)
    if timed is not None:
        time, kind = wording.minutes_text(*timed), wording.minutes_kind_text(hit.minutes_kind)
        yield say("Time: %(time)s, %(kind)s", time=time, kind=kind)
    if procedure is not None:
        yield f"{need}: {wording.availability_text(facility.does(procedure.id))}"
    department = wording.availability_text(facility.emergency_department)
    doubt = f" ({facility.emergency_note.rstrip('.')})" if facility.emergency_note else ""
    yield say("Emergency department: %(answer)s", answer=f"{department}{doubt}")
    for phone in filter(_shown, facility.phones):
        yield phone_text(phone)


def _shown(phone: Phone) -> bool:
    return phone.shown


def codes_text(facility: Facility) -> str:
    """Write the codes that name a hospital in other systems."""
    return say("Finder id: %(id)s. CCN: %(ccn)s", id=facility.id, ccn=facility.ccn or "-")


def phone_text(phone: Phone) -> str:
    """Write a number with what it is for, and whether anybody has rung it."""
    told = {"number": phone.number, "purpose": say(phone.purpose)}
    if phone.checked_on is None:
        return say("Phone: %(number)s (%(purpose)s; not yet confirmed by a call)", **told)
    return say("Phone: %(number)s (%(purpose)s)", **told)


def place_in_order(hit: Hit, ranking: Ranking, procedure: Procedure | None) -> str:
    """Say which in the order a hospital is, and whether that is certain; names no place."""
    order = [one.facility.id for one in _considered(ranking, procedure)]
    if hit.facility.id not in order:
        return say("Chosen by the caller")
    at = order.index(hit.facility.id)
    if at:
        return say("Number %(rank)s by nearness; chosen by the caller", rank=at + 1)
    if _certainty(ranking, procedure).certain:
        return say("Nearest for that need")
    return say("Nearest for that need, depending on where exactly the caller is")


def _considered(ranking: Ranking, procedure: Procedure | None) -> tuple[Hit, ...]:
    if procedure is None:
        return ranking.hits
    first = dict(ranking.nearest_by_procedure).get(procedure.id)
    others = (one for one in ranking.hits if one is not first)
    doing = (one for one in others if one.facility.does(procedure.id).value == "yes")
    return () if first is None else (first, *doing)


def _certainty(ranking: Ranking, procedure: Procedure | None) -> Certainty:
    judged = dict(ranking.certainty_by_procedure)
    return ranking.certainty if procedure is None else judged[procedure.id]
