"""The build: from raw files to the candidate's tables."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.discover import RawFile, discover, file_sha256
from warraq.corpus.frames import quarantine_frame
from warraq.corpus.pipeline import candidate
from warraq.corpus.pipeline.exchange import Exchange, light_rows
from warraq.corpus.pipeline.funnel import Funnel, funnel
from warraq.corpus.pipeline.plan import plan
from warraq.corpus.pipeline.shard import read_parts, read_rejects
from warraq.corpus.records import Reject
from warraq.corpus.relate import groups as relate
from warraq.corpus.relate.earlier import Earlier, read_earlier, release_before
from warraq.corpus.relate.split import deal
from warraq.corpus.relate.takedowns import Takedowns, mark, read_takedowns
from warraq.engine.local import cores, run_tasks
from warraq.engine.task import Result, prune
from warraq.errors import ProjectError
from warraq.model.atomic import (
    exclusive,
    fresh_folder,
    install_folder,
    recover_folder,
    storage_errors,
    write_json,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warraq.model.project import Project

#: Below this much raw input, starting processes costs more than it gains.
_ONE_PROCESS_BYTES = 4 << 20

Progress = "Callable[[str, int], None]"


@dataclass(frozen=True)
class Built:
    """What a build came to.

    Attributes:
        folder: the candidate.
        version: the version that it would be released as.
        funnel: where the raw records went.
        reused: shards whose kept result was taken up, out of `shards`.
    """

    folder: Path
    version: str
    funnel: Funnel
    reused: int
    shards: int


def build(
    project: Project,
    *,
    version: str | None = None,
    raw: Path | None = None,
    jobs: int | None = None,
    show: Callable[[str, int], None] = lambda _stage, _records: None,
) -> Built:
    """Build the candidate tables of the project and put them at `build/candidate/`.

    Args:
        version: the version to build for; by default the one in datapackage.json.
        raw: folder of raw files instead of the project's own.
        jobs: processes; by default one a core.
        show: called with the stage's name and the number of records gone through.

    Raises:
        ProjectError: a project file is wrong, or there is nothing to build from.
        ReleaseError: another command is writing here, or the release before cannot be read.
        StorageError: the disk refuses.
    """
    candidate.require_tables(project)
    takedowns = read_takedowns(project.takedowns)
    with exclusive(project.build / ".lock"), storage_errors(project.build):
        recover_folder(project.candidate)
        return _build(_Task(project, version or project.descriptor.version, takedowns, show), raw, jobs)


@dataclass(frozen=True)
class _Task:
    """What all stages of one build need."""

    project: Project
    version: str
    takedowns: Takedowns
    show: Callable[[str, int], None]


def _build(task: _Task, raw: Path | None, jobs: int | None) -> Built:
    project = task.project
    files = discover(raw or project.raw)
    results, outside = _read(task, files, jobs)
    quarantine = _quarantine(results, outside)
    parts = [part for result in results for part in read_parts(result.folder)]
    if not parts:
        reasons = ", ".join(f"{reason} {count}" for reason, count in _reasons(quarantine))
        raise ProjectError(
            str(raw or project.raw),
            f"{quarantine.height} records were read, and none became an article: {reasons}",
            expected="at least one article with title and body",
            next_step="look at one of the files; a field map in corpus/sources.toml names unusual keys",
        )
    earlier = read_earlier(release_before(project.releases, task.version))
    task.show("relating", 0)
    placed = _relate(task, light_rows(parts, relate.LIGHT), earlier)
    fates = placed.select("source", "fate", "published_at")
    figures = funnel(sum(result.facts["records"] for result in results) + len(outside), fates, quarantine)
    task.show("writing", 0)
    _write(task, parts, placed, earlier, quarantine, figures)
    prune(project.cache, {result.folder.name for result in results})
    reused = sum(result.reused for result in results)
    return Built(project.candidate, task.version, figures, reused, len(results))


def _read(
    task: _Task, files: list[RawFile], jobs: int | None
) -> tuple[list[Result], list[tuple[RawFile, str]]]:
    """Return the shards' results, and the files outside a source's folder with their digests."""
    digests = [file_sha256(file.path) for file in files]
    tasks = plan(files, digests, task.project)
    small = sum(file.bytes for file in files) < _ONE_PROCESS_BYTES
    workers = jobs or (1 if small else cores())
    results = run_tasks(
        tasks, task.project.cache, workers=workers, show=lambda records: task.show("reading", records)
    )
    outside = [(file, digest) for file, digest in zip(files, digests, strict=True) if file.source is None]
    return results, outside


def _quarantine(results: list[Result], outside: list[tuple[RawFile, str]]) -> pl.DataFrame:
    detail = "move it into the folder of its source: raw/<source>/"
    stray = [
        (None, file.relative, "unknown", Reject(1, 0, digest, "outside-source", detail))
        for file, digest in outside
    ]
    frames = [quarantine_frame(stray), *(read_rejects(result.folder) for result in results)]
    return pl.concat(frames).sort("raw_path", "position", "reason")


def _reasons(quarantine: pl.DataFrame) -> list[tuple[str, int]]:
    return list(quarantine.group_by("reason").len().sort("reason").iter_rows())


def _relate(task: _Task, rows: pl.DataFrame, earlier: Earlier) -> pl.DataFrame:
    """Return the rows with `fate`, and for articles cluster, role, split, revision and first_release."""
    marked = mark(rows, task.takedowns)
    stays = marked.filter(pl.col("takedown").is_null())
    merged = relate.merge_revisions(stays)
    articles = relate.cluster_copies(merged.filter("kept"))
    articles = deal(articles, task.project.settings.splits, earlier.articles)
    first = earlier.articles.select("id", "first_release")
    articles = articles.join(first, on="id", how="left", maintain_order="left").with_columns(
        pl.col("first_release").fill_null(task.version), fate=pl.lit("article")
    )
    rest = [
        merged.filter(~pl.col("kept")).with_columns(fate=pl.lit("merged")),
        marked.filter(pl.col("takedown").is_not_null()).with_columns(fate=pl.lit("taken_down")),
    ]
    return pl.concat([articles, *rest], how="diagonal")


def _write(
    task: _Task,
    parts: list[Path],
    placed: pl.DataFrame,
    earlier: Earlier,
    quarantine: pl.DataFrame,
    figures: Funnel,
) -> None:
    project = task.project
    folder = fresh_folder(project.build / ".candidate")
    exchange = Exchange(folder / ".exchange")
    evidence = _deal_parts(parts, placed, exchange)
    candidate.write_articles(exchange, project, folder)
    shutil.rmtree(folder / ".exchange", ignore_errors=True)
    articles = placed.filter(pl.col("fate") == "article")
    gone = placed.filter(pl.col("fate") == "taken_down")
    candidate.write_small_tables(
        project,
        folder,
        duplicates=relate.copy_pairs(articles),
        tombstones=candidate.tombstones(earlier, gone, task.version),
        sources=sorted(articles["source"].unique()),
    )
    candidate.write_changes(project, folder, earlier, task.takedowns)
    evidence.write_parquet(folder / "evidence.parquet", compression="zstd", row_group_size=16_384)
    quarantine.write_parquet(folder / "quarantine.parquet", compression="zstd", row_group_size=16_384)
    before = earlier.folder.name if earlier.folder else None
    write_json(folder / "build.json", {"version": task.version, "before": before, **figures.as_dict()})
    install_folder(folder, project.candidate)


def _deal_parts(parts: list[Path], placed: pl.DataFrame, exchange: Exchange) -> pl.DataFrame:
    """Send the parts' article rows through the exchange; return the evidence of all rows."""
    columns = ["part", "row", "fate", "cluster", "role", "split", "revision", "first_release"]
    by_part = placed.select(columns).partition_by("part", as_dict=True)
    evidence = []
    for index, path in enumerate(parts):
        rows = pl.read_parquet(path).with_row_index("row")
        rows = rows.join(by_part[(index,)].drop("part"), on="row", how="left", validate="1:1")
        evidence.append(rows.select(candidate.EVIDENCE))
        exchange.add(rows.filter(pl.col("fate") == "article").drop("evidence", "removed", "copy_key", "key"))
    return pl.concat(evidence).sort("id", "raw_path", "position")
