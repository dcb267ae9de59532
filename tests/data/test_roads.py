"""The roads, crossings and rivers that come with Finder, and the times that follow from them."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Final

import numpy as np
import pytest

from finder.friction import CELLS, Surface, surface
from finder.geo import (
    METRES_PER_MILE,
    Coordinate,
    FloatArray,
    chords,
    geodesic_m,
    points_of_degrees,
)
from finder.geocode import geocode
from finder.grid import (
    COLUMNS,
    COLUMNS_PER_DEGREE,
    ROWS_PER_DEGREE,
    SOUTH,
    WEST,
    cells_of,
    degrees_of,
    plane_m,
)
from finder.measure import RankedBy
from finder.network import SPEEDS, Network, RoadClass, load_network
from finder.parse import parse
from finder.place import Granularity, Place
from finder.reasons import moved_text, order_text
from finder.request import SearchRequest
from finder.resources import gazetteer_path, resource
from finder.roads import SNAP_M, TravelTimes
from finder.search import RoadChoices, SearchResponse, Sources, load_sources, search
from finder.strands import BLOCKED
from finder.ways import load_surface, ways

TODAY: Final = date(2026, 11, 24)
WITHOUT_A_ROAD: Final = {"21824", "21866", "23440"}
"""Smith Island's Ewell and Tylerton, and Tangier: nobody drives there."""

NEAR_M: Final = 8_000.0
FASTEST_MPH: Final = 65.0
PER_DEGREE: Final = np.array((ROWS_PER_DEGREE, COLUMNS_PER_DEGREE))
ANNAPOLIS: Final = Coordinate(38.978, -76.492)
STEVENSVILLE: Final = Coordinate(38.975, -76.315)

INTERSTATES: Final = (
    66, 68, 70, 76, 78, 81, 83, 95, 97, 195, 270, 295, 395, 495, 695, 795,
)  # fmt: skip
US_ROADS: Final = (1, 13, 15, 29, 40, 50, 113, 301)
MD_ROADS: Final = (2, 3, 4, 5, 32, 100, 200, 235)


@pytest.fixture(scope="module", name="made")
def _made() -> Surface:
    return load_surface(SPEEDS)


@pytest.fixture(scope="module", name="network")
def _network(made: Surface) -> Network:
    return made.ground.network


@pytest.fixture(scope="module", name="times")
def _times(sources: Sources) -> TravelTimes:
    assert sources.times is not None
    return sources.times


@pytest.fixture(scope="module", name="zips")
def _zips(sources: Sources) -> list[Place]:
    """Give every ZIP with an area whose point lies on the grid, those without a road too."""
    known = (sources.gazetteer.zip(f"{number:05}") for number in range(15_000, 27_000))
    return [
        one
        for one in known
        if one and one.granularity is Granularity.POSTCODE and cells_of(_spot(one.coordinate)) >= 0
    ]


def _spot(point: Coordinate) -> FloatArray:
    return np.array((point.latitude, point.longitude))


def ask(sources: Sources, text: str) -> SearchResponse:
    return search(SearchRequest(text=text), sources)


def cell_of(point: Coordinate) -> int:
    return int(cells_of(_spot(point)))


def without(network: Network, name: str) -> Network:
    """Leave out the one crossing whose name begins so."""
    (gone,) = [one for one in network.crossings if one.name.startswith(name)]
    return replace(network, crossings=tuple(one for one in network.crossings if one != gone))


def test_no_road_passes_water_or_a_river_but_at_a_listed_crossing(made: Surface) -> None:
    strands = made.ground.strands

    blocked = [
        (made.ground.network.roads[strands.line[at]].name, strands.where[at].round(4).tolist())
        for at in np.flatnonzero(strands.via == BLOCKED)
    ]

    assert blocked == []


def test_every_town_named_at_a_vertex_is_there_and_near(network: Network, sources: Sources) -> None:
    wrong = []
    for road in network.roads:
        for vertex in road.vertices:
            if not vertex.near:
                continue
            found = geocode(parse(vertex.near), sources.atlas)
            named = [one for one in (found.best, *found.candidates) if one]
            apart_m = [geodesic_m(one.coordinate, vertex.coordinate) for one in named]
            if not apart_m or min(apart_m) > NEAR_M:
                wrong.append((road.name, vertex.near, vertex.coordinate, apart_m))

    assert wrong == []


