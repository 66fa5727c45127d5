"""What an article carries from release to release: when it first came, and how often it was corrected."""

from __future__ import annotations

import polars as pl


def in_chain(rows: pl.DataFrame, earlier: pl.DataFrame, version: str) -> pl.DataFrame:
    """Return the rows, in their order, with `first_release` added and `revision` counted on.

    `first_release` is that of the release before, or this version. `revision` is what the crawls at hand
    show, or the release before's if that is more: an old crawl may be gone from the raw input, but a
    correction stays one. It is one more than there if text and raw record both differ; another text of the
    same record comes from the tool or its rules, and is no correction.

    Args:
        rows: with `id`, `revision` (texts seen in the raw input, less one), `text` and `raw`.
        earlier: of the release before, with these and `first_release`; empty for a first one.
    """
    before = earlier.select("id", "first_release", _revision="revision", _text="text", _raw="raw")
    corrected = (pl.col("text") != pl.col("_text")) & (pl.col("raw") != pl.col("_raw"))
    return (
        rows.join(before, on="id", how="left", maintain_order="left")
        .with_columns(
            pl.col("first_release").fill_null(version),
            revision=pl.max_horizontal("revision", pl.col("_revision") + corrected.cast(pl.Int64)),
        )
        .drop("_revision", "_text", "_raw")
    )
