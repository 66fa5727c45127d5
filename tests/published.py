"""Releases on the tests' Hub, put there as any hand could: reading is tested apart from publishing."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from projects import bytes_below

if TYPE_CHECKING:
    from pathlib import Path

    from hub.hub import Hub

REPOSITORY = "harbour/corpus"


def put_up(hub: Hub, folder: Path, repository: str = REPOSITORY, *, tag: str | None = None) -> str:
    """Commit the release in the folder, all else at head deleted, and tag it; return the commit.

    Args:
        tag: by default that of its version; "" sets none.
    """
    if repository not in hub.state.repositories:
        hub.create(repository)
    files = bytes_below(folder)
    gone = [name for name in hub.files(repository) if name not in files and name != ".gitattributes"]
    version = json.loads(files["manifest.json"])["version"]
    commit = hub.commit(repository, files, deleted=gone, title=f"Version {version}")
    if tag != "":
        hub.tag(repository, f"v{version}" if tag is None else tag)
    return commit
