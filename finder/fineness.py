"""Fineness: how finely a provider knows what it found, and in which country, where it tells.

Each service has its own words for it. What it does not say is not guessed.
"""

from collections.abc import Callable
from typing import Any, Final

from geopy import geocoders

from finder.census import CensusGeocoder
from finder.place import Granularity

Reader = Callable[[Any], Granularity | None]

COARSE: Final = Granularity.CITY
"""What is said of anything wider than a street: no better than the gazetteer's own answer."""


def fineness(geocoder: object, raw: object) -> Granularity | None:
    """Return ADDRESS, RANGE, STREET or INTERSECTION, `COARSE`, or None if the answer is silent."""
    for kind, read in READERS:
        if isinstance(geocoder, kind):
            return read(raw)
    return None


def at(raw: object, *keys: str) -> object:
    """Return what stands below nested keys, None where there is nothing of the kind."""
    for key in keys:
        raw = raw.get(key) if isinstance(raw, dict) else None
    return raw


COUNTRY_AT: Final = (
    ("address", "country_code"),  # Nominatim
    ("address", "countryCode"),  # Azure, TomTom, HERE
    ("properties", "countrycode"),  # Photon
    ("properties", "country_a"),  # Pelias
)
"""Where services write the country of what they found, as a code of two or three letters."""


def country(raw: object) -> str:
    """Return the code of the country in capitals, empty where the answer tells none."""
    codes = (at(raw, *keys) for keys in COUNTRY_AT)
    return next((code.upper() for code in codes if isinstance(code, str)), "")


def _worded(words: dict[str, Granularity], *keys: str) -> Reader:
    """Read a word at a place in the answer; a word not in the list is coarse, none says nothing."""

    def read(raw: object) -> Granularity | None:
        word = at(raw, *keys)
        return words.get(word, COARSE) if isinstance(word, str) else None

    return read


def _nominatim(raw: object) -> Granularity | None:
    """Read the rank: 30 is a house or a thing beside it, 26 and 27 are streets and paths."""
    rank = at(raw, "place_rank")
    if not isinstance(rank, int):
        return None
    if rank == 30:
        return Granularity.ADDRESS if at(raw, "address", "house_number") else Granularity.STREET
    return Granularity.STREET if rank in (26, 27) else COARSE


def _google(raw: object) -> Granularity | None:
    """Read the kind of point; a match of a part of the text only is no match."""
    if at(raw, "partial_match"):
        return COARSE
    kind, types = at(raw, "geometry", "location_type"), at(raw, "types")
    named = types if isinstance(types, list) else []
    if kind == "GEOMETRIC_CENTER":
        if "intersection" in named:
            return Granularity.INTERSECTION
        return Granularity.STREET if "route" in named else COARSE
    words = {"ROOFTOP": Granularity.ADDRESS, "RANGE_INTERPOLATED": Granularity.RANGE}
    return words.get(kind, COARSE) if isinstance(kind, str) else None


def _pelias(raw: object) -> Granularity | None:
    layer, accuracy = at(raw, "properties", "layer"), at(raw, "properties", "accuracy")
    if layer == "address" and accuracy == "interpolated":
        return Granularity.RANGE
    words = {
        "address": Granularity.ADDRESS,
        "street": Granularity.STREET,
        "intersection": Granularity.INTERSECTION,
    }
    return words.get(layer, COARSE) if isinstance(layer, str) else None


def _census(_: object) -> Granularity:
    return Granularity.RANGE


READERS: Final[tuple[tuple[type, Reader], ...]] = (
    (CensusGeocoder, _census),
    (geocoders.Nominatim, _nominatim),
    (
        geocoders.Photon,
        _worded({"house": Granularity.ADDRESS, "street": Granularity.STREET}, "properties", "type"),
    ),
    (geocoders.Pelias, _pelias),
    (geocoders.GoogleV3, _google),
    (
        geocoders.TomTom,  # and Azure, which is made of it
        _worded(
            {
                "Point Address": Granularity.ADDRESS,
                "Address Range": Granularity.RANGE,
                "Street": Granularity.STREET,
                "Cross Street": Granularity.INTERSECTION,
            },
            "type",
        ),
    ),
    (
        geocoders.HereV7,
        _worded(
            {
                "houseNumber": Granularity.ADDRESS,
                "street": Granularity.STREET,
                "intersection": Granularity.INTERSECTION,
            },
            "resultType",
        ),
    ),
)
"""The services that tell it, subclasses included: OpenMapQuest and PickPoint are Nominatims."""
