"""Settings: one table of names, defaults and meanings, read once from the environment."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from ipaddress import IPv4Network, IPv6Network, ip_network
from pathlib import Path
from typing import Any, Final

from finder.endpoint import EXPECTED, ORIGIN_EXPECTED, endpoint_of, origin_of
from finder.errors import ConfigurationError, Problem
from finder.language import mark

PREFIX: Final = "FINDER_"
SOURCE: Final = "environment"

Networks = tuple[IPv4Network | IPv6Network, ...]


@dataclass(frozen=True, slots=True)
class Settings:
    """Every setting, typed. Field names are the variable names in lower case, less the prefix."""

    host: str
    port: int
    workers: int
    threads: int
    locations: Path | None
    specialists: Path | None
    public_url: str
    fact_max_age_days: int
    log_level: str
    directions: str
    contact_email: str
    program_phone: str
    program_phone_for: str
    program_phone_checked_on: date | None
    road_speeds: tuple[float, ...]
    cache: Path | None
    router: str
    router_url: str
    provider: str
    provider_url: str
    provider_key: str = field(repr=False)
    provider_key_file: Path | None
    provider_options: tuple[tuple[str, str], ...] = field(repr=False)
    embed_origins: tuple[str, ...]
    language_notice: Path | None
    streets: Path | None
    tiger_url: str
    tiger_year: int
    desk: str
    desk_header: str
    desk_proxies: Networks
    desk_passwords: Path | None
    desk_idle_seconds: int


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table: `read` turns the text into the value or raises ValueError.

    What is `secret` is never printed, whether it fits or not.
    """

    name: str
    default: str
    meaning: str
    expected: str
    read: Callable[[str], Any]
    secret: bool = False


