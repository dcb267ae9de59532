"""Requests: strings from outside become typed values, or a UsageError that helps."""

import pytest

from finder.errors import UsageError
from finder.facility import PROCEDURES
from finder.request import MAX_LIMIT, MAX_TEXT_LENGTH, GeocodeRequest, SearchRequest, clean_text


def test_a_text_alone_is_a_request_with_the_defaults() -> None:
    request = SearchRequest.from_params({"text": "21218"})

    assert request == SearchRequest(text="21218", place=None, procedure=None, limit=10, units="mi")


def test_all_fields_are_taken() -> None:
    params = {"text": "x", "place": "zip-21218", "procedure": "tavr", "limit": 3, "units": "km"}

    request = SearchRequest.from_params(params)

    assert request == SearchRequest(
        text="x", place="zip-21218", procedure="tavr", limit=3, units="km"
    )


@pytest.mark.parametrize("name", ["place", "procedure", "limit", "units"])
@pytest.mark.parametrize("empty", ["", None])
def test_an_empty_field_is_one_not_given(name: str, empty: str | None) -> None:
    request = SearchRequest.from_params({"text": "21218", name: empty})

    assert request == SearchRequest(text="21218")


@pytest.mark.parametrize("procedure", [procedure.id for procedure in PROCEDURES])
def test_every_procedure_of_the_table_can_be_asked_for(procedure: str) -> None:
    request = SearchRequest.from_params({"text": "21218", "procedure": procedure})

    assert request.procedure == procedure


def test_a_limit_may_come_as_text_since_forms_and_terminals_have_nothing_else() -> None:
    assert SearchRequest.from_params({"text": "x", "limit": "50"}).limit == 50


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("limit", 0),
        ("limit", MAX_LIMIT + 1),
        ("limit", -1),
        ("limit", 1.5),
        ("limit", True),
        ("limit", "three"),
        ("limit", "1.5"),
        ("limit", "9" * 400),
        ("limit", [1]),
        ("procedure", "brain"),
        ("procedure", "MitraClip"),
        ("procedure", 7),
        ("units", "miles"),
        ("units", 1),
        ("place", "x" * 101),
        ("place", 5),
        ("place", ["zip-21218"]),
        ("text", 21218),
        ("text", ["21218"]),
        ("text", {"zip": "21218"}),
        ("text", "x" * (MAX_TEXT_LENGTH + 1)),
        ("zip", "21218"),
        ("Text", "21218"),
        ("", "21218"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_name_and_never_repeated(
    field: str, value: object
) -> None:
    with pytest.raises(UsageError) as caught:
        SearchRequest.from_params({"text": "a canary", field: value})

    assert caught.value.field == field
    assert caught.value.value == value
    assert str(caught.value) == f"{field}: expected {caught.value.expected}"
    assert "canary" not in str(caught.value)


@pytest.mark.parametrize("params", [{}, {"text": ""}, {"text": None}, {"text": "  \t\n"}])
def test_no_text_is_refused_with_what_to_type(params: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="ZIP code, a town, an address") as caught:
        SearchRequest.from_params(params)

    assert caught.value.field == "text"


def test_a_geocoding_takes_no_procedure() -> None:
    with pytest.raises(UsageError, match="only the fields text, place"):
        GeocodeRequest.from_params({"text": "21218", "procedure": "tavr"})


def test_the_longest_text_is_taken_whole() -> None:
    text = "x" * MAX_TEXT_LENGTH

    assert GeocodeRequest.from_params({"text": text}).text == text


@pytest.mark.parametrize(
    ("text", "clean"),
    [
        ("  21218  ", "21218"),
        ("Annapolis,\tMD\r\n", "Annapolis, MD"),
        ("a\x00b", "a b"),
        ("a\u200bb", "a b"),
        ("a\u00a0b", "a b"),
        ("\ud800Olney", "Olney"),
        ("Zürich 😀", "Zürich 😀"),
    ],
)
def test_spaces_are_tidied_and_what_is_no_character_goes(text: str, clean: str) -> None:
    assert clean_text(text) == clean


@pytest.mark.parametrize("text", ["\x00", "\u200b\u200d", "\ud800"])
def test_a_text_of_nothing_visible_is_no_text(text: str) -> None:
    with pytest.raises(UsageError, match=r"^text: expected a ZIP code"):
        clean_text(text)
