"""Phrases that an agency writes of itself: that a statement reached it, that its correspondent reports."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from warraq.corpus.text.agency import AgencyIndex

_OPENING = 800  # characters in which a statement may have «reached» the agency
_LEAD = 80  # characters in which «به گزارش خبرنگار …» opens a story
_BRACKETS = "()[]{}«»“”\"'"
_NO_BRACKETS = str.maketrans("", "", _BRACKETS)

_AGENCY = (
    r"(?P<agency>(?:وكالة\s+)?(?:[“\"«'(][^”\"»')\n]{2,30}[”\"»')]"
    r"|[^\W\d_]+(?:\s[^\W\d_]+){0,3}))"
)
_PAPER = r"\b(?:تصريح|بيان|تقرير|خبر|بلاغ|رسالة|كلمة|حديث|تعميم|تصريحات|نص)(?:اً|ا)?(?:\s+[^\s.،]+){0,4}?\s+"
_COPY = r"(?:\s+(?:على\s+)?(?:نسخة|نسخةً)\s+(?:من|عن)(?:ه|ها|هما|هم)?\b)"
_REACHED = re.compile(rf"{_PAPER}وصلت?\s+(?:إلى\s+|الى\s+|لـ?\s*)?{_AGENCY}")
_COPIED = re.compile(
    r"\b(?:وصلت?|تلقى|تلقّ?ت|تسلّ?مت)\s+(?:على\s+)?(?:إلى\s+|الى\s+|لـ?\s*)?"
    + _AGENCY.replace("{0,3}", "{0,3}?")
    + r"(?:\s[“\"«'(][^”\"»')\n]{2,20}[”\"»')])?"
    + _COPY
)
_OWN_REPORT = re.compile(
    r"(?:به گزارش|به‌گزارش)\s+(?:خبرنگار\s+(?:خبرگزاری\s+)?|خبرگزاری\s+)(?P<agency>[^\W\d_]+)\s*[،,؛:(]"
)


def statement(body: str, agencies: AgencyIndex) -> tuple[str, str] | None:
    """Return the agency whose own story the phrases of the opening prove, and the phrase, or None.

    «في بيان وصل صفا», «تلقت وكالة الأفق نسخة منه», «به گزارش خبرنگار مهر،» as the first words. What an
    agency is only quoted for («قالت وكالة رويترز إن») is no such phrase.
    """
    opening = body[:_OPENING]
    if "وصل" in opening:
        for match in _REACHED.finditer(opening):
            if name := _named(match["agency"], agencies):
                return name, match.group()
    if "نسخة" in opening:
        for match in _COPIED.finditer(opening):
            if name := _named(match["agency"], agencies, whole=True):
                return name, match.group()
    if "گزارش" in opening[:_LEAD]:
        found = _OWN_REPORT.search(opening, 0, _LEAD + 40)
        name = agencies.find(found["agency"], certain=True) if found and found.start() < _LEAD else None
        if found and name:
            return name, found.group()
    return None


def _named(text: str, agencies: AgencyIndex, *, whole: bool = False) -> str | None:
    """Return the agency that the words begin with; quoted ones and `whole` must be its name and no more."""
    words = text.translate(_NO_BRACKETS).split()
    exact = whole or text[-1] in _BRACKETS
    for count in range(len(words), len(words) - 1 if exact else 0, -1):
        name = agencies.find(" ".join(words[:count]), certain=True)
        if name:
            return name
    return None
