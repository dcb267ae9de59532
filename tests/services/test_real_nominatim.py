"""Finder with a real Nominatim: addresses of the extract, and the server killed in the middle."""

import statistics
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Final

import pytest

from finder.geo import Coordinate, geodesic_m
from finder.notes import NoteCode
from finder.outbound import FAILURES
from finder.place import Granularity
from finder.request import SearchRequest
from finder.search import SearchResponse, Sources, search
from finder.services import provider_of
from finder.settings import read_settings
from tests.services.nominatim import Database, imported, running_nominatim
from tests.services.workshop import Service

pytestmark = pytest.mark.services

ADDRESSES: Final = {
    "101 North Gay Street, Baltimore, MD 21201": (39.29098, -76.60836),
    "1019 East Lombard Street, Baltimore, MD 21202": (39.28927, -76.60159),
    "415 S Central Ave, Baltimore 21202": (39.28563, -76.59895),
    "806 Stiles St, Baltimore 21202": (39.28680, -76.60315),
    "2018 Orleans Street, 21205": (39.29549, -76.58895),
    "6735 Bessemer Ave, 21222": (39.27750, -76.52981),
    "213 Cleveland Avenue, Dundalk, MD 21222": (39.26154, -76.52876),
    "1705 Long Place, Dundalk, MD 21222": (39.27410, -76.52971),
    "6717 Oak Avenue, 21222": (39.26477, -76.52972),
    "2200 Broening Hwy, Baltimore, MD 21224": (39.26467, -76.54514),
    "3600 E Baltimore St, Baltimore, MD 21224": (39.29544, -76.56578),
    "2522 Fait Avenue, Baltimore 21224": (39.28323, -76.58045),
    "5003 Holabird Avenue, Baltimore, MD 21224": (39.27039, -76.55091),
    "1211 South Conkling Street, Baltimore": (39.27925, -76.56622),
    "1103 S Potomac St, Baltimore": (39.27974, -76.57374),
    "800 Key Highway, Baltimore, MD 21230": (39.28040, -76.60689),
    "2120 East Fairmount Avenue apt 3, Baltimore 21231": (39.29304, -76.58665),
    "724 South Ann Street, Baltimore 21231": (39.28293, -76.59147),
    "307 South Castle Street, 21231": (39.28754, -76.58789),
    "1300 Thames St, Baltimore 21231": (39.27945, -76.59694),
}
"""Twenty of the extract's house numbers, as people write them, and where OpenStreetMap has them.

Some have no state: the extract has it at a few places only, and Nominatim wants every word known.
"""

LIMIT_S: Final = 1.5
"""What a call with a deadline of 1.0 s may take on a busy machine."""


@dataclass(frozen=True, slots=True)
class Running:
    """A Nominatim that runs, and Finder with it as its provider."""

    service: Service
    sources: Sources

    def search(self, text: str) -> tuple[SearchResponse, float]:
        """Search; return the answer and the seconds that it took."""
        started = time.monotonic()
        return search(SearchRequest(text=text), self.sources), time.monotonic() - started


@pytest.fixture(scope="module")
def database() -> Iterator[Database]:
    with imported() as database:
        yield database


@pytest.fixture
def nominatim(database: Database, sources: Sources) -> Iterator[Running]:
    with running_nominatim(database) as service:
        settings = read_settings(
            {"FINDER_PROVIDER": "nominatim", "FINDER_PROVIDER_URL": service.url}
        )
        own = replace(sources.atlas, provider=provider_of(settings))
        yield Running(service, Sources(own, sources.times))


def codes(response: SearchResponse) -> list[NoteCode]:
    return [note.code for note in response.notes]


def off_m(response: SearchResponse, text: str) -> float:
    assert response.origin is not None
    return geodesic_m(response.origin.coordinate, Coordinate(*ADDRESSES[text]))


def test_twenty_addresses_are_found_where_they_are(
    nominatim: Running, tell: Callable[[str], None]
) -> None:
    found = {text: nominatim.search(text) for text in ADDRESSES}

    off = []
    for text, (response, _) in found.items():
        assert NoteCode.PROVIDER_USED in codes(response), text
        assert response.origin is not None
        assert response.origin.granularity is Granularity.ADDRESS, text
        assert response.origin.state == "MD"
        off.append(off_m(response, text))
    taken_ms = [1000 * took_s for _, took_s in found.values()]
    tell(
        f"Nominatim: 20 addresses, off by at most {max(off):.0f} m;"
        f" a search takes {statistics.median(taken_ms):.0f} ms, at most {max(taken_ms):.0f}"
    )
    assert max(off) <= 100


def test_twenty_addresses_are_found_by_geopy_behind_the_adapter(nominatim: Running) -> None:
    provider = nominatim.sources.atlas.provider
    assert provider is not None

    off = [
        geodesic_m(provider.find(text)[0].coordinate, Coordinate(*point))
        for text, point in ADDRESSES.items()
    ]

    assert max(off) <= 100


def test_a_house_that_is_not_there_is_said_to_be_unknown(nominatim: Running) -> None:
    response, _ = nominatim.search("99999 Key Highway, Baltimore, MD 21230")

    assert response.origin is not None
    assert response.origin.granularity in (Granularity.POSTCODE, Granularity.STREET)


def test_run_as_the_operators_document_says_it_writes_down_no_address(nominatim: Running) -> None:
    for text in ADDRESSES:
        nominatim.search(text)
    log = nominatim.service.log.read_text("utf-8")

    assert not [text for text in ADDRESSES if text.split()[1] in log]


def test_killed_in_the_middle_the_others_get_the_embedded_answer_and_are_told(
    nominatim: Running, sources: Sources
) -> None:
    before, after = list(ADDRESSES)[:10], list(ADDRESSES)[10:]
    alive = [nominatim.search(text) for text in before]
    nominatim.service.kill()
    dead = [nominatim.search(text) for text in after]
    again = [nominatim.search(text) for text in before]

    assert all(NoteCode.PROVIDER_USED in codes(response) for response, _ in (*alive, *again))
    for number, (text, (response, took_s)) in enumerate(zip(after, dead, strict=True)):
        plain = search(SearchRequest(text=text), sources)
        assert response.origin == plain.origin
        assert response.hits == plain.hits
        resting = number >= FAILURES
        code = NoteCode.PROVIDER_RESTING if resting else NoteCode.PROVIDER_FAILED
        assert code in codes(response), text
        assert took_s < LIMIT_S


def test_frozen_it_holds_nobody_and_thawed_it_answers_again(nominatim: Running) -> None:
    first, second, third, *_ = ADDRESSES
    before, _ = nominatim.search(first)
    nominatim.service.freeze()
    frozen, took_s = nominatim.search(second)
    nominatim.service.thaw()
    thawed, _ = nominatim.search(third)

    assert took_s < LIMIT_S
    assert codes(frozen) == [NoteCode.PROVIDER_SLOW]
    for response in (before, thawed):
        assert NoteCode.PROVIDER_USED in codes(response)
