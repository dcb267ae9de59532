"""Journals: an output that is there whole or not at all, and goes on where it was cut off.

Beside OUT stand `OUT.part`, what is written so far, and `OUT.journal`, a line for each finished
piece. Both can be read by their owner alone, and both are gone when OUT is there. What a killed
run had written beyond the last line of its journal is cut off, and the work goes on from there.
"""

import fcntl
import json
import os
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Final, Self

from finder.errors import UsageError

OWNER_ONLY: Final = 0o600
_BLOCK: Final = 1 << 22


@dataclass(frozen=True, slots=True)
class Mark:
    """How far the work had come: where in the input, where in the output.

    `checksum` is that of what was written since the mark before.
    """

    source: int
    written: int
    checksum: int
    state: dict[str, Any] = field(default_factory=dict)


def _path(out: Path, ending: str) -> Path:
    return out.with_name(f"{out.name}.{ending}")


class Journal:
    """The part written so far, and how far the input is done. For one process at a time."""

    def __init__(self, out: Path, part: BinaryIO, lines: BinaryIO, mark: Mark | None) -> None:
        """Take the open files; `mark` is where a run before this one had come to."""
        self._out, self._part, self._lines = out, part, lines
        self.mark = mark
        self._written = 0 if mark is None else mark.written

    @classmethod
    @contextmanager
    def opened(cls, out: Path, identity: str) -> Iterator[Self]:
        """Open or go on with the part of an output; `identity` names all that it follows from.

        Raises UsageError where another run is at it.
        """
        with (
            _open(_path(out, "journal")) as lines,
            _open(_path(out, "part")) as part,
        ):
            try:
                fcntl.flock(lines, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                expected = "an output that no other run is writing at this moment"
                raise UsageError("out", out.name, expected) from error
            mark, kept = _last_mark(lines, part, identity)
            part.truncate(0 if mark is None else mark.written)
            part.seek(0, os.SEEK_END)
            lines.truncate(kept)
            lines.seek(0, os.SEEK_END)
            if not kept:
                lines.write(_line(identity))
                lines.flush()
            yield cls(out, part, lines, mark)

    @property
    def written(self) -> int:
        """Count the bytes of the part."""
        return self._written

    def write(self, data: bytes | memoryview) -> None:
        """Write behind what is there."""
        self._part.write(data)
        self._written += len(data)

    def done(self, source: int, checksum: int, state: dict[str, Any]) -> None:
        """Note that the input is done up to here. The part's bytes go before the line.

        `checksum` is the CRC-32 of all that was written since the last time.
        """
        self._part.flush()
        self._lines.write(_line([source, self._written, checksum, state]))
        self._lines.flush()

    def finish(self, whole: Path | None = None) -> None:
        """Put the part (or another file, made from it) in the output's place, in one step."""
        self._part.flush()
        made = _path(self._out, "part") if whole is None else whole
        with made.open("rb") as file:
            os.fsync(file.fileno())
        made.replace(self._out)
        _path(self._out, "part").unlink(missing_ok=True)
        _path(self._out, "journal").unlink(missing_ok=True)

    def scratch(self) -> Path:
        """Return the path of one more file that only the owner can read, empty."""
        path = _path(self._out, "whole")
        path.unlink(missing_ok=True)
        path.touch(OWNER_ONLY)
        return path

    def part(self) -> BinaryIO:
        """Return the part, to be read from its beginning."""
        self._part.flush()
        self._part.seek(0)
        return self._part


def _open(path: Path) -> BinaryIO:
    number = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW, OWNER_ONLY)
    os.fchmod(number, OWNER_ONLY)
    return os.fdopen(number, "r+b")


def _line(value: object) -> bytes:
    text = json.dumps(value, separators=(",", ":")).encode()
    return b"%08x %s\n" % (zlib.crc32(text), text)


def _read(line: bytes) -> Any:
    """Return what a line says; raise ValueError for one that was cut off."""
    checksum, _, text = line.rstrip(b"\n").partition(b" ")
    if not line.endswith(b"\n") or checksum != b"%08x" % zlib.crc32(text):
        raise ValueError
    return json.loads(text)


def _last_mark(lines: BinaryIO, part: BinaryIO, identity: str) -> tuple[Mark | None, int]:
    """Return how far a run before this one came, and how many bytes of its journal hold."""
    marks: list[tuple[Mark, int]] = []
    try:
        if _read(lines.readline()) != identity:
            return None, 0
        for line in lines:
            source, written, checksum, state = _read(line)
            marks.append((Mark(source, written, checksum, state), len(line)))
    except ValueError:
        if not marks:
            return None, 0
    # Where power failed, the journal may know more than the disk holds of the part.
    part.seek(0)
    kept, size, at = None, len(_line(identity)), 0
    for mark, length in marks:
        if _checksum(part, mark.written - at) != mark.checksum:
            break
        kept, size, at = mark, size + length, mark.written
    return kept, size if kept else 0


def _checksum(part: BinaryIO, length: int) -> int | None:
    """Return the checksum of the next bytes of a part, None where there are not so many."""
    checksum = 0
    while length and (data := part.read(min(_BLOCK, length))):
        checksum, length = zlib.crc32(data, checksum), length - len(data)
    return None if length else checksum
