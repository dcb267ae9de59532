"""The pages in Spanish in a real browser: a quarter longer, and as sound as in English."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.test_pages import Way, opened, visit


def search(text: str) -> Way:
    def way(page: Page) -> None:
        page.goto("/es/")
        page.get_by_label("¿Dónde está usted?").fill(text)
        with page.expect_navigation():
            page.keyboard.press("Enter")

    return way


STATES = {
    "start": visit("/es/"),
    "two answers": search("21613"),
    "not certain": search("20009"),
    "tie": search("Springfield"),
    "no match": search("zzzz"),
    "fault": search(""),
    "outside": search("44114"),
    "program": visit("/es/program"),
    "hospital": visit("/es/hospital/harbor"),
    "frame": visit("/es/embed"),
    "error": visit("/es/nowhere"),
}
every_state = pytest.mark.parametrize("way", STATES.values(), ids=STATES)


def unfold(page: Page) -> None:
    for details in page.locator("details").all():
        details.locator("summary").first.click()


@every_state
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_in_light_or_dark(
    browser: Browser, server: str, axe_check: Callable[[Page], None], way: Way, scheme: str
) -> None:
    with opened(browser, server, color_scheme=scheme, bypass_csp=True) as page:
        way(page)
        unfold(page)

        axe_check(page)


@every_state
@pytest.mark.parametrize("width", [320, 390])
def test_nothing_is_wider_than_a_phone(browser: Browser, server: str, way: Way, width: int) -> None:
    with opened(browser, server, viewport={"width": width, "height": 844}) as page:
        way(page)
        unfold(page)

        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_switch_is_large_enough_for_a_thumb(browser: Browser, server: str) -> None:
    for way in (STATES["start"], STATES["two answers"]):
        with opened(browser, server, viewport={"width": 390, "height": 844}) as page:
            way(page)

            box = page.locator(".switch").bounding_box()
            assert box
            assert box["height"] >= 44


def test_an_answer_is_switched_without_javascript_and_without_a_word_in_the_address(
    browser: Browser, server: str
) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        search("Annapolis, MD")(page)
        with page.expect_navigation():
            page.get_by_role("button", name="English").click()

        assert "We took that to be Annapolis, MD" in page.locator("#answer").inner_text()
        assert urlsplit(page.url)[2:] == ("/", "", "answer")
        assert page.locator("html").get_attribute("lang") == "en"


def test_suggestions_speak_the_language_of_the_page(page: Page) -> None:
    page.goto("/es/")
    page.get_by_label("¿Dónde está usted?").press_sequentially("union mem")
    page.get_by_role("option").first.wait_for()

    assert page.get_by_role("listbox", name="Lugares y hospitales").is_visible()
    assert "un hospital" in page.get_by_role("option").first.inner_text()
    assert "sugerencia" in page.get_by_role("status").first.inner_text()


def test_a_browser_in_spanish_is_offered_the_page_in_one_line(
    browser: Browser, server: str
) -> None:
    with opened(browser, server, locale="es-US") as page:
        page.goto("/program")
        page.get_by_role("link", name="Ver esta página en español").click()

        assert urlsplit(page.url).path == "/es/program"
        assert page.get_by_role("link", name="Ver esta página en español").count() == 0


def test_a_visit_in_spanish_asks_nobody_else_and_keeps_nothing(
    browser: Browser, server: str
) -> None:
    with opened(browser, server) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        for way in STATES.values():
            way(page)

        assert [url for url in asked if not url.startswith(f"{server}/")] == []
        assert page.context.cookies() == []
        assert page.evaluate("localStorage.length + sessionStorage.length") == 0
