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
from warraq.corpus.pipeline.place import ARTICLE, PLACED, TAKEN_DOWN, Terms, place
from warraq.corpus.pipeline.plan import plan
from warraq.corpus.pipeline.shard import read_parts, read_rejects
from warraq.corpus.records import Reject
from warraq.corpus.relate import groups
from warraq.corpus.relate.earlier import read_earlier, release_before
from warraq.corpus.relate.takedowns import read_takedowns
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
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from warraq.corpus.relate.takedowns import Takedowns
    from warraq.model.project import Project

#: Below this much raw input, starting processes costs more than it gains.
_ONE_PROCESS_BYTES = 4 << 20


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
    held: Mapping[str, str] | None = None,
    show: Callable[[str, int], None] = lambda _stage, _records: None,
) -> Built:
    """Build the candidate tables of the project and put them at `build/candidate/`.

    Args:
        version: the version to build for; by default the one in datapackage.json.
        raw: folder of raw files instead of the project's own.
        jobs: processes; by default one a core.
        held: id -> why; all records of these articles go to quarantine.
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
        task = _Task(project, version or project.descriptor.version, takedowns, held or {}, show)
        return _build(task, raw, jobs)


@dataclass(frozen=True)
class _Task:
    """What all stages of one build need."""

    project: Project
    version: str
    takedowns: Takedowns
    held: Mapping[str, str]
    show: Callable[[str, int], None]


def _build(task: _Task, raw: Path | None, jobs: int | None) -> Built:
    project = task.project
    files = discover(raw or project.raw)
    results, outside = _read(task, files, jobs)
    rejects = _rejects(results, outside)
    parts = [part for result in results for part in read_parts(result.folder)]
    earlier = read_earlier(release_before(project.releases, task.version))
    task.show("relating", 0)
    terms = Terms(task.version, project.settings.splits, task.takedowns, task.held, earlier)
    placed = place(light_rows(parts, groups.LIGHT), terms) if parts else pl.DataFrame()
    _require_articles(raw or project.raw, placed, rejects)
    records = sum(result.facts["records"] for result in results) + len(outside)
    figures = funnel(records, placed.select("source", "fate", "published_at"), rejects)
    task.show("writing", 0)
    _write(task, parts, placed, terms, rejects, figures)
    prune(project.cache, {result.folder.name for result in results})
    reused = sum(result.reused for result in results)
    return Built(project.candidate, task.version, figures, reused, len(results))


def _require_articles(raw: Path, placed: pl.DataFrame, rejects: pl.DataFrame) -> None:
    """Refuse to build a candidate without articles.

    Raises:
        ProjectError: saying what became of the records.
    """
    if not placed.is_empty() and placed["fate"].eq(ARTICLE).any():
        return
    counts = dict(rejects.group_by("reason").len().sort("reason").iter_rows())
    if not placed.is_empty():
        counts |= dict(placed.group_by("fate").len().sort("fate").iter_rows())
    raise ProjectError(
        str(raw),
        f"of {rejects.height + placed.height} records none became an article: "
        + ", ".join(f"{name} {count}" for name, count in counts.items()),
        expected="at least one article with title and body",
        next_step="look at one of the files; a field map in corpus/sources.toml names unusual keys",
    )


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


def _rejects(results: list[Result], outside: list[tuple[RawFile, str]]) -> pl.DataFrame:
    """Return the records that could not be read as articles: the columns of `frames.QUARANTINE`."""
    detail = "move it into the folder of its source: raw/<source>/"
    stray = [
        (None, file.relative, "unknown", Reject(1, 0, digest, "outside-source", detail))
        for file, digest in outside
    ]
    return pl.concat([quarantine_frame(stray), *(read_rejects(result.folder) for result in results)])


def _write(
    task: _Task,
    parts: list[Path],
    placed: pl.DataFrame,
    terms: Terms,
    rejects: pl.DataFrame,
    figures: Funnel,
) -> None:
    project, earlier = task.project, terms.earlier
    folder = fresh_folder(project.build / ".candidate")
    exchange = Exchange(folder / ".exchange")
    evidence = _deal_parts(parts, placed, exchange)
    candidate.write_articles(exchange, project, folder)
    shutil.rmtree(folder / ".exchange", ignore_errors=True)
    articles = placed.filter(pl.col("fate") == ARTICLE)
    gone = placed.filter(pl.col("fate") == TAKEN_DOWN)
    candidate.write_small_tables(
        project,
        folder,
        duplicates=groups.copy_pairs(articles),
        tombstones=candidate.tombstones(earlier, gone, task.version),
        sources=sorted(articles["source"].unique()),
    )
    candidate.write_changes(project, folder, earlier, task.takedowns)
    candidate.write_papers(folder, evidence, rejects, task.held)
    before = earlier.folder.name if earlier.folder else None
    write_json(folder / "build.json", {"version": task.version, "before": before, **figures.as_dict()})
    install_folder(folder, project.candidate)


def _deal_parts(parts: list[Path], placed: pl.DataFrame, exchange: Exchange) -> pl.DataFrame:
    """Send the parts' article rows through the exchange; return the evidence of all rows."""
    by_part = placed.select(PLACED).partition_by("part", as_dict=True)
    evidence = []
    for index, path in enumerate(parts):
        rows = pl.read_parquet(path).with_row_index("row")
        rows = rows.join(by_part[(index,)].drop("part"), on="row", how="left", validate="1:1")
        evidence.append(rows.select(candidate.EVIDENCE))
        exchange.add(rows.filter(pl.col("fate") == ARTICLE).drop("evidence", "removed", "copy_key", "key"))
    return pl.concat(evidence).sort("id", "raw_path", "position")
