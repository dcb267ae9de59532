"""Fetching the Census's street files, for the operator who asks for them; never while serving.

One zip a county, at `{base}/TIGER{year}/ADDRFEAT/tl_{year}_{fips}_addrfeat.zip`. A download that
was cut goes on where it stopped; a file counts when it is as long as the server said and its
zip is whole. No redirect is followed and no proxy used: by hand it goes as well, and
`finder streets build` takes the files.
"""

import os
import re
import ssl
import time
import zipfile
import zlib
from collections.abc import Callable, Iterable
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPResponse, HTTPSConnection
from pathlib import Path
from typing import Final

from finder.endpoint import Endpoint
from finder.errors import DataError, Problem

Tell = Callable[[str, int], None]
"""Told the name of a file and how many of its bytes are there."""

PATIENCE_S: Final = 30.0
"""How long a server may be silent."""

TRIES: Final = 4
"""Tries in a row that bring nothing, before a file is given up."""

PAUSE_S: Final = 2.0
"""Before the second try; twice as long before each further one."""

MOST_BYTES: Final = 500_000_000
"""Longer files are not these: that of the largest county is about 30 MB."""

_AT_ONCE: Final = 1 << 16


STATES: Final = dict(
    pair.split("=")
    for pair in (
        "AL=01 AK=02 AZ=04 AR=05 CA=06 CO=08 CT=09 DE=10 DC=11 FL=12 GA=13 HI=15 ID=16 IL=17 IN=18"
        " IA=19 KS=20 KY=21 LA=22 ME=23 MD=24 MA=25 MI=26 MN=27 MS=28 MO=29 MT=30 NE=31 NV=32 NH=33"
        " NJ=34 NM=35 NY=36 NC=37 ND=38 OH=39 OK=40 OR=41 PA=42 RI=44 SC=45 SD=46 TN=47 TX=48 UT=49"
        " VT=50 VA=51 WA=53 WV=54 WI=55 WY=56 AS=60 GU=66 MP=69 PR=72 VI=78"
    ).split()
)
"""The first two digits of the FIPS codes of a state's counties. Source: ANSI INCITS 38."""

DISTRICT: Final = "11001"
"""The District of Columbia, which has no counties and counts as one."""


class _NotThere(Exception):
    """The server has no such file, or answers in a way that another try won't mend."""


class _Cut(Exception):
    """What came is not the whole file: worth another try, from the start where `anew`."""

    def __init__(self, why: str, *, anew: bool = False) -> None:
        super().__init__(why)
        self.anew = anew


