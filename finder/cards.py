"""Cards: a hospital as the pages show it, every word settled before the template sees it."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, Final, Literal
from urllib.parse import urlencode

from finder import reasons, wording
from finder.certainty import Certainty
from finder.facility import PROCEDURES, Availability, Facility, Phone, Procedure
from finder.language import long_date, mark, say
from finder.place import Place
from finder.rank import Hit
from finder.request import Units
from finder.search import Ranking, SearchResponse
from finder.settings import Settings


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A phone to ring: the number, the tel: target, what it is for, and its standing."""

    number: str
    target: str
    purpose: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A question with its answer: `value` is yes, no or unknown, `text` says it."""

    name: str
    explanation: str
    value: Availability
    text: str


@dataclass(frozen=True, slots=True)
class Directions:
    """A link to somebody's maps: whose, and the address of the hospital alone in it."""

    provider: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """One hospital in a list. `rank` is None and the distances empty before a place is typed.

    The times are empty where none is known by road. `driver` is about the second start.

    `focus` is the procedure that people look for now; `procedures` holds all, it included.
    `why_not_first` is empty for the first.
    """

    id: str
    rank: int | None
    name: str
    short_name: str
    street: str
    town: str
    time: str
    time_kind: str
    time_from: str
    distance: str
    distance_kind: str
    distance_from: str
    driver: str
    phones: tuple[PhoneLine, ...]
    website: str
    emergency: Fact
    focus: Fact
    procedures: tuple[Fact, ...]
    arrival: tuple[tuple[str, str], ...]
    directions: Directions | None
    checked_on: str
    why_not_first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Claim:
    """A sentence about an answer. An open one is not certain until the place is known closer."""

    text: str
    kind: Literal["certain", "open", "more"] = "more"


@dataclass(frozen=True, slots=True)
class Answer:
    """One of the answers above the list: its heading, what is true of it, the hospital."""

    heading: str
    claims: tuple[Claim, ...]
    card: Card


def answers(
    origin: Place, ranking: Ranking, asked: Procedure, card: Callable[[Hit], Card]
) -> tuple[Answer, ...]:
    """Tell the nearest hospital from the nearest that lists a procedure; once if they are one."""
    nearest, doing = ranking.hits[0], dict(ranking.nearest_by_procedure).get(asked.id)
    name = wording.procedure_text(asked)
    first = _claim(ranking.certainty, origin, ranking, None)
    if doing is None:
        none = Claim(say("None of our hospitals is known to list %(procedure)s.", procedure=name))
        return (_answer(_NEAREST, (first, none), card(nearest)),)
    judged = dict(ranking.certainty_by_procedure)[asked.id]
    lists_it = _claim(judged, origin, ranking, asked)
    if doing.facility.id == nearest.facility.id:
        if first.kind == lists_it.kind == "certain":
            also = say("It is also the nearest that lists %(procedure)s.", procedure=name)
            lists_it = Claim(also, "certain")
        return (_answer(_NEAREST, (first, lists_it), card(nearest)),)
    comes_next = Claim(
        say(
            "For %(procedure)s see %(hospital)s, next.",
            procedure=name,
            hospital=doing.facility.short_name,
        )
    )
    return (
        _answer(_NEAREST, (first, comes_next), card(nearest)),
        _answer(_NEAREST_LISTING, (lists_it,), card(doing), procedure=name),
    )


_NEAREST: Final = (mark("Nearest hospital"), mark("Nearest hospital, not certain yet"))
_NEAREST_LISTING: Final = (
    mark("Nearest that lists %(procedure)s"),
    mark("Nearest that lists %(procedure)s, not certain yet"),
)
"""The heading of what is certain, and of what is not."""


def _claim(
    judged: Certainty, origin: Place, ranking: Ranking, procedure: Procedure | None
) -> Claim:
    text = reasons.certainty_sentence(judged, origin, ranking, procedure)
    return Claim(text, "certain" if judged.certain else "open")


def _answer(
    headings: tuple[str, str], claims: tuple[Claim, ...], card: Card, **values: str
) -> Answer:
    open_yet = claims[0].kind == "open"
    return Answer(say(headings[open_yet], **values), claims, card)


def facility_card(facility: Facility, directions: str) -> Card:
    """Return the card of a hospital's own page, where nobody looks for one procedure more."""
    return list_card(facility, directions, PROCEDURES[0])


def list_card(facility: Facility, directions: str, focus: Procedure) -> Card:
    """Return the card of a hospital in the plain list, without a rank and a distance."""
    return Card(
        id=facility.id,
        rank=None,
        name=facility.name,
        short_name=facility.short_name,
        street=facility.street,
        town=f"{facility.city}, {facility.state} {facility.zip}",
        time="",
        time_kind="",
        time_from="",
        distance="",
        distance_kind="",
        distance_from="",
        driver="",
        phones=tuple(phone_line(phone) for phone in facility.phones if phone.shown),
        website=facility.website,
        emergency=emergency_fact(facility),
        focus=procedure_fact(facility, focus),
        procedures=tuple(procedure_fact(facility, procedure) for procedure in PROCEDURES),
        arrival=_arrival(facility),
        directions=directions_to(facility, directions),
        checked_on=""
        if facility.checked_on is None
        else long_date(facility.checked_on.isoformat()),
    )


