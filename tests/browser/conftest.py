"""A real server and a real browser, once a run. Everything in this folder needs them."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

HERE = Path(__file__).parent
CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome")
CHROMIUM_OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]
PATIENCE_S = 30


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder (the hook is given all folders' tests)."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """Run `finder serve` on a free port, knowing its own address; give that address."""
    port = free_port()
    environment = {k: v for k, v in os.environ.items() if not k.startswith("FINDER_")}
    environment |= {f"FINDER_{name.upper()}": value for name, value in settings.items()}
    environment |= {"FINDER_HOST": "127.0.0.1", "FINDER_PORT": str(port)}
    environment |= {"FINDER_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    log = folder / "log"
    command = [sys.executable, "-m", "finder", "serve"]
    with (
        log.open("wb") as output,
        subprocess.Popen(command, env=environment, stdout=output, stderr=output) as process,
    ):
        try:
            address = f"http://127.0.0.1:{port}"
            _wait(address, process, log)
            yield address
        finally:
            process.send_signal(signal.SIGTERM)
            try:
                process.wait(PATIENCE_S)
            except subprocess.TimeoutExpired:
                process.kill()
                raise


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run `finder serve` with default settings; give its address."""
    with serving(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Start the machine's own Chromium, headless."""
    executable = _chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=executable, args=CHROMIUM_OPTIONS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser, server: str) -> Iterator[Page]:
    """Open a page with nothing remembered; `page.goto("/")` leads to the server."""
    context = browser.new_context(base_url=server)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="session")
def axe_check() -> Callable[[Page], None]:
    """Give a check that a page breaks no rule of WCAG 2.1 AA that axe can see."""

    def check(page: Page) -> None:
        options = {"resultTypes": ["violations"], "runOnly": RULES}
        results = Axe().run(page, options=options)
        assert results.violations_count == 0, results.generate_report()

    return check


def _chromium() -> str:
    names = [os.environ.get("FINDER_TEST_CHROMIUM", ""), *CHROMIUM_NAMES]
    for found in (shutil.which(name) for name in names if name):
        if found is not None:
            return found
    if os.environ.get("CI"):
        pytest.fail("Chromium is not installed")
    pytest.skip("Chromium is not installed")


def free_port() -> int:
    """Ask the machine for a port that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _wait(address: str, process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline and process.poll() is None:
        try:
            urllib.request.urlopen(address, timeout=PATIENCE_S).close()
        except urllib.error.HTTPError as answer:
            answer.close()
        except OSError:
            time.sleep(0.05)
            continue
        return
    pytest.fail(f"the server did not answer:\n{log.read_text()}")
