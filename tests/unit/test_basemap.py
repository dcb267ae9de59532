"""The basemap that the build made."""

import re
from itertools import pairwise

import pytest

from finder.basemap import LAYERS, Basemap, load_basemap
from finder.geo import Coordinate
from finder.mercator import Frame, spot_of
from finder.resources import basemap_path

PATH = re.compile(r"(M-?\d+ -?\d+l-?\d+(?:[ -]-?\d+)*z?)+")


@pytest.fixture(scope="module")
def basemap() -> Basemap:
    return load_basemap(basemap_path())


def around(latitude: float, longitude: float, side: float) -> Frame:
    spot = spot_of(Coordinate(latitude, longitude))
    return Frame(spot.x - side / 2, spot.y - side / 2, side)


@pytest.mark.parametrize(
    ("frame", "level"),
    [
        (around(39.3, -76.6, 800), "close"),
        (around(38.9, -76.9, 4000), "region"),
        (around(39.5, -79.5, 9000), "around"),
        (around(39.0, -98.0, 90_000), "country"),
        (around(36.77, -119.4, 800), "country"),
    ],
)
def test_a_frame_is_served_by_the_finest_level_that_covers_it(
    basemap: Basemap, frame: Frame, level: str
) -> None:
    assert basemap.level(frame).name == level


def test_layers_come_in_the_order_in_which_they_are_drawn(basemap: Basemap) -> None:
    layers = [layer for layer, _ in basemap.paths(around(38.9, -77.0, 2500))]

    assert layers == list(LAYERS)


def test_every_path_is_short_whole_figures(basemap: Basemap) -> None:
    for level in basemap.levels:
        for tile in level.tiles.values():
            for path in tile.values():
                assert PATH.fullmatch(path), path[:80]


def is_land(basemap: Basemap, latitude: float, longitude: float) -> bool:
    """Count the edges of the land east of a point: an odd number means inside."""
    spot = spot_of(Coordinate(latitude, longitude))
    paths = dict(basemap.paths(Frame(spot.x - 1, spot.y - 1, 2)))
    crossings = 0
    for run in re.findall(r"M([^M]*)z", paths.get("land", "")):
        figures = [int(one) for one in re.findall(r"-?\d+", run)]
        steps = list(zip(figures[::2], figures[1::2], strict=True))
        points = [(sum(x for x, _ in steps[:n]), sum(y for _, y in steps[:n])) for n in
                  range(1, len(steps) + 1)]  # fmt: skip
        for (x1, y1), (x2, y2) in pairwise([*points, points[0]]):
            if (y1 > spot.y) != (y2 > spot.y):
                crossings += x1 + (spot.y - y1) * (x2 - x1) / (y2 - y1) > spot.x
    return crossings % 2 == 1


@pytest.mark.parametrize(
    ("latitude", "longitude", "land"),
    [
        (39.301, -76.613, True),  # Baltimore
        (38.302, -76.638, True),  # Leonardtown
        (38.569, -76.078, True),  # Cambridge, on the eastern shore
        (38.60, -76.42, False),  # the bay
        (38.17, -76.60, False),  # the lower Potomac
    ],
)
def test_the_bay_is_water_and_both_its_shores_are_land(
    basemap: Basemap, latitude: float, longitude: float, land: bool
) -> None:
    assert is_land(basemap, latitude, longitude) is land


def test_names_are_of_the_frame_and_the_weightiest_come_first(basemap: Basemap) -> None:
    frame = around(39.1, -76.8, 2000)

    names = basemap.names_in(frame)

    assert [name.text for name in names[:2]] == ["Baltimore", "Washington"]
    assert all(frame.holds(name.spot) for name in names)
    assert names == sorted(names, key=lambda name: -name.weight)


def test_states_are_named_on_a_small_scale_only(basemap: Basemap) -> None:
    close, far = basemap.names_in(around(39, -77, 2000)), basemap.names_in(around(39, -77, 20_000))

    assert not [name for name in close if name.kind == "state"]
    assert "Maryland" in [name.text for name in far if name.kind == "state"]
