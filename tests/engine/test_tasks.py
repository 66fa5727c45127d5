"""Tasks give the same results in one process or many, and are done again only where they must be."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from warraq.engine.local import run_tasks
from warraq.engine.task import Task, prune
from warraq.errors import StorageError, UsageError


def square(number: Any, folder: Path) -> dict[str, Any]:
    (folder / "square").write_text(str(number * number))
    return {"records": number, "pid": os.getpid()}


def refuse(number: Any, folder: Path) -> dict[str, Any]:
    raise UsageError(f"number {number}", "is refused", expected=str(folder.is_dir()), next_step="none")


def die(_: Any, folder: Path) -> dict[str, Any]:
    os.kill(os.getpid(), signal.SIGKILL)
    return {"folder": str(folder)}


def die_once(marker: Any, folder: Path) -> dict[str, Any]:
    if not Path(marker).exists():
        Path(marker).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    (folder / "done").touch()
    return {}


def tasks(count: int) -> list[Task]:
    return [Task(f"task {number}", f"{number:064x}", square, number) for number in range(count)]


@pytest.mark.parametrize("workers", [1, 2])
def test_results_come_in_the_tasks_order(tmp_path: Path, workers: int) -> None:
    results = run_tasks(tasks(5), tmp_path, workers=workers)
    assert [(result.folder / "square").read_text() for result in results] == ["0", "1", "4", "9", "16"]
    assert not any(result.reused for result in results)
    assert all(result.reused for result in run_tasks(tasks(5), tmp_path, workers=workers))


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: (folder / "square").write_text("5"),
        lambda folder: (folder / "square").unlink(),
        lambda folder: (folder / "more").touch(),
        lambda folder: (folder / "receipt.json").write_text("{"),
        lambda folder: (folder / "receipt.json").write_text('{"facts": 1, "files": {}}'),
    ],
)
def test_a_damaged_result_is_made_again(tmp_path: Path, damage: Any) -> None:
    (result,) = run_tasks(tasks(1), tmp_path, workers=1)
    damage(result.folder)
    (again,) = run_tasks(tasks(1), tmp_path, workers=1)
    assert not again.reused
    assert (again.folder / "square").read_text() == "0"
    assert sorted(path.name for path in again.folder.iterdir()) == ["receipt.json", "square"]


@pytest.mark.parametrize("workers", [1, 2])
def test_an_error_crosses_from_its_process_and_leaves_nothing(tmp_path: Path, workers: int) -> None:
    bad = Task("bad", "f" * 64, refuse, 7)
    with pytest.raises(UsageError, match="number 7: is refused"):
        run_tasks([*tasks(1), bad], tmp_path, workers=workers)
    assert not list(tmp_path.glob("ff/*"))


def test_a_process_that_dies_once_is_replaced(tmp_path: Path) -> None:
    mortal = Task("mortal", "e" * 64, die_once, str(tmp_path / "marker"))
    results = run_tasks([*tasks(2), mortal], tmp_path / "cache", workers=2)
    assert (results[2].folder / "done").exists()


def test_a_task_that_always_dies_ends_with_its_name(tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="fatal: its process was killed 3 times"):
        run_tasks([*tasks(2), Task("fatal", "d" * 64, die, 0)], tmp_path, workers=2)


def test_pruning_keeps_what_is_named(tmp_path: Path) -> None:
    results = run_tasks(tasks(3), tmp_path, workers=1)
    (tmp_path / "00" / ".half-written").mkdir()
    prune(tmp_path, {results[1].folder.name})
    assert [path.name for path in tmp_path.glob("*/*")] == [results[1].folder.name]


def test_progress_ends_at_the_number_of_records(tmp_path: Path) -> None:
    seen: list[int] = []
    run_tasks(tasks(1), tmp_path, workers=1, show=seen.append)
    assert seen == [0]


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
