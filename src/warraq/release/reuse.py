"""How much of a release its forerunner already had: what an update costs whoever mirrors it."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from warraq.corpus.relate.earlier import MANIFEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path


@dataclass(frozen=True)
class Reuse:
    """Files and bytes of a release, by whether the release before holds a file of the same content."""

    files: int
    files_changed: int
    bytes: int
    bytes_changed: int

    @property
    def share_changed(self) -> float:
        """Bytes of new or changed files over all bytes, rounded to six places."""
        return round(self.bytes_changed / self.bytes, 6) if self.bytes else 0.0

    def as_dict(self) -> dict[str, Any]:
        """Return the figures as a JSON object."""
        return {**asdict(self), "share_changed": self.share_changed}


def reuse(folder: Path, before: Path | None) -> Reuse | None:
    """Return how much of the release in `folder` is new, by both manifests; None for a first release."""
    if before is None:
        return None
    new, old = _files(folder), _files(before)
    known = {file["sha256"] for file in old.values()}
    changed = [file["bytes"] for file in new.values() if file["sha256"] not in known]
    return Reuse(len(new), len(changed), sum(file["bytes"] for file in new.values()), sum(changed))


def _files(folder: Path) -> Mapping[str, Any]:
    files: dict[str, Any] = json.loads((folder / MANIFEST).read_bytes())["files"]
    return files
