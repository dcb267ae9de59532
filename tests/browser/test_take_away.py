"""A hospital to take away: on one sheet of paper, on the clipboard, in larger print."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

IDS = [
    "franklin-square", "georgetown", "good-samaritan", "harbor", "montgomery",
    "national-rehabilitation", "southern-maryland", "st-marys", "union-memorial", "washington",
]  # fmt: skip
PAGES = ["/hospital/washington", "/hospital/national-rehabilitation", "/hospital/harbor?type=large"]
every_page = pytest.mark.parametrize("path", PAGES)

FINE = {
    "an address": ("8675 Zanzibar Quay, Baltimore, MD 21218", ["Zanzibar", "8675", "21218"]),
    "a neighborhood": ("Charles Village", ["Charles"]),
    "a point": ("39.3189, -76.6089", ["39.31", "a point near", "the point"]),
    "an airport": ("BWI", ["BWI", "Thurgood"]),
    "a correction": ("Batlimore", ["batlimore"]),
    "a nickname": ("PG county", ["pg county"]),
    "a ZIP with more": ("21401-1234", ["21401", "1234"]),
}
COARSE = {"a ZIP": ("20650", "ZIP 20650"), "a town": ("Annapolis, MD", "Annapolis, MD")}


@contextmanager
def opened(browser: Browser, server: str, **options: Any) -> Iterator[Page]:
    """Open a page in a browser of one's own making."""
    context = browser.new_context(base_url=server, **options)
    yield context.new_page()
    context.close()


def search(page: Page, text: str, driver: str = "") -> None:
    page.goto("/")
    if driver:
        page.get_by_text("Will someone else drive you?").click()
        page.get_by_label("Where does the driver start?").fill(driver)
    page.get_by_label("Where are you?").fill(text)
    with page.expect_navigation():
        page.keyboard.press("Enter")


def pages_of(document: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", document))


def on_paper(page: Page) -> str:
    """Return the text that a print of the page shows."""
    page.emulate_media(media="print")
    return page.locator("body").inner_text()


@every_page
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(
    browser: Browser, server: str, axe_check: Callable[[Page], None], path: str, scheme: str
) -> None:
    with opened(browser, server, color_scheme=scheme, bypass_csp=True) as page:
        page.goto(path)

        axe_check(page)


@every_page
def test_nothing_is_wider_than_a_small_phone(browser: Browser, server: str, path: str) -> None:
    with opened(browser, server, viewport={"width": 320, "height": 640}) as page:
        page.goto(path)

        assert page.evaluate("document.documentElement.scrollWidth") <= 320


@every_page
def test_what_is_pressed_is_large_enough_for_a_thumb(
    browser: Browser, server: str, path: str
) -> None:
    with opened(browser, server, viewport={"width": 390, "height": 844}) as page:
        page.goto(path)

        pressed = page.locator("button, .button, nav a, .back a").all()
        heights = [box["height"] for one in pressed if (box := one.bounding_box())]
        assert min(heights) >= 44


@every_page
def test_the_browser_has_nothing_to_complain_of(page: Page, server: str, path: str) -> None:
    said: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    page.goto(path)

    assert page.locator('script[type="application/ld+json"]').count() == 1
    assert said == []
    assert [url for url in asked if not url.startswith(f"{server}/")] == []


@pytest.mark.parametrize("facility_id", IDS)
@pytest.mark.parametrize("size", ["A4", "Letter"])
@pytest.mark.parametrize("kind", ["", "?type=large"])
def test_every_hospital_is_one_sheet(page: Page, facility_id: str, size: str, kind: str) -> None:
    page.goto(f"/hospital/{facility_id}{kind}")

    assert pages_of(page.pdf(format=size)) == 1


@pytest.mark.parametrize("kind", ["", "?type=large"])
def test_the_sheet_has_what_one_needs_on_the_way_and_no_buttons(page: Page, kind: str) -> None:
    page.goto(f"/hospital/washington{kind}")
    said = on_paper(page)

    for text in (
        "MedStar Washington Hospital Center", "110 Irving Street NW", "202-877-7000",
        "main switchboard", "Paid garage", "Brookland Metro", "a photo ID", "drive you home",
        "November 24, 2026", "911", "/hospital/washington",
    ):  # fmt: skip
        assert text in said
    assert ("How bad is my leak?" in said) == (kind == "")
    assert page.locator(".code svg").is_visible()
    for text in ("Copy", "Print this page", "Larger print", "Usual print", "Send", "All hospitals"):
        assert text not in said


def test_larger_print_is_larger_on_the_screen_and_on_paper(page: Page) -> None:
    size = "parseFloat(getComputedStyle(document.querySelector('.phone')).fontSize)"
    sizes = []
    for path in ("/hospital/harbor", "/hospital/harbor?type=large"):
        page.goto(path)
        page.emulate_media(media="screen")
        screen = page.evaluate(size)
        page.emulate_media(media="print")
        sizes.append((screen, page.evaluate(size)))
    (screen, paper), (large_screen, large_paper) = sizes

    assert large_screen >= 1.3 * screen
    assert large_paper >= 1.3 * paper
    assert page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)") >= 18  # 14 pt


