"""Uploads and downloads by Xet, through the real hf_xet and its store in a folder."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

import pytest
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError

from hub.faults import Fault

if TYPE_CHECKING:
    from pathlib import Path

    from hub.hub import Hub

NAME = "press/corpus"
CONTENT = Random(1).randbytes(300_000)


def commit(hub: Hub, files: dict[str, bytes]) -> str:
    api = HfApi(endpoint=hub.endpoint)
    operations = [CommitOperationAdd(path, content) for path, content in files.items()]
    return api.create_commit(NAME, operations, commit_message="Release", repo_type="dataset").oid


def test_files_go_up_and_come_down_by_xet(xet_hub: Hub, tmp_path: Path) -> None:
    xet_hub.create(NAME)
    oid = commit(xet_hub, {"data/a.parquet": CONTENT, "a.txt": b"Text.\n"})
    entry = xet_hub.commits(NAME)[0].tree["data/a.parquet"]
    assert entry.xet
    assert xet_hub.files(NAME)["data/a.parquet"] == CONTENT
    assert not [one for one in xet_hub.log if one.path.startswith("/lfs/")]
    assert xet_hub.xet_bytes() > len(CONTENT)
    xet_hub.log.clear()
    api = HfApi(endpoint=xet_hub.endpoint)
    path = api.hf_hub_download(
        NAME, "data/a.parquet", repo_type="dataset", revision=oid, local_dir=tmp_path / "local"
    )
    with open(path, "rb") as file:  # noqa: PTH123
        assert file.read() == CONTENT
    assert [one.path for one in xet_hub.log if "xet-read-token" in one.path]
    assert not [one for one in xet_hub.log if one.method == "GET" and "/resolve/" in one.path]
    (told,) = api.get_paths_info(NAME, ["data/a.parquet"], repo_type="dataset")
    assert told.xet_hash == entry.xet  # type: ignore[union-attr]


def test_what_is_stored_is_not_sent_again(xet_hub: Hub) -> None:
    xet_hub.create(NAME)
    oid = commit(xet_hub, {"data/a.parquet": CONTENT})
    stored = xet_hub.xet_bytes()
    assert commit(xet_hub, {"data/a.parquet": CONTENT}) == oid
    assert xet_hub.xet_bytes() == stored


def test_a_token_for_xet_that_is_refused_stops_the_commit(xet_hub: Hub) -> None:
    xet_hub.create(NAME)
    xet_hub.faults.add(Fault("xet-write-token", "quota", times=9))
    with pytest.raises((HfHubHTTPError, RuntimeError, OSError, PermissionError)):
        commit(xet_hub, {"data/a.parquet": CONTENT})
    assert len(xet_hub.commits(NAME)) == 1
