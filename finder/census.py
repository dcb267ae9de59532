"""The US Census Bureau's geocoder as a geopy geocoder: geopy has none.

Layout: the Bureau's "Geocoding Services Web Application Programming Interface", 07/2024. It
interpolates along TIGER's address ranges, takes no key, and answers with x for the longitude.
"""

from functools import partial
from typing import Any, Final
from urllib.parse import urlencode

from geopy.geocoders.base import DEFAULT_SENTINEL, Geocoder
from geopy.location import Location

DOMAIN: Final = "geocoding.geo.census.gov"
PATH: Final = "/geocoder/locations/onelineaddress"
BENCHMARK: Final = "Public_AR_Current"
"""The newest address ranges that the Bureau has published."""


class CensusGeocoder(Geocoder):  # type: ignore[misc]  # geopy has no types
    """Geocodes US street addresses written in one line. `options` are geopy's own."""

    def __init__(self, *, domain: str = DOMAIN, benchmark: str = BENCHMARK, **options: Any) -> None:
        """Ask the Bureau's own server unless told of another."""
        super().__init__(**options)
        self.domain = domain.strip("/")
        self.benchmark = benchmark
        self.api = f"{self.scheme}://{self.domain}{PATH}"

    def geocode(
        self, query: str, *, exactly_one: bool = True, timeout: Any = DEFAULT_SENTINEL
    ) -> Location | list[Location] | None:
        """Return the matches of an address, best first, the first of them, or None."""
        asked = {"address": query, "benchmark": self.benchmark, "format": "json"}
        read = partial(_locations, exactly_one=exactly_one)
        return self._call_geocoder(f"{self.api}?{urlencode(asked)}", read, timeout=timeout)


def _locations(answer: Any, exactly_one: bool) -> Location | list[Location] | None:
    matches = answer["result"]["addressMatches"]
    found = [
        Location(one["matchedAddress"], (one["coordinates"]["y"], one["coordinates"]["x"]), one)
        for one in matches
    ]
    if not found:
        return None
    return found[0] if exactly_one else found
