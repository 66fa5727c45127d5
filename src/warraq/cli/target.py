"""What TARGET names: a frozen version, or the folder of a release."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from warraq.errors import UsageError

if TYPE_CHECKING:
    from warraq.model.project import Project


def release_folder(project: Project, target: str) -> Path:
    """Return the folder, resolved; a version of the project comes before a folder of that name.

    Raises:
        UsageError: the target is neither.
    """
    from warraq.corpus.relate.earlier import frozen_versions

    folder = _find(project, target)
    if folder is None:
        known = ", ".join(frozen_versions(project.releases)) or "none yet"
        expected = f"a frozen version ({known}) or the folder of a release"
        raise UsageError(
            "TARGET", f"{target!r} is neither", expected=expected, next_step="warraq release VERSION"
        )
    return folder


def release_before_folder(project: Project, folder: Path) -> Path | None:
    """Return the release before the one in `folder`; None where that is not one of the project's versions."""
    from warraq.corpus.relate.earlier import release_before
    from warraq.model.descriptor import VERSION

    frozen = VERSION.fullmatch(folder.name) and folder.parent == project.releases.resolve()
    return release_before(project.releases, folder.name) if frozen else None


def _find(project: Project, target: str) -> Path | None:
    for option in (project.releases / target, Path(target)):
        try:
            if target and (option / "data").is_dir():
                return option.resolve()
        except (OSError, ValueError):  # no folder can have such a name
            continue
    return None
