"""The two sides of a comparison: frozen releases, folders of releases, or the candidate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.relate.earlier import MANIFEST
from warraq.errors import UsageError
from warraq.model.descriptor import FILE_NAME, Descriptor, read_descriptor

if TYPE_CHECKING:
    from pathlib import Path

    from warraq.model.project import Project


@dataclass(frozen=True)
class Side:
    """One release, or the candidate.

    Attributes:
        name: its version, or `candidate`.
        version: None for a candidate.
        folder: holds `data/`.
    """

    name: str
    version: str | None
    folder: Path
    descriptor: Descriptor


def side(project: Project | None, folder: Path) -> Side:
    """Return the side whose tables lie below `folder`; what has no manifest is the project's candidate.

    Raises:
        UsageError: the folder holds no release, and there is no project.
        ProjectError: a release's datapackage.json cannot be read.
    """
    if not (folder / MANIFEST).exists():
        if project is None:
            raise UsageError(str(folder), f"no {MANIFEST} in it", expected="a frozen release")
        return Side("candidate", None, folder, project.descriptor)
    descriptor = read_descriptor(folder / FILE_NAME, frozen=True)
    return Side(descriptor.version, descriptor.version, folder, descriptor)
