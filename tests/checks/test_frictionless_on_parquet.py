"""What frictionless makes of Parquet, and why the toolkit checks rows and files itself: true today."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from check_tables import TODAY, found, freeze, make_project, moment, rules_of, tables
from frictionless import Package

from warraq.checks.run import check

if TYPE_CHECKING:
    from pathlib import Path

ZEROS = f"sha256:{'0' * 64}"
KINDS = {
    "string": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "boolean": pa.bool_(),
    "list": pa.list_(pa.string()),
    "array": pa.list_(pa.string()),
    "datetime": pa.timestamp("us"),
    "date": pa.date32(),
}


def errors(
    folder: Path, columns: dict[str, tuple[str, list[Any]]], kind: str = "table", **stated: Any
) -> list[str]:
    """Return the types of frictionless' errors on the columns in a Parquet file."""
    data = {name: pa.array(values, type=KINDS[of]) for name, (of, values) in columns.items()}
    path = folder / "t.parquet"
    pq.write_table(pa.table(data), path)
    right = {"bytes": path.stat().st_size, "hash": f"sha256:{hashlib.sha256(path.read_bytes()).hexdigest()}"}
    resource: dict[str, Any] = {"name": "t", "type": kind, "path": path.name, "format": "parquet"}
    if kind == "table":
        resource["schema"] = {"fields": [{"name": name, "type": of} for name, (of, _) in columns.items()]}
    resource |= {name: right[name] if value is None else value for name, value in stated.items()}
    report = Package.from_descriptor({"name": "p", "resources": [resource]}, basepath=str(folder)).validate()
    return [error.type for task in report.tasks for error in task.errors] + [
        one.type for one in report.errors
    ]


TEXT: dict[str, tuple[str, list[Any]]] = {"f": ("string", ["a", "b"])}


@pytest.mark.parametrize(
    ("kind", "stated", "expected"),
    [
        ("table", {}, []),
        ("table", {"bytes": None}, ["byte-count"]),
        ("table", {"hash": ZEROS}, []),
        ("file", {"bytes": None, "hash": None}, []),
        ("file", {"bytes": 7}, ["byte-count"]),
        ("file", {"hash": ZEROS}, ["hash-count"]),
    ],
    ids=["clean", "right-bytes-fail", "wrong-hash-passes", "file-right", "file-bytes", "file-hash"],
)
def test_sizes_and_hashes_of_tables_are_judged_wrongly(
    tmp_path: Path, kind: str, stated: dict[str, Any], expected: list[str]
) -> None:
    assert errors(tmp_path, TEXT, kind, **stated) == expected


@pytest.mark.parametrize(
    ("columns", "expected"),
    [
        ({"f": ("integer", [1, 2])}, []),
        ({"f": ("integer", [1, None]), "g": ("number", [0.5, 1.5])}, ["type-error"]),
        ({"f": ("integer", [1, None]), "g": ("boolean", [True, False])}, ["type-error"]),
        ({"f": ("integer", [1, None]), "g": ("string", ["a", "b"]), "h": ("number", [0, 1])}, ["type-error"]),
        ({"f": ("list", [["a"], []])}, ["type-error", "type-error"]),
        ({"f": ("array", [["a"], []])}, ["type-error", "type-error"]),
    ],
)
def test_sound_columns_are_faulted(
    tmp_path: Path, columns: dict[str, tuple[str, list[Any]]], expected: list[str]
) -> None:
    assert errors(tmp_path, columns) == expected


def test_a_null_date_beside_a_null_time_ends_in_an_exception(tmp_path: Path) -> None:
    columns: dict[str, tuple[str, list[Any]]] = {
        "f": ("datetime", [moment(2024, 1, 1), None]),
        "g": ("date", [date(2024, 1, 1), None]),
    }
    with pytest.raises(ValueError, match="NaTType"):
        errors(tmp_path, columns)


def test_the_toolkit_passes_the_right_sizes_and_finds_wrong_ones(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    folder = freeze(project, tmp_path / "release", tables())
    assert rules_of(check(project, folder, today=TODAY)) & {"resource-bytes", "resource-hash"} == set()

    path = folder / "datapackage.json"
    raw = path.read_text()
    digest = raw.split('"hash": "sha256:', 1)[1][:64]
    path.write_text(raw.replace(digest, "0" * 64))
    assert found(check(project, folder, today=TODAY), "resource-hash").count >= 1


def test_a_column_of_another_type_is_a_fault_of_the_file_not_of_each_cell(tmp_path: Path) -> None:
    wrong = {"f": ("string", ["a", "b", None])}
    pq.write_table(pa.table({"f": pa.array(wrong["f"][1])}), tmp_path / "t.parquet")
    fields = [{"name": "f", "type": "integer"}]
    resource = {
        "name": "t",
        "type": "table",
        "path": "t.parquet",
        "format": "parquet",
        "schema": {"fields": fields},
    }
    report = Package.from_descriptor(
        {"name": "p", "resources": [resource]}, basepath=str(tmp_path)
    ).validate()
    assert [error.type for error in report.tasks[0].errors].count("type-error") == 2
