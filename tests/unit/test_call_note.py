"""The call note: useful in another system, and silent about where a caller is."""

import pytest

from finder.call_note import call_note
from finder.facility import PROCEDURE_BY_ID
from finder.request import SearchRequest
from finder.search import Ranking, SearchResponse, Sources, search

TYPED = (
    "3001 N Charles St, Baltimore, MD 21218", "21218", "20009", "Columbia MD", "Hampden",
    "39.2904, -76.6122", "20110", "Salisbury, MD 21801", "10001",
)  # fmt: skip


def answered(text: str, procedure: str | None, sources: Sources) -> tuple[SearchResponse, Ranking]:
    response = search(SearchRequest(text=text, procedure=procedure), sources)
    assert response.ranking is not None
    return response, response.ranking


def test_a_note_has_the_need_the_hospital_its_codes_and_why(sources: Sources) -> None:
    _, ranking = answered("21218", "mitraclip", sources)

    note = call_note(ranking.hits[0], ranking, PROCEDURE_BY_ID["mitraclip"])

    assert note.splitlines() == [
        "Asked for: MitraClip",
        "Hospital: MedStar Union Memorial Hospital",
        "Finder id: union-memorial. CCN: 210024",
        "Nearest for that need.",
        "Time: under 5 min, by road, estimate without traffic",
        "MitraClip: yes",
        "Emergency department: yes",
        "Phone: 410-554-2000 (main switchboard; not yet confirmed by a call)",
    ]


def test_a_note_says_what_is_not_certain_and_what_is_not_known(sources: Sources) -> None:
    _, ranking = answered("20009", None, sources)

    first = call_note(ranking.hits[0], ranking, None)
    unlisted = next(hit for hit in ranking.hits if hit.facility.id == "harbor")
    other = call_note(unlisted, ranking, PROCEDURE_BY_ID["mitraclip"])

    assert "Nearest for that need, depending on where exactly the caller is." in first
    assert "Chosen by the caller." in other
    assert "MitraClip: not known, please ask the hospital" in other


@pytest.mark.parametrize("text", TYPED)
@pytest.mark.parametrize("procedure", [None, "mitraclip"])
def test_no_note_tells_where_the_caller_is(
    text: str, procedure: str | None, sources: Sources
) -> None:
    response, ranking = answered(text, procedure, sources)
    origin = response.origin
    assert origin is not None
    places = {origin.name, origin.label, text, *origin.zips, *text.replace(",", " ").split()}
    telling = {one for one in places if any(map(str.isdigit, one)) or len(one) > 3} - {"2023"}

    for hit in ranking.hits:
        note = call_note(hit, ranking, PROCEDURE_BY_ID.get(procedure or ""))
        assert [one for one in telling if one in note] == []


def test_no_note_has_an_address_of_the_hospital_whose_zip_may_be_the_callers(
    sources: Sources,
) -> None:
    _, ranking = answered("21218", None, sources)

    for hit in ranking.hits:
        note = call_note(hit, ranking, None)
        assert hit.facility.zip not in note
        assert hit.facility.street not in note
