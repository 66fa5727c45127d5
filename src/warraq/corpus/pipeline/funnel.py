"""The conservation law: every raw record ends in exactly one place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.pipeline.place import ARTICLE, HELD

if TYPE_CHECKING:
    from collections.abc import Mapping

FATES = ("articles", "merged", "quarantined", "taken_down")


@dataclass(frozen=True)
class Funnel:
    """Where the raw records went.

    Attributes:
        sources: source id -> {"raw", "articles", "merged", "quarantined", "taken_down", "dated"} counts;
            the key "" holds files outside a source's folder.
        reasons: quarantine reason -> number of raw records.
    """

    sources: Mapping[str, Mapping[str, int]]
    reasons: Mapping[str, int]

    def total(self, what: str) -> int:
        """Return the count over all sources."""
        return sum(counts[what] for counts in self.sources.values())

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as a JSON object: totals, reasons, and each source."""
        return {
            **{what: self.total(what) for what in ("raw", *FATES)},
            "reasons": dict(self.reasons),
            "sources": {name: dict(counts) for name, counts in self.sources.items()},
        }


def funnel(raw: int, fates: pl.DataFrame, rejects: pl.DataFrame) -> Funnel:
    """Count the raw records by where they ended, and hold the sum to what was read.

    Args:
        raw: records that the readers gave.
        fates: `source`, `fate` and `published_at` of every record that was read as an article.
        rejects: the other records: columns of `warraq.corpus.frames.QUARANTINE`.

    Raises:
        AssertionError: raw = articles + merged + quarantined + taken_down does not hold; a fault of the tool.
    """
    counts: dict[str, dict[str, int]] = {}

    def add(source: str | None, what: str, count: int) -> None:
        row = counts.setdefault(source or "", dict.fromkeys(("raw", *FATES, "dated"), 0))
        row[what] += count
        if what != "dated":
            row["raw"] += count

    for source, fate, count in fates.group_by("source", "fate").len().iter_rows():
        add(source, "articles" if fate == ARTICLE else fate, count)
    for source, count in rejects.group_by("source").len().iter_rows():
        add(source, "quarantined", count)
    dated = fates.filter((pl.col("fate") == ARTICLE) & pl.col("published_at").is_not_null())
    for source, count in dated.group_by("source").len().iter_rows():
        add(source, "dated", count)
    reasons = dict(rejects.group_by("reason").len().iter_rows())
    if held := fates.filter(pl.col("fate") == HELD).height:
        reasons["failed-check"] = held
    result = Funnel({name: counts[name] for name in sorted(counts)}, dict(sorted(reasons.items())))
    if result.total("raw") != raw:
        raise AssertionError(f"{raw} records were read, but {result.total('raw')} are accounted for")
    return result
