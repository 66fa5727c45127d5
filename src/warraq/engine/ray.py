"""Running tasks on Ray: on a cluster that runs, or on a Ray that is started here and ends with the build."""

from __future__ import annotations

import os
import pickle
import socket
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from warraq.engine.memory import LEAST_BYTES, cores, task_bytes, workers_within
from warraq.engine.ray_driver import Done, Settings
from warraq.engine.ray_link import Link
from warraq.engine.ray_worker import Order, code_fingerprint
from warraq.errors import StorageError, UsageError
from warraq.model.atomic import storage_errors

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from types import TracebackType
    from typing import Self

    from warraq.engine.task import Result, Task

#: Names a number of seconds without progress after which tasks are sent again.
STALL = "WARRAQ_STALL_SECONDS"
_STALL_SECONDS = 1800.0
_CONNECT_SECONDS = 10.0
_TRIES = 3
#: What Ray's own processes hold on this machine.
_RAY_BYTES = 640 << 20


class RayRunner:
    """Tasks on Ray, and nothing but tasks: data goes through files that all nodes see.

    Attributes:
        workers: how many tasks run at a time.
        memory: bytes that all processes on a machine together may hold; None if there is no bound.
        task_memory: bytes that one task may hold; None if there is no bound.
    """

    def __init__(
        self,
        *,
        jobs: int | None = None,
        memory: int | None = None,
        address: str | None = None,
        stall: float | None = None,
        note: Callable[[str], None] = lambda _: None,
    ) -> None:
        """Start or join Ray.

        Args:
            jobs: how many tasks run at a time, at most; by default one a core.
            memory: bytes that all processes on a machine together may hold.
            address: of a cluster that runs; by default RAY_ADDRESS, else a Ray is started here.
            stall: seconds without progress after which tasks are sent again; by default `STALL`'s.
            note: called with what a person should know.

        Raises:
            UsageError: Ray is not installed, or so little memory is not enough.
            StorageError: Ray does not start, or the cluster cannot be reached.
        """
        _require_ray()
        address = address or os.environ.get("RAY_ADDRESS") or None
        within = None if memory is None else max(0, memory - _RAY_BYTES)
        if within is not None and within < LEAST_BYTES:
            least = f"at least {(LEAST_BYTES + _RAY_BYTES) >> 20}MiB with the engine ray"
            raise UsageError("--memory", f"{memory:,} bytes", expected=least)
        stall = _stall_seconds() if stall is None else stall
        if address is not None:
            _require_listener(address)
        self.memory = memory
        local = workers_within(within, jobs or cores())
        self._settings = Settings(address, None, jobs, local, within, stall)
        self._link = Link(self._settings)
        ready = self._link.ready
        self.workers = max(1, ready.workers)
        self.task_memory = task_bytes(within, ready.on_one_node)
        for node in ready.missing:
            note(f"Ray's node {node} is not alive: going on without it")

    def __enter__(self) -> Self:
        """Return the runner."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Leave Ray, and end it if it was started here."""
        self.close()

    def close(self) -> None:
        """Leave Ray, and end it if it was started here."""
        self._link.close()

    def run(
        self,
        tasks: Sequence[Task],
        cache: Path,
        *,
        show: Callable[[int], None] = lambda _: None,
        done: Callable[[int, Result], None] = lambda _index, _result: None,
    ) -> list[Result]:
        """See `warraq.engine.runner.Runner.run`."""
        if not tasks:
            return []
        with storage_errors(cache):
            cache.mkdir(parents=True, exist_ok=True)
        order = sorted(range(len(tasks)), key=lambda index: (-tasks[index].weight, index))
        results: dict[int, Result] = {}

        def put(index: int, result: Result) -> None:
            if index not in results:
                results[index] = result
                done(index, result)

        for _ in range(_TRIES):
            left = [index for index in order if index not in results]
            if self._attempt(
                {index: tasks[index] for index in left}, cache, put, lambda: show(_sum(results))
            ):
                return [results[index] for index in range(len(tasks))]
        raise StorageError(
            next(tasks[index].name for index in order if index not in results),
            f"failed {_TRIES} times; at last nothing was heard of it after a node was lost",
            next_step="run the command again: what is done is kept",
        )

    def _attempt(
        self,
        tasks: Mapping[int, Task],
        cache: Path,
        put: Callable[[int, Result], None],
        show: Callable[[], None],
    ) -> bool:
        """Run the tasks; tell whether all came back, which not all need do once a node is lost."""
        self._link.send({index: (task.name, _order(task, cache)) for index, task in tasks.items()})
        try:
            while not isinstance(told := self._link.receive(), Done | Exception):
                if told is not None:
                    put(*told)
                show()
        except BaseException:
            self._link.kill()  # what is still out may not go on
            raise
        if isinstance(told, Exception):
            raise told
        if told.lost:
            # Ray would go on sending tasks to the lost node's processes from where it did before.
            self._link.kill()
            self._link = Link(self._settings)
        return told.all


def _sum(results: Mapping[int, Result]) -> int:
    return sum(int(result.facts.get("records", 0)) for result in results.values())


def _require_ray() -> None:
    if find_spec("ray") is None:
        raise UsageError(
            "--engine ray",
            "Ray is not installed",
            expected="the extra warraq[ray]",
            next_step="pip install 'warraq[ray]', or --engine local",
        )


def _require_listener(address: str) -> None:
    """See that something listens at HOST:PORT: Ray itself would try for minutes.

    Raises:
        StorageError: nothing does.
    """
    host, _, port = address.rpartition(":")
    if not port.isdecimal() or "/" in host or not host:
        return  # `auto`, or an address of another form: Ray's to judge
    try:
        socket.create_connection((host.strip("[]"), int(port)), _CONNECT_SECONDS).close()
    except (OSError, OverflowError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise StorageError(
            f"Ray at {address}",
            f"cannot be reached: {reason}",
            expected="the address of a head node, as `ray start --head` tells it",
            next_step="--engine local needs no cluster",
        ) from error


def _stall_seconds() -> float:
    text = os.environ.get(STALL, "")
    try:
        seconds = float(text) if text else _STALL_SECONDS
    except ValueError:
        seconds = 0.0
    if not 0 < seconds < float("inf"):
        raise UsageError(STALL, f"found {text!r}", expected="a number of seconds above 0")
    return seconds


def _order(task: Task, cache: Path) -> Order:
    return Order(
        pickle.dumps(task), str(cache.absolute()), str(Path.cwd()), tuple(sys.path), code_fingerprint()
    )
