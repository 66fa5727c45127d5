"""One release after another: what is kept, what is refused, and what differs."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import polars as pl
import pytest

from projects import bytes_below, declare, jsonl, put, read_articles, read_table, release, story
from warraq.cli.main import main

if TYPE_CHECKING:
    from pathlib import Path

    from projects import MakeProject
    from warraq.model.project import Project

RAW = "corpus/raw/daily/stories.jsonl"


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """A project of twelve stories, released as 0.1.0."""
    made = new_project({"daily/stories.jsonl": jsonl(story(number) for number in range(12))})
    assert release(made).verdict.passed
    return made


def stamps(folder: Path) -> dict[str, tuple[int, int]]:
    return {str(path): (path.stat().st_mtime_ns, path.stat().st_ino) for path in (folder, *folder.rglob("*"))}


def changes_of(folder: Path) -> list[tuple[str, str, list[str], str]]:
    """(title of the article in either release, change, fields, reason), by title."""
    changes = read_table(folder, "changes")
    assert changes["id"].is_sorted()
    before = folder.parent / "0.1.0"
    titles = pl.concat([read_articles(folder), read_articles(before)]).select("id", "title").unique("id")
    named = changes.join(titles, on="id", how="left")
    return named.select("title", "change", "fields", "reason").sort("title").rows()


def test_the_same_release_again_changes_no_file(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    folder = project.releases / "0.1.0"
    before = stamps(folder)

    assert main(["--project", str(project.root), "release"]) == 0
    assert "frozen before, with the same bytes" in capsys.readouterr().out
    assert stamps(folder) == before
    assert [path.name for path in project.releases.iterdir()] == ["0.1.0"]


def test_other_data_under_a_frozen_version_is_refused(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    before = stamps(project.releases)
    put(project.root / RAW, jsonl(story(number) for number in range(13)))

    assert main(["--project", str(project.root), "release"]) == 2
    error = capsys.readouterr().err
    assert "0.1.0 is frozen, and it differs" in error
    assert "next:" in error
    assert {path: stamp for path, stamp in stamps(project.releases).items() if path in before} | {
        str(project.releases): before[str(project.releases)]
    } == before
    assert [path.name for path in project.releases.iterdir()] == ["0.1.0"]


def test_an_older_version_than_the_latest_is_refused(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--project", str(project.root), "release", "0.0.9"]) == 2
    assert "0.1.0 is frozen already" in capsys.readouterr().err
    assert not (project.releases / "0.0.9").exists()


def test_versions_are_compared_as_numbers(project: Project) -> None:
    release(project, "0.9.0")
    put(project.root / RAW, jsonl(story(number) for number in range(13)))
    after = release(project, "0.10.0")

    assert after.frozen is not None
    assert after.frozen.figures["changes"] == {"added": 1}


@pytest.mark.parametrize("version", ["1", "0.2", "v0.2.0", "0.2.0-rc1", "latest"])
def test_a_version_must_be_three_numbers(
    project: Project, version: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--project", str(project.root), "release", version]) == 2
    assert "MAJOR.MINOR.PATCH" in capsys.readouterr().err


def test_data_that_fails_a_rule_is_refused_and_the_rows_named(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    put(project.root / RAW, jsonl([*(story(number) for number in range(12)), story(12, text="Too short.")]))
    policy = project.root / "checks" / "policy.toml"
    policy.write_text(policy.read_text(encoding="utf-8") + '\n[rules.body-short]\nseverity = "error"\n')

    assert main(["--project", str(project.root), "release", "0.2.0"]) == 1
    told = capsys.readouterr()
    (row,) = read_articles(project.candidate).filter(body="Too short.")["id"]
    assert "body-short" in told.out
    assert row in told.out
    assert "refused" in told.err
    assert [path.name for path in project.releases.iterdir()] == ["0.1.0"]


def test_an_undeclared_source_builds_but_is_not_released(
    new_project: MakeProject, capsys: pytest.CaptureFixture[str]
) -> None:
    made = new_project({"daily/a.jsonl": jsonl([story(1), story(2)])}, sources="")

    assert main(["--project", str(made.root), "build"]) == 0
    assert main(["--project", str(made.root), "release"]) == 1
    assert "source-undeclared" in capsys.readouterr().out
    assert not made.releases.exists() or not any(made.releases.iterdir())


def test_the_second_release_tells_what_changed_and_why(project: Project) -> None:
    corrected = story(4, text=f"{story(4)['text']}\n\nAn earlier version gave a wrong figure.")
    corrected["modified"] = "2024-12-20T10:00:00+00:00"
    kept = [story(number) for number in range(12) if number != 3]
    put(project.root / RAW, jsonl([*kept, corrected, story(12), story(13)]))

    cut = release(project, "0.2.0")

    told = [(title.split()[-1], *rest) for title, *rest in changes_of(project.releases / "0.2.0")]
    ((_, change, fields, reason),) = [row for row in told if row[0] == "4"]
    assert (change, fields, reason) == ("changed", ["body", "modified_at"], "corrected")
    assert sorted(row for row in told if row[0] != "4") == [
        ("12", "added", [], "new"),
        ("13", "added", [], "new"),
        ("3", "removed", [], "gone"),
    ]
    assert cut.frozen is not None
    assert cut.frozen.figures["changes"] == {"added": 2, "changed": 1, "removed": 1}


def test_change_notes_state_the_numbers(project: Project) -> None:
    put(project.root / RAW, jsonl([*(story(number) for number in range(1, 12)), story(12)]))
    release(project, "0.2.0")

    assert (project.releases / "0.2.0" / "CHANGES.md").read_text(encoding="utf-8") == (
        "# Changes in 0.2.0\n"
        "\n"
        "Against 0.1.0, articles added: 1, removed: 1, changed: 0; 12 in all.\n"
        "\n"
        "| reason | articles |\n"
        "|---|---:|\n"
        "| no longer in the raw input | 1 |\n"
        "| new in the raw input | 1 |\n"
    )


def test_change_notes_count_changed_fields_by_source(project: Project) -> None:
    sources = project.root / "corpus" / "sources.toml"
    sources.write_text(declare("daily").replace("CC-BY-4.0", "CC0-1.0"), encoding="utf-8")
    release(project, "0.2.0")

    folder = project.releases / "0.2.0"
    assert {tuple(row[1:2]) + tuple(row[2]) + (row[3],) for row in changes_of(folder)} == {
        ("changed", "license", "re-extracted")
    }
    notes = (folder / "CHANGES.md").read_text(encoding="utf-8")
    assert "| read differently by a newer tool or other rules | 12 |" in notes
    assert "| daily | license | 12 |" in notes


def test_a_value_that_comes_or_goes_is_a_change(project: Project) -> None:
    records = [story(number) for number in range(12)]
    records[1]["section"] = "Harbour"
    put(project.root / RAW, jsonl(records))
    release(project, "0.2.0")

    ((title, change, fields, reason),) = changes_of(project.releases / "0.2.0")
    assert (title.split()[-1], change, reason) == ("1", "changed", "corrected")
    assert fields == ["section"]


def test_a_version_that_is_taken_is_compared_with_the_newest_release(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--project", str(project.root), "check", "--json"]) == 0
    verdict = json.loads(capsys.readouterr().out)
    assert verdict["skipped"] == []
    assert "0.1.0 is frozen already" in verdict["notes"][0]


def test_first_release_and_split_stay_with_an_article(project: Project) -> None:
    first = read_articles(project.releases / "0.1.0")
    put(project.root / RAW, jsonl(story(number) for number in range(14)))
    settings = project.build / "release.toml"
    settings.write_text('[splits]\nby = "hash"\ntrain = 0.0\nvalidation = 0.0\ntest = 1.0\n')
    release(project, "0.2.0")

    second = read_articles(project.releases / "0.2.0")
    columns = ["id", "first_release", "split", "cluster"]
    kept = second.join(first, on="id", how="semi").sort("id")
    assert kept.select(columns).equals(first.sort("id").select(columns))
    new = second.join(first, on="id", how="anti")
    assert new.height == 2
    assert set(new["first_release"]) == {"0.2.0"}
    assert set(new["split"]) == {"test"}


def test_a_file_without_a_change_keeps_its_bytes(project: Project) -> None:
    new = story(12)
    put(project.root / RAW, jsonl([*(story(number) for number in range(12)), new]))
    release(project, "0.2.0")

    one, other = (bytes_below(project.releases / version / "data") for version in ("0.1.0", "0.2.0"))
    month = str(new["date"])[:7]
    differing = {name for name in {*one, *other} if one.get(name) != other.get(name)}
    of_months = differing - {"changes.parquet", "preview.parquet"}
    assert of_months == {name for name in differing if name.endswith(f"{month}.parquet")}
    assert {name.split("/")[0] for name in of_months} == {"articles", "signals"}


def test_a_third_release_is_compared_with_the_second(project: Project) -> None:
    put(project.root / RAW, jsonl(story(number) for number in range(13)))
    release(project, "0.2.0")
    put(project.root / RAW, jsonl(story(number) for number in range(14)))
    release(project, "0.3.0")

    assert read_table(project.releases / "0.3.0", "changes").height == 1
    versions = read_articles(project.releases / "0.3.0")["first_release"].value_counts().rows()
    assert dict(versions) == {"0.1.0": 12, "0.2.0": 1, "0.3.0": 1}


def test_a_release_that_cannot_be_read_is_named(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    shutil.rmtree(project.releases / "0.1.0" / "data" / "articles")
    assert main(["--project", str(project.root), "release", "0.2.0"]) == 2
    assert "0.1.0" in capsys.readouterr().err
    assert not (project.releases / "0.2.0").exists()


def test_what_is_built_after_a_release_is_for_the_next_version(project: Project) -> None:
    put(project.root / RAW, jsonl(story(number) for number in range(13)))
    release(project, "0.3.0")
    put(project.root / RAW, jsonl(story(number) for number in range(14)))
    assert main(["--project", str(project.root), "build"]) == 0

    rows = read_articles(project.candidate)
    first = {row["title"].split()[-1]: row["first_release"] for row in rows.to_dicts()}
    assert (first["0"], first["12"], first["13"]) == ("0.1.0", "0.3.0", "0.4.0")
