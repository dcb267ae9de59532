"""What the packages do not know of the region: nicknames, and the quarters of the District."""

import csv
from pathlib import Path
from typing import Final

from finder.build import radius
from finder.build.places import DISTRICT, NameClass, Rows, ZipTable
from finder.geo import Coordinate
from finder.names import name_key
from finder.place import Granularity, Place

NICKNAMES: Final = Path(__file__).parents[2] / "data" / "nicknames.csv"

CAPITOL: Final = Coordinate(38.88983, -77.00905)
"""Centre of the Capitol dome, where the District's four quadrants meet."""

QUADRANTS: Final = {
    "NW": ("Northwest", True, True),
    "NE": ("Northeast", True, False),
    "SW": ("Southwest", False, True),
    "SE": ("Southeast", False, False),
}
"""Code to name, whether it lies north of the Capitol, whether west of it."""


def add_nicknames(rows: Rows) -> None:
    """Let places be found by the names of `data/nicknames.csv`; each must mean just one place."""
    with NICKNAMES.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            places = [
                rows.places[place_id]
                for (key, place_id), kind in rows.names.items()
                if key == name_key(line["name"])
                and kind is NameClass.OFFICIAL
                and rows.places[place_id].state == line["state"]
            ]
            if not places:
                raise ValueError(f"{NICKNAMES.name}: there is no {line['name']}, {line['state']}")
            greatest = max(places, key=lambda place: (place.population or 0, place.id))
            rows.add(greatest, (line["nickname"],), NameClass.NICKNAME)


def add_quadrants(rows: Rows, table: ZipTable) -> None:
    """Add Northwest to Southeast Washington, from the District's ZIPs on each side."""
    living = [one for one in table.zips.values() if one.state == DISTRICT and one.land_km2]
    for code, (name, north, west) in QUADRANTS.items():
        pairs = [
            (one, point)
            for one, point in table.with_points(living)
            if (point.latitude > CAPITOL.latitude) is north
            and (point.longitude < CAPITOL.longitude) is west
        ]
        middle = radius.mean_point(pairs)
        place = Place(
            id=f"quadrant-{code}", name=f"{name} Washington",
            granularity=Granularity.NEIGHBORHOOD, state=DISTRICT,
            county="District of Columbia", coordinate=middle,
            radius_m=round(radius.area_r90_m(middle, pairs)),
            source="ZIPs, weighted by population", within="",
            population=sum(one.population or 0 for one, _ in pairs),
        )  # fmt: skip
        rows.add(
            place,
            (f"{name} Washington", f"{code} Washington", f"{name} DC", f"{code} DC"),
            NameClass.OFFICIAL,
        )
