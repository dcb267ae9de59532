"""The plot beside the report: `docs/accuracy.svg`, in the reader's light or dark colors."""

import re
from collections.abc import Sequence
from io import StringIO
from typing import Final

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from finder.certainty import SCALE
from finder.geo import METRES_PER_KILOMETRE
from tests.accuracy.outcomes import Outcome, in_region
from tests.accuracy.trade import Trial

INK: Final = "#010203"
"""Stands for the color of text until `_themed` gives it two."""

PAPER: Final = "#fefdfc"
SERIES: Final = ("#0b7a75", "#b8500f", "#6b5bd2")
"""At least 3 to 1 against both papers (WCAG 1.4.11); markers and dashes tell them apart too."""

DASHES: Final = ("-", "--", ":")
STYLE: Final = """<style>
:root { --ink: #1c2024; --paper: #ffffff }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ec; --paper: #14181c } }
</style>"""


def plot(by_input: dict[str, list[Outcome]], scales: Sequence[Trial]) -> str:
    """Draw both panels and return the SVG, the same bytes every time."""
    with mpl.rc_context({
        "svg.hashsalt": "finder", "svg.fonttype": "none", "font.family": "sans-serif",
        "text.color": INK, "axes.labelcolor": INK, "axes.edgecolor": INK,
        "xtick.color": INK, "ytick.color": INK, "axes.titlecolor": INK,
    }):  # fmt: skip
        figure = Figure(figsize=(10, 4.2), layout="constrained", facecolor=PAPER)
        trade, errors = figure.subplots(1, 2)
        for axes in (trade, errors):
            axes.set_facecolor(PAPER)
            axes.grid(visible=True, color=INK, alpha=0.15)
        _draw_trade(trade, scales)
        _draw_errors(errors, by_input)
        drawn = StringIO()
        figure.savefig(drawn, format="svg", metadata={"Date": None, "Creator": None})
    return _themed(drawn.getvalue())


def _draw_trade(axes: Axes, scales: Sequence[Trial]) -> None:
    lines = (
        ("nearest of ten", [(one.certain, one.right) for one in scales], "o"),
        ("nearest of two", [(one.certain_two, one.right_two) for one in scales], "s"),
    )
    for (name, pairs, marker), color, dash in zip(lines, SERIES, DASHES, strict=False):
        x, y = np.round(100 * np.array(pairs).T, 3)
        axes.plot(x, y, color=color, linestyle=dash, marker=marker, label=name)
    for one in scales:
        bold = "bold" if one.scale == SCALE else "normal"
        axes.annotate(
            f"{one.scale:g}", (round(100 * one.certain, 3), round(100 * one.right, 3)),
            xytext=(-4, -14), textcoords="offset points", weight=bold, ha="right",
        )  # fmt: skip
    axes.axhline(99.5, color=INK, linewidth=0.8)
    axes.annotate("required", (46, 99.5), xytext=(0, 3), textcoords="offset points")
    axes.set(
        title="Discs of 0.7 to 1.8 r90", xlabel="% of people with a certain answer",
        ylabel="% of those answers right", xlim=(40, 100), ylim=(99.4, 100.02),
    )  # fmt: skip
    axes.legend(loc="lower left", bbox_to_anchor=(0.0, 0.2), frameon=False)


def _draw_errors(axes: Axes, by_input: dict[str, list[Outcome]]) -> None:
    shares = np.linspace(0, 1, 101)
    for (said, found), color, dash in zip(by_input.items(), SERIES, DASHES, strict=False):
        here = [one.error_m for one in found if one.origin and in_region(one.truth.address)]
        km = np.round(np.quantile(here, shares, method="inverted_cdf") / METRES_PER_KILOMETRE, 3)
        axes.plot(km, 100 * shares, color=color, linestyle=dash, label=said, linewidth=2)
    axes.set(
        title="DC, MD and VA: error of the place's point", xlabel="km, at most",
        ylabel="% of addresses", xlim=(0, 12), ylim=(0, 101),
    )  # fmt: skip
    axes.legend(loc="lower right", frameon=False)


def _themed(svg: str) -> str:
    """Give ink and paper their two colors each, and leave no space at the ends of lines."""
    colored = svg.replace(INK, "var(--ink)").replace(PAPER, "var(--paper)")
    styled = re.sub(r"(<svg [^>]*>)", rf"\1\n{STYLE}", colored, count=1)
    return re.sub(r"[ \t]+$", "", styled, flags=re.MULTILINE)
