"""Language: which one is spoken now, its catalog, its ways with numbers and dates.

Outside a page nobody sets one, and it is English: the command line, the API, a test. Flask-Babel
would know the language of a request only, and only where Flask is; the sentences are made in
rooms that both doors share. So the catalogs are read by Python's own gettext, which costs a
search from the terminal nothing, and Babel writes numbers and dates where it is not English.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from datetime import date
from gettext import GNUTranslations, NullTranslations
from pathlib import Path
from typing import Final

COUNTRY: Final = "US"
"""Where the people are: Spanish as it is written here has 1,234.5 miles, in Spain 1234,5."""


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the pages: its code, as in `lang`, and its catalog."""

    code: str
    catalog: NullTranslations

    @property
    def prefix(self) -> str:
        """Return how the paths of its pages begin; English has nothing of the kind."""
        return "" if self.code == ENGLISH.code else f"/{self.code}"

    def path(self, page: str) -> str:
        """Return the address of a page in this language: "/program", "/es/program"."""
        return self.prefix + page

    def tagged(self, name: str) -> str:
        """Return the name of what each language has its own of: "web", "web_es"."""
        return name if self.code == ENGLISH.code else f"{name}_{self.code}"

    def say(self, message: str) -> str:
        """Translate one message; what is not in the catalog stays English."""
        return self.catalog.gettext(message) if message else ""

    @property
    def own_name(self) -> str:
        """Return what the language calls itself."""
        return self.say(mark("English"))

    @property
    def offer(self) -> str:
        """Return the sentence that offers this page in the language, in the language."""
        return self.say(mark("View this page in English"))


def mark(message: str) -> str:
    """Mark a text of a table for the catalogs; it is translated where it is said."""
    return message


def mark_both(one: str, many: str) -> tuple[str, str]:
    """Mark the singular and the plural of a text likewise."""
    return one, many


ENGLISH: Final = Language("en", NullTranslations())

_spoken: ContextVar[Language] = ContextVar("spoken", default=ENGLISH)


def load_languages(folder: Path) -> tuple[Language, ...]:
    """Return English, and every language that has a catalog in the folder, by code."""
    languages = [ENGLISH]
    for path in sorted(folder.glob("*.mo")):
        with path.open("rb") as file:
            languages.append(Language(path.stem, GNUTranslations(file)))
    return tuple(languages)


def spoken() -> Language:
    """Return the language that is spoken now."""
    return _spoken.get()


def speak(language: Language) -> None:
    """Speak a language from here on, in this thread of control."""
    _spoken.set(language)


@contextmanager
def speaking(language: Language) -> Iterator[None]:
    """Speak a language within a block."""
    token = _spoken.set(language)
    try:
        yield
    finally:
        _spoken.reset(token)


def say(message: str, /, **values: object) -> str:
    """Say a message in the language spoken, with the values for its %(names)s.

    The values go in after the translation: what somebody typed is never a format.
    """
    said = _spoken.get().say(message)
    return said % values if values else said


def say_count(one: str, many: str, count: float, /, **values: object) -> str:
    """Say the singular or the plural that fits a count, which need not be whole."""
    whole = int(count) if count == int(count) else 0  # as the plural rules have "0.5 miles"
    return _spoken.get().catalog.ngettext(one, many, whole) % values


def is_said(message: str) -> bool:
    """Tell whether a text from the data is known in the language spoken."""
    language = _spoken.get()
    return language is ENGLISH or language.say(message) != message


def number(amount: float) -> str:
    """Write a number with the signs of the language: 1,234.5."""
    language = _spoken.get()
    if language is ENGLISH:
        return f"{amount:,.10g}"
    from babel.numbers import format_decimal  # noqa: PLC0415 (Babel; English goes without)

    return format_decimal(amount, locale=_locale(language))


def long_date(iso: str) -> str:
    """Write 2026-11-24 as November 24, 2026, or as the language has it."""
    from babel.dates import format_date  # noqa: PLC0415 (Babel; a terminal shows no date)

    return format_date(date.fromisoformat(iso), "long", locale=_locale(_spoken.get()))


def _locale(language: Language) -> str:
    from babel.localedata import exists  # noqa: PLC0415 (as above)

    local = f"{language.code}_{COUNTRY}"
    return local if exists(local) else language.code
