"""A throng: very many origins ranked at once, in arrays, with the answers of `search.ranking_of`.

Every step is that of `measure.py`, `rank.py` and `certainty.py`, for all origins together. A row
where floating point could decide, or whose origin has to be moved to land, is marked as not
sure: whoever asked takes `ranking_of` for it. A property test holds the two together.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from finder.certainty import DISC, METRES_PER_DEGREE, SCALE, SLACK_M, Ids
from finder.directory import FacilityDirectory
from finder.facility import BEST_FIRST
from finder.geo import (
    ESTIMATE_ERROR_M,
    ESTIMATE_LIMIT_M,
    FloatArray,
    chords,
    points_of_degrees,
)
from finder.grid import covers
from finder.measure import METRES_A_MINUTE_UNKNOWN
from finder.place import Granularity, Place
from finder.roads import TravelTimes
from finder.spans import IndexArray, pieces, spans
from finder.traffic import Traffic

BoolArray = NDArray[np.bool_]

AT_A_TIME: Final = 1 << 12
"""Origins in one piece: their sample points, 50 each, by ten facilities take 16 MB."""

_SAME_MINUTES: Final = 1e-6
"""Sums of the same terms in another order differ by far less."""

_SAME_M: Final = 2 * ESTIMATE_ERROR_M
_SAME_CHORD_M: Final = 1e-5
_HALF: Final = 1e-5
"""So near to the half of a digit that is shown, another order of adding could round it apart."""


class Crowd(NamedTuple):
    """Origins: (n, 2) degrees, radii, and the state where it is known better than the point.

    `state` is the USPS code, "" for a typed coordinate. `plain` is False for a hospital's own
    grounds, where the order is another.
    """

    degrees: FloatArray
    radius_m: FloatArray
    state: NDArray[np.str_]
    plain: BoolArray

    def cut(self, piece: slice | IndexArray) -> "Crowd":
        """Return some of the origins."""
        return Crowd(
            self.degrees[piece], self.radius_m[piece], self.state[piece], self.plain[piece]
        )


def crowd_of(places: Sequence[Place]) -> Crowd:
    """Put places side by side."""
    kinds = [place.granularity for place in places]
    typed = [kind is Granularity.COORDINATE for kind in kinds]
    degrees = [(p.coordinate.latitude, p.coordinate.longitude) for p in places]
    return Crowd(
        np.array(degrees, dtype=np.float64).reshape(-1, 2),
        np.array([place.radius_m for place in places], dtype=np.float64),
        np.array(
            ["" if own else p.state for own, p in zip(typed, places, strict=True)], dtype="U2"
        ),
        np.array([kind is not Granularity.FACILITY for kind in kinds], dtype=bool),
    )


class Firsts(NamedTuple):
    """The answer to one question for each origin; facilities are numbers in their order.

    `second` is -1 where there is one facility only, `minutes` NaN where no road time is known.
    Where `sure` is False nothing else of the row is to be used.
    """

    nearest: IndexArray
    second: IndexArray
    distance_m: FloatArray
    minutes: FloatArray
    certain: BoolArray
    sure: BoolArray


class _Costs(NamedTuple):
    """What the facilities are ordered by, (facilities, origins)."""

    order: FloatArray
    length_m: FloatArray
    emergency: NDArray[np.intp]
    slack: float


class Throng:
    """Ranks crowds of origins against one directory."""

    def __init__(self, directory: FacilityDirectory, times: TravelTimes | None) -> None:
        """Prepare what does not depend on the origins."""
        self._directory = directory
        self._traffic = None if times is None else Traffic(times)
        self._group = np.array(directory.next_door)
        self._covered = np.array([covers(facility.coordinate) for facility in directory])
        self._emergency = np.array(
            [BEST_FIRST.index(facility.emergency_department) for facility in directory]
        )

    def rank(self, crowd: Crowd, questions: Sequence[Ids]) -> tuple[Firsts, ...]:
        """Answer each question (the facilities among which the first is sought, never none)."""
        found = [
            self._rank(crowd.cut(one), questions) for one in pieces(len(crowd.plain), AT_A_TIME)
        ]
        if not found:
            return tuple(self._rank(crowd, questions))
        return tuple(
            Firsts(*(np.concatenate(columns) for columns in zip(*answers, strict=True)))
            for answers in zip(*found, strict=True)
        )

    def _rank(self, crowd: Crowd, questions: Sequence[Ids]) -> list[Firsts]:
        origins = points_of_degrees(crowd.degrees)
        chord, length = spans(origins, self._directory.prepared)
        minutes, doubtful = self._minutes(crowd)
        by_road: BoolArray = np.any(np.isfinite(minutes), axis=0)
        usable = crowd.plain & ~doubtful & (length.max(axis=0, initial=0) <= ESTIMATE_LIMIT_M)
        count = len(by_road)
        answers = []
        for ids in questions:
            asked = np.array([facility.id in ids for facility in self._directory])
            answer = _nobody(count)
            for rows, on_road in ((usable & by_road, True), (usable & ~by_road, False)):
                at = np.flatnonzero(rows)
                if len(at):
                    part = (chord[:, at], length[:, at], minutes[:, at])
                    own = self._answered(crowd.cut(at), part, asked, on_road)
                    for column, values in zip(answer, own, strict=True):
                        column[at] = values
            answers.append(answer)
        return answers

    def _minutes(self, crowd: Crowd) -> tuple[FloatArray, BoolArray]:
        """Return the minutes as the order takes them, and which origins are for `ranking_of`."""
        shape = (len(self._group), len(crowd.plain))
        if self._traffic is None:
            return np.full(shape, np.inf), np.zeros(shape[1], dtype=bool)
        minutes, doubtful = self._traffic.minutes(crowd.degrees, crowd.state)
        for group in np.unique(self._group):
            members = self._group == group
            minutes[members] = minutes[members].min(axis=0)
        return minutes, doubtful

    def _answered(
        self,
        crowd: Crowd,
        measured: tuple[FloatArray, FloatArray, FloatArray],
        asked: BoolArray,
        on_road: bool,
    ) -> Firsts:
        chord, length, minutes = measured
        costs = self._costs(length, minutes, on_road)
        among = np.repeat(asked[:, None], len(crowd.plain), axis=1)
        rows = np.arange(len(crowd.plain))
        nearest, sure = self._first(costs, among)
        second = np.full(len(rows), -1)
        if asked.sum() > 1:
            among[nearest, rows] = False
            second, also_sure = self._first(costs, among)
            sure &= also_sure
        certain = np.ones(len(rows), dtype=bool)
        if (self._group[asked] != self._group[asked][0]).any():
            certain, judged = (
                self._certain_by_road(crowd, costs.order, nearest, asked)
                if on_road
                else self._certain_straight(crowd, chord, asked)
            )
            sure &= judged
        distance_m, taken = length[nearest, rows], minutes[nearest, rows]
        taken = np.where(np.isfinite(taken), taken, np.nan)
        sure &= _rounds_the_same(distance_m) & (np.isnan(taken) | _rounds_the_same(taken * 10))
        return Firsts(nearest, second, distance_m, taken, certain, sure)

    def _costs(self, length: FloatArray, minutes: FloatArray, on_road: bool) -> _Costs:
        if not on_road:
            return _Costs(length, length, np.zeros_like(self._emergency), _SAME_M)
        far = np.where(self._covered[:, None], np.inf, length / METRES_A_MINUTE_UNKNOWN)
        order = np.where(np.isfinite(minutes), minutes, far)
        return _Costs(order, length, self._emergency, _SAME_MINUTES)

    def _first(self, costs: _Costs, among: BoolArray) -> tuple[IndexArray, BoolArray]:
        """Return the first by cost, emergency department and metres, and where that is sure."""
        order = np.where(among, costs.order, np.inf)
        best = order.min(axis=0)
        same = order == best
        sure = np.isfinite(best) & (same == (order <= best + costs.slack)).all(axis=0)
        groups = np.where(same, self._group[:, None], -1).max(axis=0)
        sure &= (~same | (self._group[:, None] == groups)).all(axis=0)
        emergency = np.where(same, costs.emergency[:, None], len(BEST_FIRST))
        same &= emergency == emergency.min(axis=0)
        length = np.where(same, costs.length_m, np.inf)
        sure &= (length <= length.min(axis=0) + _SAME_M).sum(axis=0) == 1
        return length.argmin(axis=0), sure

    def _certain_by_road(
        self, crowd: Crowd, order: FloatArray, nearest: IndexArray, asked: BoolArray
    ) -> tuple[BoolArray, BoolArray]:
        """Tell where one is first from all sample points; from a box around them, if that does."""
        assert self._traffic is not None  # noqa: S101 (mypy; there are road times)
        reach = _reach(crowd)
        corners = crowd.degrees[:, None, :] + _CORNERS * reach[:, None, :]
        certain = self._traffic.is_one_block(corners)
        boxed = np.flatnonzero(certain)
        minutes = self._traffic.minutes_at(corners[boxed].reshape(-1, 2)).reshape(
            len(boxed), len(_CORNERS), len(self._group)
        )
        gap = self._gaps(minutes, order[:, boxed], asked, nearest[boxed], alone=True)
        certain[boxed] = (gap > _SAME_MINUTES).all(axis=1)
        sure = certain.copy()
        rest = np.flatnonzero(~certain)
        minutes = self._traffic.minutes_around(crowd.degrees[rest], _spots(crowd, rest))
        gap = self._gaps(minutes, order[:, rest], asked, nearest[rest])
        certain[rest], sure[rest] = _judged(gap, _SAME_MINUTES)
        return certain, sure

    def _certain_straight(
        self, crowd: Crowd, chord: FloatArray, asked: BoolArray
    ) -> tuple[BoolArray, BoolArray]:
        low = np.where(asked[:, None], chord, np.inf)
        nearest = low.argmin(axis=0)
        outside = self._group[:, None] != self._group[nearest]
        lead = np.where(outside, low, np.inf).min(axis=0) - low.min(axis=0)
        wide = 2 * SCALE * crowd.radius_m + SLACK_M
        certain, sure = lead > wide, np.abs(lead - wide) > _SAME_CHORD_M
        rest = np.flatnonzero(~certain)
        spots = _spots(crowd, rest)
        flat = points_of_degrees(spots.reshape(-1, 2))
        lengths = chords(flat, self._directory.prepared).length_m.reshape(
            *spots.shape[:2], len(self._group)
        )
        gap = self._gaps(lengths, low[:, rest], asked, nearest[rest])
        certain[rest], judged = _judged(gap, _SAME_CHORD_M)
        sure[rest] &= judged
        return certain, sure

    def _gaps(
        self,
        costs: FloatArray,
        own: FloatArray,
        asked: BoolArray,
        nearest: IndexArray,
        *,
        alone: bool = False,
    ) -> FloatArray:
        """Return by how much others cost more than the nearest's group, at each sample point.

        `costs` is (origins, spots, facilities); where one is not known, its own at the middle
        stands in, and the middle is a sample point too. `alone` looks at the nearest itself,
        not at those next door to it.
        """
        middle = own.T[:, None, :]
        whole = np.concatenate((middle, np.where(np.isfinite(costs), costs, middle)), axis=1)
        numbers = np.arange(len(self._group))
        inside = self._group[None, :] == self._group[nearest][:, None]
        chosen = (numbers[None, :] == nearest[:, None]) if alone else inside & asked
        ours = np.where(chosen[:, None, :], whole, np.inf).min(axis=2)
        others = np.where((~inside & asked)[:, None, :], whole, np.inf).min(axis=2)
        with np.errstate(invalid="ignore"):
            return np.asarray(others - ours)


def _nobody(count: int) -> Firsts:
    """Return answers none of which is sure."""
    number, length, no = np.zeros(count, np.intp), np.full(count, np.nan), np.zeros(count, bool)
    return Firsts(number, number - 1, length, length.copy(), no, no.copy())


_CORNERS: Final = np.array(((-1.0, -1.0), (-1.0, 1.0), (1.0, -1.0), (1.0, 1.0)))


def _reach(crowd: Crowd) -> FloatArray:
    """Return how far the sample points lie from the middle, in degrees north and east."""
    north = SCALE * crowd.radius_m / METRES_PER_DEGREE
    shrink = np.maximum(0.01, np.cos(np.radians(crowd.degrees[:, 0])))
    return np.stack((north, north / shrink), axis=-1)


def _spots(crowd: Crowd, rows: IndexArray) -> FloatArray:
    """Return the sample points around the middles of some origins, as `certainty.spots_of`."""
    spots = crowd.degrees[rows, None, :] + DISC[1:] * _reach(crowd)[rows, None, :]
    return np.clip(spots, (-90, -180), (90, 180))


def _judged(gap: FloatArray, slack: float) -> tuple[BoolArray, BoolArray]:
    """Return where all gaps are there, and where none of them is too small to tell."""
    certain: BoolArray = np.all(gap > 0, axis=1)
    clear: BoolArray = np.any(gap < -slack, axis=1) | np.all(np.abs(gap) > slack, axis=1)
    return certain, clear


def _rounds_the_same(values: FloatArray) -> BoolArray:
    return np.asarray(np.abs(values - np.floor(values) - 0.5) > _HALF)
