"""The pages through Flask's test client, over the real data."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder.app import HEADERS, create_app
from finder.directory import FacilityDirectory
from finder.facility import Availability
from finder.geojson import ATTRIBUTION
from finder.program import load_program
from finder.resources import gazetteer_path, resource
from finder.search import Sources, load_sources
from finder.settings import read_settings
from tests.page_check import page_check

TODAY = date(2026, 11, 24)
PROGRAM = load_program(resource("data") / "program" / "en")

PAGES = ("/", "/program", "/api", "/?place=21218", "/?place=Baltimore", "/nowhere")
TYPED = {
    "match": "21218",
    "match elsewhere": "20650",
    "match that passed others over": "Baltimore",
    "tie": "Springfield",
    "tie of a ZIP and a town": "21218 Chicago",
    "not certain": "20009",
    "neither certain": "Maryland",
    "corrected": "Batlimore",
    "a hospital": "National Rehabilitation Hospital",
    "quadrants": "110 Irving St, Washington DC",
    "straight lines": "44114",
    "on water": "38.90, -76.44",
    "no match": "zzzz",
    "empty": "",
    "too long": "x" * 201,
    "no letters": "\x00\x07",
    "markup": "<script>alert('1')</script>&amp;\"",
}


@pytest.fixture(scope="module")
def sources() -> Sources:
    return load_sources(resource("data") / "locations.csv", gazetteer_path(), today=TODAY)


def client_of(sources: Sources, **settings: str) -> FlaskClient:
    environment = {f"FINDER_{name.upper()}": value for name, value in settings.items()}
    return create_app(sources, PROGRAM, read_settings(environment)).test_client()


@pytest.fixture(scope="module")
def client(sources: Sources) -> FlaskClient:
    return client_of(sources)


class Elements(HTMLParser):
    """Every element of a page with its attributes, in the order they stand."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str]]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, {name: value or "" for name, value in attrs}))

    def all(self, tag: str) -> Iterator[dict[str, str]]:
        return (attributes for name, attributes in self.found if name == tag)

    def with_id(self, name: str) -> dict[str, str]:
        return next(attributes for _, attributes in self.found if attributes.get("id") == name)


def words(page: str, part: str = "body") -> str:
    """Return the text of the first element of a kind, its spaces tidied."""
    end = part.partition(" ")[0]
    found = re.search(rf"<{part}\b.*?</{end}>", page, re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).split())


def answer_region(page: str) -> str:
    """Return what stands above the box as the answer, as text."""
    return words(page[page.index('id="answer"') - 100 :], 'section class="answer')


def ask(client: FlaskClient, place: str, **fields: str) -> TestResponse:
    return client.post("/", data={"place": place, **fields})


@pytest.mark.parametrize("path", PAGES)
def test_every_page_is_sound(client: FlaskClient, path: str) -> None:
    page_check(client.get(path).text)


@pytest.mark.parametrize("text", TYPED.values(), ids=TYPED)
@pytest.mark.parametrize("procedure", ["", "tavr", "haircut"])
def test_every_answer_is_sound(client: FlaskClient, text: str, procedure: str) -> None:
    page_check(ask(client, text, procedure=procedure).text)


@pytest.mark.parametrize(
    "text", ["7 Kwyjibo Street, Bethesda, MD 20817", "20817", "Springfield", "Kwyjibo", "x" * 201]
)
def test_the_typed_text_is_in_no_title_and_no_address(client: FlaskClient, text: str) -> None:
    page = ask(client, text).text

    told = [words(page, "title"), *addresses(page)]
    assert not [one for one in told for word in text.split() if len(word) > 3 and word in one]


def addresses(page: str) -> list[str]:
    return [a[n] for _, a in Elements(page).found for n in ("href", "action", "src") if n in a]


def test_no_address_changes_with_what_was_typed(client: FlaskClient) -> None:
    one, other = (
        set(addresses(ask(client, text).text)) for text in ("39.30,-76.61", "39.31,-76.60")
    )

    assert one == other


@pytest.mark.parametrize("path", PAGES)
def test_every_page_carries_the_headers_and_is_not_kept(client: FlaskClient, path: str) -> None:
    response = client.get(path)

    assert {name: response.headers[name] for name in HEADERS} == HEADERS
    assert response.headers["Cache-Control"] == "no-store"


