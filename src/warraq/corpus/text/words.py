"""The words of match keys as numbers: equal words have equal numbers, in every run and on every machine."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import polars as pl

from warraq.corpus.text.code_points import cut, utf8
from warraq.corpus.text.match_key import match_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from numpy.typing import NDArray

_BLOCK = 1 << 19  # bytes
_BASE = 0x9E3779B97F4A7C15  # odd, so that it has an inverse modulo 2^64
_INVERSE = pow(_BASE, -1, 1 << 64)
_SPACE = 0x20


class Words(NamedTuple):
    """The words of some texts behind one another.

    Attributes:
        first: number of the first text in its column.
        hashes: of each word, 64 bits.
        sizes: characters of each word.
        starts: number of each text's first word, and behind them the count of all.
    """

    first: int
    hashes: NDArray[np.uint64]
    sizes: NDArray[np.int64]
    starts: NDArray[np.int64]

    @property
    def rows(self) -> NDArray[np.int64]:
        """Which text, counted from the block's first, each word is of."""
        return np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))


def _powers(base: int, count: int) -> NDArray[np.uint64]:
    return _usual_powers(base)[:count] if count <= 2 * _BLOCK else _all_powers(base, count)


@cache
def _usual_powers(base: int) -> NDArray[np.uint64]:
    return _all_powers(base, 2 * _BLOCK)


def _all_powers(base: int, count: int) -> NDArray[np.uint64]:
    powers = np.full(count, base, dtype=np.uint64)
    powers[0] = 1
    return np.multiply.accumulate(powers)


def mixed(hashes: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the hashes with each bit spread over all others (the finalizer of splitmix64)."""
    hashes = (hashes ^ (hashes >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    hashes = (hashes ^ (hashes >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return hashes ^ (hashes >> np.uint64(31))


def word_blocks(keys: pl.Series) -> Iterator[Words]:
    """Yield the words of match keys, in order: they are parted by single spaces. Null has no words."""
    data, places = utf8(pl.select(pl.when(keys != "").then(keys + " ")).to_series())
    every = np.frombuffer(data, dtype=np.uint8)
    for first, last in cut(places, _BLOCK):
        edges = places[first : last + 1] - places[first]
        yield _words(first, every[places[first] : places[last]], edges)


def _words(first: int, data: NDArray[np.uint8], edges: NDArray[np.int64]) -> Words:
    ends = np.flatnonzero(data == _SPACE)
    begins = np.concatenate(([0], ends[:-1] + 1)) if len(ends) else ends
    sums = data * _powers(_BASE, len(data))
    np.cumsum(sums, out=sums)
    letters = np.cumsum((data & 0xC0) != 0x80, dtype=np.int64)
    before = np.concatenate(([0], ends[:-1])) if len(ends) else ends
    hashes = sums[ends - 1] - np.where(begins > 0, sums[before], 0).astype(np.uint64)
    hashes *= _powers(_INVERSE, len(data))[begins]
    sizes = letters[ends - 1] - np.where(begins > 0, letters[before], 0)
    return Words(first, mixed(hashes), sizes, np.searchsorted(ends, edges))


def word_hashes(words: Iterable[str]) -> NDArray[np.uint64]:
    """Return the hashes of some words as they are written, in the order given; each folds to one word."""
    keys = pl.DataFrame({"word": list(words)}).select(match_key(pl.col("word"))).to_series()
    return np.concatenate([block.hashes for block in word_blocks(keys)])
