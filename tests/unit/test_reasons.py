"""How sure an answer is, and why another hospital is not the answer, as people read it."""

import re
from dataclasses import replace

import pytest

from finder.certainty import Certainty, Share
from finder.facility import PROCEDURE_BY_ID, PROCEDURES
from finder.geo import Coordinate
from finder.place import Granularity, Place
from finder.rank import Hit
from finder.reasons import (
    MOST_NAMED,
    certainty_text,
    closer,
    far_text,
    moved_text,
    order_text,
    why_not_first,
)
from finder.request import SearchRequest
from finder.search import Ranking, Sources, ranking_of, search

MITRACLIP = PROCEDURE_BY_ID["mitraclip"]


def ranked(text: str, sources: Sources) -> tuple[Place, Ranking]:
    response = search(SearchRequest(text=text), sources)
    assert response.origin is not None
    assert response.ranking is not None
    return response.origin, response.ranking


def said(text: str, sources: Sources, procedure: str | None = None) -> str:
    origin, ranking = ranked(text, sources)
    judged = dict(ranking.certainty_by_procedure)
    asked = None if procedure is None else PROCEDURE_BY_ID[procedure]
    return certainty_text(
        ranking.certainty if procedure is None else judged[procedure], origin, ranking, asked
    )


def hit_of(facility_id: str, ranking: Ranking) -> Hit:
    return next(hit for hit in ranking.hits if hit.facility.id == facility_id)


@pytest.mark.parametrize(
    ("text", "procedure", "sentence"),
    [
        ("20650", None, "St. Mary's Hospital is nearest by road from anywhere in ZIP 20650."),
        (
            "20650",
            "mitraclip",
            "Washington Hospital Center is the nearest by road that lists MitraClip from anywhere"
            " in ZIP 20650.",
        ),
        (
            "44114",
            None,
            "Montgomery Medical Center is nearest in a straight line from anywhere in ZIP 44114.",
        ),
        (
            "44114",
            "mitraclip",
            "Washington Hospital Center is the nearest in a straight line that lists MitraClip from"
            " anywhere in ZIP 44114.",
        ),
        ("BWI", None, "Harbor Hospital is nearest by road from "),
        ("Good Sam", None, "Good Samaritan Hospital is the hospital you named."),
        ("39.2511, -76.6134", None, "Harbor Hospital is nearest by road from the point you gave."),
    ],
)
def test_a_certain_answer_is_one_sentence(
    text: str, procedure: str | None, sentence: str, sources: Sources
) -> None:
    assert said(text, sources, procedure).startswith(sentence)


def test_an_uncertain_answer_names_the_others_and_says_what_would_help(sources: Sources) -> None:
    text = said("20009", sources)

    assert "depends on where in ZIP 20009 you are" in text
    assert "Washington Hospital Center (and, next door, National Rehabilitation Hospital)" in text
    assert "or Georgetown University Hospital" in text
    assert text.endswith("may settle it.")


def test_the_answer_is_named_first_though_another_has_a_larger_share(sources: Sources) -> None:
    origin, ranking = ranked("21218", sources)
    first, second = "union-memorial", "good-samaritan"
    judged = Certainty(False, (Share((second,), 0.6), Share((first,), 0.4)))

    text = certainty_text(judged, origin, ranking, None)

    assert text.index("Union Memorial") < text.index("Good Samaritan")


def test_more_than_three_hospitals_are_left_to_the_list(sources: Sources) -> None:
    origin, ranking = ranked("21218", sources)
    ids = [hit.facility.id for hit in ranking.hits[: MOST_NAMED + 1]]
    judged = Certainty(False, tuple(Share((one,), 0.25) for one in ids))

    text = certainty_text(judged, origin, ranking, None)

    assert "or another hospital" in text
    assert hit_of(ids[-1], ranking).facility.short_name not in text


