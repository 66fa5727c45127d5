"""Who may see, read and write: as the Hub answers each."""

from __future__ import annotations

from typing import TYPE_CHECKING

import httpx2
import pytest
from huggingface_hub import HfApi
from huggingface_hub.errors import GatedRepoError, HfHubHTTPError, RepositoryNotFoundError

from hub.hub import Hub
from hub.state import Limits
from hub.transport import ENDPOINT, HubTransport, in_process

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from hub.access import Role

NAMES = ("press/public", "press/private", "press/gated")


@pytest.fixture
def near(tmp_path: Path) -> Iterator[Hub]:
    hub = Hub(tmp_path)
    for name in NAMES:
        hub.create(name, private=name.endswith("private"), gated=name.endswith("gated"))
        hub.commit(name, {"a.txt": b"Text.\n"})
    with in_process(hub):
        yield hub


def as_role(hub: Hub, role: Role | None) -> HfApi:
    return HfApi(endpoint=ENDPOINT, token=hub.token("someone", role) if role else False)


def status_of(hub: Hub, role: Role | None, path: str) -> tuple[int, str]:
    headers = {"authorization": f"Bearer {hub.token('someone', role)}"} if role else {}
    with httpx2.Client(transport=HubTransport(hub)) as client:
        found = client.get(f"{ENDPOINT}{path}", headers=headers)
    return found.status_code, found.headers.get("X-Error-Code", "")


ROLES: list[Role | None] = ["write", "read", "none", None]
SEEN = {
    "press/public": [(200, "")] * 4,
    "press/private": [(200, "")] * 2 + [(404, "RepoNotFound"), (401, "RepoNotFound")],
    "press/gated": [(200, "")] * 4,
    "press/missing": [(404, "RepoNotFound")] * 3 + [(401, "RepoNotFound")],
}
READ = {**SEEN, "press/gated": [(200, "")] * 2 + [(403, "GatedRepo"), (401, "GatedRepo")]}


@pytest.mark.parametrize("name", SEEN)
def test_who_sees_and_who_reads(near: Hub, name: str) -> None:
    assert [status_of(near, role, f"/api/datasets/{name}/tree/main") for role in ROLES] == SEEN[name]
    assert [status_of(near, role, f"/datasets/{name}/resolve/main/a.txt") for role in ROLES] == READ[name]


def test_the_client_says_what_is_missing_and_what_is_gated(near: Hub, tmp_path: Path) -> None:
    stranger = as_role(near, None)
    with pytest.raises(RepositoryNotFoundError):
        stranger.dataset_info("press/missing")
    with pytest.raises(GatedRepoError):
        stranger.hf_hub_download("press/gated", "a.txt", repo_type="dataset", cache_dir=tmp_path)
    with pytest.raises(GatedRepoError):
        as_role(near, "none").auth_check("press/gated", repo_type="dataset")
    as_role(near, "read").auth_check("press/gated", repo_type="dataset")


def test_only_a_token_with_the_right_to_write_writes(near: Hub) -> None:
    for role, status in (("read", "403"), ("none", "403"), (None, "401")):
        api = as_role(near, role)  # type: ignore[arg-type]
        with pytest.raises(HfHubHTTPError, match=status):
            api.upload_file(
                path_or_fileobj=b"1", path_in_repo="b.txt", repo_id="press/public", repo_type="dataset"
            )
        with pytest.raises(HfHubHTTPError, match=status):
            api.create_tag("press/public", tag="v1", repo_type="dataset")
        with pytest.raises(HfHubHTTPError, match=status):
            api.create_repo("press/new", repo_type="dataset")
    assert list(near.files("press/public")) == [".gitattributes", "a.txt"]


def test_an_unknown_token_is_refused_everywhere(near: Hub) -> None:
    api = HfApi(endpoint=ENDPOINT, token="hf_unknown")
    with pytest.raises(HfHubHTTPError, match="Invalid"):
        api.whoami()
    with pytest.raises(HfHubHTTPError, match="401"):
        api.dataset_info("press/public")
    assert near.log[-1].status == 401


def test_who_am_i(near: Hub) -> None:
    told = as_role(near, "read").whoami()
    assert told["name"] == "someone"
    assert told["auth"]["accessToken"]["role"] == "read"
    assert [one["name"] for one in told["orgs"]] == ["press"]


def test_files_over_the_quota_are_refused(tmp_path: Path) -> None:
    hub = Hub(tmp_path, limits=Limits(storage=1000))
    hub.create("press/public")
    with in_process(hub), pytest.raises(HfHubHTTPError, match="Storage limit reached"):
        as_role(hub, "write").upload_file(
            path_or_fileobj=bytes(1001), path_in_repo="a.parquet", repo_id="press/public", repo_type="dataset"
        )
    assert hub.sent_bytes() == 0
