"""How records belong together: the crawls of one article."""

from __future__ import annotations

import polars as pl

#: What tells the crawls of an article apart, beside the article's `id`.
_AGE = ("modified_at", "fetched_at", "file", "position")


def merge_revisions(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with `kept` (boolean) and `revision` (Int64) added, without what only tells their age.

    Rows with one id are crawls of one article. The latest is kept: by modified_at, then fetched_at (null
    counts as earliest), then file and position in the raw files. `revision` counts how many times the
    text differs from the crawls before it, over all texts seen; a crawl of an unchanged page adds none.

    Args:
        rows: with `id`, `text`, modified_at, fetched_at, file and position; any others are kept. Row order
            of the result: id, then age.
    """
    return (
        rows.sort("id", *_AGE, nulls_last=False)
        .drop(_AGE)
        .with_columns(
            kept=pl.col("id").ne_missing(pl.col("id").shift(-1)),
            revision=pl.col("text").n_unique().over("id").cast(pl.Int64) - 1,
        )
    )
