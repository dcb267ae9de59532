"""Finder in other sites' pages: who may, and what they are told."""

from datetime import date

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder.app import CONTENT_SECURITY_POLICY, HEADERS, create_app
from finder.embed import PREFLIGHT_SECONDS
from finder.facility import PROCEDURES
from finder.geojson import ATTRIBUTION
from finder.program import load_program
from finder.resources import gazetteer_path, resource
from finder.search import Sources, load_sources
from finder.settings import read_settings
from tests.page_check import error_check, page_check

SITE = "https://www.example.org"
OTHER = "http://localhost:3000"
STRANGER = "https://evil.example"
SEARCH = "/api/v1/search"
SHARING = ("Access-Control-Allow-Origin", "Access-Control-Allow-Methods")

TYPED = {
    "match": "20009",
    "two answers": "20650",
    "tie": "Springfield",
    "no match": "zzzz",
    "empty": "",
    "markup": "<script>alert('1')</script>&amp;\"",
}
every_page = pytest.mark.parametrize("text", TYPED.values(), ids=TYPED)


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources(
        resource("data") / "locations.csv", gazetteer_path(), today=date(2026, 11, 24)
    )


def client_of(sources: Sources, **settings: str) -> FlaskClient:
    program = load_program(resource("data") / "program" / "en")
    environment = {f"FINDER_{name.upper()}": value for name, value in settings.items()}
    return create_app(sources, program, read_settings(environment)).test_client()


@pytest.fixture(scope="module")
def closed(sources: Sources) -> FlaskClient:
    return client_of(sources)


@pytest.fixture(scope="module")
def shared(sources: Sources) -> FlaskClient:
    return client_of(sources, embed_origins=f"{SITE} {OTHER}")


def ancestors(response: TestResponse) -> list[str]:
    policy = response.headers["Content-Security-Policy"]
    return [part for part in policy.split("; ") if part.startswith("frame-ancestors")]


@pytest.mark.parametrize("procedure", [one.id for one in PROCEDURES])
def test_the_page_for_a_frame_is_about_its_procedure(closed: FlaskClient, procedure: str) -> None:
    name = next(one.name for one in PROCEDURES if one.id == procedure)
    empty = closed.get(f"/embed?procedure={procedure}").get_data(as_text=True)
    answer = closed.post(f"/embed?procedure={procedure}", data={"place": "20650"})

    page_check(empty)
    page_check(answer.get_data(as_text=True))
    assert f"<h1>{name}: find your hospital</h1>" in empty
    assert f"lists {name}" in answer.get_data(as_text=True)


def test_without_a_procedure_it_is_about_mitraclip(closed: FlaskClient) -> None:
    assert closed.get("/embed").data == closed.get("/embed?procedure=mitraclip").data


@every_page
def test_every_answer_in_a_frame_is_sound_and_stays_in_it(shared: FlaskClient, text: str) -> None:
    page = shared.post("/embed?procedure=tavr", data={"place": text}).get_data(as_text=True)

    page_check(page)
    assert 'action="/embed?procedure=tavr#' in page
    assert page.count("<form") == page.count('action="/embed?procedure=tavr#')
    assert "Call 911" in page
    assert ATTRIBUTION in page
    assert 'href="/" target="_blank" rel="noopener"' in page


@every_page
def test_links_to_other_sites_leave_the_frame(shared: FlaskClient, text: str) -> None:
    page = shared.post("/embed", data={"place": text}).get_data(as_text=True)

    links = [part.partition(">")[0] for part in page.split("<a ")[1:]]
    outward = [link for link in links if 'href="http' in link or 'href="/' in link]
    assert outward
    assert [link for link in outward if 'target="_blank"' not in link] == []


def test_pages_that_are_in_no_frame_open_links_where_they_are(closed: FlaskClient) -> None:
    page = closed.post("/", data={"place": "21218"}).get_data(as_text=True)

    assert "_blank" not in page
    assert 'action="/#answer"' in page


def test_it_answers_what_the_page_of_its_own_answers(closed: FlaskClient) -> None:
    def order(path: str) -> list[str]:
        page = closed.post(path, data={"place": "20009"}).get_data(as_text=True)
        cards = page[page.index('<ol class="cards"') :]
        return [part.partition("<")[0] for part in cards.split("</span> <span>")[1:]]

    assert len(order("/")) == 10
    assert order("/embed") == order("/")


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize(
    "query",
    [
        "place=21218",
        "procedure=mitraclip&place=21218",
        "procedure=",
        "procedure=heart",
        "procedure=MitraClip",
        "procedure=tavr&procedure=mitraclip",
        "theme=dark",
        "units=km",
        "x",
    ],
)
def test_no_other_parameter_is_taken(shared: FlaskClient, method: str, query: str) -> None:
    response = shared.open(f"/embed?{query}", method=method)
    page = response.get_data(as_text=True)

    assert response.status_code == 400
    page_check(page)
    assert "site-header" not in page
    assert ancestors(response) == [f"frame-ancestors {SITE} {OTHER}"]
    assert "21218" not in page


