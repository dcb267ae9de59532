"""Labels: the weightiest names, clear of everything."""

from matplotlib.font_manager import FontProperties, findfont
from matplotlib.ft2font import FT2Font

from finder.basemap import Name
from finder.labels import ALWAYS_FROM, STYLES, Style, Wish, place, place_names, text_width
from finder.mercator import Frame, Spot
from finder.placing import WIDE_ONLY, inside, overlap, square

FRAME = Frame(0, 0, 1000)


def town(text: str, x: float, y: float, weight: int = 1000, kind: str = "town") -> Name:
    return Name(text, Spot(x, y), kind, weight)


def test_a_name_stands_to_the_right_of_its_dot() -> None:
    label = place(Wish("Laurel", "town", 0.4, 0.5), [])

    assert label is not None
    assert (label.anchor, label.dot) == ("start", STYLES["town"].dot)
    assert label.patch.left > 0


def test_a_name_by_the_eastern_rim_stands_to_the_left() -> None:
    label = place(Wish("Ocean City", "town", 0.95, 0.5), [])

    assert label is not None
    assert label.anchor == "end"


def test_a_name_without_room_is_left_out() -> None:
    assert place(Wish("Laurel", "town", 0.5, 0.5), [square(0.5, 0.5, 120)]) is None


def test_a_name_that_must_be_there_goes_further_off_and_loses_its_dot() -> None:
    label = place(Wish("Baltimore", "city", 0.5, 0.5, far=True), [square(0.5, 0.5, 40)])

    assert label is not None
    assert label.dot == 0


def test_of_two_towns_in_one_place_the_larger_is_named() -> None:
    names = [town("Large", 500, 500, 9000), *(town(f"Small{n}", 501, 500, 100) for n in range(9))]

    labels = [label.text for label in place_names(names, FRAME, [])]

    assert labels[0] == "Large"
    assert len(labels) < 10


def test_nothing_overlaps_among_many() -> None:
    names = [town(f"Town {n}", 37 * n % 1000, 91 * n % 1000, 10_000 - n) for n in range(120)]
    names.insert(0, town("Baltimore", 500, 500, ALWAYS_FROM, "city"))

    labels = place_names(names, FRAME, [square(0.5, 0.5, 13)])

    assert labels[0].text == "Baltimore"
    assert any(label.only == "wide-only" for label in labels)
    for at, one in enumerate(labels):
        assert inside(one.patch, WIDE_ONLY)
        for other in labels[:at]:
            assert not overlap(one.patch, other.patch, WIDE_ONLY)


def test_no_text_is_wider_than_estimated_in_the_widest_font() -> None:
    texts = ["Washington", "Baltimore", "Chesapeake Bay", "Mt. Airy", "St. Mary's", "MWmw", "Glen"]
    for style in (Style(15, bold=True), Style(13.5)):
        family = FontProperties(family="DejaVu Sans", weight="bold" if style.bold else "normal")
        font = FT2Font(findfont(family))
        font.set_size(style.size, 72)
        for text in texts:
            font.set_text(text)
            assert font.get_width_height()[0] / 64 <= text_width(text, style) + 0.5, text
