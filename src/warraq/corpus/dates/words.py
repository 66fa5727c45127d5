"""Dates with words: month names, weekdays, am and pm, zones, two calendars side by side."""

from __future__ import annotations

import re
from datetime import date
from typing import TYPE_CHECKING

from warraq.corpus.dates.clocks import take_clocks
from warraq.corpus.dates.eras import converted, numeric_calendar, reads_year_last
from warraq.corpus.dates.folding import fold
from warraq.corpus.dates.moments import Day, Reading, clock_moment, ordered
from warraq.corpus.dates.months import FIRST_WORDS, MONTHS
from warraq.corpus.dates.weekdays import FIRST_WORDS as FIRST_WEEKDAY_WORDS
from warraq.corpus.dates.weekdays import WEEKDAYS

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.corpus.records import Moment

_MAX_WORDS = 16

_TRIPLE = re.compile(r"(?<!\d)(\d{4}|\d\d?)\s?([-/.])\s?(\d\d?)\s?\2\s?(\d{4}|\d\d?)(?!\d)")
_EAST = re.compile(fold(r"(\d{4})\s?(?:年|년)\s?(\d\d?)\s?(?:月|월)\s?(\d\d?)\s?(?:日|일)"))
_NUMBERED = re.compile(r"(?<!\w)([كت])\s?([12])(?!\w)")  # Lebanon's short forms of كانون and تشرين
_TOKEN = re.compile(r"\d+|[^\W\d_]+")
_LINK_WORDS = (
    "de of the th st nd rd er re eme ere o a del di da le la em e den der г года من شهر عام "
    "سنه لعام لسنه ماه سال د ي ام م ه ش ق ى هجري شمسي قمري خورشيدي ميلادي المبارك المكرم "
    "المعظم المظفر المرجب الحرام الفضيل كي"
)
_LINKS = frozenset(_LINK_WORDS.split())

#: The types of a date's tokens: d has one or two digits, y four; g, s and h are months of the Gregorian, the
#: Solar Hijri and the Islamic calendar. Besides there are k (days of the week), x (other numbers) and
#: w (words).
_GROUP = re.compile(r"dg+y|g+dy|yg+d|g+y|yg+|ds+y|ys+d|s+dy|s+y|ys+|dh+y|h+dy|yh+d|h+y|dh+|h+d?")
_SHORT_YEAR = re.compile(r"k*(?:dg+d|g+dd)k*")

_Statement = tuple[Day, ...]  # the days that it may mean, the likeliest first


def moment_in_words(text: str, reading: Reading) -> Moment | None:
    """Return the one moment that `text` states, or None; see `warraq.corpus.dates.parse.parse_date`.

    Every number must belong to a date or a time, and the words between the parts of a date must be ones that
    link them: "2 days ago, 2023" is no second of August in Spanish.

    Raises:
        ValueError: there is no such day.
        OverflowError: the instant lies beyond the calendar.
    """
    clock, rest = take_clocks(fold(text))
    rest = _EAST.sub(r" \1-\2-\3 ", rest)
    if "ك" in rest or "ت" in rest:
        rest = _NUMBERED.sub(_full_name, rest)
    stated: dict[str, list[_Statement]] = {"g": [], "s": [], "h": []}
    if "/" in rest or "-" in rest or "." in rest:
        era = rest
        for match in _TRIPLE.finditer(rest):
            _read_triple(match, era, reading, stated)
        rest = _TRIPLE.sub(" ", rest)
    weekdays = _read_names(rest, reading, stated)
    if weekdays is None:
        return None
    statements = stated["g"] or stated["s"] or stated["h"]
    day = _agreed(statements, weekdays, exact=bool(stated["g"] or stated["s"])) if statements else None
    return clock_moment(day, clock, reading) if day else None


def _full_name(match: re.Match[str]) -> str:
    return f" {'كانون' if match[1] == 'ك' else 'تشرين'} {'الاول' if match[2] == '1' else 'الثاني'} "


