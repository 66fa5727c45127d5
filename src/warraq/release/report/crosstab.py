"""Counts by two labels: what nearly every chart and table of the report is made from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

if TYPE_CHECKING:
    from collections.abc import Sequence

OTHERS, NONE = "(others)", "(none)"


@dataclass(frozen=True)
class Crosstab:
    """Counts by row and column label.

    Attributes:
        counts: one tuple a row, with one count a column.
    """

    rows: tuple[str, ...]
    columns: tuple[str, ...]
    counts: tuple[tuple[int, ...], ...]

    @property
    def row_totals(self) -> tuple[int, ...]:
        """Sum of each row."""
        return tuple(sum(row) for row in self.counts)

    @property
    def column_totals(self) -> tuple[int, ...]:
        """Sum of each column."""
        return tuple(sum(row[at] for row in self.counts) for at in range(len(self.columns)))

    @property
    def total(self) -> int:
        """Sum of all."""
        return sum(self.row_totals)


def _ranked(counted: pl.DataFrame, by: str, most: int) -> tuple[list[str], bool]:
    """Return the labels by falling count, then by name, and whether more than `most` had to be left out."""
    sums = counted.group_by(by).agg(pl.col("len").sum()).sort(["len", by], descending=[True, False])
    names = [str(name) for name in sums[by]]
    return (names, False) if len(names) <= most else (names[: most - 1], True)


def crosstab(
    counted: pl.DataFrame,
    row: str,
    column: str,
    *,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    most_rows: int = 40,
    most_columns: int = 12,
) -> Crosstab:
    """Return counts by two columns of text.

    Args:
        counted: the two columns and `len`; a null label is shown as "(none)".
        rows: labels of the rows, in order; by default all that occur, the most frequent first, and what goes
            beyond `most_rows` summed up as "(others)".
        columns: the same of the columns.
    """
    clean = counted.select(pl.col(row, column).fill_null(NONE), pl.col("len").cast(pl.Int64))
    chosen = []
    for by, given, most in ((row, rows, most_rows), (column, columns, most_columns)):
        names, more = (list(given), False) if given is not None else _ranked(clean, by, most)
        if more:
            inside = pl.col(by).is_in(names)
            clean = clean.with_columns(pl.when(inside).then(by).otherwise(pl.lit(OTHERS)).alias(by))
            names.append(OTHERS)
        chosen.append(names)
    sums = clean.group_by(row, column).agg(pl.col("len").sum())
    found = {(str(one), str(other)): int(count) for one, other, count in sums.iter_rows()}
    counts = tuple(tuple(found.get((one, other), 0) for other in chosen[1]) for one in chosen[0])
    return Crosstab(tuple(chosen[0]), tuple(chosen[1]), counts)
