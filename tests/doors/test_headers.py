"""Headers that every answer carries, whatever it is."""

import re

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder.app import CONTENT_SECURITY_POLICY, HEADERS, MAX_BODY_BYTES
from finder.resources import resource
from finder.search import Sources
from tests.doors.test_web import client_of

ROUTES: list[tuple[str, str, dict[str, object], int]] = [
    ("GET", "/", {}, 200),
    ("GET", "/?place=21218", {}, 200),
    ("GET", "/?place=Annapolis", {}, 400),
    ("POST", "/", {"data": {"place": "21218"}}, 200),
    ("POST", "/", {"data": {"place": "Springfield"}}, 200),
    ("POST", "/", {"data": {"place": "zzzz"}}, 404),
    ("POST", "/", {"data": {"place": ""}}, 400),
    ("POST", "/", {"data": {"place": "x" * MAX_BODY_BYTES}}, 413),
    ("GET", "/program", {}, 200),
    ("GET", "/api", {}, 200),
    ("GET", "/embed", {}, 200),
    ("GET", "/embed?procedure=tavr", {}, 200),
    ("GET", "/embed?place=21218", {}, 400),
    ("POST", "/embed", {"data": {"place": "21218"}}, 200),
    ("PUT", "/embed", {}, 405),
    ("GET", "/nothing", {}, 404),
    ("PUT", "/", {}, 405),
    ("GET", "/static/nothing.css", {}, 404),
    ("POST", "/api/v1/search", {"json": {"text": "21218"}}, 200),
    ("POST", "/api/v1/search", {"json": {"text": "zzzz"}}, 404),
    ("POST", "/api/v1/search", {"json": {}}, 400),
    ("POST", "/api/v1/search", {"data": "text"}, 415),
    ("POST", "/api/v1/geocode", {"json": {"text": "21218"}}, 200),
    ("GET", "/api/v1/facilities", {}, 200),
    ("GET", "/api/v1/openapi.json", {}, 200),
    ("GET", "/api/v1/search", {}, 405),
    ("GET", "/api/v1/nothing", {}, 404),
]

STATIC = sorted(
    path.relative_to(resource("templates") / "static").as_posix()
    for path in (resource("templates") / "static").rglob("*")
    if path.is_file()
)


@pytest.fixture(params=ROUTES, ids=[f"{route[0]} {route[1]} {route[3]}" for route in ROUTES])
def response(request: pytest.FixtureRequest, client: FlaskClient) -> TestResponse:
    method, path, body, status = request.param
    found = client.open(path, method=method, **body)
    assert found.status_code == status
    return found


def test_every_answer_has_every_header(response: TestResponse) -> None:
    for name, value in HEADERS.items():
        assert response.headers.getlist(name) == [value]


def test_no_dynamic_answer_may_be_stored(response: TestResponse) -> None:
    assert response.headers.getlist("Cache-Control") == ["no-store"]


def test_no_answer_sets_a_cookie_or_names_the_software(response: TestResponse) -> None:
    assert "Set-Cookie" not in response.headers
    assert "X-Powered-By" not in response.headers
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    ("public_url", "kept"),
    [("https://finder.example.org", ["max-age=31536000"]), ("http://127.0.0.1:8000", []), ("", [])],
)
def test_a_site_reached_by_https_is_never_to_be_left_by_http(
    sources: Sources, public_url: str, kept: list[str]
) -> None:
    client = client_of(sources, public_url=public_url)

    for path in ("/", "/embed", "/nothing", "/api/v1/facilities"):
        assert client.get(path).headers.getlist("Strict-Transport-Security") == kept, path


def test_every_text_says_that_it_is_utf_8(response: TestResponse) -> None:
    kind = response.headers["Content-Type"]

    assert kind == "text/html; charset=utf-8" or kind.endswith("json")


def test_the_policy_allows_nothing_inline_and_nobody_else() -> None:
    directives = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))

    assert directives["default-src"] == "'none'"
    assert directives["base-uri"] == directives["frame-ancestors"] == "'none'"
    assert directives["script-src"] == directives["connect-src"] == "'self'"
    assert set(directives.values()) == {"'none'", "'self'"}
    assert not re.search(r"unsafe|\*|http|data:|blob:", CONTENT_SECURITY_POLICY)


def test_a_page_may_ask_for_the_location_and_for_nothing_else() -> None:
    asked = HEADERS["Permissions-Policy"].split(", ")

    assert [one for one in asked if not one.endswith("=()")] == ["geolocation=(self)"]


@pytest.mark.parametrize("path", STATIC)
def test_static_files_may_be_kept_and_have_the_other_headers(
    path: str, client: FlaskClient
) -> None:
    response = client.get(f"/static/{path}")

    assert response.status_code == 200
    assert response.cache_control.max_age is not None
    assert not response.cache_control.no_store
    for name, value in HEADERS.items():
        assert response.headers[name] == value
    response.close()


def test_a_file_outside_the_static_folder_is_not_served(client: FlaskClient) -> None:
    for path in ("../base.html", "%2e%2e/base.html", "..%2fbase.html", "/etc/passwd"):
        response = client.get(f"/static/{path}")

        assert response.status_code == 404
