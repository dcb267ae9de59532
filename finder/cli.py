"""The command line: the same search, for terminals and scripts."""

import os
from collections.abc import Iterable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import click

from finder import __version__, cards, geojson, reasons, wording
from finder.audit import Severity, audit
from finder.directory import load as load_directory
from finder.errors import ConfigurationError, DataError, NotFound, Problem, UsageError
from finder.exits import advice, explained
from finder.explain import explain
from finder.facility import PROCEDURE_BY_ID, Facility
from finder.gazetteer import Gazetteer
from finder.geo import Coordinate
from finder.geocode import geocode
from finder.geocoding import Geocoding, Status
from finder.network import Speeds, load_network
from finder.parse import parse
from finder.place import Place
from finder.program import Edition, load_editions
from finder.rank import Hit
from finder.request import MAX_LIMIT, GeocodeRequest, SearchRequest, Units
from finder.resources import catalogs_path, gazetteer_path, resource
from finder.reverse import BLOCK_M, Nearest, reverse
from finder.roads import Way
from finder.router import router_of
from finder.search import (
    RoadChoices,
    SearchResponse,
    Sources,
    load_atlas,
    load_sources,
    locate,
    search,
)
from finder.services import provider_of
from finder.settings import TABLE, Settings, read_settings, variable
from finder.specialists import Specialists, load_specialists
from finder.streets import StreetIndex
from finder.streets_cli import streets_group

_QUESTIONS: Final = ("Several places fit. Which one do you mean?", "Is this the place you mean?")
"""What is asked about several candidates, and about one."""

_EXIT_CODES: Final = {Status.MATCH: 0, Status.TIE: 0, Status.NO_MATCH: 1}

_text = click.argument("words", nargs=-1, required=True, metavar="TEXT")
_json = click.option("--json", "as_json", is_flag=True, help="Print what the API answers.")
_procedure = click.option(
    "--procedure", default="", help="Only hospitals that list it: " + ", ".join(PROCEDURE_BY_ID)
)
_limit = click.option("--limit", default="", help=f"How many hospitals, 1 to {MAX_LIMIT}.")
_driver = click.option(
    "--driver", default="", help="Where somebody else who drives starts; both times are shown."
)
_units = click.option("--units", default="", help="mi or km.")


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="finder")
def main() -> None:
    """Find the nearest MedStar hospital to a ZIP code, a town, an address or a hospital.

    Nothing you type leaves this machine, unless the settings name a router or a provider
    of addresses. Exit codes: 0 answered (a question back counts),
    1 no match, 2 wrong usage, 3 bad data or settings,
    4 somebody is sent elsewhere (compare).
    """


@main.command("search")
@_text
@_procedure
@_limit
@_units
@_driver
@_json
@explained
def search_command(words: tuple[str, ...], as_json: bool, **params: str) -> int:
    """List hospitals by the time on the road from TEXT, by distance where none is known."""
    asked = {"text": " ".join(words), **params}
    response = search(SearchRequest.from_params(asked), _sources())
    if as_json:
        click.echo(geojson.encode(geojson.search_model(response)))
    else:
        _print(_search_lines(response), response.status)
    return _EXIT_CODES[response.status]


def _search_lines(response: SearchResponse) -> Iterable[str]:
    yield from _geocoding_lines(response.geocoding)
    if response.origin is None:
        return
    origin, units = response.origin, response.request.units
    yield from _certainty_lines(response, origin)
    yield from _order_lines(response, origin)
    yield ""
    for hit in response.hits:
        yield f"{hit.rank:>2}. {hit.facility.name} [{hit.facility.id}]"
        yield f"    {_far_text(hit, origin, units)}; {hit.facility.address}"
        yield f"    {_known_text(hit.facility, response.request.procedure or 'mitraclip')}"
        driver = cards.driver_text(response, hit.facility.id)
        if driver:
            yield f"    for a driver who goes straight there: {driver}"
    if not response.hits:
        yield "No hospital on our list is known to do that."


def _order_lines(response: SearchResponse, origin: Place) -> Iterable[str]:
    if response.ranking is None:
        return
    yield reasons.order_text(origin, response.ranking)
    moved = reasons.moved_text(origin, response.ranking, response.request.units)
    if moved:
        yield moved
    if response.driver is not None:
        yield "Where the driver starts:"
        yield from (f"  {line}" for line in _geocoding_lines(response.driver))


