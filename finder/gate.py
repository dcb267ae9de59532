"""The gate of the desk: who may come in, by the operator's own proxy or by a password.

What it decides by is the peer's address, never a header that a stranger can write: headers of
a proxy are heeded from `FINDER_DESK_PROXIES` alone.
"""

import hmac
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from hashlib import blake2b
from ipaddress import IPv4Address, IPv6Address, ip_address
from typing import Final

from flask import Request, Response
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from finder.passwords import Passwords, load_passwords
from finder.settings import Networks, Settings

REALM: Final = 'Basic realm="Finder desk", charset="UTF-8"'

WINDOW_MINUTES: Final = 15
FAILURES_OF_ACCOUNT: Final = RateLimitItemPerMinute(10, WINDOW_MINUTES, namespace="account")
FAILURES_OF_PEER: Final = RateLimitItemPerMinute(30, WINDOW_MINUTES, namespace="peer")
"""Failed logins in the window, counted by each worker for itself. At 64 workers that is still
under 62,000 guesses a day at one account; a peer may be an office full of people."""

REMEMBERED_SECONDS: Final = 15 * 60
MOST_REMEMBERED: Final = 512

_ADDED_BY_PROXIES: Final = ("Forwarded", "Via", "X-Forwarded-For", "X-Forwarded-Proto", "X-Real-IP")
_LONGEST_USER: Final = 200

Address = IPv4Address | IPv6Address
Gate = Callable[[Request], Response | None]
"""Returns None to whoever may come in, else what they are told instead."""


def gate_of(settings: Settings) -> Gate:
    """Return the gate that the settings ask for, or raise ConfigurationError."""
    if settings.desk == "proxy":
        return ProxyGate(settings.desk_header, settings.desk_proxies)
    assert settings.desk_passwords is not None  # noqa: S101 (read_settings has seen to it)
    return BasicGate(load_passwords(settings.desk_passwords), settings.desk_proxies)


class ProxyGate:
    """Lets in whom a trusted proxy names in its header."""

    def __init__(self, header: str, proxies: Networks) -> None:
        """Keep the header's name and the networks that may send it."""
        self._header, self._proxies = header, proxies

    def __call__(self, request: Request) -> Response | None:
        """Refuse whoever comes another way, or is not named."""
        if not is_in(peer_of(request), self._proxies):
            return _refusal(403, "The desk is reached through the operator's own login only.")
        if not _is_user(request.headers.get(self._header, "").strip()):
            return _refusal(403, "The proxy did not say who you are.")
        return None


class BasicGate:
    """Lets in whoever has a password, over TLS, and slows down whoever guesses."""

    def __init__(self, passwords: Passwords, proxies: Networks) -> None:
        """Keep the accounts; nobody has failed yet, and nobody is remembered."""
        self._passwords, self._proxies = passwords, proxies
        self._failures = MovingWindowRateLimiter(MemoryStorage())
        self._remembered = Remembered()

    def __call__(self, request: Request) -> Response | None:
        """Ask for a password, check it, count a failure."""
        if not is_private(request, self._proxies):
            return _refusal(403, "The desk takes passwords over https only.")
        client = str(client_of(request, self._proxies))
        if not self._failures.test(FAILURES_OF_PEER, client):
            return _too_many()
        given = request.authorization
        if given is None or given.type != "basic" or given.username is None:
            return _ask()
        account, password = given.username, given.password or ""
        if self._remembered.knows(client, account, password):
            return None
        return self._checked(client, account, password)

    def _checked(self, client: str, account: str, password: str) -> Response | None:
        known_as = blake2b(account.encode(), digest_size=16).hexdigest()
        if not self._failures.test(FAILURES_OF_ACCOUNT, known_as):
            return _too_many()
        if self._passwords.fit(account, password):
            self._remembered.add(client, account, password)
            return None
        self._failures.hit(FAILURES_OF_PEER, client)
        self._failures.hit(FAILURES_OF_ACCOUNT, known_as)
        return _ask()


