"""Copies and abridged versions of articles: found by samples, proven by counting, clustered without chains.

`find_copies` compares all documents with each other; `related` a few texts with all documents.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from warraq.corpus.relate.copies.corpus import Batch
from warraq.corpus.relate.copies.find import Facts, prove_pairs
from warraq.corpus.relate.copies.leaks import related, related_sets
from warraq.corpus.relate.copies.shingles import Shingles, shingle_sets
from warraq.corpus.relate.copies.tables import cluster_table, pair_table

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    import polars as pl

__all__ = ["Batch", "Copies", "Facts", "Shingles", "find_copies", "related", "related_sets", "shingle_sets"]


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
    batches: Sequence[Batch], *, index: Path | None = None, scratch: Path | None = None
) -> Copies:
    """Compare all documents with each other.

    The result depends on the documents, their texts and ranks alone: not on the order of the batches or of
    their rows, nor on what the index held.

    Args:
        batches: the documents. A batch is read at most twice, and not at all if the index knows its texts and
            the pairs that they are in.
        index: folder that keeps what was computed of texts; made if it is not there, made anew if it is
            damaged or of another version. By default nothing is kept.
        scratch: folder for temporary files; by default the system's.

    Raises:
        StorageError: the disk refuses.
    """
    found = prove_pairs(batches, index=index, scratch=scratch)
    pairs, unlisted = pair_table(found.corpus, found.related)
    clusters = cluster_table(found.corpus, found.related)
    return Copies(pairs, clusters, replace(found.facts, unlisted=unlisted))
