"""The request: the only place where strings from outside become typed values."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, fields
from functools import cache
from typing import Annotated, Any, Final, Literal, Self, get_type_hints

import msgspec
from msgspec import Meta

from finder.errors import UsageError
from finder.facility import PROCEDURE_BY_ID
from finder.language import mark

MAX_TEXT_LENGTH: Final = 200
"""Characters of a place text; the longest real US address lines are under 120."""

MAX_LIMIT: Final = 50
DEFAULT_LIMIT: Final = 10
WHAT_TO_TYPE: Final = mark("a ZIP code, a town, an address or a hospital's name")

EXPECTED: Final = {
    "text": f"{WHAT_TO_TYPE}, at most {MAX_TEXT_LENGTH} characters",
    "place": "the id of a candidate from an earlier answer",
    "driver": f"where somebody else who drives starts: {WHAT_TO_TYPE}, at most {MAX_TEXT_LENGTH}"
    " characters",
    "driver_place": "the id of a candidate for the driver's start from an earlier answer",
    "procedure": "one of " + ", ".join(PROCEDURE_BY_ID),
    "limit": f"a whole number from 1 to {MAX_LIMIT}",
    "units": "mi (miles) or km (kilometres)",
}
"""What each field takes: in the API's document and in the errors alike."""

_DASHES: Final = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2013\u2014\u2212"), "-")

Units = Literal["mi", "km"]
_PROCEDURE = Meta(
    description=EXPECTED["procedure"],
    pattern=f"^(?:{'|'.join(PROCEDURE_BY_ID)})$",
    extra_json_schema={"enum": list(PROCEDURE_BY_ID)},
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SuggestRequest:
    """What somebody has typed so far."""

    text: Annotated[str, Meta(description=EXPECTED["text"], max_length=MAX_TEXT_LENGTH)]

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> Self:
        """Turn named values (a form, a JSON body, a command line) into a request.

        Raises UsageError for a name that is not a field, a value that does not fit, a text
        that is empty or too long. An empty string means "not given", except for `text`.
        """
        known = [field.name for field in fields(cls)]
        for name in params:
            if name not in known:
                raise UsageError(name, params[name], "only the fields " + ", ".join(known))
        given = {name: value for name, value in params.items() if value not in ("", None)}
        values: dict[str, Any] = {name: _converted(cls, name, given[name]) for name in given}
        values["text"] = clean_text(values.get("text", ""))
        if not values.get("driver", "").strip():
            values.pop("driver", None)
            if values.get("driver_place"):
                raise UsageError("driver_place", values["driver_place"], "a driver as well")
        else:
            values["driver"] = clean_text(values["driver"], field="driver")
        return cls(**values)


@dataclass(frozen=True, slots=True, kw_only=True)
class GeocodeRequest(SuggestRequest):
    """What somebody typed, and which candidate of an earlier tie they chose, if any."""

    place: Annotated[str, Meta(description=EXPECTED["place"], max_length=100)] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SearchRequest(GeocodeRequest):
    """What somebody asks: where they are, which hospitals they mean, and who drives.

    `driver` is where somebody else who drives starts; the order is by `text` alone.
    """

    driver: (
        Annotated[str, Meta(description=EXPECTED["driver"], max_length=MAX_TEXT_LENGTH)] | None
    ) = None
    driver_place: (
        Annotated[str, Meta(description=EXPECTED["driver_place"], max_length=100)] | None
    ) = None
    procedure: Annotated[str, _PROCEDURE] | None = None
    limit: Annotated[int, Meta(description=EXPECTED["limit"], ge=1, le=MAX_LIMIT)] = DEFAULT_LIMIT
    units: Annotated[Units, Meta(description=EXPECTED["units"])] = "mi"


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls, include_extras=True)


def _converted(cls: type, name: str, value: object) -> object:
    """Convert one value; figures may come as text, from a form or a command line."""
    hint = _hints(cls)[name]
    if name == "procedure" and value not in list(PROCEDURE_BY_ID):
        raise UsageError(name, value, EXPECTED[name])
    figures = name == "limit" and isinstance(value, str) and value.isdecimal()
    try:
        return msgspec.convert(value, hint, strict=not figures)
    except msgspec.ValidationError:
        raise UsageError(name, value, EXPECTED[name]) from None


def clean_text(text: str, *, field: str = "text") -> str:
    """Return the text with plain figures, dashes and spaces, without control characters."""
    plain = unicodedata.normalize("NFKC", text).translate(_DASHES)
    kept = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in plain)
    tidy = " ".join(kept.split())
    if not tidy:
        raise UsageError(field, text, WHAT_TO_TYPE)
    return tidy