def _far_text(hit: Hit, origin: Place, units: Units) -> str:
    """Say how far a hospital is: the time by road first, then the straight line."""
    far = wording.distance_text(hit.distance_m, origin.radius_m, units)
    straight = f"{far} {wording.kind_text(hit.distance_kind)}"
    timed = reasons.spread(hit)
    return straight if timed is None else f"{wording.minutes_text(*timed)} by road, {straight}"


def _known_text(facility: Facility, procedure: str) -> str:
    """Say what an agent reads out next: phones, emergency department, the procedure."""
    facts = (
        cards.emergency_fact(facility),
        cards.procedure_fact(facility, PROCEDURE_BY_ID[procedure]),
    )
    phones = [f"{phone.number} ({phone.purpose})" for phone in facility.phones if phone.shown]
    said = (f"{fact.name}: {fact.value.value}" for fact in facts)
    return "; ".join((*(phones or [facility.website]), *said))


def _certainty_lines(response: SearchResponse, origin: Place) -> Iterable[str]:
    """Say how sure the nearest is, and the nearest that lists what was asked for."""
    ranking = response.ranking
    if ranking is None:
        return
    yield reasons.certainty_text(ranking.certainty, origin, ranking, None)
    judged = dict(ranking.certainty_by_procedure).get(response.request.procedure or "mitraclip")
    procedure = PROCEDURE_BY_ID[response.request.procedure or "mitraclip"]
    if judged is not None:
        yield reasons.certainty_text(judged, origin, ranking, procedure)


def _geocoding_lines(geocoding: Geocoding) -> Iterable[str]:
    if geocoding.best is not None:
        kind = wording.granularity_text(geocoding.best.granularity)
        yield f"{wording.place_text(geocoding.best)}, {kind}"
    if geocoding.status is Status.TIE:
        yield _QUESTIONS[len(geocoding.candidates) == 1]
        for place in geocoding.candidates:
            yield f"  - {wording.place_text(place)} ({wording.candidate_text(place)})"
    yield from (wording.note_text(note) for note in geocoding.notes)
    if geocoding.status is Status.NO_MATCH:
        yield from advice()


def _print(lines: Iterable[str], status: Status) -> None:
    for line in lines:
        click.echo(line, err=status is Status.NO_MATCH)


@main.command("geocode")
@_text
@_json
@explained
def geocode_command(words: tuple[str, ...], as_json: bool) -> int:
    """Say what TEXT is taken to be and how finely that is known."""
    geocoding = locate(GeocodeRequest.from_params({"text": " ".join(words)}), _sources())
    if as_json:
        click.echo(geojson.encode(geojson.geocode_model(geocoding)))
        return _EXIT_CODES[geocoding.status]
    _print(_geocoding_lines(geocoding), geocoding.status)
    best = geocoding.best
    if best is not None:
        click.echo(f"{best.coordinate.latitude}, {best.coordinate.longitude}")
        click.echo(
            f"90 % of its addresses lie within {best.radius_m:,.0f} m; source: {best.source}"
        )
    return _EXIT_CODES[geocoding.status]


@main.command("explain")
@_text
@_procedure
@explained
def explain_command(words: tuple[str, ...], procedure: str) -> int:
    """Print what each step of a search for TEXT decided, and why."""
    params = {"text": " ".join(words), "procedure": procedure}
    settings = read_settings(os.environ)
    sources = _load(settings)
    response = search(SearchRequest.from_params(params), sources)
    for line in explain(response, _ways(response, settings), _nearest(response, sources)):
        click.echo(line)
    return _EXIT_CODES[response.status]


def _nearest(response: SearchResponse, sources: Sources) -> Nearest | None:
    """Return what the street index has next to an origin that is a point."""
    origin = response.origin
    if origin is None or origin.radius_m > BLOCK_M:
        return None
    return reverse(origin.coordinate, sources.atlas)


def _ways(response: SearchResponse, settings: Settings) -> dict[str, Way | None]:
    """Find the ways to the hospitals of an answer, where the road model covers its origin."""
    drive = None if response.ranking is None else response.ranking.drive
    if drive is None or drive.anchor is None:
        return {}
    from finder.ways import load_surface, ways  # noqa: PLC0415 (SciPy; a search goes without)

    start = Coordinate(drive.anchor.latitude, drive.anchor.longitude)
    targets = [hit.facility.coordinate for hit in response.hits]
    found = ways(load_surface(Speeds(*settings.road_speeds)), start, targets)
    return dict(zip((hit.facility.id for hit in response.hits), found, strict=True))


