"""The map of an answer: its views, and on each the start, the pins, names and a scale bar.

Everything is settled here; the template draws it.
"""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from finder import reasons, wording
from finder.basemap import Basemap
from finder.facility import Availability, Procedure
from finder.geo import geodesic_m
from finder.labels import STYLES, Wish, place, place_names, text_width
from finder.language import say
from finder.mapparts import MapView, Mark, Pin, ScaleBar, View
from finder.mercator import Frame, Spot, frame_around, latitude_of, metres_per_unit, spot_of
from finder.place import Place
from finder.placing import WIDEST, Offset, Patch, fan_out, pin_patch, square
from finder.rank import Hit
from finder.request import Units
from finder.search import Ranking, SearchResponse

NEAREST: Final = 3
"""Hospitals on the first view, besides the nearest that lists the procedure."""

FAR_M: Final = 250_000.0
"""With the nearest hospital farther off than this, all of them are one mark on a map of the
country, and a second view shows them without the start. A driver who starts farther off than
this is not shown."""

FIT_RADIUS_M: Final = 60_000.0
"""A view holds the whole area of its start up to this radius; of a larger one it shows the part
around the middle."""

_LEAST_SIDE_M: Final = 28_000.0
"""Closer than this the roads, which have a vertex every few kilometres, would mislead."""

_MARGIN: Final = 0.13
"""Share of the side kept free around what a view holds, for pins and their names."""

_LEAST_AREA: Final = 0.035
"""Share of the side: a smaller area is drawn as a point, as it would be hidden by its mark."""

_MARK_PX: Final = 9.0
_BAR_SHARE: Final = 0.34


def map_of(response: SearchResponse, basemap: Basemap, asked: Procedure) -> MapView | None:
    """Return the map of an answer; None without a start, or with one where no map would help."""
    origin, ranking = response.origin, response.ranking
    if origin is None or ranking is None or not _drawable(origin):
        return None
    units = response.request.units
    scene = _Scene(response, origin, ranking, basemap, asked)
    return MapView(
        views=tuple(scene.views()),
        start=wording.map_start_text(origin),
        procedure=asked.name,
        unit_m=wording.unit_m(units),
        unit_one=wording.length_text(1, units),
        unit_many=wording.length_text(2, units).replace("2", "{0}"),
    )


def _drawable(origin: Place) -> bool:
    """Tell whether the start lies on a map without a fold: Guam is on the other side of it."""
    return origin.coordinate.longitude < 0 < origin.coordinate.latitude


def _driver(response: SearchResponse, origin: Place) -> Place | None:
    """Return where the driver starts, None for none and for one too far off to be shown."""
    start = None if response.driver is None else response.driver.best
    if start is None or geodesic_m(start.coordinate, origin.coordinate) > FAR_M:
        return None
    return start


