"""Endpoints: the servers that an operator may let Finder speak to, told apart from all others."""

import ipaddress
import re
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlsplit

EXPECTED: Final = (
    "https://, or http:// to this machine (localhost, 127.0.0.0/8, ::1), without user name, "
    "query or fragment, like https://router.example.org"
)
"""What `endpoint_of` takes, in words for whoever mends the setting."""

MAX_LENGTH: Final = 300
"""Longer addresses are slips of the pen, in characters."""

_THIS_MACHINE: Final = ipaddress.ip_network("127.0.0.0/8")
_HOST_NAME: Final = re.compile(r"(?!-)[a-z0-9-]{1,63}(?<!-)(?:\.(?!-)[a-z0-9-]{1,63}(?<!-))*")
_PATH: Final = re.compile(r"(?:/[A-Za-z0-9._~-]+)*")


@dataclass(frozen=True, slots=True)
class Endpoint:
    """Where calls go: `path` begins every request's path and does not end in a slash."""

    secure: bool
    host: str
    port: int
    path: str


def endpoint_of(text: str) -> Endpoint:
    """Read the base address of a server, or raise ValueError with what is expected.

    Plain http would show a place to everybody on the way, so only this machine may be
    spoken to by it. Whether a host name is this machine is decided by how it is written,
    never by asking a name server.
    """
    try:
        return _read(text)
    except ValueError:
        raise ValueError(EXPECTED) from None


ORIGIN_EXPECTED: Final = (
    "origins with spaces between, like https://www.example.org: https://, or http:// to this"
    " machine (localhost or 127.0.0.0/8), a name without wildcard, and no path, not even a slash"
)
"""What `origin_of` takes, in words for whoever mends the setting."""


def origin_of(text: str) -> str:
    """Read an origin as a browser would write it, or raise ValueError with what is expected.

    The usual port is left out, as browsers do. IPv6 is refused: a content security policy
    has no way to write it.
    """
    endpoint = None if text.endswith("/") else endpoint_of(text)
    if endpoint is None or endpoint.path or ":" in endpoint.host:
        raise ValueError(ORIGIN_EXPECTED)
    usual = endpoint.port == (443 if endpoint.secure else 80)
    scheme = "https" if endpoint.secure else "http"
    return f"{scheme}://{endpoint.host}{'' if usual else f':{endpoint.port}'}"


def is_this_machine(address: str) -> bool:
    """Say whether an IP address, in its usual notation, is of the loopback interface."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv4Address):
        return found in _THIS_MACHINE
    return found == ipaddress.IPv6Address("::1")


def _read(text: str) -> Endpoint:
    if not re.fullmatch(r"[!-~]+", text) or len(text) > MAX_LENGTH or set(text) & set("@?#\\%"):
        raise ValueError
    parts = urlsplit(text)
    host, secure = parts.hostname or "", parts.scheme == "https"
    if not secure and not (parts.scheme == "http" and _names_this_machine(host)):
        raise ValueError
    path = parts.path.rstrip("/")
    if not _is_host(host) or parts.port == 0 or not _PATH.fullmatch(path):
        raise ValueError
    return Endpoint(secure, host, parts.port or (443 if secure else 80), path)


def _names_this_machine(host: str) -> bool:
    return host == "localhost" or is_this_machine(host)


def _is_host(host: str) -> bool:
    if ":" in host:
        return bool(ipaddress.IPv6Address(host))
    return bool(_HOST_NAME.fullmatch(host))
