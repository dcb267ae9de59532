"""The pages in a real browser: for every eye, on every width, without JavaScript."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

Way = Callable[[Page], Any]


def visit(path: str) -> Way:
    return lambda page: page.goto(path)


def search(text: str, procedure: str = "") -> Way:
    def way(page: Page) -> None:
        page.goto("/")
        page.get_by_label("Hospitals to show").select_option(procedure)
        page.get_by_label("Where are you?").fill(text)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    return way


def submit(page: Page, button: str) -> None:
    """Press a button and wait for the page that answers: a click alone does not."""
    with page.expect_navigation():
        page.get_by_role("button", name=button).click()


STATES = {
    "start": visit("/"),
    "match": search("21218"),
    "two answers": search("20650"),
    "not certain": search("20009"),
    "neither certain": search("Maryland"),
    "corrected": search("Batlimore"),
    "quadrants": search("110 Irving St, Washington DC"),
    "filtered": search("21401", "tavr"),
    "passed others over": search("Baltimore"),
    "tie": search("Springfield"),
    "no match": search("zzzz"),
    "fault": search(""),
    "link": visit("/?place=21218"),
    "refused link": visit("/?place=Baltimore"),
    "program": visit("/program"),
    "api": visit("/api"),
    "for a frame": visit("/embed"),
    "refused for a frame": visit("/embed?procedure=heart"),
    "error": visit("/nowhere"),
}
every_state = pytest.mark.parametrize("way", STATES.values(), ids=STATES)


@contextmanager
def opened(browser: Browser, server: str, **options: Any) -> Iterator[Page]:
    """Open a page in a browser of one's own making."""
    context = browser.new_context(base_url=server, **options)
    yield context.new_page()
    context.close()


@every_state
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_light_or_dark(
    browser: Browser, server: str, axe_check: Callable[[Page], None], way: Way, scheme: str
) -> None:
    with opened(browser, server, color_scheme=scheme, bypass_csp=True) as page:
        way(page)
        for details in page.locator("details").all():
            details.locator("> summary").click()

        axe_check(page)


@every_state
def test_nothing_is_wider_than_a_small_phone(browser: Browser, server: str, way: Way) -> None:
    with opened(browser, server, viewport={"width": 320, "height": 640}) as page:
        way(page)
        for details in page.locator("details").all():
            details.locator("> summary").click()

        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@every_state
def test_what_is_pressed_is_large_enough_for_a_thumb(
    browser: Browser, server: str, way: Way
) -> None:
    pressed = "button, .button, summary, select, input[type=text], .units label, nav a, .choices li"
    with opened(browser, server, viewport={"width": 390, "height": 844}) as page:
        way(page)

        shown = [one for one in page.locator(pressed).all() if one.is_visible()]
        heights = [box["height"] for one in shown if (box := one.bounding_box())]
        assert min(heights) >= 44


def test_a_search_works_without_javascript(browser: Browser, server: str) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        search("20650")(page)

        assert page.get_by_role("heading", name="Nearest hospital").is_visible()
        assert page.get_by_role("heading", name="Nearest that lists MitraClip").is_visible()
        assert urlsplit(page.url)[2:] == ("/", "", "answer")


def test_a_tie_is_settled_without_javascript(browser: Browser, server: str) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        search("Springfield")(page)
        submit(page, "Springfield, VA")

        assert "You chose Springfield, VA" in page.locator("#answer").inner_text()
        assert urlsplit(page.url)[2:] == ("/", "", "answer")


def test_a_closer_place_is_asked_for_and_taken_without_javascript(
    browser: Browser, server: str
) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        search("21218")(page)
        page.get_by_label("Which neighborhood are you in?").fill("Charles Village")
        submit(page, "Look again")

        assert (
            "is nearest by road from anywhere in Charles Village"
            in page.locator("#answer").inner_text()
        )
        assert page.get_by_role("button", name="Look again").count() == 0


def test_a_filter_is_lifted_without_javascript(browser: Browser, server: str) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        search("21401", "tavr")(page)
        assert page.locator(".cards > li").count() == 2
        submit(page, "Show all hospitals")

        assert page.locator(".cards > li").count() == 10


def test_the_answer_is_what_one_sees_and_reads_first(browser: Browser, server: str) -> None:
    options = {"viewport": {"width": 390, "height": 844}, "reduced_motion": "reduce"}
    with opened(browser, server, **options) as page:
        search("20650")(page)

        box = page.locator("#answer").bounding_box()
        assert box
        assert 0 <= box["y"] < 100
        assert page.evaluate("document.activeElement.id") == "answer"


def test_the_keyboard_alone_finds_the_hospital(page: Page) -> None:
    page.goto("/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    while page.evaluate("document.activeElement.id") != "place":
        page.keyboard.press("Tab")
    page.keyboard.type("21218")
    page.keyboard.press("Enter")
    page.wait_for_url("**/#answer")

    assert page.get_by_role("heading", name="Nearest hospital").is_visible()


def test_a_fault_leads_to_its_field(page: Page) -> None:
    search("")(page)
    page.locator("#answer a").click()

    assert page.evaluate("document.activeElement.id") == "place"


def test_a_whole_visit_asks_nobody_else(page: Page, server: str) -> None:
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))

    for way in STATES.values():
        way(page)

    assert asked
    assert [url for url in asked if not url.startswith(f"{server}/")] == []
    assert [url for url in asked if "zzzz" in url or "20650" in url] == []


def test_the_browser_has_nothing_to_complain_of(page: Page) -> None:
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))

    for name in ("start", "two answers", "tie", "program", "api"):
        STATES[name](page)

    assert said == []


def test_paper_shows_the_answer_and_hides_the_form(page: Page) -> None:
    search("20650")(page)
    page.emulate_media(media="print")

    assert page.get_by_role("heading", name="Nearest hospital").is_visible()
    assert not page.get_by_label("Where are you?").is_visible()
    assert not page.get_by_role("navigation", name="Site").is_visible()
    assert page.locator(".answers dt", has_text="Facts last checked").first.is_visible()


def test_at_four_times_the_size_nothing_is_cut_off(browser: Browser, server: str) -> None:
    options = {"viewport": {"width": 320, "height": 200}, "device_scale_factor": 4}
    with opened(browser, server, **options) as page:
        search("20650")(page)

        assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_text_at_twice_the_size_still_fits(browser: Browser, server: str) -> None:
    with opened(browser, server, viewport={"width": 390, "height": 844}, bypass_csp=True) as page:
        search("20650")(page)
        page.add_style_tag(content="html { font-size: 225% }")

        assert page.evaluate("document.documentElement.scrollWidth") <= 390