def test_an_answer_is_not_kept(client: FlaskClient) -> None:
    assert ask(client, "21218").headers["Cache-Control"] == "no-store"


def test_the_style_sheet_and_the_icon_are_there_and_kept(client: FlaskClient) -> None:
    for path in ("/static/finder.css", "/static/finder.js", "/static/favicon.svg"):
        with client.get(path) as response:
            assert response.status_code == 200
            assert response.cache_control.max_age == 365 * 24 * 3600
        assert f"{path}?v=" in client.get("/").text


def test_the_only_scripts_are_our_own_files_and_wait_for_the_page(client: FlaskClient) -> None:
    for page, files in [
        (client.get("/").text, ["finder.js", "locate.js"]),
        (ask(client, "21218").text, ["finder.js", "locate.js", "map.js"]),
        (ask(client, "zzzz").text, ["finder.js", "locate.js"]),
    ]:
        scripts = [one for one in Elements(page).all("script") if "src" in one]

        assert [script["src"].partition("?v=")[0] for script in scripts] == [
            f"/static/{file}" for file in files
        ]
        assert all("defer" in script for script in scripts)
        assert len(re.findall(r"<script[^>]*></script>", page)) == len(files)
    for path in ("/program", "/api", "/nowhere"):
        assert not [one for one in Elements(client.get(path).text).all("script") if "src" in one]


def test_the_box_carries_the_texts_of_the_suggestions(client: FlaskClient) -> None:
    for name, page in (("place", client.get("/").text), ("closer", ask(client, "20009").text)):
        box = Elements(page).with_id(name)

        assert client.post(box["data-suggest"], json={"text": "ba"}).status_code == 200
        assert box["data-list-label"] == "Places and hospitals"
        assert "{0}" in box["data-many"]
        assert box["data-one"]
        assert box["data-none"]
        assert box["autocomplete"] == "off"
        assert "role" not in box


def test_the_911_line_stands_before_the_box(client: FlaskClient) -> None:
    page = client.get("/").text

    assert page.index('href="tel:911"') < page.index('id="place"')


def test_all_hospitals_are_listed_by_name_before_a_place_is_typed(
    client: FlaskClient, sources: Sources
) -> None:
    page = client.get("/").text

    assert hospitals(page) == [facility.name for facility in sources.directory]
    assert 'class="rank"' not in page
    assert "straight line" not in page


def hospitals(page: str) -> list[str]:
    """Return the names on the cards of the list, in order, whether ranked or not."""
    listed = page[page.index('<ol class="cards"') :]
    return re.findall(r"<span>([^<]+)</span></h3>", listed.replace("&#39;", "'"))


def test_the_nearest_that_lists_mitraclip_is_told_apart(client: FlaskClient) -> None:
    response = ask(client, "20650")

    answer = answer_region(response.text).replace("&#39;", "'")
    assert response.status_code == 200
    assert "We took that to be ZIP 20650, Leonardtown, MD" in answer
    assert (
        "Nearest hospital MedStar St. Mary's Hospital"
        " St. Mary's Hospital is nearest by road from anywhere in ZIP 20650."
        " For MitraClip see Washington Hospital Center, next." in answer
    )
    assert re.search(
        r"Up to about \d+ min by road, estimate without traffic"
        r" Up to about \d+ miles in a straight line \. Both from anywhere in ZIP 20650\.",
        answer,
    )
    assert re.search(
        r"Nearest that lists MitraClip MedStar Washington Hospital Center"
        r" Washington Hospital Center is the nearest by road that lists MitraClip"
        r" from anywhere in ZIP 20650\. About 1 hr \d+ min by road, estimate without traffic"
        r" About 50 miles in a straight line \. Both from the middle of ZIP 20650\.",
        answer,
    )
    assert "Times by road are estimates." in answer


def test_where_no_road_times_are_known_the_page_speaks_of_straight_lines_alone(
    client: FlaskClient,
) -> None:
    page = ask(client, "44114").text

    answer = answer_region(page)
    assert (
        "Montgomery Medical Center is nearest in a straight line from anywhere in ZIP 44114."
        in answer
    )
    assert (
        "About 293 miles from the middle of ZIP 44114 ,"
        " straight line: that is outside the area where road times are known" in answer
    )
    assert "A straight line is shorter than the road." in answer
    assert "by road" not in answer
    assert "Ordered by straight-line distance from the middle of ZIP 44114" in words(page)
    assert "farther away than Montgomery Medical Center." in words(page)


