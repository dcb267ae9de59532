"""Coordinates as text: decimal degrees, or degrees, minutes and seconds with letters.

Either may say how far off it can be: "39.29, -76.61 ± 2 mi", or "geo:39.29,-76.61;u=2000".
"""

import re
from dataclasses import replace
from typing import Final

from finder.geo import METRES_PER_KILOMETRE, METRES_PER_MILE, Coordinate
from finder.notes import Note, NoteCode
from finder.query import ParsedQuery, QueryKind

_UNREADABLE_COORDINATE: Final = ParsedQuery(
    QueryKind.UNREADABLE, notes=(Note(NoteCode.UNREADABLE_COORDINATE),)
)
SMALLEST_COORDINATE_RADIUS_M: Final = 10.0
"""A phone's own idea of where it is errs by about this much under open sky."""

ROUGH_RADIUS_M: Final = 500.0
"""From here on a stated accuracy is worth a note: it can change which hospital is nearest."""

_MOST_STATED_M: Final = 200_000.0
"""Who is known no better than this is nowhere in particular."""

_METRES_PER_DEGREE: Final = 111_320.0

_NUMBER = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?"
"""A decimal number of degrees; the degree sign stands outside."""

_DECIMAL = re.compile(
    rf"(?:geo:|lat(?:itude)?[:=\s]+)?\s*({_NUMBER})[°º]?\s*[,;/\s]\s*(?:lon(?:g|gitude)?[:=\s]+)?({_NUMBER})[°º]?",
    re.IGNORECASE,
)
_FIGURE = r"[0-9]{1,3}(?:\.[0-9]{1,12})?"
_ANGLE = rf"{_FIGURE}\s?[°º]?(?:\s?{_FIGURE}\s?['′’]?(?:\s?{_FIGURE}\s?(?:[\"″”]|'')?)?)?"
_LETTERED = re.compile(
    rf"(?:({_ANGLE})\s?([NS])|([NS])\s?({_ANGLE}))[\s,;]*(?:({_ANGLE})\s?([EW])|([EW])\s?({_ANGLE}))",
    re.IGNORECASE,
)
_LIKE_COORDINATE = re.compile(
    r"[-+]?[0-9]{1,3}[.,°º][0-9]+[NSEW°º′″'\"’”]*[\s,;]+[-+]?[0-9]{1,3}[.,°º]?[0-9NSEW°º′″'\"’”.,\s-]*",
    re.IGNORECASE,
)


_STATED = re.compile(
    r"\s*(?:(?:±|\+/?-)\s*([0-9]{1,6}(?:\.[0-9]{1,3})?)\s*(m|km|mi|miles?)|;u=([0-9]{1,6}))\s*\Z",
    re.IGNORECASE,
)
"""How far off a coordinate can be, in words, or in metres as RFC 5870 has it."""

_METRES_PER: Final = {"m": 1.0, "km": METRES_PER_KILOMETRE, "mi": METRES_PER_MILE}


def parse_coordinate(text: str) -> ParsedQuery | None:
    """Read a coordinate, with how far off it can be if that is said.

    The radius is the larger of what the digits and what the words leave open.
    """
    found = _STATED.search(text)
    if found is None:
        return _bare_coordinate(text)
    query = _bare_coordinate(text[: found.start()])
    if query is None or query.coordinate is None:
        return query
    stated_m = float(found[1] or found[3]) * _METRES_PER[(found[2] or "m").lower()[:2]]
    if stated_m > _MOST_STATED_M:
        return _UNREADABLE_COORDINATE
    notes = (_rough_note(stated_m),) if stated_m >= ROUGH_RADIUS_M else ()
    return replace(query, radius_m=max(query.radius_m, stated_m), notes=notes)


def _rough_note(radius_m: float) -> Note:
    amounts = (radius_m / METRES_PER_MILE, radius_m / METRES_PER_KILOMETRE)
    return Note(NoteCode.ROUGH_POSITION, tuple(f"{amount:.2g}" for amount in amounts))


def _bare_coordinate(text: str) -> ParsedQuery | None:
    """Read "lat, lon" in decimal degrees, or degrees with N/S and E/W; nothing that only might be.

    Whole numbers without sign or decimals are too easily something else, and a decimal
    comma makes "39,2 -76,8" four numbers: both are refused with advice, not guessed.
    """
    text = text.strip(" ()[]{}<>.;")
    decimal = _DECIMAL.fullmatch(text)
    if decimal and "," in text and "." not in text and "-" not in text:
        return _UNREADABLE_COORDINATE
    if decimal and ("." in text or "-" in text):
        pair = f"{decimal[1]} {decimal[2]}"
        return _coordinate(float(decimal[1]), float(decimal[2]), _degree_radius_m(pair))
    lettered = _LETTERED.fullmatch(text)
    if lettered:
        return _lettered(lettered)
    return _UNREADABLE_COORDINATE if _LIKE_COORDINATE.fullmatch(text) else None


def _lettered(found: re.Match[str]) -> ParsedQuery:
    """Add up degrees, minutes and seconds.

    geopy's Point.from_string would do, but reads "39 19 44 N, 76 36 53 W" as 36 N 53 W.
    """
    north, north_sign = _angle(found[1] or found[4], found[2] or found[3], "S")
    east, east_sign = _angle(found[5] or found[8], found[6] or found[7], "W")
    if north is None or east is None:
        return _UNREADABLE_COORDINATE
    return _coordinate(north * north_sign, east * east_sign, _degree_radius_m(found[0]))


def _angle(text: str, letter: str, negative: str) -> tuple[float | None, int]:
    parts = [float(number) for number in re.findall(r"[0-9]+(?:\.[0-9]+)?", text)]
    if any(part >= 60 for part in parts[1:]) or any(part % 1 for part in parts[:-1]):
        return None, 1
    degrees = sum(part / 60**power for power, part in enumerate(parts))
    return degrees, -1 if letter.upper() == negative else 1


def _degree_radius_m(text: str) -> float:
    """Return how far the digits given can be off: half a unit of the last place written."""
    numbers = re.findall(r"[0-9]+(?:\.[0-9]+)?", text)
    base = 1.0 if len(numbers) <= 2 else 1 / 60 if len(numbers) <= 4 else 1 / 3600
    places = numbers if len(numbers) == 2 else numbers[-1:]
    decimals = min(len(number.partition(".")[2]) for number in places)
    return max(SMALLEST_COORDINATE_RADIUS_M, _METRES_PER_DEGREE * base * 0.5 * 10.0**-decimals)


def _coordinate(latitude: float, longitude: float, radius_m: float) -> ParsedQuery:
    try:
        point = Coordinate(latitude, longitude)
    except ValueError:
        return _UNREADABLE_COORDINATE
    return ParsedQuery(QueryKind.COORDINATE, coordinate=point, radius_m=radius_m)