def _whole_number(low: int, high: int) -> Callable[[str], int]:
    def read(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError
        return int(text)

    return read


def _one_of(*allowed: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in allowed:
            raise ValueError
        return text

    return read


def _service(text: str) -> str:
    """Read a geocoder's name; geopy has them in lower case, and people as they are written."""
    return _matching(r"[a-z0-9]{1,40}")(text.lower())


def _matching(pattern: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError
        return text

    return read


def _existing_file(text: str) -> Path | None:
    if not text:
        return None
    path = Path(text)
    try:
        found = path.is_file()
    except OSError as error:  # a name too long to be one
        raise ValueError from error
    if not found:
        raise ValueError
    return path


def _existing(text: str) -> Path | None:
    path = Path(text)
    if text and not path.exists():
        raise ValueError
    return path if text else None


def _endpoint(text: str) -> str:
    if text:
        endpoint_of(text)
    return text


def _census(text: str) -> str:
    endpoint_of(text)
    return text.rstrip("/")


def _site(text: str) -> str:
    """Read where the pages are reached; they stand at the root, so there is no path."""
    if text and endpoint_of(text).path:
        raise ValueError
    return text.rstrip("/")


def _origins(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(origin_of, text.split())))


def _networks(text: str) -> Networks:
    return tuple(dict.fromkeys(map(ip_network, text.split())))


def _folder(text: str) -> Path | None:
    try:
        path = Path(text).expanduser()
        taken = path.exists() and not path.is_dir()
    except (OSError, RuntimeError) as error:  # a name too long, or the home of nobody
        raise ValueError from error
    if text and taken:
        raise ValueError
    return path if text else None


def _options(text: str) -> tuple[tuple[str, str], ...]:
    pairs = [one.partition("=") for one in text.split()]
    if not all(re.fullmatch(r"[a-z_]+", name) and value for name, _, value in pairs):
        raise ValueError
    return tuple((name, value) for name, _, value in pairs)


SLOWEST_MPH: Final = 3
FASTEST_MPH: Final = 65
"""On foot, and the most that any way can average as the crow flies."""


def _speeds(text: str) -> tuple[float, ...]:
    parts = text.split()
    if len(parts) != 5 or not all(re.fullmatch(r"[0-9]{1,2}(\.[0-9]{1,2})?", one) for one in parts):
        raise ValueError
    speeds = tuple(map(float, parts))
    if not all(SLOWEST_MPH <= one <= FASTEST_MPH for one in speeds):
        raise ValueError
    return speeds


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


LOG_LEVELS: Final = ("DEBUG", "INFO", "WARNING", "ERROR")
DIRECTIONS: Final = ("google", "apple", "openstreetmap", "none")
DESKS: Final = ("off", "proxy", "basic")
ROUTERS: Final = ("none", "osrm", "valhalla")
NO_PROVIDER: Final = "none"

TABLE: Final = (
    Setting(
        "host", "127.0.0.1", "address that the server listens on",
        "an IP address or host name", _matching(r"[0-9A-Za-z.:-]{1,253}"),
    ),
    Setting(
        "port", "8000", "port that the server listens on",
        "a whole number from 1 to 65535", _whole_number(1, 65_535),
    ),
    Setting(
        "workers", "2", "server processes, forked from one that has read all data",
        "a whole number from 1 to 64", _whole_number(1, 64),
    ),
    Setting(
        "threads", "8", "requests that one server process works on at a time",
        "a whole number from 1 to 64", _whole_number(1, 64),
    ),
    Setting(
        "locations", "", "CSV file of the hospitals; empty: the one that comes with Finder",
        "the path of a file that exists, or nothing", _existing_file,
    ),
    Setting(
        "specialists", "",
        "CSV file of the specialists; empty: the one that comes with Finder, which names nobody",
        "the path of a file that exists, or nothing", _existing_file,
    ),
    Setting(
        "public_url", "",
        "where people reach the pages, for QR codes, canonical links and the site map; with https"
        " browsers are told to use nothing else; empty: none of these",
        f"nothing, or the site without a path: {EXPECTED}", _site,
    ),
    Setting(
        "fact_max_age_days", "365", "age at which `finder check` calls a fact old, in days",
        "a whole number from 1 to 3650", _whole_number(1, 3_650),
    ),
    Setting(
        "log_level", "INFO", "how much the server tells; never what anybody searched for",
        "one of " + ", ".join(LOG_LEVELS), _one_of(*LOG_LEVELS),
    ),
    Setting(
        "directions", "google",
        "whose maps the directions links open; only the hospital's address goes into the link",
        "one of " + ", ".join(DIRECTIONS), _one_of(*DIRECTIONS),
    ),
    Setting(
        "contact_email", "",
        "address for general heart and vascular questions; empty: the line is left out",
        "an e-mail address or nothing", _matching(r"(?:[^@\s<>\"]+@[^@\s<>\"]+\.[A-Za-z]{2,})?"),
    ),
    Setting(
        "program_phone", "888-352-3147", "program line shown to patients; empty: left out",
        "ten digits with dashes, like 888-352-3147, or nothing",
        _matching(r"(?:[0-9]{3}-[0-9]{3}-[0-9]{4})?"),
    ),
    Setting(
        "program_phone_for", mark("heart surgery consultations"), "what the program line is for",
        "up to 80 characters", _matching(r"[^<>\r\n]{0,80}"),
    ),
    Setting(
        "program_phone_checked_on", "", "day somebody rang the program line; empty: nobody has",
        "a date like 2026-11-24, or nothing", _day,
    ),
    Setting(
        "road_speeds", "19 32 46 54 60",
        "miles an hour by road: city and country as the crow flies, trunk, expressway, motorway",
        f"five numbers from {SLOWEST_MPH} to {FASTEST_MPH} with spaces between", _speeds,
    ),
    Setting(
        "cache", "",
        "folder for times by road that did not come with Finder; empty: the user's own for caches",
        "the path of a folder, there or not, or nothing", _folder,
    ),
    Setting(
        "router", "none",
        "kind of the operator's own router that is asked for driving times; see router_url",
        "one of " + ", ".join(ROUTERS), _one_of(*ROUTERS),
    ),
    Setting(
        "router_url", "",
        "where that router answers; each search sends it the place, rounded to about 100 m",
        f"nothing, or for FINDER_ROUTER {EXPECTED}", _endpoint,
    ),
    Setting(
        "provider", NO_PROVIDER,
        "service that street addresses are sent to, to find where they are; none: nobody is asked",
        "none, census, or the name of a geopy geocoder, like Nominatim, Photon, Pelias, Google",
        _service,
    ),
    Setting(
        "provider_url", "",
        "where that service answers, if it is not the one that everybody uses",
        f"nothing, or for FINDER_PROVIDER {EXPECTED}", _endpoint,
    ),
    Setting(
        "provider_key", "", "key for that service; provider_key_file keeps it out of here",
        "the key, without spaces, or nothing", _matching(r"[!-~]{0,1000}"), secret=True,
    ),
    Setting(
        "provider_key_file", "", "file that holds that key and nothing else",
        "the path of a file that exists, or nothing", _existing_file,
    ),
    Setting(
        "provider_options", "", "what else that geocoder of geopy's is made with",
        "name=value pairs with spaces between, or nothing", _options, secret=True,
    ),
    Setting(
        "embed_origins", "",
        "sites that may show Finder in their pages and call its API from there; empty: none",
        f"nothing, or {ORIGIN_EXPECTED}", _origins,
    ),
    Setting(
        "language_notice", "",
        "Markdown file of your notice about language assistance, at the foot of every page,"
        " or a folder with one for each language: en.md, es.md",
        "the path of a file or folder that exists, or nothing", _existing,
    ),
    Setting(
        "streets", "",
        "street index that `finder streets build` made; empty: addresses are known by their ZIP",
        "the path of a file that exists, or nothing", _existing_file,
    ),
    Setting(
        "tiger_url", "https://www2.census.gov/geo/tiger",
        "where `finder streets fetch` finds the Census's street files; nothing else asks there",
        EXPECTED, _census,
    ),
    Setting(
        "tiger_year", "2024", "year of the street files that `finder streets fetch` fetches",
        "a year from 2011 to 2099", _whole_number(2_011, 2_099),
    ),
    Setting(
        "desk", "off",
        "who may use the desk for call centers: nobody, whom the reverse proxy has logged in, or"
        " who has a password in desk_passwords",
        "one of " + ", ".join(DESKS), _one_of(*DESKS),
    ),
    Setting(
        "desk_header", "X-Remote-User",
        "header in which the reverse proxy names whom it has logged in; heeded from desk_proxies",
        "the name of a header", _matching(r"[A-Za-z][A-Za-z0-9-]{1,63}"),
    ),
    Setting(
        "desk_proxies", "",
        "addresses of the reverse proxies that are trusted at the desk",
        "nothing, or networks with spaces between, like 127.0.0.1 10.1.0.0/24", _networks,
    ),
    Setting(
        "desk_passwords", "",
        "file of the desk's accounts, lines that `finder desk password` makes",
        "the path of a file that exists, or nothing", _existing_file,
    ),
    Setting(
        "desk_idle_seconds", "120", "seconds without a key after which the desk clears itself",
        "a whole number from 30 to 3600", _whole_number(30, 3_600),
    ),
)  # fmt: skip
"""All settings in the order `finder settings` prints them. The program line is the newest
of those found on public pages; nobody had rung it when this was written."""


def variable(setting: Setting) -> str:
    """Return the environment variable of a setting."""
    return PREFIX + setting.name.upper()


def read_settings(environment: Mapping[str, str]) -> Settings:
    """Read all settings, or raise ConfigurationError with every problem found.

    A FINDER_ variable that is not in the table is a problem too: a mistyped name would
    otherwise be a setting silently not taken.
    """
    known = {variable(setting): setting for setting in TABLE}
    problems = [
        Problem(SOURCE, None, name, "set", f"one of {', '.join(sorted(known))}")
        for name in sorted(environment)
        if name.startswith(PREFIX) and name not in known
    ]
    values: dict[str, Any] = {}
    for name, setting in known.items():
        text = environment.get(name, setting.default)
        try:
            values[setting.name] = setting.read(text)
        except ValueError:
            shown = "(not shown)" if setting.secret else text
            problems.append(Problem(SOURCE, None, name, shown, setting.expected))
    problems += _misfits(values)
    if problems:
        raise ConfigurationError(problems)
    return Settings(**{one.name: values[one.name] for one in fields(Settings)})


def _misfits(values: Mapping[str, Any]) -> list[Problem]:
    """Find what fits alone but not together; a setting that could not be read is passed over."""
    return [*_router_misfits(values), *_desk_misfits(values)]


_DESK_NEEDS: Final = {
    "proxy": ("desk_proxies", (), "the addresses of the proxies that log people in"),
    "basic": ("desk_passwords", None, "a file of lines that `finder desk password` makes"),
}


def _desk_misfits(values: Mapping[str, Any]) -> list[Problem]:
    desk = values.get("desk", "off")
    if desk not in _DESK_NEEDS:
        return []
    name, empty, expected = _DESK_NEEDS[desk]
    if values.get(name, expected) != empty:
        return []
    both = f"FINDER_DESK, FINDER_{name.upper()}"
    return [Problem(SOURCE, None, both, "", f"for FINDER_DESK={desk} {expected}")]


def _router_misfits(values: Mapping[str, Any]) -> list[Problem]:
    if values.get("router", "none") == "none" or values.get("router_url") != "":
        return []
    expected = f"for FINDER_ROUTER={values['router']} a FINDER_ROUTER_URL, {EXPECTED}"
    return [Problem(SOURCE, None, "FINDER_ROUTER, FINDER_ROUTER_URL", "", expected)]
