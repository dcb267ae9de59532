"""The command `finder compare`: who is sent elsewhere, on the terminal, as CSV and as a page."""

import csv
import math
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Final

import click

from finder.basemap import load_basemap
from finder.directory import load as load_directory
from finder.errors import UsageError
from finder.exits import hush
from finder.gazetteer import Gazetteer
from finder.network import Speeds
from finder.outputs import Kind, cases_of_rows, kind_of_both
from finder.redirectmap import Sited, Standing
from finder.redirectpage import (
    Report,
    hospital_text,
    more_text,
    other_text,
    page,
    people_text,
    summary_text,
)
from finder.redirects import OVERALL, Case, Finding, OriginKind, question_name
from finder.resources import basemap_path, gazetteer_path
from finder.roads import load_times
from finder.samples import origins_of
from finder.settings import Settings
from finder.summary import write
from finder.versions import Version, cases, changes, named

REDIRECTED: Final = 4
"""The exit code where somebody is sent elsewhere."""

COLUMNS: Final = (
    "question", "kind", "label", "latitude", "longitude", "people", "old_id", "new_id",
    "old_minutes", "new_minutes", "minutes_more",
)  # fmt: skip
"""Of the whole list, `--csv`. `label` is a ZIP, a sample point's name or a row's number."""

_ROWS_NAMED: Final = 20
_MOST_MINUTES: Final = 600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What was typed behind `finder compare`."""

    old: Path
    new: Path
    csv_file: Path | None
    report: Path | None
    allow_minutes: str


@dataclass(slots=True)
class _Found:
    """What a comparison came to; of rows only the first redirects are kept."""

    changes: Sequence[str] = ()
    hospitals: Sequence[Sited] = ()
    findings: dict[str, Finding] = field(default_factory=dict)
    redirects: list[Case] = field(default_factory=list)


def command(asked: Asked, settings: Settings, *, today: date) -> int:
    """Compare, tell, and return REDIRECTED where somebody is sent elsewhere, else 0.

    Raises UsageError where the files are not two of one kind, DataError where they are broken.
    """
    allowed = _minutes(asked.allow_minutes)
    kind = kind_of_both(asked.old, asked.new)
    _check_written(asked)
    if kind is Kind.OUTPUT:
        found, given = _Found(), cases_of_rows(asked.old, asked.new)
    else:
        found, given = _of_hospitals(asked, settings, today)
    _gather(found, given, asked.csv_file, allowed)
    exit_code = REDIRECTED if any(one.beyond for one in found.findings.values()) else 0
    if asked.report is not None:
        basemap = load_basemap(basemap_path()) if found.hospitals else None
        write(asked.report, page(_report(asked, found, allowed, exit_code, today), basemap))
    try:
        for line in _lines(asked, found, allowed):
            click.echo(line)
    except BrokenPipeError:  # `finder compare ... | head` is no reason to let a release pass
        hush()
    return exit_code


def _check_written(asked: Asked) -> None:
    """Raise UsageError where a file to be written can't be, or is one of those compared."""
    taken = [asked.old, asked.new]
    for name, path in (("csv", asked.csv_file), ("report", asked.report)):
        if path is None:
            continue
        if not path.parent.is_dir() or path.is_dir():
            raise UsageError(name, path.name, "a file in a folder that is there")
        if path.resolve() in [one.resolve() for one in taken]:
            raise UsageError(name, path.name, "a file of its own")
        taken.append(path)


def _minutes(text: str) -> float | None:
    """Read what is allowed; nothing typed allows nobody to be sent elsewhere."""
    if not text:
        return None
    try:
        minutes = float(text)
    except ValueError:
        minutes = math.nan
    if not 0 <= minutes <= _MOST_MINUTES:
        raise UsageError("allow-minutes", text, f"minutes, 0 to {_MOST_MINUTES:.0f}")
    return minutes


def _of_hospitals(asked: Asked, settings: Settings, today: date) -> tuple[_Found, Iterator[Case]]:
    old, new = (load_directory(path, today=today) for path in (asked.old, asked.new))
    speeds = Speeds(*settings.road_speeds)
    before, after = (
        Version(one, load_times(one, speeds=speeds, cache=settings.cache)) for one in (old, new)
    )
    origins = origins_of(Gazetteer(gazetteer_path()), (before.times, after.times))
    facilities = {one.id: one for one in (*old, *new)}
    ids = ({one.id for one in old}, {one.id for one in new})
    sited = [
        Sited(facilities[one], _standing(one in ids[0], one in ids[1]))
        for one in sorted(facilities, key=lambda one: (facilities[one].name.casefold(), one))
    ]
    found = _Found(tuple(changes(old, new)), sited)
    return found, cases(before, after, named(origins))


