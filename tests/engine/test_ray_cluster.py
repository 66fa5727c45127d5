"""Builds on a Ray cluster of a head and two workers, to which bad things happen while they run."""

from __future__ import annotations

import hashlib
import json
import shutil
import signal
import time
from dataclasses import dataclass
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import pytest
from clusters import Cluster, cluster, has_networks, kill, title

from projects import bytes_below, declare, drop_expectations, jsonl, put, story
from warraq.release.scaffold import scaffold

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Callable, Iterator
    from pathlib import Path

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra warraq[ray]"),
    pytest.mark.skipif(not has_networks(), reason="needs root, and networks that may be made (unshare, ip)"),
]

SHARDS = 50
RECORDS = 100
#: Seconds; a task takes less than one, and a command that has not ended after the second hangs.
STALL, HANGS = "12", 120


@dataclass(frozen=True)
class Ground:
    """What the tests share: a cluster, a project that is copied for each, and what it comes to locally."""

    cluster: Cluster
    base: Path
    expected: dict[str, str]


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    home = tmp_path_factory.mktemp("ray")
    base = make_base(home / "base")
    with cluster(home, 2) as made:
        here = shutil.copytree(base, home / "local")
        ended(made.command("--project", str(here), "build", "--jobs", "2"))
        yield Ground(made, base, digests(here))


def make_base(root: Path) -> Path:
    scaffold(root, name="made", title="Made for a test")
    drop_expectations(root)
    names = [f"source-{number:02d}" for number in range(SHARDS)]
    (root / "corpus" / "sources.toml").write_text("\n".join(map(declare, names)))
    for at, name in enumerate(names):
        first = at * (RECORDS - 10)  # some of the neighbour's articles again
        put(
            root / "corpus" / "raw" / name / "all.jsonl",
            jsonl(
                story(number, url=f"https://{name}.example/{number}")
                for number in range(first, first + RECORDS)
            ),
        )
    return root


def digests(root: Path) -> dict[str, str]:
    found = bytes_below(root / "build" / "candidate")
    assert any(name.startswith("data/articles/") for name in found)
    return {name: hashlib.sha256(data).hexdigest() for name, data in found.items()}


def start(ground: Ground, root: Path, *more: str) -> subprocess.Popen[str]:
    shutil.copytree(ground.base, root)
    return again(ground, root, *more)


def again(ground: Ground, root: Path, *more: str) -> subprocess.Popen[str]:
    address = ("--engine", "ray", "--ray-address", ground.cluster.address)
    arguments = ("--project", str(root), "build", "--json", *address, *more)
    return ground.cluster.command(*arguments, WARRAQ_STALL_SECONDS=STALL)


def ended(command: subprocess.Popen[str], code: int = 0) -> Any:
    out, err = command.communicate(timeout=HANGS)
    assert command.returncode == code, err
    assert "Traceback" not in err
    return json.loads(out) if out.startswith("{") else None


def results(root: Path) -> int:
    """How many shards were read so far."""
    return sum(not one.name.startswith(".") for one in (root / "build" / "cache").glob("[0-9a-f][0-9a-f]/*"))


def exchanged(root: Path) -> int:
    """How many results of the exchange there are."""
    return len(list((root / "build" / "cache" / "run").rglob("receipt.json")))


def wait_until(command: subprocess.Popen[str], holds: Callable[[], object]) -> None:
    ends = time.monotonic() + HANGS
    while not holds():
        assert command.poll() is None, command.communicate()[1]
        assert time.monotonic() < ends
        time.sleep(0.005)


def kill_a_worker(ground: Ground, command: subprocess.Popen[str]) -> None:
    wait_until(command, ground.cluster.workers_at_work)
    kill(ground.cluster.workers_at_work()[0])


def test_the_bytes_are_those_of_the_local_engine(ground: Ground, tmp_path: Path) -> None:
    figures = ended(start(ground, tmp_path / "made"))
    assert digests(tmp_path / "made") == ground.expected
    assert figures["shards"] >= SHARDS
    assert figures["stages"]["reading"]["tasks"] >= SHARDS


def test_a_worker_killed_while_reading_costs_nothing(ground: Ground, tmp_path: Path) -> None:
    command = start(ground, tmp_path / "made")
    wait_until(command, lambda: results(tmp_path / "made") > 5)
    kill_a_worker(ground, command)
    ended(command)
    assert digests(tmp_path / "made") == ground.expected


def test_a_worker_killed_in_the_exchange_costs_nothing(ground: Ground, tmp_path: Path) -> None:
    command = start(ground, tmp_path / "made")
    wait_until(command, lambda: exchanged(tmp_path / "made") > 0)
    kill_a_worker(ground, command)
    ended(command)
    assert digests(tmp_path / "made") == ground.expected


def test_a_shard_whose_worker_is_always_killed_is_named(ground: Ground, tmp_path: Path) -> None:
    command = start(ground, tmp_path / "made")
    wait_until(command, lambda: results(tmp_path / "made") > 5)
    while command.poll() is None:
        for pid in ground.cluster.workers_at_work():
            kill(pid)
        time.sleep(0.01)
    told = ended(command, 3)["error"]
    assert told["where"].startswith("source-")
    assert "failed 3 times" in told["found"]


@pytest.mark.parametrize("engines", [("ray", "local"), ("local", "ray")])
def test_what_one_engine_began_the_other_finishes(
    ground: Ground, tmp_path: Path, engines: tuple[str, str]
) -> None:
    root = tmp_path / "made"
    local = ("--project", str(root), "build", "--json", "--jobs", "2")
    shutil.copytree(ground.base, root)
    runs: dict[str, Callable[[], subprocess.Popen[str]]] = {
        "ray": lambda: again(ground, root),
        "local": lambda: ground.cluster.command(*local),
    }
    first = runs[engines[0]]()
    wait_until(first, lambda: results(root) > SHARDS // 2)
    first.send_signal(signal.SIGKILL)
    first.communicate()
    figures = ended(runs[engines[1]]())
    assert figures["reused_shards"] > SHARDS // 2
    assert digests(root) == ground.expected


def test_a_node_killed_costs_nothing(ground: Ground, tmp_path: Path) -> None:
    node = ground.cluster.add()
    command = start(ground, tmp_path / "made")
    wait_until(command, lambda: at_work(node.processes()) and results(tmp_path / "made") > 5)
    node.kill()
    ended(command)
    assert digests(tmp_path / "made") == ground.expected


def test_a_cut_link_does_not_hang(ground: Ground, tmp_path: Path) -> None:
    node = ground.cluster.add()
    command = start(ground, tmp_path / "made")
    wait_until(command, lambda: at_work(node.processes()) and results(tmp_path / "made") > 5)
    node.cut()
    ended(command)
    assert digests(tmp_path / "made") == ground.expected
    node.kill()


def at_work(pids: list[int]) -> bool:
    return any(title(pid).startswith("ray::carry_out") for pid in pids)
