"""Times of day in words: parts of the day, zones, places."""

from __future__ import annotations

import re

from warraq.corpus.dates.folding import fold
from warraq.corpus.dates.moments import Clock, minutes_ahead
from warraq.corpus.dates.zones import ABBREVIATIONS, place_zone

_BEFORE_NOON = (
    "صباحا,الصباح,صبح,فجرا,الفجر,فجر,ص,قبل الظهر,قبل ظهر,قبل از ظهر,بەیانی,پێش نیوەڕۆ,پێشنیوەڕۆ,утра,du matin"
)
_AFTER_NOON = (
    "مساءً,مساءا,مساءاً,المساء,مساء,عصرا,العصر,عصر,م,بعد الظهر,بعد ظهر,بعد از ظهر,بعدازظهر,شام,سه پهر,"
    "ئێوارە,پاش نیوەڕۆ,پاشنیوەڕۆ,دوای نیوەڕۆ,вечера,du soir,de l'apres-midi,de la tarde"
)
_NIGHT = "ليلا,ليل,الليل,شب,رات,شەو,ночи"
_NOON = "ظهرا,ظهر,الظهر,دوپہر,نیوەڕۆ"
_PARTS = {
    fold(word): part
    for part, words in (("a", _BEFORE_NOON), ("p", _AFTER_NOON), ("night", _NIGHT), ("noon", _NOON))
    for word in words.split(",")
}
_PART = (
    r"(?:[ap]\.?\s?m(?:\.|(?!\w))|[بق]\.?\s?ظ(?!\w)|(?:"
    + "|".join(sorted(map(re.escape, _PARTS), key=lambda word: (-len(word), word)))
    + r")(?!\w))"
)
_WORDS_BEFORE = "|".join(
    sorted(map(re.escape, (word for word in _PARTS if len(word) > 1)), key=lambda word: (-len(word), word))
)
_NAMES = "|".join(re.escape(name) for name in ABBREVIATIONS)
_CLOCK = re.compile(
    rf"(?:(?<!\w)({_WORDS_BEFORE}|[ap]\.?m\.?)\s+(?:الساعه\s+)?)?"
    r"(?<![\d:/.+])([01]?\d|2[0-3])(?:\s?[:h]\s?|\.)([0-5]\d)(?!\d|\.\d)(?:\s?:\s?([0-5]\d|60)(?!\d)(?:[.,]\d+)?)?"
    rf"\s*({_PART})?\s*"
    rf"(?:\(?({_NAMES})(?!\w)\s?(?:([+-])(0?\d|1[0-4])(?::?([0-5]\d))?(?!\d))?"
    r"|([+-])(0\d|1[0-4]):?([0-5]\d)(?![\d/.-]))?"
)
_HOUR = re.compile(rf"(?<![\d:/.+-])(?:[01]?\d|2[0-3])\s?(?:{_PART}|h(?!\w)|uhr(?!\w)|بجه(?!\w))")
_PLACE = re.compile(
    r"(?<!\w)(?:ب?(?:ال)?توقيت|به وقت|heure d[eu']|saati ile|(?=local time))\s*((?:[^\W\d_]+ ?){1,2})"
)


def take_clocks(text: str) -> tuple[Clock | None, str]:
    """Return the one time of day that folded `text` states, and the text without times.

    Two times that disagree are none; a time with an offset goes before one without. An hour alone is taken
    out and is no time. A time in a place that is not known is none.
    """
    if ":" not in text and "h" not in text and "." not in text:
        return None, _HOUR.sub(" ", text)
    found = {_clock(match): None for match in _CLOCK.finditer(text)}
    rest = _HOUR.sub(" ", _CLOCK.sub(" ", text)) if found else _HOUR.sub(" ", text)
    place = _PLACE.search(rest) if found else None
    if place:
        zone = place_zone(place[1])
        rest = rest.replace(place[0], " ", 1)
        if zone is None:
            return None, rest
        found = {
            clock if clock.offset is not None or clock.zone else clock._replace(zone=zone or None): None
            for clock in found
        }
    fixed = [clock for clock in found if clock.offset is not None or clock.zone] or list(found)
    return (fixed[0] if len(fixed) == 1 else None), rest


def _clock(match: re.Match[str]) -> Clock:
    before, hour, minute, second, part, name, sign, hours, minutes, *bare = match.groups()
    part, number = part or before, int(hour)
    if part and number <= 12:
        number = number % 12 + (12 if _is_late(part, number) else 0)
    ahead = minutes_ahead(sign, hours, minutes) if sign else minutes_ahead(*bare)
    zone = name if ahead is None else None
    return Clock(number, int(minute), None if second is None else int(second), ahead, zone)


def _is_late(part: str, hour: int) -> bool:
    kind = _PARTS.get(part) or part[0]
    if kind == "night":  # nine is 21, two is 2
        return 6 <= hour < 12
    if kind == "noon":  # eleven is 11, one is 13
        return hour not in {10, 11}
    return kind in "pب"
