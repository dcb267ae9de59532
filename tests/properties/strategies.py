"""Random directories, places and texts to try promises on."""

from dataclasses import replace
from datetime import date
from typing import Final

from hypothesis import strategies as st

from finder.directory import FacilityDirectory, load
from finder.facility import PROCEDURES, Availability
from finder.geo import Coordinate
from finder.request import MAX_TEXT_LENGTH
from finder.resources import resource

REAL: Final = load(resource("data") / "locations.csv", today=date(2026, 11, 24)).facilities
MOST_FACILITIES: Final = 12

_EDGES = [Coordinate(lat, lon) for lat in (-90, 0, 90) for lon in (-180, 0, 180)]
_TINY_STEPS = (0.0, 1e-12, 1e-9, 1e-6)


def _anywhere() -> st.SearchStrategy[Coordinate]:
    return st.builds(Coordinate, st.floats(-90, 90), st.floats(-180, 180))


def _in_region() -> st.SearchStrategy[Coordinate]:
    return st.builds(Coordinate, st.floats(37, 41), st.floats(-79, -75))


def coordinates() -> st.SearchStrategy[Coordinate]:
    """Points: anywhere, in the region, at the edges of the map."""
    return st.one_of(_in_region(), _anywhere(), st.sampled_from(_EDGES))


@st.composite
def neighbours(draw: st.DrawFn, of: Coordinate) -> Coordinate:
    """Draw a point at, or a hair's breadth from, another."""
    north, east = draw(st.sampled_from(_TINY_STEPS)), draw(st.sampled_from(_TINY_STEPS))
    return Coordinate(max(-90.0, of.latitude - north), max(-180.0, of.longitude - east))


@st.composite
def directories(draw: st.DrawFn) -> FacilityDirectory:
    """Draw real hospitals moved to points of which some are the same and some nearly so."""
    spots = draw(st.lists(coordinates(), min_size=1, max_size=MOST_FACILITIES))
    for spot in draw(st.lists(st.sampled_from(spots), max_size=4)):
        spots.append(draw(neighbours(spot)))
    ids = draw(st.permutations([f"f{number:02}" for number in range(len(spots))]))
    return FacilityDirectory(
        tuple(
            replace(
                draw(st.sampled_from(REAL)),
                id=name,
                coordinate=spot,
                availability={one.id: draw(st.sampled_from(Availability)) for one in PROCEDURES},
            )
            for name, spot in zip(ids, spots, strict=True)
        )
    )


_PIECES: Final = (
    "21218", "20010-1234", "99999", "09012", "00000", "2121O", "MD", "Md.", "DC", "D.C.", "WA",
    "Maryland", "Washington", "Baltimore", "Springfield", "Annapolis", "Hampden", "Georgetown",
    "St.", "Saint", "Mary's", "County", "Co", "Street", "St", "Ave NW", "&", "and", "@", "PO Box",
    "P.O. Box 12", "Apt 4B", "#", "1/2", "123", "8675", "1600", "N", "E", "W", "Union Memorial",
    "Good Sam", "Hospital", "BWI", "ZIP", "código postal", "USA", "France", "39.29", "-76.61",
    "39°17'", "24\"", "geo:", "lat", "lon", "N39", "M5V 2T6", "SW1A 1AA", "😀", "İ", "ß", "東京",
)  # fmt: skip
_GLUE: Final = (" ", ", ", ",", "-", "  ", "/", ";", "", " , ")


@st.composite
def address_like(draw: st.DrawFn) -> str:
    """Draw a text built of what addresses are built of, in any order."""
    parts = draw(st.lists(st.sampled_from(_PIECES), min_size=1, max_size=16))
    text = "".join(part + draw(st.sampled_from(_GLUE)) for part in parts)
    return text[:MAX_TEXT_LENGTH]


def texts() -> st.SearchStrategy[str]:
    """Texts up to the cap and a little over: any characters, mostly figures, like addresses."""
    return st.one_of(
        st.text(max_size=MAX_TEXT_LENGTH + 5),
        st.text("0123456789 -.,°'\"NSEWOo+", max_size=MAX_TEXT_LENGTH),
        address_like(),
    )
