"""The wire agency that an article credits, and the text without the credit.

A credit stands in few places: on a line of its own at the end or the start, in brackets behind the last
sentence, in the dateline, or in the phrase of a statement that «reached» the agency. Only these are looked
at, so that an article that quotes or reports on an agency does not become its copy: rather no credit than a
wrong one.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from warraq.corpus.text.agency import AgencyIndex

REASON = "agency-credit"

_HEAD = 100  # characters of the opening in which a dateline may stand
_TAIL_LINES = 3
_LINE = 60  # a longer line is a sentence
_OPENING = 800  # characters in which a statement may have «reached» the agency
_PLACE_WORDS = 6

_UNKNOWN = re.compile(r"(?:وكالة|خبرگزاری)(?:\s+[^\W\d_]+){1,3}")
# Bodies that are called «agency» in Arabic or Persian and send no news.
_NO_NEWS = re.compile(
    r"ناسا|الفضاء|فضا|الطاقة|الذرية|الغوث|غوث|المخابرات|الاستخبارات|الأمن|الدفاع|التنمية|البيئة|اللاجئين|الأدوية"
    r"|حماية|مكافحة|السفر|سفر|سياحة|السياحة|إعلان|الإعلان|دعاية|التصنيف|موديز|فيتش|الأمم"
)
_LABEL = re.compile(
    r"^(?:المصدر|مصدر|المصادر|مصادر|منبع|ماخذ|مأخذ|سەرچاوە|sources?|quelle|fuente|kaynak)\s*[:：\-]\s*",
    re.IGNORECASE,
)
_QUALIFIER = re.compile(
    r"^(?:avec|with|mit|via|from|by|par|von|بالاتفاق مع|نقلا عن|نقلاً عن|خدمة|بقلم|بواسطة)\s*:?\s+",
    re.IGNORECASE,
)
_RIGHTS = re.compile(
    r"^(?:©|\(c\)|copyright|حقوق النشر)\s*(?:©|\(c\))?\s*|\b(?:19|20)\d\d\b|\.?\s*all rights reserved\.?$",
    re.IGNORECASE,
)
_PICTURE = re.compile(r"getty|images|photo|صور|تصوير|فيديو|video|عکس", re.IGNORECASE)
_STOPS = "-–—ـ/:"
_CLOSERS = (")", "]", ".")
_WRAP = " \t\u00a0\u202f-–—ـ*•|/.،,؛:~#"
_NO_BRACKETS = str.maketrans("", "", "()[]{}«»“”\"'")
_BRACKETS = "()[]{}«»“”\"'"
_PARTS = re.compile(r"\s*[/|،,+&]\s*|\s+[-–—ـ]+\s*|\s*[-–—ـ]+\s+|\s+(?:and|et|und|و|avec|with|mit)\s+")

_DASH = r"(?:\s*[-–—ـ]+\s+|\s+[-–—ـ]+\s*|\s*/\s*)"
_BRACKET_DATELINE = re.compile(
    r"(?P<place>[^()\[\]\n:؛!?؟\"«“]{0,50}?)(?P<gap>\s*)[(\[](?P<agency>[^()\[\]\n]{2,40})[)\]]\s*(?P<stop>[-–—ـ:/]+)\s*"
)
_CHAIN_DATELINE = re.compile(
    rf"(?P<first>[^\n:/()]{{2,40}}?)(?P<gap>{_DASH})(?P<second>[^\n:/()]{{2,40}}?)\s*(?P<stop>:|[-–—ـ]+\s|\s[-–—ـ]|/)\s*"
)
_BARE_DATELINE = re.compile(r"(?P<agency>[^\n:/()\-–—]{2,40}?)(?:\s*[-–—ـ]+\s+|\s+[-–—ـ]+\s*)")
_END_BRACKET = re.compile(
    r"(?P<end>[.!?؟…»”\"])\s*(?P<credit>[(\[]\s*(?P<agency>[^()\[\]\n]{2,40})[)\]]\s*\.?)$"
)
_END_DASH = re.compile(r"(?P<end>[.!?؟…»”\"])\s*(?P<credit>[-–—ـ]+\s*(?P<agency>[^\n.()\-–—]{2,30}))$")
_REACHED = re.compile(
    r"\b(?:تصريح|بيان|تقرير|خبر|بلاغ|رسالة|كلمة|حديث|تعميم)(?:اً|ا)?(?:\s+[^\s.،]+){0,4}?\s+"
    r"وصلت?\s+(?:إلى\s+|الى\s+|لـ?\s*)?(?P<agency>(?:وكالة\s+)?"
    r"(?:[“\"«'(][^”\"»')\n]{2,30}[”\"»')]|[^\W\d_]+(?:\s[^\W\d_]+){0,2}))"
)
_ATTRIBUTES = re.compile(
    r"(?:^|[\s])(?:وكال|قال|ذكر|نقل|أفاد|افاد|أعلن|اعلن|بحسب|حسب|وفق|لوكال|agenc|said|told|report)",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Credit:
    """The agency that a body credits.

    Attributes:
        name: canonical name of the agency.
        evidence: the form, a colon and the words that name it, such as `tail line: وكالة صفا`.
        body: the text without the credit.
        removed: (text, reason) of each piece taken out, the pieces at the end first.
    """

    name: str
    evidence: str
    body: str
    removed: tuple[tuple[str, str], ...]


class _Cut(NamedTuple):
    """A credit taken out: who, why, the words, and the body without them."""

    name: str
    evidence: str
    text: str
    body: str


class _Dateline(NamedTuple):
    """A dateline: `head[:end]` becomes `kept`, which lacks the words `cut`."""

    name: str
    cut: str
    end: int
    kept: str


def _unknown(text: str) -> str | None:
    name = " ".join(text.split())
    return name if _UNKNOWN.fullmatch(name) and not _NO_NEWS.search(name) else None


def _line_credit(line: str, agencies: AgencyIndex, *, unknown: bool = True) -> str | None:
    """Return the agency that a line of its own names.

    A line may name a place, a desk or several agencies beside it: `فرانس24/ أ ف ب`, `الرياض - واس`. With
    `unknown`, «وكالة» and up to three words are an agency too, if not one of the bodies that send no news.
    """
    if len(line) > _LINE or _PICTURE.search(line):
        return None
    text = line.strip(_WRAP)
    certain = text[:1] in ("(", "[") or (line[:1] in "-–—ـ" and line[-1:] in "-–—ـ")
    text = text.strip(_BRACKETS + _WRAP)
    label = _LABEL.match(text)
    text = _RIGHTS.sub("", text[label.end() :] if label else text)
    text = _QUALIFIER.sub("", text.strip(_WRAP)).strip(_BRACKETS + _WRAP)
    name = agencies.find(text, certain=certain or label is not None) or (_unknown(text) if unknown else None)
    if name:
        return name
    parts = [part.strip(_BRACKETS + _WRAP) for part in _PARTS.split(text)]
    if len(parts) < 2 or any(len(part.split()) > 3 for part in parts):
        return None
    found = (agencies.find(part, certain=False) for part in parts)
    return next((name for name in found if name), None)


def _tail_lines(body: str) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of the last lines that are short, the last first, but for a body's only line."""
    end = len(body.rstrip())
    for _ in range(_TAIL_LINES):
        start = body.rfind("\n", 0, end) + 1
        if not start or end - start > _LINE:
            return
        yield start, end
        end = len(body[:start].rstrip())


