"""Charts as SVG: drawn here from counts, coloured by classes, with no size of their own but the height.

Positions across are percentages and everything else is pixels, so that a chart fits a phone with its letters
at full size. Colours come from the classes `s0` to `s8` (series), `grid`, `ink` and `muted`.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from markupsafe import Markup

from warraq.release.report.crosstab import OTHERS
from warraq.release.report.text import LABEL, MESSAGE, plain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from warraq.release.report.crosstab import Crosstab

_TOP, _PLOT, _AXIS = 14, 190, 24
_LEFT, _WIDTH = 9.0, 91.0
_ROW, _BAR = 40, 14
_LABELS = 5
#: Columns beyond which lines between their parts would hide the parts.
_CROWD = 40
_LEGEND_COLUMNS, _LEGEND_ROW, _LEGEND_LABEL = 3, 22, 28
_STEPS = (1, 2, 2.5, 5, 10)
#: Class of what is summed up, or missing.
GREY = 8


@dataclass(frozen=True)
class Chart:
    """Counts to draw, with the words that stand for the picture.

    Attributes:
        key: id on the page.
        summary: what the picture shows, in a sentence or two, for those who do not see it.
        head: what the rows of `data` are.
        data: a row a mark (column or bar), a column a series (colour).
        kind: upright columns, lying bars, or lying bars that all are 100 %.
        ticks: short labels of the marks; by default some of the rows' own.
        colours: numbers of the series' classes; by default in order.
    """

    key: str
    title: str
    summary: str
    head: str
    data: Crosstab
    kind: Literal["columns", "bars", "shares"] = "columns"
    ticks: tuple[str, ...] = ()
    colours: tuple[int, ...] = ()

    def colour(self, column: int) -> int:
        """Return the number of the class that a series is drawn in; what is summed up is grey."""
        if self.colours:
            return self.colours[column]
        return GREY if self.data.columns[column] == OTHERS else min(column, GREY)


def compact(number: float) -> str:
    """Return a number in at most five characters: 950, 1.2k, 300k, 2M."""
    for size, sign in ((1_000_000_000, "G"), (1_000_000, "M"), (1_000, "k")):
        if number >= size:
            return f"{number / size:.3g}{sign}"
    return f"{number:g}"


def height(chart: Chart) -> int:
    """Return the height of the drawing in pixels."""
    if chart.kind == "columns":
        return _TOP + _PLOT + _AXIS
    return _ROW * len(chart.data.rows) + 4


def drawing(chart: Chart) -> Markup:
    """Return what goes inside the svg element: title, description and marks."""
    head = Markup('<title id="{0}-t">{1}</title><desc id="{0}-d">{2}</desc>').format(
        chart.key, plain(chart.title, MESSAGE), plain(chart.summary, MESSAGE)
    )
    marks = _columns(chart) if chart.kind == "columns" else _bars(chart)
    parted = len(chart.data.columns) > 1 and (chart.kind != "columns" or len(chart.data.rows) <= _CROWD)
    group = Markup('<g class="stack">{}</g>') if parted else Markup("<g>{}</g>")
    return head + group.format(Markup("").join(marks))


def svg(chart: Chart) -> Markup:
    """Return the chart as an element of a page, as wide as what it stands in."""
    return Markup(
        '<svg role="img" aria-labelledby="{0}-t" aria-describedby="{0}-d" width="100%" height="{1}">{2}</svg>'
    ).format(chart.key, height(chart), drawing(chart))


def ceiling(most: int) -> tuple[int, list[int]]:
    """Return the top of an axis that holds `most`, and the marks on it: round numbers, up to six, from 0."""
    rough = max(most, 1) / 4
    size = 10 ** math.floor(math.log10(rough))
    step = math.ceil(next(one * size for one in _STEPS if one * size >= rough - 1e-9))
    count = math.ceil(max(most, 1) / step)
    return count * step, [step * at for at in range(count + 1)]


def _rect(x: float, y: float, width: float, tall: float, series: int, hint: str) -> Markup:
    return Markup(
        '<rect class="s{}" x="{:.2f}%" y="{:.2f}" width="{:.2f}%" height="{:.2f}"><title>{}</title></rect>'
    ).format(series, x, y, width, tall, hint)


def _text(kind: str, x: float, y: float, anchor: str, text: str) -> Markup:
    return Markup('<text class="{}" x="{:.2f}%" y="{:.0f}" text-anchor="{}">{}</text>').format(
        kind, x, y, anchor, text
    )


def _hint(chart: Chart, row: int, column: int) -> str:
    data = chart.data
    series = f", {plain(data.columns[column], LABEL)}" if len(data.columns) > 1 else ""
    return f"{plain(data.rows[row], LABEL)}{series}: {data.counts[row][column]:,}"


def _columns(chart: Chart) -> Iterator[Markup]:
    data, bottom = chart.data, _TOP + _PLOT
    top, marks = ceiling(max(data.row_totals, default=0))
    for mark in marks:
        y = bottom - _PLOT * mark / top
        yield Markup('<line class="grid" x1="{:g}%" x2="100%" y1="{:.1f}" y2="{:.1f}"/>').format(_LEFT, y, y)
        yield _text("muted", _LEFT - 1, y + 4, "end", compact(mark))
    slot = _WIDTH / max(len(data.rows), 1)
    for row, values in enumerate(data.counts):
        y = float(bottom)
        for column, value in enumerate(values):
            if value:
                tall = _PLOT * value / top
                y -= tall
                left = _LEFT + slot * (row + 0.1)
                yield _rect(
                    left, y, slot * 0.8, max(tall, 1), chart.colour(column), _hint(chart, row, column)
                )
    yield from _axis(chart, slot, bottom + 17)


def _axis(chart: Chart, slot: float, y: int) -> Iterator[Markup]:
    rows = chart.data.rows
    labels = chart.ticks or rows
    step = 1 if chart.ticks else math.ceil(len(rows) / _LABELS)
    for row in range(0, len(rows), step):
        centre = _LEFT + slot * (row + 0.5)
        last = centre > 93 and not chart.ticks
        yield _text("muted", 100 if last else centre, y, "end" if last else "middle", labels[row])


def _bars(chart: Chart) -> Iterator[Markup]:
    data = chart.data
    most = max(data.row_totals, default=0) or 1
    for row, (values, total) in enumerate(zip(data.counts, data.row_totals, strict=True)):
        y = _ROW * row + _BAR
        yield _text("ink", 0, y, "start", plain(data.rows[row], LABEL))
        yield _text("muted", 100, y, "end", f"{total:,}")
        whole = (total or 1) if chart.kind == "shares" else most
        left = 0.0
        for column, value in enumerate(values):
            if value:
                width = 100 * value / whole
                yield _rect(left, y + 6, width, _BAR, chart.colour(column), _hint(chart, row, column))
                left += width


def standalone(chart: Chart, style: Markup) -> bytes:
    """Return the chart as an SVG file of its own: 720 pixels wide, with heading, legend and `style`."""
    named = len(chart.data.columns) if len(chart.data.columns) > 1 else 0
    body = 48 + _LEGEND_ROW * math.ceil(named / _LEGEND_COLUMNS)
    frame = Markup(
        '<svg xmlns="http://www.w3.org/2000/svg" role="img" aria-labelledby="{key}-t" '
        'aria-describedby="{key}-d" width="720" height="{tall}" viewBox="0 0 720 {tall}">'
        '<style>{style}</style><rect class="paper" width="100%" height="100%"/>'
        '<text class="heading" x="24" y="30">{title}</text>{legend}'
        '<svg x="24" y="{body}" width="672" height="{inner}">{drawing}</svg></svg>\n'
    ).format(
        key=chart.key,
        tall=body + height(chart) + 24,
        style=style,
        title=plain(chart.title, MESSAGE),
        legend=Markup("").join(_legend(chart, at) for at in range(named)),
        body=body,
        inner=height(chart),
        drawing=drawing(chart),
    )
    return str(frame).encode()


def _legend(chart: Chart, at: int) -> Markup:
    x, y = 24 + 224 * (at % _LEGEND_COLUMNS), 44 + _LEGEND_ROW * (at // _LEGEND_COLUMNS)
    return Markup(
        '<rect class="s{}" x="{}" y="{}" width="12" height="12"/><text class="ink" x="{}" y="{}">{}</text>'
    ).format(chart.colour(at), x, y, x + 18, y + 10, plain(chart.data.columns[at], _LEGEND_LABEL))
