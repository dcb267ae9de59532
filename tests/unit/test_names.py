"""Names as keys."""

import pytest

from finder.names import ABBREVIATIONS, deletes, fold, name_key, spellings


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Baltimore", "baltimore"),
        ("  Prince George's   County, M.D. ", "prince georges county md"),
        ("Coeur d’Alene", "coeur dalene"),
        ("Cañon City", "canon city"),
        ("ST. LOUIS", "st louis"),
        ("Winston-Salem", "winston salem"),
        ("Washington, D.C.", "washington dc"),
        ("U.S.A.", "usa"),
        ("Straße", "strasse"),
        ("\uff34\uff4f\uff57\uff53\uff4f\uff4e", "towson"),
        ("İstanbul", "istanbul"),
        ("東京", ""),
        ("😀", ""),
        ("", ""),
    ],
)
def test_folding_leaves_lower_case_letters_figures_and_single_spaces(
    text: str, folded: str
) -> None:
    assert fold(text) == folded


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Saint Mary's Co.", "St. Marys County"),
        ("Fort Meade", "Ft Meade"),
        ("Mount Airy", "MT. AIRY"),
        ("North Beach", "N. Bch"),
        ("Silver Spring", "silver   spg"),
        ("O'Fallon", "OFallon"),
        ("Georgetown Univ Hosp", "Georgetown University Hospital"),
        ("Washington Hospital Centre", "Washington Hosp Ctr"),
    ],
)
def test_two_spellings_of_a_name_have_one_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Baltimore", "Baltimore County"),
        ("Silver Spring", "Silver Springs"),
        ("North Laurel", "South Laurel"),
        ("Clinton", "Clifton"),
    ],
)
def test_two_names_have_two_keys(one: str, other: str) -> None:
    assert name_key(one) != name_key(other)


@pytest.mark.parametrize("text", ["Saint Mary's Co.", "Mount Airy Hts", "N. Bch", "Ft. Mtn."])
def test_the_key_of_a_key_is_the_key(text: str) -> None:
    key = name_key(text)

    assert name_key(key) == key


def test_no_abbreviation_leads_to_another() -> None:
    assert not set(ABBREVIATIONS) & set(ABBREVIATIONS.values())


@pytest.mark.parametrize(
    ("key", "found"),
    [
        ("mt airy", ("mtairy", "mountairy")),
        ("n st marys", ("nstmarys", "northsaintmarys")),
        ("bowie", ("bowie",)),
        ("", ("",)),
    ],
)
def test_short_words_are_also_spelled_out(key: str, found: tuple[str, ...]) -> None:
    assert spellings(key) == found


def test_two_texts_one_edit_apart_share_what_is_left_when_a_letter_goes() -> None:
    for one, other in (("bowie", "bowe"), ("bowie", "bowiee"), ("bowie", "bowue"), ("ab", "ba")):
        assert deletes(one) & deletes(other)
