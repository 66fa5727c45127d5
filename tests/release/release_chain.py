"""Projects that are released more than once, and what commands say of them."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from projects import jsonl, put, read_articles, story
from warraq.cli.main import main

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    import pytest

    from warraq.model.project import Project

STORIES = "corpus/raw/daily/stories.jsonl"
COUNT = 12


@dataclass(frozen=True)
class Desk:
    """One project, and a way to run commands on it."""

    project: Project
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: object, code: int = 0) -> tuple[str, str]:
        """Run `warraq ARGUMENTS`, which must end with the code; return what stdout and stderr got."""
        self.capsys.readouterr()
        found = main(["--project", str(self.project.root), *map(str, arguments)])
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err, err
        assert found == code, (out, err)
        return out, err

    def json(self, *arguments: object, code: int = 0) -> Any:
        """Run a command with --json, and return its document."""
        return json.loads(self.run(*arguments, "--json", code=code)[0])

    def release(self, *arguments: object) -> str:
        """Release as the data calls for, or as the arguments say; return the version."""
        return str(self.json("release", *(arguments or ("--bump", "auto")))["release"]["version"])

    def diff(self, old: str, new: str) -> Any:
        """Compare; the conservation law holds, in all and for each source."""
        found = self.json("diff", old, new)
        assert found["rows_old"] + found["added"] - found["removed"] == found["rows_new"]
        for kind in ("added", "removed", "changed"):
            assert sum(row["articles"] for row in found["sources"] if row["change"] == kind) == found[kind]
            assert sum(row["articles"] for row in found["reasons"] if row["change"] == kind) == found[kind]
            assert sum(row["change"] == kind for row in found["rows"]) == found[kind]
        return found

    def reasons(self, old: str, new: str) -> dict[tuple[str, str], int]:
        """(change, reason) -> articles."""
        return {(row["change"], row["reason"]): row["articles"] for row in self.diff(old, new)["reasons"]}

    def write(self, *records: dict[str, object]) -> None:
        """Write the records as the raw input of the source `daily`."""
        put(self.project.root / STORIES, jsonl(records))

    def frozen(self, version: str) -> Path:
        """The folder of a release."""
        return self.project.releases / version

    def id_of(self, number: int, version: str = "0.1.0") -> str:
        """The id of the story of that number."""
        rows = read_articles(self.frozen(version))
        (found,) = rows.filter(url=str(story(number)["url"]).rstrip("/"))["id"]
        return str(found)

    def descriptor(self, edit: Callable[[Any], None]) -> None:
        """Edit the project's datapackage.json."""
        path = self.project.root / "datapackage.json"
        raw = json.loads(path.read_text(encoding="utf-8"))
        edit(raw)
        path.write_text(json.dumps(raw, ensure_ascii=False, indent=2), encoding="utf-8")


def stories(*but: int) -> list[dict[str, object]]:
    """The stories that the first release is made of, without some."""
    return [story(number) for number in range(COUNT) if number not in but]


def field_of(raw: Any, table: str, name: str) -> Any:
    """The declaration of a field in a parsed datapackage.json."""
    (resource,) = [one for one in raw["resources"] if one["name"] == table]
    (field,) = [one for one in resource["schema"]["fields"] if one["name"] == name]
    return field


def state_anew(folder: Path) -> None:
    """Write the manifest for the files as they now are, as one would who covers an edit up."""
    path = folder / "manifest.json"
    files = {
        one.relative_to(folder).as_posix(): {
            "sha256": hashlib.sha256(one.read_bytes()).hexdigest(),
            "bytes": one.stat().st_size,
        }
        for one in sorted(folder.rglob("*"))
        if one.is_file() and one != path
    }
    version = json.loads(path.read_bytes())["version"]
    path.write_text(json.dumps({"version": version, "files": files}))
