"""Street names as keys: a street's name taken apart so that two spellings of it are equal.

The builder of the street index names every street with these functions, and an address that
somebody types is named with them too. A change here asks for a new index: raise
`streets.VERSION` with it.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

import jellyfish

from finder.names import fold
from finder.routes import route_of
from finder.street_kinds import DIRECTIONS, LONG_FORMS, QUADRANTS, SUFFIXES


@dataclass(frozen=True, slots=True, order=True)
class StreetName:
    """A name in parts, each a key in lower case, empty where there is none.

    `base` is the name proper ("charles", "16th", "k"), `before` and `after` the directionals
    ("n", "nw"), `kind` the suffix or leading type ("st"). Of a route `kind` is its class (one
    of `routes.KINDS`) and `base` its number.
    """

    base: str
    before: str = ""
    kind: str = ""
    after: str = ""


def street_name(text: str) -> StreetName:
    """Take a street's name apart. Never fails: where there is no name, `base` is empty.

    >>> street_name("North Charles Street")
    StreetName(base='charles', before='n', kind='st', after='')
    >>> street_name("K St., N.W.") == street_name("K Street Northwest")
    True
    """
    words = fold(text).split()
    inner, before = _without_first_direction(words)
    route = route_of(" ".join(inner))
    if route is not None:
        return StreetName(route.number, before, route.kind, route.after)
    if _is_led_by_its_kind(words):
        return StreetName(_base(words[1:]), kind=SUFFIXES[words[0]])
    words, after = _without_last_direction(words)
    words, kind = _without_kind(words)
    words, before = _without_first_direction(words)
    if not kind and _is_led_by_its_kind(words):
        words, kind = words[1:], SUFFIXES[words[0]]
    return StreetName(_base(words), before, kind, after)


SHORTEST: Final = 4
"""Shorter bases are one edit, and one sound, away from too much: see `spelling.SHORTEST`."""


def sound_key(base: str) -> str:
    """Return how a base sounds (Metaphone); empty where sound tells too little.

    Numbers and letters are said as they are written: nothing sounds like "16th" or "k".
    """
    letters = base.replace(" ", "")
    if len(letters) < SHORTEST or not letters.isalpha():
        return ""
    return jellyfish.metaphone(letters)


def _is_led_by_its_kind(words: list[str]) -> bool:
    """Tell "Avenue D" and "Road 12"."""
    if len(words) != 2 or words[0] not in SUFFIXES:
        return False
    return re.fullmatch(r"[a-z]|[0-9]{1,5}", words[1]) is not None


def _without_first_direction(words: list[str]) -> tuple[list[str], str]:
    """Take a directional off the front, unless it is all the name there is."""
    for count in (2, 1):
        first = _direction(words[:count])
        if first and len(words) > count and not _is_kind_only(words[count:]):
            return words[count:], first
    return words, ""


def _without_last_direction(words: list[str]) -> tuple[list[str], str]:
    """Take a directional off the end, unless it is all the name there is ("N East" is not)."""
    for count in (2, 1):
        last, left = _direction(words[-count:]), words[:-count]
        lone = len(left) == 1 and left[0] in DIRECTIONS and last not in QUADRANTS
        if last and left and not lone:
            return left, last
    return words, ""


def _direction(words: list[str]) -> str:
    """Return the directional that one or two words make ("north", "n w"); else nothing."""
    joined = "".join(DIRECTIONS.get(word, "?") for word in words)
    return joined if joined in QUADRANTS or joined in DIRECTIONS else ""


def _is_kind_only(words: list[str]) -> bool:
    return len(words) == 1 and words[0] in {"st", "street", "ave", "avenue", "rd", "road"}


def _without_kind(words: list[str]) -> tuple[list[str], str]:
    """Take the suffix off the end, unless it is all the name there is."""
    if len(words) > 1 and words[-1] in SUFFIXES:
        return words[:-1], SUFFIXES[words[-1]]
    return words, ""


_UNITS: Final = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
).split()
_TENS: Final = "twenty thirty forty fifty sixty seventy eighty ninety".split()
_WORD_NUMBERS: Final = {
    **{word: number for number, word in enumerate(_UNITS, start=1)},
    **{f"{word[:-1]}ieth": 10 * number for number, word in enumerate(_TENS, start=2)},
    "hundredth": 100,
}
_TEN_NUMBERS: Final = {word: 10 * number for number, word in enumerate(_TENS, start=2)}
_ORDINAL: Final = re.compile(r"([0-9]{1,5})(?:st|nd|rd|th)")

_INSIDE: Final = {
    "st": "saint", "ste": "sainte", "mnt": "mount", "centre": "center", "doctor": "dr",
    "mlk": "martin luther king", "n": "north", "s": "south", "e": "east", "w": "west",
}  # fmt: skip
_GENERATIONS: Final = frozenset({"jr", "junior", "sr"})


def ordinal(number: int) -> str:
    """Return a number as an ordinal in digits.

    >>> [ordinal(number) for number in (1, 2, 11, 23, 112)]
    ['1st', '2nd', '11th', '23rd', '112th']
    """
    teen = 10 <= number % 100 <= 20
    return f"{number}{'th' if teen else {1: 'st', 2: 'nd', 3: 'rd'}.get(number % 10, 'th')}"


def _base(words: list[str]) -> str:
    """Return the name proper, its words whole and its ordinals in digits."""
    kept = [word for word in words if word not in _GENERATIONS] or words
    if len(kept) > 2 and kept[0] in {"dr", "doctor"}:
        kept = kept[1:]
    numbered = list(_in_digits(kept))
    if len(numbered) == 1:
        return _alone(numbered[0])
    return " ".join(_inside(word, at, len(numbered)) for at, word in enumerate(numbered))


def _in_digits(words: list[str]) -> Iterable[str]:
    """Write ordinals in digits: "twenty first" is "21st"."""
    tens = ""
    for word in words:
        number = _WORD_NUMBERS.get(word)
        if tens and (number is None or number > 9):
            yield tens
            tens = ""
        if word in _TEN_NUMBERS:
            tens = word
        elif number is not None:
            yield ordinal(number + _TEN_NUMBERS.get(tens, 0))
            tens = ""
        else:
            found = _ORDINAL.fullmatch(word)
            yield ordinal(int(found[1])) if found else word
    if tens:
        yield tens


def _alone(word: str) -> str:
    """Write the only word of a base: "16" is "16th", and "n" the letter."""
    if word.isascii() and word.isdigit():
        return ordinal(int(word))
    if len(word) == 1:
        return word
    return _INSIDE.get(word, LONG_FORMS.get(word, word))


def _inside(word: str, at: int, of: int) -> str:
    """Write one of several words: "st" is a saint unless it ends the base."""
    if word == "dr" and at == 0:
        return word
    if word in _INSIDE and not (word == "st" and at == of - 1):
        return _INSIDE[word]
    return LONG_FORMS.get(word, word)