def test_an_error_in_the_frame_says_what_the_maker_of_the_page_can_mend(
    shared: FlaskClient,
) -> None:
    page = shared.get("/embed?procedure=heart").get_data(as_text=True)

    assert "<code>procedure</code> takes one of mitraclip, tavr" in page


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "/embed", 200),
        ("POST", "/embed", 400),
        ("PUT", "/embed", 405),
        ("GET", "/embed?place=1", 400),
        ("GET", "/embed/", 404),
    ],
)
def test_by_default_nobody_shows_it_in_a_frame(
    closed: FlaskClient, method: str, path: str, status: int
) -> None:
    response = closed.open(path, method=method)

    assert response.status_code == status
    for name, value in HEADERS.items():
        assert response.headers.getlist(name) == [value]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/embed", 200), ("POST", "/embed", 400), ("PUT", "/embed", 405)],
)
def test_the_listed_sites_alone_may_show_it(
    shared: FlaskClient, method: str, path: str, status: int
) -> None:
    response = shared.open(path, method=method)
    policy = response.headers["Content-Security-Policy"]

    assert response.status_code == status
    assert ancestors(response) == [f"frame-ancestors {SITE} {OTHER}"]
    assert policy.replace(f" {SITE} {OTHER}", " 'none'") == CONTENT_SECURITY_POLICY
    assert "X-Frame-Options" not in response.headers
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert response.headers["Cache-Control"] == "no-store"
    assert "Access-Control-Allow-Origin" not in response.headers


@pytest.mark.parametrize(
    "path", ["/", "/program", "/api", "/embed/", "/embedded", "/api/v1/facilities"]
)
def test_no_other_page_may_be_shown_by_anybody(shared: FlaskClient, path: str) -> None:
    response = shared.get(path, headers={"Origin": SITE})

    assert ancestors(response) == ["frame-ancestors 'none'"]
    assert response.headers["X-Frame-Options"] == "DENY"
    assert response.headers["Cross-Origin-Resource-Policy"] == "same-origin"


@pytest.mark.parametrize(
    ("path", "policy"),
    [
        ("care-finder.js", "cross-origin"),
        ("embed.js", "same-origin"),
        ("finder.css", "same-origin"),
    ],
)
def test_other_sites_may_load_the_elements_script_and_nothing_else(
    shared: FlaskClient, closed: FlaskClient, path: str, policy: str
) -> None:
    name = "Cross-Origin-Resource-Policy"
    with shared.get(f"/static/{path}") as response:
        assert response.headers[name] == policy
    with closed.get(f"/static/{path}") as response:
        assert response.headers[name] == "same-origin"


def test_browsers_keep_the_elements_script_for_an_hour_only(shared: FlaskClient) -> None:
    with shared.get("/static/care-finder.js") as response:
        assert response.cache_control.max_age == 3600


PREFLIGHT = {
    "Access-Control-Request-Method": "POST",
    "Access-Control-Request-Headers": "content-type",
}


@pytest.mark.parametrize(
    "path", [SEARCH, "/api/v1/geocode", "/api/v1/suggest", "/api/v1/facilities"]
)
@pytest.mark.parametrize(
    ("origin", "allowed"),
    [
        (SITE, True),
        (OTHER, True),
        (STRANGER, False),
        (f"{SITE}/", False),
        (f"{SITE}.evil.example", False),
        ("http://www.example.org", False),
        ("https://WWW.example.org", False),
        (f"{SITE}:8443", False),
        ("http://localhost", False),
        ("null", False),
        ("*", False),
        ("", False),
        (f"{SITE} {OTHER}", False),
    ],
)
def test_a_preflight_is_answered_for_listed_sites_alone(
    shared: FlaskClient, path: str, origin: str, allowed: bool
) -> None:
    response = shared.options(path, headers={"Origin": origin, **PREFLIGHT})

    assert response.status_code == 200
    assert "Origin" in response.headers["Vary"].split(", ")
    assert response.headers.get("Access-Control-Allow-Origin") == (origin if allowed else None)
    if allowed:
        assert response.headers["Access-Control-Allow-Methods"] == "GET, POST"
        assert response.headers["Access-Control-Allow-Headers"] == "Content-Type"
        assert response.headers["Access-Control-Max-Age"] == str(PREFLIGHT_SECONDS)
    else:
        assert "Access-Control-Allow-Methods" not in response.headers
    assert "Access-Control-Allow-Credentials" not in response.headers


@pytest.mark.parametrize(
    ("body", "status"),
    [({"text": "21218"}, 200), ({"text": "zzzz"}, 404), ({"text": ""}, 400)],
)
def test_a_listed_site_reads_answers_and_errors_alike(
    shared: FlaskClient, body: dict[str, str], status: int
) -> None:
    response = shared.post(SEARCH, json=body, headers={"Origin": SITE})

    assert response.status_code == status
    assert response.headers["Access-Control-Allow-Origin"] == SITE
    assert "Origin" in response.headers["Vary"].split(", ")
    assert "Access-Control-Allow-Credentials" not in response.headers
    if status == 400:
        error_check(response)


@pytest.mark.parametrize("origin", [STRANGER, None])
def test_anybody_else_is_answered_without_being_named(
    shared: FlaskClient, origin: str | None
) -> None:
    headers = {} if origin is None else {"Origin": origin}
    response = shared.post(SEARCH, json={"text": "21218"}, headers=headers)

    assert response.status_code == 200
    assert "Access-Control-Allow-Origin" not in response.headers
    assert "Origin" in response.headers["Vary"].split(", ")


@pytest.mark.parametrize("method", ["OPTIONS", "POST"])
def test_by_default_no_site_may_call_the_api(closed: FlaskClient, method: str) -> None:
    response = closed.open(
        SEARCH, method=method, json={"text": "21218"}, headers={"Origin": SITE, **PREFLIGHT}
    )

    assert response.status_code == 200
    assert [name for name in SHARING if name in response.headers] == []
    assert "Origin" not in response.headers["Vary"]


@pytest.mark.parametrize("path", ["/", "/embed", "/api", "/api/v1x"])
def test_pages_are_never_read_by_other_sites(shared: FlaskClient, path: str) -> None:
    for method in ("GET", "OPTIONS"):
        response = shared.open(path, method=method, headers={"Origin": SITE, **PREFLIGHT})

        assert "Access-Control-Allow-Origin" not in response.headers