def test_a_hospital_that_is_both_is_named_once(client: FlaskClient) -> None:
    answer = answer_region(ask(client, "Charles Village").text)

    assert answer.count("MedStar Union Memorial Hospital") == 2  # the link to maps is the other
    assert "It is also the nearest that lists MitraClip" in answer
    assert "Nearest that lists" not in answer


def test_what_is_certain_asks_nothing(client: FlaskClient) -> None:
    page = ask(client, "20650").text

    assert "not certain" not in page
    assert 'class="closer"' not in page


def test_what_is_not_certain_names_who_could_be_first_and_asks_for_a_closer_place(
    client: FlaskClient,
) -> None:
    page = ask(client, "20009", procedure="tavr", units="km").text

    answer = answer_region(page)
    assert "Nearest hospital, not certain yet MedStar Washington Hospital Center" in answer
    assert (
        "depends on where in ZIP 20009 you are: Washington Hospital Center (and, next door,"
        " National Rehabilitation Hospital) or Georgetown University Hospital." in answer
    )
    assert "Which neighborhood are you in?" in answer
    assert "is the nearest by road that lists TAVR from anywhere in ZIP 20009" in answer
    form = page[page.index('class="closer"') : page.index("Look again")]
    fields = {a["name"]: a["value"] for a in Elements(form).all("input")}
    assert fields == {
        "place": "", "driver": "", "driver_choice": "", "procedure": "tavr", "units": "km",
    }  # fmt: skip


def test_only_the_question_that_is_open_is_called_so(client: FlaskClient) -> None:
    answer = answer_region(ask(client, "21401").text)

    assert "Nearest hospital MedStar Harbor Hospital" in answer
    assert "Nearest that lists MitraClip, not certain yet MedStar " in answer
    assert answer.count("Look again") == 1


def test_where_neither_is_certain_the_box_is_there_once(client: FlaskClient) -> None:
    page = ask(client, "Maryland").text

    assert answer_region(page).count("Which ZIP code are you in?") == 2
    assert page.count('id="closer"') == 1
    assert page.count('href="#closer"') == 1


@pytest.mark.parametrize("text", ["20009", "Maryland", "21401"])
def test_no_share_and_no_percentage_is_shown(client: FlaskClient, text: str) -> None:
    said = answer_region(ask(client, text).text)

    assert "%" not in said
    assert "percent" not in said


def test_every_card_but_the_first_says_why_it_is_not_first(client: FlaskClient) -> None:
    page = ask(client, "20009").text

    cards = page[page.index('<ol class="cards"') :].split('<li class="card"')[1:]
    said = [words(card, "dl") for card in cards]
    assert "Why not first?" not in said[0]
    assert all("Why not first?" in one for one in said[1:])
    assert "Next door to Washington Hospital Center" in said[1]
    assert "Has no emergency department." in said[1]
    assert "longer by road than Washington Hospital Center." in said[2]
    assert "Could still be first, depending on where you are." in said[2]
    assert "Could still be first" not in said[3]


def test_a_correction_is_said_in_place_of_what_was_taken(client: FlaskClient) -> None:
    page = ask(client, "Batlimore").text

    answer = answer_region(page)
    assert "Showing Baltimore, MD . You typed “batlimore”." in answer
    assert "We took that" not in answer
    assert Elements(page).with_id("place")["value"] == "Batlimore"


def test_a_nickname_is_said_in_place_of_what_was_taken(client: FlaskClient) -> None:
    answer = answer_region(ask(client, "PG county").text)

    assert "Showing Prince George&#39;s County, MD , also called “pg county”." in answer


