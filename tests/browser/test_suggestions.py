"""Suggestions in a real browser: by keyboard, by pointer, on a phone, and left out."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Locator, Page, Request, expect

TYPED = "balt"


@contextmanager
def opened(browser: Browser, server: str, **options: Any) -> Iterator[Page]:
    """Open the start page in a browser of one's own making."""
    context = browser.new_context(base_url=server, **options)
    page = context.new_page()
    page.goto("/")
    yield page
    context.close()


@pytest.fixture
def start(page: Page) -> Page:
    page.goto("/")
    return page


def box(page: Page) -> Locator:
    return page.get_by_label("Where are you?")


def options_of(page: Page) -> Locator:
    """Return what the open list holds; the options of a select are none of it."""
    return page.get_by_role("listbox").get_by_role("option")


def type_and_wait(page: Page, text: str = TYPED) -> Locator:
    """Type into the box and return the options once they are there."""
    box(page).press_sequentially(text)
    expect(options_of(page).first).to_be_visible()
    return options_of(page)


def label_of(option: Locator) -> str:
    return option.locator(".suggestion-label").inner_text()


def sent_form(page: Page, act: Callable[[], object]) -> str:
    """Do what sends the form and return its body."""
    with page.expect_request(lambda request: request.is_navigation_request()) as caught:
        act()
    page.wait_for_url("**/#answer")
    return caught.value.post_data or ""


def requests_of(page: Page) -> list[Request]:
    """Return the list that every request of the page will be added to; static files apart."""
    asked: list[Request] = []

    def note(request: Request) -> None:
        if "/static/" not in request.url:
            asked.append(request)

    page.on("request", note)
    return asked


def test_the_keyboard_alone_chooses_a_suggestion_and_gets_the_answer(start: Page) -> None:
    options = type_and_wait(start)
    start.keyboard.press("ArrowDown")
    label = label_of(options.first)
    start.keyboard.press("Enter")

    expect(box(start)).to_have_value(label)
    expect(options).to_have_count(0)
    assert start.url.endswith("/")
    body = sent_form(start, lambda: start.keyboard.press("Enter"))
    assert "choice=" in body
    expect(start.locator("#answer")).to_contain_text(f"You chose {label}")
    expect(start.get_by_role("heading", name="Nearest hospital")).to_be_visible()


def test_before_anything_is_typed_the_box_is_a_closed_combobox(start: Page) -> None:
    combobox = start.get_by_role("combobox", name="Where are you?")

    expect(combobox).to_have_attribute("aria-autocomplete", "list")
    expect(combobox).to_have_attribute("aria-expanded", "false")
    expect(start.locator(f"#{combobox.get_attribute('aria-controls')}")).to_be_hidden()
    expect(combobox).to_have_attribute("aria-describedby", "place-hint")


def test_the_states_follow_the_arrows_around_the_list(start: Page) -> None:
    options = type_and_wait(start)
    expect(box(start)).to_have_attribute("aria-expanded", "true")
    expect(start.get_by_role("listbox", name="Places and hospitals")).to_be_visible()
    expect(box(start)).not_to_have_attribute("aria-activedescendant", "")

    for key, at in (("ArrowDown", 0), ("ArrowDown", 1), ("ArrowUp", 0), ("ArrowUp", -1)):
        start.keyboard.press(key)
        option = options.first if at == 0 else options.last if at < 0 else options.nth(at)
        expect(box(start)).to_have_attribute("aria-activedescendant", option.get_attribute("id"))
        expect(start.locator("[role=option][aria-selected=true]")).to_have_count(1)
        expect(option).to_have_attribute("aria-selected", "true")
    start.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    expect(box(start)).to_have_value(TYPED)
    expect(box(start)).to_be_focused()


