"""Switch: the language of a page is in its path, and every page leads to its other languages.

No cookie and no storage: "/es/program" is the Spanish "/program". What somebody typed is never
in an address, so a switch on an answer is a button that asks the same again.
"""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

from flask import Flask, current_app, request

from finder import cards, geojson
from finder.language import ENGLISH, Language, say, speak, spoken
from finder.program import Edition
from finder.search import Sources
from finder.settings import Settings
from finder.web import DEEP_LINK


class Link(NamedTuple):
    """A way to this page in another language; both texts are in that language."""

    code: str
    address: str
    own_name: str
    offer: str


def equip(app: Flask, sources: Sources, settings: Settings, editions: Sequence[Edition]) -> None:
    """Set the language of each request, and give every page what it shows in it."""
    by_code = {edition.language.code: edition for edition in editions}
    languages = [edition.language for edition in editions]
    hospital_names = {facility.id: facility.name for facility in sources.directory}
    _teach(app)

    @app.before_request
    def speak_as_the_path_says() -> None:
        edition = by_code.get(request.path.split("/")[1])
        speak(ENGLISH if edition is None else edition.language)

    @app.teardown_request
    def speak_english_again(_: BaseException | None) -> None:
        speak(ENGLISH)

    @app.context_processor
    def on_every_page() -> dict[str, Any]:
        edition = by_code[spoken().code]
        return {
            "attribution": say(geojson.ATTRIBUTION),
            "program_line": cards.program_line(settings),
            "emergency": edition.program.topic("emergency"),
            "notice": edition.notice,
            "language": edition.language,
            "public_url": settings.public_url,
            "hospital_names": hospital_names,
            "switches": lambda found: list(_links(languages, found)),
            "alternates": lambda: _alternates(languages),
            "offer": lambda: _offer(languages),
            "repeat": request.method == "POST",
        }


def _teach(app: Flask) -> None:
    """Teach the templates to translate, and to lead to pages of the language spoken."""

    def plural(one: str, many: str, count: int) -> str:
        return spoken().catalog.ngettext(one, many, count)

    env = app.jinja_env
    env.policies["ext.i18n.trimmed"] = True
    env.add_extension("jinja2.ext.i18n")
    env.install_gettext_callables(  # type: ignore[attr-defined]
        lambda message: spoken().say(message), plural, newstyle=True
    )
    env.globals["path"] = lambda page: spoken().path(page)


def _links(languages: Sequence[Language], found: bool) -> Iterator[Link]:
    """Yield the ways to the other languages: to this page, or to the first where there is none."""
    for language in languages:
        if language is not spoken():
            yield _link(language, _page(language) if found else "/")


def _link(language: Language, page: str) -> Link:
    return Link(language.code, language.path(page), language.own_name, language.offer)


def _page(language: Language) -> str:
    """Return the page that is asked for, as English has its path; a ZIP of a link stays in it."""
    room, _, name = (request.endpoint or "").partition(".")
    own = spoken()
    english_room = room.removesuffix(own.tagged(""))
    if f"{language.tagged(english_room)}.{name}" not in current_app.view_functions:
        return "/"
    page = request.path.removeprefix(own.prefix) or "/"
    return f"{page}{_query()}"


def _query() -> str:
    """Return what may stay in a link: a ZIP, or the larger print."""
    for name, fits in (("place", DEEP_LINK), ("type", _SIZE)):
        value = request.args.get(name, "")
        if fits.fullmatch(value):
            return f"?{name}={value}"
    return ""


_SIZE: Final = re.compile(r"large")


def _alternates(languages: Sequence[Language]) -> list[Link]:
    """Return this page in all its languages, without a place; nothing for a page in one."""
    pages = [_page(language).partition("?")[0] for language in languages]
    if request.method != "GET" or len(set(pages)) != 1 or len(pages) == 1:
        return []
    return [_link(language, page) for language, page in zip(languages, pages, strict=True)]


def _offer(languages: Sequence[Language]) -> Link | None:
    """Offer the language that the browser asks for first, on an English page; it stays English."""
    if spoken() is not ENGLISH or request.method != "GET":
        return None
    wanted = request.accept_languages.best_match([language.code for language in languages])
    links = {link.code: link for link in _links(languages, found=True)}
    return links.get(wanted or "")
