"""A page for each hospital: to read, to print, to send. The same for everybody who opens it."""

from typing import Final

from flask import Blueprint, Response, render_template, request

from finder import cards, linked
from finder.facility import Facility
from finder.program import Edition
from finder.search import Sources
from finder.settings import Settings
from finder.sheet import Sheet, sheet_of

BRING: Final = "what-to-bring"
QUESTIONS: Final = "questions"
"""Program texts that a hospital's page shows; each is left out while it is not there."""

LARGE: Final = "large"
"""The value of `type` in a link to the larger print; any other is the usual page."""


def blueprint(sources: Sources, edition: Edition, settings: Settings) -> Blueprint:
    """Return the routes of the hospitals' pages in the language that is spoken now."""
    language = edition.language
    hospital = Blueprint(language.tagged("hospital"), __name__, url_prefix=language.prefix or None)
    pages = HospitalPages(sources, edition, settings)

    @hospital.get("/hospital/<facility_id>")
    def page(facility_id: str) -> str:
        return pages.page(facility_id, large=request.args.get("type") == LARGE)

    @hospital.get("/hospital/<facility_id>.txt")
    def text(facility_id: str) -> Response:
        answer = Response(pages.text(facility_id), mimetype="text/plain")
        answer.headers["X-Robots-Tag"] = "noindex"
        return answer

    return hospital


class HospitalPages:
    """The pages and what they need. Each method raises NotFound for an unknown hospital."""

    def __init__(self, sources: Sources, edition: Edition, settings: Settings) -> None:
        """Make every sheet once: it is the same for everybody."""
        self._directory = sources.directory
        self._program = edition.program
        self._settings = settings
        self._sheets = {facility.id: self._sheet(facility) for facility in sources.directory}

    def _sheet(self, facility: Facility) -> Sheet:
        bring = self._program.topic(BRING)
        return sheet_of(
            cards.facility_card(facility, self._settings.directions),
            bring=bring.summary if bring else "",
            public_url=self._settings.public_url,
        )

    def page(self, facility_id: str, *, large: bool) -> str:
        """Render a hospital's page, in larger print where asked."""
        facility = self._directory.by_id(facility_id)
        thing = linked.hospital_thing(facility, self._settings.public_url)
        return render_template(
            "hospital.html",
            sheet=self._sheets[facility.id],
            large=large,
            bring=self._program.topic(BRING),
            questions=self._program.topic(QUESTIONS),
            linked=linked.document([thing]),
        )

    def text(self, facility_id: str) -> str:
        """Return the message about a hospital."""
        return self._sheets[self._directory.by_id(facility_id).id].text + "\n"