def test_a_street_of_the_district_is_asked_for_its_quadrant(client: FlaskClient) -> None:
    page = ask(client, "110 Irving St, Washington DC").text

    buttons = [a["value"] for a in Elements(page).all("button") if a.get("name") == "choice"]
    answer = answer_region(page)
    assert len(buttons) == 4
    assert "Northwest, Northeast, Southwest or Southeast?" in answer
    assert "Northwest Washington, DC addresses that end in NW" in answer
    assert "fits more than one place" not in answer


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Springfield", "What you typed fits more than one place."),
        ("Springfeild", "We do not know “springfeild”. Did you mean one of these?"),
        ("Annapolis or Bowie", "You typed two places. Where should we start from?"),
        ("21218 Chicago", "The ZIP code and the town are not in the same place:"),
    ],
)
def test_a_tie_asks_one_question_above_its_candidates(
    client: FlaskClient, text: str, question: str
) -> None:
    assert f"Which one do you mean? {question}" in answer_region(ask(client, text).text)


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("Union Station", "By that name we know only Union, SC. Is this the one you mean?"),
        ("Turner Station", "We do not know “turner station”. Did you mean Turners Station, KY?"),
    ],
)
def test_a_single_small_place_far_off_is_asked_about_and_ranks_nothing(
    client: FlaskClient, text: str, question: str
) -> None:
    page = ask(client, text).text

    told = answer_region(page)
    assert f"Is this the place you mean? {question} If not, add a town," in told
    assert sum(a.get("name") == "choice" for a in Elements(page).all("button")) == 1
    assert 'class="rank"' not in page


def test_the_single_place_asked_about_is_an_answer_once_it_is_chosen(client: FlaskClient) -> None:
    page = ask(client, "Union Station", choice="geonames-4599214").text

    assert "You chose Union, SC" in answer_region(page)


def test_the_list_after_a_match_has_every_hospital_with_its_rank(
    client: FlaskClient, sources: Sources
) -> None:
    page = ask(client, "21218").text

    assert sorted(hospitals(page)) == [facility.name for facility in sources.directory]
    assert re.findall(r'class="rank">(\d+)<', page) == [str(n) for n in range(1, 11)]
    assert (
        "Ordered by time on the road from the middle of ZIP 21218, an estimate without traffic."
        in words(page)
    )


def test_a_procedure_keeps_those_that_list_it(client: FlaskClient) -> None:
    page = ask(client, "21401", procedure="tavr").text

    assert len(hospitals(page)) == 2
    assert "2 hospitals that list TAVR, nearest first" in words(page)
    assert "Nearest that lists TAVR" in answer_region(page)
    assert "Show all hospitals" in page


def test_a_procedure_that_no_hospital_lists_offers_all(sources: Sources) -> None:
    none = {"tavr": Availability.UNKNOWN}
    changed = tuple(replace(f, availability=f.availability | none) for f in sources.directory)
    poorer = client_of(Sources(replace(sources.atlas, directory=FacilityDirectory(changed))))

    page = ask(poorer, "21218", procedure="tavr").text

    page_check(page)
    assert "None of our hospitals is known to list TAVR" in answer_region(page)
    assert "No hospital of ours known to list TAVR" in words(page)
    assert "Show all hospitals" in page


def test_unknown_is_never_shown_as_no(client: FlaskClient) -> None:
    page = client.get("/").text

    for fact in re.findall(r'<li class="fact unknown">.*?</li>', page):
        assert "not known, please ask the hospital" in fact


def test_a_hospital_without_a_sure_number_gives_its_website(client: FlaskClient) -> None:
    page = ask(client, "National Rehabilitation Hospital").text

    answer = page[page.index('<div class="answers">') :]
    assert "202-877-1000" not in page
    assert "We have no phone number that we are sure of" in words(answer, "article")


def test_other_places_are_offered_after_a_match(client: FlaskClient) -> None:
    page = ask(client, "Baltimore").text

    assert "Not this one?" in answer_region(page)
    assert any(a.get("name") == "choice" for a in Elements(page).all("button"))


def test_a_tie_asks_and_ranks_nothing(client: FlaskClient, sources: Sources) -> None:
    response = ask(client, "Springfield", procedure="tavr", units="km")

    page = response.text
    assert response.status_code == 200
    assert "Which one do you mean?" in answer_region(page)
    assert 'class="rank"' not in page
    assert "straight line" not in page
    assert hospitals(page) == [facility.name for facility in sources.directory]


