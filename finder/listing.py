"""The command `finder batch`: what was asked into a job, with a bar on a terminal."""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path
from typing import Final

import click

from finder import summary
from finder.batch import Job, Progress, Work, length_of, run
from finder.directory import load as load_directory
from finder.engines import ENGINES, Helpers, Recipe, dask_workers, processes
from finder.errors import UsageError
from finder.network import Speeds
from finder.request import SearchRequest
from finder.settings import Settings
from finder.tally import Tally

MOST_WORKERS: Final = 64


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed behind `finder batch`."""

    source: Path
    out: Path
    columns: str
    procedure: str
    report: Path | None
    workers: str
    engine: str
    scheduler: str


def command(asked: Asked, settings: Settings, *, today: date) -> int:
    """Do the whole job and say what came of it; raise UsageError and the others of `run`."""
    procedure = SearchRequest.from_params({"text": "-", "procedure": asked.procedure}).procedure
    report = asked.report
    if report is not None and (not report.parent.is_dir() or report.is_dir()):
        raise UsageError("report", report.name, "a file in a folder that is there")
    speeds = Speeds(*settings.road_speeds)
    recipe = Recipe(settings.locations, speeds, settings.cache, today, procedure, settings.streets)
    helpers = helpers_of(asked.engine, asked.workers, asked.scheduler)
    job = Job(asked.source, asked.out, Work(asked.columns, procedure), recipe.sealed(), helpers)
    job.check()
    with _bar(length_of(job)) as progress:
        tally = run(job, progress)
    if report is not None:
        names = {f.id: f.name for f in load_directory(recipe.hospitals, today=today)}
        summary.write(report, summary.page(tally, names, procedure))
    for line in _lines(tally):
        click.echo(line, err=True)
    return 0


def helpers_of(engine: str, workers: str, scheduler: str) -> Helpers | None:
    """Return what starts the helpers that were asked for; None where this process does it all."""
    if engine not in ENGINES:
        raise UsageError("engine", engine, "one of " + ", ".join(ENGINES))
    if (engine == "dask") != bool(scheduler):
        raise UsageError("scheduler", scheduler, "an address with --engine dask, and only there")
    if scheduler:
        return partial(dask_workers, scheduler)
    count = workers or str(len(os.sched_getaffinity(0)) if _has_affinity() else os.cpu_count() or 1)
    if not count.isdecimal() or not 1 <= int(count) <= MOST_WORKERS:
        raise UsageError("workers", workers, f"a whole number from 1 to {MOST_WORKERS}")
    return partial(processes, int(count)) if int(count) > 1 else None


def _has_affinity() -> bool:
    return hasattr(os, "sched_getaffinity")


@contextmanager
def _bar(length: int) -> Iterator[Progress]:
    """Show a bar with the rate and the time left on a terminal, nothing anywhere else."""
    start, done = time.monotonic(), 0
    with click.progressbar(
        length=length, show_eta=True, file=sys.stderr, width=30, hidden=not sys.stderr.isatty(),
        item_show_func=lambda rate: rate,
    ) as bar:  # fmt: skip

        def progress(units: int, rows: int) -> None:
            nonlocal done
            done += rows
            bar.update(units, f"{done / max(time.monotonic() - start, 1e-3):,.0f} rows/s")

        yield progress


def _lines(tally: Tally) -> Iterator[str]:
    counts = ", ".join(
        f"{count:,} {status}" for status, count in sorted(tally.by("status").items())
    )
    yield f"{tally.rows:,} rows: {counts or 'none'}"
    if tally.formulas:
        first = ", ".join(f"row {row + 2} {name}" for row, name in tally.formula_cells)
        yield f"{tally.formulas:,} cells of the list begin like formulas, and were left so: {first}"
