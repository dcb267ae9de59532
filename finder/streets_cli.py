"""The commands of the street index: build it, fetch the Census's files, tell what it holds."""

import os
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Final

import click

from finder.endpoint import endpoint_of
from finder.errors import NotFound, UsageError
from finder.exits import explained
from finder.gazetteer import Gazetteer
from finder.resources import gazetteer_path
from finder.settings import read_settings
from finder.street_file import StreetIndexInfo, StreetSource
from finder.streets import StreetIndex

if TYPE_CHECKING:
    from click._termui_impl import ProgressBar

    from finder.street_fetch import Census
    from finder.street_points import Layout

_LISTED: Final = 20
"""Most features that are listed because they could not be used; all are counted."""

_output = click.option(
    "-o", "--output", type=click.Path(path_type=Path, dir_okay=False), required=True,
    help="The index to write; an older one stays until the new one is whole.",
)  # fmt: skip


@click.group("streets")
def streets_group() -> None:
    """Look after the street index, which finds addresses on this machine."""


@streets_group.command("build")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@_output
@click.option("--columns", default="", help="Columns of CSV files: number=A,street=B+C,lat=D,...")
@explained
def build_command(files: tuple[Path, ...], output: Path, columns: str) -> int:
    """Build the index from FILES: Census ADDRFEAT zips, OpenAddresses, NAD, or any CSV."""
    _build(files, output, columns)
    return 0


@streets_group.command("fetch")
@click.argument("places", nargs=-1, required=True)
@_output
@click.option(
    "--folder", type=click.Path(path_type=Path, file_okay=False),
    help="Where the files are kept; default: tiger, beside the index.",
)  # fmt: skip
@explained
def fetch_command(places: tuple[str, ...], output: Path, folder: Path | None) -> int:
    """Fetch the Census's files of PLACES, states like MD or counties like 51059, and build.

    Connects to FINDER_TIGER_URL and to nothing else.
    """
    from finder.street_fetch import Census  # noqa: PLC0415 (only who fetches needs the network)

    settings = read_settings(os.environ)
    census = Census(
        endpoint_of(settings.tiger_url), settings.tiger_year, folder or output.parent / "tiger"
    )
    wanted = _counties(places, census)
    with _bar(wanted, len(wanted), "Fetching") as bar:

        def tell(name: str, there: int) -> None:
            bar.label = f"{name} {there / 1e6:5.1f} MB"
            bar.render_progress()

        paths = census.fetch(bar, tell)
    _build(paths, output, "")
    return 0


@streets_group.command("info")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@click.option("--check", is_flag=True, help="Compare every row with its checksum.")
@explained
def info_command(file: Path | None, check: bool) -> int:
    """Tell what the index in FILE holds, by default that of FINDER_STREETS."""
    path = file or read_settings(os.environ).streets
    if path is None:
        raise UsageError("file", "", "the path of a street index, or FINDER_STREETS set to one")
    index = StreetIndex(path, thorough=check)
    click.echo(f"{path.name}: {path.stat().st_size / 1e6:,.1f} MB{', whole' if check else ''}")
    for line in _info_lines(index.info, Gazetteer(gazetteer_path())):
        click.echo(line)
    return 0


def _info_lines(info: StreetIndexInfo, gazetteer: Gazetteer) -> Iterable[str]:
    yield f"{info.ranges:,} ranges, {info.points:,} address points"
    yield f"{info.names:,} street names in {info.zips:,} ZIPs"
    yield f"Vintage: {', '.join(info.vintages) or 'not known'}"
    yield f"Counties ({len(info.counties)}):"
    for fips in info.counties:
        place = gazetteer.by_id(f"county-{fips}")
        yield f"  {fips} {'' if place is None else f'{place.name}, {place.state}'}".rstrip()
    yield f"Files ({len(info.sources)}):"
    yield from (f"  {_source_line(source)}" for source in info.sources)


def _source_line(source: StreetSource) -> str:
    counts = (("ranges", source.ranges), ("points", source.points), ("not used", source.bad))
    told = ", ".join(f"{count:,} {name}" for name, count in counts if count) or "nothing in it"
    return f"{source.name} ({' '.join(filter(None, (source.kind, source.vintage)))}): {told}"


def _build(paths: Iterable[Path], output: Path, columns: str) -> None:
    """Build an index, and say what went into it and what could not be used."""
    from finder.street_build import build, source_files  # noqa: PLC0415 (readers, for builds only)

    files = source_files(paths, _layout(columns))
    with _bar(None, sum(file.size for file in files), "Reading") as bar:
        built = build(files, output, bar.update)
    for source in built.sources:
        click.echo(_source_line(source))
    for problem in built.problems[:_LISTED]:
        click.echo(f"  not used: {problem}", err=True)
    bad = sum(source.bad for source in built.sources)
    if bad > _LISTED:
        click.echo(f"  and {bad - _LISTED:,} more that could not be used", err=True)
    info = StreetIndex(output).info
    size = f"{output.stat().st_size / 1e6:,.1f} MB"
    click.echo(f"{output.name}: {info.ranges:,} ranges, {info.points:,} points, {size}")


def _layout(columns: str) -> "Layout | None":
    from finder.street_points import COLUMNS_EXPECTED, layout_of  # noqa: PLC0415

    try:
        return layout_of(columns) if columns else None
    except ValueError:
        raise UsageError("columns", columns, COLUMNS_EXPECTED) from None


def _counties(places: Iterable[str], census: "Census") -> tuple[str, ...]:
    """Return the FIPS codes of counties, and of those of states: as the Census lists them.

    Where it lists nothing they are those that the gazetteer knows.
    """
    from finder.street_fetch import STATES  # noqa: PLC0415

    listed: frozenset[str] | None = None
    found: dict[str, None] = {}
    for place in places:
        if re.fullmatch(r"[0-9]{5}", place):
            found[place] = None
            continue
        if place.upper() not in STATES:
            raise UsageError("place", place, "a state like MD, or a county's FIPS code like 51059")
        listed = census.counties() if listed is None else listed
        of_state = (fips for fips in sorted(listed) if fips.startswith(STATES[place.upper()]))
        found |= dict.fromkeys(of_state if listed else _known_counties(place.upper()))
    if not found:
        raise NotFound("county in the Census's list", " ".join(places))
    return tuple(found)


def _known_counties(state: str) -> tuple[str, ...]:
    """Return the counties of a state as the gazetteer has them."""
    from finder.street_fetch import DISTRICT  # noqa: PLC0415

    return (DISTRICT,) if state == "DC" else Gazetteer(gazetteer_path()).counties_of(state)


def _bar(items: Iterable[str] | None, length: int, label: str) -> "ProgressBar[str]":
    """Return a progress bar, which is seen on a terminal and nowhere else."""
    return click.progressbar(
        items, length, label, file=sys.stderr, hidden=not sys.stderr.isatty(), show_pos=False
    )
