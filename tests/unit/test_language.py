"""The language that is spoken: words, plurals, numbers, dates."""

import threading
from collections.abc import Iterator

import pytest

from finder.geo import METRES_PER_MILE
from finder.language import (
    ENGLISH,
    Language,
    load_languages,
    long_date,
    number,
    say,
    say_count,
    speak,
    speaking,
    spoken,
)
from finder.notes import Note, NoteCode
from finder.resources import catalogs_path
from finder.wording import (
    candidate_text,
    distance_text,
    fact_text,
    from_text,
    minutes_text,
    note_text,
    typed_text,
)
from tests.unit.test_wording import HAMPDEN, ZIP


@pytest.fixture
def spanish() -> Iterator[Language]:
    language = next(one for one in load_languages(catalogs_path()) if one.code == "es")
    with speaking(language):
        yield language


def test_nobody_having_set_a_language_it_is_english() -> None:
    assert spoken() is ENGLISH
    assert say("Nearest hospital") == "Nearest hospital"


def test_every_catalog_is_a_language_and_english_comes_first() -> None:
    codes = [language.code for language in load_languages(catalogs_path())]

    assert codes[0] == "en"
    assert "es" in codes


def test_a_language_names_itself_and_offers_itself(spanish: Language) -> None:
    assert (ENGLISH.own_name, spanish.own_name) == ("English", "Español")
    assert spanish.offer == "Ver esta página en español"


def test_the_language_of_one_thread_is_not_that_of_another(spanish: Language) -> None:
    heard: list[str] = []
    thread = threading.Thread(target=lambda: heard.append(spoken().code))
    thread.start()
    thread.join()

    assert spoken() is spanish
    assert heard == ["en"]


def test_a_block_in_a_language_ends_with_the_one_before(spanish: Language) -> None:
    with speaking(ENGLISH):
        assert say("yes") == "yes"

    assert spoken() is spanish
    assert say("yes") == "sí"


def test_english_comes_back_when_it_is_spoken_again(spanish: Language) -> None:  # noqa: ARG001
    speak(ENGLISH)

    assert say("Nearest hospital") == "Nearest hospital"


def test_nothing_said_is_nothing_in_every_language(spanish: Language) -> None:  # noqa: ARG001
    assert say("") == ""  # gettext would answer with the catalog's header


def test_what_is_put_into_a_sentence_is_no_format(spanish: Language) -> None:  # noqa: ARG001
    note = Note(NoteCode.CORRECTED, ("Bowie, MD", "%(place)s {0} 100%"))

    assert say("%(hospital)s takes about as long.", hospital="100% {x}").startswith("A 100% {x}")
    assert "“%(place)s {0} 100%”" in note_text(note)


@pytest.mark.parametrize(
    ("amount", "text"), [(1234.5, "1,234.5"), (2499, "2,499"), (0.1, "0.1"), (6.0, "6"), (0, "0")]
)
def test_numbers_are_as_people_of_the_united_states_write_them_in_both_languages(
    amount: float, text: str, spanish: Language
) -> None:
    said = number(amount)
    with speaking(ENGLISH):
        assert number(amount) == text

    assert spanish.code == "es"
    assert said == text


def test_days_are_written_out(spanish: Language) -> None:  # noqa: ARG001
    assert long_date("2026-11-24") == "24 de noviembre de 2026"
    with speaking(ENGLISH):
        assert long_date("2026-03-04") == "March 4, 2026"


@pytest.mark.parametrize(
    ("miles", "text"),
    [
        (1.0, "cerca de 1 milla"),
        (2.0, "unas 2 millas"),
        (0.5, "unas 0.5 millas"),
        (2499.0, "unas 2,499 millas"),
    ],
)
def test_a_distance_has_the_plural_of_its_number(
    miles: float,
    text: str,
    spanish: Language,  # noqa: ARG001
) -> None:
    assert distance_text(miles * METRES_PER_MILE, 10, "mi") == text


def test_kilometers_are_of_the_other_gender(spanish: Language) -> None:  # noqa: ARG001
    assert distance_text(14_000, 2_500, "km") == "unos 14 km"


@pytest.mark.parametrize(
    ("minutes", "text"),
    [
        ((33.4, 32, 35), "unos 35 min"),
        ((3.0, 3, 3), "menos de 5 min"),
        ((80.0, 79, 81), "alrededor de 1 h 20 min"),
        ((33.4, 18, 46), "unos 18 a 50 min"),
    ],
)
def test_times_are_said_in_hours_and_minutes(
    minutes: tuple[float, float, float],
    text: str,
    spanish: Language,  # noqa: ARG001
) -> None:
    assert minutes_text(*minutes) == text


@pytest.mark.parametrize("count", [0, 1, 2, 10])
def test_people_are_counted(count: int, spanish: Language) -> None:  # noqa: ARG001
    said = say_count("%(number)s person", "%(number)s people", count, number=count)

    assert said == f"{count} habitante{'s' if count != 1 else ''}"


def test_an_area_is_named_within_a_whole_phrase(spanish: Language) -> None:  # noqa: ARG001
    assert from_text(ZIP) == "el centro del código postal 21211"
    assert from_text(HAMPDEN) == "el centro de Hampden (Baltimore), MD"
    assert "un vecindario; 18,000 habitantes" in candidate_text(HAMPDEN)


def test_what_a_suggestion_puts_into_the_box_can_be_read_in_every_language(
    spanish: Language,  # noqa: ARG001
) -> None:
    assert typed_text(ZIP) == "ZIP 21211, Baltimore, MD"


def test_a_fact_without_a_translation_is_marked_as_english(
    spanish: Language,  # noqa: ARG001
) -> None:
    assert fact_text("Free parking") == "Gratis"
    assert fact_text("Two <hours> free") == '<span lang="en">Two &lt;hours&gt; free</span>'
    with speaking(ENGLISH):
        assert fact_text("Two <hours> free") == "Two <hours> free"
