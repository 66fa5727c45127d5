"""What is counted over the articles: sources, lengths, languages, dates, copies and agencies."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import polars as pl

from warraq.release.report.crosstab import Crosstab, crosstab

#: Lower bounds of the classes of length, in words.
LENGTHS = (0, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000)
LENGTH_LABELS = (
    *(f"{low:,}–{high - 1:,}" for low, high in pairwise(LENGTHS)),
    f"{LENGTHS[-1]:,} and more",
)
LENGTH_TICKS = ("0", "10", "20", "50", "100", "200", "500", "1k", "2k", "5k", "10k")
PRECISIONS = ("second", "minute", "day", "month", "year", "none")
MOST_SOURCES = 40


@dataclass(frozen=True)
class Figures:
    """A set of articles in numbers.

    Attributes:
        median_words: None where there is no article.
        copies: articles that are not the original of their cluster.
        languages: tag -> articles, most first, then by tag.
        sources: the same of the sources.
    """

    articles: int
    words: int
    median_words: int | None
    undated: int
    copies: int
    first_day: str | None
    last_day: str | None
    languages: dict[str, int]
    sources: dict[str, int]


def figures(rows: pl.DataFrame) -> Figures:
    """Return the numbers of the articles."""
    median = rows["words"].quantile(0.5, "nearest")
    days = rows["published_at"].drop_nulls()
    first, last = days.min(), days.max()
    return Figures(
        articles=rows.height,
        words=int(rows["words"].sum()),
        median_words=None if median is None else int(median),
        undated=rows["published_at"].null_count(),
        copies=rows.filter(pl.col("role") != "original").height,
        first_day=None if first is None else str(first)[:10],
        last_day=None if last is None else str(last)[:10],
        languages=_counts(rows, "language"),
        sources=_counts(rows, "source"),
    )


def _counts(rows: pl.DataFrame, column: str) -> dict[str, int]:
    counted = rows.group_by(pl.col(column).fill_null("(none)")).len()
    return dict(counted.sort(["len", column], descending=[True, False]).iter_rows())


def by_source(rows: pl.DataFrame) -> list[dict[str, Any]]:
    """Return source, articles, words, median_words, dated and copies of each source, most articles first."""
    grouped = rows.group_by(pl.col("source").fill_null("(none)")).agg(
        articles=pl.len().cast(pl.Int64),
        words=pl.col("words").sum(),
        median_words=pl.col("words").quantile(0.5, "nearest").cast(pl.Int64),
        dated=pl.col("published_at").count().cast(pl.Int64),
        copies=(pl.col("role") != "original").sum().cast(pl.Int64),
    )
    return grouped.sort(["articles", "source"], descending=[True, False]).to_dicts()


def lengths(rows: pl.DataFrame) -> Crosstab:
    """Return the articles by source and class of length in words."""
    words = pl.col("words").fill_null(0)
    at = pl.sum_horizontal((words >= bound).cast(pl.Int64) for bound in LENGTHS[1:])
    classes = at.replace_strict(dict(enumerate(LENGTH_LABELS)), return_dtype=pl.String())
    counted = rows.group_by("source", classes.alias("length")).len()
    return crosstab(counted, "source", "length", columns=LENGTH_LABELS, most_rows=MOST_SOURCES)


def languages(rows: pl.DataFrame) -> Crosstab:
    """Return the articles by source and language."""
    counted = rows.group_by("source", "language").len()
    return crosstab(counted, "source", "language", most_rows=MOST_SOURCES)


def precisions(rows: pl.DataFrame) -> Crosstab:
    """Return the articles by source and how much of the date is known, finest first."""
    counted = rows.group_by("source", "published_precision").len()
    there = [one for one in PRECISIONS if one in set(counted["published_precision"])]
    odd = sorted(set(counted["published_precision"].fill_null("(none)")) - set(PRECISIONS))
    return crosstab(counted, "source", "published_precision", columns=[*there, *odd], most_rows=20)


def origins(rows: pl.DataFrame) -> Crosstab:
    """Return the articles by source and where the date was found."""
    counted = rows.group_by("source", "published_origin").len()
    return crosstab(counted, "source", "published_origin", most_rows=MOST_SOURCES)


def copies(rows: pl.DataFrame) -> Crosstab:
    """Return the copies by the source of their original (rows) and their own (columns)."""
    found = rows.filter(pl.col("role") != "original").select("cluster", copied_by="source")
    heads = rows.join(found.select(id="cluster").unique(), on="id", how="semi").unique("id", keep="first")
    named = found.join(heads.select(cluster="id", original="source"), on="cluster", how="left")
    counted = named.group_by("original", "copied_by").len()
    return crosstab(counted, "original", "copied_by", most_rows=20)


def agencies(rows: pl.DataFrame) -> Crosstab:
    """Return the articles that credit an agency, by agency and source."""
    counted = rows.filter(pl.col("agency").is_not_null()).group_by("agency", "source").len()
    return crosstab(counted, "agency", "source", most_rows=20)


def largest_clusters(rows: pl.DataFrame, most: int = 10) -> list[dict[str, Any]]:
    """Return the clusters with most members, of two at least: cluster, articles, sources (ids, sorted)."""
    several = rows.filter(pl.col("role") != "original").select("cluster").unique()
    grouped = (
        rows.join(several, on="cluster", how="semi")
        .group_by("cluster")
        .agg(articles=pl.len().cast(pl.Int64), sources=pl.col("source").unique().sort())
    )
    return grouped.sort(["articles", "cluster"], descending=[True, False]).head(most).to_dicts()
