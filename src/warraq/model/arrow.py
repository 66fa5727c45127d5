"""Table Schema types as Arrow and polars types."""

from __future__ import annotations

from typing import TYPE_CHECKING

import polars as pl
import pyarrow as pa

if TYPE_CHECKING:
    from warraq.model.descriptor import Table

#: Table Schema type -> (Arrow type, polars type). A datetime is UTC without a zone: the Hub's Croissant
#: export lists naive microseconds and leaves zoned columns out.
TYPES: dict[str, tuple[pa.DataType, pl.DataType]] = {
    "string": (pa.string(), pl.String()),
    "integer": (pa.int64(), pl.Int64()),
    "number": (pa.float64(), pl.Float64()),
    "boolean": (pa.bool_(), pl.Boolean()),
    "datetime": (pa.timestamp("us"), pl.Datetime("us")),
    "date": (pa.date32(), pl.Date()),
    "list": (pa.list_(pa.string()), pl.List(pl.String())),
}


def arrow_schema(table: Table) -> pa.Schema:
    """Return the Arrow schema that the table's Parquet files have; required fields are not nullable."""
    return pa.schema(
        [pa.field(field.name, TYPES[field.type][0], nullable=not field.required) for field in table.fields]
    )


def polars_schema(table: Table) -> pl.Schema:
    """Return the polars schema of the table's frames."""
    return pl.Schema({field.name: TYPES[field.type][1] for field in table.fields})
