"""Commits, tags, branches and trees through the real client, in this process."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from huggingface_hub import CommitOperationAdd, CommitOperationCopy, CommitOperationDelete, HfApi
from huggingface_hub.errors import (
    BadRequestError,
    HfHubHTTPError,
    RemoteEntryNotFoundError,
    RepositoryNotFoundError,
    RevisionNotFoundError,
)

from hub.hub import Hub
from hub.state import Limits
from hub.transport import ENDPOINT, in_process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NAME = "press/corpus"
CARD = b"---\nlicense: cc-by-4.0\n---\nA corpus.\n"


@pytest.fixture
def near(tmp_path: Path) -> Iterator[Hub]:
    hub = Hub(tmp_path, limits=Limits(regular=10_000, part=70_000, file=500_000, page=3))
    hub.create(NAME)
    with in_process(hub):
        yield hub


@pytest.fixture
def api(near: Hub) -> HfApi:
    return HfApi(endpoint=ENDPOINT, token=near.token("writer", "write"))


def added(files: dict[str, bytes]) -> list[CommitOperationAdd | CommitOperationCopy | CommitOperationDelete]:
    return [CommitOperationAdd(path, content) for path, content in files.items()]


def commit(
    api: HfApi, files: dict[str, bytes], *, parent: str | None = None, revision: str | None = None
) -> str:
    done = api.create_commit(
        NAME,
        added(files),
        commit_message="Release",
        repo_type="dataset",
        num_threads=1,
        parent_commit=parent,
        revision=revision,
    )
    return done.oid


def test_a_commit_holds_exactly_the_files_that_were_sent(near: Hub, api: HfApi) -> None:
    files = {"README.md": CARD, "data/a.parquet": b"PAR1" * 10, "data/b/c.csv": b"x,y\n"}
    first = near.refs(NAME)["refs/heads/main"]
    oid = commit(api, files, parent=first)
    held = near.files(NAME)
    assert {path: held[path] for path in held if path != ".gitattributes"} == files
    assert [one.oid for one in near.commits(NAME)] == [oid, first]
    assert near.commits(NAME)[0].title == "Release"
    assert near.sent_bytes() == sum(map(len, files.values()))


def test_the_same_files_again_make_no_commit_and_send_nothing(near: Hub, api: HfApi) -> None:
    files = {"README.md": CARD, "data/a.parquet": b"PAR1" * 10}
    oid = commit(api, files)
    near.log.clear()
    assert commit(api, files) == oid
    assert len(near.commits(NAME)) == 2
    assert near.sent_bytes() == 0


def test_a_commit_upon_another_head_is_refused(near: Hub, api: HfApi) -> None:
    head = near.refs(NAME)["refs/heads/main"]
    near.commit(NAME, {"theirs.txt": b"First.\n"})
    with pytest.raises(HfHubHTTPError, match="412"):
        commit(api, {"ours.txt": b"Second.\n"}, parent=head)
    assert "ours.txt" not in near.files(NAME)


def test_a_commit_is_whole_or_not_at_all(near: Hub, api: HfApi) -> None:
    operations = [*added({"new.txt": b"New.\n"}), CommitOperationDelete("missing.txt")]
    before = near.refs(NAME)
    with pytest.raises(RemoteEntryNotFoundError):
        api.create_commit(NAME, operations, commit_message="Release", repo_type="dataset")
    assert near.refs(NAME) == before


def test_deleting_a_folder_deletes_all_below_it(near: Hub, api: HfApi) -> None:
    commit(api, {"data/a/1.txt": b"1", "data/b/2.txt": b"2", "data.txt": b"3"})
    api.delete_folder("data/a", NAME, repo_type="dataset")
    assert sorted(near.files(NAME)) == [".gitattributes", "data.txt", "data/b/2.txt"]


def test_a_large_file_goes_up_in_parts(near: Hub, api: HfApi) -> None:
    content = bytes(range(256)) * 800
    commit(api, {"data/a.bin": content})
    assert near.files(NAME)["data/a.bin"] == content
    puts = [one.file_bytes for one in near.log if one.method == "PUT"]
    assert puts == [70_000, 70_000, 64_800]


def test_a_file_that_no_pattern_names_is_tracked_by_its_path(near: Hub, api: HfApi) -> None:
    commit(api, {"text/long.jsonl": b"{}\n" * 5_000})
    assert near.commits(NAME)[0].tree["text/long.jsonl"].lfs
    assert near.files(NAME)[".gitattributes"].endswith(
        b"\ntext/long.jsonl filter=lfs diff=lfs merge=lfs -text\n"
    )


def test_a_file_over_the_bound_is_refused(near: Hub, api: HfApi) -> None:
    with pytest.raises(ValueError, match="larger than 500000 bytes"):
        commit(api, {"data/a.parquet": bytes(500_001)})
    assert near.sent_bytes() == 0


@pytest.mark.parametrize(
    ("card", "message"),
    [
        (b"---\nlicense: [\n---\n", "flow"),
        (b"---\nlicense: mit\nlicense: cc0-1.0\n---\n", "duplicated"),
        (b"---\nlicense: ours\n---\n", "must be one of"),
    ],
)
def test_a_card_with_bad_metadata_is_refused_before_anything_is_sent(
    near: Hub, api: HfApi, card: bytes, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        commit(api, {"README.md": card})
    assert near.sent_bytes() == 0


def test_trees_and_history_come_in_pages(near: Hub, api: HfApi) -> None:
    for number in range(8):
        commit(api, {f"data/{number % 3}/{number}.txt": bytes([number + 65])})
    entries = list(api.list_repo_tree(NAME, recursive=True, repo_type="dataset"))
    assert sorted(entry.path for entry in entries) == sorted(
        [
            ".gitattributes",
            "data",
            "data/0",
            "data/1",
            "data/2",
            *near.files(NAME).keys() - {".gitattributes"},
        ]
    )
    pages = [one for one in near.log if "/tree/" in one.path]
    assert len(pages) == 5  # 13 entries, 3 a page
    titles = [one.title for one in api.list_repo_commits(NAME, repo_type="dataset")]
    assert titles == ["Release"] * 8 + ["initial commit"]
    (folder,) = api.get_paths_info(NAME, ["data/1", "missing"], expand=True, repo_type="dataset")
    assert folder.path == "data/1"
    assert folder.last_commit
    assert folder.last_commit.oid == near.commits(NAME)[0].oid


def test_a_tag_stays_where_it_is(near: Hub, api: HfApi) -> None:
    oid = commit(api, {"a.txt": b"1"})
    api.create_tag(NAME, tag="v0.1.0", revision=oid, repo_type="dataset")
    commit(api, {"a.txt": b"2"})
    with pytest.raises(HfHubHTTPError, match="409"):
        api.create_tag(NAME, tag="v0.1.0", repo_type="dataset")
    assert near.files(NAME, "v0.1.0")["a.txt"] == b"1"
    assert near.refs(NAME)["refs/tags/v0.1.0"] == oid
    api.super_squash_history(NAME, repo_type="dataset")
    assert len(near.commits(NAME)) == 1
    assert near.files(NAME, "v0.1.0")["a.txt"] == b"1"
    api.delete_tag(NAME, tag="v0.1.0", repo_type="dataset")
    with pytest.raises(RevisionNotFoundError):
        api.dataset_info(NAME, revision="v0.1.0")


def test_branches(near: Hub, api: HfApi) -> None:
    first = near.refs(NAME)["refs/heads/main"]
    commit(api, {"a.txt": b"1"})
    api.create_branch(NAME, branch="next", revision=first, repo_type="dataset")
    commit(api, {"b.txt": b"2"}, revision="next")
    assert sorted(near.files(NAME, "next")) == [".gitattributes", "b.txt"]
    with pytest.raises(HfHubHTTPError, match="409"):
        api.create_branch(NAME, branch="next", repo_type="dataset")
    api.delete_branch(NAME, branch="next", repo_type="dataset")
    with pytest.raises(HfHubHTTPError, match="403"):
        api.delete_branch(NAME, branch="main", repo_type="dataset")
    assert [branch.name for branch in api.list_repo_refs(NAME, repo_type="dataset").branches] == ["main"]


def test_nothing_is_committed_to_a_tag(near: Hub, api: HfApi) -> None:
    near.tag(NAME, "v0.1.0")
    with pytest.raises(RevisionNotFoundError):
        commit(api, {"a.txt": b"1"}, revision="v0.1.0")


def test_repositories_are_made_once_and_deleted(near: Hub, api: HfApi) -> None:
    url = api.create_repo("press/second", repo_type="dataset", private=True)
    assert url.repo_id == "press/second"
    assert api.dataset_info("press/second").private
    with pytest.raises(HfHubHTTPError, match="409"):
        api.create_repo("press/second", repo_type="dataset")
    assert api.create_repo("press/second", repo_type="dataset", exist_ok=True).url == url.url
    api.update_repo_settings("press/second", private=False, gated="auto", repo_type="dataset")
    assert api.dataset_info("press/second").gated == "auto"
    api.delete_repo("press/second", repo_type="dataset")
    with pytest.raises(RepositoryNotFoundError):
        api.dataset_info("press/second")
    assert list(near.state.repositories) == [NAME]


def test_the_description_tells_files_and_card(near: Hub, api: HfApi) -> None:
    commit(api, {"README.md": CARD, "data/a.parquet": b"PAR1"})
    told = api.dataset_info(NAME, files_metadata=True)
    assert told.sha == near.refs(NAME)["refs/heads/main"]
    assert told.card_data
    assert told.card_data.license == "cc-by-4.0"
    sizes = {one.rfilename: (one.size, one.lfs is not None) for one in told.siblings or []}
    assert sizes["README.md"] == (len(CARD), False)
    assert sizes["data/a.parquet"] == (4, True)


def test_a_path_out_of_the_repository_is_refused(near: Hub, api: HfApi) -> None:
    from hub.messages import Request

    body = b'{"key":"header","value":{"summary":"x"}}\n{"key":"file","value":{"path":"../a","content":""}}\n'
    headers = {"host": "hub.test", "authorization": f"Bearer {api.token}"}
    asked = Request("POST", f"/api/datasets/{NAME}/commit/main", "", headers, body)
    assert near.handle(asked).status == 400
    with pytest.raises(BadRequestError):
        commit(api, {"a": b"1", "a/b": b"2"})
