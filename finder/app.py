"""The application: doors wired together, headers on every answer, errors without secrets."""

import hashlib
import traceback
from collections.abc import Iterable, Mapping
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Final

from flask import Flask, Response, render_template, request
from flask_compress import Compress
from werkzeug.exceptions import HTTPException

from finder import api, chart, desk, embed, hospital, sitemap, switch, web
from finder.basemap import load_basemap
from finder.desk_list import InMemory
from finder.errors import FinderError
from finder.geojson import encode
from finder.language import ENGLISH, long_date, speaking, spoken
from finder.problem import MEDIA_TYPE, ProblemModel, problem_of, problem_of_status
from finder.program import Edition, Program, load_notice
from finder.resources import basemap_path, resource
from finder.search import Sources
from finder.settings import Settings
from finder.specialists import Specialists

MAX_BODY_BYTES: Final = 16 * 1024
"""A form or JSON body of 200 characters of text needs under 2 KiB, however it is escaped."""

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "connect-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)

HEADERS: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), geolocation=(self), microphone=(), browsing-topics=()",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}

_MAY_BE_KEPT: Final = frozenset({200, 206, 304})
"""A 304's headers replace those of the kept answer (RFC 9111, section 4.3.4)."""

_TRANSPORT_SECONDS: Final = 365 * 24 * 3600
"""A year, and this host alone: what else is under its domain is for the operator to say."""

_KEPT: Final = ("static", "chart.drawing")
"""Endpoints whose answers are the same for everybody and named for their state."""

_CODINGS: Final = ("br", "gzip")

_COMPRESSED: Final = {
    "COMPRESS_ALGORITHM": list(_CODINGS),
    "COMPRESS_STREAMS": False,
    "COMPRESS_MIMETYPES": [
        "text/html", "text/css", "text/javascript", "text/plain", "application/xml",
        "application/json", "application/geo+json", "application/problem+json", "image/svg+xml",
    ],
}  # fmt: skip
"""Lengths of compressed answers tell nothing to who listens: a page holds no secret beside what
its own reader typed (no session, no token), so there is nothing to guess letter by letter."""

_STATIC_AGE_SECONDS: Final = 365 * 24 * 3600
_ELEMENT_AGE_SECONDS: Final = 3600
"""Other sites name the element's script without a version, so it must not be kept for long."""


class FinderApp(Flask):
    """Flask, but an unexpected error is logged by its type and lines, never by its text."""

    request_class = InMemory

    def get_send_file_max_age(self, filename: str | None) -> int:
        """Let browsers keep what our pages name with its version; the element an hour."""
        return _ELEMENT_AGE_SECONDS if filename == embed.SCRIPT else _STATIC_AGE_SECONDS

    def log_exception(self, exc_info: Any) -> None:
        """Leave out the exception's message and the request: either may hold an address."""
        kind, _, trace = exc_info
        lines = [
            f"{Path(frame.filename).name}:{frame.lineno} {frame.name}"
            for frame in traceback.extract_tb(trace)
        ]
        self.logger.error("unexpected %s at %s", kind.__name__, " < ".join(reversed(lines)))


def create_app(
    sources: Sources,
    program: Program,
    settings: Settings,
    specialists: Specialists = Specialists(),  # noqa: B008 (frozen and empty)
    *,
    others: Iterable[Edition] = (),
) -> Flask:
    """Return the WSGI application over loaded sources: in English, and in the other languages."""
    templates = resource("templates")
    app = FinderApp(
        "finder", template_folder=str(templates), static_folder=str(templates / "static")
    )
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY_BYTES
    app.config["MAX_FORM_PARTS"] = 20
    app.config.update(_COMPRESSED)
    Compress(app)
    app.url_map.merge_slashes = False  # a redirect would repeat the path, whatever is in it
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.jinja_env.globals["static_version"] = _static_version(templates / "static")
    app.jinja_env.filters["long_date"] = long_date
    app.register_blueprint(api.blueprint(sources))
    basemap = load_basemap(basemap_path())
    app.register_blueprint(chart.blueprint(basemap))
    editions = _editions(program, others, settings)
    for edition in editions:
        with speaking(edition.language):
            for door in (web, embed):
                pages = door.blueprint(sources, edition, settings, specialists, basemap)
                app.register_blueprint(pages)
            app.register_blueprint(hospital.blueprint(sources, edition, settings))
    if settings.desk != "off":
        app.register_blueprint(desk.blueprint(sources, editions, settings))
    languages = [edition.language for edition in editions]
    app.register_blueprint(sitemap.blueprint(sources.directory, settings.public_url, languages))
    app.jinja_env.globals["map_version"] = basemap.version
    switch.equip(app, sources, settings, editions)
    app.register_error_handler(FinderError, _finder_error)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(OSError, broken_body)
    app.after_request(partial(_with_headers, settings.embed_origins, _headers(settings)))
    app.after_request(_whole)
    return app


def _editions(program: Program, others: Iterable[Edition], settings: Settings) -> list[Edition]:
    """Return English first, then the others, each with the operator's notice."""
    return [
        replace(edition, notice=load_notice(settings.language_notice, edition.language.code))
        for edition in (Edition(ENGLISH, program), *others)
    ]


def _static_version(folder: Path) -> str:
    """Name the state of the static files, so that browsers may keep them for a year."""
    digest = hashlib.sha256()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


def _headers(settings: Settings) -> Mapping[str, str]:
    """Return the headers of most answers; a site reached by https is never to be left by http."""
    if not settings.public_url.startswith("https:"):
        return HEADERS
    return HEADERS | {"Strict-Transport-Security": f"max-age={_TRANSPORT_SECONDS}"}


def _with_headers(
    origins: tuple[str, ...], headers: Mapping[str, str], response: Response
) -> Response:
    for name, value in embed.headers_for(request, headers, origins).items():
        response.headers.setdefault(name, value)
    if request.endpoint not in _KEPT or response.status_code not in _MAY_BE_KEPT:
        response.headers["Cache-Control"] = "no-store"
    return response


def _whole(response: Response) -> Response:
    """Make an answer fit for Flask-Compress, which runs next.

    A file is read whole: compressed while it streams, it would stay open. And what the client
    takes is put plainly: "gzip;q=0" refuses gzip, and Flask-Compress reads it as a wish.
    """
    taken = request.accept_encodings.best_match(_CODINGS, default="identity")
    request.environ["HTTP_ACCEPT_ENCODING"] = taken
    if response.is_streamed:
        response.direct_passthrough = False
        response.make_sequence()
    return response


def _finder_error(error: FinderError) -> Response:
    return _error(problem_of(error))


def broken_body(_: Exception) -> Response:
    """Answer a body that breaks off or is badly chunked: nothing else here reads anything."""
    return _error(problem_of_status(400))


def _http_error(error: HTTPException) -> Response | HTTPException:
    if error.code is not None and error.code < 400:
        return error
    response = _error(problem_of_status(error.code or 500))
    if error.code == 405 and getattr(error, "valid_methods", None):
        response.headers["Allow"] = ", ".join(error.valid_methods)  # type: ignore[attr-defined]
    return response


def _error(problem: ProblemModel) -> Response:
    if request.path.removeprefix(spoken().prefix).startswith((api.PREFIX, chart.PREFIX)):
        return Response(encode(problem), status=problem.status, mimetype=MEDIA_TYPE)
    page = render_template("error.html", problem=problem)
    return Response(page, status=problem.status, mimetype="text/html")
