"""What is named in corpus/takedowns.csv is in no release, and leaves a tombstone without text."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from projects import bytes_below, jsonl, put, read_articles, read_table, release, story
from warraq.cli.main import main
from warraq.corpus.relate.takedowns import COLUMNS

if TYPE_CHECKING:
    from projects import MakeProject
    from warraq.model.project import Project

HEADER = ",".join(COLUMNS)


def take_down(project: Project, *lines: str) -> None:
    put(project.takedowns, "\n".join([HEADER, *lines]) + "\n")


@pytest.fixture
def fresh(new_project: MakeProject) -> Project:
    """Ten stories of one source and two of another."""
    other = [story(number, url=f"https://weekly.example/{number}") for number in (20, 21)]
    return new_project(
        {"daily/a.jsonl": jsonl(story(number) for number in range(10)), "weekly/b.jsonl": jsonl(other)}
    )


@pytest.fixture
def project(fresh: Project) -> Project:
    """The same, released as 0.1.0."""
    assert release(fresh).frozen is not None
    return fresh


def test_by_id(project: Project) -> None:
    row = read_articles(project.releases / "0.1.0").row(0, named=True)
    take_down(project, f"id,{row['id']},privacy,2025-03-01")
    cut = release(project, "0.2.0")

    folder = project.releases / "0.2.0"
    assert cut.built.funnel.total("taken_down") == 1
    assert cut.built.funnel.total("articles") == 11
    assert row["id"] not in read_articles(folder)["id"]
    assert read_table(folder, "tombstones").rows() == [(row["id"], "0.2.0", "privacy")]
    assert read_table(folder, "changes").rows() == [(row["id"], "removed", [], "taken-down")]
    assert "| taken down | 1 |" in (folder / "CHANGES.md").read_text(encoding="utf-8")
    for content in bytes_below(folder).values():
        assert row["title"].encode() not in content


@pytest.mark.parametrize(
    "spelling",
    ["{}", "{}?utm_source=mail", "{}#comments", "{}/"],
)
def test_by_any_spelling_of_the_address(project: Project, spelling: str) -> None:
    address = spelling.format(str(story(3)["url"]).replace("https://", "http://www."))
    take_down(project, f"url,{address},legal,2025-03-01")
    release(project, "0.2.0")

    first, second = (read_articles(project.releases / version) for version in ("0.1.0", "0.2.0"))
    (gone,) = first.join(second, on="id", how="anti").iter_rows(named=True)
    assert gone["url"] == story(3)["url"]
    assert read_table(project.releases / "0.2.0", "tombstones").rows() == [(gone["id"], "0.2.0", "legal")]


def test_by_source(project: Project) -> None:
    ids = sorted(read_articles(project.releases / "0.1.0").filter(source="weekly")["id"])
    take_down(project, "source,weekly,publisher-request,2025-03-01")
    cut = release(project, "0.2.0")

    folder = project.releases / "0.2.0"
    assert cut.built.funnel.sources["weekly"]["taken_down"] == 2
    assert set(read_articles(folder)["source"]) == {"daily"}
    assert read_table(folder, "sources")["id"].to_list() == ["daily"]
    assert read_table(folder, "tombstones").rows() == [(one, "0.2.0", "publisher-request") for one in ids]
    assert read_table(folder, "changes").rows() == [(one, "removed", [], "taken-down") for one in ids]


@pytest.mark.parametrize("kind", ["id", "url", "source"])
def test_a_tombstone_is_set_even_where_the_raw_records_are_gone_too(project: Project, kind: str) -> None:
    rows = read_articles(project.releases / "0.1.0").filter(source="weekly").sort("id")
    (project.raw / "weekly" / "b.jsonl").unlink()
    values = ["weekly"] if kind == "source" else rows[kind].to_list()
    take_down(project, *(f"{kind},{value},legal,2025-03-01" for value in values))
    release(project, "0.2.0")

    folder = project.releases / "0.2.0"
    assert read_table(folder, "tombstones").rows() == [(one, "0.2.0", "legal") for one in rows["id"]]
    assert read_table(folder, "changes").rows() == [(one, "removed", [], "taken-down") for one in rows["id"]]


def test_every_crawl_of_an_article_goes(project: Project) -> None:
    again = story(2, text=f"{story(2)['text']}\n\nUpdated later.", modified="2024-12-24T10:00:00Z")
    put(project.raw / "daily" / "later.jsonl", jsonl([again]))
    take_down(project, f"url,{again['url']},legal,2025-03-01")
    cut = release(project, "0.2.0")

    assert cut.built.funnel.total("taken_down") == 2
    assert cut.built.funnel.total("merged") == 0
    assert read_table(project.releases / "0.2.0", "tombstones").height == 1


def test_the_copy_of_what_goes_becomes_an_original(project: Project) -> None:
    copy = story(5, url="https://weekly.example/copy", date="2024-12-28T08:00:00Z")
    put(project.raw / "weekly" / "copy.jsonl", jsonl([copy]))
    release(project, "0.2.0")
    pair = read_articles(project.releases / "0.2.0").filter(title=str(copy["title"])).sort("role")
    assert pair["role"].to_list() == ["copy", "original"]

    take_down(project, f"url,{story(5)['url']},legal,2025-03-01")
    release(project, "0.3.0")
    (left,) = read_articles(project.releases / "0.3.0").filter(title=str(copy["title"])).to_dicts()
    assert (left["url"], left["role"], left["cluster"]) == (copy["url"], "original", left["id"])
    assert read_table(project.releases / "0.3.0", "duplicates").is_empty()


def test_tombstones_stay_and_what_is_taken_down_may_not_return(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    take_down(project, f"url,{story(3)['url']},legal,2025-03-01")
    release(project, "0.2.0")
    release(project, "0.3.0")
    stones = read_table(project.releases / "0.3.0", "tombstones")
    assert stones.rows() == read_table(project.releases / "0.2.0", "tombstones").rows()

    take_down(project)
    assert main(["--project", str(project.root), "release", "0.4.0"]) == 1
    told = capsys.readouterr().out
    assert "tombstone-returned" in told
    assert stones["id"][0] in told


def test_a_takedown_of_something_unknown_does_nothing(project: Project) -> None:
    take_down(project, f"id,{'0' * 32},legal,2025-03-01", "url,https://nowhere.example/x,legal,2025-03-01")
    cut = release(project, "0.2.0")
    assert cut.built.funnel.total("taken_down") == 0
    assert read_table(project.releases / "0.2.0", "tombstones").is_empty()


def test_blank_lines_and_a_byte_order_mark_are_fine(fresh: Project) -> None:
    put(fresh.takedowns, f"\ufeff{HEADER}\r\n\r\nsource,weekly,legal,2025-03-01\r\n")
    assert release(fresh).built.funnel.total("taken_down") == 2


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("id,short,legal,2025-03-01", "'short' is no article id"),
        (f"id,{'A' * 32},legal,2025-03-01", "is no article id"),
        ("address,https://daily.example/x,legal,2025-03-01", "kind is 'address'"),
        ("url,not an address,legal,2025-03-01", "is no address"),
        ("source,weekly,,2025-03-01", "no reason"),
        ("source,weekly,legal", "found 3 columns"),
        ("source,weekly,legal,2025-03-01,more", "found 5 columns"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(
    fresh: Project, line: str, found: str, capsys: pytest.CaptureFixture[str]
) -> None:
    take_down(fresh, "source,weekly,legal,2025-03-01", line)
    assert main(["--project", str(fresh.root), "build"]) == 2
    error = capsys.readouterr().err
    assert "takedowns.csv: line 3" in error
    assert found in error


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"kind,value\n",
        b"kind,value,reason,date\nsource,w\xff,x,2025-01-01\n",
        b'kind,value,reason,date\n"open',
    ],
)
def test_a_file_that_is_no_such_table_is_refused(
    fresh: Project, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    put(fresh.takedowns, content)
    assert main(["--project", str(fresh.root), "build"]) == 2
    assert "takedowns.csv" in capsys.readouterr().err


def test_no_file_means_no_takedowns(fresh: Project) -> None:
    fresh.takedowns.unlink()
    assert release(fresh).built.funnel.total("taken_down") == 0
