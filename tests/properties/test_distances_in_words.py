"""Promises about distances as people read them."""

import re

from hypothesis import assume, given
from hypothesis import strategies as st

from finder.request import Units
from finder.wording import distance_text

UNITS: dict[Units, float] = {"mi": 1_609.344, "km": 1_000.0}

# Up to this radius, in the unit shown, distances may be told apart by this much.
FINEST = [(0.1, 0.1), (0.5, 0.5), (3.0, 1.0), (8.0, 5.0), (float("inf"), 10.0)]

metres = st.floats(0, 2.1e7)
radii = st.floats(1, 1e6)
units = st.sampled_from(sorted(UNITS))


def _numbers(text: str) -> tuple[float, float]:
    """Return the ends of a range, twice the figure where there is one, from 0 for "up to"."""
    figure = r"([0-9,]+(?:\.[0-9]+)?)"
    found = re.fullmatch(rf"(about|up to about) (?:{figure} to )?{figure} (?:miles?|km)", text)
    assert found is not None
    high = float(found[3].replace(",", ""))
    if found[1] == "up to about":
        assert found[2] is None
        return 0.0, high
    return float((found[2] or found[3]).replace(",", "")), high


def _finest(radius_m: float, unit: Units) -> float:
    return next(step for limit, step in FINEST if radius_m / UNITS[unit] <= limit)


@given(distance_m=metres, radius_m=radii, unit=units)
def test_a_distance_is_never_told_finer_than_the_radius_allows(
    distance_m: float, radius_m: float, unit: Units
) -> None:
    step = _finest(radius_m, unit)

    low, high = _numbers(distance_text(distance_m, radius_m, unit))

    for told in (low, high):
        assert abs(told / step - round(told / step)) < 1e-6
    assert high > 0


@given(distance_m=metres, radius_m=radii, unit=units)
def test_a_figure_is_the_distance_to_within_half_a_step(
    distance_m: float, radius_m: float, unit: Units
) -> None:
    assume(radius_m <= distance_m / 4)
    step, true = _finest(radius_m, unit), distance_m / UNITS[unit]

    low, high = _numbers(distance_text(distance_m, radius_m, unit))

    assert low == high
    assert abs(high - max(true, step)) <= step * 0.5001


@given(distance_m=metres, radius_m=radii, unit=units)
def test_a_range_is_the_distance_less_and_more_the_radius_to_within_half_a_step(
    distance_m: float, radius_m: float, unit: Units
) -> None:
    assume(radius_m > distance_m / 4)
    true, radius = distance_m / UNITS[unit], radius_m / UNITS[unit]
    step = _finest(radius_m, unit)

    low, high = _numbers(distance_text(distance_m, radius_m, unit))

    assert low < high
    assert abs(low - max(0.0, true - radius)) <= step * 0.5001
    assert abs(high - max(low + step, true + radius)) <= step * 0.5001


@given(near_m=metres, further_m=metres, radius_m=radii, unit=units)
def test_a_longer_way_is_never_told_as_a_shorter_one(
    near_m: float, further_m: float, radius_m: float, unit: Units
) -> None:
    near_m, further_m = sorted((near_m, further_m))

    near, further = (_numbers(distance_text(way, radius_m, unit)) for way in (near_m, further_m))

    assert near[0] <= further[0]
    if (near[0] == near[1]) == (further[0] == further[1]):
        assert near[1] <= further[1]
