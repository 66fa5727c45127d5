"""Dates on lines of a page that hold nothing but a date."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from warraq.corpus.dates.folding import fold
from warraq.corpus.dates.months import FIRST_WORDS, MONTHS
from warraq.corpus.dates.parse import parse_date

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.corpus.extract.dump_lines import Line, Run
    from warraq.corpus.records import Draft, Moment
    from warraq.model.settings import Source

_LONGEST = 80
_ABOVE = 2
_BELOW = 4
#: Words before a date, folded, by language: ar, fa and fa-AF, ps, ur, ckb, then European ones.
_PUBLISHED = (
    # Persian before Arabic, whose word for publishing it begins with.
    r"(?:منتشر|نشر) شده?(?: (?:در|است))?|منتشر شد|"
    r"(?:تم )?(?:ال)?نشر(?:ت)?(?: (?:في|بتاريخ|يوم))?|اضيف (?:في|بتاريخ)|كتب (?:في|بتاريخ)|"
    r"تاريخ (?:ال)?(?:نشر|خبر|انتشار|اشاعت|مقال|اضافه)|بتاريخ|التاريخ|تاريخ|"
    r"(?:زمان|وقت|ساعت) (?:ال)?(?:انتشار|نشر|اشاعت|مخابره)|انتشار|"
    r"د? ?خپر(?:يد|يدو|ول|ېدو|ېدنې) (?:نيټه|نېټه|نېته)|نيټه|نېټه|خپور(?: شوي)?|خپره? شوي|"
    r"(?:شايع|شاءع|شاعع)(?: (?:شده|كرده|هوا|هوءي|هوئي))?|اشاعت كي تاريخ|اشاعت|"
    r"بلاوكراوه ?ته ?وه|بهروار|به ?روار|"
    r"published(?: (?:on|at))?|posted(?: on)?|date|first published|publie(?: le)?|mis en ligne(?: le)?|"
    r"veroffentlicht(?: am)?|erstellt(?: am)?|publicado(?: (?:el|em))?|pubblicato(?: il)?|"
    r"yayinlanma(?: tarihi)?|yayin tarihi|giris(?: tarihi)?|tarih|stand"
)
_MODIFIED = (
    r"(?:اخر |تم )?(?:ال)?تحديث(?: (?:في|بتاريخ))?|تاريخ (?:ال)?تحديث|حدث في|عدل في|"
    r"(?:اخرين )?(?:به ?روز ?رساني|بروز ?رساني|ويرايش|تغيير)(?: شده)?|به ?روز شده?(?: در)?|"
    r"تازه شوي|وروستي تازه كول|نوي شوي|"
    r"(?:اخري )?(?:اپ ?ڈيٹ|اپ ?ديت)(?: (?:شده|كيا گيا|هوا))?|"
    r"(?:last )?(?:updated|modified)(?: (?:on|at))?|update|mis a jour(?: le)?|"
    r"(?:zuletzt )?aktualisiert(?: am)?|actualizado(?: (?:el|em))?|atualizado(?: em)?|aggiornato(?: il)?|"
    r"(?:son )?guncelleme(?: tarihi)?|guncellendi"
)
_LABEL = re.compile(rf"(?:(?P<modified>{_MODIFIED})|{_PUBLISHED})\s?[:：\-–|]?\s+(?=\S)")
_BARS = re.compile(r"\s*[|•·]\s*|\s+[–—]\s+|\s*[،,]\s+(?=[^\W\d]+\s?:)")
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
        "اتوار پیر منگل بدھ جمعرات ہفتہ جمعہ بجے وقت عیسوی ء بوقت صبح شام رات دوپہر "
        "یکشنبې دوشنبې سه‌شنبې چارشنبې پنجشنبې چهارشنبې اتوار ګل نهه نهی چارشنبه لمریز کال بجې د ل "
        "خورشیدی شمسی هجری میلادی قمری برابر با مطابق مورخ "
        "شەممە یەکشەممە دووشەممە سێشەممە چوارشەممە پێنجشەممە هەینی کاتژمێر "
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


@dataclass(frozen=True, slots=True)
class FoundDate:
    """What a line of a page that is only a date says.

    Attributes:
        at: index of the line.
        number: its number on the page.
        label: "published", "modified" or "", as the words before the date have it.
    """

    at: int
    number: int
    moment: Moment
    label: str


def read_dates(lines: Sequence[Line], source: Source) -> PageDates:
    """Return what the lines that are only dates say; the first of each kind counts."""
    dates = find_dates(lines, source)
    found = PageDates(mark_dates(lines, dates))
    for date in dates:
        name = "modified" if date.label == "modified" else "published"
        if getattr(found, name) is None:
            setattr(found, name, date.moment)
            found.evidence[f"{name}_at"] = f"dump line {date.number}"
    return found


def find_dates(lines: Sequence[Line], source: Source) -> list[FoundDate]:
    """Return the dates on lines that hold nothing else, in page order; a bar may part two on one line."""
    found = []
    for at, line in enumerate(lines):
        if line.reason is not None or len(line.text) > _LONGEST or not _DIGIT.search(line.text):
            continue
        for label, moment in _dates_of(line.text, source):
            found.append(FoundDate(at, line.number, moment, label))
    return found


def mark_dates(lines: Sequence[Line], dates: Sequence[FoundDate]) -> list[Line]:
    """Return the lines with those of dates marked "date-line"."""
    marked = list(lines)
    for date in dates:
        marked[date.at] = replace(marked[date.at], reason="date-line")
    return marked


def choose_dates(draft: Draft, dates: Sequence[FoundDate], title_at: int, run: Run) -> None:
    """Put the article's own dates into the draft.

    A labelled date counts before one without a label, and one near the article before a far one. A date
    without a label counts only between the line above the headline and a few lines below the body: the
    head of a page shows the day on which it was fetched.
    """
    for name in ("published", "modified"):
        near = [date for date in dates if date.label == name]
        if not near and name == "published":
            near = [
                date for date in dates if not date.label and title_at - _ABOVE <= date.at < run.stop + _BELOW
            ]
        if near:
            date = min(near, key=lambda date: (_distance(date.at, title_at, run), date.at))
            setattr(draft, name, date.moment)
            draft.evidence[f"{name}_at"] = f"dump line {date.number}"


def _distance(at: int, title_at: int, run: Run) -> int:
    """Return how many lines off a date is: between headline and article none, below it counts double."""
    if title_at - _ABOVE <= at < run.start:
        return 0
    return title_at - at if at < title_at else 2 * max(1, at - run.stop + 1)


def _dates_of(text: str, source: Source) -> list[tuple[str, Moment]]:
    whole = _date_of(text, source)
    if whole:
        return [whole]
    parts = [_date_of(part, source) for part in _BARS.split(text) if part]
    return [part for part in parts if part] if len(parts) > 1 and all(parts) else []


def _date_of(text: str, source: Source) -> tuple[str, Moment] | None:
    folded = fold(text).strip(" |·•-–—:[]()")
    label = _LABEL.match(folded)
    value = folded[label.end() :] if label else folded
    if not _only_a_date(value):
        return None
    moment = parse_date(value, zone=source.zone, day_first=source.day_first, origin="text")
    if moment is None or moment.precision in ("year", "month", "none"):
        return None
    return ("" if label is None else "modified" if label["modified"] else "published"), moment


def _only_a_date(folded: str) -> bool:
    return all(word in MONTHS or word in FIRST_WORDS or word in _DATE_WORDS for word in _WORD.findall(folded))
