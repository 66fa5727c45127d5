"""Who wrote a page's article."""

from __future__ import annotations

from itertools import islice
from typing import TYPE_CHECKING, Any

from warraq.corpus.extract.field_persons import names as persons
from warraq.corpus.extract.json_ld import names
from warraq.corpus.extract.page_bylines import writers_near_headline
from warraq.corpus.extract.page_markup import clean, content, stands_in_page

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from warraq.corpus.extract.page_markup import Markup
    from warraq.corpus.extract.site_names import SiteNames

_LONGEST = 300
_LONGEST_NAME = 120
_MOST = 50
_METAS = (
    "article:author",
    "author",
    "og:article:author",
    "dc.creator",
    "dcterms.creator",
    "parsely-author",
    "sailthru.author",
    "citation_author",
    "byl",
)


def page_authors(
    tree: Any, markup: Markup, article: Mapping[str, Any], sites: SiteNames, title: str | None
) -> tuple[list[str], str] | None:
    """Return the authors, each once, in order, and where they stand; None if the page names none.

    A line near the headline counts last, if it says that it names the writer. The site itself is no author;
    an agency is kept, as it credits the text. Addresses and accounts of social networks are passed over. See
    `field_persons.names` for how a byline is parted.
    """
    for values, where in _offers(tree, markup, article, title):
        found = persons([value for value in values[:_MOST] if 0 < len(value) <= _LONGEST])
        kept = [name for name in found if _is_name(name) and not sites.has(name)]
        if kept:
            return kept, where
    return None


def _offers(
    tree: Any, markup: Markup, article: Mapping[str, Any], title: str | None
) -> Iterator[tuple[list[str], str]]:
    for key in ("author", "creator"):
        yield [clean(name) for name in names(article.get(key))], f"JSON-LD {key}"
    for name in _METAS:
        yield markup.metas.get(name, []), f"meta {name}"
    elements = [item for item in markup.properties.get("author", ()) if stands_in_page(item)]
    yield [_named(element) for element in elements], "itemprop author"
    links = islice(tree.iterfind(".//a[@rel='author']"), _MOST)
    yield [content(link) for link in links if stands_in_page(link)], "link rel author"
    yield writers_near_headline(tree, markup.headings, title), "line below the headline"


def _named(element: Any) -> str:
    inner = next((item for item in element.iter() if item.get("itemprop") == "name"), element)
    return clean(inner.get("content") or "") or content(inner)


def _is_name(text: str) -> bool:
    if not text or len(text) > _LONGEST_NAME or text.startswith("@") or "://" in text or "www." in text:
        return False
    return any(sign.isalpha() for sign in text)
