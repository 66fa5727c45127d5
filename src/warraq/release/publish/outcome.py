"""What publishing changes, would change, and came to; the same for the Hub and for a folder."""

from __future__ import annotations

import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, Literal

if TYPE_CHECKING:
    from collections.abc import Callable

Kind = Literal["new", "changed", "same", "deleted"]


@dataclass(frozen=True)
class Change:
    """What becomes of one path.

    Attributes:
        kind: "new": not there yet; "changed": there with other content; "same": there already;
            "deleted": there, and not in the release.
        bytes: of the release's file; of the Hub's where the file goes.
    """

    path: str
    kind: Kind
    bytes: int

    @property
    def sends(self) -> bool:
        """Whether the file is sent."""
        return self.kind in ("new", "changed")


@dataclass(frozen=True)
class Plan:
    """All changes, sorted by path."""

    changes: tuple[Change, ...]

    @property
    def needed(self) -> tuple[Change, ...]:
        """The changes that a commit has to make; empty if the revision holds the release already."""
        return tuple(change for change in self.changes if change.kind != "same")

    def count(self, *kinds: Kind) -> int:
        """Return how many files are of these kinds."""
        return sum(change.kind in kinds for change in self.changes)

    def bytes(self, *kinds: Kind) -> int:
        """Return how many bytes the files of these kinds have."""
        return sum(change.bytes for change in self.changes if change.kind in kinds)

    def figures(self) -> dict[str, Any]:
        """Return the numbers as a JSON object."""
        sent: tuple[Kind, ...] = ("new", "changed")
        return {
            "files": {
                "sent": self.count(*sent),
                "skipped": self.count("same"),
                "deleted": self.count("deleted"),
            },
            "bytes": {
                "sent": self.bytes(*sent),
                "skipped": self.bytes("same"),
                "deleted": self.bytes("deleted"),
            },
        }


#: "published": the tag is set; "waiting": a pull request waits for a person; "planned": nothing was done.
State = Literal["published", "waiting", "planned"]


@dataclass(frozen=True)
class Options:
    """How to publish.

    Attributes:
        private: for a repository that has to be created; None leaves it to what its owner has set.
        pull_request: leave the merge to a person.
        dry_run: change nothing, say what would be changed.
        sleep: waits so many seconds before another try.
        show: is told what is going on.
    """

    private: bool | None = None
    pull_request: bool = False
    dry_run: bool = False
    sleep: Callable[[float], None] = time.sleep
    show: Callable[[str], None] = lambda _text: None


@dataclass(frozen=True)
class Publication:
    """What publishing came to.

    Attributes:
        to: the address on the Hub, or the folder.
        commit: what the tag points to; None before there is one, and in a folder.
        tag: None in a folder.
        new: whether this run published the release, or would; False where it was there, or waits.
        plan: what was changed by this run, or would be.
        pull_request: its address, or None.
        notes: what a person should know besides.
    """

    version: str
    to: str
    state: State
    commit: str | None
    new: bool
    plan: Plan
    tag: str | None = None
    pull_request: str | None = None
    notes: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """Return the result as a JSON object."""
        return {
            "version": self.version,
            "to": self.to,
            "state": self.state,
            "commit": self.commit,
            "tag": self.tag,
            "new": self.new,
            **self.plan.figures(),
            "pull_request": self.pull_request,
            "changes": [asdict(change) for change in self.plan.needed],
            "notes": list(self.notes),
        }
