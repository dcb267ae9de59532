"""Places: what a piece of text can turn out to mean, and how finely that is known."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from finder.geo import Coordinate
from finder.names import fold, name_key


class Granularity(StrEnum):
    """How finely a place is known, finest first (NAACCR and DeGAUSS words)."""

    COORDINATE = "coordinate"
    FACILITY = "facility"
    ADDRESS = "address"
    RANGE = "range"
    STREET = "street"
    INTERSECTION = "intersection"
    AIRPORT = "airport"
    POSTCODE = "postcode"
    NEIGHBORHOOD = "neighborhood"
    CITY = "city"
    COUNTY = "county"
    STATE = "state"


ON_STREETS: Final = frozenset(
    {Granularity.ADDRESS, Granularity.RANGE, Granularity.STREET, Granularity.INTERSECTION}
)
"""What is known by a street: no place of the gazetteer, and somebody's own."""


@dataclass(frozen=True, slots=True)
class Place:
    """A named place with its point and the radius that holds 90 % of its addresses.

    `id` is stable within one build of the gazetteer and orders equal places. `population`
    is None where no source gives one. `within` names the city around a neighborhood.
    """

    id: str
    name: str
    granularity: Granularity
    state: str
    county: str
    coordinate: Coordinate
    radius_m: float
    source: str
    population: int | None = None
    within: str = ""
    zips: tuple[str, ...] = ()

    @property
    def label(self) -> str:
        """Name the place for people: "Hampden (Baltimore), MD", "ZIP 21218, Baltimore, MD".

        A place on a street is written like an address: "12 Main St, Laurel, MD 20707".
        """
        if self.granularity in ON_STREETS:
            town = f"{self.within}, " if self.within != self.name else ""
            return " ".join((f"{self.name}, {town}{self.state}", *self.zips[:1]))
        if self.granularity is Granularity.STATE:
            return self.name
        if self.granularity is Granularity.POSTCODE or self.name.isdecimal():
            return f"ZIP {self.name}, {self.within}, {self.state}"
        if self.within and self.within != self.name:
            return f"{self.name} ({self.within}), {self.state}"
        return f"{self.name}, {self.state}"


STATES: Final = {
    "AL": "Alabama", "AK": "Alaska", "AZ": "Arizona", "AR": "Arkansas", "CA": "California",
    "CO": "Colorado", "CT": "Connecticut", "DE": "Delaware", "DC": "District of Columbia",
    "FL": "Florida", "GA": "Georgia", "HI": "Hawaii", "ID": "Idaho", "IL": "Illinois",
    "IN": "Indiana", "IA": "Iowa", "KS": "Kansas", "KY": "Kentucky", "LA": "Louisiana",
    "ME": "Maine", "MD": "Maryland", "MA": "Massachusetts", "MI": "Michigan", "MN": "Minnesota",
    "MS": "Mississippi", "MO": "Missouri", "MT": "Montana", "NE": "Nebraska", "NV": "Nevada",
    "NH": "New Hampshire", "NJ": "New Jersey", "NM": "New Mexico", "NY": "New York",
    "NC": "North Carolina", "ND": "North Dakota", "OH": "Ohio", "OK": "Oklahoma", "OR": "Oregon",
    "PA": "Pennsylvania", "RI": "Rhode Island", "SC": "South Carolina", "SD": "South Dakota",
    "TN": "Tennessee", "TX": "Texas", "UT": "Utah", "VT": "Vermont", "VA": "Virginia",
    "WA": "Washington", "WV": "West Virginia", "WI": "Wisconsin", "WY": "Wyoming",
    "PR": "Puerto Rico", "VI": "Virgin Islands", "GU": "Guam", "AS": "American Samoa",
    "MP": "Northern Mariana Islands", "FM": "Federated States of Micronesia",
    "MH": "Marshall Islands", "PW": "Palau",
}  # fmt: skip
"""USPS code to name: states, the District, territories and associated states with ZIPs
(USPS Publication 28, appendix B)."""

MILITARY_STATES: Final = frozenset({"AA", "AE", "AP"})
"""USPS "states" of APO, FPO and DPO mail: they say nothing of where a person is."""

_SHORT_STATES = {
    "penna": "PA", "penn": "PA", "mass": "MA", "conn": "CT", "calif": "CA", "fla": "FL",
    "tenn": "TN", "wash": "WA", "wva": "WV", "w va": "WV", "ariz": "AZ", "ill": "IL",
    "ind": "IN", "mich": "MI", "minn": "MN", "tex": "TX", "wis": "WI", "okla": "OK",
    "ore": "OR", "del": "DE", "d c": "DC",
}  # fmt: skip

STATE_KEYS: Final = (
    {code.lower(): code for code in STATES}
    | {key(name): code for code, name in STATES.items() for key in (fold, name_key)}
    | _SHORT_STATES
)
"""A code, a name or an old abbreviation, folded or as a name key, to the USPS code."""
