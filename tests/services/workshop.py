"""What the tests with real services share: a Python for them, a place to keep what was made.

Routers come as Python packages that need Python 3.12 or later, and are no dependency of
Finder's: each is installed into a virtual environment of its own, outside the checkout, once.
"""

import contextlib
import functools
import hashlib
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, Final

import pytest

from tests.doors.server import PATIENCE_S, free_port

VERSIONS: Final = ("3.12", "3.13", "3.14")
OSM: Final = Path(__file__).parents[3] / "shared" / "data" / "osm"
EXTRACT: Final = OSM / "dc-northwest.osm.pbf"
"""OpenStreetMap's north-west of Washington; three of the hospitals stand in it."""


@dataclass(frozen=True, slots=True)
class Service:
    """A router that runs on this machine: its base address, its process and what it logs."""

    url: str
    process: subprocess.Popen[bytes]
    log: Path

    def freeze(self) -> None:
        """Let it hang: connections are taken, and nothing is answered."""
        self.process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self.process.send_signal(signal.SIGCONT)

    def kill(self) -> None:
        """End it without a goodbye, frozen or not."""
        self.process.kill()
        self.process.wait(PATIENCE_S)


def extract() -> Path:
    """Return the map that the routers are prepared from, or skip the test."""
    if not EXTRACT.is_file():
        pytest.skip(f"needs a map extract, {EXTRACT.name}, beside the checkout")
    return EXTRACT


def installed(requirement: str) -> Path:
    """Return the site-packages that hold a package of exactly this version, or skip the test."""
    venv = _cache() / requirement.replace("==", "-")
    stamp = venv / "complete"
    if not stamp.exists():
        python = _python()
        if python is None:
            pytest.skip(f"needs a Python of {', '.join(VERSIONS)} that runs, for {requirement}")
        run([python, "-m", "venv", "--clear", str(venv)])
        run([str(venv / "bin" / "python"), "-m", "pip", "install", "-q", requirement])
        stamp.touch()
    return next(venv.glob("lib/python3*/site-packages"))


def prepared(name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder made once for this extract, by `make`, which gets it empty."""
    digest = hashlib.sha256(extract().read_bytes()).hexdigest()[:12]
    folder = _cache() / f"{name}-{digest}"
    if not folder.exists():
        with tempfile.TemporaryDirectory(dir=_cache()) as work:
            made = Path(work) / "made"
            made.mkdir()
            make(made)
            made.rename(folder)
    return folder


def run(
    command: Sequence[str], *, within: Path | None = None, log: BinaryIO | None = None, **how: Any
) -> str:
    """Run a step of the preparation and return what it says, which is shown when it fails.

    With a `log` it speaks to that file and nothing is returned; `how` is for the process.
    """
    output = subprocess.PIPE if log is None else log
    options: dict[str, Any] = {"cwd": within, "stdout": output, "stderr": output} | how
    done = subprocess.run(command, **options, check=False)
    said = "" if log is None else Path(log.name).read_text("utf-8", "replace")
    said += (done.stdout or b"").decode() + (done.stderr or b"").decode("utf-8", "replace")
    assert done.returncode == 0, said[-4000:]
    return (done.stdout or b"").decode()


@contextlib.contextmanager
def running(
    command_at: Callable[[int], Sequence[str]], folder: Path, **how: Any
) -> Iterator[Service]:
    """Run a server on a free port until the end of the block; `how` is for its process."""
    port = free_port()
    log = folder / "log"
    with log.open("wb") as output:
        options: dict[str, Any] = {"cwd": folder, "stdout": output, "stderr": output} | how
        process = subprocess.Popen(command_at(port), **options)
    service = Service(f"http://127.0.0.1:{port}", process, log)
    try:
        _wait_for(port, service)
        yield service
    finally:
        service.kill()


def _wait_for(port: int, service: Service) -> None:
    until = time.monotonic() + PATIENCE_S
    while time.monotonic() < until and service.process.poll() is None:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise AssertionError(f"the service did not start:\n{service.log.read_text()}")


@functools.cache
def _cache() -> Path:
    """Return a folder of this user's own that outlives the tests."""
    return _own_folder(f"finder-services-{os.getuid()}", 0o700)


@functools.cache
def cache_for_all() -> Path:
    """Return another that every user may read."""
    return _own_folder(f"finder-services-{os.getuid()}-public", 0o755)


def _own_folder(name: str, mode: int) -> Path:
    folder = Path(tempfile.gettempdir()) / name
    folder.mkdir(mode=mode, exist_ok=True)
    assert folder.stat().st_uid == os.getuid(), f"{folder} is somebody else's"
    folder.chmod(mode)
    return folder


def _python() -> str | None:
    return next((python for python in _pythons() if _runs(python)), None)


def _pythons() -> Iterator[str]:
    """Name candidates: those on the path, then those that pyenv keeps but does not offer."""
    for version in VERSIONS:
        if found := shutil.which(f"python{version}"):
            yield found
    if pyenv := shutil.which("pyenv"):
        for version in VERSIONS:
            yield from _of_pyenv(pyenv, version)


def _of_pyenv(pyenv: str, version: str) -> Iterator[str]:
    kept = subprocess.run(
        [pyenv, "versions", "--bare"], capture_output=True, text=True, check=False
    )
    for name in kept.stdout.split():
        if name.startswith(f"{version}."):
            prefix = subprocess.run(
                [pyenv, "prefix", name], capture_output=True, text=True, check=False
            )
            yield str(Path(prefix.stdout.strip()) / "bin" / f"python{version}")


def _runs(python: str) -> bool:
    """Say whether it runs indeed (pyenv puts names on the path that do not) and has venv."""
    try:
        done = subprocess.run(
            [python, "-c", "import ensurepip, venv"], capture_output=True, check=False
        )
    except OSError:
        return False
    return done.returncode == 0
