"""A verdict that also names the rules that could not be run."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from warraq.model.finding import Verdict


@dataclass(frozen=True, slots=True)
class Outcome(Verdict):
    """A verdict, and the ids of the rules that compare with an earlier release though there is none."""

    skipped: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the verdict as a JSON object."""
        plain = Verdict.as_dict(self)
        at = list(plain).index("rules") + 1
        items = list(plain.items())
        return dict([*items[:at], ("skipped", list(self.skipped)), *items[at:]])
