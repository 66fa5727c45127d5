"""The commands' JSON documents, exit codes and messages."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest

from projects import jsonl, story
from warraq.cli.main import main
from warraq.corpus.pipeline.evidence import FATES

if TYPE_CHECKING:
    from pathlib import Path

    from projects import MakeProject, Sample

COUNTS = ("raw", "articles", "merged", "quarantined", "taken_down")


def document(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 0) -> dict[str, Any]:
    """Run a command with --json, and return the one document on stdout."""
    assert main([*arguments, "--json"]) == code
    found: dict[str, Any] = json.loads(capsys.readouterr().out)
    return found


def at(sample: Sample) -> list[str]:
    return ["--project", str(sample.project.root)]


def test_build_counts_and_gives_reasons(new_project: MakeProject, capsys: pytest.CaptureFixture[str]) -> None:
    lines = jsonl([story(1), story(2), story(1), {"title": "No text"}]) + "{broken\n"
    made = new_project({"daily/a.jsonl": lines, "stray.jsonl": jsonl([story(9)])})
    told = document(capsys, "--project", str(made.root), "build")

    assert {name: told[name] for name in COUNTS} == {
        "raw": 6,
        "articles": 2,
        "merged": 1,
        "quarantined": 3,
        "taken_down": 0,
    }
    assert told["reasons"] == {"empty-body": 1, "invalid-json": 1, "outside-source": 1}
    assert told["seconds"] > 0
    assert told["version"] == made.descriptor.version
    assert (told["shards"], told["reused_shards"]) == (1, 0)
    assert told["sources"]["daily"]["raw"] == 5
    assert told["sources"][""] == {**dict.fromkeys((*COUNTS, "dated"), 0), "raw": 1, "quarantined": 1}


def test_check_gives_the_verdict_on_the_candidate(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    told = document(capsys, *at(sample), "check")
    assert told["passed"] is True
    assert told["errors"] == 0
    assert told["rows"]["articles"] == sample.articles.height
    assert len(told["rules"]) > 40
    for finding in told["findings"]:
        assert {"rule", "severity", "message", "table", "count", "total", "share", "samples"} <= set(finding)


@pytest.mark.parametrize("target", ["version", "folder"])
def test_check_takes_a_version_or_a_folder(
    sample: Sample, target: str, capsys: pytest.CaptureFixture[str]
) -> None:
    named = "0.1.0" if target == "version" else str(sample.release)
    told = document(capsys, *at(sample), "check", named)
    assert told["passed"] is True
    assert "manifest-changed" in told["rules"]


def test_check_writes_its_result_to_a_file(
    sample: Sample, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "findings.json"
    assert main([*at(sample), "check", "--format", "json", "--output", str(output)]) == 0
    assert capsys.readouterr().out == ""
    assert json.loads(output.read_bytes())["passed"] is True


def test_check_knows_no_other_target(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    assert main([*at(sample), "check", "9.9.9"]) == 2
    error = capsys.readouterr().err
    assert "9.9.9" in error
    assert "0.1.0" in error


def test_release_tells_of_build_checks_and_release(
    sample: Sample, capsys: pytest.CaptureFixture[str]
) -> None:
    told = document(capsys, *at(sample), "release")
    release = told["release"]

    assert set(told) == {"build", "difference", "checks", "release"}
    assert told["build"]["articles"] == release["articles"] == sample.articles.height
    assert told["build"]["reused_shards"] == told["build"]["shards"]
    assert told["checks"]["passed"] is True
    assert (release["version"], release["new"]) == ("0.1.0", False)
    files = [path for path in sample.release.rglob("*") if path.is_file() and path.name != "manifest.json"]
    assert release["files"] == len(files)
    assert release["bytes"] == sum(path.stat().st_size for path in files)
    assert release["words"] == sample.articles["words"].sum()


def test_a_refused_release_is_told_as_json_too(
    new_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    made = new_project({"daily/a.jsonl": jsonl([story(1), story(2)])}, sources="")
    told = document(capsys, "--project", str(made.root), "release", code=1)
    assert told["release"] is None
    assert told["checks"]["passed"] is False
    assert "source-undeclared" in [finding["rule"] for finding in told["checks"]["findings"]]


def test_explain_says_where_every_value_came_from(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    row = sample.at("almanara/articles-2024-11.jsonl:3")
    told = document(capsys, *at(sample), "explain", row["id"])

    assert told["id"] == row["id"]
    assert told["article"]["title"] == row["title"]
    assert told["article"]["published_at"] == "2024-10-28T12:15:00"
    assert [(one["raw_path"], one["position"], one["fate"]) for one in told["records"]] == [
        ("almanara/articles-2024-10.jsonl", 11, "merged"),
        ("almanara/articles-2024-11.jsonl", 3, "article"),
    ]
    kept = told["records"][1]
    assert kept["evidence"]["body"] == "key 'text'"
    line = (sample.project.raw / kept["raw_path"]).read_bytes()[kept["offset"] :].split(b"\n")[0]
    assert json.loads(line)["title"] == row["title"]
    assert [member["id"] for member in told["cluster"]] == [row["id"]]


def test_explain_shows_removed_lines_and_copies(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    row = sample.at("barq/7505.html")
    told = document(capsys, *at(sample), "explain", row["id"])
    assert ["وكالة الأفق", "agency-credit"] in told["records"][0]["removed"]
    cluster = [(one["role"], one["source"]) for one in told["cluster"]]
    assert cluster == [("original", "almanara"), ("copy", "barq")]

    assert main([*at(sample), "explain", row["id"]]) == 0
    text = capsys.readouterr().out
    assert "lines taken out:" in text
    assert "cluster of 2:" in text


def test_explain_takes_the_beginning_of_an_id(sample: Sample, capsys: pytest.CaptureFixture[str]) -> None:
    one = sample.articles["id"][0]
    assert document(capsys, *at(sample), "explain", one[:8])["id"] == one
    assert document(capsys, *at(sample), "explain", one.upper())["id"] == one


@pytest.mark.parametrize(
    ("wanted", "found"), [("3f2", "too short"), ("zzzzzzzz", "no id begins with"), ("", "too short")]
)
def test_explain_refuses_what_is_no_id(
    sample: Sample, wanted: str, found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    told = document(capsys, *at(sample), "explain", wanted, code=2)
    assert found in told["error"]["found"]
    assert told["error"]["expected"]


def test_explain_names_the_ids_that_an_ambiguous_beginning_has(
    new_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    made = new_project({"daily/a.jsonl": jsonl([story(1), story(2)])})
    assert main(["--project", str(made.root), "build"]) == 0
    path = made.candidate / FATES
    ids = ["abcdef" + "0" * 26, "abcdef" + "1" * 26]
    pl.read_parquet(path).with_columns(id=pl.Series(ids)).write_parquet(path)
    capsys.readouterr()

    told = document(capsys, "--project", str(made.root), "explain", "abcdef", code=2)
    assert told["error"]["found"].startswith("2 ids begin with 'abcdef'")
    assert all(one in told["error"]["found"] for one in ids)


@pytest.mark.parametrize("verb", [["check"], ["explain", "3f2a90c1"]])
def test_without_a_candidate_the_next_step_is_to_build(
    new_project: MakeProject, verb: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    made = new_project({"daily/a.jsonl": jsonl([story(1)])})
    told = document(capsys, "--project", str(made.root), *verb, code=2)
    assert told["error"]["next"] == "warraq build"
    assert told["exit"] == 2


def test_outside_a_project_the_next_step_is_init(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    told = document(capsys, "--project", str(tmp_path), "build", code=2)
    assert "warraq init" in told["error"]["next"]


def test_raw_that_holds_no_article_is_an_error_with_the_reasons(
    new_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    made = new_project({"daily/a.jsonl": "{broken\n", "daily/empty.txt": ""})
    told = document(capsys, "--project", str(made.root), "build", code=2)
    assert "empty-file 1, invalid-json 1" in told["error"]["found"]
