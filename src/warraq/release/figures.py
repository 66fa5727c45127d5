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
    *("cluster", "role", "split", "license", "revision"),
)
#: Signals that tell of personal data, and of texts for subscribers.
_PRIVATE = ("emails", "phones", "ibans")
_SIGNALS = "data/signals/*.parquet"
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

    Keys: articles, words, characters, shortest, median and longest (words of an article), copies (abridged
    ones too), abridged, reprinted (copies whose original is of another source), corrected (articles whose
    text was seen corrected), undated, first_month and last_month (or None); years (year -> articles, in
    order, undated ones left out); private (what may be personal data -> articles that hold some: authors,
    and emails, phones and ibans where the table `signals` counts them); paywalled (articles of pages that
    say so, or None); languages (name -> articles, most first, then by name); splits (name -> articles:
    train, validation, test, those that have any); sources (objects with the fields of the table `sources`,
    null where it lacks one, and articles, words, dated, first_month and last_month, by id); example (source,
    language, split and month, or None if undated, that most articles share, and the `file` that these are
    in); changes (change -> articles) and reasons (of changes -> articles).
    """
    named = (pl.col("authors").list.len() > 0).alias("named")
    rows = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False).select(*_COLUMNS, named).collect()
    sources = pl.read_parquet(folder / "data" / "sources.parquet")
    changes = pl.read_parquet(folder / "data" / "changes.parquet")
    months = rows["published_at"].drop_nulls().dt.strftime("%Y-%m")
    years = months.str.slice(0, 4).value_counts(name="articles").sort("published_at")
    private = _signals(folder)
    paywalled = private.pop("paywalled", None)
    return {
        "articles": rows.height,
        "words": int(rows["words"].sum()),
        "characters": int(rows["characters"].sum()),
        **_lengths(rows),
        **_copies(rows),
        "corrected": rows.filter(pl.col("revision") > 0).height,
        "undated": rows["published_at"].null_count(),
        "first_month": months.min(),
        "last_month": months.max(),
        "years": dict(years.iter_rows()),
        "private": {"authors": int(rows["named"].sum()), **private},
        "paywalled": paywalled,
        "languages": _counts(rows, "language"),
        "splits": {name: count for name in reversed(SPLITS) if (count := _counts(rows, "split").get(name))},
        "sources": _by_source(rows, sources),
        "example": _example(rows),
        "changes": _counts(changes, "change"),
        "reasons": _counts(changes, "reason"),
    }


def _lengths(rows: pl.DataFrame) -> dict[str, int]:
    words = rows["words"].drop_nulls().sort()
    if words.is_empty():
        return {"shortest": 0, "median": 0, "longest": 0}
    # The lower of the two in the middle, so that it is a number of words that an article has.
    return {"shortest": words[0], "median": words[(len(words) - 1) // 2], "longest": words[-1]}


def _signals(folder: Path) -> dict[str, int]:
    """Return how many articles have what may be personal, by kind, and `paywalled`, as far as counted."""
    rows = pl.scan_parquet(folder / _SIGNALS, hive_partitioning=False)
    there = rows.collect_schema().names()
    found = {name: (pl.col(name) > 0).sum() for name in _PRIVATE if name in there}
    if "paywalled" in there:
        found["paywalled"] = pl.col("paywalled").sum()
    counted = rows.select(**found).collect()
    return {name: int(counted[name].item() or 0) for name in found}


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


def _example(rows: pl.DataFrame) -> dict[str, Any]:
    kinds = ["source", "language", "split", "month"]
    counted = rows.with_columns(month=pl.col("published_at").dt.strftime("%Y-%m")).group_by(kinds).len()
    order = [pl.col("month").is_null(), -pl.col("len").cast(pl.Int64), *kinds]
    found = counted.sort(order).select(kinds).row(0, named=True)
    return {**found, "file": f"data/articles/{found['split']}/{found['month'] or 'undated'}.parquet"}


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