class Remembered:
    """Who has just shown a password, from where: browsers send it with every request.

    Kept as a keyed digest, in memory, for some minutes. It holds for one peer only, so that a
    stranger who guesses gains nothing by it: each guess is checked, and counted.
    """

    def __init__(self, now: Callable[[], float] = time.monotonic) -> None:
        """Start with a key that nobody else has."""
        self._now, self._key = now, secrets.token_bytes(32)
        self._until: OrderedDict[bytes, float] = OrderedDict()

    def add(self, client: str, account: str, password: str) -> None:
        """Remember somebody; whoever was remembered first makes room."""
        self._until[self._digest(client, account, password)] = self._now() + REMEMBERED_SECONDS
        while len(self._until) > MOST_REMEMBERED:
            self._until.popitem(last=False)

    def knows(self, client: str, account: str, password: str) -> bool:
        """Tell whether somebody is remembered still."""
        until = self._until.get(self._digest(client, account, password))
        return until is not None and self._now() < until

    def _digest(self, *parts: str) -> bytes:
        whole = "\0".join(parts).encode("utf-8", "surrogatepass")
        return hmac.digest(self._key, whole, "sha256")


def peer_of(request: Request) -> Address | None:
    """Return the address at the other end of the connection, None where it has none."""
    return _address(request.remote_addr or "")


def client_of(request: Request, proxies: Networks) -> Address | None:
    """Return who asks: the peer, or for a trusted proxy the last address it does not trust."""
    peer = peer_of(request)
    if not is_in(peer, proxies):
        return peer
    for text in reversed(request.headers.get("X-Forwarded-For", "").split(",")):
        address = _address(text.strip())
        if address is None:
            break
        if not is_in(address, proxies):
            return address
    return peer


def is_private(request: Request, proxies: Networks) -> bool:
    """Tell whether nobody on the way can read along: TLS to a trusted proxy, or one machine.

    A proxy on this machine that is not named as trusted is no loopback: who uses it may be
    anywhere.
    """
    peer = peer_of(request)
    if is_in(peer, proxies):
        return request.headers.get("X-Forwarded-Proto", "").strip().lower() == "https"
    own = peer is not None and peer.is_loopback
    return own and not any(name in request.headers for name in _ADDED_BY_PROXIES)


def _is_user(text: str) -> bool:
    """Tell whether a header names one person; two headers of a name are joined by a comma."""
    return 0 < len(text) <= _LONGEST_USER and text.isprintable() and "," not in text


def is_in(address: Address | None, networks: Networks) -> bool:
    """Tell whether an address lies in one of the networks."""
    return address is not None and any(address in network for network in networks)


def is_same_site(request: Request) -> bool:
    """Tell whether a request was made by the desk's own page, or by no browser at all.

    A login that browsers send by themselves is sent for other sites' forms as well. They say
    whose form it is in Sec-Fetch-Site, older ones in Origin; other programs in neither.
    """
    site = request.headers.get("Sec-Fetch-Site", "")
    if site:
        return site in ("same-origin", "none")
    origin = request.headers.get("Origin", "")
    return not origin or origin.partition("://")[2] == request.host


def refuse_other_sites(request: Request) -> Response | None:
    """Refuse a POST that another site has made a browser send."""
    if request.method == "POST" and not is_same_site(request):
        return _refusal(403, "The desk answers its own page only.")
    return None


def _address(text: str) -> Address | None:
    try:
        address = ip_address(text)
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address


def _ask() -> Response:
    response = _refusal(401, "Please log in to use the desk.")
    response.headers["WWW-Authenticate"] = REALM
    return response


def _too_many() -> Response:
    response = _refusal(429, "Too many failed logins. Please try again later.")
    response.headers["Retry-After"] = str(60 * WINDOW_MINUTES)
    return response


def _refusal(status: int, text: str) -> Response:
    return Response(text + "\n", status=status, mimetype="text/plain")
