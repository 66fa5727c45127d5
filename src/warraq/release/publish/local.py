"""The files of a frozen release on this machine, as its manifest names them."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.corpus.relate.earlier import MANIFEST
from warraq.errors import ReleaseError
from warraq.model.atomic import storage_errors
from warraq.model.digest import sha256_file

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class LocalFile:
    """A file of the release: where it lies, its size, and the digest that the manifest states."""

    place: Path
    bytes: int
    sha256: str


@dataclass(frozen=True)
class LocalRelease:
    """A frozen release that is to be published.

    Attributes:
        files: path in the release -> file, sorted by path; the manifest is one of them.
        digest: SHA-256 of the manifest, and so of all that the release holds.
    """

    folder: Path
    version: str
    files: dict[str, LocalFile]
    digest: str

    @property
    def bytes(self) -> int:
        """Of all files."""
        return sum(file.bytes for file in self.files.values())


def local_release(folder: Path) -> LocalRelease:
    """Return the release in the folder, as its manifest states it; no table is read.

    Raises:
        ReleaseError: the manifest is no manifest.
        StorageError: it cannot be read.
    """
    manifest = folder / MANIFEST
    with storage_errors(manifest):
        content, digest = manifest.read_bytes(), sha256_file(manifest)
    try:
        stated = json.loads(content)
        version = str(stated["version"])
        files = {
            str(name): LocalFile(folder / name, int(file["bytes"]), str(file["sha256"]))
            for name, file in stated["files"].items()
        }
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise ReleaseError(
            str(manifest), "not the manifest of a release", next_step="warraq verify"
        ) from error
    files[MANIFEST] = LocalFile(manifest, len(content), digest)
    return LocalRelease(folder, version, dict(sorted(files.items())), digest)
