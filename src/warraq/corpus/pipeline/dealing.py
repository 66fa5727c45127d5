"""Bringing rows from where they were read to the months that they are released in.

Each task takes some parts and writes one file, sorted by month, time and id, a row group a month: whoever
writes a month reads its row groups of all these files and nothing else. The exchange is a layout of files.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow.parquet as pq

from warraq.corpus.relate.numbers import digits
from warraq.engine.task import Task
from warraq.model.digest import sha256_file, sha256_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from warraq.engine.task import Result

FILE_NAME = "dealt.parquet"
UNDATED = "undated"

#: What is decided of each row.
DECIDED = ("row", "cluster", "role", "split", "revision", "first_release")
#: Bytes of parts that one task takes, and rows of a row group.
_TASK_BYTES = 24 << 20
_GROUP_ROWS = 4_096


@dataclass(frozen=True)
class Dealing:
    """Parts, and for each the file of what was decided of its rows."""

    parts: tuple[Path, ...]
    decided: tuple[Path, ...]


@dataclass(frozen=True)
class Piece:
    """Row groups of a file that hold rows of one month, and how many rows those are."""

    path: Path
    groups: tuple[int, ...]
    rows: int


def month_of(published_at: pl.Expr) -> pl.Expr:
    """Return the month as it names files: "2024-10", or "undated" for null."""
    return published_at.dt.strftime("%Y-%m").fill_null(UNDATED)


def dealing_tasks(parts: Sequence[Path], placed: pl.DataFrame, wanted: pl.Expr, folder: Path) -> list[Task]:
    """Return the tasks that deal the wanted rows of the parts.

    Args:
        placed: what was decided of each row: `part`, and `DECIDED` with `cluster` as a number.
        wanted: over the columns of `placed`.
        folder: where what they need to know of the rows is put.
    """
    folder.mkdir(parents=True, exist_ok=True)
    by_part = placed.filter(wanted).select("part", *DECIDED).partition_by("part", as_dict=True)
    decided = {}
    for (part,), rows in sorted(by_part.items()):
        path = folder / f"{part:08d}.parquet"
        told = rows.drop("part").with_columns(digits(rows["cluster"]), pl.col("role").cast(pl.String))
        told.sort("row").write_parquet(path, compression="lz4")
        decided[int(str(part))] = path
    return [_task([(parts[at], decided[at]) for at in group]) for group in _groups(parts, sorted(decided))]


def _groups(parts: Sequence[Path], indexes: Iterable[int]) -> Iterator[list[int]]:
    group: list[int] = []
    size = 0
    for index in indexes:
        here = parts[index].stat().st_size
        if group and size + here > _TASK_BYTES:
            yield group
            group, size = [], 0
        group.append(index)
        size += here
    if group:
        yield group


def _task(pairs: Sequence[tuple[Path, Path]]) -> Task:
    parts, decided = zip(*pairs, strict=True)
    named = [[f"{part.parent.name}/{part.name}", sha256_file(path)] for part, path in pairs]
    return Task(
        name=f"dealing {len(parts)} parts to months",
        key=sha256_value({"deal": named}),
        work=_deal,
        args=Dealing(parts, decided),
        weight=sum(part.stat().st_size for part in parts),
    )


def _deal(dealing: Dealing, folder: Path) -> dict[str, Any]:
    frames = [_decided(*pair) for pair in zip(dealing.parts, dealing.decided, strict=True)]
    rows = pl.concat(frames).sort("published_at", "id").with_columns(month=month_of(pl.col("published_at")))
    months: dict[str, list[int]] = {}
    table = rows.drop("month").to_arrow()
    at = group = 0
    with pq.ParquetWriter(folder / FILE_NAME, table.schema, compression="lz4", use_dictionary=False) as file:
        for month, count in rows["month"].rle().struct.unnest().select("value", "len").iter_rows():
            file.write_table(table.slice(at, count), row_group_size=_GROUP_ROWS)
            groups = -(-count // _GROUP_ROWS)
            months[month] = [group, groups, count]
            at, group = at + count, group + groups
    return {"months": months, "records": 0}


def _decided(part: Path, decided: Path) -> pl.DataFrame:
    rows = pl.read_parquet(part, row_index_name="row").drop("month", "copy_key", "key", "form", "position")
    return rows.join(pl.read_parquet(decided), on="row", how="inner", maintain_order="left").drop("row")


def pieces(results: Iterable[Result]) -> Mapping[str, list[Piece]]:
    """Return month -> where its rows lie, in the order of the results."""
    found: dict[str, list[Piece]] = {}
    for result in results:
        for month, (first, groups, rows) in result.facts["months"].items():
            piece = Piece(result.folder / FILE_NAME, tuple(range(first, first + groups)), rows)
            found.setdefault(month, []).append(piece)
    return found
