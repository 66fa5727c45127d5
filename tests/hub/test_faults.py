"""Each kind of fault, as the real client meets it: in this process and behind a socket."""

from __future__ import annotations

import random
import time
from typing import TYPE_CHECKING

import httpx2
import pytest
from huggingface_hub import CommitOperationAdd, HfApi
from huggingface_hub.errors import HfHubHTTPError

from hub.conftest import NAME
from hub.faults import Fault, seeded
from hub.hub import Hub
from hub.transport import ENDPOINT, in_process

if TYPE_CHECKING:
    from pathlib import Path

KIND = "dataset"
COMMIT = "POST .*/commit/main"


def publish(api: HfApi, *, parent: str | None = None, number: int = 0) -> str:
    operations = [
        CommitOperationAdd("data/a.parquet", b"PAR1%d" % number),
        CommitOperationAdd("a.txt", b"%d" % number),
    ]
    return api.create_commit(
        NAME, operations, commit_message="Release", repo_type=KIND, parent_commit=parent, num_threads=1
    ).oid


@pytest.mark.parametrize(
    "step", ["POST .*/preupload/", "POST .*/objects/batch", "PUT /lfs/", "objects/verify"]
)
@pytest.mark.parametrize("fault", [Fault("", status=500), Fault("", "time-out"), Fault("", "reset")])
def test_what_the_client_tries_again_ends_well(near: Hub, api: HfApi, step: str, fault: Fault) -> None:
    near.faults.add(Fault(step, fault.kind, times=2, status=fault.status))
    oid = publish(api)
    assert [one.oid for one in near.commits(NAME)][:-1] == [oid]
    assert [kind for _, kind in near.faults.struck] == [fault.kind] * 2


@pytest.mark.parametrize(
    "fault",
    [Fault(COMMIT, status=503), Fault(COMMIT, "reset"), Fault(COMMIT, "time-out"), Fault(COMMIT, "quota")],
)
def test_a_commit_that_fails_is_not_applied(near: Hub, api: HfApi, fault: Fault) -> None:
    near.faults.add(fault)
    with pytest.raises((HfHubHTTPError, httpx2.TransportError)):
        publish(api)
    assert len(near.commits(NAME)) == 1
    assert not near.log[-1].applied
    publish(api)
    assert len(near.commits(NAME)) == 2


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        (Fault(COMMIT, "lost reply"), HfHubHTTPError),
        (Fault(COMMIT, "lost reply", reply="reset"), httpx2.ReadError),
        (Fault(COMMIT, "lost reply", reply="time-out"), httpx2.ReadTimeout),
    ],
)
def test_a_commit_whose_reply_is_lost_is_applied(
    near: Hub, api: HfApi, fault: Fault, error: type[Exception]
) -> None:
    near.faults.add(fault)
    with pytest.raises(error):
        publish(api)
    assert len(near.commits(NAME)) == 2
    assert publish(api) == near.refs(NAME)["refs/heads/main"]
    assert len(near.commits(NAME)) == 2


def test_someone_elses_commit_lands_just_before(near: Hub, api: HfApi) -> None:
    head = near.refs(NAME)["refs/heads/main"]
    near.faults.add(Fault(COMMIT, "stale head", files={"theirs.txt": b"Theirs.\n"}))
    with pytest.raises(HfHubHTTPError, match="412"):
        publish(api, parent=head)
    assert sorted(near.files(NAME)) == [".gitattributes", "theirs.txt"]


def test_someone_elses_tag_lands_just_before(near: Hub, api: HfApi) -> None:
    first = near.refs(NAME)["refs/heads/main"]
    publish(api)
    near.faults.add(Fault("POST .*/tag/", "meanwhile", act=lambda: near.tag(NAME, "v1", first)))
    with pytest.raises(HfHubHTTPError, match="409"):
        api.create_tag(NAME, tag="v1", repo_type=KIND)
    assert near.refs(NAME)["refs/tags/v1"] == first


def test_retry_after_is_told(near: Hub, api: HfApi) -> None:
    near.faults.add(Fault("preupload", status=429, headers={"Retry-After": "7"}))
    publish(api)
    assert near.slept == [8.0]  # the client adds a second


@pytest.mark.parametrize(("status", "message"), [(403, "Storage limit"), (413, "413")])
def test_quota_as_the_hub_says_it(near: Hub, api: HfApi, status: int, message: str) -> None:
    near.faults.add(Fault("objects/batch", "quota", status=status))
    with pytest.raises(HfHubHTTPError, match=message):
        publish(api)
    assert near.sent_bytes() == 0


def test_a_fault_strikes_after_so_many_requests_and_so_often(near: Hub, api: HfApi) -> None:
    near.faults.add(Fault("GET .*/refs", after=1, times=2))
    seen = []
    for _ in range(5):
        try:
            api.list_repo_refs(NAME, repo_type=KIND)
            seen.append(200)
        except HfHubHTTPError as error:
            seen.append(error.response.status_code)
    assert seen == [200, 503, 503, 200, 200]


def outcomes(folder: Path, seed: int) -> tuple[list[tuple[str, str]], int]:
    """Return the faults that struck in ten releases, and the commits that there are after them."""
    hub = Hub(folder)
    hub.create(NAME)
    choices = [Fault("", status=503), Fault("", "reset"), Fault("", "time-out"), Fault(COMMIT, "lost reply")]
    with in_process(hub):
        hub.faults.draw(seeded(seed, 0.3, choices))
        api = HfApi(endpoint=ENDPOINT, token=hub.token("writer", "write"))
        for number in range(10):
            try:
                publish(api, number=number)
            except (HfHubHTTPError, httpx2.TransportError, RuntimeError):
                continue
    return hub.faults.struck, len(hub.commits(NAME))


def test_drawn_faults_depend_on_the_seed_alone(tmp_path: Path) -> None:
    once, again, other = (outcomes(tmp_path / str(run), seed) for run, seed in enumerate((1, 1, 2)))
    assert once == again
    assert once != other
    assert {kind for _, kind in once[0]} == {"status", "reset", "time-out", "lost reply"}
    assert 1 < once[1] <= 11


def test_a_request_takes_little(near: Hub, api: HfApi) -> None:
    draws = random.Random(5)
    near.faults.draw(lambda _: Fault("", status=418) if draws.random() < 0.01 else None)
    begun, count = time.process_time(), len(near.log)
    for number in range(20):
        try:
            publish(api, number=number)
        except (HfHubHTTPError, RuntimeError):
            continue
    each = (time.process_time() - begun) / (len(near.log) - count)
    assert each < 0.02  # with the client's share


def test_faults_behind_a_socket(hub: Hub) -> None:
    hub.create(NAME)
    api = HfApi(endpoint=hub.endpoint)
    hub.faults.add(Fault("/refs", "reset"), Fault("/refs", "lost reply", reply="reset"))
    for _ in range(2):
        with pytest.raises(httpx2.TransportError):
            api.list_repo_refs(NAME, repo_type=KIND)
    hub.faults.add(Fault("/revision/", "time-out"))
    with pytest.raises(httpx2.ReadTimeout):
        api.dataset_info(NAME, revision="main", timeout=0.2)
    hub.faults.add(Fault(COMMIT, "lost reply", reply="reset"))
    with pytest.raises(httpx2.TransportError):
        publish(api)
    assert len(hub.commits(NAME)) == 2
    assert publish(api) == hub.refs(NAME)["refs/heads/main"]
