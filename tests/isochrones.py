"""Draws docs/roads.png: how long it takes by road to one hospital, from everywhere.

Run with `make isochrones`. The picture is drawn from the fields that Finder answers with.
"""

import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import BoundaryNorm, ListedColormap

from finder.directory import load
from finder.fields import STEPS_A_MINUTE, UNREACHED, Recipe, load_fields
from finder.grid import COLUMNS, COLUMNS_PER_DEGREE, ROWS, ROWS_PER_DEGREE, SOUTH, WEST
from finder.network import SPEEDS, Network, RoadClass, load_network
from finder.resources import fields_path, resource, terrain_path

PICTURE: Final = Path(__file__).parents[1] / "docs" / "roads.png"
BANDS: Final = (0, 15, 30, 45, 60, 90, 120, 180, 300)
COLORS: Final = (
    "#08519c", "#2171b5", "#4292c6", "#6baed6", "#9ecae1", "#c6dbef", "#deebf7", "#f2f6fb",
)  # fmt: skip
TOWNS: Final = {
    "Annapolis": (38.98, -76.50),
    "Cambridge": (38.56, -76.08),
    "Rock Hall": (39.14, -76.24),
    "Leonardtown": (38.29, -76.64),
    "Frederick": (39.41, -77.41),
    "Washington": (38.90, -77.04),
    "Colonial Beach": (38.25, -76.96),
    "Salisbury": (38.36, -75.60),
    "Dover": (39.16, -75.52),
    "York": (39.96, -76.73),
}


def draw(facility_id: str, picture: Path) -> None:
    """Draw the field of one hospital, with roads and crossings."""
    directory = load(resource("data") / "locations.csv", today=datetime.now(tz=UTC).date())
    recipe = Recipe(terrain_path(), resource("data"), directory, SPEEDS)
    fields = load_fields(recipe, shipped=fields_path(), cache=picture.parent)
    facility = directory.by_id(facility_id)
    steps = fields.minutes[:, directory.facilities.index(facility)].reshape(ROWS, COLUMNS)
    minutes = np.where(steps == UNREACHED, np.nan, steps / STEPS_A_MINUTE)
    figure, axes = plt.subplots(figsize=(9, 9.6), layout="constrained")
    east, north = WEST + COLUMNS / COLUMNS_PER_DEGREE, SOUTH + ROWS / ROWS_PER_DEGREE
    bands = ListedColormap(COLORS)
    shown = axes.imshow(
        minutes, origin="lower", extent=(WEST, east, SOUTH, north), cmap=bands,
        norm=BoundaryNorm(BANDS, bands.N), interpolation="nearest",
    )  # fmt: skip
    _network(axes, load_network(resource("data")))
    axes.plot(
        facility.coordinate.longitude, facility.coordinate.latitude, "*", ms=16, color="#b30000"
    )
    for name, (latitude, longitude) in TOWNS.items():
        axes.plot(longitude, latitude, "o", ms=3, color="black")
        axes.annotate(
            name, (longitude, latitude), xytext=(4, 3), textcoords="offset points", fontsize=8
        )
    axes.set(xlim=(-78.6, -74.9), ylim=(37.4, 40.4), aspect=1.28, facecolor="#ffffff")
    axes.set_title(f"Minutes by road to {facility.name}, estimate without traffic")
    figure.colorbar(shown, ax=axes, label="minutes", shrink=0.6, ticks=BANDS)
    figure.savefig(picture, dpi=100, pil_kwargs={"optimize": True})


def _network(axes: Axes, network: Network) -> None:
    for road in network.roads:
        points = [(v.coordinate.longitude, v.coordinate.latitude) for v in road.vertices]
        width = 0.9 if road.kind is RoadClass.MOTORWAY else 0.35
        axes.plot(*zip(*points, strict=True), color="#444444", lw=width)
    for one in network.crossings:
        ends = (one.one_end, one.other_end)
        axes.plot(
            [end.longitude for end in ends], [end.latitude for end in ends], color="#e6550d", lw=2
        )


if __name__ == "__main__":
    draw(sys.argv[1] if len(sys.argv) > 1 else "harbor", PICTURE)
