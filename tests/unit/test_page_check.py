"""The page check lets a sound page pass and catches each fault."""

import json
from typing import Any

import pytest
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response

from tests.page_check import error_check, page_check

PAGE = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<title>Find a hospital - MedStar</title>
<link rel="stylesheet" href="/static/finder.css">
<link rel="canonical" href="https://example.org/">
<script src="/static/finder.js" defer></script>
</head>
<body>
<a href="#main">Skip to the form</a>
<main id="main">
<h1>Find a
  <em>hospital</em></h1>
<form action="/search">
<label for="place">Where are you?</label>
<input id="place" name="place" aria-describedby="hint other">
<p id="hint">A ZIP will do.</p><p id="other">So will an address.</p>
<label>Procedure <select name="procedure"><option>MitraClip</option></select></label>
<textarea name="note" aria-label="A note"></textarea>
<input type="hidden" name="token" value="1">
<button>Search</button>
</form>
<svg viewBox="0 0 9 9" role="img" aria-labelledby="map"><title id="map">Map</title>
<a href="https://example.org/"><path d="M0 0h9"/></a><use href="#map"/></svg>
<script type="application/json">{"a": 1}</script>
<p><a href="https://example.org/x">Elsewhere</a> <a href="tel:+1-410-554-2000">410-554-2000</a>
<a href="tel:+14105542000;ext=12">Extension 12</a> <a href="tel:911">911</a></p>
</main>
</body>
</html>
"""


def test_a_sound_page_passes() -> None:
    page_check(PAGE)


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("<!doctype html>", "", "invalid HTML"),
        ("<button>Search</button>", "<button>Search", "invalid HTML"),
        ("<p id=", "<p id=x id=", "invalid HTML"),
        ("A ZIP will do.", "<p><div>A ZIP</div></p>", "invalid HTML"),
        ("<h1>", "<h1>One</h1><h1>", "2 h1 elements"),
        ("h1>", "h2>", "0 h1 elements"),
        ("<title>Find", "<title>MedStar: Find", "doesn't begin with the h1"),
        ("<title>Find a hospital - MedStar</title>", "", "doesn't begin with the h1"),
        (' lang="en"', "", "no lang"),
        ('<p id="other">', '<p id="other"></p><p id="hint">', "'hint' is there twice"),
        ('for="place"', "", 'id="place" name="place"> has no label'),
        ("Where are you?", " ", 'id="place" name="place"> has no label'),
        ("<label>Procedure ", "<label></label>Procedure ", "<select"),
        (' aria-label="A note"', "", '<textarea name="note"> has no label'),
        ('type="hidden"', 'type="text"', "has no label"),
        ('id="hint"', "", "aria-describedby points at 'hint'"),
        ('id="map"', "", "aria-labelledby points at 'map'"),
        ("<label>", '<label for="gone">', "for points at 'gone'"),
        ('<main id="main">', "<main>", "'#main' leads nowhere"),
        ("<button>", '<button style="color: red">', "inline style"),
        ("<path", '<path style="fill: red"', "inline style"),
        ("<button>", '<button onclick="go()">', "inline onclick"),
        ("</head>", "<style>p {}</style></head>", "a style element"),
        ("</svg>", "<style>p {}</style></svg>", "a style element"),
        ("</head>", "<script>go()</script></head>", "an inline script"),
        ("</main>", '<script type="module">go()</script></main>', "an inline script"),
        ('href="https://example.org/x"', 'href="javascript:go()"', "javascript: address"),
        ('href="/static/finder.css"', 'href="https://cdn.example/x.css"', "<link"),
        ('href="/static/finder.css"', 'href="//cdn.example/x.css"', "<link"),
        ('src="/static/finder.js"', 'src="https://cdn.example/x.js"', "<script"),
        ("</main>", '<img alt="" src="https://x.example/1.png"></main>', "<img"),
        ("</main>", '<img alt="" src="/1" srcset="/1 1x, //x.example/2 2x"></main>', "srcset"),
        ('<use href="#map"/>', '<use href="https://x.example/a.svg#b"/>', "<use"),
        ('action="/search"', 'action="https://x.example/"', "<form"),
        ("tel:+1-410-554-2000", "tel:410-554-2000", "can't be rung"),
        ("tel:+1-410-554-2000", "tel:+1-410-554-200", "can't be rung"),
        ("tel:+1-410-554-2000", "tel:+1 410 554 2000", "can't be rung"),
        ("tel:+1-410-554-2000", "tel:", "can't be rung"),
    ],
)
def test_a_fault_in_a_page_is_caught(old: str, new: str, fault: str) -> None:
    page = PAGE.replace(old, new)
    assert page != PAGE

    with pytest.raises(AssertionError) as caught:
        page_check(page)

    assert fault in str(caught.value)


PROBLEM = {
    "type": "about:blank",
    "title": "That can't be used",
    "status": 400,
    "detail": "zip: expected five digits",
    "field": "zip",
}


def _response(body: dict[str, Any], status: int = 400, **headers: str) -> TestResponse:
    response = Response(json.dumps(body), status, content_type="application/problem+json")
    response.headers["Cache-Control"] = "no-store"
    for name, value in headers.items():
        response.headers[name.replace("_", "-")] = value
    return Client(response).get("/")


def test_a_sound_problem_passes_and_is_returned() -> None:
    assert error_check(_response(PROBLEM)) == PROBLEM


def test_a_problem_need_not_name_a_field() -> None:
    error_check(_response({k: v for k, v in PROBLEM.items() if k != "field"}))


@pytest.mark.parametrize("name", ["type", "title", "status", "detail"])
def test_a_missing_member_is_caught(name: str) -> None:
    body = {k: v for k, v in PROBLEM.items() if k != name}

    with pytest.raises(KeyError, match=name):
        error_check(_response(body))


@pytest.mark.parametrize(
    "response",
    [
        _response(PROBLEM, 200),
        _response(PROBLEM, 404),
        _response(PROBLEM, Content_Type="application/json"),
        _response(PROBLEM, Cache_Control="max-age=60"),
        _response(PROBLEM | {"title": ""}),
        _response(PROBLEM | {"detail": 'Traceback (most recent call last):\n  File "x.py"'}),
        _response(PROBLEM | {"detail": '  File "/srv/x.py", line 1'}),
        _response(PROBLEM | {"field": ""}),
        _response(PROBLEM | {"field": None}),
    ],
    ids=["success", "other status", "type", "cached", "empty", "trace", "frame", "blank", "null"],
)
def test_a_fault_in_a_problem_is_caught(response: TestResponse) -> None:
    with pytest.raises(AssertionError):
        error_check(response)
