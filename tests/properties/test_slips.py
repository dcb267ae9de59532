"""Promises about slips of the finger: one letter more, less, other, or two swapped."""

import random
import string
from functools import cache
from typing import Final

from hypothesis import given
from hypothesis import strategies as st

from finder.geocode import geocode, geocode_place
from finder.geocoding import Geocoding, Status
from finder.names import name_key, spellings, squash
from finder.notes import NoteCode
from finder.parse import parse
from finder.place import Granularity, Place
from finder.request import SearchRequest
from finder.search import Sources, search
from finder.suggest import suggest
from finder.tie import is_regional
from tests.properties.strategies import address_like

SLIPS: Final = 2_000
FLOOR: Final = 0.99
"""The share of slips of regional town names that are matched to the town or asked about it.
The rest are other places' own names ("Hampden" for "Hampton") or as near to one."""

LETTERS: Final = string.ascii_lowercase


@cache
def _towns(sources: Sources) -> list[Place]:
    """Return the towns of the region with names of six letters or more, the larger ones."""
    keys = bytes(sources.gazetteer.arrays()["keys"]).decode().split("\n")
    towns = {
        place.id: place
        for key in keys
        if len(squash(key)) >= 6
        for place in sources.gazetteer.named(key)
        if place.granularity is Granularity.CITY
        and (place.population or 0) >= 1_000
        and name_key(place.name) == key
        and is_regional(place, sources.directory)
    }
    return [towns[place_id] for place_id in sorted(towns)]


def _slip(name: str, dice: random.Random) -> str:
    """Make one edit in a name, not in its first letter, and not one that changes nothing."""
    while True:
        at = dice.randrange(1, len(name))
        edited = dice.choice(
            (
                name[:at] + name[at + 1 :],
                name[:at] + dice.choice(LETTERS) + name[at:],
                name[:at] + dice.choice(LETTERS) + name[at + 1 :],
                name[: at - 1] + name[at] + name[at - 1] + name[at + 1 :],
            )
        )
        if set(spellings(name_key(edited))).isdisjoint(spellings(name_key(name))):
            return edited


def _located(text: str, sources: Sources) -> Geocoding:
    return geocode(parse(text), sources.atlas)


def test_a_slip_in_a_town_of_the_region_is_matched_to_it_or_asked_about(sources: Sources) -> None:
    towns, dice = _towns(sources), random.Random(21_218)  # noqa: S311 (a sample, not a secret)
    lost = []
    for _ in range(SLIPS):
        town = dice.choice(towns)
        text = f"{_slip(town.name.lower(), dice)}, {town.state}"
        found = _located(text, sources)
        named = (found.best, *found.candidates)
        if not any(place and place.id == town.id for place in named):
            lost.append((text, found.best and found.best.label))

    assert len(towns) > 300
    assert len(lost) <= (1 - FLOOR) * SLIPS, lost


def test_a_slip_that_was_mended_is_always_said(sources: Sources) -> None:
    towns, dice = _towns(sources), random.Random(20_010)  # noqa: S311 (a sample, not a secret)
    for _ in range(300):
        town = dice.choice(towns)
        found = _located(f"{_slip(town.name.lower(), dice)}, {town.state}", sources)

        respelled = any(step.tried.startswith("spelling of") for step in found.steps)
        said = {note.code for note in found.notes} & {NoteCode.CORRECTED, NoteCode.CORRECTED_TIE}
        assert bool(said) is respelled, town.label


@given(data=st.data())
def test_a_name_is_a_correction_of_all_that_are_corrections_of_it(
    sources: Sources, data: st.DataObject
) -> None:
    spelling = sources.atlas.spelling
    town = data.draw(st.sampled_from(_towns(sources)))
    key = name_key(town.name)

    same, near = spelling.corrections(key)

    assert key in same
    for other in near:
        assert key in spelling.corrections(other)[1]
    for other in same:
        assert key in spelling.corrections(other)[0]


@given(text=address_like())
def test_every_candidate_sent_back_matches_exactly_that_place(sources: Sources, text: str) -> None:
    for candidate in _located(text, sources).candidates:
        request = SearchRequest(text=text, place=candidate.id)

        response = search(request, sources)

        assert (response.status, response.origin) == (Status.MATCH, candidate)


@given(
    text=st.one_of(
        st.text(LETTERS + " ,.'-", min_size=2, max_size=8),
        st.text(string.digits, min_size=2, max_size=5),
        st.sampled_from(["st m", "col", "med", "west", "dc", "md", "bwi", "nw", "pg"]),
        address_like(),
    )
)
def test_every_suggestion_sent_back_matches(sources: Sources, text: str) -> None:
    for one in suggest(text, sources.atlas):
        chosen = geocode_place(one.id, sources.atlas)

        assert chosen is not None
        assert chosen.best is not None
        assert (chosen.status, chosen.best.id) == (Status.MATCH, one.id)
