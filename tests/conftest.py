"""What all tests share."""

import os
from collections.abc import Callable
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings

from finder.app import create_app
from finder.program import Edition, load_editions, load_program
from finder.resources import catalogs_path, gazetteer_path, resource
from finder.search import Sources, load_sources
from finder.settings import read_settings
from finder.streets import StreetIndex
from tests.made_up_city import write_city
from tests.with_streets import with_streets

# The same examples on every CI run: a red build is the change's doing, not the dice's.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("local", deadline=None)
settings.load_profile("ci" if os.environ.get("CI") else "local")


@pytest.fixture(scope="session")
def sources() -> Sources:
    """Load the shipped hospitals and the gazetteer that the build made."""
    return load_sources(
        resource("data") / "locations.csv", gazetteer_path(), today=date(2026, 11, 24)
    )


@pytest.fixture(scope="session")
def city(sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> Sources:
    """Add the streets of a made-up city to what is shipped."""
    return with_streets(sources, StreetIndex(write_city(tmp_path_factory.mktemp("city"))))


@pytest.fixture(scope="session")
def app(sources: Sources) -> Flask:
    """Make the application with default settings."""
    program = load_program(resource("data") / "program" / "en")
    return create_app(sources, program, read_settings({}))


@pytest.fixture(scope="session")
def editions() -> tuple[Edition, ...]:
    """Load the pages' texts in every language, English first."""
    return load_editions(resource("data") / "program", catalogs_path())


@pytest.fixture(scope="session")
def every_language(sources: Sources, editions: tuple[Edition, ...]) -> Flask:
    """Make the application with default settings in every language, as `finder serve` does."""
    english, *others = editions
    return create_app(sources, english.program, read_settings({}), others=others)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """Give a client without cookies that talks to the application in this process."""
    return app.test_client()


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Give a way to print figures that no option hides."""

    def say(text: str) -> None:
        with capsys.disabled():
            print(f"\n  {text}", end="")

    return say