@pytest.mark.parametrize("key", ["Home", "End", "ArrowLeft", "ArrowRight"])
def test_a_key_that_moves_the_caret_leaves_the_options(start: Page, key: str) -> None:
    type_and_wait(start)
    start.keyboard.press("ArrowDown")
    start.keyboard.press(key)

    expect(start.locator("[aria-selected=true]")).to_have_count(0)
    assert box(start).get_attribute("aria-activedescendant") is None
    assert box(start).evaluate("box => box.selectionStart") == (
        {"Home": 0, "ArrowLeft": len(TYPED) - 1}.get(key, len(TYPED))
    )


def test_escape_closes_the_list_then_clears_the_box(start: Page) -> None:
    options = type_and_wait(start)
    start.keyboard.press("Escape")

    expect(options).to_have_count(0)
    expect(box(start)).to_have_attribute("aria-expanded", "false")
    expect(box(start)).to_have_value(TYPED)
    start.keyboard.press("ArrowDown")
    expect(options.first).to_have_attribute("aria-selected", "true")
    start.keyboard.press("Escape")
    start.keyboard.press("Escape")
    expect(box(start)).to_have_value("")


def test_tab_leaves_what_was_typed(start: Page) -> None:
    options = type_and_wait(start)
    start.keyboard.press("ArrowDown")
    start.keyboard.press("Tab")

    expect(options).to_have_count(0)
    expect(box(start)).to_have_value(TYPED)
    expect(start.get_by_role("button", name="Use my location")).to_be_focused()


def test_enter_without_an_option_sends_what_was_typed(start: Page) -> None:
    type_and_wait(start)
    body = sent_form(start, lambda: start.keyboard.press("Enter"))

    assert f"place={TYPED}" in body
    assert "choice" not in body


def test_typing_again_drops_the_choice(start: Page) -> None:
    type_and_wait(start)
    start.keyboard.press("ArrowDown")
    start.keyboard.press("Enter")
    box(start).fill("21218")
    body = sent_form(start, lambda: start.keyboard.press("Enter"))

    assert "place=21218" in body
    assert "choice" not in body


def test_a_pointer_chooses_and_the_box_keeps_the_focus(start: Page) -> None:
    option = type_and_wait(start).nth(1)
    label = label_of(option)
    option.click()

    expect(box(start)).to_have_value(label)
    expect(box(start)).to_be_focused()
    expect(options_of(start)).to_have_count(0)


def test_a_press_beside_the_list_closes_it(start: Page) -> None:
    options = type_and_wait(start)
    start.get_by_role("heading", level=1).click()

    expect(options).to_have_count(0)


def test_the_number_of_suggestions_is_said(start: Page) -> None:
    status = start.locator("#finder .combobox").get_by_role("status")
    count = type_and_wait(start).count()
    expect(status).to_have_text(f"{count} suggestions")

    box(start).fill("21218")
    expect(status).to_have_text("1 suggestion")
    box(start).fill("qqqqqqqq")
    expect(status).to_have_text("No suggestions")
    box(start).fill("q")
    expect(status).to_have_text("")


def test_one_letter_asks_nothing_and_a_quick_hand_asks_once(start: Page) -> None:
    asked = requests_of(start)
    box(start).press_sequentially("b")
    start.wait_for_timeout(400)
    assert asked == []

    box(start).press_sequentially("altimor", delay=10)
    expect(options_of(start).first).to_be_visible()
    assert [json.loads(request.post_data or "") for request in asked] == [{"text": "baltimor"}]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_with_the_list_open(
    browser: Browser, server: str, axe_check: Callable[[Page], None], scheme: str, width: int
) -> None:
    shape = {"width": width, "height": 640}
    with opened(browser, server, color_scheme=scheme, bypass_csp=True, viewport=shape) as page:
        type_and_wait(page)
        page.keyboard.press("ArrowDown")

        axe_check(page)


