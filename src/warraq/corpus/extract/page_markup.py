"""The elements of a page that speak about its article, gathered in one walk."""

from __future__ import annotations

from dataclasses import dataclass
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any

from lxml import etree

from warraq.corpus.extract.json_ld import json_ld_nodes

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from warraq.corpus.extract.json_ld import Node

_MOST_ELEMENTS = 5_000
_MOST_OF_A_KIND = 20
_MOST_JUDGED = 100
_LONGEST_VALUE = 20_000
_MOST_IN_HEADING = 400
_WALKED = ("meta", "link", "base", "title", "script", "h1", "time", "abbr")
_ASIDES = frozenset({"aside", "nav", "footer", "dialog"})
_BREAKS = frozenset({"br", "div", "p", "li"})
_UNREAD = frozenset({"script", "style", "svg", "template", "button", "noscript"})


@dataclass(slots=True)
class Markup:
    """What a page's elements state.

    Attributes:
        metas: contents of the `meta` elements by lower-case name, in page order.
        canonical: addresses of the canonical links.
        base: address that relative links start from, as `base` gives it.
        feeds: titles of the feeds that the page links to.
        tab: text of the `title` element.
        nodes: the objects in the page's JSON-LD.
        headings: the `h1` elements outside of navigation, asides and small forms.
        times: the `time` and `abbr` elements there.
        properties: elements with an `itemprop` by its lower-case words.
    """

    metas: Mapping[str, list[str]]
    canonical: list[str]
    base: str | None
    feeds: list[str]
    tab: str
    nodes: list[Node]
    headings: list[Any]
    times: list[Any]
    properties: Mapping[str, list[Any]]

    def meta(self, name: str) -> str:
        """Return the first content of that name, or an empty string."""
        return next(iter(self.metas.get(name, ())), "")


def read_markup(tree: Any) -> Markup:
    """Gather what an lxml tree states; time and memory are linear in the page and the counts are bounded."""
    metas: dict[str, list[str]] = {}
    canonical: list[str] = []
    feeds: list[str] = []
    found: dict[str, list[Any]] = {name: [] for name in _WALKED}
    for element in islice(tree.iter(*_WALKED), _MOST_ELEMENTS):
        found[element.tag].append(element)
    for element in found["meta"]:
        _add_meta(metas, element)
    for element in found["link"]:
        relation = (element.get("rel") or "").lower().split()
        if "canonical" in relation:
            canonical.append(element.get("href") or "")
        elif "alternate" in relation and "rss" in (element.get("type") or ""):
            feeds.append(element.get("title") or "")
    scripts = (item.text or "" for item in found["script"] if "ld+json" in (item.get("type") or "").lower())
    return Markup(
        metas=metas,
        canonical=canonical[:_MOST_OF_A_KIND],
        base=next((element.get("href") for element in found["base"]), None),
        feeds=feeds[:_MOST_OF_A_KIND],
        tab=next((content(item) for item in found["title"] if not _is_drawn(item)), ""),
        nodes=json_ld_nodes(scripts),
        headings=_in_page(found["h1"]),
        times=_in_page(found["time"] + found["abbr"]),
        properties=_properties(tree),
    )


def stands_in_page(element: Any) -> bool:
    """Return whether an element is not in what surrounds an article: asides, navigation, footers, forms.

    A form around most of the page, as ASP.NET writes it, is none of these.
    """
    for at, parent in enumerate(element.iterancestors()):
        if at > 1000 or parent.tag in _ASIDES or (parent.tag == "form" and not _is_page(parent)):
            return False
    return True


def clean(text: str) -> str:
    """Return an attribute's text with entities that were escaped twice undone and spaces squeezed."""
    text = text[:_LONGEST_VALUE]
    return " ".join((unescape(text) if "&" in text else text).split())


def content(element: Any, without: Callable[[Any], bool] | None = None) -> str:
    """Return the text in an element, spaces squeezed; a line break or an inner block is a space.

    Args:
        without: tells the elements inside that do not belong to the text.
    """
    parts: list[str] = []
    walk = etree.iterwalk(element, events=("start", "end", "comment", "pi"))
    for event, inner in islice(walk, _MOST_IN_HEADING):
        if inner.tag in _BREAKS:
            parts.append(" ")
        if event == "start":
            if inner.tag in _UNREAD or (without is not None and inner is not element and without(inner)):
                walk.skip_subtree()
            else:
                parts.append(inner.text or "")
        elif inner is not element:
            parts.append(inner.tail or "")
    return " ".join("".join(parts)[:_LONGEST_VALUE].split())


def _in_page(elements: list[Any]) -> list[Any]:
    return [element for element in elements[:_MOST_JUDGED] if stands_in_page(element)][:_MOST_OF_A_KIND]


def _add_meta(metas: dict[str, list[str]], element: Any) -> None:
    name = element.get("property") or element.get("name") or ""
    value = clean(element.get("content") or "")
    if name and value and len(name) < 100:
        held = metas.setdefault(name.strip().lower(), [])
        if len(held) < _MOST_OF_A_KIND:
            held.append(value)


def _properties(tree: Any) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {}
    for element in islice(tree.iterfind(".//*[@itemprop]"), _MOST_ELEMENTS):
        for name in element.get("itemprop").lower().split()[:5]:
            held = found.setdefault(name, [])
            if len(held) < _MOST_OF_A_KIND:
                held.append(element)
    return found


def _is_drawn(title: Any) -> bool:
    return any(parent.tag == "svg" for parent in islice(title.iterancestors(), _MOST_OF_A_KIND))


def _is_page(form: Any) -> bool:
    whole = form.getroottree().getroot()
    inside = sum(1 for _ in islice(form.iter(), _MOST_ELEMENTS))
    return inside >= _MOST_ELEMENTS or 2 * inside > sum(1 for _ in islice(whole.iter(), _MOST_ELEMENTS * 2))
