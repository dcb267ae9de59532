"""Facilities: one hospital, every field typed, nothing known that was not said."""

from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from finder.geo import Coordinate
from finder.language import mark
from finder.names import name_key


class Availability(StrEnum):
    """Whether a facility has something. UNKNOWN is not NO, and never shown as if it were."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


BEST_FIRST: Final = (Availability.YES, Availability.UNKNOWN, Availability.NO)
"""The order in which facilities come that are alike otherwise."""


class Confidence(StrEnum):
    """How far a fact's sources agree. A doubtful phone is kept but not shown to patients."""

    GOOD = "good"
    FAIR = "fair"
    DOUBTFUL = "doubtful"


@dataclass(frozen=True, slots=True)
class Procedure:
    """Something a heart patient may need: `id` names it in requests and in the CSV columns."""

    id: str
    name: str
    plain_name: str


PROCEDURES: Final = (
    Procedure("mitraclip", mark("MitraClip"), mark("a clip for a leaking mitral valve")),
    Procedure("tavr", mark("TAVR"), mark("a new aortic valve through a blood vessel")),
    Procedure(
        "laao", mark("Left atrial appendage closure"), mark("closing a small pouch of the heart")
    ),
    Procedure("valve_surgery", mark("Heart valve surgery"), mark("an operation on a heart valve")),
    Procedure("cardiology", mark("Cardiology"), mark("care by heart doctors")),
)
"""Every procedure that `data/locations.csv` has a column for, in the order people see."""

PROCEDURE_BY_ID: Final = {procedure.id: procedure for procedure in PROCEDURES}


@dataclass(frozen=True, slots=True)
class Phone:
    """A number as digits with dashes, what it is for, and how far to trust it.

    `checked_on` is None while nobody has rung the number.
    """

    number: str
    purpose: str
    confidence: Confidence
    checked_on: date | None

    @property
    def shown(self) -> bool:
        """Tell whether patients are given this number; a doubtful one could misdirect them."""
        return self.confidence is not Confidence.DOUBTFUL


@dataclass(frozen=True, slots=True)
class Facility:
    """One hospital: a row of `data/locations.csv`. ZIP, CCN and phones are text."""

    id: str
    name: str
    aliases: tuple[str, ...]
    street: str
    city: str
    other_city_names: tuple[str, ...]
    state: str
    zip: str
    county: str
    ccn: str
    phones: tuple[Phone, ...]
    website: str
    coordinate: Coordinate
    coordinate_source: str
    emergency_department: Availability
    emergency_note: str
    parking: str
    entrance: str
    transit: str
    checked_on: date | None
    availability: dict[str, Availability] = field(hash=False)

    @property
    def short_name(self) -> str:
        """Drop the system's name, which all facilities share."""
        return self.name.removeprefix("MedStar ")

    @property
    def address(self) -> str:
        """Write the postal address on one line."""
        return f"{self.street}, {self.city}, {self.state} {self.zip}"

    def does(self, procedure_id: str) -> Availability:
        """Tell whether the facility lists a procedure; unlisted columns are unknown."""
        return self.availability.get(procedure_id, Availability.UNKNOWN)


_WRITTEN_OUT: Final = {
    "sq": "square", "cntr": "center", "cen": "center", "med": "medical", "mem": "memorial",
    "meml": "memorial", "gen": "general", "genl": "general", "hsp": "hospital",
    "natl": "national", "ntl": "national", "reg": "regional", "regl": "regional",
}  # fmt: skip
"""Short forms of words in hospitals' names, which are no part of the name key: "Sq" is a street's
suffix as well. Source: USPS Publication 28, appendices C1 and G."""


def facility_key(text: str) -> str:
    """Return the name key of a hospital, with the short forms of its words written out.

    >>> facility_key("Franklin Sq Hosp") == name_key("Franklin Square Hospital")
    True
    """
    return " ".join(_WRITTEN_OUT.get(word, word) for word in name_key(text).split())
