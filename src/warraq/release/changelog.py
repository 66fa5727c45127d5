"""`CHANGES.md` of a release: what differs from the one before, in numbers."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.relate.changes import REASONS
from warraq.corpus.relate.earlier import ARTICLES

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


def changes_text(folder: Path, version: str, before: str | None, figures: Mapping[str, Any]) -> str:
    """Return the Markdown text for the release in `folder`."""
    lines = [f"# Changes in {version}", ""]
    noun = "article" if figures["articles"] == 1 else "articles"
    if before is None:
        lines += [f"First release: {figures['articles']:,} {noun}.", ""]
        return "\n".join(lines)
    counts = {name: figures["changes"].get(name, 0) for name in ("added", "removed", "changed")}
    lines += [
        (
            f"Against {before}, articles added: {counts['added']:,}, removed: {counts['removed']:,}, "
            f"changed: {counts['changed']:,}; {figures['articles']:,} in all."
        ),
        "",
    ]
    if figures["reasons"]:
        lines += ["| reason | articles |", "|---|---:|"]
        lines += [f"| {REASONS[reason]} | {count:,} |" for reason, count in figures["reasons"].items()]
        lines += ["", *_fields(folder)]
    return "\n".join(lines)


def _fields(folder: Path) -> list[str]:
    changes = pl.read_parquet(folder / "data" / "changes.parquet").filter(pl.col("change") == "changed")
    if changes.is_empty():
        return []
    articles = pl.scan_parquet(folder / ARTICLES, hive_partitioning=False).select("id", "source").collect()
    counted = (
        changes.join(articles, on="id")
        .explode("fields", empty_as_null=False, keep_nulls=False)
        .group_by("source", "fields")
        .len()
        .sort("source", "fields")
    )
    rows = [f"| {source} | {field} | {count:,} |" for source, field, count in counted.iter_rows()]
    return ["| source | changed field | articles |", "|---|---|---:|", *rows, ""]
