"""Linked data: hospitals and procedures as schema.org names them, for search engines."""

import json
from collections.abc import Sequence
from typing import Any, Final

from markupsafe import Markup

from finder.facility import PROCEDURES, Availability, Facility
from finder.language import say, spoken
from finder.program import Topic
from finder.sheet import path_of

CONTEXT: Final = "https://schema.org"

Thing = dict[str, Any]

_SURGERY: Final = frozenset({"valve_surgery"})
"""Procedures that are operations; all others of the program go through a blood vessel."""

_SPECIALTIES: Final = {"cardiology": "https://schema.org/Cardiovascular"}
"""What we list beside procedures and schema.org calls a specialty."""

_ESCAPED: Final = {ord(one): f"\\u{ord(one):04x}" for one in "<>&\u2028\u2029"}
"""Inside a script element only these could end it or be read as something else."""


def document(things: Sequence[Thing]) -> Markup:
    """Write things as one JSON-LD document that can stand in a script element."""
    text = json.dumps({"@context": CONTEXT, "@graph": list(things)}, separators=(",", ":"))
    return Markup(text.translate(_ESCAPED))  # noqa: S704 (nothing is left that could end the element)


def hospital_thing(facility: Facility, public_url: str) -> Thing:
    """Describe a hospital; only what is known, and no phone that patients are not shown."""
    thing: Thing = {
        "@type": "Hospital",
        "name": facility.name,
        "address": {
            "@type": "PostalAddress",
            "streetAddress": facility.street,
            "addressLocality": facility.city,
            "addressRegion": facility.state,
            "postalCode": facility.zip,
            "addressCountry": "US",
        },
        "geo": {
            "@type": "GeoCoordinates",
            "latitude": facility.coordinate.latitude,
            "longitude": facility.coordinate.longitude,
        },
        "sameAs": facility.website,
    }
    if public_url:
        page = f"{public_url}{spoken().path(path_of(facility.id))}"
        thing |= {"@id": page, "url": page}
    phones = [f"+1-{phone.number}" for phone in facility.phones if phone.shown]
    if phones:
        thing["telephone"] = phones[0]
    return thing | _services(facility)


def _services(facility: Facility) -> Thing:
    """Name what the hospital lists; what is unknown is left out, as is what it does not do."""
    listed = [one for one in PROCEDURES if facility.does(one.id) is Availability.YES]
    procedures = [
        {"@type": _type(one.id), "name": say(one.name), "description": say(one.plain_name)}
        for one in listed
        if one.id not in _SPECIALTIES
    ]
    specialties = [_SPECIALTIES[one.id] for one in listed if one.id in _SPECIALTIES]
    found: Thing = {"availableService": procedures} if procedures else {}
    return found | ({"medicalSpecialty": specialties} if specialties else {})


def _type(procedure_id: str | None) -> str:
    return "SurgicalProcedure" if procedure_id in _SURGERY else "MedicalProcedure"


def procedure_thing(topic: Topic, public_url: str, path: str) -> Thing:
    """Describe a procedure that a page is about."""
    thing: Thing = {
        "@type": _type(topic.procedure),
        "name": topic.title,
        "description": topic.summary,
        "bodyLocation": "Heart",
    }
    if topic.procedure not in _SURGERY:
        thing["procedureType"] = "https://schema.org/PercutaneousProcedure"
    if topic.plain_name:
        thing["alternateName"] = topic.plain_name
    if public_url:
        thing["url"] = f"{public_url}{spoken().path(path)}"
    return thing
