"""How sure it is who comes first, for somebody who is anywhere in the origin."""

from dataclasses import replace

import pytest

from finder.certainty import Certainty, Share, certainties
from finder.directory import NEXT_DOOR_M, FacilityDirectory
from finder.facility import Facility
from finder.geo import Coordinate, geodesic_m
from finder.measure import measure
from finder.place import Granularity, Place
from finder.search import Sources, ranking_of

LATITUDE, LONGITUDE = 39.0, -77.0
METRES_PER_DEGREE = 111_000.0


@pytest.fixture
def facility(sources: Sources) -> Facility:
    return sources.directory.by_id("harbor")


def origin(radius_m: float, north_m: float = 0.0) -> Place:
    return Place(
        id="x",
        name="X",
        granularity=Granularity.POSTCODE,
        state="MD",
        county="",
        coordinate=Coordinate(LATITUDE + north_m / METRES_PER_DEGREE, LONGITUDE),
        radius_m=radius_m,
        source="test",
    )


def row(facility: Facility, **north_m: float) -> FacilityDirectory:
    """Put facilities on a line to the north: id and metres from the origin's middle."""
    return FacilityDirectory(
        tuple(
            replace(
                facility,
                id=name,
                name=f"MedStar {name}",
                coordinate=Coordinate(LATITUDE + metres / METRES_PER_DEGREE, LONGITUDE),
            )
            for name, metres in north_m.items()
        )
    )


def judge(place: Place, directory: FacilityDirectory) -> Certainty:
    ids = frozenset(facility.id for facility in directory)
    return certainties(place, directory, measure(place.coordinate, directory), [ids])[ids]


def test_one_facility_is_certain(facility: Facility) -> None:
    assert judge(origin(1e6), row(facility, a=5_000)) == Certainty(True, (Share(("a",), 1.0),))


@pytest.mark.parametrize("radius_m", [0, 10, 1_000, 4_000])
def test_a_gap_wider_than_the_disc_is_certain(facility: Facility, radius_m: float) -> None:
    directory = row(facility, near=1_000, far=-1_000 - 2 * radius_m - 1_100)

    assert judge(origin(radius_m), directory) == Certainty(True, (Share(("near",), 1.0),))


def test_halfway_between_two_each_has_about_half(facility: Facility) -> None:
    found = judge(origin(2_000), row(facility, north=5_000, south=-5_010))

    assert not found.certain
    assert {share.ids for share in found.could_be_first} == {("north",), ("south",)}
    assert [share.share for share in found.could_be_first] == pytest.approx([0.5, 0.5], abs=0.06)


def test_the_share_is_that_of_the_area(facility: Facility) -> None:
    """A line at half the radius cuts a fifth (19.6 %) off a disc."""
    found = judge(origin(2_000), row(facility, large=4_000, small=-6_000))

    shares = {share.ids[0]: share.share for share in found.could_be_first}
    assert shares["small"] == pytest.approx(0.196, abs=0.05)
    assert [share.ids for share in found.could_be_first] == [("large",), ("small",)]


@pytest.mark.parametrize("code", ["20009", "21218", "21401", "20814", "20650", "99950", "00601"])
def test_shares_sum_to_one_and_the_likeliest_comes_first(code: str, sources: Sources) -> None:
    place = sources.gazetteer.zip(code)
    assert place is not None

    ranking = ranking_of(place, sources.directory)

    for judged in (ranking.certainty, *dict(ranking.certainty_by_procedure).values()):
        shares = [share.share for share in judged.could_be_first]
        assert sum(shares) == pytest.approx(1)
        assert shares == sorted(shares, reverse=True)
        assert judged.certain is (len(shares) == 1)


@pytest.mark.parametrize("code", ["20009", "21218", "20814"])
def test_the_same_question_has_the_same_answer(code: str, sources: Sources) -> None:
    place = sources.gazetteer.zip(code)
    assert place is not None

    first, again = (ranking_of(place, sources.directory) for _ in range(2))

    assert first == again


