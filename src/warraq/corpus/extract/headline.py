"""Which line above an article is its headline, told by the words that it shares with the article."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from warraq.corpus.extract.boilerplate import fold_line

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from warraq.corpus.extract.dump_lines import Line

_WORD = re.compile(r"[^\W_]+")
_ARABIC = re.compile(r"[\u0621-\u064a\u066e-\u06d3]")
_PREFIX = re.compile(r"[وف]?(?:[بكل]?ال|لل|[بكل](?=\w{4}))|[وف](?=\w{4})")
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\u0e00-\u0eff]+")
_CAPTION = re.compile(
    r"Photo(?:graph)?\b|Credit\b|Getty|Symbolbild|Quelle:|Foto:|Bild:|©|\b(?:AP|AFP)\)?$|تصوير|صورة"
)
_LONGEST = 220
_MOST_SEARCHED = 400
_FEW_LINES = 5
_PHRASE_WORDS = 6


def content_words(text: str) -> frozenset[str]:
    """Return the folded words of `text` that carry meaning.

    Arabic proclitics (و ف ب ك ل and the article) are cut; short words are left out; in scripts without spaces
    each pair of letters stands for a word.
    """
    folded = fold_line(text)
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
    return frozenset(words)


def pick_headline(candidates: Sequence[Line], body: str) -> tuple[Line | None, Line | None]:
    """Return headline and sub-headline among the lines above a body, in page order; None where there is none.

    The line that shares most with the body is found first. A sub-headline often shares more than its
    headline, so the lines directly above that one, as long as they share enough, are preferred to it. On a
    page with few lines above its article one shared word is enough, but not for the page's first line: that
    is the site's name.
    """
    lines = [line for line in candidates[-_MOST_SEARCHED:] if _like_a_headline(line.text)]
    if not lines:
        return None, None
    words = content_words(body)
    shared = [_shared(line.text, words) for line in lines]
    weights = [
        _shape(line.text) * hits * hits / of if of else 0.0
        for line, (hits, of) in zip(lines, shared, strict=True)
    ]
    at = max(range(len(lines)), key=lambda index: (weights[index], index))
    if not weights[at]:
        at = _unshared(lines)
    elif len(lines) <= _FEW_LINES:
        while at > 0 and (
            _akin(*shared[at - 1]) or (shared[at - 1][0] and lines[at - 1] is not candidates[0])
        ):
            at -= 1
    elif at > 0 and weights[at - 1] * 2 >= weights[at] and _akin(*shared[at - 1]):
        at -= 1
    return lines[at], _sub_headline(lines, shared, at)


def _like_a_headline(text: str) -> bool:
    if len(text) > _LONGEST or "://" in text:
        return False
    return (len(text) >= 8 and len(_WORD.findall(text)) >= 2) or _UNSPACED.search(text) is not None


def _shared(text: str, words: Iterable[str]) -> tuple[int, int]:
    own = content_words(text)
    return len(own.intersection(words)), len(own)


def _shape(text: str) -> float:
    """Return how much a line looks like a headline: no two words of a menu, no caption's full sentence."""
    words = len(text.split())
    factor = 1.0 if words <= 20 else 0.5
    if words < 4 and not _UNSPACED.search(text):
        factor *= 0.5
    if text.endswith((".", "۔", "。", ")")):
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
