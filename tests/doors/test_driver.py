"""A second starting point: where somebody else who drives starts; the order stays the patient's."""

import json
import re

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder.cli import main
from finder.errors import NotFound, UsageError
from finder.request import MAX_TEXT_LENGTH, SearchRequest
from finder.search import Sources, search
from tests.doors.test_web import Elements, answer_region, words
from tests.page_check import error_check, page_check

API = "/api/v1/search"


def post(client: FlaskClient, **body: object) -> TestResponse:
    return client.post(API, json=body)


def ask(client: FlaskClient, **form: str) -> TestResponse:
    return client.post("/", data=form)


def hidden(page: str, part: str) -> dict[str, str]:
    """Return the hidden fields of the first form of a class."""
    form = page[page.index(f'class="{part}"') :]
    fields = Elements(form[: form.index("</form>")]).all("input")
    return {a["name"]: a["value"] for a in fields if a.get("type") == "hidden"}


def test_both_times_are_told_and_the_order_is_the_patients(client: FlaskClient) -> None:
    alone = post(client, text="20650").get_json(force=True)
    driven = post(client, text="20650", driver="21218").get_json(force=True)
    theirs = post(client, text="21218").get_json(force=True)

    def without_driver(body: dict[str, object]) -> str:
        return re.sub(r'"driver": (\{[^}]*\}|null)', "", json.dumps(body["features"]))

    assert without_driver(driven) == without_driver(alone)
    from_there = {f["id"]: f["properties"] for f in theirs["features"]}
    for feature in driven["features"]:
        driver, own = feature["properties"]["driver"], from_there[feature["id"]]
        assert driver == {
            name: own[name] for name in ("distance_m", "distance_text", "minutes", "minutes_text")
        }
    assert driven["driver"]["best"]["label"] == theirs["origin"]["label"]
    order = [f["properties"]["driver"]["minutes"] for f in driven["features"]]
    assert order != sorted(order)


def test_without_a_driver_none_is_told(client: FlaskClient) -> None:
    for body in ({}, {"driver": ""}, {"driver": "  "}, {"driver": None}):
        answer = post(client, text="21218", **body).get_json(force=True)

        assert answer["driver"] is None
        assert all(f["properties"]["driver"] is None for f in answer["features"])


def test_a_driver_from_beyond_the_roads_known_has_straight_lines(client: FlaskClient) -> None:
    answer = post(client, text="21218", driver="44114").get_json(force=True)
    page = ask(client, place="21218", driver="44114").text

    for feature in answer["features"]:
        driver = feature["properties"]["driver"]
        assert (driver["minutes"], driver["minutes_text"]) == (None, "")
        assert driver["distance_m"] > 400_000
    assert re.search(
        r"For a driver who goes straight there: about \d+ miles in a straight line"
        r" from the middle of ZIP 44114",
        words(page),
    )


def test_a_patient_from_beyond_them_may_have_a_driver_within(client: FlaskClient) -> None:
    answer = post(client, text="44114", driver="21218").get_json(force=True)

    assert all(f["properties"]["minutes"] is None for f in answer["features"])
    assert all(f["properties"]["driver"]["minutes"] > 0 for f in answer["features"])


def test_a_driver_who_fits_several_places_is_asked_and_the_patient_answered(
    client: FlaskClient,
) -> None:
    answer = post(client, text="20650", driver="Springfield").get_json(force=True)

    assert (answer["status"], answer["driver"]["status"]) == ("match", "tie")
    assert len(answer["driver"]["candidates"]) >= 2
    assert len(answer["features"]) == 10
    assert all(f["properties"]["driver"] is None for f in answer["features"])
    chosen = answer["driver"]["candidates"][0]
    again = post(client, text="20650", driver="Springfield", driver_place=chosen["id"])
    body = again.get_json(force=True)
    assert body["driver"]["best"]["label"] == chosen["label"]
    assert all(f["properties"]["driver"] for f in body["features"])


def test_a_driver_who_is_not_found_leaves_the_patients_answer(client: FlaskClient) -> None:
    response = post(client, text="20650", driver="zzzz")

    answer = response.get_json(force=True)
    assert (response.status_code, answer["status"]) == (200, "match")
    assert answer["driver"]["status"] == "no_match"
    assert answer["driver"]["advice"]
    assert len(answer["features"]) == 10


