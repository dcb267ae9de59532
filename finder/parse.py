"""Parsing: a text to what it may mean, without looking anything up.

The parsers stand in one tuple and are tried in turn; the first that recognises the form
of the text decides. A name can be cut in several ways ("Hampden Baltimore Maryland");
its readings are listed best first, and `geocode.py` takes the first one that exists.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import Final

import usaddress

from finder.coordinates import parse_coordinate
from finder.names import fold
from finder.notes import Note, NoteCode
from finder.query import ParsedQuery, QueryKind
from finder.readings import (
    QUADRANTS,
    STREET_SUFFIXES,
    Reading,
    address_readings,
    name_readings,
    two_places,
    without_filler,
)
from finder.spanish import in_english
from finder.street_readings import StreetReading, street_readings

_PLACELESS = re.compile(
    r"(?:(?:near|close to|around) )?(?:me|here|my (?:house|home|place|location|address))"
    r"|(?:(?:the|a|nearest|closest|any|local) )*(?:medstar(?: health)?(?: hospitals?)?|hospitals?"
    r"|medical centers?|clinics?|er|emergency(?: room)?|doctors?)(?: near me)?"
    r"|home|help(?: me)?|hello|hi|sos"
)
_PLACELESS_SPANISH = re.compile(
    r"(?:estoy |(?:lo )?mas )?(?:(?:cerca|alrededor|al lado) (?:de )?|junto a |en )?"
    r"(?:mi|aqui|aca|casa|mi (?:casa|hogar|ubicacion|posicion|direccion|lugar)(?: actual)?"
    r"|ubicacion actual)"
    r"|(?:(?:el|la|los|un|una|algun|mas|cercano|cercana) )*"
    r"(?:hospital(?:es)?(?: medstar)?|clinicas?|urgencias|emergencias?"
    r"|sala de (?:urgencias|emergencias?)|doctor|medico)"
    r"(?: (?:mas )?(?:cercan[oa]s?|proxim[oa]s?|cerca(?: (?:de )?(?:mi|aqui|mi casa))?))?"
    r"|ayuda(?:me)?(?: por favor)?|auxilio|socorro|hola|donde estoy"
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
    english = in_english(text)
    for parser in PARSERS:
        parsed = parser(english)
        if parsed is not None:
            return parsed
    return ParsedQuery(QueryKind.UNREADABLE, notes=(Note(NoteCode.UNREADABLE),))


def parse_placeless(text: str) -> ParsedQuery | None:
    """Recognise what says no place: "near me", "mi casa", "the nearest hospital"."""
    folded = fold(text)
    if not _PLACELESS.fullmatch(folded) and not _PLACELESS_SPANISH.fullmatch(folded):
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
    if any(word in STREET_SUFFIXES for word in fold(found[2]).split()[1:]):
        return None
    halves = _halves(text)
    if halves:
        return ParsedQuery(QueryKind.NAME, halves=halves)
    readings = tuple(dict.fromkeys(name_readings(_COUNTRY_TAIL.sub("", found[2]))))
    return ParsedQuery(QueryKind.ZIP, zip=found[1], readings=readings, tail=_tail(text))


def parse_address(text: str) -> ParsedQuery | None:
    """Read a street address or crossing: its street, its ZIP, its town and state.

    Whether the street is used depends on what looks it up; the note goes where one does.
    """
    if not (_HOUSE.match(text) or _CROSSING.search(text)) or not re.search(r"[A-Za-z]{2}", text):
        return None
    pairs = usaddress.parse(text)
    labels = _labels(pairs)
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
        address=text,
        streets=street_readings(_COUNTRY_TAIL.sub("", text), pairs),
    )


def _quadrant(text: str) -> str | None:
    """Return the last of NW, NE, SW, SE in a text, however it is written."""
    words = re.split(r"[^A-Z]+", text.replace(".", "").upper())
    codes = [code for word in words if (code := QUADRANTS.get(word))]
    return codes[-1] if codes else None


def _labels(pairs: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Join the words of an address that have one label (of usaddress)."""
    labels: dict[str, list[str]] = {}
    for word, label in pairs:
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
    streets: tuple[StreetReading, ...] = ()
    if street:
        pairs = usaddress.parse(named)
        towns = address_readings(named, _labels(pairs))
        partial = (replace(reading, partial=True) for reading in towns)
        readings = tuple(dict.fromkeys((*readings, *partial)))
        streets = street_readings(named, pairs)
    kind = QueryKind.STREET if street else QueryKind.NAME
    kind = QueryKind.ZIP if zip_code else kind
    halves = _halves(text)
    if halves:
        kind, zip_code = QueryKind.NAME, None
        readings = tuple(reading for reading in readings if reading.within is None)
    tail = _tail(text)
    address = text if street and not halves else ""
    return ParsedQuery(
        kind, zip=zip_code, readings=readings, halves=halves, tail=tail, streets=streets,
        address=address,
    )  # fmt: skip


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
    found = [_half(part) for part in parts or ()]
    return tuple(part for part in found if part is not None) if all(found) else ()


def _half(texts: tuple[str, ...]) -> ParsedQuery | None:
    """Read one of two places: in the other's state, or else as it stands."""
    queries = [query for text in texts if (query := parse_zip(text) or parse_name(text))]
    if not queries:
        return None
    readings = dict.fromkeys(reading for query in queries for reading in query.readings)
    return replace(queries[0], readings=tuple(readings))


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
