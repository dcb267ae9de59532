"""Wording: distances, places and notes as people read them. Decides nothing, only says it."""

import math
from string import Formatter
from typing import Final, NamedTuple

from markupsafe import Markup

from finder.facility import Availability, Procedure
from finder.geo import METRES_PER_KILOMETRE, METRES_PER_MILE
from finder.language import is_said, mark, mark_both, number, say, say_count
from finder.measure import DistanceKind, MinutesKind
from finder.notes import Note, NoteCode
from finder.place import Granularity, Place
from finder.request import Units
from finder.reverse import Nearest

_METRES: Final = {"mi": METRES_PER_MILE, "km": METRES_PER_KILOMETRE}
_AMOUNT: Final = {
    "mi": mark_both("about %(amount)s mile", "about %(amount)s miles"),
    "km": mark_both("about %(amount)s km", "about %(amount)s km"),
}
_AT_MOST: Final = {
    "mi": mark_both("up to about %(amount)s mile", "up to about %(amount)s miles"),
    "km": mark_both("up to about %(amount)s km", "up to about %(amount)s km"),
}
_BETWEEN: Final = {
    "mi": mark_both("about %(least)s to %(most)s mile", "about %(least)s to %(most)s miles"),
    "km": mark_both("about %(least)s to %(most)s km", "about %(least)s to %(most)s km"),
}
_UNDER_ONE: Final = {"mi": mark("less than 1 mile"), "km": mark("less than 1 km")}

_STEPS: Final = ((0.1, 0.1), (0.5, 0.5), (3.0, 1.0), (8.0, 5.0), (float("inf"), 10.0))
"""(radius up to, step), both in the unit shown: the digits that the radius leaves meaning."""

RANGE_FROM: Final = 0.25
"""Radius over distance from which a range is said: from there on one rounded figure would be
off by a quarter for one address in ten."""

_AREAS: Final = frozenset(
    {
        Granularity.STREET,
        Granularity.POSTCODE,
        Granularity.NEIGHBORHOOD,
        Granularity.CITY,
        Granularity.COUNTY,
        Granularity.STATE,
    }
)

POINTS: Final = frozenset(
    {
        Granularity.COORDINATE,
        Granularity.FACILITY,
        Granularity.AIRPORT,
        Granularity.ADDRESS,
        Granularity.RANGE,
        Granularity.INTERSECTION,
    }
)
"""Granularities of one spot: what holds there holds all over it, and a map draws a mark."""

_GIVEN: Final = {
    Granularity.COORDINATE: mark("the point you gave"),
    Granularity.ADDRESS: mark("the address you gave"),
    Granularity.RANGE: mark("the address you gave"),
    Granularity.INTERSECTION: mark("the corner you gave"),
    Granularity.STREET: mark("the street you gave"),
}
"""Where somebody is to the house is not said over and over: others may read along."""

_QUADRANT_ID: Final = "quadrant-"
"""Stands before the code of a part of Washington, DC, in its place's id."""

_KINDS: Final = {DistanceKind.STRAIGHT_LINE: mark("in a straight line")}

_MINUTES_KINDS: Final = {
    MinutesKind.ESTIMATE: mark("by road, estimate without traffic"),
    MinutesKind.ROUTER: mark("by road, from a route planner"),
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
    Availability.YES: mark("yes"),
    Availability.NO: mark("no"),
    Availability.UNKNOWN: mark("not known, please ask the hospital"),
}

_GRANULARITIES: Final = {
    Granularity.COORDINATE: mark("a point"),
    Granularity.FACILITY: mark("a hospital"),
    Granularity.ADDRESS: mark("a street address"),
    Granularity.RANGE: mark("a stretch of a street"),
    Granularity.STREET: mark("a street"),
    Granularity.INTERSECTION: mark("a street corner"),
    Granularity.AIRPORT: mark("an airport"),
    Granularity.POSTCODE: mark("a ZIP code area"),
    Granularity.NEIGHBORHOOD: mark("a neighborhood"),
    Granularity.CITY: mark("a town or city"),
    Granularity.COUNTY: mark("a county"),
    Granularity.STATE: mark("a state"),
}

