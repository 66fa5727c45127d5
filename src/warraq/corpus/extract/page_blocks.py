"""The visible lines of a page: the text of one block each."""

from __future__ import annotations

from typing import Any

from lxml import etree

_BLOCKS = frozenset(
    {
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "br",
        "button",
        "caption",
        "dd",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "label",
        "legend",
        "li",
        "main",
        "nav",
        "ol",
        "option",
        "p",
        "pre",
        "section",
        "select",
        "summary",
        "table",
        "td",
        "th",
        "tr",
        "ul",
    }
)
_UNSEEN = frozenset(
    {"head", "script", "style", "noscript", "template", "svg", "iframe", "textarea", "object", "math"}
)


_MOST_LINES = 150_000


def visible_lines(tree: Any) -> list[str]:
    """Return the lines of a page in its order, spaces squeezed, empty ones left out.

    Linear in the page's size; lines behind the first 150,000 are not read.
    """
    lines: list[str] = []
    parts: list[str] = []
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if len(lines) >= _MOST_LINES:
            break
        tag = element.tag
        block = tag in _BLOCKS
        if block:
            _flush(parts, lines)
        if event == "start":
            if not isinstance(tag, str) or tag in _UNSEEN:
                walk.skip_subtree()
            elif element.text:
                parts.append(element.text)
        elif element.tail:
            parts.append(element.tail)
    _flush(parts, lines)
    return lines


def _flush(parts: list[str], lines: list[str]) -> None:
    if parts:
        line = " ".join("".join(parts).split())
        parts.clear()
        if line:
            lines.append(line)
