"""Where the article lies among the lines of a page without markup.

The best contiguous segment: prose lines count for, short lines against, and the run of lines with the
greatest sum is the article. After Pasternack and Roth, "Extracting Article Text from the Web
with Maximum Subsequence Segmentation" (WWW 2009), with line scores in place of their token classifier.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.extract.boilerplate import chrome_reason

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONG = 160
_SENTENCE = 60
_SHORT_SENTENCE = 25
_MOST_WORDS = 80
_CHROME_COST = 40.0
_INLINE_COST = 20.0
_SHORT_LINE_COST = 20.0
_LEAST_COST = 8.0
_WORDS_PER_SIGN = 40
_MILDEST = 0.25
_LONGEST_PATTERN_LINE = 2000
_ENDS = frozenset(".!?؟۔…。！？।:؛\"”»’')]")
_STOPS = frozenset(".!?؟۔…。！？।")
_CLOSERS = "\"”»’')]"
_HARD = frozenset({"comment-form", "copyright", "widget", "navigation", "source-rule", "date-line"})
_INLINE = frozenset({"read-also", "share-bar", "subscription", "caption", "view-counter"})
_PUNCTUATION = re.compile(r"[.,;:!?،؛؟۔。、]")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
_SITE_NOTICE = re.compile(
    r"cookie|javascript|privacy policy|terms of (?:use|service)|newsletter|ad ?blocker|سياسة الخصوصية|"
    r"ملفات تعريف الارتباط|الكوكيز|آراء أصحابها|datenschutzerklärung|confidentialité",
    re.IGNORECASE,
)
_COMMENT = re.compile(
    r".{1,60}\b(?:says|said|wrote|schreibt|sagt|a dit|dice|يقول|قال|گفت)\s?:|"
    r"(?:reply|répondre|antworten|responder|cevapla|رد|الرد|پاسخ|report|flag)\W*",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    Attributes:
        number: 1-based.
        text: what it says, spaces squeezed.
        reason: why it is chrome, or None.
    """

    number: int
    text: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class Run:
    """The lines `[start, stop)` that are the article, and the sum of their scores."""

    start: int
    stop: int
    score: float


def read_lines(text: str, drop_lines: Sequence[re.Pattern[str]] = ()) -> list[Line]:
    """Return the lines that hold something, in page order, stripped; a source's own patterns come first."""
    lines = []
    for number, raw in enumerate(text.splitlines(), start=1):
        if text := " ".join(raw.split()):
            dropped = len(text) <= _LONGEST_PATTERN_LINE and any(item.fullmatch(text) for item in drop_lines)
            lines.append(Line(number, text, "source-rule" if dropped else chrome_reason(text)))
    return lines


def body_run(lines: Sequence[Line]) -> Run | None:
    """Return the run of lines with the greatest sum of scores, the first of equals; None without any prose.

    Short lines cost less on a page that has few of them among its prose: there they are sub-headings, and
    chrome such as "share this" interrupts the article, while a page full of them has menus.
    """
    scores = [line_score(line) for line in lines]
    mildness = _mildness(scores)
    best = Run(0, 0, 0.0)
    total, start = 0.0, 0
    for at, (line, score) in enumerate(zip(lines, scores, strict=True)):
        if total <= 0:
            total, start = 0.0, at
        total += score * mildness if score < 0 and line.reason not in _HARD else score
        if total > best.score:
            best = Run(start, at + 1, total)
    return best if best.score else None


def _mildness(scores: Sequence[float]) -> float:
    prose = [at for at, score in enumerate(scores) if score > 0]
    if not prose:
        return 1.0
    between = prose[-1] - prose[0] + 1 - len(prose)
    return min(1.0, max(_MILDEST, (between / len(prose)) ** 2))


def line_score(line: Line) -> float:
    """Return a line's words if it is prose, else what it costs an article to hold it."""
    if line.reason is not None:
        return -_INLINE_COST if line.reason in _INLINE else -_CHROME_COST
    text = line.text
    words, width = measure(text)
    cost = max(_LEAST_COST, _SHORT_LINE_COST - words)
    if width < 90 and _COMMENT.fullmatch(text):
        return -_CHROME_COST
    if width < 500 and len(_SITE_NOTICE.findall(text)) >= (2 if width > 200 else 1):
        return -cost - _INLINE_COST
    if width >= _LONG or (width >= _SENTENCE and text[-1] in _ENDS):
        # Sixty words without a comma are a cloud of tags, not a sentence.
        prose = len(_PUNCTUATION.findall(text)) * _WORDS_PER_SIGN >= words
        return float(min(words, _MOST_WORDS)) if prose else -cost
    if width >= _SHORT_SENTENCE and text.rstrip(_CLOSERS)[-1:] in _STOPS:
        return float(words)
    return -cost


def measure(text: str) -> tuple[int, int]:
    """Return words and width; in scripts without spaces two letters are a word, and a letter is two wide."""
    if text.isascii():
        return len(text.split()), len(text)
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(text.split()), len(text)
    return unspaced // 2 + len(_UNSPACED.sub(" ", text).split()), len(text) + unspaced