_NOTES: Final = {
    NoteCode.O_READ_AS_ZERO: mark("We read the letter O as a zero: {zip}."),
    NoteCode.STREET_NOT_USED: mark(
        "The street was not used: Finder measures from the middle of the ZIP code or town."
    ),
    NoteCode.STREET_NOT_FOUND: mark(
        "We could not find that street there: Finder measures from the middle of the ZIP code"
        " or town."
    ),
    NoteCode.CORNER_NOT_FOUND: mark(
        "We could not find where those streets meet: Finder measures from the middle of the ZIP"
        " code or town."
    ),
    NoteCode.NUMBER_NOT_FOUND: mark(
        "We found the street but not the house number, so this is only as exact as the street."
    ),
    NoteCode.STREET_COMPLETED: mark(
        "We found the street with another direction, or another word like Street or Avenue, than"
        " you typed. Please check that it is yours."
    ),
    NoteCode.STREET_RESPELLED: mark(
        "We did not find the street as you typed it and took the one that is spelled almost the"
        " same. Please check that it is yours."
    ),
    NoteCode.STREET_SOUNDS_ALIKE: mark(
        "We did not find the street as you typed it and took the one that sounds the same."
        " Please check that it is yours."
    ),
    NoteCode.OTHER_STREETS: mark(
        "There are other streets of almost the same name. Please check that this one is yours."
    ),
    NoteCode.ZIP_IS_ANOTHER: mark(
        "You typed ZIP {zip}, but we found that street in ZIP {other}. Please check which is right."
    ),
    NoteCode.TOWN_IS_ANOTHER: mark(
        "You typed {place}, but we found that street elsewhere. Please check the address."
    ),
    NoteCode.DISTRICT_ASSUMED: mark(
        "NW, NE, SW and SE are parts of Washington, DC, so we looked there. Add the town if yours"
        " is another."
    ),
    NoteCode.PO_BOX: mark(
        "That is a PO box. Finder measures from the area of its post office,"
        " which may not be where you are."
    ),
    NoteCode.ZIP_WITHOUT_AREA: mark(
        "ZIP {zip} is for PO boxes or one organization and has no area of its own,"
        " so this is only as exact as {place} as a whole."
    ),
    NoteCode.ZIP_UNKNOWN_USED_CITY: mark("We could not find ZIP {zip}, so we used the town."),
    NoteCode.CHOSEN_AMONG: mark(
        "We took this to be {place}. There are other places with this name."
    ),
    NoteCode.TAKEN_FOR_FACILITY: mark("We took this to be {place}."),
    NoteCode.NOT_THE_STATE: mark("We took this to be {place}; not the state."),
    NoteCode.ZIP_AND_CITY_DISAGREE: mark(
        "The ZIP code and the town are not in the same place: {place}, or {other}?"
    ),
    NoteCode.WHICH_QUADRANT: mark(
        "Streets in Washington, DC have the same names in different parts of the city."
        " Is yours Northwest, Northeast, Southwest or Southeast?"
    ),
    NoteCode.QUADRANT_MISSING: mark(
        "Addresses in Washington, DC end in NW, NE, SW or SE, and yours did not."
        " Please check that the ZIP code is right."
    ),
    NoteCode.ALSO_KNOWN: mark("Showing {place}, also called \u201c{typed}\u201d."),
    NoteCode.CORRECTED: mark("Showing {place}. You typed \u201c{typed}\u201d."),
    NoteCode.CORRECTED_TIE: mark("We do not know \u201c{typed}\u201d. Did you mean one of these?"),
    NoteCode.CORRECTED_ASKED: mark(
        "We do not know \u201c{typed}\u201d. Did you mean {place}?"
        " If not, add a town, a state or a ZIP code."
    ),
    NoteCode.ONLY_ONE_KNOWN: mark(
        "By that name we know only {place}. Is this the one you mean?"
        " If not, add a town, a state or a ZIP code."
    ),
    NoteCode.IF_NONE: mark("If none of these is right, add a town, a state or a ZIP code."),
    NoteCode.TWO_PLACES: mark("You typed two places. Where should we start from?"),
    NoteCode.UNREADABLE: mark("We could not read a place in that."),
    NoteCode.UNREADABLE_COORDINATE: mark(
        "That looks like a map position that we can't read. Write it like 39.29, -76.61:"
        " north first, points for decimals, a minus sign for west."
    ),
    NoteCode.ROUGH_POSITION: mark(
        "That position is known only roughly: you may be about {miles} miles ({kilometers} km)"
        " from it. A ZIP code or a neighborhood may tell more."
    ),
    NoteCode.NO_PLACE_SAID: mark(
        "Finder does not know where you are until you type a place, and does not look it up."
    ),
    NoteCode.NOT_FIVE_DIGITS: mark("A ZIP code has five digits, like 21218."),
    NoteCode.UNKNOWN_ZIP: mark("We do not know a ZIP code {zip}. Please check the digits."),
    NoteCode.MILITARY_ZIP: mark(
        "ZIP {zip} is for military mail (APO, FPO or DPO), which does not say where you are."
        " Type a town or ZIP code in the United States instead."
    ),
    NoteCode.UNLOCATED_ZIP: mark("ZIP {zip} is for special mail and does not stand for a place."),
    NoteCode.UNKNOWN_PLACE: mark("We could not find a place by that name in the United States."),
    NoteCode.NEEDS_TOWN: mark("Please add a town or a ZIP code to that."),
    NoteCode.OUTSIDE_US: mark(
        "That seems to be outside the United States. Finder knows only US places."
    ),
    NoteCode.PROVIDER_USED: mark("The street address was looked up with {service}."),
    NoteCode.PROVIDER_FAR: mark(
        "It lies outside {place} by that service. Please check that the address is right."
    ),
    NoteCode.PROVIDER_SLOW: mark(
        "{service} did not answer in time, so the street was not used:"
        " Finder measures from the middle of {place}."
    ),
    NoteCode.PROVIDER_RESTING: mark(
        "{service} is not asked at the moment, so the street was not used:"
        " Finder measures from the middle of {place}."
    ),
    NoteCode.PROVIDER_FAILED: mark(
        "{service} gave no answer that can be used, so the street was not used:"
        " Finder measures from the middle of {place}."
    ),
    NoteCode.PROVIDER_UNKNOWN: mark(
        "{service} does not know that street address: Finder measures from the middle of {place}."
    ),
    NoteCode.PROVIDER_DISAGREED: mark(
        "{service} puts that street address far from {place}, so it was not used:"
        " Finder measures from the middle of {place}."
    ),
    NoteCode.PROVIDER_SEVERAL: mark(
        "{service} knows that street address in several places, so it was not used:"
        " Finder measures from the middle of {place}."
    ),
}

