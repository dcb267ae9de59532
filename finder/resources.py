"""Where the files that come with Finder lie: in the wheel, or beside `finder/` in a checkout."""

from pathlib import Path
from typing import Final

_PACKAGE: Final = Path(__file__).resolve().parent


def resource(name: str) -> Path:
    """Return the path of a shipped file or folder such as "data" or "templates"."""
    packed = _PACKAGE / name
    return packed if packed.exists() else _PACKAGE.parent / name


def gazetteer_path() -> Path:
    """Return the path of the gazetteer that the build step made."""
    return _PACKAGE / "gazetteer.sqlite"


def catalogs_path() -> Path:
    """Return the folder of the languages' catalogs that the build step made."""
    return _PACKAGE / "catalogs"


def terrain_path() -> Path:
    """Return the path of the terrain that the build step made."""
    return _PACKAGE / "terrain.npz"


def basemap_path() -> Path:
    """Return the path of the basemap that the build step made."""
    return _PACKAGE / "basemap.json"


def fields_path() -> Path:
    """Return the folder of the fields that the build step made."""
    return _PACKAGE / "fields"
