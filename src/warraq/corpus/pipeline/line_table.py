"""The lines of a shard's page dumps, kept so that those of a whole source can be counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.extract.site_lines import count_lines
from warraq.corpus.records import Reject
from warraq.engine.local import tick

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from warraq.corpus.extract.site_lines import PageLines
    from warraq.corpus.records import RawRecord
    from warraq.model.settings import Source

#: One row a line of a page: the page's number in the shard, the line's key, and whether it is its prose.
_LINES = {"page": pl.UInt32(), "line": pl.UInt64(), "body": pl.Boolean()}
_FILE = "lines.parquet"
_ROWS = 1 << 17


class Measured:
    """The page dumps of a shard that were measured, not read.

    Attributes:
        files: indexes of their files in the shard.
    """

    def __init__(self, source: Source) -> None:
        """Start with none."""
        self.files: list[int] = []
        self._source = source
        self._pages: list[pl.DataFrame] = []

    def add(self, index: int, records: Iterable[RawRecord | Reject]) -> None:
        """Measure the records of a file; a reject counts for nothing here, it is told when they are read."""
        from warraq.corpus.extract.capture import lines_of_text

        self.files.append(index)
        for record in records:
            if not isinstance(record, Reject) and isinstance(record.payload, str):
                self._pages.append(_frame(len(self._pages), lines_of_text(record.payload, self._source)))
            tick(1)

    def write(self, folder: Path) -> None:
        """Write the table of lines into the folder, if any dump was measured."""
        if self.files:
            table = pl.concat([pl.DataFrame(schema=_LINES), *self._pages])
            table.write_parquet(folder / _FILE, compression="zstd", row_group_size=_ROWS)


def _frame(page: int, lines: PageLines) -> pl.DataFrame:
    body = frozenset(lines.body)
    columns = {
        "page": [page] * len(lines.keys),
        "line": lines.keys,
        "body": [key in body for key in lines.keys],
    }
    return pl.DataFrame(columns, schema=_LINES)


def keys_of(folder: Path) -> pl.DataFrame:
    """Return the keys of the lines of a shard's dumps, without repeats, as the column line."""
    return pl.read_parquet(folder / _FILE, columns=["line"]).unique()


def count(folders: Sequence[Path]) -> pl.DataFrame:
    """Return the lines that the dumps of these shards, all of one source, share: `site_lines.COUNTED`."""
    tables: list[pl.DataFrame] = []
    bodies: list[tuple[int, ...]] = []
    for folder in folders:
        table = pl.read_parquet(folder / _FILE)
        tables.append(table.select(pl.col("page") + len(bodies), "line"))
        prose = table.filter("body").group_by("page").agg(pl.col("line").sort())
        pages = table.select(pl.col("page").unique()).join(prose, on="page", how="left").sort("page")
        bodies += [tuple(lines) if lines is not None else () for lines in pages["line"].to_list()]
    return count_lines(pl.concat(tables), bodies)
