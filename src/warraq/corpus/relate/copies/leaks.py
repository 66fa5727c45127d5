"""A few texts against all documents, by the same measures: for takedowns, and for leaks between splits."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import polars as pl

from warraq.corpus.relate.copies import measure
from warraq.corpus.relate.copies.arrays import present
from warraq.corpus.relate.copies.shingles import Shingles, blocks, distinct, selected, shingle_sets

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    import numpy.typing as npt

    from warraq.corpus.relate.copies.corpus import Batch

    Hashes = npt.NDArray[np.uint64]
    Ints = npt.NDArray[np.int64]

_SCHEMA = {
    "query": pl.Int64,
    "doc": pl.String,
    "jaccard": pl.Float64,
    "containment": pl.Float64,
    "relation": pl.String,
}


def related(text_keys: Sequence[str], batches: Iterable[Batch]) -> pl.DataFrame:
    """Return the documents that are related to each text, found in one pass over the batches.

    Nothing is sampled: every document is compared. Texts below the least number of shingles find documents of
    the same key only.

    Args:
        text_keys: match keys of the texts.
        batches: the documents; `text` and `rank` are not needed.

    Returns:
        `query` (place in `text_keys`, from 0), `doc`, `jaccard`, `containment` and `relation` as in the table
        of pairs; sorted by query, then doc.
    """
    keys = pl.Series("key", list(text_keys), pl.String)
    return _related(shingle_sets(keys), batches, keys)


def related_sets(sets: Shingles, batches: Iterable[Batch]) -> pl.DataFrame:
    """Return the documents that are related to texts of which only the shingles are known.

    Args:
        sets: distinct shingles of each text, in rising order.
        batches: as for `related`.

    Returns:
        As `related`; `query` is the place in `sets`.
    """
    return _related(sets, batches, pl.Series("key", [], pl.String))


def _related(sets: Shingles, batches: Iterable[Batch], keys: pl.Series) -> pl.DataFrame:
    """Return what `related` does; documents of the same key are looked for where `keys` are given."""
    parts = [pl.DataFrame(schema=_SCHEMA)]
    for batch in batches:
        documents, texts = batch.documents["doc"], batch.keys()
        if not keys.is_empty():
            parts.append(_equal(keys, texts, documents))
        for first, found in blocks(texts):
            parts.append(_alike(sets, found, documents[first : first + len(found.sizes)]))
    return pl.concat(parts).unique(["query", "doc"], keep="first", maintain_order=True).sort("query", "doc")


def _equal(keys: pl.Series, texts: pl.Series, documents: pl.Series) -> pl.DataFrame:
    queries = pl.DataFrame({"key": keys}).with_row_index("query").filter(pl.col("key") != "")
    here = pl.DataFrame({"key": texts, "doc": documents}).filter(
        pl.col("key").is_in(queries["key"].implode())
    )
    return here.join(queries, on="key").select(
        pl.col("query").cast(pl.Int64),
        "doc",
        jaccard=pl.lit(1.0),
        containment=pl.lit(1.0),
        relation=pl.lit("copy"),
    )


def _alike(sets: Shingles, found: Shingles, documents: pl.Series) -> pl.DataFrame:
    touched = np.zeros(len(documents), np.bool_)
    places = present(sets.hashes, found.hashes)
    touched[np.searchsorted(found.offsets, places, side="right") - 1] = True
    rows = np.flatnonzero(touched)
    if not len(rows):
        return pl.DataFrame(schema=_SCHEMA)
    own = distinct(selected(found, rows))
    query, row, shared = _shared(sets, own)
    sizes, own_sizes = sets.sizes[query], own.sizes[row]
    good = measure.is_related(shared, sizes, own_sizes)
    query, row, shared, sizes, own_sizes = (one[good] for one in (query, row, shared, sizes, own_sizes))
    copies = measure.is_copy(shared, sizes, own_sizes)
    columns = {
        "query": query,
        "doc": documents.gather(rows[row]),
        "jaccard": measure.jaccard(shared, sizes, own_sizes),
        "containment": measure.containment(shared, sizes, own_sizes),
        "relation": np.where(copies, "copy", "abridged").tolist(),
    }
    return pl.DataFrame(columns, schema=_SCHEMA)


def _shared(sets: Shingles, own: Shingles) -> tuple[Ints, Ints, Ints]:
    """Return (query, row, shared) of all pairs that share a shingle."""
    order = np.argsort(sets.hashes, kind="stable")
    hashes = sets.hashes[order]
    query_of = np.repeat(np.arange(len(sets.sizes)), sets.sizes)[order]
    low = np.searchsorted(hashes, own.hashes, side="left")
    times = np.searchsorted(hashes, own.hashes, side="right") - low
    rows = np.repeat(np.repeat(np.arange(len(own.sizes)), own.sizes), times)
    ends = np.cumsum(times)
    places = np.repeat(low - ends + times, times) + np.arange(ends[-1])
    pairs, shared = np.unique(query_of[places] * len(own.sizes) + rows, return_counts=True)
    return pairs // len(own.sizes), pairs % len(own.sizes), shared
