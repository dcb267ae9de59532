"""Asking: what an agent asks a caller next, in a sentence, and only where it changes the answer."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from finder import reasons, wording
from finder.directory import FacilityDirectory
from finder.facility import Facility
from finder.geocoding import Geocoding, Status
from finder.language import mark, say
from finder.measure import RankedBy
from finder.names import fold
from finder.notes import NoteCode
from finder.place import STATES, Place
from finder.rank import Hit
from finder.search import Ranking, SearchResponse, Sources
from finder.spoken import place_words
from finder.tie import are_regional

MOST_NAMED: Final = 4
"""Choices read out in one question: nobody on a telephone keeps more in mind."""

_QUADRANT: Final = "quadrant-"
_QUADRANTS: Final = {
    "NW": mark("Northwest"), "NE": mark("Northeast"),
    "SW": mark("Southwest"), "SE": mark("Southeast"),
}  # fmt: skip


class Need(StrEnum):
    """Whether a question changes the answer that was asked for."""

    YES = "yes"
    FOR_NEAREST = "for_nearest"
    NO = "no"


@dataclass(frozen=True, slots=True)
class Settled:
    """A hospital that is first wherever a caller is, with the times from all over that."""

    facility: Facility
    minutes: wording.Rounded | None


@dataclass(frozen=True, slots=True)
class Asking:
    """Whether there is something to ask, and what of the answer holds already.

    `nearest` and `doing` are settled, or None; `doing` is about the procedure asked for.
    """

    need: Need
    nearest: Settled | None
    doing: Settled | None


def asking(response: SearchResponse, sources: Sources) -> Asking:
    """Find out whether the answer depends on what could still be asked."""
    if response.status is Status.NO_MATCH:
        return Asking(Need.YES, None, None)
    places, complete = _possible(response.geocoding)
    rankings = [_ranking(place, response, sources) for place in places]
    procedure = response.request.procedure
    nearest = _settled(rankings, None) if complete else None
    doing = _settled(rankings, procedure) if complete and procedure else None
    return Asking(_need(nearest, doing, procedure, rankings), nearest, doing)


def _possible(found: Geocoding) -> tuple[tuple[Place, ...], bool]:
    """Return where the caller may be, and whether that is all of it."""
    if found.best is not None:
        return (found.best,), True
    complete = all(note.code is not NoteCode.MORE_CANDIDATES for note in found.notes)
    return found.candidates, complete


def _ranking(place: Place, response: SearchResponse, sources: Sources) -> Ranking:
    """Rank from a place; what a match has been ranked by already is not done again."""
    if response.origin == place and response.ranking is not None:
        return response.ranking
    return sources.ranking(place, routed=False)


def _need(
    nearest: Settled | None,
    doing: Settled | None,
    procedure: str | None,
    rankings: Sequence[Ranking],
) -> Need:
    listed = procedure and any(procedure in dict(one.nearest_by_procedure) for one in rankings)
    if listed and doing is None:
        return Need.YES
    if nearest is not None:
        return Need.NO
    return Need.FOR_NEAREST if listed else Need.YES


def _settled(rankings: Sequence[Ranking], procedure: str | None) -> Settled | None:
    """Return the hospital that is certainly first in all of the rankings, None where none is."""
    hits = [_certain_first(one, procedure) for one in rankings]
    first = hits[0] if hits else None
    if first is None or any(hit is None or hit.facility.id != first.facility.id for hit in hits):
        return None
    return Settled(first.facility, _minutes([hit for hit in hits if hit is not None]))


def _certain_first(ranking: Ranking, procedure: str | None) -> Hit | None:
    if procedure is None:
        return ranking.hits[0] if ranking.certainty.certain else None
    judged = dict(ranking.certainty_by_procedure).get(procedure)
    if judged is None or not judged.certain:
        return None
    return dict(ranking.nearest_by_procedure)[procedure]


def _minutes(hits: Sequence[Hit]) -> wording.Rounded | None:
    """Round the times from all over the places: from the least of them to the most."""
    spreads = [reasons.spread(hit) for hit in hits]
    timed = [spread for spread in spreads if spread is not None]
    if len(timed) < len(spreads) or any(hit.ranked_by is not RankedBy.MINUTES for hit in hits):
        return None
    middles = [minutes for minutes, _, _ in timed]
    low, high = min(low for _, low, _ in timed), max(high for _, _, high in timed)
    return wording.minutes_rounded(sum(middles) / len(middles), low, high)


def question(response: SearchResponse, sources: Sources) -> str:
    """Say what to ask next as a sentence to read out; empty where nothing would help."""
    if response.origin is not None:
        finds_streets = sources.atlas.finds_streets
        return reasons.closer(response.origin, streets=finds_streets).question
    if response.status is Status.NO_MATCH:
        return say("What is your ZIP code, or the town you are in?")
    places = response.geocoding.candidates
    choices = choice_names(places, sources.directory)
    names = {fold(place.name) for place in places}
    if all(place.id.startswith(_QUADRANT) for place in places):
        return say("Does your address end in %(choices)s?", choices=_either(choices))
    if len(names) == 1 and len(set(choices)) == len(choices):
        return say("Which %(name)s: %(choices)s?", name=places[0].name, choices=_either(choices))
    named = list(map(place_words, places))
    return say("Do you mean %(choices)s?", choices=_either(named, between="; "))


def choice_names(places: Sequence[Place], directory: FacilityDirectory) -> list[str]:
    """Tell namesakes apart: those of the region by county, the others by state where that does."""
    near = are_regional(places, directory)
    return [_choice(place, here, places) for place, here in zip(places, near, strict=True)]


def _choice(place: Place, here: bool, places: Sequence[Place]) -> str:
    if place.id.startswith(_QUADRANT):
        return say(_QUADRANTS[place.id.removeprefix(_QUADRANT)])
    state = STATES.get(place.state, place.state)
    alone = sum(other.state == place.state for other in places) == 1
    if not place.county or (alone and not here):
        return state
    counties = sum((other.state, other.county) == (place.state, place.county) for other in places)
    if counties > 1:
        kind = wording.granularity_text(place.granularity)
        return say("%(county)s (%(kind)s)", county=place.county, kind=kind)
    if place.state == places[0].state:
        return place.county
    return say("%(county)s in %(state)s", county=place.county, state=state)


def _either(names: list[str], between: str = ", ") -> str:
    """Join choices as they are spoken; commas between, so that the voice can rest."""
    if len(names) > MOST_NAMED:
        return say("%(names)s, or somewhere else", names=between.join(names[:MOST_NAMED]))
    *before, last = names
    return say("%(names)s, or %(last)s", names=between.join(before), last=last) if before else last
