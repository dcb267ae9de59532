"""A real Valhalla on this machine, its tiles built from the extract once."""

import contextlib
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, Final

from tests.services.workshop import Service, extract, installed, prepared, run, running

REQUIREMENT: Final = "pyvalhalla==3.9.1"
TILES: Final = "tiles"
SETTINGS: Final = "valhalla.json"


@contextlib.contextmanager
def running_valhalla() -> Iterator[Service]:
    """Run valhalla_service for the extract, or skip the test; `url` is its base."""
    home = installed(REQUIREMENT) / "valhalla"
    folder = prepared("valhalla", lambda folder: _prepare(home, folder))
    with tempfile.TemporaryDirectory() as work:
        there = Path(work)
        settings = json.loads((folder / SETTINGS).read_text("utf-8"))
        with running(
            lambda port: _command(home, _settings(settings, folder, there, port), there), there
        ) as service:
            yield service


def _prepare(home: Path, folder: Path) -> None:
    settings = folder / SETTINGS
    configure = home.parents[3] / "bin" / "valhalla_build_config"
    settings.write_text(run([str(configure), "--mjolnir-tile-dir", str(folder / TILES)]), "utf-8")
    run([str(home / "bin" / "valhalla_build_tiles"), "-c", str(settings), str(extract())])


def _settings(settings: Any, folder: Path, work: Path, port: int) -> Any:
    """Move everything to where it is used: the folder was renamed, and sockets need a place."""
    settings["mjolnir"]["tile_dir"] = str(folder / TILES)
    settings["httpd"]["service"]["listen"] = f"tcp://127.0.0.1:{port}"
    for name in ("interrupt", "loopback"):
        settings["httpd"]["service"][name] = f"ipc://{work}/{name}"
    for name in ("loki", "thor", "odin"):
        settings[name]["service"]["proxy"] = f"ipc://{work}/{name}"
    return settings


def _command(home: Path, settings: Any, work: Path) -> Sequence[str]:
    path = work / SETTINGS
    path.write_text(json.dumps(settings), "utf-8")
    return [str(home / "bin" / "valhalla_service"), str(path), "2"]
