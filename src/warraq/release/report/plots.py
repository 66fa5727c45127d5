"""The plots of the dataset card, drawn by the code of the report."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.relate.earlier import ARTICLES
from warraq.release.report import counts
from warraq.release.report.chart import standalone
from warraq.release.report.data import COLOURS
from warraq.release.report.figures import languages_chart, lengths_chart, months_chart
from warraq.release.report.periods import by_period
from warraq.release.report.rows import read_files
from warraq.release.report.style import theme

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Plot:
    """A picture of the card.

    Attributes:
        path: of the file in a release.
        alt: what the picture shows, in a sentence or two.
        svg: the file; it follows the theme of whoever looks at it.
    """

    path: str
    alt: str
    svg: bytes


def plots(folder: Path) -> tuple[Plot, ...]:
    """Return the plots of the articles below `folder`, the same bytes each time.

    They show the articles by month and source, the languages and the lengths; what there is nothing to draw
    of is left out.
    """
    rows = read_files(sorted(folder.glob(ARTICLES))).frame
    charts = {
        "articles-by-month": months_chart(by_period(rows, None, COLOURS + 1)),
        "languages": languages_chart(counts.languages(rows)),
        "lengths": lengths_chart(counts.lengths(rows)),
    }
    return tuple(
        Plot(f"assets/{name}.svg", f"{chart.title}: {chart.summary}", standalone(chart, theme()))
        for name, chart in charts.items()
        if chart
    )


def card_plots(folder: Path) -> dict[str, bytes]:
    """Return path in the release -> SVG file of each plot."""
    return {plot.path: plot.svg for plot in plots(folder)}
