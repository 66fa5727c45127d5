"""Contents by sha256: small ones in memory, large ones in a folder; and the ids that git gives."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

_IN_MEMORY = 1 << 20


def git_id(kind: str, content: bytes) -> str:
    """Return the id of a git object."""
    return hashlib.sha1(b"%s %d\0" % (kind.encode(), len(content)) + content).hexdigest()


def pointer_of(sha256: str, size: int) -> bytes:
    """Return the file that git holds in place of a large one."""
    return f"version https://git-lfs.github.com/spec/v1\noid sha256:{sha256}\nsize {size}\n".encode()


class Blobs:
    """All contents that the Hub was ever sent."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._small: dict[str, bytes] = {}
        self._large: dict[str, Path] = {}

    def add(self, content: bytes) -> str:
        sha256 = hashlib.sha256(content).hexdigest()
        if len(content) <= _IN_MEMORY:
            self._small[sha256] = content
        elif sha256 not in self._large:
            path = self.new_path(sha256)
            path.write_bytes(content)
            self._large[sha256] = path
        return sha256

    def new_path(self, name: str) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        return self._folder / name

    def size(self, sha256: str) -> int | None:
        """Return the bytes of a content; None if the Hub does not hold it."""
        if sha256 in self._small:
            return len(self._small[sha256])
        return self._large[sha256].stat().st_size if sha256 in self._large else None

    def read(self, sha256: str, start: int = 0, stop: int | None = None) -> bytes:
        if sha256 in self._small:
            return self._small[sha256][start:stop]
        with self._large[sha256].open("rb") as file:
            file.seek(start)
            return file.read() if stop is None else file.read(stop - start)
