"""What is planted for one rule, and in which of the copies."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.checks.conformance import MANIFEST
from warraq.model.digest import sha256_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from warraq.checks.prove.plant import Mutant
    from warraq.model.project import Project


@dataclass(frozen=True)
class Defect:
    """A defect for one rule; what is None is left as it is.

    Attributes:
        tables: changes the candidate's tables.
        files: changes the files as written, below the folder that holds `data/`.
        settings: changes the project.
        frozen: whether it is planted in a frozen release, by `files`.
        before: changes the tables of the release that the candidate is compared with.
        before_files: changes the files of that release.
        compares: whether the candidate is compared with a release before it.
    """

    tables: Mutant | None = None
    files: Callable[[Path], object] | None = None
    settings: Callable[[Project], Project] | None = None
    frozen: bool = False
    before: Mutant | None = None
    before_files: Callable[[Path], object] | None = None
    compares: bool = False


def seal(folder: Path) -> None:
    """Make the manifest of a release fit its files again, so that only the defect is left to be found."""
    path = folder / MANIFEST
    manifest = json.loads(path.read_bytes())
    for name, stated in manifest["files"].items():
        file = folder / name
        if file.is_file():
            stated |= {"sha256": sha256_file(file), "bytes": file.stat().st_size}
    path.write_text(json.dumps(manifest), encoding="utf-8")


def in_json(name: str, change: Callable[[Any], None]) -> Defect:
    """Return the defect of a frozen release with one JSON file changed, and sealed again."""

    def plant(folder: Path) -> None:
        data = json.loads((folder / name).read_bytes())
        change(data)
        (folder / name).write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8")
        seal(folder)

    return Defect(files=plant, frozen=True)


def in_paper(name: str, change: Callable[[str], str]) -> Defect:
    """Return the defect of a frozen release with one text file changed, and sealed again."""

    def plant(folder: Path) -> None:
        path = folder / name
        path.write_text(change(path.read_text(encoding="utf-8")), encoding="utf-8")
        seal(folder)

    return Defect(files=plant, frozen=True)
