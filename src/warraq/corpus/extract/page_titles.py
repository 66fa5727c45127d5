"""Headline and sub-headline in the markup of a page."""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING, Any

from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.headline import content_words
from warraq.corpus.extract.json_ld import text_of
from warraq.corpus.extract.page_markup import clean, content, stands_in_page
from warraq.corpus.extract.site_names import SiteNames, longest_part, without_site

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from warraq.corpus.extract.page_markup import Markup

_LONGEST_SUBTITLE = 300
_LONGEST_TITLE = 500
_LONGEST_CLASS = 300
_MOST_STANDFIRSTS = 20
_MOST_SEARCHED = 20_000
_STANDFIRST = re.compile(
    r"(?:^|[\s_-])(?:stand-?first|sub-?head(?:line|ing)?|sub-?title|deck|dek|chapeau|bajada|sottotitolo|"
    r"spot|sub-?titr)(?:$|[\s_-])|article__?(?:stand|sub)",
    re.IGNORECASE,
)
_KICKER = re.compile(
    r"(?:^|[\s_-])(?:kicker|over-?line|over-?title|sur-?title|super-?title|pre-?title|roof-?line|eyebrow|"
    r"rotitr|ru-?titr|up-?title|spitzmarke|dachzeile|topline)",
    re.IGNORECASE,
)
#: Where a title stands that readers see.
_SHOWN = frozenset({"h1", "itemprop headline"})
_MAY_BE_HEADING = ("h2", "h3", "h4", "div", "span", "td", "p", "a", "strong", "b", "font")
_CUT = re.compile(r"\s*(?:\.\.\.|…)$")

Offer = tuple[str, str]


def find_title(
    tree: Any, markup: Markup, article: Mapping[str, Any], sites: SiteNames, preferred: str | None = None
) -> Offer | None:
    """Return the headline without the site's name, and where it stands; None if the page has none.

    What a publisher gives for sharing goes first, then the headline in JSON-LD, then the visible heading.
    One that has no word in common with the others is the site's, not the article's.

    Args:
        article: the page's JSON-LD article.
        preferred: the place that this source's titles are taken from, such as `og:title`, `headline` or `h1`.
    """
    offers = [(value, where) for value, where in _titles(markup, article, sites) if value]
    offers.sort(key=lambda offer: preferred is None or offer[1].split()[-1] != preferred)
    texts = [value for value, _ in offers]
    if not any(where in _SHOWN for _, where in offers):
        texts += _shown_parts(tree, offers)
    trusted = [offer for offer in offers if _is_of_page(offer, offers)]
    for value, where in trusted or offers:
        others = [text for text in texts if text != value]
        title = without_site(value, sites, others)
        if not sites.has(title) and len(title) <= _LONGEST_TITLE:
            return _whole(title, others), where
    return None


def find_subtitle(tree: Any, markup: Markup, article: Mapping[str, Any], title: str | None) -> Offer | None:
    """Return the sub-headline of 15 to 300 characters, and where it stands; None if the page marks none."""
    same = fold_line(title or "")
    for value, where in islice(_subtitles(tree, markup, article), _MOST_STANDFIRSTS):
        if value and 15 <= len(value) <= _LONGEST_SUBTITLE and fold_line(value) != same:
            return value, where
    return None


def _titles(markup: Markup, article: Mapping[str, Any], sites: SiteNames) -> Iterator[Offer]:
    yield markup.meta("og:title"), "meta og:title"
    yield clean(text_of(article.get("headline")) or text_of(article.get("name")) or ""), "JSON-LD headline"
    headings = [text for text in (content(heading, _is_kicker) for heading in markup.headings) if text]
    marked = [
        content(element) for element in markup.properties.get("headline", ()) if stands_in_page(element)
    ]
    for heading in (*marked[:1], *headings):
        if not sites.is_logo(heading, markup.tab):
            yield heading, "h1" if heading in headings else "itemprop headline"
    for name in ("twitter:title", "dc.title", "dcterms.title", "title", "headline"):
        yield markup.meta(name), f"meta {name}"
    yield markup.tab, "title"


def _shown_parts(tree: Any, offers: Sequence[Offer]) -> list[str]:
    """Return the longest parts of the titles offered that an element of the page shows word for word."""
    parts = {fold_line(part): part for part in {longest_part(value) for value, _ in offers} if len(part) > 10}
    found = []
    for element in islice(tree.iter(*_MAY_BE_HEADING), _MOST_SEARCHED):
        text = element.text or ""
        if 10 < len(text) < 2 * _LONGEST_TITLE and (part := parts.get(fold_line(text))):
            found.append(part)
    return list(dict.fromkeys(found))


def _is_of_page(offer: Offer, offers: Sequence[Offer]) -> bool:
    """Return whether the title shares a word with one of another kind; with none beside it, it is trusted."""
    value, where = offer
    kind = where.split()[0]
    words = content_words(value[:_LONGEST_TITLE])
    others = [text for text, place in offers if place.split()[0] != kind]
    return not others or any(words & content_words(text[:_LONGEST_TITLE]) for text in others)


def _whole(title: str, others: Sequence[str]) -> str:
    """Return the text that `title` was cut off from: at dots, or at a quote that ended an attribute."""
    start = _CUT.sub("", title)
    for text in others:
        if text.startswith(start) and len(text) > len(start):
            rest = text[len(start) :].lstrip()
            if (start != title and not _CUT.search(text)) or rest[:1] == '"':
                return text
    return title


def _is_kicker(element: Any) -> bool:
    return bool(_KICKER.search((element.get("class") or "")[:_LONGEST_CLASS]))


def _subtitles(tree: Any, markup: Markup, article: Mapping[str, Any]) -> Iterator[tuple[str | None, str]]:
    yield text_of(article.get("alternativeHeadline")), "JSON-LD alternativeHeadline"
    for element in markup.properties.get("alternativeheadline", ())[:3]:
        if stands_in_page(element):
            yield element.get("content") or content(element), "itemprop alternativeHeadline"
    below_heading = False
    for element in islice(tree.iter("h1", "h2", "h3", "p", "div", "span"), _MOST_SEARCHED):
        if element.tag == "h1":
            below_heading = True
        elif below_heading and _is_standfirst(element):
            yield content(element), f"{element.tag} class {element.get('class')[:60]!r}"


def _is_standfirst(element: Any) -> bool:
    name = element.get("class")
    if not name or not _STANDFIRST.search(name[:_LONGEST_CLASS]):
        return False
    return stands_in_page(element) and next(element.iter("h1", "form", "input"), None) is None
