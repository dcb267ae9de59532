"""How finely a provider's raw answer says that it knows."""

from typing import Any, Final

import pytest
from geopy import geocoders

from finder.census import CensusGeocoder
from finder.fineness import COARSE, country, fineness
from finder.place import Granularity

KEY: Final = {"api_key": "x"}
NOMINATIM: Final = geocoders.Nominatim(user_agent="test")
PHOTON: Final = geocoders.Photon()
PELIAS: Final = geocoders.Pelias("pelias.example.org")
GOOGLE: Final = geocoders.GoogleV3("x")
AZURE: Final = geocoders.AzureMaps("x")
HERE: Final = geocoders.HereV7("x")


def google(kind: str, *types: str, **more: object) -> dict[str, object]:
    return {"geometry": {"location_type": kind}, "types": list(types), **more}


@pytest.mark.parametrize(
    ("geocoder", "raw", "expected"),
    [
        (CensusGeocoder(), {}, Granularity.RANGE),
        (NOMINATIM, {"place_rank": 30, "address": {"house_number": "1"}}, Granularity.ADDRESS),
        (NOMINATIM, {"place_rank": 30, "address": {}}, Granularity.STREET),
        (NOMINATIM, {"place_rank": 30}, Granularity.STREET),
        (NOMINATIM, {"place_rank": 26}, Granularity.STREET),
        (NOMINATIM, {"place_rank": 16}, COARSE),
        (NOMINATIM, {"place_rank": "30"}, None),
        (geocoders.PickPoint("x"), {"place_rank": 27}, Granularity.STREET),
        (PHOTON, {"properties": {"type": "house"}}, Granularity.ADDRESS),
        (PHOTON, {"properties": {"type": "street"}}, Granularity.STREET),
        (PHOTON, {"properties": {"type": "city"}}, COARSE),
        (PELIAS, {"properties": {"layer": "address", "accuracy": "point"}}, Granularity.ADDRESS),
        (PELIAS, {"properties": {"layer": "address", "accuracy": "interpolated"}},
         Granularity.RANGE),
        (PELIAS, {"properties": {"layer": "street"}}, Granularity.STREET),
        (PELIAS, {"properties": {"layer": "locality"}}, COARSE),
        (geocoders.GeocodeEarth("x"), {"properties": {"layer": "intersection"}},
         Granularity.INTERSECTION),
        (GOOGLE, google("ROOFTOP", "street_address"), Granularity.ADDRESS),
        (GOOGLE, google("RANGE_INTERPOLATED", "street_address"), Granularity.RANGE),
        (GOOGLE, google("GEOMETRIC_CENTER", "route"), Granularity.STREET),
        (GOOGLE, google("GEOMETRIC_CENTER", "intersection"), Granularity.INTERSECTION),
        (GOOGLE, google("GEOMETRIC_CENTER", "postal_code"), COARSE),
        (GOOGLE, google("APPROXIMATE", "locality"), COARSE),
        (GOOGLE, google("ROOFTOP", "street_address", partial_match=True), COARSE),
        (AZURE, {"type": "Point Address"}, Granularity.ADDRESS),
        (AZURE, {"type": "Address Range"}, Granularity.RANGE),
        (AZURE, {"type": "Cross Street"}, Granularity.INTERSECTION),
        (geocoders.TomTom("x"), {"type": "Geography"}, COARSE),
        (HERE, {"resultType": "houseNumber"}, Granularity.ADDRESS),
        (HERE, {"resultType": "locality"}, COARSE),
        (geocoders.ArcGIS(), {"score": 100}, None),
    ],
)  # fmt: skip
def test_the_services_own_words_are_read(
    geocoder: object, raw: object, expected: Granularity | None
) -> None:
    assert fineness(geocoder, raw) is expected


@pytest.mark.parametrize(
    ("raw", "code"),
    [
        ({"address": {"country_code": "us"}}, "US"),
        ({"address": {"countryCode": "CA"}}, "CA"),
        ({"properties": {"countrycode": "US"}}, "US"),
        ({"properties": {"country_a": "USA"}}, "USA"),
        ({"address": "US"}, ""),
        ({"address": {"country_code": 1}}, ""),
        (None, ""),
    ],
)
def test_the_country_is_read_where_it_is_told(raw: object, code: str) -> None:
    assert country(raw) == code


@pytest.mark.parametrize("geocoder", [NOMINATIM, PHOTON, PELIAS, GOOGLE, AZURE, HERE])
@pytest.mark.parametrize("raw", [None, [], "x", {}, {"properties": 1}, {"geometry": []}])
def test_an_answer_of_another_shape_tells_nothing(geocoder: object, raw: Any) -> None:
    assert fineness(geocoder, raw) is None
