"""The wheel is whole: it holds what Finder needs, and answers without a network."""

import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def unpacked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(folder)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)
    (wheel,) = folder.glob("medstar_finder-*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


def _without_network() -> list[str]:
    """Return the command that takes the network away, where this machine lets us."""
    unshare = shutil.which("unshare")
    if unshare is None:
        return []
    tried = subprocess.run([unshare, "-n", "true"], check=False, capture_output=True)
    return [unshare, "-n"] if tried.returncode == 0 else []


def test_the_wheel_holds_templates_data_and_gazetteer_and_not_the_build_step(
    unpacked: Path,
) -> None:
    package = unpacked / "finder"

    for name in ("templates/finder.html", "templates/static/finder.css", "data/locations.csv"):
        assert (package / name).is_file()
    assert (package / "data/program/en/intro.md").is_file()
    assert (package / "data/program/es/intro.md").is_file()
    assert (package / "catalogs/es.mo").stat().st_size > 10_000
    assert (package / "gazetteer.sqlite").stat().st_size > 10_000_000
    assert not (package / "build").exists()


def test_the_unpacked_wheel_answers_without_a_network(unpacked: Path, tmp_path: Path) -> None:
    script = (
        "import sys; sys.path.insert(0, sys.argv.pop(1))\n"
        "import finder.cli, pathlib\n"
        "assert pathlib.Path(finder.cli.__file__).is_relative_to(sys.path[0])\n"
        "sys.argv[0] = 'finder'; finder.cli.main()"
    )
    command = [sys.executable, "-c", script, str(unpacked), "search", "21218", "--json"]

    ran = subprocess.run(
        [*_without_network(), *command], check=True, capture_output=True, cwd=tmp_path
    )

    features = json.loads(ran.stdout)["features"]
    assert [feature["id"] for feature in features[:2]] == ["union-memorial", "good-samaritan"]
