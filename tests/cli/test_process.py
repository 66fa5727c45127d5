"""Signals, pipes and full disks: seen from outside the process."""

from __future__ import annotations

import errno
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING, Any

import pytest
from cli_shell import article, lines

if TYPE_CHECKING:
    from pathlib import Path

    from cli_shell import Shell

COMMAND = [sys.executable, "-m", "warraq"]


def run(root: Path, *arguments: str, **other: Any) -> subprocess.CompletedProcess[str]:
    settings: dict[str, Any] = {"capture_output": True, "text": True, "timeout": 60, **other}
    return subprocess.run([*COMMAND, "--project", str(root), *arguments], check=False, **settings)


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_ctrl_c_ends_a_build_with_workers(shell: Shell) -> None:
    for source in ("a", "b", "c", "d"):
        records = [article(number, url=f"https://{source}.example/{number}") for number in range(2_500)]
        shell.put(f"/{source}/all.jsonl", lines(*records))
    command = [*COMMAND, "--project", str(shell.root), "build", "--jobs", "2", "--json"]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE}
    cache = shell.root / "build" / "cache"
    with subprocess.Popen(command, text=True, start_new_session=True, **pipes) as process:
        ends = time.monotonic() + 30
        while not cache.is_dir() and time.monotonic() < ends:
            time.sleep(0.05)
        os.killpg(process.pid, signal.SIGINT)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 130
    assert err == "error: interrupted: nothing half-written is kept\n"
    assert json.loads(out)["exit"] == 130
    assert not (shell.root / "build" / "candidate").exists()
    assert shell.build()["articles"] == 8 + 10_000


@pytest.mark.slow
def test_a_reader_that_leaves_early_is_no_fault(released: Shell) -> None:
    command = [*COMMAND, "--project", str(released.root), "check", "--json"]
    reading, writing = os.pipe()
    os.close(reading)
    done = subprocess.run(command, stdout=writing, stderr=subprocess.PIPE, text=True, timeout=60, check=False)
    os.close(writing)
    assert done.returncode == 3
    assert done.stderr == ""


def test_a_full_stdout_is_told(released: Shell) -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123 - a device
        done = run(released.root, "build", capture_output=False, stdout=full, stderr=subprocess.PIPE)
    assert done.returncode == 3
    assert done.stderr == f"error: output: {os.strerror(errno.ENOSPC)}\n"


def test_a_closed_stdout_is_borne(released: Shell) -> None:
    command = f"{sys.executable} -m warraq --project {released.root} build >&-"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_names_that_the_terminal_cannot_show_are_escaped(released: Shell) -> None:
    shutil.copytree(released.raw, released.raw.with_name("\u0635\u062d\u064a\u0641\u0629"))
    environment = {**os.environ, "PYTHONIOENCODING": "ascii"}
    done = run(released.root, "build", "--json", env=environment)
    assert done.returncode == 0
    assert "\u0635\u062d\u064a\u0641\u0629" in json.loads(done.stdout)["sources"]


def _small_files() -> None:
    resource.setrlimit(resource.RLIMIT_FSIZE, (4_096, 4_096))


@pytest.mark.parametrize("verb", ["build", "release"])
def test_a_disk_that_refuses_leaves_the_old_candidate(released: Shell, verb: str) -> None:
    before = bytes_of(released.root / "build" / "candidate")
    shutil.rmtree(released.root / "build" / "cache")
    version = ["0.2.0"] if verb == "release" else []
    done = run(released.root, verb, *version, "--json", preexec_fn=_small_files)
    assert done.returncode == 3, done.stderr
    assert "Traceback" not in done.stderr
    error = json.loads(done.stdout)["error"]
    assert error["kind"] == "StorageError"
    assert "build/" in error["where"]
    assert bytes_of(released.root / "build" / "candidate") == before
    assert [path.name for path in (released.root / "build" / "releases").iterdir()] == ["0.1.0"]
    assert released("build").code == 0


@pytest.mark.parametrize(
    "stage", ["engine.task.sync_tree", "model.atomic.sync_tree", "release.freeze.sync_tree"]
)
def test_a_refusal_at_any_stage_names_place_and_next_step(
    released: Shell, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(folder: Path) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(folder))

    before = bytes_of(released.root / "build" / "candidate")
    shutil.rmtree(released.root / "build" / "cache")
    monkeypatch.setattr(f"warraq.{stage}", refuse)
    told = released("release", "0.2.0", "--json")
    assert told.code == 3
    error = told.json["error"]
    assert error["kind"] == "StorageError"
    assert error["found"] == os.strerror(errno.ENOSPC)
    assert "free some space" in error["next"]
    assert not (released.root / "build" / "releases" / "0.2.0").exists()
    if stage != "release.freeze.sync_tree":
        assert bytes_of(released.root / "build" / "candidate") == before


@pytest.mark.slow
def test_many_small_files_take_little_memory(shell: Shell) -> None:
    for number in range(600):
        one = article(number)
        shell.put(f"page-{number}.txt", f"{one['title']}\n\n{one['body']}\n")
    limited = f"import resource, sys; sys.argv[1:] = ['--project', {str(shell.root)!r}, 'build', '--json']\n"
    limited += "from warraq.cli.main import main\ncode = main()\n"
    limited += "peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\nsys.exit(code or peak > 1 << 20)"
    done = subprocess.run([sys.executable, "-c", limited], capture_output=True, text=True, check=False)
    assert done.returncode == 0
    assert json.loads(done.stdout)["raw"] == 608
