"""How records and articles belong together: one article's crawls, and copies of one text."""

from __future__ import annotations

import polars as pl

#: What relating needs of each row; `part` and `row` say where the row lies.
LIGHT = (
    "part",
    "row",
    "raw_path",
    "position",
    "source",
    "url",
    "id",
    "published_at",
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


def cluster_copies(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with `cluster` and `role` (strings) added, sorted by (cluster, published_at, id).

    Rows with one `copy_key` are exact copies. The original is the one published first (an unknown date counts
    as latest), then the one with the smallest id; it gives the cluster its name.
    """
    ordered = rows.sort("copy_key", "published_at", "id", nulls_last=True)
    clustered = ordered.with_columns(cluster=pl.col("id").first().over("copy_key"))
    original = pl.col("id") == pl.col("cluster")
    role = pl.when(original).then(pl.lit("original")).otherwise(pl.lit("copy"))
    return clustered.with_columns(role=role).sort("cluster", "published_at", "id", nulls_last=True)


def copy_pairs(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the table `duplicates`: each copy with its original, sorted by (id_a, id_b).

    Equal match keys have equal shingles, so Jaccard similarity and containment are 1.
    """
    copies = rows.filter(pl.col("role") == "copy")
    return copies.select(
        id_a="cluster",
        id_b="id",
        jaccard=pl.lit(1.0),
        containment=pl.lit(1.0),
        relation=pl.lit("copy"),
    ).sort("id_a", "id_b")
