"""The names of a page's site, and titles without them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from warraq.corpus.dates.parse import parse_date
from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.extract.json_ld import kinds_of, names

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from warraq.corpus.extract.page_markup import Markup

_LONGEST = 500
_MOST_PARTS = 8
_FEW_WORDS = 4
_MOST_WORDS = 8  # a longer name of a site is the title of a page
_SEPARATOR = re.compile(r"\s+(?:[|\-–—:·»«•*/~›‹<>]|::)+\s+|\s*(?:\||»|::)\s*")
_BARS = frozenset("|»«›‹")
_HOST = re.compile(r"https?://(?:www\.|m\.|amp\.)?([^/:?#@]+)", re.IGNORECASE)
_COMMON_LABELS = frozenset(
    {"com", "co", "net", "org", "gov", "edu", "ac", "news", "info", "arabic", "ar", "en"}
)
_OWNERS = frozenset({"website", "organization", "newsmediaorganization"})
_METAS = ("og:site_name", "application-name", "apple-mobile-web-app-title", "publisher", "dc.publisher")
_UTC = ZoneInfo("UTC")


@dataclass(frozen=True, slots=True)
class SiteNames:
    """What a site is called: folded names, and the parts of its host without spaces and dots."""

    folded: frozenset[str]
    hosts: frozenset[str] = frozenset()

    @classmethod
    def of(cls, given: Iterable[str | None], addresses: Iterable[str | None] = ()) -> SiteNames:
        """Return the names given and those in the hosts of the addresses; empty ones are passed over."""
        folded = {fold_line(name) for name in given if name and _is_short(name)}
        hosts: set[str] = set()
        for address in addresses:
            match = _HOST.match(address or "")
            if match:
                labels = match[1].lower().split(".")[-4:]
                hosts.update((_squashed(match[1]), _squashed("".join(labels[-2:]))))
                hosts.update(_squashed(label) for label in labels[:-1] if label not in _COMMON_LABELS)
        return cls(frozenset(folded - {""}), frozenset(hosts - {""}))

    def has(self, text: str) -> bool:
        """Return whether `text` is a name of the site."""
        folded = fold_line(text)
        return folded in self.folded or _squashed(folded) in self.hosts

    def is_logo(self, heading: str, tab: str) -> bool:
        """Return whether a heading names the site: by a known name, or as the smaller part of `tab`."""
        if self.has(heading):
            return True
        parts = _SEPARATOR.split(tab[:_LONGEST])
        same = fold_line(heading)
        if len(parts) < 2 or same not in {fold_line(part) for part in (parts[0], parts[-1])}:
            return False
        return len(heading) * 2 < sum(map(len, parts))


def site_names(markup: Markup, article: Mapping[str, object], given: Iterable[str | None]) -> SiteNames:
    """Return the names that a page gives its site, `given` ones and addresses among them."""
    listed = [value for value in given if value]
    found = [name for key in _METAS for name in markup.metas.get(key, ())]
    found += names(article.get("publisher"))
    for node in markup.nodes[:100]:
        if kinds_of(node) & _OWNERS:
            found += names(node.get("name")) + names(node.get("alternateName"))
    found += [_SEPARATOR.split(title[:_LONGEST])[0] for title in markup.feeds]
    addresses = [value for value in (*listed, *markup.canonical, markup.meta("og:url")) if "://" in value]
    return SiteNames.of([*found, *(value for value in listed if "://" not in value)], addresses)


def without_site(title: str, sites: SiteNames | Iterable[str | None], agreeing: Iterable[str]) -> str:
    """Return `title` without the site's name, and the section beside it, behind or before it.

    The end goes from a part on that is a name of the site or a date; any end goes if what is left is one of
    `agreeing`. With nothing to compare, a few words behind a bar go too.
    """
    if len(title) > _LONGEST:
        return title
    sites = sites if isinstance(sites, SiteNames) else SiteNames.of(sites)
    agreed = {fold_line(text[:_LONGEST]) for text in agreeing}
    cuts = list(_SEPARATOR.finditer(title))[-_MOST_PARTS:]
    for cut in reversed(cuts):
        for part in (title[: cut.start()].strip(), title[cut.end() :].strip()):
            if part and fold_line(part) in agreed and not sites.has(part):
                return part
    for at, cut in enumerate(cuts):
        head, end = title[: cut.start()].strip(), title[cut.end() :]
        part = end[: cuts[at + 1].start() - cut.end()] if at + 1 < len(cuts) else end
        if (
            head
            and (sites.has(part) or _is_date(part))
            and len(end) <= len(head) + 40
            and not sites.has(head)
        ):
            return without_site(head, sites, ())
        if at == 0 and sites.has(head) and end.strip():
            return without_site(end.strip(), sites, agreed)
    return title if agreed else _without_tail(title, cuts)


def longest_part(title: str) -> str:
    """Return the longest of the parts of a title between separators."""
    return max(_SEPARATOR.split(title[:_LONGEST]), key=len).strip()


def _without_tail(title: str, cuts: list[re.Match[str]]) -> str:
    if cuts and _BARS & set(cuts[-1][0]):
        head, tail = title[: cuts[-1].start()].strip(), title[cuts[-1].end() :]
        if len(tail.split()) <= _FEW_WORDS <= len(head.split()) and len(tail) < len(head):
            return head
    return title


def _is_short(name: str) -> bool:
    return len(name) <= _LONGEST and len(name.split()) <= _MOST_WORDS


def _is_date(part: str) -> bool:
    text = part.strip()
    if len(text) > 40 or not any(sign.isdigit() for sign in text):
        return False
    moment = parse_date(text, zone=_UTC)
    return moment is not None and moment.precision not in {"month", "year", "none"}


def _squashed(text: str) -> str:
    return re.sub(r"[\s.\-_]+", "", text.casefold())
