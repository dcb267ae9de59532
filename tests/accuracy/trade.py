"""How the constants of r90 and of certainty are chosen: on the addresses of the other states.

The factor of r90 is read off those addresses. The disc is tried out in the region, on ZIPs
weighted by their people, with the other states' errors laid around their points: how far
each address lay from its ZIP's point, in units of r90, in a random direction. From each of
these drawn points the hospitals are measured as the product measures them: by the road model.
"""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Final
from unittest import mock

import numpy as np
from numpy.typing import NDArray

from finder import certainty
from finder.build import radius
from finder.build import sources as packages
from finder.build.sources import Zip
from finder.certainty import SAMPLES, SCALE, Certainty
from finder.directory import FacilityDirectory
from finder.geo import METRES_PER_KILOMETRE, Coordinate, FloatArray, chords, points
from finder.measure import drive, measure, minutes_for_order
from finder.place import Granularity, Place
from finder.search import Sources, ranking_of
from tests.accuracy.figures import quantile
from tests.accuracy.outcomes import NEAR_M, PROCEDURE, REGION, Outcome, in_region

SCALES: Final = (0.7, 0.8, 0.9, 1.0, 1.1, 1.2, 1.3, 1.5, 1.8)
NUMBERS: Final = (25, 49, 97, 197)
DRAWS: Final = 400
SEED: Final = 20_010
RESAMPLES: Final = 1_000
_METRES_PER_DEGREE: Final = 111_320.0


@dataclass(frozen=True, slots=True)
class Factor:
    """The factor with which a formula holds 90 % in the other states, and what it holds here."""

    formula: str
    value: float
    held_in_region: float


@dataclass(frozen=True, slots=True)
class Calibration:
    """Both formulas fitted, and between what the second's factor lies if states are redrawn."""

    factors: tuple[Factor, ...]
    low: float
    high: float


def calibration(found: Sequence[Outcome]) -> Calibration:
    """Fit the factor of r90 to the outcomes of the other states, for ZIP-only input."""
    known = packages.zips()
    located = [one for one in found if one.origin and known[one.origin.name].land_km2]
    elsewhere = np.array([not in_region(one.truth.address) for one in located])
    discs = np.array([_disc_m(one, known) for one in located])
    whole = np.array([one.origin.radius_m / radius.R90_FACTOR for one in located if one.origin])
    errors = np.array([one.error_m for one in located])
    factors = (
        _factor("max(0.4 km, R)", errors / discs, elsewhere),
        _factor("max(0.4 km, \u221a(R\u00b2 + s\u00b2))", errors / whole, elsewhere),
    )
    states = np.array([one.truth.address["state"] for one in located])
    return Calibration(factors, *_spread((errors / whole)[elsewhere], states[elsewhere]))


def _disc_m(one: Outcome, known: dict[str, Zip]) -> float:
    assert one.origin is not None
    return max(radius.SMALLEST_R_M, radius.disc_radius_m(known[one.origin.name]))


def _factor(formula: str, ratios: FloatArray, elsewhere: NDArray[np.bool_]) -> Factor:
    value = quantile(ratios[elsewhere].tolist(), 0.9)
    return Factor(formula, value, float((ratios[~elsewhere] <= value).mean()))


def _spread(ratios: FloatArray, states: NDArray[np.str_]) -> tuple[float, float]:
    """Redraw whole states (addresses of one town are alike): the middle 95 % of the factor."""
    by_state = [ratios[states == one] for one in np.unique(states)]
    dice = np.random.default_rng(SEED)
    drawn = (dice.integers(len(by_state), size=len(by_state)) for _ in range(RESAMPLES))
    redrawn = (np.concatenate([by_state[at] for at in some]) for some in drawn)
    fitted = [quantile(some.tolist(), 0.9) for some in redrawn]
    return quantile(fitted, 0.025), quantile(fitted, 0.975)


@dataclass(frozen=True, slots=True)
class Trial:
    """One disc tried: shares of people (from 0 to 1), and how much longer the wrong ones drive.

    `best` bounds `right` at the same share certain, whatever rule picks the ZIPs: it knows from
    how many of these very points each ZIP's answer is right, and calls the safest certain.
    """

    scale: float
    samples: int
    certain: float
    right: float
    best: float
    detour_min: float
    certain_two: float
    right_two: float


@dataclass(frozen=True, slots=True)
class _Stage:
    """The region's ZIPs, their people, and the minutes from each drawn point to every hospital."""

    loaded: Sources
    zips: tuple[Place, ...]
    people: FloatArray
    minutes: FloatArray
    """Shape (ZIPs, draws, hospitals)."""

    @property
    def directory(self) -> FacilityDirectory:
        return self.loaded.directory

    def nearest(self, considered: Sequence[int]) -> NDArray[np.int_]:
        """Return the group of neighbors that is nearest to each drawn point."""
        doors = np.array(self.directory.next_door)[considered]
        return np.asarray(doors[self.minutes[:, :, considered].argmin(axis=2)])

    def detour_min(self, said: NDArray[np.int_]) -> FloatArray:
        """Return how many minutes longer than to the nearest it is to the group said."""
        doors = np.array(self.directory.next_door)
        theirs = np.where(doors == said[:, None, None], self.minutes, np.inf).min(axis=2)
        return np.asarray(theirs - self.minutes.min(axis=2))


def trials(found: Sequence[Outcome], loaded: Sources) -> tuple[list[Trial], list[Trial]]:
    """Try discs of every scale, then of every number of points, on the same drawn points."""
    stage = _stage(found, loaded)
    scales = [_trial(stage, scale, SAMPLES) for scale in SCALES]
    return scales, [_trial(stage, SCALE, number) for number in NUMBERS]


