"""`warraq takedown verify --hub`: every ref, and every commit behind one, that still holds a listed text."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING, Any

import polars as pl
import pytest
from reading_desk import ADDRESS

from projects import bytes_below, put, read_articles, release, story
from published import REPOSITORY, put_up
from warraq.corpus.relate.fingerprint import fingerprints
from warraq.model.project import Project

if TYPE_CHECKING:
    from pathlib import Path

    from reading_desk import Desk

HEADER = "kind,value,reason,date\n"


@pytest.fixture
def listed(own: Project) -> Project:
    """Story 3 is taken down, by its id and its text."""
    take_down(own)
    return own


@pytest.fixture(scope="module")
def withdrawn(chain: Project, tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The same, and 0.4.0 was released without it; it may not be written to."""
    root = tmp_path_factory.mktemp("withdrawn") / "project"
    shutil.copytree(chain.root, root)
    made = Project.load(root)
    take_down(made)
    assert release(made, "0.4.0").frozen is not None
    return made


def take_down(project: Project) -> None:
    row = article(project.releases / "0.3.0", 3)
    (text,) = fingerprints([row["body"]])
    put(project.takedowns, f"{HEADER}id,{row['id']},privacy,2025-03-01\ntext,{text},privacy,2025-03-01\n")


def article(folder: Path, number: int) -> dict[str, Any]:
    rows = read_articles(folder).filter(url=str(story(number)["url"]))
    return rows.row(0, named=True)


def verify(desk: Desk, project: Project, *arguments: str, code: int) -> Any:
    return desk.json("takedown", "verify", "--hub", *arguments, code=code, project=project.root)


def held(told: Any) -> dict[str, int]:
    """Place -> articles, of those that hold any."""
    return {name: count for name, count in told["places"].items() if count}


def test_nothing_listed_is_nowhere(desk: Desk, own: Project) -> None:
    told = verify(desk, own, ADDRESS, code=0)
    assert told["passed"]
    assert sorted(told["refs"]) == ["main", "v0.1.0", "v0.2.0", "v0.3.0"]
    assert told["not_looked_through"] == []


def test_tags_that_hold_it_are_named_and_what_to_do(desk: Desk, withdrawn: Project) -> None:
    put_up(desk.hub, withdrawn.releases / "0.4.0")
    told = verify(desk, withdrawn, ADDRESS, code=1)
    assert held(told) == {"v0.1.0": 1, "v0.2.0": 1, "v0.3.0": 1}
    assert told["places"]["main"] == told["places"]["v0.4.0"] == 0
    out, err = desk.run("takedown", "verify", "--hub", ADDRESS, code=1, project=withdrawn.root)
    assert "v0.2.0: 1 articles" in out
    assert "still held by v0.1.0, v0.2.0, v0.3.0" in err
    assert "purge" in err


def test_a_deleted_tag_leaves_the_commit_behind(desk: Desk, withdrawn: Project) -> None:
    from huggingface_hub import HfApi

    put_up(desk.hub, withdrawn.releases / "0.4.0")
    commit = desk.hub.refs(REPOSITORY)["refs/tags/v0.2.0"]
    for version in ("0.1.0", "0.2.0", "0.3.0"):
        HfApi(endpoint=desk.hub.endpoint).delete_tag(REPOSITORY, tag=f"v{version}", repo_type="dataset")
    told = verify(desk, withdrawn, ADDRESS, code=1)
    assert len(held(told)) == 3
    assert f"{commit[:12]} behind main" in held(told)


@pytest.mark.parametrize("state", ["open", "merged", pytest.param("closed", marks=pytest.mark.slow)])
def test_pull_requests_are_looked_through_in_whatever_state(
    desk: Desk, withdrawn: Project, state: str
) -> None:
    """One brings the old release to an otherwise clean dataset."""
    from huggingface_hub import HfApi

    name = "harbour/clean"
    put_up(desk.hub, withdrawn.releases / "0.4.0", name)
    assert verify(desk, withdrawn, f"hub:{name}", code=0)["passed"]
    api = HfApi(endpoint=desk.hub.endpoint)
    api.create_pull_request(name, title="Old", repo_type="dataset")
    desk.hub.commit(name, bytes_below(withdrawn.releases / "0.3.0"), ref="refs/pr/1")
    api.change_discussion_status(name, 1, "open", repo_type="dataset")
    if state == "closed":
        api.change_discussion_status(name, 1, "closed", repo_type="dataset")
    elif state == "merged":
        api.merge_pull_request(name, 1, repo_type="dataset")
    found = held(verify(desk, withdrawn, f"hub:{name}", code=1))
    assert found["refs/pr/1"] == 1
    assert ("main" in found) == (state == "merged")


