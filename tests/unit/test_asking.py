"""What an agent asks next, and when there is nothing to ask."""

import pytest

from finder.asking import Asking, Need, asking, question
from finder.request import SearchRequest
from finder.search import SearchResponse, Sources, search


def asked(text: str, procedure: str | None, sources: Sources) -> tuple[SearchResponse, Asking]:
    response = search(SearchRequest(text=text, procedure=procedure), sources)
    return response, asking(response, sources)


def test_an_answer_that_is_certain_asks_for_nothing(sources: Sources) -> None:
    _, found = asked("21613", None, sources)

    assert found.need is Need.NO
    assert found.nearest is not None
    assert found.nearest.facility.id == "harbor"


def test_an_answer_that_depends_on_the_street_asks(sources: Sources) -> None:
    response, found = asked("21218", None, sources)

    assert found.need is Need.YES
    assert question(response, sources) == "Which neighborhood are you in?"


def test_what_changes_only_the_nearest_is_not_needed_for_the_procedure(sources: Sources) -> None:
    _, found = asked("21218", "mitraclip", sources)

    assert found.need is Need.FOR_NEAREST
    assert found.doing is not None
    assert found.doing.facility.id == "union-memorial"


def test_all_quarters_of_washington_have_one_answer_for_mitraclip(sources: Sources) -> None:
    response, found = asked("1600 Pennsylvania Ave, Washington DC", "mitraclip", sources)
    firsts = [sources.ranking(place) for place in response.geocoding.candidates]

    assert found.need is Need.FOR_NEAREST
    assert found.nearest is None
    assert found.doing is not None
    assert {dict(one.nearest_by_procedure)["mitraclip"].facility.id for one in firsts} == {
        found.doing.facility.id
    }
    assert found.doing.minutes is not None
    assert found.doing.minutes.most >= max(
        dict(one.nearest_by_procedure)["mitraclip"].minutes or 0 for one in firsts
    )


def test_more_namesakes_than_are_listed_settle_nothing(sources: Sources) -> None:
    _, found = asked("Columbia", "mitraclip", sources)

    assert found == Asking(Need.YES, None, None)


def test_no_match_asks_for_a_zip_or_town(sources: Sources) -> None:
    response, found = asked("xyzzy", "mitraclip", sources)

    assert found == Asking(Need.YES, None, None)
    assert question(response, sources).startswith("What is your ZIP code")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "1600 Pennsylvania Ave, Washington DC",
            "Does your address end in Northwest, Northeast, Southwest, or Southeast?",
        ),
        (
            "Columbia",
            "Which Columbia: Howard County, Lancaster County in Pennsylvania, South Carolina,"
            " Missouri, or somewhere else?",
        ),
        ("Chevy Chase", "Which Chevy Chase: District of Columbia, or Montgomery County in"
         " Maryland?"),
        (
            "Annapolis 21218",
            "Do you mean ZIP code two-one-two-one-eight, Baltimore, Maryland, or Annapolis in"
            " Anne Arundel County, Maryland?",
        ),
    ],
)  # fmt: skip
def test_namesakes_are_told_apart_in_one_sentence(text: str, said: str, sources: Sources) -> None:
    response, _ = asked(text, None, sources)

    assert question(response, sources) == said


def test_with_a_street_index_the_question_is_for_the_address(city: Sources) -> None:
    response, _ = asked("21218", None, city)

    assert question(response, city) == "What is your address, or the next street corner?"
