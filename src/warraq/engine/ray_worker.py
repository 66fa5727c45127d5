"""What runs on a node of a cluster: one task, pickled, so that nobody in between need know its parts."""

from __future__ import annotations

import os
import pickle
import sys
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, requires, version
from pathlib import Path
from typing import TYPE_CHECKING

import warraq
from warraq.engine.pool import as_worker
from warraq.engine.task import Result, perform
from warraq.engine.usage import host, reset_peak
from warraq.errors import StorageError
from warraq.model.digest import sha256_file, sha256_value

if TYPE_CHECKING:
    from warraq.engine.task import Task


@dataclass(frozen=True)
class Order:
    """A task as it is sent to a node.

    Attributes:
        task: the task, pickled.
        cache: folder of kept results, on a file system that all nodes share.
        folder: working folder that relative paths count from.
        path: folders that the sender imports from.
        code: `code_fingerprint` of the sender.
    """

    task: bytes
    cache: str
    folder: str
    path: tuple[str, ...]
    code: str


def carry_out(order: Order) -> tuple[str, Result | None, BaseException | None]:
    """Perform the task; return the node's id, and the result or the error that the work raised.

    An error is returned and not raised, so that no engine takes it for its own and tries again.
    """
    node = str(import_module("ray").get_runtime_context().get_node_id())
    try:
        return node, _carry_out(order), None
    except Exception as error:  # noqa: BLE001 - it is handed on
        return node, None, portable(error)


def _carry_out(order: Order) -> Result:
    as_worker()
    _require_same_code(order.code)
    with suppress(OSError):
        os.chdir(order.folder)
    sys.path += [place for place in order.path if place not in sys.path]
    _require_shared(Path(order.cache))
    task: Task = pickle.loads(order.task)  # noqa: S301 - from the process that we work for
    reset_peak()
    return perform(task, Path(order.cache))


def _require_same_code(code: str) -> None:
    if code_fingerprint() != code:
        raise StorageError(
            f"node {host()}",
            "runs another version of warraq, or of a library that it rests on",
            expected="the same versions on every node, as the same bytes are to come out",
        )


def _require_shared(cache: Path) -> None:
    if not cache.is_dir():
        raise StorageError(
            str(cache), f"is not there on node {host()}", expected="a file system that all nodes share"
        )


def portable(error: Exception) -> Exception:
    """Return the error if it can cross to another process, else one that says the same."""
    try:
        pickle.loads(pickle.dumps(error))  # noqa: S301 - just made
    except Exception:  # noqa: BLE001 - whatever keeps it from crossing
        return RuntimeError(f"{type(error).__name__}: {error}")
    return error


@cache
def code_fingerprint() -> str:
    """Return a digest of the package's files and of the versions of what it requires."""
    package = Path(warraq.__file__).parent
    files = sorted(path for path in package.rglob("*") if path.suffix in {".py", ".toml"})
    digests = [[path.relative_to(package).as_posix(), sha256_file(path)] for path in files]
    return sha256_value({"code": digests, "libraries": _libraries()})


def _libraries() -> dict[str, str]:
    found = {}
    for line in requires("warraq") or ():
        requirement, _, marker = line.partition(";")
        name = requirement.split("[")[0].split("<")[0].split(">")[0].split("=")[0].split("!")[0].strip()
        if "extra" not in marker:
            with suppress(PackageNotFoundError):
                found[name] = version(name)
    return found
