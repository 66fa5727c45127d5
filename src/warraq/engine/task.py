"""A task and its kept result.

A task writes files into a folder of its own. Its key is a digest of everything that the result depends on,
so a result found under the key is the result; a receipt beside the files holds their digests, so that a
damaged one is noticed and made again.
"""

from __future__ import annotations

import json
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.model.atomic import fresh_folder, remove, storage_errors, sync_tree
from warraq.model.digest import sha256_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

_RECEIPT = "receipt.json"
#: Digits of the key that name the folder of its group.
_GROUP = 2


@dataclass(frozen=True)
class Task:
    """Work that depends on nothing but its key.

    Attributes:
        name: what a message calls it.
        key: hex digest over function, code, parameters and input digests.
        work: module-level function `work(args, folder) -> facts`; it writes files into the empty folder and
            returns facts as a JSON object.
        args: picklable argument of `work`.
        weight: estimate of the cost, in any unit; the heaviest tasks start first.
    """

    name: str
    key: str
    work: Callable[[Any, Path], dict[str, Any]]
    args: Any
    weight: int = 1


@dataclass(frozen=True)
class Result:
    """Where a task's files are, and its facts."""

    folder: Path
    facts: dict[str, Any]
    reused: bool


def perform(task: Task, cache: Path) -> Result:
    """Return the task's kept result, or do the work and keep it.

    Raises:
        StorageError: the disk refuses.
        WarraqError: whatever the work raises.
    """
    folder = cache / task.key[:_GROUP] / task.key
    facts = _kept(folder)
    if facts is not None:
        return Result(folder, facts, reused=True)
    aside = fresh_folder(folder.with_name(f".{task.key}.{os.getpid()}"))
    with storage_errors(folder):
        try:
            facts = task.work(task.args, aside)
            files = {path.name: sha256_file(path) for path in sorted(aside.iterdir())}
            receipt = json.dumps({"facts": facts, "files": files}, ensure_ascii=False, sort_keys=True)
            (aside / _RECEIPT).write_text(receipt, encoding="utf-8")
            sync_tree(aside)
            remove(folder)
            aside.rename(folder)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return Result(folder, facts, reused=False)


def _kept(folder: Path) -> dict[str, Any] | None:
    """Return the facts of an undamaged result; None if there is none."""
    try:
        receipt = json.loads((folder / _RECEIPT).read_text(encoding="utf-8"))
        files = receipt["files"]
        present = {path.name for path in folder.iterdir()} - {_RECEIPT}
        if present != set(files) or any(sha256_file(folder / name) != files[name] for name in files):
            return None
        facts = receipt["facts"]
    except (OSError, ValueError, KeyError, TypeError):
        return None
    return facts if isinstance(facts, dict) else None


def discard(task: Task, cache: Path) -> None:
    """Delete the task's kept result, so that the work is done again."""
    with storage_errors(cache):
        remove(cache / task.key[:_GROUP] / task.key)


def prune(cache: Path, keys: Collection[str]) -> None:
    """Delete the kept results whose key is not in `keys`, and what killed runs left; other folders stay."""
    with storage_errors(cache):
        for group in cache.iterdir() if cache.is_dir() else ():
            if len(group.name) != _GROUP:
                continue
            kept = 0
            for folder in group.iterdir() if group.is_dir() else ():
                kept += folder.name in keys
                if folder.name not in keys:
                    remove(folder)
            if not kept:
                remove(group)
