"""The verdict on the candidate."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from warraq.checks.changed import changed_since
from warraq.checks.run import check
from warraq.corpus.relate.earlier import frozen_versions, release_before
from warraq.errors import ProjectError
from warraq.model.descriptor import VERSION

if TYPE_CHECKING:
    from datetime import date
    from pathlib import Path

    from warraq.model.finding import Verdict
    from warraq.model.project import Project


def read_build(candidate: Path) -> dict[str, Any]:
    """Return the candidate's build.json.

    Raises:
        ProjectError: there is no candidate.
    """
    try:
        built = json.loads((candidate / "build.json").read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        where = str(candidate)
        raise ProjectError(where, "there is no candidate", next_step="warraq build") from error
    except (OSError, ValueError) as error:
        where = str(candidate / "build.json")
        raise ProjectError(where, f"cannot be read: {error}", next_step="warraq build") from error
    if not isinstance(built, dict) or not VERSION.fullmatch(str(built.get("version"))):
        where = str(candidate / "build.json")
        raise ProjectError(where, "names no version", next_step="warraq build")
    return built


def check_candidate(project: Project, today: date) -> Verdict:
    """Return the verdict on the candidate as a release, compared with the release before its version.

    Raises:
        ProjectError: there is no candidate.
        CheckDefinitionError: a rule is broken.
    """
    previous = release_before(project.releases, str(read_build(project.candidate)["version"]))
    return check(project, project.candidate, previous=previous, today=today)


def check_again(project: Project, today: date, since: str | None = None) -> Verdict:
    """Return the verdict on a candidate that is not being released now.

    If its version is frozen already, the candidate is compared with the newest release, and the verdict says
    so: what is built now can only become the next version.

    Args:
        since: a frozen version or a git ref; rules over rows look only at articles that changed since.

    Raises:
        UsageError: `since` is neither.
        ProjectError: there is no candidate.
        CheckDefinitionError: a rule is broken.
    """
    version, frozen = str(read_build(project.candidate)["version"]), frozen_versions(project.releases)
    taken = version in frozen
    previous = project.releases / frozen[-1] if taken else release_before(project.releases, version)
    only = changed_since(project, project.candidate, since)
    verdict = check(project, project.candidate, previous=previous, today=today, only=only)
    if not taken:
        return verdict
    note = (
        f"{version} is frozen already, so it is compared with {frozen[-1]}; raise version in datapackage.json"
    )
    return replace(verdict, notes=(*verdict.notes, note))
