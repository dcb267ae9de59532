"""Calibration: the road model held against minutes that an operator has, from any source.

A table of trips (origin, destination, minutes) tells how far off the estimates are, whether
they put hospitals in the right order, and which speeds would fit better.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import astuple, dataclass
from datetime import date
from itertools import combinations
from pathlib import Path
from typing import Final

import numpy as np
from scipy.optimize import lsq_linear

from finder.columns import Column, some_text
from finder.errors import Problem
from finder.friction import Surface
from finder.geo import Coordinate, FloatArray
from finder.network import Speeds
from finder.roads import Way
from finder.settings import FASTEST_MPH, SLOWEST_MPH
from finder.strands import KINDS
from finder.table import FORM_CHECKS, Row, Table, cells_are_sound, checked, read_table
from finder.ways import ways

APART_MINUTES: Final = 5.0
"""Pairs of destinations closer together than this say nothing of the order: noise."""

FEWEST_TRIPS: Final = 20
"""Fewer trips than this are too few to propose speeds from."""


LEAST_AGREEMENT: Final = 0.8
"""Where fewer pairs than this are in the model's order, the file is not about these roads."""


def _minutes(text: str) -> float:
    minutes = float(text)
    if not 0 < minutes <= 24 * 60:
        raise ValueError
    return minutes


COLUMNS: Final = (
    Column("origin", "a ZIP, a place or a coordinate", some_text),
    Column("destination", "a hospital's id or name, or a place", some_text),
    Column("minutes", "minutes by car, more than 0 and at most 1440", _minutes),
)

Locate = Callable[[str], Coordinate | None]
"""Turns a text of the file into a point; None where it is not one place."""


@dataclass(frozen=True, slots=True)
class Trip:
    """A row of the file, with the model's way."""

    origin: str
    minutes: float
    way: Way


@dataclass(frozen=True, slots=True)
class Calibration:
    """How the model does. Ratios are the file's minutes over the model's.

    `bias` is the mean difference, file less model, in minutes. `agreed` of `compared` pairs
    of destinations from one origin, over APART_MINUTES apart in the file, are in its order.
    """

    trips: int
    left_out: tuple[Problem, ...]
    bias: float
    ratio_p5: float
    ratio_p50: float
    ratio_p95: float
    compared: int
    agreed: int
    proposed: Speeds | None


def calibrate(path: Path, made: Surface, locate: Locate) -> Calibration:
    """Hold the model against a file of trips.

    Raises DataError where the file is not sound. Trips with an end that is not one place, or
    without a way, are left out and listed.
    """
    table = read_table(path, [column.name for column in COLUMNS])
    checked(table, (*FORM_CHECKS, cells_are_sound(COLUMNS)), today=date.min)
    problems: list[Problem] = []
    trips = list(_trips(table, made, locate, problems))
    said, told = _minutes_of(trips)
    ratio = said / told if trips else np.array([np.nan])
    agreed = [a for _, pairs in _by_origin(trips) for a in _agreements(pairs)]
    low, middle, high = np.quantile(ratio, (0.05, 0.5, 0.95)).tolist()
    return Calibration(
        trips=len(trips),
        left_out=tuple(problems),
        bias=float(np.mean(said - told)) if trips else float("nan"),
        ratio_p5=low,
        ratio_p50=middle,
        ratio_p95=high,
        compared=len(agreed),
        agreed=sum(agreed),
        proposed=_proposed(trips, made.ground.speeds) if _will_do(trips, agreed) else None,
    )


def _will_do(trips: Sequence[Trip], agreed: Sequence[bool]) -> bool:
    """Tell whether speeds may be proposed from so many trips, in such an order."""
    return len(trips) >= FEWEST_TRIPS and sum(agreed) >= LEAST_AGREEMENT * len(agreed)


