"""Which parts of a page hold its article.

Prose counts for the part that holds it and, halved each time, for the two around that, as in Readability
(Arc90, 2009); the best part is widened to neighbours of little else than prose, for articles that
advertisements cut into several parts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.extract.main_text_scores import subtree_sums
from warraq.corpus.extract.page_blocks import WRITTEN

if TYPE_CHECKING:
    from collections.abc import Sequence

    from warraq.corpus.extract.page_blocks import PageBlocks

_LEVELS = 6
_CREDITED_LEVELS = 3
_NAMED_BODY = 1.4
_WORTH_WIDENING = 0.05
_SMALL = 0.3
_TEASER_TEXT = 40
_CARD_TEXT = 80


@dataclass(frozen=True, slots=True)
class Region:
    """By node: whether it is part of the article's region, and why it is left out, if it is."""

    inside: list[bool]
    left_out: list[str | None]


@dataclass(frozen=True, slots=True)
class _Weights:
    """Sums below each node: prose words, characters of prose, blocks of prose, characters, those in links."""

    prose: list[float]
    prose_text: list[float]
    prose_blocks: list[float]
    text: list[float]
    linked: list[float]

    def is_dense(self, node: int) -> bool:
        """Return whether a part is little else than prose; one of a single block must be nothing else."""
        share = 0.6 if self.prose_blocks[node] > 1 else 0.9
        return self.linked[node] * 3 <= self.text[node] and self.prose_text[node] >= self.text[node] * share


def find_region(page: PageBlocks, scores: Sequence[float]) -> Region | None:
    """Return the article's region by the prose scores of the page's blocks; None on a page without prose."""
    text = subtree_sums(page, ((block.node, len(block.text)) for block in page.blocks))
    linked = subtree_sums(page, ((block.node, block.linked) for block in page.blocks))
    left_out = _left_out(page, scores, text, linked)
    counted = [
        (block, score)
        for block, score in zip(page.blocks, scores, strict=True)
        if score and left_out[block.node] is None
    ]
    if not counted:
        return None
    weights = _Weights(
        prose=subtree_sums(page, ((block.node, score) for block, score in counted)),
        prose_text=subtree_sums(page, ((block.node, len(block.text)) for block, _ in counted)),
        prose_blocks=subtree_sums(page, ((block.node, 1) for block, _ in counted)),
        text=text,
        linked=linked,
    )
    unlinked = [(block.node, score * (1 - block.linked / len(block.text)) ** 2) for block, score in counted]
    best = _best_part(page, unlinked)
    path, roots = _widened(page, best, weights, left_out)
    return _region(page, best, path, roots, weights, left_out)


def _left_out(
    page: PageBlocks, scores: Sequence[float], text: Sequence[float], linked: Sequence[float]
) -> list[str | None]:
    """Return why each node is no article text: its hint or links, unless it holds too much of the prose."""
    prose = subtree_sums(
        page, ((block.node, score) for block, score in zip(page.blocks, scores, strict=True))
    )
    whole = prose[0]
    found: list[str | None] = [None] * len(page.parents)
    in_article = [False] * len(page.parents)
    for node in range(1, len(page.parents)):
        parent, tag, hint = page.parents[node], page.tags[node], page.hints[node]
        in_article[node] = in_article[parent] or page.tags[parent] == "article"
        if found[parent] is not None:
            found[node] = found[parent]
        elif hint is not None and prose[node] < hint.below * whole:
            found[node] = hint.reason
        elif prose[node] < _SMALL * whole:
            if tag == "article" and in_article[node]:
                found[node] = "read-also"
            elif tag not in WRITTEN and text[node] > _TEASER_TEXT and linked[node] * 2 > text[node]:
                found[node] = "links"
    return found


def _best_part(page: PageBlocks, prose: Sequence[tuple[int, float]]) -> int:
    holders = _holders(page)
    credit = [0.0] * len(page.parents)
    for node, score in prose:
        part, share = holders[node], score
        for _ in range(_CREDITED_LEVELS):
            credit[part] += share
            part, share = page.parents[part], share / 2
            if part == 0:
                break
    return max(
        range(len(credit)),
        key=lambda part: (credit[part] * (_NAMED_BODY if page.bodies[part] else 1), -part),
    )


def _holders(page: PageBlocks) -> list[int]:
    """Return for each node the nearest part around it that is no paragraph, list or table."""
    holders = [0] * len(page.parents)
    for node in range(1, len(holders)):
        holders[node] = holders[page.parents[node]] if page.tags[node] in WRITTEN else node
    return holders


def _widened(
    page: PageBlocks, best: int, weights: _Weights, left_out: Sequence[str | None]
) -> tuple[set[int], set[int]]:
    """Return the nodes around the best part, up to the region's outermost, and the parts it is made of."""
    path: list[int] = []
    found: list[int] = [best]
    parts, reach = 1, 0
    inner = best
    for _ in range(_LEVELS):
        outer = page.parents[inner]
        if outer == 0 or page.tags[outer] == "body" or page.tags[inner] == "article":
            break
        beside = [
            node
            for node in range(outer + 1, len(page.parents))
            if page.parents[node] == outer
            and node != inner
            and left_out[node] is None
            and (page.tags[node] in WRITTEN or (weights.prose[node] and weights.is_dense(node)))
        ]
        path.append(outer)
        found += beside
        if sum(weights.prose[node] for node in beside) >= _WORTH_WIDENING * weights.prose[best]:
            parts, reach = len(found), len(path)
        inner = outer
    return set(path[:reach]), set(found[:parts])


def _region(
    page: PageBlocks,
    best: int,
    path: set[int],
    roots: set[int],
    weights: _Weights,
    left_out: list[str | None],
) -> Region:
    inside = [node in roots or node in path for node in range(len(page.parents))]
    for node in range(1, len(inside)):
        parent = page.parents[node]
        if inside[parent] and parent not in path:
            inside[node] = True
        if left_out[node] is None:
            left_out[node] = left_out[parent]
        if inside[node] and left_out[node] is None and node != best and node not in path:
            left_out[node] = _card(page, node, weights, weights.prose[best])
    return Region(inside, left_out)


def _card(page: PageBlocks, node: int, weights: _Weights, whole: float) -> str | None:
    """Return "read-also" for a small part that is a good deal of links: a teaser of another article."""
    is_card = (
        page.tags[node] not in WRITTEN
        and weights.prose[node] < _SMALL * whole
        and weights.text[node] > _CARD_TEXT
        and weights.linked[node] * 5 > weights.text[node]
        and not weights.is_dense(node)
    )
    return "read-also" if is_card else None
