"""Street readings: the ways to read house number and street out of an address, best first.

Nothing is looked up here; `addresses.py` takes the first reading that the street index knows.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final

from finder.block import HouseNumber, house_number
from finder.names import fold
from finder.readings import STREET_SUFFIXES
from finder.street_names import StreetName, street_name

_AND: Final = re.compile(r"\s*[&@]\s*|\s+(?:and|at)\s+", re.IGNORECASE)
_CORNER: Final = re.compile(
    r"^\s*(?:the\s+)?(?:corner|intersection)\s+of\s+(?:the\s+)?", re.IGNORECASE
)
_BLOCK: Final = re.compile(
    r"^\s*(?:the\s+)?([0-9]+)(?:\s+|-)(?:hundred\s+)?block\s+(?:of\s+)?", re.IGNORECASE
)
_ORDINAL: Final = re.compile(r"[0-9]+(?:st|nd|rd|th)", re.IGNORECASE)
_UNIT: Final = re.compile(
    r"[\s,]+(?:(?:apt|apartment|unit|suite|ste|room|rm|floor|fl|bldg|lot|trlr|no)\.?\s*#?\s*[\w-]+"
    r"|#\s*[\w-]+)(?=[\s,]|$)",
    re.IGNORECASE,
)
_ZIP_AT_END: Final = re.compile(r"[\s,]+[0-9]{5}(?:\s*-\s*[0-9]{4})?\s*$")
_QUADRANTS: Final = frozenset({"nw", "ne", "sw", "se"})
_ENDS: Final = (
    STREET_SUFFIXES | _QUADRANTS | frozenset("northwest northeast southwest southeast".split())
)
_LONGEST_BARE_WORDS: Final = 3
"""Words of a crossing's second street where no suffix and no comma ends it."""


@dataclass(frozen=True, slots=True)
class StreetReading:
    """One way to read the street of a text: its name, a house on it, a street it meets."""

    name: StreetName
    house: HouseNumber | None = None
    crossing: StreetName | None = None


def street_readings(text: str, pairs: Sequence[tuple[str, str]]) -> tuple[StreetReading, ...]:
    """Read the street of an address or a corner, or of a text that names a street alone.

    `pairs` are the words of the text with the labels that usaddress gives them.
    """
    found = _crossing_readings(text) if _is_crossing(text) else _house_readings(text, pairs)
    return tuple(dict.fromkeys(one for one in found if one.name.base))


def _is_crossing(text: str) -> bool:
    return _AND.search(text) is not None and _house(text.split(maxsplit=1)[0]) is None


def _house(word: str) -> HouseNumber | None:
    """Read a house number; an ordinal ("16th") is a street's name."""
    return None if _ORDINAL.fullmatch(word) else house_number(word.removeprefix("#"))


def _house_readings(text: str, pairs: Sequence[tuple[str, str]]) -> Iterator[StreetReading]:
    """Read "3000 N Charles St" as labelled, then by its suffix, then up to its comma."""
    block = _BLOCK.match(text)
    rest = text[block.end() :] if block else text
    first, _, behind = rest.strip().partition(" ")
    house = _house(block[1] if block else first)
    if house is not None and not block:
        half = re.match(r"1/2\s+", behind)
        rest = behind[half.end() :] if half else behind
        house = _house(f"{first} 1/2") if half else house
    labelled = "" if block else _labelled(pairs, house)
    for name in dict.fromkeys(filter(None, (labelled, *_cuts(rest)))):
        yield StreetReading(street_name(name), house)


def _labelled(pairs: Sequence[tuple[str, str]], house: HouseNumber | None) -> str:
    """Return the words that usaddress takes for the street's, in their order."""
    if house is not None and not any(label == "AddressNumber" for _, label in pairs):
        return ""
    return " ".join(word.strip(",") for word, label in pairs if label.startswith("StreetName"))


def _cuts(text: str) -> Iterator[str]:
    """Cut a street's name off what follows it: behind a suffix or quadrant, at a comma."""
    bare = _ZIP_AT_END.sub("", _UNIT.sub(" ", text))
    head, comma, _ = bare.partition(",")
    words = head.split()
    ends = [at for at, word in enumerate(words) if at and fold(word) in _ENDS]
    if ends:
        yield " ".join(words[: ends[-1] + 1])
        yield " ".join(words[: _first_end(words, ends) + 1])
    if comma or not ends:
        yield " ".join(words)


def _first_end(words: list[str], ends: list[int]) -> int:
    """Return where the first suffix stands, with the quadrant right behind it if there is one."""
    first = ends[0]
    follows = len(words) > first + 1 and fold(words[first + 1]) in _ENDS - STREET_SUFFIXES
    return first + 1 if follows else first


def _crossing_readings(text: str) -> Iterator[StreetReading]:
    """Read "North Ave and Charles St" or "16th & K NW": a quadrant goes for both streets."""
    one, other = _AND.split(_CORNER.sub("", text), maxsplit=1)
    first = street_name(one.strip(" ,"))
    bare = _ZIP_AT_END.sub("", other).partition(",")[0].split()
    short = (" ".join(bare[:size]) for size in range(_LONGEST_BARE_WORDS, 0, -1))
    for words in dict.fromkeys((*_cuts(other), *short)):
        second = street_name(words)
        if not second.base:
            continue
        yield from _with_shared_quadrant(first, second)


def _with_shared_quadrant(first: StreetName, second: StreetName) -> Iterator[StreetReading]:
    quadrants = {one.after for one in (first, second)} & _QUADRANTS
    if len(quadrants) == 1:
        (shared,) = quadrants
        both = (replace(one, after=one.after or shared) for one in (first, second))
        name, crossing = both
        yield StreetReading(name, crossing=crossing)
    yield StreetReading(first, crossing=second)
