"""Writes the fields of minutes for the hospitals that come with Finder."""

from datetime import UTC, datetime
from pathlib import Path

from finder import directory, fields, network

ROOT = Path(__file__).parents[2]


def build(path: Path) -> None:
    """Make the folder of fields at `path`, one of them in it under the name of its key."""
    made = ROOT / "finder" / "terrain.npz"
    today = datetime.now(tz=UTC).date()
    facilities = directory.load(ROOT / "data" / "locations.csv", today=today)
    recipe = fields.Recipe(made, ROOT / "data", facilities, network.Speeds())
    path.mkdir()
    fields.write_fields(path / recipe.name, fields.make_fields(recipe))
