"""The JSON door."""

import json
import re

import msgspec
import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder import __version__
from finder.api import OPERATIONS
from finder.app import MAX_BODY_BYTES
from finder.facility import PROCEDURE_BY_ID
from finder.geojson import (
    FacilitiesModel,
    GeocodeModel,
    SearchModel,
    SuggestModel,
    encode,
    search_model,
)
from finder.problem import ProblemModel
from finder.request import MAX_LIMIT, MAX_TEXT_LENGTH, SearchRequest
from finder.search import Sources, search
from tests.page_check import error_check

SEARCH, GEOCODE, SUGGEST = "/api/v1/search", "/api/v1/geocode", "/api/v1/suggest"
FACILITIES, OPENAPI = "/api/v1/facilities", "/api/v1/openapi.json"
ROUTES = {SEARCH: "post", GEOCODE: "post", SUGGEST: "post", FACILITIES: "get", OPENAPI: "get"}

COLLECTION = {"type", "features"}
ANSWER = {
    "status", "origin", "candidates", "notes", "advice", "procedure", "units", "nearest",
    "nearest_by_procedure", "certainty", "certainty_by_procedure", "attribution", "order_text",
    "driver",
}  # fmt: skip


def post(client: FlaskClient, path: str = SEARCH, /, **body: object) -> TestResponse:
    return client.post(path, json=body)


def ids(response: TestResponse) -> list[str]:
    body = response.get_json()
    assert body is not None
    return [feature["id"] for feature in body["features"]]


def test_a_search_answers_with_geojson(client: FlaskClient) -> None:
    response = post(client, text="21218")

    assert response.status_code == 200
    assert response.mimetype == "application/geo+json"
    body = response.get_json(force=True)
    assert body.keys() == COLLECTION | ANSWER
    assert (body["type"], body["status"]) == ("FeatureCollection", "match")
    assert body["origin"].keys() == {"label", "granularity", "lat", "lon", "radius_m", "source"}


def test_a_feature_says_which_hospital_it_is_and_how_far(client: FlaskClient) -> None:
    (first, *_) = post(client, text="21218").get_json(force=True)["features"]

    properties = first["properties"]
    assert properties["rank"] == 1
    assert properties["id"] == first["id"] == "union-memorial"
    assert properties["name"] == "MedStar Union Memorial Hospital"
    assert 0 < properties["distance_m"] < 5_000
    assert properties["distance_kind"] == "straight_line"
    assert 0 < properties["minutes"] < 15
    assert properties["minutes_low"] <= properties["minutes"] <= properties["minutes_high"]
    assert properties["minutes_text"].endswith(" min")
    assert properties["minutes_from"].endswith(" ZIP 21218")
    assert (properties["minutes_kind"], properties["ranked_by"]) == ("estimate", "minutes")
    assert first["geometry"]["coordinates"] == [-76.614739, 39.32904]


def test_where_no_road_times_are_known_the_straight_line_gives_the_order(
    client: FlaskClient,
) -> None:
    body = post(client, text="44114").get_json(force=True)

    hits = [feature["properties"] for feature in body["features"]]
    assert [hit["distance_m"] for hit in hits] == sorted(hit["distance_m"] for hit in hits)
    for hit in hits:
        assert hit["minutes"] is hit["minutes_low"] is hit["minutes_high"] is None
        assert (hit["minutes_kind"], hit["ranked_by"]) == (None, "straight_line")
        assert hit["minutes_text"] == hit["minutes_from"] == ""
    assert "outside the area where road times are known" in body["order_text"]
    assert body["certainty"]["text"].startswith(
        "Montgomery Medical Center is nearest in a straight line"
    )


def test_minutes_give_the_order_where_they_are_known(client: FlaskClient) -> None:
    body = post(client, text="21661").get_json(force=True)

    hits = [feature["properties"] for feature in body["features"]]
    assert [hit["minutes"] for hit in hits] == sorted(hit["minutes"] for hit in hits)
    assert hits[0]["distance_m"] > min(hit["distance_m"] for hit in hits)
    assert "time on the road" in body["order_text"]
    assert "without traffic" in body["order_text"]