@dataclass(frozen=True, slots=True)
class Census:
    """Where the files are, of which year, and the folder that they come into."""

    endpoint: Endpoint
    year: int
    folder: Path
    pause_s: float = PAUSE_S
    patience_s: float = PATIENCE_S

    def counties(self) -> frozenset[str]:
        """Return the FIPS codes of counties that the server lists; of none if it has no list."""
        try:
            with closing(_connection(self.endpoint, self.patience_s)) as connection:
                response = _asked(connection, self._path(""), {})
                listing = response.read(_LONGEST_LISTING).decode("ascii", "replace")
        except (_NotThere, _Cut, OSError, HTTPException):
            return frozenset()
        return frozenset(re.findall(rf"tl_{self.year}_([0-9]{{5}})_addrfeat\.zip", listing))

    def fetch(self, counties: Iterable[str], tell: Tell) -> list[Path]:
        """Fetch the files of counties that are not there yet, and return all of them in order.

        Raises DataError with those that could not be fetched, when the others are there.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        paths: list[Path] = []
        problems: list[Problem] = []
        for fips in counties:
            path = self.folder / f"tl_{self.year}_{fips}_addrfeat.zip"
            try:
                if not _is_whole(path):
                    self._download(path, tell)
                paths.append(path)
            except (_NotThere, _Cut) as failure:
                expected = f"a file of this name in TIGER{self.year}/ADDRFEAT that can be fetched"
                problems.append(Problem(path.name, None, "download", str(failure), expected))
        if problems:
            raise DataError(problems)
        return paths

    def _path(self, name: str) -> str:
        return f"{self.endpoint.path}/TIGER{self.year}/ADDRFEAT/{name}"

    def _download(self, path: Path, tell: Tell) -> None:
        """Try until the file is whole, or some tries in a row have brought nothing."""
        part = path.with_name(f"{path.name}.part")
        failed = 0
        for _ in range(_MOST_TRIES):
            before = _size(part)
            try:
                self._try(path.name, part, tell)
                return _keep(part, path)
            except (_Cut, OSError, HTTPException) as failure:
                why = str(failure) if isinstance(failure, _Cut) else type(failure).__name__
                if isinstance(failure, _Cut) and failure.anew:
                    part.unlink(missing_ok=True)
            failed = 0 if _size(part) > before else failed + 1
            if failed == TRIES:
                break
            time.sleep(self.pause_s * 2 ** max(0, failed - 1))
        raise _Cut(why)

    def _try(self, name: str, part: Path, tell: Tell) -> None:
        """Ask for what is missing of a file, and write as much of it as comes."""
        there = _size(part)
        asked = {"Range": f"bytes={there}-"} if there else {}
        with closing(_connection(self.endpoint, self.patience_s)) as connection:
            response = _asked(connection, self._path(name), asked)
            start, total = _extent(response)
            if start not in (0, there):
                raise _Cut("the server sent another part of the file", anew=True)
            if total > MOST_BYTES:
                raise _NotThere(f"{total:,} bytes are too many for a county")
            with part.open("ab" if start else "wb") as file:
                while chunk := response.read(_AT_ONCE):
                    file.write(chunk)
                    tell(name, file.tell())
        if _size(part) != total:
            longer = _size(part) > total
            raise _Cut(f"{_size(part):,} of {total:,} bytes came", anew=longer)


_LONGEST_LISTING: Final = 4_000_000
_MOST_TRIES: Final = 100
"""However little each of them brings."""


def _connection(endpoint: Endpoint, patience_s: float) -> HTTPConnection:
    if not endpoint.secure:
        return HTTPConnection(endpoint.host, endpoint.port, timeout=patience_s)
    tls = ssl.create_default_context()
    return HTTPSConnection(endpoint.host, endpoint.port, timeout=patience_s, context=tls)


def _asked(connection: HTTPConnection, path: str, more: dict[str, str]) -> HTTPResponse:
    """Send a request and return the answer if it brings what was asked for."""
    headers = {"User-Agent": "Finder", "Accept-Encoding": "identity", "Connection": "close"}
    connection.request("GET", path, headers=headers | more)
    response = connection.getresponse()
    if response.status in (200, 206):
        return response
    if response.status == 416:  # the file is shorter than what we have of it
        raise _Cut("the server said 416", anew=True)
    if response.status in (408, 425, 429) or response.status >= 500:
        raise _Cut(f"the server said {response.status}")
    raise _NotThere(f"the server said {response.status}")


def _extent(response: HTTPResponse) -> tuple[int, int]:
    """Return where an answer's bytes begin in the file, and how long the whole file is."""
    if response.status == 206:
        said = response.headers.get("Content-Range", "")
        found = re.fullmatch(r"bytes ([0-9]{1,12})-[0-9]{1,12}/([0-9]{1,12})", said)
        if found is None:
            raise _Cut("the server did not say which part it sent")
        return int(found[1]), int(found[2])
    said = response.headers.get("Content-Length", "")
    if not re.fullmatch(r"[0-9]{1,12}", said):
        raise _Cut("the server did not say how long the file is")
    return 0, int(said)


def _keep(part: Path, path: Path) -> None:
    """Give a file that is whole its name."""
    if not _is_whole(part):
        raise _Cut("what came is no whole zip", anew=True)
    with part.open("rb+") as file:
        os.fsync(file.fileno())
    part.replace(path)


def _is_whole(path: Path) -> bool:
    """Tell whether a file is there and its zip unpacks to the checksums in it."""
    try:
        with zipfile.ZipFile(path) as archive:
            return archive.testzip() is None and bool(archive.namelist())
    except (OSError, zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError):
        return False


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0
