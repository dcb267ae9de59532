"""Finder as a geopy geocoder: the embedded gazetteer behind the interface that geopy users know."""

from datetime import UTC, datetime
from typing import Any

import msgspec
from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location
from geopy.point import Point

from finder import wording
from finder.geocode import geocode
from finder.geocoding import Atlas, Status
from finder.geojson import candidate_model
from finder.parse import parse
from finder.place import Place
from finder.request import clean_text
from finder.resources import gazetteer_path, resource
from finder.search import load_atlas


class EmbeddedGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no types
    """Geocodes US places offline. It opens no connection, so timeouts never come into play.

    `location.raw` holds what the API says of a place: id, granularity, radius_m and so on.
    """

    def __init__(self, atlas: Atlas | None = None, **options: Any) -> None:
        """Use the shipped data unless an atlas is given; `options` are geopy's own."""
        super().__init__(**options)
        self._atlas = atlas or _shipped_atlas()

    def geocode(
        self,
        query: str,
        *,
        exactly_one: bool = True,
        timeout: Any = DEFAULT_SENTINEL,  # noqa: ARG002 (geopy's interface)
    ) -> Location | list[Location] | None:
        """Return the place of a text, or None.

        Where several places fit, none is picked: `exactly_one` gives None, and
        `exactly_one=False` all of them. Raises UsageError (a ValueError) for an empty text.
        """
        found = geocode(parse(clean_text(query)), self._atlas)
        if found.status is Status.MATCH and found.best is not None:
            location = _location(found.best)
            return location if exactly_one else [location]
        if exactly_one or not found.candidates:
            return None
        return [_location(place) for place in found.candidates]


def _shipped_atlas() -> Atlas:
    today = datetime.now(tz=UTC).date()
    return load_atlas(resource("data") / "locations.csv", gazetteer_path(), today=today)


def _location(place: Place) -> Location:
    point = Point(place.coordinate.latitude, place.coordinate.longitude)
    raw = msgspec.to_builtins(candidate_model(place))
    return Location(wording.place_text(place), point, raw)
