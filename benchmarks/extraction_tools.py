"""The extractors that `extraction.py` runs: each takes a page's bytes and address."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import date, datetime
from importlib.util import find_spec
from typing import TYPE_CHECKING

from lxml import etree, html

from warraq.corpus.extract.dump import draft_from_dump
from warraq.corpus.extract.page import draft_from_page
from warraq.corpus.records import Draft
from warraq.model.settings import Source

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.corpus.extract.fields import Problem
    from warraq.corpus.extract.site_lines import SiteLines

_SOURCE = Source(id="page")
_UNSEEN = ("script", "style", "noscript", "template", "head", "svg", "iframe", "textarea")
_INLINE = frozenset(
    {"a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "em", "font", "i", "ins", "kbd", "mark", "q", "s"}
    | {"small", "span", "strong", "sub", "sup", "time", "tt", "u", "var"}
)


@dataclass(frozen=True, slots=True)
class Reading:
    """What a tool read from a page; None where it found nothing, or does not look for it."""

    body: str = ""
    title: str | None = None
    published: datetime | date | None = None


@dataclass(frozen=True, slots=True)
class Tool:
    """A tool by its name; `module` must be importable; `dates` says whether it looks for dates."""

    name: str
    module: str
    read: Callable[[bytes, str | None], Reading]
    dates: bool = True

    @property
    def is_here(self) -> bool:
        """Whether the tool is installed."""
        return find_spec(self.module) is not None


def by_warraq(data: bytes, url: str | None) -> Reading:
    """Read by this tool: the whole of it, as in a build."""
    return _reading(draft_from_page(data, _SOURCE, address=url))


def _reading(draft: Draft | Problem) -> Reading:
    if not isinstance(draft, Draft):
        return Reading()
    return Reading(draft.body or "", draft.title, draft.published.value if draft.published else None)


def by_trafilatura(data: bytes, url: str | None, *, precise: bool = False) -> Reading:
    """Read by trafilatura with metadata, without comments."""
    from trafilatura import bare_extraction

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    logging.getLogger("htmldate").setLevel(logging.CRITICAL)
    found = bare_extraction(
        data, url=url, with_metadata=True, include_comments=False, favor_precision=precise
    )
    if found is None:
        return Reading()
    return Reading(found.text or "", found.title, date.fromisoformat(found.date) if found.date else None)


def by_trafilatura_precise(data: bytes, url: str | None) -> Reading:
    """Read by trafilatura with `favor_precision`."""
    return by_trafilatura(data, url, precise=True)


def by_resiliparse(data: bytes, _: str | None) -> Reading:
    """Read by resiliparse with `main_content`."""
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str, detect_encoding
    from resiliparse.parse.html import HTMLTree

    tree = HTMLTree.parse(bytes_to_str(data, detect_encoding(data) or "utf-8"))
    text = extract_plain_text(tree, main_content=True, alt_texts=False, list_bullets=False)
    return Reading(text, tree.title)


def by_readability(data: bytes, _: str | None) -> Reading:
    """Read by readability-lxml."""
    from readability import Document
    from readability.readability import Unparseable

    logging.getLogger("readability").setLevel(logging.CRITICAL)
    document = Document(data.decode("utf-8", "replace"))
    try:
        tree = html.document_fromstring(document.summary())
    except (Unparseable, etree.ParserError):
        return Reading()
    return Reading("\n".join(tree.itertext()), document.short_title())


TOOLS = (
    Tool("warraq", "warraq", by_warraq),
    Tool("trafilatura", "trafilatura", by_trafilatura),
    Tool("trafilatura, favor_precision", "trafilatura", by_trafilatura_precise),
    Tool("resiliparse, main_content", "resiliparse", by_resiliparse, dates=False),
    Tool("readability-lxml", "readability", by_readability, dates=False),
)


def flattened(data: bytes) -> str:
    """Return a page as a dump: its text without tags, scripts and styles, one block a line."""
    tree = html.document_fromstring(
        data.decode("utf-8", "replace").encode(), parser=html.HTMLParser(encoding="utf-8")
    )
    etree.strip_elements(tree, etree.Comment, *_UNSEEN, with_tail=False)
    parts: list[str] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        if element.tag not in _INLINE:
            parts.append("\n")
        parts.append((element.text if event == "start" else element.tail) or "")
    lines = (" ".join(line.split()) for line in "".join(parts).split("\n"))
    return "\n".join(line for line in lines if line)


def dump_body(text: str, known: SiteLines | None = None) -> str:
    """Return the body that this tool reads from a dump."""
    return _reading(draft_from_dump(text, _SOURCE, known)).body
