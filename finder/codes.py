"""QR codes: the address of a page as squares that a phone's camera reads. Made here, offline."""

from dataclasses import dataclass
from itertools import groupby
from typing import Final

import segno

QUIET_ZONE: Final = 4
"""White modules around the code that cameras need (ISO/IEC 18004)."""


@dataclass(frozen=True, slots=True)
class Code:
    """A square SVG picture: `size` modules to a side, the quiet zone included, one `path`."""

    text: str
    size: int
    path: str


def code_of(text: str) -> Code:
    """Return the code of a text, readable with an eighth of it covered or smudged (level M)."""
    made = segno.make_qr(text, error="m")
    rows = (_runs(row, x=QUIET_ZONE, y=y) for y, row in enumerate(made.matrix, start=QUIET_ZONE))
    return Code(text, len(made.matrix) + 2 * QUIET_ZONE, "".join(rows))


def _runs(row: bytearray, *, x: int, y: int) -> str:
    """Draw the dark runs of a row as rectangles one module high."""
    drawn = ""
    for dark, group in groupby(row):
        width = len(list(group))
        if dark:
            drawn += f"M{x} {y}h{width}v1h-{width}z"
        x += width
    return drawn
