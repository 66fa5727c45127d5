"""The finest part of the profile: a source's articles in one language of one month."""

from __future__ import annotations

import polars as pl

UNDATED = "undated"
_GROUP = ["source", "language"]
_QUANTILES = {"words_p05": 0.05, "words_p50": 0.5, "words_p95": 0.95}


def _counted(articles: pl.DataFrame) -> pl.DataFrame:
    """Return rows and quantiles of each source, language and month that has articles."""
    return (
        articles.drop_nulls(_GROUP)
        .group_by(*_GROUP, month=pl.col("published_at").dt.truncate("1mo").dt.date())
        .agg(
            rows=pl.len().cast(pl.Int64),
            **{name: pl.col("words").quantile(at, "nearest") for name, at in _QUANTILES.items()},
        )
    )


def _calendar(counted: pl.DataFrame) -> pl.DataFrame:
    """Return each source's and language's months from its first to its last, those without articles too."""
    month = pl.col("month")
    spans = counted.drop_nulls("month").group_by(_GROUP).agg(first=month.min(), last=month.max())
    return spans.with_columns(month=pl.date_ranges("first", "last", "1mo")).explode("month")


def month_figures(articles: pl.DataFrame) -> pl.DataFrame:
    """Return one row a source, month and language, sorted by `value`, which is "SOURCE/MONTH/LANGUAGE".

    Columns: value, rows (0 in a month without articles between two with some), words_p05, words_p50,
    words_p95; words_ratio (words_p50 over that of all the source's articles in the language); usual_rows
    (median of the source's months in the language) and rows_ratio (rows over it), both null where a month
    cannot be judged: the first, the last, and what has no date.
    """
    counted = _counted(articles)
    dated = _calendar(counted).join(counted, on=[*_GROUP, "month"], how="left", maintain_order="left")
    inner = pl.col("month").is_between("first", "last", closed="none")
    dated = dated.with_columns(pl.col("rows").fill_null(0))
    dated = dated.with_columns(usual_rows=pl.when(inner).then(pl.col("rows").median().over(_GROUP)))
    both = pl.concat([dated, counted.filter(pl.col("month").is_null())], how="diagonal")
    whole = articles.group_by(_GROUP).agg(words_all=pl.col("words").quantile(0.5, "nearest"))
    month = pl.col("month").dt.strftime("%Y-%m").fill_null(UNDATED)
    return (
        both.join(whole, on=_GROUP, how="left", maintain_order="left")
        .select(
            pl.format("{}/{}/{}", "source", month, "language").alias("value"),
            "rows",
            *_QUANTILES,
            (pl.col("words_p50") / pl.col("words_all")).alias("words_ratio"),
            "usual_rows",
            (pl.col("rows") / pl.col("usual_rows")).alias("rows_ratio"),
        )
        .sort("value")
    )
