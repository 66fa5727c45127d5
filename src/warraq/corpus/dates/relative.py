"""«منذ ساعتين», «۳ روز پیش», "2 hours ago", "yesterday 10:30": dates told from the time of fetching."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING

from warraq.corpus.dates.clocks import take_clocks
from warraq.corpus.dates.folding import fold
from warraq.corpus.dates.moments import Day, clock_moment, day_moment, instant_moment
from warraq.corpus.dates.relative_words import AGO, DAYS, DUALS, FEW, FILLERS, LABELS, NOW, NUMBERS, UNITS
from warraq.corpus.records import Moment

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime
    from zoneinfo import ZoneInfo

    from warraq.corpus.dates.moments import Reading

_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_PART_OF_NUMBER = re.compile(r"\d[.,]\d")
_MAX_TOKENS = 14
_MOST = 10_000
_SECONDS = {"second": 1, "minute": 60, "hour": 3_600, "day": 86_400, "week": 604_800}
_ORDER = ("second", "minute", "hour", "day", "week", "month", "year")


def relative_moment(text: str, fetched: Moment, reading: Reading) -> Moment | None:
    """Return the moment that folded `text` tells from the time of fetching, or None if it is of another form.

    The precision is what the words leave open: minutes ago gives the minute; hours ago the day, if the hour
    before lies in it too; days ago the day; weeks ago the month or year that holds the whole week; months ago
    the month; years ago the year. "Yesterday 10:30" gives the minute.

    Args:
        text: from `fold`.
        fetched: hours and minutes are only read against a time; days need a day.
        reading: its zone says when a day ends.

    Raises:
        OverflowError: the instant lies beyond the calendar.
    """
    if fetched.precision not in ("second", "minute", "day"):
        return None
    relative = reading._replace(origin="relative")
    clock, rest = take_clocks(fold(text))
    rest = rest.replace("il y a ", "ago ").replace("mis a jour", " ")
    tokens = [token for token in _TOKEN.findall(rest) if token not in LABELS]
    if clock is not None and tokens[-1:] == ["a"]:  # aujourd'hui à 14h05
        tokens.pop()
    if not tokens or len(tokens) > _MAX_TOKENS or _PART_OF_NUMBER.search(rest):
        return None
    today = local_day(fetched, reading.zone)
    joined = " ".join(tokens)
    if joined in DAYS:
        found = today - timedelta(days=DAYS[joined])
        return clock_moment(Day(found.year, found.month, found.day), clock, relative)
    if clock is not None:
        return None
    span = _span(tokens)
    return _before(fetched, today, span, relative) if span else None


def local_day(moment: Moment, zone: ZoneInfo) -> date:
    """Return the calendar day of a moment in `zone`; a bare day is that day."""
    if moment.precision in ("second", "minute"):
        ahead = zone.fromutc(moment.value.replace(tzinfo=zone))
        return ahead.date()
    return moment.value.date()


def may_be_page_clock(moment: Moment, fetched: Moment | None, zone: ZoneInfo) -> bool:
    """Return whether a bare date found in a page's text may be the day of the crawl that the page prints.

    Many pages show today's date at the top. Such a date is the article's only if more than its place says so:
    a label («نشر في»), or a time beside it.
    """
    if fetched is None or moment.precision != "day":
        return False
    return local_day(fetched, zone) == moment.value.date()


def _span(tokens: Sequence[str]) -> dict[str, int] | None:
    """Return unit -> number of «قبل ساعة و20 دقيقة», or None if the words are no such span."""
    if " ".join(tokens) in NOW:
        return {"hour": 0}
    words = [token for token in tokens if token not in FILLERS]
    kept = [token for token in words if token not in AGO]
    if len(kept) == len(words) or not kept:
        return None
    if " ".join(kept) in FEW:
        return {"hour": 0}
    span: dict[str, int] = {}
    number: int | None = None
    for raw in kept:
        token = raw if raw in UNITS or raw in DUALS or raw in NUMBERS else raw.removeprefix("و")
        if not token:
            continue
        if token.isdecimal() or token in NUMBERS:
            if number is not None:
                return None
            number = int(token) if token.isdecimal() else NUMBERS[token]
        elif token in DUALS and number is None:
            span[DUALS[token]] = 2
        elif token in UNITS and UNITS[token] not in span:
            span[UNITS[token]] = 1 if number is None else number
            number = None
        else:
            return None
    return span if span and number is None and max(span.values()) <= _MOST else None


def _before(fetched: Moment, today: date, span: dict[str, int], reading: Reading) -> Moment | None:
    finest = min(span, key=_ORDER.index)
    months = span.get("month", 0) + 12 * span.get("year", 0)
    if finest in ("year", "month"):
        year, month = divmod(today.year * 12 + today.month - 1 - months, 12)
        return day_moment(Day(year, month + 1 if finest == "month" else None, None), "relative")
    if months:
        return None
    passed = timedelta(seconds=sum(_SECONDS[unit] * number for unit, number in span.items()))
    if finest in ("day", "week"):
        return _shared(today - passed - timedelta(days=6 if finest == "week" else 0), today - passed)
    return None if fetched.precision == "day" else _hours_before(fetched.value - passed, finest, reading)


def _hours_before(instant: datetime, finest: str, reading: Reading) -> Moment | None:
    if finest == "hour":
        ends = (Moment(end, "second") for end in (instant - timedelta(hours=1), instant))
        return _shared(*(local_day(end, reading.zone) for end in ends))
    return instant_moment(instant.replace(second=0, microsecond=0), instant, "minute", "relative")


def _shared(first: date, last: date) -> Moment | None:
    """Return the finest day, month or year that holds both days."""
    if first == last:
        return day_moment(Day(first.year, first.month, first.day), "relative")
    if first.year != last.year:
        return None
    return day_moment(Day(first.year, first.month if first.month == last.month else None, None), "relative")