def test_most_roads_name_a_town_that_they_pass(network: Network) -> None:
    nameless = [road.name for road in network.roads if not any(v.near for v in road.vertices)]

    assert len(nameless) < len(network.roads) / 3


def test_every_vertex_lies_on_the_grid(network: Network) -> None:
    lost = [
        (road.name, vertex.coordinate)
        for road in network.roads
        for vertex in road.vertices
        if cell_of(vertex.coordinate) < 0
    ]

    assert lost == []


def test_both_ends_of_every_crossing_are_on_land_that_a_road_reaches(
    made: Surface, network: Network, sources: Sources
) -> None:
    minutes = made.minutes_from([one.coordinate for one in sources.directory])
    terrain = made.ground.terrain

    for crossing in network.crossings:
        for end in (crossing.one_end, crossing.other_end):
            cell = cell_of(end)
            assert cell >= 0, crossing.name
            assert int(terrain.county_at(_spot(end))) > 0, (crossing.name, end)
            assert terrain.land[cell], (crossing.name, end)
            assert np.isfinite(minutes[:, cell]).all(), (crossing.name, end)


def test_no_crossing_is_longer_than_the_longest_there_is(network: Network) -> None:
    for crossing in network.crossings:
        length_m = geodesic_m(crossing.one_end, crossing.other_end)

        longest = crossing.name.startswith("Chesapeake Bay Bridge-Tunnel")
        assert 200 < length_m < (29_000 if longest else 13_000), crossing.name


def test_from_both_ends_of_every_crossing_one_gets_on_and_off(
    made: Surface, network: Network
) -> None:
    first = len(made.ground.strands.line) - 2 * len(network.crossings)
    edges = np.diff(made.matrix.indptr)[CELLS + first :].reshape(-1, 2)

    dead_ends = [
        (crossing.name, which)
        for crossing, pair in zip(network.crossings, edges.tolist(), strict=True)
        for which, count in zip("ab", pair, strict=True)
        if count < 2  # the bridge itself is one
    ]

    assert dead_ends == []


def test_the_bridge_that_fell_is_not_there(network: Network, made: Surface) -> None:
    fallen = Coordinate(39.217, -76.528)  # the middle of the Francis Scott Key Bridge

    names = [one.name for one in network.crossings]
    assert [name for name in names if "Key Bridge" in name] == ["Key Bridge DC (US 29)"]
    lines = made.ground.strands.where
    assert float(plane_m(lines, _spot(fallen)[None]).min()) > 1_500


@pytest.mark.parametrize("number", INTERSTATES)
def test_the_interstates_of_the_region_are_there(number: int, network: Network) -> None:
    classes = {
        road.kind for road in network.roads if re.search(rf"\bI-{number}(?![0-9])", road.name)
    }

    assert RoadClass.MOTORWAY in classes


@pytest.mark.parametrize("name", [*(f"US {n}" for n in US_ROADS), *(f"MD {n}" for n in MD_ROADS)])
def test_the_other_main_roads_are_there(name: str, network: Network) -> None:
    assert any(re.search(rf"\b{name}(?![0-9])", road.name) for road in network.roads)


def test_every_zip_has_a_time_to_every_hospital_but_where_nobody_drives(
    zips: list[Place], times: TravelTimes
) -> None:
    assert len(zips) > 1_800
    for place in zips:
        anchor = times.anchor(place.coordinate, place.state)
        if place.name in WITHOUT_A_ROAD:
            assert anchor is None, place.label
        else:
            assert anchor is not None, place.label
            assert np.isfinite(times.minutes(anchor)).all(), place.label


def test_no_zip_is_moved_far(zips: list[Place], times: TravelTimes) -> None:
    for place in zips:
        anchor = times.anchor(place.coordinate, place.state)

        assert anchor is None or anchor.moved_m < 3_000, place.label