def test_other_layouts_and_papers_are_looked_through_and_the_rest_is_named(
    desk: Desk, listed: Project, tmp_path: Path
) -> None:
    """As the Hub's own conversion lays files out, or anybody's export."""
    row = article(desk.project.releases / "0.3.0", 3)
    rows = read_articles(desk.project.releases / "0.3.0").filter(id=row["id"])
    rows.write_parquet(tmp_path / "0000.parquet")
    rows.select("id", "body").write_parquet(tmp_path / "pairs.parquet")
    name = "harbour/odd"
    desk.hub.create(name)
    desk.hub.commit(
        name,
        {
            "default/train/0000.parquet": (tmp_path / "0000.parquet").read_bytes(),
            "export/pairs.parquet": (tmp_path / "pairs.parquet").read_bytes(),
            "export/broken.parquet": b"PAR1 nothing PAR1",
            "export/index.duckdb": b"\0" * 64,
            "export/all.csv": f'title,body\n"{row["title"]}","{row["body"]}"\n'.encode(),
            "README.md": f"---\nlicense: mit\n---\nSuch as: {row['title'].upper()}!\n".encode(),
            "NOTES.md": b"Nothing of it.\n",
        },
    )
    told = verify(desk, listed, f"hub:{name}", code=1)
    assert held(told) == {"main": 1}
    assert [(one["path"], one["what"]) for one in told["papers"]] == [
        ("README.md", ["title"]),
        ("export/all.csv", ["title", "text"]),
    ]
    assert {one["path"] for one in told["not_looked_through"]} == {
        "export/pairs.parquet",
        "export/broken.parquet",
        "export/index.duckdb",
    }
    out, _ = desk.run("takedown", "verify", "--hub", f"hub:{name}", code=1, project=listed.root)
    assert "not looked through: export/index.duckdb of main" in out


def test_a_paper_alone_fails_it(desk: Desk, own: Project) -> None:
    put(own.takedowns, f"{HEADER}url,https://elsewhere.example/a/1,legal,2025-03-01\n")
    put(own.takedowns, own.takedowns.read_bytes() + b"author,Harbour Desk,legal,2025-03-01\n")
    desk.hub.create("harbour/papers")
    card = b"By  HARBOUR desk; see https://elsewhere.example/a/1.\n"
    desk.hub.commit("harbour/papers", {"README.md": card, "x.md": b"https://elsewhere.example/a/12\n"})
    told = verify(desk, own, "hub:harbour/papers", code=1)
    assert [(one["path"], one["what"]) for one in told["papers"]] == [("README.md", ["url", "author"])]


@pytest.mark.parametrize("kind", ["source", "author", "url"])
def test_it_is_looked_for_by_name_as_locally(desk: Desk, own: Project, kind: str) -> None:
    value = {"source": "weekly", "author": "Nobody Else", "url": str(story(2)["url"])}[kind]
    put(own.takedowns, f"{HEADER}{kind},{value},legal,2025-03-01\n")
    local = desk.json("takedown", "verify", code=0 if kind == "author" else 1, project=own.root)
    told = verify(desk, own, ADDRESS, code=0 if kind == "author" else 1)
    assert {name: told["places"][f"v{name}"] for name in local["places"]} == local["places"]


def test_each_content_is_downloaded_once_and_none_that_a_local_release_has(
    desk: Desk, listed: Project
) -> None:
    desk.hub.log.clear()
    verify(desk, listed, ADDRESS, code=1)
    assert desk.downloads() == []
    shutil.rmtree(listed.releases)
    told = verify(desk, listed, ADDRESS, code=1)
    asked = desk.downloads()
    looked = {
        content
        for version in ("0.1.0", "0.2.0", "0.3.0")
        for name, content in desk.hub.files(REPOSITORY, f"v{version}").items()
        if not name.startswith(("data/s", "data/d", "data/c", "data/t", ".git"))
    }
    assert len(asked) == len(looked) == told["contents_read"]
    assert told["downloaded_bytes"] == sum(map(len, looked))
    assert not list(desk.hub.home.rglob("*.parquet"))


def test_the_dataset_is_that_of_the_settings(desk: Desk, own: Project) -> None:
    path = own.root / "build" / "release.toml"
    _, err = desk.run("takedown", "verify", "--hub", code=2, project=own.root)
    assert "[publish]" in err
    put(path, path.read_text(encoding="utf-8") + f'\n[publish]\nto = "{ADDRESS}"\n')
    assert verify(desk, own, code=0)["repository"] == REPOSITORY


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        (("verify", "--hub", f"{ADDRESS}@v0.1.0"), 2, "all of them"),
        (("verify", "--hub", "somewhere"), 2, "hub:ORG/NAME"),
        (("verify", "--hub", "hub:harbour/nothing"), 3, "harbour/nothing"),
        (("list", "--hub", ADDRESS), 2, "takedown verify --hub"),
    ],
)
def test_what_cannot_be_looked_through_is_an_error(
    desk: Desk, own: Project, arguments: tuple[str, ...], code: int, told: str
) -> None:
    _, err = desk.run("takedown", *arguments, code=code, project=own.root)
    assert told in err


def test_columns_of_another_type_are_named_and_not_a_fault(desk: Desk, own: Project, tmp_path: Path) -> None:
    put(own.takedowns, f"{HEADER}author,Harbour Desk,legal,2025-03-01\n")
    odd = pl.DataFrame({"id": [1], "source": [2], "title": [3], "authors": ["x"], "body": [None]})
    odd.write_parquet(tmp_path / "odd.parquet")
    desk.hub.create("harbour/typed")
    desk.hub.commit("harbour/typed", {"data/odd.parquet": (tmp_path / "odd.parquet").read_bytes()})
    told = verify(desk, own, "hub:harbour/typed", code=0)
    assert [one["path"] for one in told["not_looked_through"]] == ["data/odd.parquet"]
