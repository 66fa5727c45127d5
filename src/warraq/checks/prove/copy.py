"""The copy of a project that defects are planted in: its settings and a small part of its candidate."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl
import pyarrow.parquet as pq

from warraq.checks.derive import ARTICLES
from warraq.checks.files import resource_paths
from warraq.corpus.pipeline.tables import conform
from warraq.errors import ProjectError
from warraq.model.arrow import polars_schema
from warraq.model.project import Project
from warraq.model.settings import Policy

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.checks.prove.plant import Tables

#: Articles in the copy at most; a rule either finds one planted row or does not.
MOST = 400

_FILES = (
    "datapackage.json",
    "corpus/sources.toml",
    "corpus/agencies.toml",
    "build/release.toml",
    "build/card.md.j2",
)
#: A day before which the copy's sources have published nothing, where they do not say.
FOUNDED = date(1800, 1, 1)


def copy_project(project: Project, root: Path) -> Project:
    """Return the project as copied below `root`: settings and rules, without raw files, releases and policy.

    What a source may leave out is filled in, so that every rule applies: each states dates, and has a day of
    foundation.
    """
    for name in _FILES:
        if (project.root / name).is_file():
            (root / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project.root / name, root / name)
    shutil.copytree(project.checks, root / "checks", ignore=shutil.ignore_patterns("policy.toml"))
    (root / "checks" / "policy.toml").touch()
    copied = Project.load(root)
    sources = {
        name: source.model_copy(update={"dated": True, "founded": source.founded or FOUNDED})
        for name, source in copied.sources.items()
    }
    return replace(copied, sources=sources, policy=Policy())


def _scan(project: Project, name: str) -> pl.LazyFrame:
    table = project.descriptor.tables[name]
    paths = [
        path
        for pattern in resource_paths(project.descriptor.raw, name)
        for path in sorted(project.candidate.glob(pattern))
    ]
    if not paths:
        return pl.LazyFrame(schema=polars_schema(table))
    return pl.scan_parquet(paths, hive_partitioning=False).select(table.names)


def _chosen(project: Project) -> pl.Series:
    """Return ids of articles: as many of each source, in whole clusters, the plain ones first."""
    columns = ["id", "source", "cluster", "role", "published_at"]
    rows = _scan(project, ARTICLES).select(columns).drop_nulls(["id", "source"]).collect()
    plain = (pl.col("role") == "original").fill_null(value=False)
    rows = rows.sort(plain, pl.col("published_at").is_null(), "id", descending=[True, False, False])
    share = max(1, MOST // max(1, rows["source"].n_unique()))
    heads = rows.filter(plain | ~pl.col("cluster").is_in(rows["id"].implode())).group_by(
        "source", maintain_order=True
    )
    kept = heads.head(share)["id"]
    copies = rows.filter(~plain & pl.col("cluster").is_in(kept.implode())).head(MOST // 4)["id"]
    return pl.concat([kept, copies]).head(MOST + MOST // 4)


def read_tables(project: Project) -> Tables:
    """Return a small part of the project's candidate, keys and all, the plainest articles first.

    Raises:
        ProjectError: there is no candidate, it cannot be read, or it has no article.
    """
    try:
        ids = _chosen(project)
        tables = {name: _part(project, name, ids) for name in project.descriptor.tables}
    except (pl.exceptions.PolarsError, OSError) as error:
        found = str(error).split("\n", 1)[0]
        raise ProjectError(str(project.candidate), found, next_step="warraq build") from error
    if tables[ARTICLES].is_empty():
        found = "has no article to plant a defect in"
        raise ProjectError(str(project.candidate), found, next_step="warraq build")
    return tables


def _part(project: Project, name: str, ids: pl.Series) -> pl.DataFrame:
    chosen, rows = ids.implode(), _scan(project, name)
    if name in {ARTICLES, "signals"}:
        order = pl.DataFrame({"id": ids, "at": range(len(ids))})
        return rows.filter(pl.col("id").is_in(chosen)).collect().join(order, on="id").sort("at").drop("at")
    if name == "duplicates":
        return rows.filter(pl.col("id_a").is_in(chosen) & pl.col("id_b").is_in(chosen)).collect()
    if name == "changes":
        return rows.filter(pl.col("id").is_in(chosen) | (pl.col("change") == "removed")).head(MOST).collect()
    return rows.head(MOST).collect()


def write_tables(project: Project, tables: Tables, folder: Path) -> None:
    """Write the tables below `folder` as a build lays them out, replacing what is there."""
    shutil.rmtree(folder / "data", ignore_errors=True)
    for name, table in project.descriptor.tables.items():
        pattern = resource_paths(project.descriptor.raw, name)[0]
        for place, rows in _files(name, tables[name], pattern).items():
            path = folder / place
            path.parent.mkdir(parents=True, exist_ok=True)
            pq.write_table(conform(rows, table), path)


def _files(name: str, frame: pl.DataFrame, pattern: str) -> dict[str, pl.DataFrame]:
    """Return path -> rows."""
    if "*" not in pattern:
        return {pattern: frame}
    if name != ARTICLES:
        return {pattern.replace("*", "all"): frame} if frame.height else {}
    month = pl.col("published_at").dt.strftime("%Y-%m").fill_null("undated")
    path = pl.format("data/articles/{}/{}.parquet", pl.col("split").fill_null("none"), month)
    rows = frame.with_columns(path.alias("_path")).sort("published_at", "id", maintain_order=True)
    parts = rows.partition_by("_path", as_dict=True, include_key=False, maintain_order=True)
    return {str(place): part for (place,), part in parts.items()}
