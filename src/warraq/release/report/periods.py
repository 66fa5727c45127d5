"""Time on an axis: months where they fit, else years; what lies far outside is summed up at the ends."""

from __future__ import annotations

import polars as pl

from warraq.release.report.crosstab import Crosstab, crosstab

#: Most marks on an axis.
MOST = 120
_MONTHS = 12


def by_period(rows: pl.DataFrame, sources: tuple[str, ...] | None, most_sources: int) -> Crosstab:
    """Return the dated articles by period (rows, in order of time, gaps included) and source.

    A period is a month (2024-10), or a year (2024) where there are more than 120 months. Where even that is
    not enough, or single dates lie far from all others (beyond the first and the last hundredth), those are
    counted as "before …" and "after …".

    Args:
        sources: labels of the columns; by default the most frequent ones, at most `most_sources`.
    """
    month = pl.col("published_at").dt.year().cast(pl.Int64) * _MONTHS + pl.col("published_at").dt.month() - 1
    dated = rows.filter(pl.col("published_at").is_not_null()).select("source", at=month)
    counted = dated.group_by("source", "at").len()
    if counted.is_empty():
        return Crosstab((), sources or (), ())
    yearly = not _fits(*_window(dated["at"]))
    if yearly:
        counted = counted.with_columns(pl.col("at") // _MONTHS)
        dated = dated.with_columns(pl.col("at") // _MONTHS)
    low, high = _window(dated["at"])
    low = max(low, high - MOST + 1)
    labels = [_label(at, yearly=yearly) for at in range(low, high + 1)]
    before, after = f"before {labels[0]}", f"after {labels[-1]}"
    at = pl.col("at")
    inside = (at - low).clip(0, high - low)
    label = (
        pl.when(at < low)
        .then(pl.lit(before))
        .when(at > high)
        .then(pl.lit(after))
        .otherwise(inside.replace_strict(dict(enumerate(labels)), return_dtype=pl.String()))
    )
    counted = counted.with_columns(period=label)
    ends = set(counted["period"].unique())
    rows_in_order = [*([before] if before in ends else []), *labels, *([after] if after in ends else [])]
    return crosstab(
        counted, "period", "source", rows=rows_in_order, columns=sources, most_columns=most_sources
    )


def _fits(low: int, high: int) -> bool:
    return high - low < MOST


def _window(values: pl.Series) -> tuple[int, int]:
    """Return the first and last value, without the outermost hundredths if that is too wide."""
    low, high = values.quantile(0), values.quantile(1)
    assert low is not None
    assert high is not None
    if not _fits(int(low), int(high)):
        low, high = values.quantile(0.01, "lower"), values.quantile(0.99, "higher")
        assert low is not None
        assert high is not None
    return int(low), int(high)


def _label(at: int, *, yearly: bool) -> str:
    return f"{at:04d}" if yearly else f"{at // _MONTHS:04d}-{at % _MONTHS + 1:02d}"