@pytest.mark.parametrize(
    ("text", "first"),
    [
        ("21218", ["union-memorial", "good-samaritan"]),
        ("20010", ["washington", "national-rehabilitation"]),
    ],
)
def test_the_nearest_come_first(text: str, first: list[str], client: FlaskClient) -> None:
    response = post(client, text=text)

    assert ids(response)[:2] == first


def test_a_procedure_keeps_only_hospitals_that_list_it(client: FlaskClient) -> None:
    response = post(client, text="Leonardtown, MD", procedure="mitraclip")

    assert ids(response) == ["washington", "union-memorial"]


@pytest.mark.parametrize("text", ["00601", "99950", "20392"])
def test_zips_at_the_edges_of_the_postal_world_are_answered(text: str, client: FlaskClient) -> None:
    response = post(client, text=text)

    assert response.status_code == 200
    assert len(ids(response)) == 10


def test_a_limit_and_units_are_heeded(client: FlaskClient) -> None:
    body = post(client, text="21401", limit=2, units="km").get_json(force=True)

    assert len(body["features"]) == 2
    assert body["units"] == "km"
    assert body["features"][0]["properties"]["distance_text"].endswith(" km")
    assert body["features"][0]["properties"]["minutes_text"].endswith(" min")


def test_a_tie_is_an_answer_with_candidates_and_no_hospital(client: FlaskClient) -> None:
    response = post(client, text="Springfield")

    body = response.get_json(force=True)
    assert (response.status_code, body["status"], body["origin"]) == (200, "tie", None)
    assert body["features"] == []
    assert len(body["candidates"]) >= 2
    assert body["notes"][0]["code"] == "more_candidates"


def test_a_single_small_place_far_off_is_the_one_candidate_of_a_tie(client: FlaskClient) -> None:
    body = post(client, text="Union Station").get_json(force=True)

    assert (body["status"], body["origin"], body["features"]) == ("tie", None, [])
    assert [one["id"] for one in body["candidates"]] == ["geonames-4599214"]
    assert [note["code"] for note in body["notes"]] == ["only_one_known"]


def test_a_candidate_can_be_chosen_by_its_id(client: FlaskClient) -> None:
    candidates = post(client, text="Springfield").get_json(force=True)["candidates"]

    body = post(client, text="Springfield", place=candidates[0]["id"]).get_json(force=True)

    assert body["status"] == "match"
    assert body["origin"]["label"] == candidates[0]["label"]


def test_no_match_is_not_found_but_an_answer_with_advice(client: FlaskClient) -> None:
    response = post(client, text="zzzz")

    body = response.get_json(force=True)
    assert (response.status_code, response.mimetype) == (404, "application/geo+json")
    assert (body["status"], body["features"]) == ("no_match", [])
    assert body["advice"]


def test_a_geocoding_says_what_a_text_is_taken_for(client: FlaskClient) -> None:
    response = post(client, GEOCODE, text="Hampden, Baltimore")

    body = response.get_json(force=True)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert body["status"] == "match"
    assert body["best"]["granularity"] == "neighborhood"
    assert "features" not in body


@pytest.mark.parametrize(("text", "status"), [("Springfield", 200), ("zzzz", 404)])
def test_a_geocoding_has_the_same_statuses(text: str, status: int, client: FlaskClient) -> None:
    assert post(client, GEOCODE, text=text).status_code == status


def test_a_certain_answer_has_one_hospital_everywhere(client: FlaskClient) -> None:
    found = post(client, text="20650").get_json(force=True)["certainty"]

    assert found == {
        "certain": True,
        "could_be_first": [{"id": "st-marys", "share": 1.0}],
        "next_door": {},
        "text": "St. Mary's Hospital is nearest by road from anywhere in ZIP 20650.",
    }


def test_an_uncertain_answer_has_shares_and_names_who_is_next_door(client: FlaskClient) -> None:
    found = post(client, text="20009").get_json(force=True)["certainty"]

    assert found["certain"] is False
    assert [one["id"] for one in found["could_be_first"]] == ["washington", "georgetown"]
    shares = [one["share"] for one in found["could_be_first"]]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) == pytest.approx(1, abs=0.001 * len(shares))
    assert found["next_door"] == {"washington": ["national-rehabilitation"]}


