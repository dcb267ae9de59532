"""Blocks: house numbers, lines and the cells that they touch."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.block import HouseNumber, cell_of, cells_of, house_number, packed, unpacked

MICRO_LATITUDES = st.integers(-90_000_000, 89_999_999)
MICRO_LONGITUDES = st.integers(-180_000_000, 179_999_999)
LINES = st.lists(st.tuples(MICRO_LATITUDES, MICRO_LONGITUDES), min_size=2, max_size=30)
SHORT_STEPS = st.lists(
    st.tuples(st.integers(-30_000, 30_000), st.integers(-30_000, 30_000)), min_size=1, max_size=30
)


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("101", HouseNumber(101)),
        (" 12A ", HouseNumber(12, letter="a")),
        ("12-A", HouseNumber(12, letter="a")),
        ("12 1/2", HouseNumber(12, letter="1/2")),
        ("75-01", HouseNumber(1, prefix="75-")),
        ("N6W23001", HouseNumber(23001, prefix="n6w")),
        ("W5200", HouseNumber(5200, prefix="w")),
        ("", None),
        ("Main", None),
        ("12 Main", None),
        ("1234567890", None),
        ("-5", None),
    ],
)
def test_a_house_number_is_taken_apart(text: str, number: HouseNumber | None) -> None:
    assert house_number(text) == number


@given(LINES)
def test_a_line_is_unpacked_as_it_was_packed(line: list[tuple[int, int]]) -> None:
    degrees = [(latitude / 1e6, longitude / 1e6) for latitude, longitude in line]

    assert unpacked(packed(degrees)) == line


def walked(steps: list[tuple[int, int]]) -> list[tuple[int, int]]:
    line = [(39_000_000, -77_000_000)]
    for north, east in steps:
        line.append((line[-1][0] + north, line[-1][1] + east))
    return line


@given(SHORT_STEPS)
def test_a_line_of_short_steps_takes_four_bytes_a_point(steps: list[tuple[int, int]]) -> None:
    line = walked(steps)

    assert len(packed((y / 1e6, x / 1e6) for y, x in line)) == 9 + 4 * len(steps)


@given(SHORT_STEPS)
def test_a_line_touches_the_cells_of_its_points_and_between(steps: list[tuple[int, int]]) -> None:
    line = walked(steps)
    middles = [((a + c) // 2, (b + d) // 2) for (a, b), (c, d) in pairwise(line)]

    assert {cell_of(*point) for point in (*line, *middles)} <= cells_of(line)
