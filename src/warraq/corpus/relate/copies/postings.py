"""Which texts hold which sampled shingle, in partitions by hash that are looked at one at a time."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.arrays import ranges
from warraq.corpus.relate.copies.shingles import HASH_BITS
from warraq.errors import ProjectError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy.typing as npt

    from warraq.corpus.relate.copies.sketch import Sketches

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Numbers = npt.NDArray[np.uint32]
    Bools = npt.NDArray[np.bool_]

#: Bits that name a text, at most.
TEXT_BITS = 28
#: Bits of a posting: a shingle's hash above the text that holds it. The bits for which there is no room are
#: its partition.
_BITS = 64
#: Samples in a partition, about: the more there are, the more partitions.
_PARTITION = 1 << 22
#: Texts whose samples are dealt to a partition at a time.
_DEALT = 1 << 14


@dataclass(frozen=True)
class Runs:
    """Shingles with all the texts that hold each.

    Attributes:
        hashes: the shingles.
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
    """The shingles of each text, by their places in `Runs`: its inverse."""

    offsets: Ints
    shingles: Ints

    @property
    def sizes(self) -> Ints:
        """How many of the shingles each text holds."""
        return np.diff(self.offsets)


def runs(sketches: Sketches) -> Iterator[Runs]:
    """Yield the sampled shingles that at least two texts hold, a partition at a time.

    Raises:
        ProjectError: more than 2^28 texts.
    """
    texts = len(sketches.shingles)
    if texts > 1 << TEXT_BITS:
        raise ProjectError("", f"{texts:,} different texts", expected=f"at most {1 << TEXT_BITS:,}")
    text_bits = texts.bit_length()
    bits = max((len(sketches.hashes) // _PARTITION).bit_length(), text_bits + HASH_BITS - _BITS)
    for partition in range(1 << bits):
        postings = _postings(sketches, partition, bits, text_bits)
        yield _held_twice(postings, partition, bits, text_bits)


def joined_runs(parts: Sequence[Runs]) -> Runs:
    """Return the shingles of all parts."""
    sizes = np.concatenate([part.sizes for part in parts])
    return Runs(
        np.concatenate([part.hashes for part in parts]),
        np.append(0, np.cumsum(sizes)),
        np.concatenate([part.texts for part in parts]),
    )


def turned(runs: Runs, texts: int) -> Turned:
    """Return the shingles of each of so many texts."""
    order = np.argsort(runs.texts, kind="stable")
    shingles = np.repeat(np.arange(len(runs.sizes)), runs.sizes)[order]
    counts = np.bincount(runs.texts, minlength=texts)
    return Turned(np.append(0, np.cumsum(counts)), shingles)


def _postings(sketches: Sketches, partition: int, bits: int, text_bits: int) -> Hashes:
    """Return the postings of a partition, rising."""
    parts = []
    mask, wanted = np.uint64((1 << bits) - 1), np.uint64(partition)
    sizes = sketches.sizes
    for first in range(0, max(len(sizes), 1), _DEALT):
        here = sizes[first : first + _DEALT]
        start = sketches.offsets[first]
        hashes = sketches.hashes[start : start + here.sum()]
        owners = np.repeat(np.arange(first, first + len(here), dtype=np.uint64), here)
        if bits:
            places = np.flatnonzero((hashes & mask) == wanted)
            hashes, owners = hashes[places], owners[places]
        parts.append(((hashes >> np.uint64(bits)) << np.uint64(text_bits)) | owners)
    postings = np.concatenate(parts)
    postings.sort()
    return postings


def _held_twice(postings: Hashes, partition: int, bits: int, text_bits: int) -> Runs:
    keys = postings >> np.uint64(text_bits)
    first = np.ones(len(keys) + 1, np.bool_)
    np.not_equal(keys[1:], keys[:-1], out=first[1:-1])
    kept = np.flatnonzero(~(first[:-1] & first[1:]))
    firsts = np.flatnonzero(first[kept])
    texts = postings[kept] & np.uint64((1 << text_bits) - 1)
    hashes = (keys[kept[firsts]] << np.uint64(bits)) | np.uint64(partition)
    return Runs(hashes, np.append(firsts, len(texts)), texts.astype(np.uint32))
