"""Cutting a release: build, check, freeze."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

from warraq.corpus.pipeline.build import Built, Options, build, writing
from warraq.corpus.relate.earlier import frozen_versions, release_before
from warraq.errors import DataRefusedError, ReleaseError, UsageError, VersionTakenError
from warraq.model.descriptor import VERSION, version_key
from warraq.release.diff.bump import least_version
from warraq.release.diff.difference import compare, with_papers
from warraq.release.diff.required import require_bump
from warraq.release.diff.sides import side
from warraq.release.freeze import Frozen, freeze
from warraq.release.hold import build_without_failing
from warraq.release.judge import check_candidate
from warraq.release.reuse import Reuse, reuse

if TYPE_CHECKING:
    from datetime import date

    from warraq.model.finding import Verdict
    from warraq.model.project import Project
    from warraq.release.diff.difference import Difference

Bump = Literal["auto", "patch", "minor", "major"]
BUMPS: tuple[Bump, ...] = ("auto", "patch", "minor", "major")


@dataclass(frozen=True)
class Cut:
    """A release with all that led to it.

    Attributes:
        frozen: None if the data was refused.
        difference: against the release before; None for a first release.
        reuse: how much of the frozen release its forerunner already had; None for a first release.
    """

    built: Built
    verdict: Verdict
    frozen: Frozen | None
    difference: Difference | None
    reuse: Reuse | None = None


def cut(
    project: Project,
    *,
    version: str | None,
    today: date,
    bump: Bump | None = None,
    options: Options | None = None,
    quarantine: bool = False,
) -> Cut:
    """Build, check and freeze the version; nothing is frozen if the verdict is not a pass.

    Args:
        version: by default the one in datapackage.json.
        options: how to build, the version apart.
        bump: instead of a version: that much after the newest release; "auto" as the data calls for.
        quarantine: whether articles that fail a rule by their own row are held back, the rest released.

    Raises:
        UsageError: the version is not MAJOR.MINOR.PATCH, or both a version and a bump are given.
        ReleaseError: a later version is frozen already, or this one with other content, or the version is
            too small a step from the release before.
        ProjectError, CheckDefinitionError, StorageError: as `build`, `check` and `freeze` do.
    """
    wanted = _wanted(project, version, bump)
    work = _Work(project, options or Options(), today, quarantine)
    with writing(project):
        made = work.make(wanted)
        if bump == "auto" and made.difference is not None:
            return _as_called_for(work, made, made.difference)
        return work.freeze(made)


@dataclass(frozen=True)
class _Made:
    built: Built
    difference: Difference | None


@dataclass(frozen=True)
class _Work:
    """The steps from raw input to a frozen version."""

    project: Project
    options: Options
    today: date
    quarantine: bool

    def make(self, version: str) -> _Made:
        """Build the candidate and compare it with the release before."""
        options = replace(self.options, version=version)
        held = self.quarantine
        built = (
            build_without_failing(self.project, options, self.today) if held else build(self.project, options)
        )
        with self.options.stages.stage("comparing"):
            return _Made(built, _difference(self.project, version))

    def freeze(self, made: _Made) -> Cut:
        """Hold the candidate to its version and to the rules, and freeze it."""
        project, version = self.project, made.built.version
        if made.difference is not None:
            require_bump(made.difference, version, project.releases)
        with self.options.stages.stage("checking"):
            verdict = check_candidate(project, self.today)
        if not verdict.passed:
            return Cut(made.built, verdict, None, made.difference)
        with self.options.stages.stage("freezing"):
            frozen = freeze(project, version, verdict, quarantine=self.quarantine, today=self.today)
        before = release_before(project.releases, version)
        return Cut(made.built, verdict, frozen, made.difference, reuse(frozen.folder, before))


def _as_called_for(work: _Work, made: _Made, difference: Difference) -> Cut:
    """Freeze the version that the difference from the newest release calls for."""
    newest, wanted = difference.old.version, difference.version
    if newest is None or wanted is None or wanted == made.built.version:
        return work.freeze(made)
    # The version stands in new rows, so it has to be known before they are written.
    try:
        return work.freeze(work.make(wanted))
    except VersionTakenError as error:
        # No row differs, but what is said of them does: the card, a verdict, what became of raw records.
        made = work.make(least_version(newest, "patch"))
        return work.freeze(replace(made, difference=with_papers(made.difference, error.found)))


def _wanted(project: Project, version: str | None, bump: Bump | None) -> str:
    frozen = frozen_versions(project.releases)
    if version is not None and bump is not None:
        raise UsageError("--bump", f"{bump!r} beside the version {version}", expected="one of the two")
    if bump is not None and frozen:
        # Most releases add rows, so that is what is built first where the data decides.
        return least_version(frozen[-1], "minor" if bump == "auto" else bump)
    wanted = project.descriptor.version if version is None else version
    if not VERSION.fullmatch(wanted):
        raise UsageError("VERSION", f"found {wanted!r}", expected="MAJOR.MINOR.PATCH, such as 0.2.0")
    later = [one for one in frozen if version_key(one) > version_key(wanted)]
    if later and wanted not in frozen:
        raise ReleaseError(
            str(project.releases),
            f"{later[-1]} is frozen already",
            expected=f"a version after it, not {wanted}",
            next_step="warraq release --bump auto, or name one: warraq release VERSION",
        )
    return wanted


def _difference(project: Project, version: str) -> Difference | None:
    before = release_before(project.releases, version)
    return None if before is None else compare(side(project, before), side(project, project.candidate))


def refused(cut: Cut) -> DataRefusedError:
    """Return the error that says why nothing was frozen."""
    errors = cut.verdict.count("error")
    return DataRefusedError(
        f"release {cut.built.version}",
        f"refused: {errors} {'rule' if errors == 1 else 'rules'} of severity error failed",
        expected="none",
        next_step="warraq check names the rows; warraq explain ID says where a value came from",
    )
