"""Linked data: what search engines are told, and that it cannot end its element."""

import json
from dataclasses import replace
from typing import Any

import pytest
from markupsafe import Markup

from finder.facility import Availability, Facility
from finder.linked import document, hospital_thing, procedure_thing
from finder.program import Topic
from finder.search import Sources


@pytest.fixture
def union(sources: Sources) -> Facility:
    return sources.directory.by_id("union-memorial")


def topic(**changes: Any) -> Topic:
    plain: dict[str, Any] = {
        "id": "tavr", "lang": "en", "title": "TAVR", "summary": "A new valve.", "order": 1,
        "page": "program", "sources": (), "reviewed_on": "", "html": Markup(),
        "procedure": "tavr", "plain_name": "a new aortic valve",
    }  # fmt: skip
    return Topic(**plain | changes)


def test_a_hospital_has_its_address_point_and_services(union: Facility) -> None:
    thing = hospital_thing(union, "https://finder.example.org")

    assert thing["@type"] == "Hospital"
    assert thing["url"] == "https://finder.example.org/hospital/union-memorial"
    assert thing["sameAs"] == union.website
    assert thing["telephone"] == "+1-410-554-2000"
    assert thing["address"]["postalCode"] == "21218"
    assert thing["geo"] == {
        "@type": "GeoCoordinates",
        "latitude": 39.32904,
        "longitude": -76.614739,
    }
    assert [one["name"] for one in thing["availableService"]] == [
        "MitraClip", "TAVR", "Left atrial appendage closure", "Heart valve surgery",
    ]  # fmt: skip
    assert thing["medicalSpecialty"] == ["https://schema.org/Cardiovascular"]


def test_what_is_not_known_is_not_told(union: Facility, sources: Sources) -> None:
    nothing = dict.fromkeys(union.availability, Availability.UNKNOWN)
    unknown = hospital_thing(replace(union, availability=nothing), "")
    doubtful = hospital_thing(sources.directory.by_id("national-rehabilitation"), "")

    assert not {"availableService", "medicalSpecialty", "url", "@id"} & unknown.keys()
    assert "telephone" not in doubtful


def test_an_operation_is_a_surgical_procedure_and_the_others_go_through_a_vessel() -> None:
    tube = procedure_thing(topic(), "", "/program#tavr")
    operation = procedure_thing(topic(procedure="valve_surgery"), "https://f.example", "/program")

    assert (tube["@type"], tube["procedureType"]) == (
        "MedicalProcedure",
        "https://schema.org/PercutaneousProcedure",
    )
    assert "url" not in tube
    assert operation["@type"] == "SurgicalProcedure"
    assert "procedureType" not in operation
    assert operation["url"] == "https://f.example/program"


@pytest.mark.parametrize("text", ["</script><script>alert(1)</script>", "<!--", "a & b", "\u2028"])
def test_no_text_can_end_its_element_and_every_text_survives(text: str) -> None:
    written = document([{"name": text}])

    assert not set("<>&\u2028") & set(written)
    assert json.loads(written)["@graph"] == [{"name": text}]
