"""Takes pictures of every page and state, with a real server and a real browser.

Run with `make screenshots`: they are written to screenshots/, which git ignores. The first of
them is also docs/answer.png, with which the README opens.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Browser, Page, sync_playwright

from tests.browser.conftest import CHROMIUM_NAMES, CHROMIUM_OPTIONS, serving

ROOT: Final = Path(__file__).parents[1]
FOLDER: Final = ROOT / "screenshots"
README_PICTURE: Final = ROOT / "docs" / "answer.png"
WIDTHS: Final = (1280, 390, 320)
TALL: Final = 900
ZOOMED: Final[dict[str, Any]] = {
    "viewport": {"width": 320, "height": 256},
    "device_scale_factor": 4,
}
"""What a browser of 1280 by 1024 pixels has left at 400 %."""


@dataclass(frozen=True, slots=True)
class State:
    """A page as somebody gets to see it: where, and what they typed into which box."""

    name: str
    path: str = "/"
    typed: dict[str, str] = field(default_factory=dict)


STATES: Final = (
    State("start"),
    State("certain", typed={"place": "21613"}),
    State("uncertain", typed={"place": "20009"}),
    State("driver", typed={"place": "21671", "driver": "Easton, MD"}),
    State("driver-tie", typed={"place": "21671", "driver": "Salisbury"}),
    State("tie", typed={"place": "Springfield"}),
    State("no-match", typed={"place": "zzzz"}),
    State("outside", typed={"place": "44114"}),
    State("fault", typed={"place": " "}),
    State("missing-page", "/nowhere"),
    State("program", "/program"),
    State("api", "/api"),
    State("hospital", "/hospital/union-memorial"),
    State("hospital-large", "/hospital/union-memorial?type=large"),
    State("embed", "/embed?procedure=mitraclip", typed={"place": "21218"}),
    State("spanish-start", "/es/"),
    State("spanish-certain", "/es/", typed={"place": "21613"}),
    State("spanish-hospital", "/es/hospital/union-memorial"),
)


def take(browser: Browser, address: str, folder: Path) -> None:
    """Take every state at every width, in light and dark, without scripts, on paper."""
    for state in STATES:
        for width in WIDTHS:
            for scheme in ("light", "dark"):
                size = {"width": width, "height": TALL}
                with shown(browser, address, state, viewport=size, color_scheme=scheme) as page:
                    page.screenshot(
                        path=folder / f"{state.name}-{width}-{scheme}.png", full_page=True
                    )
        with shown(browser, address, state, **ZOOMED) as page:
            page.screenshot(path=folder / f"{state.name}-zoomed.png")
        with shown(browser, address, state, java_script_enabled=False) as page:
            page.screenshot(path=folder / f"{state.name}-no-script.png", full_page=True)
            page.emulate_media(media="print")
            page.screenshot(path=folder / f"{state.name}-print.png", full_page=True)


@contextmanager
def shown(
    browser: Browser, url: str, state: State, *, scripts: bool = True, **how: Any
) -> Iterator[Page]:
    """Give a page that is in a state, in a browser context of its own.

    Without `scripts` the browser asks for them and none comes. `slowly` brings everything over
    a slow line, `script` is run before each page's own; all else is the context's.
    """
    slowly, script = how.pop("slowly", False), how.pop("script", None)
    context = browser.new_context(locale="en-US", **how)
    page = context.new_page()
    if not scripts:
        page.route("**/*.js*", lambda route: route.abort())
    if script is not None:
        page.add_init_script(script)
    if slowly:
        context.new_cdp_session(page).send("Network.emulateNetworkConditions", SLOW_4G)
    page.goto(url + state.path)
    if "driver" in state.typed:
        page.locator("details.driver-box > summary").click()
    for name, text in state.typed.items():
        page.fill(f"#{name}", text)
    if state.typed:
        page.press(f"#{list(state.typed)[-1]}", "Enter")  # suggestions may cover the button
    page.wait_for_load_state("networkidle")
    yield page
    context.close()


SLOW_4G: Final = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 200_000,
    "uploadThroughput": 93_750,
}
"""Milliseconds and bytes a second, as Lighthouse has them for its slow 4G."""


def _chromium() -> str:
    found = next(filter(None, map(shutil.which, CHROMIUM_NAMES)), None)
    if found is None:
        sys.exit("screenshots need Chromium")
    return found


def main() -> None:
    """Empty the folder and take all pictures anew."""
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir()
    with (
        tempfile.TemporaryDirectory() as logs,
        serving(Path(logs)) as address,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=_chromium(), args=CHROMIUM_OPTIONS)
        take(browser, address, FOLDER)
        with shown(browser, address, STATES[1], viewport={"width": 1280, "height": TALL}) as page:
            part: Any = {"x": 0, "y": 375, "width": 1280, "height": 925}
            page.screenshot(path=README_PICTURE, clip=part, full_page=True)
        browser.close()
    print(f"{len(list(FOLDER.iterdir()))} pictures in {FOLDER.name}/")


if __name__ == "__main__":
    main()
