"""From raw records to articles: how many of each source went where, and why."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.pipeline.funnel import FATES
from warraq.release.report.crosstab import Crosstab, crosstab

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

#: The funnel's file in a frozen release.
FILE_NAME = "funnel.json"
_OUTSIDE = "(outside a source's folder)"


@dataclass(frozen=True)
class FunnelTable:
    """Where the raw records went.

    Attributes:
        fates: raw records by source and articles, merged, quarantined, taken_down.
        reasons: quarantined records by source and reason.
    """

    fates: Crosstab
    reasons: Crosstab


def funnel_facts(candidate: Path, built: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a release keeps of its build: the counts of build.json, and reasons by source.

    Args:
        candidate: its folder; without a readable quarantine.parquet reasons are known as totals only.
        built: its build.json.
    """
    kept = {name: built[name] for name in ("raw", *FATES, "reasons", "sources") if name in built}
    try:
        quarantine = pl.scan_parquet(candidate / "quarantine.parquet").select("source", "reason")
        counted = quarantine.group_by(pl.col("source").fill_null(""), "reason").len().collect()
    except (pl.exceptions.PolarsError, OSError):
        return kept
    reasons: dict[str, dict[str, int]] = {}
    for source, reason, count in counted.sort("source", "reason").iter_rows():
        reasons.setdefault(source, {})[reason] = count
    return {**kept, "reasons_by_source": reasons}


def read_funnel(folder: Path) -> dict[str, Any] | None:
    """Return what `funnel_facts` wrote into a release; None where that is missing or not JSON."""
    try:
        facts = json.loads((folder / FILE_NAME).read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return None
    return facts if isinstance(facts, dict) else None


def _counted(facts: Mapping[str, Any], key: str) -> pl.DataFrame:
    """Return source, what and len of an object of objects of counts; what is of another form is left out."""
    outer = facts.get(key)
    rows = [
        (str(source) or _OUTSIDE, str(what), count)
        for source, counts in (outer.items() if isinstance(outer, dict) else ())
        for what, count in (counts.items() if isinstance(counts, dict) else ())
        if isinstance(count, int) and 0 <= count < 2**62
    ]
    schema = {"source": pl.String(), "what": pl.String(), "len": pl.Int64()}
    return pl.DataFrame(rows, schema=schema, orient="row")


def funnel_table(facts: Mapping[str, Any] | None) -> FunnelTable | None:
    """Return the funnel by source; None where nothing is known of it."""
    if facts is None:
        return None
    fates = _counted(facts, "sources").filter(pl.col("what").is_in(FATES))
    if fates.is_empty():
        return None
    reasons = _counted(facts, "reasons_by_source")
    totals = facts.get("reasons")
    if reasons.is_empty() and isinstance(totals, dict) and totals:
        reasons = _counted({"all": {"(all sources)": totals}}, "all")
    return FunnelTable(
        crosstab(fates, "source", "what", columns=FATES, most_rows=20),
        crosstab(reasons, "source", "what", most_columns=20),
    )
