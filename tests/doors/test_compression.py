"""What travels over the wire: pages and files compressed where the browser takes it."""

import gzip
import re
from collections.abc import Callable

import brotli
import pytest
from flask.testing import FlaskClient

FIRST_VIEW_BYTES = 60_000

DECODED: dict[str, Callable[[bytes], bytes]] = {"br": brotli.decompress, "gzip": gzip.decompress}


@pytest.mark.parametrize("coding", DECODED)
@pytest.mark.parametrize("place", ["21218", "Springfield"])
def test_a_compressed_answer_is_the_plain_one(client: FlaskClient, coding: str, place: str) -> None:
    plain = client.post("/", data={"place": place})

    packed = client.post("/", data={"place": place}, headers={"Accept-Encoding": coding})

    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == coding
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert packed.headers["Cache-Control"] == "no-store"
    assert DECODED[coding](packed.data) == plain.data


@pytest.mark.parametrize("path", ["/api/v1/facilities", "/api/v1/openapi.json"])
def test_what_programs_read_is_compressed_too(client: FlaskClient, path: str) -> None:
    found = client.get(path, headers={"Accept-Encoding": "gzip"})

    assert found.headers["Content-Encoding"] == "gzip"


@pytest.mark.parametrize(
    ("takes", "coding"),
    [
        ("identity", None),
        ("gzip;q=0", None),
        ("gzip;q=0, *;q=0", None),
        ("deflate", None),
        ("", None),
        ("gzip;q=0.5, identity;q=0.1", "gzip"),
        ("br;q=0, gzip", "gzip"),
        ("gzip, deflate, br, zstd", "br"),
        ("*", "br"),
    ],
)
def test_a_coding_is_used_only_where_it_is_taken(
    client: FlaskClient, takes: str, coding: str | None
) -> None:
    found = client.get("/", headers={"Accept-Encoding": takes})

    assert found.headers.get("Content-Encoding") == coding


def test_a_file_that_has_not_changed_may_still_be_kept(client: FlaskClient) -> None:
    for path, age in (("map.js", 365 * 24 * 3600), ("care-finder.js", 3600)):
        with client.get(f"/static/{path}") as whole:
            tag = whole.headers["ETag"]

        with client.get(f"/static/{path}", headers={"If-None-Match": tag}) as again:
            assert again.status_code == 304
            assert again.cache_control.max_age == age
            assert not again.cache_control.no_store


@pytest.mark.parametrize("coding", DECODED)
@pytest.mark.parametrize("place", [None, "21218", "20010", "21804", "Columbus, OH"])
def test_a_first_view_weighs_no_more_than_60_kilobytes(
    client: FlaskClient, coding: str, place: str | None
) -> None:
    takes = {"Accept-Encoding": coding}
    if place is None:
        page = client.get("/", headers=takes)
    else:
        page = client.post("/", data={"place": place}, headers=takes)
    text = DECODED[coding](page.data).decode()
    parts = sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+\.(?:css|js|svg)[^"]*)"', text)))

    weights = {}
    for part in parts:
        with client.get(part, headers=takes) as file:
            weights[part] = len(file.data)

    assert len(parts) > 1
    assert len(page.data) + sum(weights.values()) <= FIRST_VIEW_BYTES, (len(page.data), weights)
