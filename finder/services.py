"""Services: from the settings about a provider to the provider, or to all that is wrong."""

import inspect
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit

from geopy import geocoders
from geopy.exc import GeopyError

from finder import __version__
from finder.adapter import OutboundAdapter
from finder.census import CensusGeocoder
from finder.endpoint import Endpoint, endpoint_of
from finder.errors import ConfigurationError, Problem
from finder.providers import GeopyProvider, Provider
from finder.settings import NO_PROVIDER, SOURCE, Settings

SERVICES: Final[Mapping[str, Any]] = {"census": CensusGeocoder, **geocoders.SERVICE_TO_GEOCODER}
"""The geocoders by their names: geopy's, and the Census Bureau's."""

USER_AGENT: Final = f"MedStar-Finder/{__version__}"
"""Public Nominatim's terms ask for a name of one's own; `user_agent` in the options changes it."""

PACES_S: Final = {"nominatim.openstreetmap.org": 1.0, "photon.komoot.io": 1.0}
"""Seconds between two calls of one installation: OSM Foundation's usage policy of Nominatim,
"an absolute maximum of 1 request per second"; Photon's public server asks to be used fairly."""

MOST_RESULTS: Final = 5
"""Results asked for, so that an address that stands in several towns is seen to."""

_OURS: Final = frozenset(
    {"self", "timeout", "proxies", "ssl_context", "adapter_factory", "scheme", "domain"}
)
"""Arguments of geopy's geocoders that are not for the options."""

_KEYS: Final = ("api_key", "apikey", "subscription_key", "auth_token", "username")
"""What geopy's geocoders call the key, in the order in which they are looked for."""

_CREDITS: Final = {geocoders.Nominatim: "OpenStreetMap", geocoders.Photon: "OpenStreetMap"}
"""Whose data a service's answers are, where the license wants it said."""

_ASK: Final[tuple[tuple[type, Mapping[str, Any]], ...]] = (
    (geocoders.Nominatim, {"country_codes": "us", "addressdetails": True}),
    (geocoders.Pelias, {"countries": ["USA"]}),
    (geocoders.GoogleV3, {"components": {"country": "US"}}),
    (geocoders.HereV7, {"countries": ["USA"]}),
    (geocoders.MapBox, {"country": "us"}),
    (geocoders.OpenCage, {"country": "us"}),
    (geocoders.GeoNames, {"country": "US"}),
)
"""How to ask for places in the US alone; where a service has no such word, answers are checked."""


def provider_of(settings: Settings) -> Provider | None:
    """Return the provider of the settings, None if none is chosen. Opens no connection.

    Raises ConfigurationError with every problem; no problem repeats a key or an option's value.
    """
    if settings.provider == NO_PROVIDER:
        return None
    problems: list[Problem] = []
    kind = SERVICES.get(settings.provider)
    if kind is None:
        expected = f"{NO_PROVIDER} or one of {', '.join(sorted(SERVICES))}"
        problems.append(Problem(SOURCE, None, "FINDER_PROVIDER", settings.provider, expected))
        raise ConfigurationError(problems)
    arguments = _arguments(kind, settings, problems)
    geocoder = None if problems else _made(kind, arguments, settings.provider_url, problems)
    if geocoder is None:
        raise ConfigurationError(problems)
    host = _host(geocoder)
    return GeopyProvider(
        geocoder,
        _label(geocoder, host),
        ask=_ask(geocoder),
        pace_s=PACES_S.get(host, 0.0) * settings.workers,
    )


