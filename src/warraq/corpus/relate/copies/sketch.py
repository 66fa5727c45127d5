"""A bounded sample of a text's shingles that can be compared with that of any other text.

One shingle in eight is kept, chosen by its hash (Irber et al., "Lightweight compositional analysis of
metagenomes with FracMinHash", 2022): the same shingle is kept in every text, so that samples tell containment
as well as similarity. Of short texts at least the eight smallest hashes are kept (Broder's bottom sketch).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.arrays import ranges
from warraq.corpus.relate.copies.measure import LEAST_COPY
from warraq.corpus.relate.copies.shingles import HASH_BITS, Shingles

if TYPE_CHECKING:
    import numpy.typing as npt

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]
    Counts = npt.NDArray[np.int32]

#: One shingle in so many is sampled.
SAMPLING = 8
#: Shingles that are sampled of every text that has as many.
LEAST_SAMPLE = 8

_LIMIT = np.uint64((1 << HASH_BITS) // SAMPLING)


@dataclass(frozen=True)
class Sketches:
    """Samples of texts, one text after another.

    Attributes:
        offsets: as in `Shingles`.
        hashes: the sampled shingles of each text, distinct, in rising order.
        shingles: how many distinct shingles each text has, sampled or not (Int32).
        regular: how many of each text's samples were drawn at the common rate (Int32).
    """

    offsets: Ints
    hashes: Hashes
    shingles: Counts
    regular: Counts

    @property
    def sizes(self) -> Ints:
        """How many shingles of each text are sampled."""
        return np.diff(self.offsets)


def sketch(sets: Shingles) -> Sketches:
    """Return the samples of the texts; those of fewer than `LEAST_COPY` shingles have none.

    Args:
        sets: distinct shingles of each text in rising order, so that the samples come first.
    """
    below = np.flatnonzero(sets.hashes < _LIMIT)
    sizes = sets.sizes
    bounds = np.searchsorted(below, sets.offsets)
    enough = sizes >= LEAST_COPY
    regular = (bounds[1:] - bounds[:-1]) * enough
    sampled = np.maximum(regular, LEAST_SAMPLE) * enough
    hashes = sets.hashes[ranges(sets.offsets[:-1], sampled)]
    return Sketches(
        np.append(0, np.cumsum(sampled)), hashes, sizes.astype(np.int32), regular.astype(np.int32)
    )
