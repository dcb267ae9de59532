"""Placing: where pins and names go on a map so that none hides another, at any width.

A map keeps its type and pins at one size in pixels while it grows with the page. What is put
on it is a patch: a rectangle in pixels, tied to a point that lies at a share of the map's
side. Two patches move apart as the map grows, or together where they are tied crosswise, so
overlap is decided for a whole span of widths at once.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from typing import Final, NamedTuple

NARROWEST: Final = 280.0
"""Pixels: the side of the map on the smallest phone (320 wide, less the page's margins)."""

WIDE: Final = 440.0
"""From this side on there is room for more names; the style sheet has the same figure."""

WIDEST: Final = 660.0
"""The style sheet lets no map grow beyond it."""

PIN_RADIUS: Final = 14.0
"""With its rim."""

PIN_GAP: Final = 1.0
"""Pixels kept free around a pin."""

MARGIN: Final = 3.0
"""Pixels kept free along the rim of the map."""


class Widths(NamedTuple):
    """A span of sides of the map, in pixels."""

    low: float
    high: float


ALL_WIDTHS: Final = Widths(NARROWEST, WIDEST)
NARROW_ONLY: Final = Widths(NARROWEST, WIDE)
WIDE_ONLY: Final = Widths(WIDE, WIDEST)


class Patch(NamedTuple):
    """A rectangle tied to a point at (across, down) of the map: shares of its side.

    Left, top, right and bottom are pixels from that point.
    """

    across: float
    down: float
    left: float
    top: float
    right: float
    bottom: float


def square(across: float, down: float, half: float, dx: float = 0.0, dy: float = 0.0) -> Patch:
    """Return a square patch around a point that is moved by some pixels."""
    return Patch(across, down, dx - half, dy - half, dx + half, dy + half)


def disc(across: float, down: float, share: float) -> Patch:
    """Return the patch of a disc whose radius is a share of the map, at its widest."""
    return square(across, down, share * WIDEST)


def overlap(one: Patch, other: Patch, widths: Widths = ALL_WIDTHS) -> bool:
    """Tell whether two patches overlap at any of the widths.

    Along each axis they overlap while w * (difference of shares) lies between two bounds:
    an interval of widths. The three intervals are intersected.
    """
    low, high = widths
    for apart, least, most in (
        (one.across - other.across, other.left - one.right, other.right - one.left),
        (one.down - other.down, other.top - one.bottom, other.bottom - one.top),
    ):
        if abs(apart) < 1e-12:
            if not least < 0 < most:
                return False
            continue
        ends = sorted((least / apart, most / apart))
        low, high = max(low, ends[0]), min(high, ends[1])
    return low < high


def inside(patch: Patch, widths: Widths = ALL_WIDTHS) -> bool:
    """Tell whether a patch stays on the map, a margin from its rim, at all of the widths."""
    return all(
        share * width + first >= MARGIN and share * width + last <= width - MARGIN
        for width in widths
        for share, first, last in (
            (patch.across, patch.left, patch.right),
            (patch.down, patch.top, patch.bottom),
        )
    )


def is_free(patch: Patch, taken: Iterable[Patch], widths: Widths = ALL_WIDTHS) -> bool:
    """Tell whether a patch stays on the map and clear of all others."""
    return inside(patch, widths) and not any(overlap(patch, one, widths) for one in taken)


class Offset(NamedTuple):
    """By how many pixels something stands away from its point; (0, 0) is on it."""

    dx: float
    dy: float


_RADII: Final = (0, 16, 20, 25, 30, 36, 43, 51, 60, 70, 82, 96, 112, 130, 150, 175, 200)
_DIRECTIONS: Final = 24


def fan_out(points: Sequence[tuple[float, float]], taken: Iterable[Patch] = ()) -> list[Offset]:
    """Move pins off their points, as little as will do, until none hides another.

    Earlier pins are served first. A pin leaves its neighbors' middle, so that leader lines
    spread like a fan and don't cross.
    """
    placed: list[Patch] = list(taken)
    offsets = []
    for at, (across, down) in enumerate(points):
        away = _away(points, at)
        offset = next(
            (one for one in _candidates(away) if is_free(_pin(across, down, one, PIN_GAP), placed)),
            Offset(0, 0),
        )
        offsets.append(offset)
        placed.append(_pin(across, down, offset))
    return offsets


def pin_patch(across: float, down: float, offset: Offset) -> Patch:
    """Return the patch of a pin."""
    return _pin(across, down, offset)


def _pin(across: float, down: float, offset: Offset, gap: float = 0.0) -> Patch:
    return square(across, down, PIN_RADIUS + gap, offset.dx, offset.dy)


def _away(points: Sequence[tuple[float, float]], at: int) -> float:
    """Return the direction, in radians, away from the middle of the points close by."""
    x, y = points[at]
    near = [p for p in points if math.hypot(p[0] - x, p[1] - y) * NARROWEST < 3 * PIN_RADIUS]
    dx = x - sum(p[0] for p in near) / len(near)
    dy = y - sum(p[1] for p in near) / len(near)
    return math.atan2(dy, dx) if (dx, dy) != (0.0, 0.0) else 0.0


def _candidates(away: float) -> Iterator[Offset]:
    """Yield offsets, nearest first; of those equally near, the ones that lead away first."""
    step = 2 * math.pi / _DIRECTIONS
    turns = sorted((turn * step for turn in range(_DIRECTIONS)), key=lambda t: (_turn(t), t))
    for radius in _RADII:
        for turn in turns[: _DIRECTIONS if radius else 1]:
            angle = away + turn
            yield Offset(round(radius * math.cos(angle), 1), round(radius * math.sin(angle), 1))


def _turn(angle: float) -> float:
    return round(min(angle, 2 * math.pi - angle), 9)
