"""Where the time of a command goes, stage by stage."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.engine.stage import Moment, Stage
from warraq.engine.usage import Meter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from pathlib import Path

    from warraq.engine.runner import Runner
    from warraq.engine.task import Result, Task
    from warraq.engine.usage import Usage

__all__ = ["Moment", "Span", "Stage", "Stages"]


@dataclass(frozen=True)
class Span:
    """A stage, or a task in it, in time.

    Attributes:
        stage: the stage's name.
        task: the task's; None for the stage itself.
        usage: where and when it ran and what it cost; a stage's own, without its tasks.
        reused: whether a kept result was taken up.
    """

    stage: str
    task: str | None
    usage: Usage
    reused: bool = False


class Stages:
    """The stages of a command, in the order in which they first began.

    One stage runs at a time: where one begins within another, the other's clock stands still.
    """

    def __init__(self, tell: Callable[[Moment], None] = lambda _: None, *, trace: bool = False) -> None:
        """Begin with none.

        Args:
            tell: called as stages go on.
            trace: whether to remember every task in `spans`, for a profile.
        """
        self.spans: list[Span] = []
        self._tell = tell
        self._trace = trace
        self._stages: dict[str, Stage] = {}
        self._open: list[Stage] = []
        self._by_show = False
        self._clock = Meter()

    @contextmanager
    def stage(self, name: str, total: int | None = None) -> Iterator[Stage]:
        """Count to the stage what is done in the block.

        Args:
            name: for messages and figures; what comes under one name adds up.
            total: records to go through, if that is known; it tells how much time is left.
        """
        self.close()
        stage = self._begin(name, total)
        try:
            yield stage
        finally:
            self.close()
            self._end()

    def show(self, name: str, records: int) -> None:
        """Say how far a stage is that begins with the first call and ends when another begins."""
        if not self._open or self._open[-1].name != name:
            self.close()
            self._begin(name, None)
            self._by_show = True
        self._open[-1](records)

    def close(self) -> None:
        """End the stage that `show` began."""
        if self._by_show:
            self._by_show = False
            self._end()

    def watch(self, runner: Runner) -> Runner:
        """Return the runner; its tasks and their records are counted to the stage in which they run."""
        return _Watched(runner, self)

    @property
    def current(self) -> Stage | None:
        """The stage that runs."""
        return self._open[-1] if self._open else None

    def figures(self) -> dict[str, Any]:
        """Return stage -> figures as a JSON object, up to now."""
        self._settle()
        return {name: stage.figures() for name, stage in self._stages.items()}

    def finished(self, task: Task, result: Result) -> None:
        """Count a task that is done to the stage that runs."""
        if (stage := self.current) is not None:
            stage.finished(task, result)
            if self._trace and result.usage is not None:
                self.spans.append(Span(stage.name, task.name, result.usage, result.reused))

    def _begin(self, name: str, total: int | None) -> Stage:
        self._settle()
        stage = self._stages.setdefault(name, Stage(name, self._tell))
        stage.begin(total)
        self._open.append(stage)
        self._tell(stage.moment())
        return stage

    def _end(self) -> None:
        self._settle()
        self._open.pop()

    def _settle(self) -> None:
        """Count what was spent since the last change to the stage that ran."""
        spent, self._clock = self._clock.read(), Meter()
        if (stage := self.current) is not None:
            stage.wall += spent.wall
            stage.cpu += spent.cpu
            if self._trace:
                self.spans.append(Span(stage.name, None, spent))


class _Watched:
    """A runner that tells the stages of its tasks."""

    def __init__(self, runner: Runner, stages: Stages) -> None:
        self._runner = runner
        self._stages = stages

    @property
    def workers(self) -> int:
        return self._runner.workers

    @property
    def memory(self) -> int | None:
        return self._runner.memory

    @property
    def task_memory(self) -> int | None:
        return self._runner.task_memory

    def run(
        self,
        tasks: Sequence[Task],
        cache: Path,
        *,
        show: Callable[[int], None] = lambda _: None,
        done: Callable[[int, Result], None] = lambda _index, _result: None,
    ) -> list[Result]:
        """Run the tasks; the stage that runs hears of their records without being handed on as `show`."""
        stage = self._stages.current
        if stage is not None:
            stage.begin_run(sum(task.weight for task in tasks))

        def seen(records: int) -> None:
            if stage is not None:
                stage(records)
            if show is not stage:
                show(records)

        def noted(index: int, result: Result) -> None:
            self._stages.finished(tasks[index], result)
            done(index, result)

        try:
            return self._runner.run(tasks, cache, show=seen, done=noted)
        finally:
            if stage is not None:
                stage.begin_run(0)
