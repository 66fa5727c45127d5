"""Running commands against releases on the tests' Hub."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from projects import jsonl, make_project, put, release, story
from published import REPOSITORY
from warraq.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from hub.hub import Hub
    from warraq.model.project import Project

ADDRESS = f"hub:{REPOSITORY}"
STORIES = "daily/stories.jsonl"


def made_chain(root: Path) -> Project:
    """Write a project and release it three times."""
    weekly = [story(number, url=f"https://weekly.example/{number}") for number in range(20, 24)]
    first = [story(number) for number in range(12)]
    made = make_project(root, {STORIES: jsonl(first), "weekly/all.jsonl": jsonl(weekly)})
    assert release(made, "0.1.0").frozen is not None
    (made.raw / "weekly" / "all.jsonl").unlink()
    corrected = {**first[3], "text": f"{first[3]['text']}\n\nA correction: the gate is on the north side."}
    second = [*first[:3], corrected, *first[4:]]
    put(made.raw / STORIES, jsonl(second))
    assert release(made, "0.2.0").frozen is not None
    put(made.raw / STORIES, jsonl([*second, story(12), story(13)]))
    assert release(made, "0.3.0").frozen is not None
    return made


@dataclass(frozen=True)
class Desk:
    """A Hub with the releases, and a way to run commands without a project around."""

    project: Project
    hub: Hub
    empty: Path
    capsys: pytest.CaptureFixture[str]

    def run(self, *arguments: object, code: int = 0, project: Path | None = None) -> tuple[str, str]:
        """Run `warraq ARGUMENTS`, which must end with the code; return what stdout and stderr got."""
        self.capsys.readouterr()
        found = main(["--project", str(project or self.empty), *map(str, arguments)])
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err, err
        assert found == code, (out, err)
        assert not self.hub.errors
        for token in self.hub.state.tokens:
            assert token not in out + err
        return out, err

    def json(self, *arguments: object, code: int = 0, project: Path | None = None) -> Any:
        """Run a command with --json, and return its document."""
        return json.loads(self.run(*arguments, "--json", code=code, project=project)[0])

    def downloads(self) -> list[str]:
        """Return the paths whose content was asked for, in order, and clear the Hub's log."""
        asked = [
            one.path.split("?")[0].split("/resolve/")[1].split("/", 1)[1]
            for one in self.hub.log
            if one.method == "GET" and "/resolve/" in one.path and one.status in (200, 206)
        ]
        self.hub.log.clear()
        return asked
