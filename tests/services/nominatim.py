"""A real Nominatim on this machine: its own PostgreSQL, its own virtual environment.

Nominatim is under the GPL and stays out of Finder's process. The database is made anew from
the extract in a folder of its own, under a user without rights, and is gone afterwards; the
system's PostgreSQL is not touched.
"""

import contextlib
import os
import pwd
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import pytest

from tests.services.debian import missing, packages
from tests.services.workshop import OSM, Service, cache_for_all, run, running

EXTRACT: Final = OSM / "baltimore-part.osm.pbf"
"""OpenStreetMap's south-east of Baltimore, with house numbers."""

DEBIAN: Final = ("postgresql-postgis", "osm2pgsql", "python3-icu", "python3-venv")
WANTED: Final = (
    "usr/lib/postgresql/*/bin/initdb", "usr/share/postgresql/*/extension/postgis.control",
    "usr/bin/osm2pgsql", "usr/lib/python3/dist-packages/icu", "usr/lib/python3*/ensurepip",
)  # fmt: skip
PYTHON: Final = Path("/usr/bin/python3")
"""Debian's own: PyICU is there as a package and need not be compiled."""

POSTGRES: Final = Path("/usr/lib/postgresql")
REQUIREMENTS: Final = (
    "nominatim-db==5.3.3", "nominatim-api==5.3.3", "falcon==4.4.0", "uvicorn==0.54.0",
    "psycopg[binary]==3.3.9",
)  # fmt: skip
NOBODY: Final = "postgres"
"""Who runs it where we are root, which PostgreSQL refuses to be run by; made by the package."""

FAST: Final = (
    "listen_addresses=", "fsync=off", "synchronous_commit=off", "full_page_writes=off", "jit=off",
    "max_parallel_workers_per_gather=0",
)  # fmt: skip
"""No network, and no care for what a loss of power would do to it."""


@dataclass(frozen=True, slots=True)
class Database:
    """An imported database, and how processes beside it are run."""

    folder: Path
    venv: Path
    how: dict[str, Any]


@contextlib.contextmanager
def imported() -> Iterator[Database]:
    """Import the extract into a database that runs until the end of the block, or skip the test."""
    if not EXTRACT.is_file():
        pytest.skip(f"needs a map extract, {EXTRACT.name}, beside the checkout")
    packages(DEBIAN, wanted=WANTED)
    venv = _venv()
    with _folder() as folder:
        database = Database(folder, venv, _how(folder))
        with _postgres(database):
            shutil.copyfile(EXTRACT, folder / "map.osm.pbf")
            (folder / "map.osm.pbf").chmod(0o644)
            _do(database, [_program("createuser"), "-S", "-D", "-R", "web"])
            command = [str(venv / "bin" / "nominatim"), "import", "--osm-file", "map.osm.pbf"]
            _do(database, [*command, "--offline", "--no-updates", "--threads", "2"])
            yield database


@contextlib.contextmanager
def running_nominatim(database: Database) -> Iterator[Service]:
    """Run the server over a database; `url` is its base. Its access log is off."""
    command = [
        str(database.venv / "bin" / "uvicorn"), "nominatim_api.server.falcon.server:run_wsgi",
        "--factory", "--no-access-log", "--log-level", "warning", "--host", "127.0.0.1",
    ]  # fmt: skip
    how = database.how | {"cwd": database.folder}
    with (
        tempfile.TemporaryDirectory() as work,
        running(lambda port: [*command, "--port", str(port)], Path(work), **how) as service,
    ):
        yield service


def _venv() -> Path:
    """Install Nominatim once, where a user without rights can read it."""
    venv = cache_for_all() / "-".join(REQUIREMENTS[:2]).replace("==", "-")
    stamp = venv / "complete"
    if not stamp.exists():
        run([str(PYTHON), "-m", "venv", "--clear", "--system-site-packages", str(venv)])
        run([str(venv / "bin" / "python"), "-m", "pip", "install", "-q", *REQUIREMENTS])
        stamp.touch()
    return venv


@contextlib.contextmanager
def _folder() -> Iterator[Path]:
    """Make a folder that belongs to whoever runs the database."""
    with tempfile.TemporaryDirectory(prefix="finder-nominatim-") as name:
        folder = Path(name)
        if os.getuid() == 0:
            nobody = pwd.getpwnam(NOBODY)
            os.chown(folder, nobody.pw_uid, nobody.pw_gid)
        yield folder


def _how(folder: Path) -> dict[str, Any]:
    """Return how its processes are run: as nobody in particular, with nothing of our settings."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "LANG": "C.UTF-8",
        "PGHOST": str(folder),
        "NOMINATIM_DATABASE_DSN": f"pgsql:dbname=nominatim;host={folder}",
        "NOMINATIM_DATABASE_WEBUSER": "web",
        "NOMINATIM_IMPORT_STYLE": "address",
    }
    as_nobody = {"user": NOBODY, "group": NOBODY, "extra_groups": []} if os.getuid() == 0 else {}
    return {"env": environment, "cwd": folder, **as_nobody}


def _program(name: str) -> str:
    """Return a program of the newest PostgreSQL that is installed."""
    found = sorted(POSTGRES.glob(f"*/bin/{name}"), key=lambda path: int(path.parts[-3]))
    if not found:
        missing(f"needs PostgreSQL's {name}")
    return str(found[-1])


@contextlib.contextmanager
def _postgres(database: Database) -> Iterator[None]:
    data = str(database.folder / "data")
    options = " ".join(f"-c {one}" for one in (*FAST, f"unix_socket_directories={database.folder}"))
    control = [_program("pg_ctl"), "-D", data, "-w"]
    init = [_program("initdb"), "-D", data, "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8"]
    _do(database, [*init, "--no-sync"])
    _do(database, [*control, "-l", str(database.folder / "postgres.log"), "-o", options, "start"])
    try:
        yield
    finally:
        _do(database, [*control, "-m", "immediate", "stop"])


def _do(database: Database, command: Sequence[str]) -> None:
    """Run a step; its output goes to a file, since the database keeps a pipe open for ever."""
    with (database.folder / "steps.log").open("ab") as log:
        run(command, log=log, **database.how)
