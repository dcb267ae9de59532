"""Spoken: times, distances and places as one person says them to another on the telephone.

Numbers become words by the rules of the Unicode CLDR (unicode-rbnf). What is said is never finer
than what the pages write: it is made from the same rounded figures.
"""

from functools import cache
from typing import Final

from unicode_rbnf import RbnfEngine

from finder.language import mark_both, number, say, say_count, spoken
from finder.place import STATES, Granularity, Place
from finder.wording import LEAST_MINUTES, Rounded

_COUNTED: Final = "spellout-cardinal"
_FEMININE: Final = f"{_COUNTED}-feminine"
_MASCULINE: Final = f"{_COUNTED}-masculine"
_PLAIN: Final = "spellout-numbering"
"""CLDR's rule sets: languages without gender have the first alone."""

_MILES: Final = mark_both("%(amount)s mile", "%(amount)s miles")
_HALF_MILES: Final = mark_both("%(amount)s and a half miles", "%(amount)s and a half miles")
"""One and a half miles are miles in English, and one "milla y media" in Spanish."""
_HOURS: Final = mark_both("%(amount)s hour", "%(amount)s hours")
_MINUTES: Final = mark_both("%(amount)s minute", "%(amount)s minutes")

_HALVES_UP_TO: Final = 10
"""Miles. Nobody says 14.5 miles of a place that is about so far."""

_STREET_WORDS: Final = {
    "ALY": "Alley", "AVE": "Avenue", "BLVD": "Boulevard", "CIR": "Circle", "CT": "Court",
    "CRES": "Crescent", "DR": "Drive", "EXPY": "Expressway", "EXT": "Extension", "FWY": "Freeway",
    "HWY": "Highway", "HTS": "Heights", "LN": "Lane", "LOOP": "Loop", "MNR": "Manor",
    "PKWY": "Parkway", "PL": "Place", "PLZ": "Plaza", "RD": "Road", "RTE": "Route",
    "SQ": "Square", "ST": "Street", "TER": "Terrace", "TPKE": "Turnpike", "TRL": "Trail",
}  # fmt: skip
"""The commonest abbreviations at the end of a street's name (USPS Publication 28, appendix C)."""

_DIRECTIONS: Final = {
    "N": "North", "E": "East", "S": "South", "W": "West", "NE": "Northeast", "NW": "Northwest",
    "SE": "Southeast", "SW": "Southwest",
}  # fmt: skip


def words(amount: float, *, feminine: bool = False) -> str:
    """Say a number in the language spoken; one that the CLDR has no rules for stays in figures.

    >>> words(35), words(120)
    ('thirty-five', 'one hundred twenty')
    """
    return _said(amount, (_FEMININE if feminine else _MASCULINE, _COUNTED, _PLAIN))


def digits(text: str) -> str:
    """Say a code digit by digit, as people tell each other a ZIP.

    >>> digits("21218")
    'two-one-two-one-eight'
    """
    return "-".join(
        _said(int(one), (_PLAIN, _COUNTED)) if one.isdecimal() else one
        for one in text
        if one != " "
    )


def _said(amount: float, rules: tuple[str, ...]) -> str:
    engine = _engine(spoken().code)
    if engine is None:
        return number(amount)
    said = engine.format_number(int(amount) if amount == int(amount) else amount)
    return next((said.text_by_ruleset[one] for one in rules if one in said.text_by_ruleset), "")


@cache
def _engine(code: str) -> RbnfEngine | None:
    try:
        return RbnfEngine.for_language(code)
    except ValueError:
        return None


def minutes_words(rounded: Rounded) -> str:
    """Say a rounded time.

    >>> minutes_words(Rounded(35, 35)), minutes_words(Rounded(50, 70))
    ('about thirty-five minutes', 'between fifty minutes and one hour and ten minutes')
    """
    least, most = map(int, rounded)
    if least == most:
        if most < LEAST_MINUTES:
            return say("under %(length)s", length=_time(LEAST_MINUTES))
        return say("about %(length)s", length=_time(most))
    if not least:
        return say("up to about %(length)s", length=_time(most))
    alone = words(least) if most < _HOUR else _time(least)
    return say("between %(least)s and %(most)s", least=alone, most=_time(most))


_HOUR: Final = 60


def _time(whole: int) -> str:
    hours, rest = divmod(whole, _HOUR)
    said_hours = say_count(*_HOURS, hours, amount=words(hours, feminine=True))
    said_rest = say_count(*_MINUTES, rest, amount=words(rest))
    if not hours:
        return said_rest
    return said_hours if not rest else say("%(one)s and %(other)s", one=said_hours, other=said_rest)


