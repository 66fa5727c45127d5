"""Where the tasks of a comparison run, and where what they leave lies."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from warraq.corpus.relate.copies.store import ALGORITHM
from warraq.engine.task import Task, perform

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    import numpy.typing as npt

    from warraq.engine.runner import Runner
    from warraq.engine.task import Result

    Array = npt.NDArray[Any]


@dataclass(frozen=True)
class Means:
    """A runner, and the cache folder for its tasks' results."""

    runner: Runner
    cache: Path

    def run(self, tasks: Sequence[Task]) -> list[Result]:
        """Return the tasks' results, in their order."""
        return self.runner.run(tasks, self.cache)

    def put(self, arrays: Mapping[str, Array], *key: object) -> Path:
        """Write arrays where tasks can read them, and return the folder; see `got`."""
        task = Task("comparing: arrays", key_of("arrays", *key), write, arrays)
        return perform(task, self.cache).folder


def key_of(*parts: object) -> str:
    """Return the hex digest of what a result depends on, this version included: arrays, texts and numbers."""
    digest = hashlib.sha256(ALGORITHM.encode())
    for part in parts:
        data = np.ascontiguousarray(part).tobytes() if isinstance(part, np.ndarray) else str(part).encode()
        digest.update(f" {len(data)} ".encode() + data)
    return digest.hexdigest()


def write(arrays: Mapping[str, Array], folder: Path) -> dict[str, Any]:
    """Write each array as a file of its name."""
    for name, array in arrays.items():
        np.save(folder / f"{name}.npy", array, allow_pickle=False)
    return {}


def got(folder: Path, name: str) -> Array:
    """Return an array that `Means.put` or a task wrote, read from the disk as it is looked at."""
    found: Array = np.load(folder / f"{name}.npy", mmap_mode="r", allow_pickle=False).view(np.ndarray)
    return found
