"""Which charts and shaded tables the report has, and the sentence that stands for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.release.report.chart import GREY, Chart
from warraq.release.report.counts import LENGTH_TICKS
from warraq.release.report.crosstab import OTHERS, Crosstab

if TYPE_CHECKING:
    from warraq.release.report.funnel import FunnelTable

_FATES = {
    "articles": "articles",
    "merged": "merged",
    "quarantined": "quarantined",
    "taken_down": "taken down",
}
_PRECISIONS = {"second": 0, "minute": 6, "day": 2, "month": 5, "year": 1, "none": GREY}
_LEVELS = 8


@dataclass(frozen=True)
class Heat:
    """A table of counts whose cells are shaded by size.

    Attributes:
        head: what the rows are.
        across: what the columns are.
        shares: whether cells show their share of the row instead of the count.
    """

    key: str
    title: str
    head: str
    across: str
    data: Crosstab
    shares: bool = False

    def level(self, row: int, column: int) -> int:
        """Return how dark a cell is, 0 to 8; 0 only where there is nothing."""
        counts = self.data.counts
        whole = self.data.row_totals[row] if self.shares else max(map(max, counts))
        return -(-_LEVELS * counts[row][column] // whole) if whole else 0

    def cell(self, row: int, column: int) -> str:
        """Return what a cell shows."""
        count = self.data.counts[row][column]
        if not self.shares or not count:
            return f"{count:,}"
        percent = 100 * count / self.data.row_totals[row]
        return f"{percent:.0f} %" if percent >= 1 else "<1 %"


def _plural(count: int, noun: str) -> str:
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _most(labels: tuple[str, ...], totals: tuple[int, ...]) -> str:
    at = max(range(len(totals)), key=lambda one: totals[one])
    return f"{labels[at]} ({totals[at]:,})"


def turned(data: Crosstab) -> Crosstab:
    """Return the same counts with rows and columns exchanged."""
    return Crosstab(data.columns, data.rows, tuple(zip(*data.counts, strict=True)))


def summed(data: Crosstab, name: str) -> Crosstab:
    """Return the row totals as the only column."""
    return Crosstab(data.rows, (name,), tuple((total,) for total in data.row_totals))


def months_chart(months: Crosstab) -> Chart | None:
    """Return the articles over time; None without a dated one."""
    if not months.rows:
        return None
    span = months.rows[0] if len(months.rows) == 1 else f"{months.rows[0]} to {months.rows[-1]}"
    period = "month" if any("-" in one for one in months.rows) else "year"
    sources = _plural(len([one for one in months.columns if one != OTHERS]), "source")
    summary = (
        f"{_plural(months.total, 'dated article')}, {span}, in columns by {period}, parted by source "
        f"({sources} named). Most in {_most(months.rows, months.row_totals)}."
    )
    return Chart("months", f"Articles by {period} and source", summary, period, months)


def lengths_chart(lengths: Crosstab) -> Chart | None:
    """Return the histogram of lengths; None without articles."""
    if not lengths.total:
        return None
    data = summed(turned(lengths), "articles")
    summary = (
        f"{_plural(data.total, 'article')} by number of words. Most: {_most(data.rows, data.row_totals)}."
    )
    return Chart("lengths", "Length of articles in words", summary, "words", data, ticks=LENGTH_TICKS)


def languages_chart(languages: Crosstab) -> Chart | None:
    """Return the languages as bars; None without articles."""
    if not languages.total:
        return None
    data = summed(turned(languages), "articles")
    summary = f"{_plural(data.total, 'article')} by language. Most: {_most(data.rows, data.row_totals)}."
    return Chart("languages", "Articles by language", summary, "language", data, kind="bars")


def precisions_chart(precisions: Crosstab) -> Chart | None:
    """Return how much of the dates is known, a bar a source; None without articles."""
    if not precisions.total:
        return None
    totals = turned(precisions)
    summary = (
        f"{_plural(precisions.total, 'article')} by source, each bar parted by how exact the date is. "
        f"Most: {_most(totals.rows, totals.row_totals)}."
    )
    title = "How exact dates are, by source"
    colours = tuple(_PRECISIONS.get(name, GREY - 1) for name in precisions.columns)
    return Chart("precisions", title, summary, "source", precisions, kind="shares", colours=colours)


def funnel_chart(funnel: FunnelTable | None) -> Chart | None:
    """Return what became of raw records, a bar a source; None where nothing is known."""
    if funnel is None or not funnel.fates.total:
        return None
    data = funnel.fates
    named = Crosstab(data.rows, tuple(_FATES[name] for name in data.columns), data.counts)
    parts = ", ".join(
        f"{count:,} {name}" for name, count in zip(named.columns, named.column_totals, strict=True)
    )
    summary = f"{_plural(data.total, 'raw record')}: {parts}; a bar a source, parted by what became of them."
    title, colours = "What became of raw records", (0, 6, 1, 4)
    return Chart("funnel", title, summary, "source", named, kind="shares", colours=colours)
