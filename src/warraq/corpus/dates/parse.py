"""Dates as scrapers and pages write them, as moments with their precision; nothing is ever invented."""

from __future__ import annotations

import math
import re
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from warraq.corpus.dates.folding import fold
from warraq.corpus.dates.moments import (
    Clock,
    Day,
    Reading,
    clock_moment,
    datetime_moment,
    day_moment,
    instant_moment,
    minutes_ahead,
    ordered,
)
from warraq.corpus.dates.months import GREGORIAN_MONTHS
from warraq.corpus.dates.paths import url_date
from warraq.corpus.dates.relative import relative_moment
from warraq.corpus.dates.words import moment_in_words

if TYPE_CHECKING:
    from collections.abc import Callable
    from zoneinfo import ZoneInfo

    from warraq.corpus.records import Moment, Origin, Precision

__all__ = ["parse_date", "url_date"]

_MAX_LENGTH = 200
_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001 - moments are naive UTC
_MAX_NUMBER = 10**19
_EPOCH_SECONDS = range(631_152_000, 4_102_444_800)  # 1990-2100
_MAX_OFFSET = timedelta(hours=14)

_TIME = (
    r"([01]?\d|2[0-3])(?::?([0-5]\d)(?::?([0-5]\d|60)(?:[.,]\d+)?)?)?"
    r"\s?(z|utc|gmt|ut)?\s?(?:([+-])(\d\d?)(?::?([0-5]\d))?)?(?:\[[\w/+-]+\])?"
)
_AFTER_DATE = rf"(?:(?:[t_]|,? +){_TIME})?"
_FLAGS = re.ASCII | re.IGNORECASE
_YEAR_LED = re.compile(rf"(\d{{4}})([-/.])(\d\d?)\2(\d\d?){_AFTER_DATE}", _FLAGS)
_DAY_LED = re.compile(rf"(\d\d?)([-/.])(\d\d?)\2(\d{{4}}){_AFTER_DATE}", _FLAGS)
_BASIC = re.compile(rf"(\d{{4}})()(\d\d)(\d\d)(?:t{_TIME})?", _FLAGS)
_WEEK = re.compile(r"(\d{4})-?w(\d\d)(?:-?([1-7]))?|(\d{4})-(\d{3})", _FLAGS)
_MAIL = re.compile(
    r"(?:[a-z]{3,9}\.?,?\s+)?(\d\d?)[ -]([a-z]{3})[ -](\d{4}|\d\d)\s([01]?\d|2[0-3]):([0-5]\d)"
    r"(?::([0-5]\d|60))?\s?(?:([+-])(\d\d)([0-5]\d)|([a-z]{1,5}))?(?:\s?\([\w .]*\))?",
    _FLAGS,
)
_YEAR_MONTH = re.compile(r"(\d{4})[-/.](\d\d?)|(\d\d?)[-/.](\d{4})", re.ASCII)
_NUMBER = re.compile(r"(\d{4,19})(?:\.\d+)?", re.ASCII)


def parse_date(
    value: object,
    *,
    zone: ZoneInfo,
    day_first: bool = True,
    origin: Origin = "metadata",
    language: str | None = None,
    fetched: Moment | None = None,
) -> Moment | None:
    """Return the moment that `value` states, or None if it states none for certain.

    Read are ISO 8601, RFC 2822, numeric dates, dates with month names (`warraq.corpus.dates.months`), each
    with a time or words around it; numbers as YYYYMMDD[hhmm[ss]] or as Unix time in seconds to nanoseconds
    if that falls in 1990-2100; `datetime` and `date`. Dates that disagree, years outside 1900-2099,
    impossible days, what stands for "no date" (1 January 1970), strings over 200 characters and anything else
    give None; two times that disagree leave precision day, a weekday that the date does not fall on leaves
    precision month. Fractions of a second are cut off. docs/dates.md lists the forms.

    Solar and Islamic Hijri days are converted (`warraq.corpus.dates.calendars`); a Gregorian date beside one
    counts alone.

    Args:
        zone: of times without an offset. A bare day, month or year is not shifted.
        day_first: whether 3/4/2024 is the third of April. An impossible order is read the other way.
        origin: put into the result.
        language: BCP-47 tag of the source; says which calendar 1402/3/15 is of. Without it `zone` does.
        fetched: when the record was fetched. Only with it «منذ ساعتين» is read; origin is then "relative".
    """
    reading = Reading(zone, day_first, origin, language, fetched)
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
    elif text[4:5] == "-" and text[10:11] in ("T", " ") and text[13:14] == ":":
        moment = _from_iso(text, reading)
        if moment is not None:
            return moment
    if "24:00" in text:
        return _midnight_after(text, reading)
    for pattern, read in _FORMS:
        if match := pattern.fullmatch(text):
            return read(match, reading)
    if reading.fetched is not None:
        moment = relative_moment(text, reading.fetched, reading)
        if moment is not None:
            return moment
    return moment_in_words(text, reading)


