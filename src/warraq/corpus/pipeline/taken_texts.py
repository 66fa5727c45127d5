"""Which rows of a build hold a text that was taken down."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.pipeline.texts import by_part, keys_of_rows
from warraq.corpus.relate.copies import Batch, Shingles, related_sets
from warraq.corpus.relate.copies.corpus import halves
from warraq.corpus.relate.copies.means import key_of
from warraq.corpus.relate.fingerprint import joined
from warraq.engine.task import Task

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.corpus.pipeline.texts import Texts
    from warraq.corpus.relate.takedowns import Takedowns

#: Up to so many rows are looked through for texts taken down in this process.
_FEW = 4_000


def taken_down(rows: pl.DataFrame, takedowns: Takedowns, texts: Texts) -> pl.DataFrame:
    """Return `part`, `row` and `reason` of the rows that hold a text that was taken down.

    Args:
        rows: with part, row and `text`.
    """
    schema = {"part": pl.UInt32(), "row": pl.UInt32(), "query": pl.Int64()}
    sets = joined([one for one, _ in takedowns.texts])
    found = [pl.DataFrame(schema=schema)]
    if takedowns.texts and rows.height <= _FEW:
        found += [_holding(sets, part, texts.parts[part], here) for part, here in by_part(rows)]
    elif takedowns.texts:
        found += _found_by_tasks(rows, sets, texts)
    reasons = pl.Series("reason", [reason for _, reason in takedowns.texts], dtype=pl.String())
    return (
        pl.concat(found)
        .sort("part", "row", "query")
        .unique(["part", "row"], keep="first", maintain_order=True)
        .select(
            "part",
            "row",
            reason=pl.col("query").replace_strict(range(reasons.len()), reasons, return_dtype=pl.String()),
        )
    )


def _holding(sets: Shingles, part: int, path: Path, rows: pl.DataFrame) -> pl.DataFrame:
    """Return `part`, `row` and `query` of the rows of a part that hold the text of one of the sets."""
    places = rows["row"]
    batch = Batch(places.to_frame("doc"), partial(keys_of_rows, path, places.to_numpy()))
    found = related_sets(sets, [batch]).select(pl.lit(part, pl.UInt32()).alias("part"), "doc", "query")
    return found.with_columns(pl.col("doc").cast(pl.UInt32())).rename({"doc": "row"})


@dataclass(frozen=True)
class _Looked:
    """Arguments of a task: shingle sets, and the rows of a part to be looked through for them."""

    sets: Shingles
    part: int
    path: Path
    rows: pl.DataFrame


def _found_by_tasks(rows: pl.DataFrame, sets: Shingles, texts: Texts) -> list[pl.DataFrame]:
    tasks = [
        Task(
            f"texts taken down: part {part + 1}",
            key_of("taken", sets.offsets, sets.hashes, part, here["row"].to_numpy(), halves(here["text"])),
            _look,
            _Looked(sets, part, texts.parts[part], here.select("row")),
            texts.parts[part].stat().st_size,
        )
        for part, here in by_part(rows.select("part", "row", "text"))
    ]
    return [pl.read_parquet(result.folder / "found.parquet") for result in texts.means.run(tasks)]


def _look(looked: _Looked, folder: Path) -> dict[str, Any]:
    _holding(looked.sets, looked.part, looked.path, looked.rows).write_parquet(folder / "found.parquet")
    return {}
