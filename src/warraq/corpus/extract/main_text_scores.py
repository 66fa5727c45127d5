"""How much a block of a page is prose, and sums of it over the page's tree."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.corpus.extract.dump_lines import measure

if TYPE_CHECKING:
    from collections.abc import Iterable

    from warraq.corpus.extract.page_blocks import Block, PageBlocks

_SHORTEST = 25
_SENTENCE = 60
_LONG = 160
_MOST_WORDS = 80
_SHORT_WEIGHT = 0.7
_LINKS = 5
_ENDS = frozenset(".!?؟۔…。！？।:؛\"”»’')]“")
_STOPS = frozenset(".!?؟۔…。！？।")
_CLOSERS = "\"”»’')“"


def prose_score(block: Block, tag: str) -> float:
    """Return the words of a block that is prose and not mostly links, at most 80; else 0.

    A sentence is prose from 25 characters on, less surely if it is short; without an end it is from 160 on,
    or from 60 on in a paragraph without much of a link: many papers leave out the last full stop.
    """
    text, _, linked = block
    if len(text) < _SHORTEST or linked * 2 > len(text):
        return 0.0
    words, width = measure(text)
    if width >= _LONG or (width >= _SENTENCE and text[-1] in _ENDS):
        return min(words, _MOST_WORDS) * (1 - linked / len(text))
    if is_sentence(text) or (tag == "p" and width >= 80 and linked * _LINKS <= len(text)):
        return words * _SHORT_WEIGHT
    return 0.0


def is_sentence(text: str) -> bool:
    """Return whether a text ends as a sentence does, closing quotes aside."""
    return text.rstrip(_CLOSERS)[-1:] in _STOPS


def subtree_sums(page: PageBlocks, values: Iterable[tuple[int, float]]) -> list[float]:
    """Return the sum below each node of (node, value) pairs."""
    sums = [0.0] * len(page.parents)
    for node, value in values:
        sums[node] += value
    for node in range(len(sums) - 1, 0, -1):
        sums[page.parents[node]] += sums[node]
    return sums