def _cut_tail(body: str, agencies: AgencyIndex) -> _Cut | None:
    for number, (start, end) in enumerate(_tail_lines(body)):
        line = body[start:end]
        name = _line_credit(line, agencies, unknown=number == 0)
        if name:
            return _Cut(name, f"tail line: {line}", line, (body[:start].rstrip() + body[end:]).rstrip())
    text = body.rstrip()
    match = _END_BRACKET.search(text, max(0, len(text) - 60)) if text[-1:] in _CLOSERS else None
    match = match or _END_DASH.search(text, max(0, len(text) - 45))
    if not match:
        return None
    bracket = match["credit"][0] in "(["
    name = _line_credit(f"({match['agency']})" if bracket else match["agency"], agencies)
    kept = text[: match.start("credit")].rstrip()
    return _Cut(name, f"end of text: {match['credit']}", match["credit"], kept) if name else None


def _is_place(text: str) -> bool:
    return len(text.split()) <= _PLACE_WORDS and not _ATTRIBUTES.search(text)


def _bracket_dateline(head: str, agencies: AgencyIndex) -> _Dateline | None:
    match = _BRACKET_DATELINE.match(head)
    if not match or not _is_place(match["place"]):
        return None
    name = _line_credit(f"({match['agency']})", agencies)
    if not name:
        return None
    place = match["place"]
    kept = f"{place} {match['stop']} " if place.strip() else ""
    if kept and match["stop"] in (":", "/"):
        kept = f"{place}{match['stop']} "
    return _Dateline(name, head[len(place) + len(match["gap"]) : match.end()].strip(), match.end(), kept)


