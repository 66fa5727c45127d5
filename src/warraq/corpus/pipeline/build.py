"""The build: from raw files to the candidate's tables."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.corpus.discover import discover
from warraq.corpus.pipeline import candidate, held, months, rights
from warraq.corpus.pipeline.copies import Texts
from warraq.corpus.pipeline.dealing import dealing_tasks, month_of, pieces
from warraq.corpus.pipeline.dumps import write_site_lines
from warraq.corpus.pipeline.evidence import scan_evidence, share_evidence, write_fates
from warraq.corpus.pipeline.light import light_rows
from warraq.corpus.pipeline.month_files import place_months, writing_tasks
from warraq.corpus.pipeline.place import ARTICLE, HELD, TAKEN_DOWN, Placed, Terms, place
from warraq.corpus.pipeline.read import read_raw
from warraq.corpus.relate.earlier import ARTICLES, read_earlier, release_before, version_to_build
from warraq.corpus.relate.numbers import digits
from warraq.corpus.relate.split_proof import KEY, splits_proof
from warraq.corpus.relate.takedowns import gone, read_takedowns
from warraq.engine.local import LocalRunner
from warraq.engine.stages import Stages
from warraq.engine.task import prune
from warraq.errors import ProjectError
from warraq.model.atomic import (
    exclusive,
    fresh_folder,
    install_folder,
    recover_folder,
    remove,
    storage_errors,
    write_json,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from warraq.corpus.discover import RawRoot
    from warraq.corpus.pipeline.funnel import Funnel
    from warraq.corpus.pipeline.read import Read
    from warraq.corpus.relate.copies import Facts
    from warraq.corpus.relate.takedowns import Takedowns
    from warraq.engine.runner import Runner
    from warraq.model.project import Project


#: Below the cache: results that only this build needs; if it is killed, the next one takes them up.
RUN = "run"
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
        raw: folder or address of raw files instead of the project's own.
        jobs: processes on this machine, where no runner is given; by default one a core.
        runner: where tasks run, watched by `stages`.
        held: id -> why; all records of these articles go to quarantine.
        afresh: paths below raw/ of files that are read again even if their kept results would do.
        stages: told what is going on, and how long it took.
    """

    version: str | None = None
    raw: RawRoot | None = None
    jobs: int | None = None
    runner: Runner | None = None
    held: Mapping[str, str] = field(default_factory=dict)
    afresh: Collection[str] = ()
    stages: Stages = field(default_factory=Stages)


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
        if options.runner is not None:
            return _build(project, options, takedowns, options.runner)
        with LocalRunner(options.jobs) as runner:
            return _build(project, options, takedowns, options.stages.watch(runner))


def _refuse_own_output(raw: RawRoot | None, project: Project) -> None:
    if isinstance(raw, Path) and project.build.resolve().is_relative_to(raw.resolve()):
        found = f"holds {project.build}, so the build would read what it wrote"
        raise ProjectError(str(raw), found, expected="a folder of raw files alone")


def _build(project: Project, options: Options, takedowns: Takedowns, runner: Runner) -> Built:
    version = options.version or version_to_build(project.releases, project.descriptor.version)
    raw, stages, run = options.raw or project.raw, options.stages, project.cache / RUN
    with stages.stage("reading"):
        read = read_raw(project, discover(raw), runner=runner, afresh=options.afresh)
    with stages.stage("relating"):
        earlier = read_earlier(release_before(project.releases, version))
        withheld = rights.withheld(read.parts, project.sources)
        given = {**options.held, **withheld}
        terms = Terms(version, project.sources, project.settings.splits, takedowns, given, earlier)
        scratch = fresh_folder(project.build / ".scratch")
        texts = Texts(read.parts, project.cache / "texts", scratch, runner, run)
        rows = light_rows(read.parts, read.files, takedowns)
        found = place(rows, terms, texts) if read.parts else None
        remove(scratch)
    placed = _with_articles(str(raw), found, read.rejects, withheld)
    kept_back = held.reasons(options.held, placed.held_out, withheld)
    figures = held.count(read, placed, kept_back)
    with stages.stage("writing"):
        _write(project, _Outcome(read, placed, terms, figures, kept_back), runner)
    prune(project.cache, read.keys)
    remove(run)
    return Built(project.candidate, version, figures, read.reused, read.shards, placed.facts)


