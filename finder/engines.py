"""Engines: who works the places of a list out, one function for all of them.

`answer_texts` is that function. It runs in this process, in several processes of this machine,
or on the workers of a Dask cluster, each of which loads the sources once.
"""

import hashlib
import multiprocessing
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from finder.answers import Answer, Answerer
from finder.errors import ConfigurationError, Problem
from finder.network import Speeds
from finder.resources import gazetteer_path, resource, terrain_path
from finder.search import RoadChoices, load_sources
from finder.streets import StreetIndex

ENGINES: Final = ("processes", "dask")

PIECE: Final = 250
"""Texts that are sent to another process at a time: a tenth of a second's work."""

FEW: Final = 2_000
"""Fewer new texts than this are worked out here, before another process would have started."""


@dataclass(frozen=True, slots=True)
class Recipe:
    """What an answer follows from, small enough to be sent along with each piece of work.

    `locations` is None for the hospitals that come with Finder, wherever those lie there.
    `digest` names the program and all of its data: a worker with others refuses.
    """

    locations: Path | None
    speeds: Speeds
    cache: Path | None
    today: date
    procedure: str | None
    streets: Path | None = None
    digest: str = ""

    @property
    def hospitals(self) -> Path:
        """Return the path of the hospitals' file on this machine."""
        return self.locations or resource("data") / "locations.csv"

    def sealed(self) -> "Recipe":
        """Return the recipe with its digest."""
        return replace(self, digest=digest_of(self))


def digest_of(recipe: Recipe) -> str:
    """Name the program's code and data, and what was chosen."""
    digest = hashlib.sha256(repr((recipe.speeds, recipe.procedure)).encode())
    files = [*Path(__file__).parent.glob("*.py"), *resource("data").glob("*.csv")]
    chosen = (gazetteer_path(), terrain_path(), recipe.hospitals, recipe.streets)
    for path in (*sorted(files), *filter(None, chosen)):
        with path.open("rb") as file:
            digest.update(hashlib.file_digest(file, "sha256").digest())
    return digest.hexdigest()


class AnotherVersion(Exception):
    """A worker has another version of Finder, or other data, than where the list is."""


class Texts(tuple[str, ...]):
    """Texts on their way to a worker: whoever logs the work that failed does not log them."""

    __slots__ = ()

    def __repr__(self) -> str:
        """Say how many there are, and no more."""
        return f"<{len(self)} texts>"


@lru_cache(maxsize=2)
def answerer_of(recipe: Recipe) -> Answerer:
    """Load the sources of a recipe.

    Without a router and a provider: a list would ask them a million times.
    """
    try:
        same = recipe.digest in ("", digest_of(recipe))
    except OSError as error:
        raise AnotherVersion from error
    if not same:
        raise AnotherVersion
    roads = RoadChoices(recipe.speeds, recipe.cache)
    streets = None if recipe.streets is None else StreetIndex(recipe.streets)
    sources = load_sources(
        recipe.hospitals, gazetteer_path(), today=recipe.today, roads=roads, streets=streets
    )
    return Answerer(sources, recipe.procedure)


def answer_texts(recipe: Recipe, texts: Texts) -> list[Answer]:
    """Answer texts as `search()` would, with the sources of a recipe."""
    return answerer_of(recipe).answer(texts)


Helpers = Callable[[], AbstractContextManager[Executor]]


class Engine:
    """Answers texts; very many of them with the help of an executor, which starts when needed.

    Safe across threads.
    """

    def __init__(self, recipe: Recipe, helpers: Helpers | None = None) -> None:
        """Take the recipe, and what starts the helpers; None works everything out here."""
        self._recipe, self._helpers = recipe, helpers
        self._stack = ExitStack()
        self._executor: Executor | None = None
        self._lock = threading.Lock()

    def ask(self, texts: Sequence[str]) -> list[Answer]:
        """Answer texts in their order; raise ConfigurationError where the helpers can't."""
        try:
            if self._helpers is None or (self._executor is None and len(texts) < FEW):
                with self._lock:
                    return answer_texts(self._recipe, Texts(texts))
            return self._asked_of(self._started(self._helpers), texts)
        except AnotherVersion as error:
            expected = "the same version of Finder and of its data as where the list is"
            raise _unfit("version", "another", expected) from error
        except BrokenExecutor as error:
            expected = "workers that stay alive: with enough memory? The same command goes on"
            raise _unfit("process", "ended", expected) from error

    def _asked_of(self, executor: Executor, texts: Sequence[str]) -> list[Answer]:
        futures = [
            executor.submit(answer_texts, self._recipe, Texts(texts[at : at + PIECE]))
            for at in range(0, len(texts), PIECE)
        ]
        return [answer for future in futures for answer in future.result()]

    def _started(self, helpers: Helpers) -> Executor:
        with self._lock:
            if self._executor is None:
                self._executor = self._stack.enter_context(helpers())
            return self._executor

    def close(self) -> None:
        """End the helpers, if any were started."""
        self._stack.close()
        self._executor = None


def _unfit(column: str, value: str, expected: str) -> ConfigurationError:
    return ConfigurationError([Problem("workers", None, column, value, expected)])


@contextmanager
def processes(count: int) -> Iterator[Executor]:
    """Start processes of this machine: afresh, since one with threads is not to be forked."""
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(
        count, mp_context=context, initializer=_end_with_the_first
    ) as executor:
        yield executor


def _end_with_the_first() -> None:
    """End this process when the one that started it is gone, also where it was killed."""
    first = multiprocessing.parent_process()

    def watch() -> None:
        if first is not None:
            first.join()
            os._exit(1)

    threading.Thread(target=watch, daemon=True).start()


@contextmanager
def dask_workers(scheduler: str, wait: str = "10s") -> Iterator[Executor]:
    """Use the workers of a Dask cluster; raise ConfigurationError where it cannot be reached."""
    try:
        from distributed import Client  # noqa: PLC0415 (an extra; a list goes without)
    except ImportError as error:
        expected = "Dask, which comes with pip install 'medstar-finder[dask]'"
        raise _unfit("engine", "dask", expected) from error
    try:
        client: Any = Client(scheduler, timeout=wait, set_as_default=False)  # type: ignore[no-untyped-call]
    except (OSError, ValueError) as error:
        expected = "the address of a Dask scheduler that answers, like tls://10.0.0.5:8786"
        raise _unfit("scheduler", scheduler, expected) from error
    with client:
        yield client.get_executor(pure=False)