def test_a_choice_answers_as_it_was_asked(client: FlaskClient) -> None:
    tie = Elements(ask(client, "Springfield", procedure="tavr", units="km").text)
    hidden = {a["name"]: a["value"] for a in tie.all("input") if a.get("type") == "hidden"}
    button = next(a for a in tie.all("button") if a.get("name") == "choice")

    page = client.post("/", data=hidden | {"choice": button["value"]}).text

    assert hidden == {
        "place": "Springfield", "driver": "", "driver_choice": "", "procedure": "tavr",
        "units": "km",
    }  # fmt: skip
    assert "You chose Springfield, VA" in answer_region(page)
    assert Elements(page).with_id("place")["value"] == "Springfield, VA"
    assert "km in a straight line" in answer_region(page)
    assert len(hospitals(page)) == 2


def test_no_match_is_404_and_says_what_can_be_typed(client: FlaskClient) -> None:
    response = ask(client, "zzzz")

    answer = answer_region(response.text)
    assert response.status_code == 404
    assert "You typed: zzzz" in answer
    assert "a five-digit ZIP code, like 21218" in answer
    assert "888-352-3147" in answer
    assert Elements(response.text).with_id("place")["value"] == "zzzz"
    assert len(hospitals(response.text)) == 10


@pytest.mark.parametrize(
    ("fields", "field", "text"),
    [
        ({"place": ""}, "place", "Type where you are"),
        ({"place": "x" * 201}, "place", "no more than 200 characters"),
        ({"place": "21218", "procedure": "haircut"}, "procedure", "Choose a procedure"),
        ({"place": "21218", "units": "leagues"}, "units", "Choose miles or kilometers"),
        ({"place": "21218", "colour": "red"}, "place", "should not"),
    ],
)
def test_a_fault_is_said_above_and_at_its_field(
    client: FlaskClient, fields: dict[str, str], field: str, text: str
) -> None:
    response = client.post("/", data=fields)

    page = Elements(response.text)
    assert response.status_code == 400
    assert text in answer_region(response.text)
    assert any(a["href"] == f"#{field}" for a in page.all("a"))
    assert page.with_id(f"{field}-fault")
    assert page.with_id("place")["value"] == fields["place"]


def test_a_faulty_box_points_at_its_fault(client: FlaskClient) -> None:
    box = Elements(ask(client, "").text).with_id("place")

    assert box["aria-invalid"] == "true"
    assert box["aria-describedby"] == "place-hint place-fault"


def test_a_name_that_is_no_field_is_not_repeated(client: FlaskClient) -> None:
    response = client.post("/", data={"place": "21218", "quizzical": "y"})

    assert response.status_code == 400
    assert "quizzical" not in response.text


def test_a_choice_that_does_not_exist_is_404_and_keeps_the_text(client: FlaskClient) -> None:
    response = ask(client, "Springfield", choice="nowhere-1")

    assert response.status_code == 404
    assert "no longer there" in answer_region(response.text)
    assert Elements(response.text).with_id("place")["value"] == "Springfield"


def test_a_link_with_a_zip_answers(client: FlaskClient) -> None:
    response = client.get("/?place=21218")

    assert response.status_code == 200
    assert "We took that to be ZIP 21218, Baltimore, MD" in answer_region(response.text)


@pytest.mark.parametrize("text", ["Baltimore", "2121", "21218-1234", "", "21218\n", "٢١٢١٨"])
def test_a_link_with_anything_else_is_refused_and_not_repeated(
    client: FlaskClient, text: str
) -> None:
    response = client.get("/", query_string={"place": text})

    assert response.status_code == 400
    assert Elements(response.text).with_id("place")["value"] == ""
    assert "That link has no ZIP code that works" in answer_region(response.text)


def test_markup_that_was_typed_stays_text(client: FlaskClient) -> None:
    page = ask(client, TYPED["markup"]).text

    assert "<script>" not in page
    assert Elements(page).with_id("place")["value"] == TYPED["markup"]


def test_the_box_keeps_what_was_chosen(client: FlaskClient) -> None:
    page = Elements(ask(client, "21218", procedure="laao", units="km").text)

    assert "checked" in page.with_id("units-km")
    assert [a["value"] for a in page.all("option") if "selected" in a] == ["laao"]


