"""Parsing: a text to what it may mean, without looking anything up.

The parsers stand in one tuple and are tried in turn; the first that recognises the form
of the text decides. A name can be cut in several ways ("Hampden Baltimore Maryland");
its readings are listed best first, and `geocode.py` takes the first one that exists.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

import usaddress

from finder.geo import Coordinate
from finder.names import fold
from finder.notes import Note, NoteCode
from finder.readings import (
    STREET_SUFFIXES,
    Reading,
    address_readings,
    name_readings,
    two_places,
    without_filler,
)


class QueryKind(StrEnum):
    """The forms a text can have."""

    COORDINATE = "coordinate"
    ZIP = "zip"
    ADDRESS = "address"
    NAME = "name"
    STREET = "street"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What the text says, in parts. `readings` are in the order in which to try them."""

    kind: QueryKind
    coordinate: Coordinate | None = None
    radius_m: float = 0.0
    zip: str | None = None
    readings: tuple[Reading, ...] = ()
    notes: tuple[Note, ...] = ()
    halves: tuple["ParsedQuery", ...] = ()
    tail: str = ""
    quadrant: str | None = None

    @property
    def is_name(self) -> bool:
        """Tell whether the text as a whole can be a name, of a street or of a place."""
        return self.kind in (QueryKind.NAME, QueryKind.STREET)


_UNREADABLE_COORDINATE: Final = ParsedQuery(
    QueryKind.UNREADABLE, notes=(Note(NoteCode.UNREADABLE_COORDINATE),)
)
SMALLEST_COORDINATE_RADIUS_M: Final = 10.0
"""A phone's own idea of where it is errs by about this much under open sky."""

_METRES_PER_DEGREE: Final = 111_320.0
QUADRANTS: Final = {
    "NW": "NW", "NE": "NE", "SW": "SW", "SE": "SE",
    "NORTHWEST": "NW", "NORTHEAST": "NE", "SOUTHWEST": "SW", "SOUTHEAST": "SE",
}  # fmt: skip
"""The parts of Washington, DC, as written in addresses, to their codes."""

