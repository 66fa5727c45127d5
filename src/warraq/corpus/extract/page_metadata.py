"""What a page says of its article in its markup: JSON-LD, OpenGraph, microdata, links and times."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.json_ld import article_of, names, text_of
from warraq.corpus.extract.page_address import article_address
from warraq.corpus.extract.page_authors import page_authors
from warraq.corpus.extract.page_dates import DateReading, modified_date, published_date
from warraq.corpus.extract.page_kind import page_kind, paywall
from warraq.corpus.extract.page_markup import clean, content, read_markup
from warraq.corpus.extract.page_titles import find_subtitle, find_title
from warraq.corpus.extract.site_names import site_names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

    from warraq.corpus.extract.page_markup import Markup
    from warraq.corpus.records import Moment, PageKind
    from warraq.model.settings import Source

_MOST_VALUES = 50
_LONGEST_LABEL = 120
_LANGUAGE = re.compile(r"[A-Za-z]{2,3}(?:[-_][A-Za-z0-9]{2,8}){0,3}")
_FIELDS = {"published": "published_at", "modified": "modified_at"}


@dataclass(slots=True)
class PageMetadata:
    """What the markup says; None, or nothing, where it is silent.

    Attributes:
        paywalled: whether the page says that its text is for subscribers only.
        kind: what the page is beside an article of prose.
        evidence: for each of the fields (by its name in the articles table) the place it was read from.
    """

    title: str | None = None
    subtitle: str | None = None
    url: str | None = None
    site: str | None = None
    language: str | None = None
    section: str | None = None
    authors: list[str] = field(default_factory=list)
    tags: list[str] = field(default_factory=list)
    published: Moment | None = None
    modified: Moment | None = None
    paywalled: bool | None = None
    kind: PageKind | None = None
    article_body: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)

    def offer(self, name: str, found: tuple[Any, str] | None) -> None:
        """Set a field that is still empty to a value and note its place; nothing and "" are passed over."""
        if found is not None and found[0] not in (None, "", []) and getattr(self, name) in (None, "", []):
            setattr(self, name, found[0])
            self.evidence[_FIELDS.get(name, name)] = found[1]


def metadata(
    tree: Any, source: Source, *, address: str | None = None, fetched: datetime | None = None
) -> PageMetadata:
    """Return what an lxml tree of a page says of its article.

    JSON-LD goes before `meta` elements, these before the visible page; only for the title OpenGraph comes
    first. A date is never guessed: a page that states none, neither in its markup nor near its headline nor
    in its address, has none.

    Args:
        address: where the page was fetched from.
        fetched: when, in naive UTC; nothing can have been published later.
    """
    found = PageMetadata()
    markup = read_markup(tree)
    told = [markup.meta("og:title"), markup.tab, *(content(heading) for heading in markup.headings)]
    article = article_of(markup.nodes, frozenset(map(fold_line, filter(None, told))), fold_line)
    found.offer("url", article_address(markup, article, source.homepage, address))
    found.site = markup.meta("og:site_name") or source.name
    addresses = (source.homepage, address, found.url)
    sites = site_names(markup, article, (source.name, found.site, *addresses))
    found.offer("title", find_title(tree, markup, article, sites, source.fields.get("title")))
    found.offer("subtitle", find_subtitle(tree, markup, article, found.title))
    found.offer("authors", page_authors(tree, markup, article, sites, found.title))
    _read_labels(found, tree, markup, article)
    how = DateReading(source, fetched)
    found.offer("published", published_date(tree, markup, article, found.title, address or found.url, how))
    found.offer("modified", modified_date(markup, article, how))
    found.offer("article_body", (text_of(article.get("articleBody")), "JSON-LD articleBody"))
    found.offer("paywalled", paywall(markup, article))
    found.offer("kind", page_kind(markup, article, found.url or address))
    return found


def _read_labels(found: PageMetadata, tree: Any, markup: Markup, article: Mapping[str, Any]) -> None:
    sections = names(article.get("articleSection"))
    found.offer("section", (clean(sections[0]) if sections else None, "JSON-LD articleSection"))
    found.offer("section", (markup.meta("article:section"), "meta article:section"))
    found.offer("tags", (_listed(names(article.get("keywords"))), "JSON-LD keywords"))
    for name in ("article:tag", "news_keywords", "keywords"):
        found.offer("tags", (_listed(markup.metas.get(name, ())), f"meta {name}"))
    stated = tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang")
    for value, where in (
        (stated, "html lang"),
        (text_of(article.get("inLanguage")), "JSON-LD inLanguage"),
        (markup.meta("og:locale"), "meta og:locale"),
        (markup.meta("content-language"), "meta content-language"),
    ):
        tag = (value or "").strip()
        if _LANGUAGE.fullmatch(tag):
            found.offer("language", (tag.replace("_", "-"), where))


def _listed(values: Iterable[str]) -> list[str]:
    parts = (clean(part) for value in values for part in re.split(r"[,،;؛]", value))
    return [part for part in dict.fromkeys(parts) if part and len(part) <= _LONGEST_LABEL][:_MOST_VALUES]
