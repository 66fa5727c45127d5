"""What a page says of its article in its markup: JSON-LD, OpenGraph, links and times."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from warraq.corpus.dates.parse import parse_date, url_date
from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.json_ld import article_of, names, text_of
from warraq.corpus.extract.page_titles import OUTSIDE, clean, content, find_subtitle, find_title
from warraq.corpus.text.urls import canonical_url

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from warraq.corpus.records import Moment
    from warraq.model.settings import Source

_MOST_VALUES = 50
_LONGEST_NAME = 120
_PUBLISHED = (
    "article:published_time",
    "og:published_time",
    "datepublished",
    "date.issued",
    "dc.date.issued",
    "dcterms.created",
    "dc.date",
    "dcterms.date",
    "publishdate",
    "publish-date",
    "publish_date",
    "pubdate",
    "publication_date",
    "publicationdate",
    "parsely-pub-date",
    "sailthru.date",
    "article.published",
    "cxenseparse:recs:publishtime",
    "date",
)
_MODIFIED = (
    "article:modified_time",
    "og:updated_time",
    "datemodified",
    "dc.date.modified",
    "dcterms.modified",
    "last-modified",
)
_INSIDE = (
    "ancestor::article or ancestor::main "
    "or ancestor::*[@itemprop='articleBody' or contains(@class,'article')]"
)


@dataclass(slots=True)
class PageMetadata:
    """What the markup says; None, or nothing, where it is silent.

    `evidence` names for each of the fields (by its name in the articles table) the place it was read from.
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
    accessible_for_free: bool | None = None
    article_body: str | None = None
    evidence: dict[str, str] = field(default_factory=dict)

    def offer(self, name: str, value: Any, where: str) -> None:
        """Set a field that is still empty, and note where the value came from."""
        if value and not getattr(self, name):
            setattr(self, name, value)
            self.evidence[{"published": "published_at", "modified": "modified_at"}.get(name, name)] = where


def metadata(tree: Any, source: Source) -> PageMetadata:
    """Return what an lxml tree of a page says of its article.

    JSON-LD goes before `meta` elements, these before the visible page. A date is never guessed: a page that
    states none, in no `time` element of its article and not in its address, has none.
    """
    found = PageMetadata()
    metas = _metas(tree)
    article = article_of(tree)
    found.site = metas.get("og:site_name") or source.name
    _read_address(found, tree, metas, article, source)
    sites = (found.site, source.name, metas.get("application-name"))
    if title := find_title(tree, metas, article, sites):
        found.offer("title", *title)
    if subtitle := find_subtitle(tree, article, found.title):
        found.offer("subtitle", *subtitle)
    _read_labels(found, tree, metas, article)
    _read_dates(found, tree, metas, article, source)
    body = text_of(article.get("articleBody"))
    found.offer("article_body", body, "JSON-LD articleBody")
    free = article.get("isAccessibleForFree")
    if isinstance(free, bool | str) and str(free).lower() in ("true", "false"):
        found.accessible_for_free = str(free).lower() == "true"
    return found


def _metas(tree: Any) -> dict[str, str]:
    metas: dict[str, str] = {}
    for element in tree.iter("meta"):
        name = element.get("property") or element.get("name") or element.get("itemprop") or ""
        content = clean(element.get("content") or "")
        if name and content:
            key = name.strip().lower()
            if key == "article:tag" and key in metas:
                metas[key] += "," + content
            metas.setdefault(key, content)
    return metas


def _read_address(
    found: PageMetadata, tree: Any, metas: Mapping[str, str], article: Mapping[str, Any], source: Source
) -> None:
    links = tree.xpath("//link[translate(@rel,'CANOIL','canoil')='canonical']/@href")
    entity = article.get("mainEntityOfPage")
    offers = (
        (links[0] if links else None, "link canonical"),
        (metas.get("og:url"), "meta og:url"),
        (article.get("url"), "JSON-LD url"),
        (entity.get("@id") if isinstance(entity, dict) else entity, "JSON-LD mainEntityOfPage"),
    )
    for value, where in offers:
        if isinstance(value, str) and (address := _absolute(value.strip(), source.homepage)):
            found.offer("url", address, where)


def _absolute(value: str, homepage: str | None) -> str | None:
    """Return an article's address; a bare host is the site's, not the article's."""
    address = canonical_url(value, homepage)
    if address is None:
        return None
    path = address.split("://", 1)[-1].partition("/")[2]
    return address if path else None


def _read_labels(
    found: PageMetadata, tree: Any, metas: Mapping[str, str], article: Mapping[str, Any]
) -> None:
    own = {fold_line(name) for name in (found.site, *names(article.get("publisher"))) if name}
    for values, where in (
        (names(article.get("author")) or names(article.get("creator")), "JSON-LD author"),
        ([metas.get("author", "")], "meta author"),
        ([metas.get("article:author", "")], "meta article:author"),
    ):
        named = [clean(name) for name in values if name and "://" not in name and len(name) <= _LONGEST_NAME]
        found.offer("authors", [name for name in dict.fromkeys(named) if fold_line(name) not in own], where)
    sections = names(article.get("articleSection"))
    found.offer("section", clean(sections[0]) if sections else None, "JSON-LD articleSection")
    found.offer("section", metas.get("article:section"), "meta article:section")
    found.offer("tags", _listed(names(article.get("keywords"))), "JSON-LD keywords")
    for name in ("article:tag", "news_keywords", "keywords"):
        found.offer("tags", _listed([metas.get(name, "")]), f"meta {name}")
    found.offer(
        "language",
        (tree.get("lang") or tree.get("{http://www.w3.org/XML/1998/namespace}lang") or "").strip(),
        "html lang",
    )
    found.offer("language", text_of(article.get("inLanguage")), "JSON-LD inLanguage")
    found.offer("language", metas.get("og:locale", "").replace("_", "-"), "meta og:locale")


def _listed(values: Iterable[str]) -> list[str]:
    parts = (clean(part) for value in values for part in re.split(r"[,،;؛]", value))
    return [part for part in dict.fromkeys(parts) if part and len(part) <= _LONGEST_NAME][:_MOST_VALUES]


def _read_dates(
    found: PageMetadata, tree: Any, metas: Mapping[str, str], article: Mapping[str, Any], source: Source
) -> None:
    def offer(name: str, value: object, where: str) -> None:
        found.offer(
            name, parse_date(value, zone=source.zone, day_first=source.day_first, origin="metadata"), where
        )

    offer("published", text_of(article.get("datePublished")), "JSON-LD datePublished")
    offer("modified", text_of(article.get("dateModified")), "JSON-LD dateModified")
    for name in _PUBLISHED:
        offer("published", metas.get(name), f"meta {name}")
    for name in _MODIFIED:
        offer("modified", metas.get(name), f"meta {name}")
    offer("published", text_of(article.get("dateCreated")), "JSON-LD dateCreated")
    for element in tree.xpath("//*[@itemprop='datePublished']")[:3]:
        offer(
            "published",
            element.get("datetime") or element.get("content") or content(element),
            "itemprop datePublished",
        )
    for element in tree.xpath(f"//time[@datetime][{_INSIDE}][{OUTSIDE}]")[:3]:
        offer("published", element.get("datetime"), "time datetime")
    if found.url:
        found.offer("published", url_date(found.url), "date in the URL")
