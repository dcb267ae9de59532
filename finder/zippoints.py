"""ZIP points: the nearest ZIP to very many points at once, as `Gazetteer.nearest_zip` finds it."""

from typing import Final

from finder.gazetteer import WIDEST, Gazetteer, reach_m
from finder.geo import Coordinate, FloatArray, points_of_degrees
from finder.lookup import FROM_ZIP_M
from finder.place import Place

_CLEAR_M: Final = 10.0
"""Chords of up to 170 km fall short of their geodesics by under 6 m: a smaller lead is none."""


class ZipPoints:
    """The middles of all ZIPs with an area, in a tree."""

    def __init__(self, gazetteer: Gazetteer) -> None:
        """Read the points and put up the tree."""
        from scipy.spatial import cKDTree  # noqa: PLC0415 (a list without coordinates goes without)

        self._gazetteer = gazetteer
        self._ids, degrees = gazetteer.zip_points()
        self._tree = cKDTree(points_of_degrees(degrees).xyz)
        self._places: dict[int, Place] = {}

    def nearest(self, degrees: FloatArray) -> list[tuple[Place, float] | None]:
        """Return for each point the nearest ZIP and its distance in metres, None beyond reach.

        The metres are exact where the answer hangs on them, else good to `_CLEAR_M`.
        """
        lengths, numbers = self._tree.query(points_of_degrees(degrees).xyz, k=2)
        found: list[tuple[Place, float] | None] = []
        for spot, pair, pair_of in zip(
            degrees.tolist(), lengths.tolist(), numbers.tolist(), strict=True
        ):
            here = Coordinate(*spot)
            place, far_m = self._place(pair_of[0]), pair[0]
            limit = FROM_ZIP_M + place.radius_m
            clear = pair[1] - pair[0] > _CLEAR_M and abs(far_m - limit) > _CLEAR_M
            if clear and far_m + _CLEAR_M < reach_m(here, WIDEST):
                found.append((place, far_m))
            else:
                found.append(self._gazetteer.nearest_zip(here))
        return found

    def _place(self, number: int) -> Place:
        place = self._places.get(number)
        if place is None:
            place = self._gazetteer.by_id(self._ids[number])
            assert place is not None  # noqa: S101 (the id came from the same file)
            self._places[number] = place
        return place
