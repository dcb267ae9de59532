"""Wording: distances, places and notes as people read them. Decides nothing, only says it."""

import math
from typing import Final

from finder.facility import Availability
from finder.geo import METRES_PER_KILOMETRE, METRES_PER_MILE
from finder.measure import DistanceKind, MinutesKind
from finder.notes import Note, NoteCode
from finder.place import Granularity, Place
from finder.request import Units

_METRES: Final = {"mi": METRES_PER_MILE, "km": METRES_PER_KILOMETRE}
_SINGULAR: Final = {"mi": "mile", "km": "km"}
_PLURAL: Final = {"mi": "miles", "km": "km"}

_STEPS: Final = ((0.1, 0.1), (0.5, 0.5), (3.0, 1.0), (8.0, 5.0), (float("inf"), 10.0))
"""(radius up to, step), both in the unit shown: the digits that the radius leaves meaning."""

RANGE_FROM: Final = 0.25
"""Radius over distance from which a range is said: from there on one rounded figure would be
off by a quarter for one address in ten."""

_AREAS: Final = frozenset(
    {
        Granularity.POSTCODE,
        Granularity.NEIGHBORHOOD,
        Granularity.CITY,
        Granularity.COUNTY,
        Granularity.STATE,
    }
)

_QUADRANT_ID: Final = "quadrant-"
"""Stands before the code of a part of Washington, DC, in its place's id."""

_KINDS: Final = {DistanceKind.STRAIGHT_LINE: "in a straight line"}

_MINUTES_KINDS: Final = {
    MinutesKind.ESTIMATE: "by road, estimate without traffic",
    MinutesKind.ROUTER: "by road, from a route planner",
}


FINE_MINUTES: Final = 20
"""Up to this many minutes are said one by one, above in fives: the estimate is good to about
a tenth either way."""

LEAST_MINUTES: Final = 5
"""Fewer than this are all said alike: parking takes longer."""

SAME_MINUTES: Final = 2.0
SAME_SHARE: Final = 0.05
"""Two times within this many minutes, or this share of the shorter, are about the same."""

_AVAILABILITY: Final = {
    Availability.YES: "yes",
    Availability.NO: "no",
    Availability.UNKNOWN: "not known, please ask the hospital",
}

_GRANULARITIES: Final = {
    Granularity.COORDINATE: "a point",
    Granularity.FACILITY: "a hospital",
    Granularity.ADDRESS: "a street address",
    Granularity.RANGE: "a stretch of a street",
    Granularity.STREET: "a street",
    Granularity.INTERSECTION: "a street corner",
    Granularity.AIRPORT: "an airport",
    Granularity.POSTCODE: "a ZIP code area",
    Granularity.NEIGHBORHOOD: "a neighborhood",
    Granularity.CITY: "a town or city",
    Granularity.COUNTY: "a county",
    Granularity.STATE: "a state",
}

_NOTES: Final = {
    NoteCode.O_READ_AS_ZERO: "We read the letter O as a zero: {0}.",
    NoteCode.STREET_NOT_USED: (
        "The street was not used: Finder measures from the middle of the ZIP code or town."
    ),
    NoteCode.PO_BOX: (
        "That is a PO box. Finder measures from the area of its post office,"
        " which may not be where you are."
    ),
    NoteCode.ZIP_WITHOUT_AREA: (
        "ZIP {0} is for PO boxes or one organization and has no area of its own,"
        " so this is only as exact as {1} as a whole."
    ),
    NoteCode.ZIP_UNKNOWN_USED_CITY: "We could not find ZIP {0}, so we used the town.",
    NoteCode.CHOSEN_AMONG: "We took this to be {0}. There are other places with this name.",
    NoteCode.TAKEN_FOR_FACILITY: "We took this to be {0}.",
    NoteCode.NOT_THE_STATE: "We took this to be {0}; not the state.",
    NoteCode.ZIP_AND_CITY_DISAGREE: (
        "The ZIP code and the town are not in the same place: {0}, or {1}?"
    ),
    NoteCode.MORE_CANDIDATES: (
        "There are {0} more places with this name. Add the state or a ZIP code to find them."
    ),
    NoteCode.WHICH_QUADRANT: (
        "Streets in Washington, DC have the same names in different parts of the city."
        " Is yours Northwest, Northeast, Southwest or Southeast?"
    ),
    NoteCode.QUADRANT_MISSING: (
        "Addresses in Washington, DC end in NW, NE, SW or SE, and yours did not."
        " Please check that the ZIP code is right."
    ),
    NoteCode.ALSO_KNOWN: "Showing {0}, also called \u201c{1}\u201d.",
    NoteCode.CORRECTED: "Showing {0}. You typed \u201c{1}\u201d.",
    NoteCode.CORRECTED_TIE: "We do not know \u201c{0}\u201d. Did you mean one of these?",
    NoteCode.TWO_PLACES: "You typed two places. Where should we start from?",
    NoteCode.UNREADABLE: "We could not read a place in that.",
    NoteCode.UNREADABLE_COORDINATE: (
        "That looks like a map position that we can't read. Write it like 39.29, -76.61:"
        " north first, points for decimals, a minus sign for west."
    ),
    NoteCode.ROUGH_POSITION: (
        "That position is known only roughly: you may be about {0} miles ({1} km) from it."
        " A ZIP code or a neighborhood may tell more."
    ),
    NoteCode.NO_PLACE_SAID: (
        "Finder does not know where you are until you type a place, and does not look it up."
    ),
    NoteCode.NOT_FIVE_DIGITS: "A ZIP code has five digits, like 21218.",
    NoteCode.UNKNOWN_ZIP: "We do not know a ZIP code {0}. Please check the digits.",
    NoteCode.MILITARY_ZIP: (
        "ZIP {0} is for military mail (APO, FPO or DPO), which does not say where you are."
        " Type a town or ZIP code in the United States instead."
    ),
    NoteCode.UNLOCATED_ZIP: "ZIP {0} is for special mail and does not stand for a place.",
    NoteCode.UNKNOWN_PLACE: "We could not find a place by that name in the United States.",
    NoteCode.NEEDS_TOWN: "Please add a town or a ZIP code to that.",
    NoteCode.OUTSIDE_US: "That seems to be outside the United States. Finder knows only US places.",
}