_NUMBER = r"[+-]?[0-9]{1,3}(?:\.[0-9]{1,12})?"
_DECIMAL = re.compile(
    rf"(?:geo:|lat(?:itude)?[:=\s]+)?\s*({_NUMBER})\s*[,;/\s]\s*(?:lon(?:g|gitude)?[:=\s]+)?({_NUMBER})",
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
_PLACELESS = re.compile(
    r"(?:(?:near|close to|around) )?(?:me|here|my (?:house|home|place|location|address))"
    r"|(?:(?:the|a|nearest|closest|any|local) )*(?:hospitals?|medical centers?|clinics?|er"
    r"|emergency(?: room)?|doctors?)(?: near me)?"
)
_TWO_ZIPS = re.compile(r"[0-9]{5}\s*(?:\b(?:or|and|to|vs)\b|[/;&|])\s*[0-9]{5}", re.IGNORECASE)
_ZIP_LABEL = re.compile(
    r"^(?:zip(?:\s*code)?|postal\s*code|c[oó]digo\s+postal)\s*[:#]?\s*", re.IGNORECASE
)
_ZIP = re.compile(r"([0-9]{5})(?:-?[0-9]{4})?")
_DIGIT = re.compile(r"[0-9]")
_LONG_DASH = re.compile(r"[–—]")
_ZIP_LIKE = re.compile(r"[0-9Oo\s–—-]+")
_TRAILING_ZIP = re.compile(r"(?<![0-9A-Za-z-])([0-9]{5})(?:\s*-\s*[0-9]{4})?(?![0-9A-Za-z-])")
_ZIP_FIRST = re.compile(r"([0-9]{5})(?:-[0-9]{4})?[\s,]+([^0-9]*[^\W\d_]{2}[^0-9]*)")
_PO_BOX = re.compile(
    r"\b(?:p\.?\s*o\.?\s*b(?:ox)?\.?|post\s+office\s+box|apartado(?:\s+postal)?|box)\s*(?:#|no\.?\s)?\s*[0-9]+[a-z]?\b[\s,;]*",
    re.IGNORECASE,
)
_FOREIGN_POSTCODE = re.compile(
    r"\b(?:[A-Z][0-9][A-Z]\s?[0-9][A-Z][0-9]|[A-Z]{1,2}[0-9][0-9A-Z]?\s[0-9][A-Z]{2})\b",
    re.IGNORECASE,
)
_COUNTRY_TAIL = re.compile(
    r"[\s,]+(?:u\.?s\.?a\.?|united\s+states(?:\s+of\s+america)?|ee\.?\s?uu\.?|estados\s+unidos)\s*$",
    re.IGNORECASE,
)
_HOUSE = re.compile(r"^\s*#?[0-9]+(?:-[0-9]+)?[A-Za-z]?(?:\s+1/2)?\s+\S")
_SUFFIX = f"(?:{'|'.join(sorted(STREET_SUFFIXES))})"
_TOWARDS = r"(?:[NS]\.?[EW]\.?|(?:north|south)(?:east|west)?|east|west|[NSEW])"
_AND = r"(?:&|@|\band\b|\bat\b)"
_STREET_WORD = re.compile(
    rf"\b{_SUFFIX}\b\.?(?:\s*{_TOWARDS})?\s*(?:,|$)"
    r"|\b(?:street|avenue|ave|road|rd|blvd|boulevard|drive|lane|parkway|pkwy|highway|hwy|pike)\b",
    re.IGNORECASE,
)
_CROSSING = re.compile(
    rf"\b{_SUFFIX}\b\.?(?:\s*{_TOWARDS})?\s*{_AND}\s*\w|{_AND}\s*\w+\s+(?:{_SUFFIX}|[NS]\.?[EW])\b"
    rf"|\b[0-9]+(?:st|nd|rd|th)\s*{_AND}\s*\w",
    re.IGNORECASE,
)


def parse(text: str) -> ParsedQuery:
    """Tell what form a text has and cut it into parts. Never fails: there is UNREADABLE."""
    for parser in PARSERS:
        parsed = parser(text)
        if parsed is not None:
            return parsed
    return ParsedQuery(QueryKind.UNREADABLE, notes=(Note(NoteCode.UNREADABLE),))


def parse_placeless(text: str) -> ParsedQuery | None:
    """Recognise what says no place: "near me", "my house", "the nearest hospital"."""
    if not _PLACELESS.fullmatch(fold(text)):
        return None
    return ParsedQuery(QueryKind.UNREADABLE, notes=(Note(NoteCode.NO_PLACE_SAID),))


def parse_zip(text: str) -> ParsedQuery | None:
    """Read a ZIP or ZIP+4 standing alone: spaced out, labelled, with O for zero."""
    bare = _ZIP_LABEL.sub("", text.strip(" .,;#"))
    if not _ZIP_LIKE.fullmatch(bare) or not _DIGIT.search(bare):
        return None
    digits = _LONG_DASH.sub("-", "".join(bare.split()))
    plain = digits.upper().replace("O", "0")
    found = _ZIP.fullmatch(plain)
    if found is None:
        return None
    notes = () if plain == digits else (Note(NoteCode.O_READ_AS_ZERO, (found[1],)),)
    return ParsedQuery(QueryKind.ZIP, zip=found[1], notes=notes)


def parse_coordinate(text: str) -> ParsedQuery | None:
    """Read "lat, lon" in decimal degrees, or degrees with N/S and E/W; nothing that only might be.

    Whole numbers without sign or decimals are too easily something else, and a decimal
    comma makes "39,2 -76,8" four numbers: both are refused with advice, not guessed.
    """
    text = text.strip(" ()[]{}<>.;")
    decimal = _DECIMAL.fullmatch(text)
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
    if any(part >= 60 for part in parts[1:]):
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


def parse_wrong_digits(text: str) -> ParsedQuery | None:
    """Say of figures that are neither a ZIP nor a coordinate how many a ZIP has."""
    if any(c.isdecimal() for c in text) and not re.search(r"[^\W\d_]", text):
        return ParsedQuery(QueryKind.UNREADABLE, notes=(Note(NoteCode.NOT_FIVE_DIGITS),))
    return None


def parse_foreign_postcode(text: str) -> ParsedQuery | None:
    """Recognise Canadian and British postcodes, which no US address contains."""
    if _FOREIGN_POSTCODE.search(text) and not _TRAILING_ZIP.search(text):
        return ParsedQuery(QueryKind.FOREIGN, notes=(Note(NoteCode.OUTSIDE_US),))
    return None


def parse_po_box(text: str) -> ParsedQuery | None:
    """Take the box out of a PO-box address and read what is left: its ZIP or town."""
    rest = _PO_BOX.sub(" ", text)
    if rest == text:
        return None
    notes = (Note(NoteCode.PO_BOX),)
    if not fold(rest):
        return ParsedQuery(QueryKind.UNREADABLE, notes=(*notes, Note(NoteCode.NEEDS_TOWN)))
    left = parse_zip(rest.strip()) or parse_address(rest.strip()) or parse_name(rest.strip())
    if left is None:
        return None
    kept = tuple(note for note in left.notes if note.code is not NoteCode.STREET_NOT_USED)
    return ParsedQuery(left.kind, zip=left.zip, readings=left.readings, notes=notes + kept)


def parse_zip_and_name(text: str) -> ParsedQuery | None:
    """Read "21218 Baltimore": five figures before a name are a ZIP unless a street follows."""
    found = _ZIP_FIRST.fullmatch(text)
    if found is None or _STREET_WORD.search(text):
        return None
    readings = tuple(dict.fromkeys(name_readings(_COUNTRY_TAIL.sub("", found[2]))))
    return ParsedQuery(QueryKind.ZIP, zip=found[1], readings=readings, tail=_tail(text))


def parse_address(text: str) -> ParsedQuery | None:
    """Read a street address or crossing: its ZIP, its town and state; the street is not used."""
    if not (_HOUSE.match(text) or _CROSSING.search(text)) or not re.search(r"[A-Za-z]{2}", text):
        return None
    labels = _labels(text)
    if not labels.keys() & {"StreetName", "AddressNumber", "SecondStreetName"}:
        return None
    zip_code = _zip_within(text, labels.get("ZipCode", ""))
    rest = _TRAILING_ZIP.sub(" ", _COUNTRY_TAIL.sub("", text)[1:])
    readings = tuple(dict.fromkeys(address_readings(rest, labels)))
    return ParsedQuery(
        QueryKind.ADDRESS,
        zip=zip_code,
        readings=readings,
        notes=(Note(NoteCode.STREET_NOT_USED),),
        quadrant=_quadrant(text),
        tail=_tail(text),
    )


def _quadrant(text: str) -> str | None:
    """Return the last of NW, NE, SW, SE in a text, however it is written."""
    found = [QUADRANTS.get(word) for word in re.sub(r"\.", "", text).upper().split()]
    found += [QUADRANTS.get(word) for word in re.split(r"[\s,]+", text.upper())]
    codes = [code for code in found if code]
    return codes[-1] if codes else None


def _labels(text: str) -> dict[str, str]:
    """Label the words of an address (usaddress); words of one label are joined."""
    labels: dict[str, list[str]] = {}
    for word, label in usaddress.parse(text):
        labels.setdefault(label, []).append(word)
    return {label: " ".join(words) for label, words in labels.items()}


def _zip_within(text: str, labelled: str) -> str | None:
    """Return the ZIP of a longer text: the labelled one, or the last that is no house number."""
    found = _ZIP.match(labelled.strip())
    if found:
        return found[1]
    others = [m for m in _TRAILING_ZIP.finditer(text) if text[: m.start()].strip()]
    return others[-1][1] if others else None


def parse_name(text: str) -> ParsedQuery | None:
    """Read a place by its name, with or without a state, a ZIP, or the city around it."""
    if not re.search(r"[a-z]{2}", fold(text)):
        return None
    bare = _COUNTRY_TAIL.sub("", text)
    zip_code = _zip_within(f" x {bare}", "")
    named = _TRAILING_ZIP.sub(" ", bare)
    readings = _all_readings(named)
    if zip_code is None and not readings:
        return None
    street = _STREET_WORD.search(named) is not None
    if street:
        towns = address_readings(named, _labels(named))
        readings += tuple(replace(reading, partial=True) for reading in towns)
    kind = QueryKind.STREET if street else QueryKind.NAME
    kind = QueryKind.ZIP if zip_code else kind
    halves = _halves(text)
    if halves:
        readings = tuple(reading for reading in readings if reading.within is None)
    return ParsedQuery(kind, zip=zip_code, readings=readings, halves=halves, tail=_tail(text))


def _tail(text: str) -> str:
    """Return what stands after the last comma, where a country would."""
    return fold(text.rpartition(",")[2]) if "," in text else ""


def parse_two_zips(text: str) -> ParsedQuery | None:
    """Read "21218 or 20814"."""
    if not _TWO_ZIPS.fullmatch(text):
        return None
    return ParsedQuery(QueryKind.NAME, halves=_halves(text))


def _halves(text: str) -> tuple[ParsedQuery, ...]:
    parts = two_places(text)
    found = [parse_zip(part) or parse_name(part) for part in parts or ()]
    return tuple(part for part in found if part is not None) if all(found) else ()


def _all_readings(text: str) -> tuple[Reading, ...]:
    rest = without_filler(text)
    later = name_readings(rest) if rest is not None else ()
    return tuple(dict.fromkeys((*name_readings(text), *later)))


PARSERS: Final[tuple[Callable[[str], ParsedQuery | None], ...]] = (
    parse_placeless,
    parse_zip,
    parse_coordinate,
    parse_two_zips,
    parse_wrong_digits,
    parse_foreign_postcode,
    parse_po_box,
    parse_zip_and_name,
    parse_address,
    parse_name,
)
"""The forms in the order they are tried; `finder explain` prints which one it was."""
