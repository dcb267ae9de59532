"""Promises about what may be typed: anything, and an answer or a UsageError comes of it."""

from hypothesis import example, given

from finder.errors import UsageError
from finder.geocoding import MOST_CANDIDATES, Status
from finder.geojson import encode, search_model
from finder.request import MAX_TEXT_LENGTH, SearchRequest
from finder.search import SearchResponse, Sources, search
from finder.wording import note_text
from tests.properties.strategies import address_like, texts


def _answer(text: str, sources: Sources) -> SearchResponse | None:
    try:
        return search(SearchRequest.from_params({"text": text}), sources)
    except UsageError:
        return None


@given(text=texts())
@example(text="1" * MAX_TEXT_LENGTH)
@example(text="1 " * (MAX_TEXT_LENGTH // 2))
@example(text="N " * (MAX_TEXT_LENGTH // 2))
@example(text="²²²²²")
@example(text="٢١٢١٨")
@example(text="(((((")
@example(text="{0.__class__}")
@example(text="%s%n")
@example(text="1 & 2")
def test_any_text_ends_in_an_answer_or_is_refused(sources: Sources, text: str) -> None:
    response = _answer(text, sources)

    if response is None:
        assert len(text) > MAX_TEXT_LENGTH or not _visible(text)
        return
    assert encode(search_model(response))
    assert all(note_text(note) for note in response.notes)


def _visible(text: str) -> bool:
    return any(c.isprintable() and not c.isspace() for c in text)


@given(text=address_like())
def test_an_answer_is_a_match_a_tie_or_none_and_never_a_mixture(
    sources: Sources, text: str
) -> None:
    response = _answer(text, sources)

    if response is None:
        return
    best, candidates = response.geocoding.best, response.geocoding.candidates
    assert len(candidates) <= MOST_CANDIDATES
    match response.status:
        case Status.MATCH:
            assert best is not None
            assert response.origin == best
            assert response.ranking is not None
            assert response.hits == response.ranking.hits
            assert len(response.hits) == len(sources.directory)
            assert best not in candidates
        case Status.TIE:
            assert best is None
            assert candidates
            assert (response.origin, response.hits, response.ranking) == (None, (), None)
        case Status.NO_MATCH:
            assert (best, candidates) == (None, ())
            assert (response.origin, response.hits, response.ranking) == (None, (), None)
            assert response.notes


@given(text=address_like())
def test_the_same_text_has_the_same_answer(sources: Sources, text: str) -> None:
    assert _answer(text, sources) == _answer(text, sources)
