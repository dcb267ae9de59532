"""Readings: the ways to cut a name into place, state and city, best first.

Nothing is looked up here; `geocode.py` takes the first reading that exists.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from finder.names import fold, name_key
from finder.place import STATE_KEYS, STATES

_LONGEST_CITY_WORDS: Final = 5
_MOST_WORDS: Final = 12
_SHORTEST_JOINED: Final = 5

_RATHER_CITIES: Final = ("wash",)
"""Old abbreviations of states that alone mean a city here: see `data/nicknames.csv`."""

STREET_SUFFIXES: Final = frozenset(
    "st street av ave avenue rd road blvd boulevard dr drive ln lane ct court pl place pkwy"
    " parkway hwy highway pike way cir circle ter terrace sq square row alley trl trail".split()
)
"""The commonest of USPS Publication 28, appendix C1."""

_STREET_ENDS: Final = STREET_SUFFIXES | frozenset(
    "nw ne sw se northwest northeast southwest southeast".split()
)

QUADRANTS: Final = {
    "NW": "NW", "NE": "NE", "SW": "SW", "SE": "SE",
    "NORTHWEST": "NW", "NORTHEAST": "NE", "SOUTHWEST": "SW", "SOUTHEAST": "SE",
}  # fmt: skip
"""The parts of Washington, DC, as written in addresses, to their codes."""

_WASHINGTON = re.compile(r"wash(?:ington)?(?: d ?c| district of columbia)?")
_UNIT = re.compile(r"\b(?:apt|apartment|unit|suite|ste|room|rm|floor|fl|bldg)\s+\w+")

_FILLER = re.compile(
    r"^\s*(?:(?:the\s+)?(?:state|city|town|county)\s+of|i(?:'m|\s+am|\s+live)?\s+(?:in|at|near|from)|(?:just\s+)?outside(?:\s+of)?|close\s+to"
    r"|near|around|downtown|in|from"
    r"|(?:yo\s+)?(?:vivo|estoy|soy)(?:\s+(?:en|cerca|de|del|por|fuera|la|el))*"
    r"|(?:(?:muy\s+)?cerca|al\s+lado|fuera|afueras)\s+del?|junto\s+a|en|desde|por"
    r"|(?:en\s+)?(?:(?:la|el)\s+)?(?:ciudad|pueblo|centro|barrio|estado)\s+del?)\s+(?=\S)",
    re.IGNORECASE,
)
_BETWEEN = re.compile(r"\s+(?:or|and|to|vs\.?)\s+|\s*[/;&|]\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to cut a name: the place's key, its state's code, the city it lies in.

    `or_state` is the other state that the same word can mean ("Washington"). A `guessed`
    cut has nothing but its position for it, and is not respelled; a `partial` one leaves
    out words before it, such as a street.
    """

    key: str
    state: str | None = None
    within: str | None = None
    or_state: str | None = None
    guessed: bool = False
    partial: bool = False


def name_readings(text: str) -> Iterator[Reading]:
    """Cut a name at its state and its city; a comma says where, otherwise every cut is tried."""
    parts = [part for part in (fold(piece) for piece in text.split(",")) if part]
    words = " ".join(parts).split()[:_MOST_WORDS]
    if not words:
        return
    yield from _state_alone(" ".join(words))
    yield from _quadrant_behind(words, comma=len(parts) > 1)
    whole = Reading(name_key(" ".join(words)))
    cuts = list(_state_cuts(words))
    marked = len(parts) > 1 and STATE_KEYS.get(parts[-1]) is not None
    if not marked:
        yield whole
    for rest, state in cuts:
        if _means_county(text, rest, state):
            yield Reading(name_key(f"{' '.join(rest)} county"))
        if words[-1] == "washington" and state == "WA":
            yield Reading(name_key(" ".join(rest)), "DC", or_state="WA")
        yield Reading(name_key(" ".join(rest)), state)
    if marked:
        yield whole
    if QUADRANTS.get(words[-1].upper()) and len(words) > 1:
        yield Reading(name_key(" ".join(words[:-1])), "DC")
    yield from _state_first(parts)
    for rest, state in (*cuts, (words, None)):
        for at in range(len(rest) - 1, 0, -1):
            yield Reading(name_key(" ".join(rest[:at])), state, name_key(" ".join(rest[at:])))
    yield from _after_commas(parts, cuts)
    code = words[0][-2:].upper()
    if len(words) == 1 and len(words[0]) > _SHORTEST_JOINED and code in STATES:
        yield Reading(words[0][:-2], code)


