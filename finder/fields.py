"""Fields: for each facility the minutes by road from every coarse cell of the terrain.

They follow from the terrain, the network, the speeds and the facilities. The shipped ones are
made at build time, others when they are first needed; both are kept in a folder that is named
for all of that, so that a change of any of it makes new ones. They are opened memory-mapped:
workers share them.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import astuple, dataclass, fields
from pathlib import Path
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from finder.directory import FacilityDirectory
from finder.errors import DataError, Problem
from finder.geo import Coordinate, FloatArray
from finder.grid import COLUMNS, ROWS
from finder.network import NETWORK_FILES, Speeds, load_network
from finder.terrain import load_terrain

MODEL: Final = 1
"""Part of the folder's name: raise it when the method changes, so that no old field is used."""

STEPS_A_MINUTE: Final = 100
UNREACHED: Final = int(np.iinfo(np.uint16).max)
"""Minutes are held as hundredths; the grid is crossed in under 650 of them; longer
ones, at speeds that somebody sets very low, are cut off there."""

AROUND: Final = ((-1, -1), (-1, 0), (-1, 1), (0, -1), (0, 1), (1, -1), (1, 0), (1, 1))
"""The eight cells around one, as (rows, columns)."""

AT_A_TIME: Final = 32
"""Facilities whose fields are worked out together: bounds the memory to about 0.4 GB."""


@dataclass(frozen=True, slots=True, eq=False)
class Fields:
    """Arrays, one a file. `minutes` has a row a cell and a column a facility, in hundredths.

    `middle`, `home`, `pace` (minutes a metre) and `near` (a bit for each of AROUND that is open)
    belong to coarse cells. `regular` tells whether the four cells whose south-western one this
    is are whole, on one bank and open to each other, so that one may interpolate between them.
    `walls` tells which counties a river parts.
    """

    minutes: NDArray[np.uint16]
    middle: FloatArray
    home: NDArray[np.uint8]
    pace: FloatArray
    near: NDArray[np.uint8]
    regular: NDArray[np.bool_]
    walls: NDArray[np.bool_]

    @classmethod
    def read(cls, folder: Path) -> Self:
        """Open the arrays of a folder; raise OSError or ValueError where one is not as written."""
        names = [f"{one.name}.npy" for one in fields(cls)]
        if (folder / _SUMS).read_text("utf-8") != _sums(folder, names):
            raise ValueError
        return cls(*(_mapped(folder / name) for name in names))

    def write(self, folder: Path) -> None:
        """Write the arrays to a folder, and their checksums last."""
        names = [f"{one.name}.npy" for one in fields(self)]
        for one, name in zip(fields(self), names, strict=True):
            np.save(folder / name, getattr(self, one.name))
        (folder / _SUMS).write_text(_sums(folder, names), "utf-8")


_SUMS: Final = "sha256sums"


def _sums(folder: Path, names: Sequence[str]) -> str:
    """Return the checksums of files: a disk that filled up or lost power is found out."""
    lines = []
    for name in names:
        with (folder / name).open("rb") as file:
            lines.append(f"{hashlib.file_digest(file, 'sha256').hexdigest()}  {name}\n")
    return "".join(lines)


def _mapped(path: Path) -> NDArray[Any]:
    # A plain array over the map: np.memmap's own slicing takes microseconds each time.
    return np.asarray(np.load(path, mmap_mode="r", allow_pickle=False))


@dataclass(frozen=True, slots=True)
class Recipe:
    """Everything that the fields follow from: the terrain's file, the network's folder, ..."""

    terrain: Path
    network: Path
    directory: FacilityDirectory
    speeds: Speeds

    @property
    def name(self) -> str:
        """Name all of it in 24 hexadecimal digits."""
        digest = hashlib.sha256(f"{MODEL} {astuple(self.speeds)}".encode())
        for path in (self.terrain, *(self.network / name for name in NETWORK_FILES)):
            digest.update(hashlib.sha256(path.read_bytes()).digest())
        for facility in self.directory:
            digest.update(f"\0{facility.id} {facility.coordinate}".encode())
        return digest.hexdigest()[:24]


def load_fields(recipe: Recipe, *, shipped: Path, cache: Path) -> Fields:
    """Open the fields of a recipe: the shipped ones, or those in the cache, else make them.

    Raises DataError where the network's files are not sound. A cache that is damaged, full or
    not to be written to costs the time of making the fields, and nothing else.
    """
    name = _name_of(recipe)
    for folder in (shipped / name, cache / name):
        with suppress(OSError, ValueError):
            return Fields.read(folder)
    made = make_fields(recipe)
    with suppress(OSError, ValueError):
        cache.mkdir(parents=True, exist_ok=True)
        write_fields(cache / name, made)
        return Fields.read(cache / name)
    return made


def _name_of(recipe: Recipe) -> str:
    try:
        return recipe.name
    except OSError as error:
        file = Path(error.filename or "").name
        problem = Problem(file, None, "file", error.strerror or "", "a file that can be read")
        raise DataError([problem]) from error


def write_fields(folder: Path, made: Fields) -> None:
    """Write the fields beside `folder`, then rename: they are there whole or not at all."""
    fresh = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
    try:
        made.write(fresh)
        fresh.chmod(0o755)
        if folder.is_dir() and not folder.is_symlink():
            shutil.rmtree(folder, ignore_errors=True)  # it could not be read
        with suppress(OSError):  # somebody else was quicker: theirs are the same
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def make_fields(recipe: Recipe) -> Fields:
    """Work the fields out, which takes seconds."""
    # SciPy and the graph are needed here alone: a server with its fields made goes without.
    from finder import friction  # noqa: PLC0415

    terrain = load_terrain(recipe.terrain)
    made = friction.surface(terrain, load_network(recipe.network), recipe.speeds)
    near = friction.near_bits(made.ground, AROUND)
    return Fields(
        minutes=_minutes(made.minutes_from, [one.coordinate for one in recipe.directory]),
        middle=terrain.middle,
        home=np.where(terrain.land, terrain.home, 0).astype(np.uint8),
        pace=made.ground.pace,
        near=near,
        regular=friction.regular_blocks(made.ground, near, AROUND),
        walls=made.ground.walls,
    )


def _minutes(
    minutes_from: Callable[[Sequence[Coordinate]], FloatArray], points: list[Coordinate]
) -> NDArray[np.uint16]:
    held = np.empty((ROWS * COLUMNS, len(points)), dtype=np.uint16)
    for first in range(0, len(points), AT_A_TIME):
        minutes = minutes_from(points[first : first + AT_A_TIME])
        steps = np.minimum(np.rint(minutes * STEPS_A_MINUTE), UNREACHED - 1)
        known = np.where(np.isfinite(minutes), steps, UNREACHED)
        held[:, first : first + AT_A_TIME] = known.T.astype(np.uint16)
    return held
