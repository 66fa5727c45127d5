"""Pairs of texts that may be copies: they share a sampled shingle that few texts hold, and enough of them.

Whether a pair is compared depends on the two texts and on how many texts hold the shingles that they share,
never on the order in which texts came.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.measure import ABRIDGED
from warraq.corpus.relate.copies.postings import Runs, joined_runs, runs
from warraq.corpus.relate.copies.proof import count_shared

if TYPE_CHECKING:
    import numpy.typing as npt

    from warraq.corpus.relate.copies.sketch import Sketches

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

#: A shingle that more texts hold is hot: not all pairs of its texts are looked at (see `hot`).
HOT = 100
#: The part of related pairs that may be passed over because their samples happen to share too little.
_MISSED = 0.005
_PAIR_BITS = np.uint64(32)
_LOW = np.uint64((1 << 32) - 1)
#: Pairs that are made at a time.
_MADE = 1 << 20


@dataclass(frozen=True)
class Candidates:
    """Pairs to compare, and the hot shingles that made none.

    Attributes:
        pairs: packed by `pack`, distinct, rising.
        hot: the shingles that more than `HOT` texts hold.
    """

    pairs: Hashes
    hot: Runs


def pack(one: npt.NDArray[np.integer], other: npt.NDArray[np.integer]) -> Hashes:
    """Return each pair of text numbers as one number, the smaller text above."""
    low, high = np.minimum(one, other).astype(np.uint64), np.maximum(one, other).astype(np.uint64)
    packed: Hashes = (low << _PAIR_BITS) | high
    return packed


def unpack(pairs: Hashes) -> tuple[Ints, Ints]:
    """Return the two texts of each packed pair."""
    return (pairs >> _PAIR_BITS).astype(np.int64), (pairs & _LOW).astype(np.int64)


@cache
def _least(samples: int) -> int:
    chance, total = 0.0, 0
    for shared in range(samples + 1):
        chance += comb(samples, shared) * ABRIDGED**shared * (1 - ABRIDGED) ** (samples - shared)
        if chance > _MISSED:
            break
        total = shared + 1
    return max(total, 1)


_TABLE = np.array([_least(samples) for samples in range(257)])


def least_shared(samples: npt.NDArray[np.integer]) -> Ints:
    """Return how many samples two related texts share at least, if the smaller has so many regular ones.

    It is the binomial quantile at containment `ABRIDGED`: one related pair in 200 shares fewer, and only
    among those at the very bound.
    """
    large = np.maximum(samples, len(_TABLE) - 1)
    # Beyond the table the quantile is below the mean by no more than this.
    beyond = np.floor(ABRIDGED * large - 4 * np.sqrt(ABRIDGED * (1 - ABRIDGED) * large)).astype(np.int64)
    below = _TABLE[np.minimum(samples, len(_TABLE) - 1)]
    result: Ints = np.where(samples < len(_TABLE), below, beyond)
    return result


def candidates(sketches: Sketches) -> Candidates:
    """Return the pairs of texts that share enough samples, one of them not hot; and the hot shingles."""
    cold, hot = parted(sketches)
    pairs, counts = counted(cold)
    return Candidates(pairs[enough(sketches, hot, pairs, counts)], hot)


def parted(sketches: Sketches) -> tuple[Runs, Runs]:
    """Return the shingles that few texts hold, but more than one, and the hot ones."""
    cold, hot = [], []
    for part in runs(sketches):
        is_hot = part.sizes > HOT
        cold.append(part.taken(~is_hot))
        hot.append(part.taken(is_hot))
    return joined_runs(cold), joined_runs(hot)


def counted(shingles: Runs, fresh: Bools | None = None) -> tuple[Hashes, Ints]:
    """Return the pairs of texts that share a shingle, and how many they share.

    Args:
        shingles: with the texts that hold each.
        fresh: of each text whether its pairs are wanted; a pair is if one of its texts is. By default all.
    """
    made: list[Hashes] = []
    pairs, counts, waiting = np.zeros(0, np.uint64), np.zeros(0, np.int64), 0
    texts = shingles.texts.astype(np.uint64)
    for size in np.flatnonzero(np.bincount(shingles.sizes)).tolist():
        rows, columns = np.triu_indices(size, 1)
        starts = shingles.offsets[:-1][shingles.sizes == size]
        step = max(_MADE // len(rows), 1)
        for first in range(0, len(starts), step):
            places = starts[first : first + step, None]
            one, other = texts[places + rows].ravel(), texts[places + columns].ravel()
            if fresh is not None:
                wanted = fresh[one] | fresh[other]
                one, other = one[wanted], other[wanted]
            made.append((one << _PAIR_BITS) | other)
            waiting += len(made[-1])
            if waiting > max(4 * _MADE, len(pairs)):
                pairs, counts = _added(pairs, counts, made)
                made, waiting = [], 0
    return _added(pairs, counts, made)


def _added(pairs: Hashes, counts: Ints, made: list[Hashes]) -> tuple[Hashes, Ints]:
    """Count the pairs just made into those counted before."""
    fresh = np.concatenate([np.zeros(0, np.uint64), *made])
    fresh.sort()
    first = np.flatnonzero(np.append(True, fresh[1:] != fresh[:-1])[: len(fresh)])
    times = np.diff(np.append(first, len(fresh)))
    fresh = fresh[first]
    if not len(pairs):
        return fresh, times
    both = np.concatenate([pairs, fresh])
    order = np.argsort(both, kind="stable")
    both = both[order]
    first = np.flatnonzero(np.append(True, both[1:] != both[:-1]))
    return both[first], np.add.reduceat(np.concatenate([counts, times])[order], first)


def enough(sketches: Sketches, hot: Runs, pairs: Hashes, counts: Ints) -> Bools:
    """Tell which pairs share as many samples, hot ones too, as related texts do.

    Args:
        sketches: of all texts.
        hot: the hot shingles.
        pairs: packed.
        counts: how many shingles that are not hot each pair shares.
    """
    heat = np.bincount(hot.texts, minlength=len(sketches.shingles))
    one, other = unpack(pairs)
    least = least_shared(np.minimum(sketches.regular[one], sketches.regular[other]))
    result: Bools = counts >= least
    unsure = np.flatnonzero(~result & (counts + np.minimum(heat[one], heat[other]) >= least))
    result[unsure] = share_enough(sketches, pairs[unsure])
    return result


def share_enough(sketches: Sketches, pairs: Hashes) -> Bools:
    """Tell the same, from all samples of the two texts."""
    one, other = unpack(pairs)
    least = least_shared(np.minimum(sketches.regular[one], sketches.regular[other]))
    shared = count_shared(sketches.offsets[:-1], sketches.sizes, sketches.hashes, one, other)
    result: Bools = shared >= least
    return result
