"""The pages: forms in, HTML out. They work without JavaScript and keep places out of URLs."""

import json
import re
from collections.abc import Iterator, Mapping
from copy import copy
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, Self

import msgspec
from flask import Blueprint, Response, render_template, request
from markupsafe import Markup

from finder import cards, geojson, linked, reasons, wording
from finder.api import OPERATIONS, PREFIX, SUGGEST, suggestions
from finder.basemap import Basemap
from finder.errors import FinderError, UsageError
from finder.facility import PROCEDURE_BY_ID, PROCEDURES, Availability, Procedure
from finder.form import fault_of, kept, request_of
from finder.geocode import geocode
from finder.geocoding import Geocoding, Status
from finder.language import ENGLISH, long_date, mark, say
from finder.mapview import map_of
from finder.notes import NoteCode
from finder.parse import parse
from finder.place import Place
from finder.program import Edition, Topic
from finder.rank import Hit
from finder.request import EXPECTED, MAX_TEXT_LENGTH, WHAT_TO_TYPE, SearchRequest
from finder.search import Ranking, SearchResponse, Sources, search
from finder.settings import Settings
from finder.sheet import may_name
from finder.specialists import Specialist, Specialists

FOCUS: Final = PROCEDURE_BY_ID["mitraclip"]
"""The procedure that the page is about: its nearest hospital is always told apart."""

DEEP_LINK: Final = re.compile(r"[0-9]{5}")

_SAID_BY_THE_PAGE: Final = (
    NoteCode.CHOSEN_AMONG, NoteCode.NOT_THE_STATE, NoteCode.TAKEN_FOR_FACILITY,
)  # fmt: skip
"""Notes that a match need not repeat: it names the place taken and offers the others."""

_TAKEN: Final = (NoteCode.CORRECTED, NoteCode.ALSO_KNOWN)
"""Notes that name the place taken themselves."""

_ASKING: Final = (
    NoteCode.WHICH_QUADRANT, NoteCode.CORRECTED_TIE, NoteCode.TWO_PLACES,
    NoteCode.ZIP_AND_CITY_DISAGREE, NoteCode.CORRECTED_ASKED, NoteCode.ONLY_ONE_KNOWN,
)  # fmt: skip
"""Notes that are the question of a tie themselves."""

_FITS_SEVERAL: Final = mark("What you typed fits more than one place. Choose yours.")

_BESIDE: Final = 3
"""Topics after the introduction that stand beside the list of hospitals: about its height."""

AT_A_TIME: Final = 8
"""Specialists shown at first, and more by the first press; the second press shows all."""

_OVERVIEW: Final = "overview"
_FOCUS_TOPIC: Final = "mitraclip-short"
_EXAMPLE: Final = SearchRequest(text="21218", procedure=FOCUS.id, limit=1)
_EXAMPLE_KEYS: Final = (
    "id", "name", "rank", "ranked_by", "minutes", "minutes_text", "minutes_from", "distance_m",
    "distance_kind", "distance_from", "distance_text",
)  # fmt: skip

Page = str | tuple[str, int]


@dataclass(frozen=True, slots=True)
class Offer:
    """A procedure of the program; `hospitals` is empty where no hospital is named."""

    topic: Topic
    hospitals: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Face:
    """One form of the page with the finder.

    `focus` is the procedure it is about, `action` the address that its forms are sent to.
    """

    template: str
    action: str
    focus: Procedure = FOCUS


MAIN: Final = Face("finder.html", "/")


@dataclass(frozen=True, slots=True)
class Named:
    """A specialist as the page shows them, with the hospital's name in place of its id."""

    name: str
    title: str
    hospital_id: str
    hospital: str
    website: str
    checked_on: str


def blueprint(
    sources: Sources,
    edition: Edition,
    settings: Settings,
    specialists: Specialists,
    basemap: Basemap,
) -> Blueprint:
    """Return the routes of the pages over these sources, in the language that is spoken now."""
    language = edition.language
    web = Blueprint(language.tagged("web"), __name__, url_prefix=language.prefix or None)
    pages = Pages(sources, edition, settings, specialists, basemap)

    # A redirect from "/es" would repeat what somebody put behind it.
    @web.get("/", strict_slashes=False)
    def home() -> Page:
        place = request.args.get("place")
        if place is None:
            return pages.finder({})
        if not DEEP_LINK.fullmatch(place):
            error = UsageError("link", place, "a five-digit ZIP code in a link; nothing else")
            return pages.finder({}, fault=fault_of(error, {})), error.status
        return pages.answer({"place": place})

    @web.post("/", strict_slashes=False)
    def post_home() -> Page:
        return pages.answer(request.form)

    @web.get("/program")
    def overview() -> Page:
        return pages.overview()

    if language is ENGLISH:

        @web.get("/api")
        def api_page() -> Page:
            return pages.api()
    else:

        @web.post(SUGGEST)
        def post_suggest() -> Response:
            return suggestions(sources)

    return web


