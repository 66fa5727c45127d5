"""Writing released Parquet: the same rows give the same bytes, and a small change changes few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Self

import pyarrow as pa
import pyarrow.parquet as pq

from warraq.errors import ProjectError
from warraq.model.arrow import arrow_schema
from warraq.model.atomic import storage_errors

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    import polars as pl

    from warraq.model.descriptor import Table

#: Rows of a row group: about 25 MB of articles, far below the 100 MB that readers on the Hub like.
ROW_GROUP_ROWS = 8_192

#: Columns of few distinct values; all others are written plain, as a dictionary would only be given up.
_DICTIONARY = frozenset(
    [
        "source",
        "agency",
        "section",
        "published_precision",
        "published_origin",
        "language",
        "role",
        "split",
        "license",
        "first_release",
        "relation",
        "change",
        "reason",
        "release",
        "language_label",
        "page_kind",
        "second_language",
        "timezone",
    ]
)


def conform(frame: pl.DataFrame, table: Table) -> pa.Table:
    """Return the frame's columns that the table declares, in its order and types.

    Raises:
        ProjectError: the descriptor declares a field that builds do not make, or another type for it.
    """
    lacking = [name for name in table.names if name not in frame.columns]
    if lacking:
        raise ProjectError(
            f"datapackage.json: resources.{table.name}.schema.fields",
            f"declares {', '.join(lacking)}, which no stage of the build makes",
            expected="fields of the tables as `warraq init` writes them",
        )
    schema = arrow_schema(table)
    columns = []
    for field in schema:
        column = frame[field.name].to_arrow()
        try:
            columns.append(column.cast(field.type))
        except (pa.ArrowInvalid, pa.ArrowNotImplementedError) as error:
            raise ProjectError(
                f"datapackage.json: resources.{table.name}.schema.fields.{field.name}.type",
                f"declared as {table.field(field.name).type}, but the build makes {frame[field.name].dtype}",
                expected="the type that `warraq init` writes",
            ) from error
    return pa.table(columns, schema=pa.schema([pa.field(field.name, field.type) for field in schema]))


class TableWriter:
    """A table's Parquet file while it is written: rows as they stand, sorted by the caller.

    zstd level 3, content-defined chunks (an edit moves no page boundary far from it), page index, row groups
    of `ROW_GROUP_ROWS` however the rows come in. A context manager: the file is whole when it ends.
    """

    def __init__(self, table: Table, path: Path) -> None:
        """Write the table's rows to the path; its folder is made as needed."""
        self._table = table
        self._path = path
        self._waiting: list[pa.Table] = []
        self._rows = 0

    def __enter__(self) -> Self:
        """Open the file."""
        schema = arrow_schema(self._table)
        with storage_errors(self._path):
            self._path.parent.mkdir(parents=True, exist_ok=True)
            self._writer = pq.ParquetWriter(
                self._path,
                # All nullable: a null where none may be is a finding of `check`, not a crash of the build.
                pa.schema([pa.field(field.name, field.type) for field in schema]),
                compression="zstd",
                compression_level=3,
                use_dictionary=[name for name in self._table.names if name in _DICTIONARY],
                use_content_defined_chunking=True,
                write_page_index=True,
            )
        return self

    def add(self, frame: pl.DataFrame) -> None:
        """Write the rows, after those before.

        Raises:
            ProjectError: see `conform`.
            StorageError: the disk refuses.
        """
        self._waiting.append(conform(frame, self._table))
        self._rows += frame.height
        if self._rows >= ROW_GROUP_ROWS:
            whole = self._rows - self._rows % ROW_GROUP_ROWS
            rows = pa.concat_tables(self._waiting)
            self._write(rows.slice(0, whole))
            self._waiting, self._rows = [rows.slice(whole)], self._rows - whole

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Write what is left, unless the block failed, and close the file."""
        if self._rows and kind is None:
            self._write(pa.concat_tables(self._waiting))
        with storage_errors(self._path):
            self._writer.close()

    def _write(self, rows: pa.Table) -> None:
        # No row group without rows: `datasets` cannot read one; it can read a file of no group.
        with storage_errors(self._path):
            self._writer.write_table(rows, row_group_size=ROW_GROUP_ROWS)


def write_table(frame: pl.DataFrame, table: Table, path: Path) -> None:
    """Write the frame as the table's Parquet file; see `TableWriter`.

    Raises:
        ProjectError: see `conform`.
        StorageError: the disk refuses.
    """
    with TableWriter(table, path) as writer:
        writer.add(frame)
