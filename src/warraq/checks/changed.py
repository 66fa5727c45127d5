"""Looking only at what changed: articles that differ from a release, or whose raw files git saw change."""

from __future__ import annotations

import subprocess
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import polars as pl

from warraq.checks.derive import ARTICLES
from warraq.corpus.pipeline.evidence import FATES, scan_evidence
from warraq.corpus.relate.changes import differences
from warraq.corpus.relate.earlier import frozen_versions, read_earlier
from warraq.errors import ProjectError, UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from warraq.checks.hit import Hit
    from warraq.model.project import Project

OPTION = "--changed-since"
_RAW = "corpus/raw"
#: What decides on every article: where one of these changed, all of them are looked at.
_SETTINGS = ("datapackage.json", "checks", "corpus/agencies.toml", "corpus/sources.toml")
#: Tables whose rows are named by an article's id.
_OF_ARTICLES = (ARTICLES, "signals")
_SECONDS = 60


@dataclass(frozen=True)
class Changed:
    """The articles to look at.

    Attributes:
        since: the version or git ref that they changed since.
        ids: their ids, sorted; None stands for all.
        why: why it is all of them, or "".
    """

    since: str
    ids: pl.Series | None
    why: str = ""

    def note(self, total: int) -> str:
        """Return the sentence on how much was looked at."""
        if self.ids is None:
            return f"rules over rows looked at all {total:,} articles: {self.why} since {self.since}"
        looked = f"{len(self.ids):,} of {total:,} articles"
        return f"rules over rows looked at {looked}: those changed since {self.since}"


def on_changed(hits: Sequence[Hit], changed: Changed, tables: Mapping[str, pl.DataFrame]) -> list[Hit]:
    """Return the hits without the rows of articles that did not change.

    Only rows of `articles` and `signals` that are named by the id of an article are left out; files, segments
    and rows without an id stay.
    """
    if changed.ids is None:
        return list(hits)
    everything = tables[ARTICLES]["id"].drop_nulls().unique()
    kept = []
    for hit in hits:
        if hit.table in _OF_ARTICLES and hit.keys["key"].is_in(everything.implode()).any():
            unchanged = pl.col("key").is_in(everything.implode()) & ~pl.col("key").is_in(
                changed.ids.implode()
            )
            hit = replace(hit, keys=hit.keys.filter(~unchanged), total=min(hit.total, len(changed.ids)))  # noqa: PLW2901
        if hit.keys.height:
            kept.append(hit)
    return kept


def changed_since(project: Project, folder: Path, since: str | None) -> Changed | None:
    """Return which articles below `folder` changed since a frozen version or a git ref; None since nothing.

    Since a version: rows that were added, or differ in a value. Since a git ref: rows of the candidate that
    were read from raw files which git shows as changed or new, not yet committed ones included. All rows,
    where rules or settings changed as well.

    Raises:
        UsageError: `since` is neither a frozen version nor a commit that git knows here, or it is a commit
            and the folder has no evidence of where its rows come from.
        ReleaseError: the frozen version cannot be read.
    """
    if since is None:
        return None
    if since in frozen_versions(project.releases):
        frozen = project.releases / since
        read_earlier(frozen)
        ids = differences(frozen, folder).filter(pl.col("change") != "removed")["id"]
        return Changed(since, ids.unique().sort())
    paths = _changed_paths(project, since)
    settings = [path for path in paths if path.startswith(_SETTINGS)]
    if settings:
        return Changed(since, None, f"{settings[0]} changed")
    raw = [path.removeprefix(f"{_RAW}/") for path in paths]
    return Changed(since, _ids_from(folder, raw))


def _ids_from(folder: Path, raw: Sequence[str]) -> pl.Series:
    if not (folder / FATES).is_file():
        raise UsageError(
            OPTION,
            f"{folder} does not say which raw file a row comes from",
            expected="a frozen version, or the candidate to look at",
        )
    try:
        evidence = scan_evidence(folder).filter(pl.col("raw_path").is_in(list(raw))).select("id").collect()
    except (pl.exceptions.PolarsError, OSError) as error:
        raise ProjectError(str(folder), str(error).split("\n", 1)[0], next_step="warraq build") from error
    return evidence["id"].drop_nulls().unique().sort()


def _changed_paths(project: Project, ref: str) -> list[str]:
    """Return the paths that differ from the commit, relative to the project, sorted."""
    commit = _git(project, ["rev-parse", "--verify", "--quiet", "--end-of-options", f"{ref}^{{commit}}"], ref)
    places = ["--", *_SETTINGS, _RAW]
    differing = _git(project, ["diff", "--name-only", "--relative", "-z", commit.strip(), *places], ref)
    new = _git(project, ["ls-files", "--others", "--exclude-standard", "-z", *places], ref)
    return sorted({path for path in f"{differing}\0{new}".split("\0") if path})


def _git(project: Project, arguments: Sequence[str], ref: str) -> str:
    command = ["git", "-c", "core.quotePath=false", "-C", str(project.root), *arguments]
    try:
        done = subprocess.run(command, capture_output=True, check=False, timeout=_SECONDS)  # noqa: S603 - a list, no shell
    except (OSError, ValueError, subprocess.TimeoutExpired) as error:
        raise UsageError(
            OPTION, f"git cannot be run: {error}", expected="git, or a frozen version"
        ) from error
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().split("\n", 1)[0]
        known = ", ".join(frozen_versions(project.releases)) or "none yet"
        found = f"{ref!r} is no frozen version and no commit here" + (f": {said}" if said else "")
        raise UsageError(
            OPTION, found, expected=f"a frozen version ({known}) or a git ref, such as origin/main"
        )
    return done.stdout.decode("utf-8", errors="surrogateescape")
