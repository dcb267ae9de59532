"""Redirects: who has another first hospital in a new version of the data, and what that costs.

An origin is a ZIP, a sample point or a row of a list; it is never named by anything that a
person typed.
"""

from collections import defaultdict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np

from finder.facility import PROCEDURE_BY_ID
from finder.place import Place

OVERALL: Final = "nearest"
"""The question for the first of all hospitals; the others are named by their procedures."""

PARTED_BY: Final = "; "
"""Between procedures that the same hospitals list, in both versions: one question for all."""

OTHER_MINUTES: Final = 1.0
"""From this difference on, the minutes to one and the same hospital count as others."""


class OriginKind(StrEnum):
    """What an origin is."""

    ZIP = "zip"
    POINT = "point"
    ROW = "row"


class Origin(NamedTuple):
    """Where from: `label` is the ZIP, the point's name or the row's number.

    `people` is how many it stands for: none for a ZIP, whose points do, and one for a row.
    """

    kind: OriginKind
    label: str
    people: float = 0.0
    place: Place | None = None


class First(NamedTuple):
    """The first hospital, None where there is none; minutes by road, None where not known."""

    id: str | None = None
    minutes: float | None = None


NOBODY: Final = First()


class Case(NamedTuple):
    """One origin under one question, in the old version and in the new."""

    question: str
    origin: Origin
    old: First
    new: First

    @property
    def is_redirected(self) -> bool:
        """Tell whether the first hospital is another one."""
        return self.old.id != self.new.id

    @property
    def minutes_more(self) -> float | None:
        """Return by how many minutes the new way is longer, to a tenth; None if not known."""
        if self.old.minutes is None or self.new.minutes is None:
            return None
        return round(self.new.minutes - self.old.minutes, 1) + 0.0  # not -0.0


@dataclass(slots=True)
class Lot:
    """Those who are sent from one hospital to another, counted.

    `more` counts people by the minutes that they have more, `zip_more` ZIPs.
    """

    old: str | None
    new: str | None
    zips: list[str] = field(default_factory=list)
    points: int = 0
    rows: int = 0
    people: float = 0.0
    more: defaultdict[float, float] = field(default_factory=lambda: defaultdict(float))
    zip_more: defaultdict[float, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, case: Case) -> None:
        """Count one more."""
        kind, more = case.origin.kind, case.minutes_more
        self.people += case.origin.people
        self.points += kind is OriginKind.POINT
        self.rows += kind is OriginKind.ROW
        if kind is OriginKind.ZIP:
            self.zips.append(case.origin.label)
        if more is not None and kind is OriginKind.ZIP:
            self.zip_more[more] += 1
        elif more is not None:
            self.more[more] += case.origin.people

    @property
    def median(self) -> float | None:
        """Return the minutes more in the middle of the people; of the ZIPs where no people are."""
        counts = sorted((self.more or self.zip_more).items())
        if not counts:
            return None
        reached = np.cumsum([count for _, count in counts])
        return counts[int(np.searchsorted(reached, reached[-1] / 2))][0]

    @property
    def worst(self) -> float | None:
        """Return the most minutes that any of them has more."""
        return max((*self.more, *self.zip_more), default=None)


@dataclass(slots=True)
class Finding:
    """What came of one question: the redirected by pairs of hospitals, and who were asked.

    `other_minutes` counts ZIPs (rows) that keep their hospital at other minutes,
    `other_worst` is the most that one of them has more or less. `beyond` counts the redirected
    that are not within what was allowed.
    """

    question: str
    lots: dict[tuple[str | None, str | None], Lot] = field(default_factory=dict)
    asked: dict[OriginKind, int] = field(default_factory=dict)
    people: float = 0.0
    other_minutes: int = 0
    other_worst: float = 0.0
    beyond: int = 0

    def add(self, case: Case, allowed_minutes: float | None = None) -> None:
        """Count a case; redirects of up to the allowed minutes more are not beyond."""
        kind, more = case.origin.kind, case.minutes_more
        self.asked[kind] = self.asked.get(kind, 0) + 1
        self.people += case.origin.people
        if case.is_redirected:
            pair = (case.old.id, case.new.id)
            self.lots.setdefault(pair, Lot(*pair)).add(case)
            within = allowed_minutes is not None and more is not None and more <= allowed_minutes
            self.beyond += not within
        elif more is not None and abs(more) >= OTHER_MINUTES and kind is not OriginKind.POINT:
            self.other_minutes += 1
            self.other_worst = max(self.other_worst, more, key=abs)

    @property
    def ranked(self) -> list[Lot]:
        """Return the lots, those with most people first."""
        return sorted(
            self.lots.values(),
            key=lambda lot: (-lot.people, -len(lot.zips), lot.old or "", lot.new or ""),
        )

    @property
    def zips(self) -> int:
        """Count the ZIPs that are sent elsewhere."""
        return sum(len(lot.zips) for lot in self.lots.values())

    @property
    def redirected(self) -> float:
        """Count the people (or rows) who are sent elsewhere."""
        return sum(lot.people for lot in self.lots.values())


def question_name(question: str) -> str:
    """Say what a question asks for."""
    if question == OVERALL:
        return "Nearest hospital"
    names = [PROCEDURE_BY_ID[one].name for one in question.split(PARTED_BY)]
    several = ", ".join(names[:-1])
    return "Nearest that lists " + (f"{several} or {names[-1]}" if several else names[0])