@pytest.mark.parametrize("granularity", list(Granularity))
def test_every_granularity_has_sentences_for_both_answers(
    granularity: Granularity, sources: Sources
) -> None:
    origin, ranking = ranked("21218", sources)
    origin = replace(origin, granularity=granularity, name="Hampden", within="Baltimore")
    sure = Certainty(True, (Share(("harbor",), 1.0),))
    unsure = Certainty(False, (Share(("harbor",), 0.6), Share(("montgomery",), 0.4)))

    for judged in (sure, unsure):
        for procedure in (None, *PROCEDURES):
            text = certainty_text(judged, origin, ranking, procedure)
            assert re.fullmatch(r"[A-Z].*\.", text)
            assert "  " not in text
            assert not re.search(r"[%{}]|\bshare", text)
    assert re.fullmatch(r"(.+\?)?", closer(origin).question)
    assert re.fullmatch(r"(.+\.)?", closer(origin).advice)


def test_the_order_is_explained_in_one_sentence(sources: Sources) -> None:
    assert order_text(*ranked("21218", sources)) == (
        "Ordered by time on the road from the middle of ZIP 21218, an estimate without traffic."
    )
    assert order_text(*ranked("44114", sources)) == (
        "Ordered by straight-line distance from the middle of ZIP 44114:"
        " that is outside the area where road times are known."
    )


def test_an_origin_on_water_says_to_where_and_how_far_it_was_moved(sources: Sources) -> None:
    on_water = ranked("38.90, -76.44", sources)

    assert re.fullmatch(
        r"That point is on water or where no road leads: times are counted from land in"
        r" (Anne Arundel|Queen Anne's) County, MD, about [2-5] miles away\.",
        moved_text(*on_water, "mi"),
    )
    assert " km away." in moved_text(*on_water, "km")


@pytest.mark.parametrize("text", ["21218", "44114", "39.33, -76.61", "20625"])
def test_an_origin_that_was_not_moved_or_hardly_says_nothing(text: str, sources: Sources) -> None:
    assert moved_text(*ranked(text, sources), "mi") == ""


def test_a_typed_point_by_a_river_says_from_which_bank_times_are_counted(sources: Sources) -> None:
    said = moved_text(*ranked("39.3232, -77.7290", sources), "mi")  # Harpers Ferry, at the Potomac

    assert re.fullmatch(
        r"That point is close to a river: times are counted from"
        r" (Jefferson County, WV|Washington County, MD)\.",
        said,
    )


def test_an_island_without_a_road_is_not_said_to_lie_outside(sources: Sources) -> None:
    assert order_text(*ranked("21824", sources)) == (
        "Ordered by straight-line distance from the middle of ZIP 21824:"
        " no road leads from there to any of our hospitals."
    )


def test_the_answer_needs_no_excuse(sources: Sources) -> None:
    _, ranking = ranked("21218", sources)

    assert why_not_first(ranking.hits[0], ranking, None, "mi") == ()
    nearest = dict(ranking.nearest_by_procedure)["mitraclip"]
    assert why_not_first(nearest, ranking, MITRACLIP, "mi") == ()


def test_every_other_hospital_says_why_it_is_not_first(sources: Sources) -> None:
    _, ranking = ranked("20650", sources)

    for hit in ranking.hits[1:]:
        (further, *_) = why_not_first(hit, ranking, None, "mi")
        assert re.fullmatch(
            r"about (\d+ min|\d hr( \d+ min)?) longer by road than St\. Mary's Hospital", further
        )


def test_in_straight_lines_every_other_hospital_says_how_much_farther_it_is(
    sources: Sources,
) -> None:
    _, ranking = ranked("44114", sources)

    for hit in ranking.hits[1:]:
        (further, *_) = why_not_first(hit, ranking, None, "mi")
        assert re.fullmatch(
            r"(about \d+ miles?|less than 1 mile) farther away than Montgomery Medical Center",
            further,
        )