def listed(
    response: SearchResponse,
    ranking: Ranking,
    wanted: Procedure | None,
    card: Callable[[Hit], Card],
) -> list[Card]:
    """Return the cards of the list; each but the first says why it is not first."""
    units = response.request.units
    return [
        replace(card(hit), why_not_first=_sentences(hit, ranking, wanted, units))
        for hit in response.hits
    ]


def _sentences(
    hit: Hit, ranking: Ranking, wanted: Procedure | None, units: Units
) -> tuple[str, ...]:
    lines = reasons.why_not_first(hit, ranking, wanted, units)
    return tuple(f"{line[0].upper()}{line[1:]}." for line in lines)


def hit_card(hit: Hit, origin: Place, units: Units, directions: str, focus: Procedure) -> Card:
    """Return the card of a hospital in an answer."""
    return replace(
        list_card(hit.facility, directions, focus),
        rank=hit.rank,
        **_timed(hit, origin),
        distance=wording.distance_text(hit.distance_m, origin.radius_m, units),
        distance_kind=wording.kind_text(hit.distance_kind),
        distance_from=wording.measured_from(origin, hit.distance_m),
    )


def driver_text(response: SearchResponse, facility_id: str) -> str:
    """Say how far a hospital is from where the driver starts; empty without a driver."""
    found = response.driver_hit(facility_id)
    if found is None:
        return ""
    start, hit = found
    timed = reasons.spread(hit)
    if timed is not None:
        time, origin = wording.minutes_text(*timed), wording.timed_from(start, *timed)
        return say("%(time)s by road from %(start)s", time=time, start=origin)
    far = wording.distance_text(hit.distance_m, start.radius_m, response.request.units)
    return say(
        "%(far)s in a straight line from %(start)s",
        far=far,
        start=wording.measured_from(start, hit.distance_m),
    )


def _timed(hit: Hit, origin: Place) -> dict[str, Any]:
    timed = reasons.spread(hit)
    if timed is None:
        why = reasons.why_no_road(origin)
        return {"time_kind": say("straight line: %(why)s", why=why)}
    return {
        "time": wording.minutes_text(*timed),
        "time_kind": wording.minutes_kind_text(hit.minutes_kind),
        "time_from": wording.timed_from(origin, *timed),
    }


def phone_line(phone: Phone) -> PhoneLine:
    """Return a phone with its tel: target in the international form that RFC 3966 wants."""
    purpose = wording.fact_text(phone.purpose)
    return PhoneLine(phone.number, _target(phone.number), purpose, phone.checked_on is None)


def program_line(settings: Settings) -> PhoneLine | None:
    """Return the program's own phone, None where the settings leave it out."""
    number = settings.program_phone
    if not number:
        return None
    unconfirmed = settings.program_phone_checked_on is None
    purpose = wording.fact_text(settings.program_phone_for)
    return PhoneLine(number, _target(number), purpose, unconfirmed)


def _target(number: str) -> str:
    return f"tel:+1-{number}"


def emergency_fact(facility: Facility) -> Fact:
    """Return whether there is an emergency department, with what doubt there is about it."""
    value = facility.emergency_department
    note = wording.fact_text(facility.emergency_note)
    return Fact(say("Emergency department"), note, value, wording.availability_text(value))


def procedure_fact(facility: Facility, procedure: Procedure) -> Fact:
    """Return whether a hospital lists a procedure: yes, no or unknown."""
    value = facility.does(procedure.id)
    name, explanation = wording.procedure_text(procedure), say(procedure.plain_name)
    return Fact(name, explanation, value, wording.availability_text(value))


def _arrival(facility: Facility) -> tuple[tuple[str, str], ...]:
    lines = (
        (say("Parking"), facility.parking),
        (say("Entrance"), facility.entrance),
        (say("Public transit"), facility.transit),
    )
    return tuple((name, wording.fact_text(text)) for name, text in lines if text)


def directions_to(facility: Facility, provider: str) -> Directions | None:
    """Return a link that names the hospital and nothing else: no starting point, no search."""
    target = f"{facility.name}, {facility.address}"
    point = f"{facility.coordinate.latitude:.6f},{facility.coordinate.longitude:.6f}"
    links = {
        "google": (
            "Google Maps",
            "https://www.google.com/maps/dir/?api=1&",
            {"destination": target},
        ),
        "apple": ("Apple Maps", "https://maps.apple.com/?", {"daddr": target}),
        "openstreetmap": (
            "OpenStreetMap",
            "https://www.openstreetmap.org/directions?",
            {"to": point},
        ),
    }
    if provider not in links:
        return None
    name, base, query = links[provider]
    return Directions(name, base + urlencode(query))
