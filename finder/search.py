"""The search: from a request to an answer, one step after the other."""

import contextlib
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Final

import numpy as np

from finder.certainty import Certainty, certainties, lengths_of, spots_of
from finder.directory import FacilityDirectory
from finder.directory import load as load_directory
from finder.errors import NotFound
from finder.facility import PROCEDURES, Availability
from finder.gazetteer import Gazetteer
from finder.geo import FloatArray
from finder.geocode import geocode, geocode_place
from finder.geocoding import Atlas, Geocoding, Status
from finder.measure import METRES_A_MINUTE_UNKNOWN, Drive, drive, measure
from finder.network import SPEEDS, Speeds
from finder.notes import Note
from finder.parse import parse
from finder.place import Granularity, Place
from finder.providers import Provider
from finder.query import ParsedQuery
from finder.rank import Hit, rank
from finder.request import GeocodeRequest, SearchRequest
from finder.roads import TravelTimes, load_times
from finder.router import Router
from finder.spelling import Spelling
from finder.streets import StreetIndex


@dataclass(frozen=True, slots=True)
class Ranking:
    """What follows from an origin alone: the order of all facilities and how sure it is.

    `nearest_by_procedure` and `certainty_by_procedure` pair a procedure's id with the
    nearest facility that lists it and with how sure that is; procedures that nobody
    lists are left out. `drive` is None where no road times are known.
    """

    hits: tuple[Hit, ...]
    certainty: Certainty
    nearest_by_procedure: tuple[tuple[str, Hit], ...]
    certainty_by_procedure: tuple[tuple[str, Certainty], ...]
    drive: Drive | None = None


class Sources:
    """Everything an answer is made from, loaded once before the first request."""

    def __init__(
        self, atlas: Atlas, times: TravelTimes | None = None, router: Router | None = None
    ) -> None:
        """Keep the atlas and what knows the roads; make room for rankings of public places."""
        self.atlas = atlas
        self.times = times
        self._router = router
        self.directory = atlas.directory
        self.gazetteer = atlas.gazetteer
        self._ranking_of_id = lru_cache(maxsize=_CACHED_RANKINGS)(self._ranked_by_id)

    def ranking(self, origin: Place, *, routed: bool = True) -> Ranking:
        """Rank the facilities from an origin; a router is asked only where `routed`.

        Rankings of the gazetteer's places are kept in memory, a bounded number of them;
        an address or coordinate that somebody typed is not, nor what a router said today.
        """
        router = self._router if routed else None
        if router is None and origin.granularity in PUBLIC:
            return self._ranking_of_id(origin.id)
        return ranking_of(origin, self.directory, self.times, router)

    def _ranked_by_id(self, place_id: str) -> Ranking:
        place = self.gazetteer.by_id(place_id)
        if place is None:
            raise NotFound("place", place_id)
        return ranking_of(place, self.directory, self.times)


_CACHED_RANKINGS: Final = 1024

PUBLIC: Final = frozenset(
    {
        Granularity.AIRPORT,
        Granularity.POSTCODE,
        Granularity.NEIGHBORHOOD,
        Granularity.CITY,
        Granularity.COUNTY,
        Granularity.STATE,
    }
)
"""What the gazetteer alone makes places of: they stand for nobody's address."""


@dataclass(frozen=True, slots=True)
class SearchResponse:
    """An answer. Without a match there is no origin, no ranking and no hit.

    `hits` are the facilities asked for, nearest first; `ranking` is about all of them, so
    that the nearest and the nearest that does a procedure can be told apart. `driver` is
    where somebody else who drives starts, `driver_ranking` the facilities from there.
    """

    request: SearchRequest
    geocoding: Geocoding
    origin: Place | None = None
    ranking: Ranking | None = None
    hits: tuple[Hit, ...] = ()
    driver: Geocoding | None = None
    driver_ranking: Ranking | None = None

    @property
    def status(self) -> Status:
        """Tell whether the place was matched, is tied, or was not found."""
        return self.geocoding.status

    @property
    def notes(self) -> tuple[Note, ...]:
        """Return what should be said about how the text was understood."""
        return self.geocoding.notes

    def driver_hit(self, facility_id: str) -> tuple[Place, Hit] | None:
        """Return the driver's start and a facility from there; None without a driver."""
        start = None if self.driver is None else self.driver.best
        if start is None or self.driver_ranking is None:
            return None
        hits = {hit.facility.id: hit for hit in self.driver_ranking.hits}
        return start, hits[facility_id]


def search(request: SearchRequest, sources: Sources) -> SearchResponse:
    """Answer a request. A tie and no match are answers too: they carry no ranking.

    Raises NotFound when the request chooses a candidate that does not exist.
    """
    provider = sources.atlas.provider
    with contextlib.nullcontext() if provider is None else provider.budget():
        geocoding = locate(request, sources)
        origin = geocoding.best
        if origin is None:
            return SearchResponse(request, geocoding)
        driver = locate_driver(request, sources)
    ranking = sources.ranking(origin)
    hits = kept(ranking.hits, request.procedure)[: request.limit]
    start = None if driver is None else driver.best
    # One call of a router a search: the driver's times are the model's.
    from_there = None if start is None else sources.ranking(start, routed=False)
    return SearchResponse(request, geocoding, origin, ranking, hits, driver, from_there)


