"""Whether a release in a store is what was frozen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from warraq.corpus.relate.earlier import MANIFEST
from warraq.release.listed import UNREAD, Listed, listing_findings
from warraq.release.publish.store_fetch import fetch, release_objects
from warraq.release.publish.store_objects import Store
from warraq.release.verify import Verified, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.release.publish.store_address import StoreAddress


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
        there = {name: Listed(held.bytes) for name, held in objects.items()}
        version, findings = listing_findings(there, folder / MANIFEST)
        rest = {name: held for name, held in objects.items() if name != MANIFEST}
        size = objects[MANIFEST].bytes
        if findings:
            total = sum(held.bytes for held in objects.values())
            verified = Verified(
                folder, version, len(objects), total, rewritten=False, why_not=UNREAD, findings=findings
            )
        else:
            size += fetch(store, rest, folder, show, say)
            show("verifying", 0)
            verified = verify(folder, templates)
    more = {"folder": address.url, "rebuilt_differs_in": None, "downloaded_bytes": size}
    return replace(verified, folder=Path(address.url)), more
