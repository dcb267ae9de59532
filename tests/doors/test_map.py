"""The map in the page, and what its script asks the server for."""

import gzip
import json
import re

import pytest
from flask.testing import FlaskClient

from finder.resources import resource
from tests.page_check import error_check, page_check

BALTIMORE = {"south": 39.1, "west": -76.9, "north": 39.5, "east": -76.4, "width": 400}
FACILITIES = 10


def map_of(client: FlaskClient, place: str, **fields: str) -> str:
    """Return the map's part of an answer."""
    page = client.post("/", data={"place": place, **fields}).text
    page_check(page)
    found = re.search(r'<fieldset class="map".*?</fieldset>', page, re.DOTALL)
    assert found
    return found[0]


@pytest.mark.parametrize("place", ["21218", "20009", "44114", "Maryland", "39.2904, -76.6122"])
def test_an_answer_has_a_map_without_anything_inline(client: FlaskClient, place: str) -> None:
    found = map_of(client, place)

    assert "<svg" in found
    assert "style=" not in found
    assert "<style" not in found
    assert not re.search(r"\son[a-z]+=", found)


@pytest.mark.parametrize("place", ["Springfield", "zzzz", "", "96910"])
def test_no_answer_and_no_map_to_be_drawn_leave_no_trace_of_one(
    client: FlaskClient, place: str
) -> None:
    page = client.post("/", data={"place": place}).text

    assert 'id="map"' not in page
    assert "map.js" not in page
    assert "map.css" not in page


@pytest.mark.parametrize("place", ["21218", "44114", "39.2904, -76.6122"])
def test_circles_around_the_start_are_a_bar_length_apart(client: FlaskClient, place: str) -> None:
    first = map_of(client, place).split('class="map-view ')[1]
    bar = re.search(r'<rect x="10" y="100%" width="([\d.]+)%"', first)
    side = re.search(r'data-side="([\d.]+)"', first)
    radii = [float(r) for r in re.findall(r'<circle class="ring"[^>]* r="([\d.]+)"', first)]

    assert bar
    assert side
    length = float(bar[1]) / 100 * float(side[1])
    assert radii == pytest.approx([length, 2 * length, 3 * length, 4 * length], rel=1e-3)


def test_pins_are_named_links_to_the_cards(client: FlaskClient) -> None:
    page = client.post("/", data={"place": "21613"}).text
    pins = re.findall(r'<a class="pin[^"]*" href="#([^"]+)" aria-label="([^"]+)"', page)

    assert len({target for target, _ in pins}) == FACILITIES
    for target, name in pins:
        assert f'id="{target}"' in page
        assert re.match(r"\d+\. MedStar .+, about .*(min|hr)", name)


def test_the_views_are_switched_without_a_script(client: FlaskClient) -> None:
    found = map_of(client, "21218")

    assert re.findall(r'<input[^>]*type="radio"[^>]*id="(map-\d)"[^>]*?( checked)?>', found) == [
        ("map-1", " checked"),
        ("map-2", ""),
    ]
    assert 'href="#after-map"' in found


def test_the_map_says_what_its_signs_mean(client: FlaskClient) -> None:
    area, point = map_of(client, "21613", procedure="tavr"), map_of(client, "39.2904, -76.6122")

    assert "lists TAVR" in area
    assert "You are somewhere in ZIP 21613" in area
    assert "The start: the point you gave" in point


def test_a_page_with_its_map_is_light(client: FlaskClient) -> None:
    for place in ("21218", "20650", "Maryland", "93721"):
        files = ["finder.css", "map.css", "finder.js", "map.js", "favicon.svg"]
        parts = [(resource("templates") / "static" / file).read_bytes() for file in files]
        parts.append(client.post("/", data={"place": place}).get_data())
        assert sum(len(gzip.compress(part)) for part in parts) < 60_000, place


def test_names_are_told_for_the_part_in_sight(client: FlaskClient) -> None:
    response = client.post("/map/labels", json=BALTIMORE)

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "no-store"
    labels = response.get_json()["labels"]
    assert labels[0]["text"] == "Baltimore"
    assert {"x", "y", "dx", "dy", "anchor", "dot", "covers", "kind"} < set(labels[0])


def test_a_closer_look_names_smaller_towns(client: FlaskClient) -> None:
    closer = BALTIMORE | {"south": 39.2, "west": -76.7, "north": 39.3, "east": -76.58}
    far = {one["text"] for one in client.post("/map/labels", json=BALTIMORE).get_json()["labels"]}
    near = {one["text"] for one in client.post("/map/labels", json=closer).get_json()["labels"]}

    assert near - far


@pytest.mark.parametrize(
    "wrong",
    [
        {"south": "39.1"},
        {"south": None},
        {"south": 39.6},
        {"west": -76.3},
        {"east": 181},
        {"north": True},
        {"width": 100},
        {"width": 1e9},
        {"place": "21218"},
    ],
    ids=str,
)
def test_a_sight_that_is_none_is_refused(client: FlaskClient, wrong: dict[str, object]) -> None:
    body = error_check(client.post("/map/labels", json=BALTIMORE | wrong))

    assert body["field"] == next(iter(wrong))


@pytest.mark.parametrize("text", ["", "[]", "{", '{"south": NaN}', '{"south": 1e999}'])
def test_a_body_that_cannot_be_read_is_refused(client: FlaskClient, text: str) -> None:
    error_check(client.post("/map/labels", data=text, content_type="application/json"))


def test_what_is_in_sight_does_not_travel_in_the_url(client: FlaskClient) -> None:
    error_check(client.post("/map/labels?south=39.1", json=BALTIMORE))
    error_check(client.get("/map/labels?south=39.1"))


def test_the_whole_world_is_answered_within_the_cap(client: FlaskClient) -> None:
    world = {"south": -84, "west": -180, "north": 84, "east": 180, "width": 2000}

    labels = client.post("/map/labels", json=world).get_json()["labels"]

    assert 0 < len(labels) < 60


def test_the_drawing_may_be_kept_and_tells_nothing_of_anybody(client: FlaskClient) -> None:
    page = client.post("/", data={"place": "21218"}).text
    found = re.search(r'data-drawing="([^"]+)"', page)
    assert found

    response = client.get(found[1])

    assert response.status_code == 200
    assert response.headers["Cache-Control"] == "public, max-age=31536000"
    assert len(json.loads(response.get_data())["levels"]) == 4
