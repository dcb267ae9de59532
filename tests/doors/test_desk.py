"""The desk through its door: who is let in, what is answered, what is kept (nothing)."""

import csv
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from finder import gate
from finder.app import create_app
from finder.errors import ConfigurationError
from finder.passwords import line_of
from finder.program import Edition
from finder.search import Sources
from finder.settings import read_settings
from tests.page_check import page_check

PASSWORD: Final = "correct horse battery"  # noqa: S105 (made up)
PROXY: Final = "10.1.0.7"
STRANGER: Final = "203.0.113.9"
OTHER_STRANGER: Final = "203.0.113.10"

Make = Callable[..., Flask]


@pytest.fixture(scope="module")
def accounts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("desk") / "accounts"
    lines = (line_of(name, PASSWORD) for name in ("ann", "bo"))
    path.write_text("\n".join(lines) + "\n", "utf-8")
    return path


@pytest.fixture
def make(sources: Sources, editions: tuple[Edition, ...]) -> Make:
    def made(**settings: str) -> Flask:
        environment = {f"FINDER_{name.upper()}": text for name, text in settings.items()}
        english, *others = editions
        return create_app(sources, english.program, read_settings(environment), others=others)

    return made


@pytest.fixture
def basic(make: Make, accounts: Path) -> FlaskClient:
    """Give a client of a desk with passwords, behind no proxy."""
    return make(desk="basic", desk_passwords=str(accounts)).test_client()


@pytest.fixture
def agent(make: Make) -> Callable[..., TestResponse]:
    """Give a way to ask a desk whose proxy has logged somebody in."""
    client = make(desk="proxy", desk_proxies=PROXY).test_client()
    known = {"X-Remote-User": "ann"}

    def ask(path: str = "/desk/answer", **fields: object) -> TestResponse:
        own = {"REMOTE_ADDR": PROXY}
        return client.post(path, data=fields, headers=known, environ_overrides=own)

    return ask


def at(
    client: FlaskClient,
    peer: str,
    headers: Mapping[str, str] | None = None,
    auth: tuple[str, str] | None = None,
) -> TestResponse:
    return client.get("/desk", headers=headers, auth=auth, environ_overrides={"REMOTE_ADDR": peer})


# Who is let in


def test_there_is_no_desk_unless_a_setting_opens_it(client: FlaskClient) -> None:
    assert client.get("/desk").status_code == 404
    assert client.post("/desk/answer", data={"place": "21218"}).status_code == 404


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        (PROXY, {"X-Remote-User": "ann"}, 200),
        (PROXY, {"X-Remote-User": "Ann Onymous@example.org"}, 200),
        ("::ffff:10.1.0.7", {"X-Remote-User": "ann"}, 200),
        (PROXY, {}, 403),
        (PROXY, {"X-Remote-User": ""}, 403),
        (PROXY, {"X-Remote-User": "evil,ann"}, 403),
        (PROXY, {"X-User": "ann"}, 403),
        (STRANGER, {"X-Remote-User": "ann"}, 403),
        (STRANGER, {"X-Remote-User": "ann", "X-Forwarded-For": PROXY}, 403),
        ("127.0.0.1", {"X-Remote-User": "ann"}, 403),
        ("", {"X-Remote-User": "ann"}, 403),
    ],
)
def test_a_named_person_is_let_in_from_a_trusted_proxy_only(
    make: Make, peer: str, headers: dict[str, str], status: int
) -> None:
    client = make(desk="proxy", desk_proxies=f"192.0.2.0/24 {PROXY}").test_client()

    assert at(client, peer, headers).status_code == status


def test_the_header_can_have_another_name(make: Make) -> None:
    desk = make(desk="proxy", desk_proxies=PROXY, desk_header="Remote-User").test_client()

    assert at(desk, PROXY, {"Remote-User": "ann"}).status_code == 200
    assert at(desk, PROXY, {"X-Remote-User": "ann"}).status_code == 403


