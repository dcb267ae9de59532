"""The search: from a request to an answer, one step after the other."""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

from finder.certainty import Certainty, certainties
from finder.directory import FacilityDirectory
from finder.directory import load as load_directory
from finder.errors import NotFound
from finder.facility import PROCEDURES, Availability
from finder.gazetteer import Gazetteer
from finder.geocode import geocode, geocode_place
from finder.geocoding import Atlas, Geocoding, Status
from finder.measure import measure
from finder.notes import Note
from finder.parse import parse
from finder.place import Granularity, Place
from finder.query import ParsedQuery
from finder.rank import Hit, rank
from finder.request import GeocodeRequest, SearchRequest
from finder.spelling import Spelling


@dataclass(frozen=True, slots=True)
class Ranking:
    """What follows from an origin alone: the order of all facilities and how sure it is.

    `nearest_by_procedure` and `certainty_by_procedure` pair a procedure's id with the
    nearest facility that lists it and with how sure that is; procedures that nobody
    lists are left out.
    """

    hits: tuple[Hit, ...]
    certainty: Certainty
    nearest_by_procedure: tuple[tuple[str, Hit], ...]
    certainty_by_procedure: tuple[tuple[str, Certainty], ...]


class Sources:
    """Everything an answer is made from, loaded once before the first request."""

    def __init__(self, atlas: Atlas) -> None:
        """Keep the atlas and make room for the rankings of public places."""
        self.atlas = atlas
        self.directory = atlas.directory
        self.gazetteer = atlas.gazetteer
        self._ranking_of_id = lru_cache(maxsize=_CACHED_RANKINGS)(self._ranked_by_id)

    def ranking(self, origin: Place) -> Ranking:
        """Rank the facilities from an origin.

        Rankings of the gazetteer's places are kept in memory, a bounded number of them;
        a coordinate that somebody typed is not.
        """
        if origin.granularity in (Granularity.COORDINATE, Granularity.FACILITY):
            return ranking_of(origin, self.directory)
        return self._ranking_of_id(origin.id)

    def _ranked_by_id(self, place_id: str) -> Ranking:
        place = self.gazetteer.by_id(place_id)
        if place is None:
            raise NotFound("place", place_id)
        return ranking_of(place, self.directory)


_CACHED_RANKINGS: Final = 1024


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """An answer. Without a match there is no origin, no ranking and no hit.

    `hits` are the facilities asked for, nearest first; `ranking` is about all of them, so
    that the nearest and the nearest that does a procedure can be told apart.
    """

    request: SearchRequest
    geocoding: Geocoding
    origin: Place | None = None
    ranking: Ranking | None = None
    hits: tuple[Hit, ...] = ()

    @property
    def status(self) -> Status:
        """Tell whether the place was matched, is tied, or was not found."""
        return self.geocoding.status

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what should be said about how the text was understood."""
        return self.geocoding.notes


def search(request: SearchRequest, sources: Sources) -> SearchResponse:
    """Answer a request. A tie and no match are answers too: they carry no ranking.

    Raises NotFound when the request chooses a candidate that does not exist.
    """
    geocoding = locate(request, sources)
    origin = geocoding.best
    if origin is None:
        return SearchResponse(request, geocoding)
    ranking = sources.ranking(origin)
    hits = kept(ranking.hits, request.procedure)[: request.limit]
    return SearchResponse(request, geocoding, origin, ranking, hits)


def ranking_of(origin: Place, directory: FacilityDirectory) -> Ranking:
    """Measure, order and judge all facilities from an origin."""
    measured = measure(origin.coordinate, directory)
    hits = rank(origin.coordinate, measured)
    everybody = frozenset(facility.id for facility in directory)
    doing = [(one.id, ids) for one in PROCEDURES if (ids := directory.doing(one.id))]
    judged = certainties(origin, directory, measured, {everybody, *(ids for _, ids in doing)})
    return Ranking(
        hits,
        judged[everybody],
        tuple((p, next(h for h in hits if h.facility.id in ids)) for p, ids in doing),
        tuple((p, judged[ids]) for p, ids in doing),
    )


def locate(request: GeocodeRequest, sources: Sources) -> Geocoding:
    """Geocode the request's text, or the candidate that it chooses."""
    if request.place is None:
        return geocode(parsed(request), sources.atlas)
    chosen = geocode_place(request.place, sources.atlas)
    if chosen is None:
        raise NotFound("place", request.place)
    return chosen


def parsed(request: GeocodeRequest) -> ParsedQuery:
    """Parse the request's text."""
    return parse(request.text)


def kept(ranked: tuple[Hit, ...], procedure: str | None) -> tuple[Hit, ...]:
    """Keep the hits that list a procedure; "unknown" is not a yes. Ranks count what is kept."""
    if procedure is None:
        return ranked
    doing = [hit for hit in ranked if hit.facility.does(procedure) is Availability.YES]
    return tuple(hit._replace(rank=at) for at, hit in enumerate(doing, start=1))


def load_sources(locations: Path, gazetteer: Path, *, today: date) -> Sources:
    """Load and check everything, or raise DataError with every problem found.

    `today` judges the dates in the files.
    """
    return Sources(load_atlas(locations, gazetteer, today=today))


def load_atlas(locations: Path, gazetteer: Path, *, today: date) -> Atlas:
    """Load and check what geocoding looks things up in, or raise DataError likewise."""
    directory, places = load_directory(locations, today=today), Gazetteer(gazetteer)
    return Atlas(places, directory, Spelling(places, directory))
