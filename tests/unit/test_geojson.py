"""Answers as GeoJSON by RFC 7946."""

import json
from datetime import date
from typing import Any

import msgspec
import pytest

from finder.facility import PROCEDURES
from finder.geojson import (
    FacilitiesModel,
    SearchModel,
    encode,
    facilities_model,
    facility_feature,
    search_model,
)
from finder.request import SearchRequest
from finder.search import Sources, search


def answer(sources: Sources, text: str, procedure: str | None = None) -> dict[str, Any]:
    response = search(SearchRequest(text=text, procedure=procedure), sources)
    decoded: dict[str, Any] = json.loads(encode(search_model(response)))
    return decoded


def test_a_position_is_longitude_before_latitude(sources: Sources) -> None:
    facility = sources.directory.by_id("union-memorial")

    feature = json.loads(encode(facility_feature(facility)))

    assert feature["geometry"] == {"type": "Point", "coordinates": [-76.614739, 39.32904]}


@pytest.mark.parametrize("text", ["21218", "Springfield", "zzzz"])
def test_every_answer_is_a_feature_collection(text: str, sources: Sources) -> None:
    found = answer(sources, text)

    assert found["type"] == "FeatureCollection"
    assert isinstance(found["features"], list)
    assert not {"coordinates", "geometries", "geometry", "properties"} & found.keys()


def test_every_feature_has_a_point_properties_and_an_id(sources: Sources) -> None:
    for feature in answer(sources, "21218")["features"]:
        longitude, latitude = feature["geometry"]["coordinates"]

        assert feature["type"] == "Feature"
        assert feature["geometry"]["type"] == "Point"
        assert -78 < longitude < -76
        assert 38 < latitude < 40
        assert feature["id"] == feature["properties"]["id"]


def test_features_are_in_rank_order_and_say_how_far_from_where(sources: Sources) -> None:
    properties = [feature["properties"] for feature in answer(sources, "21218")["features"]]

    assert [one["rank"] for one in properties] == list(range(1, 11))
    minutes = [one["minutes"] for one in properties]
    assert minutes == sorted(minutes)
    assert all(isinstance(one["distance_m"], int) for one in properties)
    assert {one["distance_kind"] for one in properties} == {"straight_line"}
    assert [one["distance_from"] for one in properties] == [
        "anywhere in ZIP 21218" if " to " in one["distance_text"] else "the middle of ZIP 21218"
        for one in properties
    ]


def test_an_answer_says_how_sure_it_is_with_shares_and_in_words(sources: Sources) -> None:
    found = answer(sources, "20009")["certainty"]

    assert found["certain"] is False
    assert [one["id"] for one in found["could_be_first"]] == ["washington", "georgetown"]
    assert found["next_door"] == {"washington": ["national-rehabilitation"]}
    assert "Washington Hospital Center (and, next door, National Rehab" in found["text"]


def test_a_match_says_what_the_text_was_taken_to_be(sources: Sources) -> None:
    found = answer(sources, "21218", "mitraclip")

    assert found["status"] == "match"
    assert found["origin"].keys() == {"label", "granularity", "lat", "lon", "radius_m", "source"}
    assert found["origin"]["label"] == "ZIP 21218, Baltimore, MD"
    assert found["origin"]["granularity"] == "postcode"
    assert found["origin"]["lat"] == pytest.approx(39.33, abs=0.02)
    assert found["origin"]["lon"] == pytest.approx(-76.60, abs=0.02)
    assert (found["procedure"], found["nearest"]) == ("mitraclip", "union-memorial")
    assert found["nearest_by_procedure"].keys() == {procedure.id for procedure in PROCEDURES}


def test_a_tie_has_candidates_to_choose_by_id_and_nothing_else(sources: Sources) -> None:
    found = answer(sources, "Springfield")

    assert (found["status"], found["origin"], found["features"]) == ("tie", None, [])
    assert (found["nearest"], found["nearest_by_procedure"]) == (None, {})
    assert len(found["candidates"]) > 1
    assert {"id", "label", "lat", "lon", "county", "state"} <= found["candidates"][0].keys()


def test_no_match_has_advice(sources: Sources) -> None:
    found = answer(sources, "zzzz")

    assert (found["status"], found["candidates"], found["features"]) == ("no_match", [], [])
    assert found["advice"]
    assert found["notes"][0]["code"] == "unknown_place"


def test_only_no_match_has_advice(sources: Sources) -> None:
    assert answer(sources, "21218")["advice"] == answer(sources, "Springfield")["advice"] == []


def test_the_sources_that_must_be_named_are_named(sources: Sources) -> None:
    for text in ("21218", "Springfield", "zzzz"):
        attribution = answer(sources, text)["attribution"]

        assert "GeoNames" in attribution
        assert "CC BY 4.0" in attribution


def test_a_doubtful_phone_is_kept_from_people(sources: Sources) -> None:
    facility = sources.directory.by_id("national-rehabilitation")

    assert facility.phones
    assert facility_feature(facility).properties.phones == ()


def test_dates_are_written_as_iso_8601_and_unknown_ones_are_null(sources: Sources) -> None:
    (feature, *_) = answer(sources, "21218")["features"]

    checked_on = feature["properties"]["checked_on"]
    assert date.fromisoformat(checked_on).isoformat() == checked_on
    assert feature["properties"]["phones"][0]["checked_on"] is None


@pytest.mark.parametrize("text", ["21218", "Springfield", "zzzz"])
def test_an_answer_reads_back_as_its_own_model(text: str, sources: Sources) -> None:
    model = search_model(search(SearchRequest(text=text), sources))

    assert msgspec.json.decode(encode(model), type=SearchModel) == model


def test_the_list_of_all_hospitals_is_in_name_order(sources: Sources) -> None:
    model = facilities_model(sources.directory)

    names = [feature.properties.name for feature in model.features]
    assert names == sorted(names, key=str.casefold)
    assert msgspec.json.decode(encode(model), type=FacilitiesModel) == model
