"""A page for each hospital, what search engines are told, and the list of specialists."""

import json
import re
from datetime import UTC, date, datetime, timedelta
from typing import Any
from xml.etree.ElementTree import fromstring

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient

from finder.app import HEADERS, create_app
from finder.cli import main
from finder.program import load_program
from finder.resources import resource
from finder.search import Sources
from finder.settings import read_settings
from finder.specialists import Specialist, Specialists
from tests.page_check import page_check

PUBLIC = "https://finder.example.org"
PROGRAM = load_program(resource("data") / "program" / "en")
TODAY = datetime.now(tz=UTC).date()
IDS = [
    "franklin-square", "georgetown", "good-samaritan", "harbor", "montgomery",
    "national-rehabilitation", "southern-maryland", "st-marys", "union-memorial", "washington",
]  # fmt: skip


def client_of(
    sources: Sources, specialists: Specialists | None = None, **settings: str
) -> FlaskClient:
    environment = {f"FINDER_{name.upper()}": value for name, value in settings.items()}
    app = create_app(sources, PROGRAM, read_settings(environment), specialists or Specialists())
    return app.test_client()


@pytest.fixture(scope="module")
def public(sources: Sources) -> FlaskClient:
    return client_of(sources, public_url=PUBLIC)


def words(page: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", page).replace("&#39;", "'").split())


def linked(page: str) -> list[dict[str, Any]]:
    (found,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    graph = json.loads(found)["@graph"]
    assert isinstance(graph, list)
    return graph


def test_these_are_all_hospitals(sources: Sources) -> None:
    assert sorted(facility.id for facility in sources.directory) == IDS


@pytest.mark.parametrize("facility_id", IDS)
@pytest.mark.parametrize("kind", ["", "?type=large"])
def test_every_hospitals_page_is_sound_and_says_what_is_known(
    public: FlaskClient, client: FlaskClient, sources: Sources, facility_id: str, kind: str
) -> None:
    facility = sources.directory.by_id(facility_id)
    for one in (public, client):
        response = one.get(f"/hospital/{facility_id}{kind}")

        page = response.text
        page_check(page)
        assert response.status_code == 200
        assert {name: response.headers[name] for name in HEADERS} == HEADERS
        said = words(page)
        assert facility.name in said
        assert f"{facility.street} {facility.city}, {facility.state} {facility.zip}" in said
        assert "Facts last checked: November 24, 2026" in said
        for phone in facility.phones:
            assert (phone.number in said) == phone.shown
        assert "a photo ID and your insurance card" in said
        assert "How bad is my leak?" in said
        assert 'href="/#locations"' in page
    assert 'class="code"' in public.get(f"/hospital/{facility_id}").text
    assert 'class="code"' not in client.get(f"/hospital/{facility_id}").text


@pytest.mark.parametrize("facility_id", IDS)
def test_the_message_is_there_as_plain_text(
    client: FlaskClient, sources: Sources, facility_id: str
) -> None:
    response = client.get(f"/hospital/{facility_id}.txt")

    assert response.mimetype == "text/plain"
    assert response.headers["X-Robots-Tag"] == "noindex"
    assert response.text.startswith(sources.directory.by_id(facility_id).name + "\n")
    first, *others = response.text.splitlines()
    page = client.get(f"/hospital/{facility_id}").text.replace("&#39;", "'")
    assert "\n".join([first, *others]) in page


def test_larger_print_is_a_page_and_not_a_cookie(client: FlaskClient) -> None:
    plain = client.get("/hospital/harbor")
    large = client.get("/hospital/harbor?type=large")

    assert 'href="/hospital/harbor?type=large"' in plain.text
    assert 'href="/hospital/harbor"' in large.text
    assert '<html lang="en" class="large">' in large.text
    assert "Set-Cookie" not in plain.headers
    assert "Set-Cookie" not in large.headers
    assert client.get("/hospital/harbor?type=huge").text == plain.text


@pytest.mark.parametrize("suffix", ["", ".txt"])
def test_an_unknown_hospital_is_404_with_those_it_may_be(client: FlaskClient, suffix: str) -> None:
    response = client.get(f"/hospital/union-memorail{suffix}")

    page_check(response.text)
    assert response.status_code == 404
    assert "Page not found" in response.text
    assert '<a href="/hospital/union-memorial">MedStar Union Memorial Hospital</a>' in response.text
    assert "memorail" not in response.text


@pytest.mark.parametrize(
    "path", ["/hospital/zzzz", "/hospital/<script>", "/hospital/", "/hospital"]
)
def test_what_is_like_no_hospital_is_404_without_guesses(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    page_check(response.text)
    assert response.status_code == 404
    assert "Are you looking for" not in response.text


def test_every_card_leads_to_its_hospitals_page(client: FlaskClient) -> None:
    start = client.get("/").text
    answer = client.post("/", data={"place": "20650"}).text

    for facility_id in IDS:
        assert f'href="/hospital/{facility_id}">Print or share this hospital' in start
        assert f'href="/hospital/{facility_id}">Print or share this hospital' in answer


def test_no_hospitals_page_changes_with_what_was_searched(client: FlaskClient) -> None:
    before = [client.get(f"/hospital/{one}{end}").text for one in IDS for end in ("", ".txt")]
    client.post("/", data={"place": "8675 Zanzibar Quay, Baltimore, MD 21218"})
    after = [client.get(f"/hospital/{one}{end}").text for one in IDS for end in ("", ".txt")]

    assert after == before
    assert client.get("/hospital/harbor?place=21218&from=Zanzibar").text == before[6]


def test_links_to_send_the_message_name_no_receiver(client: FlaskClient) -> None:
    page = client.get("/hospital/harbor").text

    assert 'href="sms:?&amp;body=MedStar%20Harbor' in page
    assert 'href="mailto:?subject=MedStar%20Harbor' in page


def test_search_engines_are_told_the_hospital(public: FlaskClient) -> None:
    (hospital,) = linked(public.get("/hospital/washington").text)

    assert hospital["@type"] == "Hospital"
    assert hospital["@id"] == f"{PUBLIC}/hospital/washington"


def test_search_engines_are_told_the_procedures_and_the_hospitals(public: FlaskClient) -> None:
    clip, *hospitals = linked(public.get("/").text)
    sisters = linked(public.get("/program").text)

    assert (clip["@type"], clip["name"]) == ("MedicalProcedure", "MitraClip")
    assert {one["@type"] for one in hospitals} == {"Hospital"}
    assert len(hospitals) == len(IDS)
    assert {one["name"] for one in sisters} >= {"MitraClip", "TAVR", "Heart valve surgery"}


def test_an_answer_is_not_for_search_engines(public: FlaskClient) -> None:
    pages = [
        public.post("/", data={"place": "21218"}).text,
        public.get("/?place=21218").text,
        public.get("/?place=x").text,
        public.get("/nowhere").text,
    ]

    for page in pages:
        assert '<meta name="robots" content="noindex">' in page
        assert "canonical" not in page
        assert "ld+json" not in page


@pytest.mark.parametrize("path", ["/", "/program", "/api", "/hospital/harbor"])
def test_a_page_names_its_own_address_where_finder_knows_it(
    public: FlaskClient, client: FlaskClient, path: str
) -> None:
    assert f'<link rel="canonical" href="{PUBLIC}{path}">' in public.get(path).text
    assert "noindex" not in public.get(path).text
    assert "canonical" not in client.get(path).text
    description = re.search(r'<meta name="description" content="([^"]+)">', public.get(path).text)
    assert description
    assert 40 <= len(description[1]) <= 200


def test_larger_print_names_the_usual_page_as_its_own(public: FlaskClient) -> None:
    page = public.get("/hospital/harbor?type=large").text

    assert f'<link rel="canonical" href="{PUBLIC}/hospital/harbor">' in page


def test_no_two_pages_have_one_title_or_description(client: FlaskClient) -> None:
    paths = ["/", "/program", "/api", *(f"/hospital/{one}" for one in IDS)]
    pages = [client.get(path).text for path in paths]

    for part in (r"<title>(.*?)</title>", r'name="description" content="(.*?)"'):
        assert len({re.findall(part, page)[0] for page in pages}) == len(paths)


def test_the_site_map_has_every_page_that_answers(public: FlaskClient) -> None:
    response = public.get("/sitemap.xml")
    found = [one.text or "" for one in fromstring(response.text).iter() if one.tag.endswith("loc")]  # noqa: S314 (our own)

    assert response.mimetype == "application/xml"
    assert len(found) == len(set(found)) == 2 + len(IDS)
    for address in found:
        assert public.get(address.removeprefix(PUBLIC)).status_code == 200
    assert "<lastmod>2026-11-24</lastmod>" in response.text
    assert f"Sitemap: {PUBLIC}/sitemap.xml" in public.get("/robots.txt").text


@pytest.mark.parametrize("path", ["/sitemap.xml", "/robots.txt"])
def test_without_a_public_address_there_is_no_site_map(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def made_up(count: int, expires_on: date = TODAY) -> Specialists:
    rows = (
        Specialist(
            name=f"Doctor {number:02}", title="cardiologist", facility="washington",
            website=f"https://www.example.org/{number}", source="made up for this test",
            checked_on=date(2026, 11, 1), expires_on=expires_on, row=number + 1,
        )
        for number in range(1, count + 1)
    )  # fmt: skip
    return Specialists(tuple(rows), "people.csv")


def people_page(sources: Sources, specialists: Specialists) -> str:
    page = client_of(sources, specialists).get("/").text
    page_check(page)
    return page


def test_without_specialists_there_is_no_section(sources: Sources) -> None:
    assert "specialist-list" not in people_page(sources, Specialists())


def test_specialists_that_ran_out_are_not_shown(sources: Sources) -> None:
    gone = made_up(3, TODAY - timedelta(days=1))

    assert "specialist-list" not in people_page(sources, gone)
    assert "Doctor 01" not in people_page(sources, gone)


@pytest.mark.parametrize(
    ("count", "presses"),
    [
        (1, []),
        (8, []),
        (9, ["Show all 9 specialists"]),
        (16, ["Show all 16 specialists"]),
        (20, ["Show the next 8 of 20", "Show all 20 specialists"]),
    ],
)
def test_specialists_come_eight_at_a_time_and_then_all(
    sources: Sources, count: int, presses: list[str]
) -> None:
    page = people_page(sources, made_up(count))

    section = page[page.index('id="specialist-list"') :].partition("</section>")[0]
    assert re.findall(r"Doctor \d\d", section) == [f"Doctor {n:02}" for n in range(1, count + 1)]
    assert re.findall(r"<summary>(.*?)</summary>", section) == presses
    assert len(re.findall("Doctor", section.partition("<details>")[0])) == min(count, 8)
    assert "MedStar Washington Hospital Center" in section


def test_a_specialists_file_is_checked_and_told_by_finder_check(
    tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "people.csv"
    header = (resource("data") / "specialists.csv").read_text("utf-8")
    row = "A Doctor,cardiologist,harbor,https://www.example.org,made up,2020-01-01,2020-02-01\n"
    path.write_text(header + row, "utf-8")
    monkeypatch.setenv("FINDER_SPECIALISTS", str(path))

    told = CliRunner().invoke(main, ["check"])
    path.write_text(header + row.replace("harbor", "harbour"), "utf-8")
    wrong = CliRunner().invoke(main, ["check"])

    assert told.exit_code == 0
    assert "warning: people.csv, row 2, expires_on: '2020-02-01'" in told.output
    assert "people.csv: 1 specialists, 0 of them shown" in told.output
    assert "program text questions: awaiting clinical review" in told.output
    assert wrong.exit_code == 3
    assert "people.csv, row 2, facility: 'harbour'" in wrong.output