def test_certainty_is_told_for_the_nearest_and_for_every_procedure(client: FlaskClient) -> None:
    body = post(client, text="21401").get_json(force=True)

    assert body["certainty"]["certain"] is True
    assert body["certainty_by_procedure"].keys() == body["nearest_by_procedure"].keys()
    assert body["certainty_by_procedure"]["mitraclip"]["certain"] is False
    for procedure, judged in body["certainty_by_procedure"].items():
        assert body["nearest_by_procedure"][procedure] in [
            one["id"] for one in judged["could_be_first"]
        ]
        assert f"lists {PROCEDURE_BY_ID[procedure].name}" in judged["text"]


@pytest.mark.parametrize("text", ["Springfield", "zzzz"])
def test_without_a_match_nothing_is_judged(text: str, client: FlaskClient) -> None:
    body = post(client, text=text).get_json(force=True)

    assert (body["certainty"], body["certainty_by_procedure"]) == (None, {})


def test_every_hospital_but_the_answer_says_why_it_is_not(client: FlaskClient) -> None:
    body = post(client, text="21218", procedure="mitraclip").get_json(force=True)

    first, second = (feature["properties"] for feature in body["features"])
    further = 5 * round((second["minutes"] - first["minutes"]) / 5)
    assert first["why_not_first"] == []
    assert second["why_not_first"] == [
        f"about {further} min longer by road than Union Memorial Hospital"
    ]


def test_in_straight_lines_it_is_miles_that_say_why_a_hospital_is_not_first(
    client: FlaskClient,
) -> None:
    body = post(client, text="44114", procedure="mitraclip").get_json(force=True)

    first, second = (feature["properties"] for feature in body["features"])
    assert first["why_not_first"] == []
    (reason,) = second["why_not_first"]
    assert re.fullmatch(r"about \d+ miles farther away than Washington Hospital Center", reason)


def test_suggestions_have_an_id_a_label_and_what_tells_them_apart(client: FlaskClient) -> None:
    response = post(client, SUGGEST, text="annapolis, m")

    body = response.get_json(force=True)
    assert (response.status_code, response.mimetype) == (200, "application/json")
    assert body.keys() == {"suggestions", "attribution"}
    assert body["suggestions"][0] == {
        "id": "geonames-4347242",
        "label": "Annapolis, MD",
        "detail": "Anne Arundel County",
    }


@pytest.mark.parametrize("text", ["b", "zq zq", "!!"])
def test_nothing_to_suggest_is_an_answer_too(text: str, client: FlaskClient) -> None:
    response = post(client, SUGGEST, text=text)

    assert (response.status_code, response.get_json(force=True)["suggestions"]) == (200, [])


def test_a_suggestion_can_be_chosen_by_its_id(client: FlaskClient) -> None:
    suggestions = post(client, SUGGEST, text="st m").get_json(force=True)["suggestions"]

    for one in suggestions:
        body = post(client, text="st m", place=one["id"]).get_json(force=True)
        assert (body["status"], body["origin"]["label"]) == ("match", one["label"])


@pytest.mark.parametrize("field", ["place", "procedure", "limit", "units", "q"])
def test_suggestions_take_a_text_and_nothing_else(field: str, client: FlaskClient) -> None:
    response = client.post(SUGGEST, json={"text": "balt", field: "x"})

    assert error_check(response)["field"] == field
    assert response.status_code == 400


def test_all_hospitals_are_listed_in_name_order(client: FlaskClient, sources: Sources) -> None:
    response = client.get(FACILITIES)

    assert response.mimetype == "application/geo+json"
    assert ids(response) == [facility.id for facility in sources.directory]


