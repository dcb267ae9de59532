"""The report of a comparison: one page that needs nothing beside it, with tables and maps."""

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from finder.basemap import Basemap
from finder.redirectmap import RedirectMap, Sited, map_of_redirects
from finder.redirects import Case, Finding, Lot, OriginKind, question_name
from finder.resources import resource
from finder.samples import PEOPLE_A_POINT
from finder.summary import templates

_SHEETS: Final = ("static/finder.css", "static/map.css", "compare.css")


@dataclass(frozen=True, slots=True)
class Named:
    """A hospital as the page names it, with its number on the map; empty where there is none."""

    name: str
    number: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table: a pair of hospitals."""

    old: Named
    new: Named
    lot: Lot


@dataclass(frozen=True, slots=True)
class Section:
    """One question: its finding, its table, its map where there is one."""

    title: str
    finding: Finding
    summary: str
    other: str
    lines: tuple[Line, ...]
    map: RedirectMap | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What a report is made from. `hospitals` is empty for outputs, which are of rows."""

    old: str
    new: str
    day: str
    changes: Sequence[str]
    findings: Sequence[Finding]
    redirects: Sequence[Case]
    hospitals: Sequence[Sited]
    allowed_minutes: float | None
    exit_code: int


def page(report: Report, basemap: Basemap | None) -> str:
    """Write the report as HTML; it names ZIPs, rows by number and hospitals, and nobody."""
    environment = templates()
    environment.filters |= {
        "people": people_text,
        "more": _set_more,
    }
    sections = tuple(_sections(report, basemap))
    return environment.get_template("compare.html").render(
        report=report, sections=sections, style=style(), verdict=verdict_text(report),
        unchanged=[one for one in sections if not one.lines],
        people_a_point=f"{PEOPLE_A_POINT:,}",
    )  # fmt: skip


def style() -> str:
    """Return the style sheets as an address that holds them: a page of its own has no others."""
    text = "".join((resource("templates") / name).read_text("utf-8") for name in _SHEETS)
    return "data:text/css;charset=utf-8;base64," + base64.b64encode(text.encode()).decode()


def _sections(report: Report, basemap: Basemap | None) -> Iterator[Section]:
    named = {
        one.facility.id: Named(one.facility.short_name, str(number))
        for number, one in enumerate(report.hospitals, start=1)
    }
    for finding in report.findings:
        lines = tuple(
            Line(_named(lot.old, named), _named(lot.new, named), lot) for lot in finding.ranked
        )
        own = [one for one in report.redirects if one.question == finding.question]
        drawn = map_of_redirects(own, report.hospitals, basemap) if basemap and own else None
        yield Section(
            question_name(finding.question), finding, _sentence(summary_text(finding)),
            _set_minus(other_text(finding)), lines, drawn,
        )  # fmt: skip


def verdict_text(report: Report) -> str:
    """Say what a release gate makes of it."""
    redirected = any(finding.lots for finding in report.findings)
    if not redirected:
        return "Nobody is sent elsewhere."
    if report.allowed_minutes is None:
        return "Somebody is sent elsewhere."
    limit = f"{report.allowed_minutes:g} minutes more, the most that is allowed"
    if report.exit_code:
        return f"Somebody is sent elsewhere for more than {limit}."
    return f"Those who are sent elsewhere have no more than {limit}."


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:]


def hospital_text(id_: str | None) -> str:
    """Name a hospital by its id."""
    return id_ or "no hospital"


def _named(id_: str | None, named: Mapping[str, Named]) -> Named:
    return named.get(id_ or "") or Named(hospital_text(id_))


def people_text(people: float) -> str:
    """Say how many people there are, to three digits: they are counted by points."""
    whole = round(people)
    return f"{round(whole, 3 - len(str(whole))):,}"


def more_text(minutes: float | None) -> str:
    """Say by how many minutes a way is longer, or, with a minus, shorter."""
    if minutes is None:
        return "not known"
    return f"{minutes:+.1f}"


def _set_more(minutes: float | None) -> str:
    return _set_minus(more_text(minutes))


def _set_minus(text: str) -> str:
    """Set a real minus, which a terminal may not have."""
    return text.replace("-", "\N{MINUS SIGN}")


def summary_text(finding: Finding) -> str:
    """Say in a sentence how many are sent elsewhere."""
    rows = finding.asked.get(OriginKind.ROW)
    if not finding.lots:
        return "nobody is sent elsewhere."
    if rows is not None:
        return f"{round(finding.redirected):,} of {rows:,} rows are sent elsewhere."
    zips = finding.asked.get(OriginKind.ZIP, 0)
    return (
        f"{finding.zips:,} of {zips:,} ZIPs and about {people_text(finding.redirected)} of "
        f"{people_text(finding.people)} people are sent elsewhere."
    )


def other_text(finding: Finding) -> str:
    """Say how many keep their hospital at other minutes; empty where there are none."""
    if not finding.other_minutes:
        return ""
    kind = "rows" if OriginKind.ROW in finding.asked else "ZIPs"
    most = more_text(finding.other_worst)
    return f"{finding.other_minutes:,} {kind} keep their hospital at other minutes, up to {most}."
