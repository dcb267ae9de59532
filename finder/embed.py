"""The finder in other sites' pages: a slim page for a frame, and who may show it.

The page takes one parameter, the procedure. A place is never part of its address.
"""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, Request, request
from markupsafe import Markup

from finder.api import PREFIX
from finder.basemap import Basemap
from finder.errors import UsageError
from finder.facility import PROCEDURE_BY_ID, PROCEDURES
from finder.language import spoken
from finder.program import Edition
from finder.request import EXPECTED
from finder.search import Sources
from finder.settings import Settings
from finder.specialists import Specialists
from finder.web import FOCUS, Face, Page, Pages

PATH: Final = "/embed"
SCRIPT: Final = "care-finder.js"
"""The element's script, the only file that other sites load; among the static files."""

PREFLIGHT_SECONDS: Final = 600
"""How long a browser may go without asking again whether it may call the API."""

_NOBODY: Final = "frame-ancestors 'none'"


def blueprint(
    sources: Sources,
    edition: Edition,
    settings: Settings,
    specialists: Specialists,
    basemap: Basemap,
) -> Blueprint:
    """Return the route of the page for a frame, in the language that is spoken now."""
    language = edition.language
    embed = Blueprint(language.tagged("embed"), __name__, url_prefix=language.prefix or None)
    main = Pages(sources, edition, settings, specialists, basemap)
    pages = {
        one.id: main.faced(Face("embed.html", f"{PATH}?procedure={one.id}", one))
        for one in PROCEDURES
    }

    @embed.app_context_processor
    def in_a_frame() -> dict[str, Any]:
        """Lay out what stands in a frame, errors too, without header; links leave the frame."""
        if not _in_a_frame(request):
            return {"layout": "base.html"}
        outward = Markup(' target="_blank"')
        return {"layout": "frame.html", "outward": outward, "hosts": settings.embed_origins}

    @embed.get(PATH)
    def empty() -> Page:
        return pages[_procedure()].finder({})

    @embed.post(PATH)
    def answer() -> Page:
        return pages[_procedure()].answer(request.form)

    return embed


def _in_a_frame(asked: Request) -> bool:
    """Tell whether a request is for the page for a frame, in any language."""
    return asked.path.removeprefix(spoken().prefix) == PATH


def _procedure() -> str:
    """Return the id of the procedure asked for, or raise UsageError for anything else."""
    for name in request.args:
        if name != "procedure":
            raise UsageError(name, request.args[name], "no parameter but procedure")
    found = request.args.getlist("procedure") or [FOCUS.id]
    if len(found) != 1 or found[0] not in PROCEDURE_BY_ID:
        raise UsageError("procedure", found, EXPECTED["procedure"])
    return found[0]


def framed(headers: Mapping[str, str], origins: tuple[str, ...]) -> dict[str, str]:
    """Return the headers of the page for a frame: these origins alone may show it.

    X-Frame-Options can't name origins, so it is left out where there are any.
    """
    if not origins:
        return dict(headers)
    policy = headers["Content-Security-Policy"]
    allowed = policy.replace(_NOBODY, f"frame-ancestors {' '.join(origins)}")
    kept = {name: value for name, value in headers.items() if name != "X-Frame-Options"}
    return kept | {"Content-Security-Policy": allowed}


def shared(headers: Mapping[str, str], origins: tuple[str, ...]) -> dict[str, str]:
    """Return the headers of the element's script: other sites may load it if there are any."""
    policy = {"Cross-Origin-Resource-Policy": "cross-origin"} if origins else {}
    return dict(headers) | policy


def cors(origin: str | None, preflight: bool, origins: tuple[str, ...]) -> dict[str, str]:
    """Return what an answer of the API says to a page of another site: nothing by default.

    Credentials are never allowed: there are none.
    """
    if not origins:
        return {}
    varies = {"Vary": "Origin"}
    if origin not in origins:
        return varies
    allowed = varies | {"Access-Control-Allow-Origin": str(origin)}
    if not preflight:
        return allowed
    return allowed | {
        "Access-Control-Allow-Methods": "GET, POST",
        "Access-Control-Allow-Headers": "Content-Type",
        "Access-Control-Max-Age": str(PREFLIGHT_SECONDS),
    }


def headers_for(
    asked: Request, headers: Mapping[str, str], origins: tuple[str, ...]
) -> dict[str, str]:
    """Return the headers of the answer to a request, given those that most answers carry."""
    if _in_a_frame(asked):
        return framed(headers, origins)
    if asked.path == f"/static/{SCRIPT}":
        return shared(headers, origins)
    if asked.path.startswith(f"{PREFIX}/"):
        preflight = asked.method == "OPTIONS"
        return dict(headers) | cors(asked.headers.get("Origin"), preflight, origins)
    return dict(headers)