def _from_iso(text: str, reading: Reading) -> Moment | None:
    """Return what Python's own parser reads, which is the fastest; None says nothing of the text."""
    try:
        local = datetime.fromisoformat(text)
    except ValueError:
        return None
    ahead = local.utcoffset()
    local = local.replace(tzinfo=None, microsecond=0)
    if ahead is None:
        ahead = reading.zone.utcoffset(local)
    if local.year < 1900 or ahead is None or not -_MAX_OFFSET <= ahead <= _MAX_OFFSET:
        return None
    precision: Precision = "second" if text[16:17] == ":" else "minute"
    return instant_moment(local - ahead, local, precision, reading.origin)


def _midnight_after(text: str, reading: Reading) -> Moment | None:
    """Return the end of the day (ISO 8601 writes it 24:00), which is the start of the next."""
    moment = _from_string(text.replace("24:00", "00:00"), reading)
    if moment is None or moment.precision not in ("second", "minute"):
        return moment
    value = moment.value + timedelta(days=1)
    return instant_moment(value, value, moment.precision, moment.origin)


def _from_year_led(match: re.Match[str], reading: Reading) -> Moment | None:
    year, _, month, day = match.group(1, 2, 3, 4)
    if year < "1900" and year > "0999":
        return moment_in_words(match[0], reading)
    number, of_month = int(month), int(day)
    if not of_month:  # MySQL's 2024-05-00 and 2024-00-00: the day, the month is not known
        return day_moment(Day(int(year), number or None, None), reading.origin)
    return clock_moment(Day(int(year), number, of_month), _clock(match), reading)


def _from_day_led(match: re.Match[str], reading: Reading) -> Moment | None:
    first, _, second, year = match.group(1, 2, 3, 4)
    if year < "1900":
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
    zone = name.lower() if name else None
    clock = Clock(int(hour), int(minute), None if second is None else int(second), offset, zone)
    return clock_moment(Day(number, month, int(day)), clock, reading)


def _from_week(match: re.Match[str], reading: Reading) -> Moment | None:
    """Return the day of an ISO week date (2023-W23-1) or ordinal date (2023-156); a week alone is no day."""
    year, week, weekday, ordinal_year, ordinal = match.groups()
    if ordinal_year:
        found = date(int(ordinal_year), 1, 1) + timedelta(days=int(ordinal) - 1)
        if found.year != int(ordinal_year):
            return None
    elif weekday:
        found = date.fromisocalendar(int(year), int(week), int(weekday))
    else:
        first, last = (date.fromisocalendar(int(year), int(week), number) for number in (1, 7))
        return (
            day_moment(Day(first.year, first.month, None), reading.origin)
            if first.month == last.month
            else None
        )
    return day_moment(Day(found.year, found.month, found.day), reading.origin)


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
            instant = _EPOCH + timedelta(seconds=seconds)
            return instant_moment(instant, instant, "second", reading.origin)
    return None


_FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], Reading], Moment | None]], ...] = (
    (_YEAR_LED, _from_year_led),
    (_MAIL, _from_mail),
    (_DAY_LED, _from_day_led),
    (_YEAR_MONTH, _from_year_month),
    (_NUMBER, _from_number),
    (_BASIC, _from_year_led),
    (_WEEK, _from_week),
)
