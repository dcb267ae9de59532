"""What search engines ask for: robots.txt and the site map, where Finder knows its own address."""

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from flask import Blueprint, Response

from finder.api import PREFIX
from finder.directory import FacilityDirectory
from finder.language import Language
from finder.sheet import path_of

_NAMESPACE: Final = "http://www.sitemaps.org/schemas/sitemap/0.9"
_PAGES: Final = ("/", "/program")


def blueprint(
    directory: FacilityDirectory, public_url: str, languages: Sequence[Language]
) -> Blueprint:
    """Return the routes; without a public address there are none, since both need it."""
    routes = Blueprint("sitemap", __name__)
    if not public_url:
        return routes

    @routes.get("/robots.txt")
    def robots() -> Response:
        lines = ("User-agent: *", f"Disallow: {PREFIX}/", "", f"Sitemap: {public_url}/sitemap.xml")
        return Response("\n".join(lines) + "\n", mimetype="text/plain")

    @routes.get("/sitemap.xml")
    def sitemap() -> Response:
        return Response(_sitemap(directory, public_url, languages), mimetype="application/xml")

    return routes


def _sitemap(directory: FacilityDirectory, public_url: str, languages: Sequence[Language]) -> bytes:
    root = Element("urlset", xmlns=_NAMESPACE)
    for path, day in _entries(directory, languages):
        entry = SubElement(root, "url")
        SubElement(entry, "loc").text = public_url + path
        if day is not None:
            SubElement(entry, "lastmod").text = day.isoformat()
    indent(root)
    return bytes(tostring(root, encoding="utf-8", xml_declaration=True))


def _entries(
    directory: FacilityDirectory, languages: Sequence[Language]
) -> Iterator[tuple[str, date | None]]:
    for language in languages:
        yield from ((language.path(page), None) for page in _PAGES)
        for facility in directory:
            yield language.path(path_of(facility.id)), facility.checked_on
