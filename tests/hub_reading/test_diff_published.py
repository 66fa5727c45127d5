"""`warraq diff` of releases on the Hub says what it says of the same releases as folders."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import pytest
from reading_desk import ADDRESS

from projects import bytes_below, read_articles, story
from published import put_up

if TYPE_CHECKING:
    from pathlib import Path

    from reading_desk import Desk

    from warraq.model.project import Project

PAIRS = [("0.1.0", "0.3.0"), ("0.3.0", "0.1.0"), ("0.2.0", "0.2.0")]


def local(desk: Desk, *arguments: object) -> Any:
    return desk.json("diff", *arguments, project=desk.project.root)


@pytest.mark.parametrize(("old", "new"), PAIRS)
def test_two_published_releases_without_a_project(desk: Desk, old: str, new: str) -> None:
    """The versions between are asked too: else nobody knows why an article went in one of them."""
    wanted = local(desk, old, new)
    assert desk.json("diff", f"{ADDRESS}@v{old}", f"{ADDRESS}@v{new}") == wanted
    out, err = desk.run("diff", f"{ADDRESS}@v{old}", f"{ADDRESS}@v{new}")
    assert f"{old} -> {new}" in out
    assert "to download" in err


def test_a_reason_that_only_a_version_between_knows(desk: Desk) -> None:
    told = desk.json("diff", f"{ADDRESS}@v0.1.0", f"{ADDRESS}@v0.3.0")
    reasons = {(row["change"], row["reason"]): row["articles"] for row in told["reasons"]}
    assert reasons == {("added", "new"): 2, ("changed", "corrected"): 1, ("removed", "source-dropped"): 4}


@pytest.mark.parametrize(("old", "new"), [("0.1.0", "0.3.0"), ("0.3.0", "0.2.0")])
def test_a_published_release_and_a_local_one(desk: Desk, old: str, new: str) -> None:
    wanted = local(desk, old, new)
    assert local(desk, f"{ADDRESS}@v{old}", new) == wanted
    assert local(desk, old, f"{ADDRESS}@v{new}") == wanted
    folder = desk.project.releases / new
    assert desk.json("diff", f"{ADDRESS}@v{old}", folder)["rows"] == wanted["rows"]


def test_a_published_release_and_the_candidate(desk: Desk) -> None:
    wanted = local(desk, "0.1.0", "candidate")
    assert local(desk, f"{ADDRESS}@v0.1.0", "candidate") == wanted
    assert local(desk, f"{ADDRESS}@v0.1.0") == wanted


def test_only_tables_are_downloaded_and_each_content_once(desk: Desk) -> None:
    sides = [bytes_below(desk.project.releases / one) for one in ("0.1.0", "0.2.0")]
    desk.hub.log.clear()
    desk.run("diff", f"{ADDRESS}@v0.1.0", f"{ADDRESS}@v0.2.0")
    asked = desk.downloads()
    tables = {content for side in sides for name, content in side.items() if name.endswith(".parquet")}
    papers = [name for name in asked if not name.endswith(".parquet")]
    assert len(asked) - len(papers) == len(tables)
    assert sorted(papers) == ["datapackage.json"] * 2 + ["manifest.json"] * 2


def test_what_a_local_side_has_is_not_downloaded(desk: Desk) -> None:
    desk.hub.log.clear()
    local(desk, "0.2.0", f"{ADDRESS}@v0.3.0")
    here = bytes_below(desk.project.releases / "0.2.0")
    there = bytes_below(desk.project.releases / "0.3.0")
    unlike = [name for name, content in there.items() if here.get(name) != content]
    tables = [name for name in unlike if name.endswith(".parquet")]
    assert sorted(desk.downloads()) == sorted([*tables, "datapackage.json", "manifest.json"])


def test_one_article_word_by_word(desk: Desk) -> None:
    rows = read_articles(desk.project.releases / "0.1.0")
    (one,) = rows.filter(url=str(story(3)["url"]))["id"]
    out, _ = desk.run("diff", f"{ADDRESS}@v0.1.0", f"{ADDRESS}@v0.2.0", "--id", one[:8])
    assert "{+" in out
    assert "correction" in out


def test_a_release_of_another_dataset(desk: Desk, tmp_path: Path) -> None:
    shutil.copytree(desk.project.releases / "0.2.0", tmp_path / "other")
    put_up(desk.hub, tmp_path / "other", "harbour/mirror")
    told = desk.json("diff", f"{ADDRESS}@v0.2.0", "hub:harbour/mirror@v0.2.0")
    assert told["bump"]["level"] == "none"


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ((f"{ADDRESS}@v0.1.0", f"{ADDRESS}@v9.0.0"), 3, "v0.3.0, v0.2.0, v0.1.0"),
        ((f"{ADDRESS}@v0.1.0", "0.2.0"), 2, "datapackage.json"),
        ((f"{ADDRESS}@v0.1.0",), 2, "datapackage.json"),
        ((f"{ADDRESS}@v0.1.0", "candidate"), 2, "datapackage.json"),
        (("hub:nobody", f"{ADDRESS}@v0.1.0"), 2, "hub:ORG/NAME"),
    ],
)
def test_what_cannot_be_compared_is_an_error(
    desk: Desk, arguments: tuple[str, ...], code: int, told: str
) -> None:
    _, err = desk.run("diff", *arguments, code=code)
    assert told in err


def test_two_folders_need_no_project(desk: Desk) -> None:
    places = [desk.project.releases / one for one in ("0.1.0", "0.2.0")]
    assert desk.json("diff", *places)["rows"] == local(desk, "0.1.0", "0.2.0")["rows"]


def test_a_version_and_a_folder_are_compared_as_before(desk: Desk, own: Project) -> None:
    told = desk.json("diff", "0.1.0", own.releases / "0.2.0", project=own.root)
    assert (told["old"], told["new"]) == ("0.1.0", "0.2.0")
