"""The samples of a corpus: those that lie beside parts, and those that are made of texts given otherwise."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from warraq.corpus.relate.copies.corpus import Sampled
from warraq.corpus.relate.copies.postings import NOBODY, Ground
from warraq.corpus.relate.copies.samples import ROW_BITS, Sizes, read_sizes, write_samples

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from warraq.corpus.relate.copies.corpus import Batch, Corpus

    Ints = npt.NDArray[np.int64]

_ROWS = 1 << ROW_BITS


@dataclass(frozen=True)
class Sampling:
    """What is known of all texts before any are compared.

    Attributes:
        ground: where their samples lie.
        sizes: how many shingles they have.
        sets: files with all shingles of some texts.
        file: of each text the file among these, -1 if there is none.
        start: where its shingles begin there.
    """

    ground: Ground
    sizes: Sizes
    sets: tuple[Path, ...]
    file: npt.NDArray[np.int32]
    start: Ints


def sampled(corpus: Corpus, batches: Sequence[Batch], scratch: Path) -> Sampling:
    """Return where the samples of all texts lie.

    Args:
        corpus: of the batches.
        batches: those without samples are read, and all their shingles are kept.
        scratch: folder for what is made here.
    """
    texts = len(corpus.digests)
    shingles, regular = np.zeros(texts, np.int32), np.zeros(texts, np.int32)
    file, start = np.full(texts, -1, np.int32), np.zeros(texts, np.int64)
    files: list[tuple[Path, int]] = []
    sets: list[Path] = []
    numbers, first = [np.zeros(0, np.uint32)], 0
    for here, found in _pieces(corpus, batches, scratch):
        sizes = read_sizes(found.file)
        rows = found.rows
        shingles[here], regular[here] = sizes.shingles[rows], sizes.regular[rows]
        if found.sets is not None:
            file[here] = len(sets)
            start[here] = np.append(0, np.cumsum(sizes.shingles, dtype=np.int64))[rows]
            sets.append(found.sets)
        stands = np.full(len(sizes.shingles), NOBODY, np.uint32)
        stands[rows] = here
        files.append((found.file, first))
        numbers.append(stands)
        first += len(stands)
    ground = Ground(files, np.concatenate(numbers), texts, None, np.zeros(0, np.uint64))
    return Sampling(ground, Sizes(shingles, regular), tuple(sets), file, start)


def _pieces(corpus: Corpus, batches: Sequence[Batch], scratch: Path) -> Iterator[tuple[Ints, Sampled]]:
    """Yield some texts that are read from one batch, and where the samples of just these lie."""
    by_batch = np.argsort(corpus.batch, kind="stable")
    bounds = np.searchsorted(corpus.batch[by_batch], np.arange(len(batches) + 1)).tolist()
    for index, batch in enumerate(batches):
        here = by_batch[bounds[index] : bounds[index + 1]]
        if not len(here):
            continue
        rows = corpus.row[here]
        if batch.sampled is not None:
            yield here, replace(batch.sampled, rows=batch.sampled.rows[rows])
            continue
        keys = batch.keys()
        for first in range(0, len(keys), _ROWS):
            some = (rows >= first) & (rows < first + _ROWS)
            names = (scratch / f"{kind}-{index:06d}-{first:09d}" for kind in ("samples", "sets"))
            found = Sampled(next(names), rows[some] - np.uint32(first), next(names))
            write_samples(keys[first : first + _ROWS], found.file, found.sets)
            yield here[some], found
