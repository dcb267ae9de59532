"""The desk: one screen for an agent with a caller on the line. Off unless a setting opens it.

Everything typed comes by POST and is answered with `no-store`; nothing of it is kept.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, Response, render_template, request

from finder import cards, desk_list
from finder.api import SUGGEST
from finder.deskview import MOST_BESIDE, DeskAnswer, Looked, Reading, desk_answer
from finder.directory import FacilityDirectory
from finder.errors import FinderError, UsageError
from finder.facility import PROCEDURES, Facility
from finder.form import fault_of, kept, request_of
from finder.gate import gate_of, refuse_other_sites
from finder.geocoding import Status
from finder.hospital import BRING
from finder.names import name_key
from finder.program import Edition
from finder.request import MAX_TEXT_LENGTH
from finder.search import Sources, search
from finder.settings import Settings

PATH: Final = "/desk"
ANSWER: Final = f"{PATH}/answer"
"""The answer alone, without the page around it: what the desk's script asks for."""

_HOSPITAL: Final = "hospital"
_BESIDE: Final = "beside"

Page = tuple[str, int]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The hospital that an agent typed: found, or what is said instead."""

    hospital: str = ""
    said: str = ""


def blueprint(sources: Sources, editions: Sequence[Edition], settings: Settings) -> Blueprint:
    """Return the routes of the desk behind its gate, or raise ConfigurationError.

    The first edition is the agent's own language, the others are read out beside it.
    """
    desk = Blueprint("desk", __name__)
    gate = gate_of(settings)
    counter = Desk(sources, editions, settings)
    lists = desk_list.DeskList(sources)

    @desk.before_request
    def let_in() -> Response | None:
        return gate(request) or refuse_other_sites(request)

    @desk.before_request
    def take_a_list() -> None:
        if request.path == desk_list.PATH:
            most = desk_list.MOST_BYTES + desk_list.AROUND_FILE_BYTES
            request.max_content_length = most

    @desk.after_request
    def unlisted(response: Response) -> Response:
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    @desk.get(PATH)
    def page() -> Page:
        return counter.page({}), 200

    @desk.post(PATH)
    def post_page() -> Page:
        form = request.form.to_dict()
        view, status = counter.answered(form, request.form.getlist(_BESIDE))
        return counter.page(form, **view), status

    @desk.post(ANSWER)
    def post_answer() -> Page:
        form = request.form.to_dict()
        view, status = counter.answered(form, request.form.getlist(_BESIDE))
        return counter.fragment(form, **view), status

    @desk.get(desk_list.PATH)
    def list_page() -> desk_list.Page:
        return lists.page()

    @desk.post(desk_list.PATH)
    def post_list() -> desk_list.Page:
        return lists.answer()

    return desk


class Desk:
    """The desk and what it needs."""

    def __init__(self, sources: Sources, editions: Sequence[Edition], settings: Settings) -> None:
        """Make once what is the same for every call."""
        self._sources = sources
        self._settings = settings
        self._readings = tuple(map(_reading, editions))

    def page(self, form: Mapping[str, str], **view: Any) -> str:
        """Render the whole page: empty, or with an answer."""
        return render_template("desk.html", **self._view(form) | view)

    def fragment(self, form: Mapping[str, str], **view: Any) -> str:
        """Render an answer alone."""
        return render_template("_desk_answer.html", **self._view(form) | view)

    def _view(self, form: Mapping[str, str]) -> dict[str, Any]:
        provider = self._sources.atlas.provider
        return {
            "provider": "" if provider is None else provider.label,
            "routed": self._settings.router != "none",
            "form": {**kept(form), _HOSPITAL: _printable(form.get(_HOSPITAL, ""))},
            "procedures": PROCEDURES,
            "max_length": MAX_TEXT_LENGTH,
            "suggest": SUGGEST,
            "idle_seconds": self._settings.desk_idle_seconds,
            "languages": [reading.language for reading in self._readings],
            "most_beside": MOST_BESIDE,
            "answer": None,
            "fault": None,
            "wanted": Wanted(),
            "beside": (),
        }

    def answered(
        self, form: Mapping[str, str], beside: Sequence[str]
    ) -> tuple[dict[str, Any], int]:
        """Answer a form: what the page shows of it, and the status."""
        own = (_HOSPITAL, _BESIDE)
        asked = {name: text for name, text in form.items() if name not in own}
        try:
            response = search(request_of(asked), self._sources)
            columns = _columns(beside, self._sources.directory)
        except FinderError as error:
            return {"fault": fault_of(error, form)}, error.status
        wanted = wanted_of(form.get(_HOSPITAL, ""), self._sources.directory)
        answer = desk_answer(
            response,
            self._sources,
            self._readings,
            looked=Looked(wanted.hospital, columns),
            program=cards.program_line(self._settings),
        )
        view = {"answer": answer, "wanted": wanted, "beside": columns}
        return view, _status(answer)


def _reading(edition: Edition) -> Reading:
    topic = edition.program.topic(BRING)
    return Reading(edition.language, topic.summary if topic else "")


def _columns(ids: Sequence[str], directory: FacilityDirectory) -> tuple[str, ...]:
    """Return the hospitals to put side by side, or raise for one that there is not, or too many."""
    if len(ids) > MOST_BESIDE:
        raise UsageError(_BESIDE, ids, f"at most {MOST_BESIDE} hospitals")
    return tuple(directory.by_id(one).id for one in ids)


def _status(answer: DeskAnswer) -> int:
    return 404 if answer.status is Status.NO_MATCH else 200


def wanted_of(text: str, directory: FacilityDirectory) -> Wanted:
    """Find the hospital that an agent typed: by id, by name, or by how a name begins."""
    key = name_key(text)
    if not key:
        return Wanted()
    found = _named(text.strip(), key, directory)
    if len(found) == 1:
        return Wanted(found[0].id)
    if not found:
        return Wanted(said="No hospital of ours goes by that name.")
    names = ", ".join(facility.short_name for facility in found)
    return Wanted(said=f"Several hospitals fit: {names}.")


def _named(text: str, key: str, directory: FacilityDirectory) -> list[Facility]:
    exact = [facility for facility in directory if facility.id == text.lower()]
    return exact or list(directory.by_name(text)) or list(directory.beginning(key))


def _printable(text: str) -> str:
    return "".join(filter(str.isprintable, text))