ADVICE: Final = (
    mark("a five-digit ZIP code, like 21218"),
    mark("a town and state, like Annapolis, MD"),
    mark("a street address with its town or ZIP code"),
    mark("the name of one of our hospitals"),
)
"""What can be typed, for an empty box and for no match; `advice` says it."""


def is_range(distance_m: float, radius_m: float) -> bool:
    """Tell whether the origin is so wide that one figure would say too much."""
    return radius_m > RANGE_FROM * distance_m


class Rounded(NamedTuple):
    """What is said of a length or a time: one figure where both are equal, else a range.

    The least of a range is 0 where only the most is said.
    """

    least: float
    most: float


def distance_rounded(distance_m: float, radius_m: float, units: Units) -> Rounded:
    """Round a distance to the digits that the origin's radius leaves meaning.

    Where the origin is wide beside the distance, it is a range over the origin.
    """
    unit_m = _METRES[units]
    step = next(step for limit, step in _STEPS if radius_m / unit_m <= limit)
    if not is_range(distance_m, radius_m):
        figure = max(1, round(distance_m / unit_m / step)) * step
        return Rounded(figure, figure)
    low = round(max(0.0, distance_m - radius_m) / unit_m / step)
    high = max(low + 1, round((distance_m + radius_m) / unit_m / step))
    return Rounded(low * step, high * step)