def ranking_of(
    origin: Place,
    directory: FacilityDirectory,
    times: TravelTimes | None = None,
    router: Router | None = None,
) -> Ranking:
    """Measure, order and judge all facilities from an origin."""
    driven = drive(origin, directory, times, router)
    measured = measure(origin.coordinate, directory, driven)
    around = None if driven is None else _around(origin, directory, driven, times)
    hits = rank(origin.coordinate, measured)
    if around is not None:
        hits = _spread(hits, directory, around)
    everybody = frozenset(facility.id for facility in directory)
    doing = [(one.id, ids) for one in PROCEDURES if (ids := directory.doing(one.id))]
    questions = {everybody, *(ids for _, ids in doing)}
    judged = certainties(origin, directory, measured, questions, around)
    return Ranking(
        hits,
        judged[everybody],
        tuple((p, next(h for h in hits if h.facility.id in ids)) for p, ids in doing),
        tuple((p, judged[ids]) for p, ids in doing),
        driven,
    )


def _around(
    origin: Place, directory: FacilityDirectory, driven: Drive, times: TravelTimes | None
) -> FloatArray:
    """Return the minutes from the sample points of the origin's area, its middle left out.

    One call tells a router's minutes from the middle only. From the other points they are
    the model's, or else the straight line's, with what the router says more in the middle.
    """
    if times is None or driven.anchor is None:
        costs = lengths_of(origin, directory) / METRES_A_MINUTE_UNKNOWN
        middle, rest = costs[0], costs[1:]
    else:
        middle = np.array([np.nan if m is None else m for m in driven.estimated])
        rest = times.minutes_around(driven.anchor, spots_of(origin)[1:])
    own = np.array([np.nan if m is None else m for m in driven.minutes])
    more = np.where(np.isfinite(own) & np.isfinite(middle), own - middle, 0.0)
    return np.maximum(rest + more, 0.0)


def _spread(
    hits: tuple[Hit, ...], directory: FacilityDirectory, around: FloatArray
) -> tuple[Hit, ...]:
    """Say with each hit what most of the area takes: all but a tenth at either end."""
    if not len(around):
        return hits
    ordered = np.sort(around, axis=0)
    cut = len(ordered) // 10
    low, high = ordered[cut].tolist(), ordered[-1 - cut].tolist()
    at = {facility.id: number for number, facility in enumerate(directory)}
    return tuple(
        hit
        if hit.minutes is None
        else hit._replace(
            minutes_low=min(hit.minutes, low[at[hit.facility.id]]),
            minutes_high=max(hit.minutes, high[at[hit.facility.id]]),
        )
        for hit in hits
    )


def locate(request: GeocodeRequest, sources: Sources) -> Geocoding:
    """Geocode the request's text, or the candidate that it chooses."""
    if request.place is None:
        return geocode(parsed(request), sources.atlas)
    chosen = geocode_place(request.place, sources.atlas, parsed(request))
    if chosen is None:
        raise NotFound("place", request.place)
    return chosen


DRIVER: Final = "start of the driver"


def locate_driver(request: SearchRequest, sources: Sources) -> Geocoding | None:
    """Geocode where the driver starts, None where nobody else drives."""
    if request.driver is None:
        return None
    try:
        return locate(GeocodeRequest(text=request.driver, place=request.driver_place), sources)
    except NotFound as error:
        raise NotFound(DRIVER, error.asked) from error


def parsed(request: GeocodeRequest) -> ParsedQuery:
    """Parse the request's text."""
    return parse(request.text)


def kept(ranked: tuple[Hit, ...], procedure: str | None) -> tuple[Hit, ...]:
    """Keep the hits that list a procedure; "unknown" is not a yes. Ranks count what is kept."""
    if procedure is None:
        return ranked
    doing = [hit for hit in ranked if hit.facility.does(procedure) is Availability.YES]
    return tuple(hit._replace(rank=at) for at, hit in enumerate(doing, start=1))


@dataclass(frozen=True, slots=True)
class RoadChoices:
    """What an operator may choose about times by road.

    `cache` is where those are kept that did not come with Finder, None for the user's own
    folder for caches; `router` is asked first where there is one.
    """

    speeds: Speeds = SPEEDS
    cache: Path | None = None
    router: Router | None = None


def load_sources(  # noqa: PLR0913 (what the operator chose, each given by its name)
    locations: Path,
    gazetteer: Path,
    *,
    today: date,
    roads: RoadChoices | None = None,
    provider: Provider | None = None,
    streets: StreetIndex | None = None,
) -> Sources:
    """Load and check everything, or raise DataError with every problem found.

    `today` judges the dates in the files; a `provider` is asked where street addresses are.
    Without it and `streets` an address is known by its ZIP.
    """
    chosen = RoadChoices() if roads is None else roads
    known = load_atlas(locations, gazetteer, today=today, streets=streets)
    atlas = replace(known, provider=provider)
    times = load_times(atlas.directory, speeds=chosen.speeds, cache=chosen.cache)
    return Sources(atlas, times, chosen.router)


def load_atlas(
    locations: Path, gazetteer: Path, *, today: date, streets: StreetIndex | None = None
) -> Atlas:
    """Load and check what geocoding looks things up in, or raise DataError likewise."""
    directory, places = load_directory(locations, today=today), Gazetteer(gazetteer)
    return Atlas(places, directory, Spelling(places, directory), streets=streets)
