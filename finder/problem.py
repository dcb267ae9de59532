"""Errors as answers: RFC 9457 problem details for programs, one shape on every route."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import Final

from msgspec import UNSET, UnsetType

from finder.errors import FinderError, NotFound, UsageError

MEDIA_TYPE: Final = "application/problem+json"
_TYPE: Final = "urn:finder:problem:"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProblemModel:
    """What went wrong and what would do. Never repeats a value that was sent.

    `field` and `expected` are there where one value was at fault, and left out otherwise.
    """

    type: str
    title: str
    status: int
    detail: str
    field: str | UnsetType = UNSET
    expected: str | UnsetType = UNSET
    suggestions: tuple[str, ...] = ()


def problem_of(error: FinderError) -> ProblemModel:
    """Describe one of our own errors; the unexpected ones say nothing of their inside."""
    return ProblemModel(
        type=_TYPE + type(error).__name__.lower(),
        title=error.title,
        status=error.status,
        detail=str(error) if isinstance(error, (UsageError, NotFound)) else error.title,
        field=error.field if isinstance(error, UsageError) else UNSET,
        expected=error.expected if isinstance(error, UsageError) else UNSET,
        suggestions=error.suggestions if isinstance(error, NotFound) else (),
    )


def problem_of_status(status: int) -> ProblemModel:
    """Describe an HTTP status that has no error of ours behind it (404, 405, 413, 500 ...)."""
    known = HTTPStatus(status)
    return ProblemModel(
        type="about:blank",
        title=known.phrase,
        status=status,
        detail=known.description or known.phrase,
    )
