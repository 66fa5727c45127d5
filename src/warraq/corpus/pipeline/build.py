"""The build: from raw files to the candidate's tables."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING

import polars as pl

from warraq.corpus.discover import discover
from warraq.corpus.pipeline import candidate, held, months, rights
from warraq.corpus.pipeline.copies import Texts
from warraq.corpus.pipeline.dumps import write_site_lines
from warraq.corpus.pipeline.exchange import Exchange, light_rows
from warraq.corpus.pipeline.place import ARTICLE, PLACED, TAKEN_DOWN, Placed, Terms, place
from warraq.corpus.pipeline.read import read_raw
from warraq.corpus.relate import groups
from warraq.corpus.relate.earlier import read_earlier, release_before, version_to_build
from warraq.corpus.relate.split_proof import KEY, splits_proof
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

    from warraq.corpus.pipeline.funnel import Funnel
    from warraq.corpus.pipeline.read import Read
    from warraq.corpus.relate.copies import Facts
    from warraq.corpus.relate.takedowns import Takedowns
    from warraq.model.project import Project


_OF_THIS_RUN = ("sketched", "proven_now", "index")


@dataclass(frozen=True)
class Built:
    """What a build came to.

    Attributes:
        folder: the candidate.
        version: the version that it would be released as.
        funnel: where the raw records went.
        reused: shards whose kept result was taken up, out of `shards`.
        copies: what comparing the texts came to.
    """

    folder: Path
    version: str
    funnel: Funnel
    reused: int
    shards: int
    copies: Facts


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
        options.version or version_to_build(project.releases, project.descriptor.version),
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
    withheld = rights.withheld(read.parts, project.sources)
    terms = Terms(
        version, project.sources, project.settings.splits, takedowns, {**options.held, **withheld}, earlier
    )
    texts = Texts(read.parts, project.cache / "texts", fresh_folder(project.build / ".scratch"))
    found = place(light_rows(read.parts, groups.LIGHT), terms, texts) if read.parts else None
    shutil.rmtree(texts.scratch, ignore_errors=True)
    placed = _with_articles(raw, found, read.rejects, withheld)
    kept_back = held.reasons(options.held, placed.held_out, withheld)
    figures = held.count(read, placed, kept_back)
    show("writing", 0)
    _write(project, read, placed, terms, figures, kept_back)
    prune(project.cache, read.keys)
    return Built(project.candidate, version, figures, read.reused, read.shards, placed.facts)


def _with_articles(
    raw: Path, placed: Placed | None, rejects: pl.DataFrame, withheld: Mapping[str, str]
) -> Placed:
    """Return what was placed, if there is an article in it.

    Raises:
        ProjectError: saying what became of the records.
    """
    fates = pl.Series("fate", [], pl.String()) if placed is None else placed.rows["fate"]
    if placed is not None and fates.eq(ARTICLE).any():
        return placed
    down = bool(fates.len()) and fates.eq(TAKEN_DOWN).all()
    next_step = "look at one of the files; a field map in corpus/sources.toml names unusual keys"
    if withheld:
        next_step = "look at rights.tier of the sources in corpus/sources.toml"
    counts = dict(rejects.group_by("reason").len().sort("reason").iter_rows())
    counts |= dict(fates.value_counts().sort("fate").iter_rows())
    raise ProjectError(
        str(raw),
        f"of {rejects.height + fates.len()} records none became an article: "
        + ", ".join(f"{name} {count}" for name, count in counts.items()),
        expected="at least one article with title and body",
        next_step="look at corpus/takedowns.csv" if down else next_step,
    )


def _write(
    project: Project,
    read: Read,
    placed: Placed,
    terms: Terms,
    figures: Funnel,
    kept_back: Mapping[str, tuple[str, str]],
) -> None:
    """Write the candidate aside and put it in the old one's place."""
    earlier = terms.earlier
    folder = fresh_folder(project.build / ".candidate")
    articles = placed.rows.filter(pl.col("fate") == ARTICLE)
    marks = rights.with_tiers(months.marks(articles, read.parts, project), articles, project.sources)
    unchanged = months.take_over(project.candidate, folder, marks)
    exchange = Exchange(folder / ".exchange")
    evidence = _deal_parts(read.parts, placed.rows, exchange, unchanged)
    candidate.write_articles(exchange, project, folder)
    shutil.rmtree(folder / ".exchange", ignore_errors=True)
    months.write_marks(folder, marks)
    down = gone(placed.rows, earlier.articles, terms.takedowns)
    candidate.write_small_tables(
        project,
        folder,
        duplicates=placed.duplicates,
        tombstones=candidate.tombstones(earlier, down, terms.version),
        sources=sorted(articles["source"].unique()),
    )
    records = evidence.select("id", "raw_sha256", "text_sha256")
    held_out = dict.fromkeys(placed.held_out, "held-out")
    candidate.write_changes(project, folder, earlier, held=held_out, records=records)
    candidate.write_papers(folder, evidence, read.rejects, kept_back)
    candidate.write_inputs(folder, read.files)
    write_site_lines(folder, read.site_lines)
    before = earlier.folder.name if earlier.folder else None
    write_json(
        folder / "build.json",
        {
            "version": terms.version,
            "before": before,
            **figures.as_dict(),
            "copies": _facts(placed.facts),
            KEY: splits_proof(folder, articles, placed.duplicates),
        },
    )
    install_folder(folder, project.candidate)


def _facts(facts: Facts) -> dict[str, int]:
    """Return the counts that depend on the texts alone, not on what an earlier build kept."""
    return {name: value for name, value in asdict(facts).items() if name not in _OF_THIS_RUN}


def _deal_parts(
    parts: Sequence[Path], placed: pl.DataFrame, exchange: Exchange, unchanged: Collection[str]
) -> pl.DataFrame:
    """Send the article rows of months that changed through the exchange; return the evidence of all rows."""
    wanted = (pl.col("fate") == ARTICLE) & ~pl.col("month").is_in(list(unchanged))
    by_part = placed.select(*PLACED, wanted=wanted).partition_by("part", as_dict=True)
    evidence = []
    for index, path in enumerate(parts):
        here = by_part[(index,)].drop("part")
        columns = None if here["wanted"].any() else [name for name in candidate.EVIDENCE if name != "fate"]
        rows = pl.read_parquet(path, columns=columns).with_row_index("row")
        rows = rows.join(here, on="row", how="left", validate="1:1")
        evidence.append(rows.select(candidate.EVIDENCE))
        if columns is None:
            rows = rows.filter("wanted").drop("evidence", "removed", "copy_key", "key", "wanted")
            exchange.add(rows)
    return pl.concat(evidence).sort("id", "raw_path", "position")
