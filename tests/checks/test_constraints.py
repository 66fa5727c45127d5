"""The generated pandera schema agrees with Table Schema: a naive reading in plain Python is the oracle."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warraq.checks.rows import broken_checks, table_schema
from warraq.errors import CheckDefinitionError
from warraq.model.arrow import TYPES
from warraq.model.descriptor import Field, Table

if TYPE_CHECKING:
    from collections.abc import Callable

TEXT = st.text("abc\u0660ب \n.", max_size=4)
WHOLE = st.integers(-3, 3)
REAL = st.sampled_from([-1.5, -1.0, 0.0, 0.5, 2.0, float("nan"), float("inf")])
PATTERNS = ("a+", "a|bc", r"[a-b]*\.", r"\d+", "(?:ab?)+", "a(?=b)b.*", r"(.)\1")


def table(kind: str, constraints: dict[str, Any]) -> Table:
    return Table("t", "", "", (Field("f", kind, "", constraints),), (), ())


def blamed(kind: str, constraints: dict[str, Any], values: list[Any]) -> dict[str, list[int]]:
    """Return constraint -> positions of the values that break it, by the generated schema."""
    frame = pl.DataFrame({"f": values}, schema={"f": TYPES[kind][1]})
    broken = broken_checks(table_schema(table(kind, constraints), ["f"]), frame)
    return {name.removeprefix("f."): rows.arg_true().to_list() for name, rows in broken.items()}


#: Constraint -> whether one present value keeps it, word for word as the specification has it.
KEEPS: dict[str, Callable[[Any, Any], Any]] = {
    "pattern": lambda value, limit: re.fullmatch(limit, value),
    "enum": lambda value, limit: value in limit,
    "minimum": lambda value, limit: value >= limit,
    "maximum": lambda value, limit: value <= limit,
    "exclusiveMinimum": lambda value, limit: value > limit,
    "exclusiveMaximum": lambda value, limit: value < limit,
    "minLength": lambda value, limit: len(value) >= limit,
    "maxLength": lambda value, limit: len(value) <= limit,
}


def keeps(constraint: str, limit: Any, value: Any, before: list[Any]) -> bool:
    if constraint == "unique":
        return not limit or value not in before
    return bool(KEEPS[constraint](value, limit))


def oracle(constraints: dict[str, Any], values: list[Any]) -> dict[str, list[int]]:
    expected = {}
    for constraint, limit in constraints.items():
        if constraint == "required":
            wrong = [at for at, value in enumerate(values) if limit and value in (None, "")]
        else:
            wrong = [
                at
                for at, value in enumerate(values)
                if value not in (None, "") and not keeps(constraint, limit, value, values[:at])
            ]
        if wrong:
            expected[constraint] = wrong
    return expected


def some(**limits: st.SearchStrategy[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional={"required": st.booleans(), **limits})


def columns(values: st.SearchStrategy[Any]) -> st.SearchStrategy[list[Any]]:
    return st.lists(st.none() | values, max_size=12)


@given(
    some(
        unique=st.booleans(),
        pattern=st.sampled_from(PATTERNS),
        enum=st.lists(TEXT, max_size=3),
        minLength=st.integers(0, 4),
        maxLength=st.integers(0, 4),
    ),
    columns(TEXT),
)
@settings(max_examples=80, deadline=None)
def test_texts(constraints: dict[str, Any], values: list[Any]) -> None:
    assert blamed("string", constraints, values) == oracle(constraints, values)


def bounds(limit: st.SearchStrategy[Any]) -> dict[str, st.SearchStrategy[Any]]:
    return dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), limit)


@given(some(unique=st.booleans(), enum=st.lists(WHOLE, max_size=3), **bounds(WHOLE)), columns(WHOLE))
@settings(max_examples=50, deadline=None)
def test_whole_numbers(constraints: dict[str, Any], values: list[Any]) -> None:
    assert blamed("integer", constraints, values) == oracle(constraints, values)


@given(some(**bounds(WHOLE)), columns(REAL))
@settings(max_examples=50, deadline=None)
def test_numbers_with_nan(constraints: dict[str, Any], values: list[Any]) -> None:
    assert blamed("number", constraints, values) == oracle(constraints, values)


@given(some(enum=st.lists(st.booleans(), max_size=1)), columns(st.booleans()))
@settings(max_examples=20, deadline=None)
def test_booleans(constraints: dict[str, Any], values: list[Any]) -> None:
    assert blamed("boolean", constraints, values) == oracle(constraints, values)


@given(some(minLength=st.integers(0, 3), maxLength=st.integers(0, 3)), columns(st.lists(TEXT, max_size=3)))
@settings(max_examples=30, deadline=None)
def test_lists(constraints: dict[str, Any], values: list[Any]) -> None:
    assert blamed("list", constraints, values) == oracle(constraints, values)


@pytest.mark.parametrize(
    "limit", ["2024-06-01T12:00:00", "2024-06-01T12:00:00Z", "2024-06-01T15:00:00+03:00"]
)
def test_times_are_compared_in_utc(limit: str) -> None:
    noon = datetime(2024, 6, 1, 12, tzinfo=UTC).replace(tzinfo=None)
    values = [None, noon, noon.replace(hour=11)]
    assert blamed("datetime", {"minimum": limit}, values) == {"minimum": [2]}


def test_null_items_of_a_list_are_found() -> None:
    assert blamed("list", {}, [["a"], ["a", None], None, []]) == {"items": [1]}


def test_validation_cannot_be_switched_off_from_outside() -> None:
    from pandera.config import ValidationDepth, config_context

    with config_context(validation_enabled=False, validation_depth=ValidationDepth.SCHEMA_ONLY):
        assert blamed("integer", {"minimum": 1}, [0]) == {"minimum": [0]}


@pytest.mark.parametrize(
    ("kind", "constraints"),
    [
        ("string", {"minimum": 1}),
        ("integer", {"minLength": 1}),
        ("list", {"unique": True}),
        ("integer", {"minimum": "1"}),
        ("integer", {"minimum": True}),
        ("string", {"enum": [1]}),
        ("string", {"pattern": "("}),
        ("string", {"required": "yes"}),
        ("datetime", {"minimum": "yesterday"}),
        ("string", {"jsonSchema": {}}),
    ],
)
def test_what_cannot_be_understood_is_never_a_pass(kind: str, constraints: dict[str, Any]) -> None:
    with pytest.raises(CheckDefinitionError, match=r"resources\.t\.schema\.fields\.f\.constraints\."):
        blamed(kind, constraints, [])
