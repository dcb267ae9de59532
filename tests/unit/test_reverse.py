"""Back from a coordinate to a door or a block."""

from dataclasses import replace

import pytest

from finder.geo import Coordinate
from finder.geocode import geocode
from finder.parse import parse
from finder.reverse import reverse
from finder.search import Sources
from finder.wording import nearest_text, place_text
from tests.made_up_city import CAPITOL, EAST, NORTH


@pytest.mark.parametrize(
    ("latitude", "longitude", "text"),
    [
        (39.3229, -76.6171, "3000 N Charles St, Baltimore 21218"),
        (39.32150, -76.61702, "the 2900 block of N Charles St, Baltimore 21218"),
        (39.3212, -76.6152, "2901A Saint Paul St, Baltimore 21218"),
        (39.4701, -76.8349, "the 100 block of Maple Ave, Reisterstown 21136"),
        (39.46899, -76.83, "the 100 block of Main St, Reisterstown 21136"),
    ],
)
def test_a_point_is_told_by_its_door_or_its_block(
    latitude: float, longitude: float, text: str, city: Sources
) -> None:
    nearest = reverse(Coordinate(latitude, longitude), city.atlas)

    assert nearest is not None
    assert nearest_text(nearest) == text
    assert nearest.distance_m <= 30


def test_the_block_of_a_corner_is_one_of_its_four(city: Sources) -> None:
    corner = Coordinate(CAPITOL.latitude + 4 * NORTH, CAPITOL.longitude - 4 * EAST)
    nearest = reverse(corner, city.atlas)

    assert nearest is not None
    assert nearest.street in ("4th St NW", "D St NW")
    assert nearest.hundred in (300, 400)


def test_far_from_every_street_nothing_is_told(city: Sources) -> None:
    assert reverse(Coordinate(39.40, -76.72), city.atlas) is None


def test_without_an_index_nothing_is_told(sources: Sources) -> None:
    assert reverse(Coordinate(39.3229, -76.6171), sources.atlas) is None


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("39.32150, -76.61702", "a point near N Charles St, Baltimore, MD"),
        ("39.3, -76.6", "a point near Baltimore, MD"),
        ("39.40, -76.72", "a point near Stevenson, MD"),
    ],
)
def test_a_coordinate_is_labelled_by_a_street_only_where_it_is_as_fine(
    text: str, label: str, city: Sources
) -> None:
    best = geocode(parse(text), city.atlas).best

    assert best is not None
    assert place_text(best) == label


def test_house_numbers_below_a_hundred_are_no_zero_block(city: Sources) -> None:
    nearest = reverse(Coordinate(39.32150, -76.61702), city.atlas)

    assert nearest is not None
    told = nearest_text(replace(nearest, hundred=0))
    assert told == "the house numbers below 100 of N Charles St, Baltimore 21218"
