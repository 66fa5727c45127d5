"""Where the article lies among the lines of a page without markup.

The best contiguous segment: prose lines count for, short lines against, and the run of lines with the
greatest sum of scores is the article. After Pasternack and Roth, "Extracting Article Text from the Web
with Maximum Subsequence Segmentation" (WWW 2009), with line scores in place of their token classifier. Where
another run comes near it, such as the comments below a short article, the one with a headline above it is.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.extract.boilerplate import chrome_reason, fold_lines
from warraq.corpus.extract.dump_patterns import is_call, is_caption, is_comment_mark, is_notice
from warraq.corpus.extract.headline import SENTENCE_ENDS, headline_weight, words_of

if TYPE_CHECKING:
    from collections.abc import Sequence

_LONG = 160
_SENTENCE = 60
_SHORT_SENTENCE = 25
_MOST_WORDS = 80
_CHROME_COST = 40.0
_INLINE_COST = 20.0
_SITE_LINE_COST = 30.0
_SHORT_LINE_COST = 20.0
_LEAST_COST = 8.0
_LIST_COST = 3.0
_WORDLESS_COST = 1.0
_WORDS_PER_SIGN = 40
_MILDEST = 0.25
_LONGEST_PATTERN_LINE = 2000
_FOLDED = 2000
_SCORED = 20_000
_MOST_LINES = 30_000
_LONGEST_CAPTION = 400
_RIVAL_SHARE = 0.25
_HEADLINE_LINES = 25
_NEAR = 0.75
_BEST_HEADLINE = 8.0
_ENDS = frozenset(".!?؟۔…。！？।:؛\"”»’')]")
_STOPS = frozenset(".!?؟۔…。！？।")
_CLOSERS = "\"”»’')]"
#: How the reasons begin of lines that the pages of a site share (`site_lines`).
SITE_LINE = "site-line"
_HARD = frozenset(
    {"overlong-page", "comment-form", "copyright", "widget", "navigation", "source-rule", "date-line"}
)
_COSTS = {
    **dict.fromkeys(("read-also", "share-bar", "subscription", "caption", "view-counter"), _INLINE_COST),
    "comment-form": 100.0,  # readers' comments on a short article are longer than the article
}
_PUNCTUATION = re.compile(r"[.,;:!?،؛؟۔。、]")
_WORD = re.compile(r"[^\W_]")
#: An item of a list, or the line that announces one.
_LISTED = re.compile(r"(?:[-–—•·*◦▪►●]|\d{1,2}[.)\-])\s?\w|.*[:：]$")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a page.

    Attributes:
        number: 1-based.
        text: what it says, spaces squeezed.
        reason: why it is chrome, or None.
        folded: the first 2,000 characters for comparing (`boilerplate.fold_line`).
    """

    number: int
    text: str
    reason: str | None
    folded: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """The lines `[start, stop)` that are the article, and the sum of their scores."""

    start: int
    stop: int
    score: float


def read_lines(text: str, drop_lines: Sequence[re.Pattern[str]] = ()) -> list[Line]:
    """Return the lines that hold something, in page order, stripped; a source's own patterns come first.

    Of a page of more than 30,000 lines the rest is one line that tells how many they are.
    """
    rows = text.splitlines()
    numbered = [
        (number, line)
        for number, raw in enumerate(rows[:_MOST_LINES], start=1)
        if (line := " ".join(raw.split()))
    ]
    folded = fold_lines([line[:_FOLDED] for _, line in numbered])
    lines = [
        Line(number, line, _reason(line, fold, drop_lines), fold)
        for (number, line), fold in zip(numbered, folded, strict=True)
    ]
    if (more := len(rows) - _MOST_LINES) > 0:
        lines.append(Line(_MOST_LINES + 1, f"({more} more lines)", "overlong-page"))
    return lines


def _reason(text: str, folded: str, drop_lines: Sequence[re.Pattern[str]]) -> str | None:
    if drop_lines and len(text) <= _LONGEST_PATTERN_LINE and any(item.fullmatch(text) for item in drop_lines):
        return "source-rule"
    if len(text) <= _LONGEST_CAPTION and is_caption(folded):
        return "caption"
    return chrome_reason(text, folded)


