"""Explaining: what each step of a search decided and why, for maintainers."""

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Final

from finder import reasons, wording
from finder.geo import METRES_PER_MILE
from finder.geocode import not_asked
from finder.measure import Drive
from finder.parse import PARSERS, parse
from finder.place import Place
from finder.query import ParsedQuery
from finder.reverse import Nearest
from finder.roads import Way
from finder.search import SearchResponse
from finder.spanish import in_english
from finder.street_names import StreetName
from finder.street_readings import StreetReading

NO_WAYS: Final[Mapping[str, Way | None]] = MappingProxyType({})


def explain(
    response: SearchResponse,
    ways: Mapping[str, Way | None] = NO_WAYS,
    nearest: Nearest | None = None,
) -> Iterator[str]:
    """Yield the story of an answer as lines: form, look-ups, rule, origin, order.

    `ways` by the facilities' ids tell the crossings and roads of the model's way, `nearest`
    what the street index has next to the origin.
    """
    text = response.request.text
    query = parse(text)
    yield "1. The form of the text"
    yield from (f"   {line}" for line in _form(text, query))
    yield "2. Look-ups, in turn"
    yield from (f"   {step.tried}: {step.outcome}" for step in response.geocoding.steps)
    if response.geocoding.answered:
        rest = ", ".join(not_asked(response.geocoding)) or "none"
        yield f"   answered by {response.geocoding.answered}; not asked: {rest}"
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
    if nearest is not None:
        told = wording.nearest_text(nearest)
        yield f"   nearest in the street index: {told}, {nearest.distance_m:,.0f} m off"
    yield from _order(response, origin, ways)


def _order(
    response: SearchResponse, origin: Place, ways: Mapping[str, Way | None]
) -> Iterator[str]:
    by_road = response.ranking is not None and response.ranking.drive is not None
    kind = "minutes by road, then straight line" if by_road else "straight line"
    yield f"5. Order: {kind} from {wording.from_text(origin)}, then id"
    if response.ranking is not None:
        yield from _anchor(origin, response.ranking.drive)
    for hit in response.hits:
        miles = hit.distance_m / METRES_PER_MILE
        minutes = "  no road" if hit.minutes is None else f"{hit.minutes:5.1f} min"
        source = "" if hit.minutes is None else f" {hit.minutes_kind.value}"
        head = f"   {hit.rank:>2}. {hit.facility.id:<24} {minutes}{source}"
        yield f"{head}; {miles:.2f} mi ({hit.distance_m / 1000:.3f} km) in a straight line"
        way = ways.get(hit.facility.id)
        if way is not None:
            yield f"       {_way(way)}"


def _anchor(origin: Place, drive: Drive | None) -> Iterator[str]:
    if drive is None:
        yield f"   {reasons.why_no_road(origin)}"
    elif drive.anchor is not None and drive.anchor.moved_m:
        yield f"   moved {drive.anchor.moved_m:,.0f} m to land that a road reaches"


def _way(way: Way) -> str:
    kinds = zip(way.by_kind, ("local", "trunk", "expressway", "motorway"), strict=True)
    parts = ", ".join(f"{minutes:.1f} {kind}" for minutes, kind in kinds)
    over = "; ".join(way.crossings) or "none"
    roads = ", ".join(way.roads) or "none"
    return f"model {way.minutes:.1f} min: {parts}; crossings: {over}; roads: {roads}"


def _form(text: str, query: ParsedQuery) -> Iterator[str]:
    english = in_english(text)
    for parser in PARSERS:
        name = parser.__name__.removeprefix("parse_")
        if parser(english) is not None:
            yield f"read as {name}: {query.kind.value}"
            break
        yield f"not {name}"
    if query.zip:
        yield f"ZIP {query.zip}"
    for street in query.streets:
        yield f"may be the street {_street(street)}"
    for reading in query.readings:
        where = "".join(
            f", {label} {value}"
            for label, value in (("state", reading.state), ("within", reading.within))
            if value
        )
        yield f"may be named {reading.key!r}{where}"


def _street(reading: StreetReading) -> str:
    """Write a reading of a street: its parts, with the house number or the street it meets."""
    parts = [_parts(reading.name)]
    if reading.house is not None:
        parts.append(f"house {reading.house.prefix}{reading.house.number}{reading.house.letter}")
    if reading.crossing is not None:
        parts.append(f"meeting {_parts(reading.crossing)}")
    return ", ".join(parts)


def _parts(name: StreetName) -> str:
    return repr(" ".join(filter(None, (name.before, name.base, name.kind, name.after))))
