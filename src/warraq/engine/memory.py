"""How many processes fit into the memory that a build may use."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from warraq.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable

#: What this process holds while others work, and what a process holds that reads a shard.
MAIN_BYTES = 256 << 20
WORKER_BYTES = 384 << 20
LEAST_BYTES = 512 << 20
#: Idle processes may hold so large a share of the memory between two stages, else they are ended.
_IDLE_SHARE = 4


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def workers_within(memory: int | None, wanted: int) -> int:
    """Return how many of the wanted processes fit into so many bytes, at least 1.

    Raises:
        UsageError: not even one does.
    """
    if memory is None:
        return wanted
    if memory < LEAST_BYTES:
        found = f"{memory:,} bytes"
        raise UsageError("--memory", found, expected=f"at least {LEAST_BYTES >> 20}MiB")
    return max(1, min(wanted, (memory - MAIN_BYTES) // WORKER_BYTES))


def task_bytes(memory: int | None, workers: int) -> int | None:
    """Return the bytes that one of so many tasks at a time may hold; None if there is no bound."""
    return None if memory is None else max(memory - MAIN_BYTES, MAIN_BYTES) // workers


def idle_too_large(resident: Iterable[int], memory: int | None) -> bool:
    """Tell whether idle processes that hold so many bytes each should be ended."""
    return sum(resident) * _IDLE_SHARE > (memory or _physical_bytes())


def _physical_bytes() -> int:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
