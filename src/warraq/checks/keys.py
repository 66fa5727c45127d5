"""Rows by their names: the key that a person can look up, and the source that it belongs to."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.derive import ARTICLES, ROW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.model.descriptor import Table


def _source(table: Table, frame: pl.DataFrame, articles: pl.DataFrame) -> pl.Series:
    if "source" in table.names:
        return frame["source"]
    if table.name == "sources":
        return frame["id"]
    for key in table.foreign_keys:
        if key.table == ARTICLES:
            by_id = articles.unique(key.other_field, keep="first", maintain_order=True)
            lookup = by_id.select(pl.col(key.other_field).alias(key.field), "source")
            return frame.select(key.field).join(lookup, on=key.field, how="left", maintain_order="left")[
                "source"
            ]
    return pl.Series("source", [None] * frame.height, dtype=pl.String())


def row_keys(table: Table, frame: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    """Return `key` and `source` of each row of a narrow frame, in its order.

    The key is the primary key's values, joined by a space; where one is null, "row 17", counted from 1
    through the table's files in order of their paths. The source is that of the article that the row is
    about.
    """
    number = pl.format("row {}", pl.col(ROW) + 1)
    parts = [pl.col(name).cast(pl.String()) for name in table.primary_key]
    key = pl.coalesce(pl.concat_str(parts, separator=" "), number) if parts else number
    return frame.select(key=key).with_columns(_source(table, frame, articles).alias("source"))


def all_keys(tables: Mapping[str, Table], frames: Mapping[str, pl.DataFrame]) -> dict[str, pl.DataFrame]:
    """Return `row_keys` of each table by name."""
    return {name: row_keys(table, frames[name], frames[ARTICLES]) for name, table in tables.items()}
