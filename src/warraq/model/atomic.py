"""Writing so that a kill at any moment leaves the old state or the new."""

from __future__ import annotations

import ctypes
import errno
import fcntl
import json
import os
import re
import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from warraq.errors import ReleaseError, StorageError, WarraqError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
#: How polars tells of a refusal: with the system's number, or without any where it fails at a file's footer.
_REFUSAL = re.compile(r"\(os error ([0-9]+)\)|thrift: transport error")


@contextmanager
def storage_errors(where: Path) -> Iterator[None]:
    """Turn a disk's refusal into a `StorageError` that names the place.

    Raises:
        StorageError: any OSError inside the block, also one that polars tells of.
    """
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise StorageError(str(error.filename or where), reason, next_step=_hint(error.errno)) from error
    except WarraqError:
        raise
    except Exception as error:
        # polars wraps what the system says into errors of its own.
        refusal = _REFUSAL.search(str(error))
        if refusal is None:
            raise
        code = int(refusal[1]) if refusal[1] else None
        reason = "a file could not be written whole" if code is None else os.strerror(code)
        raise StorageError(str(where), reason, next_step=_hint(code or errno.ENOSPC)) from error


def _hint(code: int | None) -> str:
    space = "free some space, then run the command again: nothing half-written is kept"
    hints = {
        errno.ENOSPC: space,
        errno.EDQUOT: space,
        errno.EACCES: "make the folder writable, or choose another with --project",
        errno.EROFS: "the file system is read-only: choose another folder with --project",
    }
    return hints.get(code or 0, "")


def sync(path: Path) -> None:
    """Flush a file or folder to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def write_bytes(path: Path, data: bytes) -> None:
    """Write the file aside, flush it, and rename it into place.

    Raises:
        StorageError: the disk refuses.
    """
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        try:
            aside.write_bytes(data)
            sync(aside)
            aside.replace(path)
        except OSError:
            aside.unlink(missing_ok=True)
            raise
        sync(path.parent)


def json_bytes(value: Any) -> bytes:
    """Return the value as indented UTF-8 JSON with a line feed at the end; keys keep their order."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def write_json(path: Path, value: Any) -> None:
    """Write the value as `json_bytes` does, atomically."""
    write_bytes(path, json_bytes(value))


def fresh_folder(path: Path) -> Path:
    """Return `path` as a new empty folder; what a killed run left there goes."""
    with storage_errors(path):
        remove(path)
        path.mkdir(parents=True)
    return path


def remove(path: Path) -> None:
    """Delete a folder with all that it holds, or the file or link that lies in its place; none is fine."""
    if path.is_dir() and not path.is_symlink():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def share_file(old: Path, new: Path) -> None:
    """Make the file known at a second place: as a link, or as a copy where the file system knows none."""
    new.parent.mkdir(parents=True, exist_ok=True)
    try:
        os.link(old, new)
    except OSError:
        shutil.copyfile(old, new)


def sync_tree(folder: Path) -> None:
    """Flush every file and folder below `folder`, and itself."""
    for root, _, files in os.walk(folder):
        here = folder.__class__(root)
        for name in files:
            sync(here / name)
        sync(here)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two paths in one step where the kernel can (Linux renameat2); tell whether it did."""
    try:
        renameat2 = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    done = renameat2(_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other), _RENAME_EXCHANGE)
    return bool(done == 0)


def install_folder(new: Path, target: Path) -> None:
    """Put the finished folder `new` at `target`, in place of what is there.

    Where the kernel cannot swap two folders, the old one is moved aside first, and a reader that comes in
    between finds none; `recover_folder` mends what a kill left then.

    Raises:
        StorageError: the disk refuses.
    """
    with storage_errors(target):
        sync_tree(new)
        if not os.path.lexists(target):
            new.rename(target)
        elif _exchange(new, target):
            remove(new)
        else:
            old = _aside(target)
            target.rename(old)
            new.rename(target)
            remove(old)
        sync(target.parent)


def recover_folder(target: Path) -> None:
    """Bring back what a kill inside `install_folder` left aside."""
    old = _aside(target)
    with storage_errors(target):
        if old.exists():
            if target.exists():
                remove(old)
            else:
                old.rename(target)


def _aside(target: Path) -> Path:
    return target.with_name(f".{target.name}.old")


@contextmanager
def exclusive(path: Path) -> Iterator[None]:
    """Hold the lock file `path` while the block runs; the kernel frees it when the process ends.

    Raises:
        ReleaseError: another process holds it.
        StorageError: it cannot be created.
    """
    with storage_errors(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ReleaseError(
                str(path.parent),
                "another warraq command is writing here",
                next_step="wait for it to end, then run this one again",
            ) from error
        yield
    finally:
        os.close(handle)
