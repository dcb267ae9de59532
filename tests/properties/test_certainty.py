"""Promises about certainty, tried on random origins and random directories."""

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from finder.directory import FacilityDirectory
from finder.facility import PROCEDURES
from finder.geo import Coordinate
from finder.place import Place
from finder.search import Ranking, Sources, ranking_of
from tests.properties.strategies import coordinates, directories

radii = st.floats(0, 5.5).map(lambda power: 10**power)
spots = st.builds(Coordinate, st.floats(36, 41), st.floats(-80, -74))


def _origin(sources: Sources, spot: Coordinate, radius_m: float) -> Place:
    place = sources.gazetteer.zip("21218")
    assert place is not None
    return replace(place, coordinate=spot, radius_m=radius_m)


def _questions(ranking: Ranking) -> list[tuple[str, list[tuple[str, ...]], list[float], bool]]:
    """Return for each question its nearest, the groups that could be first, their shares."""
    nearest = {"": ranking.hits[0], **dict(ranking.nearest_by_procedure)}
    judged = {"": ranking.certainty, **dict(ranking.certainty_by_procedure)}
    return [
        (
            nearest[name].facility.id,
            [share.ids for share in one.could_be_first],
            [share.share for share in one.could_be_first],
            one.certain,
        )
        for name, one in judged.items()
    ]


@given(spot=spots, radius_m=radii)
def test_the_nearest_is_among_those_that_could_be_first(
    sources: Sources, spot: Coordinate, radius_m: float
) -> None:
    ranking = ranking_of(_origin(sources, spot, radius_m), sources.directory)

    for nearest, groups, _, _ in _questions(ranking):
        assert nearest in {one for ids in groups for one in ids}


@given(spot=coordinates(), radius_m=radii, directory=directories())
def test_shares_are_of_one_whole_and_no_hospital_has_two(
    sources: Sources, spot: Coordinate, radius_m: float, directory: FacilityDirectory
) -> None:
    ranking = ranking_of(_origin(sources, spot, radius_m), directory)

    for _, groups, shares, certain in _questions(ranking):
        named = [one for ids in groups for one in ids]
        assert len(named) == len(set(named))
        assert abs(sum(shares) - 1) < 1e-9
        assert all(share > 0 for share in shares)
        assert shares == sorted(shares, reverse=True)
        assert certain is (len(groups) == 1)


@given(spot=coordinates(), radius_m=radii, directory=directories())
def test_only_hospitals_that_list_a_procedure_could_be_first_for_it(
    sources: Sources, spot: Coordinate, radius_m: float, directory: FacilityDirectory
) -> None:
    ranking = ranking_of(_origin(sources, spot, radius_m), directory)

    judged = dict(ranking.certainty_by_procedure)
    assert judged.keys() == {one.id for one in PROCEDURES if directory.doing(one.id)}
    for procedure, one in judged.items():
        named = {facility_id for share in one.could_be_first for facility_id in share.ids}
        assert named <= directory.doing(procedure)


@given(spot=spots, narrow=radii, wide=radii)
def test_a_wider_radius_never_makes_another_hospital_certain(
    sources: Sources, spot: Coordinate, narrow: float, wide: float
) -> None:
    narrow, wide = sorted((narrow, wide))

    one, other = (
        ranking_of(_origin(sources, spot, radius_m), sources.directory).certainty
        for radius_m in (narrow, wide)
    )

    if one.certain and other.certain:
        assert set(one.could_be_first[0].ids) == set(other.could_be_first[0].ids)


@given(spot=coordinates(), radius_m=radii, directory=directories())
def test_the_same_origin_is_judged_the_same(
    sources: Sources, spot: Coordinate, radius_m: float, directory: FacilityDirectory
) -> None:
    origin = _origin(sources, spot, radius_m)

    assert ranking_of(origin, directory) == ranking_of(origin, directory)