@dataclass(frozen=True)
class _Outcome:
    """All that is known when the candidate is written."""

    read: Read
    placed: Placed
    terms: Terms
    figures: Funnel
    kept_back: Mapping[str, tuple[str, str]]


def _with_articles(
    raw: str, placed: Placed | None, rejects: pl.DataFrame, withheld: Mapping[str, str]
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
    counts |= dict(fates.cast(pl.String).value_counts().sort("fate").iter_rows())
    raise ProjectError(
        raw,
        f"of {rejects.height + fates.len()} records none became an article: "
        + ", ".join(f"{name} {count}" for name, count in counts.items()),
        expected="at least one article with title and body",
        next_step="look at corpus/takedowns.csv" if down else next_step,
    )


def _write(project: Project, outcome: _Outcome, runner: Runner) -> None:
    """Write the candidate aside and put it in the old one's place."""
    read, placed, terms = outcome.read, outcome.placed, outcome.terms
    folder = fresh_folder(project.build / ".candidate")
    articles = placed.rows.filter(pl.col("fate") == ARTICLE)
    _write_months(project, read.parts, articles, folder, runner)
    write_fates(placed.rows, share_evidence(read.parts, folder), folder)
    candidate.write_small_tables(
        project,
        folder,
        duplicates=placed.duplicates,
        tombstones=candidate.tombstones(terms.earlier, _gone(placed, terms), terms.version),
        sources=sorted(articles["source"].unique().cast(pl.String)),
    )
    held_out = dict.fromkeys(placed.held_out, "held-out")
    candidate.write_changes(project, folder, terms.earlier, held=held_out, records=scan_evidence(folder))
    any_held = placed.rows["fate"].eq(HELD).any()
    candidate.write_quarantine(folder, read.rejects, outcome.kept_back, any_held=any_held)
    candidate.write_inputs(folder, read.files)
    write_site_lines(folder, read.site_lines)
    write_json(folder / "build.json", _figures(folder, outcome))
    install_folder(folder, project.candidate)


def _write_months(
    project: Project, parts: Sequence[Path], articles: pl.DataFrame, folder: Path, runner: Runner
) -> None:
    """Write the files of months that changed, and take over those of the others."""
    marks = rights.with_tiers(months.marks(articles, parts, project), articles, project.sources)
    unchanged = months.take_over(project.candidate, folder, marks)
    run = project.cache / RUN
    wanted = ~month_of(pl.col("published_at")).is_in(sorted(unchanged))
    dealt = runner.run(dealing_tasks(parts, articles, wanted, run / "decided"), run / "dealt")
    writing_now = writing_tasks(pieces(dealt), marks, project, runner.task_memory)
    written = runner.run(writing_now, run / "months")
    place_months(written, folder)
    months.write_marks(folder, marks)


def _gone(placed: Placed, terms: Terms) -> pl.DataFrame:
    """Return `id` and `takedown` of every article that is taken down."""
    down = placed.rows.filter(pl.col("takedown").is_not_null())
    named = down.select(pl.Series("id", digits(down["id"])), pl.col("takedown").cast(pl.String))
    before = terms.earlier.folder
    return gone(named, sorted(before.glob(ARTICLES)) if before else (), terms.takedowns)


def _figures(folder: Path, outcome: _Outcome) -> dict[str, Any]:
    """Return what stands in build.json."""
    placed, terms = outcome.placed, outcome.terms
    return {
        "version": terms.version,
        "before": terms.earlier.folder.name if terms.earlier.folder else None,
        **outcome.figures.as_dict(),
        "copies": _facts(placed.facts),
        KEY: splits_proof(folder, placed.duplicates),
    }


def _facts(facts: Facts) -> dict[str, int]:
    """Return the counts that depend on the texts alone, not on what an earlier build kept."""
    return {name: value for name, value in asdict(facts).items() if name not in _OF_THIS_RUN}
