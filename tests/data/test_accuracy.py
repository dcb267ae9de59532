"""What `make accuracy` measures holds: on 432 real addresses of DC, MD and VA, by ZIP alone."""

from pathlib import Path

import pytest

from finder.search import Sources
from tests.accuracy.figures import Figures, figures, row
from tests.accuracy.outcomes import Outcome, addresses, in_region, outcomes, truths

REPORT = Path(__file__).parents[2] / "docs" / "accuracy.md"
FIRST_ROW = "**DC, MD and VA**"


@pytest.fixture(scope="module", name="by_input")
def _by_input(sources: Sources) -> dict[str, list[Outcome]]:
    true = truths((one for one in addresses() if in_region(one)), sources)
    return {said: outcomes(true, said, sources) for said in ("ZIP only", "City and state")}


@pytest.fixture(scope="module", name="by_zip")
def _by_zip(by_input: dict[str, list[Outcome]]) -> Figures:
    return figures(by_input["ZIP only"])


def test_every_zip_is_matched(by_zip: Figures) -> None:
    assert (by_zip.number, by_zip.matched, by_zip.tied) == (432, 1, 0)


def test_r90_holds_about_nine_in_ten(by_zip: Figures) -> None:
    assert by_zip.held is not None
    assert 0.88 <= by_zip.held <= 0.96


def test_the_nearest_of_ten_is_certain_for_three_in_four_and_then_right(by_zip: Figures) -> None:
    assert by_zip.ten.certain is not None
    assert by_zip.ten.right is not None
    assert by_zip.ten.certain >= 0.75
    assert by_zip.ten.right >= 0.995


def test_the_nearest_of_two_is_certain_for_most_and_then_right(by_zip: Figures) -> None:
    assert by_zip.two.certain is not None
    assert by_zip.two.right is not None
    assert by_zip.two.certain >= 0.85
    assert by_zip.two.right >= 0.995


def test_who_is_not_certain_is_asked(by_zip: Figures) -> None:
    assert by_zip.asked == pytest.approx(1 - (by_zip.ten.certain or 0))


@pytest.mark.parametrize("said", ["ZIP only", "City and state"])
def test_the_report_says_what_is_measured(said: str, by_input: dict[str, list[Outcome]]) -> None:
    section = REPORT.read_text("utf-8").partition(f"\n## {said}\n")[2]
    reported = next(line for line in section.splitlines() if line.startswith(f"| {FIRST_ROW}"))

    assert reported == f"| {' | '.join(row(FIRST_ROW, by_input[said]))} |"
