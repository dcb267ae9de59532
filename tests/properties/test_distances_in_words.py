"""Promises about distances as people read them."""

import re

from hypothesis import given
from hypothesis import strategies as st

from finder.request import Units
from finder.wording import distance_text

UNITS: dict[Units, float] = {"mi": 1_609.344, "km": 1_000.0}

# Up to this radius, in the unit shown, distances may be told apart by this much.
FINEST = [(0.1, 0.1), (0.5, 0.5), (3.0, 1.0), (8.0, 5.0), (float("inf"), 10.0)]

metres = st.floats(0, 2.1e7)
radii = st.floats(1, 1e6)
units = st.sampled_from(sorted(UNITS))


def _number(text: str) -> float:
    found = re.fullmatch(r"(?:about|less than) ([0-9,]+(?:\.[0-9]+)?) (?:miles?|km)", text)
    assert found is not None
    return float(found[1].replace(",", ""))


def _finest(radius_m: float, unit: Units) -> float:
    return next(step for limit, step in FINEST if radius_m / UNITS[unit] <= limit)


@given(distance_m=metres, radius_m=radii, unit=units)
def test_a_distance_is_never_told_finer_than_the_radius_allows(
    distance_m: float, radius_m: float, unit: Units
) -> None:
    step = _finest(radius_m, unit)

    steps = _number(distance_text(distance_m, radius_m, unit)) / step

    assert abs(steps - round(steps)) < 1e-6
    assert round(steps) >= 1


@given(distance_m=metres, radius_m=radii, unit=units)
def test_a_distance_in_words_is_the_distance_to_within_half_a_step(
    distance_m: float, radius_m: float, unit: Units
) -> None:
    step = _finest(radius_m, unit)

    text = distance_text(distance_m, radius_m, unit)

    told, true = _number(text), distance_m / UNITS[unit]
    assert (true < told) if text.startswith("less") else (abs(told - true) <= step * 0.5001)


@given(near_m=metres, further_m=metres, radius_m=radii, unit=units)
def test_a_longer_way_is_never_told_as_a_shorter_one(
    near_m: float, further_m: float, radius_m: float, unit: Units
) -> None:
    near_m, further_m = sorted((near_m, further_m))

    near, further = (distance_text(way, radius_m, unit) for way in (near_m, further_m))

    assert _number(near) <= _number(further)
