"""The desk's answer: everything an agent sees and reads out, settled before the template."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from finder import asking, cards, reasons, wording
from finder.asking import Asking, Need, Settled
from finder.call_note import call_note, phone_text
from finder.cards import PhoneLine
from finder.facility import PROCEDURE_BY_ID, PROCEDURES, Availability, Facility, Procedure
from finder.geocoding import Geocoding, Status
from finder.language import Language, long_date, say, speaking
from finder.notes import NoteCode
from finder.place import Place
from finder.rank import Hit
from finder.script import MILES, Script, first_phone, script_of
from finder.search import Ranking, SearchResponse, Sources
from finder.spoken import minutes_words, place_words

MOST_BESIDE: Final = 3
LEAST_BESIDE: Final = 2
MOST_PASSED_OVER: Final = 4
"""Other places that the text might have meant, offered beside an answer."""

_LABELS: Final = {
    "say": "Say", "why": "Why", "ring": "Next step", "driver": "Driver", "arrival": "Arriving",
    "bring": "Bring",
}  # fmt: skip
"""What the lines of a script are called at the desk, whose own words are English."""


@dataclass(frozen=True, slots=True)
class Reading:
    """A language that callers are spoken to in: its catalog, and its text on what to bring."""

    language: Language
    bring: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Something to read out: its label, and the text in each of the desk's languages."""

    label: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DeskHospital:
    """A hospital in the desk's answer. `does` is about the procedure asked for, else empty."""

    id: str
    rank: int
    name: str
    short_name: str
    time: str
    distance: str
    does: str
    lines: tuple[Line, ...]
    transfer: str
    unchecked: tuple[str, ...]
    codes: tuple[tuple[str, str], ...]
    note: str


@dataclass(frozen=True, slots=True)
class Choice:
    """A place that the caller may mean: its id, its name, what tells it apart."""

    id: str
    name: str
    detail: str


@dataclass(frozen=True, slots=True)
class Beside:
    """Two or three hospitals side by side: their names, and rows of a label and a cell for each."""

    names: tuple[str, ...]
    rows: tuple[tuple[str, tuple[str, ...]], ...]


@dataclass(frozen=True, slots=True)
class DeskAnswer:
    """An answer at the desk. Without a match there are no hospitals, but perhaps `holds`.

    `ask` is the question to read out, None where it would not change the answer; `ask_why` says
    to the agent what it is needed for. `answers` pairs a heading with a hospital's id.
    `choose` is the form's field that a choice fills.
    """

    status: Status
    heard: Line | None
    ask: Line | None
    ask_why: str
    holds: tuple[Line, ...]
    notes: tuple[str, ...]
    choices: tuple[Choice, ...]
    choose: str
    hospitals: tuple[DeskHospital, ...] = ()
    answers: tuple[tuple[str, str], ...] = ()
    chosen: str = ""
    beside: Beside | None = None
    program: PhoneLine | None = None


@dataclass(frozen=True, slots=True)
class Looked:
    """What an agent looks at within an answer: one hospital, and two or three side by side."""

    hospital: str = ""
    beside: tuple[str, ...] = ()


def desk_answer(
    response: SearchResponse,
    sources: Sources,
    readings: Sequence[Reading],
    *,
    looked: Looked = Looked(),
    program: PhoneLine | None = None,
) -> DeskAnswer:
    """Turn a response into what the desk shows; the first reading is the agent's own language."""
    found = asking.asking(response, sources)
    asked = PROCEDURE_BY_ID.get(response.request.procedure or "")
    choices, choose = _choices(response)
    answer = DeskAnswer(
        status=response.status,
        heard=_heard(response.origin, readings),
        ask=_ask(response, found, sources, readings),
        ask_why=_ask_why(found, asked),
        holds=tuple(_holds(response, found, asked, readings)),
        notes=tuple(_notes(response)),
        choices=choices,
        choose=choose,
    )
    if response.ranking is None:
        return answer
    call = _Call(response, response.ranking, asked, readings)
    return replace(
        answer,
        hospitals=tuple(_hospital(hit, call) for hit in call.ranking.hits),
        answers=(answers := tuple(_answers(call.ranking, asked))),
        chosen=looked.hospital or answers[-1][1],
        beside=beside_of(response, call.ranking, looked.beside),
        program=None if asked is None else program,
    )


