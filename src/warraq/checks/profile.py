"""The release profile: one row of figures for each part of the data, small enough for any validator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.derive import ARTICLES
from warraq.checks.measures import TEXT_FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from warraq.checks.derive import Frames
    from warraq.model.descriptor import Table

#: Segment -> what the articles are grouped by.
_SEGMENTS = {
    "source": pl.col("source"),
    "language": pl.col("language"),
    "month": pl.col("published_at").dt.strftime("%Y-%m").fill_null("undated"),
}
_QUANTILES = {"p05": 0.05, "p50": 0.5, "p95": 0.95}


def _null_shares(table: Table) -> dict[str, pl.Expr]:
    column = {name: f"{name}_characters" if name in TEXT_FIELDS else name for name in table.names}
    if table.name != ARTICLES:
        column = {name: name for name in table.names}
    return {f"{name}_null_share": pl.col(source).is_null().mean() for name, source in column.items()}


def _repeated(key: str) -> pl.Expr:
    """Share of originals whose key another original has too; copies repeat theirs by nature."""
    keys = pl.col(key).filter(pl.col("role") == "original").drop_nulls()
    return keys.is_duplicated().mean()


def _article_figures(table: Table) -> dict[str, pl.Expr]:
    published = pl.col("published_at")
    first = (published.dt.ordinal_day() == 1) & ~pl.col("published_precision").is_in(["month", "year"])
    return {
        "rows": pl.len().cast(pl.Int64),
        "undated_share": published.is_null().mean(),
        "january_first_share": first.mean(),
        "copies_share": (pl.col("role") != "original").mean(),
        "foreign_language_share": (pl.col("language_base") != pl.col("source_base")).mean(),
        "unterminated_share": pl.col("unterminated").mean(),
        "repeated_title_share": _repeated("title_key"),
        "repeated_opening_share": _repeated("opening_key"),
        "language_score_p50": pl.col("language_score").quantile(0.5, "nearest"),
        **{f"words_{name}": pl.col("words").quantile(at, "nearest") for name, at in _QUANTILES.items()},
        **{f"{name}_rows": (pl.col("split") == name).sum() for name in ("train", "validation", "test")},
        **_null_shares(table),
    }


def _labelled(frame: pl.DataFrame, table: str, segment: str, scope: str) -> pl.DataFrame:
    value = pl.col("value") if "value" in frame.columns else pl.lit("")
    labels = {"scope": scope, "table": table, "segment": segment}
    return frame.select(
        *(pl.lit(text).alias(name) for name, text in labels.items()),
        value.cast(pl.String()).alias("value"),
        pl.exclude("value"),
    )


def profile(tables: Mapping[str, Table], frames: Frames, sources: Iterable[str]) -> pl.DataFrame:
    """Return the profile of all tables.

    Columns: `scope` names the kind of row ("articles", "articles by source", "articles by language",
    "articles by month", and each other table's name); `table`, `segment` ("all", "source", "language",
    "month") and `value` ("" for all); `rows`; `FIELD_null_share` for each field. For articles also
    undated_share, january_first_share (of those with a date), copies_share, foreign_language_share (null
    where the source declares no language), unterminated_share, repeated_title_share and
    repeated_opening_share (of originals), language_score_p50, words_p05, words_p50, words_p95, and
    train_rows, validation_rows, test_rows. Shares are 0 to 1; null where there is nothing to take a share
    of. Rows are in the order of scope above, then value.

    Args:
        sources: ids of the declared sources; one without articles has a row with 0 rows.
    """
    articles, table = frames.articles, tables[ARTICLES]
    figures = _article_figures(table)
    parts = [_labelled(articles.select(**figures), ARTICLES, "all", ARTICLES)]
    for segment, by in _SEGMENTS.items():
        grouped = articles.group_by(value=by).agg(**figures).drop_nulls("value")
        if segment == "source":
            absent = [name for name in sources if name not in set(grouped["value"])]
            empty = pl.DataFrame(
                {"value": absent, "rows": [0] * len(absent)},
                schema={"value": pl.String(), "rows": pl.Int64()},
            )
            grouped = pl.concat([grouped, empty], how="diagonal")
        parts.append(_labelled(grouped.sort("value"), ARTICLES, segment, f"articles by {segment}"))
    for name, other in tables.items():
        if name != ARTICLES:
            counts = frames.tables[name].select(rows=pl.len().cast(pl.Int64), **_null_shares(other))
            parts.append(_labelled(counts, name, "all", name))
    return pl.concat(parts, how="diagonal")
