"""Dates with words: month names, weekdays, am and pm, zones, two calendars side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.dates.moments import Clock, Day, Reading, clock_moment, minutes_ahead, ordered
from warraq.corpus.dates.months import FIRST_WORDS, MONTHS, fold, solar_to_gregorian

if TYPE_CHECKING:
    from warraq.corpus.records import Moment

_MAX_WORDS = 16
_SOLAR_ZONES = frozenset({"Asia/Tehran", "Asia/Kabul", "Iran"})

#: Hours ahead of UTC of the zone names in mail and newspapers. Ambiguous ones (AST, IST, BST) are left out:
#: such a time is read in the source's own zone.
ZONE_HOURS = {
    **dict.fromkeys(("utc", "gmt", "ut", "z", "wet"), 0.0),
    **dict.fromkeys(("غرينتش", "جرينتش", "غرينيتش", "جرينيتش", "غرينويتش", "گرينويچ"), 0.0),
    **dict.fromkeys(("cet", "mez", "west"), 1.0),
    **dict.fromkeys(("cest", "mesz", "eet"), 2.0),
    **dict.fromkeys(("eest", "msk", "trt"), 3.0),
    **dict.fromkeys(("est", "cdt"), -5.0),
    **dict.fromkeys(("cst", "mdt"), -6.0),
    **dict.fromkeys(("mst", "pdt"), -7.0),
    "edt": -4.0,
    "pst": -8.0,
    "irst": 3.5,
    "aft": 4.5,
    "pkt": 5.0,
}

_PART_OF_DAY = (
    r"(?:[ap]\.?\s?m(?:\.|(?!\w))|[بق]\.?\s?ظ(?!\w)|"
    r"(?:(?:بعد|قبل)(?:\s?از)?\s?(?:ال)?ظهر|صباحا?|صبح|مسا|ظهرا?|عصرا?|ليلا|شب|ص|م)(?!\w))"
)
_ZONE_NAMES = "|".join(sorted(ZONE_HOURS, key=lambda name: (-len(name), name)))
_CLOCK = re.compile(
    r"(?<![\d:/.+])([01]?\d|2[0-3])(?:\s?[:h]\s?|\.)([0-5]\d)(?!\d|\.\d)(?:\s?:\s?([0-5]\d|60)(?!\d)(?:[.,]\d+)?)?"
    rf"\s*({_PART_OF_DAY})?\s*"
    rf"(?:\(?(?:ب?توقيت\s+)?({_ZONE_NAMES})(?!\w)\s?(?:([+-])(0?\d|1[0-4])(?::?([0-5]\d))?(?!\d))?"
    r"|([+-])(0\d|1[0-4]):?([0-5]\d)(?![\d/.-]))?"
)
_HOUR = re.compile(rf"(?<![\d:/.+-])(?:[01]?\d|2[0-3])\s?(?:{_PART_OF_DAY}|h(?!\w))")
_TRIPLE = re.compile(r"(?<!\d)(\d{4}|\d\d?)\s?([-/.])\s?(\d\d?)\s?\2\s?(\d{4}|\d\d?)(?!\d)")
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_LINK_WORDS = (
    "de of the th st nd rd er re eme ere o a del di da le la em e",
    "من شهر عام سنه لعام لسنه ماه سال د ي ام م ه",
)
_LINKS = frozenset(" ".join(_LINK_WORDS).split())

#: The types of a date's tokens: d has one or two digits, y four; g, s and h are months of the Gregorian, the
#: Solar Hijri and the Islamic calendar. Besides there are x (other numbers) and w (words).
_GROUP = re.compile(r"dg+y|g+dy|yg+d|g+y|yg+|ds+y|ys+d|s+dy|s+y|ys+|dh+y?|h+dy|yh+d|h+y?")


def moment_in_words(text: str, reading: Reading) -> Moment | None:
    """Return the one moment that `text` states, or None; see `warraq.corpus.dates.parse.parse_date`.

    Every number must belong to a date or a time, and the words between the parts of a date must be ones that
    link them: "2 days ago, 2023" is no second of August in Spanish.

    Raises:
        ValueError: there is no such day.
        OverflowError: the instant lies beyond the calendar.
    """
    rest = fold(text)
    clocks: set[Clock] = set()
    if ":" in rest or "h" in rest or "." in rest:
        clocks = {_clock(match) for match in _CLOCK.finditer(rest)}
        rest = _CLOCK.sub(" ", rest)
    rest = _HOUR.sub(" ", rest)
    days: set[Day] = set()
    if "/" in rest or "-" in rest or "." in rest:
        for match in _TRIPLE.finditer(rest):
            days |= _numeric_days(match, reading)
        rest = _TRIPLE.sub(" ", rest)
    named = _named_days(rest)
    if named is None:
        return None
    days |= named
    found = {day for day in days if day.year >= 1900} or {solar for day in days for solar in _converted(day)}
    return clock_moment(found.pop(), _agreed(clocks), reading) if len(found) == 1 else None


def reads_solar(reading: Reading) -> bool:
    """Return whether numeric dates of the years 13xx and 14xx are Solar Hijri where the source writes."""
    return reading.zone.key in _SOLAR_ZONES


def _clock(match: re.Match[str]) -> Clock:
    hour, minute, second, part, name, sign, hours, minutes, *bare = match.groups()
    number = int(hour)
    if part and number <= 12:
        number = number % 12 + (12 if _is_late(part, number) else 0)
    offset = minutes_ahead(sign, hours, minutes) if sign else minutes_ahead(*bare)
    if offset is None and name:
        offset = int(ZONE_HOURS[name] * 60)
    return Clock(number, int(minute), None if second is None else int(second), offset)


def _is_late(part: str, hour: int) -> bool:
    if part in {"ليلا", "شب"}:  # night: nine is 21, two is 2
        return 6 <= hour < 12
    if part.startswith("ظ"):  # noon: eleven is 11, one is 13
        return hour not in {10, 11}
    return part[0] in "pمعب"


def _agreed(clocks: set[Clock]) -> Clock | None:
    found = {clock for clock in clocks if clock.offset is not None} or clocks
    return next(iter(found)) if len(found) == 1 else None


def _numeric_days(match: re.Match[str], reading: Reading) -> set[Day]:
    first, _, second, third = match.groups()
    if len(first) == 4:
        day = Day(int(first), int(second), int(third))
    elif len(third) == 4:
        day_first = reading.day_first or int(third) < 1900
        day = ordered(int(first), int(second), int(third), day_first=day_first)
    else:
        raise ValueError("a year of two digits")
    return {day} if day.year >= 1900 or reads_solar(reading) else set()


def _converted(day: Day) -> list[Day]:
    found = solar_to_gregorian(day.year, day.month or 0, day.day or 0)
    return [] if found is None else [Day(found.year, found.month, found.day)]


def _named_days(text: str) -> set[Day] | None:
    """Return the days and months that folded `text` names; None if a number or month is left over."""
    types, values = _typed_tokens(text)
    if types.count("w") > _MAX_WORDS:
        return None
    days = set()
    for match in _GROUP.finditer(types):
        group = match[0]
        if "h" in group:
            continue
        numbers = list(zip(group, values[match.start() : match.end()], strict=True))
        months = {number for kind, number in numbers if kind in "gs"}
        year = next(number for kind, number in numbers if kind == "y")
        day = next((number for kind, number in numbers if kind == "d"), None)
        if len(months) > 1 or ("g" in group) != (year >= 1900):
            return None
        if day is not None or "g" in group:  # a Solar Hijri month lies in two Gregorian ones
            days.add(Day(year, months.pop(), day))
    return None if set(_GROUP.sub("", types)) & set("dyxg") else days


def _typed_tokens(text: str) -> tuple[str, list[int]]:
    """Return one letter a token, as in `_GROUP`, and the number of each (0 for words)."""
    types: list[str] = []
    values: list[int] = []
    tokens = _TOKEN.findall(text)
    taken = -1
    for index, token in enumerate(tokens):
        if index == taken or token in _LINKS:
            continue
        if token.isdecimal():
            kind, number = {1: "d", 2: "d", 4: "y"}.get(len(token), "x"), int(token)
        else:
            kind, number = MONTHS.get(token, ("w", 0))
            if token in FIRST_WORDS and index + 1 < len(tokens):
                pair = MONTHS.get(f"{token} {tokens[index + 1]}")
                kind, number = pair or (kind, number)
                taken = index + 1 if pair else -1
        types.append(kind)
        values.append(number)
    if tokens[:1] == ["mar"] and types.count("g") > 1:
        types[0] = "w"  # mardi, martes: the weekday before the month
    return "".join(types), values
