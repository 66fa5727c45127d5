"""The address of a page's article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from warraq.corpus.text.urls import canonical_url, url_identity

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from warraq.corpus.extract.page_markup import Markup

_CREDENTIALS = re.compile(r"\s*[a-z]+:[/\\]*[^/?#\\]*@", re.IGNORECASE)
_FRONT = re.compile(
    r"(?:[a-z]{2,3}(?:-[a-z]{2,4})?/?)?(?:(?:index|default|home|main)(?:\.\w{2,5})?/?)?", re.IGNORECASE
)
_AMP = re.compile(
    r"//amp\.|/amp(?:/|$|\?)|[?&](?:amp|outputType=amp)(?:=|&|$)|\.amp(?:\.html)?$",
    re.IGNORECASE,
)


def article_address(
    markup: Markup, article: Mapping[str, Any], homepage: str | None, address: str | None
) -> tuple[str, str] | None:
    """Return the canonical address that a page gives its article, and where; None if it gives none.

    Passed over are the site's front page, addresses with credentials or of other schemes than http and https,
    a folder above the address that the page was fetched from, and, where the page gives a better one, an
    address of its AMP version or of another site.

    Args:
        address: where the page was fetched from; relative addresses start there, else from `homepage`.
    """
    own = canonical_url(address) if address else None
    base = own or homepage
    if markup.base:
        base = canonical_url(markup.base, base) or base
    offers = []
    for value, where in _offers(markup, article):
        found = None if _CREDENTIALS.match(value) else canonical_url(value, base)
        if found is not None and not _is_front(found) and not _is_above(found, own):
            offers.append((found, where))
    home = own or homepage
    return min(offers, key=lambda offer: _doubt(offer[0], home)) if offers else None


def _offers(markup: Markup, article: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    entity = article.get("mainEntityOfPage")
    values = (
        *((value, "link canonical") for value in markup.canonical[:3]),
        (markup.meta("og:url"), "meta og:url"),
        (article.get("url"), "JSON-LD url"),
        (entity.get("@id") if isinstance(entity, dict) else entity, "JSON-LD mainEntityOfPage"),
    )
    for value, where in values:
        if isinstance(value, str) and value.strip():
            yield value.strip(), where


def _is_front(address: str) -> bool:
    path = address.split("://", 1)[-1].partition("/")[2]
    return _FRONT.fullmatch(path) is not None


def _is_above(found: str, own: str | None) -> bool:
    """Return whether `found` is a folder of the address that the page has."""
    if own is None:
        return False
    above, below = url_identity(found), url_identity(own)
    return bool(above and below and "?" not in above and below.startswith(f"{above}/"))


def _doubt(address: str, home: str | None) -> tuple[bool, bool]:
    return home is not None and _site(address) != _site(home), _AMP.search(address) is not None


def _site(address: str) -> str:
    host = address.split("://", 1)[-1].partition("/")[0].partition(":")[0]
    return ".".join(host.lower().split(".")[-2:])
