"""A version that is older than one published: a branch of its own until its tag is set, and `main` as it is.

Who loads without a revision is to get the newest version. The branch is named for the version and the
manifest, so that a run that was killed is taken up by the next. It is deleted once the tag is set.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.model.descriptor import version_key
from warraq.release.hub.address import tag_of, version_of
from warraq.release.hub.upload import fill

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.release.hub.repository import Refs, Repository
    from warraq.release.publish.local import LocalRelease
    from warraq.release.publish.outcome import Change

_DIGITS = 12


def later_version(refs: Refs, version: str) -> str | None:
    """Return the newest version that is tagged, if it is newer than this one."""
    tagged = [one for tag in refs.tags if (one := version_of(tag))]
    newest = max(tagged, key=version_key, default=version)
    return newest if version_key(newest) > version_key(version) else None


def branch_of(release: LocalRelease) -> str:
    """Return the name of the branch that holds the release until it is tagged."""
    return f"{tag_of(release.version)}-{release.digest[:_DIGITS]}"


def filled_branch(
    repository: Repository,
    release: LocalRelease,
    refs: Refs,
    head: str,
    note: Callable[[tuple[Change, ...]], None],
) -> str | None:
    """Return the commit of the branch if it holds the release; else take one step towards that.

    Args:
        head: the commit to begin the branch at.
        note: is told of the changes of each commit before it is made.

    Raises:
        HubError: the Hub refuses or cannot be reached.
        StorageError: a file cannot be read, or changed since the release was verified.
    """
    branch = branch_of(release)
    at = refs.branches.get(branch)
    if at is None:
        repository.make_branch(branch, head)
        return None
    return None if fill(repository, release, revision=branch, head=at, note=note) else at
