"""The Hub behind a socket: ranges, uploads, clients that go away, an end without leftovers."""

from __future__ import annotations

import hashlib
import socket
import subprocess
import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx2
import pytest
from huggingface_hub import CommitOperationAdd, HfApi

from hub.hub import Hub
from hub.server import serve

if TYPE_CHECKING:
    from collections.abc import Iterator

NAME = "press/corpus"
CONTENT = bytes(range(256)) * 10


@pytest.fixture
def filled(hub: Hub) -> Hub:
    hub.create(NAME)
    hub.commit(NAME, {"data/a b.parquet": CONTENT, "a.txt": b"Text.\n"})
    hub.tag(NAME, "v0.1.0")
    return hub


@pytest.fixture
def web(filled: Hub) -> Iterator[httpx2.Client]:
    token = filled.environment["HF_TOKEN"]
    with httpx2.Client(base_url=filled.endpoint, headers={"authorization": f"Bearer {token}"}) as client:
        yield client


def test_the_environment_is_all_that_a_process_needs(filled: Hub) -> None:
    code = (
        "from huggingface_hub import HfApi, hf_hub_download, snapshot_download\n"
        f"name = dict(repo_id={NAME!r}, repo_type='dataset', revision='v0.1.0')\n"
        "print(open(hf_hub_download(filename='a.txt', **name)).read(), end='')\n"
        "print(snapshot_download(**name))\n"
        "print(HfApi().whoami()['name'])\n"
    )
    command = [sys.executable, "-c", code]
    done = subprocess.run(command, env=filled.environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    text, folder, name = done.stdout.splitlines()
    assert (text, name) == ("Text.", "warraq")
    assert folder.startswith(str(filled.home))
    with open(f"{folder}/data/a b.parquet", "rb") as file:  # noqa: PTH123
        assert file.read() == CONTENT


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("bytes=0-3", 206, CONTENT[:4]),
        ("bytes=2550-", 206, CONTENT[2550:]),
        ("bytes=-8", 206, CONTENT[-8:]),
        ("bytes=2550-9999", 206, CONTENT[2550:]),
    ],
)
def test_ranges(web: httpx2.Client, asked: str, status: int, part: bytes) -> None:
    found = web.get(f"/datasets/{NAME}/resolve/v0.1.0/data/a%20b.parquet", headers={"Range": asked})
    assert (found.status_code, found.content) == (status, part)
    assert found.headers["Content-Range"].endswith("/2560")


def test_a_range_past_the_end_is_refused(web: httpx2.Client) -> None:
    found = web.get(f"/datasets/{NAME}/resolve/main/a.txt", headers={"Range": "bytes=6-"})
    assert found.status_code == 416


def test_head_tells_what_a_reader_needs(web: httpx2.Client, filled: Hub) -> None:
    found = web.head(f"/datasets/{NAME}/resolve/refs%2Fheads%2Fmain/data/a%20b.parquet")
    assert found.headers["X-Repo-Commit"] == filled.refs(NAME)["refs/heads/main"]
    assert found.headers["X-Linked-Etag"].strip('"') == hashlib.sha256(CONTENT).hexdigest()
    assert found.headers["Content-Length"] == found.headers["X-Linked-Size"] == "2560"
    missing = web.head(f"/datasets/{NAME}/resolve/main/b.txt")
    assert (missing.status_code, missing.headers["X-Error-Code"]) == (404, "EntryNotFound")
    assert web.head(f"/datasets/{NAME}/resolve/v9/a.txt").headers["X-Error-Code"] == "RevisionNotFound"


def test_an_upload_must_hold_what_it_announces(web: httpx2.Client, filled: Hub) -> None:
    oid = hashlib.sha256(b"Announced.").hexdigest()
    wanted = {"operation": "upload", "objects": [{"oid": oid, "size": 10}]}
    path = f"/datasets/{NAME}.git/info/lfs/objects"
    actions = web.post(f"{path}/batch", json=wanted).json()["objects"][0]["actions"]
    assert web.put(actions["upload"]["href"], content=b"Sent.").status_code == 400
    assert web.put(actions["upload"]["href"].replace("signature=", "signature=0")).status_code == 403
    assert web.post(actions["verify"]["href"], json={"oid": oid, "size": 10}).status_code == 404
    lines = (
        b'{"key": "header", "value": {"summary": "Release"}}\n'
        b'{"key": "lfsFile", "value": {"path": "b.parquet", "algo": "sha256", "oid": "%s", "size": 10}}\n'
    )
    refused = web.post(f"/api/datasets/{NAME}/commit/main", content=lines % oid.encode())
    assert refused.status_code == 400
    assert "does not exist" in refused.json()["error"]
    assert web.put(actions["upload"]["href"], content=iter([b"Announ", b"ced."])).status_code == 200
    assert "actions" not in web.post(f"{path}/batch", json=wanted).json()["objects"][0]
    wrong = lines.replace(b"10}", b"11}") % oid.encode()
    assert web.post(f"/api/datasets/{NAME}/commit/main", content=wrong).status_code == 400
    assert web.post(f"/api/datasets/{NAME}/commit/main", content=lines % oid.encode()).status_code == 200
    assert filled.files(NAME)["b.parquet"] == b"Announced."


def test_a_client_that_goes_away_in_the_middle_has_asked_nothing(filled: Hub) -> None:
    place = urlsplit(filled.endpoint)
    with socket.create_connection((str(place.hostname), int(place.port or 0))) as connection:
        connection.sendall(b"POST /api/repos/create HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\n{")
    assert filled.log == []


def test_one_commit_wins_of_many_at_once(filled: Hub) -> None:
    head = filled.refs(NAME)["refs/heads/main"]
    api = HfApi(endpoint=filled.endpoint)

    def commit(number: int) -> bool:
        operation = CommitOperationAdd(f"{number}.txt", b"1")
        try:
            api.create_commit(
                NAME, [operation], commit_message="Release", repo_type="dataset", parent_commit=head
            )
        except OSError:
            return False
        return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(commit, range(8))) == 1
    assert filled.commits(NAME)[1].oid == head


def open_files() -> int:
    return len(list(Path("/proc/self/fd").iterdir()))


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs /proc")
def test_nothing_is_left_at_the_end(tmp_path: Path) -> None:
    threads, files = set(threading.enumerate()), open_files()
    hub = Hub(tmp_path)
    hub.create(NAME)
    with serve(hub) as served, httpx2.Client() as client:
        assert client.get(f"{served.endpoint}/api/datasets/{NAME}").status_code == 200
        assert served.endpoint.startswith("http://127.0.0.1:")
    assert set(threading.enumerate()) == threads
    assert open_files() == files


def test_a_fault_of_the_hubs_own_is_no_answer(tmp_path: Path) -> None:
    hub = Hub(tmp_path)
    with pytest.raises(AssertionError, match="KeyError"), serve(hub) as served:
        assert httpx2.post(f"{served.endpoint}/api/validate-yaml", json={}).status_code == 500
