"""Program texts: the Markdown files under `data/program`, read and rendered once at start."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import frontmatter
import yaml
from markdown_it import MarkdownIt
from markupsafe import Markup

from finder.errors import ConfigurationError, DataError, Problem
from finder.facility import PROCEDURE_BY_ID
from finder.language import Language, load_languages

PAGES: Final = ("mitraclip", "program")
_REQUIRED: Final = ("id", "lang", "title", "summary", "order", "page", "sources", "reviewed_on")


@dataclass(frozen=True, slots=True)
class Topic:
    """One text: front matter and body. `reviewed_on` is empty until a clinician has read it."""

    id: str
    lang: str
    title: str
    summary: str
    order: int
    page: str
    sources: tuple[str, ...]
    reviewed_on: str
    html: Markup
    procedure: str | None = None
    plain_name: str = ""


@dataclass(frozen=True, slots=True)
class Program:
    """All topics of one language, in their order."""

    topics: tuple[Topic, ...]

    def page(self, name: str) -> tuple[Topic, ...]:
        """Return the topics of one page, in order."""
        return tuple(topic for topic in self.topics if topic.page == name)

    def topic(self, topic_id: str) -> Topic | None:
        """Return one topic by its id, None if the folder has none such."""
        return next((topic for topic in self.topics if topic.id == topic_id), None)


@dataclass(frozen=True, slots=True)
class Edition:
    """The pages in one language: the language, the program's texts, the operator's notice."""

    language: Language
    program: Program
    notice: Markup | None = None


def load_editions(folder: Path, catalogs: Path) -> tuple[Edition, ...]:
    """Load every language that has a catalog: its texts are the folder of its code."""
    return tuple(
        Edition(language, load_program(folder / language.code))
        for language in load_languages(catalogs)
    )


def load_notice(path: Path | None, code: str) -> Markup | None:
    """Read the operator's notice: one file for all languages, or a folder with one for each."""
    if path is None:
        return None
    file = path / f"{code}.md" if path.is_dir() else path
    if not file.is_file():
        return None
    try:
        return _html(file.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError):
        problem = Problem(file.name, None, "text", "", "Markdown that can be read, in UTF-8")
        raise ConfigurationError([problem]) from None


def _html(markdown: str) -> Markup:
    renderer = MarkdownIt("commonmark", {"html": False})
    return Markup(renderer.render(markdown))  # noqa: S704 (Markdown with HTML switched off)


def load_program(folder: Path) -> Program:
    """Read every Markdown file of a folder, or raise DataError with all problems."""
    topics: list[Topic] = []
    problems: list[Problem] = []
    for path in sorted(folder.glob("*.md")):
        try:
            post = frontmatter.loads(path.read_text(encoding="utf-8"))
        except (yaml.YAMLError, UnicodeDecodeError):
            problems.append(Problem(path.name, None, "front matter", "", "YAML in UTF-8 text"))
            continue
        found = list(_problems(path, post.metadata))
        problems.extend(found)
        if not found:
            topics.append(_topic(post.metadata, _html(post.content)))
    if not topics and not problems:
        problems.append(Problem(str(folder.name), None, "files", "none", "program texts"))
    if problems:
        raise DataError(problems)
    return Program(tuple(sorted(topics, key=lambda topic: (topic.page, topic.order, topic.id))))


def _problems(path: Path, matter: dict[str, Any]) -> list[Problem]:
    checks = (
        *((name in matter, name, "a value") for name in _REQUIRED),
        (matter.get("id") == path.stem, "id", f"{path.stem}, as the file is called"),
        (matter.get("page") in PAGES, "page", "one of " + ", ".join(PAGES)),
        (isinstance(matter.get("order"), int), "order", "a whole number"),
        (isinstance(matter.get("sources"), list), "sources", "a list"),
        (matter.get("procedure") in (None, *PROCEDURE_BY_ID), "procedure", "a known procedure"),
    )
    return [
        Problem(path.name, None, column, str(matter.get(column, "")), expected)
        for holds, column, expected in checks
        if not holds
    ]


def _topic(matter: dict[str, Any], html: Markup) -> Topic:
    return Topic(
        id=matter["id"],
        lang=matter["lang"],
        title=matter["title"],
        summary=matter["summary"],
        order=matter["order"],
        page=matter["page"],
        sources=tuple(matter["sources"]),
        reviewed_on=str(matter["reviewed_on"] or ""),
        html=html,
        procedure=matter.get("procedure"),
        plain_name=matter.get("plain_name", ""),
    )
