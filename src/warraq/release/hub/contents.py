"""What a revision on the Hub holds, and whether a local file is the same: no byte is fetched for it."""

from __future__ import annotations

import hashlib
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from warraq.model.digest import sha256_file
from warraq.release.hub.client import ask

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from huggingface_hub import HfApi

#: The client itself tries each page again, five times.
_TRIES = 2
#: The file that says which others are stored as large ones; the Hub writes it.
ATTRIBUTES = ".gitattributes"


@dataclass(frozen=True)
class RemoteFile:
    """A file on the Hub.

    Attributes:
        bytes: of its content.
        sha256: of its content; None for a file that git itself holds.
        git_sha1: of the git blob: of the content, or of the pointer where `sha256` is known.
    """

    path: str
    bytes: int
    sha256: str | None
    git_sha1: str

    @property
    def key(self) -> str:
        """What tells contents apart; the client's cache keeps them under this name."""
        return self.sha256 or self.git_sha1


def remote_files(
    api: HfApi, repository: str, revision: str, *, sleep: Callable[[float], None] = time.sleep
) -> dict[str, RemoteFile]:
    """Return path -> file of all files of a revision of a dataset, sorted by path.

    Raises:
        HubError: it cannot be read.
    """
    from huggingface_hub.hf_api import RepoFile

    def listing() -> list[RemoteFile]:
        tree = api.list_repo_tree(repository, recursive=True, revision=revision, repo_type="dataset")
        return [
            RemoteFile(one.path, one.size, one.lfs.sha256 if one.lfs else None, one.blob_id)
            for one in tree
            if isinstance(one, RepoFile)
        ]

    what = f"list the files of {repository} at {revision}"
    files = ask(what, listing, tries=_TRIES, sleep=sleep)
    return {file.path: file for file in sorted(files, key=lambda file: file.path)}


def is_same(remote: RemoteFile, local: Path, *, sha256: str | None = None) -> bool:
    """Tell whether the local file has the content of the remote one; one of another size is not read.

    Args:
        sha256: of the local file, where it is known: then no large file is read.

    Raises:
        OSError: it cannot be read.
    """
    if local.stat().st_size != remote.bytes:
        return False
    if remote.sha256 is not None:
        return (sha256 or sha256_file(local)) == remote.sha256
    return git_sha1(local.read_bytes()) == remote.git_sha1


def git_sha1(content: bytes) -> str:
    """Return the name that git gives a blob with this content."""
    return hashlib.sha1(b"blob %d\0" % len(content) + content, usedforsecurity=False).hexdigest()