def test_from_no_zip_is_a_way_quicker_than_the_straight_line_at_65_mph(
    zips: list[Place], times: TravelTimes, sources: Sources
) -> None:
    for place in zips:
        anchor = times.anchor(place.coordinate, place.state)
        if anchor is None:
            continue
        for minutes, facility in zip(times.minutes(anchor), sources.directory, strict=True):
            straight_m = geodesic_m(place.coordinate, facility.coordinate)
            assert minutes >= straight_m / METRES_PER_MILE / FASTEST_MPH * 60, (
                place.label, facility.id,
            )  # fmt: skip


def test_from_no_spot_is_a_way_quicker_than_the_straight_line_at_65_mph(
    made: Surface, times: TravelTimes, sources: Sources
) -> None:
    dice = np.random.default_rng(20_010)
    land = dice.choice(np.flatnonzero(made.ground.terrain.land), 4_000)
    spots = made.ground.terrain.middle[land] + dice.uniform(-0.004, 0.004, (4_000, 2))
    straight_m = chords(points_of_degrees(spots), sources.directory.prepared).estimate_m

    for spot, metres in zip(spots.tolist(), straight_m, strict=True):
        anchor = times.anchor(Coordinate(*spot))
        if anchor is not None:
            least = metres / METRES_PER_MILE / FASTEST_MPH * 60
            assert (times.minutes(anchor) >= least).all(), spot


def test_every_hospital_is_minutes_from_its_own_door(times: TravelTimes, sources: Sources) -> None:
    for at, facility in enumerate(sources.directory):
        anchor = times.anchor(facility.coordinate, facility.state)

        assert anchor is not None
        assert anchor.moved_m == 0
        assert times.minutes(anchor)[at] < 3, facility.id


TAKEN_OUT: Final = (
    "Chesapeake Bay Bridge (US 50/301)", "Nice/Middleton", "Woodrow Wilson", "Thomas Johnson",
    "Choptank River (US 50)", "Tydings", "Point of Rocks",
)  # fmt: skip


@pytest.mark.parametrize("name", TAKEN_OUT)
def test_without_a_crossing_no_way_is_shorter_and_some_are_longer(
    name: str, made: Surface, network: Network, sources: Sources
) -> None:
    doors = [one.coordinate for one in sources.directory]
    before = made.minutes_from(doors)

    after = surface(made.ground.terrain, without(network, name), SPEEDS).minutes_from(doors)

    reached = np.isfinite(before)
    assert (after[~reached] == np.inf).all()
    assert (after[reached] >= before[reached] - 1e-6).all()
    assert (after[reached] > before[reached] + 1).any()


def test_without_the_bay_bridge_kent_island_is_over_an_hour_further_from_annapolis(
    made: Surface, network: Network
) -> None:
    cell = cell_of(STEVENSVILLE)
    before = made.minutes_from([ANNAPOLIS])[0, cell]

    cut_off = surface(made.ground.terrain, without(network, "Chesapeake Bay Bridge (US"), SPEEDS)

    assert 10 < before < 30
    assert cut_off.minutes_from([ANNAPOLIS])[0, cell] > before + 60


