"""A real OSRM on this machine, prepared from the extract once."""

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from tests.services.workshop import Service, extract, installed, prepared, run, running

REQUIREMENT: Final = "osrm-bindings==26.10.0"
BASE: Final = "map.osrm"


@contextlib.contextmanager
def running_osrm() -> Iterator[Service]:
    """Run osrm-routed for the extract, or skip the test; `url` of what is given is its base."""
    home = installed(REQUIREMENT) / "osrm"
    folder = prepared("osrm", lambda folder: _prepare(home, folder))
    with tempfile.TemporaryDirectory() as work:
        command = [str(home / "bin" / "osrm-routed"), "-l", "WARNING", "-i", "127.0.0.1"]
        with running(
            lambda port: [*command, "-p", str(port), str(folder / BASE)], Path(work)
        ) as service:
            yield service


def _prepare(home: Path, folder: Path) -> None:
    """Make a contraction hierarchy for cars, with the profile that OSRM ships."""
    shutil.copyfile(extract(), folder / "map.osm.pbf")
    profile = home / "share" / "profiles" / "car.lua"
    run([str(home / "bin" / "osrm-extract"), "-p", str(profile), "map.osm.pbf"], within=folder)
    run([str(home / "bin" / "osrm-contract"), BASE], within=folder)