class _Scene:
    """What all views of one answer share."""

    def __init__(
        self,
        response: SearchResponse,
        origin: Place,
        ranking: Ranking,
        basemap: Basemap,
        asked: Procedure,
    ) -> None:
        self._basemap = basemap
        self._asked = asked
        self._origin = origin
        self._units: Units = response.request.units
        doing = dict(ranking.nearest_by_procedure).get(asked.id)
        self._answers = [ranking.hits[0], *([] if doing is None else [doing])]
        self._listed = response.hits
        self._is_far = ranking.hits[0].distance_m > FAR_M
        self.driver = _driver(response, origin)

    def views(self) -> Iterator[View]:
        """Yield the views, the first to be shown first."""
        everything = _unique([*self._listed, *self._answers])
        if self._is_far:
            yield self._view("far", say(wording.MAP_FAR), everything, clustered=True)
            yield self._view("all", say(wording.MAP_ALL), everything, with_start=False)
            return
        nearest = _unique([*self._listed[:NEAREST], *self._answers])
        yield self._view("near", say(wording.MAP_NEAR), nearest)
        if len(everything) > len(nearest):
            complete = len(self._listed) == len(everything) or len(everything) > NEAREST + 1
            title = say(wording.MAP_ALL) if complete else say(wording.MAP_LISTED)
            yield self._view("all", title, everything)

    def _view(
        self, id_: str, title: str, hits: list[Hit], *, with_start: bool = True,
        clustered: bool = False,
    ) -> View:  # fmt: skip
        frame = self._frame(hits, with_start)
        start = self._mark(self._origin, frame) if with_start else None
        driver = None if self.driver is None or not with_start else self._mark(self.driver, frame)
        bar = scale_bar(frame, self._units)
        taken = bar_patches(bar)
        points = [mark for mark in (start, driver) if mark is not None and not mark.radius]
        taken += [_mark_patch(mark) for mark in points]
        pins = [] if clustered else self._pins(hits, frame, taken)
        taken += [pin_patch(pin.across, pin.down, Offset(pin.dx, pin.dy)) for pin in pins]
        taken += [square(pin.across, pin.down, 3) for pin in pins if pin.dx or pin.dy]
        cluster = self._cluster(hits, frame, taken) if clustered else None
        start = _named(start, say(wording.MAP_START), taken)
        driver = _named(driver, say(wording.MAP_DRIVER), taken)
        return View(
            id_, title, frame, self._basemap.paths(frame), start, driver, tuple(pins), cluster,
            tuple(place_names(self._basemap.names_in(frame), frame, taken)), bar,
        )  # fmt: skip

    def _frame(self, hits: list[Hit], with_start: bool) -> Frame:
        spots = [spot_of(hit.facility.coordinate) for hit in hits]
        places = [self._origin, *([] if self.driver is None else [self.driver])]
        for one in places if with_start else ():
            middle = spot_of(one.coordinate)
            reach = min(one.radius_m, FIT_RADIUS_M) / metres_per_unit(one.coordinate.latitude)
            spots += [Spot(middle.x - reach, middle.y - reach)]
            spots += [Spot(middle.x + reach, middle.y + reach)]
        least = _LEAST_SIDE_M / metres_per_unit(hits[0].facility.coordinate.latitude)
        return frame_around(spots, _MARGIN, least)

    def _mark(self, one: Place, frame: Frame) -> Mark:
        radius = one.radius_m / metres_per_unit(one.coordinate.latitude) / frame.side
        is_area = one.granularity not in wording.POINTS and radius >= _LEAST_AREA
        return Mark(*frame.share(spot_of(one.coordinate)), radius if is_area else 0.0, None)

    def _pins(self, hits: list[Hit], frame: Frame, taken: list[Patch]) -> list[Pin]:
        shares = [frame.share(spot_of(hit.facility.coordinate)) for hit in hits]
        offsets = fan_out(shares, taken)
        return [
            self._pin(hit, at, offset)
            for hit, at, offset in zip(hits, shares, offsets, strict=True)
        ]

    def _pin(self, hit: Hit, at: tuple[float, float], offset: Offset) -> Pin:
        facility = hit.facility
        listed = next((one for one in self._listed if one.facility.id == facility.id), None)
        number = "" if listed is None else str(listed.rank)
        name = wording.map_pin_text(number, facility.name, self._how_far(hit))
        target = f"facility-{facility.id}" if listed is not None else "answer"
        lists = facility.does(self._asked.id) is Availability.YES
        return Pin(facility.id, number, name, target, lists, *at, *offset)

    def _how_far(self, hit: Hit) -> str:
        timed = reasons.spread(hit)
        if timed is not None:
            return wording.minutes_text(*timed)
        return wording.distance_text(hit.distance_m, self._origin.radius_m, self._units)

    def _cluster(self, hits: list[Hit], frame: Frame, taken: list[Patch]) -> tuple[str, Mark]:
        shares = [frame.share(spot_of(hit.facility.coordinate)) for hit in hits]
        middle = tuple(sum(part) / len(shares) for part in zip(*shares, strict=True))
        mark = Mark(middle[0], middle[1], 0.0, None)
        taken.append(_mark_patch(mark))
        named = _named(mark, wording.map_cluster_text(len(hits)), taken)
        return wording.map_cluster_text(len(hits)), named or mark


def _unique(hits: list[Hit]) -> list[Hit]:
    """Return the hits without repeats, in their order."""
    return list({hit.facility.id: hit for hit in hits}.values())


def _mark_patch(mark: Mark) -> Patch:
    return square(mark.across, mark.down, _MARK_PX)


def _named(mark: Mark | None, text: str, taken: list[Patch]) -> Mark | None:
    """Put a name beside a point, or in or under an area; take the room that it needs."""
    if mark is None:
        return None
    clear = 0.0 if mark.radius else _MARK_PX
    label = place(Wish(text, "mark", mark.across, mark.down, clear, far=True), taken)
    if label is not None:
        taken.append(label.patch)
    return replace(mark, label=label)


def scale_bar(frame: Frame, units: Units) -> ScaleBar:
    """Return the longest round length that takes up to a third of the map."""
    unit_m = wording.unit_m(units)
    side = frame.side * metres_per_unit(latitude_of(frame.middle.y)) / unit_m
    power = 10 ** math.floor(math.log10(side * _BAR_SHARE))
    amount = max(step * power for step in (1, 2, 5) if step * power <= side * _BAR_SHARE)
    return ScaleBar(wording.length_text(amount, units), amount / side)


def bar_patches(bar: ScaleBar) -> list[Patch]:
    """Return what the bar and its text cover, in the lower left corner: the bar grows."""
    half = bar.share * WIDEST / 6
    along = [Patch(bar.share * at / 3, 1, -half, -20, half + 8, 0) for at in range(4)]
    return [Patch(0, 1, 0, -42, 10 + text_width(bar.text, STYLES["mark"]), 0), *along]
