"""The descriptor is read whole or refused with the key at fault."""

from __future__ import annotations

import copy
import json
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pytest
from frictionless import Package

from warraq.errors import ProjectError
from warraq.model.arrow import arrow_schema, polars_schema
from warraq.model.descriptor import read_descriptor, version_key
from warraq.model.project import Project, find_root

ROOT = Path(__file__).parents[2]
RAW: dict[str, Any] = json.loads((ROOT / "datapackage.json").read_text())


def test_the_projects_own_descriptor_is_a_valid_data_package() -> None:
    assert [resource.name for resource in Package.from_descriptor(copy.deepcopy(RAW)).resources]


def test_types_become_arrows_and_polars() -> None:
    table = read_descriptor(ROOT / "datapackage.json").tables["articles"]
    arrow, frame = arrow_schema(table), polars_schema(table)
    assert arrow.field("published_at").type == pa.timestamp("us")
    assert arrow.field("authors").type == pa.list_(pa.string())
    assert not arrow.field("id").nullable
    assert arrow.field("url").nullable
    assert frame["published_at"] == pl.Datetime("us")
    assert table.primary_key == ("id",)
    assert table.field("words").type == "integer"


def broken(tmp_path: Path, change: Any) -> Path:
    raw = copy.deepcopy(RAW)
    change(raw)
    path = tmp_path / "datapackage.json"
    path.write_text(json.dumps(raw))
    return path


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda raw: raw.pop("version"), "version: found nothing"),
        (lambda raw: raw.update(version="1.0"), "MAJOR.MINOR.PATCH"),
        (lambda raw: raw.update(resources={}), "an array"),
        (lambda raw: raw["resources"][0].pop("schema"), "resources.articles.schema"),
        (lambda raw: raw["resources"][0]["schema"]["fields"][0].update(type="uuid"), "id.type"),
        (lambda raw: raw["resources"][0]["schema"]["fields"][0].pop("name"), "name: found nothing"),
        (lambda raw: raw["resources"][0]["schema"].update(primaryKey="nope"), "'nope'"),
        (lambda raw: raw["resources"][0]["schema"]["fields"][0].update(constraints=[]), "constraints"),
        (
            lambda raw: raw["resources"][0]["schema"]["foreignKeys"].append({"fields": ["id", "url"]}),
            "reference",
        ),
        (
            lambda raw: raw["resources"][0]["schema"]["foreignKeys"].append(
                {"fields": ["id", "url"], "reference": {"resource": "sources", "fields": ["id"]}}
            ),
            "as many fields",
        ),
        (lambda raw: raw["resources"].append("text"), "resources"),
    ],
)
def test_a_fault_is_named(tmp_path: Path, change: Any, words: str) -> None:
    with pytest.raises(ProjectError) as caught:
        read_descriptor(broken(tmp_path, change))
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "{", '{"name": "a", "name": "b"}', "[" * 100_000, "[]", "null"])
def test_what_is_no_json_object_is_refused(tmp_path: Path, text: str) -> None:
    path = tmp_path / "datapackage.json"
    path.write_text(text)
    with pytest.raises(ProjectError, match=r"datapackage\.json"):
        read_descriptor(path)


def test_versions_compare_by_number() -> None:
    assert version_key("0.10.0") > version_key("0.9.9")
    for wrong in ("1.0", "01.0.0", "1.0.0-rc1", "v1.0.0", ""):
        with pytest.raises(ValueError, match="MAJOR"):
            version_key(wrong)


def test_the_project_is_the_nearest_folder_upwards() -> None:
    assert find_root(ROOT / "src" / "warraq") == ROOT
    assert Project.load(ROOT / "docs").root == ROOT


def test_outside_a_project_the_way_in_is_named(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="warraq init"):
        find_root(tmp_path)
    with pytest.raises(ProjectError, match="no such folder"):
        find_root(tmp_path / "none")