def _stage(found: Sequence[Outcome], loaded: Sources) -> _Stage:
    zips = tuple(_zips(loaded))
    errors, dice = _errors(found), np.random.default_rng(SEED)
    shape = len(zips), DRAWS
    drawn = errors[dice.integers(len(errors), size=shape)]
    turned = dice.uniform(0, math.tau, size=shape)
    offsets = drawn[..., None] * np.stack((np.cos(turned), np.sin(turned)), axis=-1)
    minutes = [
        [_minutes(one, Coordinate(*spot), loaded) for spot in _spots(one, offset).tolist()]
        for one, offset in zip(zips, offsets, strict=True)
    ]
    people = np.array([float(one.population or 0) for one in zips])
    return _Stage(loaded, zips, people, np.array(minutes))


def _minutes(area: Place, spot: Coordinate, loaded: Sources) -> list[float]:
    """Return what the order from a point in an area goes by, kilometres where nobody drives."""
    place = replace(area, coordinate=spot)
    driven = drive(place, loaded.directory, loaded.times, None)
    measured = measure(spot, loaded.directory, driven)
    if driven is None:
        return [one.estimate_m / METRES_PER_KILOMETRE for one in measured]
    return [minutes_for_order(one, one.estimate_m) for one in measured]


def _zips(loaded: Sources) -> Iterator[Place]:
    """Find the ZIPs of the region where people live, within 60 km of a hospital."""
    for number in range(20_000, 24_700):
        one = loaded.gazetteer.zip(f"{number:05}")
        if one and one.granularity is Granularity.POSTCODE and one.population:
            lengths = chords(points([one.coordinate]), loaded.directory.prepared).length_m
            if one.state in REGION and lengths.min() <= NEAR_M:
                yield one


def _errors(found: Sequence[Outcome]) -> FloatArray:
    """Return how far the addresses of the other states lie from their ZIP's point, in r90."""
    elsewhere = [one for one in found if not in_region(one.truth.address)]
    return np.array([one.error_m / one.origin.radius_m for one in elsewhere if one.origin])


def _spots(one: Place, offsets: FloatArray) -> FloatArray:
    """Lay offsets (north, east, in r90) around a ZIP's point, as latitude and longitude."""
    centre = one.coordinate
    north = one.radius_m / _METRES_PER_DEGREE
    east = north / math.cos(math.radians(centre.latitude))
    return np.array((centre.latitude, centre.longitude)) + offsets * (north, east)


def _trial(stage: _Stage, scale: float, number: int) -> Trial:
    """Let the product judge every ZIP with this disc, and compare with the drawn points."""
    with mock.patch.object(certainty, "_DISC", _disc(number)):
        pairs = [_judged(replace(one, radius_m=one.radius_m * scale / SCALE), stage.loaded)
                 for one in stage.zips]  # fmt: skip
    ten, two = zip(*pairs, strict=True)
    doing = stage.directory.doing(PROCEDURE)
    sites = [at for at, one in enumerate(stage.directory) if one.id in doing]
    everybody = list(range(len(stage.directory)))
    return Trial(
        scale, number, *_shares(stage, ten, everybody), *_best_and_detour(stage, ten),
        *_shares(stage, two, sites),
    )  # fmt: skip


def _disc(number: int) -> FloatArray:
    return np.vstack(((0.0, 0.0), certainty._sunflower(number)))


def _judged(origin: Place, loaded: Sources) -> tuple[Certainty, Certainty]:
    ranking = ranking_of(origin, loaded.directory, loaded.times)
    return ranking.certainty, dict(ranking.certainty_by_procedure)[PROCEDURE]


def _said(stage: _Stage, judged: Sequence[Certainty]) -> NDArray[np.int_]:
    doors = {one.id: at for one, at in zip(stage.directory, stage.directory.next_door, strict=True)}
    return np.array([doors[one.could_be_first[0].ids[0]] for one in judged])


def _certain(judged: Sequence[Certainty]) -> NDArray[np.bool_]:
    return np.array([one.certain for one in judged])


def _shares(
    stage: _Stage, judged: Sequence[Certainty], considered: Sequence[int]
) -> tuple[float, float]:
    """Return the share of people who get a certain answer, and to how many it is right."""
    right = stage.nearest(considered) == _said(stage, judged)[:, None]
    certain = stage.people * _certain(judged)
    return (
        float(certain.sum() / stage.people.sum()),
        float((certain * right.mean(axis=1)).sum() / certain.sum()),
    )


def _best_and_detour(stage: _Stage, judged: Sequence[Certainty]) -> tuple[float, float]:
    certain, said = _certain(judged), _said(stage, judged)
    right = stage.nearest(range(len(stage.directory))) == said[:, None]
    wrong = certain[:, None] & ~right
    weights = np.broadcast_to(stage.people[:, None], right.shape)
    detour = _weighted_median(stage.detour_min(said)[wrong], weights[wrong])
    return _best(stage.people, right.mean(axis=1), (stage.people * certain).sum()), detour


def _best(people: FloatArray, right: FloatArray, covered: float) -> float:
    """Call the safest ZIPs certain until as many people are covered, the last ZIP in part."""
    safest = np.argsort(-right, kind="stable")
    before = np.cumsum(people[safest]) - people[safest]
    taken = np.clip(covered - before, 0, people[safest])
    return float(np.average(right[safest], weights=taken))


def _weighted_median(values: FloatArray, weights: FloatArray) -> float:
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order])
    return float(values[order][np.searchsorted(reached, reached[-1] / 2)])