def _trips(table: Table, made: Surface, locate: Locate, problems: list[Problem]) -> Iterator[Trip]:
    """Yield the trips, ways to all destinations of one origin found together."""

    def located(row: Row, column: str) -> Coordinate | None:
        text = table.named(row)[column]
        found = locate(text)
        if found is None:
            problems.append(table.problem(row, column, text, "one place that Finder knows"))
        return found

    rows: defaultdict[Coordinate, list[tuple[Row, Coordinate]]] = defaultdict(list)
    for row in table.rows:
        start, end = located(row, "origin"), located(row, "destination")
        if start is not None and end is not None:
            rows[start].append((row, end))
    for start, group in rows.items():
        found = ways(made, start, [end for _, end in group])
        for (row, _), way in zip(group, found, strict=True):
            cells = table.named(row)
            if way is None:
                column = "destination" if any(found) else "origin"
                problems.append(table.problem(row, column, cells[column], "a way by road"))
            else:
                yield Trip(cells["origin"], float(cells["minutes"]), way)


def _minutes_of(trips: Sequence[Trip]) -> tuple[FloatArray, FloatArray]:
    said = np.array([trip.minutes for trip in trips])
    told = np.array([trip.way.minutes for trip in trips])
    return said, told


def _by_origin(trips: Iterable[Trip]) -> Iterator[tuple[str, list[Trip]]]:
    groups: defaultdict[str, list[Trip]] = defaultdict(list)
    for trip in trips:
        groups[trip.origin].append(trip)
    yield from groups.items()


def _agreements(trips: Sequence[Trip]) -> Iterator[bool]:
    for one, other in combinations(trips, 2):
        said = one.minutes - other.minutes
        if abs(said) > APART_MINUTES:
            yield (one.way.minutes - other.way.minutes) * said > 0


def _proposed(trips: Sequence[Trip], speeds: Speeds) -> Speeds | None:
    """Propose speeds that fit the file better: least squares on the minutes of each kind.

    City and country change alike: a way tells only how long it was off the network. A kind of
    road that few trips use stays near its speed (a ridge toward no change). None where a kind
    would have to change beyond bounds: then the file is of something else than driving.
    """
    said, _ = _minutes_of(trips)
    kinds = np.array([trip.way.by_kind for trip in trips])
    ridge = _RIDGE * float(np.linalg.norm(said))
    rows = np.vstack((kinds, ridge * np.eye(len(KINDS))))
    wanted = np.concatenate((said, np.full(len(KINDS), ridge)))
    longer = np.array(lsq_linear(rows, wanted, bounds=(_LEAST, _MOST)).x)
    if longer.min() < _LEAST * 1.01 or longer.max() > _MOST * 0.99:
        return None
    local, *network = longer.tolist()
    slower = (local, local, *network)  # city, country, then the roads' classes
    mph = (old / share for old, share in zip(astuple(speeds), slower, strict=True))
    return Speeds(*(round(min(FASTEST_MPH, max(SLOWEST_MPH, one)), 1) for one in mph))


_RIDGE: Final = 0.05
"""Weight of leaving a speed as it is, as a share of all minutes in the file."""

_LEAST: Final = 0.4
_MOST: Final = 2.5
"""Bounds on how much longer a kind of road may turn out: beyond them the file is of something
else than driving."""


def calibration_lines(found: Calibration) -> Iterator[str]:
    """Yield what a calibration found, and the speeds that it proposes."""
    yield from (f"left out: {problem}" for problem in found.left_out)
    yield "1 trip" if found.trips == 1 else f"{found.trips} trips"
    if not found.trips:
        return
    yield f"bias: the file says {found.bias:+.1f} min on average beside the model"
    yield (
        "file / model: "
        f"p5 {found.ratio_p5:.2f}, p50 {found.ratio_p50:.2f}, p95 {found.ratio_p95:.2f}"
    )
    share = f" ({found.agreed / found.compared:.1%})" if found.compared else ""
    yield (
        f"order: {found.agreed} of {found.compared} pairs of destinations over"
        f" {APART_MINUTES:g} min apart agree{share}"
    )
    if found.trips < FEWEST_TRIPS:
        yield f"speeds: {FEWEST_TRIPS} trips are needed to propose some"
    elif found.proposed is None:
        yield "speeds: none proposed; the minutes do not look like driving on these roads"
    else:
        mph = " ".join(f"{one:g}" for one in astuple(found.proposed))
        yield f'speeds that fit better: FINDER_ROAD_SPEEDS="{mph}"'
