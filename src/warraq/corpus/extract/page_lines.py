"""The lines of text in one part of a page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from lxml import etree

if TYPE_CHECKING:
    from collections.abc import Iterator

_INLINE = frozenset(
    {
        "a",
        "abbr",
        "b",
        "bdi",
        "bdo",
        "big",
        "cite",
        "em",
        "font",
        "i",
        "ins",
        "mark",
        "q",
        "s",
        "small",
        "span",
    }
    | {"strong", "sub", "sup", "time", "u", "label"}
)
#: Stands between the texts of two elements that may be shown apart.
EDGE = "\x1f"
_APART = frozenset({"a", "abbr", "label", "span", "time"})
_UNSEEN = frozenset(
    {
        "head",
        "script",
        "style",
        "noscript",
        "template",
        "svg",
        "iframe",
        "textarea",
        "object",
        "math",
        "select",
    }
)


def text_lines(element: Any, skipped: frozenset[str] = frozenset()) -> Iterator[str]:
    """Yield the lines that an element shows, spaces squeezed, without those in elements of `skipped` tags.

    `EDGE` stands inside a line where an inline element begins or ends: a style may show space there.

    What follows the element is not of it; a comment has none. Linear in the element's size.
    """
    if not isinstance(element.tag, str) or element.tag in skipped:
        return
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in walk:
        tag = inner.tag
        if tag not in _INLINE and isinstance(tag, str) and (line := _joined(parts)):
            yield line
        if event == "start":
            if tag in _UNSEEN or tag in skipped:
                walk.skip_subtree()
            else:
                parts.append(EDGE if tag in _APART else "")
                parts.append(inner.text or "")
        elif inner is not element:
            parts.append(EDGE if tag in _APART else "")
            parts.append(inner.tail or "")
    if line := _joined(parts):
        yield line


def _joined(parts: list[str]) -> str:
    texts = (" ".join(text.split()) for text in "".join(parts).split(EDGE))
    parts.clear()
    return EDGE.join(filter(None, texts))
