"""Whether what is listed of a published release is what its manifest names, before anything is downloaded."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from warraq.checks.builtin import builtin_hit
from warraq.checks.conformance import MANIFEST
from warraq.errors import ProjectError
from warraq.model.descriptor import read_json

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from warraq.model.finding import Finding

#: Why a release whose list differs was not verified any further.
UNREAD = "the list of files is not the manifest's, so nothing more was downloaded"


class Listed(NamedTuple):
    """A file as a place lists it; its SHA-256 where the place states one to be relied upon."""

    bytes: int
    sha256: str | None = None


def listing_findings(files: Mapping[str, Listed], manifest: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return the version that the manifest states, and how the list of files differs from it.

    Of a file whose SHA-256 is not stated only the size is compared; it is hashed when it was downloaded.

    Args:
        files: all that is there, the manifest too.
        manifest: as it was downloaded.
    """
    try:
        raw = read_json(manifest)
        stated = {name: Listed(one["bytes"], one["sha256"]) for name, one in raw["files"].items()}
        version = str(raw["version"])
    except (ProjectError, KeyError, TypeError, AttributeError) as error:
        found = getattr(error, "found", "no object 'files' of objects with sha256 and bytes")
        invalid = builtin_hit("manifest-invalid", [MANIFEST], 1, message=f"{MANIFEST}: {found}")
        return "", tuple(hit.finding() for hit in invalid)
    there = {name: file for name, file in files.items() if name != MANIFEST}
    differing = {
        "manifest-changed": [name for name in stated if name in there and _other(there[name], stated[name])],
        "manifest-extra": [name for name in there if name not in stated],
        "manifest-missing": [name for name in stated if name not in there],
    }
    total = len({*stated, *there})
    return version, tuple(
        hit.finding()
        for rule, names in differing.items()
        for hit in builtin_hit(rule, names, total, declared=MANIFEST)
    )


def _other(there: Listed, stated: Listed) -> bool:
    return there.bytes != stated.bytes or there.sha256 not in (None, stated.sha256)