def distance_text(distance_m: float, radius_m: float, units: Units) -> str:
    """Say a distance with no more digits than the origin's radius allows.

    >>> distance_text(14_000, 2_500, "mi"), distance_text(8_900, 2_500, "mi")
    ('about 9 miles', 'about 4 to 7 miles')
    """
    least, most = distance_rounded(distance_m, radius_m, units)
    if least == most:
        return _amount(most, units)
    if not least:
        return say_count(*_AT_MOST[units], most, amount=number(most))
    return say_count(*_BETWEEN[units], most, least=number(least), most=number(most))


def minutes_rounded(minutes: float, low: float, high: float) -> Rounded:
    """Round a time by road, to a range where the origin is so wide that one figure misleads."""
    if not minutes_is_range(minutes, low, high):
        return Rounded(_whole(minutes), _whole(minutes))
    least = _down(low)
    return Rounded(0 if least < LEAST_MINUTES else least, _up(high))


def minutes_text(minutes: float, low: float, high: float) -> str:
    """Say a time by road.

    >>> minutes_text(33.4, 32, 35), minutes_text(12.2, 11, 14), minutes_text(33.4, 18, 46)
    ('about 35 min', 'about 12 min', 'about 18 to 50 min')
    """
    least, most = map(int, minutes_rounded(minutes, low, high))
    if least != most:
        return _between(least, most) if least else _at_most(most)
    if most < LEAST_MINUTES:
        return say("under %(minutes)s min", minutes=LEAST_MINUTES)
    return _about(most)


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
        return say("%(minutes)s min", minutes=rest)
    if not rest:
        return say("%(hours)s hr", hours=hours)
    return say("%(hours)s hr %(minutes)s min", hours=hours, minutes=rest)


def _about(whole: int) -> str:
    if whole < _HOUR:
        return say("about %(minutes)s min", minutes=whole)
    return say("about %(time)s", time=_minutes(whole))


def _at_most(whole: int) -> str:
    if whole < _HOUR:
        return say("up to about %(minutes)s min", minutes=whole)
    return say("up to about %(time)s", time=_minutes(whole))


def _between(least: int, most: int) -> str:
    if most < _HOUR:
        return say("about %(least)s to %(most)s min", least=least, most=most)
    return say(
        "about %(least_time)s to %(most_time)s",
        least_time=_minutes(least),
        most_time=_minutes(most),
    )


def longer_text(difference: float) -> str:
    """Say how many minutes longer one of two times is."""
    return _about(max(1, _whole(difference)))


def about_the_same(minutes: float, other: float) -> bool:
    """Tell whether two times differ by less than the estimate can tell apart."""
    return abs(minutes - other) < max(SAME_MINUTES, SAME_SHARE * min(minutes, other))


def minutes_kind_text(kind: MinutesKind) -> str:
    """Say where a time by road comes from, and what it leaves out."""
    return say(_MINUTES_KINDS[kind])


def further_text(difference_m: float, units: Units) -> str:
    """Say how much further one of two distances is, measured from one point."""
    whole = round(difference_m / _METRES[units])
    return _amount(whole, units) if whole else say(_UNDER_ONE[units])


def _amount(amount: float, units: Units) -> str:
    return say_count(*_AMOUNT[units], amount, amount=number(amount))


def county_text(county: str) -> str:
    """Name a county of the terrain: "Calvert, MD" is "Calvert County, MD"."""
    name, _, state = county.rpartition(", ")
    if name == "District of Columbia":
        return name
    return f"{name}, {state}" if name.endswith(" city") else f"{name} County, {state}"


