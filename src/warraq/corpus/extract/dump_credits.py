"""Who wrote an article and who it is from, on lines of a page that say nothing else."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.extract.boilerplate import fold_line
from warraq.corpus.text.agency import AgencyIndex

if TYPE_CHECKING:
    from warraq.corpus.extract.dump_lines import Line

_CREDIT_WORDS = 6
_AGENCY_WORDS = 4
_LONGEST_NAME = 60
_NAME_WORDS = 6
_SHORT_NAME_WORDS = 3
_EDGE = " .:：-–—|،,•*"


def _either(words: str) -> str:
    return "|".join(sorted((fold_line(word).replace(" ", r"\s") for word in words.split("،")), reverse=True))


#: Words before a colon and a writer's name, by language: ar, fa and fa-AF, ps, ur, ckb, then European ones.
_WRITERS = _either(
    "كتب،كتبت،كتبه،كتبها،بقلم،الكاتب،الكاتبة،المحرر،تحرير،إعداد،إعداد وتحرير،ترجمة،مراسل،مراسلة،المراسل،"
    "نویسنده،نویسندگان،نگارنده،گزارشگر،گزارش از،خبرنگار،مترجم،ترجمه،به قلم،تهیه کننده،تهیه و تنظیم،"
    "لیکوال،لیکونکی،لیکوونکی،خبریال،راپورټر،ژباړه،ژباړن،ژباړونکی،"
    "تحریر،مصنف،رپورٹر،نامہ نگار،نمائندہ،ترجمہ،"
    "نووسین،نووسەر،نووسینی،ئامادەکردنی،ئامادەکردن،وەرگێڕان،"
    "by،written by،author،authors،reporter،reported by،words by،auteur،par،rédigé par،autor،autorin،von،"
    "text von،por،autora،yazar،yazan،muhabir،autore،a cura di،di"
)
#: Words before a colon that a headline may begin with too; so only a short name counts behind them.
_WEAK = _either("تقرير،حوار،گزارش،راپور،رپورٹ،haber")
#: Words that a name follows without a colon; behind the verb only a short one.
_BY = _either("بقلم،به قلم،by،written by،von،par،por،a cura di")
_WROTE = _either("كتب،كتبت،haber")
_SOURCES = _either(
    "المصدر،مصدر،المصادر،مصادر،نقلا عن،بشكر من،منبع،منابع،ماخذ،مأخذ،سرچینه،سرچینې،ذریعہ،ماخذ خبر،سەرچاوە،"
    "source،sources،quelle،quellen،fuente،fuentes،kaynak،fonte،fonti،via"
)
_AGENCIES = _either(
    "وكالة،وكالات،خبرگزاری،آژانس،آژانس خبری،خبر رساں ادارہ،خبری اژانس،agence،agencia،agentur،ajansı"
)

_BYLINE = re.compile(
    rf"(?:(?:{_WRITERS})\s?[:：/]\s?|(?:{_BY})\s|(?P<weak>(?:{_WEAK})\s?[:：]\s?|(?:{_WROTE})\s(?!ال)))"
    rf"\S.{{1,{_LONGEST_NAME}}}"
)
_CREDIT = re.compile(
    rf"(?:{_AGENCIES}|نقلا عن|بشكريه)\b.*|(?:{_SOURCES})\s?[:：\-–—]?\s?\S.*|(?:{_SOURCES})|"
    r"\(.{2,40}\)|[-–—*]\s?\S.{1,30}\s?[-–—]|(?:[^\W\d_] ){1,4}[^\W\d_]"
)
_LABELLED = re.compile(rf"(?:{_SOURCES})\s?[:：]\s?\S.*|(?:{_AGENCIES})\s\S.*")
_CAPITALS = re.compile(r"[A-Z]{2,6}(?:(?: ?[/,&|+-] ?| and )[A-Z][A-Za-z]{1,12}){0,3}")
_DATELINE = re.compile(r"[^.؟!?\d]{2,30} ?[-–—/:،(] ?[^.؟!?\d]{0,30}")
_JOINTS = re.compile(r"\s?[,،;؛&/|]\s?|\s(?:and|und|et|ve|اور)\s")
_CAPITALISED = re.compile(r"[^\W\d_a-z]|\W")
_SENTENCE = re.compile(r"[.!?؟۔]\s|\d|[!?؟۔]$")
#: Words that stand in headlines and in no name, folded.
_JOINING = frozenset(
    fold_line(
        "في من إلى على عن مع بعد قبل بين در از به با که را برای په ته د کې له کے میں کا کی کو سے پر "
        "the of in on to for with at is are im der die das und zu auf est le la les une dans"
    ).split()
)


def byline(line: Line) -> list[str]:
    """Return the names on a line such as «بقلم: …», «نویسنده: …» or "By …"; none if it is no such line."""
    match = _BYLINE.fullmatch(line.folded) if len(line.text) <= 2 * _LONGEST_NAME else None
    if match is None or _SENTENCE.search(line.text):
        return []
    names = [name for part in _JOINTS.split(_without_label(line.text)) if (name := part.strip(_EDGE))]
    most = _SHORT_NAME_WORDS if match["weak"] else _NAME_WORDS
    return names if names and all(_is_name(name, most) for name in names) else []


def _is_name(text: str, most: int) -> bool:
    words = text.split()
    return (
        len(words) <= most
        and _CAPITALISED.match(text) is not None
        and _JOINING.isdisjoint(fold_line(text).split())
    )


def _without_label(text: str) -> str:
    """Return the text behind the colon, or behind the words that a name follows."""
    head, colon, tail = text.replace("：", ":").partition(":")
    if colon and re.fullmatch(f"{_WRITERS}|{_WEAK}", fold_line(head)):
        return tail
    words = text.split()
    for count in (2, 1):
        if re.fullmatch(f"{_BY}|{_WROTE}", fold_line(" ".join(words[:count]))):
            return " ".join(words[count:])
    return tail if colon else text.partition("/")[2]


def is_credit(line: Line) -> bool:
    """Whether a short line below an article may name the agency that it is from."""
    return len(line.text.split()) <= _CREDIT_WORDS and bool(
        _CREDIT.fullmatch(line.folded) or _is_agency(line.text)
    )


def is_named_credit(line: Line) -> bool:
    """Whether a short line is an agency's name, or says by a label or its words that it is a source's."""
    return len(line.text.split()) <= _CREDIT_WORDS and bool(
        _LABELLED.fullmatch(line.folded) or _is_agency(line.text)
    )


def _is_agency(text: str) -> bool:
    if len(text.split()) > _AGENCY_WORDS:
        return False
    name = text.strip("()[]-–—* .")
    return bool(_CAPITALS.fullmatch(name)) or AgencyIndex.load().find(name, certain=False) is not None


def is_dateline(line: Line) -> bool:
    """Whether a line above an article is its place and agency, such as «الشاطئ – وكالة الساحل»."""
    return len(line.text.split()) <= _CREDIT_WORDS + 1 and bool(_DATELINE.fullmatch(line.text))
