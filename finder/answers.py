"""Answers: what a list says of each of its places, in columns, the same as a search would.

Many texts are answered at once: each is geocoded on its own, their origins are ranked together
(`throng.py`), and what is not sure there is ranked by `Sources.ranking` itself.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final, NamedTuple

import numpy as np

from finder import wording
from finder.certainty import Certainty
from finder.errors import UsageError
from finder.geocode import geocode
from finder.geocoding import Geocoding, Status
from finder.language import say
from finder.lookup import of_coordinate
from finder.parse import parse
from finder.place import Place
from finder.query import ParsedQuery, QueryKind
from finder.request import SearchRequest
from finder.search import PUBLIC, Ranking, Sources, kept
from finder.throng import Throng, crowd_of
from finder.zippoints import ZipPoints

INVALID: Final = "invalid"
"""Status of a row that a search would refuse: empty, too long, or not a row at all."""

NO_PLACE: Final = "The row names no place."

PREFIX: Final = "finder_"

_ABOUT_PLACE: Final = (("status", str), ("matched", str), ("granularity", str), ("notes", str))
_ABOUT_NEAREST: Final = (
    ("nearest_id", str), ("nearest_name", str), ("distance_m", int), ("minutes", float),
    ("certain", bool), ("second_id", str),
)  # fmt: skip

MOST_KEPT: Final = 1 << 16
"""Places and texts whose answers are kept in memory: more than there are ZIPs."""


@dataclass(frozen=True, slots=True)
class AnswerColumn:
    """A column that is added: its name and the type of its values; None where it is empty."""

    name: str
    kind: type


def columns_of(procedure: str | None) -> tuple[AnswerColumn, ...]:
    """Return the columns that are added to a list, in their order."""
    names = [*_ABOUT_PLACE, *_ABOUT_NEAREST]
    if procedure is not None:
        names += [(f"{procedure}_{name}", kind) for name, kind in _ABOUT_NEAREST]
    names.append(("reason", str))
    return tuple(AnswerColumn(PREFIX + name, kind) for name, kind in names)


class Nearest(NamedTuple):
    """The answer to one question: the cells of `_ABOUT_NEAREST`."""

    nearest_id: str | None = None
    nearest_name: str | None = None
    distance_m: int | None = None
    minutes: float | None = None
    certain: bool | None = None
    second_id: str | None = None


class Answer(NamedTuple):
    """What is said of one place: a cell for each of `columns_of`."""

    status: str
    matched: str | None = None
    granularity: str | None = None
    notes: str | None = None
    nearest: tuple[Nearest, ...] = ()
    reason: str | None = None

    def cells(self) -> tuple[Any, ...]:
        """Return the cells in the order of the columns."""
        both = (cell for one in self.nearest for cell in one)
        return (*self[:4], *both, self.reason)


def invalid(reason: str, procedure: str | None) -> Answer:
    """Return the answer to a row that cannot be asked about."""
    return Answer(INVALID, nearest=_nobody(procedure), reason=reason)


def _nobody(procedure: str | None) -> tuple[Nearest, ...]:
    return (Nearest(),) if procedure is None else (Nearest(), Nearest())


class Answerer:
    """Answers texts, many at once; it remembers those of public places."""

    def __init__(self, sources: Sources, procedure: str | None = None) -> None:
        """Prepare the questions: all hospitals, and those that list the procedure."""
        self._sources, self._procedure = sources, procedure
        self._facilities = sources.directory.facilities
        everybody = frozenset(facility.id for facility in self._facilities)
        doing = frozenset() if procedure is None else sources.directory.doing(procedure)
        self._questions = (everybody, *((doing,) if doing else ()))
        self._throng = Throng(sources.directory, sources.times)
        self._of_place: dict[str, tuple[Nearest, ...]] = {}

    @cached_property
    def _zip_points(self) -> ZipPoints:
        return ZipPoints(self._sources.gazetteer)

    def answer(self, texts: Sequence[str]) -> list[Answer]:
        """Answer each text as `search()` would."""
        queries = [_query(text) for text in texts]
        found = self._geocoded(queries)
        origins = [one.best for one in found if isinstance(one, Geocoding) and one.best]
        ranked = iter(self._ranked(origins))
        return [
            invalid(one, self._procedure)
            if isinstance(one, str)
            else self._told(one, next(ranked) if one.best else None)
            for one in found
        ]

    def _geocoded(self, queries: Sequence[ParsedQuery | str]) -> list[Geocoding | str]:
        """Geocode each query; coordinates together. A reason stays as it is."""
        found: list[Geocoding | str | None] = [
            one if isinstance(one, str) else None if _is_point(one) else geocode(one, self._atlas)
            for one in queries
        ]
        typed = [(at, one) for at, one in enumerate(queries) if found[at] is None]
        if typed:
            points = [
                (at, one, one.coordinate) for at, one in typed if isinstance(one, ParsedQuery)
            ]
            degrees = np.array([(c.latitude, c.longitude) for _, _, c in points if c])
            for (at, query, here), near in zip(
                points, self._zip_points.nearest(degrees), strict=True
            ):
                if here is not None:
                    taken = of_coordinate(query, here, near, self._atlas)
                    found[at] = replace(taken, notes=query.notes + taken.notes)
        return [one for one in found if one is not None]

    @property
    def _atlas(self) -> Any:
        return self._sources.atlas

    def _told(self, found: Geocoding, nearest: tuple[Nearest, ...] | None) -> Answer:
        """Put a geocoding and what was ranked from it into cells."""
        notes = " ".join(note.code.value for note in found.notes) or None
        if found.best is None or nearest is None:
            nobody = _nobody(self._procedure)
            return Answer(found.status.value, notes=notes, nearest=nobody, reason=_reason(found))
        place = found.best
        label = wording.place_text(place)
        return Answer(found.status.value, label, place.granularity.value, notes, nearest)

    def _ranked(self, places: Sequence[Place]) -> list[tuple[Nearest, ...]]:
        """Rank from each place, from those that were not seen before together."""
        own = {
            id(place) if place.granularity not in PUBLIC else place.id: place for place in places
        }
        fresh = {key: place for key, place in own.items() if key not in self._of_place}
        found = dict(zip(fresh, self._ranked_afresh(list(fresh.values())), strict=True))
        answers = [
            self._of_place.get(place.id) or found.get(place.id) or found[id(place)]
            for place in places
        ]
        if len(self._of_place) > MOST_KEPT:
            self._of_place.clear()
        self._of_place.update((k, one) for k, one in found.items() if isinstance(k, str))
        return answers

    def _ranked_afresh(self, places: Sequence[Place]) -> list[tuple[Nearest, ...]]:
        firsts = self._throng.rank(crowd_of(places), self._questions)
        sure = np.logical_and.reduce([one.sure for one in firsts]).tolist()
        columns = [[column.tolist() for column in one] for one in firsts]
        answers = []
        for at, place in enumerate(places):
            if sure[at]:
                own = tuple(self._cells(*(one[at] for one in question)) for question in columns)
            else:
                own = self._of_ranking(self._sources.ranking(place, routed=False))
            answers.append(own + _nobody(self._procedure)[len(own) :])
        return answers

    def _cells(
        self,
        nearest: int,
        second: int,
        distance_m: float,
        minutes: float,
        certain: bool,
        _: bool,
    ) -> Nearest:
        facility = self._facilities[nearest]
        return Nearest(
            facility.id,
            facility.name,
            round(distance_m),
            None if math.isnan(minutes) else round(minutes, 1),
            certain,
            self._facilities[second].id if second >= 0 else None,
        )

    def _of_ranking(self, ranking: Ranking) -> tuple[Nearest, ...]:
        judged = dict(ranking.certainty_by_procedure)
        both: list[tuple[str | None, Certainty]] = [(None, ranking.certainty)]
        if self._procedure in judged:
            both.append((self._procedure, judged[self._procedure]))
        return tuple(self._of_hits(kept(ranking.hits, one), sure.certain) for one, sure in both)

    @staticmethod
    def _of_hits(hits: Any, certain: bool) -> Nearest:
        first = hits[0]
        return Nearest(
            first.facility.id,
            first.facility.name,
            round(first.distance_m),
            None if first.minutes is None else round(first.minutes, 1),
            certain,
            hits[1].facility.id if len(hits) > 1 else None,
        )


def _query(text: str) -> ParsedQuery | str:
    """Parse a text, or return why a search would refuse it."""
    if not text:
        return NO_PLACE
    try:
        return parse(SearchRequest.from_params({"text": text}).text)
    except UsageError as error:
        return str(error)


def _is_point(query: ParsedQuery) -> bool:
    return query.kind is QueryKind.COORDINATE and query.coordinate is not None


def _reason(found: Geocoding) -> str:
    """Say why there is no match, or between which places it is a tie; a note names one alone."""
    said = [wording.note_text(note) for note in found.notes]
    if found.status is Status.TIE and len(found.candidates) > 1:
        several = "; ".join(wording.place_text(place) for place in found.candidates)
        said.append(say("Several places fit: %(places)s.", places=several))
    return " ".join(said)
