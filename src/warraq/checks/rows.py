"""Row rules of the descriptor: a pandera schema generated from each table's Table Schema."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.checks.builtin import builtin_hit
from warraq.checks.constraints import CONSTRAINTS, constraint_place, constraint_sentence, holds
from warraq.checks.hit import Hit
from warraq.errors import CheckDefinitionError
from warraq.model.arrow import TYPES

if TYPE_CHECKING:
    from warraq.checks.keys import RowKeys
    from warraq.model.descriptor import Field, Table

_LIST_ITEMS = "items"


def _check(name: str, expression: pl.Expr) -> Any:
    import pandera.polars as pa

    # One failure case: which rows fail is read from the check's whole output, not from pandera's examples.
    return pa.Check(lambda rows: rows.lazyframe.select(expression), name=name, n_failure_cases=1)


def _field_columns(table: Table, field: Field, narrow: list[str]) -> dict[str, Any]:
    """Return pandera columns for the field: itself, or its flags where its text did not leave the pass."""
    import pandera.polars as pa

    names = {constraint: f"{field.name}.{constraint}" for constraint in field.constraints}
    if field.name not in narrow:
        return {
            name: pa.Column(pl.Boolean, nullable=True, checks=[_check(name, pl.col(name))])
            for name in names.values()
        }
    checks = [_check(name, holds(table.name, field, constraint)) for constraint, name in names.items()]
    if field.type == "list":
        whole = pl.col(field.name).list.drop_nulls().list.len() == pl.col(field.name).list.len()
        checks.append(_check(f"{field.name}.{_LIST_ITEMS}", whole))
    return {field.name: pa.Column(TYPES[field.type][1], nullable=True, checks=checks)}


def table_schema(table: Table, narrow: list[str]) -> Any:
    """Return the table's pandera schema for its narrow frame with the columns `narrow`.

    Each check is named `field.constraint`; nullability is one of them, as "" counts as missing too.

    Raises:
        CheckDefinitionError: a constraint in the descriptor cannot be understood.
    """
    import pandera.polars as pa

    columns: dict[str, Any] = {}
    for field in table.fields:
        columns |= _field_columns(table, field, narrow)
    return pa.DataFrameSchema(columns, strict=False)


def broken_checks(schema: Any, frame: pl.DataFrame) -> dict[str, pl.Series]:
    """Return name -> boolean series (true where broken, in row order) of the schema's checks that fail.

    Raises:
        CheckDefinitionError: a check could not be run.
    """
    from pandera.config import ValidationDepth, config_context
    from pandera.errors import SchemaErrorReason, SchemaErrors

    broken = {}
    try:
        # Environment variables could switch validation off or down to the schema: nothing would ever fail.
        with config_context(validation_enabled=True, validation_depth=ValidationDepth.SCHEMA_AND_DATA):
            schema.validate(frame, lazy=True)
    except SchemaErrors as errors:
        for error in errors.schema_errors:
            if error.reason_code is not SchemaErrorReason.DATAFRAME_CHECK:
                name = getattr(error.check, "name", None) or error.column_name
                raise CheckDefinitionError("datapackage.json", f"{name}: {error}"[:300]) from error
            broken[error.check.name] = ~error.check_output["check_output"]
    return broken


def schema_hits(table: Table, frame: pl.DataFrame, keys: RowKeys) -> list[Hit]:
    """Return the rows of the narrow frame that break the table's constraints, one hit a constraint.

    Raises:
        CheckDefinitionError: see `table_schema` and `broken_checks`.
    """
    hits: list[Hit] = []
    broken = broken_checks(table_schema(table, frame.columns), frame)
    for name, rows in broken.items():
        field, constraint = name.rsplit(".", 1)
        place = {
            "table": table.name,
            "field": field,
            "declared": constraint_place(table.name, field, constraint),
        }
        failing = keys.filter(rows)
        if constraint == _LIST_ITEMS:
            place["declared"] = f"datapackage.json: resources.{table.name}.schema.fields.{field}.itemType"
            hits += builtin_hit("list-items", failing, frame.height, **place)
            continue
        message = constraint_sentence(constraint, table.field(field).constraints[constraint])
        hits.append(Hit(CONSTRAINTS[constraint][0], "error", message, failing, frame.height, **place))
    return hits
