"""Copies and abridged versions of articles: found by samples, proven by counting, clustered without chains.

`find_copies` compares all documents with each other; `related` a few texts with all documents.
"""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.corpus.relate.copies.corpus import Batch, Sampled
from warraq.corpus.relate.copies.find import Facts, prove_pairs
from warraq.corpus.relate.copies.leaks import related, related_sets
from warraq.corpus.relate.copies.means import Means
from warraq.corpus.relate.copies.samples import samples_beside, write_samples
from warraq.corpus.relate.copies.shingles import Shingles, shingle_sets
from warraq.corpus.relate.copies.tables import cluster_table, pair_table
from warraq.engine.local import LocalRunner
from warraq.model.atomic import storage_errors

if TYPE_CHECKING:
    from collections.abc import Sequence

    import polars as pl

__all__ = [
    "Batch",
    "Copies",
    "Facts",
    "Means",
    "Sampled",
    "Shingles",
    "find_copies",
    "related",
    "related_sets",
    "samples_beside",
    "shingle_sets",
    "write_samples",
]


@dataclass(frozen=True)
class Copies:
    """What was found.

    Attributes:
        pairs: see `warraq.corpus.relate.copies.tables.pair_table`.
        clusters: see `warraq.corpus.relate.copies.tables.cluster_table`; one row a document.
        facts: what was done, and what was left out.
    """

    pairs: pl.DataFrame
    clusters: pl.DataFrame
    facts: Facts


def find_copies(
    batches: Sequence[Batch],
    *,
    index: Path | None = None,
    scratch: Path | None = None,
    means: Means | None = None,
) -> Copies:
    """Compare all documents with each other.

    The result depends on the documents, their texts and ranks alone: not on the order of the batches or of
    their rows, nor on what the index held, nor on where tasks run.

    Args:
        batches: the documents. A batch is read at most twice: where its samples are not made yet, and where
            a text of it is in a pair that the index does not know.
        index: folder that keeps what was computed of texts; made if it is not there, made anew if it is
            damaged or of another version. By default nothing is kept.
        scratch: folder for temporary files; by default the system's.
        means: where tasks run, and where their results are kept; by default here, and only for this run.

    Raises:
        StorageError: the disk refuses.
    """
    place = scratch or index or Path(tempfile.gettempdir())
    with storage_errors(place), tempfile.TemporaryDirectory(dir=scratch) as folder:
        means = means or Means(LocalRunner(1), Path(folder) / "tasks")
        found = prove_pairs(batches, means, Path(folder), index)
    pairs, unlisted = pair_table(found.corpus, found.related)
    clusters = cluster_table(found.corpus, found.related)
    return Copies(pairs, clusters, replace(found.facts, unlisted=unlisted))
