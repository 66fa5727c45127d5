"""What frictionless and the toolkit have against each row of the planted tables."""

from __future__ import annotations

import json
import random
import re
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import polars as pl
from agreement_tables import SCHEMAS, articles, everything, places
from check_tables import ROOT, make_project, source_row, write_rows
from frictionless import Package

from warraq.checks.constraints import CONSTRAINTS
from warraq.checks.derive import derive
from warraq.checks.keys import RowKeys
from warraq.checks.relations import foreign_key_hits, primary_key_hits
from warraq.checks.rows import schema_hits
from warraq.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path

#: Table, rule, field ("a, b" for a key of several) and row ("row 1" is the first).
Fault = tuple[str, str, str, str]

SCHEMA_V2 = "https://datapackage.org/profiles/2.0/datapackage.json"


def planted(folder: Path, seed: int) -> Project:
    """Return a project whose candidate holds the planted tables as Parquet, articles in several files."""
    dice = random.Random(seed)
    root = make_project(folder).root
    raw = json.loads((ROOT / "datapackage.json").read_text())
    raw["resources"] += [
        {"name": name, "type": "table", "path": f"data/{name}.parquet", "format": "parquet", "schema": one}
        for name, one in SCHEMAS.items()
    ]
    (root / "datapackage.json").write_text(json.dumps(raw, ensure_ascii=False))
    project = Project.load(root)
    data = project.candidate / "data"
    rows = articles(dice)
    for at in range(3):
        write_rows(data / "articles" / "train" / f"2025-0{at + 1}.parquet", project, "articles", rows[at::3])
    sources = [source_row(source) for source in ("almanara", "northgate", "gahnama")]
    write_rows(data / "sources.parquet", project, "sources", sources)
    write_rows(data / "everything.parquet", project, "everything", everything(dice))
    write_rows(data / "places.parquet", project, "places", places(dice))
    for table in ("duplicates", "changes", "tombstones"):
        write_rows(data / f"{table}.parquet", project, table, [])
    return project


TABLES = {"articles": "data/articles/*/*.parquet", "sources": "data/sources.parquet"} | {
    name: f"data/{name}.parquet" for name in SCHEMAS
}


def ours(project: Project) -> set[Fault]:
    """Return what the toolkit's rules on types, constraints and keys have against the candidate."""
    descriptor = project.descriptor
    frames, damage = derive(descriptor, project.candidate, {}, {})
    assert damage == []
    faults = set()
    for name in TABLES:
        table, frame = descriptor.tables[name], frames.tables[name]
        # Without a primary key rows are named by their number: ids are among what is spoilt.
        keys = RowKeys(replace(table, primary_key=(), foreign_keys=()), frame, frames.articles)
        hits = primary_key_hits(table, frame, keys) + foreign_key_hits(table, frames, keys)
        hits += schema_hits(table, frame, keys)
        faults |= {(name, hit.rule, hit.field, key) for hit in hits for key in hit.keys["key"]}
    return faults


def theirs(project: Project) -> set[Fault]:
    """Return what frictionless has against the same rows, handed over as Python's values."""
    resources = []
    for resource in project.descriptor.raw["resources"]:
        if resource["name"] in TABLES:
            paths = sorted(project.candidate.glob(TABLES[resource["name"]]))
            rows = pl.concat([pl.read_parquet(path, hive_partitioning=False) for path in paths]).to_dicts()
            resources.append({"name": resource["name"], "type": "table", "schema": resource["schema"]})
            resources[-1]["data"] = rows
    return judged({"$schema": SCHEMA_V2, "name": "planted", "resources": resources})


def judged(package: dict[str, Any]) -> set[Fault]:
    """Return frictionless' verdict on the package; its row 2 is the first."""
    report = Package.from_descriptor(package).validate(limit_errors=1_000_000)
    assert not report.errors
    keys = {one["name"]: ", ".join(one["schema"].get("primaryKey", [])) for one in package["resources"]}
    return {
        (task.name, *_rule(error, keys[task.name]), f"row {getattr(error, 'row_number', 1) - 1}")
        for task in report.tasks
        for error in task.errors
    }


def _rule(error: Any, primary_key: str) -> tuple[str, str]:
    if error.type == "constraint-error":
        constraint = re.match(r'constraint "(\w+)"', error.note)
        assert constraint
        return CONSTRAINTS[constraint[1]][0], error.field_name
    if error.type == "foreign-key":
        return "foreign-key", ", ".join(error.field_names)
    if error.type == "primary-key":
        return "primary-key", primary_key
    names = {"unique-error": "unique"} | ({"type-error": "list-items"} if "item type" in error.note else {})
    return names.get(error.type, error.type), getattr(error, "field_name", "")
