"""Pull requests through the real client: opened, merged as one commit, or in conflict."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from huggingface_hub.errors import HfHubHTTPError, RevisionNotFoundError

from hub.conftest import NAME

if TYPE_CHECKING:
    from huggingface_hub import CommitInfo, HfApi

    from hub.hub import Hub

KIND = "dataset"


def upload(
    api: HfApi, path: str, content: bytes, revision: str | None = None, *, create_pr: bool = False
) -> CommitInfo:
    return api.upload_file(
        path_or_fileobj=content,
        path_in_repo=path,
        repo_id=NAME,
        repo_type=KIND,
        revision=revision,
        create_pr=create_pr,
    )


def test_a_pull_request_lands_as_one_commit(near: Hub, api: HfApi) -> None:
    opened = upload(api, "data/0.parquet", b"0", create_pr=True)
    assert opened.pr_revision == "refs/pr/1"
    assert opened.pr_num == 1
    for number in range(1, 4):
        upload(api, f"data/{number}.parquet", bytes([number]), opened.pr_revision)
    assert list(near.files(NAME)) == [".gitattributes"]
    assert len(near.files(NAME, "refs/pr/1")) == 5
    api.merge_pull_request(NAME, 1, repo_type=KIND)
    assert near.files(NAME) == near.files(NAME, "refs/pr/1")
    assert len(near.commits(NAME)) == 2
    details = api.get_discussion_details(NAME, 1, repo_type=KIND)
    assert details.status == "merged"
    assert details.merge_commit_oid == near.refs(NAME)["refs/heads/main"]
    assert [event.type for event in details.events] == ["commit"] * 4
    refs = api.list_repo_refs(NAME, repo_type=KIND, include_pull_requests=True)
    assert [ref.ref for ref in refs.pull_requests or []] == ["refs/pr/1"]


def test_what_came_to_main_meanwhile_is_kept(near: Hub, api: HfApi) -> None:
    upload(api, "ours.txt", b"Ours.\n", create_pr=True)
    near.commit(NAME, {"theirs.txt": b"Theirs.\n"})
    api.merge_pull_request(NAME, 1, repo_type=KIND)
    assert sorted(near.files(NAME)) == [".gitattributes", "ours.txt", "theirs.txt"]


def test_the_same_path_changed_on_both_sides_is_a_conflict(near: Hub, api: HfApi) -> None:
    upload(api, "one.txt", b"Ours.\n", create_pr=True)
    near.commit(NAME, {"one.txt": b"Theirs.\n"})
    assert api.get_discussion_details(NAME, 1, repo_type=KIND).conflicting_files == ["one.txt"]
    with pytest.raises(HfHubHTTPError, match="409"):
        api.merge_pull_request(NAME, 1, repo_type=KIND)
    assert near.files(NAME)["one.txt"] == b"Theirs.\n"


def test_a_draft_is_published_before_it_can_be_merged(near: Hub, api: HfApi) -> None:
    draft = api.create_pull_request(NAME, "Release 0.1.0", repo_type=KIND)
    assert draft.status == "draft"
    upload(api, "a.txt", b"1", draft.git_reference)
    with pytest.raises(HfHubHTTPError, match="draft"):
        api.merge_pull_request(NAME, draft.num, repo_type=KIND)
    api.change_discussion_status(NAME, draft.num, "open", repo_type=KIND)
    api.merge_pull_request(NAME, draft.num, repo_type=KIND)
    assert near.commits(NAME)[0].title == "Release 0.1.0 (#1)"
    with pytest.raises(HfHubHTTPError, match="merged"):
        api.merge_pull_request(NAME, draft.num, repo_type=KIND)


def test_discussions_are_listed_by_kind_and_status(near: Hub, api: HfApi) -> None:
    api.create_discussion(NAME, "A question", repo_type=KIND)
    upload(api, "a.txt", b"1", create_pr=True)
    api.change_discussion_status(NAME, 2, "closed", repo_type=KIND)
    api.comment_discussion(NAME, 1, "An answer.", repo_type=KIND)
    pulls = api.get_repo_discussions(NAME, repo_type=KIND, discussion_type="pull_request")
    assert [(one.num, one.status) for one in pulls] == [(2, "closed")]
    unsettled = api.get_repo_discussions(NAME, repo_type=KIND, discussion_status="open")
    assert [one.title for one in unsettled] == ["A question"]
    with pytest.raises(HfHubHTTPError, match="404"):
        api.get_discussion_details(NAME, 3, repo_type=KIND)
    assert len(near.commits(NAME)) == 1


def test_a_pull_request_starts_from_a_branch(near: Hub, api: HfApi) -> None:
    near.tag(NAME, "v1")
    with pytest.raises(RevisionNotFoundError):
        upload(api, "a.txt", b"1", "v1", create_pr=True)