def test_a_password_opens_the_desk_and_sets_no_cookie(basic: FlaskClient) -> None:
    asked = at(basic, "127.0.0.1")
    found = at(basic, "127.0.0.1", auth=("ann", PASSWORD))

    assert asked.status_code == 401
    assert asked.headers["WWW-Authenticate"].startswith("Basic realm=")
    assert found.status_code == 200
    assert "Set-Cookie" not in found.headers


def test_whoever_does_not_exist_is_told_the_same(basic: FlaskClient) -> None:
    wrong = at(basic, "127.0.0.1", auth=("ann", "wrong"))
    nobody = at(basic, "127.0.0.1", auth=("nobody", PASSWORD))
    other = at(basic, "127.0.0.1", {"Authorization": "Bearer x"})

    assert wrong.status_code == nobody.status_code == other.status_code == 401
    assert wrong.data == nobody.data == other.data
    assert wrong.headers["WWW-Authenticate"] == nobody.headers["WWW-Authenticate"]


@pytest.mark.parametrize(
    ("peer", "headers", "status"),
    [
        (STRANGER, {}, 403),
        (STRANGER, {"X-Forwarded-Proto": "https"}, 403),
        (PROXY, {"X-Forwarded-Proto": "https"}, 200),
        (PROXY, {"X-Forwarded-Proto": "http"}, 403),
        (PROXY, {"X-Forwarded-Proto": "http, https"}, 403),
        (PROXY, {}, 403),
        ("::1", {}, 200),
        ("127.0.0.1", {"X-Forwarded-For": STRANGER}, 403),
        ("127.0.0.1", {"Forwarded": "proto=https"}, 403),
    ],
)
def test_a_password_is_taken_over_tls_or_on_one_machine_only(
    make: Make, accounts: Path, peer: str, headers: dict[str, str], status: int
) -> None:
    client = make(desk="basic", desk_passwords=str(accounts), desk_proxies=PROXY).test_client()

    found = at(client, peer, headers, auth=("ann", PASSWORD))

    assert found.status_code == status
    assert "WWW-Authenticate" not in found.headers


def failed(client: FlaskClient, peer: str, account: str, times: int) -> int:
    for _ in range(times):
        status = at(client, peer, auth=(account, "wrong")).status_code
    return status


