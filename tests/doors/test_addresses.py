"""Addresses at every door, with a street index: found, asked about, chosen, explained."""

import json
import logging
import re
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder.app import create_app
from finder.block import Block
from finder.cli import main
from finder.program import Edition
from finder.search import Sources
from finder.settings import read_settings
from finder.street_index import build_index
from finder.tiger import features
from tests.doors.test_web import Elements, addresses, answer_region
from tests.made_up_city import write_city
from tests.meagher import MEAGHER, needs_meagher
from tests.page_check import error_check, page_check

ADDRESS = "2904 N Charles St, Baltimore, MD 21218"
TIE = "250 4th St, Washington, DC"
API = "/api/v1/search"


@pytest.fixture(scope="module")
def app(city: Sources, editions: tuple[Edition, ...]) -> Flask:
    """Make the application over the made-up city, in every language."""
    english, *others = editions
    return create_app(city, english.program, read_settings({}), others=others)


@pytest.fixture(scope="module")
def city_index(tmp_path_factory: pytest.TempPathFactory) -> str:
    return str(write_city(tmp_path_factory.mktemp("city")))


def ask(client: FlaskClient, **form: str) -> TestResponse:
    return client.post("/", data=form)


def finder(index: str, *words: str) -> Result:
    return CliRunner().invoke(main, list(words), env={"FINDER_STREETS": index})


def choices(page: str) -> list[str]:
    fields = Elements(page).all("button")
    return [field["value"] for field in fields if field.get("name") == "choice"]


@pytest.mark.parametrize(
    "text",
    [ADDRESS, TIE, "9 N Charles St 21218", "4th & D NW", "N Charles St 21218", "150 Main St 21136"],
)
@pytest.mark.parametrize("path", ["/", "/es", "/embed"])
def test_every_answer_about_a_street_is_sound(client: FlaskClient, text: str, path: str) -> None:
    answer = client.post(path, data={"place": text})

    assert answer.status_code == 200
    page_check(answer.text)


def test_the_page_says_which_address_it_took_and_how_finely_it_is_known(
    client: FlaskClient,
) -> None:
    told = answer_region(ask(client, place=ADDRESS).text)

    assert f"{ADDRESS} (position known to about a block)" in told
    assert "nearest by road from the address you gave" in told
    assert "The street was not used" not in told
    assert re.search(r"About 0\.[0-9] miles in a straight line", told)


def test_what_differs_is_said_on_the_page(client: FlaskClient) -> None:
    told = answer_region(ask(client, place="2904 N Charls St 21218").text)

    assert "spelled almost the same" in told


def test_a_tie_of_streets_is_settled_by_a_choice_and_the_text(client: FlaskClient) -> None:
    page = ask(client, place=TIE).text
    offered = choices(page)

    assert "Is yours Northwest, Northeast, Southwest or Southeast?" in answer_region(page)
    assert len(offered) == 4
    told = [answer_region(ask(client, place=TIE, choice=one).text) for one in offered]
    chosen = [re.search(r"You chose (.*?)\(", one) for one in told]
    assert [one and one[1].strip() for one in chosen] == [
        f"250 4th St {part}, Washington, DC {code}"
        for part, code in (("NE", 20002), ("NW", 20001), ("SE", 20003), ("SW", 20024))
    ]


def test_after_a_choice_the_box_holds_what_was_chosen(client: FlaskClient) -> None:
    page = ask(client, place=TIE, choice=choices(ask(client, place=TIE).text)[0]).text
    (box,) = [one for one in Elements(page).all("input") if one.get("id") == "place"]

    assert box["value"] == "250 4th St NE, Washington, DC 20002"


def test_a_choice_for_another_text_is_refused_without_the_text(client: FlaskClient) -> None:
    choice = choices(ask(client, place=TIE).text)[0]
    page = ask(client, place=ADDRESS, choice=choice)
    api = client.post(API, json={"text": ADDRESS, "place": choice})

    assert page.status_code == api.status_code == 404
    assert "That choice is no longer there" in page.text
    problem = error_check(api)
    assert "Charles" not in json.dumps(problem)


def test_no_address_of_the_page_holds_the_street(client: FlaskClient) -> None:
    for text in (ADDRESS, TIE):
        for one in addresses(ask(client, place=text).text):
            # The version of a static file is a digest, which holds "250" now and then.
            own = re.sub(r"^(/static/[^?]+|/map/drawing\.json)\?v=[0-9a-f]+$", r"\1", one)
            assert not re.search(r"charles|2904|4th|250|street-", own, re.IGNORECASE)


