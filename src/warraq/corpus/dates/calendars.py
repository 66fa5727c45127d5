"""Days of the Solar and the Islamic Hijri calendar as Gregorian ones.

Solar Hijri days are converted exactly. Islamic days are converted by the Umm al-Qura tables, the civil
calendar of Saudi Arabia; where months begin by sighting, the day may be one off.
"""

from __future__ import annotations

from datetime import date

from hijridate import Hijri

SOLAR_YEARS = range(1336, 1479)
ISLAMIC_YEARS = range(1343, 1501)

_CYCLE_START = 1210
_CYCLE_ORDINAL = date(2023, 3, 21).toordinal() - (365 * 192 + 192 // 33 * 8 + (192 % 33 + 3) // 4)


def solar_to_gregorian(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of a Solar Hijri one, or None if there is no such day.

    Exact for the years 1336-1478 (1957-2099), in which the leap years follow the 33-year cycle of
    K. M. Borkowski, "The Persian calendar for 3000 years", Earth, Moon and Planets 74 (1996), 223-230.
    Afghanistan's months have Iran's lengths since 1336.
    """
    if year not in SOLAR_YEARS or not 1 <= month <= 12:
        return None
    passed = year - _CYCLE_START
    leap = passed % 33 in range(0, 29, 4)
    length = 31 if month < 7 else 30 if month < 12 or leap else 29
    if not 1 <= day <= length:
        return None
    new_year = _CYCLE_ORDINAL + 365 * passed + passed // 33 * 8 + (passed % 33 + 3) // 4
    before = 31 * (month - 1) - max(0, month - 7)
    return date.fromordinal(new_year + before + day - 1)


def islamic_to_gregorian(year: int, month: int, day: int) -> date | None:
    """Return the Gregorian day of an Islamic one by the Umm al-Qura tables, or None if there is none.

    For the years 1343-1500 (1924-2077), by the tables of `hijridate`. A thirtieth day of a month that had 29
    in these tables is the day after, as a month begun by sighting may have had it.
    """
    if year not in ISLAMIC_YEARS or not 1 <= month <= 12 or not 1 <= day <= 30:
        return None
    found = Hijri(year, month, 1).to_gregorian()
    return date.fromordinal(found.toordinal() + day - 1)
