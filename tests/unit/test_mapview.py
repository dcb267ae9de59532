"""The map of an answer: forty places of the region and some far off, every view by geometry."""

from collections.abc import Iterator
from itertools import combinations

import pytest

from finder.basemap import Basemap, load_basemap
from finder.facility import PROCEDURE_BY_ID
from finder.labels import Label
from finder.mapparts import MapView, View
from finder.mapview import map_of
from finder.placing import (
    Offset,
    Patch,
    Widths,
    inside,
    overlap,
    pin_patch,
)
from finder.request import SearchRequest
from finder.resources import basemap_path
from finder.search import Sources, search

MITRACLIP = PROCEDURE_BY_ID["mitraclip"]
PREFIXES = ("200", "206", "207", "208", "210", "211", "212", "214", "215", "216", "217", "218",
            "219", "220", "221", "222", "223", "224", "197", "198", "199")  # fmt: skip
FAR = ("44114", "93721", "99501", "96813", "33101", "10001", "00901")
OTHERS = ("Maryland", "39.2904, -76.6122", "Harbor Hospital", "BWI", "Montgomery County, MD")


def forty(sources: Sources) -> list[str]:
    """Return two ZIPs with people of each prefix, a third and two thirds down its list."""
    chosen = []
    for prefix in PREFIXES:
        living = [p for p in sources.gazetteer.zips_beginning(prefix, 1000) if p.population]
        chosen += [living[len(living) // 3].name, living[2 * len(living) // 3].name]
    return chosen[:40]


@pytest.fixture(scope="module")
def basemap() -> Basemap:
    return load_basemap(basemap_path())


def drawn(sources: Sources, basemap: Basemap, text: str, **more: str) -> MapView:
    response = search(SearchRequest.from_params({"text": text} | more), sources)
    found = map_of(response, basemap, MITRACLIP)
    assert found is not None
    return found


def pins_of(view: View) -> list[Patch]:
    return [pin_patch(pin.across, pin.down, Offset(pin.dx, pin.dy)) for pin in view.pins]


def labels_of(view: View) -> Iterator[Label]:
    yield from view.labels
    marks = [view.start, view.driver, *([view.cluster[1]] if view.cluster else [])]
    yield from (mark.label for mark in marks if mark is not None and mark.label is not None)


def span(*labels: Label) -> Widths:
    """Return the widths at which all of these are shown; none if the high end is the lower."""
    low, high = max(one.widths.low for one in labels), min(one.widths.high for one in labels)
    return Widths(low, high)


def check(view: View) -> None:
    pins, labels = pins_of(view), list(labels_of(view))
    assert all(inside(pin) for pin in pins)
    assert not [pair for pair in combinations(pins, 2) if overlap(*pair)]
    for label in labels:
        assert inside(label.patch, span(label)), label.text
        assert not any(overlap(label.patch, pin, span(label)) for pin in pins), label.text
    for one, other in combinations(labels, 2):
        assert not overlap(one.patch, other.patch, span(one, other)), (one.text, other.text)
    if view.start is not None:
        assert 0 < view.start.across < 1
        assert 0 < view.start.down < 1
        assert view.start.label is not None


def test_forty_places_of_the_region_have_maps_on_which_nothing_hides(
    sources: Sources, basemap: Basemap
) -> None:
    texts = forty(sources)
    assert len(set(texts)) == 40

    for text in texts:
        near, everything = drawn(sources, basemap, text).views
        check(near)
        check(everything)
        assert len(everything.pins) == 10
        assert [pin.number for pin in near.pins][:3] == ["1", "2", "3"]
        assert any(pin.lists for pin in near.pins)


@pytest.mark.parametrize("text", [*FAR, *OTHERS])
def test_other_places_have_sound_maps_too(sources: Sources, basemap: Basemap, text: str) -> None:
    for view in drawn(sources, basemap, text).views:
        check(view)


def test_pins_say_number_hospital_and_time(sources: Sources, basemap: Basemap) -> None:
    near = drawn(sources, basemap, "21613").views[0]

    assert near.pins[0].name.startswith(f"1. {'MedStar'} ")
    assert ", about " in near.pins[0].name
    assert near.pins[0].target == f"facility-{near.pins[0].id}"


def test_hospitals_next_door_are_fanned_out(sources: Sources, basemap: Basemap) -> None:
    near = drawn(sources, basemap, "20009").views[0]

    pins = {pin.id: pin for pin in near.pins}
    moved = [pins["washington"], pins["national-rehabilitation"]]
    assert any(pin.dx or pin.dy for pin in moved)


def test_a_zip_is_an_area_and_a_coordinate_a_point(sources: Sources, basemap: Basemap) -> None:
    area = drawn(sources, basemap, "21613").views[0].start
    point = drawn(sources, basemap, "39.2904, -76.6122").views[0].start

    assert area is not None
    assert area.radius > 0.03
    assert point is not None
    assert point.radius == 0


def test_baltimore_and_washington_are_named_wherever_they_are_in_sight(
    sources: Sources, basemap: Basemap
) -> None:
    for text in forty(sources):
        everything = drawn(sources, basemap, text).views[1]

        for width in (300, 600):
            labels = everything.labels
            shown = {one.text for one in labels if one.widths.low <= width <= one.widths.high}
            assert {"Baltimore", "Washington"} <= shown, text


@pytest.mark.parametrize("text", FAR)
def test_from_far_off_all_hospitals_are_one_mark_and_have_a_view_of_their_own(
    sources: Sources, basemap: Basemap, text: str
) -> None:
    far, everything = drawn(sources, basemap, text).views

    assert far.pins == ()
    assert far.cluster is not None
    assert far.cluster[0] == "10 hospitals"
    assert everything.start is None
    assert len(everything.pins) == 10


def test_the_driver_has_a_mark_of_their_own(sources: Sources, basemap: Basemap) -> None:
    view = drawn(sources, basemap, "21218", driver="Annapolis, MD").views[0]

    assert view.driver is not None
    assert view.driver.label is not None
    assert view.driver.label.text == "Driver"
    assert 0 < view.driver.across < 1
    check(view)


def test_a_driver_who_starts_far_off_is_left_out(sources: Sources, basemap: Basemap) -> None:
    assert not drawn(sources, basemap, "21218", driver="Fresno, CA").has_driver


def test_a_filtered_list_has_its_own_numbers_and_the_nearest_of_all_has_none(
    sources: Sources, basemap: Basemap
) -> None:
    pins = drawn(sources, basemap, "20650", procedure="tavr").views[0].pins

    assert sorted((pin.number, pin.target) for pin in pins) == [
        ("", "answer"),
        ("1", "facility-washington"),
        ("2", "facility-union-memorial"),
    ]


@pytest.mark.parametrize(("units", "text"), [("mi", "mile"), ("km", "km")])
def test_the_scale_bar_is_round_and_true(
    sources: Sources, basemap: Basemap, units: str, text: str
) -> None:
    for view in drawn(sources, basemap, "21218", units=units).views:
        amount, _, unit = view.bar.text.partition(" ")
        assert unit.startswith(text)
        assert amount.strip("0") in ("1", "2", "5")
        assert 0.1 < view.bar.share < 0.35


def test_guam_lies_beyond_the_fold_and_has_no_map(sources: Sources, basemap: Basemap) -> None:
    response = search(SearchRequest.from_params({"text": "96910"}), sources)

    assert response.origin is not None
    assert map_of(response, basemap, MITRACLIP) is None


def test_the_same_question_has_the_same_map(sources: Sources, basemap: Basemap) -> None:
    assert drawn(sources, basemap, "21218") == drawn(sources, basemap, "21218")
