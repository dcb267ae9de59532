"""Address points from files: what becomes a point, and what is told as a fault."""

import gzip
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from finder.block import AddressPoint
from finder.errors import DataError, Problem
from finder.street_draft import Feature
from finder.street_points import layout_of
from finder.street_sources import SourceFile, source_file

OPENADDRESSES: Final = """\
LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH
-77.0000000,39.5600000,101,N Elm St,,Westminster,,MD,21157,,a
-77.0010000,39.5610000,12A,Saint Paul Street,Apt 3,,,MD,21157-1234,,b
"""
NAD: Final = """\
OID_,AddNum_Pre,Add_Number,AddNum_Suf,AddNo_Full,StNam_Full,Inc_Muni,Post_City,State,Zip_Code,Longitude,Latitude
1,,101,,101,North Elm Street,Westminster,Not stated,MD,21157,-77.0,39.56
"""
OLDER_NAD: Final = """\
OID,State,County,Inc_Muni,Post_Comm,Zip_Code,StN_PreMod,StN_PreDir,StN_PreTyp,StreetName,StN_PosTyp,StN_PosDir,AddNum_Pre,Add_Number,AddNum_Suf,Longitude,Latitude
-1,MD,Carroll,,Westminster,21157,,North,,Elm,Street,,,101,,-77.0,39.56
"""
MAPPING: Final = "number=HOUSE,street=DIR+NAME+TYPE,zip=ZIP,lat=Y,lon=X,city=TOWN,county=FIPS"
MAPPED: Final = """\
X,Y,HOUSE,DIR,NAME,TYPE,ZIP,TOWN,FIPS
-77.0,39.56,101,N,Elm,St,21157,Westminster,24013
"""


def read(file: SourceFile) -> list[Feature]:
    return list(file.features(lambda _: None))


