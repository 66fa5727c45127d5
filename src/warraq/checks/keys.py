"""Rows by their names: the key that a person can look up, and the source that it belongs to."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.derive import ARTICLES, ROW

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.model.descriptor import ForeignKey, Table


@dataclass(frozen=True)
class RowKeys:
    """The names of a table's rows; they are made only for the rows that are asked for, which are few."""

    table: Table
    frame: pl.DataFrame
    articles: pl.DataFrame

    @property
    def height(self) -> int:
        """The number of rows."""
        return self.frame.height

    def filter(self, rows: pl.Series) -> pl.DataFrame:
        """Return `key` and `source` (strings) of the rows where `rows` is true, in their order.

        The key is the primary key's values, joined by a space; where one is null, "row 17", counted from 1
        through the table's files in order of their paths. The source is that of the article that the row is
        about, or null.
        """
        # In one chunk: pl.format panics on columns of unequal chunks (polars 2.1).
        chosen = self.frame.filter(rows).rechunk()
        number = pl.format("row {}", pl.col(ROW) + 1)
        parts = [pl.col(name).cast(pl.String()) for name in self.table.primary_key]
        key = pl.coalesce(pl.concat_str(parts, separator=" "), number) if parts else number
        return chosen.select(key=key).with_columns(self._source(chosen).alias("source"))

    def _source(self, chosen: pl.DataFrame) -> pl.Series:
        if "source" in self.table.names:
            return chosen["source"]
        if self.table.name == "sources":
            return chosen["id"]
        for key in self.table.foreign_keys:
            if len(key.fields) == 1 and key.table == ARTICLES and can_join(key, chosen, self.articles):
                return self._source_of(chosen[key.fields[0]], key.other_fields[0])
        return pl.Series("source", [None] * chosen.height, dtype=pl.String())

    def _source_of(self, values: pl.Series, field: str) -> pl.Series:
        """Return the source of the articles with these values in `field`, the first of several."""
        lookup = self.articles.select(pl.col(field), "source").filter(pl.col(field).is_in(values.implode()))
        lookup = lookup.unique(field, keep="first", maintain_order=True)
        wanted = values.to_frame(field).join(lookup, on=field, how="left", maintain_order="left")
        return wanted["source"]


def can_join(key: ForeignKey, frame: pl.DataFrame, other: pl.DataFrame) -> bool:
    """Tell whether the fields that the key refers to are there and of the types of its own."""
    there = set(key.other_fields) <= set(other.columns)
    return there and frame.select(key.fields).dtypes == other.select(key.other_fields).dtypes


def all_keys(tables: Mapping[str, Table], frames: Mapping[str, pl.DataFrame]) -> dict[str, RowKeys]:
    """Return the `RowKeys` of each table by name."""
    return {name: RowKeys(table, frames[name], frames[ARTICLES]) for name, table in tables.items()}
