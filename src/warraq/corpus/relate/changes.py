"""What differs from the release before: the table `changes`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.relate.earlier import ARTICLES

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.corpus.relate.earlier import Earlier

SCHEMA = {
    "id": pl.String(),
    "change": pl.String(),
    "fields": pl.List(pl.String()),
    "reason": pl.String(),
}


def _prints(folder: Path) -> pl.DataFrame:
    """Return id, revision, and every other field as a 64-bit print of its value, null kept apart."""
    articles = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False)
    names = [name for name in articles.collect_schema().names() if name != "id"]
    # Prints are compared within this process only: polars' hash is not stable across versions.
    prints = [pl.col(name).hash().alias(name) for name in names]
    return articles.select("id", pl.col("revision").alias("_revision"), *prints).collect()


def compare(candidate: Path, earlier: Earlier, taken_down: set[str]) -> pl.DataFrame:
    """Return the table `changes` (columns of `SCHEMA`), sorted by id; empty for a first release.

    A changed row is `corrected` if its raw record is another one, or the publisher's text was seen corrected
    since; else `re-extracted`: the tool or the project's rules read the same record differently. A removed
    row is `taken-down` or `gone` from the raw input. Fields that one of the two releases lacks are not
    compared.

    Args:
        candidate: the folder that holds `data/` of the new release.
        taken_down: ids of articles that are taken down.
    """
    if earlier.folder is None:
        return pl.DataFrame(schema=SCHEMA)
    old, new = _prints(earlier.folder), _prints(candidate)
    both = old.join(new, on="id", suffix=":new")
    shared = [name for name in old.columns if not name.startswith("_") and f"{name}:new" in both.columns]
    differing = [
        pl.when(pl.col(name) != pl.col(f"{name}:new")).then(pl.lit(name)) for name in shared if name != "id"
    ]
    another = pl.col("raw_sha256") != pl.col("raw_sha256:new")
    corrected = another | (pl.col("_revision:new") > pl.col("_revision"))
    changed = both.select(
        "id",
        change=pl.lit("changed"),
        fields=pl.concat_list(differing).list.drop_nulls(),
        reason=pl.when(corrected).then(pl.lit("corrected")).otherwise(pl.lit("re-extracted")),
    ).filter(pl.col("fields").list.len() > 0)
    empty = pl.lit([], dtype=pl.List(pl.String))
    added = new.join(old, on="id", how="anti").select(
        "id", change=pl.lit("added"), fields=empty, reason=pl.lit("new")
    )
    down = pl.when(pl.col("id").is_in(list(taken_down))).then(pl.lit("taken-down")).otherwise(pl.lit("gone"))
    removed = old.join(new, on="id", how="anti").select(
        "id", change=pl.lit("removed"), fields=empty, reason=down
    )
    return pl.concat([added, changed, removed]).sort("id")
