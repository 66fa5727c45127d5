"""From a checked candidate to a frozen release folder."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.errors import ReleaseError
from warraq.model.atomic import fresh_folder, json_bytes, storage_errors, sync_tree
from warraq.model.descriptor import FILE_NAME
from warraq.model.digest import sha256_file
from warraq.release.card import render
from warraq.release.changelog import changes_text
from warraq.release.figures import figures
from warraq.release.judge import read_build
from warraq.release.report.funnel import FILE_NAME as FUNNEL
from warraq.release.report.funnel import funnel_facts
from warraq.release.report.plots import plots
from warraq.release.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from warraq.model.finding import Verdict
    from warraq.model.project import Project

MANIFEST = "manifest.json"


@dataclass(frozen=True)
class Frozen:
    """A frozen release.

    Attributes:
        figures: see `warraq.release.figures`.
        new: False if the very same release was there already.
    """

    folder: Path
    version: str
    figures: dict[str, Any]
    files: int
    bytes: int
    new: bool


def freeze(project: Project, version: str, verdict: Verdict) -> Frozen:
    """Write the candidate as a release beside the others, and rename it into place.

    A release that is there already is never changed: if it has the same bytes it is returned as it is.

    Raises:
        ReleaseError: the version is frozen with other content.
        ProjectError: no candidate, or the card's template is broken.
        StorageError: the disk refuses.
    """
    target = project.releases / version
    folder = fresh_folder(project.releases / f".new-{version}")
    with storage_errors(folder), _gone_if_broken(folder):
        shutil.copytree(project.candidate / "data", folder / "data")
        numbers = _write_papers(project, folder, version, verdict)
        manifest = _manifest(folder, version)
        (folder / MANIFEST).write_bytes(json_bytes(manifest))
        sizes = [file["bytes"] for file in manifest["files"].values()]
        frozen = Frozen(target, version, numbers, len(sizes), sum(sizes), new=not target.exists())
        if target.exists():
            _refuse_other_content(target, folder)
            shutil.rmtree(folder)
        else:
            sync_tree(folder)
            folder.rename(target)
    return frozen


@contextmanager
def _gone_if_broken(folder: Path) -> Iterator[None]:
    try:
        yield
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise


def _write_papers(project: Project, folder: Path, version: str, verdict: Verdict) -> dict[str, Any]:
    built = read_build(project.candidate)
    numbers = figures(folder)
    resolved = resolve(project.descriptor, folder, version)
    pictures = plots(folder)
    papers = {
        FILE_NAME: json_bytes(resolved),
        "README.md": render(project, resolved, numbers, verdict, built, pictures).encode(),
        "CHANGES.md": changes_text(folder, version, built["before"], numbers).encode(),
        "checks.json": json_bytes(verdict.as_dict()),
        FUNNEL: json_bytes(funnel_facts(project.candidate, built)),
        **{plot.path: plot.svg for plot in pictures},
    }
    for name, data in papers.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)
    return numbers


def _manifest(folder: Path, version: str) -> dict[str, Any]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    files = {
        path.relative_to(folder).as_posix(): {"sha256": sha256_file(path), "bytes": path.stat().st_size}
        for path in paths
    }
    return {"version": version, "files": dict(sorted(files.items()))}


def _refuse_other_content(target: Path, folder: Path) -> None:
    """Hold the files that are there, not what a manifest says of them, to those that would be frozen."""
    here, there = (_manifest(place, target.name)["files"] for place in (target, folder))
    names = sorted(name for name in {*here, *there} if here.get(name) != there.get(name))
    if not names:
        return
    files = "1 file," if len(names) == 1 else f"{len(names)} files, first"
    differing = f"it differs from this candidate in {files} {names[0]}"
    raise ReleaseError(
        str(target),
        f"{target.name} is frozen, and {differing}",
        expected="a version that is not taken: a release is never changed",
        next_step="raise `version` in datapackage.json, or name one: warraq release VERSION",
    )
