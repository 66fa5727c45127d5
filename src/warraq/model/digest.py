"""SHA-256 of files, texts and values."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def sha256_file(path: Path) -> str:
    """Return the hex digest of the file's bytes, read in pieces."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def sha256_files(paths: Iterable[Path]) -> str:
    """Return the hex digest of the files' bytes one after another, as of a multipart resource."""
    return sha256_each(paths)[1]


def sha256_each(paths: Iterable[Path]) -> tuple[list[str], str]:
    """Return the hex digest of each file, and of all their bytes one after another; each is read once."""
    whole, each = hashlib.sha256(), []
    buffer = bytearray(1 << 20)
    view = memoryview(buffer)
    for path in paths:
        digest = hashlib.sha256()
        with path.open("rb", buffering=0) as file:
            while size := file.readinto(view):
                digest.update(view[:size])
                whole.update(view[:size])
        each.append(digest.hexdigest())
    return each, whole.hexdigest()


def same_bytes(one: Path, other: Path) -> bool:
    """Return whether two files hold the same bytes; files of other sizes are not read."""
    return one.stat().st_size == other.stat().st_size and sha256_file(one) == sha256_file(other)


def sha256_value(value: Any) -> str:
    """Return the hex digest of a JSON value in canonical form (sorted keys, no spaces, UTF-8)."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()
