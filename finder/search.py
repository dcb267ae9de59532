"""The search: from a request to an answer, one step after the other."""

from dataclasses import dataclass
from datetime import date
from pathlib import Path

from finder.directory import FacilityDirectory
from finder.directory import load as load_directory
from finder.errors import NotFound
from finder.facility import PROCEDURES, Availability
from finder.gazetteer import Gazetteer
from finder.geocode import Atlas, Geocoding, Status, geocode, geocode_place
from finder.measure import measure
from finder.notes import Note
from finder.parse import ParsedQuery, parse
from finder.place import Place
from finder.rank import Hit, rank
from finder.request import GeocodeRequest, SearchRequest


@dataclass(frozen=True, slots=True)
class Sources:
    """Everything an answer is made from, loaded once before the first request."""

    directory: FacilityDirectory
    gazetteer: Gazetteer

    @property
    def atlas(self) -> Atlas:
        """Return what geocoding needs of the sources."""
        return Atlas(self.gazetteer, self.directory)


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """An answer. Without a match there is no origin, no hit and no nearest.

    `hits` are the facilities asked for, nearest first. `nearest` is the nearest of all,
    and `nearest_by_procedure` pairs each procedure's id with the nearest facility that
    lists it, whatever was asked for, so that the two can be told apart.
    """

    request: SearchRequest
    geocoding: Geocoding
    origin: Place | None = None
    hits: tuple[Hit, ...] = ()
    nearest: Hit | None = None
    nearest_by_procedure: tuple[tuple[str, Hit], ...] = ()

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
    if geocoding.best is None:
        return SearchResponse(request, geocoding)
    origin = geocoding.best
    ranked = rank(origin.coordinate, measure(origin.coordinate, sources.directory))
    return SearchResponse(
        request,
        geocoding,
        origin,
        hits=kept(ranked, request.procedure)[: request.limit],
        nearest=ranked[0],
        nearest_by_procedure=_nearest_by_procedure(ranked),
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


def _nearest_by_procedure(ranked: tuple[Hit, ...]) -> tuple[tuple[str, Hit], ...]:
    found = ((procedure.id, _first_doing(ranked, procedure.id)) for procedure in PROCEDURES)
    return tuple((procedure, hit) for procedure, hit in found if hit is not None)


def _first_doing(ranked: tuple[Hit, ...], procedure: str) -> Hit | None:
    for hit in ranked:
        if hit.facility.does(procedure) is Availability.YES:
            return hit
    return None


def load_sources(locations: Path, gazetteer: Path, *, today: date) -> Sources:
    """Load and check everything, or raise DataError with every problem found.

    `today` judges the dates in the files.
    """
    return Sources(load_directory(locations, today=today), Gazetteer(gazetteer))
