"""Sending tasks to Ray so that what is lost is sent again, and nothing is waited for in vain.

Ray itself tries nothing again: a task whose process or node died is sent again from here, and so is one that
does not come back. The first attempt that does counts; attempts cannot harm each other's files.
"""

from __future__ import annotations

import time
from collections import Counter, deque
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from warraq.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from warraq.engine.ray_worker import Order
    from warraq.engine.task import Result

_TRIES = 3
_POLL_SECONDS = 0.5
_LOOK_SECONDS = 5.0
#: Once a node is gone, nothing is waited for longer than this without progress.
_AFTER_LOSS_SECONDS = 60.0
#: Tasks that are out for each that runs, so that no core waits for the next one.
_AHEAD = 2


class Nodes:
    """The nodes of the cluster that are alive, looked at every few seconds."""

    def __init__(self, ray: Any) -> None:
        """Look."""
        self._ray = ray
        self._alive: set[str] = set()
        self._heard: dict[str, None] = {}
        self.cores = 0
        self.lost = False
        self.look()

    def look(self) -> None:
        """Look again; `lost` tells from then on whether one that was there is not."""
        alive = [node for node in self._ray.nodes() if node["Alive"]]
        names = {str(node["NodeID"]) for node in alive}
        self.lost = self.lost or not self._alive <= names
        self._alive = names
        self.cores = sum(int(node["Resources"].get("CPU", 0)) for node in alive)
        self._looked = time.monotonic()

    def heard_of(self, node: str) -> None:
        """Note that a result came from the node."""
        self._heard.pop(node, None)
        self._heard[node] = None

    def answering(self) -> list[str]:
        """Return the nodes that are alive and that results came from, the one heard of last first."""
        return [node for node in reversed(self._heard) if node in self._alive]

    def look_if_due(self) -> None:
        """Look again every few seconds."""
        if time.monotonic() - self._looked > _LOOK_SECONDS:
            self.look()


class Jobs:
    """One list of tasks on its way through Ray."""

    def __init__(
        self,
        ray: Any,
        nodes: Nodes,
        remote: Any,
        orders: Mapping[int, tuple[str, Order]],
        *,
        limit: int | None,
        stall: float,
    ) -> None:
        """Send nothing yet.

        Args:
            nodes: looked at since Ray was started or joined.
            remote: the remote function that carries an order out.
            orders: index -> name and order, in the order in which they are sent.
            limit: how many are out at a time, at most; None for as many as the nodes can do with.
            stall: seconds without progress after which what is out is sent again.
        """
        self._ray = ray
        self._remote = remote
        self._orders = orders
        self._limit = limit
        self._stall = stall
        self._waiting = deque(orders)
        self._out: dict[Any, int] = {}
        self._failures: Counter[int] = Counter()
        self._nodes = nodes
        self._moved = time.monotonic()
        self._given_up = False

    @property
    def all_back(self) -> bool:
        """Whether every task is done."""
        return not self._waiting and not self._out

    @property
    def lost(self) -> bool:
        """Whether a node was lost since Ray was started or joined."""
        return self._nodes.lost

    def run(self) -> Iterator[tuple[int, Result] | None]:
        """Yield index and result of each task that is done, and None every now and then.

        It ends before all are done if a node was lost and nothing came back since for too long: a Ray that
        waits for what is behind a cut link may wait for ever.

        Raises:
            StorageError: a task's process died again and again, or it did not come back.
            WarraqError: whatever a task raised.
        """
        try:
            while not self.all_back and not self._given_up:
                self._fill()
                yield None
                ready, _ = self._ray.wait(list(self._out), num_returns=1, timeout=_POLL_SECONDS)
                for reference in ready:
                    index = self._out.pop(reference)
                    result = self._result(reference, index)
                    if result is not None:
                        self._moved = time.monotonic()
                        others = [other for other, same in self._out.items() if same == index]
                        self._call_back(others)
                        for other in others:
                            del self._out[other]
                        yield index, result
                self._nodes.look_if_due()
                self._send_stalled()
        finally:
            self._call_back(list(self._out))

    def _fill(self) -> None:
        limit = self._limit or max(1, self._nodes.cores) * _AHEAD
        while self._waiting and len(set(self._out.values())) < limit:
            self._send(self._waiting.popleft())

    def _send(self, index: int, remote: Any = None) -> None:
        self._out[(remote or self._remote).remote(self._orders[index][1])] = index

    def _result(self, reference: Any, index: int) -> Result | None:
        """Return the result; None if the task's process or node died, and it was sent again."""
        errors = self._ray.exceptions
        try:
            node, result, error = self._ray.get(reference, timeout=_AFTER_LOSS_SECONDS)
        except errors.RayTaskError as told:
            reason = (str(told.cause) or type(told.cause).__name__).splitlines()[0]
            raise StorageError(
                self._name(index),
                f"cannot be started on a node: {reason}",
                next_step="install the same version of warraq on every node",
            ) from told
        except (errors.RayError, TimeoutError) as died:
            self._send_again(index, f"its process or node died ({type(died).__name__})")
            return None
        self._nodes.heard_of(node)
        if error is not None:
            raise error
        found: Result = result
        return found

    def _send_stalled(self) -> None:
        """Send once more whatever is out, if nothing came back for too long."""
        patience = min(self._stall, _AFTER_LOSS_SECONDS) if self.lost else self._stall
        if self.all_back or time.monotonic() - self._moved < patience:
            return
        self._moved = time.monotonic()
        self._given_up = self.lost
        if self._given_up:
            return
        # Ray would send it to the same process again, until it takes the node for dead.
        nodes = self._nodes.answering()
        for turn, index in enumerate(sorted(set(self._out.values()))):
            remote = self._at(nodes[turn % len(nodes)]) if nodes else None
            self._send_again(index, f"nothing was heard of it for {patience:.0f} s", remote)

    def _at(self, node: str) -> Any:
        """Return the remote function, to be run on the node if it can be."""
        strategies = self._ray.util.scheduling_strategies
        strategy = strategies.NodeAffinitySchedulingStrategy(node_id=node, soft=True)
        return self._remote.options(scheduling_strategy=strategy)

    def _send_again(self, index: int, reason: str, remote: Any = None) -> None:
        self._failures[index] += 1
        if self._failures[index] >= _TRIES:
            raise StorageError(
                self._name(index),
                f"failed {_TRIES} times; at last {reason}",
                expected="enough memory for every process, and nodes that answer",
                next_step="run the command again: what is done is kept",
            )
        self._send(index, remote)

    def _name(self, index: int) -> str:
        return self._orders[index][0]

    def _call_back(self, references: list[Any]) -> None:
        for reference in references:
            with suppress(Exception):  # it is no longer needed, wherever it is
                self._ray.cancel(reference, force=True)
