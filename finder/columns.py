"""Columns: how the text of a cell becomes a value, for every CSV file that people edit."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

LONGEST_CELL: Final = 500
"""Most characters in a cell: enough for any fact, too short for a swallowed file."""

LIST_SEPARATOR: Final = ";"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: `read` turns a cell's text into its value or raises ValueError."""

    name: str
    expected: str
    read: Callable[[str], Any]


@dataclass(frozen=True, slots=True)
class CellCheck:
    """What must be true of every cell, whatever its column."""

    expected: str
    holds: Callable[[str], bool]


CELL_CHECKS: Final = (
    CellCheck(f"at most {LONGEST_CELL} characters", lambda text: len(text) <= LONGEST_CELL),
    CellCheck("one line of text, without invisible characters", str.isprintable),
    CellCheck(
        "text that a spreadsheet does not take for a formula (begins with =, +, @ or -)",
        lambda text: re.match(r"[=+@]|-(?![0-9.]+$)", text) is None,
    ),
)
"""Asked of every cell before it is read; the first that does not hold is told."""


def value_of(column: Column, text: str) -> Any:
    """Return the value of a cell, or raise ValueError with what was expected."""
    for check in CELL_CHECKS:
        if not check.holds(text):
            raise ValueError(check.expected)
    try:
        return column.read(text)
    except ValueError as error:
        raise ValueError(column.expected) from error


def matching(pattern: str) -> Callable[[str], str]:
    """Read text that a pattern matches as a whole."""

    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return read


def degrees(limit: float) -> Callable[[str], float]:
    """Read decimal degrees up to a limit on either side of zero."""

    def read(text: str) -> float:
        if not re.fullmatch(r"-?[0-9]{1,3}(\.[0-9]{1,15})?", text) or abs(float(text)) > limit:
            raise ValueError
        return float(text)

    return read


def listed(text: str) -> tuple[str, ...]:
    """Read several texts with semicolons between."""
    parts = (part.strip() for part in text.split(LIST_SEPARATOR))
    return tuple(part for part in parts if part)


def or_nothing(read: Callable[[str], Any]) -> Callable[[str], Any]:
    """Read a cell that may be empty: None then."""
    return lambda text: read(text) if text else None


def day(text: str) -> date:
    """Read a day like 2026-11-24."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        raise ValueError
    return date.fromisoformat(text)


some_text = matching(r".+")
"""Read any text but none."""

web_address = matching(r"""https://[a-z0-9-]+(\.[a-z0-9-]+)+(/[^\s"'<>\\]*)?""")
"""Read an address of the secure web."""
