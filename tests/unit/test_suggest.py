"""Suggestions while somebody types."""

import pytest

from finder.geocode import geocode_place
from finder.geocoding import Status
from finder.place import Granularity
from finder.search import Sources
from finder.suggest import MOST, Suggestion, suggest


def labels(text: str, sources: Sources) -> list[str]:
    return [one.label for one in suggest(text, sources.atlas)]


@pytest.mark.parametrize("text", ["", " ", "b", "B.", "2", "é", ",", "b, md", " ,annapolis"])
def test_one_character_suggests_nothing(text: str, sources: Sources) -> None:
    assert suggest(text, sources.atlas) == ()


@pytest.mark.parametrize("text", ["ba", "21", "wh", "co", "st", "we", "no", "dc", "md"])
def test_suggestions_come_from_the_second_character_on(text: str, sources: Sources) -> None:
    assert suggest(text, sources.atlas)


@pytest.mark.parametrize(
    "text", ["ba", "springfield", "west", "2121", "medstar", "st m", "jackson"]
)
def test_there_are_at_most_eight_and_each_once(text: str, sources: Sources) -> None:
    found = [one.id for one in suggest(text, sources.atlas)]

    assert len(found) == len(set(found)) <= MOST


def test_the_name_itself_comes_before_longer_ones(sources: Sources) -> None:
    found = labels("columbia", sources)

    assert found[0] == "Columbia, MD"
    assert found.index("Columbia, MD") < found.index("Columbia Heights (Washington), DC")


def test_longer_names_are_in_the_order_of_nearness_and_population(sources: Sources) -> None:
    found = suggest("gaith", sources.atlas)
    places = [sources.gazetteer.by_id(one.id) for one in found]

    weights = sources.atlas.spelling.weights([place for place in places if place])

    assert found[0].label == "Gaithersburg, MD"
    assert len(weights) == len(found) > 1
    assert weights == sorted(weights, reverse=True)


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("annap", "Annapolis, MD"),
        ("rockv", "Rockville, MD"),
        ("Fort Mea", "Fort Meade, MD"),
        ("ft mea", "Fort Meade, MD"),
        ("N. Beth", "North Bethesda, MD"),
        ("mt ai", "Mount Airy, MD"),
        ("saint marys c", "St. Mary's County, MD"),
        ("bayam", "Bayamon, PR"),
        ("BALTO", "Baltimore, MD"),
        ("md", "Maryland"),
        ("dc", "Washington, DC"),
        ("columbia md", "Columbia, MD"),
    ],
)
def test_what_is_typed_brings_up_what_is_meant(text: str, first: str, sources: Sources) -> None:
    assert labels(text, sources)[0].startswith(first)


@pytest.mark.parametrize(
    ("text", "label"),
    [("west", "West Hyattsville, MD"), ("co", "Columbia, MD"), ("mount", "Mount Rainier, MD")],
)
def test_a_last_word_may_go_on_though_it_has_an_abbreviation(
    text: str, label: str, sources: Sources
) -> None:
    found = labels(text, sources)

    assert label in found
    assert not any(one.startswith(("Waldorf", "Washington")) for one in found)


def test_a_state_after_the_comma_narrows_with_its_first_letter(sources: Sources) -> None:
    found = suggest("columbia, m", sources.atlas)

    assert found[0] == Suggestion("geonames-4352053", "Columbia, MD", "Howard County")
    assert {one.label.rpartition(", ")[2][0] for one in found} == {"M"}
    assert labels("columbia, md", sources) == labels("columbia, maryl", sources) == ["Columbia, MD"]


def test_a_hospital_comes_first(sources: Sources) -> None:
    (first, *others) = suggest("union", sources.atlas)

    assert first.id == "facility-union-memorial"
    assert first.detail == "a hospital"
    assert others
    assert not any(one.id.startswith("facility-") for one in others)


@pytest.mark.parametrize(
    ("text", "facility_id"),
    [
        ("good s", "good-samaritan"),
        ("whc", "washington"),
        ("medstar geo", "georgetown"),
        ("washington hospital ctr", "washington"),
        ("saint mary's hosp", "st-marys"),
    ],
)
def test_a_hospital_is_found_by_the_beginning_of_any_of_its_names(
    text: str, facility_id: str, sources: Sources
) -> None:
    assert suggest(text, sources.atlas)[0].id == f"facility-{facility_id}"


def test_the_systems_name_alone_lists_hospitals_and_nothing_else(sources: Sources) -> None:
    found = suggest("medstar", sources.atlas)

    assert len(found) == MOST
    assert all(one.id.startswith("facility-") for one in found)


def test_a_state_after_the_comma_leaves_hospitals_out(sources: Sources) -> None:
    assert not any(one.id.startswith("facility-") for one in suggest("harbor, m", sources.atlas))


@pytest.mark.parametrize("digits", ["21", "212", "2121", "21218"])
def test_digits_suggest_the_zips_that_begin_so_in_order(digits: str, sources: Sources) -> None:
    found = [one.id for one in suggest(digits, sources.atlas)]

    assert found == sorted(found)
    assert all(one.startswith(f"zip-{digits}") for one in found)
    assert len(found) == (1 if len(digits) == 5 else MOST)


@pytest.mark.parametrize("text", ["99999", "212189", "xqzz", "12 main st", "!!!!"])
def test_where_nothing_begins_so_nothing_is_suggested(text: str, sources: Sources) -> None:
    assert suggest(text, sources.atlas) == ()


@pytest.mark.parametrize(
    ("text", "first"), [("gaithersberg", "Gaithersburg, MD"), ("batlimore", "Baltimore, MD")]
)
def test_a_slip_suggests_what_is_one_edit_away(text: str, first: str, sources: Sources) -> None:
    assert labels(text, sources)[0] == first


@pytest.mark.parametrize("text", ["ba", "md", "st m", "21", "bwi", "nw", "PG", "georg", "springf"])
def test_every_suggestion_can_be_chosen_by_its_id(text: str, sources: Sources) -> None:
    for one in suggest(text, sources.atlas):
        chosen = geocode_place(one.id, sources.atlas)

        assert chosen is not None
        assert chosen.status is Status.MATCH


def test_a_line_tells_a_state_and_a_hospital_from_a_town_and_a_town_by_its_county(
    sources: Sources,
) -> None:
    details = {one.label: one.detail for one in suggest("maryl", sources.atlas)}

    assert details["Maryland"] == "a state"
    assert details["Maryland City, MD"] == "Anne Arundel County"


def test_a_county_is_told_from_the_town_of_its_name(sources: Sources) -> None:
    found = suggest("baltimore", sources.atlas)

    kinds = {one.id: sources.gazetteer.by_id(one.id) for one in found}
    counties = [p for p in kinds.values() if p and p.granularity is Granularity.COUNTY]
    assert counties
    assert len({(one.label, one.detail) for one in found}) == len(found)
