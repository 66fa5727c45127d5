"""`releases.json` in a store: the versions whose manifest is there, and the newest of them."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from warraq.corpus.relate.earlier import MANIFEST
from warraq.errors import StorageError
from warraq.model.atomic import json_bytes
from warraq.model.descriptor import VERSION, version_key
from warraq.release.publish.folder import INDEX

if TYPE_CHECKING:
    from warraq.release.publish.local import LocalRelease
    from warraq.release.publish.store_objects import Store

_TRIES = 10
_KEYS = {"version": str, "manifest_sha256": str, "files": int, "bytes": int}


def update_index(store: Store, release: LocalRelease) -> None:
    """Bring the index to what is there; an index that says it already is left alone.

    It is read anew after it was written: of two that write it at once, the last one names both versions.

    Raises:
        StorageError: it cannot be written, or others change it again and again.
    """
    for _ in range(_TRIES):
        mark = store.mark(INDEX)
        there = store.read(INDEX)
        wanted = json_bytes(_index(store, _entries(there), release))
        if there == wanted:
            return
        store.replace(INDEX, wanted, mark)
    found = "others change it again and again; the release itself is published"
    raise StorageError(store.address(INDEX), found, next_step="publish again")


def _index(store: Store, known: dict[str, dict[str, Any]], release: LocalRelease) -> dict[str, Any]:
    """Return the index; only manifests of versions that it did not name before are read."""
    own = {
        "version": release.version,
        "manifest_sha256": release.digest,
        "files": len(release.files),
        "bytes": release.bytes,
    }
    found = {release.version: own}
    for version in store.folders():
        if VERSION.fullmatch(version) and version not in found:
            entry = _entry(store, version, known.get(version))
            found |= {version: entry} if entry else {}
    releases = [found[version] for version in sorted(found, key=version_key)]
    return {"latest": releases[-1]["version"], "releases": releases}


def _entry(store: Store, version: str, known: dict[str, Any] | None) -> dict[str, Any] | None:
    name = f"{version}/{MANIFEST}"
    if known is not None:
        return known if store.mark(name) is not None else None
    manifest = store.read(name)
    try:
        sizes = [int(one["bytes"]) for one in json.loads(manifest or b"")["files"].values()]
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    content = manifest or b""
    return {
        "version": version,
        "manifest_sha256": hashlib.sha256(content).hexdigest(),
        "files": len(sizes) + 1,
        "bytes": sum(sizes) + len(content),
    }


def _entries(index: bytes | None) -> dict[str, dict[str, Any]]:
    """Return version -> entry of those entries of an index that have its form."""
    try:
        releases = json.loads(index or b"")["releases"]
        return {
            one["version"]: one
            for one in releases
            if {key: type(value) for key, value in one.items()} == _KEYS
        }
    except (ValueError, KeyError, TypeError, AttributeError):
        return {}
