"""The take-away: one hospital on a sheet, in a text message, as a code. Knows no person's place."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

from markupsafe import Markup

from finder.cards import Card, PhoneLine
from finder.codes import Code, code_of
from finder.language import say, spoken
from finder.names import fold
from finder.place import STATES, Granularity, Place

LONGEST_TEXT: Final = 600
"""Characters in a message: four or five text messages' worth. What matters least goes first."""

_PLAIN: Final = str.maketrans(
    {"\u2018": "'", "’": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "\u00a0": " "}
)
"""One letter outside the small SMS alphabet halves what fits into a message."""

_COARSE: Final = frozenset(
    {Granularity.POSTCODE, Granularity.CITY, Granularity.COUNTY, Granularity.STATE}
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """A hospital to take away. `address` is its page's own, and with `code` empty if unknown.

    `sms` and `mail` open the person's own programs with `text` filled in; they choose the
    receiver and send it themself.
    """

    card: Card
    text: str
    sms: str
    mail: str
    address: str = ""
    code: Code | None = None


def path_of(facility_id: str) -> str:
    """Return the path of a hospital's page."""
    return f"/hospital/{facility_id}"


def sheet_of(card: Card, *, bring: str, public_url: str) -> Sheet:
    """Make the sheet of a hospital: its card is all that goes in, so no origin can.

    `bring` says in a sentence what to bring; `public_url` is where the pages are reached.
    """
    address = public_url and f"{public_url}{spoken().path(path_of(card.id))}"
    text = text_of(card, bring=bring, address=address)
    return Sheet(
        card=card,
        text=text,
        sms=f"sms:?&body={quote(text, safe='')}",
        mail=f"mailto:?subject={_quoted(card.name)}&body={_quoted(text)}",
        address=address,
        code=code_of(address) if address else None,
    )


def _quoted(text: str) -> str:
    """Escape for a mailto: link, where lines end in CR LF (RFC 6068)."""
    return quote(text.replace("\n", "\r\n"), safe="")


def text_of(card: Card, *, bring: str, address: str) -> str:
    """Write a hospital as a short message of plain letters, LONGEST_TEXT characters or less.

    What is said of arrival and of what to bring is left out, line by line, where it is too long.
    """
    must = [*_place_lines(card), *_last_lines(card, address)]
    room = LONGEST_TEXT - sum(len(line) + 1 for line in must)
    may: list[str] = []
    facts = (*card.arrival, (say("Bring"), _bare(bring)))
    for line in (f"{name}: {_unmarked(text)}." for name, text in facts):
        if len(line) + 1 <= room and not line.endswith(": ."):
            may.append(line)
            room -= len(line) + 1
    first = len(_place_lines(card))
    return "\n".join((*must[:first], *may, *must[first:])).translate(_PLAIN)


def _unmarked(text: str) -> str:
    """Return a text without the mark of its language, which only a page can carry."""
    return text.striptags() if isinstance(text, Markup) else text


def _bare(sentence: str) -> str:
    return sentence.removesuffix(".")


def _place_lines(card: Card) -> list[str]:
    phones = [_phone(line) for line in card.phones] or [
        say("Website: %(address)s", address=card.website)
    ]
    return [card.name, f"{card.street}, {card.town}", *phones]


def _phone(line: PhoneLine) -> str:
    told = {"number": line.number, "purpose": _unmarked(line.purpose)}
    if line.unconfirmed:
        return say("Phone: %(number)s (%(purpose)s; not yet confirmed by a call)", **told)
    return say("Phone: %(number)s (%(purpose)s)", **told)


def _last_lines(card: Card, address: str) -> Iterator[str]:
    if card.checked_on:
        yield say("Facts checked: %(day)s", day=card.checked_on)
    if address:
        yield address
    yield say("Emergency? Call 911.")


def may_name(origin: Place, typed: str) -> bool:
    """Tell whether paper may name the place that distances start from.

    It may where that is a ZIP, a town or larger, and the person typed nothing else: each word
    typed is one of the place's own. Somebody else may read the paper.
    """
    own = f"zip {origin.label} {origin.name} {STATES.get(origin.state, '')} usa"
    return origin.granularity in _COARSE and set(fold(typed).split()) <= set(fold(own).split())
