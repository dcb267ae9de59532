"""Script: what an agent reads to a caller about one hospital, line by line, in one language."""

from dataclasses import dataclass
from typing import Final

from markupsafe import Markup

from finder import cards, reasons
from finder.facility import Facility, Phone, Procedure
from finder.language import mark, say
from finder.place import Place
from finder.rank import Hit
from finder.request import Units
from finder.search import Ranking, SearchResponse
from finder.spoken import miles_words, minutes_words
from finder.wording import distance_rounded, fact_text, minutes_rounded, procedure_text

MILES: Final[Units] = "mi"
"""The desk speaks in miles: its callers are in the United States."""

_OPENINGS: Final = {
    (False, True): mark("The nearest hospital is %(hospital)s."),
    (False, False): mark(
        "The nearest hospital may be %(hospital)s; that depends on where exactly you are."
    ),
    (True, True): mark("The nearest hospital that lists %(procedure)s is %(hospital)s."),
    (True, False): mark(
        "The nearest hospital that lists %(procedure)s may be %(hospital)s;"
        " that depends on where exactly you are."
    ),
}
"""Of the answer: (about a procedure, certain)."""


@dataclass(frozen=True, slots=True)
class Script:
    """The lines about a hospital. A line is empty where there is nothing to say.

    `say` names the hospital with time and distance, `why` says why it is the answer or is not,
    `ring` which number and what it is for, `driver` how far it is for whoever drives.
    """

    say: str
    why: str
    ring: str
    driver: str
    arrival: str
    bring: str


def script_of(
    hit: Hit, response: SearchResponse, ranking: Ranking, asked: Procedure | None, bring: str
) -> Script:
    """Write the script about a hospital of an answer, in the language spoken.

    `bring` says in that language what to bring.
    """
    origin = response.origin
    assert origin is not None  # noqa: S101 (there is a ranking)
    driver = cards.driver_text(response, hit.facility.id)
    return Script(
        say=f"{_opening(hit, ranking, asked)} {how_far(hit, origin)}",
        why=_why(hit, origin, ranking, asked),
        ring=_ring(hit.facility),
        driver=driver and say("For whoever drives: %(far)s.", far=driver),
        arrival=_arrival(hit.facility),
        bring=bring and say("Please bring: %(things)s", things=bring),
    )


def _opening(hit: Hit, ranking: Ranking, asked: Procedure | None) -> str:
    for procedure in dict.fromkeys((asked, None)):
        first = _first(ranking, procedure)
        if first is not None and first[0].facility.id == hit.facility.id:
            sentence = _OPENINGS[procedure is not None, first[1]]
            name = "" if procedure is None else procedure_text(procedure)
            return say(sentence, hospital=hit.facility.name, procedure=name)
    return f"{hit.facility.name}."


def _first(ranking: Ranking, procedure: Procedure | None) -> tuple[Hit, bool] | None:
    """Return the first for a question and whether it is certain, None where nobody lists it."""
    if procedure is None:
        return ranking.hits[0], ranking.certainty.certain
    doing = dict(ranking.nearest_by_procedure).get(procedure.id)
    judged = dict(ranking.certainty_by_procedure)
    return None if doing is None else (doing, judged[procedure.id].certain)


def how_far(hit: Hit, origin: Place) -> str:
    """Say time and distance of a hospital in words, and what kinds they are."""
    far = miles_words(distance_rounded(hit.distance_m, origin.radius_m, MILES))
    timed = reasons.spread(hit)
    if timed is None:
        return say("It is %(far)s away in a straight line; the road is longer.", far=far)
    time = minutes_words(minutes_rounded(*timed))
    return say(
        "By car it is %(time)s without traffic, and %(far)s in a straight line.", time=time, far=far
    )


def _why(hit: Hit, origin: Place, ranking: Ranking, asked: Procedure | None) -> str:
    first = _first(ranking, asked)
    if first is not None and first[0].facility.id == hit.facility.id:
        judged = dict(ranking.certainty_by_procedure)[asked.id] if asked else ranking.certainty
        return reasons.certainty_sentence(judged, origin, ranking, asked)
    lines = reasons.why_not_first(hit, ranking, asked, MILES)
    return " ".join(f"{line[0].upper()}{line[1:]}." for line in lines)


def _ring(facility: Facility) -> str:
    phone = first_phone(facility)
    if phone is None:
        return say("We have no phone number that we are sure of.")
    purpose = _plain(fact_text(phone.purpose))
    return say("Please call %(number)s: %(purpose)s.", number=phone.number, purpose=purpose)


def first_phone(facility: Facility) -> Phone | None:
    """Return the first number that is given out, None where there is none."""
    return next((phone for phone in facility.phones if phone.shown), None)


def _arrival(facility: Facility) -> str:
    facts = (
        (say("Parking"), facility.parking),
        (say("Entrance"), facility.entrance),
        (say("Public transit"), facility.transit),
    )
    known = [f"{name}: {_plain(fact_text(text))}." for name, text in facts if text]
    unknown = ", ".join(name.lower() for name, text in facts if not text)
    ask = say("When you call, please ask about: %(things)s.", things=unknown) if unknown else ""
    return " ".join(filter(None, (*known, ask)))


def _plain(text: str) -> str:
    return text.striptags() if isinstance(text, Markup) else text
