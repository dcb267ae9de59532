"""The map of redirects."""

from itertools import combinations

import pytest

from finder.basemap import Basemap, load_basemap
from finder.geo import Coordinate
from finder.place import Granularity, Place
from finder.placing import Offset, overlap, pin_patch
from finder.redirectmap import (
    SHADES,
    UNKNOWN,
    RedirectMap,
    Sited,
    Standing,
    map_of_redirects,
    shade_of,
)
from finder.redirects import OVERALL, Case, First, Origin, OriginKind
from finder.resources import basemap_path
from finder.search import Sources


@pytest.fixture(scope="module")
def basemap() -> Basemap:
    return load_basemap(basemap_path())


def case(more: float | None, at: int = 0, kind: OriginKind = OriginKind.POINT) -> Case:
    place = Place(
        f"p{at}", f"21230-{at}", Granularity.COORDINATE, "MD", "Baltimore city, MD",
        Coordinate(39.2 + at / 100, -76.6), 100.0, "",
    )  # fmt: skip
    new = None if more is None else 10.0 + more
    origin = Origin(kind, place.name, 1000.0, place)
    return Case(OVERALL, origin, First("harbor", 10.0), First("union-memorial", new))


def drawn(sources: Sources, basemap: Basemap, *cases: Case) -> RedirectMap:
    hospitals = [Sited(one, Standing.KEPT) for one in sources.directory]
    return map_of_redirects(cases, hospitals, basemap)


@pytest.mark.parametrize(
    ("more", "text"),
    [
        (-3.0, "not longer"), (0.0, "not longer"), (0.1, "up to 5 minutes more"),
        (5.0, "up to 5 minutes more"), (5.1, "5 to 10 minutes more"),
        (20.0, "10 to 20 minutes more"), (90.0, "over 20 minutes more"), (None, "time not known"),
    ],
)  # fmt: skip
def test_a_dot_has_the_color_of_its_minutes(more: float | None, text: str) -> None:
    assert shade_of(case(more)).text == text


def test_every_point_is_one_dot_and_colors_come_in_the_order_of_the_key(
    sources: Sources, basemap: Basemap
) -> None:
    cases = [case(more, at) for at, more in enumerate((30.0, None, 1.0, 2.0, -1.0))]

    found = drawn(sources, basemap, *cases)

    assert [(shade, path.count("M")) for shade, path in found.dots] == [
        (SHADES[0], 1), (SHADES[1], 2), (SHADES[4], 1), (UNKNOWN, 1)
    ]  # fmt: skip


def test_zips_are_drawn_only_where_no_point_is_redirected(
    sources: Sources, basemap: Basemap
) -> None:
    zips = [case(1.0, at, OriginKind.ZIP) for at in range(3)]

    alone = drawn(sources, basemap, *zips)
    together = drawn(sources, basemap, *zips, case(1.0, 9))

    assert [path.count("M") for _, path in alone.dots] == [3]
    assert [path.count("M") for _, path in together.dots] == [1]


def test_pins_are_numbered_as_in_the_list_and_never_hide_each_other(
    sources: Sources, basemap: Basemap
) -> None:
    far = case(1.0)._replace(old=First("st-marys"), new=First("montgomery"))

    found = drawn(sources, basemap, far, case(1.0, 1))

    names = [one.short_name for one in sources.directory]
    assert {names[pin.number - 1] for pin in found.pins} == {pin.name for pin in found.pins}
    assert len(found.pins) == len(names)
    patches = [pin_patch(pin.across, pin.down, Offset(pin.dx, pin.dy)) for pin in found.pins]
    assert not any(overlap(one, other) for one, other in combinations(patches, 2))


def test_the_frame_holds_all_dots_and_the_hospitals_concerned(
    sources: Sources, basemap: Basemap
) -> None:
    found = drawn(sources, basemap, case(1.0), case(1.0, 40))

    shown = {pin.name for pin in found.pins}
    assert {"Harbor Hospital", "Union Memorial Hospital"} <= shown
    assert "St. Mary's Hospital" not in shown
    assert found.frame.side > 1
    assert found.bar.text.endswith("miles")