ADVICE: Final = (
    "a five-digit ZIP code, like 21218",
    "a town and state, like Annapolis, MD",
    "a street address with its town or ZIP code",
    "the name of one of our hospitals",
)
"""What can be typed, for an empty box and for no match."""


def is_range(distance_m: float, radius_m: float) -> bool:
    """Tell whether the origin is so wide that one figure would say too much."""
    return radius_m > RANGE_FROM * distance_m


def distance_text(distance_m: float, radius_m: float, units: Units) -> str:
    """Say a distance with no more digits than the origin's radius allows.

    Where the origin is wide beside the distance, it is a range over the origin.

    >>> distance_text(14_000, 2_500, "mi"), distance_text(8_900, 2_500, "mi")
    ('about 9 miles', 'about 4 to 7 miles')
    """
    unit_m = _METRES[units]
    step = next(step for limit, step in _STEPS if radius_m / unit_m <= limit)
    if not is_range(distance_m, radius_m):
        return f"about {_amount(max(1, round(distance_m / unit_m / step)) * step, units)}"
    low = round(max(0.0, distance_m - radius_m) / unit_m / step)
    high = max(low + 1, round((distance_m + radius_m) / unit_m / step))
    if low == 0:
        return f"up to about {_amount(high * step, units)}"
    return f"about {low * step:,.10g} to {_amount(high * step, units)}"


def minutes_text(minutes: float, low: float, high: float) -> str:
    """Say a time by road, as a range where the origin is so wide that one figure misleads.

    >>> minutes_text(33.4, 32, 35), minutes_text(12.2, 11, 14), minutes_text(33.4, 18, 46)
    ('about 35 min', 'about 12 min', 'about 18 to 50 min')
    """
    if minutes_is_range(minutes, low, high):
        least, most = _down(low), _up(high)
        if least < LEAST_MINUTES:
            return f"up to about {_minutes(most)}"
        if most < _HOUR:
            return f"about {least} to {_minutes(most)}"
        return f"about {_minutes(least)} to {_minutes(most)}"
    whole = _whole(minutes)
    return f"about {_minutes(whole)}" if whole >= LEAST_MINUTES else f"under {LEAST_MINUTES} min"


def minutes_is_range(minutes: float, low: float, high: float) -> bool:
    """Tell whether most of the origin's area differs so much that a range is said."""
    return high - low > max(_RANGE_FROM_MINUTES, _RANGE_FROM_SHARE * minutes)


_RANGE_FROM_MINUTES: Final = 6
_RANGE_FROM_SHARE: Final = 0.15
_HOUR: Final = 60


def _whole(minutes: float) -> int:
    return round(minutes) if minutes <= FINE_MINUTES else 5 * round(minutes / 5)


def _down(minutes: float) -> int:
    return math.floor(minutes) if minutes <= FINE_MINUTES else 5 * math.floor(minutes / 5)


def _up(minutes: float) -> int:
    return math.ceil(minutes) if minutes <= FINE_MINUTES else 5 * math.ceil(minutes / 5)


def _minutes(whole: int) -> str:
    hours, rest = divmod(whole, _HOUR)
    if not hours:
        return f"{rest} min"
    return f"{hours} hr {rest} min" if rest else f"{hours} hr"


def longer_text(difference: float) -> str:
    """Say how many minutes longer one of two times is."""
    return f"about {_minutes(max(1, _whole(difference)))}"


def about_the_same(minutes: float, other: float) -> bool:
    """Tell whether two times differ by less than the estimate can tell apart."""
    return abs(minutes - other) < max(SAME_MINUTES, SAME_SHARE * min(minutes, other))


