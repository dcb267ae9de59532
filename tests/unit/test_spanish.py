"""Spanish turns of phrase become the English that the parsers read."""

import pytest

from finder.geocode import geocode
from finder.notes import NoteCode
from finder.parse import parse
from finder.search import Sources
from finder.spanish import STATES_IN_SPANISH, in_english


@pytest.mark.parametrize(
    ("text", "english"),
    [
        ("condado de Howard", "Howard county"),
        ("vivo en el condado de Howard MD", "vivo en Howard county MD"),
        ("Condado de Prince George’s, Maryland", "Prince George’s county, Maryland"),
        ("hospital de Georgetown", "Georgetown hospital"),
        ("el aeropuerto internacional de Baltimore", "Baltimore airport"),
        ("Lancaster, pensilvania 17601", "Lancaster, Pennsylvania 17601"),
        ("NUEVO MEXICO", "New Mexico"),
    ],
)
def test_the_words_before_a_name_come_behind_it(text: str, english: str) -> None:
    assert in_english(text) == english


@pytest.mark.parametrize(
    "text", ["", "Condado, PR", "Condado PR", "Hospital", "Baltimore, MD", "Nuevas York"]
)
def test_what_is_no_such_phrase_is_left_as_it_is(text: str) -> None:
    assert in_english(text) == text


@pytest.mark.parametrize(("spanish", "english"), STATES_IN_SPANISH.items())
def test_a_state_in_spanish_is_answered_like_the_same_in_english(
    spanish: str, english: str, sources: Sources
) -> None:
    found, wanted = (geocode(parse(text), sources.atlas) for text in (spanish, english))

    assert (found.status, found.best, found.candidates) == (
        wanted.status,
        wanted.best,
        wanted.candidates,
    )


@pytest.mark.parametrize(
    "text",
    [
        "aquí", "cerca de mí", "mi casa", "mi ubicación", "Mi ubicación actual", "casa", "ayuda",
        "¡Ayúdame!", "hola", "el hospital más cercano", "hospital cerca de mí", "urgencias",
        "estoy en mi casa", "¿Dónde estoy?", "help me", "hello", "home",
    ],
)  # fmt: skip
def test_what_says_no_place_is_told_so(text: str, sources: Sources) -> None:
    found = geocode(parse(text), sources.atlas)

    assert [note.code for note in found.notes] == [NoteCode.NO_PLACE_SAID]


@pytest.mark.parametrize(
    "text",
    [
        "vivo en Towson", "Estoy en Towson", "yo vivo cerca de Towson, MD", "cerca de Towson",
        "ciudad de Towson", "vivo en la ciudad de Towson", "soy de Towson", "en Towson",
    ],
)  # fmt: skip
def test_spanish_words_around_a_town_are_in_nobodys_way(text: str, sources: Sources) -> None:
    found = geocode(parse(text), sources.atlas)

    assert found.best is not None
    assert found.best.label == "Towson, MD"
