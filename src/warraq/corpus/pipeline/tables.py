"""Writing released Parquet: the same rows give the same bytes, and a small change changes few of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow as pa
import pyarrow.parquet as pq

from warraq.errors import ProjectError
from warraq.model.arrow import arrow_schema
from warraq.model.atomic import storage_errors

if TYPE_CHECKING:
    from pathlib import Path

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
    # All nullable: a null where none may be is a finding of `check`, not a crash of the build.
    return pa.table(columns, schema=pa.schema([pa.field(field.name, field.type) for field in schema]))


def write_table(frame: pl.DataFrame, table: Table, path: Path) -> None:
    """Write the frame as the table's Parquet file.

    zstd level 3, content-defined chunks (an edit moves no page boundary far from it), page index, explicit
    row groups. Rows are written as they stand: sort them first.

    Raises:
        ProjectError: see `conform`.
        StorageError: the disk refuses.
    """
    arrow = conform(frame, table)
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        with pq.ParquetWriter(
            path,
            arrow.schema,
            compression="zstd",
            compression_level=3,
            use_dictionary=[name for name in table.names if name in _DICTIONARY],
            use_content_defined_chunking=True,
            write_page_index=True,
        ) as writer:
            if (
                arrow.num_rows
            ):  # `datasets` cannot read a row group of no rows; it can read a file of no group
                writer.write_table(arrow, row_group_size=ROW_GROUP_ROWS)
