"""The clusters of texts that no turn of another one can change: made all at once.

The rules are those of `clusters`. Most texts have a few copies, and which of them is related to which decides
everything. What is left to be gone through one by one are texts that a chain of related pairs ties to a
round-up's anchor or to an original that may move to a longer one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies import measure

if TYPE_CHECKING:
    import numpy.typing as npt

    from warraq.corpus.relate.copies.find import Related

    Ints = npt.NDArray[np.int64]
    Floats = npt.NDArray[np.float64]
    Bools = npt.NDArray[np.bool_]

#: A text is materially shorter than another if it has less than this part of its shingles.
SHORTER = 0.8
#: An abridged text that covers more than this part of its original tells the same story as the whole of it.
WHOLE = 2 / 3


@dataclass(frozen=True)
class _Links:
    """Related pairs: the more original text leads, the other may follow if the leader admits it."""

    leader: Ints
    text: Ints
    jaccard: Floats
    admitted: Bools
    anchors: Bools
    shorter: Bools


def plain_clusters(related: Related, position: Ints) -> tuple[Ints, Bools]:
    """Return the original of each text, and for which texts that is known.

    Args:
        related: proven pairs.
        position: of each text in the order from the most original on.
    """
    links = _links(related, position)
    is_original = _originals(links, len(position))
    result = np.arange(len(position))
    near = np.flatnonzero(links.admitted & is_original[links.leader] & ~is_original[links.text])
    leader, text = links.leader[near], links.text[near]
    nearest = np.lexsort((position[leader], -links.jaccard[near], text))[::-1]
    # Of what is written to one place, the last stays.
    result[text[nearest]] = leader[nearest]
    return result, ~_tangled(related, links, is_original)


def _links(related: Related, position: Ints) -> _Links:
    first = position[related.one] < position[related.other]
    leader = np.where(first, related.one, related.other)
    text = np.where(first, related.other, related.one)
    size, own, shared = related.sizes[leader], related.sizes[text], related.shared
    copies = measure.is_copy(shared, size, own)
    admitted = copies | (size >= SHORTER * own)
    anchors = admitted & ~copies & (shared / size <= WHOLE)
    shorter = np.minimum(size, own) < SHORTER * np.maximum(size, own)
    return _Links(leader, text, measure.jaccard(shared, size, own), admitted, anchors, shorter)


def _originals(links: _Links, texts: int) -> Bools:
    """Tell which texts no original admits.

    A text that no link leads to is an original, and what it admits is none; then these links are gone, and
    others lead to nothing. There are as many rounds as texts in the longest chain.
    """
    is_original = np.ones(texts, np.bool_)
    leader, text = links.leader[links.admitted], links.text[links.admitted]
    while len(leader):
        led = np.zeros(texts, np.bool_)
        led[text] = True
        is_original[text[~led[leader]]] = False
        open_still = is_original[leader] & is_original[text]
        leader, text = leader[open_still], text[open_still]
    return is_original


def _tangled(related: Related, links: _Links, is_original: Bools) -> Bools:
    """Tell which texts are tied to one that has an anchor to mind, or that may move."""
    texts = len(is_original)
    minds = np.bincount(links.leader[links.anchors], minlength=texts) > 1
    both = is_original[links.leader] & is_original[links.text]
    minds[links.leader[both & links.shorter]] = True
    chain = components(related.one, related.other, texts)
    tangled = np.zeros(texts, np.bool_)
    tangled[chain[minds]] = True
    result: Bools = tangled[chain]
    return result


def components(one: Ints, other: Ints, texts: int) -> Ints:
    """Return for each text the smallest number among the texts that a chain of pairs leads to.

    All pairs are gone through at once (Shiloach, Vishkin, "An O(log n) parallel connectivity algorithm",
    1982): the top of each tree is hung below the smallest top that a pair leads to, then all trees are made
    flat, until no pair lies in two trees.

    Args:
        one: the one text of each pair.
        other: the other.
        texts: how many texts there are.
    """
    top = np.arange(texts)
    while True:
        first, second = top[one], top[other]
        apart = first != second
        if not apart.any():
            return top
        one, other, first, second = one[apart], other[apart], first[apart], second[apart]
        np.minimum.at(top, np.maximum(first, second), np.minimum(first, second))
        while True:
            higher = top[top]
            if np.array_equal(higher, top):
                break
            top = higher