def test_the_order_of_the_rows_does_not_matter(facility: Facility) -> None:
    directory = row(facility, a=4_000, b=-4_500, c=6_000)
    turned = FacilityDirectory(tuple(reversed(directory.facilities)))

    assert judge(origin(2_500), directory) == judge(origin(2_500), turned)


def test_next_door_neighbors_share_one_place_the_nearer_named_first(sources: Sources) -> None:
    place = sources.gazetteer.zip("20010")
    assert place is not None
    nearest = [hit.facility.id for hit in ranking_of(place, sources.directory).hits[:2]]

    first = ranking_of(place, sources.directory).certainty.could_be_first[0]

    assert set(nearest) == {"washington", "national-rehabilitation"}
    assert list(first.ids) == nearest


def test_neighbors_within_400_metres_count_as_one_and_beyond_as_two(facility: Facility) -> None:
    near, apart = row(facility, a=0, b=390), row(facility, a=0, b=410)

    assert geodesic_m(near.by_id("a").coordinate, near.by_id("b").coordinate) < NEXT_DOOR_M
    assert judge(origin(5_000), near).could_be_first == (Share(("a", "b"), 1.0),)
    assert len(judge(origin(5_000), apart).could_be_first) == 2


def test_of_neighbors_the_one_nearer_to_the_middle_is_named_first(facility: Facility) -> None:
    directory = row(facility, a=300, b=100)

    assert judge(origin(1_000), directory).could_be_first[0].ids == ("b", "a")


def test_a_neighbor_that_is_not_asked_about_is_not_named(sources: Sources) -> None:
    place = sources.gazetteer.zip("20010")
    assert place is not None

    by_procedure = dict(ranking_of(place, sources.directory).certainty_by_procedure)

    assert by_procedure["mitraclip"].could_be_first[0].ids == ("washington",)


@pytest.mark.parametrize("code", ["21218", "20009", "20650", "21401", "20814", "20832"])
def test_a_wider_radius_never_makes_another_facility_certain(code: str, sources: Sources) -> None:
    place = sources.gazetteer.zip(code)
    assert place is not None
    widths = [10 * 1.3**step for step in range(36)]

    judged = [
        ranking_of(replace(place, radius_m=width), sources.directory).certainty for width in widths
    ]

    assert judged[0].certain
    assert len({one.could_be_first[0].ids for one in judged if one.certain}) == 1
    assert not judged[-1].certain


@pytest.mark.parametrize("radius_m", [100.0, 5_000.0, 50_000.0, 300_000.0])
def test_whoever_is_nearest_to_the_middle_could_be_first(radius_m: float, sources: Sources) -> None:
    for code in ("21218", "20009", "20650", "21401", "20814", "25401"):
        place = sources.gazetteer.zip(code)
        assert place is not None

        ranking = ranking_of(replace(place, radius_m=radius_m), sources.directory)

        named = {one for share in ranking.certainty.could_be_first for one in share.ids}
        assert ranking.hits[0].facility.id in named


@pytest.mark.parametrize(
    "spot", [Coordinate(90, 0), Coordinate(-90, 0), Coordinate(0, 180), Coordinate(89.99, 5)]
)
def test_the_edges_of_the_map_are_judged_too(spot: Coordinate, sources: Sources) -> None:
    place = replace(origin(50_000), coordinate=spot)

    judged = ranking_of(place, sources.directory).certainty

    assert sum(share.share for share in judged.could_be_first) == pytest.approx(1)


def test_a_procedure_is_judged_among_those_that_list_it(sources: Sources) -> None:
    place = sources.gazetteer.zip("21401")
    assert place is not None

    ranking = ranking_of(place, sources.directory)

    judged = dict(ranking.certainty_by_procedure)
    for procedure, hit in ranking.nearest_by_procedure:
        named = {one for share in judged[procedure].could_be_first for one in share.ids}
        assert hit.facility.id in named <= sources.directory.doing(procedure)
