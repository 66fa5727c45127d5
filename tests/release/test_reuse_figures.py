"""How much of a release its forerunner already had."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from release_chain import stories

from projects import jsonl, put, story
from warraq.release.reuse import reuse

if TYPE_CHECKING:
    from pathlib import Path

    from release_chain import Desk


def files_of(folder: Path) -> Any:
    return json.loads((folder / "manifest.json").read_bytes())["files"]


def test_a_first_release_reuses_nothing(desk: Desk) -> None:
    assert reuse(desk.frozen("0.1.0"), None) is None
    assert desk.json("release")["release"]["reuse"] is None


def test_the_share_is_counted_in_bytes_of_files(desk: Desk) -> None:
    put(desk.project.raw / "daily" / "later.jsonl", jsonl([story(40, date="2025-03-01T10:00:00+00:00")]))
    told = desk.json("release", "--bump", "auto")["release"]
    old, new = files_of(desk.frozen("0.1.0")), files_of(desk.frozen("0.2.0"))
    known = {file["sha256"] for file in old.values()}
    changed = {name: file["bytes"] for name, file in new.items() if file["sha256"] not in known}
    assert told["reuse"] == {
        "files": len(new),
        "files_changed": len(changed),
        "bytes": sum(file["bytes"] for file in new.values()),
        "bytes_changed": sum(changed.values()),
        "share_changed": round(sum(changed.values()) / sum(file["bytes"] for file in new.values()), 6),
    }
    months = {
        name.rsplit("/", 1)[-1] for name in changed if name.startswith(("data/articles", "data/signals"))
    }
    assert months == {"2025-03.parquet"}


def test_a_file_under_another_name_is_not_new(desk: Desk) -> None:
    desk.release("0.2.0")
    manifest = desk.frozen("0.2.0") / "manifest.json"
    stated = json.loads(manifest.read_bytes())
    stated["files"]["data/renamed.parquet"] = stated["files"].pop("data/sources.parquet")
    manifest.write_text(json.dumps(stated))
    before = files_of(desk.frozen("0.1.0"))
    found = reuse(desk.frozen("0.2.0"), desk.frozen("0.1.0"))
    assert found is not None
    known = {file["sha256"] for file in before.values()}
    assert found.files_changed == sum(file["sha256"] not in known for file in stated["files"].values())


def test_the_report_says_it(desk: Desk) -> None:
    desk.write(*stories(), story(12))
    out, _ = desk.run("release", "--bump", "auto")
    assert "new against the release before:" in out
