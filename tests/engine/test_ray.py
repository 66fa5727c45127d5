"""Tasks on a Ray that is started here give what they give in processes of this machine."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from clusters import descendants, title
from work import die, die_once, refuse, square, squares

from projects import bytes_below, jsonl, make_project, story
from warraq.corpus.pipeline.build import Options, build, writing
from warraq.engine import ray as engine
from warraq.engine.local import LocalRunner
from warraq.engine.ray import RayRunner
from warraq.engine.runner import open_runner
from warraq.engine.task import Task
from warraq.errors import StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Iterator

pytestmark = pytest.mark.skipif(find_spec("ray") is None, reason="needs the extra warraq[ray]")


@pytest.fixture(scope="module")
def runner() -> Iterator[RayRunner]:
    with RayRunner(jobs=2) as started:
        yield started


def test_a_build_comes_to_the_same_bytes(runner: RayRunner, tmp_path: Path) -> None:
    raw = {
        f"{name}/a.jsonl": jsonl(
            story(number, url=f"https://{name}.example/{number}") for number in range(at, at + 12)
        )
        for at, name in enumerate(("daily", "weekly", "gazette", "courier"))
    }
    made = {}
    for name, where in (("ray", runner), ("local", LocalRunner(1))):
        project = make_project(tmp_path / name, raw)
        with writing(project):
            build(project, Options(runner=where))
        made[name] = bytes_below(project.candidate)
    assert made["ray"] == made["local"]


def test_results_are_taken_up_from_one_engine_by_the_other(runner: RayRunner, tmp_path: Path) -> None:
    with LocalRunner(2) as local:
        for first, second in ((runner, local), (local, runner)):
            cache = tmp_path / type(first).__name__
            assert not any(result.reused for result in first.run(squares(5), cache))
            assert all(result.reused for result in second.run(squares(8), cache)[:5])


def test_what_is_told_of_progress_adds_up(runner: RayRunner, tmp_path: Path) -> None:
    seen: list[int] = []
    told: list[int] = []
    results = runner.run(squares(9), tmp_path, show=seen.append, done=lambda index, _: told.append(index))
    assert seen == sorted(seen)
    assert seen[-1] == 9
    assert sorted(told) == list(range(9))
    assert all(result.usage is not None and not result.usage.here for result in results)


def test_an_error_of_the_work_comes_out_as_it_is_and_once(runner: RayRunner, tmp_path: Path) -> None:
    bad = Task("bad", "f" * 64, refuse, 7)
    with pytest.raises(UsageError, match="number 7: is refused"):
        runner.run([*squares(3), bad], tmp_path)
    assert not list(tmp_path.glob("ff/*"))
    assert len(runner.run(squares(3), tmp_path)) == 3


def test_a_fault_of_the_work_comes_out_too(runner: RayRunner, tmp_path: Path) -> None:
    with pytest.raises(TypeError, match="multiply"):
        runner.run([Task("odd", "b" * 64, square, "x")], tmp_path)


def test_a_process_that_dies_once_is_replaced(runner: RayRunner, tmp_path: Path) -> None:
    mortal = Task("mortal", "e" * 64, die_once, str(tmp_path / "marker"))
    results = runner.run([*squares(2), mortal], tmp_path / "cache")
    assert (results[2].folder / "done").exists()


def test_a_task_that_always_dies_ends_with_its_name(runner: RayRunner, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="fatal: failed 3 times") as told:
        runner.run([*squares(2), Task("fatal", "d" * 64, die, 0)], tmp_path)
    assert told.value.exit_code == 3


def test_it_listens_on_loopback_only(runner: RayRunner) -> None:
    ours = set(descendants(runner._link.process))
    inodes = {
        link.readlink().name[len("socket:[") : -1]
        for pid in ours
        for link in Path(f"/proc/{pid}/fd").iterdir()
        if link.is_symlink() and str(link.readlink()).startswith("socket:")
    }
    listening = "0A"
    rows = [
        fields
        for table in ("tcp", "tcp6")
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
        if (fields := line.split())[3] == listening and fields[9] in inodes
    ]
    assert rows
    assert {fields[1].rpartition(":")[0][-8:] for fields in rows} <= {"0100007F", "01000000"}


@pytest.mark.slow
def test_nothing_is_left_when_the_command_is_killed(tmp_path: Path) -> None:
    code = """
import sys
from pathlib import Path
from warraq.engine.ray import RayRunner
from work import napping

if __name__ == "__main__":
    with RayRunner(jobs=1) as runner:
        runner.run(napping(2), Path(sys.argv[1]))
"""
    script = tmp_path / "parent.py"
    script.write_text(code)
    place = tmp_path / "cache"
    environment = {"PYTHONPATH": str(Path(__file__).parent), "PATH": "/usr/bin:/bin"}
    with subprocess.Popen([sys.executable, str(script), str(place)], env=environment) as parent:
        ends = time.monotonic() + 60
        while not list(place.glob("00/*")):
            assert time.monotonic() < ends
            time.sleep(0.1)
        ours = {pid: title(pid) for pid in descendants(parent.pid)}
        assert any("raylet" in name for name in ours.values())
        parent.send_signal(signal.SIGKILL)
    while any(name and title(pid) == name for pid, name in ours.items()):
        assert time.monotonic() < ends
        time.sleep(0.1)


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "find_spec", lambda _name: None)
    with pytest.raises(UsageError, match=r"--engine ray: Ray is not installed") as told, open_runner("ray"):
        pass
    assert "warraq[ray]" in told.value.next_step


def test_an_address_is_for_ray_alone() -> None:
    with pytest.raises(UsageError, match="--ray-address"), open_runner("local", address="10.0.0.1:6379"):
        pass


def test_a_cluster_that_is_not_there_is_told() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = f"127.0.0.1:{free.getsockname()[1]}"
    with pytest.raises(StorageError, match=f"Ray at {address}: cannot be reached"):
        RayRunner(address=address)


def test_too_little_memory_for_ray_is_told() -> None:
    with pytest.raises(UsageError, match=r"--memory: .*\n.*1152MiB with the engine ray"):
        RayRunner(memory=1 << 30)


def test_a_time_out_that_is_no_number_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("soon", "-1", "0", "nan", "inf"):
        monkeypatch.setenv(engine.STALL, text)
        with pytest.raises(UsageError, match=engine.STALL):
            RayRunner()
