"""The date that a line near a headline states, among names, places and reading times."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.dates.parse import parse_date
from warraq.corpus.dates.relative import may_be_page_clock
from warraq.corpus.extract.dump_dates import find_dates
from warraq.corpus.extract.dump_lines import Line
from warraq.corpus.extract.page_lines import EDGE
from warraq.corpus.records import Moment

if TYPE_CHECKING:
    from datetime import datetime

    from warraq.model.settings import Source

_LONGEST = 160
_LONGEST_RELATIVE = 40
_MOST_SPANS = 80
_FEW_WORDS = 8
_WORDS_OF_A_PLACE = 2
_DIGIT = re.compile(r"\d")
_PARTS = re.compile(rf"\s*[|•·/–—()]\s*(?:\s|(?=\D))|\s+[|•·–—-]\s*|[,،؛]\s+|\s*{EDGE}\s*")
_LABEL = re.compile(rf"(?<=[\s{EDGE}])[^\W\d]{{2,15}}\s?[:：]\s")
_TELLS_PUBLISHED = re.compile(
    r"(?:published|posted|publi[ée]e?|publiziert|veröffentlicht|erstellt|erschienen|eingestellt|giriş|"
    r"yayın\w*|نشر\w*|النشر|انتشار|اشاعت|شائع|خپور)\s?[:：]?\s?(?:am|on|at|le|el|tarihi|في|بتاريخ|یوم)?\s(?=\S)",
    re.IGNORECASE,
)
_TELLS_CHANGED = re.compile(
    r"(?:updated?|modified|changed|aktualisiert|geändert|güncel\w*|mise? à jour|actualizado|aggiornato|"
    r"تحديث\w*|التحديث|محدث\w*|تعديل|روز ?رسانی|بروزرسانی|ویرایش|اپ ?ڈیٹ|تازه)"
    r"\W*(?:am|on|at|le|el|في|tarihi|در)?\W*$",
    re.IGNORECASE,
)
_BYLINE = re.compile(
    r"(?:by|von|par|por|di|door|yazan|haber|كتبت?|بقلم|بواسط[ةه]|إعداد|اعداد|تقرير|محرر|المحرر|المصدر|المؤلف|"
    r"نویسنده|خبرنگار|گزارشگر|تحریر|لیکوال|راپور|از|من)\s?[:：\-]?\s+\S",
    re.IGNORECASE,
)
#: The words of a name in front of a date.
_NAME = re.compile(r"(?:[A-Z][^\W\d]+\s){2,4}(?=[A-Z]?[^\W\d]*\s?\d)")
_SHORT_YEAR = re.compile(r"(?<![\d./-])(\d\d?[./-]\d\d?[./-])(\d\d)(?![\d./-])", re.ASCII)
_NOON = re.compile(r"\b([ap])\.\s?m\.", re.IGNORECASE)
_COMMAS = frozenset({",", "،", "؛"})


def date_in_line(
    line: str, before: str, source: Source, years: set[int], fetched: datetime | None = None
) -> Moment | None:
    """Return the day that a line states as one of publication, or None.

    A line is a date's if one of its parts says nothing else. A caption may end with a date too: so none is
    read behind a comma, except behind a place, nor behind more than a few words. What stands behind a word
    for a change is not of publication. The day of fetching, which many pages print, is one only where a time
    stands beside it, or a word for publishing or a writer before it.

    Args:
        line: as `page_lines.text_lines` gives it, with marks between its elements.
        before: the line above.
        years: the only ones that a year of two digits is read as.
        fetched: when the page was fetched, in naive UTC.
    """
    if len(line) > _LONGEST or not _DIGIT.search(line):
        return None
    line = _NOON.sub(r"\1m", _SHORT_YEAR.sub(lambda match: _whole_year(match, years), line))
    known = Moment(fetched, "second") if fetched else None
    for start, stop in _spans(line):
        moment, labelled = _published(line[start:stop], source)
        ahead = f"{before[-30:]} {line[:start]}"[-60:].replace(EDGE, " ")
        if moment is None or _TELLS_CHANGED.search(ahead):
            continue
        if labelled or _ends_with_label(ahead) or not may_be_page_clock(moment, known, source.zone):
            return moment
    plain = line.replace(EDGE, " ")
    if _BYLINE.match(plain) or _NAME.match(plain):
        words = plain.split()
        for at in range(1, min(len(words), 10)):
            if moment := _published(" ".join(words[at:]), source)[0]:
                return moment
    return None


def relative_date_in_line(line: str, source: Source, fetched: datetime) -> Moment | None:
    """Return the moment that a part of a line counts back from `fetched`, or None."""
    if len(line) > _LONGEST:
        return None
    for part in (line.replace(EDGE, " "), *_PARTS.split(line)):
        if len(part) <= _LONGEST_RELATIVE:
            moment = parse_date(
                part,
                zone=source.zone,
                day_first=source.day_first,
                origin="text",
                language=source.language,
                fetched=Moment(fetched, "second"),
            )
            if moment is not None and moment.origin == "relative":
                return moment
    return None


def _spans(line: str) -> list[tuple[int, int]]:
    """Return where the runs of the line's parts lie that may be a date, the longest first."""
    edges = list(_PARTS.finditer(line))
    labels = [label.start() for label in _LABEL.finditer(line)]
    starts = [0, *labels, *(told.end() for told in _TELLS_PUBLISHED.finditer(line))]
    for edge in edges:
        words = len(line[: edge.start()].split())
        if words <= (_WORDS_OF_A_PLACE if edge[0].strip() in _COMMAS else _FEW_WORDS):
            starts.append(edge.end())
    stops = [*(edge.start() for edge in edges), *labels, len(line)]
    spans = {(start, stop) for start in starts for stop in stops if start < stop}
    return sorted(spans, key=lambda span: (span[0] - span[1], span))[:_MOST_SPANS]


def _whole_year(match: re.Match[str], years: set[int]) -> str:
    year = 2000 + int(match[2])
    return f"{match[1]}{year}" if year in years or year + 1 in years else match[0]


def _ends_with_label(text: str) -> bool:
    return any(told.end() == len(text) for told in _TELLS_PUBLISHED.finditer(f"{text}."))


def _published(text: str, source: Source) -> tuple[Moment | None, bool]:
    """Return the date of publication that the text is, and whether a word in it says that."""
    plain = " ".join(text.replace(EDGE, " ").split())
    dates = find_dates([Line(1, plain, None)], source) if _DIGIT.search(plain) else []
    return next(
        ((date.moment, bool(date.label)) for date in dates if date.label != "modified"), (None, False)
    )
