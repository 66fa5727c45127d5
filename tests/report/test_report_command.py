"""`warraq report`: what it names, writes, prints and refuses."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

from warraq.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from projects import Sample


def at(sample: Sample) -> list[str]:
    return ["--project", str(sample.project.root), "report"]


def test_the_candidate_is_checked_and_reported(
    sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "new folder" / "r.html"
    assert main([*at(sample), "-o", str(file)]) == 0
    assert f"{sample.articles.height} articles" in capsys.readouterr().out
    page = file.read_text(encoding="utf-8")
    assert "Candidate for version" in page
    assert "What became of raw records" in page


def test_a_version_a_folder_and_json(
    sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    pages = []
    for target in ("0.1.0", str(sample.release)):
        file = tmp_path / "r.html"
        assert main([*at(sample), target, "-o", str(file), "--json"]) == 0
        told = json.loads(capsys.readouterr().out)
        assert told["bytes"] == file.stat().st_size
        assert told["report"]["frozen"] is True
        assert told["report"]["figures"]["articles"] == sample.articles.height
        assert told["report"]["funnel"]["fates"]["rows"]
        pages.append(file.read_bytes())
    assert pages[0] == pages[1]


def test_findings_can_be_given(sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    finding = {
        "rule": "my-own",
        "severity": "error",
        "message": "wrong",
        "samples": [sample.articles["id"][0]],
    }
    given, file = tmp_path / "f.json", tmp_path / "r.html"
    given.write_text(json.dumps({"findings": [finding], "rules": ["my-own"]}), encoding="utf-8")
    assert main([*at(sample), "--findings", str(given), "-o", str(file)]) == 0
    page = file.read_text(encoding="utf-8")
    assert "Failed:" in page
    assert "my-own" in page

    given.write_text("[]", encoding="utf-8")
    assert main([*at(sample), "--findings", str(given), "-o", str(file)]) == 2
    assert "holds no verdict" in capsys.readouterr().err


def test_a_target_that_is_none_is_refused(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    for target in ("9.9.9", "", "x" * 5_000, "a\x00b"):
        assert main([*at(sample), target]) == 2
        assert "a frozen version (0.1.0)" in capsys.readouterr().err


def test_a_damaged_release_is_reported_all_the_same(
    sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder, file = tmp_path / "0.1.0", tmp_path / "r.html"
    shutil.copytree(sample.release, folder)
    (folder / "checks.json").write_text("{", encoding="utf-8")
    (folder / "funnel.json").write_text("[", encoding="utf-8")
    (folder / "datapackage.json").write_text("3", encoding="utf-8")
    damaged = min(folder.glob("data/articles/*/*.parquet"))
    damaged.write_bytes(damaged.read_bytes()[:100])
    assert main([*at(sample), str(folder), "-o", str(file)]) == 0
    capsys.readouterr()
    page = file.read_text(encoding="utf-8")
    assert "Failed:" in page
    assert damaged.name in page


def test_without_a_candidate_the_next_step_is_named(
    sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("datapackage.json", "corpus", "checks", "build/release.toml"):
        source, target = sample.project.root / name, tmp_path / name
        target.parent.mkdir(exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)
    assert main(["--project", str(tmp_path), "report"]) == 2
    assert "warraq build" in capsys.readouterr().err
