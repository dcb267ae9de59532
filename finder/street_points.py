"""Address points: rows of OpenAddresses, of the National Address Database and of any CSV.

Read a row at a time from the file, its gzip, or a zip with one file in it, so that memory does
not grow with the file. Coordinates are WGS-84 in all of them.
"""

import csv
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final

import msgspec

from finder.block import AddressPoint, HouseNumber, house_number
from finder.errors import DataError, Problem
from finder.geo import Coordinate
from finder.street_lines import Tell, lines_of, whole
from finder.street_names import street_name


@dataclass(frozen=True, slots=True)
class Layout:
    """Which columns hold what.

    Parts of a number and of a street are joined; of several cities the first that is there counts.
    """

    kind: str
    number: tuple[str, ...]
    street: tuple[str, ...]
    latitude: str
    longitude: str
    zip: str = ""
    city: tuple[str, ...] = ()
    county: str = ""

    @property
    def required(self) -> frozenset[str]:
        """Return the columns without which a file is not of this layout."""
        return frozenset((*self.number, *self.street, self.latitude, self.longitude))

    @property
    def named(self) -> frozenset[str]:
        """Return all columns that are named."""
        return self.required | {self.zip, self.county, *self.city} - {""}


OPENADDRESSES: Final = Layout(
    "openaddresses", ("NUMBER",), ("STREET",), "LAT", "LON", "POSTCODE", ("CITY",)
)
NAD: Final = Layout(
    "nad", ("AddNo_Full",), ("StNam_Full",), "Latitude", "Longitude", "Zip_Code",
    ("Post_City", "Inc_Muni"),
)  # fmt: skip
OLDER_NAD: Final = Layout(
    "nad",
    ("AddNum_Pre", "Add_Number", "AddNum_Suf"),
    ("StN_PreMod", "StN_PreDir", "StN_PreTyp", "StreetName", "StN_PosTyp", "StN_PosDir"),
    "Latitude", "Longitude", "Zip_Code", ("Post_Comm", "Inc_Muni"),
)  # fmt: skip
LAYOUTS: Final = (OPENADDRESSES, NAD, OLDER_NAD)
"""Known by the header: the first whose columns are all there. Sources: the README of OpenAddresses'
collected files, and the schema of the National Address Database (USDOT) as of release 23 and of
its first releases."""

_FIELDS: Final = ("number", "street", "lat", "lon", "zip", "city", "county")


def layout_of(text: str) -> Layout:
    """Read a mapping like "number=HOUSE,street=PREDIR+NAME+TYPE,lat=Y,lon=X,zip=ZIP".

    Raises ValueError where it is not one, or where number, street, lat or lon is missing.
    """
    pairs = [one.partition("=") for one in text.split(",")]
    given = {name.strip(): tuple(part.strip() for part in of.split("+")) for name, _, of in pairs}
    if not all(all(of) for of in given.values()) or not set(given) <= set(_FIELDS):
        raise ValueError
    if len(given) < len(pairs) or not set(_FIELDS[:4]) <= set(given):
        raise ValueError
    if any(len(given.get(name, ())) > 1 for name in ("lat", "lon", "zip", "county")):
        raise ValueError
    one = {name: given.get(name, ("",))[0] for name in ("lat", "lon", "zip", "county")}
    return Layout(
        "csv", given["number"], given["street"], one["lat"], one["lon"], one["zip"],
        given.get("city", ()), one["county"],
    )  # fmt: skip


COLUMNS_EXPECTED: Final = (
    "number=COLUMN,street=COLUMN+COLUMN,lat=COLUMN,lon=COLUMN and, if there are any, zip=, city=, "
    "county= (five digits); a plus joins columns"
)


def csv_points(path: Path, tell: Tell, layout: Layout | None) -> Iterator[AddressPoint | Problem]:
    """Read a CSV with a header, by a layout or by the one that its header is of.

    Raises DataError where the file cannot be read, or has other columns.
    """
    with whole(path), lines_of(path, tell) as lines:
        reader = csv.reader(line.replace("\0", "") for line in lines)
        header = [name.strip() for name in next(reader, [])]
        found = checked_layout(path, header, layout)
        for cells in reader:
            row = dict(zip(header, cells, strict=False))
            yield _point(path.name, reader.line_num, row, found)


def checked_layout(path: Path, header: Sequence[str], layout: Layout | None) -> Layout:
    """Return the layout that a file has, by its header where nobody said; or raise DataError."""
    found = layout or next((one for one in LAYOUTS if one.required <= set(header)), None)
    if found is None:
        shown = ",".join(header)[:_SHOWN]
        expected = "the columns of OpenAddresses or of the National Address Database, or --columns"
        raise DataError([Problem(path.name, 1, "header", shown, expected)])
    missing = sorted(found.named - set(header))
    if missing:
        expected = "a column of this name in the header"
        raise DataError([Problem(path.name, 1, name, "", expected) for name in missing])
    return found