@pytest.mark.parametrize("text", ["Springfield", "zzzz"])
def test_while_the_patient_is_not_found_the_driver_waits(text: str, client: FlaskClient) -> None:
    answer = post(client, text=text, driver="21218").get_json(force=True)

    assert answer["features"] == []
    assert answer["driver"] is None


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"driver": "x" * (MAX_TEXT_LENGTH + 1)}, "driver"),
        ({"driver": "\x00\x07"}, "driver"),
        ({"driver": 21218}, "driver"),
        ({"driver": ["21218"]}, "driver"),
        ({"driver": "21218", "driver_place": "x" * 101}, "driver_place"),
    ],
)
def test_a_driver_that_does_not_fit_is_refused_by_name(
    body: dict[str, object], field: str, client: FlaskClient
) -> None:
    response = post(client, text="20650", **body)

    assert response.status_code == 400
    assert error_check(response)["field"] == field


def test_a_drivers_place_that_is_not_there_is_not_found(
    client: FlaskClient, sources: Sources
) -> None:
    response = post(client, text="20650", driver="Springfield", driver_place="nowhere-1")

    assert response.status_code == 404
    assert "nowhere-1" not in error_check(response)["detail"]
    with pytest.raises(NotFound):
        search(SearchRequest(text="20650", driver="x", driver_place="nowhere-1"), sources)


def test_the_drivers_text_is_cleaned_like_the_patients() -> None:
    request = SearchRequest.from_params({"text": "20650", "driver": " 2\uff11218\u2013 "})

    assert request.driver == "21218-"
    with pytest.raises(UsageError) as caught:
        SearchRequest.from_params({"text": "20650", "driver": "\x00"})
    assert caught.value.field == "driver"


def test_a_suggestion_and_a_geocoding_know_no_driver(client: FlaskClient) -> None:
    for path in ("/api/v1/geocode", "/api/v1/suggest"):
        response = client.post(path, json={"text": "21218", "driver": "20650"})

        assert response.status_code == 400
        assert error_check(response)["field"] == "driver"


def test_the_page_has_both_boxes_and_keeps_both_texts(client: FlaskClient) -> None:
    page = ask(client, place="20650", driver="21218").text

    page_check(page)
    elements = Elements(page)
    assert elements.with_id("place")["value"] == "20650"
    assert elements.with_id("driver")["value"] == "21218"
    answer = answer_region(page)
    assert "The driver starts from ZIP 21218, Baltimore, MD" in answer
    assert "The order is by your own way." in answer
    assert len(re.findall(r"For a driver who goes straight there:", words(page))) >= 10


def test_the_page_and_the_api_tell_the_same_times(client: FlaskClient) -> None:
    answer = post(client, text="20650", driver="21218").get_json(force=True)
    page = ask(client, place="20650", driver="21218").text

    listed = page[page.index('<ol class="cards"') :]
    told = re.findall(r"For a driver who goes straight there:</span> ([^<]+?) by road from", listed)
    assert told == [f["properties"]["driver"]["minutes_text"] for f in answer["features"]]


def test_the_start_page_has_an_empty_second_box_that_nobody_must_fill(client: FlaskClient) -> None:
    box = Elements(client.get("/").text).with_id("driver")

    assert box["value"] == ""
    assert box["name"] == "driver"
    assert "required" not in box
    assert box["maxlength"] == str(MAX_TEXT_LENGTH)


def test_a_single_place_is_asked_about_as_where_the_driver_starts(client: FlaskClient) -> None:
    page = ask(client, place="Clinton, MD", driver="Union Station").text

    page_check(page)
    assert "Does the driver start here?" in answer_region(page)


def test_a_tie_of_the_driver_asks_below_the_answer_and_keeps_the_rest(client: FlaskClient) -> None:
    page = ask(client, place="Clinton, MD", driver="Springfield", procedure="tavr", units="km").text

    page_check(page)
    assert "Where does the driver start?" in answer_region(page)
    assert "For a driver who goes straight there:" not in words(page)
    question = page[page.index('id="driver-question"') :]
    fields = hidden(question, "choices")
    button = next(a for a in Elements(question).all("button") if a.get("name") == "driver_choice")
    chosen = ask(client, **fields, driver_choice=button["value"]).text
    assert fields["place"] == "Clinton, MD"
    assert fields["driver"] == "Springfield"
    assert (fields["procedure"], fields["units"]) == ("tavr", "km")
    assert "The driver starts from Springfield" in answer_region(chosen)
    assert "For a driver who goes straight there:" in words(chosen)


