"""Placing: nothing hides anything, at any width of the map."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.placing import (
    ALL_WIDTHS,
    NARROWEST,
    WIDEST,
    Offset,
    Patch,
    Widths,
    fan_out,
    inside,
    overlap,
    pin_patch,
    square,
)

shares = st.floats(0.1, 0.9, allow_nan=False)
pixels = st.floats(-80, 80, allow_nan=False)
patches = st.builds(
    lambda x, y, left, top, w, h: Patch(x, y, left, top, left + w, top + h),
    shares, shares, pixels, pixels, st.floats(2, 90), st.floats(2, 30),
)  # fmt: skip


def at(patch: Patch, width: float) -> tuple[float, float, float, float]:
    x, y = patch.across * width, patch.down * width
    return x + patch.left, y + patch.top, x + patch.right, y + patch.bottom


def overlap_at(one: Patch, other: Patch, width: float) -> bool:
    a, b = at(one, width), at(other, width)
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


@given(patches, patches)
def test_what_overlaps_at_one_width_overlaps_in_the_span(one: Patch, other: Patch) -> None:
    steps = [NARROWEST + (WIDEST - NARROWEST) * k / 60 for k in range(1, 60)]
    seen = any(overlap_at(one, other, width) for width in steps)

    assert not seen or overlap(one, other)


@given(patches, patches)
def test_overlap_is_mutual(one: Patch, other: Patch) -> None:
    assert overlap(one, other) == overlap(other, one)


def test_two_patches_tied_crosswise_are_caught_where_they_meet() -> None:
    left = Patch(0.5, 0.5, 40, -5, 60, 5)
    right = Patch(0.6, 0.5, -60, -5, -40, 5)

    assert not overlap(left, right, Widths(280, 300))
    assert not overlap(left, right, Widths(1300, 1400))
    assert overlap(left, right, Widths(280, 1400))


def test_a_patch_is_inside_only_if_it_is_at_both_ends() -> None:
    assert inside(square(0.5, 0.5, 20))
    assert not inside(square(0.05, 0.5, 20))
    assert inside(square(0.05, 0.5, 20), Widths(500, 660))


def test_a_pin_alone_stands_on_its_point() -> None:
    assert fan_out([(0.5, 0.5)]) == [Offset(0, 0)]


def test_the_first_of_two_next_door_stays_and_the_other_moves_a_little() -> None:
    first, second = fan_out([(0.5, 0.5), (0.502, 0.503)])

    assert first == Offset(0, 0)
    assert 25 < (second.dx**2 + second.dy**2) ** 0.5 < 45


@given(st.lists(st.tuples(shares, shares), min_size=1, max_size=10))
def test_ten_pins_anywhere_never_hide_each_other(points: list[tuple[float, float]]) -> None:
    offsets = fan_out(points)
    placed = [pin_patch(*point, off) for point, off in zip(points, offsets, strict=True)]

    assert all(inside(one, ALL_WIDTHS) for one in placed)
    assert not [
        (i, j) for i in range(len(placed)) for j in range(i) if overlap(placed[i], placed[j])
    ]


def test_ten_pins_on_one_point_are_spread() -> None:
    points = [(0.15, 0.85)] * 10
    offsets = fan_out(points)
    placed = [pin_patch(*point, off) for point, off in zip(points, offsets, strict=True)]

    assert not any(overlap(placed[i], placed[j]) for i in range(10) for j in range(i))


@pytest.mark.parametrize("taken", [[square(0.5, 0.5, 30)]])
def test_a_pin_leaves_what_is_taken(taken: list[Patch]) -> None:
    (offset,) = fan_out([(0.5, 0.5)], taken)

    assert not overlap(pin_patch(0.5, 0.5, offset), taken[0])
