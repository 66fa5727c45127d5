"""Whose credit a short text is: a line of its own, what stands in brackets, a line of authors."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from warraq.corpus.text.agency import AgencyIndex

LINE = 60  # characters; a longer line is a sentence
SEVERAL = "وكالات"  # the name of "agencies", none in particular
BRACKETS = "()[]{}«»“”\"'"
WRAP = " \t\u00a0\u200e\u200f\u202f-–—ـ*•|/.،,؛:~#_"

_PART_WORDS = 3  # of what may stand beside an agency: a place, a desk, a paper
_UNKNOWN = re.compile(r"(?:وكالة|خبرگزاری)(?:\s+[^\W\d_]+){1,3}")
# Bodies that are called «agency» in Arabic or Persian and send no news.
_NO_NEWS = re.compile(
    r"ناسا|الفضاء|فضا|الطاقة|الذرية|الغوث|غوث|المخابرات|الاستخبارات|الأمن|الدفاع|التنمية|البيئة|اللاجئين|الأدوية"
    r"|حماية|مكافحة|السفر|سفر|سياحة|السياحة|إعلان|الإعلان|دعاية|التصنيف|موديز|فيتش|الأمم"
)
_LABEL = re.compile(
    r"(?:المصدر|مصدر|المصادر|مصادر|منبع|منابع|ماخذ|مأخذ|سەرچاوە|ذریعہ|sources?|quellen?|fuentes?|kaynak|fonte|"
    r"источник)(?:\s*[:：\-–/]\s*|\s+(?=[(\[«“\"]|وكال))",
    re.IGNORECASE,
)
_QUALIFIER = re.compile(
    r"(?:avec (?:l')?|(?:with )?inputs? from |"
    r"with |mit (?:material von )?|via |from |by |par |von |con (?:información de )?|"
    r"بالاتفاق مع|نقلا عن|نقلاً عن|به نقل از|خدمة|بقلم|بواسطة)\s*:?\s*(?=\S)",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"^(?:©|\(c\)|copyright|حقوق النشر)\s*(?:©|\(c\))?\s*|\b(?:19|20)\d\d\b|\.?\s*all rights reserved\.?$"
    r"|,?\s*dpa(?:-infocom)?:[\d-]+/\d+$",
    re.IGNORECASE,
)
_NO_REUSE = re.compile(
    r"(?:©|\(c\)|copyright)\s?[^.]{2,60}\.?(?:\s*all rights reserved\.?)?\s*this material may not be "
    r"published[^.]{0,120}\.?",
    re.IGNORECASE,
)
# The sign-off of Reuters: who reported, wrote and edited, in English and in its Arabic service.
_REPORTERS = re.compile(
    r"\(?(?:additional )?(?:reporting|writing|compiled) by [^()]{3,200}[;,]? (?:editing|writing) by "
    r"[^()]{3,120}\)?\.?"
    r"|\(?(?:إعداد|تغطية صحفية|شارك في التغطية)[^()]{3,160}النشرة العربية[^()]{0,100}\)?\.?"
    r"|\(?(?:إعداد|تغطية صحفية|شارك في التغطية)[^()]{3,160}للنشرة العربية[^()]{0,100}\)?\.?",
    re.IGNORECASE,
)
_LONG = 400
_PICTURE = re.compile(
    r"getty|images|photo|foto|صور|تصوير|فيديو|video|عکس|تصویر|رسم|infograph|أرشيف", re.IGNORECASE
)
_BYLINED = re.compile(r"(?:كتب|كتبت|إعداد|اعداد|بقلم|تحرير|ترجمة|متابعة|تقرير|حوار)(?:\s|:|$)")
_MARKS = r"[/|،,؛;+&]"
_PARTS = re.compile(rf"\s*{_MARKS}\s*|\s+[-–—ـ]+\s*|\s*[-–—ـ]+\s+|\s+(?:and|et|und|y|ve|و|avec|with|mit)\s+")
_BYLINE_PARTS = re.compile(
    r"\s*[/|،,؛;+&:：()\[\]]\s*|\s+[-–—ـ]+\s*|\s*[-–—ـ]+\s+|\s+(?:and|et|und|y|ve|و|avec|with|mit|for|in)\s+"
)
_STAFF = re.compile(r"\s+(?:staff|editorial|correspondents?|wire|news desk)$", re.IGNORECASE)
_FIRST = re.compile(r"[(\[]([^()\[\]]{2,40})[)\]]")


def line_credit(line: str, agencies: AgencyIndex, *, unknown: bool = True, sure: bool = False) -> str | None:
    """Return the agency that a line of its own names.

    A line may name a place, a desk or several agencies beside it: `فرانس24/ أ ف ب`, `الرياض - واس`; of
    several, the first is the credited one, and one with a name goes before `وكالات`.

    Args:
        line: one line, or what stands in brackets, with its brackets.
        agencies: from `AgencyIndex.load`.
        unknown: whether «وكالة» and up to three words are an agency too, if not one of the bodies that send
            no news.
        sure: whether aliases that are ordinary words count, as they do in brackets and behind a label.
    """
    if len(line) > LINE or not agencies.may_name(line) or _PICTURE.search(line):
        return None
    text = line.strip(WRAP)
    sure = sure or text[:1] in ("(", "[") or (line[:1] in "-–—ـ" and line[-1:] in "-–—ـ")
    text = text.strip(BRACKETS + WRAP)
    label = _LABEL.match(text)
    text = _RIGHTS.sub("", text[label.end() :] if label else text)
    text = text.strip(WRAP)
    qualifier = _QUALIFIER.match(text)
    text = (text[qualifier.end() :] if qualifier else text).strip(BRACKETS + WRAP)
    sure = sure or label is not None
    name = agencies.find(text, certain=sure) or (_unknown(text) if unknown else None)
    if name:
        return name
    parts = [part.strip(BRACKETS + WRAP) for part in _PARTS.split(text)]
    if len(parts) < 2 or any(len(part.split()) > _PART_WORDS for part in parts):
        return None
    return _first(agencies.find(part, certain=sure) for part in parts)


def sign_off(line: str) -> str | None:
    """Return the agency whose closing formula a last line is, such as `(Reporting by …; Editing by …)`."""
    if len(line) > _LONG:
        return None
    return "رويترز" if _REPORTERS.fullmatch(line) else None


def rights_note(line: str, agencies: AgencyIndex) -> str | None:
    """Return the agency that forbids reuse in a last line: `© 2024 … This material may not be …`."""
    if len(line) > _LONG or not _NO_REUSE.fullmatch(line):
        return None
    owner = re.split(r"\.|all rights", line, maxsplit=1, flags=re.IGNORECASE)[0]
    return line_credit(owner, agencies, unknown=False)


def parts_of(line: str) -> list[str]:
    """Return the parts of a line: places, papers, agencies."""
    return _PARTS.split(line)


def byline_credit(author: str, agencies: AgencyIndex) -> str | None:
    """Return the agency in a line of authors: `رويترز - لندن`, `Basil Hill, AP`, `الريحان: واس`, `واس (جدة)`.

    Names that are ordinary words too («فارس») count only with the word for agency or in brackets.
    """
    text = author.strip(WRAP)
    if not text or len(text) > 2 * LINE or not agencies.may_name(text) or _PICTURE.search(text):
        return None
    text = _STAFF.sub("", text)
    name = line_credit(text, agencies)
    if name:
        return name
    bracketed = _first(agencies.find(found.strip(WRAP), certain=True) for found in _FIRST.findall(text))
    if bracketed:
        return bracketed
    parts = [part.strip(BRACKETS + WRAP) for part in _BYLINE_PARTS.split(text)]
    if any(len(part.split()) > _PART_WORDS + 1 for part in parts):
        return None
    return _first(agencies.find(part, certain=_is_abbreviation(part, parts)) for part in parts if part)


def _is_abbreviation(part: str, parts: Sequence[str]) -> bool:
    """Return whether a part is an agency's capitals, not a person's initials: «AA» alone may be those."""
    return part.isascii() and part.isupper() and (len(part) > 2 or part == "AP" or len(parts) > 1)


def no_credit(text: str) -> bool:
    """Return whether a part of a line says that a writer («كتب») or a picture's source («تصوير») follows."""
    return _BYLINED.match(text) is not None or _PICTURE.search(text) is not None


def _first(names: Iterable[str | None]) -> str | None:
    found = [name for name in names if name]
    return next((name for name in found if name != SEVERAL), found[0] if found else None)


def _unknown(text: str) -> str | None:
    name = " ".join(text.split())
    return name if _UNKNOWN.fullmatch(name) and not _NO_NEWS.search(name) else None
