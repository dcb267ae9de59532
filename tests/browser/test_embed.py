"""Finder in another site's page: shown where it is allowed, refused where it is not."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Frame, FrameLocator, Page, expect

from tests.browser.conftest import serving
from tests.browser.host import DOCUMENTED_TAG, Host, example

Where = tuple[Host, str]
FINDERS_OWN = "rgb(11, 90, 94)"


@pytest.fixture(scope="module")
def where(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Where]:
    """Run a site, and a Finder that lets this site show it."""
    folder = tmp_path_factory.mktemp("sharing")
    with Host() as host, serving(folder, embed_origins=host.origin, workers="1") as finder:
        yield host, finder


@contextmanager
def visiting(browser: Browser, address: str, **options: Any) -> Iterator[Page]:
    """Open the site's page in a browser of one's own making."""
    context = browser.new_context(**options)
    page = context.new_page()
    page.goto(address)
    yield page
    context.close()


def framed(page: Page) -> FrameLocator:
    return page.frame_locator("iframe")


def inside(page: Page) -> Frame:
    (frame,) = page.frames[1:]
    return frame


def ready(page: Page) -> FrameLocator:
    """Wait until the frame is there and as high as what it shows."""
    expect(framed(page).get_by_label("Where are you?")).to_be_visible()
    settled(page)
    return framed(page)


def settled(page: Page) -> None:
    """Wait until the frame has the height of its content."""
    deadline = 50
    while deadline and not fits(page):
        page.wait_for_timeout(100)
        deadline -= 1
    assert fits(page)


def fits(page: Page) -> bool:
    heights = inside(page).evaluate("[innerHeight, document.documentElement.scrollHeight]")
    needed = inside(page).evaluate("document.documentElement.getBoundingClientRect().height")
    return bool(heights[0] == heights[1] and abs(heights[0] - needed) <= 1)


def search(page: Page, text: str) -> None:
    framed(page).get_by_label("Where are you?").fill(text)
    framed(page).get_by_role("button", name="Find hospitals").click()
    expect(framed(page).locator("#answer")).to_be_visible()


def accented(accent: str) -> str:
    return f"care-finder {{ --care-finder-accent: {accent}; }}"


def color(page: Page, name: str) -> str:
    """Return a color of the style inside, as the browser writes it."""
    script = """name => {
      const probe = document.createElement("i");
      probe.style.setProperty("color", `var(--${name})`);
      document.body.append(probe);
      const found = getComputedStyle(probe).color;
      probe.remove();
      return found;
    }"""
    found: str = inside(page).evaluate(script, name)
    return found


def test_a_page_with_a_strict_policy_searches_and_nobody_else_is_asked(
    browser: Browser, where: Where
) -> None:
    host, finder = where
    with visiting(browser, "about:blank") as page:
        asked: list[str] = []
        said: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        page.goto(host.put(example(finder)))
        ready(page)
        before = page.locator("iframe").bounding_box()
        search(page, "20650")
        settled(page)
        after = page.locator("iframe").bounding_box()

        expect(framed(page).get_by_role("heading", name="Nearest hospital")).to_be_visible()
        expect(
            framed(page).get_by_role("heading", name=re.compile("lists MitraClip"))
        ).to_be_visible()
        assert before
        assert after
        assert after["height"] > before["height"] + 300
        assert said == []
        assert {"{0.scheme}://{0.netloc}".format(urlsplit(url)) for url in asked} == {
            host.origin,
            finder,
        }
        assert [url for url in asked if "20650" in url] == []
        assert page.url == f"{host.origin}/"
        assert inside(page).url == f"{finder}/embed?procedure=mitraclip#answer"
        assert page.context.cookies() == []


def test_the_frame_has_a_name_and_may_not_use_the_location_unless_asked(
    browser: Browser, where: Where
) -> None:
    host, finder = where
    with visiting(browser, host.put(example(finder, '<care-finder procedure="tavr">'))) as page:
        ready(page)
        frame = page.locator("iframe")

        expect(frame).to_have_attribute("title", "Find a hospital for MitraClip")
        expect(frame).to_have_attribute("loading", "lazy")
        expect(frame).to_have_attribute("allow", "")
        assert inside(page).url.endswith("/embed?procedure=tavr")
        expect(framed(page).get_by_role("button", name="Use my location")).to_have_count(0)


def test_the_location_is_used_in_the_frame_where_the_page_allows_it(
    browser: Browser, where: Where
) -> None:
    host, finder = where
    place = {"latitude": 39.290412, "longitude": -76.612189, "accuracy": 20}
    with visiting(browser, "about:blank", geolocation=place) as page:
        page.context.grant_permissions(["geolocation"])
        page.goto(host.put(example(finder)))
        ready(page).get_by_role("button", name="Use my location").click()

        expect(framed(page).locator("#answer")).to_contain_text("a point near Baltimore, MD")
        expect(framed(page).locator("#place")).to_have_value("39.290, -76.612")


def test_colors_and_letters_of_the_page_are_taken(browser: Browser, where: Where) -> None:
    host, finder = where
    style = "care-finder { --care-finder-font-size: 1.25rem; }"
    with visiting(browser, host.put(example(finder), style)) as page:
        ready(page)

        button = framed(page).get_by_role("button", name="Find hospitals")
        expect(button).to_have_css("background-color", "rgb(107, 31, 122)")
        expect(button).to_have_css("color", "rgb(255, 255, 255)")
        expect(framed(page).locator("body")).to_have_css("font-family", re.compile("^Verdana"))
        expect(framed(page).locator("html")).to_have_css("font-size", "20px")


@pytest.mark.parametrize(
    "accent",
    ["#ffee00", "#8a8a8a", "rgb(0 0 0 / 40%)", "transparent", "url(x)", "red; }", "nonsense"],
)
def test_an_accent_that_is_hard_to_read_or_no_color_is_left_out(
    browser: Browser, where: Where, accent: str
) -> None:
    host, finder = where
    with visiting(browser, host.put(example(finder), accented(accent))) as page:
        ready(page)

        assert color(page, "brand") == FINDERS_OWN


@pytest.mark.parametrize("accent", ["oklch(0.4 0.15 300)", "hsl(290 60% 30%)", "rebeccapurple"])
def test_every_way_to_write_a_color_is_taken(browser: Browser, where: Where, accent: str) -> None:
    host, finder = where
    with visiting(browser, host.put(example(finder), accented(accent))) as page:
        ready(page)

        assert color(page, "brand") != FINDERS_OWN


@pytest.mark.parametrize("background", ["#222", "#9a9a9a", "rgb(255 255 255 / 50%)"])
def test_a_background_that_makes_text_hard_to_read_is_left_out(
    browser: Browser, where: Where, background: str
) -> None:
    host, finder = where
    style = f"care-finder {{ --care-finder-background: {background}; color-scheme: light; }}"
    with visiting(browser, host.put(example(finder), style)) as page:
        ready(page)

        assert color(page, "paper") == "rgb(255, 255, 255)"


@pytest.mark.parametrize(("device", "site"), [("light", "dark"), ("dark", "light")])
def test_the_pages_color_scheme_goes_before_the_devices(
    browser: Browser, where: Where, device: str, site: str
) -> None:
    host, finder = where
    style = f"care-finder {{ color-scheme: {site}; --care-finder-background: none; }}"
    with visiting(browser, host.put(example(finder), style), color_scheme=device) as page:
        ready(page)

        expected = {"dark": "rgb(24, 37, 42)", "light": "rgb(255, 255, 255)"}[site]
        expect(framed(page).locator("body")).to_have_css("background-color", expected)


def test_a_switch_of_the_page_to_dark_is_followed(browser: Browser, where: Where) -> None:
    host, finder = where
    style = ".night { color-scheme: dark; } care-finder { --care-finder-background: none; }"
    with visiting(browser, host.put(example(finder), style), color_scheme="light") as page:
        ready(page)
        page.evaluate("document.documentElement.className = 'night'")

        expect(framed(page).locator("body")).to_have_css("background-color", "rgb(24, 37, 42)")


def test_the_keyboard_alone_finds_the_hospital_in_the_frame(browser: Browser, where: Where) -> None:
    host, finder = where
    with visiting(browser, host.put(example(finder))) as page:
        ready(page)
        for _ in range(10):
            page.keyboard.press("Tab")
            if inside(page).evaluate("document.activeElement.id") == "place":
                break
        page.keyboard.type("21218")
        page.keyboard.press("Enter")

        expect(framed(page).get_by_role("heading", name="Where to go")).to_be_visible()
        settled(page)
        page.keyboard.press("Tab")
        assert inside(page).evaluate(
            "document.hasFocus() && document.activeElement !== document.body"
        )


def test_a_link_inside_moves_the_page_around_it(browser: Browser, where: Where) -> None:
    host, finder = where
    shape = {"width": 390, "height": 700}
    with visiting(
        browser, host.put(example(finder)), viewport=shape, reduced_motion="reduce"
    ) as page:
        ready(page)
        search(page, "20009")
        settled(page)
        framed(page).get_by_role("link", name="Change location").first.click()
        page.wait_for_timeout(300)

        box = framed(page).locator("#place").bounding_box()
        assert box
        assert 0 <= box["y"] < 700
        assert inside(page).evaluate("document.activeElement.id") == "place"


def test_the_answer_comes_into_sight(browser: Browser, where: Where) -> None:
    host, finder = where
    shape = {"width": 390, "height": 700}
    with visiting(
        browser, host.put(example(finder)), viewport=shape, reduced_motion="reduce"
    ) as page:
        ready(page)
        search(page, "20009")
        settled(page)
        page.wait_for_timeout(300)

        box = framed(page).locator("#answer").bounding_box()
        assert box
        assert 0 <= box["y"] < 500


def test_only_the_frame_says_how_high_it_is_and_only_in_sound_figures(
    browser: Browser, where: Where
) -> None:
    host, finder = where
    with visiting(browser, host.put(example(finder))) as page:
        ready(page)
        before = page.locator("iframe").bounding_box()
        page.evaluate("postMessage({'care-finder': {height: 9, top: 0}}, '*')")
        wrong: tuple[object, ...] = ("9px", -9, 1e9, None, {})
        for height in wrong:
            script = "([height, to]) => parent.postMessage({'care-finder': {height}}, to)"
            inside(page).evaluate(script, [height, host.origin])
        page.wait_for_timeout(200)

        assert page.locator("iframe").bounding_box() == before


def test_only_the_page_around_says_what_the_style_is(browser: Browser, where: Where) -> None:
    host, finder = where
    with visiting(browser, host.put(example(finder))) as page:
        ready(page)
        inside(page).evaluate("postMessage({'care-finder': {theme: {accent: '#004400'}}}, '*')")
        page.wait_for_timeout(200)

        assert color(page, "brand") == "rgb(107, 31, 122)"


def test_without_javascript_the_frame_searches_and_the_element_is_a_link(
    browser: Browser, where: Where
) -> None:
    host, finder = where
    frame = f'<iframe src="{finder}/embed" title="Finder" width="100%" height="900"></iframe>'
    page_of_site = example(finder, f"{frame}{DOCUMENTED_TAG}")
    with visiting(browser, host.put(page_of_site), java_script_enabled=False) as page:
        expect(page.get_by_role("link", name="Find a hospital for MitraClip")).to_be_visible()
        framed(page).get_by_label("Where are you?").fill("20650")
        framed(page).get_by_role("button", name="Find hospitals").click()

        expect(framed(page).get_by_role("heading", name="Nearest hospital")).to_be_visible()


def test_a_site_that_is_not_listed_sees_nothing(browser: Browser, where: Where) -> None:
    _, finder = where
    with Host() as stranger, visiting(browser, "about:blank") as page:
        said: list[str] = []
        page.on("console", lambda message: said.append(message.text))
        page.goto(stranger.put(example(finder)))
        expect(page.locator("iframe")).to_have_count(1)
        page.wait_for_timeout(1000)

        assert any("frame-ancestors" in line for line in said)
        assert inside(page).url.startswith("chrome-error:")
        assert framed(page).get_by_label("Where are you?").count() == 0


def test_by_default_the_script_is_refused_and_the_link_stays(browser: Browser, server: str) -> None:
    with Host() as stranger, visiting(browser, "about:blank") as page:
        failed: list[str | None] = []
        page.on("requestfailed", lambda request: failed.append(request.failure))
        page.goto(stranger.put(example(server)))

        assert failed == ["net::ERR_BLOCKED_BY_RESPONSE.NotSameOrigin"]
        expect(page.get_by_role("link", name="Find a hospital for MitraClip")).to_be_visible()
        assert page.locator("iframe").count() == 0


@pytest.mark.parametrize("listed", [True, False])
def test_the_api_is_called_from_pages_of_listed_sites_alone(
    browser: Browser, where: Where, listed: bool
) -> None:
    host, finder = where
    script = """finder => fetch(`${finder}/api/v1/search`, {
      method: "POST", headers: {"Content-Type": "application/json"},
      body: JSON.stringify({text: "21218"}),
    }).then(answer => answer.json()).then(found => found.status, error => error.name)"""
    with Host() as stranger:
        site = host if listed else stranger
        with visiting(browser, site.put("<!DOCTYPE html><title>x</title>")) as page:
            found = page.evaluate(script, finder)

    assert found == ("match" if listed else "TypeError")


STATES = {
    "start": None,
    "match": "20009",
    "two answers": "20650",
    "tie": "Springfield",
    "no match": "zzzz",
}


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_the_page_for_a_frame(
    browser: Browser, server: str, axe_check: Callable[[Page], None], scheme: str, width: int
) -> None:
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with visiting(browser, f"{server}/embed", bypass_csp=True, **options) as page:
        for text in STATES.values():
            if text is not None:
                page.get_by_label("Where are you?").fill(text)
                with page.expect_navigation():
                    page.keyboard.press("Enter")
            for details in page.locator("details:not([open]) > summary").all():
                if details.is_visible():
                    details.click()

            axe_check(page)
            assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_axe_finds_nothing_in_a_page_that_holds_it(
    browser: Browser, where: Where, axe_check: Callable[[Page], None], scheme: str, width: int
) -> None:
    host, finder = where
    options = {"color_scheme": scheme, "viewport": {"width": width, "height": 800}}
    with visiting(browser, host.put(example(finder)), bypass_csp=True, **options) as page:
        ready(page)
        axe_check(page)
        search(page, "20009")
        settled(page)

        axe_check(page)
        assert page.evaluate("document.documentElement.scrollWidth") <= width
