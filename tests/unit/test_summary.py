"""The summary of a list, as figures and as a page."""

from collections import Counter

from finder.answers import Answer, Nearest
from finder.summary import bars, page, shares
from finder.tally import Tally, kind_of
from tests.page_check import page_check

HERE = Answer("match", "x", "postcode", nearest=(Nearest("harbor", "Harbor", 1_000, 5.0, True),))
THERE = Answer("match", "y", "city", nearest=(Nearest("harbor", "Harbor", 40_000, None, False),))
NOWHERE = Answer("no_match", nearest=(Nearest(),), reason="z")


def tally() -> Tally:
    counted = Tally()
    counted.add([kind_of(HERE), kind_of(THERE), kind_of(NOWHERE)], [6, 2, 2])
    return counted


def test_rows_are_counted_by_status_precision_and_hospital() -> None:
    assert shares(tally(), "status") == [("match", 8, "80.0 %"), ("no_match", 2, "20.0 %")]
    assert shares(tally(), "granularity") == [("postcode", 6, "75.0 %"), ("city", 2, "25.0 %")]
    assert shares(tally(), "nearest_id") == [("harbor", 8, "100.0 %")]


def test_the_picture_has_a_bar_for_every_distance_the_tallest_for_most_rows() -> None:
    drawn = bars(tally())

    assert [bar.count for bar in drawn] == [6, 0, 0, 0, 2, 0, 0]
    assert max(drawn, key=lambda bar: bar.height).label == "under 2"
    assert drawn[4].height == round(drawn[0].height / 3, 1)


def test_a_summary_is_a_sound_page_also_of_nothing() -> None:
    counted = tally()
    counted.add_formulas([(0, "note <b>")])

    for one in (counted, Tally()):
        page_check(page(one, {"harbor": "MedStar Harbor Hospital"}, "mitraclip"))
    assert "MedStar Harbor Hospital" in page(counted, {"harbor": "MedStar Harbor Hospital"}, None)
    assert "row 2, column note &lt;b&gt;" in page(counted, {}, None)


def test_tallies_are_added_in_order_and_survive_a_journal() -> None:
    one, other = tally(), tally()
    other.add_formulas([(1, "a")])

    one.add_all(other)

    assert one.rows == 20
    assert one.formula_cells == [(11, "a")]
    assert Tally.of_plain(one.plain()) == one
    assert one.by("certain") == Counter({True: 12, False: 8})