def miles_words(rounded: Rounded) -> str:
    """Say a rounded distance in miles: up to ten by halves, from there on whole.

    >>> miles_words(Rounded(4.5, 4.5)), miles_words(Rounded(4, 7)), miles_words(Rounded(0.1, 0.1))
    ('about four and a half miles', 'between four and seven miles', 'under half a mile')
    """
    least, most = map(_sayable, rounded)
    if rounded.least == rounded.most and not most:
        return say("under %(length)s", length=_miles(0.5))
    if rounded.least == rounded.most or least == most:
        return say("about %(length)s", length=_miles(most))
    if not least:
        return say("up to about %(length)s", length=_miles(most))
    whole = least == int(least) and most == int(most)
    alone = words(least, feminine=True) if whole else _miles(least)
    return say("between %(least)s and %(most)s", least=alone, most=_miles(most))


def _sayable(miles: float) -> float:
    return round(2 * miles) / 2 if miles < _HALVES_UP_TO else round(miles)


def _miles(miles: float) -> str:
    whole = int(miles)
    if miles == whole:
        return say_count(*_MILES, whole, amount=words(whole, feminine=True))
    if not whole:
        return say("half a mile")
    return say_count(*_HALF_MILES, whole, amount=words(whole, feminine=True))


def place_words(place: Place) -> str:
    """Say a place for the ear: what an agent reads back to a caller.

    An address is said as its block, so that somebody beside the caller hears no house number.
    """
    kind = place.granularity
    if kind is Granularity.POSTCODE or (kind is Granularity.CITY and place.name.isdecimal()):
        return _zip_words(place.name, place.within, _state(place))
    if kind in _ON_STREETS:
        return _comma(street_words(place.name), place.within, *map(digits, place.zips[:1]))
    if kind in _NAMED_ALONE:
        return place.name
    return _SAID.get(kind, _plainly)(place)


_ON_STREETS: Final = (Granularity.ADDRESS, Granularity.RANGE, Granularity.STREET)
_NAMED_ALONE: Final = (Granularity.STATE, Granularity.FACILITY, Granularity.AIRPORT)


def _plainly(place: Place) -> str:
    return _comma(place.name, place.within, _state(place))


def _corner(place: Place) -> str:
    both = map(street_words, place.name.split(" & "))
    corner = _comma(" & ".join(both), place.within, *map(digits, place.zips[:1]))
    return say("the corner of %(place)s", place=corner)


def _near(place: Place) -> str:
    return say("a point near %(place)s", place=_comma(place.name, _state(place)))


def _within(area: str, place: Place) -> str:
    name = say("%(place)s in %(area)s", place=place.name, area=area) if area else place.name
    return _comma(name, _state(place))


def _town(place: Place) -> str:
    told_already = place.name in place.county or place.state == _DISTRICT
    return _within("" if told_already else place.county, place)


def _neighborhood(place: Place) -> str:
    return _within(place.within, place)


_SAID: Final = {
    Granularity.INTERSECTION: _corner,
    Granularity.COORDINATE: _near,
    Granularity.CITY: _town,
    Granularity.NEIGHBORHOOD: _neighborhood,
}


_DISTRICT: Final = "DC"
"""Nobody says "District of Columbia" when asked for a town."""


def _state(place: Place) -> str:
    return _DISTRICT if place.state == _DISTRICT else STATES.get(place.state, place.state)


def _zip_words(code: str, town: str, state: str) -> str:
    return _comma(say("ZIP code %(digits)s", digits=digits(code)), town, state)


def _comma(*parts: str) -> str:
    return ", ".join(dict.fromkeys(filter(None, parts)))


def street_words(line: str) -> str:
    """Say the street line of an address, its number rounded down to the block.

    >>> street_words("3015 N Charles St"), street_words("12 Main St NW")
    ('the three-thousand block of North Charles Street', 'Main Street Northwest')
    """
    parts = line.split()
    house = parts[0] if len(parts) > 1 and parts[0][:1].isdecimal() else ""
    name = _in_full(parts[1:] if house else parts)
    found = "".join(filter(str.isdecimal, house.partition("-")[0].partition("/")[0]))
    block = int(found) // 100 * 100 if found else 0
    if not block:
        return name
    return say("the %(block)s block of %(street)s", block=_block(block), street=name)


def _block(hundreds: int) -> str:
    """Say the hundreds of a block as English does (thirty-one-hundred), else as a number."""
    if spoken().code == "en" and hundreds % 1000 and hundreds < 10_000:
        return f"{words(hundreds // 100)}-hundred"
    return words(hundreds).replace(" ", "-") if spoken().code == "en" else words(hundreds)


def _in_full(parts: list[str]) -> str:
    """Write a street's abbreviations out: a direction at either end, a kind at the end."""
    *before, last = parts
    tail = [_DIRECTIONS[last.upper()]] if before and last.upper() in _DIRECTIONS else []
    rest = before if tail else parts
    head = (
        [_DIRECTIONS[rest[0].upper()]] if len(rest) > 1 and rest[0].upper() in _DIRECTIONS else []
    )
    rest = rest[1:] if head else rest
    if len(rest) > 1:
        rest = [*rest[:-1], _STREET_WORDS.get(rest[-1].upper().rstrip("."), rest[-1])]
    return " ".join((*head, *rest, *tail))
