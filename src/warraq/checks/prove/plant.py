"""Planting defects in tables: what `checks/mutants.py` of a project is written with.

A mutant is a function from tables (name -> frame with all columns, text included) to tables. The copy that it
gets is small, has at least one article, and is ordered so that the first article is a plain one: dated,
original, of a declared source.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    Tables = Mapping[str, pl.DataFrame]
    Mutant = Callable[[Tables], Tables]

#: Number of the row in its table, from 0; for values that differ from row to row.
NUMBER = pl.int_range(pl.len())

_TEXT = ("title", "subtitle", "body")
_WORD = r"[\p{L}\p{M}\p{N}]+"


def digest(title: str | None, subtitle: str | None, body: str | None) -> str:
    """Return text_sha256 of an article's text."""
    return hashlib.sha256(f"{title or ''}\n{subtitle or ''}\n{body or ''}".encode()).hexdigest()


def settle(articles: pl.DataFrame) -> pl.DataFrame:
    """Return the articles with words, characters and text_sha256 as their text has them."""
    digests = [digest(*row) for row in articles.select(_TEXT).iter_rows()]
    return articles.with_columns(
        words=pl.col("body").str.count_matches(_WORD).cast(pl.Int64),
        characters=pl.col("body").str.len_chars().cast(pl.Int64),
        text_sha256=pl.Series(digests, dtype=pl.String()),
    )


def _columns(frame: pl.DataFrame, values: Mapping[str, Any]) -> list[pl.Expr]:
    return [
        (value if isinstance(value, pl.Expr) else pl.lit(value)).cast(frame.schema[name]).alias(name)
        for name, value in values.items()
    ]


def _changed(frame: pl.DataFrame, values: Mapping[str, Any]) -> pl.DataFrame:
    """Return the frame with the values; counts and digest follow a changed text unless they are given too."""
    text = {name: value for name, value in values.items() if name in _TEXT}
    if text:
        frame = settle(frame.with_columns(_columns(frame, text)))
    rest = {name: value for name, value in values.items() if name not in text}
    return frame.with_columns(_columns(frame, rest))


def row(number: int, **values: Any) -> Mutant:
    """Return a mutant that sets fields of one article, counted from 0, to values or polars expressions."""

    def plant(tables: Tables) -> Tables:
        frame = tables["articles"]
        changed = _changed(frame.slice(number, 1), values)
        return {**tables, "articles": pl.concat([frame[:number], changed, frame[number + 1 :]])}

    return plant


def first(**values: Any) -> Mutant:
    """Return a mutant that sets fields of the first article; see `row`."""
    return row(0, **values)


def every(**values: Any) -> Mutant:
    """Return a mutant that sets fields of all articles; see `row`."""

    def plant(tables: Tables) -> Tables:
        return {**tables, "articles": _changed(tables["articles"], values)}

    return plant


def keep(predicate: pl.Expr) -> Mutant:
    """Return a mutant that keeps the articles of which the expression is true, and their signals."""

    def plant(tables: Tables) -> Tables:
        articles = tables["articles"].filter(predicate)
        return {**tables, "articles": articles, "signals": _of(tables["signals"], articles)}

    return plant


def _of(signals: pl.DataFrame, articles: pl.DataFrame) -> pl.DataFrame:
    return signals.filter(pl.col("id").is_in(articles["id"].implode()))


def clones(count: int, **values: Any) -> Mutant:
    """Return a mutant with so many articles instead of all: the first one again and again.

    Each has an id, an address, a cluster, a title and a body of its own, of different length; `values` come
    last. For rules that look at a source as a whole.
    """

    def plant(tables: Tables) -> Tables:
        one = tables["articles"].head(1)
        rows = pl.concat([one] * count)
        counting = pl.Series([" ".join(map(str, range(at + 1))) for at in range(count)])
        ids = pl.Series([hashlib.sha256(f"clone {at}".encode()).hexdigest()[:32] for at in range(count)])
        rows = rows.with_columns(
            ids.alias("id"),
            ids.alias("cluster"),
            pl.lit("original").alias("role"),
            pl.format("{}/{}", "url", NUMBER).alias("url"),
            pl.format("{} {}", "title", NUMBER).alias("title"),
            pl.format("{} {} ({}).", counting, "body", NUMBER).alias("body"),
        )
        signals = pl.concat([tables["signals"].head(1)] * count).with_columns(ids.alias("id"))
        empty = {name: tables[name].clear() for name in ("duplicates", "changes") if name in tables}
        return {**tables, **empty, "articles": _changed(settle(rows), values), "signals": signals}

    return plant


def added(table: str, **values: Any) -> Mutant:
    """Return a mutant with one more row in the table; fields that are not given are null."""

    def plant(tables: Tables) -> Tables:
        frame = tables[table]
        new = pl.DataFrame([{name: values.get(name) for name in frame.columns}], schema=frame.schema)
        return {**tables, table: pl.concat([frame, new])}

    return plant


def both(*mutants: Mutant) -> Mutant:
    """Return the mutants one after the other as one."""

    def plant(tables: Tables) -> Tables:
        for mutant in mutants:
            tables = mutant(tables)
        return tables

    return plant
