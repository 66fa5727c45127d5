"""The release profile: one row of figures for each part of the data, small enough for any validator."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.derive import ARTICLES, WHOLE_TEXT
from warraq.checks.measures import NEEDED
from warraq.checks.months import month_figures

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
#: Originals that a share of equal lengths is taken of at least.
_ENOUGH = 20
_MINUTE = pl.duration(minutes=1)


def _null_shares(table: Table) -> dict[str, pl.Expr]:
    column = {name: f"{name}_characters" if name in NEEDED else name for name in table.names}
    if table.name != ARTICLES:
        column = {name: name for name in table.names}
    return {f"{name}_null_share": pl.col(source).is_null().mean() for name, source in column.items()}


def _originals(column: str) -> pl.Expr:
    """Return the values of originals; copies repeat theirs by nature."""
    return pl.col(column).filter(pl.col("role") == "original").drop_nulls()


def _of_whole(column: str) -> pl.Expr:
    """Return the values of articles that are released with all of their text."""
    return pl.col(column).filter(WHOLE_TEXT)


def _whole_originals(column: str) -> pl.Expr:
    return pl.col(column).filter(WHOLE_TEXT & (pl.col("role") == "original")).drop_nulls()


def _date_figures() -> dict[str, pl.Expr]:
    published, fetched = pl.col("published_at"), pl.col("fetched_at")
    first = (published.dt.ordinal_day() == 1) & ~pl.col("published_precision").is_in(["month", "year"])
    to_the_minute = pl.col("published_precision").is_in(["second", "minute"])
    at_fetch = to_the_minute & ((published - fetched).abs() <= _MINUTE)
    return {
        "undated_share": published.is_null().mean(),
        "undated_unexpected_share": published.is_null().filter(pl.col("source_dated")).mean(),
        "january_first_share": first.mean(),
        "crawl_time_share": at_fetch.fill_null(value=False).filter(published.is_not_null()).mean(),
    }


def _text_figures() -> dict[str, pl.Expr]:
    lengths = _whole_originals("body_characters")
    return {
        "unterminated_share": _of_whole("unterminated").mean(),
        "cut_off_share": _of_whole("cut_off").mean(),
        "repeated_title_share": _originals("title_key").is_duplicated().mean(),
        "repeated_opening_share": _whole_originals("opening_key").is_duplicated().mean(),
        "repeated_closing_share": _whole_originals("closing_key").is_duplicated().mean(),
        "same_length_share": pl.when(lengths.len() >= _ENOUGH).then(
            lengths.unique_counts().max() / lengths.len()
        ),
        "emails_share": (pl.col("emails") > 0).mean(),
        "phones_share": (pl.col("phones") > 0).mean(),
        "language_score_p50": pl.col("language_score").quantile(0.5, "nearest"),
        **{f"words_{name}": _of_whole("words").quantile(at, "nearest") for name, at in _QUANTILES.items()},
    }


def _article_figures(table: Table) -> dict[str, pl.Expr]:
    return {
        "rows": pl.len().cast(pl.Int64),
        "copies_share": (pl.col("role") != "original").mean(),
        "foreign_language_share": (pl.col("language_base") != pl.col("source_base")).mean(),
        **_date_figures(),
        **_text_figures(),
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


def _with_absent(grouped: pl.DataFrame, sources: Iterable[str]) -> pl.DataFrame:
    """Return the rows by source with one of 0 rows for each declared source that has none."""
    there = set(grouped["value"])
    absent = [name for name in sources if name not in there]
    columns = {"value": absent, "rows": [0] * len(absent)}
    empty = pl.DataFrame(columns, schema={"value": pl.String(), "rows": pl.Int64()})
    return pl.concat([grouped, empty], how="diagonal")


def _fields(whole: pl.DataFrame, table: Table) -> pl.DataFrame:
    """Return one row a field of the table, out of its row of figures."""
    rows = whole["rows"].to_list()[0]
    return pl.DataFrame(
        {
            "value": table.names,
            "rows": [rows] * len(table.names),
            "null_share": [whole[f"{name}_null_share"].to_list()[0] for name in table.names],
        },
        schema={"value": pl.String(), "rows": pl.Int64(), "null_share": pl.Float64()},
    )


def profile(tables: Mapping[str, Table], frames: Frames, sources: Iterable[str]) -> pl.DataFrame:
    """Return the profile of all tables.

    Columns: `scope` names the kind of row ("articles", "articles by source", "articles by language",
    "articles by month", "articles by source, month and language", "fields of articles", and each other
    table's name); `table`, `segment` ("all", "source", "language", "month", "source-month-language",
    "field") and `value` ("" for all, "SOURCE/MONTH/LANGUAGE"); `rows`.

    For articles, whole and by one segment: `FIELD_null_share` for each field, undated_share,
    undated_unexpected_share (of sources that are known to state dates), january_first_share and
    crawl_time_share (of those with a date: on 1 January, and within a minute of fetching), copies_share,
    foreign_language_share (null where the source declares no language), unterminated_share,
    cut_off_share, same_length_share (of originals: the most frequent length of bodies; null for fewer
    than 20), repeated_title_share, repeated_opening_share and repeated_closing_share (of originals),
    emails_share, phones_share, language_score_p50, words_p05, words_p50, words_p95, and train_rows,
    validation_rows, test_rows; by language also `share` of all articles. By source, month and language:
    see `warraq.checks.months`. By field: null_share. Shares are 0 to 1; null where there is nothing to
    take a share of. What is told of bodies as a whole (unterminated_share, cut_off_share,
    same_length_share, repeated_opening_share, repeated_closing_share, words) is of sources that are
    released in full. Rows are in the order of scope above, then value.

    Args:
        sources: ids of the declared sources; one without articles has a row with 0 rows.
    """
    articles, table = frames.articles, tables[ARTICLES]
    figures = _article_figures(table)
    whole = articles.select(**figures)
    parts = [_labelled(whole, ARTICLES, "all", ARTICLES)]
    for segment, by in _SEGMENTS.items():
        grouped = articles.group_by(value=by).agg(**figures).drop_nulls("value")
        if segment == "source":
            grouped = _with_absent(grouped, sources)
        if segment == "language":
            grouped = grouped.with_columns(share=pl.col("rows") / articles.height)
        parts.append(_labelled(grouped.sort("value"), ARTICLES, segment, f"articles by {segment}"))
    # Nobody can tell how long a text was of which only a part is released.
    months = month_figures(articles.with_columns(words=pl.when(WHOLE_TEXT).then(pl.col("words"))))
    parts += [
        _labelled(months, ARTICLES, "source-month-language", "articles by source, month and language"),
        _labelled(_fields(whole, table), ARTICLES, "field", "fields of articles"),
    ]
    for name, other in tables.items():
        if name != ARTICLES:
            counts = frames.tables[name].select(rows=pl.len().cast(pl.Int64), **_null_shares(other))
            parts.append(_labelled(counts, name, "all", name))
    return pl.concat(parts, how="diagonal")


def with_drift(figures: pl.DataFrame, earlier: pl.DataFrame | None) -> pl.DataFrame:
    """Return the profile with what moved since the earlier one, row by row; null where there is nothing.

    Adds rows_before (of any row), share_change (of a language) and null_share_rise (of a field). A language
    or source that the earlier release did not have started from nothing.
    """
    names = {"rows": "rows_before", "share": "share_before", "null_share": "null_share_before"}
    place = ["scope", "value"]
    if earlier is None:
        missing = {"rows_before": pl.Int64(), "share_before": pl.Float64(), "null_share_before": pl.Float64()}
        joined = figures.with_columns(pl.lit(None, kind).alias(name) for name, kind in missing.items())
    else:
        before = earlier.select(*place, *(pl.col(old).alias(new) for old, new in names.items()))
        joined = figures.join(before, on=place, how="left", maintain_order="left")
        new = pl.col("rows_before").is_null() & (pl.col("segment") == "language")
        joined = joined.with_columns(share_before=pl.when(new).then(0.0).otherwise("share_before"))
    return joined.with_columns(
        share_change=pl.col("share") - pl.col("share_before"),
        null_share_rise=pl.col("null_share") - pl.col("null_share_before"),
        rows_kept_share=pl.col("rows") / pl.col("rows_before"),
    ).drop("share_before", "null_share_before")
