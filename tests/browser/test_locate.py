""" "Use my location" in a real browser: only when pressed, rounded, and every failure in words."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import unquote_plus

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

BALTIMORE = {"latitude": 39.290412, "longitude": -76.612189, "accuracy": 20}
LONG = re.compile(r"[0-9]\.[0-9]{4}")
"""A figure with more than three decimals."""

NO_ANSWER = "navigator.geolocation.getCurrentPosition = () => {}; 0"
TOO_LATE = "navigator.geolocation.getCurrentPosition = (_, failed) => failed({ code: 3 }); 0"


@contextmanager
def opened(browser: Browser, server: str, **options: Any) -> Iterator[Page]:
    """Open the start page with a device that is where `geolocation` says, if it may be asked."""
    context = browser.new_context(base_url=server, **options)
    if "geolocation" in options:
        context.grant_permissions(["geolocation"])
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


def button(page: Page) -> Locator:
    return page.locator("#finder").get_by_role("button", name="Use my location")


def said(page: Page) -> Locator:
    return page.locator("#finder .locate").get_by_role("status")


def pressed(page: Page) -> str:
    """Press the button and return the body of the form that is sent."""
    with page.expect_request(lambda request: request.is_navigation_request()) as caught:
        button(page).click()
    page.wait_for_url("**/#answer")
    return unquote_plus(caught.value.post_data or "")


def test_a_press_sends_the_place_rounded_and_the_answer_is_from_there(
    browser: Browser, server: str
) -> None:
    with opened(browser, server, geolocation=BALTIMORE) as page:
        body = pressed(page)

        assert "place=39.290, -76.612&" in body
        assert "choice" not in body.replace("driver_choice", "")
        expect(page.locator("#answer")).to_contain_text("a point near Baltimore, MD")
        expect(page.locator("#place")).to_have_value("39.290, -76.612")


@pytest.mark.parametrize(
    ("accuracy", "units", "sent"),
    [
        (5, "mi", "39.290, -76.612"),
        (44, "mi", "39.290, -76.612"),
        (60, "mi", "39.290, -76.612 ± 0.1 mi"),
        (60, "km", "39.290, -76.612 ± 0.2 km"),
        (500, "mi", "39.290, -76.612 ± 0.5 mi"),
        (501, "mi", "39.29, -76.61 ± 1 mi"),
        (2000, "mi", "39.29, -76.61 ± 2 mi"),
        (2000, "km", "39.29, -76.61 ± 3 km"),
        (6000, "mi", "39.3, -76.6 ± 10 mi"),
        (24000, "km", "39.3, -76.6 ± 30 km"),
    ],
)
def test_what_the_device_does_not_know_is_not_claimed(
    browser: Browser, server: str, accuracy: int, units: str, sent: str
) -> None:
    with opened(browser, server, geolocation=BALTIMORE | {"accuracy": accuracy}) as page:
        page.locator(f"input[name=units][value={units}]").check()
        body = pressed(page)

        assert f"place={sent}&" in body
        rough = "That position is known only roughly"
        assert (rough in page.locator("#answer").inner_text()) == (accuracy >= 500)


def test_the_answer_to_a_rough_place_says_how_rough(browser: Browser, server: str) -> None:
    with opened(browser, server, geolocation=BALTIMORE | {"accuracy": 2000}) as page:
        pressed(page)

        expect(page.locator("#answer")).to_contain_text("you may be about 2 miles (3.2 km) from it")


def test_a_place_that_is_too_rough_is_not_sent(browser: Browser, server: str) -> None:
    with opened(browser, server, geolocation=BALTIMORE | {"accuracy": 40_000}) as page:
        button(page).click()

        expect(said(page)).to_contain_text("only very roughly where you are")
        expect(page.locator("#place")).to_have_value("")
        assert page.url == f"{server}/"


def test_a_refusal_is_told_in_words_and_the_button_can_be_pressed_again(
    browser: Browser, server: str
) -> None:
    with opened(browser, server) as page:
        button(page).focus()
        page.keyboard.press("Enter")
        expect(said(page)).to_contain_text("did not give us your location. That is fine")

        expect(button(page)).to_be_focused()
        expect(button(page)).to_have_attribute("aria-disabled", "false")
        page.context.grant_permissions(["geolocation"])
        page.context.set_geolocation(BALTIMORE)  # type: ignore[arg-type]
        page.keyboard.press("Enter")
        expect(page.locator("#answer")).to_contain_text("a point near Baltimore, MD")


def test_a_device_that_does_not_know_is_told_in_words(browser: Browser, server: str) -> None:
    with opened(browser, server, geolocation=BALTIMORE) as page:
        page.context.set_geolocation(None)
        button(page).click()

        expect(said(page)).to_contain_text("Your device could not tell where you are")
        expect(button(page)).to_have_attribute("aria-disabled", "false")


def test_a_device_that_takes_too_long_is_told_in_words(browser: Browser, server: str) -> None:
    with opened(browser, server) as page:
        page.evaluate(TOO_LATE)
        button(page).click()

        expect(said(page)).to_contain_text("That took too long")
        expect(button(page)).to_have_attribute("aria-disabled", "false")


def test_while_the_device_is_asked_the_button_waits_and_keeps_the_focus(
    browser: Browser, server: str
) -> None:
    with opened(browser, server) as page:
        page.evaluate(NO_ANSWER)
        button(page).click()

        expect(said(page)).to_contain_text("Your browser may ask you to allow this")
        expect(button(page)).to_have_attribute("aria-disabled", "true")
        expect(button(page)).to_be_focused()


def test_nobody_is_asked_before_the_button_is_pressed(browser: Browser, server: str) -> None:
    with opened(browser, server) as page:
        page.add_init_script("""
            window.asked = 0;
            const count = () => { window.asked += 1; };
            navigator.geolocation.getCurrentPosition = count;
            navigator.geolocation.watchPosition = count;
        """)
        page.goto("/")
        page.locator("#place").fill("21218")
        page.keyboard.press("Enter")
        page.wait_for_url("**/#answer")

        assert page.evaluate("asked") == 0


def test_without_javascript_or_a_safe_connection_there_is_no_button(
    browser: Browser, server: str
) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        assert page.locator(".locate button").count() == 0
    with opened(browser, server) as page:
        page.add_init_script("Object.defineProperty(window, 'isSecureContext', {value: false})")
        page.goto("/")
        assert page.locator(".locate button").count() == 0


def test_the_position_is_in_no_address_and_kept_nowhere_and_never_exact(
    browser: Browser, server: str
) -> None:
    with opened(browser, server, geolocation=BALTIMORE) as page:
        asked: list[Request] = []
        page.on("request", lambda one: asked.append(one))  # noqa: PLW0108 (Playwright marks it)
        page.locator("#place").press_sequentially("bal")
        expect(page.get_by_role("listbox").get_by_role("option").first).to_be_visible()
        page.keyboard.press("Escape")
        pressed(page)
        page.wait_for_timeout(300)

        assert {request.url.split("/")[2] for request in asked} == {server.split("/")[2]}
        assert [one.url for one in asked if "39." in one.url or "76." in one.url] == []
        bodies = [unquote_plus(one.post_data or "") for one in asked]
        assert [body for body in bodies if LONG.search(body)] == []
        assert sum("39.290" in body for body in bodies) == 1
        assert "39" not in page.title()
        assert page.url == f"{server}/#answer"
        assert page.evaluate("history.state") is None
        assert page.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
        assert page.context.cookies() == []


def test_the_box_in_the_answer_has_the_button_too(browser: Browser, server: str) -> None:
    with opened(browser, server, geolocation=BALTIMORE) as page:
        page.locator("#place").fill("21218")
        page.keyboard.press("Enter")
        page.wait_for_url("**/#answer")
        with page.expect_navigation():
            page.locator(".closer").get_by_role("button", name="Use my location").click()

        expect(page.locator("#answer")).to_contain_text("a point near Baltimore, MD")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_any_state_of_the_button(
    browser: Browser, server: str, axe_check: Callable[[Page], None], scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with opened(browser, server, bypass_csp=True, **options) as page:
        axe_check(page)
        button(page).click()
        expect(said(page)).to_contain_text("That is fine")
        axe_check(page)
        page.evaluate(NO_ANSWER)
        button(page).click()
        expect(said(page)).to_contain_text("may ask")

        axe_check(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        box = button(page).bounding_box()
        assert box
        assert box["height"] >= 44
