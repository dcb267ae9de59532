"""Exits: how a command ends, with a code for scripts and a sentence for people."""

import os
import sys
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any

import click

from finder import wording
from finder.errors import ConfigurationError, DataError, FinderError, NotFound, UsageError


def explained(command: Callable[..., int]) -> Callable[..., None]:
    """Turn a command's result into the exit code, and our errors into sentences on stderr."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            sys.exit(command(*args, **kwargs))
        except BrokenPipeError:  # `finder ... | head`: whoever read has read enough
            hush()
            sys.exit(0)
        except FinderError as error:
            for line in _error_lines(error):
                click.echo(line, err=True)
            sys.exit(error.exit_code)

    return run


def hush() -> None:
    """Let what is still to be printed go nowhere: nobody reads it any more."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _error_lines(error: FinderError) -> Iterable[str]:
    if isinstance(error, DataError | ConfigurationError):
        yield f"{error.title} ({len(error.problems)}):"
        yield from (f"  {problem}" for problem in error.problems)
        return
    yield f"finder: {error}"
    if isinstance(error, UsageError) and error.field == "text":
        yield from advice()
    if isinstance(error, NotFound) and error.suggestions:
        yield "Did you mean: " + ", ".join(error.suggestions)


def advice() -> Iterable[str]:
    """Say what one can type."""
    yield "You can type:"
    yield from (f"  - {line}" for line in wording.ADVICE)
