"""Articles to read: chosen without a hand in it, the same ones each time for one version."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.release.report.rows import ROW, read_texts

if TYPE_CHECKING:
    from warraq.release.report.rows import Rows

COUNT = 12


def choose(rows: pl.DataFrame, seed: str, count: int = COUNT) -> list[int]:
    """Return the numbers of `count` articles, in the order to read them.

    Ids are digests, so the ones that follow the digest of `seed` are as good as drawn by lot. The sources
    take turns: first one article of each, then a second.
    """
    start = hashlib.sha256(seed.encode()).hexdigest()
    order = ("before", "id", ROW)
    ring = rows.select(ROW, "id", "source", before=pl.col("id") < start).sort(order)
    drawn = ring.group_by("source", maintain_order=True).head(count)
    turns = drawn.with_columns(turn=pl.int_range(pl.len()).over("source"))
    return [int(number) for number in turns.sort("turn", *order)[ROW].head(count)]


def articles_to_read(rows: Rows, seed: str) -> tuple[dict[str, Any], ...]:
    """Return the chosen articles with title, url and the beginning of the body."""
    return tuple(read_texts(rows, choose(rows.frame, seed)))