@dataclass(frozen=True, slots=True)
class _Call:
    """What the hospitals of one answer have in common."""

    response: SearchResponse
    ranking: Ranking
    asked: Procedure | None
    readings: Sequence[Reading]


def _each(readings: Sequence[Reading]) -> Iterator[Reading]:
    """Go through the readings, each while its language is spoken."""
    for reading in readings:
        with speaking(reading.language):
            yield reading


def _heard(origin: Place | None, readings: Sequence[Reading]) -> Line | None:
    if origin is None:
        return None
    return Line("Read back", tuple(place_words(origin) for _ in _each(readings)))


def _ask(
    response: SearchResponse, found: Asking, sources: Sources, readings: Sequence[Reading]
) -> Line | None:
    if found.need is Need.NO:
        return None
    texts = tuple(asking.question(response, sources) for _ in _each(readings))
    return Line("Ask", texts) if any(texts) else None


def _ask_why(found: Asking, asked: Procedure | None) -> str:
    if found.need is Need.NO:
        return "Nothing to ask: the answer is the same wherever in that area they are."
    if found.need is Need.FOR_NEAREST and asked is not None:
        name = wording.procedure_text(asked)
        return f"Only if they need the nearest hospital of any kind: for {name} it changes nothing."
    return "The answer depends on it."


def _holds(
    response: SearchResponse, found: Asking, asked: Procedure | None, readings: Sequence[Reading]
) -> Iterator[Line]:
    """Say what is certain before the caller has answered; a match says it with its hospitals."""
    if response.origin is not None:
        return
    for settled, procedure in ((found.nearest, None), (found.doing, asked)):
        if settled is not None:
            texts = tuple(_holds_text(settled, procedure) for _ in _each(readings))
            yield Line("Holds already", texts)


def _holds_text(settled: Settled, procedure: Procedure | None) -> str:
    name = settled.facility.name
    if procedure is None:
        first = say("Wherever that is, the nearest hospital is %(hospital)s.", hospital=name)
    else:
        first = say(
            "Wherever that is, the nearest hospital that lists %(procedure)s is %(hospital)s.",
            procedure=wording.procedure_text(procedure),
            hospital=name,
        )
    if settled.minutes is None:
        return first
    drive = say("By car it is %(time)s without traffic.", time=minutes_words(settled.minutes))
    return f"{first} {drive}"


_SAID_BY_THE_QUESTION: Final = (
    NoteCode.WHICH_QUADRANT, NoteCode.TWO_PLACES, NoteCode.ZIP_AND_CITY_DISAGREE,
)  # fmt: skip


def _notes(response: SearchResponse) -> Iterator[str]:
    for note in response.notes:
        if note.code not in _SAID_BY_THE_QUESTION:
            yield wording.note_text(note)
    if response.origin is not None and response.ranking is not None:
        yield from filter(None, (
            reasons.moved_text(response.origin, response.ranking, MILES),
            reasons.far_text(response.ranking),
        ))  # fmt: skip
    driver = response.driver
    if driver is not None and driver.status is Status.NO_MATCH:
        yield "The driver’s start was not found."
    if driver is not None and driver.best is not None:
        yield f"The driver starts from {wording.place_text(driver.best)}."


def _choices(response: SearchResponse) -> tuple[tuple[Choice, ...], str]:
    """Return what can be chosen: the caller's place, or where the driver starts."""
    driver = response.driver
    if driver is not None and driver.status is Status.TIE:
        return _choices_of(driver), "driver_choice"
    passed_over = response.status is Status.MATCH
    most = MOST_PASSED_OVER if passed_over else None
    return _choices_of(response.geocoding)[:most], "choice"


def _choices_of(found: Geocoding) -> tuple[Choice, ...]:
    return tuple(
        Choice(place.id, wording.place_text(place), wording.candidate_text(place))
        for place in found.candidates
    )


def _answers(ranking: Ranking, asked: Procedure | None) -> Iterator[tuple[str, str]]:
    nearest = ranking.hits[0].facility.id
    yield _heading("Nearest", ranking.certainty.certain), nearest
    if asked is None:
        return
    name = wording.procedure_text(asked)
    doing = dict(ranking.nearest_by_procedure).get(asked.id)
    if doing is not None:
        certain = dict(ranking.certainty_by_procedure)[asked.id].certain
        yield _heading(f"Nearest that lists {name}", certain), doing.facility.id


