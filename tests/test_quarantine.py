"""Articles that would stop a release are held back by name, and return when the fault is mended."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import polars as pl
import pytest

from projects import declare, jsonl, read_articles, story
from warraq.cli.main import main

if TYPE_CHECKING:
    from projects import MakeProject
    from warraq.model.project import Project

SAME = "The mayor opened the new ferry pier at Gull Point this morning."


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """Thirty sound records, one whose title is its body, and one without a body."""
    bad = story(40, title=SAME, text=SAME)
    records = [*(story(number) for number in range(30)), bad, story(41, text="")]
    return new_project({"daily/a.jsonl": jsonl(records)}, declare("daily"))


def run(project: Project, *words: str) -> int:
    return main(["--project", str(project.root), *words])


def quarantine(project: Project) -> pl.DataFrame:
    return pl.read_parquet(project.candidate / "quarantine.parquet")


def test_without_the_option_the_release_is_refused(project: Project) -> None:
    assert run(project, "release") == 1
    assert not (project.releases / "0.1.0").exists()


def test_with_it_the_rest_is_released_and_the_rules_are_named(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "release", "--quarantine", "--json") == 0
    built = json.loads(capsys.readouterr().out)["build"]
    assert (built["raw"], built["articles"], built["quarantined"]) == (32, 30, 2)
    assert built["reasons"] == {"empty-body": 1, "failed-check": 1}
    assert SAME not in read_articles(project.releases / "0.1.0")["title"].to_list()
    held = quarantine(project).filter(pl.col("reason") == "failed-check").to_dicts()[0]
    assert "title-equals-body" in held["detail"]
    assert (held["raw_path"], held["position"]) == ("daily/a.jsonl", 31)


def test_the_same_articles_are_held_back_again(project: Project) -> None:
    assert run(project, "release", "--quarantine") == 0
    before = quarantine(project)
    assert run(project, "release", "--quarantine") == 0
    assert quarantine(project).equals(before)


def test_a_plain_build_holds_nothing_back(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "build", "--quarantine") == 0
    capsys.readouterr()
    assert run(project, "build", "--json") == 0
    assert json.loads(capsys.readouterr().out)["reasons"] == {"empty-body": 1}


def test_a_policy_that_tolerates_the_rule_holds_nothing_back(project: Project) -> None:
    (project.checks / "policy.toml").write_text('[rules.title-equals-body]\nseverity = "warning"\n')
    assert run(project, "build", "--quarantine") == 0
    assert quarantine(project)["reason"].to_list() == ["empty-body"]


def test_a_replay_tells_what_left_quarantine_after_a_fix(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "build", "--quarantine") == 0
    sources = project.root / "corpus" / "sources.toml"
    sources.write_text(sources.read_text() + '\n[daily.fields]\nbody = "note"\n')
    raw = project.raw / "daily" / "a.jsonl"
    raw.write_text(raw.read_text().replace('"text": ""', '"note": "It rained all day. The fair went on."'))
    capsys.readouterr()
    assert run(project, "build", "--quarantine", "--replay", "--json") == 0
    replay = json.loads(capsys.readouterr().out)["replay"]
    assert replay == {"tried": 2, "recovered": {"empty-body": 1}, "still": {"failed-check": 1}}


def test_a_replay_reads_again_even_what_did_not_change(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "build") == 0
    capsys.readouterr()
    assert run(project, "build", "--replay", "--json") == 0
    printed = json.loads(capsys.readouterr().out)
    assert printed["reused_shards"] == 0
    assert printed["replay"] == {"tried": 1, "recovered": {}, "still": {"empty-body": 1}}


def test_a_replay_checks_again_what_failed_a_check(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(project, "build", "--quarantine") == 0
    capsys.readouterr()
    assert run(project, "build", "--replay", "--json") == 0
    replay = json.loads(capsys.readouterr().out)["replay"]
    assert replay == {"tried": 2, "recovered": {}, "still": {"empty-body": 1, "failed-check": 1}}


def test_a_replay_needs_a_candidate(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(project, "build", "--replay") == 2
    assert "warraq build" in capsys.readouterr().err
