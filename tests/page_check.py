"""What every page and every API error must be, whatever it says."""

import re
from collections.abc import Callable, Iterator
from typing import Any, Final
from urllib.parse import urlsplit
from xml.etree.ElementTree import Element

import html5lib
from werkzeug.test import TestResponse

SVG: Final = "{http://www.w3.org/2000/svg}"
XLINK_HREF: Final = "{http://www.w3.org/1999/xlink}href"

_REFERENCES = ("for", "list", "aria-controls", "aria-describedby", "aria-labelledby", "aria-owns")
_UNLABELLED_TYPES = {"hidden", "submit", "reset", "button"}
_ORDINARY_LINKS = {"a", "area", f"{SVG}a"}
_LINKS_NOT_LOADED = {"alternate", "author", "canonical", "help", "license"}
_LOADING = ("src", "srcset", "poster", "data", "action", "formaction", "href", XLINK_HREF)
_SCRIPT_TYPES = {"", "module", "importmap", "speculationrules"}
_TEL = re.compile(r"tel:(\+1(-?[0-9]){10}(;ext=[0-9]+)?|[0-9]{3})")
"""A North American number in RFC 3966's global form, or three digits such as 911."""


def page_check(html: str) -> None:
    """Fail, naming every fault, unless the page is sound HTML that a strict CSP lets work."""
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    root = parser.parse(html)
    faults = [f"invalid HTML at {place}: {code} {data}" for place, code, data in parser.errors]
    faults += [fault for rule in RULES for fault in rule(root)]
    assert not faults, "\n".join(faults)


def _one_h1(root: Element) -> Iterator[str]:
    found = len(root.findall(".//h1"))
    if found != 1:
        yield f"{found} h1 elements instead of one"


def _title_begins_with_h1(root: Element) -> Iterator[str]:
    title, h1 = _text(root.find("head/title")), _text(root.find(".//h1"))
    if not h1 or not title.startswith(h1):
        yield f"the title {title!r} doesn't begin with the h1 {h1!r}"


def _language(root: Element) -> Iterator[str]:
    if not root.get("lang"):
        yield "html has no lang"


def _unique_ids(root: Element) -> Iterator[str]:
    seen = set[str]()
    for name in (element.get("id") for element in root.iter()):
        if name is not None and name in seen:
            yield f"the id {name!r} is there twice"
        seen.add(name or "")


def _labels(root: Element) -> Iterator[str]:
    labels = [label for label in root.iter("label") if _text(label)]
    targets = {label.get("for") for label in labels}
    wrapped = {field for label in labels for field in label.iter()}
    for field in root.iter():
        if field.tag not in {"input", "select", "textarea"}:
            continue
        named = field.get("aria-label") or field.get("aria-labelledby")
        if field.get("type") in _UNLABELLED_TYPES or named or field in wrapped:
            continue
        if field.get("id") is None or field.get("id") not in targets:
            yield f"{_show(field)} has no label"


def _targets_exist(root: Element) -> Iterator[str]:
    ids = {element.get("id") for element in root.iter()}
    for element in root.iter():
        for attribute in _REFERENCES:
            for target in element.get(attribute, "").split():
                if target not in ids:
                    yield f"{_show(element)}: {attribute} points at {target!r}, which isn't there"
        link = element.get("href", "")
        if link.startswith("#") and link[1:] not in ids:
            yield f"{_show(element)}: the link {link!r} leads nowhere"


def _nothing_inline(root: Element) -> Iterator[str]:
    for element in root.iter():
        tag = str(element.tag).removeprefix(SVG)
        if tag == "style":
            yield "a style element"
        kind = element.get("type", "")
        if tag == "script" and _text(element) and (kind in _SCRIPT_TYPES or "javascript" in kind):
            yield "an inline script"
        for name, value in element.attrib.items():
            if name == "style" or name.startswith("on"):
                yield f"{_show(element)}: an inline {name} attribute"
            if value.strip().lower().startswith("javascript:"):
                yield f"{_show(element)}: a javascript: address"


def _nothing_external(root: Element) -> Iterator[str]:
    for element in root.iter():
        if element.tag in _ORDINARY_LINKS:
            continue
        if element.tag == "link" and set(element.get("rel", "").split()) <= _LINKS_NOT_LOADED:
            continue
        for name in _LOADING:
            # A srcset is several addresses, each followed by a size.
            for address in re.split(r",\s+", element.get(name, "")):
                parts = urlsplit(address.strip())
                if parts.netloc or parts.scheme in {"http", "https"}:
                    yield f"{_show(element)}: {name} leads to another origin"


def _phone_links(root: Element) -> Iterator[str]:
    for element in root.iter("a"):
        link = element.get("href", "")
        if link.startswith("tel:") and not _TEL.fullmatch(link):
            yield f"{link!r} can't be rung"


RULES: Final[tuple[Callable[[Element], Iterator[str]], ...]] = (
    _one_h1,
    _title_begins_with_h1,
    _language,
    _unique_ids,
    _labels,
    _targets_exist,
    _nothing_inline,
    _nothing_external,
    _phone_links,
)


def _text(element: Element | None) -> str:
    return "" if element is None else " ".join("".join(element.itertext()).split())


def _show(element: Element) -> str:
    shown = "".join(f' {name}="{value}"' for name, value in sorted(element.attrib.items()))
    return f"<{str(element.tag).removeprefix(SVG)}{shown}>"


def error_check(response: TestResponse) -> dict[str, Any]:
    """Fail unless the response is a problem by RFC 9457 that tells no secrets; return its body."""
    assert response.status_code >= 400
    assert response.mimetype == "application/problem+json"
    assert response.cache_control.no_store
    text = response.get_data(as_text=True)
    assert "Traceback" not in text
    assert 'File \\"' not in text
    body = response.get_json()
    assert isinstance(body, dict)
    for name in ("type", "title", "detail"):
        assert isinstance(body[name], str)
        assert body[name]
    assert body["status"] == response.status_code
    if "field" in body:
        assert isinstance(body["field"], str)
        assert body["field"]
    return body
