"""Names as keys: the one way in which two spellings of a place are called the same.

The build step keys the gazetteer with these functions and a query is keyed with them
too, so a change here changes both; the build notices by the text of this file.
"""

import re
import unicodedata
from typing import Final

ABBREVIATIONS: Final = {
    "saint": "st",
    "sainte": "ste",
    "fort": "ft",
    "mount": "mt",
    "mtn": "mountain",
    "north": "n",
    "south": "s",
    "east": "e",
    "west": "w",
    "twp": "township",
    "hls": "hills",
    "hts": "heights",
    "hgts": "heights",
    "spgs": "springs",
    "spg": "spring",
    "vlg": "village",
    "vly": "valley",
    "bch": "beach",
    "hbr": "harbor",
    "pk": "park",
    "jct": "junction",
    "co": "county",
    "cnty": "county",
    "cty": "county",
    "univ": "university",
    "hosp": "hospital",
    "ctr": "center",
    "centre": "center",
    "intl": "international",
}
"""Word to the form used in keys. Source: USPS Publication 28, appendix C, and state road signs."""

_APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`\u00b4]")
_NOT_WORD = re.compile(r"[^0-9a-z]+")
_INITIALS = re.compile(r"\b(?:[a-z]\.){2,}(?:[a-z]\b)?")


def fold(text: str) -> str:
    """Lower case without accents or apostrophes, words parted by single spaces.

    Initials with full stops become one word ("D.C." is "dc").

    >>> fold("  Prince George's   County, M.D. ")
    'prince georges county md'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    plain = "".join(c for c in decomposed if not unicodedata.combining(c))
    plain = _APOSTROPHES.sub("", plain)
    plain = _INITIALS.sub(lambda found: found.group().replace(".", ""), plain)
    return _NOT_WORD.sub(" ", plain).strip()


def name_key(text: str) -> str:
    """Return the key under which a name is stored and looked for.

    >>> name_key("Saint Mary's Co.") == name_key("St. Marys County")
    True
    """
    return " ".join(ABBREVIATIONS.get(word, word) for word in fold(text).split())


def squash(key: str) -> str:
    """Return a key without spaces: a space too many or too few is no difference.

    >>> squash("silver spring")
    'silverspring'
    """
    return key.replace(" ", "")


_SPELLED_OUT: Final = {
    short: word for word, short in ABBREVIATIONS.items() if len(short) < len(word)
}


def spellings(key: str) -> tuple[str, ...]:
    """Return a key without spaces, and with its short words spelled out if it has any.

    >>> spellings("mt airy")
    ('mtairy', 'mountairy')
    """
    words = key.split()
    return tuple(dict.fromkeys(("".join(words), "".join(_SPELLED_OUT.get(w, w) for w in words))))


def deletes(text: str) -> set[str]:
    """Return a text and all that is left when any one letter goes.

    Two texts one edit apart (a letter more, less, other, or two swapped) share one of these.
    """
    return {text, *(text[:at] + text[at + 1 :] for at in range(len(text)))}