def _standing(was: bool, is_now: bool) -> Standing:
    return Standing.KEPT if was and is_now else Standing.NEW if is_now else Standing.GONE


def _gather(
    found: _Found, given: Iterable[Case], csv_file: Path | None, allowed: float | None
) -> None:
    """Count the cases, write the redirects to the file and keep those that are shown."""
    with _listing(csv_file) as tell:
        for case in given:
            question = case.question
            found.findings.setdefault(question, Finding(question)).add(case, allowed)
            if case.is_redirected:
                tell(case)
                if case.origin.place is not None or len(found.redirects) < _ROWS_NAMED:
                    found.redirects.append(case)


@contextmanager
def _listing(path: Path | None) -> Iterator[Callable[[Case], object]]:
    """Write cases to a CSV, which is there whole or not at all; to nothing without a path."""
    if path is None:
        yield lambda _: None
        return
    fresh = path.with_name(f"{path.name}.part")
    try:
        with fresh.open("w", encoding="utf-8", newline="") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(COLUMNS)
            yield lambda case: writer.writerow(_cells(case))
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)


def _cells(case: Case) -> tuple[object, ...]:
    kind, place = case.origin.kind, case.origin.place
    spot = ("", "") if place is None else (place.coordinate.latitude, place.coordinate.longitude)
    people = f"{case.origin.people:.0f}" if kind is OriginKind.POINT else ""
    minutes = (_number(one) for one in (case.old.minutes, case.new.minutes, case.minutes_more))
    return (case.question, kind.value, case.origin.label, *spot, people,
            case.old.id, case.new.id, *minutes)  # fmt: skip


def _report(
    asked: Asked, found: _Found, allowed: float | None, exit_code: int, today: date
) -> Report:
    return Report(
        old=asked.old.name, new=asked.new.name, day=today.isoformat(), changes=found.changes,
        findings=tuple(found.findings.values()), redirects=found.redirects,
        hospitals=found.hospitals, allowed_minutes=allowed, exit_code=exit_code,
    )  # fmt: skip


def _number(minutes: float | None) -> str:
    return "" if minutes is None else f"{minutes:.1f}"


def _lines(asked: Asked, found: _Found, allowed: float | None) -> Iterator[str]:
    yield f"{asked.old.name} -> {asked.new.name}"
    yield from (f"  {change}" for change in found.changes)
    for finding in found.findings.values():
        yield ""
        yield f"{question_name(finding.question)}: {summary_text(finding)}"
        yield from _table(finding)
        if finding.other_minutes:
            yield f"  {other_text(finding)}"
    rows = [case for case in found.redirects if case.origin.place is None]
    if rows:
        yield ""
        yield "The first of them, the header being row 1:"
        yield from (f"  {_row_text(case)}" for case in rows)
    if allowed is not None:
        beyond = sum(finding.beyond for finding in found.findings.values())
        yield ""
        yield f"Up to {allowed:g} minutes more are allowed: {beyond:,} places or rows are beyond."


def _table(finding: Finding) -> Iterator[str]:
    """Yield a line a pair of hospitals, and under it its ZIPs."""
    if not finding.lots:
        return
    of_rows = OriginKind.ROW in finding.asked
    pairs = [f"{hospital_text(lot.old)} -> {hospital_text(lot.new)}" for lot in finding.ranked]
    width = max(map(len, pairs))
    heads = ("rows",) if of_rows else ("ZIPs", "people")
    heads = (*heads, "median", "worst")
    yield f"  {'':{width}}" + "".join(f"{head:>11}" for head in heads) + "  minutes more"
    for lot, pair in zip(finding.ranked, pairs, strict=True):
        counts = (f"{lot.rows:,}",) if of_rows else (f"{len(lot.zips):,}", people_text(lot.people))
        cells = (*counts, more_text(lot.median), more_text(lot.worst))
        yield f"  {pair:{width}}" + "".join(f"{cell:>11}" for cell in cells)
        codes = " ".join(lot.zips)
        yield from textwrap.wrap(codes, 96, initial_indent=_DEEP, subsequent_indent=_DEEP)


_DEEP: Final = " " * 6


def _row_text(case: Case) -> str:
    pair = f"{hospital_text(case.old.id)} -> {hospital_text(case.new.id)}"
    asked = "" if case.question == OVERALL else f" ({case.question})"
    return f"row {case.origin.label}: {pair}, {more_text(case.minutes_more)} min{asked}"
