"""Dates as scrapers and pages write them, as moments with their precision; nothing is ever invented."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from warraq.corpus.dates.moments import (
    Clock,
    Day,
    Reading,
    clock_moment,
    datetime_moment,
    day_moment,
    minutes_ahead,
    ordered,
)
from warraq.corpus.dates.months import GREGORIAN_MONTHS, fold
from warraq.corpus.dates.words import ZONE_HOURS, moment_in_words, reads_solar
from warraq.corpus.records import Moment, Origin

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

_MAX_LENGTH = 200
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - moments are naive UTC
_MAX_NUMBER = 10**19
_EPOCH_SECONDS = range(631_152_000, 4_102_444_800)  # 1990-2100

_TIME = (
    r"([01]?\d|2[0-3])(?::?([0-5]\d)(?::?([0-5]\d|60)(?:[.,]\d+)?)?)?"
    r"\s?(z|utc|gmt|ut)?\s?(?:([+-])(\d\d?)(?::?([0-5]\d))?)?(?:\[[\w/+-]+\])?"
)
_AFTER_DATE = rf"(?:(?:[t_]|,? +){_TIME})?"
_FLAGS = re.ASCII | re.IGNORECASE
_YEAR_LED = re.compile(rf"(\d{{4}})([-/.])(\d\d?)\2(\d\d?){_AFTER_DATE}", _FLAGS)
_DAY_LED = re.compile(rf"(\d\d?)([-/.])(\d\d?)\2(\d{{4}}){_AFTER_DATE}", _FLAGS)
_BASIC = re.compile(rf"(\d{{4}})()(\d\d)(\d\d)(?:t{_TIME})?", _FLAGS)
_MAIL = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s+)?(\d\d?)[ -]([a-z]{3})[ -](\d{4}|\d\d)\s([01]?\d|2[0-3]):([0-5]\d)"
    r"(?::([0-5]\d|60))?\s?(?:([+-])(\d\d)([0-5]\d)|([a-z]{1,5}))?(?:\s?\([\w .]*\))?",
    _FLAGS,
)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d\d?)|(\d\d?)[-/.](\d{4})", re.ASCII)
_NUMBER = re.compile(r"(\d{4,19})(?:\.\d+)?", re.ASCII)


def parse_date(
    value: object, *, zone: ZoneInfo, day_first: bool = True, origin: Origin = "metadata"
) -> Moment | None:
    """Return the moment that `value` states, or None if it states none for certain.

    Read are ISO 8601, RFC 2822, numeric dates, dates with month names (`warraq.corpus.dates.months`), each
    with a time or words around it; numbers as YYYYMMDD[hhmm[ss]] or as Unix time in seconds to nanoseconds
    if that falls in 1990-2100; `datetime` and `date`. Dates that disagree, years outside 1900-2099,
    impossible days, relative phrases, strings over 200 characters and anything else give None; two times
    that disagree leave precision day. Fractions of a second are cut off.

    A Solar Hijri day is converted; one in digits only where `zone` is Iran's or Afghanistan's. An Islamic
    date is passed over for the Gregorian one beside it; alone it gives None.

    Args:
        zone: of times without an offset. A bare day, month or year is not shifted.
        day_first: whether 3/4/2024 is the third of April. An impossible order is read the other way.
        origin: put into the result.
    """
    reading = Reading(zone, day_first, origin)
    try:
        if isinstance(value, str):
            return _from_string(value, reading) if len(value) <= _MAX_LENGTH else None
        if isinstance(value, datetime):
            return datetime_moment(value, reading)
        if isinstance(value, date):
            return day_moment(Day(value.year, value.month, value.day), origin)
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        return _from_digits(str(int(value)), reading) if 1900 <= value < _MAX_NUMBER else None
    except (ValueError, OverflowError):
        return None


def _from_string(value: str, reading: Reading) -> Moment | None:
    text = value.strip()
    if not text.isascii():
        text = fold(text).strip()
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(text):
            return read(match, reading)
    return moment_in_words(text, reading)


def _from_year_led(match: re.Match[str], reading: Reading) -> Moment | None:
    year, _, month, day = match.group(1, 2, 3, 4)
    if year < "1900" and reads_solar(reading):
        return moment_in_words(match[0], reading)
    return clock_moment(Day(int(year), int(month), int(day)), _clock(match), reading)


def _from_day_led(match: re.Match[str], reading: Reading) -> Moment | None:
    first, _, second, year = match.group(1, 2, 3, 4)
    if year < "1900" and reads_solar(reading):
        return moment_in_words(match[0], reading)
    day = ordered(int(first), int(second), int(year), day_first=reading.day_first)
    return clock_moment(day, _clock(match), reading)


def _clock(match: re.Match[str]) -> Clock | None:
    hour, minute, second, name, sign, hours, minutes = match.group(5, 6, 7, 8, 9, 10, 11)
    if minute is None:
        return None
    offset = minutes_ahead(sign, hours, minutes)
    if offset is None and name:
        offset = 0
    return Clock(int(hour), int(minute), None if second is None else int(second), offset)


def _from_mail(match: re.Match[str], reading: Reading) -> Moment | None:
    day, month_name, year, hour, minute, second, sign, hours, minutes, name = match.groups()
    month = GREGORIAN_MONTHS.get(month_name.lower())
    if month is None or (name and name.lower() in {"am", "pm"}):
        return moment_in_words(match[0], reading)
    number = int(year)
    if len(year) == 2:  # RFC 2822, section 4.3
        number += 2000 if number < 50 else 1900
    offset = minutes_ahead(sign, hours, minutes)
    if name and (ahead := ZONE_HOURS.get(name.lower())) is not None:
        offset = int(ahead * 60)
    clock = Clock(int(hour), int(minute), None if second is None else int(second), offset)
    return clock_moment(Day(number, month, int(day)), clock, reading)


def _from_year_month(match: re.Match[str], reading: Reading) -> Moment | None:
    year, month = (match[1], match[2]) if match[1] else (match[4], match[3])
    return day_moment(Day(int(year), int(month), None), reading.origin)


def _from_number(match: re.Match[str], reading: Reading) -> Moment | None:
    return _from_digits(match[1], reading)


def _from_digits(digits: str, reading: Reading) -> Moment | None:
    if len(digits) == 4:
        return day_moment(Day(int(digits), None, None), reading.origin)
    if len(digits) in {8, 12, 14}:
        match = _BASIC.fullmatch(f"{digits[:8]}t{digits[8:]}" if len(digits) > 8 else digits)
        return _from_year_led(match, reading) if match else None
    for unit in (1, 10**3, 10**6, 10**9):
        if (seconds := int(digits) // unit) in _EPOCH_SECONDS:
            return Moment(_EPOCH + timedelta(seconds=seconds), "second", reading.origin)
    return None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Reading], Moment | None]], ...] = (
    (_YEAR_LED, _from_year_led),
    (_MAIL, _from_mail),
    (_DAY_LED, _from_day_led),
    (_YEAR_MONTH, _from_year_month),
    (_NUMBER, _from_number),
    (_BASIC, _from_year_led),
)


_SITE = re.compile(r"https?://[^/?#]*([^?#]*)", re.IGNORECASE)
_YEAR = r"(199\d|20\d\d)"
_MONTHS = "jan feb mar apr may jun jul aug sep oct nov dec"
_PATH_DATE = re.compile(
    rf"/{_YEAR}/(\d\d?)/(\d\d?)(?=[-_/.]|$)"  # /2015/07/20/
    rf"|/{_YEAR}-(\d\d?)[-/](\d\d?)(?=[-_/.]|$)"  # /2015-07-20-slug, /2015-07/20/
    rf"|/{_YEAR}(\d\d)(\d\d)(?=[-_/])"  # /20150720/, /20150720-slug
    rf"|/{_YEAR}/(\d\d)(\d\d)(?=/)"  # /2015/0720/
    rf"|(?<=[/_-])[a-z]+{_YEAR}(\d\d)(\d\d)\d*(?=[-_/.]|$)"  # Con20150720784687.htm
    rf"|/{_YEAR}/({_MONTHS.replace(' ', '|')})/(\d\d?)(?=[-_/.]|$)"  # /2015/jul/20/
    rf"|/{_YEAR}/(\d\d)(?=/|$)",  # /2015/07/
    _FLAGS,
)


def url_date(url: str) -> Moment | None:
    """Return the date in the path of `url`, at precision day or month and origin "url", or None.

    Read are path segments such as /2015/07/20/, /2015-07-20-slug, /20150720/, /2015/0720/, /2015/jul/20/ and
    /2015/07/, and eight digits after letters alone (Con20150720784687). Years are 1990-2099. Numbers that may
    be an article's (/20150720 at the end, queries) and two different dates in one URL give None.
    """
    match = _SITE.match(url)
    path = match[1] if match else ""
    if "20" not in path and "199" not in path:
        return None
    days: set[tuple[int, ...]] = set()
    for found in _PATH_DATE.finditer(path):
        year, month, *day = (part for part in found.groups() if part is not None)
        number = int(month) if month.isdigit() else _MONTHS.split().index(month.lower()) + 1
        days.add((int(year), number, *map(int, day)))
    return _one_day(days)


def _one_day(days: set[tuple[int, ...]]) -> Moment | None:
    valid = set()
    for year, month, *day in sorted(days):
        try:
            valid.add(day_moment(Day(year, month, day[0] if day else None), "url"))
        except ValueError:
            continue
    exact = {moment for moment in valid if moment and moment.precision == "day"}
    months = {(moment.value.year, moment.value.month) for moment in valid if moment}
    if len(months) != 1 or len(exact) > 1:
        return None
    return (exact or valid).pop()
