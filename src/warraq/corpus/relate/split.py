"""Dealing articles to train, validation and test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from warraq.model.settings import Splits

#: From the strictest: a new copy of a test article may never land in train.
SPLITS = ("test", "validation", "train")

_DIGITS = 8


def deal(rows: pl.DataFrame, splits: Splits, earlier: pl.DataFrame) -> pl.DataFrame:
    """Return the rows with the column `split` added.

    A cluster is dealt whole, by the first 32 bits of its name as a fraction of 2^32: below `test` to test,
    below `test + validation` to validation, else to train. An id keeps its split of the release before; a
    new member of an old cluster gets the strictest split that the cluster has.

    Args:
        rows: with `id` and `cluster`.
        earlier: `id` and `split` of the release before; empty for a first one.
    """
    fraction = pl.col("cluster").str.slice(0, _DIGITS).str.to_integer(base=16) / 16**_DIGITS
    fresh = (
        pl.when(fraction < splits.test)
        .then(pl.lit("test"))
        .when(fraction < splits.test + splits.validation)
        .then(pl.lit("validation"))
        .otherwise(pl.lit("train"))
    )
    if splits.train == 0:
        fresh = pl.when(fresh == "train").then(pl.lit("validation")).otherwise(fresh)
    rank = pl.col("_kept").replace_strict(SPLITS, range(len(SPLITS)), default=None, return_dtype=pl.Int64())
    strictest = (
        rank.min()
        .over("cluster")
        .replace_strict(range(len(SPLITS)), SPLITS, default=None, return_dtype=pl.String())
    )
    joined = rows.join(earlier.select("id", _kept="split"), on="id", how="left", maintain_order="left")
    return joined.with_columns(split=pl.coalesce("_kept", strictest, fresh)).drop("_kept")
