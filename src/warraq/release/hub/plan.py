"""What has to change on the Hub for a revision to hold a release, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.model.atomic import storage_errors
from warraq.release.hub.contents import ATTRIBUTES, RemoteFile, is_same
from warraq.release.publish.outcome import Change, Kind, Plan

if TYPE_CHECKING:
    from collections.abc import Mapping

    from warraq.release.publish.local import LocalFile, LocalRelease


def plan(release: LocalRelease, remote: Mapping[str, RemoteFile]) -> Plan:
    """Return what has to change for `remote` to become the release.

    Files are compared by size and digest: the manifest's SHA-256, or for a file that git itself holds the
    name of its blob. The Hub's own `.gitattributes` stays as it is.

    Raises:
        StorageError: a local file cannot be read.
    """
    changes = [
        Change(path, _kind(file, remote.get(path)), file.bytes) for path, file in release.files.items()
    ]
    changes += [
        Change(path, "deleted", file.bytes)
        for path, file in remote.items()
        if path not in release.files and path != ATTRIBUTES
    ]
    return Plan(tuple(sorted(changes, key=lambda change: change.path)))


def _kind(local: LocalFile, remote: RemoteFile | None) -> Kind:
    if remote is None:
        return "new"
    with storage_errors(local.place):
        return "same" if is_same(remote, local.place, sha256=local.sha256) else "changed"
