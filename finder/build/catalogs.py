"""Compiles the languages' catalogs, and finds the texts of the hospitals' file for them."""

import csv
from collections.abc import Collection, Iterator, Mapping, Sequence
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Final

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]

SENTENCES: Final = ("emergency_note", "parking", "entrance", "transit")
"""Columns that people read as they stand, beside what each phone is for."""


def build(path: Path) -> None:
    """Make the folder of catalogs at `path`: one file for each language, named by its code."""
    path.mkdir()
    for source in sorted((ROOT / "data" / "program").glob("*/messages.po")):
        code = source.parent.name
        with source.open("rb") as po, (path / f"{code}.mo").open("wb") as mo:
            write_mo(mo, read_po(po, locale=code))


def extract_hospitals(
    file: IO[bytes],
    keywords: Sequence[str],  # noqa: ARG001 (Babel calls every extractor so)
    comment_tags: Collection[str],  # noqa: ARG001
    options: Mapping[str, str],  # noqa: ARG001
) -> Iterator[tuple[int, None, str, list[str]]]:
    """Yield every sentence of the hospitals' file with its line, for Babel."""
    rows = csv.DictReader(TextIOWrapper(file, encoding="utf-8", newline=""))
    for row in rows:
        for column, text in row.items():
            if text and (column in SENTENCES or column.endswith("_for")):
                yield rows.line_num, None, text, []