def written(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def points(path: Path, columns: str = "") -> list[AddressPoint]:
    found = read(source_file(path, layout_of(columns) if columns else None))
    assert [one for one in found if isinstance(one, Problem)] == []
    return [one for one in found if isinstance(one, AddressPoint)]


def problem_of(path: Path) -> Problem:
    (found,) = (one for one in read(source_file(path, None)) if isinstance(one, Problem))
    return found


@pytest.mark.parametrize(
    ("name", "text", "columns", "kind"),
    [
        ("carroll.csv", OPENADDRESSES, "", "openaddresses"),
        ("NAD_r23.txt", NAD, "", "nad"),
        ("NAD_r1.txt", OLDER_NAD, "", "nad"),
        ("ours.csv", MAPPED, MAPPING, "csv"),
    ],
)
def test_a_row_of_each_layout_becomes_a_point(
    tmp_path: Path, name: str, text: str, columns: str, kind: str
) -> None:
    path = written(tmp_path / name, text)

    first = points(path, columns)[0]

    assert source_file(path, layout_of(columns) if columns else None).source.kind == kind
    assert (first.number, first.letter, first.zip, first.city) == (101, "", "21157", "Westminster")
    assert (first.name.before, first.name.base, first.name.kind) == ("n", "elm", "st")
    assert (first.coordinate.latitude, first.coordinate.longitude) == (39.56, -77.0)
    assert first.county == ("24013" if kind == "csv" else "")


def test_letters_units_and_long_zips_are_understood(tmp_path: Path) -> None:
    _, other = points(written(tmp_path / "carroll.csv", OPENADDRESSES))

    assert (other.number, other.letter, other.zip, other.city) == (12, "a", "21157", "")
    assert other.name.base == "saint paul"


def test_a_release_of_the_national_address_database_is_its_vintage(tmp_path: Path) -> None:
    assert source_file(written(tmp_path / "NAD_r23.txt", NAD), None).source.vintage == "r23"


def test_each_line_of_geojson_becomes_a_point(tmp_path: Path) -> None:
    feature = {
        "type": "Feature",
        "properties": {"hash": "a", "number": "101", "street": "N Elm St", "unit": "",
                       "city": "Westminster", "region": "MD", "postcode": "21157", "id": None},
        "geometry": {"type": "Point", "coordinates": [-77.0, 39.56]},
    }  # fmt: skip
    path = written(
        tmp_path / "carroll.geojson", f"{json.dumps(feature)}\n\n{json.dumps(feature)}\n"
    )

    first, second = points(path)

    assert first == second
    assert (first.number, first.name.base, first.zip) == (101, "elm", "21157")
    assert (first.coordinate.latitude, first.coordinate.longitude) == (39.56, -77.0)


@pytest.mark.parametrize(
    "line",
    ["{", "[]", '{"properties": {}}', '{"type": "Feature", "properties": 3}', "[" * 100_000,
     '{"properties": {"number": "1", "street": "Elm St"}, "geometry": null}',
     '{"properties": {"number": "1", "street": "Elm St"},'
     ' "geometry": {"type": "Point", "coordinates": []}}'],
)  # fmt: skip
def test_a_line_that_is_no_address_is_told(tmp_path: Path, line: str) -> None:
    problem = problem_of(written(tmp_path / "carroll.geojson", f"\n{line}\n"))

    assert (problem.file, problem.row) == ("carroll.geojson", 2)


def packed_as_gzip(path: Path) -> Path:
    packed = path.with_name(f"{path.name}.gz")
    packed.write_bytes(gzip.compress(path.read_bytes()))
    return packed


def packed_as_zip(path: Path) -> Path:
    packed = path.with_suffix(".zip")
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.write(path, f"us/md/{path.name}")
        archive.writestr("README.txt", "read me")
    return packed


@pytest.mark.parametrize("pack", [packed_as_gzip, packed_as_zip])
def test_packed_files_are_read_as_they_are(tmp_path: Path, pack: Callable[[Path], Path]) -> None:
    plain = written(tmp_path / "carroll.csv", OPENADDRESSES)

    assert points(pack(plain)) == points(plain)


@pytest.mark.parametrize(
    ("row", "column"),
    [
        ("-77.0,39.56,,Elm St,,,,MD,21157,,a", "NUMBER"),
        ("-77.0,39.56,0,Elm St,,,,MD,21157,,a", "NUMBER"),
        ("-77.0,39.56,1,,,,,MD,21157,,a", "STREET"),
        ("-77.0,39.56,1,Elm St,,,,MD,twenty,,a", "POSTCODE"),
        ("0,0,1,Elm St,,,,MD,21157,,a", "LAT, LON"),
        (",,1,Elm St,,,,MD,21157,,a", "LAT, LON"),
        ("nan,nan,1,Elm St,,,,MD,21157,,a", "LAT, LON"),
        ("39.56,-77.0,1,Elm St,,,,MD,21157,,a", "LAT, LON"),
        ("2.35,48.85,1,Elm St,,,,MD,21157,,a", "LAT, LON"),
        ("-77.0", "STREET"),
    ],
)
def test_a_row_that_cannot_be_used_is_told_and_stops_nothing(
    tmp_path: Path, row: str, column: str
) -> None:
    header, first, second = OPENADDRESSES.splitlines()
    path = written(tmp_path / "carroll.csv", "\n".join((header, first, row, second)))

    found = read(source_file(path, None))

    assert len(found) == 3
    problem = problem_of(path)
    assert (problem.file, problem.row, problem.column) == ("carroll.csv", 3, column)


@pytest.mark.parametrize(
    "text",
    [
        "", "number=A", "number=A,street=B,lat=C", "number=A,street=B,lat=C,lon=", "a,b",
        "number=A,street=B,lat=C,lon=D,color=E", "number=A,number=B,street=C,lat=D,lon=E",
        "number=A,street=B,lat=C+D,lon=E", "number=A,street=B+,lat=C,lon=D",
    ],
)  # fmt: skip
def test_a_mapping_of_columns_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"^$"):
        layout_of(text)


def several(path: Path) -> Path:
    with zipfile.ZipFile(path.with_suffix(".zip"), "w") as archive:
        archive.writestr("one.csv", OPENADDRESSES)
        archive.writestr("two.csv", OPENADDRESSES)
    return path.with_suffix(".zip")


def not_a_zip(path: Path) -> Path:
    return written(path.with_suffix(".zip"), "x")


def cut_gzip(path: Path) -> Path:
    path = packed_as_gzip(written(path, OPENADDRESSES * 100))
    path.write_bytes(path.read_bytes()[:-20])
    return path


def not_utf8(path: Path) -> Path:
    path.write_bytes(OPENADDRESSES.encode() + b"-77,39.5,1,\xff St,,,,,,,\n")
    return path


def other_columns(path: Path) -> Path:
    return written(path, "a,b\n1,2\n")


def empty(path: Path) -> Path:
    return written(path, "")


def absent(path: Path) -> Path:
    return path


@pytest.mark.parametrize(
    "make", [several, not_a_zip, cut_gzip, not_utf8, other_columns, empty, absent]
)
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, make: Callable[[Path], Path]) -> None:
    path = make(tmp_path / "carroll.csv")

    with pytest.raises(DataError, match="carroll"):
        read(source_file(path, None))
