"""The error tree: every failure Finder can explain, and what a person needs to mend it.

Each class fixes its HTTP status and its exit code, so that no door decides them again.
Message texts never contain what a person typed: the typed value travels as an
attribute, so that a log line of the exception cannot leak an address.
"""

from collections.abc import Iterable
from dataclasses import dataclass


class FinderError(Exception):
    """Base of all errors that Finder raises on purpose."""

    status = 500
    exit_code = 3
    title = "Something went wrong"


class UsageError(FinderError, ValueError):
    """A value from outside cannot be used: `field` names it, `expected` says what would do."""

    status = 400
    exit_code = 2
    title = "That can't be used"

    def __init__(self, field: str, value: object, expected: str) -> None:
        """Keep `value` as an attribute only: it may be somebody's address."""
        super().__init__(f"{field}: expected {expected}")
        self.field = field
        self.value = value
        self.expected = expected


class NotFound(FinderError, LookupError):
    """Something asked for by its name does not exist; `suggestions` may help."""

    status = 404
    exit_code = 1
    title = "Not found"

    def __init__(self, kind: str, asked: str, suggestions: Iterable[str] = ()) -> None:
        """`kind` is the sort of thing ("facility"), `asked` the name that was tried."""
        super().__init__(f"there is no such {kind}")
        self.kind = kind
        self.asked = asked
        self.suggestions = tuple(suggestions)


@dataclass(frozen=True, slots=True)
class Problem:
    """One fault in a data file or a setting. Rows count from 1, the header line being row 1."""

    file: str
    row: int | None
    column: str
    value: str
    expected: str

    def __str__(self) -> str:
        """Write the fault as one line that an editor can act on."""
        where = self.file if self.row is None else f"{self.file}, row {self.row}"
        return f"{where}, {self.column}: {str(self.value)!r}; expected {self.expected}"


class _ProblemsError(FinderError):
    """An error made of all the problems found, so that they can be mended in one go."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(problems)
        super().__init__("\n".join(map(str, self.problems)))


class DataError(_ProblemsError):
    """A data file is not fit for use; the program does not start."""

    title = "The data files have problems"


class ConfigurationError(_ProblemsError):
    """A setting is not fit for use; the program does not start."""

    title = "The settings have problems"
