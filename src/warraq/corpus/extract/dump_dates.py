"""Dates on lines of a page that hold nothing but a date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from warraq.corpus.dates.months import FIRST_WORDS, MONTHS, fold
from warraq.corpus.dates.parse import parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.corpus.extract.dump_lines import Line
    from warraq.corpus.records import Moment
    from warraq.model.settings import Source

_LONGEST = 80
_PUBLISHED = (
    r"(?:تم )?(?:ال)?نشر(?:ت)?(?: (?:في|بتاريخ|يوم))?|تاريخ (?:النشر|الخبر|انتشار|اشاعت)|بتاريخ|"
    r"التاريخ|تاريخ|"
    r"منتشر شده(?: در)?|"
    r"زمان انتشار|اشاعت|published(?: (?:on|at))?|posted(?: on)?|date|publie(?: le)?|mis en ligne(?: le)?|"
    r"veroffentlicht(?: am)?|publicado(?: el)?|yayinlanma(?: tarihi)?|stand"
)
_MODIFIED = (
    r"(?:اخر |تم )?(?:ال)?تحديث(?: في)?|حدث في|به ?روز ?رساني|(?:last )?(?:updated|modified)(?: (?:on|at))?|"
    r"mis a jour(?: le)?|(?:zuletzt )?aktualisiert(?: am)?|actualizado(?: el)?|guncelleme(?: tarihi)?"
)
_LABEL = re.compile(rf"(?:(?P<modified>{_MODIFIED})|{_PUBLISHED})\s?[:：\-–|]?\s+(?=\S)")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[^\W\d_]+")
#: What a date may hold beside digits and months: weekdays, times of day, zones and what joins them.
_DATE_WORDS = frozenset(
    fold(
        "السبت الأحد الاحد الإثنين الاثنين الثلاثاء الأربعاء الخميس الجمعة الثاني الثانى ثاني "
        "الأول أول الآخر الأولى الثانية الآخرة المحرم الساعة في من يوم عام سنة شهر "
        "صباحا صباحًا مساء مساءً ظهرا ظهرًا عصرا ليلا "
        "ص م هـ ه بتوقيت غرينتش جرينتش القدس القاهرة الرياض مكة بيروت بغداد دمشق طهران كابل تهران "
        "شنبه یکشنبه دوشنبه سه‌شنبه چهارشنبه پنجشنبه پنج چهار سه یک دو جمعه "
        "ساعت صبح شب ظهر عصر بعد از قبل سال ماه روز هفته ش ق ظ ب "
        "اتوار پیر منگل بدھ جمعرات ہفتہ جمعہ بجے "
        "monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur "
        "thurs fri sat sun "
        "on at of the st nd rd th am pm gmt utc est edt cst cdt pst pdt cet cest eet msk bst t z h "
        "lundi mardi mercredi jeudi vendredi samedi dimanche le à er de du "
        "montag dienstag mittwoch donnerstag freitag samstag sonntag den der um uhr mo di mi do fr sa so "
        "lunes martes miércoles jueves viernes sábado domingo del las el a "
        "pazartesi salı çarşamba perşembe cuma cumartesi pazar saat"
    ).split()
)


@dataclass(slots=True)
class PageDates:
    """The page's lines with those of dates marked "date-line", and what they say."""

    lines: list[Line]
    published: Moment | None = None
    modified: Moment | None = None
    evidence: dict[str, str] = field(default_factory=dict)


def read_dates(lines: Sequence[Line], source: Source) -> PageDates:
    """Return what the lines that are only dates say; the first of each kind counts."""
    found = PageDates(list(lines))
    for at, line in enumerate(lines):
        if line.reason is not None or len(line.text) > _LONGEST or not _DIGIT.search(line.text):
            continue
        moment, modified = _date_of(line.text, source)
        if moment is None:
            continue
        found.lines[at] = replace(line, reason="date-line")
        name = "modified" if modified else "published"
        if getattr(found, name) is None:
            setattr(found, name, moment)
            found.evidence[f"{name}_at"] = f"dump line {line.number}"
    return found


def _date_of(text: str, source: Source) -> tuple[Moment | None, bool]:
    folded = fold(text).strip(" |·•-–—:[]()")
    label = _LABEL.match(folded)
    value = folded[label.end() :] if label else folded
    if not _only_a_date(value):
        return None, False
    moment = parse_date(value, zone=source.zone, day_first=source.day_first, origin="text")
    if moment is None or moment.precision in ("year", "month", "none"):
        return None, False
    return moment, bool(label and label["modified"])


def _only_a_date(folded: str) -> bool:
    return all(word in MONTHS or word in FIRST_WORDS or word in _DATE_WORDS for word in _WORD.findall(folded))
