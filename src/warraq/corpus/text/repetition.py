"""How much of a text its repeated runs of words make up.

The measures are those of Gopher (Rae et al. 2021, table A1), with two of its lengths for each: the share of
the commonest run of 2, 3 and 4 words, and of all runs of 5 and of 10 words that stood in the text before, as
in datatrove's filter, whose thresholds FineWeb2 publishes by language. Words are those of the match key, so
that spelling, case and punctuation do not hide a repetition; shares are of the characters in words.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from warraq.corpus.text.words import mixed

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from warraq.corpus.text.words import Words

#: Lengths of the runs whose commonest counts, and of those that count wherever they come again.
TOP = (2, 3, 4)
AGAIN = (5, 10)


class _Runs(NamedTuple):
    """The places at which a run of words begins that is in its text more than once.

    Attributes:
        places: numbers of words, those of equal runs side by side and in order.
        firsts: where in `places` those of another run begin.
    """

    places: NDArray[np.int64]
    firsts: NDArray[np.int64]


#: Names of the columns of `repetition`, in order.
MEASURES = (
    *(f"top_{size}_gram_share" for size in TOP),
    *(f"duplicated_{size}_gram_share" for size in AGAIN),
)


def repetition(words: Words) -> NDArray[np.float64]:
    """Return a row for each text, and a column for each of `MEASURES`: shares from 0 to 1.

    top_N_gram_share: characters of the words that the run found most often covers, if it is found more than
    once; of runs found equally often the one of most characters, and of these the first.
    duplicated_N_gram_share: characters of the words covered by runs that stood before in the text. No word
    counts twice in a share; a text without words has 0.
    """
    rows, texts = words.rows, len(words.starts) - 1
    # The salt makes all runs of one text differ from those of another, and from those across two texts.
    salted = mixed(words.hashes + mixed(np.arange(texts, dtype=np.uint64))[rows])
    covers = []
    grams = _joined(salted[:-1], salted[1:])
    runs = _repeated(grams, np.arange(len(grams)))
    for size in range(TOP[0], AGAIN[0] + 1):
        if size > TOP[0]:
            places = _followed(np.sort(runs.places), 1, len(rows))
            grams[places] = _joined(grams[places], salted[places + size - 1])
            runs = _repeated(grams[places], places)
        if size in TOP:
            covers.append(_commonest(runs, size, words.sizes, rows))
        if size in AGAIN:
            covers.append(_again(runs, size, len(rows)))
    places = _followed(np.sort(runs.places), AGAIN[1] - AGAIN[0], len(rows))
    longest = _joined(grams[places], grams[places + AGAIN[1] - AGAIN[0]])
    covers.append(_again(_repeated(longest, places), AGAIN[1], len(rows)))
    whole = np.maximum(np.bincount(rows, weights=words.sizes, minlength=texts), 1)
    return np.stack([_covered(cover, rows, words.sizes, texts) / whole for cover in covers], axis=1)


def _covered(
    cover: NDArray[np.bool_], rows: NDArray[np.int64], sizes: NDArray[np.int64], texts: int
) -> NDArray[np.float64]:
    at = np.flatnonzero(cover)
    return np.bincount(rows[at], weights=sizes[at], minlength=texts).astype(np.float64)


def _followed(places: NDArray[np.int64], distance: int, words: int) -> NDArray[np.int64]:
    """Return the places that have another of them so many words behind."""
    marked = np.zeros(words + distance, dtype=np.bool_)
    marked[places] = True
    return places[marked[places + distance]]


def _joined(left: NDArray[np.uint64], right: NDArray[np.uint64]) -> NDArray[np.uint64]:
    return mixed(left * np.uint64(0xD6E8FEB86659FD93) + right)


def _repeated(hashes: NDArray[np.uint64], places: NDArray[np.int64]) -> _Runs:
    """Return those of the places that share their hash with another."""
    # Sorting plain numbers is several times faster than sorting an index: the low bits say whence they came.
    low = np.uint64((1 << len(places).bit_length()) - 1)
    order = np.sort((hashes & ~low) | np.arange(len(places), dtype=np.uint64)) & low
    hashes = hashes[order]
    new = np.ones(len(places) + 1, dtype=np.bool_)
    np.not_equal(hashes[1:], hashes[:-1], out=new[1:-1])
    several = np.flatnonzero(~(new[:-1] & new[1:]))
    return _Runs(places[order[several]], np.flatnonzero(new[several]))


def _cover(places: NDArray[np.int64], size: int, words: int) -> NDArray[np.bool_]:
    cover = np.zeros(words, dtype=np.bool_)
    for step in range(size):
        cover[places + step] = True
    return cover


def _again(runs: _Runs, size: int, words: int) -> NDArray[np.bool_]:
    """Return which words runs cover that stood before in the text."""
    later = np.ones(len(runs.places), dtype=np.bool_)
    later[runs.firsts] = False
    return _cover(runs.places[later], size, words)


def _commonest(
    runs: _Runs, size: int, sizes: NDArray[np.int64], rows: NDArray[np.int64]
) -> NDArray[np.bool_]:
    """Return which words the commonest run of each text covers."""
    counts = np.diff(runs.firsts, append=len(runs.places))
    firsts = runs.places[runs.firsts]
    lengths = sum((sizes[firsts + step] for step in range(size)), start=np.zeros_like(firsts))
    order = np.lexsort((-firsts, lengths, counts, rows[firsts]))
    texts = rows[firsts[order]]
    best = np.zeros(len(firsts), dtype=np.bool_)
    best[order[np.diff(texts, append=-1) != 0]] = True
    return _cover(runs.places[np.repeat(best, counts)], size, len(rows))
