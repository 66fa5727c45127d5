"""Running commands with all that they start, to their end or until they are killed, and what that took."""

from __future__ import annotations

import ctypes
import hashlib
import os
import resource
import signal
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

_PAGE = os.sysconf("SC_PAGE_SIZE")
_TICK = os.sysconf("SC_CLK_TCK")
_SUBREAPER = 36  # prctl(2)
_PAUSE = 0.05
_GRACE = 15.0


@dataclass(frozen=True)
class Run:
    """What a command printed and took; `peak` in bytes, of all its processes at one time."""

    output: str
    wall: float
    cpu: float
    peak: int


def adopt() -> None:
    """Have orphans of this process's children given to this process, so that it can watch and wait for them.

    Engines start daemons that outlive their parent.
    """
    ctypes.CDLL(None).prctl(_SUBREAPER, 1, 0, 0, 0)


def run(command: list[str], *, log: Path, fine: tuple[int, ...] = (0,)) -> Run:
    """Run the command to its end; SystemExit if its exit code is not one of `fine`."""
    started = _started(command, log)
    watch = _Watch()
    while started.process.poll() is None:
        watch.look()
        time.sleep(_PAUSE)
    wall = time.monotonic() - started.at
    _reap(watch)
    if started.process.returncode not in fine:
        end = log.with_suffix(".err").read_text(errors="replace")[-2_000:]
        raise SystemExit(f"{' '.join(command)} ended with {started.process.returncode}: {end}")
    # Processes whose parent ignores their end, as Ray's do, are missing in what was waited for.
    cpu = max(_children_cpu() - started.cpu, watch.cpu)
    return Run(log.read_text(), wall, cpu, watch.peak)


def run_and_kill(command: list[str], *, log: Path, cpu: float) -> Run:
    """Kill the command and all that it started with signal 9 once they have used so many CPU seconds."""
    started = _started(command, log)
    watch = _Watch()
    while started.process.poll() is None and watch.cpu < cpu:
        time.sleep(_PAUSE)
        watch.look()
    wall = time.monotonic() - started.at
    if started.process.returncode is not None:
        raise SystemExit(f"{' '.join(command)} ended before it could be killed")
    _kill()
    started.process.wait()
    _reap(watch)
    return Run("", wall, watch.cpu, watch.peak)


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file below the folder, by its path."""
    found = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): _sha256(path) for path in found}


def size_of(folder: Path) -> int:
    """Return the bytes of all files below the folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


@dataclass(frozen=True)
class _Started:
    process: subprocess.Popen[bytes]
    at: float
    cpu: float


class _Watch:
    """What this process's descendants were last seen to have used, and the most that they held together."""

    def __init__(self) -> None:
        self._used: dict[tuple[int, str], float] = {}
        self.peak = 0

    @property
    def cpu(self) -> float:
        return sum(self._used.values())

    def look(self) -> None:
        held = 0
        for pid in _below(os.getpid()):
            try:
                fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
                held += int(Path(f"/proc/{pid}/statm").read_text().split()[1]) * _PAGE
            except (OSError, IndexError):
                continue
            # With the time of its start, since numbers of processes are used again.
            self._used[pid, fields[19]] = (int(fields[11]) + int(fields[12])) / _TICK
        self.peak = max(self.peak, held)


def _started(command: list[str], log: Path) -> _Started:
    log.parent.mkdir(parents=True, exist_ok=True)
    cpu = _children_cpu()
    with log.open("wb") as out, log.with_suffix(".err").open("wb") as err:
        process = subprocess.Popen(command, stdout=out, stderr=err, start_new_session=True)
    return _Started(process, time.monotonic(), cpu)


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def _below(pid: int) -> list[int]:
    found, todo = [], [pid]
    while todo:
        try:
            for task in Path(f"/proc/{todo.pop()}/task").iterdir():
                some = [int(child) for child in (task / "children").read_text().split()]
                found += some
                todo += some
        except (OSError, ValueError):
            continue
    return found


def _kill() -> None:
    while left := _below(os.getpid()):
        for pid in left:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        if not _wait_once():
            time.sleep(_PAUSE)


def _reap(watch: _Watch) -> None:
    """Wait for daemons that the command left; kill those that do not end by themselves."""
    until = time.monotonic() + _GRACE
    while _below(os.getpid()):
        watch.look()
        if not _wait_once():
            time.sleep(_PAUSE)
        if time.monotonic() > until:
            _kill()


def _wait_once() -> bool:
    try:
        return os.waitpid(-1, os.WNOHANG)[0] != 0
    except ChildProcessError:
        return False


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
