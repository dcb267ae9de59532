"""What people type when they are in a hurry: each text with the answer it must have.

The table was chosen before the code was tuned; a row says why it is there.
"""

import csv
from collections import Counter
from pathlib import Path
from typing import Final, NamedTuple

import pytest

from finder.errors import UsageError
from finder.geocoding import Geocoding, Status
from finder.request import GeocodeRequest
from finder.search import Sources, locate

FILE: Final = Path(__file__).parent / "messy_inputs.csv"
REFUSED: Final = "usage_error"
LEAST: Final = 150


class Row(NamedTuple):
    """A text as typed, spaces and all; its status; the place matched or the places asked about."""

    text: str
    status: str
    place: str
    why: str


def _rows() -> list[Row]:
    with FILE.open(encoding="utf-8", newline="") as file:
        header, *rows = csv.reader(file)
    assert tuple(header) == Row._fields
    return [Row(*row) for row in rows]


ROWS: Final = _rows()


def _located(text: str, sources: Sources) -> Geocoding:
    return locate(GeocodeRequest.from_params({"text": text}), sources)


@pytest.mark.parametrize("row", ROWS, ids=[f"{at}-{row.why}" for at, row in enumerate(ROWS, 2)])
def test_a_messy_text_has_the_answer_chosen_for_it(row: Row, sources: Sources) -> None:
    if row.status == REFUSED:
        with pytest.raises(UsageError):
            _located(row.text, sources)
        return

    found = _located(row.text, sources)

    assert found.status == row.status
    if found.status is Status.MATCH:
        assert found.best is not None
        assert found.best.id == row.place
    if found.status is Status.TIE:
        assert set(row.place.split()) <= {place.id for place in found.candidates}


def test_the_table_is_large_and_no_text_stands_in_it_twice() -> None:
    twice = [text for text, count in Counter(row.text for row in ROWS).items() if count > 1]

    assert len(ROWS) >= LEAST
    assert twice == []


def test_every_row_names_as_many_places_as_its_status_has() -> None:
    for row in ROWS:
        count = len(row.place.split())

        assert row.why, row
        assert row.status in (*Status, REFUSED), row
        assert (
            count == 1
            if row.status == "match"
            else count >= 1
            if row.status == "tie"
            else not count
        )
