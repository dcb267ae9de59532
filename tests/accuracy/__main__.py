"""`make accuracy`: compare Finder with real addresses and write docs/accuracy.md and .svg."""

from pathlib import Path
from typing import Final

from tests.accuracy.outcomes import INPUTS, addresses, outcomes, shipped, truths
from tests.accuracy.plot import plot
from tests.accuracy.report import lines, report
from tests.accuracy.trade import calibration, trials

DOCS: Final = Path(__file__).parents[2] / "docs"


def main() -> None:
    """Measure, write both files and say the region's figures."""
    loaded = shipped()
    true = truths(addresses(), loaded)
    by_input = {said: outcomes(true, said, loaded) for said in INPUTS}
    by_zip = by_input["ZIP only"]
    scales, numbers = trials(by_zip, loaded)
    page = report(by_input, calibration(by_zip), scales, numbers)
    (DOCS / "accuracy.md").write_text(page, "utf-8")
    (DOCS / "accuracy.svg").write_text(plot(by_input, scales), "utf-8")
    print(*lines(by_input), sep="\n")


if __name__ == "__main__":
    main()
