"""Which line above an article is its headline, told by the words that it shares with the article."""

from __future__ import annotations

import re
from collections import Counter
from types import MappingProxyType
from typing import TYPE_CHECKING

from warraq.corpus.extract.boilerplate import fold_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from warraq.corpus.extract.dump_lines import Line

_WORD = re.compile(r"[^\W_]+")
_LATIN = re.compile(r"[^\W_]{4,}|\d{2,}")
_ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d3]")
_PREFIX = re.compile(r"[وف]?(?:[بكل]?ال|لل|[بكل](?=\w{4}))|[وف](?=\w{4})")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]+")
_CAPTION = re.compile(
    r"Photo(?:graph)?\b|Credit\b|Getty|Symbolbild|Quelle:|Foto:|Bild:|©|\b(?:AP|AFP)\)?$|تصوير|صورة"
)
#: What a sentence ends with, and a headline seldom.
SENTENCE_ENDS = (".", "۔", "。", "।")
_LONGEST = 220
_FEW_LINES = 5
_PHRASE_WORDS = 6
_NOT_ITS_END = (*SENTENCE_ENDS, ")")
_EVEN: Mapping[int, float] = MappingProxyType({})
_REPEATED = 1.5
_LEAST_REPEATED = 4
_STEPS = 3


def content_words(text: str) -> frozenset[str]:
    """Return the folded words of `text` that carry meaning.

    Arabic proclitics (و ف ب ك ل and the article) are cut; short words are left out; in scripts without spaces
    each pair of letters stands for a word.
    """
    return frozenset(words_of(fold_line(text)))


def words_of(folded: str) -> set[str]:
    """Return `content_words` of a text that is folded."""
    if folded.isascii():
        return set(_LATIN.findall(folded))
    words = set()
    for word in _WORD.findall(folded):
        if _ARABIC.match(word):
            stem = _PREFIX.sub("", word, count=1) if _PREFIX.match(word) else word
            stem = stem if len(stem) >= 3 else word
            if len(stem) >= 3:
                words.add(stem)
        elif _UNSPACED.fullmatch(word):
            words.update(word[at : at + 2] for at in range(len(word) - 1))
        elif len(word) >= 4 or (len(word) >= 2 and word.isdigit()):
            words.add(word)
    return words


def headline_weight(line: Line, prose: AbstractSet[str]) -> float:
    """Return how much a line is the headline of the prose that holds these words."""
    if not _like_a_headline(line.text):
        return 0.0
    own = words_of(line.folded)
    hits = len(own & prose)
    return _shape(line.text) * hits * hits / len(own) if hits else 0.0


def pick_headline(
    candidates: Sequence[Line],
    prose: AbstractSet[str],
    factors: Mapping[int, float] = _EVEN,
    left_out: int = 0,
) -> tuple[Line | None, Line | None]:
    """Return headline and sub-headline among the lines above a body, in page order; None where there is none.

    The line that shares most with the body is found first; one that the page says twice counts for more. A
    sub-headline often shares more than its headline, so the lines directly above that one, as long as they
    share enough, are preferred to it. On a page with few lines above its article one shared word is enough,
    but not for the page's first line: that is the site's name, unless lines of the site are known.

    Args:
        prose: the words of the body (`words_of`).
        factors: line number -> by how much its place speaks for or against it; 1 where it says nothing.
        left_out: lines above the body that are no candidates, since the site's pages share them.
    """
    lines = [line for line in candidates if _like_a_headline(line.text)]
    if not lines:
        return None, None
    own = [words_of(line.folded) for line in lines]
    shared = [(len(words & prose), len(words)) for words in own]
    said = Counter(line.folded for line in lines)
    weights = [
        _shape(line.text)
        * hits
        * hits
        / (of or 1)
        * factors.get(line.number, 1.0)
        * (_REPEATED if said[line.folded] > 1 and of >= _LEAST_REPEATED else 1)
        for line, (hits, of) in zip(lines, shared, strict=True)
    ]
    at = max(range(len(lines)), key=lambda index: (weights[index], index))
    if not weights[at]:
        at = _unshared(lines)
    elif len(lines) + left_out <= _FEW_LINES:
        while at > 0 and _is_above(
            lines[at - 1], shared[at - 1], not left_out and lines[at - 1] is candidates[0]
        ):
            at -= 1
    else:
        at = _stepped_up(lines, shared, weights, at)
    at = _within(lines, at)
    return lines[at], _sub_headline(lines, shared, at)


def _is_above(line: Line, shared: tuple[int, int], first: bool) -> bool:  # noqa: FBT001
    return not line.text.endswith(_NOT_ITS_END) and (_akin(*shared) or (shared[0] > 0 and not first))


def _within(lines: Sequence[Line], at: int) -> int:
    """Return the line that the line at `at` only repeats behind a path, such as "Home Local Headline"."""
    whole = lines[at].folded
    for index, line in enumerate(lines):
        if (
            line.folded != whole
            and whole.endswith(line.folded)
            and len(line.folded.split()) >= _LEAST_REPEATED
        ):
            return index
    return at


def _stepped_up(
    lines: Sequence[Line], shared: Sequence[tuple[int, int]], weights: Sequence[float], at: int
) -> int:
    """Return the headline above the line at `at` if that one reads like the sentence below a headline."""
    if at > 0 and weights[at - 1] * 2 >= weights[at] and _akin(*shared[at - 1]):
        return at - 1
    if not _is_sentence(lines[at].text):
        return at
    for above in range(at - 1, max(-1, at - 1 - _STEPS), -1):
        text = lines[above].text
        if (
            shared[above][0]
            and len(text) < len(lines[at].text)
            and not _is_sentence(text)
            and len(text.split()) >= 3
        ):
            return above
    return at


def _is_sentence(text: str) -> bool:
    return text.endswith(SENTENCE_ENDS) or len(text) > 120


def _like_a_headline(text: str) -> bool:
    if len(text) > _LONGEST or "://" in text:
        return False
    return (len(text) >= 8 and len(_WORD.findall(text)) >= 2) or _UNSPACED.search(text) is not None


def _shape(text: str) -> float:
    """Return how much a line looks like a headline: no two words of a menu, no caption's full sentence."""
    words = len(text.split())
    factor = 1.0 if words <= 20 else 0.5
    if words < 4 and not _UNSPACED.search(text):
        factor *= 0.5
    if text.endswith(_NOT_ITS_END):
        factor *= 0.5
    if _CAPTION.search(text):
        factor *= 0.3
    return factor


def _akin(hits: int, of: int) -> bool:
    return hits >= 2 and hits * 5 >= of * 2


def _unshared(lines: Sequence[Line]) -> int:
    """Return the longest line: without a shared word only its length tells a headline from a site's name."""
    return max(range(len(lines)), key=lambda index: (len(lines[index].text.split()) >= 4, index))


def _sub_headline(lines: Sequence[Line], shared: Sequence[tuple[int, int]], at: int) -> Line | None:
    title, below = lines[at], range(at + 1, min(at + 4, len(lines)))
    for index in below:
        if len(lines[index].text) > len(title.text) and _akin(*shared[index]):
            return lines[index]
    # The only line between headline and article need not share words; a name and a place are shorter.
    if len(below) == 1 and len(lines[-1].text.split()) >= _PHRASE_WORDS and lines[-1].text != title.text:
        return lines[-1]
    return None