class Pages:
    """The pages and what they need. Each method returns HTML, with a status where it is not 200."""

    def __init__(
        self,
        sources: Sources,
        edition: Edition,
        settings: Settings,
        specialists: Specialists,
        basemap: Basemap,
    ) -> None:
        """Make once what is the same for everybody, in the language that is spoken now."""
        self._basemap = basemap
        self._sources = sources
        self._specialists = specialists
        self._edition = edition
        self._settings = settings
        self._wear(MAIN)
        self._linked = self._finder_linked()
        self.hospital_names = {facility.id: facility.name for facility in sources.directory}

    def faced(self, face: Face) -> Self:
        """Return the same pages in another form."""
        pages = copy(self)
        pages._wear(face)
        return pages

    def _wear(self, face: Face) -> None:
        directions = self._settings.directions
        self._face = face
        self._list = tuple(
            cards.list_card(facility, directions, face.focus)
            for facility in self._sources.directory
        )

    def finder(self, form: Mapping[str, str], **more: Any) -> str:
        """Render the page with the finder: empty, with a fault at the box, or with an answer."""
        page = self._edition.program.page("mitraclip")
        provider = self._sources.atlas.provider
        topics = [topic for topic in page if topic.id not in ("emergency", "intro")]
        view = {
            "state": "fault" if "fault" in more else "start",
            "focus": self._face.focus,
            "action": self._edition.language.path(self._face.action),
            "intro": self._edition.program.topic("intro"),
            "topics": topics,
            "topics_beside": topics[:_BESIDE],
            "topics_below": topics[_BESIDE:],
            "specialists": self._named(),
            "linked": self._linked,
            "contact_email": self._settings.contact_email,
            "form": kept(form),
            "procedures": PROCEDURES,
            "what_to_type": say(WHAT_TO_TYPE),
            "max_length": MAX_TEXT_LENGTH,
            "advice": wording.advice(),
            "facilities": self._list,
            "fault": None,
            "hits": (),
            "suggest": self._edition.language.path(SUGGEST),
            "provider": "" if provider is None else provider.label,
            "routed": self._settings.router != "none",
        }
        return render_template(self._face.template, **view | more)

    def _named(self) -> list[list[Named]]:
        """Return the specialists that count today: the first few, as many again, the rest."""
        rows = [self._named_one(row) for row in self._specialists.on(datetime.now(tz=UTC).date())]
        parts = (rows[:AT_A_TIME], rows[AT_A_TIME : 2 * AT_A_TIME], rows[2 * AT_A_TIME :])
        return [part for part in parts if part]

    def _named_one(self, row: Specialist) -> Named:
        hospital, checked_on = self.hospital_names[row.facility], row.checked_on.isoformat()
        checked = long_date(checked_on)
        return Named(row.name, row.title, row.facility, hospital, row.website, checked)

    def _finder_linked(self) -> Markup:
        url = self._settings.public_url
        topic = self._edition.program.topic(_FOCUS_TOPIC)
        about = [] if topic is None else [linked.procedure_thing(topic, url, "/")]
        hospitals = [linked.hospital_thing(one, url) for one in self._sources.directory]
        return linked.document([*about, *hospitals])

    def answer(self, form: Mapping[str, str]) -> Page:
        """Render the answer to a form; what is wrong with it is said at its field."""
        try:
            response = search(request_of(form), self._sources)
        except FinderError as error:
            return self.finder(form, fault=fault_of(error, form)), error.status
        page = self.finder(self._shown(form, response), **self._answer_view(response))
        return page if response.status is not Status.NO_MATCH else (page, 404)

    def _shown(self, form: Mapping[str, str], response: SearchResponse) -> dict[str, str]:
        """Return the form to show again, with what was chosen in place of what was typed.

        So the next change of the form does not ask the same question once more.
        """
        shown, request = kept(form), response.request
        driver = None if response.driver is None else response.driver.best
        for field, chosen, place in (
            ("place", request.place, response.origin),
            ("driver", request.driver_place, driver),
        ):
            if chosen is not None and place is not None and self._rereads(place):
                shown[field] = wording.typed_text(place)
        return shown

    def _rereads(self, place: Place) -> bool:
        """Tell whether a place's name, typed, would be taken for that place."""
        found = geocode(parse(wording.typed_text(place)), self._sources.atlas)
        return found.best is not None and found.best.id == place.id

    def _answer_view(self, response: SearchResponse) -> dict[str, Any]:
        view: dict[str, Any] = {
            "state": response.status.value,
            "candidates": list(_choices(response.geocoding)),
        }
        if response.origin is not None and response.ranking is not None:
            return view | self._match_view(response, response.origin, response.ranking)
        question, others = _parted(response, _ASKING)
        return view | {"question": question or say(_FITS_SEVERAL), "notes": others}

    def _match_view(
        self, response: SearchResponse, origin: Place, ranking: Ranking
    ) -> dict[str, Any]:
        wanted = PROCEDURE_BY_ID.get(response.request.procedure or "")
        asked = wanted or self._face.focus
        taken, notes = _parted(response, _TAKEN)

        def card(hit: Hit) -> cards.Card:
            units, directions = response.request.units, self._settings.directions
            made = cards.hit_card(hit, origin, units, directions, asked)
            return replace(made, driver=cards.driver_text(response, hit.facility.id))

        return {
            "origin": wording.place_text(origin),
            "nameable": may_name(origin, response.request.text),
            "chosen": response.request.place is not None,
            "taken": taken,
            "notes": notes,
            "order": reasons.order_text(origin, ranking),
            "moved": reasons.moved_text(origin, ranking, response.request.units),
            "by_road": ranking.drive is not None,
            "driver": _driver_view(response),
            "closer": reasons.closer(origin, streets=self._sources.atlas.finds_streets),
            "far": reasons.far_text(ranking),
            "wanted": wanted,
            "answers": cards.answers(origin, ranking, asked, card),
            "hits": cards.listed(response, ranking, wanted, card),
            "map": map_of(response, self._basemap, asked),
        }

    def overview(self) -> str:
        """Render the program overview with the sister procedures and who lists them."""
        topics = self._edition.program.page("program")
        return render_template(
            "program.html",
            overview=self._edition.program.topic(_OVERVIEW),
            offers=[self._offer(topic) for topic in topics if topic.id != _OVERVIEW],
            linked=linked.document(
                [
                    linked.procedure_thing(one, self._settings.public_url, f"/program#{one.id}")
                    for one in topics
                    if one.id != _OVERVIEW
                ]
            ),
        )

    def _offer(self, topic: Topic) -> Offer:
        doing = (
            facility.name
            for facility in self._sources.directory
            if topic.procedure and facility.does(topic.procedure) is Availability.YES
        )
        return Offer(topic, tuple(doing))

    def api(self) -> str:
        """Render the page about the API, with an example that this very server answers."""
        return render_template(
            "api.html",
            operations=OPERATIONS,
            prefix=PREFIX,
            fields=EXPECTED,
            asked=json.dumps({"text": _EXAMPLE.text, "procedure": _EXAMPLE.procedure, "limit": 1}),
            answered=example_answer(self._sources),
        )


