"""What is sent again, and when waiting ends: with a Ray that is made up, and its clock too."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from warraq.engine.ray_jobs import Jobs, Nodes
from warraq.engine.ray_worker import Order
from warraq.engine.task import Result
from warraq.errors import StorageError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class RayError(Exception):
    """What Ray tells of processes and nodes."""


class RayTaskError(RayError):
    """What Ray tells of an error in the function that it called."""

    cause = ModuleNotFoundError("No module named 'warraq'")


@dataclass
class Errors:
    RayError: type[Exception] = RayError
    RayTaskError: type[Exception] = RayTaskError


@dataclass
class MadeUp:
    """A Ray on which attempt number n of a task ends as `ends` says; None never comes back."""

    ends: Callable[[str, int], Any]
    alive: Callable[[float], Iterable[str]] = lambda _now: ("one", "two")
    now: float = 0.0
    sent: list[str] = field(default_factory=list)
    cancelled: list[int] = field(default_factory=list)
    placed: list[str] = field(default_factory=list)
    exceptions: Errors = field(default_factory=Errors)

    def remote(self, order: Order) -> int:
        self.sent.append(order.cache)
        return len(self.sent) - 1

    @property
    def util(self) -> MadeUp:
        return self

    @property
    def scheduling_strategies(self) -> MadeUp:
        return self

    def NodeAffinitySchedulingStrategy(self, *, node_id: str, soft: bool) -> str:  # noqa: N802 - Ray's name
        assert soft
        return node_id

    def options(self, *, scheduling_strategy: str) -> MadeUp:
        self.placed.append(scheduling_strategy)
        return self

    def outcome(self, reference: int) -> Any:
        name = self.sent[reference]
        return self.ends(name, self.sent[: reference + 1].count(name))

    def wait(self, references: list[int], *, num_returns: int, timeout: float) -> tuple[list[int], list[int]]:
        self.now += timeout
        ready = [one for one in references if self.outcome(one) is not None][:num_returns]
        return ready, [one for one in references if one not in ready]

    def get(self, reference: int, *, timeout: float) -> Any:
        assert timeout
        outcome = self.outcome(reference)
        if isinstance(outcome, RayError):
            raise outcome
        node = "one"
        return (node, None, outcome) if isinstance(outcome, Exception) else (node, outcome, None)

    def cancel(self, reference: int, *, force: bool) -> None:
        assert force
        self.cancelled.append(reference)

    def nodes(self) -> list[dict[str, Any]]:
        there = set(self.alive(self.now))
        return [
            {"NodeID": name, "Alive": name in there, "Resources": {"CPU": 1.0}} for name in ("one", "two")
        ]


def result(name: str) -> Result:
    return Result(Path(name), {}, reused=False)


@dataclass(frozen=True)
class Clock:
    ray: MadeUp

    def monotonic(self) -> float:
        return self.ray.now


def jobs(
    ray: MadeUp, monkeypatch: pytest.MonkeyPatch, names: str, stall: float, limit: int | None = None
) -> Jobs:
    monkeypatch.setattr("warraq.engine.ray_jobs.time", Clock(ray))
    orders = {at: (f"shard {name}", Order(b"", name, "", (), "")) for at, name in enumerate(names)}
    return Jobs(ray, Nodes(ray), ray, orders, limit=limit, stall=stall)


def run(ray: MadeUp, monkeypatch: pytest.MonkeyPatch, stall: float = 1000) -> dict[int, Any]:
    return dict(told for told in jobs(ray, monkeypatch, "abc", stall).run() if told is not None)


def test_all_come_back(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(lambda name, _attempt: result(name))
    assert {at: str(one.folder) for at, one in run(ray, monkeypatch).items()} == {0: "a", 1: "b", 2: "c"}
    assert (ray.sent, ray.cancelled) == (["a", "b", "c"], [])


def test_what_died_is_sent_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(lambda name, attempt: RayError() if name == "b" and attempt < 3 else result(name))
    assert sorted(run(ray, monkeypatch)) == [0, 1, 2]
    assert sorted(ray.sent) == ["a", "b", "b", "b", "c"]


def test_what_dies_three_times_is_named_and_the_rest_is_called_back(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(lambda name, _attempt: RayError() if name == "b" else None)
    with pytest.raises(StorageError, match=r"shard b: failed 3 times.*\(RayError\)"):
        run(ray, monkeypatch)
    assert {ray.sent[one] for one in ray.cancelled} == {"a", "c"}


def test_an_error_of_the_work_is_raised_and_not_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(lambda name, _attempt: UsageError("x", "is wrong") if name == "b" else None)
    with pytest.raises(UsageError, match="is wrong"):
        run(ray, monkeypatch)
    assert ray.sent.count("b") == 1


def test_a_node_without_warraq_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(lambda _name, _attempt: RayTaskError())
    with pytest.raises(StorageError, match="shard a: cannot be started on a node: No module named 'warraq'"):
        run(ray, monkeypatch)


def test_what_does_not_come_back_is_sent_again_after_a_while(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(lambda name, attempt: None if name == "b" and attempt == 1 else result(name))
    assert sorted(run(ray, monkeypatch, stall=30)) == [0, 1, 2]
    assert 30 <= ray.now < 33
    assert ray.placed == ["one"]
    assert [ray.sent[one] for one in ray.cancelled] == ["b"]


def test_what_never_comes_back_ends_with_its_name(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(lambda name, _attempt: None if name == "b" else result(name))
    with pytest.raises(StorageError, match="shard b: failed 3 times; at last nothing was heard"):
        run(ray, monkeypatch, stall=30)
    assert 90 <= ray.now < 95


def test_once_a_node_is_gone_nothing_is_waited_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(
        lambda name, _attempt: None if name == "b" else result(name),
        alive=lambda now: ("one",) if now > 20 else ("one", "two"),
    )
    sent = jobs(ray, monkeypatch, "abc", stall=100_000)
    assert sorted(told[0] for told in sent.run() if told is not None) == [0, 2]
    assert 60 <= ray.now < 70
    assert (sent.all_back, sent.lost) == (False, True)
    assert [ray.sent[one] for one in ray.cancelled] == ["b"]


def test_a_node_that_goes_while_all_else_comes_back_is_told_of(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(
        lambda name, _attempt: result(name), alive=lambda now: ("one", "two") if now < 1 else ("one",)
    )
    sent = jobs(ray, monkeypatch, "abcdefghijklmnopqrstuvwxyz", stall=100)
    assert len([told for told in sent.run() if told is not None]) == 26
    assert (sent.all_back, sent.lost) == (True, True)


def test_no_more_is_out_than_was_allowed(monkeypatch: pytest.MonkeyPatch) -> None:
    ray = MadeUp(lambda name, _attempt: result(name))
    told = jobs(ray, monkeypatch, "abcdef", stall=100, limit=2).run()
    next(told)
    assert ray.sent == ["a", "b"]
    assert len([one for one in told if one is not None]) == 6
