"""The build: from raw files to the candidate's tables."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.discover import discover
from warraq.corpus.pipeline import candidate
from warraq.corpus.pipeline.exchange import Exchange, light_rows
from warraq.corpus.pipeline.funnel import Funnel, funnel
from warraq.corpus.pipeline.place import ARTICLE, PLACED, TAKEN_DOWN, Terms, place
from warraq.corpus.pipeline.read import read_raw
from warraq.corpus.relate import groups
from warraq.corpus.relate.earlier import read_earlier, release_before
from warraq.corpus.relate.takedowns import gone, read_takedowns
from warraq.engine.task import prune
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
    from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
    from pathlib import Path

    from warraq.corpus.pipeline.read import Read
    from warraq.corpus.relate.takedowns import Takedowns
    from warraq.model.project import Project


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


@dataclass(frozen=True)
class Options:
    """How to build.

    Attributes:
        version: the version to build for; by default the one in datapackage.json.
        raw: folder of raw files instead of the project's own.
        jobs: processes; by default one a core.
        held: id -> why; all records of these articles go to quarantine.
        afresh: paths below raw/ of files that are read again even if their kept results would do.
        show: called with the stage's name and the number of records gone through.
    """

    version: str | None = None
    raw: Path | None = None
    jobs: int | None = None
    held: Mapping[str, str] = field(default_factory=dict)
    afresh: Collection[str] = ()
    show: Callable[[str, int], None] = lambda _stage, _records: None


@contextmanager
def writing(project: Project) -> Iterator[None]:
    """Keep other commands from writing below `build/` while the block runs.

    Raises:
        ReleaseError: another command is writing there.
        StorageError: the disk refuses.
    """
    with exclusive(project.build / ".lock"):
        recover_folder(project.candidate)
        yield


def build(project: Project, options: Options) -> Built:
    """Build the candidate tables of the project and put them at `build/candidate/`; call it while `writing`.

    Raises:
        ProjectError: a project file is wrong, or there is nothing to build from.
        ReleaseError: the release before cannot be read.
        StorageError: the disk refuses.
    """
    candidate.require_tables(project)
    _refuse_own_output(options.raw, project)
    takedowns = read_takedowns(project.takedowns)
    with storage_errors(project.build):
        return _build(project, options, takedowns)


def _refuse_own_output(raw: Path | None, project: Project) -> None:
    if raw is not None and project.build.resolve().is_relative_to(raw.resolve()):
        found = f"holds {project.build}, so the build would read what it wrote"
        raise ProjectError(str(raw), found, expected="a folder of raw files alone")


def _build(project: Project, options: Options, takedowns: Takedowns) -> Built:
    version, raw, show = (
        options.version or project.descriptor.version,
        options.raw or project.raw,
        options.show,
    )
    read = read_raw(
        project,
        discover(raw),
        jobs=options.jobs,
        afresh=options.afresh,
        show=lambda records: show("reading", records),
    )
    show("relating", 0)
    earlier = read_earlier(release_before(project.releases, version))
    terms = Terms(version, project.settings.splits, takedowns, options.held, earlier)
    placed = place(light_rows(read.parts, groups.LIGHT), terms) if read.parts else pl.DataFrame()
    _require_articles(raw, placed, read.rejects)
    figures = funnel(read.records, placed.select("source", "fate", "published_at"), read.rejects)
    show("writing", 0)
    _write(project, read, placed, terms, figures)
    prune(project.cache, read.keys)
    return Built(project.candidate, version, figures, read.reused, len(read.keys))


def _require_articles(raw: Path, placed: pl.DataFrame, rejects: pl.DataFrame) -> None:
    """Refuse to build a candidate without articles.

    Raises:
        ProjectError: saying what became of the records.
    """
    if not placed.is_empty() and placed["fate"].eq(ARTICLE).any():
        return
    down = not placed.is_empty() and placed["fate"].eq(TAKEN_DOWN).all()
    next_step = "look at one of the files; a field map in corpus/sources.toml names unusual keys"
    counts = dict(rejects.group_by("reason").len().sort("reason").iter_rows())
    if not placed.is_empty():
        counts |= dict(placed.group_by("fate").len().sort("fate").iter_rows())
    raise ProjectError(
        str(raw),
        f"of {rejects.height + placed.height} records none became an article: "
        + ", ".join(f"{name} {count}" for name, count in counts.items()),
        expected="at least one article with title and body",
        next_step="look at corpus/takedowns.csv" if down else next_step,
    )


def _write(project: Project, read: Read, placed: pl.DataFrame, terms: Terms, figures: Funnel) -> None:
    """Write the candidate aside and put it in the old one's place."""
    earlier = terms.earlier
    folder = fresh_folder(project.build / ".candidate")
    exchange = Exchange(folder / ".exchange")
    evidence = _deal_parts(read.parts, placed, exchange)
    candidate.write_articles(exchange, project, folder)
    shutil.rmtree(folder / ".exchange", ignore_errors=True)
    articles = placed.filter(pl.col("fate") == ARTICLE)
    down = gone(placed, earlier.articles, terms.takedowns)
    candidate.write_small_tables(
        project,
        folder,
        duplicates=groups.copy_pairs(articles),
        tombstones=candidate.tombstones(earlier, down, terms.version),
        sources=sorted(articles["source"].unique()),
    )
    candidate.write_changes(project, folder, earlier, set(down["id"]))
    candidate.write_papers(folder, evidence, read.rejects, terms.held)
    before = earlier.folder.name if earlier.folder else None
    write_json(folder / "build.json", {"version": terms.version, "before": before, **figures.as_dict()})
    install_folder(folder, project.candidate)


def _deal_parts(parts: Sequence[Path], placed: pl.DataFrame, exchange: Exchange) -> pl.DataFrame:
    """Send the parts' article rows through the exchange; return the evidence of all rows."""
    by_part = placed.select(PLACED).partition_by("part", as_dict=True)
    evidence = []
    for index, path in enumerate(parts):
        rows = pl.read_parquet(path).with_row_index("row")
        rows = rows.join(by_part[(index,)].drop("part"), on="row", how="left", validate="1:1")
        evidence.append(rows.select(candidate.EVIDENCE))
        exchange.add(rows.filter(pl.col("fate") == ARTICLE).drop("evidence", "removed", "copy_key", "key"))
    return pl.concat(evidence).sort("id", "raw_path", "position")