def _heading(text: str, certain: bool) -> str:
    return text if certain else f"{text}, not certain yet"


def _hospital(hit: Hit, call: _Call) -> DeskHospital:
    facility, origin, asked = hit.facility, call.response.origin, call.asked
    assert origin is not None  # noqa: S101 (there is a ranking)
    scripts = [
        script_of(hit, call.response, call.ranking, asked, reading.bring)
        for reading in _each(call.readings)
    ]
    timed = reasons.spread(hit)
    return DeskHospital(
        id=facility.id,
        rank=hit.rank,
        name=facility.name,
        short_name=facility.short_name,
        time="" if timed is None else wording.minutes_text(*timed),
        distance=wording.distance_text(hit.distance_m, origin.radius_m, MILES),
        does="" if asked is None else _does_text(facility, asked),
        lines=tuple(_lines(scripts)),
        transfer=_transfer(facility, asked),
        unchecked=tuple(_unchecked(facility, asked)),
        codes=(("Finder id", facility.id), ("CCN", facility.ccn), ("NPI", "not in our list")),
        note=call_note(hit, call.ranking, asked),
    )


def _lines(scripts: Sequence[Script]) -> Iterator[Line]:
    for name, label in _LABELS.items():
        texts = tuple(getattr(script, name) for script in scripts)
        if any(texts):
            yield Line(label, texts)


_DOES: Final = {
    Availability.YES: "lists it", Availability.NO: "does not", Availability.UNKNOWN: "not known",
}  # fmt: skip


def _does_text(facility: Facility, procedure: Procedure) -> str:
    return _DOES[facility.does(procedure.id)]


def _transfer(facility: Facility, asked: Procedure | None) -> str:
    about = wording.procedure_text(asked) if asked else "coming to your hospital"
    caller = f"I have a caller who asks about {about}."
    return f"{caller} Our finder sent them to {facility.name}, CCN {facility.ccn}."


def _unchecked(facility: Facility, asked: Procedure | None) -> Iterator[str]:
    """Say what nobody has checked, in the agent's words."""
    phone = first_phone(facility)
    if phone is not None and phone.checked_on is None:
        yield f"nobody has called {phone.number} to confirm it"
    if asked is not None and facility.does(asked.id) is Availability.UNKNOWN:
        yield f"whether it does {wording.procedure_text(asked)} is not known: do not promise it"
    if facility.emergency_department is Availability.UNKNOWN or facility.emergency_note:
        doubt = facility.emergency_note.rstrip(".") or "not known"
        yield f"emergency department: {doubt}"
    if facility.checked_on is None:
        yield "nobody has checked the other facts"
    else:
        yield f"other facts: last checked on {long_date(facility.checked_on.isoformat())}"


def beside_of(response: SearchResponse, ranking: Ranking, ids: Sequence[str]) -> Beside | None:
    """Put two or three hospitals side by side, in the order of nearness; None of any other."""
    hits = [hit for hit in ranking.hits if hit.facility.id in ids]
    if not LEAST_BESIDE <= len(hits) <= MOST_BESIDE or response.origin is None:
        return None
    columns = [_column(hit, response, response.origin) for hit in hits]
    labels = [label for label, _ in columns[0]]
    rows = zip(
        labels, zip(*([cell for _, cell in one] for one in columns), strict=True), strict=True
    )
    return Beside(tuple(hit.facility.short_name for hit in hits), tuple(rows))


def _column(hit: Hit, response: SearchResponse, origin: Place) -> list[tuple[str, str]]:
    facility = hit.facility
    card = cards.hit_card(hit, origin, MILES, "none", PROCEDURES[0])
    phone = first_phone(facility)
    return [
        ("Time by road", card.time or "not known"),
        ("Straight line", card.distance),
        ("For the driver", card.driver or cards.driver_text(response, facility.id) or "-"),
        *((one.name, _DOES[one.value]) for one in card.procedures),
        ("Emergency department", card.emergency.text),
        ("Phone", "none that is sure" if phone is None else phone_text(phone)),
        ("Parking", facility.parking or "not known"),
        ("Entrance", facility.entrance or "not known"),
        ("Public transit", facility.transit or "not known"),
    ]
