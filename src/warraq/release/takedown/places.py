"""Where articles of a project lie: the candidate and the frozen releases."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.checks.preview import PREVIEW_FILE
from warraq.corpus.relate.earlier import ARTICLES, frozen_versions
from warraq.model.digest import sha256_file

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from warraq.model.project import Project

CANDIDATE = "candidate"


@dataclass(frozen=True)
class File:
    """A file of articles, and the names of all places that hold it with the same bytes."""

    path: Path
    places: tuple[str, ...]


def releases(project: Project) -> dict[str, Path]:
    """Return version -> folder of the frozen releases, oldest first."""
    return {version: project.releases / version for version in frozen_versions(project.releases)}


def all_places(project: Project) -> dict[str, Path]:
    """Return name -> folder of the frozen releases, and of the candidate if there is one."""
    candidate = {CANDIDATE: project.candidate} if (project.candidate / "data").is_dir() else {}
    return {**releases(project), **candidate}


def article_files(places: Iterable[tuple[str, Path]]) -> list[File]:
    """Return the files of articles of all places, each content once, in the order of the places.

    A release's preview is one: it repeats rows of the others.
    """
    found: dict[str, tuple[Path, list[str]]] = {}
    for name, folder in places:
        for path in (*sorted(folder.glob(ARTICLES)), *folder.glob(PREVIEW_FILE)):
            found.setdefault(sha256_file(path), (path, []))[1].append(name)
    return [File(path, tuple(names)) for path, names in found.values()]