@main.command("batch")
@click.argument("source", metavar="IN", type=click.Path(path_type=Path))
@click.argument("out", metavar="OUT", type=click.Path(path_type=Path))
@click.option("--columns", default="", help="Which columns say the place: address=Street,zip=ZIP.")
@click.option("--procedure", default="", help="Also the nearest that lists it, as in search.")
@click.option("--report", type=click.Path(path_type=Path), help="Write a summary, an HTML page.")
@click.option("--workers", default="", help="Processes for places; by default one a core.")
@click.option("--engine", default="processes", help="processes, or dask with --scheduler.")
@click.option("--scheduler", default="", help="Address of a Dask scheduler: tls://HOST:PORT.")
@explained
def batch_command(**asked: Any) -> int:
    """Answer every row of IN (CSV, TSV, Parquet, Excel) into OUT.

    A run that was stopped goes on where it was when the same command is given again.
    """
    try:
        from finder import listing  # noqa: PLC0415 (PyArrow; a search goes without)
    except ImportError as error:
        expected = "PyArrow, which comes with pip install 'medstar-finder[batch]'"
        raise ConfigurationError([Problem("batch", None, "package", "", expected)]) from error
    return listing.command(listing.Asked(**asked), read_settings(os.environ), today=_today())


@main.command("compare")
@click.argument("old", type=click.Path(path_type=Path))
@click.argument("new", type=click.Path(path_type=Path))
@click.option("--csv", "csv_file", type=click.Path(path_type=Path), help="Write the whole list.")
@click.option("--report", type=click.Path(path_type=Path), help="Write an HTML page with maps.")
@click.option("--allow-minutes", default="", help="Let pass who has no more minutes more.")
@explained
def compare_command(**asked: Any) -> int:
    """Tell who is sent elsewhere by NEW: a locations.csv like OLD, or an output of batch like OLD.

    Exit codes: 0 nobody, 4 somebody.
    """
    from finder import compare  # noqa: PLC0415 (SciPy and the page's templates)

    return compare.command(compare.Asked(**asked), read_settings(os.environ), today=_today())


@main.command("check")
@click.argument("file", required=False, type=click.Path(path_type=Path))
@explained
def check_command(file: Path | None) -> int:
    """Check the hospitals' FILE, by default the one in use, the roads' files, the settings."""
    settings = read_settings(os.environ)
    provider_of(settings)
    path = file or _locations(settings)
    directory = load_directory(path, today=_today())
    load_network(resource("data"))
    gazetteer = Gazetteer(gazetteer_path())

    def zip_point(code: str) -> Any:
        place = gazetteer.zip(code)
        return None if place is None else place.coordinate

    findings = audit(directory, zip_point, today=_today(), max_age_days=settings.fact_max_age_days)
    for finding in findings:
        click.echo(f"{finding.severity.value}: {finding.problem}")
    for line in (*_unreviewed(), *_out_of_date(settings)):
        click.echo(line)
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    click.echo(
        f"{path.name}: {len(directory)} hospitals, {errors} errors, "
        f"{len(findings) - errors} warnings"
    )
    return DataError.exit_code if errors else 0


def _unreviewed() -> Iterable[str]:
    for edition in _editions():
        folder = edition.language.prefix.removeprefix("/")
        for topic in edition.program.topics:
            if not topic.reviewed_on:
                name = f"{folder}/{topic.id}".removeprefix("/")
                yield f"warning: program text {name}: awaiting clinical review"


def _editions() -> tuple[Edition, ...]:
    return load_editions(resource("data") / "program", catalogs_path())


def _out_of_date(settings: Settings) -> Iterable[str]:
    """Tell of specialists that are no longer shown, or soon won't be."""
    in_use = load_directory(_locations(settings), today=_today())
    specialists = _specialists(settings, [facility.id for facility in in_use])
    yield from (f"warning: {problem}" for problem in specialists.problems(_today()))
    shown = len(specialists.on(_today()))
    yield f"{specialists.file}: {len(specialists.rows)} specialists, {shown} of them shown"


main.add_command(streets_group)


@main.group("roads")
def roads_group() -> None:
    """Look after the times by road."""


