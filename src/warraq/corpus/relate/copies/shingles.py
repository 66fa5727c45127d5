"""Five-word shingles of match keys as hashes that are the same on every machine and in every version.

Words are hashed from their UTF-8 bytes, eight at a time, and five neighbours are mixed into one hash; the
last step is the finaliser of splitmix64 (Steele, Lea, Flood, "Fast splittable pseudorandom number
generators", 2014). A shingle is known by the upper 48 bits: two different shingles of a pair of articles of
200 words have the same ones about once in 10^10 pairs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.relate.copies.arrays import ranges, rising

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]

SHINGLE_WORDS = 5
#: How far the words that begin no shingle are from the end of their text.
_TAIL = np.arange(1, SHINGLE_WORDS)
#: Bits by which a shingle is known; the rest of a 64-bit number holds which text it belongs to.
HASH_BITS = 48

#: Bytes of text in a block: what is made of them stays in the processor's cache.
_BLOCK_BYTES = 3 << 16
#: Texts that are copied at a time; a block has no more, as they are counted in the 16 bits above a hash.
_SLICE = 1 << 9
_CHUNK = 8
#: Bytes behind the last text, so that two chunks can be read from any word.
_BEHIND = 2 * _CHUNK

_MIX_1 = np.uint64(0xBF58476D1CE4E5B9)
_MIX_2 = np.uint64(0x94D049BB133111EB)
_WORD = np.uint64(0x9E3779B97F4A7C15)
_STEP = np.uint64(0xD6E8FEB86659FD93)
_HALF = np.uint64(32)
_DROPPED = np.uint64(64 - HASH_BITS)
_ABOVE = np.uint64(HASH_BITS)
_HASH_MASK = np.uint64((1 << HASH_BITS) - 1)
#: The bytes of a word's last chunk that belong to it, by their number.
_CHUNK_MASKS = np.array([(1 << (8 * size)) - 1 for size in range(_CHUNK + 1)], np.uint64)


@dataclass(frozen=True)
class Shingles:
    """Shingles of texts, one text after another.

    Attributes:
        offsets: where each text begins in `hashes`, and where the last one ends: texts + 1 numbers.
        hashes: 48 bits each.
    """

    offsets: Ints
    hashes: Hashes

    @property
    def sizes(self) -> Ints:
        """How many shingles each text has."""
        return np.diff(self.offsets)


def blocks(keys: pl.Series) -> Iterator[tuple[int, Shingles]]:
    """Yield (first row, shingles) of some keys at a time: every run of five words, repeated ones too.

    Args:
        keys: strings of words parted by single spaces; null stands for a text without words.
    """
    for start in range(0, len(keys), _SLICE):
        data, offsets = _bytes(keys[start : start + _SLICE])
        first, end = 0, len(offsets) - 1
        while first < end:
            last = int(np.searchsorted(offsets, offsets[first] + _BLOCK_BYTES, side="right")) - 1
            last = min(max(last, first + 1), end)
            yield (
                start + first,
                _windows(data[offsets[first] : offsets[last] + _BEHIND], offsets[first : last + 1]),
            )
            first = last


def _windows(data: npt.NDArray[np.uint8], offsets: Ints) -> Shingles:
    """Return every run of five words of each text.

    Args:
        data: the texts, a space behind each, and sixteen bytes more.
        offsets: where each text begins, and where the last one ends, counted from anywhere.
    """
    offsets = offsets - offsets[0]
    word_ends = np.flatnonzero(data[: offsets[-1]] == ord(" "))
    words = _word_hashes(data, word_ends)
    bounds = np.searchsorted(word_ends, offsets)
    ends = bounds[1:]
    counts = ends - bounds[:-1]
    mixed = _mixed(words)
    # A run belongs to the text of its first word; the last four words of a text begin none.
    kept = np.ones(len(words), np.bool_)
    kept[np.maximum(ends[:, None] - _TAIL, bounds[:-1, None])[counts > 0]] = False
    starts = np.zeros(len(offsets), np.int64)
    np.cumsum(np.maximum(counts - SHINGLE_WORDS + 1, 0), out=starts[1:])
    return Shingles(starts, mixed[kept[: len(mixed)]])


def shingle_sets(keys: pl.Series) -> Shingles:
    """Return the distinct shingles of each key, in rising order."""
    parts = [distinct(found) for _, found in blocks(keys)]
    offsets = np.zeros(len(keys) + 1, np.int64)
    np.cumsum(np.concatenate([offsets[:0], *(part.sizes for part in parts)]), out=offsets[1:])
    nothing = np.zeros(0, np.uint64)
    return Shingles(offsets, np.concatenate([nothing, *(part.hashes for part in parts)]))


def distinct(shingles: Shingles) -> Shingles:
    """Return the distinct shingles of each text, in rising order; of at most 65,536 texts."""
    texts = len(shingles.offsets) - 1
    owner = np.repeat(np.arange(texts, dtype=np.uint64) << _ABOVE, shingles.sizes)
    owner |= shingles.hashes
    found = rising(owner)
    offsets = np.searchsorted(found, np.arange(texts + 1, dtype=np.uint64) << _ABOVE)
    return Shingles(offsets.astype(np.int64), found & _HASH_MASK)


def selected(shingles: Shingles, texts: Ints) -> Shingles:
    """Return the shingles of the texts, in that order."""
    sizes = shingles.sizes[texts]
    offsets = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
    return Shingles(offsets, shingles.hashes[ranges(shingles.offsets[:-1][texts], sizes)])


def _bytes(keys: pl.Series) -> tuple[npt.NDArray[np.uint8], Ints]:
    """Return all keys in one array, a space behind each and more at the end, and where each begins."""
    whole = keys.fill_null("") if keys.null_count() else keys
    array = (whole + " ").append(pl.Series([" " * _BEHIND])).to_arrow()
    offsets = np.frombuffer(array.buffers()[1], np.int64)[array.offset : array.offset + len(array)]
    return np.frombuffer(array.buffers()[2], np.uint8), offsets


def _word_hashes(data: npt.NDArray[np.uint8], ends: Ints) -> Hashes:
    """Hash each word from its bytes, eight at a time; no byte of a word is zero."""
    starts = np.empty_like(ends)
    starts[:1] = 0
    np.add(ends[:-1], 1, out=starts[1:])
    sizes = ends - starts
    # Most words of Arabic have a second chunk: both are read at once, and it is nothing where there is none.
    pairs = np.ndarray((len(data) - _BEHIND + 1,), f"V{_BEHIND}", buffer=data, strides=(1,))
    both: Hashes = pairs[starts].view("<u8").reshape(-1, 2)
    hashes = both[:, 0] & _CHUNK_MASKS.take(sizes, mode="clip")
    hashes *= _WORD
    _stir(hashes)
    hashes += both[:, 1] & _CHUNK_MASKS.take(sizes - _CHUNK, mode="clip")
    hashes *= _STEP
    _stir(hashes)
    chunks: Hashes = np.ndarray((len(data) - _CHUNK + 1,), "<u8", buffer=data, strides=(1,))
    done = 2 * _CHUNK
    longer = np.flatnonzero(sizes > done)
    while len(longer):
        piece = chunks[starts[longer] + done] & _CHUNK_MASKS.take(sizes[longer] - done, mode="clip")
        piece += hashes[longer]
        piece *= _STEP
        _stir(piece)
        hashes[longer] = piece
        done += _CHUNK
        longer = longer[sizes[longer] > done]
    return hashes


def _stir(values: Hashes) -> None:
    values ^= values >> _HALF


def _mixed(words: Hashes) -> Hashes:
    """Return 48 bits for each run of five neighbours."""
    count = max(len(words) - SHINGLE_WORDS + 1, 0)
    mixed = words[:count].copy()
    for place in range(1, SHINGLE_WORDS):
        mixed *= _STEP
        mixed += words[place : place + count]
    mixed ^= mixed >> np.uint64(30)
    mixed *= _MIX_1
    mixed ^= mixed >> np.uint64(27)
    mixed *= _MIX_2
    mixed ^= mixed >> np.uint64(31)
    mixed >>= _DROPPED
    return mixed
