"""Ranges, distinct numbers, and few numbers found among many, by whole arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

#: A table to find numbers by has at least so many places for each wanted hash.
_ROOM = 16
_LEAST_BITS = 20
#: Hashes that are looked up at a time.
_LOOKED_UP = 1 << 20


def ranges(starts: Ints, sizes: Ints) -> Ints:
    """Return the numbers start, start + 1 … of each range, one range after another."""
    ends = np.cumsum(sizes)
    total = int(ends[-1]) if len(ends) else 0
    result: Ints = np.repeat(starts - ends + sizes, sizes)
    result += np.arange(total)
    return result


def rising(values: Hashes) -> Hashes:
    """Return the distinct values in rising order; sorts `values` in place."""
    values.sort()
    first = np.ones(len(values), np.bool_)
    np.not_equal(values[1:], values[:-1], out=first[1:])
    return values[first]


def present(wanted: Hashes, hashes: Hashes) -> Ints:
    """Return the places of the hashes that are wanted; a small table sieves out nearly all others first."""
    bits = max((len(wanted) * _ROOM).bit_length(), _LEAST_BITS)
    mask = np.uint64((1 << bits) - 1)
    sieve = np.zeros(1 << bits, np.bool_)
    sieve[wanted & mask] = True
    ordered = np.sort(wanted)
    found = [np.zeros(0, np.int64)]
    for first in range(0, len(hashes), _LOOKED_UP):
        part = hashes[first : first + _LOOKED_UP]
        places = np.flatnonzero(sieve.take((part & mask).view(np.int64)))
        found.append(first + places[is_among(part[places], ordered)])
    return np.concatenate(found)


def is_among(values: Hashes, wanted: Hashes) -> Bools:
    """Tell which values are wanted; `wanted` is rising."""
    if not len(wanted):
        return np.zeros(len(values), np.bool_)
    at = np.minimum(np.searchsorted(wanted, values), len(wanted) - 1)
    result: Bools = wanted[at] == values
    return result
