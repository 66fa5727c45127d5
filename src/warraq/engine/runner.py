"""What runs tasks: every stage hands its tasks to a runner and asks no further."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

from warraq.engine.local import LocalRunner
from warraq.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from warraq.engine.task import Result, Task

__all__ = ["ENGINES", "LocalRunner", "Runner", "open_runner"]

ENGINES = ("local", "ray")


class Runner(Protocol):
    """A place where tasks run."""

    @property
    def workers(self) -> int:
        """How many tasks run at a time, at most."""
        ...

    @property
    def memory(self) -> int | None:
        """Bytes that all processes on a machine together may hold; None if there is no bound."""
        ...

    @property
    def task_memory(self) -> int | None:
        """Bytes that one task may hold; None if there is no bound."""
        ...

    def run(
        self,
        tasks: Sequence[Task],
        cache: Path,
        *,
        show: Callable[[int], None] = lambda _: None,
        done: Callable[[int, Result], None] = lambda _index, _result: None,
    ) -> list[Result]:
        """Return the results of the tasks, in their order; see `warraq.engine.task.perform`.

        Args:
            cache: folder of kept results.
            show: called every now and then with the number of records gone through so far in this call.
            done: called with the index and the result of each task as it is done, in any order.

        Raises:
            StorageError: the disk refuses, or a task's process died again and again.
            WarraqError: whatever a task raises.
        """
        ...


@contextmanager
def open_runner(
    engine: str = "local",
    *,
    jobs: int | None = None,
    memory: int | None = None,
    address: str | None = None,
    note: Callable[[str], None] = lambda _: None,
) -> Iterator[Runner]:
    """Give a runner; what it started ends with the block.

    Args:
        engine: one of `ENGINES`.
        jobs: how many tasks run at a time; by default one a core.
        memory: bytes that all processes on a machine together may hold.
        address: of a Ray cluster that runs; by default RAY_ADDRESS, else one is started on this machine.
        note: called with what a person should know of the engine.

    Raises:
        UsageError: an option does not fit the engine, or the engine is not installed.
        StorageError: the engine does not start, or its cluster cannot be reached.
    """
    if engine == "local":
        if address is not None:
            raise UsageError("--ray-address", "is for the engine ray", next_step="--engine ray")
        with LocalRunner(jobs, memory) as runner:
            yield runner
        return
    from warraq.engine.ray import RayRunner

    with RayRunner(jobs=jobs, memory=memory, address=address, note=note) as on_ray:
        yield on_ray
