"""Whether a release in a store is what was frozen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from warraq.checks.builtin import builtin_hit
from warraq.corpus.relate.earlier import MANIFEST
from warraq.errors import ProjectError
from warraq.model.descriptor import read_json
from warraq.release.publish.store_fetch import fetch, release_objects
from warraq.release.publish.store_objects import Held, Store
from warraq.release.verify import Verified, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.model.finding import Finding
    from warraq.release.publish.store_address import StoreAddress

_UNREAD = "the list of files is not the manifest's, so nothing more was downloaded"


def verify_stored(
    address: StoreAddress,
    templates: Path | None,
    *,
    say: Callable[[str], None],
    show: Callable[[str, int], None],
) -> tuple[Verified, dict[str, Any]]:
    """Hold a release in a store to its manifest, then its files to its descriptor and its papers.

    First the list of objects is compared with the manifest, by name and size. Only if it is the same, all are
    fetched into a temporary folder, several at a time and none whole in memory, and verified as a folder is;
    what a store states of their content is not relied upon.

    Args:
        templates: as for `warraq.release.verify.verify`.
        say: is told what will be downloaded, before it is.
        show: is called with the stage and the bytes that are there by then.

    Returns:
        The result as for a folder, and what a folder does not have, as a JSON object.

    Raises:
        UsageError: no release is there, or no library for the scheme.
        DataRefusedError: a path of the release climbs out of its folder.
        StorageError: the network, the store or the disk failed or refused.
    """
    store = Store(address.url)
    objects = release_objects(store)
    with TemporaryDirectory(prefix="warraq-") as made:
        folder = Path(made)
        store.fetch(MANIFEST, folder / MANIFEST)
        version, findings = _listed(objects, folder / MANIFEST)
        rest = {name: held for name, held in objects.items() if name != MANIFEST}
        size = objects[MANIFEST].bytes
        if findings:
            total = sum(held.bytes for held in objects.values())
            verified = Verified(
                folder, version, len(objects), total, rewritten=False, why_not=_UNREAD, findings=findings
            )
        else:
            size += fetch(store, rest, folder, show, say)
            show("verifying", 0)
            verified = verify(folder, templates)
    more = {"folder": address.url, "rebuilt_differs_in": None, "downloaded_bytes": size}
    return replace(verified, folder=Path(address.url)), more


def _listed(objects: dict[str, Held], manifest: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return the version that the manifest states, and how the list of objects differs from it."""
    try:
        raw = read_json(manifest)
        stated = {str(name): int(one["bytes"]) for name, one in raw["files"].items()}
        version = str(raw["version"])
    except (ProjectError, KeyError, TypeError, ValueError, AttributeError) as error:
        found = error.found if isinstance(error, ProjectError) else "no object 'files' of objects with bytes"
        invalid = builtin_hit("manifest-invalid", [MANIFEST], 1, message=f"{MANIFEST}: {found}")
        return "", tuple(hit.finding() for hit in invalid)
    there = {name: held.bytes for name, held in objects.items() if name != MANIFEST}
    changed = [name for name, size in stated.items() if there.get(name, size) != size]
    differing = {
        "manifest-changed": changed,
        "manifest-extra": [name for name in there if name not in stated],
        "manifest-missing": [name for name in stated if name not in there],
    }
    total = len({*stated, *there})
    return version, tuple(
        hit.finding()
        for rule, names in differing.items()
        for hit in builtin_hit(rule, names, total, declared=MANIFEST)
    )
