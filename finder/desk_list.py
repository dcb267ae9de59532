"""The desk's list: a small CSV sent in, the same with the hospitals behind each row sent back.

It is worked on in memory and forgotten: no file of it is made, nor a word of it logged.
"""

import csv
import io
import threading
from collections.abc import Callable
from dataclasses import replace
from typing import Any, Final

from flask import Request, Response, render_template, request

from finder.answers import Answerer
from finder.batch import Work, answer_csv
from finder.errors import DataError, UsageError
from finder.facility import PROCEDURES
from finder.request import SearchRequest
from finder.search import Sources

PATH: Final = "/desk/batch"

MOST_BYTES: Final = 2 * 1024 * 1024
MOST_ROWS: Final = 10_000
AROUND_FILE_BYTES: Final = 16 * 1024
"""What a form of one file and two short fields has beside the file."""

_FILE: Final = "list"
_NAME: Final = "finder-list.csv"
"""The download's name: the name that was sent may be a patient's."""

Page = Response | tuple[str, int]


class InMemory(Request):
    """A request whose uploads stay in memory; Werkzeug writes large ones to a temporary file."""

    def _get_file_stream(self, *_: Any, **__: Any) -> io.BytesIO:
        return io.BytesIO()


class DeskList:
    """The page of the list and its answer. A worker does one list at a time."""

    def __init__(self, sources: Sources) -> None:
        """Keep sources that ask nobody else: a list would ask ten thousand times."""
        own = replace(sources.atlas, provider=None)
        self._sources = Sources(own, sources.times)
        self._busy = threading.Lock()

    def page(self, fault: str = "", status: int = 200) -> Page:
        """Render the form, with what was wrong with the last one."""
        view = {"fault": fault, "procedures": PROCEDURES, "most_rows": MOST_ROWS}
        return render_template("desk_list.html", **view), status

    def answer(self) -> Page:
        """Answer the list that was sent."""
        if not self._busy.acquire(blocking=False):
            return self.page("Another list is being answered. Please try again in a minute.", 503)
        try:
            return self._answered()
        except UsageError as error:
            return self.page(f"{error.field}: expected {error.expected}.", error.status)
        except DataError as error:
            return self.page(f"The list can’t be used: {_expected(error)}.", UsageError.status)
        finally:
            self._busy.release()

    def _answered(self) -> Page:
        sent = request.files.get(_FILE)
        data = b"" if sent is None else sent.stream.read()
        if len(data) > MOST_BYTES or rows_of(data) > MOST_ROWS:
            return self.page(f"At most {MOST_ROWS:,} rows and 2 MB, please.", 413)
        asked = {"text": "-", "procedure": request.form.get("procedure", "")}
        procedure = SearchRequest.from_params(asked).procedure
        work = Work(request.form.get("columns", ""), procedure)
        ask: Callable[..., Any] = Answerer(self._sources, procedure).answer
        target = io.BytesIO()
        answer_csv(io.BytesIO(data), target, work, ask, file=_FILE)
        response = Response(target.getvalue(), mimetype="text/csv")
        response.headers["Content-Disposition"] = f'attachment; filename="{_NAME}"'
        return response


def rows_of(data: bytes) -> int:
    """Count the rows under the header, or raise UsageError for what is no text in UTF-8."""
    try:
        if b"\0" in data:
            raise ValueError
        text = data.decode("utf-8-sig")
        rows = sum(1 for row in csv.reader(io.StringIO(text, newline="")) if row)
    except (ValueError, csv.Error) as error:
        raise UsageError(_FILE, None, _EXPECTED) from error
    if not rows:
        raise UsageError(_FILE, None, _EXPECTED)
    return rows - 1


_EXPECTED: Final = (
    "a CSV in UTF-8 with a header, whatever its name ends in;"
    " spreadsheets call it “CSV UTF-8” when saving"
)


def _expected(error: DataError) -> str:
    return "; ".join(problem.expected for problem in error.problems)
