"""What was provided: a provider's answer, held against what the embedded data says."""

import re
from dataclasses import dataclass, replace
from typing import Final

from finder.fineness import COARSE
from finder.geo import geodesic_m
from finder.geocoding import Atlas, Geocoding, Step
from finder.lookup import FROM_ZIP_M, candidates
from finder.names import fold
from finder.notes import Note, NoteCode
from finder.outbound import Failure, OutboundFailure
from finder.place import Granularity, Place
from finder.providers import Found, Provider
from finder.query import ParsedQuery, QueryKind

ID: Final = "provider"
"""The id of every place that a provider found: one made from an address would tell it."""

US: Final = frozenset("US PR VI GU AS MP FM MH PW USA PRI VIR GUM ASM MNP FSM MHL PLW".split())
"""ISO 3166-1 codes, of two and three letters, of what the gazetteer has ZIPs of."""

MAX_AWAY_M: Final = 50_000.0
"""An address this far from the middle of its ZIP, or beyond its town, is another address."""

BEYOND_M: Final = 2_000.0
"""Outside twice a ZIP's radius and this, people are asked to check what they typed."""

SAME_ADDRESS_M: Final = 1_000.0
SAME_STREET_M: Final = 10_000.0
"""Two answers of one name further apart than this are two addresses, or two streets."""

RADII_M: Final = {
    Granularity.ADDRESS: 100.0,
    Granularity.INTERSECTION: 100.0,
    Granularity.RANGE: 200.0,
    Granularity.STREET: 1_500.0,
}
"""What holds 90 % of errors. Interpolation along TIGER's ranges is off by 51 m for one address
in ten of Baltimore (shared figures), and by more in the country; the others are judgment."""

_KINDS: Final = {
    Failure.TIMEOUT: NoteCode.PROVIDER_SLOW,
    Failure.RESTING: NoteCode.PROVIDER_RESTING,
    Failure.BUSY: NoteCode.PROVIDER_RESTING,
    Failure.REJECTED: NoteCode.PROVIDER_UNKNOWN,
}
"""What is said of a failure; of the others that there was no answer to use."""


@dataclass(frozen=True, slots=True)
class _Refused:
    """Why an answer is not used, for people and for the trace."""

    code: NoteCode
    outcome: str


def refined(query: ParsedQuery, atlas: Atlas, provider: Provider, embedded: Geocoding) -> Geocoding:
    """Return the address by the provider, or else the embedded answer, which says why.

    Nothing is sent where the text has no street beside its town, or the town is not known for
    one alone: the answer could not be held against anything.
    """
    if embedded.best is None or not _has_street(query, embedded, atlas):
        return _with_step(embedded, "not asked: needs a street in one ZIP or town")
    try:
        found = provider.find(query.address)
    except OutboundFailure as failure:
        kind = failure.kind
    else:
        chosen = _chosen(found, query, embedded.best, atlas)
        if isinstance(chosen, _Refused):
            return _instead(embedded, embedded.best, provider, chosen)
        return _used(chosen, embedded, embedded.best, provider)
    why = _Refused(_KINDS.get(kind, NoteCode.PROVIDER_FAILED), f"no answer: {kind.value}")
    return _instead(embedded, embedded.best, provider, why)


def _has_street(query: ParsedQuery, embedded: Geocoding, atlas: Atlas) -> bool:
    """Tell whether a street was left out; "Avenue, MD" is a town."""
    if query.kind is QueryKind.ADDRESS:
        return True
    if query.kind is QueryKind.STREET:
        return any(note.code is NoteCode.STREET_NOT_USED for note in embedded.notes)
    return not any(candidates(one, atlas) for one in query.readings if not one.partial)


def _chosen(
    found: tuple[Found, ...], query: ParsedQuery, around: Place, atlas: Atlas
) -> Place | _Refused:
    """Return the first answer that stands every check, or why the first did not stand them."""
    if not found:
        return _Refused(NoteCode.PROVIDER_UNKNOWN, "knows no such address")
    places = [_place(one, query, around, atlas) for one in found]
    good = [(one, at) for one, at in zip(places, found, strict=True) if isinstance(one, Place)]
    if not good:
        return places[0]
    (first, named), *others = good
    apart = SAME_STREET_M if first.granularity is Granularity.STREET else SAME_ADDRESS_M
    for other, its in others:
        same = fold(its.name) == fold(named.name) and other.granularity is first.granularity
        if same and geodesic_m(first.coordinate, other.coordinate) > apart:
            return _Refused(NoteCode.PROVIDER_SEVERAL, "knows it in several places")
    return first


