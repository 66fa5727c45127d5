"""Looking only at what changed: since a frozen version by rows, since a git ref by raw files."""

from __future__ import annotations

import shutil
import subprocess
from typing import TYPE_CHECKING

import polars as pl
import pytest
from check_tables import (
    TODAY,
    article,
    found,
    freeze,
    make_project,
    rules_of,
    tables,
    write,
)

from warraq.checks.changed import changed_since
from warraq.checks.run import check
from warraq.corpus.pipeline.evidence import FATES, FOLDER
from warraq.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from check_tables import Tables

    from warraq.model.finding import Verdict
    from warraq.model.project import Project

needs_git = pytest.mark.skipif(shutil.which("git") is None, reason="git is not installed")
BELL = "A bell \x07"


def with_bells(*numbers: int, count: int = 12) -> Tables:
    return tables(
        [article(at, **({"title": f"{BELL} {at}"} if at in numbers else {})) for at in range(count)]
    )


def judged(project: Project, since: str) -> Verdict:
    only = changed_since(project, project.candidate, since)
    return check(project, project.candidate, today=TODAY, only=only)


def test_since_a_version_only_rows_that_differ_are_looked_at(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    freeze(project, project.releases / "0.1.0", with_bells(1))
    write(project, project.candidate, with_bells(1, 2, 12, count=13))

    outcome = judged(project, "0.1.0")

    finding = found(outcome, "controls-left")
    assert finding.samples == tuple(sorted(article(at)["id"] for at in (2, 12)))
    assert (finding.count, finding.total) == (2, 2)
    assert outcome.notes == ("rules over rows looked at 2 of 13 articles: those changed since 0.1.0",)


def test_rules_over_the_whole_still_speak(tmp_path: Path) -> None:
    project = make_project(tmp_path, suite=True)
    content = with_bells(1)
    freeze(project, project.releases / "0.1.0", content)
    content.signals = content.signals[1:]
    folder = write(project, project.candidate, content)
    (folder / "data" / "notes.txt").touch()
    for path in (folder / "data" / "articles").glob("*/2025-03.parquet"):
        path.rename(path.with_name("2024-03.parquet"))

    outcome = judged(project, "0.1.0")

    # Rows that did not change are left out, wherever they lie; files and segments are not rows.
    assert rules_of(outcome) == {"file-stray"}
    whole = check(project, folder, today=TODAY)
    assert rules_of(whole) == {"controls-left", "file-misplaced", "file-stray", "signals-missing"}


def test_rows_without_an_id_are_always_looked_at(tmp_path: Path) -> None:
    project = make_project(tmp_path)
    content = tables([article(at) for at in range(12)])
    freeze(project, project.releases / "0.1.0", content)
    content.articles[3]["id"] = None
    write(project, project.candidate, content)

    assert "required" in rules_of(judged(project, "0.1.0"))


def git(root: Path, *arguments: str) -> None:
    identity = ["-c", "user.name=tests", "-c", "user.email=tests@warraq.example"]
    subprocess.run(["git", *identity, *arguments], cwd=root, check=True, capture_output=True)


@pytest.fixture
def repository(tmp_path: Path) -> Project:
    """A project below the top of a git repository, with two raw files of one article each."""
    project = make_project(tmp_path)
    raw = project.raw / "almanara"
    raw.mkdir(parents=True)
    for at in (0, 1):
        (raw / f"خبر {at}.txt").write_text("text")
    git(tmp_path, "init", "-q")
    git(tmp_path, "add", "-A")
    git(tmp_path, "commit", "-qm", "first")
    write(project, project.candidate, with_bells(0, 1))
    evidence = {
        "id": [article(at)["id"] for at in range(12)],
        "raw_path": [f"almanara/خبر {at}.txt" for at in range(12)],
    }
    (project.candidate / FOLDER).mkdir()
    pl.DataFrame(evidence).write_parquet(project.candidate / FOLDER / "one.parquet")
    pl.DataFrame({"id": evidence["id"]}).write_parquet(project.candidate / FATES)
    return project


@needs_git
def test_since_a_git_ref_rows_of_changed_raw_files_are_looked_at(repository: Project) -> None:
    assert judged(repository, "HEAD").findings == ()
    raw = repository.raw / "almanara"

    (raw / "خبر 1.txt").write_text("another text")
    (raw / "خبر 2.txt").write_text("a new file, not yet in git")

    outcome = judged(repository, "HEAD")
    assert found(outcome, "controls-left").samples == (article(1)["id"],)
    assert outcome.notes[0].startswith("rules over rows looked at 2 of 12 articles")
    git(repository.root, "add", "-A")
    git(repository.root, "commit", "-qm", "second")
    assert judged(repository, "HEAD").findings == ()
    assert judged(repository, "HEAD~1").findings == outcome.findings


@needs_git
def test_where_rules_or_settings_changed_all_rows_are_looked_at(repository: Project) -> None:
    with (repository.checks / "policy.toml").open("a") as policy:
        policy.write("# a remark\n")

    outcome = judged(repository, "HEAD")

    assert found(outcome, "controls-left").count == 2
    assert outcome.notes == (
        "rules over rows looked at all 12 articles: checks/policy.toml changed since HEAD",
    )


@needs_git
@pytest.mark.parametrize("ref", ["no-such-branch", "", "--output=x", "HEAD:corpus", "a\nb", "9.9.9"])
def test_what_is_no_commit_is_a_wrong_call(repository: Project, ref: str) -> None:
    with pytest.raises(UsageError, match="changed-since"):
        judged(repository, ref)


def test_outside_of_git_a_ref_is_a_wrong_call(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path))
    project = make_project(tmp_path)
    write(project, project.candidate, tables())
    with pytest.raises(UsageError):
        judged(project, "HEAD")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(UsageError, match="git cannot be run"):
        judged(project, "HEAD")


@needs_git
def test_a_release_has_no_raw_files_to_go_by(repository: Project) -> None:
    folder = freeze(repository, repository.releases / "0.1.0", tables())

    with pytest.raises(UsageError, match="raw file"):
        changed_since(repository, folder, "HEAD")
    nothing = changed_since(repository, folder, "0.1.0")
    assert nothing is not None
    assert nothing.note(12) == "rules over rows looked at 0 of 12 articles: those changed since 0.1.0"