def minutes_kind_text(kind: MinutesKind) -> str:
    """Say where a time by road comes from, and what it leaves out."""
    return _MINUTES_KINDS[kind]


def further_text(difference_m: float, units: Units) -> str:
    """Say how much further one of two distances is, measured from one point."""
    whole = round(difference_m / _METRES[units])
    return f"about {_amount(whole, units)}" if whole else f"less than {_amount(1, units)}"


def _amount(amount: float, units: Units) -> str:
    return f"{amount:,.10g} {_SINGULAR[units] if amount == 1 else _PLURAL[units]}"


def county_text(county: str) -> str:
    """Name a county of the terrain: "Calvert, MD" is "Calvert County, MD"."""
    name, _, state = county.rpartition(", ")
    if name == "District of Columbia":
        return name
    return f"{name}, {state}" if name.endswith(" city") else f"{name} County, {state}"


def kind_text(kind: DistanceKind) -> str:
    """Say along what a distance is measured."""
    return _KINDS[kind]


def measured_from(origin: Place, distance_m: float) -> str:
    """Say from where one distance is: the middle of an area, or anywhere in it for a range."""
    return _measured_from(origin, is_range(distance_m, origin.radius_m))


def timed_from(origin: Place, minutes: float, low: float, high: float) -> str:
    """Say from where one time is, likewise."""
    return _measured_from(origin, minutes_is_range(minutes, low, high))


def _measured_from(origin: Place, as_range: bool) -> str:
    if as_range and origin.granularity in _AREAS:
        return f"anywhere in {area_text(origin)}"
    return from_text(origin)


def area_text(origin: Place) -> str:
    """Name the area that an origin covers: "ZIP 21218", "Baltimore, MD"."""
    return from_text(origin).removeprefix("the middle of ")


def from_text(origin: Place) -> str:
    """Say from where distances are measured: "the middle of ZIP 21218"."""
    match origin.granularity:
        case Granularity.COORDINATE:
            return "the point you gave"
        case Granularity.FACILITY | Granularity.AIRPORT:
            return origin.name
        case Granularity.POSTCODE:
            return f"the middle of ZIP {origin.name}"
        case Granularity.CITY if origin.name.isdecimal():
            return f"the middle of {origin.within}, {origin.state}"
        case _:
            return f"the middle of {place_text(origin)}"


def place_text(place: Place) -> str:
    """Name a place: "ZIP 21218 (Baltimore, MD)", "Hampden (Baltimore), MD"."""
    match place.granularity:
        case Granularity.STATE | Granularity.FACILITY | Granularity.AIRPORT:
            return place.name
        case Granularity.COORDINATE:
            return f"a point near {place.name}, {place.state}"
        case _:
            return place.label


def candidate_text(place: Place) -> str:
    """Tell a place from its namesakes: kind, county, state, people, ZIPs."""
    if place.id.startswith(_QUADRANT_ID):
        return f"addresses that end in {place.id.removeprefix(_QUADRANT_ID)}"
    parts = [place.county] if place.county and place.granularity is not Granularity.COUNTY else []
    parts.append(_GRANULARITIES[place.granularity])
    if place.population:
        parts.append(f"{place.population:,} people")
    if place.zips and place.granularity not in (Granularity.FACILITY, Granularity.POSTCODE):
        parts.append("ZIP " + ", ".join(place.zips[:2]))
    return "; ".join(parts)


def granularity_text(granularity: Granularity) -> str:
    """Say how finely a place is known."""
    return _GRANULARITIES[granularity]


def availability_text(availability: Availability) -> str:
    """Say yes, no, or that nobody knows."""
    return _AVAILABILITY[availability]


def note_text(note: Note) -> str:
    """Say a note as a sentence."""
    return _NOTES[note.code].format(*note.about)


MAP_NEAR: Final = "Nearest"
MAP_ALL: Final = "All hospitals"
MAP_FAR: Final = "Overview"
MAP_LISTED: Final = "All listed"
MAP_START: Final = "Start"
MAP_DRIVER: Final = "Driver"
"""Titles of the map's views, and what stands on it beside names of places."""


def map_pin_text(number: str, name: str, far: str) -> str:
    """Name a pin, as a screen reader says it: the number in the list, the hospital, how far."""
    return f"{number}. {name}, {far}" if number else f"{name}, {far}"


def map_cluster_text(count: int) -> str:
    """Name the one mark that stands for all hospitals on a map of a large part of the country."""
    return "1 hospital" if count == 1 else f"{count} hospitals"


def map_start_text(origin: Place) -> str:
    """Say what the mark of the start is: an area that somebody is in, or a point."""
    if origin.granularity in _AREAS:
        return f"You are somewhere in {area_text(origin)}"
    return f"The start: {from_text(origin)}"


def length_text(amount: float, units: Units) -> str:
    """Say a round length, as on a scale bar."""
    return _amount(amount, units)


def unit_m(units: Units) -> float:
    """Return the metres of a mile or a kilometre."""
    return _METRES[units]
