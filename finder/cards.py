"""Cards: a hospital as the pages show it, every word settled before the template sees it."""

from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

from finder import wording
from finder.facility import PROCEDURES, Availability, Facility, Phone
from finder.place import Place
from finder.rank import Hit
from finder.request import Units


@dataclass(frozen=True, slots=True)
class PhoneLine:
    """A phone to ring: the number, the tel: target, what it is for, and its standing."""

    number: str
    target: str
    purpose: str
    unconfirmed: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """A question with its answer: `value` is yes, no or unknown, `text` says it."""

    name: str
    explanation: str
    value: Availability
    text: str


@dataclass(frozen=True, slots=True)
class Directions:
    """A link to somebody's maps: whose, and the address of the hospital alone in it."""

    provider: str
    url: str


@dataclass(frozen=True, slots=True)
class Card:
    """One hospital in a list. `rank` is None and the distances empty before a place is typed."""

    id: str
    rank: int | None
    name: str
    street: str
    town: str
    distance: str
    distance_kind: str
    distance_from: str
    phones: tuple[PhoneLine, ...]
    website: str
    emergency: Fact
    procedures: tuple[Fact, ...]
    arrival: tuple[tuple[str, str], ...]
    directions: Directions | None
    checked_on: str


def list_card(facility: Facility, directions: str) -> Card:
    """Return the card of a hospital in the plain list, without a distance."""
    return _card(facility, directions)


def hit_card(hit: Hit, origin: Place, units: Units, directions: str) -> Card:
    """Return the card of a hospital in an answer."""
    return _card(
        hit.facility,
        directions,
        rank=hit.rank,
        distance=wording.distance_text(hit.distance_m, origin.radius_m, units),
        distance_kind=wording.kind_text(hit.distance_kind),
        distance_from=wording.from_text(origin),
    )


def _card(  # noqa: PLR0913 (the fields of a distance, which belong together)
    facility: Facility,
    directions: str,
    *,
    rank: int | None = None,
    distance: str = "",
    distance_kind: str = "",
    distance_from: str = "",
) -> Card:
    return Card(
        id=facility.id,
        rank=rank,
        name=facility.name,
        street=facility.street,
        town=f"{facility.city}, {facility.state} {facility.zip}",
        distance=distance,
        distance_kind=distance_kind,
        distance_from=distance_from,
        phones=tuple(phone_line(phone) for phone in facility.phones if phone.shown),
        website=facility.website,
        emergency=emergency_fact(facility),
        procedures=procedure_facts(facility),
        arrival=_arrival(facility),
        directions=directions_to(facility, directions),
        checked_on=""
        if facility.checked_on is None
        else long_date(facility.checked_on.isoformat()),
    )


def phone_line(phone: Phone) -> PhoneLine:
    """Return a phone with its tel: target in the international form that RFC 3966 wants."""
    return PhoneLine(
        phone.number, f"tel:+1-{phone.number}", phone.purpose, phone.checked_on is None
    )


def emergency_fact(facility: Facility) -> Fact:
    """Return whether there is an emergency department, with what doubt there is about it."""
    value = facility.emergency_department
    return Fact(
        "Emergency department", facility.emergency_note, value, wording.availability_text(value)
    )


def procedure_facts(facility: Facility) -> tuple[Fact, ...]:
    """Return every procedure with yes, no or unknown, in the order of the table."""
    return tuple(
        Fact(
            procedure.name,
            procedure.plain_name,
            facility.does(procedure.id),
            wording.availability_text(facility.does(procedure.id)),
        )
        for procedure in PROCEDURES
    )


def _arrival(facility: Facility) -> tuple[tuple[str, str], ...]:
    lines = (
        ("Parking", facility.parking),
        ("Entrance", facility.entrance),
        ("Public transit", facility.transit),
    )
    return tuple(line for line in lines if line[1])


def long_date(iso: str) -> str:
    """Write 2026-11-24 as November 24, 2026."""
    year, month, day = iso.split("-")
    return f"{_MONTHS[int(month) - 1]} {int(day)}, {year}"


_MONTHS: Final = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def directions_to(facility: Facility, provider: str) -> Directions | None:
    """Return a link that names the hospital and nothing else: no starting point, no search."""
    target = f"{facility.name}, {facility.address}"
    point = f"{facility.coordinate.latitude:.6f},{facility.coordinate.longitude:.6f}"
    links = {
        "google": (
            "Google Maps",
            "https://www.google.com/maps/dir/?api=1&",
            {"destination": target},
        ),
        "apple": ("Apple Maps", "https://maps.apple.com/?", {"daddr": target}),
        "openstreetmap": (
            "OpenStreetMap",
            "https://www.openstreetmap.org/directions?",
            {"to": point},
        ),
    }
    if provider not in links:
        return None
    name, base, query = links[provider]
    return Directions(name, base + urlencode(query))