ACROSS: Final = {
    "Rosslyn and Georgetown": (
        Coordinate(38.8968, -77.0716), Coordinate(38.9035, -77.0650), "Key Bridge DC",
    ),
    "Harpers Ferry and Sandy Hook": (
        Coordinate(39.3230, -77.7370), Coordinate(39.3290, -77.7120), "Harpers Ferry (US 340)",
    ),
    "Colonial Beach and Cobb Island": (
        Coordinate(38.2546, -76.9636), Coordinate(38.2660, -76.8480), "Nice/Middleton",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ACROSS)
def test_from_across_the_river_one_goes_round_by_the_bridge(
    name: str, made: Surface, network: Network
) -> None:
    there, here, bridge = ACROSS[name]
    (way,) = ways(made, there, [here])
    (back,) = ways(made, here, [there])
    cut_off = surface(made.ground.terrain, without(network, bridge), SPEEDS)
    (longer,) = ways(cut_off, there, [here])

    assert way is not None
    assert back is not None
    assert longer is not None
    assert any(one.startswith(bridge) for one in way.crossings), way
    assert way.minutes > 2 * geodesic_m(there, here) / METRES_PER_MILE / FASTEST_MPH * 60
    assert longer.minutes > way.minutes
    assert back.minutes == pytest.approx(way.minutes)


def test_no_way_from_beyond_the_potomac_is_quicker_than_by_its_best_crossing(
    made: Surface, network: Network, times: TravelTimes, sources: Sources
) -> None:
    """All hospitals are on the one bank; the Eastern Shore has its land border with Maryland."""
    terrain = made.ground.terrain
    shore = [terrain.names.index(f"{name}, VA") for name in ("Accomack", "Northampton")]
    beyond = [n for n in (*terrain.numbers("VA"), *terrain.numbers("WV")) if n not in shore]
    dice = np.random.default_rng(22_443)
    cells = dice.choice(np.flatnonzero(terrain.land & np.isin(terrain.home, beyond)), 3_000)
    spots = terrain.middle[cells]
    over = [c for c in network.crossings if "Potomac" in c.over or c.name.startswith("Chesapeake")]
    ends = degrees_of([end for c in over for end in (c.one_end, c.other_end)])
    doors = degrees_of([one.coordinate for one in sources.directory])
    to_end = chords(points_of_degrees(spots), points_of_degrees(ends)).estimate_m
    from_end = chords(points_of_degrees(ends), points_of_degrees(doors)).estimate_m
    round_m = (to_end[:, :, None] + from_end[None]).min(axis=1)

    for spot, metres in zip(spots.tolist(), round_m, strict=True):
        anchor = times.anchor(Coordinate(*spot))
        assert anchor is not None
        assert (times.minutes(anchor) >= metres / METRES_PER_MILE / FASTEST_MPH * 60).all(), spot


def test_one_interpolates_between_no_cells_that_water_or_a_river_parts(
    made: Surface, times: TravelTimes
) -> None:
    blocks, walls = made.ground.terrain.blocks, made.ground.walls
    regular = times._fields.regular
    cells = np.flatnonzero(regular)
    four = np.concatenate([blocks[cells + step] for step in (0, 1, COLUMNS, COLUMNS + 1)], axis=1)

    assert len(cells) > 60_000
    assert (four > 0).all()
    for at in range(1, four.shape[1]):
        assert not walls[four[:, 0], four[:, at]].any()


@pytest.mark.parametrize(("state", "county"), [("VA", "Westmoreland, VA"), ("MD", "Charles, MD")])
def test_of_a_point_in_the_potomac_the_state_says_which_bank_it_is_measured_from(
    state: str, county: str, made: Surface, times: TravelTimes
) -> None:
    point = Coordinate(38.268, -76.930)

    anchor = times.anchor(point, state)

    assert anchor is not None
    assert 0 < anchor.moved_m < SNAP_M
    landed = int(made.ground.terrain.county_at(np.array((anchor.latitude, anchor.longitude))))
    assert made.ground.terrain.names[landed].endswith(f", {state}")
    assert made.ground.terrain.names[landed] == county


def test_the_banks_of_a_river_are_many_minutes_apart(times: TravelTimes, sources: Sources) -> None:
    st_marys = [one.id for one in sources.directory].index("st-marys")
    point = Coordinate(38.268, -76.930)
    from_va, from_md = times.anchor(point, "VA"), times.anchor(point, "MD")

    assert from_va is not None
    assert from_md is not None
    assert times.minutes(from_va)[st_marys] > times.minutes(from_md)[st_marys] + 15


def test_two_spots_of_one_cell_differ_by_no_more_than_crossing_it_takes(
    made: Surface, times: TravelTimes
) -> None:
    ground, dice = made.ground, np.random.default_rng(21_218)
    cells = dice.choice(np.flatnonzero(ground.terrain.land), 6_000)
    one, other = (
        np.array((SOUTH, WEST))
        + np.stack((cells // COLUMNS + up, cells % COLUMNS + right), axis=-1) / PER_DEGREE
        for up, right in dice.random((2, 2, len(cells)))
    )
    diagonal_m = 1_440.0

    for cell, here, there in zip(cells.tolist(), one.tolist(), other.tolist(), strict=True):
        first, second = times.anchor(Coordinate(*here)), times.anchor(Coordinate(*there))
        if first is None or second is None or first.moved_m or second.moved_m:
            continue
        counties = ground.terrain.county_at(np.array((here, there)))
        if ground.walls[counties[0], counties[1]]:
            continue
        apart = np.abs(times.minutes(first) - times.minutes(second))
        assert (apart <= diagonal_m * ground.pace[cell] + 0.05).all(), (here, there)


def test_far_out_in_the_bay_there_is_no_estimate_and_near_the_shore_there_is(
    sources: Sources, times: TravelTimes
) -> None:
    near, far = Coordinate(38.90, -76.44), Coordinate(37.60, -76.13)

    moved = times.anchor(near)

    assert moved is not None
    assert 0 < moved.moved_m <= SNAP_M
    assert times.anchor(far) is None
    near_answer, far_answer = ask(sources, "38.90, -76.44"), ask(sources, "37.60, -76.13")
    assert near_answer.origin is not None
    assert near_answer.ranking is not None
    assert far_answer.origin is not None
    assert far_answer.ranking is not None
    assert "on water" in moved_text(near_answer.origin, near_answer.ranking, "mi")
    assert moved_text(far_answer.origin, far_answer.ranking, "mi") == ""
    assert "no road leads from there" in order_text(far_answer.origin, far_answer.ranking)
    assert {hit.ranked_by for hit in near_answer.hits} == {RankedBy.MINUTES}
    assert {hit.ranked_by for hit in far_answer.hits} == {RankedBy.STRAIGHT_LINE}


@pytest.mark.parametrize("code", ["21824", "23440"])
def test_where_nobody_drives_the_order_is_in_straight_lines_and_says_so(
    code: str, sources: Sources
) -> None:
    response = ask(sources, code)

    assert response.origin is not None
    assert response.ranking is not None
    assert response.ranking.drive is None
    assert [hit.minutes for hit in response.hits] == [None] * 10
    metres = [hit.distance_m for hit in response.hits]
    assert metres == sorted(metres)
    assert "straight-line distance" in order_text(response.origin, response.ranking)


FIRST_BY_ROAD: Final = {
    "21613": "harbor",  # Cambridge: St. Mary's is 31 miles off, across the bay
    "21661": "harbor",  # Rock Hall: Franklin Square is 20 miles off, across the bay
    "21601": "harbor",  # Easton
    "21671": "harbor",  # Tilghman
    "21620": "harbor",  # Chestertown
    "21666": "harbor",  # Stevensville, Kent Island
    "21865": "harbor",  # Tyaskin
    "21817": "harbor",  # Crisfield
    "21804": "harbor",  # Salisbury
    "21811": "harbor",  # Berlin
    "22443": "st-marys",  # Colonial Beach, over the Nice Bridge
    "22520": "st-marys",  # Montross
    "22503": "st-marys",  # Lancaster
    "20657": "st-marys",  # Lusby, over the Thomas Johnson Bridge
    "20650": "st-marys",  # Leonardtown
    "21401": "harbor",  # Annapolis
    "20009": "washington",
    "20164": "georgetown",  # Sterling
    "21701": "montgomery",  # Frederick
    "17325": "union-memorial",  # Gettysburg
    "25425": "montgomery",  # Harpers Ferry
    "19958": "harbor",  # Lewes
}
"""Read on a map one by one, in November 2026: from the Eastern Shore the way is the Bay Bridge."""


@pytest.mark.parametrize("code", FIRST_BY_ROAD)
def test_the_first_hospital_by_road_is_that_of_the_map(code: str, sources: Sources) -> None:
    (first, *others) = ask(sources, code).hits

    assert first.facility.id == FIRST_BY_ROAD[code]
    assert first.minutes is not None
    assert all(first.minutes <= (other.minutes or 0) for other in others)


@pytest.mark.parametrize("code", ["21613", "21661", "21601", "21671", "21865", "21817", "21666"])
def test_from_the_eastern_shore_the_way_to_the_first_is_the_bay_bridge(
    code: str, sources: Sources, made: Surface
) -> None:
    response = ask(sources, code)
    assert response.origin is not None

    (way,) = ways(made, response.origin.coordinate, [response.hits[0].facility.coordinate])

    assert way is not None
    assert "Chesapeake Bay Bridge (US 50/301)" in way.crossings


def test_no_answer_by_road_is_a_hospital_beyond_the_bay_that_only_the_crow_is_near(
    sources: Sources,
) -> None:
    crows = {"21613": "st-marys", "21661": "franklin-square", "22520": "st-marys"}
    for code, crow in crows.items():
        hits = ask(sources, code).hits

        assert min(hits, key=lambda hit: hit.distance_m).facility.id == crow


def rows() -> Iterator[dict[str, str]]:
    with (resource("data") / "locations.csv").open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def with_row(tmp_path: Path, **cells: str) -> Sources:
    """Load the shipped hospitals and one more, in a cache of its own."""
    kept = list(rows())
    kept.append(kept[0] | cells)
    path = tmp_path / "locations.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(kept[0]))
        writer.writeheader()
        writer.writerows(kept)
    roads = RoadChoices(cache=tmp_path / "cache")
    return load_sources(path, gazetteer_path(), today=TODAY, roads=roads)


def test_a_row_more_is_a_hospital_with_minutes(tmp_path: Path, sources: Sources) -> None:
    new = {
        "id": "salisbury", "name": "Salisbury Hospital", "aliases": "", "other_city_names": "",
        "street": "100 East Carroll Street", "city": "Salisbury", "zip": "21801",
        "county": "Wicomico County", "ccn": "210019", "latitude": "38.3607",
        "longitude": "-75.5990",
    }  # fmt: skip

    more = with_row(tmp_path, **new)

    first, *others = search(SearchRequest(text="21804", limit=50), more).hits
    before = {hit.facility.id: hit.minutes for hit in ask(sources, "21804").hits}
    assert first.facility.id == "salisbury"
    assert first.minutes is not None
    assert first.minutes < 20
    assert {hit.facility.id: hit.minutes for hit in others} == before


def test_a_hospital_beyond_the_grid_has_no_minutes_and_yet_its_place(tmp_path: Path) -> None:
    far = {
        "id": "cleveland", "name": "Cleveland Hospital", "aliases": "", "other_city_names": "",
        "street": "1 Lake Avenue", "city": "Cleveland", "state": "OH", "zip": "44114",
        "county": "Cuyahoga County", "ccn": "360180", "latitude": "41.5060",
        "longitude": "-81.6900",
    }  # fmt: skip

    every = search(SearchRequest(text="21218", limit=50), with_row(tmp_path, **far)).hits

    last = every[-1]
    assert (last.rank, last.facility.id) == (11, "cleveland")
    assert last.minutes is last.minutes_low is last.minutes_high is None
    assert last.ranked_by is RankedBy.STRAIGHT_LINE
    assert all(hit.ranked_by is RankedBy.MINUTES for hit in every[:-1])


def test_the_network_is_what_the_surface_was_made_from(network: Network) -> None:
    assert network == load_network(resource("data"))


@pytest.mark.parametrize("code", ["20002", "20011", "20017", "20019", "20009", "20781"])
def test_next_door_the_hospital_with_an_emergency_department_comes_first(
    code: str, sources: Sources
) -> None:
    place = sources.gazetteer.zip(code)
    assert place is not None

    hits = sources.ranking(place).hits

    at = {hit.facility.id: hit for hit in hits}
    assert at["washington"].minutes == at["national-rehabilitation"].minutes
    assert at["washington"].rank + 1 == at["national-rehabilitation"].rank


def test_a_hospital_that_is_named_is_answered_with_itself(sources: Sources) -> None:
    request = SearchRequest(text="National Rehabilitation Hospital")

    assert search(request, sources).hits[0].facility.id == "national-rehabilitation"
