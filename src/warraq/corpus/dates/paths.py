"""Dates in the path of an address."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.dates.moments import Day, day_moment

if TYPE_CHECKING:
    from warraq.corpus.records import Moment

_LONGEST = 4_000  # characters; Arabic slugs in percent signs are long
_YEAR = r"(199\d|20\d\d)"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_SEGMENT = re.compile(
    rf"/{_YEAR}(?:"
    r"/(\d\d?)/(\d\d?)(?=[-_/.]|$)"  # /2015/07/20/
    r"|-(\d\d?)[-/](\d\d?)(?=[-_/.]|$)"  # /2015-07-20-slug, /2015-07/20/
    r"|(\d\d)(\d\d)(?=[-_/])"  # /20150720/, /20150720-slug
    r"|/(\d\d)(\d\d)(?=/)"  # /2015/0720/
    rf"|/({_MONTHS.replace(' ', '|')})/(\d\d?)(?=[-_/.]|$)"  # /2015/jul/20/
    r"|/(\d\d)(?=/|$))",  # /2015/07/
    re.ASCII | re.IGNORECASE,
)
_SITE = re.compile(r"https?://[^/?#]*([^?#]*)", re.IGNORECASE)
_EIGHT = re.compile(r"\d{8}", re.ASCII)
_RUN = re.compile(r"(199\d|20\d\d)(\d\d)(\d\d)\d*(?=[-_/.]|$)", re.ASCII)
_LETTERS = re.compile(r"[/_-][a-z]{1,20}\Z", re.ASCII | re.IGNORECASE)  # Con20150720784687.htm


def url_date(url: str) -> Moment | None:
    """Return the date in the path of `url`, at precision day or month and origin "url", or None.

    Read are path segments such as /2015/07/20/, /2015-07-20-slug, /20150720/, /2015/0720/, /2015/jul/20/ and
    /2015/07/, and eight digits after letters alone (Con20150720784687). Years are 1990-2099. Numbers that may
    be an article's (/20150720 at the end, queries), two different dates in one URL and URLs of more than
    4,000 characters give None.
    """
    if len(url) > _LONGEST:
        return None
    site = _SITE.match(url)
    if not site:
        return None
    start, end = site.span(1)
    if url.find("20", start, end) < 0 and url.find("199", start, end) < 0:
        return None
    return _path_date(url, start, end)


def _path_date(url: str, start: int, end: int) -> Moment | None:
    found = _SEGMENT.search(url, start, end)
    if not _EIGHT.search(url, start, end):
        if found is None:
            return None
        if not _SEGMENT.search(url, found.end(), end):
            return _moment(_numbers(found))
    days = {_numbers(found): None for found in _SEGMENT.finditer(url, start, end)}
    for run in _RUN.finditer(url, start, end):
        if _LETTERS.search(url, max(start, run.start() - 21), run.start()):
            days[Day(int(run[1]), int(run[2]), int(run[3]))] = None
    return _one_day(list(days))


def _numbers(found: re.Match[str]) -> Day:
    last = found.lastindex or 1
    if last == 12:  # /2015/07/
        return Day(int(found[1]), int(found[12]), None)
    month, day = found[last - 1], int(found[last])
    return Day(int(found[1]), int(month) if last != 11 else _MONTHS.index(month.lower()) // 4 + 1, day)


def _one_day(days: list[Day]) -> Moment | None:
    valid = list(filter(None, map(_moment, days)))
    if len(valid) < 2:
        return valid[0] if valid else None
    exact = [moment for moment in valid if moment.precision == "day"]
    if len({(moment.value.year, moment.value.month) for moment in valid}) != 1 or len(exact) > 1:
        return None
    return (exact or valid)[0]


def _moment(day: Day) -> Moment | None:
    try:
        return day_moment(day, "url")
    except ValueError:
        return None
