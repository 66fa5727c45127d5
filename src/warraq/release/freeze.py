"""From a checked candidate to a frozen release folder."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from warraq.errors import ProjectError, VersionTakenError
from warraq.model.atomic import fresh_folder, json_bytes, storage_errors, sync_tree
from warraq.model.descriptor import FILE_NAME
from warraq.model.digest import sha256_file
from warraq.release.card import TEMPLATE
from warraq.release.card_check import card_faults
from warraq.release.figures import figures
from warraq.release.judge import read_build
from warraq.release.lock import FILE_NAME as LOCK
from warraq.release.lock import lock
from warraq.release.papers import CARD, papers
from warraq.release.preview import write_preview
from warraq.release.report.funnel import FILE_NAME as FUNNEL
from warraq.release.report.funnel import funnel_facts
from warraq.release.resolve import resolve

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from warraq.model.finding import Verdict
    from warraq.model.project import Project

MANIFEST = "manifest.json"
CHECKS = "checks.json"


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


def freeze(
    project: Project,
    version: str,
    verdict: Verdict,
    *,
    quarantine: bool = False,
    today: date = date.min,
) -> Frozen:
    """Write the candidate as a release beside the others, and rename it into place.

    A release that is there already is never changed: if it has the same bytes it is returned as it is.

    Args:
        quarantine: whether articles were held back because they fail a rule; it stands in the lock.
        today: the day on which waivers were judged.

    Raises:
        VersionTakenError: the version is frozen with other content.
        ProjectError: no candidate, the card's template is broken, or the card could not be read by the Hub.
        StorageError: the disk refuses.
    """
    target = project.releases / version
    folder = fresh_folder(project.releases / f".new-{version}")
    with storage_errors(folder), _gone_if_broken(folder):
        shutil.copytree(project.candidate / "data", folder / "data")
        write_preview(project.descriptor, folder)
        locked = lock(project, version, read_build(project.candidate), quarantine=quarantine, today=today)
        _write_papers(project, folder, version, verdict, locked)
        manifest = _manifest(folder, version)
        (folder / MANIFEST).write_bytes(json_bytes(manifest))
        sizes = [file["bytes"] for file in manifest["files"].values()]
        frozen = Frozen(target, version, figures(folder), len(sizes), sum(sizes), new=not target.exists())
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


def _write_papers(
    project: Project, folder: Path, version: str, verdict: Verdict, locked: Mapping[str, Any]
) -> None:
    built = read_build(project.candidate)
    resolved = resolve(project.descriptor, folder, version)
    written = {
        FILE_NAME: json_bytes(resolved),
        CHECKS: json_bytes(verdict.as_dict()),
        FUNNEL: json_bytes(funnel_facts(project.candidate, built)),
        LOCK: json_bytes(locked),
        **papers(folder, project.build, project.descriptor, resolved, verdict, built, locked["settings"]),
    }
    _require_readable_card(project, written[CARD].decode(), folder, resolved)
    for name, data in written.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(data)


def _require_readable_card(project: Project, card: str, folder: Path, resolved: Mapping[str, Any]) -> None:
    """Refuse a card that the Hub, or `datasets`, would refuse or read as something else.

    Raises:
        ProjectError: naming the template, or the descriptor that the front matter is computed from.
    """
    for fault in card_faults(card, folder, resolved):
        path = project.descriptor.path if fault.key else project.build / TEMPLATE
        found = f"the card's front matter would be wrong: {fault}" if fault.key else str(fault)
        raise ProjectError(str(path), found, expected="a card that the Hub and datasets can read")


def _manifest(folder: Path, version: str) -> dict[str, Any]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)
    files = {
        path.relative_to(folder).as_posix(): {"sha256": sha256_file(path), "bytes": path.stat().st_size}
        for path in paths
    }
    return {"version": version, "files": dict(sorted(files.items()))}


def _refuse_other_content(target: Path, folder: Path) -> None:
    """Hold the files that are there, not what a manifest says of them, to those that would be frozen.

    The lock may differ: another version of the tool, or other settings, that give the same bytes are welcome.
    The manifest must be that of the files that are there.
    """
    here, there = (_manifest(place, target.name)["files"] for place in (target, folder))
    names = sorted(name for name in {*here, *there} - {LOCK} if here.get(name) != there.get(name))
    manifest = target / MANIFEST
    own = json_bytes({"version": target.name, "files": here})
    if not manifest.is_file() or manifest.read_bytes() != own:
        names.append(MANIFEST)
    if not names:
        return
    files = "1 file," if len(names) == 1 else f"{len(names)} files, first"
    differing = f"it differs from this candidate in {files} {names[0]}"
    raise VersionTakenError(
        str(target),
        f"{target.name} is frozen, and {differing}",
        expected="a version that is not taken: a release is never changed",
        next_step="warraq release --bump auto, or name one: warraq release VERSION",
    )
