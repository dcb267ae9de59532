"""Whole calls at the desk in a real browser, with the keyboard only, and what is left: nothing."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from finder.passwords import line_of
from tests.browser.conftest import serving

PASSWORD: Final = "correct horse battery"  # noqa: S105 (made up)
LOGIN: Final = {"username": "ann", "password": PASSWORD}
IDLE_SECONDS: Final = 120
SCREEN: Final = {"width": 1280, "height": 800}
DC_ADDRESS: Final = "8675 Pennsylvania Ave, Washington DC"

KEPT: Final = """async () => JSON.stringify({
  local: {...localStorage}, session: {...sessionStorage}, cookies: document.cookie,
  databases: (await indexedDB.databases()).length, caches: (await caches.keys()).length,
  length: history.length, state: history.state, title: document.title, address: location.href,
  entries: performance.getEntriesByType("resource").map((one) => one.name),
  name: window.name, selected: String(getSelection()),
  values: Array.from(document.querySelectorAll("input, select, textarea"), (one) => one.value),
})"""
"""Everything of a page that could hold what was typed, beside its elements."""


class Desk:
    """A desk that runs, with the file that its server writes to."""

    def __init__(self, address: str, log: Path) -> None:
        self.address, self.log = address, log


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    folder = tmp_path_factory.mktemp("desk")
    accounts = folder / "accounts"
    accounts.write_text(line_of("ann", PASSWORD) + "\n", "utf-8")
    settings = {"desk": "basic", "desk_passwords": str(accounts), "log_level": "DEBUG"}
    with serving(folder, **settings) as address:
        yield Desk(address, folder / "log")


@pytest.fixture
def call(browser: Browser, desk: Desk) -> Iterator[Page]:
    """Open the desk, logged in, as it stands before a call."""
    context = browser.new_context(
        base_url=desk.address,
        viewport=SCREEN,  # type: ignore[arg-type]
        http_credentials=LOGIN,  # type: ignore[arg-type]
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.clock.install()
    page.goto("/desk")
    expect(box(page)).to_be_focused()
    yield page
    context.close()


def box(page: Page) -> Locator:
    return page.get_by_label("Where is the caller?")


def answer(page: Page) -> Locator:
    return page.locator("#answer")


def hospital(page: Page) -> Locator:
    """Return the hospital that is shown, as the screen reader finds it."""
    return page.get_by_role("tabpanel")


def chosen(page: Page) -> Locator:
    return page.get_by_role("tab", selected=True)


def outside(page: Page) -> str:
    """Return all of the document as it is now, less the space between its elements."""
    return re.sub(r">\s+<", "><", page.evaluate("document.documentElement.outerHTML"))


def leaves_nothing(page: Page, desk: Desk, before: str, canaries: tuple[str, ...]) -> None:
    """Fail if the document is not the one from before the call, or anything else remembers it."""
    kept = str(page.evaluate(KEPT))
    found = json.loads(kept)
    assert outside(page) == before
    assert set(found["values"]) <= {"", "mi"}
    assert found["length"] == 2  # the empty page and the desk
    assert (found["state"], found["cookies"]) == (None, "")
    assert (found["local"], found["session"]) == ({}, {})
    assert found["databases"] == found["caches"] == 0
    assert found["title"] == "The desk"
    assert found["address"] == f"{desk.address}/desk"
    log = desk.log.read_text("utf-8")
    for canary in canaries:
        assert canary.lower() not in (kept + before).lower()
        assert canary.lower() not in log.lower()
    page.keyboard.press("Control+z")
    expect(box(page)).to_have_value("")


def is_on_screen(part: Locator) -> None:
    """Fail unless a part is seen whole without scrolling."""
    found = part.bounding_box()
    assert found is not None
    assert found["y"] >= 0
    assert found["y"] + found["height"] <= SCREEN["height"]


Check = Callable[[Page], None]


def test_a_call_with_a_zip(call: Page, desk: Desk, axe_check: Check) -> None:
    before = outside(call)

    call.keyboard.type("21613")
    call.keyboard.press("Enter")

    expect(chosen(call)).to_be_focused()
    expect(answer(call)).to_contain_text("ZIP code two-one-six-one-three, Cambridge, Maryland")
    expect(answer(call)).to_contain_text("Nothing to ask")
    expect(hospital(call)).to_contain_text("The nearest hospital is MedStar Harbor Hospital.")
    expect(hospital(call)).to_contain_text("El hospital más cercano es MedStar Harbor Hospital.")
    for name in (".talk", ".firsts", ".hospitals", ".hospital:not([hidden]) .script"):
        is_on_screen(call.locator(name))
    axe_check(call)

    call.keyboard.press("ArrowDown")
    expect(hospital(call)).to_contain_text("longer by road than Harbor Hospital")
    call.keyboard.press("c")
    expect(call.get_by_text("Note copied.")).to_be_visible()
    copied = call.evaluate("navigator.clipboard.readText()")
    assert "Hospital: MedStar Franklin Square Medical Center" in copied
    assert "21613" not in copied
    assert "Cambridge" not in copied

    call.keyboard.press("/")
    expect(box(call)).to_be_focused()
    call.keyboard.press("Escape")
    leaves_nothing(call, desk, before, ("21613", "Cambridge"))


def test_a_call_from_a_town_that_there_is_more_than_once(
    call: Page, desk: Desk, axe_check: Check
) -> None:
    before = outside(call)

    call.keyboard.type("Columbia")
    expect(call.get_by_role("listbox")).to_be_visible()
    call.keyboard.press("Enter")
    expect(answer(call)).to_contain_text("Which Columbia: Howard County, ")
    expect(answer(call)).to_contain_text("South Carolina")
    expect(answer(call)).to_contain_text("¿Cuál Columbia")
    axe_check(call)

    call.keyboard.press("1")
    expect(answer(call)).to_contain_text("Columbia in Howard County, Maryland")
    expect(chosen(call)).to_be_focused()
    first = chosen(call).get_attribute("data-id")
    call.keyboard.press("x")
    call.keyboard.press("ArrowDown")
    call.keyboard.press("x")
    expect(call.get_by_role("table").get_by_role("columnheader")).to_have_count(2)
    expect(answer(call)).to_contain_text("Columbia in Howard County, Maryland")
    assert first != chosen(call).get_attribute("data-id")
    axe_check(call)

    call.keyboard.press("Escape")
    expect(box(call)).to_be_focused()
    leaves_nothing(call, desk, before, ("Columbia", "Howard"))


def test_a_call_from_washington_without_a_quadrant_for_mitraclip(
    call: Page, desk: Desk, axe_check: Check
) -> None:
    before = outside(call)

    call.keyboard.type(DC_ADDRESS)
    call.keyboard.press("Tab")
    call.keyboard.type("Mitra")
    call.keyboard.press("Enter")
    expect(answer(call)).to_contain_text(
        "Does your address end in Northwest, Northeast, Southwest, or Southeast?"
    )
    expect(answer(call)).to_contain_text("for MitraClip it changes nothing")
    expect(answer(call)).to_contain_text(
        "Wherever that is, the nearest hospital that lists MitraClip is MedStar Washington"
    )
    axe_check(call)

    call.keyboard.press("1")
    expect(chosen(call)).to_contain_text("Washington Hospital Center")
    expect(hospital(call)).to_contain_text("Please call 202-877-7000")
    expect(hospital(call)).to_contain_text("nobody has called 202-877-7000")
    call.keyboard.press("w")
    call.keyboard.type("georgetown")
    call.keyboard.press("Enter")
    expect(chosen(call)).to_contain_text("Georgetown")
    expect(hospital(call)).to_contain_text("Is not known to do MitraClip.")
    axe_check(call)

    call.keyboard.press("Escape")
    expect(box(call)).to_be_focused()
    leaves_nothing(call, desk, before, ("8675", "Pennsylvania"))


def test_a_desk_that_is_left_alone_warns_and_clears_itself(call: Page, desk: Desk) -> None:
    before = outside(call)
    call.keyboard.type("21613")
    call.keyboard.press("Enter")
    expect(chosen(call)).to_be_focused()

    call.clock.run_for(1000 * (IDLE_SECONDS - 15))
    expect(call.get_by_text("Press any key to keep it.")).to_be_visible()
    call.keyboard.press("Shift")
    call.clock.run_for(1000 * (IDLE_SECONDS - 30))
    expect(answer(call)).to_be_visible()
    call.clock.run_for(1000 * 31)

    expect(answer(call)).to_have_count(0)
    expect(box(call)).to_be_focused()
    leaves_nothing(call, desk, before, ("21613", "Cambridge"))


def test_a_suggestion_taken_is_the_answer(call: Page) -> None:
    call.keyboard.type("cambr")
    expect(call.get_by_role("option").first).to_be_visible()
    call.keyboard.press("ArrowDown")
    call.keyboard.press("Enter")

    expect(chosen(call)).to_be_focused()


def test_another_place_takes_the_last_answer_away(call: Page) -> None:
    call.keyboard.type("21613")
    call.keyboard.press("Enter")
    expect(chosen(call)).to_be_focused()

    call.keyboard.press("/")
    call.keyboard.type("2")

    expect(answer(call)).to_have_count(0)
    expect(box(call)).to_have_value("2")


def test_an_answer_that_comes_after_escape_is_not_shown(call: Page) -> None:
    waiting = []
    call.route("**/desk/answer", lambda route: waiting.append(route))  # noqa: PLW0108 (Playwright marks its handlers)
    call.keyboard.type("21613")
    call.keyboard.press("Enter")
    call.wait_for_timeout(50)
    call.keyboard.press("Escape")
    for route in waiting:
        route.abort()

    expect(box(call)).to_be_focused()
    expect(answer(call)).to_have_count(0)
    assert len(waiting) == 1


def test_a_server_that_does_not_answer_is_said(call: Page) -> None:
    call.route("**/desk/answer", lambda route: route.abort())
    call.keyboard.type("21613")
    call.keyboard.press("Enter")

    expect(answer(call)).to_contain_text("The server did not answer.")


def test_letters_typed_into_a_box_are_no_commands(call: Page) -> None:
    call.keyboard.type("c/x1wpd")

    expect(box(call)).to_have_value("c/x1wpd")
    expect(box(call)).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_desk_is_clean_in_light_and_dark(
    browser: Browser, desk: Desk, axe_check: Check, scheme: str
) -> None:
    context = browser.new_context(
        base_url=desk.address,
        viewport=SCREEN,  # type: ignore[arg-type]
        http_credentials=LOGIN,  # type: ignore[arg-type]
        color_scheme=scheme,  # type: ignore[arg-type]
    )
    page = context.new_page()
    page.goto("/desk")
    axe_check(page)
    page.keyboard.type("21218")
    page.keyboard.press("Enter")
    expect(chosen(page)).to_be_focused()
    axe_check(page)
    page.keyboard.press("Escape")
    page.keyboard.type("xyzzy")
    page.keyboard.press("Enter")
    expect(answer(page)).to_contain_text("What is your ZIP code")
    axe_check(page)
    context.close()


def test_without_scripts_the_desk_is_a_form(browser: Browser, desk: Desk) -> None:
    context = browser.new_context(
        base_url=desk.address,
        http_credentials=LOGIN,  # type: ignore[arg-type]
        java_script_enabled=False,
    )
    page = context.new_page()
    page.goto("/desk")
    box(page).fill("21613")
    box(page).press("Enter")

    expect(answer(page)).to_contain_text("The nearest hospital is MedStar Harbor Hospital.")
    assert page.url == f"{desk.address}/desk"
    context.close()
