"""Headline and sub-headline in the markup of a page."""

from __future__ import annotations

import re
from html import unescape
from itertools import islice
from typing import TYPE_CHECKING, Any

from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.headline import content_words
from warraq.corpus.extract.json_ld import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

_LONGEST_SUBTITLE = 300
_LONGEST_TITLE = 500
_LONGEST_CLASS = 300
_MOST_STANDFIRSTS = 20
_SEPARATOR = re.compile(r"\s+[|\-–—:·»«•]+\s+|\s*[|»]\s*")
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|sub-?head(?:line|ing)?|sub-?title|deck|dek|chapeau|bajada|sottotitolo|"
    r"spot|rotitr|sub-?titr)(?:$|[\s_-])|article__?(?:stand|sub)",
    re.IGNORECASE,
)
_ASIDES = frozenset({"aside", "nav", "footer", "form"})

#: XPath condition: not in what surrounds an article.
OUTSIDE = "not(ancestor::aside or ancestor::nav or ancestor::footer or ancestor::form)"


def find_title(
    tree: Any, metas: Mapping[str, str], article: Mapping[str, Any], sites: Iterable[str | None]
) -> tuple[str, str] | None:
    """Return the headline without the site's name, and where it stands; None if the page has none.

    Args:
        metas: contents of the `meta` elements by lower-case name.
        article: the page's JSON-LD article.
        sites: names of the site, as far as known.
    """
    known = [site for site in sites if site]
    folded = {fold_line(site) for site in known}
    offers = [
        (value, where)
        for value, where in _titles(tree, metas, article)
        if value and len(value) <= _LONGEST_TITLE
    ]
    for value, where in offers:
        others = [text for text, _ in offers if text != value]
        title = without_site(value, known, others)
        if fold_line(title) not in folded:
            return _whole(title, others), where
    return None


def find_subtitle(tree: Any, article: Mapping[str, Any], title: str | None) -> tuple[str, str] | None:
    """Return the sub-headline of 15 to 300 characters, and where it stands; None if the page marks none."""
    same = fold_line(title or "")
    for value, where in islice(_subtitles(tree, article), _MOST_STANDFIRSTS):
        if value and 15 <= len(value) <= _LONGEST_SUBTITLE and fold_line(value) != same:
            return value, where
    return None


def without_site(title: str, sites: Iterable[str | None], agreeing: Iterable[str]) -> str:
    """Return `title` without the site's name behind or before it.

    A part goes if it is one of `sites`; any part at the end goes if what is left is one of `agreeing`.
    """
    known = {fold_line(site) for site in sites if site}
    agreed = {fold_line(text) for text in agreeing}
    for cut in reversed(list(_SEPARATOR.finditer(title))):
        head, tail = title[: cut.start()].strip(), title[cut.end() :].strip()
        if head and (fold_line(tail) in known or fold_line(head) in agreed):
            return without_site(head, sites, agreed) if fold_line(head) not in agreed else head
        if tail and fold_line(head) in known:
            return tail
    return title


def clean(text: str) -> str:
    """Return an attribute's text with entities that were escaped twice undone and spaces squeezed."""
    return " ".join(unescape(text).split())


def content(element: Any) -> str:
    """Return the text in an element, spaces squeezed."""
    return " ".join("".join(element.itertext()).split())


def _titles(tree: Any, metas: Mapping[str, str], article: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    # The visible heading is the surest if OpenGraph agrees; then what is written for machines.
    shared = metas.get("og:title")
    tab = next((content(element) for element in tree.xpath("//head/title")), "")
    headings = [text for text in map(content, tree.xpath(f"//h1[{OUTSIDE}]")[:5]) if text]
    for heading in headings:
        if shared and fold_line(shared).startswith(fold_line(heading)) and len(heading.split()) > 2:
            yield heading, "h1, as og:title"
    for value, where in (
        (text_of(article.get("headline")) or text_of(article.get("name")), "JSON-LD headline"),
        (shared, "meta og:title"),
    ):
        if value:
            yield clean(value), where
    for heading in headings:
        # A heading of other words than the page's title is the site's logo.
        if not (tab or shared) or content_words(heading) & content_words(f"{tab} {shared or ''}"):
            yield heading, "h1"
    for value, where in ((metas.get("twitter:title"), "meta twitter:title"), (tab, "title")):
        if value:
            yield clean(value), where


def _whole(title: str, headings: Iterable[str]) -> str:
    """Return the heading that `title` was cut off from, if it was."""
    start = title.removesuffix("...").removesuffix("…").strip()
    if start != title:
        for heading in headings:
            if heading.startswith(start) and not heading.endswith(("...", "…")):
                return heading
    return title


def _subtitles(tree: Any, article: Mapping[str, Any]) -> Iterator[tuple[str | None, str]]:
    yield text_of(article.get("alternativeHeadline")), "JSON-LD alternativeHeadline"
    for element in tree.xpath(f"//*[@itemprop='alternativeHeadline'][{OUTSIDE}]")[:1]:
        yield content(element), "itemprop alternativeHeadline"
    below_heading = False
    for element in tree.iter("h1", "h2", "h3", "p", "div", "span"):
        if element.tag == "h1":
            below_heading = True
        elif below_heading and _is_standfirst(element):
            yield content(element), f"{element.tag} class {element.get('class')[:60]!r}"


def _is_standfirst(element: Any) -> bool:
    if not _STANDFIRST.search((element.get("class") or "")[:_LONGEST_CLASS]):
        return False
    outside = any(parent.tag in _ASIDES for parent in element.iterancestors())
    return not outside and next(element.iter("h1", "form", "input"), None) is None
