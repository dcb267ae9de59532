"""Spanish: turns of phrase around a place, put into the English that the parsers read.

Names of places stay as they are: they are the same in both languages, or the gazetteer has
them. Only states' names, and the words before a name, differ.
"""

import re
from typing import Final

from finder.names import fold
from finder.place import STATE_KEYS

STATES_IN_SPANISH: Final = {
    "Pensilvania": "Pennsylvania", "Virginia Occidental": "West Virginia",
    "Virginia del Oeste": "West Virginia", "Carolina del Norte": "North Carolina",
    "Carolina del Sur": "South Carolina", "Dakota del Norte": "North Dakota",
    "Dakota del Sur": "South Dakota", "Nueva York": "New York", "Nueva Jersey": "New Jersey",
    "Nuevo Jersey": "New Jersey", "Nueva Hampshire": "New Hampshire",
    "Nuevo Hampshire": "New Hampshire", "Nuevo México": "New Mexico", "Nuevo Méjico": "New Mexico",
    "Luisiana": "Louisiana", "Misisipi": "Mississippi", "Misuri": "Missouri",
    "Tejas": "Texas", "Hawái": "Hawaii", "Islas Vírgenes": "Virgin Islands",
    "Distrito de Columbia": "District of Columbia",
}  # fmt: skip
"""States whose Spanish name is another word. Source: Fundéu and the Diccionario panhispánico de
dudas of the RAE; "Tejas" and "Nuevo Méjico" are older spellings that are still in use."""

_STATE_WORDS: Final = "|".join(
    sorted((re.escape(key) for key in STATE_KEYS), key=len, reverse=True)
)
_REST: Final = rf"(?P<name>[^,\d]+?)(?P<rest>\s*(?:,.*|\d.*|\s(?:{_STATE_WORDS})\.?\s*)?)$"


def _before(words: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:el\s+|la\s+)?(?:{words})\s+{_REST}", re.IGNORECASE)


_TURNED: Final = (
    (_before(r"condado\s+del?"), "county"),
    (_before(r"hospital(?:\s+general|\s+universitario)?\s+(?:de\s+la|del?)"), "hospital"),
    (_before(r"aeropuerto(?:\s+internacional)?(?:\s+del?)?"), "airport"),
)
"""Words that stand before a name in Spanish, and behind it in English."""

_ACCENTED: Final = {"a": "[aá]", "e": "[eé]", "i": "[ií]", "o": "[oó]", "u": "[uúü]", " ": r"\s+"}


def _whole(name: str) -> re.Pattern[str]:
    """Return a pattern for a name, with or without its accents, and nothing joined to it."""
    pattern = "".join(_ACCENTED.get(letter, letter) for letter in fold(name))
    return re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE)


_STATES: Final = tuple((_whole(name), english) for name, english in STATES_IN_SPANISH.items())


def in_english(text: str) -> str:
    """Return a text with its Spanish names of states and words of kind in English.

    >>> in_english("condado de Howard, MD")
    'Howard county, MD'
    >>> in_english("Filadelfia, Pensilvania")
    'Filadelfia, Pennsylvania'
    """
    for pattern, english in _STATES:
        text = pattern.sub(english, text)
    for pattern, kind in _TURNED:
        text = pattern.sub(rf"\g<name> {kind}\g<rest>", text)
    return text
