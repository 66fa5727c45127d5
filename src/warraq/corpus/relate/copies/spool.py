"""Full shingle sets of texts, written to a temporary file and read as they are needed."""

from __future__ import annotations

import os
import tempfile
from typing import TYPE_CHECKING, Self

import numpy as np

from warraq.corpus.relate.copies.proof import count_shared
from warraq.corpus.relate.copies.shingles import Shingles, blocks, distinct

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

    import numpy.typing as npt

    from warraq.corpus.relate.copies.corpus import Corpus

    Ints = npt.NDArray[np.int64]
    Bools = npt.NDArray[np.bool_]

#: Pairs whose sets are in memory at a time.
_COMPARED = 1 << 11
#: Bytes of a shingle.
_BYTES = 8


class Spool:
    """Shingle sets of the texts of a corpus that were read so far; 8 bytes a shingle in a temporary file."""

    def __init__(self, corpus: Corpus, scratch: Path | None) -> None:
        """Open the file, which has no name, in the folder `scratch` or the system's own for such files."""
        self._corpus = corpus
        self._file = tempfile.TemporaryFile(dir=scratch)  # noqa: SIM115 - closed by __exit__
        self._written = 0
        self._starts = np.full(len(corpus.texts), -1, np.int64)
        self._sizes = np.zeros(len(corpus.texts), np.int64)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the file, which deletes it."""
        self._file.close()

    def read(self, wanted: Bools) -> Iterator[tuple[Ints, Shingles]]:
        """Read the wanted texts, keep their sets, and yield (numbers, sets) of some at a time."""
        for numbers, keys in self._corpus.read(wanted):
            for first, found in blocks(keys):
                sets = distinct(found)
                here = numbers[first : first + len(sets.sizes)]
                self._starts[here] = self._written + sets.offsets[:-1]
                self._sizes[here] = sets.sizes
                self._written += len(sets.hashes)
                self._file.write(sets.hashes.data)
                yield here, sets

    def compare(self, one: Ints, other: Ints) -> Ints:
        """Return how many shingles each pair of texts shares; texts that were not read yet are read now."""
        wanted = np.zeros(len(self._starts), np.bool_)
        wanted[one] = wanted[other] = True
        for _ in self.read(wanted & (self._starts < 0)):
            pass
        self._file.flush()
        shared = np.zeros(len(one), np.int64)
        for first in range(0, len(one), _COMPARED):
            part = slice(first, first + _COMPARED)
            shared[part] = self._count(one[part], other[part])
        return shared

    def _count(self, one: Ints, other: Ints) -> Ints:
        """Count for pairs whose sets fit in memory: each set is read once, in the order of the file."""
        texts = np.concatenate([one, other])
        starts, first, at = np.unique(self._starts[texts], return_index=True, return_inverse=True)
        sizes = self._sizes[texts[first]]
        file = self._file.fileno()
        places = zip((sizes * _BYTES).tolist(), (starts * _BYTES).tolist(), strict=True)
        hashes = np.frombuffer(b"".join([os.pread(file, size, start) for size, start in places]), np.uint64)
        return count_shared(np.cumsum(sizes) - sizes, sizes, hashes, at[: len(one)], at[len(one) :])
