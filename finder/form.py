"""The form of the finder page: its fields, what is kept of them, what is said of a fault."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from finder.errors import FinderError, NotFound, UsageError
from finder.language import mark, say
from finder.request import MAX_TEXT_LENGTH, SearchRequest
from finder.search import DRIVER

FIELDS: Final = ("place", "choice", "driver", "driver_choice", "procedure", "units")
"""The box is called "place", as in a ZIP link, and holds the text; "choice" is the id of
a candidate that was offered. The driver's box likewise."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with the form, said at the field where it can be mended."""

    field: str
    text: str


def request_of(form: Mapping[str, str]) -> SearchRequest:
    """Read the form into a request, or raise UsageError: also for a field it does not have."""
    for name in form:
        if name not in FIELDS:
            raise UsageError(name, form[name], "only the fields of the form")
    return SearchRequest.from_params(
        {
            "text": form.get("place", ""),
            "place": form.get("choice", ""),
            "driver": form.get("driver", ""),
            "driver_place": form.get("driver_choice", ""),
            "procedure": form.get("procedure", ""),
            "units": form.get("units", ""),
        }
    )


def kept(form: Mapping[str, str]) -> dict[str, str]:
    """Return the fields to show again, without what must not stand in HTML, such as NUL."""
    return {name: "".join(filter(str.isprintable, form.get(name, ""))) for name in FIELDS}


def fault_of(error: FinderError, form: Mapping[str, str]) -> Fault:
    """Say an error of the form, or of a link to it, so that a person can mend it."""
    field = "choice"
    if isinstance(error, UsageError):
        field = error.field
    elif isinstance(error, NotFound) and error.kind == DRIVER:
        field = "driver_place"
    if field == "driver" and len(form.get("driver", "")) > MAX_TEXT_LENGTH:
        return Fault("driver", say(_DRIVER_TOO_LONG, most=MAX_TEXT_LENGTH))
    if field == "text" and len(form.get("place", "")) > MAX_TEXT_LENGTH:
        return Fault("place", say(_TOO_LONG, most=MAX_TEXT_LENGTH))
    fault = _FAULTS.get(field, _UNEXPECTED)
    return Fault(fault.field, say(fault.text))


_DRIVER_TOO_LONG: Final = mark("For the driver, use no more than %(most)s characters.")
_TOO_LONG: Final = mark("Use no more than %(most)s characters.")
_CHOICE: Final = Fault(
    "place", mark("That choice is no longer there. Type where you are once more.")
)
_UNEXPECTED: Final = Fault(
    "place", mark("The form held something that it should not. Please try again.")
)
_FAULTS: Final = {
    "text": Fault("place", mark("Type where you are, for example a ZIP code.")),
    "link": Fault(
        "place", mark("That link has no ZIP code that works. Type where you are instead.")
    ),
    "choice": _CHOICE,
    "place": _CHOICE,
    "driver": Fault("driver", mark("Type where the driver starts, for example a ZIP code.")),
    "driver_place": Fault(
        "driver", mark("That choice is no longer there. Type the start once more.")
    ),
    "procedure": Fault("procedure", mark("Choose a procedure from the list.")),
    "units": Fault("units", mark("Choose miles or kilometers.")),
}
"""By the request's field; "link" is the place in a link, "place" the request's candidate id."""
