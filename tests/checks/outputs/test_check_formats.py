"""`warraq check` in every format: the same exit code, several files of one run, GitHub's summary."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest
from junitparser import JUnitXml

from warraq.checks.outputs import FORMATS
from warraq.cli import check as check_command
from warraq.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from projects import Sample
    from warraq.model.finding import Verdict
    from warraq.model.project import Project

_RULE = 'pa.Check(lambda rows: rows.lazyframe.select(pl.col("id") == ""), name="never-kept", error="no"),\n'


@pytest.fixture(autouse=True)
def outside_of_github(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)


@pytest.fixture(scope="module")
def failing(sample: Sample, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample project with a rule that no article keeps, in a folder of a repository."""
    repository = tmp_path_factory.mktemp("repository")
    (repository / ".git").mkdir()
    root = repository / "data"
    shutil.copytree(sample.project.root, root, ignore=shutil.ignore_patterns("cache", "releases"))
    path = root / "checks" / "articles.py"
    path.write_text(path.read_text().replace("ERRORS = (\n", f"ERRORS = (\n    {_RULE}"))
    return root


def check(root: Path, *options: str) -> int:
    return main(["--project", str(root), "check", *options])


@pytest.fixture(scope="module")
def verdicts() -> dict[Path, Verdict]:
    """What was found already: a check is run once a project."""
    return {}


@pytest.fixture
def once(verdicts: dict[Path, Verdict], monkeypatch: pytest.MonkeyPatch) -> None:
    find = check_command._verdict

    def remember(project: Project, folder: Path, since: str | None) -> Verdict:
        if folder not in verdicts:
            verdicts[folder] = find(project, folder, since)
        return verdicts[folder]

    monkeypatch.setattr(check_command, "_verdict", remember)


@pytest.mark.usefixtures("once")
@pytest.mark.parametrize("name", FORMATS)
def test_the_exit_code_does_not_depend_on_the_format(
    name: str, sample: Sample, failing: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(sample.project.root, "--format", name) == 0
    assert check(failing, "--format", name) == 1
    assert "never-kept" in capsys.readouterr().out


@pytest.mark.usefixtures("once")
def test_one_run_writes_several_formats(failing: Path, tmp_path: Path) -> None:
    also = [f"--also={name}={tmp_path / name}" for name in ("sarif", "junit", "gitlab")]
    assert check(failing, "--format", "json", "--output", str(tmp_path / "json"), *also) == 1

    line = (failing / "checks" / "articles.py").read_text().splitlines().index(f"    {_RULE.strip()}") + 1
    result: dict[str, Any] = json.loads((tmp_path / "sarif").read_text())["runs"][0]["results"][0]
    physical = result["locations"][0]["physicalLocation"]
    assert (result["ruleId"], physical["artifactLocation"]["uri"], physical["region"]["startLine"]) == (
        "never-kept",
        "data/checks/articles.py",
        line,
    )
    assert JUnitXml.fromfile(str(tmp_path / "junit")).failures == 1
    assert json.loads((tmp_path / "gitlab").read_text())[0]["location"]["lines"]["begin"] == line
    assert json.loads((tmp_path / "json").read_text())["errors"] == 1


@pytest.mark.usefixtures("once")
def test_github_gets_annotations_and_a_summary_is_added_to_the_steps(
    failing: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    summary = tmp_path / "summary.md"
    summary.write_text("what was there\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    assert check(failing, "--format", "github") == 1

    assert capsys.readouterr().out.startswith("::error file=data/checks/articles.py,line=")
    assert summary.read_text().startswith("what was there\n<!-- warraq-check -->\n### ❌ warraq check failed")
    assert check(failing, "--format", "markdown") == 1
    assert summary.read_text().count("<!-- warraq-check -->") == 1


def test_a_broken_project_is_an_annotation_and_exit_code_2(
    failing: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    root = tmp_path / "broken"
    shutil.copytree(failing, root)
    (root / "checks" / "policy.toml").write_text("rules = 3\n")
    assert check(root, "--format", "github") == 2
    assert capsys.readouterr().out.startswith("::error title=warraq check could not run::")


@pytest.mark.parametrize("value", ["sarif", "sarif=", "=file", "yaml=file", ""])
def test_also_needs_a_known_format_and_a_file(
    value: str, sample: Sample, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(sample.project.root, "--also", value) == 2
    assert "FORMAT=FILE" in capsys.readouterr().err


def test_json_and_another_format_do_not_go_together(
    sample: Sample, capsys: pytest.CaptureFixture[str]
) -> None:
    assert check(sample.project.root, "--json", "--format", "junit") == 2
    assert "one of the two" in capsys.readouterr().err
