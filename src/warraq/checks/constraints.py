"""Table Schema constraints as polars expressions.

Semantics are those of the Table Schema specification as frictionless implements it: the empty string is a
missing value, a missing value breaks only `required`, patterns match the whole value, `unique` blames the
second and later occurrences, lengths of text are code points and those of lists are items.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.errors import CheckDefinitionError
from warraq.model.arrow import TYPES

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.model.descriptor import Field

#: Constraint -> (rule id, types that it applies to, sentence).
_ORDERED = ("integer", "number", "datetime", "date")
_SCALAR = ("string", "integer", "number", "boolean", "datetime", "date")
CONSTRAINTS: dict[str, tuple[str, tuple[str, ...], str]] = {
    "required": ("required", (*_SCALAR, "list"), "a value must be there"),
    "unique": ("unique", _SCALAR, "no value may occur twice"),
    "pattern": ("pattern", ("string",), "the whole value must match {value}"),
    "enum": ("enum", _SCALAR, "the value must be one of {value}"),
    "minimum": ("minimum", _ORDERED, "the value must be at least {value}"),
    "maximum": ("maximum", _ORDERED, "the value must be at most {value}"),
    "exclusiveMinimum": ("exclusive-minimum", _ORDERED, "the value must be more than {value}"),
    "exclusiveMaximum": ("exclusive-maximum", _ORDERED, "the value must be less than {value}"),
    "minLength": ("min-length", ("string", "list"), "the length must be at least {value}"),
    "maxLength": ("max-length", ("string", "list"), "the length must be at most {value}"),
}


#: Rule -> why it exists.
REASONS = {
    "required": "A value that every user may rely on is not there; a null breaks code that does.",
    "unique": "Rows are named by the value; two of one name cannot be told apart.",
    "pattern": "Ids, addresses and tags of another form match nothing that they are compared with.",
    "enum": "Users filter by the declared values; any other is left out in silence.",
    "minimum": "A value below what is possible is a fault of counting or reading.",
    "maximum": "A value above what is possible is a fault of counting or reading.",
    "exclusive-minimum": "A value below what is possible is a fault of counting or reading.",
    "exclusive-maximum": "A value above what is possible is a fault of counting or reading.",
    "min-length": "A text or list that is too short says that something was lost.",
    "max-length": "A text or list that is too long says that something else was read along.",
}


def can_fail(field: Field, constraint: str) -> bool:
    """Tell whether any value breaks the constraint; "" is a missing value, and so is never too short."""
    value = field.constraints[constraint]
    if constraint in {"required", "unique"}:
        return value is not False
    return constraint != "minLength" or field.type != "string" or not isinstance(value, int) or value > 1


def constraint_place(table: str, field: str, constraint: str) -> str:
    """Return where in the descriptor the constraint stands."""
    return f"datapackage.json: resources.{table}.schema.fields.{field}.constraints.{constraint}"


def constraint_sentence(constraint: str, value: Any) -> str:
    """Return what the constraint asks for."""
    shown = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return CONSTRAINTS[constraint][2].format(value=shown)


def holds(table: str, field: Field, constraint: str) -> pl.Expr:
    """Return a boolean expression over the column of the field's name: whether the constraint holds.

    Null where it does not apply, as for a missing value.

    Raises:
        CheckDefinitionError: the constraint is unknown, not for fields of this type, or its value is wrong.
    """
    place = constraint_place(table, field.name, constraint)
    if constraint not in CONSTRAINTS:
        raise CheckDefinitionError(place, "unknown constraint", expected=f"one of {', '.join(CONSTRAINTS)}")
    types = CONSTRAINTS[constraint][1]
    if field.type not in types:
        found = f"set on a field of type {field.type}"
        raise CheckDefinitionError(place, found, expected=f"a field of type {', '.join(types)}")
    value = field.constraints[constraint]
    try:
        return _BUILDERS[constraint](_present(field), field, value)
    except (ValueError, TypeError, re.error, pl.exceptions.PolarsError) as error:
        reason = str(error).split("\n", 1)[0]
        raise CheckDefinitionError(
            place, f"found {value!r}: {reason}", expected=_EXPECTED[constraint]
        ) from error


def _present(field: Field) -> pl.Expr:
    column = pl.col(field.name)
    return pl.when(column != "").then(column) if field.type == "string" else column


def _literal(field: Field, value: Any) -> Any:
    """Return a JSON value as one of the field's type."""
    if field.type in {"datetime", "date"}:
        moment = datetime.fromisoformat(_typed(value, str))
        if field.type == "date":
            return date.fromisoformat(value)
        return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    kinds = {"string": str, "integer": int, "number": (int, float), "boolean": bool}[field.type]
    return _typed(value, kinds)


def _typed(value: Any, kinds: Any) -> Any:
    if not isinstance(value, kinds) or (isinstance(value, bool) and kinds is not bool):
        raise TypeError("a value of the wrong type")
    return value


def _required(present: pl.Expr, _field: Field, value: Any) -> pl.Expr:
    return present.is_not_null() if _typed(value, bool) else pl.lit(None, pl.Boolean())


def _unique(present: pl.Expr, _field: Field, value: Any) -> pl.Expr:
    if not _typed(value, bool):
        return pl.lit(None, pl.Boolean())
    return present.is_null() | present.is_first_distinct()


def _pattern(present: pl.Expr, _field: Field, value: Any) -> pl.Expr:
    pattern = _typed(value, str)
    anchored = rf"\A(?:{pattern})\z"
    try:
        pl.Series([""]).str.contains(anchored)
    except pl.exceptions.PolarsError:
        # Look-around and back references are Python's only.
        whole = re.compile(pattern)
        return present.map_elements(lambda text: whole.fullmatch(text) is not None, return_dtype=pl.Boolean())
    return present.str.contains(anchored)


def _enum(present: pl.Expr, field: Field, value: Any) -> pl.Expr:
    values = [_literal(field, item) for item in _typed(value, list)]
    return present.is_in(pl.Series(values, dtype=TYPES[field.type][1]).implode())


def _bound(compare: Callable[[pl.Expr, Any], pl.Expr]) -> Callable[[pl.Expr, Field, Any], pl.Expr]:
    def build(present: pl.Expr, field: Field, value: Any) -> pl.Expr:
        within = compare(present, _literal(field, value))
        return within & present.is_not_nan() if field.type == "number" else within

    return build


def _length(compare: Callable[[pl.Expr, Any], pl.Expr]) -> Callable[[pl.Expr, Field, Any], pl.Expr]:
    def build(present: pl.Expr, field: Field, value: Any) -> pl.Expr:
        length = present.list.len() if field.type == "list" else present.str.len_chars()
        return compare(length.cast(pl.Int64), _typed(value, int))

    return build


_BUILDERS: dict[str, Callable[[pl.Expr, Field, Any], pl.Expr]] = {
    "required": _required,
    "unique": _unique,
    "pattern": _pattern,
    "enum": _enum,
    "minimum": _bound(lambda column, value: column >= value),
    "maximum": _bound(lambda column, value: column <= value),
    "exclusiveMinimum": _bound(lambda column, value: column > value),
    "exclusiveMaximum": _bound(lambda column, value: column < value),
    "minLength": _length(lambda length, value: length >= value),
    "maxLength": _length(lambda length, value: length <= value),
}
_EXPECTED = {
    **dict.fromkeys(("required", "unique"), "true or false"),
    "pattern": "a regular expression",
    "enum": "a list of values of the field's type",
    **dict.fromkeys(
        ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), "a value of the field's type"
    ),
    **dict.fromkeys(("minLength", "maxLength"), "a whole number"),
}
