"""Every text that people see is translated, and the programs' texts match language by language."""

import re
import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import frontmatter
import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po

from finder.program import Program, load_program
from finder.resources import resource

ROOT = Path(__file__).parents[2]
PROGRAM = resource("data") / "program"
OTHERS = sorted(path.name for path in PROGRAM.iterdir() if path.is_dir() and path.name != "en")
every_language = pytest.mark.parametrize("code", OTHERS)

_PLACEHOLDER = re.compile(r"%\(\w+\)s|\{\w+\}")
_TAG = re.compile(r"</?\w+|href=\"[^\"]*\"")


@pytest.fixture(scope="module")
def extracted(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """Extract as `make messages` does."""
    keywords = re.search(r"^KEYWORDS = (.+)$", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert keywords
    template = tmp_path_factory.mktemp("messages") / "messages.pot"
    pybabel = [sys.executable, "-m", "babel.messages.frontend", "-q", "extract"]
    options = ["-F", "babel.cfg", "-k", keywords[1], "-o", str(template), "."]
    subprocess.run([*pybabel, *options], check=True, cwd=ROOT)
    with template.open("rb") as file:
        return read_po(file)


def catalog_of(code: str) -> Catalog:
    with (PROGRAM / code / "messages.po").open("rb") as file:
        return read_po(file, locale=code)


def texts(value: str | Iterable[str] | None) -> tuple[str, ...]:
    return (value or "",) if value is None or isinstance(value, str) else tuple(value)


def signs(text: str) -> list[str]:
    return sorted(_PLACEHOLDER.findall(text)) + sorted(_TAG.findall(text))


def messages(catalog: Catalog) -> list[Message]:
    return [message for message in catalog if message.id]


def test_something_was_extracted_from_code_templates_and_data(extracted: Catalog) -> None:
    known = {texts(message.id)[0] for message in messages(extracted)}

    assert {"Nearest hospital", "Where are you?", "Free parking", "1 suggestion"} <= known
    assert len(known) > 200


@every_language
def test_no_text_is_untranslated(code: str, extracted: Catalog) -> None:
    catalog = catalog_of(code)
    missing = [
        message.id
        for message in messages(extracted)
        if (found := catalog.get(message.id)) is None or found.fuzzy or not all(texts(found.string))
    ]

    assert missing == []


@every_language
def test_no_translation_is_of_a_text_that_is_gone(code: str, extracted: Catalog) -> None:
    gone = [one.id for one in messages(catalog_of(code)) if extracted.get(one.id) is None]

    assert gone == []


@every_language
def test_a_translation_has_the_placeholders_and_links_of_its_text(code: str) -> None:
    different = [
        (message.id, string)
        for message in messages(catalog_of(code))
        for string in texts(message.string)
        if signs(string) != signs(texts(message.id)[-1])
    ]

    assert different == []


@every_language
def test_every_language_has_every_topic_in_the_same_order(code: str) -> None:
    english, other = load_program(PROGRAM / "en"), load_program(PROGRAM / code)

    def outline(program: Program) -> list[tuple[object, ...]]:
        return [(one.id, one.page, one.order, one.procedure, one.sources) for one in program.topics]

    assert outline(other) == outline(english)


@every_language
@pytest.mark.parametrize("path", sorted((PROGRAM / "en").glob("*.md")), ids=lambda path: path.stem)
def test_a_program_text_has_the_same_headings_lists_links_and_numbers(
    code: str, path: Path
) -> None:
    one, other = (frontmatter.load(str(PROGRAM / folder / path.name)) for folder in ("en", code))

    assert other["lang"] == code
    for found in (r"^#+ ", r"^- ", r"\]\([^)]*\)", r"\b(?:19|20)[0-9]{2}\b|\b911\b"):
        pattern = re.compile(found, re.MULTILINE)
        assert pattern.findall(other.content) == pattern.findall(one.content), found
    assert len(other.content.split("\n\n")) == len(one.content.split("\n\n"))
    assert bool(other.get("plain_name")) == bool(one.get("plain_name"))


@every_language
def test_nobody_has_reviewed_a_translation_that_says_nothing_of_it(code: str) -> None:
    days = {topic.id: topic.reviewed_on for topic in load_program(PROGRAM / code).topics}

    assert all(
        day == "" or re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", day) for day in days.values()
    )
