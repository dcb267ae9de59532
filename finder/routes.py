"""Routes: roads of the US, a state or a county, which are named by number and written many ways."""

import re
from dataclasses import dataclass
from typing import Final

from finder.street_kinds import DIRECTIONS, QUADRANTS, STATE_CODES, STATE_NAMES


@dataclass(frozen=True, slots=True)
class Route:
    """`kind` is one of `KINDS`, `number` may carry "old" and a branch ("29 bus")."""

    kind: str
    number: str
    after: str = ""


UNSPECIFIED: Final = "hwy"
"""Kind of a route of which nobody said whose it is ("Highway 12", "Route 97")."""

_ROAD: Final = r"(?:hwy|highway|hiway|rte|route|rt|rd|road)"
_HIGHWAY: Final = r"(?:hwy|highway|hiway|rte|route|rt)"
_STATES: Final = "|".join((*STATE_CODES, *STATE_NAMES))
_ALONE: Final = "|".join(word for word in (*STATE_CODES, *STATE_NAMES) if word not in {"ct", "la"})

_WORDS: Final = (
    ("i", r"(?:i|ih|interstate)(?: hwy| highway| route)?"),
    ("us hwy", rf"(?:us|u s|united states)(?: {_ROAD})?"),
    ("co rd", rf"(?:county|cnty|cty|co) {_ROAD}|cr|c r"),
    ("twp rd", rf"(?:township|twp) {_ROAD}"),
    ("fs rd", r"(?:(?:natl?|national) )?(?:forest|fs|nfs|nf)(?: service| svc)? (?:rd|road)"),
    ("fm", r"(?:fm|farm to market)(?: rd| road)?"),
    ("rm", r"(?:rm|ranch|ranch to market) (?:rd|road)"),
    ("state hwy", rf"(?:state|st|sta) {_ROAD}|sr|s r|sh|s h"),
    ("state hwy", rf"(?:{_STATES})(?: state)? {_ROAD}|{_ALONE}"),
    (UNSPECIFIED, _HIGHWAY),
)  # fmt: skip
KINDS: Final = tuple(dict.fromkeys(kind for kind, _ in _WORDS))
"""Classes of routes. One road often goes by several ("US Hwy 40", "State Rte 144")."""

_NUMBERED: Final = tuple(
    (kind, re.compile(rf"(?P<old>old )?(?:{words}) (?P<number>[0-9]{{1,5}}[a-z]?)(?P<rest>.*)"))
    for kind, words in _WORDS
)
_LETTERED: Final = tuple(
    (kind, re.compile(rf"(?P<old>old )?(?:{words}) (?P<number>[a-z]{{1,2}})(?P<rest>)"))
    for kind, words in (
        ("co rd", rf"(?:county|cnty|cty|co) {_ROAD}"),
        ("state hwy", rf"state {_ROAD}"),
        (UNSPECIFIED, _HIGHWAY),
    )
)
_RUN_TOGETHER: Final = re.compile(
    rf"\b(i|us|sr|cr|rte?|hwy|fm|{'|'.join(STATE_CODES)})([0-9]{{1,4}})\b"
)
_BRANCHES: Final = {
    "alt": "alt", "alternate": "alt", "bus": "bus", "business": "bus", "byp": "byp",
    "bypass": "byp", "spur": "spur", "truck": "truck",
}  # fmt: skip
_MAY_BE_ONE: Final = re.compile(r"[0-9]| [a-z]{1,2}$")


def route_of(folded: str) -> Route | None:
    """Read a route's name (see `names.fold`); None for a name of any other kind.

    >>> route_of("us hwy 12 e")
    Route(kind='us hwy', number='12', after='e')
    >>> route_of("md 97") == route_of("maryland route 97") == route_of("state hwy 97")
    True
    """
    if not _MAY_BE_ONE.search(folded):
        return None
    spaced = _RUN_TOGETHER.sub(r"\1 \2", folded)
    for kind, pattern in (*_NUMBERED, *_LETTERED):
        found = pattern.fullmatch(spaced)
        ending = None if found is None else _ending(found["rest"].split())
        if found is None or ending is None or found["number"] in QUADRANTS:
            continue
        branch, after = ending
        number = f"{found['old'] or ''}{found['number']} {branch}".rstrip()
        return Route(kind, number, after)
    return None


def _ending(words: list[str]) -> tuple[str, str] | None:
    """Return a route's branch and directional; None where something else follows."""
    branch = after = ""
    for word in words:
        if word in _BRANCHES and not branch:
            branch = _BRANCHES[word]
        elif word in DIRECTIONS and not after:
            after = DIRECTIONS[word]
        else:
            return None
    return branch, after
