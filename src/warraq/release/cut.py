"""Cutting a release: build, check, freeze."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.pipeline.build import Built, Options, build, writing
from warraq.corpus.relate.earlier import frozen_versions
from warraq.errors import DataRefusedError, ReleaseError, UsageError
from warraq.model.descriptor import VERSION, version_key
from warraq.release.freeze import Frozen, freeze
from warraq.release.hold import build_without_failing
from warraq.release.judge import check_candidate

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date
    from pathlib import Path

    from warraq.model.finding import Verdict
    from warraq.model.project import Project


@dataclass(frozen=True)
class Cut:
    """A release with all that led to it; `frozen` is None if the data was refused."""

    built: Built
    verdict: Verdict
    frozen: Frozen | None


def cut(
    project: Project,
    *,
    version: str | None,
    today: date,
    raw: Path | None = None,
    jobs: int | None = None,
    quarantine: bool = False,
    show: Callable[[str, int], None] = lambda _stage, _records: None,
) -> Cut:
    """Build, check and freeze the version; nothing is frozen if the verdict is not a pass.

    Args:
        version: by default the one in datapackage.json.
        quarantine: whether articles that fail a rule by their own row are held back, the rest released.

    Raises:
        UsageError: the version is not MAJOR.MINOR.PATCH.
        ReleaseError: a later version is frozen already, or this one with other content.
        ProjectError, CheckDefinitionError, StorageError: as `build`, `check` and `freeze` do.
    """
    wanted = project.descriptor.version if version is None else version
    if not VERSION.fullmatch(wanted):
        raise UsageError("VERSION", f"found {wanted!r}", expected="MAJOR.MINOR.PATCH, such as 0.2.0")
    later = [one for one in frozen_versions(project.releases) if version_key(one) > version_key(wanted)]
    if later and not (project.releases / wanted).exists():
        raise ReleaseError(
            str(project.releases),
            f"{later[-1]} is frozen already",
            expected=f"a version after it, not {wanted}",
            next_step="raise `version` in datapackage.json, or name one: warraq release VERSION",
        )
    options = Options(version=wanted, raw=raw, jobs=jobs, show=show)
    with writing(project):
        built = build_without_failing(project, options, today) if quarantine else build(project, options)
        show("checking", 0)
        verdict = check_candidate(project, today)
        if not verdict.passed:
            return Cut(built, verdict, None)
        show("freezing", 0)
        return Cut(built, verdict, freeze(project, wanted, verdict))


def refused(cut: Cut) -> DataRefusedError:
    """Return the error that says why nothing was frozen."""
    errors = cut.verdict.count("error")
    return DataRefusedError(
        f"release {cut.built.version}",
        f"refused: {errors} {'rule' if errors == 1 else 'rules'} of severity error failed",
        expected="none",
        next_step="warraq check names the rows; warraq explain ID says where a value came from",
    )
