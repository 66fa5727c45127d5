"""Which files go to large file storage: what `.gitattributes` says, and what is large or no text."""

from __future__ import annotations

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from hub.blobs import Blobs
    from hub.repository import Entry

FILE = ".gitattributes"
_FILTER = "filter=lfs diff=lfs merge=lfs -text"
_PATTERNS = (
    *("7z", "arrow", "avro", "bin", "bz2", "gz", "lz4", "mds", "npy", "npz", "parquet", "rar", "tar", "tgz"),
    *("xz", "zip", "zst", "pcm", "sam", "raw", "aac", "flac", "mp3", "ogg", "wav"),
    *("bmp", "gif", "png", "tiff", "jpg", "jpeg", "webp", "mp4", "webm"),
)


def first_attributes() -> bytes:
    """Return the file that a new dataset begins with."""
    return "".join(f"*.{suffix} {_FILTER}\n" for suffix in _PATTERNS).encode()


def tracked_patterns(tree: Mapping[str, Entry], blobs: Blobs) -> list[str]:
    """Return the patterns of files that go to large file storage."""
    text = blobs.read(tree[FILE].sha256).decode() if FILE in tree else ""
    return [line.split()[0] for line in text.splitlines() if "filter=lfs" in line.split()[1:]]


def is_tracked(path: str, patterns: list[str]) -> bool:
    name = path.rpartition("/")[2]
    return any(fnmatchcase(path if "/" in pattern else name, pattern) for pattern in patterns)


def is_binary(sample: bytes) -> bool:
    return b"\0" in sample


def with_paths(attributes: bytes, paths: list[str]) -> bytes:
    """Return the file with a line for each path, as the Hub adds one for what no pattern covers."""
    begun = attributes if attributes.endswith(b"\n") or not attributes else attributes + b"\n"
    return begun + "".join(f"{path} {_FILTER}\n" for path in paths).encode()