@dataclass(frozen=True, slots=True)
class DriverView:
    """Where the driver starts, as the page says it: a place, a question, or what is wrong."""

    start: str
    question: str
    candidates: tuple[tuple[str, str, str], ...]
    notes: tuple[str, ...]


_DRIVERS_QUESTION: Final = {
    Status.MATCH: "",
    Status.TIE: mark("Where does the driver start? That fits more than one place."),
    Status.NO_MATCH: mark("We could not find where the driver starts."),
}
_IS_THIS_THE_DRIVERS: Final = mark("Does the driver start here?")


def _driver_view(response: SearchResponse) -> DriverView | None:
    found = response.driver
    if found is None:
        return None
    one = len(found.candidates) == 1 and found.best is None
    question = say(_IS_THIS_THE_DRIVERS if one else _DRIVERS_QUESTION[found.status])
    said = _SAID_BY_THE_PAGE if found.best else ()
    return DriverView(
        "" if found.best is None else wording.place_text(found.best),
        question,
        tuple(_choices(found)) if found.best is None else (),
        tuple(wording.note_text(note) for note in found.notes if note.code not in said),
    )


def _choices(found: Geocoding) -> Iterator[tuple[str, str, str]]:
    for place in found.candidates:
        yield place.id, wording.place_text(place), wording.candidate_text(place)


def _parted(response: SearchResponse, codes: tuple[NoteCode, ...]) -> tuple[str, list[str]]:
    """Part the note with one of these codes from the others, without what the page says itself."""
    said = _SAID_BY_THE_PAGE if response.status is Status.MATCH else ()
    notes = [note for note in response.notes if note.code not in said]
    first = " ".join(wording.note_text(note) for note in notes if note.code in codes)
    return first, [wording.note_text(note) for note in notes if note.code not in codes]


def example_answer(sources: Sources) -> str:
    """Return the answer to the example as indented JSON, with fewer fields than it has."""
    answer = msgspec.to_builtins(geojson.search_model(search(_EXAMPLE, sources)))
    for feature in answer["features"]:
        feature["properties"] = {key: feature["properties"][key] for key in _EXAMPLE_KEYS}
    for left_out in ("notes", "advice", "candidates", "attribution", "driver"):
        del answer[left_out]
    return json.dumps(answer, indent=2)
