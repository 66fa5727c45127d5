"""Every number that the card and the change notes state, computed from the tables of the release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.relate.earlier import ARTICLES
from warraq.corpus.relate.split import SPLITS

if TYPE_CHECKING:
    from pathlib import Path

_COLUMNS = (
    *("id", "source", "published_at", "language", "words", "characters"),
    *("cluster", "role", "split", "license"),
)
_OF_SOURCES = (
    "id",
    "name",
    "homepage",
    "language",
    "license",
    "tier",
    "excerpt_words",
    "terms",
    "tdm",
    "tdm_seen",
    "tdm_evidence",
    "permission",
)


def figures(folder: Path) -> dict[str, Any]:
    """Return the figures of the release in `folder`.

    Keys: articles, words, characters, copies (abridged ones too), abridged, reprinted (copies whose original
    is of another source), undated, first_month and last_month (or None); languages (name -> articles, most
    first, then by name); splits (name -> articles: train, validation, test, those that have any); sources
    (objects with the fields of the table `sources`, null where it lacks one, and articles, words, dated,
    first_month and last_month, by id); changes (change -> articles) and reasons (of changes -> articles).
    """
    rows = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False).select(_COLUMNS).collect()
    sources = pl.read_parquet(folder / "data" / "sources.parquet")
    changes = pl.read_parquet(folder / "data" / "changes.parquet")
    months = rows["published_at"].drop_nulls().dt.strftime("%Y-%m")
    return {
        "articles": rows.height,
        "words": int(rows["words"].sum()),
        "characters": int(rows["characters"].sum()),
        **_copies(rows),
        "undated": rows["published_at"].null_count(),
        "first_month": months.min(),
        "last_month": months.max(),
        "languages": _counts(rows, "language"),
        "splits": {name: count for name in reversed(SPLITS) if (count := _counts(rows, "split").get(name))},
        "sources": _by_source(rows, sources),
        "changes": _counts(changes, "change"),
        "reasons": _counts(changes, "reason"),
    }


def _copies(rows: pl.DataFrame) -> dict[str, int]:
    copies = rows.filter(pl.col("role") != "original").select("source", "cluster", "role")
    heads = rows.select("id", original="source").filter(pl.col("id").is_in(copies["cluster"].implode()))
    named = copies.join(heads.unique("id", keep="first"), left_on="cluster", right_on="id", how="left")
    return {
        "copies": copies.height,
        "abridged": copies.filter(pl.col("role") == "abridged").height,
        "reprinted": named.filter(pl.col("original") != pl.col("source")).height,
    }


def _counts(rows: pl.DataFrame, column: str) -> dict[str, int]:
    counted = rows.group_by(column).len().sort(["len", column], descending=[True, False])
    return dict(counted.iter_rows())


def _by_source(rows: pl.DataFrame, sources: pl.DataFrame) -> list[dict[str, Any]]:
    month = pl.col("published_at").dt.strftime("%Y-%m")
    counted = rows.group_by("source").agg(
        articles=pl.len(),
        words=pl.col("words").sum(),
        dated=pl.col("published_at").count(),
        first_month=month.min(),
        last_month=month.max(),
    )
    lacking = [name for name in _OF_SOURCES if name not in sources.columns]
    named = sources.with_columns(pl.lit(None).alias(name) for name in lacking).select(_OF_SOURCES)
    named = named.with_columns(pl.col("tier").fill_null("full"), pl.col("tdm").fill_null("unknown"))
    joined = named.join(counted, left_on="id", right_on="source", how="left")
    return joined.sort("id").to_dicts()
