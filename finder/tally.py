"""Tallies: what the rows of a list came to, counted as they go by, in memory of fixed size."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, NamedTuple

from finder.answers import Answer
from finder.geo import METRES_PER_MILE

BINS_MILES: Final = (2, 5, 10, 20, 40, 80)
"""Where the bars of the picture end; the last one is open."""

_BINS_M: Final = tuple(one * METRES_PER_MILE for one in BINS_MILES)

FORMULAS_NAMED: Final = 10
"""Cells like formulas whose rows are told; the others are counted."""


class Kind(NamedTuple):
    """What of an answer is counted. `miles` is the number of its bar, -1 without a match."""

    status: str
    granularity: str | None
    nearest_id: str | None
    miles: int
    by_road: bool
    certain: bool
    doing_id: str | None


def kind_of(answer: Answer) -> Kind:
    """Return what is counted of an answer."""
    first, *others = answer.nearest
    far_m = first.distance_m
    return Kind(
        answer.status,
        answer.granularity,
        first.nearest_id,
        -1 if far_m is None else bisect_right(_BINS_M, far_m),
        first.minutes is not None,
        bool(first.certain),
        others[0].nearest_id if others else None,
    )


@dataclass(slots=True)
class Tally:
    """How many rows there were of each kind, and what stood out in the list itself.

    `formulas` counts cells that a spreadsheet would run; `formula_cells` names the row and
    column of the first of them.
    """

    kinds: Counter[Kind] = field(default_factory=Counter)
    formulas: int = 0
    formula_cells: list[tuple[int, str]] = field(default_factory=list)

    @property
    def rows(self) -> int:
        """Count all rows."""
        return self.kinds.total()

    def add(self, kinds: Sequence[Kind], counts: Iterable[int]) -> None:
        """Count rows: of each kind so many."""
        for kind, count in zip(kinds, counts, strict=True):
            if count:
                self.kinds[kind] += count

    def add_all(self, other: "Tally") -> None:
        """Count what another tally has, of the rows that follow."""
        behind = [(self.rows + row, name) for row, name in other.formula_cells]
        self.kinds.update(other.kinds)
        self.formulas += other.formulas
        self.formula_cells += behind[: FORMULAS_NAMED - len(self.formula_cells)]

    def add_formulas(self, cells: Sequence[tuple[int, str]]) -> None:
        """Count cells that a spreadsheet would take for formulas."""
        self.formulas += len(cells)
        self.formula_cells += cells[: FORMULAS_NAMED - len(self.formula_cells)]

    def by(self, name: str) -> Counter[Any]:
        """Count the rows by one field of their kind; None is left out."""
        counts: Counter[Any] = Counter()
        for kind, count in self.kinds.items():
            counts[getattr(kind, name)] += count
        del counts[None]
        return counts

    def plain(self) -> dict[str, Any]:
        """Return it as JSON takes it; the same counts give the same text."""
        kinds = [([*kind], count) for kind, count in sorted(self.kinds.items(), key=repr)]
        return {"kinds": kinds, "formulas": self.formulas, "cells": self.formula_cells}

    @classmethod
    def of_plain(cls, plain: dict[str, Any]) -> "Tally":
        """Return the tally that `plain` was made from."""
        kinds = Counter({Kind(*kind): count for kind, count in plain["kinds"]})
        return cls(kinds, plain["formulas"], [(row, name) for row, name in plain["cells"]])
