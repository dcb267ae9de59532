"""What the tests of the doors share."""

import os

import pytest


@pytest.fixture(autouse=True)
def only_the_settings_of_the_test(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take the settings of whoever runs the tests out of the environment."""
    for name in [name for name in os.environ if name.startswith("FINDER_")]:
        monkeypatch.delenv(name)
