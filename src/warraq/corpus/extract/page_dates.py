"""When an article was published and changed, from all places where its page may say so."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from warraq.corpus.dates.parse import parse_date, url_date
from warraq.corpus.extract.json_ld import kinds_of, text_of
from warraq.corpus.extract.page_date_lines import date_near_headline
from warraq.corpus.extract.page_date_names import FOR_SERVICES, GENERAL, MODIFIED, PUBLISHED
from warraq.corpus.extract.page_markup import content, stands_in_page
from warraq.corpus.records import Moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from warraq.corpus.extract.page_markup import Markup
    from warraq.corpus.records import Origin
    from warraq.model.settings import Source

_MARKS = re.compile(r"[\s._:-]+")
_MIDNIGHT = re.compile(r"(\d{4}-\d\d-\d\d)[T ]00:00(?::00(?:\.0+)?)?\s?(?:Z|[+-]\d\d:?\d\d)?", re.ASCII)
_DAY = timedelta(days=1)
_RENDERING = timedelta(minutes=1)
_EPOCH = (datetime(1970, 1, 1), datetime(1970, 1, 2))  # noqa: DTZ001 - moments are naive
_MOST_DATED = 200
_PRECISE = frozenset({"second", "minute", "day"})
_PAGES = frozenset({"webpage", "itempage", "article", "newsarticle", "videoobject", "imagegallery"})

Dated = tuple["Moment", str]


@dataclass(frozen=True, slots=True)
class DateReading:
    """How a page's dates are read.

    Attributes:
        source: gives the zone of naive times, the order of numeric dates and the day of its founding.
        fetched: when the page was fetched, naive UTC; no article is from after it. None where not known.
    """

    source: Source
    fetched: datetime | None = None

    def parse(self, value: object, origin: Origin = "metadata") -> Moment | None:
        """Return a plausible moment, or None. A time of midnight sharp is a day: so are bare dates stored."""
        if isinstance(value, str) and (match := _MIDNIGHT.fullmatch(value.strip())):
            value = match[1]
        source = self.source
        # The end of a title may say "today" and mean no date; what the markup marks as a date means one.
        fetched = self.fetched if origin == "metadata" else None
        moment = parse_date(
            value,
            zone=source.zone,
            day_first=source.day_first,
            origin=origin,
            language=source.language,
            fetched=Moment(fetched, "second") if fetched else None,
        )
        return moment if moment and self.is_plausible(moment) else None

    def is_plausible(self, moment: Moment) -> bool:
        """Return whether an article can be from then: not from Unix time zero nor from the future."""
        if moment.value in _EPOCH or (self.fetched is not None and moment.value > self.fetched + _DAY):
            return False
        founded = self.source.founded
        return founded is None or moment.precision not in _PRECISE or moment.value.date() >= founded


def published_date(
    tree: Any,
    markup: Markup,
    article: Mapping[str, Any],
    title: str | None,
    url: str | None,
    how: DateReading,
) -> Dated | None:
    """Return when the article was published and where the page says it; None if it does not say.

    JSON-LD goes before `meta` elements, microdata, `time` elements, a line near the headline and the address.
    Of two that disagree, the one that agrees with the day in the address wins, and the time at which the page
    was fetched loses. A date of modification is never taken.
    """
    in_url = url_date(url) if url else None
    if in_url is not None and not how.is_plausible(in_url):
        in_url = None
    stated = _chosen(list(_stated(markup, article, how)), in_url, how)
    if stated is None:
        stated = next(_in_times(markup, how), None)
    if stated is not None and stated[0].precision in _PRECISE:
        return stated
    near = date_near_headline(tree, markup.headings, title, how.source, fetched=how.fetched, url_day=in_url)
    if near is not None and how.is_plausible(near[0]):
        return near
    if named := _in_title(markup, how):
        return named
    general = next(_metas(markup, GENERAL, how), None)
    last = in_url and (in_url, "date in the URL")
    if stated is None and general is not None and general[0].precision in _PRECISE:
        return last if last and last[0].precision == "day" and _apart(general[0], last[0]) else general
    return stated or last or general


def modified_date(markup: Markup, article: Mapping[str, Any], how: DateReading) -> Dated | None:
    """Return when the article was last changed and where the page says it; None if it does not say."""
    if moment := how.parse(text_of(article.get("dateModified"))):
        return moment, "JSON-LD dateModified"
    return next(_metas(markup, MODIFIED, how), None) or next(_marked(markup, "datemodified", how), None)


def _stated(markup: Markup, article: Mapping[str, Any], how: DateReading) -> Iterator[Dated]:
    if moment := how.parse(text_of(article.get("datePublished"))):
        yield moment, "JSON-LD datePublished"
    yield from _metas(markup, PUBLISHED, how)
    yield from _marked(markup, "datepublished", how)
    yield from _metas(markup, FOR_SERVICES, how)
    if not article:
        for node in markup.nodes[:_MOST_DATED]:
            kinds = kinds_of(node)
            for key in ("datePublished", "uploadDate"):
                if kinds & _PAGES and (moment := how.parse(text_of(node.get(key)))):
                    yield moment, f"JSON-LD {key} of {min(kinds)}"
    for key in ("dateCreated", "uploadDate"):
        if moment := how.parse(text_of(article.get(key))):
            yield moment, f"JSON-LD {key}"


def _chosen(found: list[Dated], in_url: Moment | None, how: DateReading) -> Dated | None:
    if not found:
        return None
    exact = [dated for dated in found if dated[0].precision in _PRECISE] or found
    if in_url is not None and in_url.precision == "day":
        agreeing = [dated for dated in exact if not _apart(dated[0], in_url)]
    else:
        agreeing = [dated for dated in exact if not _is_rendering(dated[0], how)]
    first = (agreeing or exact)[0]
    timed = (dated for dated in exact if dated[0].precision != "day" and _same_day(dated[0], first[0], how))
    return next(timed, first) if first[0].precision == "day" else first


def _same_day(timed: Moment, day: Moment, how: DateReading) -> bool:
    offset = timed.value.replace(tzinfo=how.source.zone).utcoffset() or timedelta()
    return (timed.value + offset).date() == day.value.date()


def _is_rendering(moment: Moment, how: DateReading) -> bool:
    return how.fetched is not None and abs(how.fetched - moment.value) < _RENDERING


def _apart(one: Moment, other: Moment) -> bool:
    return abs(one.value.date() - other.value.date()) > _DAY


def _metas(markup: Markup, wanted: Iterable[str], how: DateReading) -> Iterator[Dated]:
    by_name: dict[str, tuple[str, str]] = {}
    for name, values in markup.metas.items():
        by_name.setdefault(_MARKS.sub("", name), (name, values[0]))
    for key in wanted:
        if key in by_name:
            name, value = by_name[key]
            if moment := how.parse(value):
                yield moment, f"meta {name}"


def _marked(markup: Markup, name: str, how: DateReading) -> Iterator[Dated]:
    for element in markup.properties.get(name, ()):
        if stands_in_page(element) and (moment := how.parse(_value(element))):
            yield moment, f"itemprop {element.get('itemprop')[:60]}"


def _in_times(markup: Markup, how: DateReading) -> Iterator[Dated]:
    for element in markup.times:
        named = (element.get("class") or "") + (element.get("itemprop") or "")
        if element.tag == "abbr" and "published" not in named:
            continue
        changed = "updated" in named.split() or "modified" in named.lower()
        if not changed and _tells_article(element, markup) and (moment := how.parse(_value(element))):
            yield moment, "time datetime" if element.get("datetime") else f"{element.tag} element"


def _tells_article(element: Any, markup: Markup) -> bool:
    """Return whether a time belongs to the article itself, not to a link or to a card beside it."""
    inside = False
    for parent in element.iterancestors():
        if parent.tag in {"a", "li"} and next(parent.iter("h1"), None) is None:
            if parent.tag == "a" or next(parent.iter("a"), None) is not None:
                return False
        elif parent.tag in {"article", "main", "header"} or "article" in (parent.get("class") or ""):
            if parent.tag == "article" and markup.headings and next(parent.iter("h1"), None) is None:
                return False
            inside = True
    return inside


def _in_title(markup: Markup, how: DateReading) -> Dated | None:
    """Return the date that ends the page's title, behind a separator, as some archives write it."""
    for text, where in ((markup.tab, "end of the title"), (markup.meta("og:title"), "end of og:title")):
        end = re.split(r"[|–—·]|\s-\s", text[:1000])[1:][-1:]
        if end and (moment := how.parse(end[0].strip(), "text")) and moment.precision in _PRECISE:
            return moment, where
    return None


def _value(element: Any) -> str:
    given = element.get("datetime") or element.get("content") or element.get("title")
    return given or content(element)
