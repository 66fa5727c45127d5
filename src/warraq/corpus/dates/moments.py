"""Calendar day and clock time, as given, put together into a `Moment`."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

from warraq.corpus.dates.zones import offset
from warraq.corpus.records import Moment, Origin, Precision

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

_MAX_OFFSET_MINUTES = 14 * 60

#: Instants that programs write for "no date": Unix time 0, -1, the last of 32 bits, SQL Server's first day.
_NULLS = frozenset(
    {
        datetime(1970, 1, 1),  # noqa: DTZ001 - moments are naive
        datetime(1969, 12, 31, 23, 59, 59),  # noqa: DTZ001
        datetime(2038, 1, 19, 3, 14, 7),  # noqa: DTZ001
        datetime(1900, 1, 1),  # noqa: DTZ001
    }
)
_NULL_DAYS = frozenset({(1970, 1, 1), (1900, 1, 1), (1969, 12, 31)})
_NULL_YEARS = frozenset({1900, 1969, 1970, 2038})


class Clock(NamedTuple):
    """A time of day; `second` is None where only the minute is given.

    `offset` is in minutes ahead of UTC; where it is None, `zone` names the zone
    (`warraq.corpus.dates.zones.offset`), None being the source's own.
    """

    hour: int
    minute: int
    second: int | None
    offset: int | None = None
    zone: str | None = None


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
    language: str | None = None
    fetched: Moment | None = None


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
    """Return the first instant of a Gregorian day, month or year, unshifted.

    None outside 1900-2099, and for the days that stand for "no date" (1 January 1970 and the like).

    Raises:
        ValueError: there is no such day.
    """
    if not 1900 <= day.year < 2100:
        return None
    if day.month is None:
        return Moment(datetime(day.year, 1, 1), "year", origin)  # noqa: DTZ001
    if day.day is None:
        return Moment(datetime(day.year, day.month, 1), "month", origin)  # noqa: DTZ001
    value = datetime(day.year, day.month, day.day)  # noqa: DTZ001
    return None if day in _NULL_DAYS else Moment(value, "day", origin)


def clock_moment(day: Day, clock: Clock | None, reading: Reading) -> Moment | None:
    """Return the instant, in UTC, of a Gregorian day and time; without a time or a day, `day_moment`.

    A time that the zone skips (DST) is read with the offset before the change, a repeated one as the first.
    A time in a zone that is not certain leaves the day.

    Raises:
        ValueError: there is no such day or time.
        OverflowError: the instant lies beyond the calendar.
    """
    if clock is None or day.day is None or day.month is None or not 1900 <= day.year < 2100:
        return day_moment(day, reading.origin)
    hour, minute, second, ahead, zone = clock
    local = datetime(day.year, day.month, day.day, hour, minute, min(second or 0, 59))  # noqa: DTZ001
    if ahead is None:
        away = offset(zone, local, reading.zone) if zone else reading.zone.utcoffset(local)
        if away is None:
            return day_moment(day, reading.origin)
        value = local - away
    else:
        value = local - timedelta(minutes=ahead) if ahead else local
    return instant_moment(value, local, "minute" if second is None else "second", reading.origin)


def datetime_moment(value: datetime, reading: Reading) -> Moment | None:
    """Return `value` in UTC to the second; naive values are in the reading's zone."""
    if not 1900 <= value.year < 2100:
        return None
    local = value.replace(tzinfo=None, microsecond=0)
    aware = value if value.tzinfo else value.replace(tzinfo=reading.zone)
    plain = aware.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    return instant_moment(plain, local, "second", reading.origin)


def instant_moment(value: datetime, local: datetime, precision: Precision, origin: Origin) -> Moment | None:
    """Return the moment of an instant in UTC; None outside 1900-2099 or if it stands for "no date"."""
    year = value.year
    if not 1900 <= year < 2100:
        return None
    if year in _NULL_YEARS and (value in _NULLS or local in _NULLS):
        return None
    return Moment(value, precision, origin)
