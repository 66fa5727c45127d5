"""Which texts hold which sampled shingle, in partitions by key that are looked at one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.arrays import present, ranges, rising
from warraq.corpus.relate.copies.samples import keys_of, read_entries, rows_of, within
from warraq.corpus.relate.copies.shingles import HASH_BITS
from warraq.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.uint32]
    Bools = npt.NDArray[np.bool_]

#: Bits that name a text, at most.
TEXT_BITS = 28
#: The number of a row that stands for no text.
NOBODY = (1 << 32) - 1
#: Bits of a posting: a shingle's key above the text that holds it. The bits for which there is no room are
#: those of its partition.
_BITS = 64
_NOBODY = np.uint32(NOBODY)
_BESIDE = np.uint64(_BITS - HASH_BITS)


@dataclass(frozen=True)
class Runs:
    """Shingles with all the texts that hold each.

    Attributes:
        hashes: the shingles' keys.
        offsets: where each shingle's texts begin in `texts`, and where the last one ends.
        texts: numbers of texts, rising within a shingle.
    """

    hashes: Hashes
    offsets: Ints
    texts: Numbers

    @property
    def sizes(self) -> Ints:
        """How many texts hold each shingle."""
        return np.diff(self.offsets)

    def taken(self, wanted: Bools) -> Runs:
        """Return some of the shingles."""
        sizes = self.sizes[wanted]
        texts = self.texts[ranges(self.offsets[:-1][wanted], sizes)]
        return Runs(self.hashes[wanted], np.append(0, np.cumsum(sizes)), texts)


@dataclass(frozen=True)
class Turned:
    """The shingles of each text, by their places in `Runs`, whose inverse it is, or by their keys."""

    offsets: Ints
    shingles: Numbers | Hashes

    @property
    def sizes(self) -> Ints:
        """How many of the shingles each text holds."""
        return np.diff(self.offsets)


@dataclass(frozen=True)
class Ground:
    """All samples of a corpus, and whose they are.

    Attributes:
        files: the samples' files, and of each where its rows begin in `numbers`.
        numbers: the text that each row stands for, or `NOBODY`.
        texts: how many texts there are.
        fresh: of each text whether it has come since the run before; None if there was none.
        hot: the keys of the shingles that were hot then; rising.
    """

    files: Sequence[tuple[Path, int]]
    numbers: Numbers
    texts: int
    fresh: Bools | None
    hot: Hashes

    def runs(self, partition: int, bits: int) -> Runs:
        """Return the shingles of a partition that at least two texts hold.

        If there was a run before, only those that a fresh text holds or that were hot.

        Args:
            partition: the upper bits of the shingles' keys.
            bits: how many these are; at least `least_bits`.
        """
        below = text_bits(self.texts)
        postings = self._postings(partition, bits, below)
        if self.fresh is not None:
            postings = postings[self._touched(postings, self.fresh, partition, bits)]
        postings.sort()
        return _held_twice(postings, partition, bits, below)

    def samples(self, wanted: Bools) -> Turned:
        """Return the keys of the samples of the texts wanted; of the others none."""
        ends = [first for _, first in self.files[1:]] + [len(self.numbers)]
        wanted = np.append(wanted, False)
        owners, keys = [np.zeros(0, np.uint32)], [np.zeros(0, np.uint64)]
        for (path, first), end in zip(self.files, ends, strict=True):
            # The number of no text is beyond the last.
            here = np.minimum(self.numbers[first:end], np.uint32(self.texts))
            if wanted[here].any():
                entries = read_entries(path)
                texts = here[rows_of(entries).view(np.int64)]
                some = wanted[texts]
                owners.append(texts[some])
                keys.append(keys_of(entries[some]))
        owner = np.concatenate(owners)
        counts = np.bincount(owner, minlength=self.texts)
        order = np.argsort(owner, kind="stable")
        return Turned(np.append(0, np.cumsum(counts)), np.concatenate(keys)[order])

    def _postings(self, partition: int, bits: int, below: int) -> Hashes:
        """Return the key above the text of each sample, but for the bits that the whole partition has."""
        mask, room = np.uint64((1 << (HASH_BITS - bits)) - 1), np.uint64(below)
        parts = [np.zeros(0, np.uint64)]
        for path, first in self.files:
            entries = within(read_entries(path), partition, bits)
            texts = self.numbers[first + rows_of(entries).view(np.int64)]
            postings = ((keys_of(entries) & mask) << room) | texts
            somebody = texts != _NOBODY
            parts.append(postings if somebody.all() else postings[somebody])
        return np.concatenate(parts)

    def _touched(self, postings: Hashes, fresh: Bools, partition: int, bits: int) -> Ints:
        below, mask = np.uint64(text_bits(self.texts)), np.uint64((1 << (HASH_BITS - bits)) - 1)
        came = fresh[(postings & ((np.uint64(1) << below) - np.uint64(1))).view(np.int64)]
        hot = within(self.hot << _BESIDE, partition, bits) >> _BESIDE
        keys = postings >> below
        return present(rising(np.concatenate([keys[came], hot & mask])), keys)


def text_bits(texts: int) -> int:
    """Return how many bits name each of so many texts."""
    return texts.bit_length()


def least_bits(texts: int) -> int:
    """Return how many bits a partition must have at least for a posting to fit.

    Raises:
        ProjectError: more than 2^28 texts.
    """
    if texts > 1 << TEXT_BITS:
        raise ProjectError("", f"{texts:,} different texts", expected=f"at most {1 << TEXT_BITS:,}")
    return max(text_bits(texts) + HASH_BITS - _BITS, 0)


def joined_runs(parts: Sequence[Runs]) -> Runs:
    """Return the shingles of all parts."""
    sizes = np.concatenate([np.zeros(0, np.int64), *(part.sizes for part in parts)])
    return Runs(
        np.concatenate([np.zeros(0, np.uint64), *(part.hashes for part in parts)]),
        np.append(0, np.cumsum(sizes)),
        np.concatenate([np.zeros(0, np.uint32), *(part.texts for part in parts)]),
    )


def turned(runs: Runs, texts: int) -> Turned:
    """Return the shingles of each of so many texts."""
    order = np.argsort(runs.texts, kind="stable")
    shingles = np.repeat(np.arange(len(runs.hashes), dtype=np.uint32), runs.sizes)[order]
    counts = np.bincount(runs.texts, minlength=texts)
    return Turned(np.append(0, np.cumsum(counts)), shingles)


def _held_twice(postings: Hashes, partition: int, bits: int, below: int) -> Runs:
    keys = postings >> np.uint64(below)
    first = np.ones(len(keys) + 1, np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:-1])
    kept = np.flatnonzero(~(first[:-1] & first[1:]))
    firsts = np.flatnonzero(first[kept])
    texts = postings[kept] & np.uint64((1 << below) - 1)
    hashes = keys[kept[firsts]] | np.uint64(partition << (HASH_BITS - bits))
    return Runs(hashes, np.append(firsts, len(texts)), texts.astype(np.uint32))
