"""Writes the gazetteer: one read-only SQLite file made with the package."""

import sqlite3
from pathlib import Path

from finder.build import airports, local, places, sources, spelling
from finder.names import name_key
from finder.place import Granularity

SCHEMA = """
PRAGMA page_size = 4096;
PRAGMA journal_mode = OFF;
CREATE TABLE place (
    id TEXT PRIMARY KEY, name TEXT NOT NULL, granularity INTEGER NOT NULL, state TEXT NOT NULL,
    county INTEGER NOT NULL, latitude REAL NOT NULL, longitude REAL NOT NULL,
    radius_m REAL NOT NULL, source INTEGER NOT NULL, population INTEGER,
    within TEXT NOT NULL, zips TEXT NOT NULL
) STRICT, WITHOUT ROWID;
CREATE TABLE name (
    key TEXT NOT NULL, class INTEGER NOT NULL, place TEXT NOT NULL,
    PRIMARY KEY (key, class, place)
) STRICT, WITHOUT ROWID;
CREATE TABLE word (number INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
CREATE TABLE unlocated (zip TEXT PRIMARY KEY, kind TEXT NOT NULL) STRICT, WITHOUT ROWID;
CREATE TABLE country (key TEXT PRIMARY KEY, name TEXT NOT NULL) STRICT, WITHOUT ROWID;
"""


def build(path: Path) -> None:
    """Make the gazetteer at `path`, which must not exist; the same pins give the same rows."""
    table = places.ZipTable(sources.zips())
    rows = places.Rows()
    places.add_settlements(rows, table, sources.settlements())
    cities = places.add_postal_cities(rows, table)
    places.add_local_names(rows, table)
    places.add_zips(rows, table, cities)
    places.add_counties(rows, table, sources.counties())
    places.add_states(rows, table)
    airports.add_airports(rows, sources.airports())
    local.add_quadrants(rows, table)
    local.add_nicknames(rows)
    _write(path, rows)


def _write(path: Path, rows: places.Rows) -> None:
    words = _numbered_words(rows)
    with sqlite3.connect(path) as file:
        file.executescript(SCHEMA)
        file.executemany("INSERT INTO word VALUES (?, ?)", ((n, w) for w, n in words.items()))
        file.executemany(
            "INSERT INTO place VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                (
                    p.id, p.name, words[p.granularity.value], p.state, words[p.county],
                    p.coordinate.latitude, p.coordinate.longitude, float(p.radius_m),
                    words[p.source], p.population, p.within, " ".join(p.zips),
                )
                for _, p in sorted(rows.places.items())
            ),
        )  # fmt: skip
        names = sorted((key, int(kind), place) for (key, place), kind in rows.names.items())
        file.executemany("INSERT INTO name VALUES (?, ?, ?)", names)
        file.executemany("INSERT INTO unlocated VALUES (?, ?)", sorted(rows.unlocated.items()))
        countries = {name_key(name): name for name in sources.countries()}
        file.executemany("INSERT INTO country VALUES (?, ?)", sorted(countries.items()))
        spelling.write(file)
    with sqlite3.connect(path) as file:
        file.execute(
            f"CREATE INDEX area ON place (latitude) WHERE granularity = {words['postcode']}"
        )
        file.execute("VACUUM")
        file.execute("ANALYZE")
    file.close()


def _numbered_words(rows: places.Rows) -> dict[str, int]:
    """Return a number for each word of many rows, granularities first and always the same."""
    many = {word for p in rows.places.values() for word in (p.county, p.source)}
    return {word: at for at, word in enumerate([*Granularity, *sorted(many - set(Granularity))])}