@pytest.mark.parametrize(
    ("path", "body", "model"),
    [
        (SEARCH, {"text": "21218"}, SearchModel),
        (SEARCH, {"text": "Springfield"}, SearchModel),
        (SEARCH, {"text": "zzzz"}, SearchModel),
        (SEARCH, {"text": "20010", "procedure": "tavr", "units": "km"}, SearchModel),
        (GEOCODE, {"text": "21218"}, GeocodeModel),
        (GEOCODE, {"text": "Springfield"}, GeocodeModel),
        (GEOCODE, {"text": "zzzz"}, GeocodeModel),
        (SEARCH, {"text": ""}, ProblemModel),
        (GEOCODE, {"text": "x", "place": "no-such-place"}, ProblemModel),
        (SUGGEST, {"text": "balt"}, SuggestModel),
        (SUGGEST, {"text": "b"}, SuggestModel),
        (SUGGEST, {"text": ""}, ProblemModel),
    ],
)
def test_an_answer_is_of_the_type_that_the_document_promises(
    path: str, body: dict[str, object], model: type, client: FlaskClient
) -> None:
    response = post(client, path, **body)

    found: object = msgspec.json.decode(response.data, type=model, strict=True)
    assert encode(found) == response.data


def test_the_list_of_hospitals_is_of_the_type_that_the_document_promises(
    client: FlaskClient,
) -> None:
    response = client.get(FACILITIES)

    found = msgspec.json.decode(response.data, type=FacilitiesModel, strict=True)
    assert encode(found) == response.data


def test_the_api_gives_the_bytes_of_the_search_itself(
    client: FlaskClient, sources: Sources
) -> None:
    request = SearchRequest(text="21218", procedure="laao")

    response = post(client, text="21218", procedure="laao")

    assert response.data == encode(search_model(search(request, sources)))


@pytest.mark.parametrize("name", ["zip", "Text", "q", "lat", "limit ", "__class__"])
def test_an_unknown_parameter_is_refused_by_its_name(name: str, client: FlaskClient) -> None:
    response = client.post(SEARCH, json={"text": "21218", name: "1"})

    body = error_check(response)
    assert response.status_code == 400
    assert body["field"] == name


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("text", 21218),
        ("text", None),
        ("text", ["21218"]),
        ("text", ""),
        ("text", "   "),
        ("text", "x" * (MAX_TEXT_LENGTH + 1)),
        ("limit", 0),
        ("limit", MAX_LIMIT + 1),
        ("limit", 2.5),
        ("limit", "5"),
        ("limit", True),
        ("limit", {}),
        ("units", "miles"),
        ("procedure", "brain"),
        ("procedure", ["tavr"]),
        ("place", 7),
        ("place", "x" * 101),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_what_would(
    field: str, value: object, client: FlaskClient
) -> None:
    response = client.post(SEARCH, json={"text": "21218", field: value})

    body = error_check(response)
    assert response.status_code == 400
    assert body["field"] == field
    assert body["expected"]
    assert body["type"] == "urn:finder:problem:usageerror"


@pytest.mark.parametrize("path", [SEARCH, GEOCODE, SUGGEST])
@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"21218", b"[]", b'"21218"', b"null", b'{"text": "\xff"}', b"[" * 8000, b"NaN"],
    ids=["nothing", "open", "number", "list", "text", "null", "not utf-8", "deep", "nan"],
)
def test_what_is_no_json_object_is_refused(content: bytes, path: str, client: FlaskClient) -> None:
    response = client.post(path, data=content, content_type="application/json")

    assert error_check(response)["field"] == "body"
    assert response.status_code == 400


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", None])
def test_a_body_of_another_type_is_refused(kind: str | None, client: FlaskClient) -> None:
    response = client.post(SEARCH, data=b'{"text": "21218"}', content_type=kind)

    error_check(response)
    assert response.status_code == 415


def test_a_body_that_is_too_large_is_refused(client: FlaskClient) -> None:
    response = post(client, text="x" * MAX_BODY_BYTES)

    error_check(response)
    assert response.status_code == 413


def test_a_name_in_the_body_twice_has_its_last_value(client: FlaskClient) -> None:
    content = b'{"text": "zzzz", "text": "21218"}'

    response = client.post(SEARCH, data=content, content_type="application/json")

    assert response.get_json(force=True)["status"] == "match"


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", SEARCH),
        ("PUT", SEARCH),
        ("GET", GEOCODE),
        ("GET", SUGGEST),
        ("POST", FACILITIES),
        ("DELETE", OPENAPI),
    ],
)
def test_another_method_is_refused_with_those_that_would_do(
    method: str, path: str, client: FlaskClient
) -> None:
    response = client.open(path, method=method)

    error_check(response)
    assert response.status_code == 405
    assert ROUTES[path].upper() in response.headers["Allow"]