def _arguments(kind: Any, settings: Settings, problems: list[Problem]) -> dict[str, Any]:
    """Return the geocoder's own arguments, and note what does not fit it."""
    wanted = inspect.signature(kind).parameters
    given: dict[str, Any] = {"user_agent": USER_AGENT, **dict(settings.provider_options)}
    allowed = sorted(set(wanted) - _OURS - {"options"} | {"user_agent"})
    unknown = [name for name, _ in settings.provider_options if name not in allowed]
    if unknown:
        expected = f"of {settings.provider} only {', '.join(allowed)}"
        problems.append(_problem("PROVIDER_OPTIONS", " ".join(unknown), expected))
    if "domain" not in wanted and settings.provider_url:
        problems.append(_problem("PROVIDER_URL", "set", f"nothing: {settings.provider} has none"))
    given |= _keyed(wanted, settings, problems)
    missing = [name for name in _required(wanted) if name not in given and name != "domain"]
    if missing:
        expected = f"for {settings.provider} its {', '.join(missing)}"
        problems.append(_problem("PROVIDER_KEY, FINDER_PROVIDER_OPTIONS", "", expected))
    if "domain" in _required(wanted) and not settings.provider_url:
        problems.append(_problem("PROVIDER_URL", "", f"the server of {settings.provider}"))
    return given


def _required(wanted: Mapping[str, inspect.Parameter]) -> Iterator[str]:
    for name, parameter in wanted.items():
        if parameter.default is parameter.empty and parameter.kind is not parameter.VAR_KEYWORD:
            yield name


def _keyed(
    wanted: Mapping[str, inspect.Parameter], settings: Settings, problems: list[Problem]
) -> dict[str, str]:
    """Return the key under the name that the geocoder has for it."""
    key = _key(settings, problems)
    if not key:
        return {}
    name = next((one for one in _KEYS if one in wanted), None)
    if name is None:
        problems.append(_problem("PROVIDER_KEY", "set", f"nothing: {settings.provider} takes none"))
        return {}
    return {name: key}


def _key(settings: Settings, problems: list[Problem]) -> str:
    path: Path | None = settings.provider_key_file
    if path is None:
        return settings.provider_key
    if settings.provider_key:
        problems.append(_problem("PROVIDER_KEY, FINDER_PROVIDER_KEY_FILE", "both", "one of them"))
    try:
        key = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError):
        key = ""
    if not key or not key.isprintable():
        problems.append(_problem("PROVIDER_KEY_FILE", str(path), "a file with the key alone"))
    return key


def _made(kind: Any, arguments: dict[str, Any], url: str, problems: list[Problem]) -> Any:
    """Make the geocoder; what geopy says of its arguments may quote them."""
    only = endpoint_of(url) if url else None
    place = {} if only is None else {"domain": _domain(only)}
    scheme = "https" if only is None or only.secure else "http"
    if "scheme" in inspect.signature(kind).parameters or kind is CensusGeocoder:
        place["scheme"] = scheme
    adapter = partial(OutboundAdapter, only=only)
    try:
        return kind(**arguments, **place, adapter_factory=adapter)
    except (GeopyError, TypeError, ValueError):
        expected = "a key and options that the geocoder takes"
        problems.append(_problem("PROVIDER_KEY, FINDER_PROVIDER_OPTIONS", "", expected))
        return None


def _domain(endpoint: Endpoint) -> str:
    host = f"[{endpoint.host}]" if ":" in endpoint.host else endpoint.host
    return f"{host}:{endpoint.port}{endpoint.path}"


def _host(geocoder: Any) -> str:
    """Return the host that a geocoder speaks to, from whichever attribute holds an address."""
    for value in (*vars(geocoder).values(), *vars(type(geocoder)).values()):
        if isinstance(value, str) and value.startswith(("https://", "http://")):
            return urlsplit(value).hostname or ""
    return str(getattr(geocoder, "domain", ""))


def _label(geocoder: Any, host: str) -> str:
    names = {CensusGeocoder: "US Census Bureau", geocoders.GoogleV3: "Google"}
    name = names.get(type(geocoder), type(geocoder).__name__)
    credit = next((said for kind, said in _CREDITS.items() if isinstance(geocoder, kind)), "")
    return f"{name} ({host}, © {credit} contributors)" if credit else f"{name} ({host})"


def _ask(geocoder: Any) -> dict[str, Any]:
    limit = "limit" in inspect.signature(geocoder.geocode).parameters
    asked = {"limit": MOST_RESULTS} if limit else {}
    region = next((ask for kind, ask in _ASK if isinstance(geocoder, kind)), {})
    return {**asked, **region}


def _problem(name: str, value: str, expected: str) -> Problem:
    return Problem(SOURCE, None, f"FINDER_{name}", value, expected)
