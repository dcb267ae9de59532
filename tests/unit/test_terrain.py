"""Land, water and counties on the grid: made up, and as shipped."""

from pathlib import Path

import numpy as np
import pytest

from finder.grid import COLUMNS, FINE, ROWS, cells_of
from finder.resources import terrain_path
from finder.terrain import LEAST_LAND, Terrain, load_terrain
from tests.made_up import Land, cell, spot, terrain


@pytest.fixture(scope="module", name="shipped")
def _shipped() -> Terrain:
    return load_terrain(terrain_path())


def at(shipped: Terrain, latitude: float, longitude: float) -> str:
    return shipped.names[int(shipped.county_at(np.array((latitude, longitude))))]


@pytest.mark.parametrize(("rows", "is_land"), [(0, False), (1, True), (4, True)])
def test_a_cell_is_land_from_a_quarter_of_it_on(rows: int, is_land: bool) -> None:
    made = terrain(Land("One, MD", 40, 40, 40 + rows, 44))

    assert FINE * LEAST_LAND == FINE * FINE
    assert bool(made.land[cell(40, 40)]) is is_land


def test_less_than_a_quarter_is_water() -> None:
    made = terrain(Land("One, MD", 40, 40, 41, 43))

    assert not made.land.any()


def test_a_cell_is_seen_from_the_middle_of_its_land() -> None:
    made = terrain(Land("One, MD", 40, 40, 44, 42), Land("Two, MD", 80, 80, 84, 84))

    west_half, whole = made.middle[cell(40, 40)], made.middle[cell(80, 80)]

    assert tuple(whole) == pytest.approx((spot(82, 82).latitude, spot(82, 82).longitude))
    assert spot(40, 40).longitude < west_half[1] < spot(40, 42).longitude


def test_the_middle_of_land_around_a_creek_is_on_land() -> None:
    made = terrain(Land("One, MD", 40, 40, 44, 44), Land("Creek", 40, 41, 43, 43))
    dry = Terrain(np.where(made.county == 1, made.county, 0), made.names, made.density)

    assert int(dry.county_at(dry.middle[cell(40, 40)])) == 1


def test_a_cell_of_two_counties_is_at_home_where_its_middle_is() -> None:
    made = terrain(Land("One, MD", 40, 40, 44, 44), Land("Two, MD", 43, 40, 44, 44))

    assert made.names[int(made.home[cell(40, 40)])] == "One, MD"


def test_beyond_the_grid_there_is_no_county() -> None:
    made = terrain(Land("All, MD", 0, 0, ROWS * FINE, COLUMNS * FINE))
    spots = np.array([(36.79, -77.0), (40.61, -77.0), (38.0, -79.01), (38.0, -74.0), (90, 180)])

    assert not made.county_at(spots).any()
    assert int(made.county_at(np.array((38.0, -77.0)))) == 1


def test_an_area_is_a_county_or_all_of_a_state() -> None:
    made = terrain(
        Land("One, MD", 40, 40, 44, 44), Land("Two, MD", 80, 80, 84, 84), Land("A, VA", 0, 0, 4, 4)
    )

    assert made.numbers("Two, MD") == (2,)
    assert made.numbers("MD") == (1, 2)
    assert made.states() == ("", "MD", "MD", "VA")
    for unknown in ("Three, MD", "PA", "One"):
        with pytest.raises(KeyError):
            made.numbers(unknown)


def test_what_is_written_is_read_back(tmp_path: Path) -> None:
    made = terrain(Land("One, MD", 40, 40, 60, 60), density=80)
    path = tmp_path / "terrain.npz"
    np.savez_compressed(path, county=made.county, names=np.array(made.names), density=made.density)

    read = load_terrain(path)

    assert read.names == made.names
    assert (read.county == made.county).all()
    assert (read.density == made.density).all()


@pytest.mark.parametrize(
    ("latitude", "longitude", "county"),
    [
        (38.978, -76.492, "Anne Arundel, MD"),
        (39.290, -76.612, "Baltimore city, MD"),
        (39.401, -76.602, "Baltimore, MD"),
        (38.907, -77.037, "District of Columbia, DC"),
        (38.880, -77.107, "Arlington, VA"),
        (37.830, -75.993, "Accomack, VA"),
        (38.291, -76.636, "St. Mary's, MD"),
        (39.953, -75.165, "Philadelphia, PA"),
        (39.158, -75.524, "Kent, DE"),
        (39.290, -77.855, "Jefferson, WV"),
        (38.70, -76.43, ""),
        (37.60, -76.15, ""),
        (38.10, -74.90, ""),
    ],
)
def test_known_spots_lie_in_their_counties_and_the_bay_in_none(
    shipped: Terrain, latitude: float, longitude: float, county: str
) -> None:
    assert at(shipped, latitude, longitude) == county


def test_every_cell_of_land_is_seen_from_land_within_itself(shipped: Terrain) -> None:
    land = np.flatnonzero(shipped.land)

    assert (shipped.county_at(shipped.middle[land]) > 0).all()
    assert (cells_of(shipped.middle[land]) == land).all()


def test_there_is_about_as_much_land_as_the_region_has(shipped: Terrain) -> None:
    assert 125_000 < int(shipped.land.sum()) < 132_000


def test_towns_are_denser_than_the_country(shipped: Terrain) -> None:
    def steps(latitude: float, longitude: float) -> int:
        return int(shipped.density.ravel()[cells_of(np.array((latitude, longitude)))])

    assert steps(38.91, -77.03) > steps(39.0, -77.1) > steps(39.4, -78.4)
