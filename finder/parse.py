"""Parsing: a text to what it may mean, without looking anything up.

The parsers stand in one tuple and are tried in turn; the first that recognises the form
of the text decides. A name can be cut in several ways ("Hampden Baltimore Maryland");
its readings are listed best first, and `geocode.py` takes the first one that exists.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import usaddress

from finder.geo import Coordinate
from finder.names import fold, name_key
from finder.notes import Note, NoteCode
from finder.place import STATE_KEYS, STATES


class QueryKind(StrEnum):
    """The forms a text can have."""

    COORDINATE = "coordinate"
    ZIP = "zip"
    ADDRESS = "address"
    NAME = "name"
    FOREIGN = "foreign"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to cut a name: the place's key, its state's code, the city it lies in."""

    key: str
    state: str | None = None
    within: str | None = None


@dataclass(frozen=True, slots=True)
class ParsedQuery:
    """What the text says, in parts. `readings` are in the order in which to try them."""

    kind: QueryKind
    coordinate: Coordinate | None = None
    radius_m: float = 0.0
    zip: str | None = None
    readings: tuple[Reading, ...] = ()
    notes: tuple[Note, ...] = ()


_UNREADABLE_COORDINATE: Final = ParsedQuery(
    QueryKind.UNREADABLE, notes=(Note(NoteCode.UNREADABLE_COORDINATE),)
)
SMALLEST_COORDINATE_RADIUS_M: Final = 10.0
"""A phone's own idea of where it is errs by about this much under open sky."""

_METRES_PER_DEGREE: Final = 111_320.0
_LONGEST_CITY_WORDS: Final = 5
_MOST_WORDS: Final = 12

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
_STREET_WORD = re.compile(
    r"\b(?:st|street|ave?|avenue|rd|road|blvd|boulevard|dr|drive|ln|lane|ct|court|pl|place|pkwy"
    r"|parkway|hwy|highway|pike|way|cir|circle|ter|terrace|sq|square|row|alley|trl|trail)\b\.?"
    r"(?:\s*(?:[NS]\.?[EW]\.?|north|south|east|west|[NSEW]))?\s*(?:,|&|\band\b|@|$)"
    r"|(?:&|@|\band\b)\s+\w+\s+(?:[NS]\.?[EW]\.?)\s*(?:,|$)",
    re.IGNORECASE,
)  # fmt: skip


def parse(text: str) -> ParsedQuery:
    """Tell what form a text has and cut it into parts. Never fails: there is UNREADABLE."""
    for parser in PARSERS:
        parsed = parser(text)
        if parsed is not None:
            return parsed
    return ParsedQuery(QueryKind.UNREADABLE, notes=(Note(NoteCode.UNREADABLE),))


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
    readings = tuple(dict.fromkeys(_name_readings(_COUNTRY_TAIL.sub("", found[2]))))
    return ParsedQuery(QueryKind.ZIP, zip=found[1], readings=readings)


def parse_address(text: str) -> ParsedQuery | None:
    """Read a street address or crossing: its ZIP, its town and state; the street is not used."""
    if not (_HOUSE.match(text) or _STREET_WORD.search(text)) or not re.search(r"[A-Za-z]{2}", text):
        return None
    labels = _labels(text)
    if not labels.keys() & {"StreetName", "AddressNumber", "SecondStreetName"}:
        return None
    zip_code = _zip_within(text, labels.get("ZipCode", ""))
    readings = tuple(dict.fromkeys(_address_readings(text, labels)))
    notes = (Note(NoteCode.STREET_NOT_USED),)
    return ParsedQuery(QueryKind.ADDRESS, zip=zip_code, readings=readings, notes=notes)


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


def _address_readings(text: str, labels: dict[str, str]) -> Iterator[Reading]:
    """Cut the town out of an address: as labelled, then as the last one to five words."""
    state_text = fold(labels.get("StateName", ""))
    state = STATE_KEYS.get(state_text)
    town = labels.get("PlaceName", "")
    if fold(town):
        yield Reading(name_key(town), state)
    words = fold(_TRAILING_ZIP.sub(" ", _COUNTRY_TAIL.sub("", text)[1:])).split()
    tails: list[tuple[list[str], str | None]] = [(words, None)]
    for size in (1, 2, 3):
        code = STATE_KEYS.get(" ".join(words[-size:]))
        if code is not None and len(words) > size:
            tails.insert(0, (words[:-size], code))
            break
    for rest, code in tails:
        for size in range(min(_LONGEST_CITY_WORDS, len(rest) - 1), 0, -1):
            if code is not None or size > 1:
                yield Reading(name_key(" ".join(rest[-size:])), code)


def parse_name(text: str) -> ParsedQuery | None:
    """Read a place by its name, with or without a state, a ZIP, or the city around it."""
    if not re.search(r"[a-z]{2}", fold(text)):
        return None
    bare = _COUNTRY_TAIL.sub("", text)
    zip_code = _zip_within(f" x {bare}", "")
    named = _TRAILING_ZIP.sub(" ", bare)
    readings = tuple(dict.fromkeys(_name_readings(named)))
    if zip_code is None and not readings:
        return None
    kind = QueryKind.ZIP if zip_code else QueryKind.NAME
    return ParsedQuery(kind, zip=zip_code, readings=readings)


def _name_readings(text: str) -> Iterator[Reading]:
    """Cut a name at its state and its city; a comma says where, otherwise every cut is tried."""
    parts = [part for part in (fold(piece) for piece in text.split(",")) if part]
    words = " ".join(parts).split()[:_MOST_WORDS]
    if not words:
        return
    yield from _state_alone(" ".join(words))
    whole = Reading(name_key(" ".join(words)))
    cuts = list(_state_cuts(words))
    marked = len(parts) > 1 and STATE_KEYS.get(parts[-1]) is not None
    if not marked:
        yield whole
    for rest, state in cuts:
        if _means_county(text, rest, state):
            yield Reading(name_key(f"{' '.join(rest)} county"))
        yield Reading(name_key(" ".join(rest)), state)
    if marked:
        yield whole
    for rest, state in (*cuts, (words, None)):
        for at in range(len(rest) - 1, 0, -1):
            yield Reading(name_key(" ".join(rest[:at])), state, name_key(" ".join(rest[at:])))


def _state_alone(text: str) -> Iterator[Reading]:
    """Read a state's code, or the District by any name, which is a city rather than a state."""
    code = STATE_KEYS.get(text.removesuffix(" state"))
    if code == "DC":
        yield Reading("washington", "DC")
    elif code is not None and name_key(text) != name_key(STATES[code]):
        yield Reading(f"state {code.lower()}")


def _state_cuts(words: list[str]) -> Iterator[tuple[list[str], str | None]]:
    for size in (3, 2, 1):
        state = STATE_KEYS.get(" ".join(words[-size:]))
        if state is not None and len(words) > size:
            yield words[:-size], state


def _means_county(text: str, rest: list[str], state: str | None) -> bool:
    """Tell whether a final "Co" is a county rather than Colorado: no comma, not in capitals."""
    return state == "CO" and bool(rest) and bool(re.search(r"[^,\s]\s+[Cc]o\.?\s*$", text))


PARSERS: Final[tuple[Callable[[str], ParsedQuery | None], ...]] = (
    parse_zip,
    parse_coordinate,
    parse_wrong_digits,
    parse_foreign_postcode,
    parse_po_box,
    parse_zip_and_name,
    parse_address,
    parse_name,
)
"""The forms in the order they are tried; `finder explain` prints which one it was."""
