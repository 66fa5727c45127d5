"""Tasks give the same results in one process or many, and are done again only where they must be."""

from __future__ import annotations

import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from work import die, die_once, meet, refuse, squares

from warraq.engine.local import LocalRunner, run_tasks
from warraq.engine.task import Task, perform, prune
from warraq.errors import StorageError, UsageError


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_tasks_order(tmp_path: Path, workers: int) -> None:
    results = run_tasks(squares(5), tmp_path, workers=workers)
    assert [(result.folder / "square").read_text() for result in results] == ["0", "1", "4", "9", "16"]
    assert not any(result.reused for result in results)
    assert all(result.reused for result in run_tasks(squares(5), tmp_path, workers=workers))


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "square").write_text("5"),
        lambda folder: (folder / "square").unlink(),
        lambda folder: (folder / "more").touch(),
        lambda folder: (folder / "square").write_bytes(b""),
        lambda folder: (folder / "receipt.json").write_text("{"),
        lambda folder: (folder / "receipt.json").write_bytes(b""),
        lambda folder: (folder / "receipt.json").unlink(),
        lambda folder: (folder / "receipt.json").write_text('{"facts": 1, "files": {}}'),
    ],
)
def test_a_damaged_result_is_made_again(tmp_path: Path, damage: Any) -> None:
    (result,) = run_tasks(squares(1), tmp_path, workers=1)
    damage(result.folder)
    (again,) = run_tasks(squares(1), tmp_path, workers=1)
    assert not again.reused
    assert (again.folder / "square").read_text() == "0"
    assert sorted(path.name for path in again.folder.iterdir()) == ["receipt.json", "square"]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_crosses_from_its_process_and_leaves_nothing(tmp_path: Path, workers: int) -> None:
    bad = Task("bad", "f" * 64, refuse, 7)
    with pytest.raises(UsageError, match="number 7: is refused"):
        run_tasks([*squares(1), bad], tmp_path, workers=workers)
    assert not list(tmp_path.glob("ff/*"))


def test_a_process_that_dies_once_is_replaced(tmp_path: Path) -> None:
    mortal = Task("mortal", "e" * 64, die_once, str(tmp_path / "marker"))
    results = run_tasks([*squares(2), mortal], tmp_path / "cache", workers=2)
    assert (results[2].folder / "done").exists()


def test_a_task_that_always_dies_ends_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="fatal: its process was killed 3 times"):
        run_tasks([*squares(2), Task("fatal", "d" * 64, die, 0)], tmp_path, workers=2)


def test_pruning_keeps_what_is_named(tmp_path: Path) -> None:
    results = run_tasks(squares(3), tmp_path, workers=1)
    (tmp_path / "00" / ".half-written").mkdir()
    prune(tmp_path, {results[1].folder.name})
    assert [path.name for path in tmp_path.glob("*/*")] == [results[1].folder.name]


def test_progress_ends_at_the_number_of_records(tmp_path: Path) -> None:
    seen: list[int] = []
    run_tasks(squares(1), tmp_path, workers=1, show=seen.append)
    assert seen == [1]


def test_workers_end_when_their_parent_is_killed(tmp_path: Path) -> None:
    code = """
import sys, time
from pathlib import Path
from warraq.engine.local import run_tasks
from warraq.engine.task import Task

def nap(place, folder):
    import os
    Path(place, str(os.getpid())).touch()
    time.sleep(60)
    return {}

if __name__ == "__main__":
    place = sys.argv[1]
    run_tasks([Task(str(n), f"{n:064x}", nap, place) for n in range(2)], Path(place, "cache"), workers=2)
"""
    script = tmp_path / "parent.py"
    script.write_text(code)
    place = tmp_path / "pids"
    place.mkdir()
    with subprocess.Popen([sys.executable, str(script), str(place)]) as parent:
        until = time.monotonic() + 30
        while len(pids := [path.name for path in place.iterdir() if path.name.isdigit()]) < 2:
            assert time.monotonic() < until
            time.sleep(0.05)
        parent.kill()
    while any(Path("/proc", pid).exists() for pid in pids):
        assert time.monotonic() < until
        time.sleep(0.05)


def test_processes_are_kept_until_the_runner_is_closed(tmp_path: Path) -> None:
    with LocalRunner(2) as runner:
        pids = [
            {result.facts["pid"] for result in runner.run(squares(8), tmp_path / name)} for name in ("a", "b")
        ]
        assert pids[0] & pids[1]
    assert not any(Path("/proc", str(pid)).exists() for pid in pids[0] | pids[1])


def test_idle_processes_that_hold_too_much_are_ended(tmp_path: Path) -> None:
    with LocalRunner(2, memory=1 << 30) as runner:
        before = {result.facts["pid"] for result in runner.run(squares(4), tmp_path / "a")}
        runner.memory = 1  # anything is too much
        runner.run(squares(4), tmp_path / "b")
        assert not any(Path("/proc", str(pid)).exists() for pid in before)


def test_little_work_stays_in_this_process_unless_processes_are_asked_for(tmp_path: Path) -> None:
    import os

    def pids(runner: LocalRunner, name: str, weight: int) -> set[int]:
        with runner:
            return {
                result.facts["pid"] for result in runner.run(squares(2, weight), tmp_path / f"{name}{weight}")
            }

    assert pids(LocalRunner(), "a", 1) == {os.getpid()}
    assert os.getpid() not in pids(LocalRunner(2), "b", 1)


def test_memory_bounds_the_number_of_processes() -> None:
    assert LocalRunner(64, memory=1 << 30).workers == 2
    assert LocalRunner(64, memory=512 << 20).workers == 1
    assert LocalRunner(64).workers == 64
    one, many = LocalRunner(1, memory=4 << 30), LocalRunner(4, memory=4 << 30)
    assert one.task_memory == 4 * (many.task_memory or 0)
    with pytest.raises(UsageError, match="--memory: 1,000 bytes"):
        LocalRunner(memory=1000)


def test_two_attempts_of_a_task_at_the_same_time_leave_one_whole_result(tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    marker.mkdir()
    task = Task("twice", "c" * 64, meet, str(marker))
    results = []
    attempts = [
        threading.Thread(target=lambda: results.append(perform(task, tmp_path / "cache"))) for _ in range(2)
    ]
    for attempt in attempts:
        attempt.start()
    for attempt in attempts:
        attempt.join()
    assert len({path.name for path in marker.iterdir()}) == 2
    assert results[0].facts == results[1].facts
    assert results[0].folder == results[1].folder
    assert (results[0].folder / "met").read_text() == "2"
    assert [path.name for path in (tmp_path / "cache" / "cc").iterdir()] == ["c" * 64]
    assert perform(task, tmp_path / "cache").reused


@pytest.mark.parametrize("workers", [1, 2])
def test_each_task_is_told_of_once_with_what_it_cost(tmp_path: Path, workers: int) -> None:
    told: list[tuple[int, bool]] = []
    for _ in range(2):
        with LocalRunner(workers) as runner:
            results = runner.run(
                squares(6), tmp_path, done=lambda index, result: told.append((index, result.reused))
            )
        assert all(result.usage is not None and result.usage.wall > 0 for result in results)
    assert sorted(told) == [(index, reused) for index in range(6) for reused in (False, True)]
