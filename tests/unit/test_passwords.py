"""The file of accounts at the desk."""

from pathlib import Path

import pytest

from finder.errors import ConfigurationError
from finder.passwords import line_of, load_passwords

PASSWORD = "correct horse battery"  # noqa: S105 (made up)


def written(folder: Path, *lines: str) -> Path:
    path = folder / "accounts"
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


def test_an_account_has_its_own_password_and_no_other(tmp_path: Path) -> None:
    path = written(tmp_path, "# the day shift", "", line_of("ann", PASSWORD), line_of("bo", "x"))

    passwords = load_passwords(path)

    assert passwords.fit("ann", PASSWORD)
    assert not passwords.fit("ann", PASSWORD + " ")
    assert not passwords.fit("bo", PASSWORD)
    assert not passwords.fit("nobody", PASSWORD)
    assert not passwords.fit("nobody", "")
    assert not passwords.fit("", "")


def test_two_lines_of_one_password_differ() -> None:
    assert line_of("ann", PASSWORD) != line_of("ann", PASSWORD)


def test_every_bad_line_is_told_and_none_is_repeated(tmp_path: Path) -> None:
    good = line_of("ann", PASSWORD)
    cheap = good.replace("32768", "2")
    path = written(tmp_path, f"ann:{PASSWORD}", good, good, cheap, "a b:" + good, "pbkdf2")

    with pytest.raises(ConfigurationError) as caught:
        load_passwords(path)

    assert [problem.row for problem in caught.value.problems] == [1, 2, 3, 4, 5, 6]
    assert PASSWORD not in str(caught.value)
    assert "scrypt:32768" not in str(caught.value)


def test_a_file_without_accounts_or_that_cannot_be_read_is_refused(tmp_path: Path) -> None:
    unreadable = tmp_path / "bytes"
    unreadable.write_bytes(b"\xff\xfe\x00")

    for path in (written(tmp_path, "# nobody yet"), unreadable, tmp_path):
        with pytest.raises(ConfigurationError):
            load_passwords(path)
