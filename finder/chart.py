"""What the map's script asks for: the whole drawing, and names for the part now in sight.

The part in sight says where somebody is looking, and so it travels in the body of a POST and
is kept nowhere. The drawing is one file, the same for everybody.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

import msgspec
from flask import Blueprint, Response, request

from finder.api import json_object
from finder.basemap import Basemap
from finder.errors import UsageError
from finder.geo import Coordinate
from finder.labels import Label, place_names
from finder.mercator import HIGHEST_LATITUDE, Frame, spot_of

PREFIX: Final = "/map"
JSON: Final = "application/json"

EXPECTED: Final = {
    "south": "degrees, south of the north side",
    "west": "degrees, west of the east side",
    "north": "degrees, up to 84",
    "east": "degrees, up to 180",
    "width": "pixels, 200 to 2000",
}
_LIMITS: Final = {
    "south": (-HIGHEST_LATITUDE, HIGHEST_LATITUDE),
    "west": (-180.0, 180.0),
    "north": (-HIGHEST_LATITUDE, HIGHEST_LATITUDE),
    "east": (-180.0, 180.0),
    "width": (200.0, 2000.0),
}
_LEAST_DEGREES: Final = 1e-4


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """The part of a map that is in sight, in degrees, and how wide it is in pixels."""

    south: float
    west: float
    north: float
    east: float
    width: float

    @classmethod
    def from_params(cls, params: Mapping[str, object]) -> Self:
        """Turn named values into a sight, or raise UsageError: exactly these five numbers."""
        for name in params:
            if name not in EXPECTED:
                raise UsageError(name, params[name], "only the fields " + ", ".join(EXPECTED))
        values = {name: _number(name, params.get(name)) for name in EXPECTED}
        if values["north"] - values["south"] < _LEAST_DEGREES:
            raise UsageError("south", params["south"], EXPECTED["south"])
        if values["east"] - values["west"] < _LEAST_DEGREES:
            raise UsageError("west", params["west"], EXPECTED["west"])
        return cls(**values)

    @property
    def frame(self) -> Frame:
        """Return the square on the plane, as wide as what is in sight."""
        corner = spot_of(Coordinate(self.north, self.west))
        return Frame(corner.x, corner.y, spot_of(Coordinate(self.north, self.east)).x - corner.x)


def _number(name: str, value: object) -> float:
    low, high = _LIMITS[name]
    plain = isinstance(value, (int, float)) and not isinstance(value, bool)
    if not plain or not low <= float(value) <= high:  # type: ignore[arg-type]
        raise UsageError(name, value, EXPECTED[name])
    return float(value)  # type: ignore[arg-type]


def blueprint(basemap: Basemap) -> Blueprint:
    """Return the routes over this basemap."""
    chart = Blueprint("chart", __name__)

    @chart.get(f"{PREFIX}/drawing.json")
    def drawing() -> Response:
        answer = Response(basemap.drawing, mimetype=JSON)
        answer.cache_control.public = True
        answer.cache_control.max_age = 365 * 24 * 3600
        return answer

    @chart.post(f"{PREFIX}/labels")
    def labels() -> Response:
        for name in request.args:
            raise UsageError(name, request.args[name], "no parameters in the URL; send JSON")
        sight = Sight.from_params(json_object())
        frame = sight.frame
        placed = place_names(basemap.names_in(frame), frame, (), sight.width)
        return Response(msgspec.json.encode({"labels": [_told(one, frame) for one in placed]}),
                        mimetype=JSON)  # fmt: skip

    return chart


def _told(label: Label, frame: Frame) -> dict[str, Any]:
    """Return a label for the script: on the plane, with the pixels that it covers around it."""
    return {
        "text": label.text,
        "kind": label.kind,
        "x": round(frame.x + label.across * frame.side, 1),
        "y": round(frame.y + label.down * frame.side, 1),
        "dx": label.dx,
        "dy": label.dy,
        "anchor": label.anchor,
        "dot": label.dot,
        "covers": [round(one, 1) for one in label.patch[2:]],
    }
