"""Making a frozen release once more, from its raw input and its lock, and comparing every byte."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from warraq.corpus.discover import discover, file_sha256
from warraq.corpus.pipeline.build import Options
from warraq.corpus.relate.earlier import MANIFEST
from warraq.errors import ReleaseError
from warraq.model.atomic import fresh_folder
from warraq.model.digest import sha256_file
from warraq.model.project import Project
from warraq.release.cut import cut
from warraq.release.lock import FILE_NAME as LOCK
from warraq.release.lock import judging_day, libraries, project_files, tool

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.corpus.discover import RawRoot

_NAMED = 5
_KINDS: dict[str, type | tuple[type, ...]] = {
    "version": str,
    "before": (dict, type(None)),
    "quarantine": bool,
    "waivers_ended": (str, type(None)),
    "tool": dict,
    "libraries": dict,
    "project": dict,
    "raw": dict,
}


def rebuild(
    project: Project,
    folder: Path,
    options: Options | None = None,
) -> list[str]:
    """Return the files in which a release made anew differs from the frozen one; none, if it is the same.

    It is built in a folder of its own, from nothing that an earlier build kept.

    Args:
        folder: the frozen release, one of the project's own.
        options: how to build; with raw files, if not those of the project.

    Raises:
        ReleaseError: the lock is missing, or tool, libraries, project files, raw files or the release before
            are not those that it names: then nothing could be proven.
    """
    lock = _read(folder)
    options = options or Options()
    raw = options.raw or project.raw
    _require_same(project, lock, raw)
    aside = fresh_folder(project.build / ".rebuild")
    try:
        for name in lock["project"]:
            (aside / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(project.root / name, aside / name)
        releases = aside / "build" / "releases"
        releases.mkdir(parents=True)
        if before := lock["before"]:
            (releases / before["version"]).symlink_to(project.releases / before["version"])
        made = cut(
            Project.load(aside),
            version=lock["version"],
            today=judging_day(lock),
            options=replace(options, raw=raw),
            quarantine=lock["quarantine"],
        )
        if made.frozen is None:
            raise ReleaseError(str(folder), "made anew, the data fails its checks")
        return _differing(folder, made.frozen.folder)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _read(folder: Path) -> dict[str, Any]:
    try:
        lock: dict[str, Any] = json.loads((folder / LOCK).read_bytes())
    except (OSError, ValueError) as error:
        raise ReleaseError(str(folder / LOCK), f"cannot be read: {error}") from error
    wrong = [name for name in _KINDS if not isinstance(lock, dict) or not _fits(lock, name)]
    if wrong:
        raise ReleaseError(str(folder / LOCK), f"lacks {', '.join(wrong)}, or holds something else there")
    return lock


def _fits(lock: Mapping[str, Any], name: str) -> bool:
    if name not in lock or not isinstance(lock[name], _KINDS[name]):
        return False
    try:
        return name != "waivers_ended" or bool(judging_day(lock))
    except (ValueError, OverflowError):
        return False


def _require_same(project: Project, lock: Mapping[str, Any], raw: RawRoot) -> None:
    found = {file.relative: file_sha256(file.path) for file in discover(raw)}
    pairs = (
        ("the tool", lock["tool"], tool(), "install that version"),
        ("libraries", lock["libraries"], libraries(), "install the pinned versions"),
        ("project files", lock["project"], project_files(project.root), "check out the release's commit"),
        ("raw files", lock["raw"], found, "give the raw files of the release: --raw DIR"),
    )
    for what, stated, there, step in pairs:
        names = sorted(name for name in {*stated, *there} if stated.get(name) != there.get(name))
        if names:
            told = ", ".join(f"{name} {_told(stated.get(name), there.get(name))}" for name in names[:_NAMED])
            more = f" and {len(names) - _NAMED} more" if len(names) > _NAMED else ""
            message = f"{what} are not those of the release: {told}{more}"
            raise ReleaseError(str(project.root), message, expected=f"what {LOCK} names", next_step=step)
    if before := lock["before"]:
        path = project.releases / str(before.get("version")) / MANIFEST
        if not path.is_file() or sha256_file(path) != before.get("manifest"):
            raise ReleaseError(
                str(path), "is not the manifest of the release before", expected="the same one"
            )


def _told(stated: object, there: object) -> str:
    if stated is None:
        return "is new"
    if there is None:
        return "is missing"
    return f"is {str(there)[:12]}, was {str(stated)[:12]}"


def _differing(one: Path, other: Path) -> list[str]:
    sides = [
        {path.relative_to(side).as_posix(): sha256_file(path) for path in side.rglob("*") if path.is_file()}
        for side in (one, other)
    ]
    return sorted(name for name in {*sides[0], *sides[1]} if sides[0].get(name) != sides[1].get(name))
