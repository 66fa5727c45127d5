"""Who may write a version's objects before its manifest is there: the run, or runs, of one content.

An object beside the version's folder holds the digest of the manifest that is to come. It is created on
condition that there is none, and deleted once the manifest is there. Runs of the same content share it: they
write the same bytes. A killed run leaves it, and the next of the same content goes on.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from warraq.errors import ReleaseError
from warraq.model.atomic import json_bytes

if TYPE_CHECKING:
    from warraq.release.publish.local import LocalRelease
    from warraq.release.publish.store_objects import Store


def claim_name(version: str) -> str:
    """Return the name of the version's claim, below the folder of all releases."""
    return f".publishing-{version}.json"


def is_claimed(store: Store, release: LocalRelease) -> bool:
    """Tell whether an earlier run of this release claimed its version.

    Raises:
        ReleaseError: a run of another content did.
    """
    content = store.read(claim_name(release.version))
    if content is None:
        return False
    try:
        digest = json.loads(content)["manifest_sha256"]
    except (ValueError, KeyError, TypeError):
        digest = None
    if digest == release.digest:
        return True
    claim, place = store.address(claim_name(release.version)), store.address(release.version)
    raise ReleaseError(
        claim,
        f"another run began to publish a {release.version} with other content; it is not published",
        expected="one content for a version",
        next_step=f"wait for that run; if none is going on, delete {claim} and {place}/, then publish again",
    )


def claim(store: Store, release: LocalRelease) -> bool:
    """Claim the version; return False where somebody else was faster, of whatever content."""
    content = {"version": release.version, "manifest_sha256": release.digest}
    return store.create(claim_name(release.version), json_bytes(content))


def give_up_claim(store: Store, release: LocalRelease) -> None:
    """Delete the claim, since the manifest is there."""
    store.delete(claim_name(release.version))
