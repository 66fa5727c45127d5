"""Whether a page is for subscribers only, and whether it is a live blog, a gallery or a video.

Flags only: they inform checks and delete nothing. For the paywall see schema.org isAccessibleForFree, which
search engines require of subscription content, and the `article:content_tier` of Facebook's instant articles.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote

from warraq.corpus.extract.json_ld import kinds_of, text_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.corpus.extract.json_ld import Node
    from warraq.corpus.extract.page_markup import Markup
    from warraq.corpus.records import PageKind

_FREE = frozenset({"free", "open", "public", "false", "no", "0"})
_PAID = frozenset(
    {"locked", "paid", "premium", "subscriber", "subscribers", "restricted", "true", "yes", "1"}
)
#: Names of `meta` elements without their separators that say that a text is paid for.
_PAYWALL_METAS = (
    "articlecontenttier",
    "ogarticlecontenttier",
    "contenttier",
    "articleaccess",
    "outbrainarticleaccessstatus",
    "paywall",
    "ispaywall",
    "ispaywalled",
    "paywalled",
    "articlepaywall",
    "ispremium",
    "premium",
    "articlepremium",
    "cxenseparsepaywall",
    "cxenseparseispremium",
    "cxenseparserecspaywall",
    "cxenseparserecsispaidcontent",
    "k5apaid",
)
_MARKS = re.compile(r"[\s._:-]+")
_MOST_PARTS = 50
_GALLERIES = frozenset({"imagegallery", "mediagallery"})
_VIDEOS = frozenset({"videoobject", "video"})
_PAGES = frozenset({"webpage", "itempage", "newsarticle", "article"})
_FOLDERS: dict[str, PageKind] = {
    **dict.fromkeys(("video", "videos", "watch", "فيديو", "ویدیو", "ويديو"), "video"),
    **dict.fromkeys(("gallery", "galleries", "photos", "photo-gallery", "photogallery", "albums"), "gallery"),
    **dict.fromkeys(("liveblog", "live-blog", "live-updates"), "live-blog"),
}


def paywall(markup: Markup, article: Mapping[str, Any]) -> tuple[bool, str] | None:
    """Return whether the page says that its text is for subscribers only, and where; None if it says nothing.

    A "metered" text, some of which are free for each reader, says nothing.
    """
    stated = _free(article.get("isAccessibleForFree"))
    if stated is None and any(_free(part.get("isAccessibleForFree")) is False for part in _parts(article)):
        return True, "JSON-LD hasPart isAccessibleForFree"
    if stated is not None:
        return not stated, "JSON-LD isAccessibleForFree"
    for node in markup.nodes[:_MOST_PARTS]:
        if kinds_of(node) & _PAGES and (free := _free(node.get("isAccessibleForFree"))) is not None:
            return not free, "JSON-LD isAccessibleForFree"
    for element in markup.properties.get("isaccessibleforfree", ())[:1]:
        if (free := _free(element.get("content"))) is not None:
            return not free, "itemprop isAccessibleForFree"
    return _in_metas(markup)


def page_kind(markup: Markup, article: Mapping[str, Any], url: str | None) -> tuple[PageKind, str] | None:
    """Return what the page is beside an article of prose, and what says so; None for an article."""
    main = {kind for node in markup.nodes[:_MOST_PARTS] for kind in kinds_of(node)}
    if "liveblogposting" in main or article.get("liveBlogUpdate"):
        return "live-blog", "JSON-LD LiveBlogPosting"
    return (None if article else _in_place_of_article(markup, main)) or _by_folder(url)


def _in_place_of_article(markup: Markup, main: set[str]) -> tuple[PageKind, str] | None:
    told = markup.meta("og:type").lower()
    if told.startswith("video"):
        return "video", f"meta og:type {told[:30]}"
    if "gallery" in told:
        return "gallery", f"meta og:type {told[:30]}"
    if main & _GALLERIES:
        return "gallery", "JSON-LD gallery without an article"
    if told != "article" and main & _VIDEOS:
        return "video", "JSON-LD VideoObject without an article"
    return None


def _by_folder(url: str | None) -> tuple[PageKind, str] | None:
    for folder in unquote(url or "").split("?")[0].lower().split("/")[3:-1]:
        if folder in _FOLDERS:
            return _FOLDERS[folder], f"folder of the URL: {folder}"
    return None


def _parts(article: Mapping[str, Any]) -> list[Node]:
    parts = article.get("hasPart")
    listed = parts if isinstance(parts, list) else [parts]
    return [part for part in listed[:_MOST_PARTS] if isinstance(part, dict)]


def _free(value: object) -> bool | None:
    if isinstance(value, bool):
        return value
    word = (text_of(value) or "").rpartition("/")[2].lower()
    return {"true": True, "false": False, "yes": True, "no": False, "1": True, "0": False}.get(word)


def _in_metas(markup: Markup) -> tuple[bool, str] | None:
    named = {_MARKS.sub("", name): (name, markup.meta(name)) for name in reversed(list(markup.metas))}
    for key in _PAYWALL_METAS:
        name, value = named.get(key, ("", ""))
        word = value.strip().lower()
        if word in _FREE or word in _PAID:
            return word in _PAID, f"meta {name}"
    return None
