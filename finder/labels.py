"""Labels: which names a map shows, and where, so that nothing overlaps.

Greedy: the weightiest name is served first and tries its places in turn. Widths of text are
estimated from above, with the figures of DejaVu Sans, the widest of the fonts that a system
shows pages in.
"""

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple

from finder.basemap import Name
from finder.mercator import Frame
from finder.placing import ALL_WIDTHS, NARROW_ONLY, WIDE, WIDE_ONLY, Patch, Widths, is_free, square

_REGULAR: Final = (
    (0.3, "ijlIJ'"), (0.35, " .,/\u2019"), (0.4, "ft-()"), (0.45, "r"), (0.55, "csz"),
    (0.6, "kvxyFL"), (0.65, "abdeghnopquEPSTY0123456789"), (0.7, "ABCKRVXZ"), (0.75, "NU"),
    (0.8, "DGHOQ&"), (0.85, "w"), (0.9, "M"), (1.0, "mW"),
)  # fmt: skip
_EM: Final = {letter: em for em, letters in _REGULAR for letter in letters}
_OTHER_EM: Final = 0.85
_BOLD: Final = 1.16
"""Bold letters are at most this much wider, word for word."""


class Style(NamedTuple):
    """How a kind of name is set, in pixels; the style sheet has the same figures.

    `spacing` is put between letters. A name with a dot stands beside it, others upon it.
    """

    size: float
    bold: bool = False
    spacing: float = 0.0
    dot: float = 0.0


STYLES: Final = {
    "mark": Style(15, bold=True),
    "city": Style(15, bold=True, dot=3.0),
    "town": Style(13.5, dot=2.5),
    "water": Style(13),
    "state": Style(13, spacing=1.0),
}

MOST_ALWAYS: Final = 6
MOST_WIDE: Final = 12
"""Names at any width, and more where there is room: beyond it a map is a thicket."""

TRIED: Final = 120
"""The weightiest names of a view that are tried: the others would hardly be known."""

ALWAYS_FROM: Final = 10**9
"""From this weight on a name is shown wherever it is in sight (see `build/lettering.py`)."""


class Wish(NamedTuple):
    """A name that wants a place at a point, given in shares of the map's side.

    `clear` is the radius in pixels of what stands at the point; `far` tries places further off.
    """

    text: str
    kind: str
    across: float
    down: float
    clear: float = 0.0
    far: bool = False


@dataclass(frozen=True, slots=True)
class Label:
    """A name on the map: tied to (across, down), its baseline moved by (dx, dy) pixels.

    `anchor` is SVG's text-anchor. `widths` are those at which it is shown. `patch` is what it
    covers, `dot` the radius of the dot at its point, 0 for none.
    """

    text: str
    kind: str
    across: float
    down: float
    dx: float
    dy: float
    anchor: str
    widths: Widths
    patch: Patch
    dot: float = 0.0

    @property
    def only(self) -> str:
        """Name the maps that show it, as the style sheet does; empty for all."""
        return {NARROW_ONLY: "narrow-only", WIDE_ONLY: "wide-only"}.get(self.widths, "")


def text_width(text: str, style: Style) -> float:
    """Return at most how many pixels wide a text is."""
    ems = sum(_EM.get(letter, _OTHER_EM) for letter in text)
    return ems * style.size * (_BOLD if style.bold else 1.0) + style.spacing * len(text)


def place_names(
    names: Iterable[Name], frame: Frame, taken: Iterable[Patch], width: float | None = None
) -> list[Label]:
    """Choose and place names, weightiest first, clear of what is taken and of each other.

    Without a width they fit a map of any width, and more are added for wide ones.
    """
    tried = list(names)[:TRIED]
    covered = list(taken)
    if width is not None:
        one = Widths(width - 1, width + 1)
        return _placed(tried, frame, covered, one, MOST_WIDE * width / WIDE)
    first = _placed(tried, frame, covered, ALL_WIDTHS, MOST_ALWAYS)
    seen = {(label.text, label.kind) for label in first}
    rest = [name for name in tried if (name.text, name.kind) not in seen]
    return first + _placed(rest, frame, covered, WIDE_ONLY, MOST_WIDE - len(first))