def test_a_tie_of_the_patient_keeps_the_driver(client: FlaskClient) -> None:
    page = ask(client, place="Springfield", driver="21218").text
    fields = hidden(page, "choices")
    button = next(a for a in Elements(page).all("button") if a.get("name") == "choice")

    chosen = ask(client, **fields, choice=button["value"]).text

    assert fields["driver"] == "21218"
    assert "The driver starts from ZIP 21218" in answer_region(chosen)


def test_show_all_keeps_who_drives_and_from_where(client: FlaskClient) -> None:
    tie = ask(client, place="20650", driver="Springfield", procedure="tavr").text
    button = next(a for a in Elements(tie).all("button") if a.get("name") == "driver_choice")
    page = ask(
        client, place="20650", driver="Springfield", driver_choice=button["value"], procedure="tavr"
    ).text

    fields = hidden(page, "show-all")
    everything = ask(client, **fields).text

    assert fields["driver_choice"] == button["value"]
    assert "procedure" not in fields
    assert "The driver starts from Springfield" in answer_region(everything)
    assert "All 10 hospitals, nearest first." in words(everything)


def test_a_driver_not_found_is_said_on_the_page_with_the_patients_answer(
    client: FlaskClient,
) -> None:
    response = ask(client, place="20650", driver="zzzz")

    page_check(response.text)
    assert response.status_code == 200
    answer = answer_region(response.text)
    assert "We could not find where the driver starts." in answer
    assert "MedStar St. Mary" in answer
    assert Elements(response.text).with_id("driver")["value"] == "zzzz"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x" * (MAX_TEXT_LENGTH + 1), "no more than 200 characters"),
        ("\x00\x07", "Type where the driver starts"),
    ],
)
def test_a_fault_of_the_driver_is_said_at_the_drivers_box(
    text: str, said: str, client: FlaskClient
) -> None:
    response = ask(client, place="20650", driver=text)

    page = Elements(response.text)
    page_check(response.text)
    assert response.status_code == 400
    assert said in answer_region(response.text)
    assert any(a["href"] == "#driver" for a in page.all("a"))
    assert page.with_id("driver-fault")
    assert page.with_id("driver")["aria-invalid"] == "true"
    assert "aria-invalid" not in page.with_id("place")


def test_a_drivers_choice_that_is_gone_is_said_at_the_drivers_box(client: FlaskClient) -> None:
    response = ask(client, place="20650", driver="Springfield", driver_choice="nowhere-1")

    assert response.status_code == 404
    assert "Type the start once more." in answer_region(response.text)
    assert Elements(response.text).with_id("driver-fault")


def test_markup_of_a_driver_stays_text(client: FlaskClient) -> None:
    text = "<script>alert('1')</script>&amp;\""
    page = ask(client, place="20650", driver=text).text

    assert "<script>" not in page
    assert Elements(page).with_id("driver")["value"] == text


def test_the_command_line_tells_both_times() -> None:
    done = CliRunner().invoke(main, ["search", "20650", "--driver", "21218", "--limit", "3"])

    lines = done.stdout.splitlines()
    at = lines.index("Where the driver starts:")
    assert lines[at + 1] == "  ZIP 21218, Baltimore, MD, a ZIP code area"
    told = [line for line in lines if line.startswith("    for a driver who goes straight there: ")]
    assert len(told) == 3
    assert all(re.search(r" by road from the middle of ZIP 21218$", line) for line in told[1:])


def test_the_command_line_answers_with_json_as_the_api_does(client: FlaskClient) -> None:
    answer = post(client, text="20650", driver="Springfield")

    done = CliRunner().invoke(main, ["search", "20650", "--driver", "Springfield", "--json"])

    assert done.stdout_bytes == answer.data + b"\n"


@pytest.mark.parametrize(
    ("driver", "code", "said"),
    [
        ("Springfield", 0, "Several places fit. Which one do you mean?"),
        ("zzzz", 0, "We could not find a place by that name"),
        ("x" * 201, 2, ""),
    ],
)
def test_the_command_line_asks_back_about_the_driver_and_answers_the_patient(
    driver: str, code: int, said: str
) -> None:
    done = CliRunner().invoke(main, ["search", "20650", "--driver", driver])

    assert done.exit_code == code
    assert said in done.stdout
    assert ("[st-marys]" in done.stdout) is (code == 0)
    assert "for a driver" not in done.stdout
