"""A defect for each kind of constraint that the descriptor declares."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.checks.constraints import CONSTRAINTS, can_fail
from warraq.checks.prove.defect import Defect

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from warraq.checks.prove.plant import Tables
    from warraq.model.descriptor import Field, Table

#: Fields that other rows, or the layout of the files, hang on: the last to be broken.
_BEARING = frozenset({"id", "source", "split", "cluster", "role", "published_precision", "published_origin"})


def _no_match(value: Any) -> str | None:
    whole = re.compile(str(value))
    return next((text for text in ("¿?", "x", "0", " ") if not whole.fullmatch(text)), None)


def _beyond(field: Field, value: Any, step: int) -> Any:
    if field.type in {"integer", "number"}:
        return value + step
    moment = pl.Series([value]).str.to_datetime()[0]
    moved = moment.replace(tzinfo=None) + timedelta(days=step)
    return moved.date() if field.type == "date" else moved


def _length(field: Field, length: int) -> Any:
    return ["x"] * length if field.type == "list" else "x" * length


#: Constraint -> value of a field that breaks it, by the field and the constraint's value; None for none.
_BREAKING: dict[str, Callable[[Field, Any], Any]] = {
    "pattern": lambda _, value: _no_match(value),
    "enum": lambda field, _: "planted-value" if field.type == "string" else None,
    "minimum": lambda field, value: _beyond(field, value, -1),
    "maximum": lambda field, value: _beyond(field, value, 1),
    "exclusiveMinimum": lambda _, value: value,
    "exclusiveMaximum": lambda _, value: value,
    "minLength": lambda field, value: _length(field, value - 1),
    "maxLength": lambda field, value: _length(field, value + 1),
}


def _places(tables: Mapping[str, Table], data: Tables, constraint: str) -> list[tuple[Table, Field]]:
    """Return the fields that declare the constraint, in tables with rows; those that bear others last."""
    found = [
        (table, field)
        for table in tables.values()
        for field in table.fields
        if constraint in field.constraints and can_fail(field, constraint) and data[table.name].height
    ]
    return sorted(found, key=lambda place: place[1].name in _BEARING)


def _set(table: Table, field: Field, value: Any) -> Defect:
    def plant(tables: Tables) -> Tables:
        frame = tables[table.name]
        kind = frame.schema[field.name]
        one = pl.Series(field.name, [value], dtype=kind, strict=False)
        return {**tables, table.name: pl.concat([frame.head(1).with_columns(one), frame[1:]])}

    return Defect(plant)


def _twice(table: Table) -> Defect:
    def plant(tables: Tables) -> Tables:
        frame = tables[table.name]
        return {**tables, table.name: pl.concat([frame, frame.head(1)])}

    return Defect(plant)


def constraint_defects(tables: Mapping[str, Table], data: Tables) -> dict[str, Defect]:
    """Return rule -> defect for the constraints that can be broken in the data.

    Args:
        data: the tables that it will be planted in.
    """
    defects: dict[str, Defect] = {}
    for constraint, (rule, _, _) in CONSTRAINTS.items():
        for table, field in _places(tables, data, constraint):
            if constraint == "unique":
                defects[rule] = _twice(table)
            elif constraint == "required":
                defects[rule] = _set(table, field, None)
            elif (value := _BREAKING[constraint](field, field.constraints[constraint])) is not None:
                defects[rule] = _set(table, field, value)
            if rule in defects:
                break
    return defects
