"""The exact number of shingles that two texts share, for many pairs at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.arrays import ranges
from warraq.corpus.relate.copies.shingles import HASH_BITS

if TYPE_CHECKING:
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.uint32]

#: Shingles that are sorted at a time: they fit the processor's cache.
_SORTED = 1 << 15
#: Pairs that are sorted at a time: they are counted in the bits above a hash.
_PAIRS = 1 << 12
_ABOVE = np.uint64(HASH_BITS)


def count_shared(
    starts: Ints, sizes: Ints, hashes: Hashes | Numbers, one: Ints | Numbers, other: Ints | Numbers
) -> Ints:
    """Return for each pair of texts how many hashes are in both.

    Args:
        starts: where each text's hashes begin in `hashes`.
        sizes: how many hashes each text has.
        hashes: distinct within a text; an array in memory or mapped from a file, of at most
            48 bits.
        one: number of the one text of each pair.
        other: number of the other.
    """
    weight = np.cumsum(sizes[one] + sizes[other])
    shared = np.zeros(len(one), np.int64)
    first = 0
    while first < len(one):
        before = weight[first - 1] if first else 0
        last = int(np.searchsorted(weight, before + _SORTED, side="right"))
        last = min(max(last, first + 1), first + _PAIRS)
        shared[first:last] = _count(starts, sizes, hashes, one[first:last], other[first:last])
        first = last
    return shared


def _count(
    starts: Ints, sizes: Ints, hashes: Hashes | Numbers, one: Ints | Numbers, other: Ints | Numbers
) -> Ints:
    texts = np.concatenate([one, other])
    counts = sizes[texts]
    pair = np.arange(len(one), dtype=np.uint64) << _ABOVE
    values = hashes[ranges(starts[texts], counts)].astype(np.uint64, copy=False)
    values |= np.repeat(np.concatenate([pair, pair]), counts)
    values.sort()
    twice = np.flatnonzero(values[1:] == values[:-1])
    ends = np.cumsum(counts[: len(one)] + counts[len(one) :])
    shared = np.searchsorted(twice, ends)
    shared[1:] -= shared[:-1].copy()
    return shared
