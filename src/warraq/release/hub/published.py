"""Whether a release on the Hub is what was frozen, and its tag holds the version that it names."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

from warraq.checks.conformance import MANIFEST
from warraq.model.finding import Finding
from warraq.release.hub.address import version_of
from warraq.release.hub.fetch import bytes_to_fetch, fetch, laid_out
from warraq.release.hub.locate import located_release
from warraq.release.listed import UNREAD, Listed, listing_findings
from warraq.release.verify import Verified, verify

if TYPE_CHECKING:
    from collections.abc import Callable

    from huggingface_hub import HfApi

    from warraq.release.hub.address import HubAddress
    from warraq.release.hub.locate import Located


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
    there = {name: Listed(file.bytes, file.sha256) for name, file in located.files.items()}
    version, findings = listing_findings(there, manifest)
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


def _unread(located: Located, version: str, findings: tuple[Finding, ...]) -> Verified:
    return Verified(
        Path(str(located.address)),
        version,
        len(located.files),
        sum(file.bytes for file in located.files.values()),
        rewritten=False,
        why_not=UNREAD,
        findings=(*_tag_findings(located, version), *findings),
    )


def _tag_findings(located: Located, version: str) -> tuple[Finding, ...]:
    tag = located.address.revision or ""
    if not version or version_of(tag) in (None, version):
        return ()
    message = f"the tag {tag} holds version {version}"
    return (Finding("tag-differs", "error", message, samples=(tag,), declared=str(located.address)),)
