"""Every page and state that can be pictured, held to the same rules in every way of looking."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.page_check import page_check
from tests.screenshots import STATES, ZOOMED, State, shown

WAYS: dict[str, dict[str, Any]] = {
    "wide": {"viewport": {"width": 1280, "height": 900}},
    "phone, dark": {"viewport": {"width": 390, "height": 844}, "color_scheme": "dark"},
    "at 400 %": ZOOMED,
}
WATCH_SHIFTS = """
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const one of list.getEntries()) if (!one.hadRecentInput)
      window.shifts.push(one.sources.map((s) => s.node?.outerHTML?.slice(0, 80)).join(" | "));
  }).observe({ type: "layout-shift", buffered: true });
"""
KEYS_ENOUGH = 250


@pytest.fixture(params=STATES, ids=[state.name for state in STATES])
def state(request: pytest.FixtureRequest) -> State:
    found = request.param
    assert isinstance(found, State)
    return found


@pytest.mark.parametrize("way", WAYS)
def test_axe_finds_nothing_and_nothing_is_cut_off(
    browser: Browser, server: str, axe_check: Callable[[Page], None], state: State, way: str
) -> None:
    with shown(browser, server, state, **WAYS[way]) as page:
        axe_check(page)

        wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
        assert wide <= 0


def test_axe_finds_nothing_on_paper(
    browser: Browser, server: str, axe_check: Callable[[Page], None], state: State
) -> None:
    with shown(browser, server, state) as page:
        page.emulate_media(media="print")

        axe_check(page)


def test_a_state_whose_scripts_never_came_is_whole(
    browser: Browser, server: str, axe_check: Callable[[Page], None], state: State
) -> None:
    with shown(browser, server, state, scripts=False) as page:
        axe_check(page)

        assert page.locator("h1").is_visible()


def test_the_page_as_scripts_leave_it_is_sound(browser: Browser, server: str, state: State) -> None:
    with shown(browser, server, state) as page:
        page_check(f"<!DOCTYPE html>{page.content().removeprefix('<!DOCTYPE html>')}")


def test_nothing_jumps_while_a_page_comes_in_slowly(
    browser: Browser, server: str, state: State
) -> None:
    with shown(browser, server, state, slowly=True, script=WATCH_SHIFTS) as page:
        page.wait_for_timeout(300)

        assert page.evaluate("window.shifts") == []


def test_the_keyboard_reaches_all_that_can_be_pressed_and_leaves_it_again(
    browser: Browser, server: str, state: State
) -> None:
    with shown(browser, server, state) as page:
        reached = list(_tabbed(page))

        assert len(reached) > 5
        missed = f"{REACHABLE}.filter((e) => !e.dataset.reached)"
        assert page.evaluate(f"{missed}.map((e) => e.outerHTML.slice(0, 120))") == []


REACHABLE = (
    "[...document.querySelectorAll('a[href], button, input, select, textarea, summary')]"
    ".filter((e) => e.type !== 'hidden' && !e.disabled && e.tabIndex >= 0"
    " && e.checkVisibility({ checkVisibilityCSS: true })"
    " && !(e.type === 'radio' && !e.checked && document.querySelector("
    '`input[name="${e.name}"]:checked`)))'
)


def _tabbed(page: Page) -> Iterator[int]:
    """Press Tab from the top until the focus leaves the page; yield the elements it was on."""
    page.evaluate("document.activeElement.blur(); scrollTo(0, 0)")
    page.evaluate("document.body.tabIndex = -1; document.body.focus()")
    for number in range(KEYS_ENOUGH):
        page.keyboard.press("Tab")
        at = page.evaluate(
            f"(() => {{ const e = document.activeElement; if (e === document.body) return null;"
            f" if (e.dataset.reached) return Number(e.dataset.reached);"
            f" e.dataset.reached = {number + 1}; return {number + 1}; }})()"
        )
        if at is None or at <= number:
            return
        yield at
    raise AssertionError("the focus never left the page")


@pytest.mark.parametrize("way", ["/", "/es/?place=21613", "/es/hospital/union-memorial?type=large"])
def test_with_letters_twice_as_large_a_small_phone_cuts_nothing_off(
    browser: Browser, server: str, way: str
) -> None:
    context = browser.new_context(base_url=server, viewport={"width": 320, "height": 700})
    page = context.new_page()
    session = context.new_cdp_session(page)
    session.send("Page.enable")
    session.send("Page.setFontSizes", {"fontSizes": {"standard": 32, "fixed": 26}})
    page.goto(way)

    assert page.evaluate("getComputedStyle(document.documentElement).fontSize") != "16px"
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_who_comes_back_to_an_answer_meets_a_page_of_ours(browser: Browser, server: str) -> None:
    with shown(browser, server, State("answer", typed={"place": "21613"})) as page:
        page.locator("a[href^='/hospital/']").first.click()
        page.wait_for_load_state()
        answer = page.go_back()

        assert answer is None or answer.ok
        assert page.locator("#place").is_visible()
        assert "21613" not in page.url


def test_a_whole_session_with_suggestions_map_and_sheet_asks_nobody_else(
    browser: Browser, server: str
) -> None:
    with shown(browser, server, State("start")) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.locator("#place").press_sequentially("easton, m")
        page.get_by_role("option").first.wait_for()
        page.keyboard.press("ArrowDown")
        page.keyboard.press("Enter")
        page.keyboard.press("Enter")
        page.get_by_role("button", name="Zoom in").wait_for()
        for name in ("Zoom in", *["Zoom out"] * 5):
            page.get_by_role("button", name=name).click()
        page.wait_for_timeout(500)
        page.get_by_role("button", name="Español").click()
        page.locator("a[href^='/es/hospital/']").first.click()
        page.wait_for_load_state("networkidle")

        assert any("/suggest" in url for url in asked)
        assert any("/map/labels" in url for url in asked)
        assert any("/hospital/" in url for url in asked)
        assert [url for url in asked if not url.startswith(f"{server}/")] == []
        assert [url for url in asked if "easton" in url.lower()] == []
