"""One stage of a command: what it went through, what it cost, and how much time is left."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.engine.task import Result, Task


@dataclass(frozen=True)
class Moment:
    """How far a stage is.

    Attributes:
        stage: its name.
        records: gone through so far.
        total: records in all; None if that is not known.
        rate: records a second of wall time.
        left: seconds that are left at this rate; None if that cannot be told.
    """

    stage: str
    records: int
    total: int | None
    rate: float
    left: float | None


class Stage:
    """The figures of one stage; call it with the number of records gone through.

    Attributes:
        wall, cpu: seconds; CPU time is this process's and that of its tasks elsewhere.
        records: gone through.
        bytes: gone through; None if nobody said.
        tasks, reused: how many were done, and for how many of them a kept result was taken up.
        peak: bytes that the process of a task held at most; None if no task did work.
    """

    def __init__(self, name: str, tell: Callable[[Moment], None]) -> None:
        """Begin with nothing."""
        self.name = name
        self.wall = self.cpu = 0.0
        self.records = self.tasks = self.reused = 0
        self.bytes: int | None = None
        self.peak: int | None = None
        self._tell = tell
        self.begin(None)

    def begin(self, total: int | None) -> None:
        """Begin, or go on when it comes again, with so many records before it."""
        self._begun, self._at_begin, self._total = time.monotonic(), self.records, total
        self.begin_run(0)

    def begin_run(self, weight: int) -> None:
        """Begin to run tasks of so much weight; what is said of records counts from here."""
        self._run = _Run(weight)
        self._at_run = self.records

    def __call__(self, records: int) -> None:
        """Say how many records were gone through since the stage, or the last run of tasks in it, began."""
        self._run.records = max(self._run.records, records)
        self.records = self._at_run + self._run.records
        self._tell(self.moment())

    def add_bytes(self, count: int) -> None:
        """Count bytes that were gone through."""
        self.bytes = (self.bytes or 0) + count

    def finished(self, task: Task, result: Result) -> None:
        """Count a task that is done."""
        self.tasks += 1
        self.reused += result.reused
        self._run.weight_done += task.weight
        self._run.records_done += int(result.facts.get("records", 0))
        usage = result.usage
        if usage is not None and not usage.here:
            self.cpu += usage.cpu
        if usage is not None and not result.reused:
            self.peak = max(self.peak or 0, usage.peak)
        self(self._run.records_done)

    def moment(self) -> Moment:
        """Return how far it is."""
        passed = time.monotonic() - self._begun
        done = self.records - self._at_begin
        if self._total:
            share, since = done / self._total, passed
        else:
            share, since = self._run.share(), time.monotonic() - self._run.begun
        left = since * (1 - share) / share if 0 < share <= 1 else None
        return Moment(self.name, done, self._total, done / passed if passed else 0.0, left)

    def figures(self) -> dict[str, Any]:
        """Return the figures as a JSON object."""
        return {
            "seconds": round(self.wall, 3),
            "cpu_seconds": round(self.cpu, 3),
            "records": self.records,
            "records_per_second": round(self.records / self.wall, 1) if self.wall and self.records else None,
            "bytes": self.bytes,
            "tasks": self.tasks,
            "reused_tasks": self.reused,
            "peak_task_bytes": self.peak,
        }


class _Run:
    """One call of a runner: the share of its weight that is done tells how much time is left."""

    def __init__(self, weight: int) -> None:
        self.begun = time.monotonic()
        self.weight = weight
        self.weight_done = self.records = self.records_done = 0

    def share(self) -> float:
        """Return the share that is done; running tasks count by their records, at the rate of those done."""
        if not self.weight:
            return 0.0
        ahead = self.records / self.records_done if self.records_done else 1.0
        return min(1.0, self.weight_done / self.weight * max(1.0, ahead))
