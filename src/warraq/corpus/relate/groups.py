"""How records belong together: the crawls of one article."""

from __future__ import annotations

import polars as pl

#: What relating needs of each row; `part` and `row` say where the row lies.
LIGHT = (
    "part",
    "row",
    "raw_path",
    "position",
    "form",
    "raw_sha256",
    "source",
    "url",
    "id",
    "authors",
    "agency",
    "published_at",
    "published_precision",
    "modified_at",
    "fetched_at",
    "text_sha256",
    "copy_key",
    "month",
)


def merge_revisions(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with `kept` (boolean) and `revision` (Int64) added.

    Rows with one id are crawls of one article. The latest is kept: by modified_at, then fetched_at (null
    counts as earliest), then path and position in the raw files. `revision` counts how many times the
    text differs from the crawls before it, over all texts seen; a crawl of an unchanged page adds none.

    Needs the columns of `LIGHT`. Row order: id, then age.
    """
    age = ["modified_at", "fetched_at", "raw_path", "position"]
    return rows.sort("id", *age, nulls_last=False).with_columns(
        kept=pl.int_range(pl.len()).over("id") == pl.len().over("id") - 1,
        revision=pl.col("text_sha256").n_unique().over("id").cast(pl.Int64) - 1,
    )
