"""Which calendar the digits of a year are of, and what a date of each calendar is in the Gregorian one."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING

from warraq.corpus.dates.calendars import islamic_to_gregorian, solar_to_gregorian
from warraq.corpus.dates.moments import Day

if TYPE_CHECKING:
    from warraq.corpus.dates.moments import Reading

_SOLAR_ERA = re.compile(r"شمسي|خورشيدي|(?<![^\W\d_])ه[.\s]?\s?ش(?!\w)")
_LUNAR_ERA = re.compile(r"قمري|هجري|(?<![^\W\d_])ه(?:[.\s]?\s?ق)?(?!\w)|(?<!\w)ah(?!\w)")

_SOLAR_LANGUAGES = frozenset({"fa", "prs", "ps", "mzn", "glk", "hac"})
_SOLAR_ZONES = frozenset({"Asia/Tehran", "Asia/Kabul", "Iran"})
_ARAB_ZONES = (
    "Asia/Riyadh Asia/Kuwait Asia/Qatar Asia/Bahrain Asia/Dubai Asia/Muscat Asia/Aden "
    "Asia/Baghdad Asia/Amman Asia/Beirut Asia/Damascus Asia/Gaza Asia/Hebron Africa/Cairo "
    "Africa/Khartoum Africa/Tripoli Africa/Tunis Africa/Algiers Africa/Casablanca "
    "Africa/Nouakchott"
)
_ISLAMIC_ZONES = frozenset(_ARAB_ZONES.split())
_FIRST_ISLAMIC = 1410  # 1989-90: an older year in digits is likelier a number of something else
_OWN_SIGHTING = "Africa/Casablanca Asia/Muscat Asia/Karachi Asia/Kolkata Asia/Calcutta Asia/Dhaka Asia/Tehran"
#: Where the months of the civil Islamic calendar begin by a sighting of their own.
_SIGHTING_ZONES = frozenset(_OWN_SIGHTING.split())
#: Languages and zones that write a year of two digits first.
_YEAR_FIRST_LANGUAGES = _SOLAR_LANGUAGES | {"zh", "ja", "ko", "hu", "lt", "mn", "ckb"}
_EASTERN = "Asia/Tokyo Asia/Seoul Asia/Shanghai Asia/Taipei Asia/Hong_Kong Europe/Budapest Europe/Vilnius"
_YEAR_FIRST_ZONES = _SOLAR_ZONES | frozenset(_EASTERN.split())


def _base(language: str | None) -> str:
    return language.split("-")[0].lower() if language else ""


def reads_solar(reading: Reading) -> bool:
    """Return whether numeric dates of the years 13xx and 14xx are Solar Hijri where the source writes."""
    if reading.language:
        return _base(reading.language) in _SOLAR_LANGUAGES or (
            _base(reading.language) == "ckb" and reading.zone.key in _SOLAR_ZONES
        )
    return reading.zone.key in _SOLAR_ZONES


def reads_year_last(reading: Reading) -> bool:
    """Return whether 05/06/23 has its year at the end where the source writes."""
    return _base(reading.language) not in _YEAR_FIRST_LANGUAGES and reading.zone.key not in _YEAR_FIRST_ZONES


def numeric_calendar(text: str, year: int, reading: Reading) -> str | None:
    """Return "s" (Solar Hijri) or "h" (Islamic) for a year before 1900 in digits, None if it is not certain.

    Folded `text` decides where it names the era (هـ.ش, قمری, AH), then the source's language, then its zone.
    """
    if _SOLAR_ERA.search(text):
        return "s"
    if reads_solar(reading):
        return "h" if "قمري" in text else "s"
    if _LUNAR_ERA.search(text):
        return "h"
    arabic = _base(reading.language) == "ar" if reading.language else reading.zone.key in _ISLAMIC_ZONES
    return "h" if arabic and year >= _FIRST_ISLAMIC else None


def converted(calendar: str, day: Day, reading: Reading) -> tuple[Day, ...]:
    """Return the Gregorian days that a date of a calendar ("g", "s" or "h") may be, the likeliest first.

    A month of another calendar is the Gregorian year that holds all of it, or nothing. An Islamic day may be
    one off, so its neighbours follow; where months begin by a sighting of their own it is the Gregorian month
    that holds all three, or nothing, followed by the three.
    """
    if calendar == "g":
        return (day,)
    convert = solar_to_gregorian if calendar == "s" else islamic_to_gregorian
    if day.day is None:
        first, last = (convert(day.year, day.month or 0, number) for number in (1, 29))
        return (Day(first.year, None, None),) if first and last and first.year == last.year else ()
    found = convert(day.year, day.month or 0, day.day)
    if found is None:
        return ()
    if calendar == "s":
        return (_as_day(found),)
    near = tuple(_as_day(found + timedelta(days=number)) for number in (0, -1, 1))
    if reading.zone.key not in _SIGHTING_ZONES:
        return near
    months = {(one.year, one.month) for one in near}
    return (Day(found.year, found.month, None), *near) if len(months) == 1 else ()


def _as_day(found: date) -> Day:
    return Day(found.year, found.month, found.day)
