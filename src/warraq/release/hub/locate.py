"""Which commit of a dataset on the Hub an address means, and the files there."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from warraq.corpus.relate.earlier import MANIFEST
from warraq.errors import HubError, UsageError
from warraq.model.descriptor import FILE_NAME, version_key
from warraq.release.hub.address import HubAddress, tag_of, version_of
from warraq.release.hub.client import ask
from warraq.release.hub.contents import ATTRIBUTES, RemoteFile, remote_files

if TYPE_CHECKING:
    from collections.abc import Iterable

    from huggingface_hub import HfApi

_COMMIT = re.compile(r"[0-9a-f]{40}")
_NAMED = 20


@dataclass(frozen=True)
class Located:
    """A revision of a dataset.

    Attributes:
        address: with the tag, branch or commit that was named, or the newest version's tag.
        commit: what it stood at when it was asked for.
        files: path -> file, but the Hub's own.
    """

    address: HubAddress
    commit: str
    files: dict[str, RemoteFile]

    @property
    def repository(self) -> str:
        """`ORG/NAME`."""
        return self.address.repository


def locate(api: HfApi, address: HubAddress) -> Located:
    """Return what the address means now; without a revision, the tag of the newest version.

    Raises:
        HubError: the repository, or the revision in it, is not there or cannot be read.
    """
    refs = _refs(api, address.repository)
    versions = version_tags(refs.tags)
    if address.revision is None:
        if not versions:
            raise _no_revision(address, "no version is published there", refs.tags)
        address = replace(address, revision=tag_of(next(reversed(versions))))
    return located_at(api, address, _commit(address, refs))


def located_release(api: HfApi, address: HubAddress) -> Located:
    """Return what the address means now, which must be a release.

    Raises:
        UsageError: something else lies there.
        HubError: see `locate`.
    """
    located = locate(api, address)
    if lacking := [name for name in (MANIFEST, FILE_NAME) if name not in located.files]:
        found = f"no {', no '.join(lacking)} in it"
        raise UsageError(str(located.address), found, expected="a published release")
    return located


def located_at(api: HfApi, address: HubAddress, commit: str) -> Located:
    """Return what stands at the commit, which the address is known to mean.

    Raises:
        HubError: it cannot be read.
    """
    found = remote_files(api, address.repository, commit)
    return Located(
        address, commit, {name: file for name, file in sorted(found.items()) if name != ATTRIBUTES}
    )


def versions_there(api: HfApi, repository: str) -> dict[str, str]:
    """Return version -> commit of the published versions, oldest first.

    Raises:
        HubError: the repository cannot be read.
    """
    return version_tags(_refs(api, repository).tags)


def version_tags(tags: Iterable[Any]) -> dict[str, str]:
    """Return version -> commit of the tags that are those of versions, oldest first."""
    found = {version: str(tag.target_commit) for tag in tags if (version := version_of(tag.name))}
    return {version: found[version] for version in sorted(found, key=version_key)}


def _refs(api: HfApi, repository: str) -> Any:
    return ask(f"list the tags of {repository}", lambda: api.list_repo_refs(repository, repo_type="dataset"))


def _commit(address: HubAddress, refs: Any) -> str:
    for kind in (refs.tags, refs.branches):
        for ref in kind:
            if address.revision in (ref.name, ref.ref):
                return str(ref.target_commit)
    if address.revision and _COMMIT.fullmatch(address.revision):
        return address.revision
    raise _no_revision(address, f"no tag or branch {address.revision!r} is there", refs.tags)


def _no_revision(address: HubAddress, found: str, tags: Iterable[Any]) -> HubError:
    names = [tag.name for tag in tags]
    newest = [tag_of(version) for version in reversed(version_tags(tags))]
    others = sorted(name for name in names if name not in newest)
    named = [*newest, *others][:_NAMED]
    told = ", ".join(named) + (", …" if len(names) > len(named) else "")
    return HubError(
        str(address),
        found,
        expected=f"one of {told}" if names else "a published version",
        next_step=f"hub:{address.repository}@{named[0]}" if named else "warraq publish VERSION",
    )
