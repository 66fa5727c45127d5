"""A task and its kept result.

A task writes files into a folder of its own. Its key is a digest of everything that the result depends on,
so a result found under the key is the result; a receipt beside the files holds their digests, so that a
damaged one is noticed and made again.

The same task may run twice at the same time, as when a machine is taken for dead and is not. Each attempt
writes aside, under a name that no other has, and the first that is renamed into place wins.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from warraq.engine.usage import Meter, Usage, host
from warraq.errors import StorageError
from warraq.model.atomic import fresh_folder, remove, storage_errors, sync_tree
from warraq.model.digest import sha256_file

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

_RECEIPT = "receipt.json"
#: Digits of the key that name the folder of its group.
_GROUP = 2
_TAKEN = {errno.ENOTEMPTY, errno.EEXIST, errno.ENOTDIR}
#: How often a damaged result that another process keeps putting back is cleared away.
_TRIES = 10


@dataclass(frozen=True)
class Task:
    """Work that depends on nothing but its key.

    Attributes:
        name: what a message calls it.
        key: hex digest over function, code, parameters and input digests.
        work: module-level function `work(args, folder) -> facts`; it writes files into the empty folder and
            returns facts as a JSON object.
        args: picklable argument of `work`.
        weight: estimate of the cost, in bytes gone through or the like; the heaviest tasks start first, and
            little weight in all is not worth starting processes for.
    """

    name: str
    key: str
    work: Callable[[Any, Path], dict[str, Any]]
    args: Any
    weight: int = 1


@dataclass(frozen=True)
class Result:
    """Where a task's files are, its facts, and what it cost to have them."""

    folder: Path
    facts: dict[str, Any]
    reused: bool
    usage: Usage | None = None


def kept(task: Task, cache: Path) -> Result | None:
    """Return the task's kept result; None if there is none, or a damaged one."""
    meter = Meter()
    folder = _folder(task, cache)
    facts = _kept(folder)
    return None if facts is None else Result(folder, facts, reused=True, usage=meter.read())


def perform(task: Task, cache: Path) -> Result:
    """Return the task's kept result, or do the work and keep it.

    Raises:
        StorageError: the disk refuses.
        WarraqError: whatever the work raises.
    """
    meter = Meter()
    found = kept(task, cache)
    if found is not None:
        return found
    folder = _folder(task, cache)
    attempt = f"{host()}.{os.getpid()}.{secrets.token_hex(4)}"
    with storage_errors(folder):
        aside = fresh_folder(folder.with_name(f".{task.key}.{attempt}"))
        try:
            facts = task.work(task.args, aside)
            files = {path.name: sha256_file(path) for path in sorted(aside.iterdir())}
            receipt = json.dumps({"facts": facts, "files": files}, ensure_ascii=False, sort_keys=True)
            (aside / _RECEIPT).write_text(receipt, encoding="utf-8")
            sync_tree(aside)
            facts = _install(aside, folder, facts)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    return Result(folder, facts, reused=False, usage=meter.read())


def _install(aside: Path, folder: Path, facts: dict[str, Any]) -> dict[str, Any]:
    """Rename the finished folder into place; return the facts, of another attempt if it was first."""
    for _ in range(_TRIES):
        try:
            aside.rename(folder)
        except OSError as error:
            if error.errno not in _TAKEN:
                raise
        else:
            return facts
        before = _kept(folder)
        if before is not None:
            return before
        remove(folder)
    raise StorageError(str(folder), "is put back as often as it is deleted", next_step="warraq clean")


def _folder(task: Task, cache: Path) -> Path:
    return cache / task.key[:_GROUP] / task.key


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
        remove(_folder(task, cache))


def prune(cache: Path, keys: Collection[str]) -> None:
    """Delete the kept results whose key is not in `keys`, and what killed runs left; other folders stay."""
    with storage_errors(cache):
        for group in cache.iterdir() if cache.is_dir() else ():
            if len(group.name) != _GROUP:
                continue
            left = 0
            for folder in group.iterdir() if group.is_dir() else ():
                left += folder.name in keys
                if folder.name.startswith("."):
                    # An attempt on a machine taken for dead may still be writing there.
                    shutil.rmtree(folder, ignore_errors=True)
                elif folder.name not in keys:
                    remove(folder)
            if not left:
                shutil.rmtree(group, ignore_errors=True)
