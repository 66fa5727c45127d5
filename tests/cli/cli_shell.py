"""Commands run in this process on a small project."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

SOURCE = """\
[daily]
name = "The Harbour Daily"
homepage = "https://daily.example"
language = "en"
timezone = "UTC"
license = "CC-BY-4.0"
"""


def article(number: int, **other: Any) -> dict[str, Any]:
    """Return a record that becomes an article."""
    record = {
        "url": f"https://daily.example/{number}",
        "title": f"Ward {number} gets its new landing stage",
        "body": f"The stage of ward {number} opened on Monday.\n\nIt took {number + 3} years to build.",
        "published_at": f"2024-10-{number % 28 + 1:02d}T10:00:00Z",
    }
    return {**record, **other}


def lines(*records: Any) -> bytes:
    """Return the records as JSON lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records).encode()


@dataclass(frozen=True)
class Told:
    """What a command said."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The one JSON document on stdout."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Shell:
    """Runs commands on one project."""

    root: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *arguments: object) -> Told:
        """Run `warraq --project ROOT ARGUMENTS`; whatever happens, no traceback may be shown."""
        self.capsys.readouterr()
        code = main(["--project", str(self.root), *map(str, arguments)])
        seen = self.capsys.readouterr()
        assert "Traceback" not in seen.err
        assert "fault of warraq" not in seen.err
        return Told(code, seen.out, seen.err)

    @property
    def raw(self) -> Path:
        """Folder of the one declared source."""
        return self.root / "corpus" / "raw" / "daily"

    def put(self, name: str, data: bytes | str) -> Path:
        """Write a raw file of the source; a name that begins with / lies below raw/ itself."""
        path = self.raw.parent / name[1:] if name.startswith("/") else self.raw / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data if isinstance(data, bytes) else data.encode())
        return path

    def build(self) -> dict[str, Any]:
        """Build, and return the figures; the conservation law holds."""
        told = self("build", "--json")
        assert told.code == 0, told.err
        figures: dict[str, Any] = told.json
        ends = ("articles", "merged", "quarantined", "taken_down")
        assert figures["raw"] == sum(figures[name] for name in ends)
        assert sum(figures["reasons"].values()) == figures["quarantined"]
        return figures


def new_project_at(root: Path) -> None:
    """Write a project with one declared source and eight raw records."""
    assert main(["init", str(root)]) == 0
    (root / "corpus" / "sources.toml").write_text(SOURCE)
    raw = root / "corpus" / "raw" / "daily"
    raw.mkdir(parents=True)
    (raw / "good.jsonl").write_bytes(lines(*(article(number) for number in range(8))))
