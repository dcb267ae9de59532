"""Figures: what a number of outcomes come to, and the columns in which they are shown."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from finder.geo import METRES_PER_KILOMETRE
from finder.geocoding import Status
from tests.accuracy.outcomes import Judged, Outcome, in_region


@dataclass(frozen=True, slots=True)
class Question:
    """One question over some matches. Shares are from 0 to 1, None where nothing is counted."""

    same: float | None
    same_place: float | None
    certain: float | None
    right: float | None


@dataclass(frozen=True, slots=True)
class Figures:
    """Some outcomes counted. `certain` and `asked` are shares of all of them, like `matched`;
    `held`, `same` and `same_place` are shares of the matched, `right` of the certain."""

    number: int
    matched: float | None
    tied: float | None
    error_km: tuple[float, ...]
    held: float | None
    ten: Question
    two: Question
    asked: float | None


QUANTILES: Final = (0.5, 0.9, 0.99)


def share(marks: Iterable[bool], of: int | None = None) -> float | None:
    """Return the share that is true, of all or of another number; None of nothing."""
    found = list(marks)
    total = len(found) if of is None else of
    return sum(found) / total if total else None


def figures(found: Sequence[Outcome]) -> Figures:
    """Count some outcomes."""
    matched = [one for one in found if one.status is Status.MATCH]
    errors = [one.error_m / METRES_PER_KILOMETRE for one in matched]
    return Figures(
        len(found),
        share(one.status is Status.MATCH for one in found),
        share(one.status is Status.TIE for one in found),
        tuple(quantile(errors, at) for at in QUANTILES) if errors else (),
        share(one.held for one in matched),
        _question([one.ten for one in matched if one.ten], len(found)),
        _question([one.two for one in matched if one.two], len(found)),
        share(one.asked for one in found),
    )


def quantile(values: Sequence[float], at: float) -> float:
    """Return the least value that this share of them does not exceed."""
    return float(np.quantile(values, at, method="inverted_cdf"))


def _question(judged: list[Judged], everybody: int) -> Question:
    return Question(
        share(one.same for one in judged),
        share(one.same_place for one in judged),
        share((one.certain for one in judged), of=everybody),
        share(one.same_place for one in judged if one.certain),
    )


def _percent(value: float | None) -> str:
    return "\u2013" if value is None else f"{100 * value:.1f}"


def _kilometres(values: tuple[float, ...]) -> str:
    return " / ".join(f"{value:.1f}" for value in values) or "\u2013"


def _agreement(of: Question) -> str:
    return f"{_percent(of.same)} ({_percent(of.same_place)})"


COLUMNS: Final[tuple[tuple[str, Callable[[Figures], str]], ...]] = (
    ("addresses", lambda f: f"{f.number:,}"),
    ("matched", lambda f: _percent(f.matched)),
    ("tied", lambda f: _percent(f.tied)),
    ("error p50 / p90 / p99, km", lambda f: _kilometres(f.error_km)),
    ("in r90", lambda f: _percent(f.held)),
    ("ten: agree", lambda f: _agreement(f.ten)),
    ("ten: certain", lambda f: _percent(f.ten.certain)),
    ("ten: right", lambda f: _percent(f.ten.right)),
    ("two: agree", lambda f: _agreement(f.two)),
    ("two: certain", lambda f: _percent(f.two.certain)),
    ("two: right", lambda f: _percent(f.two.right)),
    ("asked", lambda f: _percent(f.asked)),
)
"""Heading and text, in the order of the table."""

GROUPS: Final[tuple[tuple[str, Callable[[Outcome], bool]], ...]] = (
    ("**DC, MD and VA**", lambda one: in_region(one.truth.address)),
    ("**within 60 km of a hospital**", lambda one: one.truth.near),
    ("**the other states**", lambda one: not in_region(one.truth.address)),
    ("**all**", lambda _: True),
)


def rows(found: Sequence[Outcome]) -> list[tuple[str, ...]]:
    """Return the rows of one input's table: the groups, then the states."""
    by_state: dict[str, list[Outcome]] = {}
    for one in found:
        by_state.setdefault(one.truth.address["state"], []).append(one)
    groups = [(name, [one for one in found if belongs(one)]) for name, belongs in GROUPS]
    return [row(name, some) for name, some in (*groups, *sorted(by_state.items()))]


def row(name: str, found: Sequence[Outcome]) -> tuple[str, ...]:
    """Return one row: whose it is, then COLUMNS."""
    counted = figures(found)
    return name, *(text(counted) for _, text in COLUMNS)