def kind_text(kind: DistanceKind) -> str:
    """Say along what a distance is measured."""
    return say(_KINDS[kind])


def measured_from(origin: Place, distance_m: float) -> str:
    """Say from where one distance is: the middle of an area, or anywhere in it for a range."""
    return _measured_from(origin, is_range(distance_m, origin.radius_m))


def timed_from(origin: Place, minutes: float, low: float, high: float) -> str:
    """Say from where one time is, likewise."""
    return _measured_from(origin, minutes_is_range(minutes, low, high))


def _measured_from(origin: Place, as_range: bool) -> str:
    return anywhere_text(origin) if as_range and origin.granularity in _AREAS else from_text(origin)


def area_text(origin: Place) -> str:
    """Name the area that an origin covers, or its point: "ZIP 21218", "Baltimore, MD"."""
    match origin.granularity:
        case given if given in _GIVEN:
            return say(_GIVEN[given])
        case Granularity.POSTCODE:
            return say("ZIP %(zip)s", zip=origin.name)
        case Granularity.CITY if origin.name.isdecimal():
            return f"{origin.within}, {origin.state}"
        case _:
            return place_text(origin)


def from_text(origin: Place) -> str:
    """Say from where distances are measured: "the middle of ZIP 21218"."""
    if origin.granularity in POINTS:
        return area_text(origin)
    if origin.granularity is Granularity.POSTCODE:
        return say("the middle of ZIP %(zip)s", zip=origin.name)
    return say("the middle of %(place)s", place=area_text(origin))


def anywhere_text(origin: Place) -> str:
    """Say that something holds all over an origin: "anywhere in ZIP 21218"."""
    if origin.granularity in POINTS:
        return area_text(origin)
    if origin.granularity is Granularity.STREET:
        return say("anywhere on the street you gave")
    if origin.granularity is Granularity.POSTCODE:
        return say("anywhere in ZIP %(zip)s", zip=origin.name)
    return say("anywhere in %(place)s", place=area_text(origin))


def where_text(origin: Place) -> str:
    """Say what an answer depends on: "where in ZIP 21218 you are"."""
    if origin.granularity in POINTS:
        return say("where exactly you are near %(place)s", place=area_text(origin))
    if origin.granularity is Granularity.STREET:
        return say("where on the street you gave you are")
    if origin.granularity is Granularity.POSTCODE:
        return say("where in ZIP %(zip)s you are", zip=origin.name)
    return say("where in %(place)s you are", place=area_text(origin))


def place_text(place: Place) -> str:
    """Name a place: "ZIP 21218 (Baltimore, MD)", "Hampden (Baltimore), MD".

    Of an address it says how finely its position is known where that is not to the house.
    """
    match place.granularity:
        case Granularity.RANGE:
            return say("%(address)s (position known to about a block)", address=place.label)
        case Granularity.STREET:
            return say("%(address)s (the street as a whole)", address=place.label)
        case Granularity.COORDINATE:
            return say("a point near %(place)s", place=f"{place.name}, {place.state}")
        case Granularity.POSTCODE:
            return say(
                "ZIP %(zip)s, %(place)s", zip=place.name, place=f"{place.within}, {place.state}"
            )
        case _:
            return typed_text(place)


def nearest_text(nearest: Nearest) -> str:
    """Say what is nearest to a point, to be read back: "the 3000 block of N Charles St, ..."."""
    street = " ".join(filter(None, (f"{nearest.street},", nearest.town, nearest.zip))).strip(",")
    if nearest.door:
        return f"{nearest.door} {street}"
    if not nearest.hundred:
        return say("the house numbers below 100 of %(street)s", street=street)
    return say("the %(hundred)s block of %(street)s", hundred=nearest.hundred, street=street)


def typed_text(place: Place) -> str:
    """Name a place as it can be typed: what a suggestion puts into the box, in any language."""
    return place.name if place.granularity in _NAMED_ALONE else place.label


_NAMED_ALONE: Final = frozenset({Granularity.STATE, Granularity.FACILITY, Granularity.AIRPORT})


