"""Explaining: what each step of a search decided and why, for maintainers."""

from collections.abc import Iterator

from finder import wording
from finder.parse import PARSERS, parse
from finder.query import ParsedQuery
from finder.search import SearchResponse


def explain(response: SearchResponse) -> Iterator[str]:
    """Yield the story of an answer as lines: form, look-ups, rule, origin, order."""
    text = response.request.text
    query = parse(text)
    yield "1. The form of the text"
    yield from (f"   {line}" for line in _form(text, query))
    yield "2. Look-ups, in turn"
    yield from (f"   {step.tried}: {step.outcome}" for step in response.geocoding.steps)
    yield f"3. Status: {response.status.value}"
    yield from (f"   note {note.code.value}: {wording.note_text(note)}" for note in response.notes)
    for place in response.geocoding.candidates:
        role = "passed over" if response.origin else "candidate"
        told = f"{wording.place_text(place)} ({wording.candidate_text(place)}; {place.id})"
        yield f"   {role}: {told}"
    if response.origin is None:
        return
    origin = response.origin
    yield f"4. Origin: {wording.place_text(origin)} ({origin.granularity.value}; {origin.source})"
    yield f"   90 % of its addresses within {origin.radius_m:,.0f} m of the point"
    yield f"5. Order: straight line from {wording.from_text(origin)}, then id"
    for hit in response.hits:
        shown = wording.distance_text(hit.distance_m, origin.radius_m, response.request.units)
        yield f"   {hit.rank:>2}. {hit.facility.id:<24} {hit.distance_m / 1000:9.3f} km  ({shown})"


def _form(text: str, query: ParsedQuery) -> Iterator[str]:
    for parser in PARSERS:
        name = parser.__name__.removeprefix("parse_")
        if parser(text) is not None:
            yield f"read as {name}: {query.kind.value}"
            break
        yield f"not {name}"
    if query.zip:
        yield f"ZIP {query.zip}"
    for reading in query.readings:
        where = "".join(
            f", {label} {value}"
            for label, value in (("state", reading.state), ("within", reading.within))
            if value
        )
        yield f"may be named {reading.key!r}{where}"
