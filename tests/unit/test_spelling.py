"""Names by their beginning, and names one edit away."""

from dataclasses import replace

import pytest
from rapidfuzz.distance import OSA

from finder.geo import Coordinate
from finder.names import spellings, squash
from finder.place import Place
from finder.search import Sources
from finder.spelling import SHORTEST, Spelling


@pytest.fixture
def spelling(sources: Sources) -> Spelling:
    return sources.atlas.spelling


@pytest.fixture(scope="module")
def keys(sources: Sources) -> list[str]:
    return bytes(sources.gazetteer.arrays()["keys"]).decode().split("\n")


def one(place_id: str, sources: Sources) -> Place:
    place = sources.gazetteer.by_id(place_id)
    assert place is not None
    return place


@pytest.mark.parametrize(
    "text", ["baltimor", "baltimores", "baltimpre", "batlimore", "ba ltimore s", "altimore"]
)
def test_a_letter_more_less_other_or_two_swapped_is_one_edit(text: str, spelling: Spelling) -> None:
    same, near = spelling.corrections(text)

    assert "baltimore" in near
    assert same == ()


@pytest.mark.parametrize("text", ["btlimor", "baltimoer x", "blatimroe", "baltim"])
def test_two_edits_are_too_many(text: str, spelling: Spelling) -> None:
    assert "baltimore" not in sum(spelling.corrections(text), ())


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("silverspring", "silver spring"),
        ("leonard town", "leonardtown"),
        ("b owie", "bowie"),
        ("mountairy", "mt airy"),
    ],
)
def test_spaces_alone_are_no_edit(text: str, key: str, spelling: Spelling) -> None:
    same, _ = spelling.corrections(text)

    assert key in same


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("monut airy", "mt airy"),
        ("nroth bethesda", "n bethesda"),
        ("forr meade", "ft meade"),
        ("siant marys county", "st marys county"),
    ],
)
def test_a_slip_in_a_word_that_has_an_abbreviation_is_one_edit(
    text: str, key: str, spelling: Spelling
) -> None:
    assert key in spelling.corrections(text)[1]


@pytest.mark.parametrize("text", ["", "b", "bow", "o l n"])
def test_a_text_under_four_letters_is_not_corrected(text: str, spelling: Spelling) -> None:
    assert len(squash(text)) < SHORTEST
    assert spelling.corrections(text) == ((), ())


@pytest.mark.parametrize(
    "text",
    [
        "hampdon",
        "salam",
        "bowei",
        "springfeild",
        "n bethesdda",
        "nroth bethesda",
        "monut airy",
        "olny",
        "w river",
        "zzzzz",
    ],
)
def test_corrections_are_those_of_comparing_with_every_name(
    text: str, spelling: Spelling, keys: list[str]
) -> None:
    apart = {
        key: min(OSA.distance(one, other) for one in spellings(key) for other in spellings(text))
        for key in keys
    }

    same, near = spelling.corrections(text)

    assert list(same) == [key for key in keys if apart[key] == 0]
    assert list(near) == [key for key in keys if apart[key] == 1]


@pytest.mark.parametrize("name", ["baltimore", "st marys county", "reagan national", "hampden"])
def test_nicknames_official_and_local_names_can_be_mistyped(name: str, keys: list[str]) -> None:
    assert name in keys


def test_a_name_in_another_language_is_no_target_of_a_correction(
    sources: Sources, keys: list[str]
) -> None:
    assert [place.label for place in sources.gazetteer.named("nueva york")] == ["New York City, NY"]
    assert "nueva york" not in keys


def test_names_stand_in_the_index_once_and_in_order(keys: list[str]) -> None:
    assert keys == sorted(set(keys))
    assert not any(key.startswith("iata ") for key in keys)


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("union memorail", "union memorial"),
        ("unionmemorial", "union memorial"),
        ("franklin sqare", "franklin square"),
        ("georgtown university hospital", "georgetown university hospital"),
    ],
)
def test_a_hospital_is_known_by_a_name_one_edit_away(
    text: str, key: str, spelling: Spelling
) -> None:
    assert key in spelling.facility_corrections(text)


@pytest.mark.parametrize("text", ["nrx", "mwhx", "whcc", "union memrail"])
def test_initials_and_two_edits_make_no_hospital(text: str, spelling: Spelling) -> None:
    assert spelling.facility_corrections(text) == ()


@pytest.mark.parametrize("key", ["b", "balt", "w r", "columbia", "st m", "zzzz", ""])
def test_a_beginning_finds_only_names_that_begin_so_and_the_name_itself_first(
    key: str, spelling: Spelling, keys: list[str]
) -> None:
    begun = [name for name in keys if name.startswith(key)]

    found = spelling.beginning(key, 8)

    assert set(found) <= set(begun)
    assert len(found) == len(set(found)) == min(8, len(begun))
    assert key not in begun or found[0] == key


def test_the_likeliest_of_a_beginning_do_not_depend_on_how_many_are_wanted(
    spelling: Spelling,
) -> None:
    assert spelling.beginning("ann", 50)[:5] == spelling.beginning("ann", 5)
    assert spelling.beginning("annap", 5)[0] == "annapolis"


def test_of_two_places_as_large_the_nearer_to_a_hospital_is_likelier(sources: Sources) -> None:
    near = one("geonames-4347778", sources)
    far = replace(near, id="far", coordinate=Coordinate(44.0, -100.0))
    farther = replace(near, id="farther", coordinate=Coordinate(46.0, -110.0))

    weights = sources.atlas.spelling.weights([near, far, farther])

    assert weights[0] > weights[1] == weights[2]


def test_of_two_places_at_one_point_the_larger_is_likelier(sources: Sources) -> None:
    large = one("geonames-4347778", sources)
    small, empty = replace(large, population=500), replace(large, population=None)

    weights = sources.atlas.spelling.weights([empty, large, small])

    assert weights[1] > weights[2] > weights[0]
    assert sources.atlas.spelling.weights([]) == []


def test_a_hospitals_own_point_is_no_way_from_a_hospital(sources: Sources) -> None:
    place = replace(
        one("geonames-4347778", sources),
        population=900,
        coordinate=sources.directory.by_id("harbor").coordinate,
    )

    assert sources.atlas.spelling.weights([place]) == pytest.approx([3.0], abs=0.01)
