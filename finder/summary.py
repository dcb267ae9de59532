"""The summary of a list: counts and shares as a page of its own, without a word about anybody."""

from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from finder.answers import PREFIX
from finder.facility import PROCEDURE_BY_ID
from finder.resources import resource
from finder.tally import BINS_MILES, Tally

_WIDTH: Final = 640
_HEIGHT: Final = 240
_FOOT: Final = 30
_TOP: Final = 20


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar of the picture, in its own units, with what it stands for."""

    label: str
    count: int
    x: float
    y: float
    width: float
    height: float


def bars(tally: Tally) -> tuple[Bar, ...]:
    """Return the bars of the distances, nearest first."""
    counts = tally.by("miles")
    ends = ("under 2", *(f"{a} to {b}" for a, b in pairwise(BINS_MILES)))
    labels = (*ends, f"{BINS_MILES[-1]} and over")
    most = max((counts[at] for at in range(len(labels))), default=0) or 1
    step, room = _WIDTH / len(labels), _HEIGHT - _FOOT - _TOP
    return tuple(
        Bar(
            label, counts[at], round(at * step + 4, 1),
            round(_TOP + room * (1 - counts[at] / most), 1), round(step - 8, 1),
            round(room * counts[at] / most, 1),
        )
        for at, label in enumerate(labels)
    )  # fmt: skip


def shares(tally: Tally, name: str) -> list[tuple[str, int, str]]:
    """Return the counts by one field of the rows' kinds, most first, with their shares."""
    counts = tally.by(name)
    total = counts.total()
    ranked = sorted(counts.items(), key=lambda pair: (-pair[1], str(pair[0])))
    return [(str(value), count, _share(count, total)) for value, count in ranked]


def _share(count: int, total: int) -> str:
    return f"{100 * count / total:.1f} %"


def page(tally: Tally, names: dict[str, str], procedure: str | None) -> str:
    """Write the summary as HTML; `names` are the hospitals' by their ids."""
    return templates().get_template("batch_summary.html").render(**_shown(tally, names, procedure))


def templates() -> Environment:
    """Return what renders pages that stand alone, away from the server."""
    return Environment(
        loader=FileSystemLoader(resource("templates")), autoescape=True,
        undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


def _shown(tally: Tally, names: dict[str, str], procedure: str | None) -> dict[str, Any]:
    def by_name(field: str) -> list[tuple[str, int, str]]:
        return [(names.get(one, one), count, share) for one, count, share in shares(tally, field)]

    matched = tally.by("status")["match"]
    tables = [
        ("Rows by status", "status", shares(tally, "status")),
        (
            "Matched rows by how finely the place is known",
            "precision",
            shares(tally, "granularity"),
        ),
        ("Matched rows by nearest hospital", "hospital", by_name("nearest_id")),
    ]
    if procedure is not None:
        title = f"Matched rows by nearest hospital that lists {PROCEDURE_BY_ID[procedure].name}"
        tables.append((title, "hospital", by_name("doing_id")))
    return {
        "rows": tally.rows,
        "matched": matched,
        "certain": sum(count for kind, count in tally.kinds.items() if kind.certain),
        "by_road": sum(count for kind, count in tally.kinds.items() if kind.by_road),
        "tables": [table for table in tables if table[2]],
        "bars": bars(tally),
        "size": (_WIDTH, _HEIGHT),
        "formulas": tally.formulas,
        "formula_cells": tally.formula_cells,
        "prefix": PREFIX,
    }


def write(path: Path, text: str) -> None:
    """Write a page in one step."""
    fresh = path.with_name(f"{path.name}.part")
    fresh.write_text(text, "utf-8")
    fresh.replace(path)
