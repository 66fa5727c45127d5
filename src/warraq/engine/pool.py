"""Processes that run tasks, kept until they are no longer wanted."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for_end
from typing import TYPE_CHECKING, Any

from warraq.engine.task import Result, Task, perform
from warraq.engine.usage import reset_peak, resident_bytes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from pathlib import Path

_COLLECT_AFTER = 100_000
_REFRESH_SECONDS = 0.2

#: Counts the records that this process's tasks have gone through; shared with the process that shows it.
_counter: Any = None


def tick(records: int) -> None:
    """Tell whoever shows progress that a running task went through so many records."""
    if _counter is not None:
        with _counter.get_lock():
            _counter.value += records


class Pool:
    """So many processes, started when the first tasks come."""

    def __init__(self, workers: int) -> None:
        """Start nothing yet."""
        context = multiprocessing.get_context("spawn")
        self._counter = context.Value("q", 0)
        self._executor = ProcessPoolExecutor(workers, context, _start_worker, (self._counter,))

    def run(
        self,
        tasks: Mapping[int, Task],
        cache: Path,
        *,
        show: Callable[[int], None],
        done: Callable[[int, Result], None],
    ) -> None:
        """Run the tasks, the first first, and tell of each that is done by its key in `tasks`.

        Raises:
            BrokenProcessPool: a process died; the pool is of no more use.
            WarraqError: whatever a task raises.
        """
        before = self._counter.value
        with keyboard_held():  # processes start here, and keep what is held back now
            running: dict[Future[Result], int] = {
                self._executor.submit(_perform, task, cache): index for index, task in tasks.items()
            }
        while running:
            finished, _ = wait(running, timeout=_REFRESH_SECONDS, return_when=FIRST_COMPLETED)
            for future in finished:
                done(running.pop(future), future.result())
            show(self._counter.value - before)

    def resident(self) -> list[int]:
        """Return the bytes that each process holds now."""
        return [resident_bytes(pid) for pid in (self._executor._processes or {})]  # noqa: SLF001 - as below

    def close(self) -> None:
        """End idle processes."""
        self._executor.shutdown()

    def kill(self) -> None:
        """End the processes whatever they do."""
        left = list((self._executor._processes or {}).values())  # noqa: SLF001 - no public way before 3.14
        self._executor.shutdown(wait=False, cancel_futures=True)
        for process in left:
            process.terminate()


def _perform(task: Task, cache: Path) -> Result:
    reset_peak()
    return perform(task, cache)


@contextmanager
def keyboard_held() -> Iterator[None]:
    """Hold Ctrl-C back while the block runs; processes started in it never get it, as this one ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(counter: Any) -> None:
    """Prepare a worker: one thread for polars, a counter, and an end when the parent ends."""
    global _counter  # noqa: PLW0603 - a worker process has no other way to find what it was started with
    _counter = counter
    as_worker()
    threading.Thread(target=_end_with_parent, daemon=True).start()


def as_worker() -> None:
    """Let this process compute on one core.

    Garbage is collected seldom: records are many objects, and hardly any of them refer in circles.
    """
    gc.set_threshold(_COLLECT_AFTER)
    os.environ["POLARS_MAX_THREADS"] = "1"


def _end_with_parent() -> None:
    wait_for_parent()
    os._exit(1)


def wait_for_parent() -> None:
    """Wait until the process that started this one ends."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