def _state_alone(text: str) -> Iterator[Reading]:
    """Read a state's code, or the District by any name, which is a city rather than a state."""
    code = STATE_KEYS.get(text.removesuffix(" state"))
    if code == "DC":
        yield Reading("washington", "DC")
    elif code is not None and name_key(text) not in (name_key(STATES[code]), *_RATHER_CITIES):
        yield Reading(f"state {code.lower()}")


def _quadrant_behind(words: list[str], *, comma: bool) -> Iterator[Reading]:
    """Read "DC NE" like "NE DC"; with a comma "Washington, NE" is a town of Nebraska."""
    *city, last = words
    code = QUADRANTS.get(last.upper())
    named = " ".join(city)
    district = STATE_KEYS.get(named) == "DC" or _WASHINGTON.fullmatch(named)
    if code and district and not (comma and named == "washington" and code in STATES):
        yield Reading(f"{code.lower()} dc", "DC")


def _state_cuts(words: list[str]) -> Iterator[tuple[list[str], str | None]]:
    for size in (3, 2, 1):
        state = STATE_KEYS.get(" ".join(words[-size:]))
        if state is not None and len(words) > size:
            yield words[:-size], state


def _means_county(text: str, rest: list[str], state: str | None) -> bool:
    """Tell whether a final "Co" is a county rather than Colorado: no comma, not in capitals."""
    return state == "CO" and bool(rest) and bool(re.search(r"[^,\s]\s+[Cc]o\.?\s*$", text))


def address_readings(rest: str, labels: dict[str, str]) -> Iterator[Reading]:
    """Cut the town out of an address: as labelled, then as the last one to five words."""
    state_text = fold(labels.get("StateName", ""))
    state = STATE_KEYS.get(state_text)
    town = labels.get("PlaceName", "")
    if fold(town):
        yield Reading(name_key(town), state)
    words = fold(rest).split()
    after = _after_street(_UNIT.sub(" ", " ".join(words)).split())
    if STATE_KEYS.get(" ".join(after)) == "DC":
        yield Reading("washington", "DC", partial=True)
    elif after and " ".join(after) not in STATE_KEYS:
        cut = next(_state_cuts(after), (after, None))
        yield Reading(name_key(" ".join(cut[0])), cut[1], partial=True)
    tails: list[tuple[list[str], str | None]] = [(words, None)]
    for size in (1, 2, 3):
        code = STATE_KEYS.get(" ".join(words[-size:]))
        if code is not None and len(words) > size:
            tails.insert(0, (words[:-size], code))
            break
    for tail, code in tails:
        for size in range(min(_LONGEST_CITY_WORDS, len(tail) - 1), 0, -1):
            if (code is not None or size > 1) and tail[-1] not in _STREET_ENDS:
                yield Reading(name_key(" ".join(tail[-size:])), code, guessed=code is None)


def two_places(text: str) -> tuple[tuple[str, ...], tuple[str, ...]] | None:
    """Part "Bowie and Laurel MD" into its places, each as what it may mean; None for one place.

    A state after the second place may go for the first as well.
    """
    parts = [part for part in _BETWEEN.split(text) if fold(part)]
    if len(parts) != 2:
        return None
    first, second = parts
    state = next((state for _, state in _state_cuts(fold(second).split())), None)
    if state is not None and not list(_state_cuts(fold(first).split())):
        return (f"{first}, {state}", first), (second,)
    return (first,), (second,)


def _after_street(words: list[str]) -> list[str]:
    """Return the words behind the last street suffix or direction: the town."""
    last = max((at for at, word in enumerate(words) if word in _STREET_ENDS), default=None)
    return [] if last is None else words[last + 1 :]


def _after_commas(parts: list[str], cuts: list[tuple[list[str], str | None]]) -> Iterator[Reading]:
    """Read "Main Street, Annapolis, MD" from its second part on."""
    state = cuts[0][1] if cuts else None
    if state is None:
        return
    towns = parts[1:-1] if STATE_KEYS.get(parts[-1]) == state else parts[1:]
    for at in range(len(towns)):
        town = " ".join(towns[at:]).split()
        bare = next((rest for rest, code in _state_cuts(town) if code == state), town)
        yield Reading(name_key(" ".join(bare)), state, partial=True)


def _state_first(parts: list[str]) -> Iterator[Reading]:
    """Read "MD, Annapolis"."""
    state = STATE_KEYS.get(parts[0])
    if state is not None and len(parts) > 1:
        yield Reading(name_key(" ".join(parts[1:])), state)


def without_filler(text: str) -> str | None:
    """Return what follows "I live in", "vivo en la ciudad de" and the like, None without them."""
    rest = _FILLER.sub("", _FILLER.sub("", text))
    return rest if rest != text else None
