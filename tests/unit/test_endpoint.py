"""Which servers may be spoken to."""

import pytest

from finder.endpoint import (
    EXPECTED,
    ORIGIN_EXPECTED,
    Endpoint,
    endpoint_of,
    is_this_machine,
    origin_of,
)


@pytest.mark.parametrize(
    ("text", "endpoint"),
    [
        ("https://router.example.org", Endpoint(True, "router.example.org", 443, "")),
        ("https://router.example.org/", Endpoint(True, "router.example.org", 443, "")),
        ("https://A.Example.ORG:8443/osrm/v5/", Endpoint(True, "a.example.org", 8443, "/osrm/v5")),
        ("https://10.0.0.7", Endpoint(True, "10.0.0.7", 443, "")),
        ("https://[2001:db8::7]:5000", Endpoint(True, "2001:db8::7", 5000, "")),
        ("http://localhost:5000", Endpoint(False, "localhost", 5000, "")),
        ("http://127.0.0.1", Endpoint(False, "127.0.0.1", 80, "")),
        ("http://127.9.9.9:1/a", Endpoint(False, "127.9.9.9", 1, "/a")),
        ("http://[::1]:5000", Endpoint(False, "::1", 5000, "")),
        ("HTTP://LOCALHOST", Endpoint(False, "localhost", 80, "")),
    ],
)  # fmt: skip
def test_tls_goes_anywhere_and_plain_http_to_this_machine(text: str, endpoint: Endpoint) -> None:
    assert endpoint_of(text) == endpoint


@pytest.mark.parametrize(
    "text",
    [
        "",
        "router.example.org",
        "//router.example.org",
        "http://router.example.org",
        "http://10.0.0.7",
        "http://0.0.0.0",
        "http://128.0.0.1",
        "http://[::]",
        "http://[2001:db8::7]",
        "http://[::ffff:10.0.0.7]",
        "http://2130706433",
        "http://0x7f000001",
        "http://127.1",
        "http://localhost.",
        "http://localhost.example.org",
        "http://127.0.0.1.example.org",
        "http://localhost@router.example.org",
        "http://127.0.0.1\\@router.example.org",
        "http://router.example.org#@localhost",
        "https://user:word@router.example.org",
        "https://router.example.org?key=1",
        "https://router.example.org/#a",
        "https://router.example.org/a b",
        "https://router.example.org/a\r\nX: b",
        "https://router.example.org//a",
        "https://router.example.org/%2e",
        "https://r\u00f6uter.example.org",
        "https://-a.example.org",
        "https://a..example.org",
        "https://router.example.org:0",
        "https://router.example.org:65536",
        "https://router.example.org:x",
        "https://[router]",
        "https://[::1",
        "https://",
        "ftp://localhost",
        "file:///etc/passwd",
        " https://router.example.org",
        "https://router.example.org/" + "a" * 300,
    ],
)
def test_anything_else_is_refused_with_what_would_do(text: str) -> None:
    with pytest.raises(ValueError) as caught:  # noqa: PT011 (the text is checked below)
        endpoint_of(text)

    assert str(caught.value) == EXPECTED


@pytest.mark.parametrize(
    ("address", "own"),
    [
        ("127.0.0.1", True),
        ("127.255.255.255", True),
        ("::1", True),
        ("126.255.255.255", False),
        ("0.0.0.0", False),  # noqa: S104 (asked, not bound)
        ("::", False),
        ("localhost", False),
    ],
)
def test_this_machine_is_the_loopback_interface_alone(address: str, *, own: bool) -> None:
    assert is_this_machine(address) is own


@pytest.mark.parametrize(
    ("text", "origin"),
    [
        ("https://www.example.org", "https://www.example.org"),
        ("HTTPS://Www.Example.ORG:443", "https://www.example.org"),
        ("https://www.example.org:8443", "https://www.example.org:8443"),
        ("http://localhost", "http://localhost"),
        ("http://127.0.0.1:80", "http://127.0.0.1"),
        ("http://127.0.0.1:3000", "http://127.0.0.1:3000"),
    ],
)
def test_an_origin_is_written_as_browsers_write_it(text: str, origin: str) -> None:
    assert origin_of(text) == origin


@pytest.mark.parametrize(
    "text", ["", "https://", "https://a.example/", "https://[::1]", "http://a.example"]
)
def test_what_is_no_origin_is_refused_with_what_would_do(text: str) -> None:
    with pytest.raises(ValueError, match="https:") as caught:
        origin_of(text)

    assert str(caught.value) in (ORIGIN_EXPECTED, EXPECTED)