def test_nothing_of_an_address_is_logged(
    client: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        for text in (ADDRESS, TIE, "9 N Charles St 21218"):
            ask(client, place=text)
            client.post(API, json={"text": text})
        client.post(API, json={"text": TIE, "place": "street-0123"})

    assert not re.search(r"charles|4th|street-", caplog.text, re.IGNORECASE)


def test_the_api_tells_granularity_radius_and_source(client: FlaskClient) -> None:
    origin = client.post(API, json={"text": ADDRESS}).get_json(force=True)["origin"]

    assert origin["granularity"] == "range"
    assert origin["radius_m"] == pytest.approx(55.5, abs=0.1)
    assert origin["source"] == "street index: address range, exact name, by ZIP"


def test_the_api_settles_a_tie_by_the_id_beside_the_text(client: FlaskClient) -> None:
    tie = client.post(API, json={"text": TIE}).get_json(force=True)
    body = {"text": TIE, "place": tie["candidates"][2]["id"]}
    settled = client.post(API, json=body).get_json(force=True)

    assert tie["status"] == "tie"
    assert settled["origin"]["label"].startswith("250 4th St SE, Washington, DC 20003")


def test_a_drivers_tie_of_streets_is_settled_likewise(client: FlaskClient) -> None:
    tie = client.post(API, json={"text": ADDRESS, "driver": TIE}).get_json(force=True)["driver"]
    body = {"text": ADDRESS, "driver": TIE, "driver_place": tie["candidates"][0]["id"]}
    settled = client.post(API, json=body).get_json(force=True)["driver"]

    assert settled["best"]["label"].startswith("250 4th St NE")


def test_spanish_says_the_precision_too(client: FlaskClient) -> None:
    page = client.post("/es", data={"place": ADDRESS}).text

    assert f"{ADDRESS} (posición conocida más o menos a una cuadra)" in page


def test_where_the_answer_is_open_an_address_is_asked_for(client: FlaskClient) -> None:
    page = ask(client, place="21401").text

    assert "What is your address, or the next street corner?" in page
    assert "streets cannot be looked up" not in page


def test_the_terminal_finds_an_address(city_index: str) -> None:
    told = finder(city_index, "geocode", ADDRESS)

    assert told.exit_code == 0
    assert "a stretch of a street" in told.stdout
    assert "source: street index: address range, exact name, by ZIP" in told.stdout


def test_explain_tells_who_answered_and_why_the_others_did_not(city_index: str) -> None:
    told = finder(city_index, "explain", ADDRESS).stdout.splitlines()

    assert "   street: exact name, by ZIP: 1 fit" in told
    assert "   facility: does not apply" in told
    (answered,) = [line for line in told if "answered by" in line]
    assert answered.startswith("   answered by street; not asked: ")
    assert "zip, airport, district, name" in answered
    (nearest,) = [line for line in told if "nearest in the street index" in line]
    assert "the 2900 block of N Charles St, Baltimore 21218, 10 m off" in nearest


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("150 Main St, Dundalk 21222", "   street: no such street there"),
        ("12 Nowhere Rd, Annapolis", "   street: the index does not cover that county"),
        ("2904 N Charles St 21230", "   street: 6 km from what was typed, out of its reach"),
        ("12 Main St, Springfield", "   street: no ZIP, and no town that is alone in its name"),
    ],
)
def test_explain_tells_why_the_street_was_not_used(text: str, line: str, city_index: str) -> None:
    assert line in finder(city_index, "explain", text).stdout.splitlines()


def test_explain_without_an_index_names_the_setting() -> None:
    told = CliRunner().invoke(main, ["explain", ADDRESS]).stdout.splitlines()

    assert "   street: no street index (FINDER_STREETS)" in told


@needs_meagher
def test_a_real_county_is_searched_from_the_terminal(tmp_path: Path) -> None:
    index = tmp_path / "meagher.sqlite"
    build_index((one for one in features(MEAGHER) if isinstance(one, Block)), (), index)
    told = finder(str(index), "search", "153 E Main St, White Sulphur Springs, MT 59645")

    assert told.exit_code == 0
    assert "153 E Main St, White Sulphur Springs, MT 59645" in told.stdout