def _read_triple(
    match: re.Match[str], text: str, reading: Reading, stated: dict[str, list[_Statement]]
) -> None:
    first, mark, second, third = match.groups()
    if len(first) == 4:
        years_last, year, options = False, int(first), [Day(int(first), int(second), int(third))]
    elif len(third) == 4:
        years_last, year = True, int(third)
    elif len(third) == 2 and mark in "/." and reads_year_last(reading):
        years_last, year = True, _century(int(third))
    else:
        raise ValueError("a year of two digits")
    calendar = "g" if year >= 1900 else numeric_calendar(text, year, reading)
    if calendar is None:
        return
    if years_last:
        day_first = reading.day_first or calendar != "g"
        options = [ordered(int(first), int(second), year, day_first=day_first)]
        if calendar == "g" and int(first) <= 12 and int(second) <= 12:
            options.append(ordered(int(first), int(second), year, day_first=not day_first))
    days = tuple(day for option in options for day in converted(calendar, option, reading))
    if not days:
        raise ValueError("no such day")
    stated[calendar].append(days)


def _century(year: int) -> int:
    return year + (2000 if year < 70 else 1900)


def _agreed(statements: Sequence[_Statement], weekdays: set[int], *, exact: bool) -> Day | None:
    """Return the day that all statements may mean and the weekday confirms.

    A weekday that none of the days falls on leaves the month: of the two, one is wrong.
    """
    common = [day for day in statements[0] if all(day in other for other in statements[1:])]
    if not common or len(weekdays) != 1:
        return common[0] if common else None
    days = [day for day in common if day.day is not None]
    fitting = [day for day in days if _weekday(day) in weekdays]
    if fitting or not days:
        return (fitting or common)[0]
    return Day(days[0].year, days[0].month, None) if exact else None


def _weekday(day: Day) -> int:
    return date(day.year, day.month or 1, day.day or 1).weekday()


def _read_names(text: str, reading: Reading, stated: dict[str, list[_Statement]]) -> set[int] | None:
    """Add the days, months and years that folded `text` names; None if a number or month is left over.

    Returns:
        The days of the week that it names.
    """
    types, values, lengths = _typed_tokens(text)
    if types.count("w") > _MAX_WORDS:
        return None
    if _SHORT_YEAR.fullmatch(types) and lengths[types.rindex("d")] == 2:
        last = types.rindex("d")
        types = f"{types[:last]}y{types[last + 1 :]}"
        values[last] = _century(values[last])
    for match in _GROUP.finditer(types):
        group = match[0]
        numbers = list(zip(group, values[match.start() : match.end()], strict=True))
        year = next((number for kind, number in numbers if kind == "y"), None)
        if year is None:
            continue
        months = {number for kind, number in numbers if kind in "gsh"}
        calendar = next(kind for kind in group if kind in "gsh")
        if len(months) > 1 or (calendar == "g") != (year >= 1900):
            return None
        day = next((number for kind, number in numbers if kind == "d"), None)
        days = converted(calendar, Day(year, months.pop(), day), reading)
        if not days and day is not None:
            raise ValueError("no such day")
        stated[calendar] += [days] if days else []
    if set(_GROUP.sub("", types)) & set("dyxg"):
        return None
    return {value for kind, value in zip(types, values, strict=True) if kind == "k"}


def _typed_tokens(text: str) -> tuple[str, list[int], list[int]]:
    """Return one letter a token, as in `_GROUP`, the number of each (0 for words), and its length."""
    types: list[str] = []
    values: list[int] = []
    lengths: list[int] = []
    tokens = _TOKEN.findall(text)
    taken = -1
    for index, token in enumerate(tokens):
        if index == taken or token in _LINKS:
            continue
        if token.isdecimal():
            kind, number = {1: "d", 2: "d", 4: "y"}.get(len(token), "x"), int(token)
        else:
            following = tokens[index + 1] if index + 1 < len(tokens) else ""
            kind, number, words = _named(token, following)
            taken = index + 1 if words == 2 else -1
        types.append(kind)
        values.append(number)
        lengths.append(len(token))
    if tokens[:1] == ["mar"] and types.count("g") > 1:
        types[0], values[0] = "k", 1  # mardi, martes: the weekday before the month
    return "".join(types), values, lengths


def _named(token: str, following: str) -> tuple[str, int, int]:
    """Return type, number and how many words of a month, a day of the week or another word."""
    if token in FIRST_WORDS and (pair := MONTHS.get(f"{token} {following}")):
        return *pair, 2
    if token in FIRST_WEEKDAY_WORDS and (day := WEEKDAYS.get(f"{token} {following}")) is not None:
        return "k", day, 2
    if month := MONTHS.get(token):
        return *month, 1
    if (day := WEEKDAYS.get(token)) is not None:
        return "k", day, 1
    return "w", 0, 1
