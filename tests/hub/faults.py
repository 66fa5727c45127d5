"""Faults on request: which request fails, how, and how often; or drawn at every request."""

from __future__ import annotations

import random
import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from hub.messages import Response, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from hub.messages import Request

#: - `status`: refused with a status, nothing is applied.
#: - `time-out`: nothing is applied, and no reply comes.
#: - `reset`: nothing is applied, and the connection is closed.
#: - `lost reply`: applied; then what `reply` says in place of the reply.
#: - `stale head`: someone else's commit lands on the repository's `main` just before; then applied.
#: - `meanwhile`: `act` is called just before; then applied.
#: - `quota`: refused as the Hub refuses more files than fit.
Kind = Literal["status", "time-out", "reset", "lost reply", "stale head", "meanwhile", "quota"]
_STATUS = {"status": 503, "lost reply": 504, "quota": 403}
_QUOTA = {
    403: "Storage limit reached, please upgrade your plan to increase your storage limit",
    413: "Payload too large",
}


@dataclass(frozen=True)
class Fault:
    """One fault.

    Attributes:
        step: a regular expression, looked for in `METHOD /path?query`.
        times: how many requests fail.
        after: how many that match pass first.
        status: of the reply; None for 503, for a lost reply 504, for a quota 403.
        headers: of the reply, such as `Retry-After`.
        reply: what is seen of a lost reply.
        files: what someone else's commit holds; None for a file of their own.
        act: what happens meanwhile.
    """

    step: str
    kind: Kind = "status"
    times: int = 1
    after: int = 0
    status: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    reply: Literal["status", "reset", "time-out"] = "status"
    files: Mapping[str, bytes] | None = None
    act: Callable[[], object] | None = None

    @property
    def applies(self) -> bool:
        return self.kind in ("lost reply", "stale head", "meanwhile")

    def response(self) -> Response:
        """Return what is seen in place of the reply."""
        if self.kind in ("reset", "time-out"):
            return Response(0, broken="reset" if self.kind == "reset" else "time-out")
        if self.kind == "lost reply" and self.reply != "status":
            return Response(0, broken=self.reply)
        status = self.status or _STATUS[self.kind]
        message = _QUOTA.get(status, "Refused") if self.kind == "quota" else f"Fault: {status}"
        return refusal(status, message, headers=self.headers)


class Faults:
    """The faults that wait for their request."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []
        self._left: list[int] = []
        self._passed: list[int] = []
        self._draw: Callable[[Request], Fault | None] | None = None
        self.struck: list[tuple[str, str]] = []

    def add(self, *faults: Fault) -> None:
        for fault in faults:
            self._waiting.append(fault)
            self._left.append(fault.times)
            self._passed.append(0)

    def draw(self, choose: Callable[[Request], Fault | None] | None) -> None:
        """Let a function decide at every request; None ends it."""
        self._draw = choose

    def clear(self) -> None:
        self._waiting, self._left, self._passed, self._draw = [], [], [], None
        self.struck = []

    def next(self, request: Request) -> Fault | None:
        """Return the fault that strikes this request."""
        fault = self._due(request.step) or (self._draw(request) if self._draw else None)
        if fault:
            self.struck.append((request.step, fault.kind))
        return fault

    def _due(self, step: str) -> Fault | None:
        for at, fault in enumerate(self._waiting):
            if self._left[at] == 0 or not re.search(fault.step, step):
                continue
            self._passed[at] += 1
            if self._passed[at] > fault.after:
                self._left[at] -= 1
                return fault
        return None


def seeded(seed: int, rate: float, choices: Sequence[Fault]) -> Callable[[Request], Fault | None]:
    """Return a drawing of faults that does not depend on the order in which threads ask.

    Each request's luck is drawn from the seed, its method, its path and how often that was asked before.

    Args:
        rate: share of the requests that fail.
        choices: faults to draw from; their `step` limits which requests they may strike.
    """
    asked: Counter[str] = Counter()

    def choose(request: Request) -> Fault | None:
        step = request.step
        asked[step] += 1
        luck = random.Random(f"{seed} {asked[step]} {step}")
        if luck.random() >= rate:
            return None
        fitting = [fault for fault in choices if re.search(fault.step, step)]
        return luck.choice(fitting) if fitting else None

    return choose
