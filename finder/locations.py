"""One row of the locations file: its columns, its checks, and the Facility it becomes."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from itertools import pairwise
from typing import Any, Final

from finder.columns import (
    Column,
    day,
    degrees,
    listed,
    matching,
    or_nothing,
    some_text,
    value_of,
    web_address,
)
from finder.facility import PROCEDURES, Availability, Confidence, Facility, Phone
from finder.geo import Coordinate
from finder.place import STATES

PHONE_SLOTS: Final = (1, 2)
"""Numbers of the groups of columns that hold a phone each."""

US_BOXES: Final = (
    (17.5, 71.5, -180.0, -64.5),
    (13.2, 20.6, 144.5, 146.2),
    (-14.7, -11.0, -171.2, -168.1),
)
"""South, north, west and east edges in degrees: the states with Puerto Rico and the Virgin
Islands, the Marianas with Guam, and American Samoa."""

Values = dict[str, Any]
"""Column name to typed value, of those cells that could be read."""

Fault = tuple[str, str]
"""The column a fault is in, and what was expected there."""


def _state(text: str) -> str:
    if text not in STATES:
        raise ValueError
    return text


_AVAILABILITY = "yes, no or unknown"
_CONFIDENCE = "good, fair or doubtful, or nothing where there is no phone"
_DAY = "a day written like 2026-11-24, or nothing"


def _phone_columns(slot: int) -> tuple[Column, ...]:
    name = f"phone_{slot}"
    number = or_nothing(matching(r"[0-9]{3}-[0-9]{3}-[0-9]{4}"))
    return (
        Column(name, "a phone number written like 410-554-2000, or nothing", number),
        Column(f"{name}_for", "what the number is for", str),
        Column(f"{name}_confidence", _CONFIDENCE, or_nothing(Confidence)),
        Column(f"{name}_checked_on", _DAY, or_nothing(day)),
    )


COLUMNS: Final = (
    Column(
        "id", "lower-case words joined by dashes, like union-memorial",
        matching(r"[a-z0-9]+(-[a-z0-9]+)*"),
    ),
    Column("name", "the full name", some_text),
    Column("aliases", "other names, with semicolons between", listed),
    Column("street", "the house number and street", some_text),
    Column("city", "the city of the postal address", some_text),
    Column("other_city_names", "other names of the town, with semicolons between", listed),
    Column("state", "the two capital letters of a state, like MD", _state),
    Column("zip", "five digits, kept as text", matching(r"[0-9]{5}")),
    Column("county", "the county, or the city where it is its own", some_text),
    Column(
        "ccn", "the six digits or capitals of the CMS certification number, kept as text",
        matching(r"[0-9A-Z]{6}"),
    ),
    *(column for slot in PHONE_SLOTS for column in _phone_columns(slot)),
    Column("website", "a web address that begins with https://", web_address),
    Column("latitude", "degrees between -90 and 90, like 39.32904", degrees(90.0)),
    Column("longitude", "degrees between -180 and 180, like -76.614739", degrees(180.0)),
    Column("coordinate_source", "where the coordinate comes from", some_text),
    Column("emergency_department", _AVAILABILITY, Availability),
    Column("emergency_note", "text, or nothing", str),
    *(Column(f"offers_{p.id}", _AVAILABILITY, Availability) for p in PROCEDURES),
    Column("parking", "text, or nothing", str),
    Column("entrance", "text, or nothing", str),
    Column("transit", "text, or nothing", str),
    Column("checked_on", _DAY, or_nothing(day)),
)  # fmt: skip
"""Every column of the file, in the order of the file that comes with Finder."""


def phone_is_whole(values: Values, _: date) -> Iterator[Fault]:
    """Find phones without purpose or confidence, and either of them without a phone."""
    for name in (f"phone_{slot}" for slot in PHONE_SLOTS):
        rest = [column for column in (f"{name}_for", f"{name}_confidence") if column in values]
        if name not in values:
            continue
        if values[name] is not None:
            expected = f"something, since {name} is given"
            yield from ((column, expected) for column in rest if not values[column])
        elif any(values[column] for column in rest) or values.get(f"{name}_checked_on"):
            yield name, f"a phone number, since other columns of {name} are filled"


def phones_have_no_gap(values: Values, _: date) -> Iterator[Fault]:
    """Find a second phone without a first."""
    for one, following in pairwise(f"phone_{slot}" for slot in PHONE_SLOTS):
        if {one, following} <= values.keys() and not values[one] and values[following]:
            yield one, f"a phone number, since {following} is given"


def point_is_in_the_us(values: Values, _: date) -> Iterator[Fault]:
    """Find coordinates outside all of US_BOXES: 0, 0, a lost minus, exchanged numbers."""
    if not {"latitude", "longitude"} <= values.keys():
        return
    lat, lon = values["latitude"], values["longitude"]
    if not any(s <= lat <= n and w <= lon <= e for s, n, w, e in US_BOXES):
        expected = f"with latitude {lat:g} a point in the US, where most longitudes are negative"
        yield "longitude", expected


def days_are_past(values: Values, today: date) -> Iterator[Fault]:
    """Find days on which nobody can have checked anything yet."""
    for name, value in values.items():
        if name.endswith("checked_on") and value is not None and value > today:
            yield name, f"a day not after today, {today.isoformat()}"


ROW_CHECKS: Final = (phone_is_whole, phones_have_no_gap, point_is_in_the_us, days_are_past)
"""Asked of every row, about those of its cells that could be read."""


def row_faults(cells: Mapping[str, str], today: date) -> tuple[Fault, ...]:
    """Return everything that is wrong with a row; columns that it lacks are passed over."""
    values, faults = _read(cells)
    for check in ROW_CHECKS:
        faults.extend(check(values, today))
    return tuple(faults)


def facility_of(cells: Mapping[str, str]) -> Facility:
    """Make the facility of a row that has all columns and no faults."""
    values, _ = _read(cells)
    latitude, longitude = values.pop("latitude"), values.pop("longitude")
    phones = tuple(_phones(values))
    offered = {p.id: values.pop(f"offers_{p.id}") for p in PROCEDURES}
    return Facility(
        **{name: value for name, value in values.items() if not name.startswith("phone_")},
        phones=phones,
        coordinate=Coordinate(latitude, longitude),
        availability=offered,
    )


def _read(cells: Mapping[str, str]) -> tuple[Values, list[Fault]]:
    values: Values = {}
    faults: list[Fault] = []
    for column in COLUMNS:
        if column.name in cells:
            try:
                values[column.name] = value_of(column, cells[column.name])
            except ValueError as error:
                faults.append((column.name, str(error)))
    return values, faults


def _phones(values: Values) -> Iterable[Phone]:
    for name in (f"phone_{slot}" for slot in PHONE_SLOTS):
        if values[name] is not None:
            yield Phone(
                values[name],
                values[f"{name}_for"],
                values[f"{name}_confidence"],
                values[f"{name}_checked_on"],
            )
