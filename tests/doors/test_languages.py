"""The pages in every language: the path alone says which, and nothing stays English."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from finder.app import create_app
from finder.errors import ConfigurationError
from finder.program import Edition
from finder.search import Sources
from finder.settings import read_settings
from tests.doors.test_web import Elements, addresses, answer_region, ask, hospitals, words
from tests.page_check import page_check

GOT = (
    "/es/", "/es", "/es/program", "/es/?place=21218", "/es/?place=Baltimore", "/es/nowhere",
    "/es/hospital/harbor", "/es/hospital/washington?type=large", "/es/hospital/union",
    "/es/hospital/national-rehabilitation",
    "/es/embed", "/es/embed?procedure=tavr", "/es/embed?place=21218",
)  # fmt: skip
TYPED = (
    "21218", "20650", "20009", "21401", "Maryland", "Baltimore", "Batlimore", "Springfield",
    "Springfeild", "21218 Chicago", "Annapolis or Bowie", "110 Irving St, Washington DC",
    "National Rehabilitation Hospital", "PG county", "BWI", "39.2511, -76.6134", "39.29N",
    "38.5,-76.4", "37.95,-76.1", "44114", "99501", "96910", "PO Box 5, Hughesville MD 20637",
    "20392", "2l2l8", "21O18", "2121", "99999", "09012", "10 Main St", "Toronto", "here", "zzzz",
    "Union Station", "Turner Station", "Sandtown",
    "10 Downing Lane, Annapolis, MD 21401", "", "x" * 201,
)  # fmt: skip
FIELDS: tuple[dict[str, str], ...] = (
    {},
    {"procedure": "laao", "units": "km", "driver": "Easton, MD"},
    {"driver": "Springfield"},
    {"driver": "zzzz", "procedure": "haircut"},
    {"driver": "zzzz"},
    {"driver": "Union Station"},
    {"driver": "x" * 201},
    {"choice": "nowhere-1"},
    {"units": "leagues"},
)
_ENGLISH = re.compile(
    r"\b(the|nearest|hospital that|is|are|you|your|from|with|please|which|where|this|call|about"
    r"|not known|hospitals|miles|people|choose|type|switchboard|parking)\b",
    re.IGNORECASE,
)
_SPOKEN = re.compile(
    r"\b(?:aria-label|alt|title|content|data-(?:list-label|many|one|none|print|copy-label|copy-done"
    r'|failed|asking|found|denied|timeout|unavailable|rough))="([^"]*)"'
)


@pytest.fixture(scope="module")
def client(every_language: Flask) -> FlaskClient:
    return every_language.test_client()


def english_in(page: str) -> list[str]:
    """Return the English words of a page that are not marked as English, where they stand."""
    body = page[page.index("<title>") :]
    body = re.sub(r"<(script|code)\b.*?</\1>", "", body, flags=re.DOTALL)
    body = re.sub(r"<(\w+)\b[^>]*\blang=\"en\"[^>]*>.*?</\1>", "", body, flags=re.DOTALL)
    said = [*_SPOKEN.findall(body), re.sub(r"<[^>]+>", " ", body)]
    found = (match for text in said for match in _ENGLISH.finditer(text))
    return [found.string[max(0, found.start() - 40) : found.end() + 20] for found in found]


def posted(client: FlaskClient) -> Iterator[tuple[str, str]]:
    for text in TYPED:
        for fields in FIELDS if text in ("21218", "Springfield") else FIELDS[:2]:
            yield (
                f"{text[:40]!r} {fields}"[:90],
                client.post("/es/", data={"place": text, **fields}).text,
            )


def test_no_english_is_left_on_a_page_in_spanish(client: FlaskClient) -> None:
    pages = [(path, client.get(path).text) for path in GOT] + list(posted(client))
    for text in ("21218", "20009", "Springfield", "zzzz", ""):
        pages.append((f"embed {text}", client.post("/es/embed", data={"place": text}).text))
    pages += [
        ("405", client.delete("/es/").text),
        ("413", client.post("/es/", data={"place": "x" * 20_000}).text),
    ]

    left = {name: found[:3] for name, page in pages if (found := english_in(page))}
    assert left == {}


def test_the_check_for_english_finds_some(client: FlaskClient) -> None:
    assert len(english_in(client.get("/").text)) > 100


def test_every_page_in_spanish_is_sound_and_says_so(client: FlaskClient) -> None:
    pages = [client.get(path).text for path in GOT]
    pages += [client.post("/es/", data={"place": text, "driver": text}).text for text in TYPED]

    for page in pages:
        page_check(page)
        assert '<html lang="es"' in page


def test_an_error_speaks_the_language_of_its_path(
    sources: Sources, editions: tuple[Edition, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("1600 Secret Street")

    monkeypatch.setattr("finder.web.search", fail)
    client = create_app(
        sources, editions[0].program, read_settings({}), others=editions[1:]
    ).test_client()
    page = client.post("/es/", data={"place": "21218"}).text

    assert "Lo sentimos, algo salió mal" in page
    assert english_in(page) == []
    assert "Sorry, something went wrong" in ask(client, "21218").text


def test_after_a_page_in_spanish_the_next_one_is_english_again(client: FlaskClient) -> None:
    before = client.get("/").text
    client.get("/es/nowhere")
    client.post("/es/", data={"place": "21218"})

    assert client.get("/").text == before
    assert "about" in client.post("/api/v1/search", json={"text": "21218"}).text


def test_the_answer_is_the_same_in_both_languages(client: FlaskClient) -> None:
    for text in TYPED:
        one, other = ask(client, text), client.post("/es/", data={"place": text})

        assert other.status_code == one.status_code
        assert hospitals(other.text) == hospitals(one.text)


@pytest.mark.parametrize(
    ("path", "other"),
    [
        ("/", "/es/"),
        ("/program", "/es/program"),
        ("/es/program", "/program"),
        ("/es", "/"),
        ("/?place=21218", "/es/?place=21218"),
        ("/es/?place=21218", "/?place=21218"),
        ("/?place=Baltimore", "/es/"),
        ("/hospital/harbor", "/es/hospital/harbor"),
        ("/es/hospital/harbor?type=large", "/hospital/harbor?type=large"),
        ("/hospital/union", "/es/"),
        ("/api", "/es/"),
        ("/nowhere", "/es/"),
        ("/es/program/21218", "/"),
    ],
)
def test_the_switch_leads_to_the_same_page_with_a_zip_at_most(
    client: FlaskClient, path: str, other: str
) -> None:
    links = [a for a in Elements(client.get(path).text).all("a") if a.get("class") == "switch"]

    assert [link["href"] for link in links] == [other]
    assert links[0]["lang"] == links[0]["hreflang"]


@pytest.mark.parametrize("text", ["10 Downing Lane, Annapolis, MD 21401", "Springfield", "Kwyjibo"])
def test_the_switch_on_an_answer_asks_the_same_again_and_keeps_it_out_of_addresses(
    client: FlaskClient, text: str
) -> None:
    asked = {"place": text, "driver": "Easton, MD", "procedure": "tavr", "units": "km"}
    page = client.post("/", data=asked).text
    form = page[page.index('action="/es/#answer"') : page.index(">Español<")]

    fields = {a["name"]: a["value"] for a in Elements(form).all("input")}
    other = client.post("/es/", data=fields).text

    assert fields == asked
    assert not [one for one in addresses(page) + addresses(other) if text.rpartition(" ")[2] in one]
    assert hospitals(other) == hospitals(page)
    assert Elements(other).with_id("place")["value"] == text


def test_what_was_chosen_can_be_switched_as_well(client: FlaskClient) -> None:
    tie = Elements(ask(client, "Springfield").text)
    choice = next(a["value"] for a in tie.all("button") if a.get("name") == "choice")
    page = ask(client, "Springfield", choice=choice).text
    form = page[page.index('action="/es/#answer"') : page.index(">Español<")]

    fields = {a["name"]: a["value"] for a in Elements(form).all("input")}

    assert "Springfield, VA" in answer_region(client.post("/es/", data=fields).text)


def test_no_language_is_kept_in_a_cookie(client: FlaskClient) -> None:
    for response in (client.get("/es/"), client.post("/es/", data={"place": "21218"})):
        assert "Set-Cookie" not in response.headers


def test_pages_that_are_there_in_both_languages_name_each_other(
    sources: Sources, editions: tuple[Edition, ...]
) -> None:
    english, *others = editions
    settings = read_settings({"FINDER_PUBLIC_URL": "https://finder.example.org"})
    client = create_app(sources, english.program, settings, others=others).test_client()

    for path in ("/program", "/es/program", "/program?place=21218"):
        links = [a for a in Elements(client.get(path).text).all("link") if "hreflang" in a]

        assert {a["hreflang"]: a["href"] for a in links} == {
            "en": "https://finder.example.org/program",
            "es": "https://finder.example.org/es/program",
        }
    for path in ("/api", "/nowhere"):
        assert "alternate" not in client.get(path).text


def test_a_site_without_an_address_names_no_other_page(client: FlaskClient) -> None:
    assert 'rel="alternate"' not in client.get("/program").text


@pytest.mark.parametrize(
    ("asked", "offered"),
    [
        ("es-MX,es;q=0.9,en;q=0.5", True),
        ("es", True),
        ("en-US,en;q=0.9,es;q=0.8", False),
        ("fr", False),
        ("*", False),
        ("", False),
    ],
)
def test_a_browser_that_prefers_spanish_is_offered_it_and_not_sent_there(
    client: FlaskClient, asked: str, offered: bool
) -> None:
    response = client.get("/program", headers={"Accept-Language": asked})

    assert response.status_code == 200
    assert '<html lang="en">' in response.text
    assert ("Ver esta página en español" in response.text) is offered
    page_check(response.text)


def test_without_another_language_a_page_offers_none(app: Flask) -> None:
    page = app.test_client().get("/", headers={"Accept-Language": "es"}).text

    assert "hreflang" not in page
    assert 'class="switch"' not in page


def test_a_frame_of_another_site_may_be_in_spanish_by_the_same_rules(client: FlaskClient) -> None:
    one, other = client.get("/embed?procedure=tavr"), client.get("/es/embed?procedure=tavr")

    policy = "Content-Security-Policy"
    assert other.headers[policy] == one.headers[policy]
    assert "site-header" not in other.text
    assert 'action="/es/embed?procedure=tavr#answer"' in other.text
    assert 'href="/es/" target="_blank"' in other.text


def test_a_language_that_nobody_translated_has_no_pages(client: FlaskClient) -> None:
    for path in ("/fr/", "/en/", "/ES/", "/es/api"):
        assert client.get(path).status_code == 404


def test_suggestions_for_a_page_in_spanish_are_in_spanish(client: FlaskClient) -> None:
    box = Elements(client.get("/es/").text).with_id("place")

    def suggested(path: str, text: str) -> list[dict[str, str]]:
        answer = client.post(path, json={"text": text}).get_json()
        return list(answer["suggestions"])

    own, english = (
        suggested(path, "union mem") for path in (box["data-suggest"], "/api/v1/suggest")
    )
    assert (own[0]["detail"], english[0]["detail"]) == ("un hospital", "a hospital")
    assert [one["label"] for one in own] == [one["label"] for one in english]


def test_the_spoken_counts_are_in_spanish(client: FlaskClient) -> None:
    box = Elements(client.get("/es/").text).with_id("place")

    assert (box["data-one"], box["data-many"]) == ("1 sugerencia", "{0} sugerencias")
    assert (box["data-none"], box["data-list-label"]) == ("Sin sugerencias", "Lugares y hospitales")


def test_a_problem_with_a_suggestion_is_json_in_every_language(client: FlaskClient) -> None:
    for path in ("/api/v1/suggest", "/es/api/v1/suggest"):
        response = client.post(path, json={"text": ""})

        assert response.status_code == 400
        assert response.mimetype == "application/problem+json"


def test_a_count_of_one_is_singular(client: FlaskClient) -> None:
    page = client.post("/es/", data={"place": "21218", "procedure": "tavr"}).text

    assert "2 hospitales con TAVR en su lista de servicios; primero el más cercano." in words(page)
    assert "Los 10 hospitales, en orden alfabético." in words(client.get("/es/").text)


def test_what_the_hospitals_file_says_without_a_translation_is_marked_as_english(
    sources: Sources, editions: tuple[Edition, ...]
) -> None:
    settings = read_settings({"FINDER_PROGRAM_PHONE_FOR": "valve questions"})
    client = create_app(sources, editions[0].program, settings, others=editions[1:]).test_client()

    assert '<span lang="en">valve questions</span>' in client.get("/es/").text
    assert ", for valve questions." in client.get("/").text


def test_the_operators_notice_stands_at_the_foot_of_every_page_in_its_language(
    sources: Sources, editions: tuple[Edition, ...], tmp_path: Path
) -> None:
    (tmp_path / "en.md").write_text("**Free** language help.", "utf-8")
    (tmp_path / "es.md").write_text("Ayuda **gratis** con el idioma. <b>", "utf-8")
    settings = read_settings({"FINDER_LANGUAGE_NOTICE": str(tmp_path)})
    client = create_app(sources, editions[0].program, settings, others=editions[1:]).test_client()

    for path in ("/", "/program", "/api", "/nowhere"):
        assert "<strong>Free</strong> language help." in client.get(path).text
    for path in ("/es/", "/es/program", "/es/nowhere"):
        page = client.get(path).text
        assert "Ayuda <strong>gratis</strong> con el idioma. &lt;b&gt;" in page
        assert "language help" not in page
        page_check(page)


def test_one_notice_serves_every_language_and_none_is_the_default(
    sources: Sources, editions: tuple[Edition, ...], tmp_path: Path
) -> None:
    file = tmp_path / "notice.md"
    file.write_text("Language help · Ayuda con el idioma", "utf-8")
    settings = read_settings({"FINDER_LANGUAGE_NOTICE": str(file)})
    client = create_app(sources, editions[0].program, settings, others=editions[1:]).test_client()

    assert all("Ayuda con el idioma" in client.get(path).text for path in ("/", "/es/"))
    assert read_settings({}).language_notice is None


def test_a_notice_that_is_no_text_keeps_finder_from_starting(
    sources: Sources, editions: tuple[Edition, ...], tmp_path: Path
) -> None:
    file = tmp_path / "notice.md"
    file.write_bytes(b"\xff\xfe")
    settings = read_settings({"FINDER_LANGUAGE_NOTICE": str(file)})

    with pytest.raises(ConfigurationError, match=r"notice\.md.*UTF-8"):
        create_app(sources, editions[0].program, settings)