def candidate_text(place: Place) -> str:
    """Tell a place from its namesakes: kind, county, state, people, ZIPs."""
    if place.id.startswith(_QUADRANT_ID):
        quadrant = place.id.removeprefix(_QUADRANT_ID)
        return say("addresses that end in %(quadrant)s", quadrant=quadrant)
    parts = [place.county] if place.county and place.granularity is not Granularity.COUNTY else []
    parts.append(granularity_text(place.granularity))
    if place.population:
        people = place.population
        parts.append(
            say_count("%(number)s person", "%(number)s people", people, number=number(people))
        )
    if place.zips and place.granularity not in (Granularity.FACILITY, Granularity.POSTCODE):
        parts.append(say("ZIP %(zip)s", zip=", ".join(place.zips[:2])))
    return "; ".join(parts)


def granularity_text(granularity: Granularity) -> str:
    """Say how finely a place is known."""
    return say(_GRANULARITIES[granularity])


def availability_text(availability: Availability) -> str:
    """Say yes, no, or that nobody knows."""
    return say(_AVAILABILITY[availability])


def note_text(note: Note) -> str:
    """Say a note as a sentence; its names are the first of `about`, in their order."""
    if note.code is NoteCode.MORE_CANDIDATES:
        return _more_candidates_text(int(note.about[0]))
    text = _NOTES[note.code]
    names = [name for _, name, _, _ in Formatter().parse(text) if name]
    return say(text).format(**dict(zip(names, note.about, strict=False)))


def _more_candidates_text(count: int) -> str:
    return say_count(
        "There is %(count)s more place with this name. Add the state or a ZIP code to find it.",
        "There are %(count)s more places with this name. Add the state or a ZIP code to find them.",
        count,
        count=count,
    )


MAP_NEAR: Final = mark("Nearest")
MAP_ALL: Final = mark("All hospitals")
MAP_FAR: Final = mark("Overview")
MAP_LISTED: Final = mark("All listed")
MAP_START: Final = mark("Start")
MAP_DRIVER: Final = mark("Driver")
"""Titles of the map's views, and what stands on it beside names of places."""


def map_pin_text(number: str, name: str, far: str) -> str:
    """Name a pin, as a screen reader says it: the number in the list, the hospital, how far."""
    return f"{number}. {name}, {far}" if number else f"{name}, {far}"


def map_cluster_text(count: int) -> str:
    """Name the one mark that stands for all hospitals on a map of a large part of the country."""
    return say_count("%(count)s hospital", "%(count)s hospitals", count, count=count)


def map_start_text(origin: Place) -> str:
    """Say what the mark of the start is: an area that somebody is in, or a point."""
    if origin.granularity not in _AREAS:
        return say("The start: %(start)s", start=from_text(origin))
    if origin.granularity is Granularity.STREET:
        return say("You are somewhere on the street you gave")
    if origin.granularity is Granularity.POSTCODE:
        return say("You are somewhere in ZIP %(zip)s", zip=origin.name)
    return say("You are somewhere in %(place)s", place=area_text(origin))


def length_text(amount: float, units: Units) -> str:
    """Say a round length, as on a scale bar."""
    return say_count(*_LENGTH[units], amount, amount=number(amount))


_LENGTH: Final = {
    "mi": mark_both("%(amount)s mile", "%(amount)s miles"),
    "km": mark_both("%(amount)s km", "%(amount)s km"),
}


def unit_m(units: Units) -> float:
    """Return the metres of a mile or a kilometre."""
    return _METRES[units]


def advice() -> tuple[str, ...]:
    """Say what can be typed."""
    return tuple(map(say, ADVICE))


def procedure_text(procedure: Procedure) -> str:
    """Name a procedure."""
    return say(procedure.name)


def fact_text(text: str) -> str:
    """Say a text of the hospitals' file; one that no catalog knows is marked as English."""
    return say(text) if is_said(text) else Markup('<span lang="en">{}</span>').format(text)
