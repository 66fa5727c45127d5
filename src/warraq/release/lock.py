"""`build.lock` of a release: all that its bytes depend on."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import cache
from importlib.metadata import requires, version
from pathlib import Path
from typing import TYPE_CHECKING, Any

import warraq
from warraq.corpus.pipeline.candidate import read_inputs
from warraq.corpus.relate.earlier import MANIFEST
from warraq.model.descriptor import FILE_NAME as DESCRIPTOR
from warraq.model.digest import sha256_file, sha256_value
from warraq.release.card_facts import card_settings

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from warraq.model.project import Project

FILE_NAME = "build.lock"
_REQUIREMENT = re.compile(r"[A-Za-z0-9._-]+")
_CODE = frozenset({".py", ".toml", ".json", ".j2"})


def lock(
    project: Project, version: str, built: Mapping[str, Any], *, quarantine: bool, today: date
) -> dict[str, Any]:
    """Return the lock of the release that is being frozen.

    Keys: `version`; `before` (version and SHA-256 of the manifest of the release before, or null);
    `quarantine` (whether failing articles were held back); `waivers_ended` (the last day of those waivers
    that had ended, or null: all that the bytes take from the calendar); `settings` (what the card says
    of build/release.toml); `tool` (version, and a digest of its
    code); `libraries` (name -> version of all that the tool requires); `project` (path -> SHA-256 of each
    project file); `raw` (path below the raw folder -> SHA-256). Machine, clock and Python version are left
    out: the bytes do not depend on them.
    """
    before = built["before"]
    return {
        "version": version,
        "before": before
        and {"version": before, "manifest": sha256_file(project.releases / before / MANIFEST)},
        "quarantine": quarantine,
        "waivers_ended": max((day.isoformat() for day in _ended(project, today)), default=None),
        "settings": card_settings(project.settings),
        "tool": tool(),
        "libraries": libraries(),
        "project": project_files(project.root),
        "raw": read_inputs(project.candidate),
    }


def judging_day(lock: Mapping[str, Any]) -> date:
    """Return a day on which the waivers in force are those that were when the release was frozen."""
    ended = lock["waivers_ended"]
    return date.fromisoformat(ended) + timedelta(days=1) if ended else date.min


def _ended(project: Project, today: date) -> list[date]:
    return [waiver.expires for waiver in project.policy.waivers if waiver.expires < today]


@cache
def tool() -> dict[str, str]:
    """Return version and digest of the tool that runs."""
    package = Path(warraq.__file__).parent
    files = sorted(path for path in package.rglob("*") if path.suffix in _CODE)
    code = [[path.relative_to(package).as_posix(), sha256_file(path)] for path in files]
    return {"name": "warraq", "version": warraq.__version__, "code": sha256_value(code)}


def libraries() -> dict[str, str]:
    """Return name -> installed version of every library that the tool requires, extras apart."""
    needed = (one for one in requires("warraq") or [] if "extra ==" not in one)
    names = sorted({match[0].lower() for one in needed if (match := _REQUIREMENT.match(one))})
    return {name: version(name) for name in names}


def project_files(root: Path) -> dict[str, str]:
    """Return path -> SHA-256 of the files that decide what is released, raw files apart, sorted by path."""
    files = {path.relative_to(root).as_posix(): path for path in _project_files(root)}
    return {name: sha256_file(files[name]) for name in sorted(files)}


def _project_files(root: Path) -> Iterator[Path]:
    yield root / DESCRIPTOR
    for folder, pattern in (
        ("corpus", "*.toml"),
        ("corpus", "*.csv"),
        ("build", "*.toml"),
        ("build", "*.j2"),
    ):
        yield from (root / folder).glob(pattern)
    for path in (root / "checks").rglob("*"):
        inside = path.relative_to(root).parts
        if path.is_file() and not any(part.startswith((".", "__")) for part in inside):
            yield path
