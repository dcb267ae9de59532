"""Build step of the wheel: derives what is embedded, and puts data and templates beside it."""

import hashlib
import importlib
import shutil
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, Final, NamedTuple

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class Artifact(NamedTuple):
    """A file or folder that is made before the wheel: by which module, and from what.

    `sources` are the code and data that decide what it holds: with the exact pins, its key.
    """

    path: str
    module: str
    sources: tuple[str, ...]


MODEL: Final = (
    "geo", "grid", "columns", "table", "locations", "directory", "terrain", "network", "banks",
    "strands", "friction", "fields",
)  # fmt: skip
"""The modules that decide what the fields of minutes hold."""

ARTIFACTS: Final = (
    Artifact(
        "finder/gazetteer.sqlite",
        "finder.build.gazetteer",
        (
            "finder/build/*.py",
            "finder/geo.py",
            "finder/names.py",
            "finder/place.py",
            "data/nicknames.csv",
        ),
    ),
    Artifact(
        "finder/terrain.npz",
        "finder.build.terrain",
        ("finder/build/sources.py", "finder/build/terrain.py", "finder/grid.py"),
    ),
    Artifact(
        "finder/basemap.json",
        "finder.build.basemap",
        (
            "finder/build/basemap.py",
            "finder/build/lettering.py",
            "finder/build/sources.py",
            "finder/geo.py",
            "finder/mercator.py",
            "finder/network.py",
            "finder/place.py",
            "data/roads.csv",
            "data/crossings.csv",
        ),
    ),
    Artifact(
        "finder/catalogs",
        "finder.build.catalogs",
        ("finder/build/catalogs.py", "data/program/*/messages.po"),
    ),
    Artifact(
        "finder/fields",
        "finder.build.fields",
        (
            "finder/build/*.py",
            *(f"finder/{name}.py" for name in MODEL),
            "data/locations.csv",
            "data/roads.csv",
            "data/crossings.csv",
            "data/water_lines.csv",
        ),
    ),
)
"""In the order in which they are made: the last needs the one before."""

COPIED: Final = ("data", "templates")
"""Folders of the repository that a standard wheel holds inside the package."""


class EmbeddedDataHook(BuildHookInterface[Any]):
    """Makes the artifacts before a wheel, standard or editable, is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is stale; an editable wheel reads data and templates in the repository."""
        root = Path(self.root)
        for artifact in ARTIFACTS:
            ensure(root, artifact)
        if version == "standard":
            copied = {str(root / name): f"finder/{name}" for name in COPIED}
            build_data["force_include"].update(copied)


def ensure(root: Path, artifact: Artifact) -> bool:
    """Make the artifact unless its key shows it current; tell whether it was made."""
    path = root / artifact.path
    key_file = path.with_name(f"{path.name}.key")
    wanted = key(root, artifact)
    if path.exists() and key_file.is_file() and key_file.read_text() == wanted:
        return False
    _make(root, artifact)
    key_file.write_text(wanted)
    return True


def key(root: Path, artifact: Artifact) -> str:
    """Return the SHA-256 of the texts of its sources and of the pinned build requirements."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    digest = hashlib.sha256("\n".join(sorted(project["build-system"]["requires"])).encode())
    for path in sorted(path for pattern in artifact.sources for path in root.glob(pattern)):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0{path.read_text('utf-8')}".encode())
    return digest.hexdigest()


def _make(root: Path, artifact: Artifact) -> None:
    """Make it in a folder beside it, then rename: it is there whole or not at all."""
    sys.path.insert(0, str(root))
    module = importlib.import_module(artifact.module)
    path = root / artifact.path
    with tempfile.TemporaryDirectory(prefix=f"{path.name}.", dir=path.parent) as folder:
        fresh = Path(folder) / path.name
        module.build(fresh)
        if path.is_dir():
            shutil.rmtree(path)
        fresh.replace(path)
