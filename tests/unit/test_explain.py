"""The story of an answer, for maintainers."""

import re

import pytest

from finder.explain import explain
from finder.parse import PARSERS
from finder.request import SearchRequest
from finder.roads import Way
from finder.search import Sources, search


def story(sources: Sources, text: str, procedure: str | None = None) -> list[str]:
    return list(explain(search(SearchRequest(text=text, procedure=procedure), sources)))


def test_a_match_is_told_from_form_to_order(sources: Sources) -> None:
    lines = story(sources, "21218")

    headings = [line for line in lines if not line.startswith(" ")]
    assert headings == [
        "1. The form of the text",
        "2. Look-ups, in turn",
        "3. Status: match",
        "4. Origin: ZIP 21218, Baltimore, MD (postcode; " + _source(sources) + ")",
        "5. Order: minutes by road, then straight line from the middle of ZIP 21218, then id",
    ]
    assert "   read as zip: zip" in lines
    assert lines[-10].split()[:2] == ["1.", "union-memorial"]
    assert re.search(r" [0-9]\.[0-9] min estimate; [0-9.]+ mi \([0-9.]+ km\) in a", lines[-10])


def test_where_no_road_times_are_known_the_order_is_in_straight_lines(sources: Sources) -> None:
    lines = story(sources, "44114")

    assert "5. Order: straight line from the middle of ZIP 44114, then id" in lines
    assert "   that is outside the area where road times are known" in lines
    assert lines[-10].split()[:4] == ["1.", "montgomery", "no", "road;"]


def test_an_origin_that_was_moved_says_how_far(sources: Sources) -> None:
    lines = story(sources, "38.90, -76.44")  # in the bay, off Deale

    (moved,) = [line for line in lines if line.startswith("   moved ")]
    assert moved.endswith(" m to land that a road reaches")
    assert 1_000 < float(moved.split()[1].replace(",", "")) <= 8_000


def test_the_ways_given_are_told_under_their_hospitals(sources: Sources) -> None:
    response = search(SearchRequest(text="Stevensville, MD", limit=2), sources)
    bridge = "Chesapeake Bay Bridge (US 50/301)"
    way = Way(40.0, (5.0, 10.0, 0.0, 25.0), ("US 50", "I-97"), (bridge,))

    lines = list(explain(response, {response.hits[0].facility.id: way, "nobody": None}))

    assert lines[-2] == (
        "       model 40.0 min: 5.0 local, 10.0 trunk, 0.0 expressway, 25.0 motorway;"
        f" crossings: {bridge}; roads: US 50, I-97"
    )


def _source(sources: Sources) -> str:
    place = sources.gazetteer.zip("21218")
    assert place is not None
    return place.source


def test_parsers_that_did_not_apply_are_named_in_turn(sources: Sources) -> None:
    lines = story(sources, "Annapolis, MD")

    turns = [parser.__name__.removeprefix("parse_") for parser in PARSERS]
    assert lines[1 : len(turns)] == [f"   not {turn}" for turn in turns[:-1]]
    assert "   read as name: name" in lines
    assert "   may be named 'annapolis', state MD" in lines


def test_the_rule_that_decided_gives_its_reason(sources: Sources) -> None:
    (line,) = [line for line in story(sources, "Clinton") if "rule '" in line]

    assert "greatest, and in the region" in line
    assert "Clinton, MD" in line


@pytest.mark.parametrize(("text", "role"), [("Springfield", "candidate"), ("Clinton", "passed")])
def test_other_places_are_listed_with_their_ids(text: str, role: str, sources: Sources) -> None:
    listed = [line for line in story(sources, text) if line.startswith(f"   {role}")]

    assert listed
    assert all("geonames-" in line or "post-" in line or "local-" in line for line in listed)


def test_without_an_origin_there_is_no_order(sources: Sources) -> None:
    for text, status in (("Springfield", "tie"), ("zzzz", "no_match"), ("!!!", "no_match")):
        lines = story(sources, text)

        assert f"3. Status: {status}" in lines
        assert not any(line.startswith(("4.", "5.")) for line in lines)


def test_a_procedure_lists_only_who_does_it(sources: Sources) -> None:
    lines = story(sources, "Leonardtown, MD", "mitraclip")

    assert [line.split()[1] for line in lines[-2:]] == ["washington", "union-memorial"]
    assert "km" in lines[-1]
