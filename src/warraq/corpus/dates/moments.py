"""Calendar day and clock time, as given, put together into a `Moment`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warraq.corpus.records import Moment, Origin, Precision

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_YEARS = range(1900, 2100)
_MAX_OFFSET_MINUTES = 14 * 60


class Clock(NamedTuple):
    """A time of day; `second` is None where only the minute is given, `offset` where no zone is."""

    hour: int
    minute: int
    second: int | None
    offset: int | None  # minutes ahead of UTC


class Day(NamedTuple):
    """A day of any calendar, or a month where `day` is None, or a year where `month` is None too."""

    year: int
    month: int | None
    day: int | None


class Reading(NamedTuple):
    """How a date is to be read; see `warraq.corpus.dates.parse.parse_date`."""

    zone: ZoneInfo
    day_first: bool
    origin: Origin


def minutes_ahead(sign: str | None, hours: str | None, minutes: str | None) -> int | None:
    """Return the offset from UTC in minutes, None without a sign.

    Raises:
        ValueError: the offset is more than 14 hours, which no place on earth has.
    """
    if sign is None or hours is None:
        return None
    ahead = int(hours) * 60 + int(minutes or 0)
    if ahead > _MAX_OFFSET_MINUTES:
        raise ValueError("an offset of more than 14 hours")
    return -ahead if sign == "-" else ahead


def ordered(first: int, second: int, year: int, *, day_first: bool) -> Day:
    """Return the day of a date written with the year last; an impossible order is read the other way."""
    day, month = (first, second) if day_first else (second, first)
    return Day(year, day, month) if month > 12 >= day else Day(year, month, day)


def day_moment(day: Day, origin: Origin) -> Moment | None:
    """Return the first instant of a Gregorian day, month or year, unshifted; None outside 1900-2099.

    Raises:
        ValueError: there is no such day.
    """
    precision: Precision = "day" if day.day is not None else "month" if day.month is not None else "year"
    month = 1 if day.month is None else day.month
    value = datetime(day.year, month, 1 if day.day is None else day.day)  # noqa: DTZ001 - moments are naive
    return _plausible(value, precision, origin)


def clock_moment(day: Day, clock: Clock | None, reading: Reading) -> Moment | None:
    """Return the instant, in UTC, of a Gregorian day and time; without a time or a day, `day_moment`.

    A time that the zone skips (DST) is read with the offset before the change, a repeated one as the first.

    Raises:
        ValueError: there is no such day or time.
        OverflowError: the instant lies beyond the calendar.
    """
    if clock is None or day.day is None or day.month is None:
        return day_moment(day, reading.origin)
    if day.year not in _YEARS:
        return None
    second = min(clock.second or 0, 59)  # leap seconds
    value = datetime(day.year, day.month, day.day, clock.hour, clock.minute, second)  # noqa: DTZ001
    if clock.offset is None:
        value = value.replace(tzinfo=reading.zone).astimezone(UTC).replace(tzinfo=None)
    elif clock.offset:
        value -= timedelta(minutes=clock.offset)
    return _plausible(value, "minute" if clock.second is None else "second", reading.origin)


def datetime_moment(value: datetime, reading: Reading) -> Moment | None:
    """Return `value` in UTC to the second; naive values are in the reading's zone."""
    if value.year not in _YEARS:
        return None
    aware = value if value.tzinfo else value.replace(tzinfo=reading.zone)
    plain = aware.astimezone(UTC)
    whole = datetime(plain.year, plain.month, plain.day, plain.hour, plain.minute, plain.second)  # noqa: DTZ001
    return _plausible(whole, "second", reading.origin)


def _plausible(value: datetime, precision: Precision, origin: Origin) -> Moment | None:
    return Moment(value, precision, origin) if value.year in _YEARS else None
