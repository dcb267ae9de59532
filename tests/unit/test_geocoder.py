"""Finder as one of geopy's geocoders."""

import inspect

import geopy.geocoders
import pandas as pd
import pytest
from geopy.distance import geodesic
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders.base import Geocoder
from geopy.location import Location

from finder.errors import UsageError
from finder.geocoder import EmbeddedGeocoder
from finder.geocoding import MOST_CANDIDATES
from finder.search import Sources


@pytest.fixture(scope="module")
def geocoder(sources: Sources) -> EmbeddedGeocoder:
    return EmbeddedGeocoder(sources.atlas)


def test_it_is_a_proper_subclass_of_geopys_geocoder() -> None:
    assert issubclass(EmbeddedGeocoder, Geocoder)
    assert EmbeddedGeocoder is not Geocoder


def test_geocode_takes_what_geopys_own_geocoders_take() -> None:
    theirs = inspect.signature(geopy.geocoders.Nominatim.geocode).parameters
    ours = inspect.signature(EmbeddedGeocoder.geocode).parameters

    assert list(ours) == ["self", "query", "exactly_one", "timeout"]
    for name in ours:
        assert (ours[name].kind, ours[name].default) == (theirs[name].kind, theirs[name].default)


def test_a_match_is_a_location_with_an_address_and_a_point(geocoder: EmbeddedGeocoder) -> None:
    location = geocoder.geocode("Annapolis, MD")

    assert isinstance(location, Location)
    assert location.address == "Annapolis, MD"
    assert geodesic(location.point, (38.9784, -76.4922)).km < 2
    assert (location.latitude, location.longitude) == location.point[:2]


def test_raw_holds_what_the_api_says_of_a_place(geocoder: EmbeddedGeocoder) -> None:
    location = geocoder.geocode("21218")

    assert isinstance(location, Location)
    assert location.raw.keys() == {
        "id", "label", "granularity", "county", "state", "population", "zips", "lat", "lon",
        "radius_m",
    }  # fmt: skip
    assert (location.raw["id"], location.raw["granularity"]) == ("zip-21218", "postcode")
    assert 500 < location.raw["radius_m"] < 5_000


def test_a_match_is_a_list_of_one_where_a_list_is_wanted(geocoder: EmbeddedGeocoder) -> None:
    found = geocoder.geocode("Annapolis, MD", exactly_one=False)

    assert isinstance(found, list)
    assert found == [geocoder.geocode("Annapolis, MD")]


def test_of_a_tie_none_is_picked_and_all_are_listed(geocoder: EmbeddedGeocoder) -> None:
    found = geocoder.geocode("Springfield", exactly_one=False)

    assert geocoder.geocode("Springfield") is None
    assert isinstance(found, list)
    assert 2 <= len(found) <= MOST_CANDIDATES
    assert all(location.address.startswith("Springfield") for location in found)


@pytest.mark.parametrize("text", ["zzzz", "09012", "Paris, France", "near me"])
@pytest.mark.parametrize("exactly_one", [True, False])
def test_nothing_is_none(text: str, exactly_one: bool, geocoder: EmbeddedGeocoder) -> None:
    assert geocoder.geocode(text, exactly_one=exactly_one) is None


@pytest.mark.parametrize("text", ["", "   ", "\u200b\n"])
def test_an_empty_text_is_a_value_error(text: str, geocoder: EmbeddedGeocoder) -> None:
    with pytest.raises(UsageError):
        geocoder.geocode(text)
    assert issubclass(UsageError, ValueError)


def test_a_timeout_may_be_given_and_changes_nothing(geocoder: EmbeddedGeocoder) -> None:
    assert geocoder.geocode("21218", timeout=0.001) == geocoder.geocode("21218")


def test_a_misspelled_place_and_a_hospital_are_found(geocoder: EmbeddedGeocoder) -> None:
    slip, hospital = geocoder.geocode("Batlimore"), geocoder.geocode("Good Sam")

    assert isinstance(slip, Location)
    assert isinstance(hospital, Location)
    assert slip.address == "Baltimore, MD"
    assert hospital.address == "MedStar Good Samaritan Hospital"


def test_the_shipped_data_are_used_unless_others_are_given() -> None:
    location = EmbeddedGeocoder(timeout=3, user_agent="mine").geocode("20010")

    assert isinstance(location, Location)
    assert location.raw["id"] == "zip-20010"


def test_geopys_rate_limiter_and_pandas_apply_it_to_a_column(geocoder: EmbeddedGeocoder) -> None:
    limited = RateLimiter(geocoder.geocode, min_delay_seconds=0)
    column = pd.Series(["Annapolis, MD", "21218", "zzzz", "Springfield"])

    found = column.apply(limited)

    assert [location and location.address for location in found] == [
        "Annapolis, MD", "ZIP 21218, Baltimore, MD", None, None,
    ]  # fmt: skip


def test_several_geocoders_share_nothing_that_changes(sources: Sources) -> None:
    one, other = EmbeddedGeocoder(sources.atlas), EmbeddedGeocoder(sources.atlas, timeout=7)

    assert one.geocode("21401") == other.geocode("21401")
    assert one.timeout != other.timeout