def body_run(lines: Sequence[Line]) -> Run | None:
    """Return the run of lines that is the article, the first of equals; None without any prose.

    Short lines cost less on a page that has few of them among its prose: there they are sub-headings, and
    chrome such as "share this" interrupts the article, while a page full of them has menus.
    """
    scores = [line_score(line) for line in lines]
    mildness = _mildness(scores)
    costs = [
        score * mildness if score < 0 and line.reason not in _HARD else score
        for line, score in zip(lines, scores, strict=True)
    ]
    best = _best_run(costs, 0, len(lines))
    if not best.score:
        return None
    rivals = [_best_run(costs, 0, best.start), _best_run(costs, best.stop, len(lines))]
    runs = [best, *(run for run in rivals if run.score >= _RIVAL_SHARE * best.score)]
    return best if len(runs) == 1 else _best_headed(sorted(runs, key=lambda run: run.start), lines, scores)


def _best_headed(runs: Sequence[Run], lines: Sequence[Line], scores: Sequence[float]) -> Run:
    """Return the first of the runs that comes near the best of them, with its headline counted."""
    headed = [_headed(run, lines, scores) for run in runs]
    return next(run for run, weight in zip(runs, headed, strict=True) if weight >= _NEAR * max(headed))


def _best_run(costs: Sequence[float], start: int, stop: int) -> Run:
    best = Run(start, start, 0.0)
    total, first = 0.0, start
    for at in range(start, stop):
        if total <= 0:
            total, first = 0.0, at
        total += costs[at]
        if total > best.score:
            best = Run(first, at + 1, total)
    return best


def _headed(run: Run, lines: Sequence[Line], scores: Sequence[float]) -> float:
    """Return the run's score times one more than the weight of the best headline shortly above it."""
    prose: set[str] = set()
    for at in range(run.start, run.stop):
        if scores[at] > 0:
            prose |= words_of(lines[at].folded)
    above = range(max(0, run.start - _HEADLINE_LINES), run.start)
    weights = [
        headline_weight(lines[at], prose)
        for at in above
        if lines[at].reason is None and not (scores[at] > 0 and lines[at].text.endswith(SENTENCE_ENDS))
    ]
    return run.score * (1 + min(_BEST_HEADLINE, max(weights, default=0.0)))


def _mildness(scores: Sequence[float]) -> float:
    prose = [at for at, score in enumerate(scores) if score > 0]
    if not prose:
        return 1.0
    between = prose[-1] - prose[0] + 1 - len(prose)
    return min(1.0, max(_MILDEST, (between / len(prose)) ** 2))


def line_score(line: Line) -> float:
    """Return a line's words if it is prose, else what it costs an article to hold it."""
    if line.reason is not None:
        if is_site_line(line):
            return -_SITE_LINE_COST
        return -_COSTS.get(line.reason, _CHROME_COST)
    text = line.text[:_SCORED]
    words, width = measure(text)
    if (words < 3 or text[-1] == ":") and is_comment_mark(line.folded, width):
        return -_CHROME_COST
    cost = _LIST_COST if _LISTED.match(text) else max(_LEAST_COST, _SHORT_LINE_COST - words)
    if width < _SHORT_SENTENCE:
        return -cost if _WORD.search(text) else -_WORDLESS_COST
    if is_notice(line.folded, width):
        return -cost - _INLINE_COST
    prose = not is_call(line.folded, width) and _reads_like_prose(line.text, words, width)
    return float(min(words, _MOST_WORDS)) if prose else -cost


def _reads_like_prose(text: str, words: int, width: int) -> bool:
    if width >= _LONG or (width >= _SENTENCE and text[-1] in _ENDS):
        # Sixty words without a comma are a cloud of tags, not a sentence.
        return len(_PUNCTUATION.findall(text[:_SCORED])) * _WORDS_PER_SIGN >= words
    return text.rstrip(_CLOSERS)[-1:] in _STOPS


def is_site_line(line: Line) -> bool:
    """Whether the line was marked as one that the pages of its site share."""
    return line.reason is not None and line.reason.startswith(SITE_LINE)


def measure(text: str) -> tuple[int, int]:
    """Return words and width; in scripts without spaces two letters are a word, and a letter is two wide."""
    if text.isascii():
        return len(text.split()), len(text)
    unspaced = len(_UNSPACED.findall(text))
    if not unspaced:
        return len(text.split()), len(text)
    return unspaced // 2 + len(_UNSPACED.sub(" ", text).split()), len(text) + unspaced
