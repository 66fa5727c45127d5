"""The report as one HTML file that asks for nothing and runs nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from warraq.release.report import figures, text
from warraq.release.report.chart import svg
from warraq.release.report.style import own_file, page_style
from warraq.release.report.syndication import syndication_chart

if TYPE_CHECKING:
    from datetime import datetime

    from warraq.release.report.chart import Chart
    from warraq.release.report.data import Report
    from warraq.release.report.drift import Change

_MINUS = "\N{MINUS SIGN}"
_UNKNOWN = "\N{EN DASH}"


def number(value: float | None) -> str:
    """Return a number with separators, "–" for None."""
    return _UNKNOWN if value is None else f"{value:,.0f}"


def percent(share: float | None) -> str:
    """Return a share as per cent with a digit where it tells something, "–" for None."""
    if share is None:
        return _UNKNOWN
    return f"{100 * share:.1f} %" if 0 < share < 1 else f"{100 * share:.0f} %"


def value(change: Change, which: str) -> str:
    """Return the old or the new value of a change."""
    found = getattr(change, which)
    return percent(found) if change.unit == "share" else number(found)


def difference(change: Change) -> str:
    """Return the difference with its sign: per cent of a count, points of a share."""
    found = change.difference
    if found is None:
        return _UNKNOWN
    amount, unit = abs(100 * found), "points" if change.unit == "share" else "%"
    sign = "±" if not round(amount, 1) else "+" if found > 0 else _MINUS
    return f"{sign}{amount:,.1f} {unit}"


def moment(published: datetime | None, precision: str | None) -> str:
    """Return a time of publication as far as it is known."""
    if published is None:
        return "undated"
    length = {"year": 4, "month": 7, "day": 10}.get(precision or "", 16)
    return published.isoformat(" ")[:length]


def language_attribute(tag: str | None) -> Markup:
    """Return the attribute `lang`, or nothing where the language is unknown or the tag is none."""
    if not tag or tag == "und" or not all(part.isascii() and part.isalnum() for part in tag.split("-")):
        return Markup("")
    return Markup(' lang="{}"').format(tag)


def heats(report: Report) -> dict[str, figures.Heat]:
    """Return the shaded tables by key; those without a count are left out."""
    found = [
        figures.Heat("lengths-by-source", "Length by source", "source", "words", report.lengths, shares=True),
        figures.Heat("languages-by-source", "Language by source", "source", "language", report.languages),
        figures.Heat("origins", "Where dates were found", "source", "origin", report.origins),
        figures.Heat(
            "copies-by-source", "Whose articles are copied by whom", "original", "copied by", report.copies
        ),
        figures.Heat("agencies", "Agencies credited", "agency", "source", report.agencies),
    ]
    if report.funnel:
        reasons = report.funnel.reasons
        found.append(figures.Heat("reasons", "Why records were quarantined", "source", "reason", reasons))
    return {heat.key: heat for heat in found if heat.data.total}


def charts(report: Report) -> dict[str, Chart]:
    """Return the charts by key; those without anything to draw are left out."""
    found = (
        figures.funnel_chart(report.funnel),
        figures.months_chart(report.months),
        figures.lengths_chart(report.lengths),
        figures.languages_chart(report.languages),
        figures.precisions_chart(report.precisions),
        syndication_chart(report.syndication),
    )
    return {chart.key: chart for chart in found if chart}


def page(report: Report) -> bytes:
    """Return the report as an HTML file: one document, the same bytes for the same report."""
    import jinja2

    environment = jinja2.Environment(
        loader=jinja2.FunctionLoader(own_file),
        undefined=jinja2.StrictUndefined,
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters.update(
        number=number,
        percent=percent,
        difference=difference,
        value=value,
        lang=language_attribute,
        svg=svg,
        shown=text.shown,
        plain=text.plain,
        paragraphs=text.paragraphs,
    )
    context: dict[str, Any] = {
        "report": report,
        "charts": charts(report),
        "heats": heats(report),
        "style": page_style(),
        "moment": moment,
        "limits": text,
    }
    return environment.get_template("report.html.j2").render(context).encode()
