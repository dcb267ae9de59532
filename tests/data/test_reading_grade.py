"""The program's texts are plain: Flesch-Kincaid grade 7 or below, measured file by file."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
import textstat

from finder.program import load_program
from finder.resources import resource

FOLDER = resource("data") / "program" / "en"
LIMIT = 7.9
PROGRAM = load_program(FOLDER)
TEXTS = {topic.id: topic for topic in PROGRAM.topics}


class Sentences(HTMLParser):
    """The sentences of a text: headings are left out, a paragraph or list item ends one."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.text = ""
        self._in_heading = False
        self.feed(html)

    def handle_starttag(self, tag: str, _: object) -> None:
        self._in_heading = re.fullmatch(r"h[1-6]", tag) is not None

    def handle_endtag(self, tag: str) -> None:
        self._in_heading = False
        if tag in ("p", "li") and not self.text.rstrip().endswith((".", "?", "!", ":")):
            self.text += "."

    def handle_data(self, data: str) -> None:
        if not self._in_heading:
            self.text += data


def grade(html: str) -> float:
    """Return the school grade that a text asks for. No word is left out of the count."""
    return float(textstat.flesch_kincaid_grade(Sentences(html).text))


@pytest.mark.parametrize("name", TEXTS)
def test_every_text_is_at_grade_seven_or_below(name: str) -> None:
    assert grade(str(TEXTS[name].html)) <= LIMIT


@pytest.mark.parametrize("name", TEXTS)
def test_no_sentence_is_long(name: str) -> None:
    sentences = re.split(r"[.?!:]\s", Sentences(str(TEXTS[name].html)).text)

    assert [one for one in sentences if len(one.split()) > 30] == []


def test_a_hard_text_is_measured_as_hard() -> None:
    hard = (
        "<p>Transcatheter edge-to-edge repair approximates the anterior and posterior leaflets,"
        " thereby diminishing regurgitation in prohibitive-risk individuals.</p>"
    )

    assert grade(hard) > 14


def test_the_parts_are_in_the_order_that_a_worried_person_needs() -> None:
    assert [topic.id for topic in PROGRAM.page("mitraclip")] == [
        "emergency", "intro", "who-it-is-for", "what-to-expect", "what-to-bring", "tests",
        "questions", "mitral-valve-disease", "team", "additional", "specialists",
    ]  # fmt: skip


def test_nobody_has_reviewed_a_text_yet_and_finder_says_so() -> None:
    assert {topic.reviewed_on for topic in PROGRAM.topics} == {""}
    assert len(PROGRAM.topics) == len(list(Path(FOLDER).glob("*.md")))
