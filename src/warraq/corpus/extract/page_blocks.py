"""A page as blocks of text in the tree of its containers: what reading its main text works on."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from lxml import etree

from warraq.corpus.extract.page_hints import HIDDEN, named

if TYPE_CHECKING:
    from warraq.corpus.extract.page_hints import Hint

HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: What holds one piece of running text.
PARAGRAPHS = HEADINGS | {"blockquote", "dd", "dt", "li", "p", "pre", "td", "th"}
#: What an article is written in, as against what holds its parts.
WRITTEN = PARAGRAPHS | {"dl", "ol", "table", "tbody", "tr", "ul"}
_CONTAINERS = frozenset(
    {
        *("address", "article", "aside", "body", "button", "caption", "div", "fieldset", "figcaption"),
        *("figure", "footer", "form", "header", "label", "legend", "main", "nav", "option", "section"),
        *("select", "summary", "dialog"),
    }
)
_BREAKS = frozenset({"br", "hr"})
_BLOCKS = _CONTAINERS | WRITTEN | _BREAKS
_UNSEEN = frozenset(
    {"head", "script", "style", "noscript", "template", "svg", "iframe", "textarea", "object", "math"}
)
#: Tags on which "not displayed" is passed over: a page may unfold its article, or text, later.
_UNFOLDING = frozenset({"article", "blockquote", "li", "main", "p"})
_NO_DISPLAY = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_LONGEST_STYLE = 500
_MOST_ELEMENTS = 100_000
#: Where the parser (libxml2) stops: what is nested deeper is not in the tree, nor is what follows.
DEEPEST_TREE = 256


class Block(NamedTuple):
    """The text of one block, spaces squeezed; the node that holds it; its characters inside links."""

    text: str
    node: int
    linked: int


@dataclass(slots=True)
class PageBlocks:
    """The blocks of a page in its order, and its block elements as nodes.

    Node 0 stands for the page; a node's parent has a lower number.

    Attributes:
        parents, tags, hints, bodies: by node; `bodies` marks parts that are called the article's body.
        elements, depth: how many elements were seen, and how deep they were nested.
        is_whole: false if the page has more than 100,000 elements: the rest was not read.
    """

    blocks: list[Block] = field(default_factory=list)
    parents: list[int] = field(default_factory=lambda: [0])
    tags: list[str] = field(default_factory=lambda: ["page"])
    hints: list[Hint | None] = field(default_factory=lambda: [None])
    bodies: list[bool] = field(default_factory=lambda: [False])
    elements: int = 0
    depth: int = 0
    is_whole: bool = True

    @property
    def lines(self) -> list[str]:
        """The visible text, one block a line."""
        return [block.text for block in self.blocks]


def read_blocks(tree: Any) -> PageBlocks:
    """Return the blocks of an lxml tree of a page. Linear in its size."""
    reading = _Reading()
    page = reading.page
    walk = etree.iterwalk(tree, events=("start", "end"))
    for event, element in walk:
        if event == "end":
            reading.leave(element)
        elif page.elements >= _MOST_ELEMENTS:
            page.is_whole = False
            break
        elif not reading.enter(element):
            walk.skip_subtree()
    reading.flush()
    return page


@dataclass(slots=True)
class _Reading:
    """The state of a walk: the nodes from the page down to here, and the text since the last block began."""

    page: PageBlocks = field(default_factory=PageBlocks)
    path: list[int] = field(default_factory=lambda: [0])
    parts: list[str] = field(default_factory=list)
    linked: int = 0
    links: int = 0
    depth: int = 0

    def enter(self, element: Any) -> bool:
        """Read the beginning of an element; return whether what is in it is seen."""
        tag = element.tag
        self.depth += 1
        self.page.elements += 1
        self.page.depth = max(self.page.depth, self.depth)
        if tag in _BLOCKS:
            if self.parts:
                self.flush()
            if tag not in _BREAKS:
                self.path.append(_node(self.page, element, tag, self.path[-1]))
        elif tag in _UNSEEN or not isinstance(tag, str):
            return False
        elif tag == "a":
            self.links += 1
        if element.text:
            self.add(element.text)
        return True

    def leave(self, element: Any) -> None:
        """Read the end of an element and what follows it."""
        tag = element.tag
        self.depth -= 1
        if tag in _BLOCKS:
            if self.parts:
                self.flush()
            if tag not in _BREAKS:
                self.path.pop()
        elif tag == "a":
            self.links -= 1
        if element.tail:
            self.add(element.tail)

    def add(self, text: str) -> None:
        """Add text to the block; space before it is none of it."""
        if self.parts or not text.isspace():
            self.parts.append(text)
            if self.links:
                self.linked += len(text.strip())

    def flush(self) -> None:
        """End the block."""
        text = " ".join("".join(self.parts).split())
        if text:
            self.page.blocks.append(Block(text, self.path[-1], min(self.linked, len(text))))
        self.parts.clear()
        self.linked = 0


def _node(page: PageBlocks, element: Any, tag: str, parent: int) -> int:
    hint, is_body = named(tag, element.get("class"), element.get("id"))
    if element.get("itemprop") == "articleBody":
        hint, is_body = None, True
    elif tag not in _UNFOLDING and _is_hidden(element):
        hint = HIDDEN
    page.parents.append(parent)
    page.tags.append(tag)
    page.hints.append(hint)
    page.bodies.append(is_body)
    return len(page.parents) - 1


def _is_hidden(element: Any) -> bool:
    style = element.get("style")
    if style and "none" in style and _NO_DISPLAY.search(style[:_LONGEST_STYLE]):
        return True
    return element.get("hidden") is not None
