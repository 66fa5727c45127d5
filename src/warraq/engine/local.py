"""Running tasks on this machine: in this process if there is little to do, else in one process a core."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import threading
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from multiprocessing.connection import wait as wait_for_end
from typing import TYPE_CHECKING, Any

from warraq.engine.task import Result, Task, perform
from warraq.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

_COLLECT_AFTER = 100_000
_REFRESH_SECONDS = 0.2
_TRIES = 3

#: Counts the records that this process's tasks have gone through; shared with the process that shows it.
_counter: Any = None


def cores() -> int:
    """Return the number of cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else (os.cpu_count() or 1)


def tick(records: int) -> None:
    """Tell whoever shows progress that a running task went through so many records."""
    if _counter is not None:
        with _counter.get_lock():
            _counter.value += records


def run_tasks(
    tasks: Sequence[Task], cache: Path, *, workers: int, show: Callable[[int], None] = lambda _: None
) -> list[Result]:
    """Return the results of the tasks, in their order.

    Args:
        cache: folder of kept results.
        workers: processes; 1 stays in this process.
        show: called every now and then with the number of records gone through so far.

    Raises:
        StorageError: the disk refuses, or a task's process died `_TRIES` times (out of memory, as a rule).
        WarraqError: whatever a task raises.
    """
    if workers <= 1 or len(tasks) <= 1:
        return [_in_this_process(task, cache, show) for task in tasks]
    order = sorted(range(len(tasks)), key=lambda index: (-tasks[index].weight, index))
    results: dict[int, Result] = {}
    for left in reversed(range(_TRIES)):
        try:
            # Alone in the last try, so that the task which is named is the one that died.
            processes = workers if left else 1
            _run_in_pool(
                [index for index in order if index not in results], tasks, cache, processes, show, results
            )
        except BrokenProcessPool:
            continue
        return [results[index] for index in range(len(tasks))]
    raise StorageError(
        next(tasks[index].name for index in order if index not in results),
        f"its process was killed {_TRIES} times",
        expected="enough memory for every process",
        next_step="warraq build --jobs 1 needs the least",
    )


def _in_this_process(task: Task, cache: Path, show: Callable[[int], None]) -> Result:
    result = perform(task, cache)
    show(int(result.facts.get("records", 0)))
    return result


def _run_in_pool(
    indexes: Sequence[int],
    tasks: Sequence[Task],
    cache: Path,
    workers: int,
    show: Callable[[int], None],
    results: dict[int, Result],
) -> None:
    context = multiprocessing.get_context("spawn")
    counter = context.Value("q", 0)
    with ProcessPoolExecutor(workers, context, _start_worker, (counter,)) as pool:
        try:
            with _keyboard_held():  # its workers start here, and keep what is held back now
                running: dict[Future[Result], int] = {
                    pool.submit(perform, tasks[index], cache): index for index in indexes
                }
            while running:
                done, _ = wait(running, timeout=_REFRESH_SECONDS, return_when=FIRST_COMPLETED)
                for future in done:
                    results[running.pop(future)] = future.result()
                show(counter.value)
        except BaseException:
            workers_left = list((pool._processes or {}).values())  # noqa: SLF001 - no public way before 3.14
            pool.shutdown(wait=False, cancel_futures=True)
            for worker in workers_left:
                worker.terminate()
            raise


@contextmanager
def _keyboard_held() -> Iterator[None]:
    """Hold Ctrl-C back while the block runs; processes started in it never get it, as this one ends them."""
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _start_worker(counter: Any) -> None:
    """Prepare a worker: one thread for polars, a counter, and an end when the parent ends.

    Garbage is collected seldom: records are many objects, and hardly any of them refer in circles.
    """
    gc.set_threshold(_COLLECT_AFTER)
    global _counter  # noqa: PLW0603 - a worker process has no other way to find what it was started with
    _counter = counter
    os.environ["POLARS_MAX_THREADS"] = "1"
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        wait_for_end([parent.sentinel])
        os._exit(1)
