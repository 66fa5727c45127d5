"""Where the toolkit and frictionless differ, as docs/checks.md lists it: each is so today."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polars as pl
import pytest
from agreement import SCHEMA_V2, judged
from agreement_tables import described, reference, schema
from check_tables import moment

from warraq.checks.derive import ROW, Frames
from warraq.checks.keys import RowKeys
from warraq.checks.package import frictionless_errors, package_hits
from warraq.checks.relations import foreign_key_hits, primary_key_hits
from warraq.checks.rows import schema_hits
from warraq.errors import CheckDefinitionError
from warraq.model.arrow import TYPES
from warraq.model.descriptor import Descriptor, Field, ForeignKey, Table

Found = set[tuple[str, str]]


def table_of(fields: dict[str, dict[str, Any]], primary_key: tuple[str, ...] = ()) -> Table:
    named = (Field(name, one["type"], "", one["constraints"]) for name, one in fields.items())
    return Table("t", "", "", tuple(named), primary_key, ())


def our_verdict(
    fields: dict[str, dict[str, Any]], rows: list[dict[str, Any]], key: tuple[str, ...] = ()
) -> Found:
    table = table_of(fields, key)
    types = {name: TYPES[one["type"]][1] for name, one in fields.items()}
    frame = pl.DataFrame(rows, schema=types).with_row_index(ROW)
    keys = RowKeys(table_of(fields), frame, frame)
    hits = schema_hits(table, frame, keys) + primary_key_hits(table, frame, keys)
    return {(hit.rule, row) for hit in hits for row in hit.keys["key"]}


def their_verdict(fields: dict[str, dict[str, Any]], rows: list[dict[str, Any]], **keys: Any) -> Found:
    resource = {"name": "t", "type": "table", "data": rows, "schema": schema(fields, **keys)}
    return {
        (rule, row)
        for _, rule, _, row in judged({"$schema": SCHEMA_V2, "name": "p", "resources": [resource]})
    }


NAN = float("nan")
NEW_YEAR = moment(2024, 1, 1)
#: Name, field, values, what the toolkit finds, and what frictionless does; a string is the exception's name.
DIFFERENCES: list[tuple[str, dict[str, Any], list[Any], Found | str, Found | str]] = [
    (
        "alternatives in a pattern match the whole value too",
        described("string", pattern="a|bc"),
        ["a", "bc", "axx", "xbc"],
        {("pattern", "row 3"), ("pattern", "row 4")},
        {("pattern", "row 4")},
    ),
    (
        "a line feed at the end is part of the value",
        described("string", pattern="a"),
        ["a", "a\n"],
        {("pattern", "row 2")},
        set(),
    ),
    (
        "vowel marks and the joiner are parts of words",
        described("string", pattern=r"\w+"),
        ["كتب", "كَتب", "می‌رود", "a b"],
        {("pattern", "row 4")},
        {("pattern", "row 2"), ("pattern", "row 3"), ("pattern", "row 4")},
    ),
    (
        "scripts and categories are understood",
        described("string", pattern=r"\p{Arabic}+"),
        ["كتب", "a"],
        {("pattern", "row 2")},
        "error",
    ),
    (
        "flags are understood",
        described("string", pattern="(?i)a"),
        ["A", "b"],
        {("pattern", "row 2")},
        "error",
    ),
    (
        "two NaN are the same value",
        described("number", unique=True),
        [NAN, NAN, 0.0, -0.0],
        {("unique", "row 2"), ("unique", "row 4")},
        {("unique", "row 4")},
    ),
    (
        "a limit with a zone is a time in UTC",
        described("datetime", minimum="2024-01-01T03:00:01+03:00"),
        [NEW_YEAR],
        {("minimum", "row 1")},
        "TypeError",
    ),
    (
        "a listed time with a zone is a time in UTC",
        described("datetime", enum=["2024-01-01T00:00:00Z"]),
        [NEW_YEAR],
        set(),
        {("enum", "row 1")},
    ),
    (
        "a day as the limit of a time is its midnight",
        described("datetime", exclusiveMinimum="2024-01-01"),
        [NEW_YEAR],
        {("exclusive-minimum", "row 1")},
        "TypeError",
    ),
    (
        "a limit is of the field's type, not a text of it",
        described("integer", minimum="3"),
        [1],
        "CheckDefinitionError",
        {("minimum", "row 1")},
    ),
    (
        "the limit of whole numbers is written as one",
        described("integer", minimum=3.0),
        [1],
        "CheckDefinitionError",
        {("minimum", "row 1")},
    ),
    (
        "lists cannot be unique, and the rule says so",
        described("list", unique=True),
        [["a"], ["a"]],
        "CheckDefinitionError",
        "TypeError",
    ),
    (
        "a list with a null in it is held to its length too",
        described("list", maxLength=1),
        [["a", None]],
        {("list-items", "row 1"), ("max-length", "row 1")},
        {("list-items", "row 1")},
    ),
]


def outcome(verdict: Any, fields: dict[str, dict[str, Any]], values: list[Any]) -> Found | str:
    # With a second field, as frictionless has a word of its own for a row of nothing.
    rows = [{"f": value, "other": 1} for value in values]
    try:
        found: Found = verdict(fields, rows)
    except Exception as error:  # noqa: BLE001  # which one is what is asked
        return type(error).__name__
    return found


@pytest.mark.parametrize(
    ("field", "values", "found", "reference_found"),
    [one[1:] for one in DIFFERENCES],
    ids=[one[0].replace(" ", "-") for one in DIFFERENCES],
)
def test_a_listed_difference_is_one(
    field: dict[str, Any], values: list[Any], found: Found | str, reference_found: Found | str
) -> None:
    fields = {"f": field, "other": described("integer")}
    assert found != reference_found
    assert outcome(our_verdict, fields, values) == found
    # Python's own name of the error of a pattern has changed.
    reference_outcome = outcome(their_verdict, fields, values)
    assert (reference_outcome if reference_outcome != "PatternError" else "error") == reference_found


def test_a_row_of_nulls_breaks_each_rule_and_not_one_of_its_own() -> None:
    fields = {"f": described("string", required=True), "g": described("integer", required=True)}
    rows: list[dict[str, Any]] = [{"f": "a", "g": 1}, {"f": None, "g": None}]
    assert our_verdict(fields, rows) == {("required", "row 2")}
    assert their_verdict(fields, rows) == {("blank-row", "row 2")}


@pytest.mark.parametrize(("missing", "value"), [(["", "NA"], "NA"), ([], "")])
def test_missing_values_are_null_and_the_empty_string_whatever_is_declared(
    missing: list[str], value: str
) -> None:
    fields = {"f": described("string", required=True), "other": described("integer")}
    rows = [{"f": value, "other": 1}]
    at_fault = {("required", "row 1")}
    assert our_verdict(fields, rows) == (at_fault if value == "" else set())
    assert their_verdict(fields, rows, missingValues=missing) == (set() if value == "" else at_fault)


def test_a_table_without_rows_is_no_fault() -> None:
    fields = {"f": described("string", required=True)}
    assert our_verdict(fields, []) == set()
    assert their_verdict(fields, []) == {("source-error", "row 0")}


@pytest.mark.parametrize(
    ("key", "rows", "expected"),
    [
        (("f",), [{"f": None}, {"f": "a"}, {"f": ""}, {"f": "a"}], {"row 1", "row 3", "row 4"}),
        (
            ("f", "g"),
            [{"f": "a"}, {"f": "a", "g": 1}, {"f": "a", "g": 1}, {"g": 1}],
            {"row 1", "row 3", "row 4"},
        ),
    ],
)
def test_a_primary_key_must_be_whole(
    key: tuple[str, ...], rows: list[dict[str, Any]], expected: set[str]
) -> None:
    fields = {"f": described("string"), "g": described("integer")}
    rows = [{"f": row.get("f"), "g": row.get("g")} for row in rows]
    assert our_verdict(fields, rows, key) == {("primary-key", row) for row in expected}


def referring(here: str, there: str) -> tuple[Descriptor, dict[str, Any]]:
    """Return a package in which a field of one type refers to one of another, in two forms."""
    fields = {"f": described(here), "g": described(there)}
    table = table_of(fields)
    key = ForeignKey(("f",), "t", ("g",))
    table = Table("t", "", "", table.fields, (), (key,))
    form = schema(fields, foreignKeys=[reference(["f"], "", ["g"])])
    raw = {
        "$schema": SCHEMA_V2,
        "name": "p",
        "version": "1.0.0",
        "licenses": [{"name": "CC0-1.0"}],
        "resources": [{"name": "t", "type": "table", "path": "t.parquet", "schema": form}],
    }
    return Descriptor(Path("datapackage.json"), raw, {"t": table}), form


@pytest.mark.parametrize(
    ("here", "there", "values", "lost"),
    [("integer", "number", [1, 1.0], 0), ("integer", "string", [1, "1"], 1)],
)
def test_a_key_to_a_field_of_another_type_is_a_fault_of_the_descriptor(
    here: str, there: str, values: list[Any], lost: int
) -> None:
    descriptor, form = referring(here, there)
    (hit,) = package_hits(descriptor)
    assert (hit.rule, hit.keys["key"].to_list()) == (
        "descriptor-key",
        ["resources.t.schema.foreignKeys[0]"],
    )
    assert f"f of type {here} refers to t.g of type {there}" in hit.message

    types = {"f": TYPES[here][1], "g": TYPES[there][1]}
    rows = [dict(zip("fg", values, strict=True))]
    frame = pl.DataFrame(rows, schema=types).with_row_index(ROW)
    table = descriptor.tables["t"]
    assert foreign_key_hits(table, Frames({"t": frame}, frozenset({"t"})), RowKeys(table, frame, frame)) == []

    resource = {"name": "t", "type": "table", "data": rows, "schema": form}
    assert len(judged({"$schema": SCHEMA_V2, "name": "p", "resources": [resource]})) == lost


def test_exclusive_limits_belong_to_the_second_standard_only() -> None:
    form = schema({"f": described("number", exclusiveMinimum=0)})
    raw = {"name": "p", "resources": [{"name": "t", "type": "table", "path": "t.csv", "schema": form}]}
    assert frictionless_errors({"$schema": SCHEMA_V2, **raw}) == []
    assert frictionless_errors(raw) == ['constraint "exclusiveMinimum" requires datapackage v2']


def test_what_cannot_be_a_limit_is_told_with_its_place() -> None:
    fields = {"f": described("integer", minimum="3")}
    with pytest.raises(CheckDefinitionError, match=r"resources\.t\.schema\.fields\.f\.constraints\.minimum"):
        our_verdict(fields, [{"f": 1}])
