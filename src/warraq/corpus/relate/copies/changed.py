"""The candidates of a run that knows those of the run before, from what has come and gone since.

A pair of texts that stay shares the samples that it shared. Whether it is a candidate changes only with a
shingle that was hot and is no more, or that has become hot, by texts that came. So only the shingles of these
texts and the hot ones are looked at, and the result is that of a run over all.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.arrays import is_among, rising
from warraq.corpus.relate.copies.candidates import Candidates, counted, enough, parted, share_enough, unpack
from warraq.corpus.relate.copies.postings import turned
from warraq.corpus.relate.copies.proof import count_shared
from warraq.corpus.relate.copies.sketch import only, taken

if TYPE_CHECKING:
    import numpy.typing as npt

    from warraq.corpus.relate.copies.postings import Runs
    from warraq.corpus.relate.copies.sketch import Sketches

    Hashes = npt.NDArray[np.uint64]
    Bools = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Before:
    """What the run before found.

    Attributes:
        pairs: its candidates of which both texts stay, by their present numbers; packed, rising.
        hot: the shingles that were hot; rising.
        fresh: of each text whether it has come since.
    """

    pairs: Hashes
    hot: Hashes
    fresh: Bools


def changed_candidates(sketches: Sketches, before: Before) -> Candidates:
    """Return what `warraq.corpus.relate.copies.candidates.candidates` returns."""
    came = taken(sketches, np.flatnonzero(before.fresh)).hashes
    touched = rising(np.concatenate([came, before.hot]))
    cold, hot = parted(only(sketches, touched))
    pairs, counts = counted(cold, before.fresh)
    pairs = pairs[enough(sketches, hot, pairs, counts)]
    cooled, _ = counted(cold.taken(is_among(cold.hashes, before.hot)))
    cooled = cooled[share_enough(sketches, cooled)]
    stay = before.pairs[_share_cold(sketches, hot, before)]
    return Candidates(rising(np.concatenate([stay, pairs, cooled])), hot)


def _share_cold(sketches: Sketches, hot: Runs, before: Before) -> Bools:
    """Tell which pairs of the run before still share a shingle that is not hot."""
    texts = len(sketches.shingles)
    holds_new = np.zeros(texts, np.bool_)
    holds_new[hot.taken(~is_among(hot.hashes, before.hot)).texts] = True
    one, other = unpack(before.pairs)
    doubtful = np.flatnonzero(holds_new[one] & holds_new[other])
    one, other = one[doubtful], other[doubtful]
    held = turned(hot, texts)
    shared = count_shared(sketches.offsets[:-1], sketches.sizes, sketches.hashes, one, other)
    hot_shared = count_shared(held.offsets[:-1], held.sizes, held.shingles.astype(np.uint64), one, other)
    result = np.ones(len(before.pairs), np.bool_)
    result[doubtful] = shared > hot_shared
    return result
