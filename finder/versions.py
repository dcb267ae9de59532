"""Versions: the hospitals before and after a change, and whom each of them gives to whom."""

import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from finder.certainty import Ids
from finder.directory import FacilityDirectory
from finder.facility import PROCEDURES, Facility
from finder.geo import geodesic_m
from finder.place import Place
from finder.rank import Hit
from finder.redirects import NOBODY, OVERALL, PARTED_BY, Case, First, Origin, OriginKind
from finder.roads import TravelTimes
from finder.samples import Origins
from finder.search import ranking_of
from finder.throng import Throng, crowd_of


class Version(NamedTuple):
    """One version of the data: the hospitals and the times by road to them."""

    directory: FacilityDirectory
    times: TravelTimes


def cases(old: Version, new: Version, origins: Sequence[Origin]) -> Iterator[Case]:
    """Ask all questions about all origins, which have places, in both versions."""
    places = [one.place for one in origins if one.place is not None]
    questions = _questions(old.directory, new.directory)
    before = _firsts(old, places, [ids for ids, _ in questions.values()])
    after = _firsts(new, places, [ids for _, ids in questions.values()])
    for at, question in enumerate(questions):
        for origin, one, other in zip(origins, before[at], after[at], strict=True):
            yield Case(question, origin, one, other)


def _questions(old: FacilityDirectory, new: FacilityDirectory) -> dict[str, tuple[Ids, Ids]]:
    """Return who is asked for, in both versions, by question."""
    procedures: defaultdict[tuple[Ids, Ids], list[str]] = defaultdict(list)
    for one in PROCEDURES:
        doing = (old.doing(one.id), new.doing(one.id))
        if any(doing):
            procedures[doing].append(one.id)
    everybody = (frozenset(f.id for f in old), frozenset(f.id for f in new))
    return {OVERALL: everybody} | {PARTED_BY.join(ids): doing for doing, ids in procedures.items()}


def _firsts(
    version: Version, places: Sequence[Place], questions: Sequence[Ids]
) -> list[list[First]]:
    """Return the first hospital of each place, for each question."""
    asked = [ids for ids in dict.fromkeys(questions) if ids]
    ranked = Throng(version.directory, version.times).rank(crowd_of(places), asked)
    exact = _Exact(version, places)
    found: dict[Ids, list[First]] = {frozenset(): [NOBODY] * len(places)}
    for ids, firsts in zip(asked, ranked, strict=True):
        columns = (firsts.nearest.tolist(), firsts.minutes.tolist(), firsts.sure.tolist())
        found[ids] = [
            exact.of_number(number, minutes) if sure else exact.first(at, ids)
            for at, (number, minutes, sure) in enumerate(zip(*columns, strict=True))
        ]
    return [found[ids] for ids in questions]


class _Exact:
    """Answers where a throng is not sure, and says its numbers as ids."""

    def __init__(self, version: Version, places: Sequence[Place]) -> None:
        self._version, self._places = version, places
        self._ids = [facility.id for facility in version.directory]
        self._ranked: dict[int, tuple[Hit, ...]] = {}

    def of_number(self, number: int, minutes: float) -> First:
        return First(self._ids[number], None if math.isnan(minutes) else minutes)

    def first(self, at: int, ids: Ids) -> First:
        if at not in self._ranked:
            self._ranked[at] = ranking_of(self._places[at], *self._version).hits
        hit = next(hit for hit in self._ranked[at] if hit.facility.id in ids)
        return First(hit.facility.id, hit.minutes)


def changes(old: FacilityDirectory, new: FacilityDirectory) -> Iterator[str]:
    """Say what differs between two directories that can send people elsewhere."""
    before, after = ({facility.id: facility for facility in one} for one in (old, new))
    yield from (f"{one} is gone" for one in before if one not in after)
    yield from (f"{one} is new" for one in after if one not in before)
    for one in before:
        if one in after:
            yield from (f"{one}: {change}" for change in _changed(before[one], after[one]))


def _changed(old: Facility, new: Facility) -> Iterator[str]:
    if old.coordinate != new.coordinate:
        yield f"moved by {geodesic_m(old.coordinate, new.coordinate):,.0f} m"
    facts = [(one.name, old.does(one.id), new.does(one.id)) for one in PROCEDURES]
    facts.append(("emergency department", old.emergency_department, new.emergency_department))
    yield from (f"{name} was {was}, is {now}" for name, was, now in facts if was != now)


def named(origins: Origins) -> list[Origin]:
    """Return all origins, the ZIPs first."""
    zips = [Origin(OriginKind.ZIP, place.name, 0.0, place) for place in origins.zips]
    points = zip(origins.points, origins.people, strict=True)
    return zips + [Origin(OriginKind.POINT, one.name, people, one) for one, people in points]
