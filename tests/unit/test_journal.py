"""Journals: an output that is there whole or not at all."""

import stat
from pathlib import Path
from zlib import crc32

import pytest

from finder.errors import UsageError
from finder.journal import Journal


def interrupted(out: Path) -> None:
    """Write two finished pieces and a bit of a third, and stop there."""
    with Journal.opened(out, "one") as journal:
        journal.write(b"head")
        journal.done(10, crc32(b"head"), {"n": 1})
        journal.write(b"-two")
        journal.done(20, crc32(b"-two"), {"n": 2})
        journal.write(b"-thr")


def test_a_run_goes_on_behind_the_last_finished_piece(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    interrupted(out)

    with Journal.opened(out, "one") as journal:
        mark = journal.mark
        journal.write(b"-three")
        journal.finish()

    assert mark is not None
    assert (mark.source, mark.state) == (20, {"n": 2})
    assert out.read_bytes() == b"head-two-three"
    assert [path.name for path in tmp_path.iterdir()] == ["out.csv"]


def test_until_it_is_finished_there_is_no_output_and_the_old_one_stays(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    out.write_bytes(b"old")

    interrupted(out)

    assert out.read_bytes() == b"old"


def test_another_job_begins_anew(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"
    interrupted(out)

    with Journal.opened(out, "other") as journal:
        assert journal.mark is None
        journal.write(b"x")
        journal.finish()

    assert out.read_bytes() == b"x"


def test_a_part_that_is_not_what_the_journal_says_is_cut_back_to_where_it_is(
    tmp_path: Path,
) -> None:
    out = tmp_path / "out.csv"
    interrupted(out)
    part = tmp_path / "out.csv.part"
    part.write_bytes(part.read_bytes()[:6])

    with Journal.opened(out, "one") as journal:
        assert journal.mark is not None
        assert journal.mark.source == 10


@pytest.mark.parametrize("cut", range(1, 60, 7))
def test_a_journal_that_was_cut_off_anywhere_still_says_something_true(
    tmp_path: Path, cut: int
) -> None:
    out = tmp_path / "out.csv"
    interrupted(out)
    lines = tmp_path / "out.csv.journal"
    lines.write_bytes(lines.read_bytes()[:-cut])

    with Journal.opened(out, "one") as journal:
        done = 0 if journal.mark is None else journal.mark.source
        journal.write({0: b"head-two-three", 10: b"-two-three", 20: b"-three"}[done])
        journal.finish()

    assert out.read_bytes() == b"head-two-three"


def test_only_the_owner_can_read_what_is_written(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"

    interrupted(out)

    modes = {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
    assert modes == {0o600}


def test_two_runs_do_not_write_the_same_output(tmp_path: Path) -> None:
    out = tmp_path / "out.csv"

    with Journal.opened(out, "one"), pytest.raises(UsageError, match="no other run"):  # noqa: SIM117
        with Journal.opened(out, "one"):
            pass
