"""What a task cost, measured by the process that it runs in."""

from __future__ import annotations

import os
import resource
import socket
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_STATUS = Path("/proc/self/status")
_CLEAR = Path("/proc/self/clear_refs")
_RESET_PEAK = "5"


@dataclass(frozen=True)
class Usage:
    """The cost of one task.

    Attributes:
        host, process: where it ran.
        started: seconds since the epoch.
        wall, cpu: seconds; CPU time is that of all threads of the process meanwhile.
        peak: bytes that the process held at most, since it began or `reset_peak` was called.
    """

    host: str
    process: int
    started: float
    wall: float
    cpu: float
    peak: int

    @property
    def here(self) -> bool:
        """Whether it ran in the process that asks."""
        return self.process == os.getpid() and self.host == host()


class Meter:
    """Measures from when it is made."""

    def __init__(self) -> None:
        """Start."""
        self._started, self._wall, self._cpu = time.time(), time.monotonic(), time.process_time()

    def read(self) -> Usage:
        """Return the cost up to now."""
        wall, cpu = time.monotonic() - self._wall, time.process_time() - self._cpu
        return Usage(host(), os.getpid(), self._started, wall, cpu, peak_bytes())


def host() -> str:
    """Return this machine's name."""
    return socket.gethostname()


def peak_bytes() -> int:
    """Return the bytes that this process held at most."""
    with suppress(OSError, ValueError, IndexError):
        for line in _STATUS.read_text().splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak if sys.platform == "darwin" else peak * 1024


def reset_peak() -> None:
    """Let the peak begin anew, where the kernel can; for processes that only run tasks."""
    with suppress(OSError):
        _CLEAR.write_text(_RESET_PEAK)


def resident_bytes(process: int) -> int:
    """Return the bytes that a process holds now; 0 if that cannot be told."""
    with suppress(OSError, ValueError, IndexError):
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * resource.getpagesize()
    return 0
