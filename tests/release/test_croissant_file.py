"""croissant.json is read by the reference implementation, with the rows of the Parquet files."""

from __future__ import annotations

import json
import warnings
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd
import polars as pl
import pytest

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Sample


@pytest.fixture(scope="module")
def dataset(sample: Sample) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        return mlcroissant.Dataset(jsonld=sample.release / "croissant.json")


def plain(value: Any) -> Any:
    """The value as polars gives it."""
    if isinstance(value, bytes):
        return value.decode()
    if hasattr(value, "tolist"):
        value = value.tolist()
    if isinstance(value, list):
        return [plain(one) for one in value]
    if value is not None and pd.isna(value):
        return None
    return value.to_pydatetime() if isinstance(value, pd.Timestamp) else value


def records(dataset: Any, table: str) -> list[dict[str, Any]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        rows = list(dataset.records(table))
    return [{name.split("/")[1]: plain(value) for name, value in row.items()} for row in rows]


def test_there_is_nothing_wrong_with_it(dataset: Any) -> None:
    issues = dataset.metadata.ctx.issues
    assert not issues.errors
    # A release has no date of its own; the descriptor may declare one.
    assert all("datePublished" in one for one in issues.warnings)


def test_it_says_what_the_descriptor_says(dataset: Any, sample: Sample) -> None:
    metadata = dataset.metadata
    assert metadata.name == sample.descriptor["name"]
    assert str(metadata.version) == sample.descriptor["version"]
    assert metadata.license == ["https://creativecommons.org/licenses/by/4.0/"]
    assert "1.1" in str(metadata.conforms_to)


@pytest.mark.parametrize("table", ["articles", "signals", "sources", "duplicates"])
def test_the_rows_are_those_of_the_files(dataset: Any, sample: Sample, table: str) -> None:
    found = records(dataset, table)
    key = list(sample.project.descriptor.tables[table].primary_key)
    expected = pl.concat(
        [pl.read_parquet(path, hive_partitioning=False) for path in sample.files(table)]
    ).to_dicts()

    def order(row: dict[str, Any]) -> tuple[str, ...]:
        return tuple(str(row[name]) for name in key)

    assert sorted(found, key=order) == sorted(expected, key=order)


def test_dates_and_lists_are_what_they_are(dataset: Any) -> None:
    rows = records(dataset, "articles")
    assert any(isinstance(row["published_at"], datetime) for row in rows)
    assert any(row["authors"] for row in rows)
    assert {type(row["words"]) for row in rows} == {int}


def test_a_table_without_rows_is_left_out(dataset: Any, sample: Sample) -> None:
    sets = {one.id for one in dataset.metadata.record_sets}
    assert sets == {"splits", *(one["name"] for one in sample.descriptor["resources"] if one["rows"])}


def test_every_file_is_named_with_its_digest(sample: Sample) -> None:
    said = json.loads((sample.release / "croissant.json").read_bytes())
    manifest = json.loads((sample.release / "manifest.json").read_bytes())["files"]
    files = {one["contentUrl"]: one for one in said["distribution"] if one["@type"] == "cr:FileObject"}
    filled = {path for one in sample.descriptor["resources"] if one["rows"] for path in _paths(one)}
    assert set(files) == filled
    for path, file in files.items():
        assert file["sha256"] == manifest[path]["sha256"]
        assert file["contentSize"] == f"{manifest[path]['bytes']} B"


def _paths(resource: Any) -> list[str]:
    return [resource["path"]] if isinstance(resource["path"], str) else resource["path"]


def test_splits_are_named_as_croissant_names_them(dataset: Any) -> None:
    rows = records(dataset, "splits")
    assert {row["name"]: row["url"] for row in rows} == {
        "train": "cr:TrainingSplit",
        "validation": "cr:ValidationSplit",
        "test": "cr:TestSplit",
    }


def test_a_hostile_title_leaves_it_valid(sample: Sample, tmp_path: Path) -> None:
    from warraq.model.descriptor import Descriptor
    from warraq.release.croissant import croissant
    from warraq.release.figures import figures

    raw = {**sample.descriptor, "title": 'A "b" {c} \\ \x85 <d>', "description": "", "homepage": None}
    descriptor = Descriptor(sample.project.descriptor.path, raw, sample.project.descriptor.tables)
    path = tmp_path / "croissant.json"
    path.write_text(json.dumps(croissant(descriptor, raw, figures(sample.release))), encoding="utf-8")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import mlcroissant

        metadata = mlcroissant.Dataset(jsonld=path).metadata
    assert not metadata.ctx.issues.errors