@pytest.fixture
def cheap_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let a wrong password be cheap to check: these tests are about how many are."""
    monkeypatch.setattr("finder.passwords.check_password_hash", lambda _, given: given == PASSWORD)


@pytest.mark.usefixtures("cheap_passwords")
def test_an_account_is_closed_after_ten_failures_from_anywhere(make: Make, accounts: Path) -> None:
    client = make(desk="basic", desk_passwords=str(accounts), desk_proxies=PROXY).test_client()
    https = {"X-Forwarded-Proto": "https"}

    statuses = [
        at(
            client, PROXY, https | {"X-Forwarded-For": f"203.0.113.{number}"}, ("ann", "wrong")
        ).status_code
        for number in range(11)
    ]
    right = at(client, PROXY, https | {"X-Forwarded-For": STRANGER}, ("ann", PASSWORD))
    other = at(client, PROXY, https | {"X-Forwarded-For": STRANGER}, ("bo", PASSWORD))

    assert statuses == [401] * 10 + [429]
    assert right.status_code == 429
    assert int(right.headers["Retry-After"]) > 0
    assert other.status_code == 200


@pytest.mark.usefixtures("cheap_passwords")
def test_a_name_that_does_not_exist_is_closed_likewise(basic: FlaskClient) -> None:
    assert failed(basic, "127.0.0.1", "nobody", 10) == 401
    assert failed(basic, "127.0.0.1", "nobody", 1) == 429


@pytest.mark.usefixtures("cheap_passwords")
def test_a_peer_is_shut_out_after_thirty_failures_whatever_names_it_tries(
    basic: FlaskClient,
) -> None:
    for number in range(30):
        assert failed(basic, "127.0.0.1", f"name{number}", 1) == 401

    assert at(basic, "127.0.0.1", auth=("bo", PASSWORD)).status_code == 429
    assert at(basic, "127.0.0.2", auth=("bo", PASSWORD)).status_code == 200


@pytest.mark.usefixtures("cheap_passwords")
def test_strangers_cannot_shut_out_an_agent_who_is_in(basic: FlaskClient) -> None:
    before = at(basic, "127.0.0.1", auth=("ann", PASSWORD)).status_code
    failed(basic, "127.0.0.2", "ann", 11)

    assert before == 200
    assert at(basic, "127.0.0.1", auth=("ann", PASSWORD)).status_code == 200
    assert at(basic, "127.0.0.2", auth=("ann", PASSWORD)).status_code == 429


def test_a_password_is_remembered_for_one_peer_and_some_minutes() -> None:
    now = [0.0]
    remembered = gate.Remembered(now=lambda: now[0])

    remembered.add("peer", "ann", PASSWORD)

    assert remembered.knows("peer", "ann", PASSWORD)
    assert not remembered.knows("other", "ann", PASSWORD)
    assert not remembered.knows("peer", "ann", "wrong")
    now[0] = gate.REMEMBERED_SECONDS
    assert not remembered.knows("peer", "ann", PASSWORD)


def test_only_so_many_are_remembered() -> None:
    remembered = gate.Remembered()
    for number in range(gate.MOST_REMEMBERED + 1):
        remembered.add("peer", str(number), PASSWORD)

    assert not remembered.knows("peer", "0", PASSWORD)
    assert remembered.knows("peer", str(gate.MOST_REMEMBERED), PASSWORD)


def test_a_bad_file_of_accounts_keeps_finder_from_starting(make: Make, tmp_path: Path) -> None:
    path = tmp_path / "accounts"
    path.write_text("ann:plain\nbo:plain\n", "utf-8")

    with pytest.raises(ConfigurationError) as caught:
        make(desk="basic", desk_passwords=str(path))

    assert [problem.row for problem in caught.value.problems] == [1, 2]


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"Sec-Fetch-Site": "same-origin"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Sec-Fetch-Site": "cross-site"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, 403),
        ({"Origin": "http://localhost"}, 200),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
    ],
)
@pytest.mark.parametrize("path", ["/desk", "/desk/answer"])
def test_another_sites_form_is_refused(
    basic: FlaskClient, path: str, headers: dict[str, str], status: int
) -> None:
    found = basic.post(path, data={"place": "21218"}, headers=headers, auth=("ann", PASSWORD))

    assert found.status_code == status


# What is answered


def test_the_desk_is_a_sound_page_that_nobody_keeps_or_lists(make: Make) -> None:
    client = make(desk="proxy", desk_proxies=PROXY).test_client()

    found = at(client, PROXY, {"X-Remote-User": "ann"})

    page_check(found.text)
    assert found.cache_control.no_store
    assert found.headers["X-Robots-Tag"] == "noindex"
    assert "'unsafe" not in found.headers["Content-Security-Policy"]
    assert 'id="answer"' not in found.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"place": "21218"}, 200),
        ({"place": "21613", "procedure": "mitraclip", "driver": "Easton, MD"}, 200),
        ({"place": "21613", "driver": "Salisbury"}, 200),
        ({"place": "21218", "driver": "xyzzy"}, 200),
        ({"place": "Columbia"}, 200),
        ({"place": "1600 Pennsylvania Ave, Washington DC", "procedure": "mitraclip"}, 200),
        ({"place": "10001"}, 200),
        ({"place": "96813", "procedure": "laao"}, 200),
        ({"place": "harbor hospital", "hospital": "good sam"}, 200),
        ({"place": "21218", "hospital": "m"}, 200),
        ({"place": "21218", "hospital": "mercy"}, 200),
        ({"place": "21218", "beside": ["harbor", "georgetown", "union-memorial"]}, 200),
        ({"place": "xyzzy"}, 404),
        ({"place": ""}, 400),
        ({"place": "<script>alert(1)</script> \x00"}, 404),
        ({"place": "21218", "procedure": "x"}, 400),
        ({"place": "21218", "sneaky": "x"}, 400),
        ({"place": "21218", "beside": ["harbor", "georgetown", "union-memorial", "st-marys"]}, 400),
        ({"place": "21218", "beside": ["no-such"]}, 404),
    ],
)
def test_every_state_is_a_sound_page_with_and_without_its_frame(
    agent: Callable[..., TestResponse], fields: dict[str, object], status: int
) -> None:
    page, part = agent("/desk", **fields), agent("/desk/answer", **fields)

    page_check(page.text)
    assert page.status_code == part.status_code == status
    assert part.text.count('id="answer"') == 1
    assert "<html" not in part.text
    assert page.cache_control.no_store
    assert part.cache_control.no_store


def test_the_answer_tells_the_nearest_from_the_nearest_that_lists_the_procedure(
    agent: Callable[..., TestResponse],
) -> None:
    text = agent(place="21613", procedure="mitraclip").text

    assert "Nearest</dt><dd><strong>Harbor Hospital" in text
    assert "Nearest that lists MitraClip" in text
    assert 'data-chosen="union-memorial"' in text


def test_lines_for_the_caller_stand_in_both_languages(agent: Callable[..., TestResponse]) -> None:
    text = agent(place="21613").text

    for code, said in (
        ("en", "ZIP code two-one-six-one-three, Cambridge, Maryland"),
        ("es", "código postal dos-uno-seis-uno-tres, Cambridge, Maryland"),
        ("en", "The nearest hospital is MedStar Harbor Hospital. By car it is"),
        ("es", "El hospital más cercano es MedStar Harbor Hospital. En auto"),
        ("en", "Please call 410-350-3200: main switchboard."),
        ("es", "Por favor, llame al 410-350-3200: línea principal."),
        ("en", "Please bring: Photo ID"),
        ("es", "Por favor, traiga: Identificación con foto"),
    ):
        assert f'<span lang="{code}">{said}' in text


def test_what_nobody_has_checked_says_so(agent: Callable[..., TestResponse]) -> None:
    text = agent(place="21613", procedure="mitraclip").text

    assert "nobody has called 410-350-3200 to confirm it" in text
    assert "whether it does MitraClip is not known: do not promise it" in text
    assert "Medicare&#39;s hospital list says it has none" in text
    assert "NPI <code>not in our list" in text


def test_why_not_another_hospital_is_answered_by_its_name(
    agent: Callable[..., TestResponse],
) -> None:
    text = agent(place="21613", hospital="Good Sam").text

    assert 'data-chosen="good-samaritan"' in text
    assert "longer by road than Harbor Hospital" in text


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("Mercy", "No hospital of ours goes by that name."),
        ("s", "Several hospitals fit: Southern Maryland Hospital Center, St. Mary&#39;s Hospital."),
    ],
)
def test_a_hospital_that_is_not_clear_is_not_guessed(
    agent: Callable[..., TestResponse], typed: str, said: str
) -> None:
    text = agent(place="21613", hospital=typed).text

    assert 'data-chosen="harbor"' in text
    assert said in text


def test_a_choice_is_answered_and_kept_for_the_next_question(
    agent: Callable[..., TestResponse],
) -> None:
    choice = "quadrant-NW"

    text = agent(place="1600 Pennsylvania Ave, Washington DC", choice=choice).text

    assert "Northwest Washington, DC" in text
    assert f'name="choice" value="{choice}" form="desk-form"' in text


def test_a_choice_that_is_gone_is_said_at_the_box(agent: Callable[..., TestResponse]) -> None:
    response = agent(place="Columbia", choice="no-such-place")

    assert response.status_code == 404
    assert 'data-field="place"' in response.text


def test_the_desk_takes_nothing_from_its_address(make: Make) -> None:
    client = make(desk="proxy", desk_proxies=PROXY).test_client()

    found = client.get(
        "/desk?place=21218",
        headers={"X-Remote-User": "ann"},
        environ_overrides={"REMOTE_ADDR": PROXY},
    )

    assert found.status_code == 200
    assert "21218" not in found.text


def test_no_site_map_tells_of_the_desk(make: Make) -> None:
    client = make(
        desk="proxy", desk_proxies=PROXY, public_url="https://finder.example.org"
    ).test_client()

    assert "desk" not in client.get("/sitemap.xml").text


# A list


@pytest.fixture
def send(make: Make) -> Callable[..., TestResponse]:
    client = make(desk="proxy", desk_proxies=PROXY).test_client()

    def sent(data: bytes, name: str = "Jane Doe.csv", **fields: str) -> TestResponse:
        parts = [
            f'--edge\r\nContent-Disposition: form-data; name="{field}"\r\n\r\n{text}\r\n'.encode()
            for field, text in fields.items()
        ]
        head = f'--edge\r\nContent-Disposition: form-data; name="list"; filename="{name}"\r\n\r\n'
        return client.post(
            "/desk/batch",
            data=b"".join((*parts, head.encode(), data, b"\r\n--edge--\r\n")),
            content_type="multipart/form-data; boundary=edge",
            headers={"X-Remote-User": "ann"},
            environ_overrides={"REMOTE_ADDR": PROXY},
        )

    return sent


def test_a_list_comes_back_with_the_hospitals_behind_it(
    send: Callable[..., TestResponse],
) -> None:
    response = send(b"name,zip\nann,21613\nbo,99999\n", procedure="mitraclip")

    header, first, second = csv.reader(response.text.splitlines())
    assert response.status_code == 200
    assert response.mimetype == "text/csv"
    assert "Jane" not in response.headers["Content-Disposition"]
    assert response.cache_control.no_store
    assert header[:2] == ["name", "zip"]
    assert dict(zip(header, first, strict=True))["finder_nearest_id"] == "harbor"
    assert "union-memorial" in first
    assert second[:3] == ["bo", "99999", "no_match"]


def test_a_list_is_judged_by_what_is_in_it(send: Callable[..., TestResponse]) -> None:
    assert send(b"zip\n21613\n", "list.xlsx").status_code == 200
    for data in (b"", b"PK\x03\x04\x00", b"PAR1\x00", b"zip\n\xff\xfe\n", b"name\nann\n"):
        response = send(data)
        page_check(response.text)
        assert response.status_code == 400
        assert 'role="alert"' in response.text


def test_a_list_that_is_too_long_is_refused(send: Callable[..., TestResponse]) -> None:
    assert send(b"zip\n" + b"21613\n" * 10_000).status_code == 200
    assert send(b"zip\n" + b"21613\n" * 10_001).status_code == 413
    assert send(b"zip,more\n21613," + b"x" * 2**21).status_code == 413
    assert send(b"zip,more\n21613," + b"x" * 2**22).status_code == 413


def test_no_file_is_made_of_a_list(
    send: Callable[..., TestResponse], monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(*_: object, **__: object) -> None:
        raise AssertionError("a temporary file was made")

    for name in ("TemporaryFile", "SpooledTemporaryFile", "NamedTemporaryFile"):
        monkeypatch.setattr(f"tempfile.{name}", refused)
    monkeypatch.setattr("werkzeug.formparser.SpooledTemporaryFile", refused)
    row = b"21613," + b"x" * 100_000 + b"\n"

    assert send(b"zip,more\n" + row * 15).status_code == 200


def test_only_the_list_may_be_long(agent: Callable[..., TestResponse]) -> None:
    assert agent("/desk/answer", place="x" * 20_000).status_code == 413


def test_the_list_has_a_sound_page_behind_the_same_gate(make: Make) -> None:
    client = make(desk="proxy", desk_proxies=PROXY).test_client()
    known = {"X-Remote-User": "ann"}

    page = client.get("/desk/batch", headers=known, environ_overrides={"REMOTE_ADDR": PROXY})
    stranger = client.get("/desk/batch", headers=known, environ_overrides={"REMOTE_ADDR": STRANGER})

    page_check(page.text)
    assert page.status_code == 200
    assert stranger.status_code == 403
