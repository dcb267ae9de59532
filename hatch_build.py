"""Build step of the wheel: derives the gazetteer, and puts data and templates beside it."""

import hashlib
import importlib
import sys
import tempfile
import tomllib
from pathlib import Path
from typing import Any, Final

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ARTIFACT: Final = "finder/gazetteer.sqlite"

SOURCES: Final = (
    "finder/build/*.py",
    "finder/geo.py",
    "finder/names.py",
    "finder/place.py",
    "data/nicknames.csv",
)
"""The code and data that decide what the gazetteer holds: with the exact pins, its key."""

COPIED: Final = ("data", "templates")
"""Folders of the repository that a standard wheel holds inside the package."""


class GazetteerHook(BuildHookInterface[Any]):
    """Makes `finder/gazetteer.sqlite` before a wheel, standard or editable, is made."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Build what is stale; an editable wheel reads data and templates in the repository."""
        root = Path(self.root)
        ensure_gazetteer(root)
        if version == "standard":
            copied = {str(root / name): f"finder/{name}" for name in COPIED}
            build_data["force_include"].update(copied)


def ensure_gazetteer(root: Path) -> bool:
    """Build the gazetteer unless its key shows it current; tell whether it was built."""
    artifact = root / ARTIFACT
    key_file = artifact.with_name(f"{artifact.name}.key")
    wanted = key(root)
    if artifact.is_file() and key_file.is_file() and key_file.read_text() == wanted:
        return False
    _build(root, artifact)
    key_file.write_text(wanted)
    return True


def key(root: Path) -> str:
    """Return the SHA-256 of the texts of `SOURCES` and of the pinned build requirements."""
    project = tomllib.loads((root / "pyproject.toml").read_text("utf-8"))
    digest = hashlib.sha256("\n".join(sorted(project["build-system"]["requires"])).encode())
    for path in sorted(path for pattern in SOURCES for path in root.glob(pattern)):
        digest.update(f"\0{path.relative_to(root).as_posix()}\0{path.read_text('utf-8')}".encode())
    return digest.hexdigest()


def _build(root: Path, artifact: Path) -> None:
    """Write to a folder beside the artifact, then rename: it is there whole or not at all."""
    sys.path.insert(0, str(root))
    gazetteer = importlib.import_module("finder.build.gazetteer")
    with tempfile.TemporaryDirectory(prefix=f"{artifact.name}.", dir=artifact.parent) as folder:
        fresh = Path(folder) / artifact.name
        gazetteer.build(fresh)
        fresh.replace(artifact)