@roads_group.command("calibrate")
@click.argument("file", type=click.Path(path_type=Path))
@explained
def calibrate_command(file: Path) -> int:
    """Hold the model against FILE, a CSV of origin, destination and minutes by car."""
    from finder.calibrate import calibrate, calibration_lines  # noqa: PLC0415 (SciPy)
    from finder.ways import load_surface  # noqa: PLC0415 (SciPy)

    settings = read_settings(os.environ)
    atlas = load_atlas(
        _locations(settings), gazetteer_path(), today=_today(), streets=_streets(settings)
    )

    def located(text: str) -> Coordinate | None:
        named = [facility for facility in atlas.directory if facility.id == text]
        place = geocode(parse(text), atlas).best
        if named:
            return named[0].coordinate
        return None if place is None else place.coordinate

    found = calibrate(file, load_surface(Speeds(*settings.road_speeds)), located)
    for line in calibration_lines(found):
        click.echo(line)
    return 0 if found.trips else NotFound.exit_code


@main.group("desk")
def desk_group() -> None:
    """Look after the desk for call centers."""


@desk_group.command("password")
@click.argument("account")
@explained
def password_command(account: str) -> int:
    """Ask for a password and print the line of ACCOUNT for FINDER_DESK_PASSWORDS."""
    from finder.passwords import (  # noqa: PLC0415 (a search from the terminal needs none)
        NAME_EXPECTED,
        SHORTEST_PASSWORD,
        is_name,
        line_of,
    )

    if not is_name(account):
        raise UsageError("account", account, NAME_EXPECTED)
    password = click.prompt("Password", hide_input=True, confirmation_prompt=True, err=True)
    if len(password) < SHORTEST_PASSWORD:
        raise UsageError("password", None, f"at least {SHORTEST_PASSWORD} characters")
    click.echo(line_of(account, password))
    return 0


@main.command("settings")
@explained
def settings_command() -> int:
    """Print every setting: its variable, its default, what it means, what it is now."""
    settings = read_settings(os.environ)
    for setting in TABLE:
        default = setting.default or "(empty)"
        click.echo(f"{variable(setting)}  default {default}")
        click.echo(f"    {setting.meaning}; expected: {setting.expected}")
        current = getattr(settings, setting.name)
        hidden = setting.secret and current
        click.echo(f"    now: {'(set, not shown)' if hidden else _shown(current)}")
    return 0


def _shown(value: object) -> str:
    if isinstance(value, tuple):
        return " ".join(f"{one:g}" if isinstance(one, float) else str(one) for one in value)
    return "(empty)" if value in (None, "") else str(value)


@main.command("serve")
@click.option("--host", default="", help="Address to listen on; default FINDER_HOST.")
@click.option("--port", default="", help="Port to listen on; default FINDER_PORT.")
@explained
def serve_command(host: str, port: str) -> int:
    """Serve the pages and the API until SIGTERM."""
    from finder.app import create_app  # noqa: PLC0415 (a search from the terminal needs no server)
    from finder.serve import (  # noqa: PLC0415
        Server,
        forgive_broken_bodies,
        refuse_taken_port,
        warm,
    )

    given = {"FINDER_HOST": host, "FINDER_PORT": port}
    environment = dict(os.environ) | {name: value for name, value in given.items() if value}
    settings = read_settings(environment)
    refuse_taken_port(settings)
    sources = _load(settings)
    specialists = _specialists(settings, [one.id for one in sources.directory])
    english, *others = _editions()
    app = create_app(sources, english.program, settings, specialists, others=others)
    click.echo(f"Finder: http://{settings.host}:{settings.port}", err=True)
    forgive_broken_bodies(app)
    warm(app)
    Server(app, settings).run()
    return 0


def _sources() -> Sources:
    return _load(read_settings(os.environ))


def _load(settings: Settings) -> Sources:
    router = router_of(settings.router, settings.router_url)
    roads = RoadChoices(Speeds(*settings.road_speeds), settings.cache, router)
    return load_sources(
        _locations(settings),
        gazetteer_path(),
        today=_today(),
        roads=roads,
        provider=provider_of(settings),
        streets=_streets(settings),
    )


def _streets(settings: Settings) -> StreetIndex | None:
    return None if settings.streets is None else StreetIndex(settings.streets)


def _locations(settings: Settings) -> Path:
    return settings.locations or resource("data") / "locations.csv"


def _specialists(settings: Settings, facility_ids: list[str]) -> Specialists:
    path = settings.specialists or resource("data") / "specialists.csv"
    return load_specialists(path, facility_ids, today=_today())


def _today() -> Any:
    return datetime.now(tz=UTC).date()