def _placed(
    names: list[Name], frame: Frame, covered: list[Patch], widths: Widths, most: float
) -> list[Label]:
    made: list[Label] = []
    shown: set[str] = set()
    for name in names:
        if len(made) >= most:
            break
        if name.text in shown and name.kind != "town":
            continue
        far = name.weight >= ALWAYS_FROM
        wish = Wish(name.text, name.kind, *frame.share(name.spot), far=far)
        labels = _always(wish, covered) if far and widths == ALL_WIDTHS else []
        labels = labels or [label for label in [place(wish, covered, widths)] if label]
        made += labels
        shown.update(label.text for label in labels)
        for label in labels:
            covered += _covers(label)
    return made


def _always(wish: Wish, covered: list[Patch]) -> list[Label]:
    """Place a name for any width, or else in two places, for narrow maps and for wide ones."""
    parts = ((ALL_WIDTHS,), (NARROW_ONLY, WIDE_ONLY))
    tried = ([place(wish, covered, widths) for widths in part] for part in parts)
    whole = ([label for label in labels if label] for labels in tried)
    return next((labels for labels in whole if labels), [])


def place(wish: Wish, covered: list[Patch], widths: Widths = ALL_WIDTHS) -> Label | None:
    """Return a label in the first of its places that is free, None where none is."""
    dot = STYLES[wish.kind].dot
    dotted = dot > 0 and is_free(square(wish.across, wish.down, dot), covered, widths)
    if dot and not dotted and not wish.far:
        return None
    for label in _places(wish, widths):
        if is_free(label.patch, covered, widths):
            beside = max(abs(label.dx), abs(label.dy)) < _BESIDE
            return replace(label, dot=dot if dotted and beside else 0.0)
    return None


_BESIDE: Final = 24.0
"""Pixels: a label further off its point has no dot, which would look like another's."""


def _places(wish: Wish, widths: Widths) -> Iterator[Label]:
    """Yield a label at the places worth trying, best first: to the right, then around."""
    style, at = STYLES[wish.kind], (wish.across, wish.down)
    width = text_width(wish.text, style)
    rise, fall = 0.76 * style.size, 0.24 * style.size
    for anchor, dx, dy in _spots(max(wish.clear, style.dot), rise, wish.far):
        left = {"start": dx, "middle": dx - width / 2, "end": dx - width}[anchor]
        patch = Patch(*at, left - 1, dy - rise - 1, left + width + 1, dy + fall + 1)
        yield Label(wish.text, wish.kind, *at, round(dx, 1), round(dy, 1), anchor, widths, patch)


_Spot = tuple[str, float, float]
"""A text-anchor, and pixels from the point to the text's baseline."""


def _spots(clear: float, rise: float, far: bool) -> Iterator[_Spot]:
    level = rise / 2 - 0.5
    if clear:
        off = clear + 4
        below = off + rise
        yield from (("start", off, level), ("end", -off, level))
        yield from (("middle", 0, -off), ("middle", 0, below))
        yield from (("start", off / 2, -off), ("start", off / 2, below))
        yield from (("end", -off / 2, -off), ("end", -off / 2, below))
    else:
        downs = (0, -18, 18, 36, -36)
        yield from (("middle", dx, level + dy) for dy in downs for dx in (0, -20, 20))
    if far:
        yield from _around(clear + 8, level)


def _around(least: float, level: float) -> Iterator[_Spot]:
    """Yield places ever further off, all around: an oval, as a text is wider than high."""
    for ring in range(12):
        for turn in range(16):
            angle, radius = turn * math.pi / 8, least + 10 * ring
            across, down = 1.6 * radius * math.cos(angle), radius * math.sin(angle)
            anchor = "middle" if turn % 8 == 4 else "end" if 4 < turn < 12 else "start"
            yield anchor, across if anchor != "middle" else 0.0, level + down


def _covers(label: Label) -> list[Patch]:
    """Return what a placed label covers: its text, and the dot that it belongs to."""
    spot = [square(label.across, label.down, label.dot + 0.5)] if label.dot else []
    return [label.patch, *spot]
