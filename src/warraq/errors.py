"""Every error that a user can cause, in one tree.

::

    WarraqError
    ├── UsageError            exit 2   the command was called wrongly
    ├── ProjectError          exit 2   a project file is missing, malformed or of the wrong type
    ├── CheckDefinitionError  exit 2   a rule is broken (not the data)
    ├── ReleaseError          exit 2   the version or the state of the releases forbids the step
    │   └── VersionTakenError          the version is frozen with other content
    ├── DataRefusedError      exit 1   the data failed a check
    ├── HubError              exit 3   the network or the Hub failed, or the Hub refused
    └── StorageError          exit 3   disk, permissions, a process that died

Faults of single raw records are no exceptions: they become quarantine rows (`warraq.corpus.records`).
"""

from __future__ import annotations

from typing import Any

EXIT_OK = 0
EXIT_DATA = 1
EXIT_USAGE = 2
EXIT_INFRASTRUCTURE = 3


class WarraqError(Exception):
    """An error with all that a person needs to go on.

    Args:
        where: the file, key, row or option at fault.
        found: what is there.
        expected: what should be there.
        next_step: the command or edit that helps.
    """

    exit_code = EXIT_USAGE

    def __init__(self, where: str, found: str, *, expected: str = "", next_step: str = "") -> None:
        """Keep the parts; `str()` joins them."""
        super().__init__(where, found, expected, next_step)
        self.where = where
        self.found = found
        self.expected = expected
        self.next_step = next_step

    def __reduce__(self) -> tuple[Any, ...]:
        """Let the error cross from a worker process."""
        return _rebuild, (type(self), self.where, self.found, self.expected, self.next_step)

    def __str__(self) -> str:
        """Return `where: found` with the lines `expected:` and `next:` below where known."""
        lines = [f"{self.where}: {self.found}" if self.where else self.found]
        if self.expected:
            lines.append(f"  expected: {self.expected}")
        if self.next_step:
            lines.append(f"  next:     {self.next_step}")
        return "\n".join(lines)


def _rebuild(kind: type[WarraqError], where: str, found: str, expected: str, next_step: str) -> WarraqError:
    return kind(where, found, expected=expected, next_step=next_step)


class UsageError(WarraqError):
    """The command was called wrongly."""


class ProjectError(WarraqError):
    """A project file is missing, malformed or holds a value of the wrong type."""


class CheckDefinitionError(WarraqError):
    """A rule cannot be run as it is written; never a pass, never a verdict on the data."""


class ReleaseError(WarraqError):
    """The version asked for, or the state of the releases, forbids the step."""


class VersionTakenError(ReleaseError):
    """The version is frozen with other content."""


class DataRefusedError(WarraqError):
    """The data failed a check and may not be released."""

    exit_code = EXIT_DATA


class HubError(WarraqError):
    """The network or the Hub failed, or the Hub refused: no right, no such repository, over quota."""

    exit_code = EXIT_INFRASTRUCTURE


class StorageError(WarraqError):
    """The disk refused: full, read-only, no permission."""

    exit_code = EXIT_INFRASTRUCTURE
