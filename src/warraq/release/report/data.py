"""All that the report says, as data: computed here, laid out by `warraq.release.report.page`."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from warraq.errors import ProjectError
from warraq.model.descriptor import FILE_NAME, Descriptor, read_descriptor
from warraq.release.report import counts
from warraq.release.report.drift import Drift, drift
from warraq.release.report.findings import Shown, with_samples
from warraq.release.report.funnel import FunnelTable, funnel_table
from warraq.release.report.periods import by_period
from warraq.release.report.reading import articles_to_read
from warraq.release.report.rows import look_up, read_rows
from warraq.release.report.syndication import syndication

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.model.finding import Verdict
    from warraq.model.project import Project
    from warraq.release.report.crosstab import Crosstab
    from warraq.release.report.rows import Rows

#: Most sources that a chart parts by colour.
COLOURS = 8


@dataclass(frozen=True)
class Report:
    """A candidate or a release as a person reads it.

    Attributes:
        version: of the release, or the one that the candidate was built for.
        frozen: whether it is a release.
        sources: see `counts.by_source`, with the declared name, language and license.
        funnel: None where nothing is known of the build.
        months: dated articles by period and source.
        syndication: see `warraq.release.report.syndication.syndication`.
        clusters: see `counts.largest_clusters`, with the title of the original.
        relations: kind of copy -> pairs in the table duplicates.
        drift: None where there is no release before, or it cannot be read.
        changes: reason -> articles that were added, removed or changed since the release before.
        reading: articles to read; see `rows.read_texts`.
        unread: files of articles that could not be read and are in no figure.
    """

    name: str
    title: str
    description: str
    version: str
    frozen: bool
    figures: counts.Figures
    sources: tuple[dict[str, Any], ...]
    funnel: FunnelTable | None
    months: Crosstab
    lengths: Crosstab
    languages: Crosstab
    precisions: Crosstab
    origins: Crosstab
    copies: Crosstab
    agencies: Crosstab
    syndication: tuple[dict[str, Any], ...]
    clusters: tuple[dict[str, Any], ...]
    relations: dict[str, int]
    before: str | None
    drift: Drift | None
    changes: dict[str, int]
    verdict: Verdict
    findings: tuple[Shown, ...]
    reading: tuple[dict[str, Any], ...]
    unread: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """Return the report as a JSON object; times as text."""
        facts = {**asdict(self), "verdict": self.verdict.as_dict()}
        facts["reading"] = [
            {**row, "published_at": None if row["published_at"] is None else row["published_at"].isoformat()}
            for row in facts["reading"]
        ]
        return facts


def report(
    project: Project,
    folder: Path,
    verdict: Verdict,
    *,
    version: str,
    frozen: bool,
    previous: Path | None = None,
    funnel: Mapping[str, Any] | None = None,
) -> Report:
    """Return the report of the tables below `folder`.

    Args:
        verdict: what the checks found in them.
        previous: folder of the release before, to compare with.
        funnel: see `warraq.release.report.funnel.funnel_facts`.

    Raises:
        ProjectError: the descriptor lacks a table or field that every release has.
    """
    descriptor = descriptor_of(project, folder)
    rows = read_rows(descriptor, folder)
    figures = counts.figures(rows.frame)
    return Report(
        name=str(descriptor.raw.get("name") or ""),
        title=descriptor.title,
        description=str(descriptor.raw.get("description") or ""),
        version=version,
        frozen=frozen,
        figures=figures,
        sources=_sources(rows, _small(folder, "sources", ("id", "name", "language", "license"))),
        funnel=funnel_table(funnel),
        months=by_period(rows.frame, None, COLOURS + 1),
        lengths=counts.lengths(rows.frame),
        languages=counts.languages(rows.frame),
        precisions=counts.precisions(rows.frame),
        origins=counts.origins(rows.frame),
        copies=counts.copies(rows.frame),
        agencies=counts.agencies(rows.frame),
        syndication=syndication(rows.frame, _agencies(project)),
        clusters=_clusters(rows),
        relations=_tally(_small(folder, "duplicates", ("relation",)), "relation"),
        before=previous.name if previous else None,
        drift=_drift(project, previous, figures) if previous else None,
        changes=_tally(_small(folder, "changes", ("reason",)), "reason") if previous else {},
        verdict=verdict,
        findings=with_samples(verdict, rows),
        reading=articles_to_read(rows, version),
        unread=rows.unread,
    )


def _agencies(project: Project) -> dict[str, str]:
    return {name: source.agency for name, source in project.sources.items() if source.agency}


def descriptor_of(project: Project, folder: Path) -> Descriptor:
    """Return the folder's own descriptor where it has a sound one, else the project's."""
    try:
        return read_descriptor(folder / FILE_NAME, frozen=True)
    except ProjectError:
        return project.descriptor


def _drift(project: Project, previous: Path, new: counts.Figures) -> Drift | None:
    try:
        old = read_rows(descriptor_of(project, previous), previous)
    except ProjectError:
        return None
    return None if old.unread else drift(previous.name, counts.figures(old.frame), new)


def _small(folder: Path, table: str, columns: tuple[str, ...]) -> pl.DataFrame:
    """Return columns of a table of one file, all as text; no rows where it cannot be read."""
    try:
        return pl.read_parquet(folder / "data" / f"{table}.parquet", columns=list(columns)).cast(pl.String())
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError):
        return pl.DataFrame(schema=dict.fromkeys(columns, pl.String()))


def _tally(frame: pl.DataFrame, column: str) -> dict[str, int]:
    counted = frame.group_by(pl.col(column).fill_null("(none)")).len()
    return dict(counted.sort(["len", column], descending=[True, False]).iter_rows())


def _sources(rows: Rows, declared: pl.DataFrame) -> tuple[dict[str, Any], ...]:
    known = {row["id"]: row for row in declared.to_dicts()}
    empty = {"name": None, "language": None, "license": None}
    return tuple(
        {**row, **{key: known.get(row["source"], empty)[key] for key in empty}}
        for row in counts.by_source(rows.frame)
    )


def _clusters(rows: Rows) -> tuple[dict[str, Any], ...]:
    largest = counts.largest_clusters(rows.frame)
    heads = look_up(rows, [row["cluster"] for row in largest])
    return tuple(
        {**row, **{key: heads.get(row["cluster"], {}).get(key) for key in ("title", "language")}}
        for row in largest
    )
