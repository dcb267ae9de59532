"""The JSON door: search, geocode and facilities, and the OpenAPI document of the three."""

from dataclasses import dataclass
from typing import Any, Final

import msgspec
from flask import Blueprint, Response, request
from werkzeug.exceptions import UnsupportedMediaType

from finder import __version__, geojson
from finder.errors import UsageError
from finder.geocoding import Status
from finder.problem import MEDIA_TYPE, ProblemModel
from finder.request import EXPECTED, GeocodeRequest, SearchRequest, SuggestRequest
from finder.search import Sources, locate, search
from finder.suggest import suggest

PREFIX: Final = "/api/v1"
SUGGEST: Final = f"{PREFIX}/suggest"
JSON: Final = "application/json"
GEOJSON: Final = "application/geo+json"
_STATUS: Final = {Status.MATCH: 200, Status.TIE: 200, Status.NO_MATCH: 404}


@dataclass(frozen=True, slots=True)
class Operation:
    """One route of the API, as the document and the human page list it."""

    method: str
    path: str
    summary: str
    body: type | None
    answer: type
    media_type: str


OPERATIONS: Final = (
    Operation(
        "post", f"{PREFIX}/search",
        "Hospitals in order of the time by road from a place, or of distance where none is known.",
        SearchRequest, geojson.SearchModel, GEOJSON,
    ),
    Operation(
        "post", f"{PREFIX}/geocode",
        "What a text is taken to be, and how finely that is known.",
        GeocodeRequest, geojson.GeocodeModel, JSON,
    ),
    Operation(
        "post", SUGGEST,
        "Places and hospitals that begin like a text, while it is being typed.",
        SuggestRequest, geojson.SuggestModel, JSON,
    ),
    Operation(
        "get", f"{PREFIX}/facilities",
        "All hospitals in name order, with what is known of each.",
        None, geojson.FacilitiesModel, GEOJSON,
    ),
)  # fmt: skip


def blueprint(sources: Sources) -> Blueprint:
    """Return the routes of the API over these sources."""
    api = Blueprint("api", __name__)
    facilities = geojson.encode(geojson.facilities_model(sources.directory))
    document = msgspec.json.encode(openapi())

    @api.post(f"{PREFIX}/search")
    def post_search() -> Response:
        response = search(SearchRequest.from_params(_body()), sources)
        body = geojson.encode(geojson.search_model(response))
        return Response(body, status=_STATUS[response.status], mimetype=GEOJSON)

    @api.post(f"{PREFIX}/geocode")
    def post_geocode() -> Response:
        geocoding = locate(GeocodeRequest.from_params(_body()), sources)
        body = geojson.encode(geojson.geocode_model(geocoding))
        return Response(body, status=_STATUS[geocoding.status], mimetype=JSON)

    @api.post(SUGGEST)
    def post_suggest() -> Response:
        return suggestions(sources)

    @api.get(f"{PREFIX}/facilities")
    def get_facilities() -> Response:
        return Response(facilities, mimetype=GEOJSON)

    @api.get(f"{PREFIX}/openapi.json")
    def get_openapi() -> Response:
        return Response(document, mimetype=JSON)

    @api.before_request
    def refuse_query() -> None:
        """Refuse parameters in a URL, where a place must not travel."""
        for name in request.args:
            raise UsageError(name, request.args[name], "no parameters in the URL; send JSON")

    return api


def suggestions(sources: Sources) -> Response:
    """Answer a request for suggestions, in the language that is spoken."""
    asked = SuggestRequest.from_params(_body())
    found = geojson.SuggestModel(suggest(asked.text, sources.atlas), geojson.ATTRIBUTION)
    return Response(geojson.encode(found), mimetype=JSON)


def json_object() -> dict[str, Any]:
    """Return the JSON object in the request's body, or raise UsageError."""
    if request.mimetype != JSON:
        raise UnsupportedMediaType
    try:
        body = msgspec.json.decode(request.get_data())
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        raise UsageError("body", None, "a JSON object in UTF-8") from None
    if not isinstance(body, dict):
        raise UsageError("body", None, "a JSON object")
    return body


def _body() -> dict[str, Any]:
    body = json_object()
    if isinstance(body.get("limit"), str):
        raise UsageError("limit", body["limit"], EXPECTED["limit"])
    return body


def openapi() -> dict[str, Any]:
    """Generate the OpenAPI 3.1 document from the typed models."""
    types = [op.answer for op in OPERATIONS] + [op.body for op in OPERATIONS if op.body]
    _, components = msgspec.json.schema_components(
        [*types, ProblemModel], ref_template="#/components/schemas/{name}"
    )
    for op in OPERATIONS:
        if op.body is not None:
            components[op.body.__name__]["additionalProperties"] = False
            components[op.body.__name__]["properties"]["text"]["minLength"] = 1
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Finder",
            "version": __version__,
            "summary": "Which MedStar hospital is nearest, and which of them does a procedure.",
            "license": {"name": "MIT", "identifier": "MIT"},
        },
        "servers": [{"url": "/"}],
        "security": [],
        "paths": {op.path: {op.method: _operation(op)} for op in OPERATIONS},
        "components": {"schemas": components},
    }


def _operation(op: Operation) -> dict[str, Any]:
    answer = {"content": {op.media_type: {"schema": _reference(op.answer)}}}
    problem = {"content": {MEDIA_TYPE: {"schema": _reference(ProblemModel)}}}
    described: dict[str, Any] = {
        "operationId": op.path.rpartition("/")[2],
        "summary": op.summary,
        "responses": {"200": {"description": "The answer.", **answer}},
    }
    described["responses"]["4XX"] = {"description": "What would do instead.", **problem}
    if op.body is not None:
        content = {JSON: {"schema": _reference(op.body)}}
        described["requestBody"] = {"required": True, "content": content}
        described["responses"]["404"] = {
            "description": "No match (status no_match, with advice), or no such candidate.",
            "content": answer["content"] | problem["content"],
        }
    return described


def _reference(model: type) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{model.__name__}"}