def test_a_hospital_nearer_by_the_crow_but_not_by_road_says_both(sources: Sources) -> None:
    _, ranking = ranked("21661", sources)
    nearest = min(ranking.hits, key=lambda hit: hit.distance_m)

    longer, crow, *_ = why_not_first(nearest, ranking, None, "mi")

    assert "longer by road than" in longer
    assert crow == "nearer in a straight line, but the way by road is longer"


def test_two_times_that_the_estimate_cannot_tell_apart_are_said_to_be_about_the_same(
    sources: Sources,
) -> None:
    _, ranking = ranked("20650", sources)
    first, second = ranking.hits[:2]
    close = replace(ranking, hits=(first, second._replace(minutes=(first.minutes or 0) + 1)))

    (reason, *_) = why_not_first(close.hits[1], close, None, "mi")

    assert reason == (
        "about as near by road as St. Mary's Hospital; the estimate can't tell them apart"
    )
    assert certainty_text(ranking.certainty, ranked("20650", sources)[0], close, None).endswith(
        "Southern Maryland Hospital Center takes about as long."
    )


def test_how_much_further_is_in_the_units_asked_for(sources: Sources) -> None:
    _, ranking = ranked("44114", sources)
    metres = ranking.hits[1].distance_m - ranking.hits[0].distance_m

    (text, *_) = why_not_first(ranking.hits[1], ranking, None, "km")

    assert text == f"about {round(metres / 1000)} km farther away than Montgomery Medical Center"


def test_a_hospital_that_does_not_list_the_procedure_says_so(sources: Sources) -> None:
    _, ranking = ranked("20650", sources)
    near = hit_of("st-marys", ranking)

    reasons = why_not_first(near, ranking, MITRACLIP, "mi")

    assert not any("farther" in reason or "longer" in reason for reason in reasons)
    assert any("MitraClip" in reason for reason in reasons)


def test_unknown_is_not_said_as_no(sources: Sources) -> None:
    _, ranking = ranked("20650", sources)
    for hit in ranking.hits:
        reasons = " ".join(why_not_first(hit, ranking, MITRACLIP, "mi"))
        known = hit.facility.does("mitraclip").value

        assert ("does not do MitraClip" in reasons) is (known == "no")
        assert ("is not known to do MitraClip" in reasons) is (known == "unknown")


def test_a_hospital_without_an_emergency_department_says_so(sources: Sources) -> None:
    _, ranking = ranked("21218", sources)

    for hit in ranking.hits[1:]:
        reasons = why_not_first(hit, ranking, None, "mi")
        without = hit.facility.emergency_department.value == "no"
        assert ("has no emergency department" in reasons) is without


def test_next_door_is_no_further_away(sources: Sources) -> None:
    _, ranking = ranked("20010", sources)

    (reason, *_) = why_not_first(ranking.hits[1], ranking, None, "mi")

    assert reason.startswith("next door to Washington Hospital Center")


def test_a_hospital_that_could_be_first_says_that_too(sources: Sources) -> None:
    _, ranking = ranked("20009", sources)

    reasons = why_not_first(hit_of("georgetown", ranking), ranking, None, "mi")

    assert "could still be first, depending on where you are" in reasons


def test_of_a_point_at_a_hospital_nothing_more_is_asked(sources: Sources) -> None:
    origin, _ = ranked("Good Sam", sources)

    assert closer(origin) == ("", "", "")


def test_a_wide_origin_at_the_pole_has_words_too(sources: Sources) -> None:
    origin, _ = ranked("21218", sources)
    origin = replace(origin, coordinate=Coordinate(90, 0), radius_m=1e6)

    ranking = ranking_of(origin, sources.directory)

    assert certainty_text(ranking.certainty, origin, ranking, None)


@pytest.mark.parametrize(("text", "far"), [("44114", True), ("Guam", True), ("21804", False)])
def test_where_every_hospital_is_far_that_is_said(text: str, far: bool, sources: Sources) -> None:
    _, ranking = ranked(text, sources)

    assert bool(far_text(ranking)) is far
