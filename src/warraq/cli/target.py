"""What TARGET names: a frozen version, the folder of a release, or a release on the Hub or in a store."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from warraq.errors import ProjectError, UsageError

if TYPE_CHECKING:
    from warraq.model.project import Project
    from warraq.release.hub.address import HubAddress
    from warraq.release.publish.store_address import StoreAddress

    Place = Path | HubAddress | StoreAddress


def release_folder(project: Project, target: str) -> Path:
    """Return the folder, resolved; a version of the project comes before a folder of that name.

    Raises:
        UsageError: the target is neither.
    """
    from warraq.corpus.relate.earlier import frozen_versions

    folder = _find(project.releases / target, Path(target)) if target else None
    if folder is None:
        known = ", ".join(frozen_versions(project.releases)) or "none yet"
        expected = f"a frozen version ({known}) or the folder of a release"
        raise UsageError(
            "TARGET", f"{target!r} is neither", expected=expected, next_step="warraq release VERSION"
        )
    return folder


def release_places(start: Path, *targets: str) -> tuple[Project | None, list[Place]]:
    """Return the project that `start` lies in, if any, and where each target lies.

    A folder, a URL and an address on the Hub need no project; a version does.

    Raises:
        UsageError: a target is neither a version, a folder nor an address, or no place in a store.
        ProjectError: a target may be a version, and there is no project, or none that can be read.
    """
    from warraq.model.project import Project
    from warraq.release.hub.address import hub_address, is_hub_address
    from warraq.release.publish.store_address import is_store_url, store_place

    try:
        project, no_project = Project.load(start), None
    except ProjectError as error:
        project, no_project = None, error

    def place(target: str) -> Place:
        if is_hub_address(target):
            return hub_address(target, "TARGET")
        if is_store_url(target):
            found = store_place(target, "TARGET")
            if not isinstance(found, Path):
                return found
            target = str(found)
        if project is not None:
            return release_folder(project, target)
        folder = _find(Path(target)) if target else None
        if folder is None:
            raise no_project or UsageError("TARGET", f"{target!r} is no folder of a release")
        return folder

    return project, [place(target) for target in targets]


def release_before_folder(project: Project, folder: Path) -> Path | None:
    """Return the release before the one in `folder`; None where that is not one of the project's versions."""
    from warraq.corpus.relate.earlier import release_before
    from warraq.model.descriptor import VERSION

    frozen = VERSION.fullmatch(folder.name) and folder.parent == project.releases.resolve()
    return release_before(project.releases, folder.name) if frozen else None


def _find(*options: Path) -> Path | None:
    for option in options:
        try:
            if (option / "data").is_dir():
                return option.resolve()
        except (OSError, ValueError):  # no folder can have such a name
            continue
    return None
