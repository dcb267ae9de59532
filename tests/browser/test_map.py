"""The map in a real browser: without a script, by keyboard, by mouse, in every light."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from tests.browser.test_pages import opened, search

PLACES = ("21218", "20009", "21613", "44114", "Maryland")


def shown(page: Page) -> Locator:
    """Return the view that is shown."""
    return page.locator(".map-view:visible")


def side(page: Page) -> float:
    """Return how much of the land the view shows, in units."""
    box = shown(page).locator(".ground").get_attribute("viewBox") or ""
    return float(box.split()[2])


def corner(page: Page) -> tuple[float, float]:
    box = shown(page).locator(".ground").get_attribute("viewBox") or ""
    x, y = box.split()[:2]
    return float(x), float(y)


def overlaps(page: Page, one: str, other: str) -> list[tuple[str, str]]:
    """Name the pairs of shown elements whose boxes overlap by more than a pixel.

    A text's box has room above its letters, up to 3 pixels of which don't count.
    """
    script = """(view, [one, other]) => {
      const boxes = (what) => Array.from(view.querySelectorAll(what))
        .map((e) => [e, e.getBoundingClientRect()]).filter(([, b]) => b.width > 0);
      const found = [];
      for (const [a, p] of boxes(one)) for (const [b, q] of boxes(other))
        if (a !== b && p.left + 1 < q.right && q.left + 1 < p.right
            && p.top + 3 < q.bottom && q.top + 3 < p.bottom)
          found.push([a.textContent, b.textContent]);
      return found;
    }"""
    found: list[tuple[str, str]] = shown(page).evaluate(script, [one, other])
    return found


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_map(
    browser: Browser, server: str, axe_check: Callable[[Page], None], place: str, scheme: Any
) -> None:
    with opened(browser, server, color_scheme=scheme, bypass_csp=True) as page:
        search(place)(page)
        for choice in page.locator(".map-choice").all():
            choice.click()

            axe_check(page)


@pytest.mark.parametrize("width", [320, 390, 800, 1280])
@pytest.mark.parametrize("place", PLACES)
def test_no_text_and_no_pin_hides_another_as_drawn(
    browser: Browser, server: str, place: str, width: int
) -> None:
    with opened(browser, server, viewport={"width": width, "height": 900}) as page:
        search(place)(page)
        for choice in page.locator(".map-choice").all():
            choice.click()

            assert overlaps(page, ".pin circle", ".pin circle") == []
            assert overlaps(page, ".names text", ".names text") == []
            assert overlaps(page, ".names text", ".pin circle") == []
            assert overlaps(page, ".names text", ".marks text, .bar text") == []


def test_the_views_are_switched_without_javascript(browser: Browser, server: str) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        search("20650")(page)
        first = side(page)
        page.locator("label[for=map-2]").click()

        assert side(page) > first
        assert shown(page).locator(".pin").count() == 10
        assert page.get_by_role("button", name="Zoom in").count() == 0


def test_a_pin_leads_to_its_card(page: Page) -> None:
    search("21218")(page)
    shown(page).get_by_role("link", name="2. ").click()

    assert page.url.endswith("#facility-good-samaritan")


def test_the_keyboard_reaches_pins_and_may_skip_the_map(page: Page) -> None:
    search("21218")(page)
    page.locator(".skip-map").focus()
    assert page.locator(".skip-map").bounding_box()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "after-map"

    shown(page).locator(".pin").first.focus()
    page.keyboard.press("Tab")
    assert "2. MedStar" in (page.evaluate("document.activeElement.ariaLabel") or "")


def test_buttons_and_keys_zoom_move_and_reset(page: Page) -> None:
    search("21218")(page)
    first, start = side(page), corner(page)
    page.get_by_role("button", name="Zoom in").click()
    assert side(page) < first
    shown(page).focus()
    page.keyboard.press("-")
    page.keyboard.press("-")
    assert side(page) > first
    page.keyboard.press("0")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    assert corner(page)[0] > start[0]
    assert corner(page)[1] > start[1]
    page.get_by_role("button", name="Reset the map").click()

    assert side(page) == pytest.approx(first, abs=0.1)
    assert corner(page) == pytest.approx(start, abs=0.1)


def test_the_mouse_drags_and_the_wheel_zooms_only_with_ctrl(page: Page) -> None:
    search("21218")(page)
    shown(page).scroll_into_view_if_needed()
    box = shown(page).bounding_box()
    assert box
    start, first = corner(page), side(page)
    x, y = box["x"] + box["width"] * 0.8, box["y"] + box["height"] * 0.3
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - 100, y, steps=4)
    page.mouse.up()
    assert corner(page)[0] > start[0]
    page.keyboard.down("Control")
    page.mouse.wheel(0, -200)
    page.keyboard.up("Control")

    expect(shown(page).locator(".ground")).not_to_have_attribute("viewBox", "")
    page.wait_for_timeout(100)
    assert side(page) < first


def test_names_are_refined_by_post_and_the_place_is_in_no_url(page: Page) -> None:
    asked: list[tuple[str, str]] = []
    page.on("request", lambda request: asked.append((request.method, request.url)))
    search("21218")(page)
    with page.expect_response("**/map/labels") as answer:
        page.get_by_role("button", name="Zoom in").click()
    page.wait_for_timeout(100)

    assert answer.value.request.method == "POST"
    assert "?" not in answer.value.url
    assert answer.value.headers["cache-control"] == "no-store"
    assert shown(page).locator(".names text").count() > 2
    assert overlaps(page, ".names text", ".pin circle") == []
    assert [
        url for method, url in asked if method == "GET" and "?" in url and "?v=" not in url
    ] == []


@pytest.mark.parametrize("place", ["21613", "39.2904, -76.6122"])
def test_zooming_in_keeps_the_start_in_sight(page: Page, place: str) -> None:
    search(place)(page)
    for _ in range(4):
        page.get_by_role("button", name="Zoom in").click()

    start = shown(page).locator(".area.start, .mark.start").first.bounding_box()
    frame = shown(page).bounding_box()
    assert start
    assert frame
    across = start["x"] + start["width"] / 2 - frame["x"]
    down = start["y"] + start["height"] / 2 - frame["y"]
    assert 0 < across < frame["width"]
    assert 0 < down < frame["height"]


def test_land_is_drawn_anew_after_a_long_way(page: Page) -> None:
    search("21218")(page)
    before = shown(page).locator(".ground .land").get_attribute("d")
    with page.expect_response("**/map/drawing.json*"):
        for _ in range(5):
            page.get_by_role("button", name="Zoom out").click()
    page.wait_for_timeout(300)

    assert shown(page).locator(".ground .state").get_attribute("d")
    assert shown(page).locator(".ground .land").get_attribute("d") != before


def test_a_card_lights_its_pin_and_a_pin_its_card(page: Page) -> None:
    search("21218")(page)
    page.locator("#facility-harbor").hover()
    assert "is-lit" in (shown(page).locator('.pin[data-id="harbor"]').get_attribute("class") or "")

    shown(page).locator('.pin[data-id="good-samaritan"]').hover()
    assert "is-lit" in (page.locator("#facility-good-samaritan").get_attribute("class") or "")
    assert "is-lit" not in (page.locator("#facility-harbor").get_attribute("class") or "")


def test_pins_go_home_when_there_is_room(page: Page) -> None:
    search("20009")(page)
    assert shown(page).locator(".leaders line:visible").count() > 0
    for _ in range(6):
        page.get_by_role("button", name="Zoom in").click()

    assert shown(page).locator(".leaders line:visible").count() == 0


def test_pins_stay_apart_however_far_one_zooms_out(page: Page) -> None:
    script = """(view) => {
      const middles = Array.from(view.querySelectorAll(".pin circle"), (e) => {
        const b = e.getBoundingClientRect();
        return [b.left + b.width / 2, b.top + b.height / 2];
      });
      return Math.min(...middles.flatMap(([x, y], at) => middles.slice(at + 1)
        .map(([p, q]) => Math.hypot(x - p, y - q))));
    }"""
    search("20009")(page)
    page.locator("label[for=map-2]").click()
    for _ in range(5):
        page.get_by_role("button", name="Zoom out").click()

        assert shown(page).evaluate(script) >= 28.5


def test_paper_shows_the_map_without_its_tools(page: Page) -> None:
    search("21218")(page)
    page.emulate_media(media="print")

    assert shown(page).count() == 1
    assert not page.get_by_role("button", name="Zoom in").is_visible()
    assert not page.locator(".map-choice").first.is_visible()


@pytest.mark.parametrize(
    "place", ["39.2904, -76.6122", "110 Irving Street NW, Washington, DC 20010"]
)
def test_paper_has_no_map_of_where_a_person_is(page: Page, place: str) -> None:
    search(place)(page)
    page.emulate_media(media="print")

    assert shown(page).count() == 0
