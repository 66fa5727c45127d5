"""Candidates, and how those of a run that knows the run before follow from what has come and gone since.

A pair of texts that stay shares the samples that it shared. Whether it is a candidate changes only with a
shingle that was hot and is no more, or that has become hot, by texts that came. So only the shingles of these
texts and the hot ones are looked at, and the result is that of a run over all.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.arrays import is_among, rising
from warraq.corpus.relate.copies.candidates import enough, least_shared, shared_hot, unpack
from warraq.corpus.relate.copies.postings import turned
from warraq.corpus.relate.copies.proof import count_shared
from warraq.corpus.relate.copies.search import search

if TYPE_CHECKING:
    import numpy.typing as npt

    from warraq.corpus.relate.copies.means import Means
    from warraq.corpus.relate.copies.postings import Ground, Runs, Turned
    from warraq.corpus.relate.copies.samples import Sizes

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

#: If more than one in so many texts has come, going through everything costs less.
_MOST_FRESH = 2


@dataclass(frozen=True)
class Candidates:
    """Pairs to compare, and the hot shingles that made none.

    Attributes:
        pairs: packed, distinct, rising.
        hot: the shingles that more than `HOT` texts hold.
        held: the same by text.
    """

    pairs: Hashes
    hot: Runs
    held: Turned


def candidates(ground: Ground, sizes: Sizes, before: Hashes, means: Means, *key: object) -> Candidates:
    """Return the pairs of texts that share enough samples, one of them not hot; and the hot shingles.

    Args:
        ground: where the samples lie, and what is known of a run before.
        sizes: of all texts.
        before: the candidates of that run of which both texts stay, by their present numbers; rising.
        means: where tasks run.
        key: what stands for the texts and the run before.
    """
    if ground.fresh is None or int(ground.fresh.sum()) * _MOST_FRESH > ground.texts:
        ground = replace(ground, fresh=None, hot=ground.hot[:0])
    found = search(ground, int(sizes.samples.sum()), means, *key, ground.fresh is None)
    held = turned(found.hot, ground.texts)
    pairs = [
        pairs[enough(sizes.regular, held, pairs, counts)] for pairs, counts in found.merged(ground.texts)
    ]
    if ground.fresh is not None:
        pairs += _of_before(ground, sizes, before, Candidates(found.cooled, found.hot, held))
    return Candidates(rising(np.concatenate(pairs)), found.hot, held)


def _of_before(ground: Ground, sizes: Sizes, before: Hashes, now: Candidates) -> list[Hashes]:
    """Return the candidates among pairs that stay, and among those that share what is hot no more.

    Args:
        ground: where the samples lie.
        sizes: of all texts.
        before: pairs that stay.
        now: the pairs that share a shingle that was hot, and what is hot now.
    """
    doubtful = _doubtful(ground, before, now)
    wanted = np.zeros(ground.texts, np.bool_)
    for pairs in (now.pairs, before[doubtful]):
        wanted[np.concatenate(unpack(pairs))] = True
    if not wanted.any():
        return [before]
    samples = ground.samples(wanted)

    def shared(pairs: Hashes) -> Ints:
        return count_shared(samples.offsets[:-1], samples.sizes, samples.shingles, *unpack(pairs))

    one, other = unpack(now.pairs)
    least = least_shared(np.minimum(sizes.regular[one], sizes.regular[other]))
    stays = np.ones(len(before), np.bool_)
    stays[doubtful] = shared(before[doubtful]) > shared_hot(now.held, before[doubtful])
    return [now.pairs[shared(now.pairs) >= least], before[stays]]


def _doubtful(ground: Ground, before: Hashes, now: Candidates) -> Ints:
    """Return the places of the pairs of which both texts hold a shingle that has become hot."""
    holds_new = np.zeros(ground.texts, np.bool_)
    holds_new[now.hot.taken(~is_among(now.hot.hashes, ground.hot)).texts] = True
    one, other = unpack(before)
    return np.flatnonzero(holds_new[one] & holds_new[other])
