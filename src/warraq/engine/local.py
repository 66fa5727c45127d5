"""Running tasks on this machine: in this process if there is little to do, else in one process a core."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from typing import TYPE_CHECKING

from warraq.engine.memory import cores, idle_too_large, task_bytes, workers_within
from warraq.engine.pool import Pool, tick
from warraq.engine.task import Result, Task, kept, perform
from warraq.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path
    from types import TracebackType
    from typing import Self

__all__ = ["LocalRunner", "cores", "run_tasks", "tick"]

_TRIES = 3
#: Below this much weight in all, starting processes costs more than it gains.
_ONE_PROCESS_BYTES = 4 << 20


class LocalRunner:
    """Tasks in processes on this machine, which are kept until the runner is closed.

    Attributes:
        workers: how many tasks run at a time, at most.
        memory: bytes that all processes together may hold; None if there is no bound.
        task_memory: bytes that one task may hold; None if there is no bound.
    """

    def __init__(self, jobs: int | None = None, memory: int | None = None) -> None:
        """Run in so many processes; by default in one a core, and little work in this process.

        Raises:
            UsageError: so little memory is not enough.
        """
        self.workers = workers_within(memory, jobs or cores())
        self.memory = memory
        self.task_memory = task_bytes(memory, self.workers)
        self._always = jobs is not None
        self._pool: Pool | None = None

    def __enter__(self) -> Self:
        """Return the runner."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """End its processes."""
        self.close()

    def close(self) -> None:
        """End its processes; more tasks start new ones."""
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.close()

    def run(
        self,
        tasks: Sequence[Task],
        cache: Path,
        *,
        show: Callable[[int], None] = lambda _: None,
        done: Callable[[int, Result], None] = lambda _index, _result: None,
    ) -> list[Result]:
        """See `warraq.engine.runner.Runner.run`."""
        if self.workers <= 1 or len(tasks) <= 1 or self._is_little(tasks):
            return _in_this_process(tasks, cache, show, done)
        results = self._kept(tasks, cache, done)
        order = sorted(range(len(tasks)), key=lambda index: (-tasks[index].weight, index))
        self._run_rest([index for index in order if index not in results], tasks, cache, show, done, results)
        if self._pool is not None and idle_too_large(self._pool.resident(), self.memory):
            self.close()
        return [results[index] for index in range(len(tasks))]

    def _is_little(self, tasks: Sequence[Task]) -> bool:
        return not self._always and sum(task.weight for task in tasks) < _ONE_PROCESS_BYTES

    def _kept(
        self, tasks: Sequence[Task], cache: Path, done: Callable[[int, Result], None]
    ) -> dict[int, Result]:
        """Return what is kept already; digests are computed outside the interpreter's lock."""
        with ThreadPoolExecutor(self.workers) as threads:
            found = enumerate(threads.map(kept, tasks, [cache] * len(tasks)))
            results = {index: result for index, result in found if result is not None}
        for index, result in results.items():
            done(index, result)
        return results

    def _run_rest(
        self,
        order: Sequence[int],
        tasks: Sequence[Task],
        cache: Path,
        show: Callable[[int], None],
        done: Callable[[int, Result], None],
        results: dict[int, Result],
    ) -> None:
        def put(index: int, result: Result) -> None:
            results[index] = result
            done(index, result)

        for left in reversed(range(_TRIES)):
            here = [index for index in order if index not in results]
            if not here:
                return
            before = sum(map(_records, results.values()))
            # Alone in the last try, so that the task which is named is the one that died.
            if self._attempt(not left, {index: tasks[index] for index in here}, cache, show, before, put):
                return
        raise StorageError(
            next(tasks[index].name for index in order if index not in results),
            f"its process was killed {_TRIES} times",
            expected="enough memory for every process",
            next_step="--jobs 1 needs the least",
        )

    def _attempt(
        self,
        alone: bool,  # noqa: FBT001 - of this module alone
        tasks: Mapping[int, Task],
        cache: Path,
        show: Callable[[int], None],
        before: int,
        put: Callable[[int, Result], None],
    ) -> bool:
        """Run the tasks, and tell whether no process died."""
        if self._pool is None or alone:
            self._drop()
            self._pool = Pool(1 if alone else self.workers)
        try:
            self._pool.run(tasks, cache, show=lambda records: show(before + records), done=put)
        except BrokenProcessPool:
            self._drop()
            return False
        except BaseException:
            self._drop()
            raise
        if alone:
            self.close()
        return True

    def _drop(self) -> None:
        pool, self._pool = self._pool, None
        if pool is not None:
            pool.kill()


def _in_this_process(
    tasks: Sequence[Task],
    cache: Path,
    show: Callable[[int], None],
    done: Callable[[int, Result], None],
) -> list[Result]:
    results: list[Result] = []
    records = 0
    for index, task in enumerate(tasks):
        results.append(perform(task, cache))
        records += _records(results[-1])
        done(index, results[-1])
        show(records)
    return results


def _records(result: Result) -> int:
    return int(result.facts.get("records", 0))


def run_tasks(
    tasks: Sequence[Task], cache: Path, *, workers: int, show: Callable[[int], None] = lambda _: None
) -> list[Result]:
    """Return the results of the tasks, in their order, from processes that end with the last one.

    Raises:
        StorageError: the disk refuses, or a task's process died again and again.
        WarraqError: whatever a task raises.
    """
    with LocalRunner(workers) as runner:
        return runner.run(tasks, cache, show=show)
