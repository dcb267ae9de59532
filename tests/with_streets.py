"""What is shipped, with a street index, and on which side of a street something is."""

import math
from dataclasses import replace

from finder.geo import Coordinate
from finder.search import Sources
from finder.streets import StreetIndex


def with_streets(sources: Sources, index: StreetIndex) -> Sources:
    """Return sources that know the streets of an index as well."""
    return Sources(replace(sources.atlas, streets=index), sources.times)


def is_right_of(start: Coordinate, end: Coordinate, point: Coordinate) -> bool:
    """Tell by the straight line from start to end; the blocks of the county hardly bend."""
    narrow = math.cos(math.radians(start.latitude))
    east, north = (end.longitude - start.longitude) * narrow, end.latitude - start.latitude
    out = (point.longitude - start.longitude) * narrow
    return out * north - (point.latitude - start.latitude) * east > 0
