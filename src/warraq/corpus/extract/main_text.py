"""The main text of a page, from the blocks and containers of its tree.

An own reader, because it takes a small part of the time of the reference (trafilatura) and says how sure it
is: only where it is not sure is the reference asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.extract.boilerplate import chrome_reason, fold_line
from warraq.corpus.extract.main_text_region import find_region
from warraq.corpus.extract.main_text_scores import is_sentence, prose_score
from warraq.corpus.extract.page_blocks import HEADINGS, PARAGRAPHS, WRITTEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from warraq.corpus.extract.page_blocks import Block, PageBlocks

_SURE_WORDS = 60
_SURE_PROSE = 0.8
_SURE_SHORT_WORDS = 40
_SURE_SHORT_PROSE = 0.95
_LONGEST_HEADING = 300
_SAME_HEADING = 0.8
_BELOW_HEADING = 0.3
_BELOW_AKIN = 0.6
_IN_PARAGRAPHS = 0.8
_ONLY_A_LINK = 0.85
_REPEATABLE = 40


@dataclass(frozen=True, slots=True)
class MainText:
    """The main text of a page.

    Attributes:
        lines: one block each.
        removed: (line, reason) of what stands between them and was left out, in page order.
        words: how many of their words are prose.
        prose: share of their characters in blocks of prose, 0 to 1.
    """

    lines: list[str]
    removed: list[tuple[str, str]]
    words: float
    prose: float

    @property
    def is_sure(self) -> bool:
        """Whether the text is long enough and prose enough to be taken as it is."""
        if self.words >= _SURE_WORDS:
            return self.prose >= _SURE_PROSE
        return self.words >= _SURE_SHORT_WORDS and self.prose >= _SURE_SHORT_PROSE


def main_text(page: PageBlocks, title: str | None) -> MainText:
    """Return the main text of a page: prose of its best region, from below the headline on.

    Short lines between prose are kept (sub-headings, lists, answers), and after it those that are written
    as its paragraphs are. Where nearly all prose stands in paragraphs, text directly in a `div` is a caption
    or a label. Lines that are only links, and repetitions of a longer line, go.
    """
    scores = [prose_score(block, page.tags[block.node]) for block in page.blocks]
    start = _below_headline(page, scores, title)
    scores[:start] = [0.0] * start
    reasons = _reasons(page, scores)
    chosen = [at for at in range(start, len(reasons)) if not reasons[at]]
    if not any(scores[at] for at in chosen):
        return MainText([], [], 0.0, 0.0)
    first, last = _span(page, scores, chosen)
    return _taken(page.blocks[first : last + 1], scores[first : last + 1], reasons[first : last + 1], page)


def _reasons(page: PageBlocks, scores: Sequence[float]) -> list[str]:
    """Return for each block why it is not in the article; "beside" outside of its region, "" for the rest."""
    region = find_region(page, scores)
    if region is None:
        return ["beside"] * len(page.blocks)
    reasons = [
        region.left_out[block.node] or "" if region.inside[block.node] else "beside" for block in page.blocks
    ]
    _leave_labels(page, scores, reasons)
    return reasons


def _below_headline(page: PageBlocks, scores: Sequence[float], title: str | None) -> int:
    """Return the number of the first block below the headline; 0 where none is, or too little is below it."""
    wanted = fold_line(title or "").split()
    if not wanted:
        return 0
    for at, block in enumerate(page.blocks):
        if page.tags[block.node] in {"h1", "h2"} and len(block.text) < _LONGEST_HEADING:
            words = fold_line(block.text).split()
            if words == wanted or _akin(set(words), set(wanted)):
                share = _BELOW_HEADING if words == wanted else _BELOW_AKIN
                enough = max(_SURE_WORDS, share * sum(scores))
                return at + 1 if sum(scores[at + 1 :]) >= enough else 0
    return 0


def _akin(words: set[str], wanted: set[str]) -> bool:
    return len(words) > 2 and len(words & wanted) >= _SAME_HEADING * len(words | wanted)


def _leave_labels(page: PageBlocks, scores: Sequence[float], reasons: list[str]) -> None:
    """Leave out text that stands in no paragraph, in a region whose prose nearly all does."""
    whole = in_paragraphs = 0.0
    for block, score, reason in zip(page.blocks, scores, reasons, strict=True):
        if not reason:
            whole += score
            in_paragraphs += score if page.tags[block.node] in PARAGRAPHS else 0
    if in_paragraphs >= _IN_PARAGRAPHS * whole:
        for at, block in enumerate(page.blocks):
            if not reasons[at] and page.tags[block.node] not in PARAGRAPHS:
                reasons[at] = chrome_reason(block.text) or "label"


def _span(page: PageBlocks, scores: Sequence[float], chosen: Sequence[int]) -> tuple[int, int]:
    """Return the first and the last block of the text."""
    prose = [index for index, at in enumerate(chosen) if scores[at]]
    holders = {_holder(page, chosen[index]) for index in prose}

    def belongs(at: int) -> bool:
        return page.tags[page.blocks[at].node] in WRITTEN and _holder(page, at) in holders

    first, last = prose[0], prose[-1]
    for index in range(first - 1, -1, -1):
        if not belongs(chosen[index]) or page.tags[page.blocks[chosen[index]].node] not in {"p", "li"}:
            break
        first = index
    for index in range(last + 1, len(chosen)):
        if not belongs(chosen[index]):
            break
        if page.tags[page.blocks[chosen[index]].node] not in HEADINGS:
            last = index
    return chosen[first], chosen[last]


def _holder(page: PageBlocks, at: int) -> int:
    node = page.blocks[at].node
    while node and page.tags[node] in WRITTEN:
        node = page.parents[node]
    return node


def _taken(
    blocks: Sequence[Block], scores: Sequence[float], reasons: Iterable[str], page: PageBlocks
) -> MainText:
    lines: list[str] = []
    removed: list[tuple[str, str]] = []
    seen: set[str] = set()
    words = prose = 0.0
    for block, score, known in zip(blocks, scores, reasons, strict=True):
        reason = known or _flaw(block, page.tags[block.node], seen)
        if reason:
            if reason != "beside":
                removed.append((block.text, reason))
            continue
        seen.add(block.text)
        lines.append(block.text)
        words += score
        prose += len(block.text) if score else 0
    return MainText(lines, removed, words, prose / max(1, sum(map(len, lines))))


def _flaw(block: Block, tag: str, seen: set[str]) -> str | None:
    text, linked = block.text, block.linked
    if (
        tag != "li"
        and linked * 2 > len(text)
        and (linked > _ONLY_A_LINK * len(text) or not is_sentence(text))
    ):
        return chrome_reason(text) or "links"
    return "repeated" if len(text) >= _REPEATABLE and text in seen else None
