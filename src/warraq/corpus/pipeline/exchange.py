"""Bringing rows from where they were read to the month that they are released in.

Each part is read once, its kept rows are dealt to a folder a month, and each month is read once. What is in
memory at a time is one part and a bounded buffer, or one month.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.model.atomic import storage_errors

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

_BUFFER_BYTES = 128 << 20


class Exchange:
    """Rows by month, in files below `folder`."""

    def __init__(self, folder: Path) -> None:
        """Start with nothing; `folder` is created as needed and is the caller's to delete."""
        self._folder = folder
        self._pieces = 0
        self._buffer: dict[str, list[pl.DataFrame]] = {}
        self._buffered = 0

    def add(self, rows: pl.DataFrame) -> None:
        """Take rows in; they need the column `month`."""
        self._buffered += int(rows.estimated_size())
        for (month,), piece in rows.partition_by("month", as_dict=True).items():
            self._buffer.setdefault(str(month), []).append(piece)
        if self._buffered >= _BUFFER_BYTES:
            self._flush()

    def _flush(self) -> None:
        with storage_errors(self._folder):
            for month, pieces in self._buffer.items():
                path = self._folder / month / f"{self._pieces:06d}.parquet"
                path.parent.mkdir(parents=True, exist_ok=True)
                pl.concat(pieces).write_parquet(path, compression="lz4")
        self._pieces += 1
        self._buffer, self._buffered = {}, 0

    def months(self) -> Iterator[tuple[str, pl.DataFrame]]:
        """Give each month's rows, months in order, rows sorted by (published_at, id); nulls come first."""
        on_disk = {path.name for path in self._folder.iterdir()} if self._folder.is_dir() else set()
        for month in sorted(on_disk | set(self._buffer)):
            stored = [pl.read_parquet(path) for path in sorted((self._folder / month).glob("*.parquet"))]
            yield month, pl.concat([*stored, *self._buffer.get(month, [])]).sort("published_at", "id")


def light_rows(parts: Sequence[Path], columns: Sequence[str]) -> pl.DataFrame:
    """Return the given columns of all parts, with the part's index and the row's index in it.

    `part` and `row` (both UInt32) may be among the columns.
    """
    frames = []
    read = [name for name in columns if name not in {"part", "row"}]
    for index, path in enumerate(parts):
        frame = pl.read_parquet(path, columns=read, row_index_name="row", row_index_offset=0)
        frames.append(
            frame.select(pl.lit(index, pl.UInt32).alias("part"), pl.col("row").cast(pl.UInt32), *read)
        )
    return pl.concat(frames).select(columns)
