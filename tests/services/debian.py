"""Debian's packages for the tests: programs that come in no Python package."""

import os
import shutil
import subprocess
from collections.abc import Sequence
from pathlib import Path
from typing import Final, NoReturn

import pytest

from tests.services.workshop import run

NO_CLUSTER: Final = Path("/etc/postgresql-common/createcluster.d/finder.conf")
"""Keeps Debian's packages from making a database of their own and starting it."""

ENVIRONMENT: Final = (
    "-u", "PYTHONPATH", "PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin",
    "DEBIAN_FRONTEND=noninteractive",
)  # fmt: skip
"""Packages are set up by Debian's own Python, not by one that comes first on a developer's path."""


def packages(names: Sequence[str], *, wanted: Sequence[str]) -> None:
    """See to it that Debian's packages are there, or skip the test; in CI it fails.

    `wanted` are files of theirs below /, as patterns: who has these needs nothing installed.
    """
    if all(any(Path("/").glob(pattern)) for pattern in wanted):
        return
    sudo = _sudo()
    if sudo is None or shutil.which("apt-get") is None:
        missing(f"needs Debian's {', '.join(names)}, and apt-get as root to install them")
    apt = [*sudo, "env", *ENVIRONMENT, "apt-get", "-q", "-y"]
    run([*sudo, "mkdir", "-p", str(NO_CLUSTER.parent)])
    run([*sudo, "sh", "-c", f"echo create_main_cluster = false > {NO_CLUSTER}"])
    try:
        run([*apt, "update"])
        run([*apt, "install", "--no-install-recommends", *names])
    finally:
        run([*sudo, "rm", "-f", str(NO_CLUSTER)])


def missing(what: str) -> NoReturn:
    """Skip the test; in CI fail it, where everything can be installed."""
    if os.environ.get("CI"):
        pytest.fail(what)
    pytest.skip(what)


def _sudo() -> list[str] | None:
    """Return what a command of root's begins with, None where we may not be root."""
    if os.getuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        return None
    asked = subprocess.run([sudo, "-n", "true"], capture_output=True, check=False)
    return [sudo, "-n"] if asked.returncode == 0 else None