@pytest.mark.parametrize("path", ["/api/v1/", "/api/v1/nothing", "/api/v1/search/", "/api/v1/%00"])
def test_another_path_is_not_found(path: str, client: FlaskClient) -> None:
    response = client.get(path)

    error_check(response)
    assert response.status_code == 404


def test_a_candidate_that_was_never_offered_is_not_found(client: FlaskClient) -> None:
    response = post(client, text="x", place="zip-99999")

    assert error_check(response)["type"] == "urn:finder:problem:notfound"
    assert response.status_code == 404


@pytest.mark.parametrize(("path", "method"), ROUTES.items())
def test_a_query_in_the_url_is_refused_and_not_repeated(
    path: str, method: str, client: FlaskClient
) -> None:
    response = client.open(f"{path}?text=canary", method=method, json={"text": "21218"})

    body = error_check(response)
    assert response.status_code == 400
    assert "canary" not in json.dumps(body)


@pytest.mark.parametrize(("path", "method"), ROUTES.items())
def test_no_answer_is_stored_anywhere(path: str, method: str, client: FlaskClient) -> None:
    response = client.open(path, method=method, json={"text": "21218"})

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in response.headers


def test_an_error_never_repeats_what_was_sent(client: FlaskClient) -> None:
    bodies: list[dict[str, object]] = [
        {"text": "21218", "units": "canary"},
        {"text": "canary" * 40},
        {"text": "21218", "place": "canary"},
        {"text": ["canary"]},
    ]
    for body in bodies:
        response = client.post(SEARCH, json=body)

        error_check(response)
        assert b"canary" not in response.data


def test_the_document_lists_every_operation_with_its_types(client: FlaskClient) -> None:
    document = client.get(OPENAPI).get_json()

    assert document is not None
    assert document["openapi"] == "3.1.0"
    assert document["info"]["version"] == __version__
    assert document["paths"].keys() == {operation.path for operation in OPERATIONS}
    for operation in OPERATIONS:
        described = document["paths"][operation.path][operation.method]
        answer = described["responses"]["200"]["content"][operation.media_type]
        assert answer["schema"] == {"$ref": f"#/components/schemas/{operation.answer.__name__}"}
        assert ("requestBody" in described) == (operation.body is not None)


def test_every_reference_of_the_document_leads_somewhere(client: FlaskClient) -> None:
    text = client.get(OPENAPI).get_data(as_text=True)
    schemas = json.loads(text)["components"]["schemas"]

    references = set(_references(json.loads(text)))

    assert references
    assert references <= {f"#/components/schemas/{name}" for name in schemas}


def _references(node: object) -> list[str]:
    if isinstance(node, dict):
        own = [str(node["$ref"])] if "$ref" in node else []
        return own + [found for value in node.values() for found in _references(value)]
    if isinstance(node, list):
        return [found for value in node for found in _references(value)]
    return []


def test_the_document_describes_every_field_of_a_request(client: FlaskClient) -> None:
    document = client.get(OPENAPI).get_json()

    assert document is not None
    properties = document["components"]["schemas"]["SearchRequest"]["properties"]
    assert properties.keys() == {
        "text", "place", "driver", "driver_place", "procedure", "limit", "units",
    }  # fmt: skip
    assert properties["text"]["maxLength"] == MAX_TEXT_LENGTH
    assert f'"maxLength": {MAX_TEXT_LENGTH}' in json.dumps(properties["driver"])
    assert properties["limit"]["maximum"] == MAX_LIMIT
    assert all('"description"' in json.dumps(field) for field in properties.values())


def test_the_document_requires_the_text_alone(client: FlaskClient) -> None:
    document = client.get(OPENAPI).get_json()

    assert document is not None
    assert document["components"]["schemas"]["SearchRequest"]["required"] == ["text"]


def test_the_routes_are_those_of_the_document_and_the_document(client: FlaskClient) -> None:
    served = {
        rule.rule
        for rule in client.application.url_map.iter_rules()
        if rule.endpoint.startswith("api.")
    }

    assert served == {operation.path for operation in OPERATIONS} | {OPENAPI}