def test_larger_print_is_a_link_that_needs_no_javascript_and_no_cookie(
    browser: Browser, server: str
) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        page.goto("/hospital/harbor")
        page.get_by_role("link", name="Larger print").click()
        expect(page.get_by_role("link", name="Usual print")).to_be_visible()

        assert page.context.cookies() == []


@pytest.mark.parametrize(
    ("button", "text"),
    [
        ("Copy address", "MedStar Harbor Hospital, 3001 South Hanover Street, Baltimore, MD 21225"),
        ("Copy phone", "410-350-3200"),
    ],
)
def test_a_button_copies_and_says_so(browser: Browser, server: str, button: str, text: str) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, server, permissions=permissions) as page:
        page.goto("/hospital/harbor")
        page.get_by_role("button", name=button).click()

        expect(page.get_by_role("status")).to_have_text(
            f"{button.removeprefix('Copy ').title()} copied"
        )
        assert page.evaluate("navigator.clipboard.readText()") == text


def test_the_message_on_the_page_is_the_one_that_is_copied_and_sent(
    browser: Browser, server: str
) -> None:
    permissions = ["clipboard-read", "clipboard-write"]
    with opened(browser, server, permissions=permissions) as page:
        page.goto("/hospital/harbor")
        shown = page.get_by_label("The message").input_value()
        page.get_by_role("button", name="Copy message").click()
        expect(page.get_by_role("status")).to_have_text("Message copied")
        copied = page.evaluate("navigator.clipboard.readText()")
        sent = page.evaluate("p => fetch(p).then(answer => answer.text())", "/hospital/harbor.txt")

        assert copied == shown == sent.rstrip("\n")
        expect(page.get_by_role("status")).to_have_text("", timeout=8000)
        expect(page.get_by_role("button", name="Copy message")).to_be_visible()


def test_where_copying_is_refused_the_page_says_what_to_do(browser: Browser, server: str) -> None:
    with opened(browser, server) as page:
        page.add_init_script("navigator.clipboard.writeText = () => Promise.reject(new Error())")
        page.goto("/hospital/harbor")
        page.get_by_role("button", name="Copy phone").click()

        expect(page.get_by_role("status")).to_contain_text("select the text")


def test_without_javascript_the_buttons_are_not_there_and_all_else_is(
    browser: Browser, server: str
) -> None:
    with opened(browser, server, java_script_enabled=False) as page:
        page.goto("/hospital/harbor")

        assert page.get_by_role("button").count() == 0
        assert "MedStar Harbor Hospital" in page.get_by_label("The message").input_value()
        expect(page.get_by_role("link", name="Send as a text message")).to_be_visible()
        expect(page.get_by_role("img", name="QR code")).to_be_visible()


def test_a_card_leads_to_the_sheet_and_the_sheet_leads_back(page: Page) -> None:
    search(page, "20650")
    page.locator(".answers").get_by_role("link", name="Print or share").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("MedStar St. Mary's Hospital")
    page.get_by_role("link", name="All hospitals").click()

    expect(page).to_have_url(re.compile("/#locations$"))


@pytest.mark.parametrize(("text", "hidden"), FINE.values(), ids=FINE)
def test_a_printed_answer_does_not_say_where_the_person_is(
    page: Page, text: str, hidden: list[str]
) -> None:
    search(page, text)
    expect(page.get_by_role("heading", name="Where to go")).to_be_visible()
    said = on_paper(page)

    assert "Nearest hospital" in said
    without_hospitals = "\n".join(
        line for line in said.splitlines() if "Baltimore, MD 2" not in line
    )
    assert not [one for one in hidden if one.lower() in without_hospitals.lower()]
    assert "anywhere in" not in said
    assert "the middle of" not in said


@pytest.mark.parametrize(("text", "named"), COARSE.values(), ids=COARSE)
def test_a_printed_answer_may_name_the_zip_or_town_that_was_typed(
    page: Page, text: str, named: str
) -> None:
    search(page, text)

    assert named in on_paper(page)


def test_a_printed_answer_never_says_where_the_driver_starts(page: Page) -> None:
    search(page, "20650", driver="Hampden, Baltimore")
    assert "Hampden" in page.locator("main").inner_text()

    said = on_paper(page)
    assert "Hampden" not in said
    assert "driver" not in said


@pytest.mark.parametrize("text", ["Springfeild", "zzzz", "110 Irving St, Washington DC"])
def test_a_printed_question_does_not_repeat_what_was_typed(page: Page, text: str) -> None:
    search(page, text)

    said = on_paper(page).lower()
    assert text.lower() not in said
    assert "did you mean" not in said


@pytest.mark.parametrize("text", ["20650", "21218", "20009", "Maryland", "21401", "Columbus, OH"])
@pytest.mark.parametrize("size", ["A4", "Letter"])
def test_a_printed_answer_is_one_sheet_and_two_with_its_map(
    page: Page, text: str, size: str
) -> None:
    search(page, text)

    assert pages_of(page.pdf(format=size)) == 2
    page.evaluate("document.querySelector('.map').remove()")
    assert pages_of(page.pdf(format=size)) == 1
    said = on_paper(page)
    assert "Facts last checked" in said
    assert all(name in said for name in ("Union Memorial", "St. Mary's", "Georgetown", "Harbor"))
