"""Pairs of texts that may be copies: they share a sampled shingle that few texts hold, and enough of them.

Whether a pair is compared depends on the two texts and on how many texts hold the shingles that they share,
never on the order in which texts came.
"""

from __future__ import annotations

from functools import cache
from math import comb
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.measure import ABRIDGED
from warraq.corpus.relate.copies.proof import count_shared

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    from warraq.corpus.relate.copies.postings import Runs, Turned

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]
    Counts = npt.NDArray[np.uint32]

#: A shingle that more texts hold is hot: not all pairs of its texts are looked at (see `hot`).
HOT = 100
#: The part of related pairs that may be passed over because their samples happen to share too little.
_MISSED = 0.005
_PAIR_BITS = np.uint64(32)
_LOW = np.uint64((1 << 32) - 1)
#: Pairs that are made at a time, that wait for being counted, and that are counted in one array.
_MADE = 1 << 18
_COUNTED = 1 << 22
_HELD = 1 << 22


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


def counted(shingles: Runs, fresh: Bools | None = None) -> Iterator[tuple[Hashes, Counts]]:
    """Yield the pairs of texts that share a shingle, distinct and rising, and how many they share.

    There is one array for all unless they are very many: then a pair may be in several.

    Args:
        shingles: with the texts that hold each.
        fresh: of each text whether its pairs are wanted; a pair is if one of its texts is. By default all.
    """
    made: list[Hashes] = []
    pairs, counts, waiting = np.zeros(0, np.uint64), np.zeros(0, np.uint32), 0
    for some in _paired(shingles, fresh):
        made.append(some)
        waiting += len(some)
        if waiting > max(_COUNTED, len(pairs)):
            pairs, counts = summed([(pairs, counts), _tallied(made)])
            made, waiting = [], 0
            if len(pairs) > _HELD:
                yield pairs, counts
                pairs, counts = np.zeros(0, np.uint64), np.zeros(0, np.uint32)
    yield summed([(pairs, counts), _tallied(made)])


def _paired(shingles: Runs, fresh: Bools | None) -> Iterator[Hashes]:
    """Yield the pairs of texts of each shingle, many at a time."""
    texts, sizes = shingles.texts, shingles.sizes
    for size in np.flatnonzero(np.bincount(sizes)).tolist():
        rows, columns = np.triu_indices(size, 1)
        starts = shingles.offsets[:-1][sizes == size]
        step = max(_MADE // len(rows), 1)
        for first in range(0, len(starts), step):
            places = starts[first : first + step, None]
            one, other = texts[places + rows].ravel(), texts[places + columns].ravel()
            if fresh is not None:
                wanted = fresh[one] | fresh[other]
                one, other = one[wanted], other[wanted]
            yield (one.astype(np.uint64) << _PAIR_BITS) | other


def _tallied(made: list[Hashes]) -> tuple[Hashes, Counts]:
    """Return the different pairs, rising, and how often each was made."""
    pairs = np.concatenate([np.zeros(0, np.uint64), *made])
    pairs.sort()
    first = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1])[: len(pairs)])
    return pairs[first], np.diff(np.append(first, len(pairs))).astype(np.uint32)


def summed(parts: list[tuple[Hashes, Counts]]) -> tuple[Hashes, Counts]:
    """Return the pairs of all parts, distinct and rising, with the sums of their counts."""
    parts = [part for part in parts if len(part[0])]
    if not parts:
        return np.zeros(0, np.uint64), np.zeros(0, np.uint32)
    if len(parts) == 1:
        return parts[0]
    pairs = np.concatenate([one for one, _ in parts])
    # A stable sort finds the rising parts and merges them.
    order = np.argsort(pairs, kind="stable")
    pairs = pairs[order]
    first = np.flatnonzero(np.append(True, pairs[1:] != pairs[:-1]))
    return pairs[first], np.add.reduceat(np.concatenate([counts for _, counts in parts])[order], first)


def enough(regular: npt.NDArray[np.int32], held: Turned, pairs: Hashes, counts: Counts) -> Bools:
    """Tell which pairs share as many samples, hot ones too, as related texts do.

    Args:
        regular: how many regular samples each text has.
        held: the hot shingles that each text holds.
        pairs: packed.
        counts: how many sampled shingles that are not hot each pair shares.
    """
    heat = held.sizes
    one, other = unpack(pairs)
    least = least_shared(np.minimum(regular[one], regular[other]))
    result: Bools = counts >= least
    unsure = np.flatnonzero(~result & (counts + np.minimum(heat[one], heat[other]) >= least))
    result[unsure] = counts[unsure] + shared_hot(held, pairs[unsure]) >= least[unsure]
    return result


def shared_hot(held: Turned, pairs: Hashes) -> Ints:
    """Return how many hot shingles each pair shares.

    Args:
        held: the hot shingles that each text holds.
        pairs: packed.
    """
    return count_shared(held.offsets[:-1], held.sizes, held.shingles, *unpack(pairs))
