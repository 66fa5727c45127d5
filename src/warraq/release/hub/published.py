"""Whether a release on the Hub is what was frozen, and its tag holds the version that it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from warraq.checks.builtin import builtin_hit
from warraq.checks.conformance import MANIFEST
from warraq.errors import ProjectError
from warraq.model.descriptor import read_json
from warraq.model.finding import Finding
from warraq.release.hub.address import version_of
from warraq.release.hub.fetch import bytes_to_fetch, fetch, laid_out
from warraq.release.hub.locate import located_release
from warraq.release.verify import Verified, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from huggingface_hub import HfApi

    from warraq.release.hub.address import HubAddress
    from warraq.release.hub.contents import RemoteFile
    from warraq.release.hub.locate import Located

_UNREAD = "the list of files is not the manifest's, so nothing more was downloaded"


@dataclass(frozen=True)
class Published:
    """What verifying a release on the Hub came to.

    Attributes:
        address: with the tag that was looked at.
        commit: what the tag stands at.
        fetched: bytes that had to be downloaded.
        verified: as for a folder; the address stands for the folder.
    """

    address: HubAddress
    commit: str
    fetched: int
    verified: Verified

    def more(self) -> dict[str, Any]:
        """Return what a folder does not have, as a JSON object."""
        return {"rebuilt_differs_in": None, "commit": self.commit, "downloaded_bytes": self.fetched}


def verify_published(
    api: HfApi,
    address: HubAddress,
    templates: Path | None,
    *,
    say: Callable[[str], None],
    show: Callable[[str, int], None],
) -> Published:
    """Hold a published release to its manifest, then its files to its descriptor and its papers.

    First the list of files at the revision is compared with the manifest, by the digests that the Hub states:
    what is missing, further or another file is found without a download. Only if nothing is, the rest is
    fetched and verified as a folder is.

    Args:
        templates: as for `warraq.release.verify.verify`.
        say: is told what will be downloaded, before it is.
        show: is called with the stage and the bytes that are there by then.

    Raises:
        UsageError: no release is there.
        HubError: the Hub or the network failed or refused.
    """
    located = located_release(api, address)
    size = bytes_to_fetch(located, [MANIFEST])
    manifest = fetch(api, located, [MANIFEST], lambda _stage, _bytes: None)[MANIFEST]
    version, findings = _listing(located.files, manifest)
    if findings:
        return Published(located.address, located.commit, size, _unread(located, version, findings))
    more = bytes_to_fetch(located, located.files)
    say(f"{located.address}: {len(located.files):,} files, {more:,} bytes to download")
    paths = fetch(api, located, located.files, show)
    with TemporaryDirectory(prefix="warraq-") as made:
        show("verifying", 0)
        verified = verify(laid_out(paths, Path(made)), templates)
    told = (*_tag_findings(located, verified.version), *verified.findings)
    whole = replace(verified, folder=Path(str(located.address)), findings=told)
    return Published(located.address, located.commit, size + more, whole)


def _listing(files: dict[str, RemoteFile], manifest: Path) -> tuple[str, tuple[Finding, ...]]:
    """Return the version that the manifest states, and how the list of files differs from it.

    Of a file whose SHA-256 the Hub does not state (it is kept in git itself) only the size is compared; it is
    hashed when it was downloaded.
    """
    try:
        raw = read_json(manifest)
        stated = {name: (one["sha256"], one["bytes"]) for name, one in raw["files"].items()}
        version = str(raw["version"])
    except (ProjectError, KeyError, TypeError, AttributeError) as error:
        found = getattr(error, "found", "no object 'files' of objects with sha256 and bytes")
        invalid = builtin_hit("manifest-invalid", [MANIFEST], 1, message=f"{MANIFEST}: {found}")
        return "", tuple(hit.finding() for hit in invalid)
    there = {name: file for name, file in files.items() if name != MANIFEST}
    changed = [
        name
        for name, (digest, size) in stated.items()
        if name in there and (there[name].bytes != size or (there[name].sha256 or digest) != digest)
    ]
    total = len({*stated, *there})
    hits = [
        *builtin_hit("manifest-changed", changed, total, declared=MANIFEST),
        *builtin_hit("manifest-extra", [one for one in there if one not in stated], total, declared=MANIFEST),
        *builtin_hit(
            "manifest-missing", [one for one in stated if one not in there], total, declared=MANIFEST
        ),
    ]
    return version, tuple(hit.finding() for hit in hits)


def _unread(located: Located, version: str, findings: tuple[Finding, ...]) -> Verified:
    return Verified(
        Path(str(located.address)),
        version,
        len(located.files),
        sum(file.bytes for file in located.files.values()),
        rewritten=False,
        why_not=_UNREAD,
        findings=(*_tag_findings(located, version), *findings),
    )


def _tag_findings(located: Located, version: str) -> tuple[Finding, ...]:
    tag = located.address.revision or ""
    if not version or version_of(tag) in (None, version):
        return ()
    message = f"the tag {tag} holds version {version}"
    return (Finding("tag-differs", "error", message, samples=(tag,), declared=str(located.address)),)
