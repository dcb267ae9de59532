"""The basemap: land, lines, roads and names for any part of the country, as the build made it.

A look-up, no geometry: paths lie ready in tiles, as SVG path data in the units of
`mercator.py`. A map takes the tiles that it touches.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, NamedTuple

import numpy as np

from finder.mercator import Frame, Spot

LAYERS: Final = ("land", "county", "trunk", "motorway", "state")
"""In the order in which they are drawn; water is the ground."""

STATES_FROM: Final = 12_000.0
"""Units: on a map of less than this (about 500 km) the name of a state is taken for a town's."""


class Name(NamedTuple):
    """A name that a map may show. `kind` is city, town, water or state."""

    text: str
    spot: Spot
    kind: str
    weight: int


@dataclass(frozen=True, slots=True)
class Level:
    """One level of detail: its box (west, north, east, south), and tiles by "column,row".

    `reach` is the widest side of a frame that needs so much detail, None for no limit; all in
    units.
    """

    name: str
    box: tuple[int, int, int, int]
    reach: int | None
    tile: int
    tiles: dict[str, dict[str, str]]

    def serves(self, frame: Frame) -> bool:
        """Tell whether the level covers a frame, and is not finer than the frame needs."""
        west, north, east, south = self.box
        covers = west <= frame.x and frame.x + frame.side <= east
        covers = covers and north <= frame.y and frame.y + frame.side <= south
        return covers and (self.reach is None or frame.side <= self.reach)


class Basemap:
    """All levels, finest first, and all names, weightiest first."""

    def __init__(self, levels: tuple[Level, ...], names: tuple[Name, ...], drawing: bytes) -> None:
        """Keep them; `drawing` is what the page's script draws from, as JSON."""
        self.levels = levels
        self.names = names
        self.drawing = drawing
        self.version = hashlib.sha256(drawing).hexdigest()[:12]
        self._spots = np.array([name.spot for name in names]).reshape(-1, 2)

    def level(self, frame: Frame) -> Level:
        """Return the finest level that serves a frame, the last one if none does."""
        return next((one for one in self.levels if one.serves(frame)), self.levels[-1])

    def paths(self, frame: Frame) -> tuple[tuple[str, str], ...]:
        """Return (layer, path data) of what there is to draw in a frame."""
        level = self.level(frame)
        columns = _span(frame.x, frame.side, level.tile)
        rows = _span(frame.y, frame.side, level.tile)
        tiles = [level.tiles.get(f"{c},{r}", {}) for c in columns for r in rows]
        joined = ((name, "".join(tile.get(name, "") for tile in tiles)) for name in LAYERS)
        return tuple((name, path) for name, path in joined if path)

    def names_in(self, frame: Frame) -> list[Name]:
        """Return the names in a frame, weightiest first; states on a small scale only."""
        across = (self._spots - (frame.x, frame.y)) / frame.side
        inside = ((across >= 0) & (across <= 1)).all(axis=1)
        found = [self.names[at] for at in np.flatnonzero(inside).tolist()]
        return [name for name in found if name.kind != "state" or frame.side >= STATES_FROM]


def _span(start: float, side: float, tile: int) -> range:
    return range(int(start // tile), int((start + side) // tile) + 1)


def load_basemap(path: Path) -> Basemap:
    """Read the file that the build step made."""
    made: dict[str, Any] = json.loads(path.read_bytes())
    levels = tuple(Level(**one | {"box": tuple(one["box"])}) for one in made["levels"])
    names = tuple(
        Name(text, Spot(x, y), kind, weight) for text, x, y, kind, weight in made["names"]
    )
    drawing = json.dumps({"levels": made["levels"], "layers": LAYERS}, separators=(",", ":"))
    return Basemap(levels, names, drawing.encode())
