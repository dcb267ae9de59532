"""Two versions of the hospitals: each answer is the one that a search gives."""

from dataclasses import replace

import pytest

from finder.directory import FacilityDirectory
from finder.facility import Availability
from finder.geo import Coordinate
from finder.network import SPEEDS
from finder.redirects import NOBODY, OVERALL, Case, OriginKind
from finder.roads import load_times
from finder.samples import origins_of
from finder.search import Sources, kept, ranking_of
from finder.versions import Version, cases, changes, named


@pytest.fixture(scope="module")
def old(sources: Sources) -> Version:
    assert sources.times is not None
    return Version(sources.directory, sources.times)


@pytest.fixture(scope="module")
def new(old: Version, tmp_path_factory: pytest.TempPathFactory) -> Version:
    """Harbor is gone, Georgetown lists MitraClip."""
    directory = FacilityDirectory(
        tuple(
            replace(one, availability=one.availability | {"mitraclip": Availability.YES})
            if one.id == "georgetown"
            else one
            for one in old.directory
            if one.id != "harbor"
        )
    )
    return Version(
        directory, load_times(directory, speeds=SPEEDS, cache=tmp_path_factory.mktemp("fields"))
    )


@pytest.fixture(scope="module")
def found(sources: Sources, old: Version, new: Version) -> list[Case]:
    origins = named(origins_of(sources.gazetteer, (old.times, new.times)))
    return list(cases(old, new, origins[::13]))


def first_of(version: Version, case: Case) -> tuple[str | None, float | None]:
    assert case.origin.place is not None
    ranking = ranking_of(case.origin.place, version.directory, version.times)
    procedure = None if case.question == OVERALL else case.question.split("; ")[0]
    hit = kept(ranking.hits, procedure)[0]
    return hit.facility.id, hit.minutes


def test_every_first_is_that_of_a_search(found: list[Case], old: Version, new: Version) -> None:
    redirected = [case for case in found if case.is_redirected]
    for case in [*found[::17], *redirected[::5]]:
        for version, first in ((old, case.old), (new, case.new)):
            id_, minutes = first_of(version, case)
            assert first.id == id_
            assert first.minutes == pytest.approx(minutes, abs=1e-6)

    assert len(redirected) > 50


def test_procedures_that_the_same_hospitals_list_in_both_are_one_question(
    found: list[Case],
) -> None:
    assert list(dict.fromkeys(case.question for case in found)) == [
        OVERALL, "mitraclip", "tavr; laao; valve_surgery", "cardiology",
    ]  # fmt: skip


def test_a_flag_moves_its_procedure_and_nothing_else(found: list[Case]) -> None:
    by_question = {
        question: {
            (c.old.id, c.new.id) for c in found if c.question == question and c.is_redirected
        }
        for question in ("mitraclip", "tavr; laao; valve_surgery")
    }

    assert {new for _, new in by_question["mitraclip"]} == {"georgetown"}
    assert by_question["tavr; laao; valve_surgery"] == set()


def test_who_only_harbor_served_is_sent_elsewhere_and_nobody_else(found: list[Case]) -> None:
    overall = [case for case in found if case.question == OVERALL]

    assert {c.old.id for c in overall if c.is_redirected} == {"harbor"}
    assert all(c.is_redirected for c in overall if c.old.id == "harbor")


def test_a_procedure_that_nobody_lists_any_more_leads_nowhere(
    sources: Sources, old: Version
) -> None:
    without = FacilityDirectory(
        tuple(
            replace(one, availability=one.availability | {"mitraclip": Availability.UNKNOWN})
            for one in old.directory
        )
    )
    origins = named(origins_of(sources.gazetteer, (old.times,)))[:20]

    found = [
        c for c in cases(old, Version(without, old.times), origins) if c.question == "mitraclip"
    ]

    assert len(found) == len(origins)
    assert all(case.new == NOBODY and case.is_redirected for case in found)


def test_a_version_beside_itself_sends_nobody_elsewhere(sources: Sources, old: Version) -> None:
    origins = named(origins_of(sources.gazetteer, (old.times,)))

    redirected = [case for case in cases(old, old, origins[::5]) if case.is_redirected]

    assert redirected == []


def test_what_changed_is_said_by_id(old: Version) -> None:
    facilities = {one.id: one for one in old.directory}
    harbor, georgetown = facilities["harbor"], facilities["georgetown"]
    facilities |= {
        "harbor": replace(harbor, coordinate=Coordinate(39.0, -76.6)),
        "georgetown": replace(
            georgetown, availability=georgetown.availability | {"tavr": Availability.NO}
        ),
        "easton": replace(harbor, id="easton"),
    }
    del facilities["st-marys"]
    moved = FacilityDirectory(tuple(facilities.values()))

    said = list(changes(old.directory, moved))

    assert said[0:2] == ["st-marys is gone", "easton is new"]
    assert "georgetown: TAVR was unknown, is no" in said
    assert any(one.startswith("harbor: moved by 28") for one in said)
    assert len(said) == 4


def test_all_origins_are_asked_zips_first(sources: Sources, old: Version) -> None:
    origins = origins_of(sources.gazetteer, (old.times,))

    kinds = [one.kind for one in named(origins)]

    assert kinds == [OriginKind.ZIP] * len(origins.zips) + [OriginKind.POINT] * len(origins.points)