def _place(found: Found, query: ParsedQuery, around: Place, atlas: Atlas) -> Place | _Refused:
    """Return one answer as a place, or why it can't be one."""
    near = atlas.gazetteer.nearest_zip(found.coordinate)
    abroad = bool(found.country) and found.country not in US
    if abroad or near is None or near[1] > FROM_ZIP_M + near[0].radius_m:
        return _Refused(NoteCode.PROVIDER_DISAGREED, "disagreed: outside the US")
    away_m = geodesic_m(found.coordinate, around.coordinate)
    if away_m > MAX_AWAY_M + (0.0 if query.zip else around.radius_m):
        outcome = f"disagreed by {away_m / 1000:,.0f} km from {around.label}"
        return _Refused(NoteCode.PROVIDER_DISAGREED, outcome)
    granularity, radius_m = _fine(found, query, around)
    if granularity is COARSE or radius_m > around.radius_m:
        return _Refused(NoteCode.PROVIDER_UNKNOWN, "knows nothing finer than a town there")
    inside = _is_within(away_m, around)
    town = around if inside else near[0]
    return Place(
        id=ID,
        name=found.name or town.within or town.name,
        granularity=granularity,
        state=town.state,
        county=town.county,
        coordinate=found.coordinate,
        radius_m=radius_m,
        source="",
        within=town.within or town.name,
        zips=(query.zip,) if inside and query.zip else (),
    )


def _is_within(away_m: float, around: Place) -> bool:
    towns = (Granularity.POSTCODE, Granularity.CITY)
    return around.granularity in towns and away_m <= around.radius_m


def _fine(found: Found, query: ParsedQuery, around: Place) -> tuple[Granularity, float]:
    """Return how finely an answer is to be taken, and its radius.

    Where the provider does not tell, it may be the middle of the ZIP: then the ZIP's radius
    holds. A house by another number than was typed tells the street.
    """
    granularity = found.granularity
    if granularity is None:
        return Granularity.STREET, around.radius_m
    house = re.match(r"\s*#?([0-9]+)", query.address)
    if granularity in (Granularity.ADDRESS, Granularity.RANGE):
        same = house is not None and house[1] in re.findall(r"[0-9]+", found.name)
        granularity = granularity if same else Granularity.STREET
    return granularity, RADII_M.get(granularity, around.radius_m)


_NOT_SAID: Final = (NoteCode.STREET_NOT_USED, NoteCode.ZIP_WITHOUT_AREA)
"""Notes of the embedded answer that are not true of the address."""


def _used(place: Place, embedded: Geocoding, around: Place, provider: Provider) -> Geocoding:
    """Return the address; what was said of how its town was understood still holds."""
    notes = [Note(NoteCode.PROVIDER_USED, (provider.label,))]
    away_m = geodesic_m(place.coordinate, around.coordinate)
    if away_m > 2 * around.radius_m + BEYOND_M:
        notes.append(Note(NoteCode.PROVIDER_FAR, (around.label,)))
    kept = tuple(note for note in embedded.notes if note.code not in _NOT_SAID)
    found = replace(embedded, best=replace(place, source=provider.label), notes=(*kept, *notes))
    outcome = f"{provider.label}: {place.granularity.value}, {away_m / 1000:.1f} km from the middle"
    return _with_step(found, f"{outcome} of {around.label}")


def _instead(embedded: Geocoding, around: Place, provider: Provider, why: _Refused) -> Geocoding:
    note = Note(why.code, (provider.label, around.label))
    kept = tuple(one for one in embedded.notes if one.code is not NoteCode.STREET_NOT_USED)
    found = replace(embedded, notes=(*kept, note))
    return _with_step(found, f"{provider.label}: {why.outcome}")


def _with_step(found: Geocoding, outcome: str) -> Geocoding:
    return replace(found, steps=(Step("provider", outcome), *found.steps))
