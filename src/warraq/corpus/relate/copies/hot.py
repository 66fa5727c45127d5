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

if TYPE_CHECKING:
    import numpy.typing as npt

    from warraq.corpus.relate.copies.postings import Runs, Turned
    from warraq.corpus.relate.copies.samples import Sizes

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.uint32]
    Bools = npt.NDArray[np.bool_]
    Counts = npt.NDArray[np.int32]

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


def hot_pairs(sizes: Sizes, hot: Runs, held: Turned, order: Numbers) -> HotPairs:
    """Return the pairs to compare among texts that hold hot shingles.

    Args:
        sizes: of all texts.
        hot: the shingles that too many texts hold.
        held: the same by text.
        order: all texts, the most original first; leaders are chosen in this order.
    """
    heat, samples = held.sizes, sizes.samples
    is_hot: Bools = (heat > 1) & (heat >= np.floor(HOT_PART * samples))
    covered = np.zeros(len(samples), np.bool_)
    used = np.zeros(len(hot.hashes), np.int64)
    found, leaders = [], []
    for text in order[is_hot[order]].tolist():
        shingles = held.shingles[held.offsets[text] : held.offsets[text + 1]]
        if covered[text] or used[shingles].min() >= LEADERS:
            continue
        leaders.append(text)
        covered[text] = True
        starts, counts = hot.offsets[shingles], hot.offsets[shingles + np.uint32(1)]
        holders = hot.texts[ranges(starts, counts - starts)]
        pairs, covers = _follow(text, holders[~covered[holders]], sizes, samples, covered)
        used[shingles] += 1 if covers else _IDLE
        found.append(pairs)
    pairs = rising(np.concatenate([np.zeros(0, np.uint64), *found]))
    return HotPairs(pairs, np.flatnonzero(is_hot), np.array(sorted(leaders), np.int64))


def _follow(
    leader: int, holders: Numbers, sizes: Sizes, samples: Counts, covered: Bools
) -> tuple[Hashes, bool]:
    """Return the leader's pairs with texts not yet covered, and whether it covers any; mark those.

    Args:
        leader: a text.
        holders: the texts that hold its hot shingles, one as often as it holds any.
        sizes: of all texts.
        samples: how many each has.
        covered: the texts that a leader covers.
    """
    others, shared = np.unique(holders, return_counts=True)
    smaller = np.minimum(sizes.regular[leader], sizes.regular[others])
    near = shared >= least_shared(smaller)
    surely = shared >= ABRIDGED * np.minimum(samples[leader], samples[others])
    long_enough = sizes.shingles[leader] >= SAME_LENGTH * sizes.shingles[others]
    covers = others[near & surely & long_enough]
    covered[covers] = True
    return pack(np.full(int(near.sum()), leader), others[near]), bool(len(covers))