def test_directions_name_the_hospital_and_nothing_typed(client: FlaskClient) -> None:
    page = ask(client, "10 Downing Lane, Annapolis, MD 21401").text

    maps = [link for link in addresses(page) if "google" in link]
    assert maps
    assert all("destination=MedStar" in link for link in maps)
    assert not any("Downing" in link or "21401" in link for link in maps)


def test_without_a_maps_provider_there_are_no_directions(sources: Sources) -> None:
    page = ask(client_of(sources, directions="none"), "21218").text

    page_check(page)
    assert "Directions" not in page


def test_every_topic_of_the_page_is_there(client: FlaskClient) -> None:
    page = client.get("/").text

    for topic in PROGRAM.page("mitraclip"):
        assert topic.html in page
    assert "clinical review" not in page


def test_the_contact_address_is_left_out_while_it_is_not_set(sources: Sources) -> None:
    without = client_of(sources).get("/").text
    with_one = client_of(sources, contact_email="heart@example.org").get("/").text

    assert "mailto:" not in without
    assert 'href="mailto:heart@example.org"' in with_one


def test_the_program_phone_says_that_nobody_has_rung_it(sources: Sources) -> None:
    unconfirmed = client_of(sources).get("/").text
    confirmed = client_of(sources, program_phone_checked_on="2026-11-20").get("/").text
    none = client_of(sources, program_phone="")

    assert "888-352-3147, for heart surgery consultations" in words(unconfirmed).replace(" ,", ",")
    assert "Nobody has called this number yet" in unconfirmed
    assert "Nobody has called this number yet" not in confirmed
    for path in PAGES:
        page_check(none.get(path).text)
        assert "The program’s phone" not in none.get(path).text


def test_the_overview_says_who_lists_a_procedure_and_where_nobody_is_named(
    client: FlaskClient,
) -> None:
    page = client.get("/program").text

    tavr = words(page[page.index('id="tavr"') - 50 :], "section")
    ablation = words(page[page.index('id="septal-ablation"') - 50 :], "section")
    assert "Listed at MedStar Union Memorial Hospital MedStar Washington" in tavr
    assert "no hospital is named" in ablation
    assert 'href="/#finder"' in page


def test_the_example_of_the_api_page_is_what_the_api_answers(client: FlaskClient) -> None:
    page = client.get("/api").text.replace("&#34;", '"').replace("&#39;", "'")
    asked = re.search(r"-d '(\{.*?\})'", page)
    shown = re.search(r'class="example-answer">(.*?)</code>', page, re.DOTALL)
    assert asked
    assert shown

    answered = client.post("/api/v1/search", json=json.loads(asked[1])).get_json()

    assert within(json.loads(shown[1]), answered)
    assert 'href="/api/v1/openapi.json"' in page


def within(part: object, whole: object) -> bool:
    """Tell whether all of a JSON value is in another: objects may have more keys."""
    if isinstance(part, dict) and isinstance(whole, dict):
        return all(key in whole and within(part[key], whole[key]) for key in part)
    if isinstance(part, list) and isinstance(whole, list):
        return len(part) == len(whole) and all(map(within, part, whole))
    return part == whole


@pytest.mark.parametrize("path", PAGES)
def test_every_page_names_its_sources(client: FlaskClient, path: str) -> None:
    page = client.get(path).text

    assert ATTRIBUTION in page
    assert 'href="https://www.geonames.org/"' in page


@pytest.mark.parametrize(
    ("method", "path", "status"), [("GET", "/nowhere", 404), ("DELETE", "/", 405)]
)
def test_an_error_page_leads_back(client: FlaskClient, method: str, path: str, status: int) -> None:
    response = client.open(path, method=method)

    assert response.status_code == status
    assert 'href="/"' in response.text
    page_check(response.text)


def test_a_form_that_is_too_big_is_refused_calmly(client: FlaskClient) -> None:
    response = ask(client, "x" * 20_000)

    assert response.status_code == 413
    assert "That is too long" in response.text
    page_check(response.text)


def test_an_unexpected_error_tells_nothing_of_its_inside(
    sources: Sources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("1600 Secret Street")

    monkeypatch.setattr("finder.web.search", fail)
    response = ask(client_of(sources), "21218")

    assert response.status_code == 500
    assert "Secret" not in response.text
    assert "Sorry, something went wrong" in response.text
    page_check(response.text)
