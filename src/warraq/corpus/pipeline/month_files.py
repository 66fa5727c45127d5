"""Writing the released files of months: `articles` by split, and `signals`."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl
import pyarrow.parquet as pq

from warraq.corpus.pipeline import rights
from warraq.corpus.pipeline.tables import ROW_GROUP_ROWS, TableWriter
from warraq.corpus.relate.split import SPLITS
from warraq.engine.task import Task
from warraq.model.atomic import share_file
from warraq.model.digest import sha256_value

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from pathlib import Path

    from warraq.corpus.pipeline.dealing import Piece
    from warraq.engine.task import Result
    from warraq.model.descriptor import Table
    from warraq.model.project import Project
    from warraq.model.settings import Source

#: Rows that one task writes, if its months are small.
_TASK_ROWS = 16_384
#: Rows that a task holds at a time, and the bytes that it may take for them, texts of 2 kB assumed.
_AT_ONCE = 40_960
_AT_ONCE_BYTES = 500 << 20


@dataclass(frozen=True)
class Writing:
    """Months with their pieces, the tables' schemas, and what the sources allow.

    Attributes:
        at_once: rows to hold at a time; the bytes written do not depend on it.
    """

    months: tuple[tuple[str, tuple[Piece, ...]], ...]
    articles: Table
    signals: Table
    sources: Mapping[str, Source]
    at_once: int


def writing_tasks(
    pieces: Mapping[str, Sequence[Piece]], marks: Mapping[str, str], project: Project, memory: int | None
) -> list[Task]:
    """Return the tasks that write the months.

    Args:
        marks: month -> digest of all that decides the bytes of its files.
        memory: bytes that a task may hold; None for no bound.
    """
    share = 1.0 if memory is None else min(1.0, memory / _AT_ONCE_BYTES)
    at_once = max(int(_AT_ONCE * share), ROW_GROUP_ROWS)
    return [_task(group, marks, project, at_once) for group in _groups(pieces)]


def _groups(pieces: Mapping[str, Sequence[Piece]]) -> Iterator[list[tuple[str, tuple[Piece, ...]]]]:
    group: list[tuple[str, tuple[Piece, ...]]] = []
    rows = 0
    for month in sorted(pieces):
        here = sum(piece.rows for piece in pieces[month])
        if group and rows + here > _TASK_ROWS:
            yield group
            group, rows = [], 0
        group.append((month, tuple(pieces[month])))
        rows += here
    if group:
        yield group


def _task(
    group: Sequence[tuple[str, tuple[Piece, ...]]], marks: Mapping[str, str], project: Project, at_once: int
) -> Task:
    tables, months = project.descriptor.tables, [month for month, _ in group]
    return Task(
        name=f"writing {months[0]}" if len(months) == 1 else f"writing {months[0]} … {months[-1]}",
        key=sha256_value({"write": [[month, marks[month]] for month in months]}),
        work=_write,
        args=Writing(tuple(group), tables["articles"], tables["signals"], project.sources, at_once),
        weight=sum(piece.path.stat().st_size for _, pieces in group for piece in pieces),
    )


def _write(writing: Writing, folder: Path) -> dict[str, Any]:
    for month, pieces in writing.months:
        with ExitStack() as stack:
            signals = stack.enter_context(TableWriter(writing.signals, _named(folder, "signals", month)))
            articles: dict[str, TableWriter] = {}
            for rows in _sorted(pieces, writing.at_once, folder / "sorting"):
                signals.add(rows)
                shown = rights.released(rows, writing.sources)
                for (split,), here in shown.partition_by("split", as_dict=True, maintain_order=True).items():
                    if split not in articles:
                        writer = TableWriter(writing.articles, _named(folder, str(split), month))
                        articles[str(split)] = stack.enter_context(writer)
                    articles[str(split)].add(here)
    return {"records": 0}


def _named(folder: Path, what: str, month: str) -> Path:
    return folder / f"{what}.{month}.parquet"


def _sorted(pieces: Sequence[Piece], at_once: int, scratch: Path) -> Iterator[pl.DataFrame]:
    """Yield the rows of the pieces sorted by (published_at, id), nulls first; a bounded number at a time."""
    total = sum(piece.rows for piece in pieces)
    if total <= at_once:
        yield pl.concat(_read(piece) for piece in pieces).sort("published_at", "id")
        return
    yield from _sorted_outside(pieces, -(-total // at_once), scratch)


def _sorted_outside(pieces: Sequence[Piece], ranges: int, scratch: Path) -> Iterator[pl.DataFrame]:
    """Do the same in two steps: rows dealt to ranges of the key on disk, then each range sorted."""
    keys = pl.concat(_read(piece, ["published_at", "id"]) for piece in pieces).sort("published_at", "id")
    cuts = keys[[keys.height * at // ranges for at in range(1, ranges)]]
    del keys
    scratch.mkdir()
    for number, piece in enumerate(pieces):
        for at, rows in _by_range(_read(piece), cuts):
            rows.write_parquet(scratch / f"{at:06d}.{number:06d}.parquet", compression="lz4")
    for at in range(ranges):
        paths = sorted(scratch.glob(f"{at:06d}.*.parquet"))
        if paths:
            yield pl.concat([pl.read_parquet(path) for path in paths]).sort("published_at", "id")
        for path in paths:
            path.unlink()
    scratch.rmdir()


def _by_range(rows: pl.DataFrame, cuts: pl.DataFrame) -> Iterator[tuple[int, pl.DataFrame]]:
    """Yield (number of the range, its rows); a range begins at its cut."""
    later = pl.lit(0, pl.Int64)
    for at, name in cuts.select("published_at", "id").iter_rows():
        same = pl.col("published_at").eq_missing(pl.lit(at, pl.Datetime("us")))
        after = pl.col("published_at") > at if at is not None else pl.col("published_at").is_not_null()
        later = later + (after.fill_null(value=False) | (same & (pl.col("id") >= name))).cast(pl.Int64)
    parts = rows.with_columns(_range=later).partition_by("_range", as_dict=True, include_key=False)
    for (number,), part in sorted(parts.items()):
        yield int(str(number)), part


def _read(piece: Piece, columns: list[str] | None = None) -> pl.DataFrame:
    with pq.ParquetFile(piece.path) as file:
        found = pl.from_arrow(file.read_row_groups(list(piece.groups), columns=columns))
    assert isinstance(found, pl.DataFrame)
    return found


def place_months(results: Iterable[Result], folder: Path) -> None:
    """Put what the tasks wrote below the candidate's folder, where it is released."""
    for result in results:
        for path in sorted(result.folder.glob("*.parquet")):
            what, month = path.stem.split(".")
            where = f"data/articles/{what}" if what in SPLITS else f"data/{what}"
            share_file(path, folder / where / f"{month}.parquet")
