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
                with _shown(browser, address, state, viewport=size, color_scheme=scheme) as page:
                    page.screenshot(
                        path=folder / f"{state.name}-{width}-{scheme}.png", full_page=True
                    )
        with _shown(browser, address, state, java_script_enabled=False) as page:
            page.screenshot(path=folder / f"{state.name}-no-script.png", full_page=True)
            page.emulate_media(media="print")
            page.screenshot(path=folder / f"{state.name}-print.png", full_page=True)


@contextmanager
def _shown(browser: Browser, url: str, state: State, **how: Any) -> Iterator[Page]:
    """Give a page that is in a state, in a browser context of its own."""
    context = browser.new_context(locale="en-US", **how)
    page = context.new_page()
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
        with _shown(browser, address, STATES[1], viewport={"width": 1280, "height": TALL}) as page:
            part: Any = {"x": 0, "y": 375, "width": 1280, "height": 925}
            page.screenshot(path=README_PICTURE, clip=part, full_page=True)
        browser.close()
    print(f"{len(list(FOLDER.iterdir()))} pictures in {FOLDER.name}/")


if __name__ == "__main__":
    main()
