"""Panels: lists of people with a place in each row; which columns say it, and in what words.

The words are what somebody would type into the box, so that a row is answered as a search is.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from finder.errors import UsageError
from finder.names import fold

PARTS: Final[Mapping[str, frozenset[str]]] = {
    "address": frozenset(
        {
            "address", "street address", "full address", "home address", "mailing address",
            "address line 1", "address1", "addr", "street", "location", "place",
        }
    ),
    "city": frozenset({"city", "town", "city name"}),
    "state": frozenset({"state", "state code", "state abbreviation"}),
    "zip": frozenset(
        {"zip", "zip code", "zipcode", "zip5", "zip 5", "postal code", "postalcode", "postcode"}
    ),
    "lat": frozenset({"lat", "latitude"}),
    "lon": frozenset({"lon", "lng", "long", "longitude"}),
}  # fmt: skip
"""What a row's place is made of, and the names by which columns with it are known."""

COLUMNS_EXPECTED: Final = (
    "pairs like address=Street,city=Town,zip=ZIP with columns of the file; the parts are "
    + ", ".join(PARTS)
)
_NAMED_SO: Final = (
    "a column named for what it holds (address, zip, lat and lon, ...), or --columns: "
    + COLUMNS_EXPECTED
)

_LOST_ZEROS: Final = re.compile(r"([0-9]{3,5})\.0")
"""A ZIP that a program took for a number: 2138.0 was 02138."""

_LONG_DECIMALS: Final = re.compile(r"(\.[0-9]{12})[0-9]+")
"""More decimals of a degree than anybody can mean, and than a search reads."""


@dataclass(frozen=True, slots=True)
class PlaceColumns:
    """Which columns say where somebody is: a part of PARTS to the number of its column."""

    numbers: Mapping[str, int]

    @property
    def only_zip(self) -> int | None:
        """Return the column of the ZIP where nothing else says the place."""
        return self.numbers["zip"] if list(self.numbers) == ["zip"] else None

    def text(self, cells: Sequence[str]) -> str:
        """Return the place of a row as it would be typed; empty where the row names none.

        A coordinate goes before an address, which is coarser.
        """
        part = {name: cells[number].strip() for name, number in self.numbers.items()}
        latitude, longitude = part.get("lat", ""), part.get("lon", "")
        if latitude and longitude:
            return _LONG_DECIMALS.sub(r"\1", f"{latitude}, {longitude}")
        zip_code = zip_text(part.get("zip", ""))
        end = f"{part.get('state', '')} {zip_code}".strip()
        return ", ".join(filter(None, (part.get("address"), part.get("city"), end)))


def zip_text(cell: str) -> str:
    """Return a ZIP as it was before a program took it for a number with decimals."""
    found = _LOST_ZEROS.fullmatch(cell)
    return found[1].zfill(5) if found else cell


def chosen_columns(header: Sequence[str], chosen: str) -> PlaceColumns:
    """Return the columns that somebody chose by `part=name` pairs, or raise UsageError."""
    numbers: dict[str, int] = {}
    for pair in chosen.split(","):
        part, separator, name = (piece.strip() for piece in pair.partition("="))
        if not separator or part not in PARTS or part in numbers:
            raise UsageError("columns", chosen, COLUMNS_EXPECTED)
        if header.count(name) != 1:
            raise UsageError("columns", chosen, f"columns of the file: {', '.join(header)}")
        numbers[part] = header.index(name)
    return _sound(numbers, chosen)


def found_columns(header: Sequence[str]) -> PlaceColumns:
    """Return the columns whose names say what they hold; raise UsageError where none or two do."""
    numbers: dict[str, int] = {}
    keys = [" ".join(re.split(r"[^a-z0-9]+", fold(name))).strip() for name in header]
    for part, names in PARTS.items():
        exact = [at for at, key in enumerate(keys) if key in names]
        ending = [at for at, key in enumerate(keys) if key.rpartition(" ")[2] in names]
        fits = exact or ending
        if len(fits) > 1:
            both = " or ".join(header[at] for at in fits)
            raise UsageError("columns", None, f"one column for {part}, not {both}; say --columns")
        if fits:
            numbers[part] = fits[0]
    taken = {part: at for part, at in numbers.items() if part not in ("lat", "lon")}
    return _sound(numbers if {"lat", "lon"} <= numbers.keys() else taken, None)


def _sound(numbers: Mapping[str, int], chosen: str | None) -> PlaceColumns:
    if not numbers.keys() & {"address", "city", "zip", "lat"} or ("lat" in numbers) != (
        "lon" in numbers
    ):
        raise UsageError("columns", chosen, _NAMED_SO)
    return PlaceColumns({part: numbers[part] for part in PARTS if part in numbers})
