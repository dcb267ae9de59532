"""What a map is made of, as values that a template can draw. Decides nothing.

Positions are shares of the map's side, so that a view fits any width; what is in pixels keeps
its size. See `placing.py`.
"""

from dataclasses import dataclass

from finder.labels import Label
from finder.mercator import Frame


@dataclass(frozen=True, slots=True)
class Pin:
    """A hospital: `number` as in the list, moved (dx, dy) pixels off its point if others are near.

    `lists` tells whether it lists the procedure that the page is about. `target` is the id of
    its card. `name` says all of it. Facility ids are public.
    """

    id: str
    number: str
    name: str
    target: str
    lists: bool
    across: float
    down: float
    dx: float
    dy: float


@dataclass(frozen=True, slots=True)
class Mark:
    """Where somebody starts; `radius` is a share of the map's side, 0 for a point."""

    across: float
    down: float
    radius: float
    label: Label | None


@dataclass(frozen=True, slots=True)
class ScaleBar:
    """A round length, and its share of the map's side."""

    text: str
    share: float


@dataclass(frozen=True, slots=True)
class View:
    """One map. `cluster` names the one pin that stands for all, if the view is so wide."""

    id: str
    title: str
    frame: Frame
    paths: tuple[tuple[str, str], ...]
    start: Mark | None
    driver: Mark | None
    pins: tuple[Pin, ...]
    cluster: tuple[str, Mark] | None
    labels: tuple[Label, ...]
    bar: ScaleBar


@dataclass(frozen=True, slots=True)
class MapView:
    """The map's views, the first of them shown, and what its key says of the marks."""

    views: tuple[View, ...]
    start: str
    procedure: str
    unit_m: float
    unit_one: str
    unit_many: str

    @property
    def start_is_area(self) -> bool:
        """Tell whether a view shows the start as an area."""
        return any(view.start and view.start.radius for view in self.views)

    @property
    def start_is_point(self) -> bool:
        """Tell whether a view shows the start as a point; a small area is one from far off."""
        return any(view.start and not view.start.radius for view in self.views)

    @property
    def has_driver(self) -> bool:
        """Tell whether a view shows where the driver starts."""
        return any(view.driver for view in self.views)

    def number(self, facility_id: str) -> str:
        """Return the number that a hospital has on the map, empty for none."""
        pins = (pin for view in self.views for pin in view.pins)
        return next((pin.number for pin in pins if pin.id == facility_id), "")
