"""Rows of the tables beside articles: how many came, went and differ."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.preview import PREVIEW_FILE
from warraq.corpus.pipeline.candidate import TABLES
from warraq.errors import UsageError
from warraq.model.digest import same_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.descriptor import Table
    from warraq.release.diff.sides import Side

#: `articles` is compared row by row with reasons; `changes` is the log of the version itself.
_APART = ("articles", "changes")


def compare_tables(old: Side, new: Side) -> dict[str, dict[str, int]]:
    """Return, for each table that both sides have, the number of rows added, removed and changed.

    Rows are told by the new side's primary key, or whole where there is none; fields that one side lacks are
    not compared. `articles` and `changes` are left out.
    """
    names = [name for name in new.descriptor.tables if name in old.descriptor.tables and name not in _APART]
    return {name: _compare(old, new, new.descriptor.tables[name]) for name in names}


def same_files(old: Path, new: Path) -> bool:
    """Return whether all Parquet files below `data/` have the same names and bytes.

    Apart from `changes`, and from the preview, which follows from the articles and which no candidate has.
    """
    sides = [
        {path.relative_to(side).as_posix(): path for path in side.glob("data/**/*.parquet")}
        for side in (old, new)
    ]
    for files in sides:
        for name in ("data/changes.parquet", PREVIEW_FILE):
            files.pop(name, None)
    return sides[0].keys() == sides[1].keys() and all(
        same_bytes(path, sides[1][name]) for name, path in sides[0].items()
    )


def _compare(old: Side, new: Side, table: Table) -> dict[str, int]:
    sides = [_scan(one, table.name) for one in (old, new)]
    columns = [side.collect_schema().names() for side in sides]
    shared = sorted(set(columns[0]) & set(columns[1]))
    key = [name for name in table.primary_key if name in shared]
    if not shared or key != list(table.primary_key):
        key = []
    # Compared within this process only: polars' hash is not stable across versions.
    prints = (
        pl.struct(name for name in shared if name not in key).hash() if len(shared) > len(key) else pl.lit(0)
    )
    before, after = (side.select(*key, row=prints).collect() for side in sides)
    if not key:
        return _of_rows(before["row"], after["row"])
    both = before.join(after, on=key, suffix=":new", nulls_equal=True)
    changed = both.filter(pl.col("row") != pl.col("row:new")).height
    return {"added": after.height - both.height, "removed": before.height - both.height, "changed": changed}


def _of_rows(before: pl.Series, after: pl.Series) -> dict[str, int]:
    """Compare a table without a key: a row that changed is one removed and one added."""
    sides = (side.to_frame("row").group_by("row").len() for side in (before, after))
    counts = next(sides).join(next(sides), on="row", how="full", coalesce=True, suffix=":new").fill_null(0)
    more = counts["len:new"].cast(pl.Int64) - counts["len"].cast(pl.Int64)
    return {"added": int(more.clip(0).sum()), "removed": int((-more).clip(0).sum()), "changed": 0}


def _scan(side: Side, table: str) -> pl.LazyFrame:
    try:
        rows = pl.scan_parquet(sorted(side.folder.glob(TABLES[table])), hive_partitioning=False)
        rows.collect_schema()
    except (pl.exceptions.PolarsError, OSError) as error:
        found = f"the table {table} cannot be read: {str(error).splitlines()[0]}"
        raise UsageError(str(side.folder), found, expected="a release or a candidate") from error
    return rows
