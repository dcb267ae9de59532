"""The map of redirects: a dot for each sample point (or ZIP without people) sent elsewhere.

The hospitals are numbered pins; the colors of the dots tell how many minutes more there are.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, NamedTuple

from finder.basemap import Basemap
from finder.facility import Facility
from finder.labels import Label, place_names
from finder.mapparts import ScaleBar
from finder.mapview import bar_patches, scale_bar
from finder.mercator import Frame, Spot, frame_around, metres_per_unit, spot_of
from finder.placing import Offset, Patch, fan_out, pin_patch, square
from finder.redirects import Case, OriginKind

_MARGIN: Final = 0.09
_LEAST_SIDE_M: Final = 28_000.0


class Shade(NamedTuple):
    """A color of dots: up to how many minutes more, and what the key says of it."""

    name: str
    most: float
    text: str


SHADES: Final = (
    Shade("shorter", 0.0, "not longer"),
    Shade("little", 5.0, "up to 5 minutes more"),
    Shade("longer", 10.0, "5 to 10 minutes more"),
    Shade("long", 20.0, "10 to 20 minutes more"),
    Shade("far", math.inf, "over 20 minutes more"),
)
UNKNOWN: Final = Shade("unknown", math.inf, "time not known")


class Standing(StrEnum):
    """Whether a hospital is in both versions."""

    KEPT = "kept"
    GONE = "gone"
    NEW = "new"


class Sited(NamedTuple):
    """A hospital, where it is in the new version (or was, if it is gone)."""

    facility: Facility
    standing: Standing


@dataclass(frozen=True, slots=True)
class HospitalPin:
    """A numbered pin, moved (dx, dy) pixels off its point if others are near."""

    number: int
    name: str
    standing: Standing
    across: float
    down: float
    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class RedirectMap:
    """What the template draws. `dots` are path data by shade, only of those that are there."""

    frame: Frame
    paths: tuple[tuple[str, str], ...]
    dots: tuple[tuple[Shade, str], ...]
    pins: tuple[HospitalPin, ...]
    labels: tuple[Label, ...]
    bar: ScaleBar


def shade_of(case: Case) -> Shade:
    """Return the color of a case's dot."""
    more = case.minutes_more
    if more is None:
        return UNKNOWN
    return next(shade for shade in SHADES if more <= shade.most)


def map_of_redirects(
    cases: Sequence[Case], hospitals: Sequence[Sited], basemap: Basemap
) -> RedirectMap:
    """Draw the redirects of one question; the frame holds them and the hospitals concerned.

    ZIPs are drawn where no sample point is redirected: they are PO boxes then.
    """
    shown_cases = [case for case in cases if case.origin.kind is OriginKind.POINT] or cases
    spots = {
        case.origin.label: spot_of(place.coordinate)
        for case in shown_cases
        if (place := case.origin.place)
    }
    concerned = {id_ for case in cases for id_ in (case.old.id, case.new.id)}
    shown = [spot_of(one.facility.coordinate) for one in hospitals if one.facility.id in concerned]
    middle = hospitals[0].facility.coordinate.latitude
    frame = frame_around(
        [*spots.values(), *shown], _MARGIN, _LEAST_SIDE_M / metres_per_unit(middle)
    )
    bar = scale_bar(frame, "mi")
    taken = bar_patches(bar)
    pins = tuple(_pins(hospitals, frame, taken))
    taken += [pin_patch(pin.across, pin.down, Offset(pin.dx, pin.dy)) for pin in pins]
    taken += [square(pin.across, pin.down, 3) for pin in pins if pin.dx or pin.dy]
    return RedirectMap(
        frame, basemap.paths(frame), tuple(_dots(shown_cases, spots)), pins,
        tuple(place_names(basemap.names_in(frame), frame, taken)), bar,
    )  # fmt: skip


def _dots(cases: Iterable[Case], spots: dict[str, Spot]) -> Iterator[tuple[Shade, str]]:
    """Return the dots by shade, fewest minutes first: round caps of lines without length."""
    dots: dict[Shade, list[str]] = {}
    for case in cases:
        spot = spots[case.origin.label]
        dots.setdefault(shade_of(case), []).append(f"M{spot.x:.0f} {spot.y:.0f}h0")
    for shade in (*SHADES, UNKNOWN):
        if shade in dots:
            yield shade, "".join(dots[shade])


def _pins(hospitals: Sequence[Sited], frame: Frame, taken: list[Patch]) -> Iterator[HospitalPin]:
    inside = [
        (number, one, frame.share(spot))
        for number, one in enumerate(hospitals, start=1)
        if frame.holds(spot := spot_of(one.facility.coordinate))
    ]
    offsets = fan_out([share for _, _, share in inside], taken)
    for (number, one, share), offset in zip(inside, offsets, strict=True):
        yield HospitalPin(number, one.facility.short_name, one.standing, *share, *offset)
