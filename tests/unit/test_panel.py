"""Which columns of a list say the place, and in what words."""

import pytest

from finder.errors import UsageError
from finder.panel import chosen_columns, found_columns


@pytest.mark.parametrize(
    ("header", "parts"),
    [
        (("id", "zip"), {"zip": 1}),
        (("ZIP_CODE",), {"zip": 0}),
        (("Patient ZIP", "age"), {"zip": 0}),
        (("Latitude", "Longitude", "name"), {"lat": 0, "lon": 1}),
        (("LAT", "zip"), {"zip": 1}),
        (("Street Address", "City", "St", "State", "Zip"),
         {"address": 0, "city": 1, "state": 3, "zip": 4}),
    ],
)  # fmt: skip
def test_columns_are_known_by_their_names(header: tuple[str, ...], parts: dict[str, int]) -> None:
    assert dict(found_columns(header).numbers) == parts


@pytest.mark.parametrize(
    ("header", "said"),
    [
        (("id", "name"), "--columns"),
        (("state",), "--columns"),
        (("home zip", "work zip"), "home zip or work zip"),
    ],
)
def test_where_no_column_or_two_could_be_meant_nothing_is_guessed(
    header: tuple[str, ...], said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        found_columns(header)


def test_columns_can_be_chosen_by_name() -> None:
    found = chosen_columns(("A", "B", "home zip"), "zip=home zip, city=B")

    assert dict(found.numbers) == {"city": 1, "zip": 2}


@pytest.mark.parametrize("chosen", ["zip", "zip=C", "street=A", "zip=A,zip=B", "lat=A", "state=A"])
def test_a_choice_that_does_not_fit_is_refused(chosen: str) -> None:
    with pytest.raises(UsageError, match="columns"):
        chosen_columns(("A", "B"), chosen)


@pytest.mark.parametrize(
    ("cells", "text"),
    [
        (("1 Main St", "Baltimore", "MD", "21218"), "1 Main St, Baltimore, MD 21218"),
        (("", "Baltimore", "MD", ""), "Baltimore, MD"),
        (("", "", "", " 21218 "), "21218"),
        (("", "", "", "2138.0"), "02138"),
        (("", "", "", "2138"), "2138"),
        (("", "", "", ""), ""),
    ],
)
def test_a_row_is_written_as_it_would_be_typed(cells: tuple[str, ...], text: str) -> None:
    assert found_columns(("address", "city", "state", "zip")).text(cells) == text


def test_a_coordinate_goes_before_an_address_and_loses_digits_that_mean_nothing() -> None:
    columns = found_columns(("address", "lat", "lon"))

    assert columns.text(("x", "39.290000000000001", "-76.6")) == "39.290000000000, -76.6"
    assert columns.text(("x", "39.29", "")) == "x"
