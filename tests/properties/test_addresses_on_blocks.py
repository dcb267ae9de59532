"""Houses on blocks: whatever the block and the number, the point stands beside its line."""

import csv
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from finder.block import Block, Parity, Side, packed
from finder.geo import Coordinate, geodesic_m
from finder.geocode import geocode
from finder.interpolate import beside, length_m
from finder.parse import parse
from finder.place import Granularity
from finder.search import Sources
from finder.street_index import build_index
from finder.street_match import OFFSET_M, has_number, on_block
from finder.street_names import street_name
from finder.streets import StreetIndex
from finder.tiger import features
from tests.made_up_county import Stretch, made_up_county, write_addrfeat
from tests.meagher import MEAGHER, needs_meagher
from tests.with_streets import is_right_of, with_streets

steps = st.tuples(st.floats(-0.004, 0.004), st.floats(-0.004, 0.004))


@st.composite
def made_blocks(draw: st.DrawFn) -> Block:
    """Draw a block of up to five points and 400 m a step, rising or falling."""
    points = [(draw(st.floats(24, 49)), draw(st.floats(-124, -67)))]
    for north, east in draw(st.lists(steps, min_size=1, max_size=4)):
        points.append((points[-1][0] + north, points[-1][1] + east))
    parity = draw(st.sampled_from(Parity))
    ends = draw(st.integers(0, 9000)), draw(st.integers(0, 400))
    first = ends[0] if parity is Parity.BOTH else 2 * ends[0] + (parity is Parity.ODD)
    last = first + (ends[1] if parity is Parity.BOTH else 2 * ends[1])
    if draw(st.booleans()):
        first, last = last, first
    side = draw(st.sampled_from(Side))
    name = street_name("Any St")
    return Block(name, "Any St", "21218", "24510", side, first, last, parity, packed(points))


@given(made_blocks(), st.floats(0, 1))
def test_a_house_stands_within_its_blocks_line_and_offset(block: Block, share: float) -> None:
    step = 1 if block.parity is Parity.BOTH else 2
    low, high = sorted((block.first, block.last))
    number = low + step * round(share * ((high - low) // step))
    spot = on_block(block, number)

    assert has_number(block, number)
    assert beside(spot.coordinate, block.line).distance_m <= OFFSET_M + 0.1
    if length_m(block.line) > 1:
        assert spot.radius_m >= 51
    ends = geodesic_m(spot.coordinate, block.line[0]), geodesic_m(spot.coordinate, block.line[-1])
    assert min(ends) <= length_m(block.line) * 1.01 + OFFSET_M


@given(made_blocks(), st.integers(0, 30_000))
def test_parity_and_range_decide_which_numbers_stand_on_a_block(block: Block, number: int) -> None:
    within = min(block.first, block.last) <= number <= max(block.first, block.last)
    parities = {Parity.ODD: {1}, Parity.EVEN: {0}, Parity.BOTH: {0, 1}}[block.parity]

    assert has_number(block, number) == (within and number % 2 in parities)


@given(made_blocks())
def test_numbers_follow_each_other_along_the_line_from_first_to_last(block: Block) -> None:
    step = 1 if block.parity is Parity.BOTH else 2
    line = [(0.0, 0.0), (0.0, 0.01)]
    straight = block._replace(packed=packed(line))
    step = step if block.last >= block.first else -step
    numbers = list(range(block.first, block.last + step, step))[:50]

    longitudes = [on_block(straight, number).coordinate.longitude for number in numbers]

    assert longitudes == sorted(longitudes)


@pytest.fixture(scope="module")
def county(
    sources: Sources, tmp_path_factory: pytest.TempPathFactory
) -> tuple[list[Stretch], Sources]:
    """Make a county of 20,000 ranges; the bench has 100,000."""
    folder = tmp_path_factory.mktemp("county")
    stretches = made_up_county(20_000)
    build_index(
        (one for one in features(write_addrfeat(stretches, folder)) if isinstance(one, Block)),
        (),
        folder / "county.sqlite",
    )
    return stretches, with_streets(sources, StreetIndex(folder / "county.sqlite"))


def test_every_address_of_a_county_is_found_on_its_block_and_side(
    county: tuple[list[Stretch], Sources],
) -> None:
    stretches, sources = county
    lost = []
    for at, one in enumerate(stretches[::7]):
        for side, ends in one.sides():
            low, high = sorted(ends)
            number = low + 2 * (at % ((high - low) // 2 + 1))
            town = sources.gazetteer.zip(one.zip)
            assert town is not None
            text = f"{number} {one.name}, {town.within}, MD {one.zip}"
            best = geocode(parse(text), sources.atlas).best
            line = tuple(Coordinate(*point) for point in one.line)
            where = None if best is None else beside(best.coordinate, line)
            if (
                best is None
                or where is None
                or best.granularity is not Granularity.RANGE
                or where.distance_m > OFFSET_M + 0.1
                or is_right_of(line[0], line[-1], best.coordinate) != (side is Side.RIGHT)
            ):
                lost.append(text)

    assert lost == []


TABLE = Path(__file__).parents[1] / "data" / "meagher_addresses.csv"
ROWS = list(csv.DictReader(TABLE.read_text("utf-8").splitlines()))


@pytest.fixture(scope="module")
def meagher(sources: Sources, tmp_path_factory: pytest.TempPathFactory) -> Sources:
    path = tmp_path_factory.mktemp("meagher") / "meagher.sqlite"
    build_index((one for one in features(MEAGHER) if isinstance(one, Block)), (), path)
    return with_streets(sources, StreetIndex(path))


@needs_meagher
@pytest.mark.parametrize("row", ROWS, ids=[row["address"] for row in ROWS])
def test_an_address_of_a_real_county_is_found_where_it_was_worked_out_by_hand(
    row: dict[str, str], meagher: Sources
) -> None:
    best = geocode(parse(row["address"]), meagher.atlas).best

    assert best is not None
    assert best.granularity is Granularity.RANGE
    by_hand = Coordinate(float(row["latitude"]), float(row["longitude"]))
    assert geodesic_m(best.coordinate, by_hand) <= 100


def test_thirty_addresses_were_worked_out_by_hand() -> None:
    assert len(ROWS) == len({row["tlid"] for row in ROWS}) == 30
