"""A frozen release: what lies in it, and that its papers say the truth of its files."""

from __future__ import annotations

import hashlib
import json
import re
from datetime import datetime
from typing import TYPE_CHECKING

import duckdb
import polars as pl
import pyarrow.parquet as pq
import pytest

from projects import TABLES
from warraq.checks.package import frictionless_errors
from warraq.model.arrow import arrow_schema
from warraq.model.descriptor import read_descriptor

if TYPE_CHECKING:
    from projects import Sample

PAPERS = {
    *("README.md", "CHANGES.md", "CITATION.cff", "build.lock", "checks.json", "croissant.json"),
    *("datapackage.json", "funnel.json", "manifest.json"),
}


def test_the_folder_holds_tables_and_papers_only(sample: Sample) -> None:
    files = {
        path.relative_to(sample.release).as_posix() for path in sample.release.rglob("*") if path.is_file()
    }
    months = r"(20\d\d-[01]\d|undated)\.parquet"
    data = [
        rf"data/articles/(train|validation|test)/{months}",
        rf"data/signals/{months}",
        r"data/(sources|duplicates|changes|tombstones|preview)\.parquet",
        r"assets/(articles-by-month|languages|lengths)\.svg",
    ]
    strange = {name for name in files - PAPERS if not any(re.fullmatch(one, name) for one in data)}
    assert not strange
    assert files >= PAPERS


def test_the_manifest_names_every_other_file_with_its_digest(sample: Sample) -> None:
    manifest = json.loads((sample.release / "manifest.json").read_bytes())
    found = {}
    for path in sample.release.rglob("*"):
        if path.is_file() and path.name != "manifest.json":
            data = path.read_bytes()
            name = path.relative_to(sample.release).as_posix()
            found[name] = {"sha256": hashlib.sha256(data).hexdigest(), "bytes": len(data)}
    assert manifest == {"version": "0.1.0", "files": found}
    assert list(manifest["files"]) == sorted(found)


def test_the_descriptor_is_valid_to_frictionless_and_to_us(sample: Sample) -> None:
    assert frictionless_errors(sample.descriptor) == []
    released = read_descriptor(sample.release / "datapackage.json", frozen=True)
    assert tuple(released.tables) == TABLES
    assert released.preview is not None


@pytest.mark.parametrize("table", [*TABLES, "preview"])
def test_bytes_hash_and_rows_are_those_of_the_files(sample: Sample, table: str) -> None:
    (resource,) = [one for one in sample.descriptor["resources"] if one["name"] == table]
    paths = [resource["path"]] if isinstance(resource["path"], str) else resource["path"]
    contents = [(sample.release / path).read_bytes() for path in paths]

    assert resource["bytes"] == sum(map(len, contents))
    assert resource["hash"] == f"sha256:{hashlib.sha256(b''.join(contents)).hexdigest()}"
    assert resource["files"] == [
        {
            "path": path,
            "bytes": len(content),
            "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
            "rows": pl.read_parquet(sample.release / path).height,
        }
        for path, content in zip(paths, contents, strict=True)
    ]
    assert resource["rows"] == sum(file["rows"] for file in resource["files"])


def test_the_released_descriptor_declares_what_the_project_declares(sample: Sample) -> None:
    ours = sample.project.descriptor.raw
    released = sample.descriptor
    for one, other in zip(ours["resources"], released["resources"][:-1], strict=True):
        assert other["schema"] == one["schema"]
    own = ("resources", "version")
    assert {key: value for key, value in released.items() if key not in own} == {
        key: value for key, value in ours.items() if key not in own
    }


@pytest.mark.parametrize("table", TABLES)
def test_every_file_has_the_declared_arrow_types(sample: Sample, table: str) -> None:
    declared = arrow_schema(sample.project.descriptor.tables[table])
    for path in sample.files(table):
        found = pq.read_schema(path)
        assert list(zip(found.names, found.types, strict=True)) == list(
            zip(declared.names, declared.types, strict=True)
        )


def test_articles_lie_where_split_and_month_say_in_order(sample: Sample) -> None:
    for path in sample.files("articles"):
        rows = pl.read_parquet(path)
        assert rows["split"].unique().to_list() == [path.parent.name]
        months = rows["published_at"].dt.strftime("%Y-%m").fill_null("undated").unique().to_list()
        assert months == [path.stem]
        assert rows.sort("published_at", "id").equals(rows)
    for path in sample.files("signals"):
        ids = pl.read_parquet(path)["id"]
        month = pl.col("published_at").dt.strftime("%Y-%m").fill_null("undated")
        same = sample.articles.filter(month == path.stem).sort("published_at", "id")["id"]
        assert ids.to_list() == same.to_list()


def test_digests_are_of_the_text_and_of_the_raw_record(sample: Sample) -> None:
    for row in sample.articles.iter_rows(named=True):
        text = f"{row['title']}\n{row['subtitle'] or ''}\n{row['body']}".encode()
        assert row["text_sha256"] == hashlib.sha256(text).hexdigest()
    page = sample.at("barq/7301.html")
    raw = (sample.project.raw / "barq" / "7301.html").read_bytes()
    assert page["raw_sha256"] == hashlib.sha256(raw).hexdigest()
    lines = (sample.project.raw / "almanara" / "articles-2024-10.jsonl").read_bytes().split(b"\n")
    assert (
        sample.at("almanara/articles-2024-10.jsonl:3")["raw_sha256"] == hashlib.sha256(lines[2]).hexdigest()
    )


def test_a_table_without_rows_can_still_be_read(sample: Sample) -> None:
    path = sample.release / "data" / "changes.parquet"
    assert pl.read_parquet(path).is_empty()
    assert pq.read_table(path).num_rows == 0
    with duckdb.connect() as connection:
        assert connection.read_parquet(str(path)).fetchall() == []


def test_changes_of_a_first_release_say_so(sample: Sample) -> None:
    text = (sample.release / "CHANGES.md").read_text(encoding="utf-8")
    assert text == f"# Changes in 0.1.0\n\nFirst release: {sample.articles.height} articles.\n"


def test_no_clock_and_no_path_of_this_machine_is_in_a_release(sample: Sample) -> None:
    today = f"{datetime.now().astimezone():%Y-%m-%d}"
    for path in sample.release.rglob("*"):
        if path.is_file():
            data = path.read_bytes()
            assert str(sample.project.root).encode() not in data
            assert today.encode() not in data
