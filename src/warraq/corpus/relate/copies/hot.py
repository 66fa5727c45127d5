"""Families of thousands of texts that share their shingles: reprinted stories, templates, page furniture.

All pairs of such a family would be millions. Instead a leader is compared with every text that holds its
hot shingles; the texts that it covers need no leader of their own. The work is that of the shingles' texts,
times a bounded number of leaders.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.arrays import ranges, rising
from warraq.corpus.relate.copies.candidates import least_shared, pack
from warraq.corpus.relate.copies.measure import ABRIDGED
from warraq.corpus.relate.copies.postings import turned

if TYPE_CHECKING:
    import numpy.typing as npt

    from warraq.corpus.relate.copies.postings import Runs
    from warraq.corpus.relate.copies.sketch import Sketches

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

#: A hot shingle leads to at most so many leaders.
LEADERS = 64
#: A leader that covers nothing counts as so many: a family of such, a template, has none that would.
_IDLE = 8
#: A text is hot if at least this part of its samples is.
HOT_PART = 0.4
#: A leader that is shorter than this part of a text does not cover it: the text is no abridged leader.
SAME_LENGTH = 0.8


@dataclass(frozen=True)
class HotPairs:
    """Pairs of leaders with other texts, and what was left out.

    Attributes:
        pairs: packed, distinct, rising.
        texts: the hot texts, rising.
        leaders: those of them that were compared with all texts of their hot shingles.
    """

    pairs: Hashes
    texts: Ints
    leaders: Ints


def hot_pairs(sketches: Sketches, hot: Runs, order: Ints) -> HotPairs:
    """Return the pairs to compare among texts that hold hot shingles.

    Args:
        sketches: of all texts.
        hot: the shingles that too many texts hold.
        order: all texts, the most original first; leaders are chosen in this order.
    """
    texts = len(sketches.shingles)
    held = turned(hot, texts)
    heat = held.sizes
    is_hot: Bools = (heat > 1) & (heat >= np.floor(HOT_PART * sketches.sizes))
    covered = np.zeros(texts, np.bool_)
    used = np.zeros(len(hot.sizes), np.int64)
    found, leaders = [], []
    for text in order[is_hot[order]].tolist():
        shingles = held.shingles[held.offsets[text] : held.offsets[text + 1]]
        if covered[text] or used[shingles].min() >= LEADERS:
            continue
        leaders.append(text)
        covered[text] = True
        pairs, covers = _follow(text, shingles, sketches, hot, covered)
        used[shingles] += 1 if covers else _IDLE
        found.append(pairs)
    pairs = rising(np.concatenate([np.zeros(0, np.uint64), *found]))
    return HotPairs(pairs, np.flatnonzero(is_hot), np.array(sorted(leaders), np.int64))


def _follow(
    leader: int, shingles: Ints, sketches: Sketches, hot: Runs, covered: Bools
) -> tuple[Hashes, bool]:
    """Return the leader's pairs with texts not yet covered, and whether it covers any; mark those."""
    holders = hot.texts[ranges(hot.offsets[:-1][shingles], hot.sizes[shingles])]
    others, shared = np.unique(holders[~covered[holders]], return_counts=True)
    smaller = np.minimum(sketches.regular[leader], sketches.regular[others])
    near = shared >= least_shared(smaller)
    samples = np.minimum(_sizes(sketches, leader), _sizes(sketches, others))
    surely = shared >= ABRIDGED * samples
    long_enough = sketches.shingles[leader] >= SAME_LENGTH * sketches.shingles[others]
    covers = others[near & surely & long_enough]
    covered[covers] = True
    return pack(np.full(int(near.sum()), leader), others[near]), bool(len(covers))


def _sizes(sketches: Sketches, texts: npt.NDArray[np.uint32] | int) -> Ints:
    return sketches.offsets[np.add(texts, 1)] - sketches.offsets[texts]