_SHOWN: Final = 80


class _Geometry(msgspec.Struct):
    type: str
    coordinates: list[float] = []


class _Feature(msgspec.Struct):
    """A line of an OpenAddresses GeoJSON file."""

    properties: dict[str, str | int | float | bool | None]
    geometry: _Geometry | None = None


_GEOJSON: Final = Layout(
    "openaddresses", ("number",), ("street",), "lat", "lon", "postcode", ("city",)
)


def geojson_points(path: Path, tell: Tell) -> Iterator[AddressPoint | Problem]:
    """Read a file with one GeoJSON feature a line, as OpenAddresses makes them."""
    decode = msgspec.json.Decoder(_Feature).decode
    with whole(path), lines_of(path, tell) as lines:
        for number, line in enumerate(lines, start=1):
            if not line.strip():
                continue
            try:
                feature = decode(line)
            except (msgspec.MsgspecError, RecursionError):
                yield Problem(path.name, number, "line", line[:40], "one GeoJSON feature")
                continue
            row = {name: str(of) for name, of in feature.properties.items() if of is not None}
            if feature.geometry is not None and feature.geometry.type == "Point":
                longitude, latitude, *_ = (*map(str, feature.geometry.coordinates), "", "")
                row |= {"lat": latitude, "lon": longitude}
            yield _point(path.name, number, row, _GEOJSON)


class _Unusable(ValueError):
    """A row that makes no point: the column, its value, and what was expected."""


def _point(
    file: str, number: int, row: Mapping[str, str], layout: Layout
) -> AddressPoint | Problem:
    try:
        shown = " ".join(filter(None, (_cell(row, name) for name in layout.street)))
        name = _named(shown)
        if not name.base:
            raise _Unusable("+".join(layout.street), shown, "the name of a street")
        house = _house("+".join(layout.number), "".join(_cell(row, one) for one in layout.number))
        return AddressPoint(
            name=name,
            shown=shown,
            zip=_zip(layout.zip, _cell(row, layout.zip)),
            county=_county(layout.county, _cell(row, layout.county)),
            city=next(filter(None, (_cell(row, one) for one in layout.city)), ""),
            number=house.number,
            letter=house.letter,
            coordinate=_coordinate(row, layout),
            prefix=house.prefix,
        )
    except _Unusable as error:
        column, value, expected = error.args
        return Problem(file, number, column, value, expected)


_NOTHING: Final = frozenset({"not stated", "unknown", "null", "none", "n/a"})
"""What stands in a cell for nothing; the National Address Database writes "Not stated"."""

_CACHED_NAMES: Final = 20_000
_named = lru_cache(maxsize=_CACHED_NAMES)(street_name)


def _cell(row: Mapping[str, str], column: str) -> str:
    text = row.get(column, "").strip()
    return "" if text.lower() in _NOTHING else text


def _house(column: str, text: str) -> HouseNumber:
    found = house_number(text)
    if found is None or found.number == 0:
        raise _Unusable(column, text, "a house number")
    return found


def _zip(column: str, text: str) -> str | None:
    """Read a ZIP, with four digits more or without its zeros in front; nothing is no fault."""
    found = re.fullmatch(r"([0-9]{3,5})(?:-?[0-9]{4})?", text)
    if text and found is None:
        raise _Unusable(column, text, "a ZIP of five digits, or nothing")
    return None if found is None else found[1].zfill(5)


def _county(column: str, text: str) -> str:
    if text and not re.fullmatch(r"[0-9]{5}", text):
        raise _Unusable(column, text, "a county's FIPS code of five digits, or nothing")
    return text


_NORTHERNMOST: Final = 72.0
_SOUTHERNMOST: Final = -15.0
_EAST_OF_GUAM: Final = 144.0
_WEST_OF_MAINE: Final = -64.0
"""Limits of the United States and its territories, in degrees: columns that were swapped, and
the point 0, 0, lie outside."""


def _coordinate(row: Mapping[str, str], layout: Layout) -> Coordinate:
    texts = _cell(row, layout.latitude), _cell(row, layout.longitude)
    try:
        latitude, longitude = map(float, texts)
    except ValueError:
        latitude = longitude = math.nan
    across = -180 <= longitude <= _WEST_OF_MAINE or _EAST_OF_GUAM <= longitude <= 180
    if not (across and _SOUTHERNMOST <= latitude <= _NORTHERNMOST):
        column = f"{layout.latitude}, {layout.longitude}"
        raise _Unusable(column, ", ".join(texts), "degrees of a point in the United States")
    return Coordinate(latitude, longitude)