def test_on_a_small_phone_the_list_is_in_sight_and_large_enough(
    browser: Browser, server: str
) -> None:
    shape = {"width": 320, "height": 640}
    with opened(browser, server, viewport=shape, has_touch=True, reduced_motion="reduce") as page:
        options = type_and_wait(page)
        for _ in range(options.count()):
            page.keyboard.press("ArrowDown")

        frame = page.get_by_role("listbox").bounding_box()
        last = options.last.bounding_box()
        heights = [one["height"] for o in options.all() if (one := o.bounding_box())]
        assert frame
        assert last
        assert frame["x"] >= 0
        assert frame["x"] + frame["width"] <= 320
        assert frame["y"] >= 0
        assert frame["y"] + frame["height"] <= 640
        assert frame["y"] <= last["y"] < frame["y"] + frame["height"]
        assert min(heights) >= 44
        assert page.evaluate("document.documentElement.scrollWidth") <= 320
        options.last.tap()
        expect(options).to_have_count(0)


def test_nothing_moves_when_the_list_opens(start: Page) -> None:
    button = start.get_by_role("button", name="Find hospitals")
    place = "e => [e.getBoundingClientRect().y + scrollY, document.documentElement.scrollHeight]"
    before = button.evaluate(place)
    type_and_wait(start)

    assert button.evaluate(place) == before


def test_with_strong_contrast_the_active_option_differs(browser: Browser, server: str) -> None:
    with opened(browser, server, forced_colors="active") as page:
        options = type_and_wait(page)
        page.keyboard.press("ArrowDown")

        color = "option => getComputedStyle(option).backgroundColor"
        assert options.first.evaluate(color) != options.nth(1).evaluate(color)


def test_without_javascript_only_the_suggestions_are_missing(browser: Browser, server: str) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        assert page.get_by_role("combobox", name="Where are you?").count() == 0
        assert page.locator("input[name=choice]").count() == 0
        box(page).fill("Baltimore, MD")
        page.get_by_role("button", name="Find hospitals").click()

        expect(page.locator("#answer")).to_contain_text("We took that to be Baltimore, MD")


def test_when_the_server_does_not_suggest_the_search_still_works(start: Page) -> None:
    start.route("**/suggest", lambda route: route.abort())
    with start.expect_event("requestfailed"):
        box(start).press_sequentially("Baltimore")

    expect(options_of(start)).to_have_count(0)
    sent_form(start, lambda: start.keyboard.press("Enter"))
    expect(start.locator("#answer")).to_contain_text("Baltimore, MD")


def test_the_box_in_the_answer_suggests_too(start: Page) -> None:
    box(start).fill("21218")
    sent_form(start, lambda: box(start).press("Enter"))
    start.get_by_label("Which neighborhood are you in?").press_sequentially("charles vil")
    expect(options_of(start).first).to_contain_text("Charles Village (Baltimore), MD")
    start.keyboard.press("ArrowDown")
    start.keyboard.press("Enter")
    with start.expect_navigation():
        start.keyboard.press("Enter")

    expect(start.locator("#answer")).to_contain_text("You chose Charles Village (Baltimore), MD")


def test_what_is_typed_is_in_no_address_and_kept_nowhere(start: Page, server: str) -> None:
    asked = requests_of(start)
    trips = start.evaluate("history.length")
    type_and_wait(start, "baltimor")

    assert start.url == f"{server}/"
    assert start.evaluate("[history.length, history.state]") == [trips, None]
    assert start.evaluate("[localStorage.length, sessionStorage.length]") == [0, 0]
    assert start.evaluate("async () => (await indexedDB.databases()).length") == 0
    assert start.context.cookies() == []
    assert {(request.method, request.url) for request in asked} == {
        ("POST", f"{server}/api/v1/suggest")
    }


def test_a_whole_visit_with_suggestions_complains_of_nothing(start: Page) -> None:
    said: list[str] = []
    start.on("console", lambda message: said.append(message.text))
    start.on("pageerror", lambda error: said.append(str(error)))
    type_and_wait(start)
    start.keyboard.press("ArrowDown")
    start.keyboard.press("Enter")
    sent_form(start, lambda: start.keyboard.press("Enter"))

    assert said == []