def _chain_dateline(head: str, agencies: AgencyIndex) -> _Dateline | None:
    match = _CHAIN_DATELINE.match(head)
    if not match:
        return None
    first, second, stop = match["first"].strip(), match["second"].strip(), match["stop"].strip()
    name = agencies.find(second, certain=False)
    if name and _is_place(first):
        kept = f"{first}{stop} " if stop in (":", "/") else f"{first} {stop} "
        return _Dateline(name, head[match.start("gap") : match.end("second")].strip(), match.end(), kept)
    name = agencies.find(first, certain=False)
    if name and ("/" not in match["gap"] or stop == "/"):  # «Reuters/Ipsos:» is a poll
        return _Dateline(name, head[: match.start("second")].strip(), match.start("second"), "")
    return None


def _bare_dateline(head: str, agencies: AgencyIndex) -> _Dateline | None:
    match = _BARE_DATELINE.match(head)
    name = agencies.find(match["agency"].strip(), certain=False) if match else None
    return _Dateline(name, head[: match.end()].strip(), match.end(), "") if match and name else None


def _cut_head_line(line: str, rest: str, agencies: AgencyIndex) -> _Cut | None:
    name = _line_credit(line, agencies, unknown=False)
    if not name:
        return None
    places: list[str] = []
    named: list[str] = []
    for part in _PARTS.split(line):
        (named if _line_credit(part, agencies, unknown=False) else places).append(part)
    if "/" in line or not named:
        places, named = [], [line]
    return _Cut(name, f"head line: {line}", " - ".join(named), (" - ".join(places) + rest).lstrip())


def _cut_head(body: str, agencies: AgencyIndex) -> _Cut | None:
    text = body.lstrip()
    head = text[:_HEAD].split("\n", 1)[0]
    if len(head) <= _LINE and len(head) < len(text):
        cut = _cut_head_line(head.strip(), text[len(head) :], agencies)
        if cut:
            return cut
    if not any(mark in head for mark in _STOPS):
        return None
    dateline = _bracket_dateline(head, agencies) if "(" in head or "[" in head else None
    dateline = dateline or _chain_dateline(head, agencies) or _bare_dateline(head, agencies)
    if not dateline:
        return None
    evidence = f"dateline: {head[: dateline.end].strip()}"
    return _Cut(dateline.name, evidence, dateline.cut, dateline.kept + text[dateline.end :].lstrip())


def _reached(body: str, agencies: AgencyIndex) -> Credit | None:
    opening = body[:_OPENING]
    for match in _REACHED.finditer(opening) if "وصل" in opening else ():
        words = match["agency"].translate(_NO_BRACKETS).split()
        quoted = match["agency"][-1] not in _BRACKETS
        for count in range(len(words), 0 if quoted else len(words) - 1, -1):
            name = agencies.find(" ".join(words[:count]), certain=True)
            if name:
                return Credit(name, f"statement: {match.group()}", body, ())
    return None


def find_credit(body: str, *, agencies: AgencyIndex) -> Credit | None:
    """Return the agency that a cleaned body credits, or None.

    A line at the end decides before one at the start or a dateline, and these before a statement that
    «reached» the agency. Credit lines and brackets are taken out; of a dateline only the agency goes, the
    place stays. A statement is not touched. A body that would be empty without its credit stays whole.

    Args:
        body: paragraphs parted by line breaks.
        agencies: from `AgencyIndex.load`.
    """
    cuts: list[_Cut] = []
    text = body
    for _ in range(_TAIL_LINES):
        cut = _cut_tail(text, agencies)
        if not cut:
            break
        cuts.append(cut)
        text = cut.body
    head = _cut_head(text, agencies)
    if head:
        cuts.append(head)
        text = head.body
    if not cuts:
        return _reached(body, agencies)
    if not text.strip():
        return Credit(cuts[0].name, cuts[0].evidence, body, ())
    return Credit(cuts[0].name, cuts[0].evidence, text, tuple((cut.text, REASON) for cut in cuts))


def find_byline_credit(authors: Sequence[str], agencies: AgencyIndex) -> tuple[str, str] | None:
    """Return the agency named among the authors and the author's line, or None.

    Names that are ordinary names too («فارس») count only with the word for agency or in brackets.
    """
    for author in authors:
        name = _line_credit(author.strip(), agencies)
        if name:
            return name, f"byline: {author.strip()}"
    return None
