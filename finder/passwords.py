"""Passwords: the accounts of the desk, each a name and a hash in a file of the operator's."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from werkzeug.security import check_password_hash, generate_password_hash

from finder.errors import ConfigurationError, Problem

METHOD: Final = "scrypt:32768:8:1"
"""The one cost for all, so that how long a check takes tells nobody whether an account exists:
32 MB and about 60 ms (OWASP's password storage sheet names it among those that will do)."""

SHORTEST_PASSWORD: Final = 15
"""Characters, where a password is all that is asked for (NIST SP 800-63B-4, 3.1.1.2)."""

NAME_EXPECTED: Final = "a name of up to 64 letters, digits, dots, dashes, underscores and @"
_LINE_EXPECTED: Final = "a line that `finder desk password` made: name:scrypt:..."
_NAME: Final = re.compile(r"[A-Za-z0-9._@-]{1,64}")
_HASH: Final = re.compile(re.escape(METHOD) + r"\$[A-Za-z0-9./]{8,64}\$[0-9a-f]{128}")


@dataclass(frozen=True, slots=True)
class Passwords:
    """Accounts and their hashes; `nobody` is the hash that is checked for a name without one."""

    hashes: Mapping[str, str]
    nobody: str

    def fit(self, account: str, password: str) -> bool:
        """Tell whether an account has this password; an unknown one takes as long to tell."""
        known = self.hashes.get(account)
        same = check_password_hash(self.nobody if known is None else known, password)
        return same and known is not None


def is_name(text: str) -> bool:
    """Tell whether a text can be an account's name."""
    return _NAME.fullmatch(text) is not None


def line_of(account: str, password: str) -> str:
    """Return the line of an account, with a salt of its own."""
    return f"{account}:{generate_password_hash(password, METHOD)}"


def load_passwords(path: Path) -> Passwords:
    """Read a file of accounts, or raise ConfigurationError with every line that will not do.

    Blank lines and lines that begin with # are passed over.
    """
    problems: list[Problem] = []
    hashes: dict[str, str] = {}
    for row, line in _lines(path):
        account, _, hashed = line.partition(":")
        fault = _fault(account, hashed, hashes)
        if fault:  # a line's own text is not repeated: it may be a password
            problems.append(Problem(path.name, row, "account", "(withheld)", fault))
        hashes[account] = hashed
    if not hashes:
        problems.append(Problem(path.name, None, "account", "", "one account or more"))
    if problems:
        raise ConfigurationError(problems)
    return Passwords(hashes, generate_password_hash("", METHOD))


def _lines(path: Path) -> Iterator[tuple[int, str]]:
    try:
        text = path.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        expected = "a file of UTF-8 text that can be read"
        raise ConfigurationError([Problem(path.name, None, "file", "", expected)]) from error
    for row, line in enumerate(text.splitlines(), start=1):
        if line.strip() and not line.startswith("#"):
            yield row, line.strip()


def _fault(account: str, hashed: str, earlier: Mapping[str, str]) -> str:
    if not is_name(account) or not _HASH.fullmatch(hashed):
        return _LINE_EXPECTED
    return "an account only once" if account in earlier else ""
