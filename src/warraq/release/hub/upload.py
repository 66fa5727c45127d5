"""Commits that bring a release's files to a revision and take away what is not of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.errors import StorageError
from warraq.model.atomic import storage_errors
from warraq.release.hub.plan import plan

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from huggingface_hub import CommitOperationAdd, CommitOperationDelete

    from warraq.release.hub.repository import Repository
    from warraq.release.publish.local import LocalFile, LocalRelease
    from warraq.release.publish.outcome import Change

#: Papers up to this size are read once, so that what a commit holds is what was looked at.
_SMALL = 1 << 20
_TABLE = ".parquet"
#: Changes in one commit: the Hub advises no more than 50 to 100, as larger ones may run into its time-outs.
MOST = 100
_DIGITS = 12


def version_title(release: LocalRelease) -> str:
    """Return how the titles of commits and pull requests with this version begin, whatever its content."""
    return f"Release {release.version} ["


def release_title(release: LocalRelease) -> str:
    """Return how the titles of all commits and pull requests with this very release begin."""
    return f"{version_title(release)}{release.digest[:_DIGITS]}"


def is_one_commit(changes: Sequence[Change]) -> bool:
    """Tell whether so many changes go into one commit."""
    return len(changes) <= MOST


def fill(
    repository: Repository,
    release: LocalRelease,
    *,
    revision: str,
    head: str,
    note: Callable[[tuple[Change, ...]], None],
) -> bool:
    """Make the commits that `revision`, now at `head`, lacks to hold the release; tell if it lacked any.

    Args:
        note: is told of the changes of each commit before it is made.

    Raises:
        HubError, StorageError: see `commit_changes`.
    """
    changes = plan(release, repository.files(head)).needed
    for start in range(0, len(changes), MOST):
        batch = changes[start : start + MOST]
        note(batch)
        head = commit_changes(repository, release, batch, revision=revision, parent=head)
    return bool(changes)


def commit_changes(
    repository: Repository,
    release: LocalRelease,
    changes: Sequence[Change],
    *,
    revision: str,
    parent: str,
) -> str:
    """Send the files, make one commit of all the changes if `revision` still points to `parent`, return it.

    Large files go to the Hub's storage first, where no revision shows them; what is there already is not sent
    again. Every file is held to the digest in the manifest before the commit.

    Raises:
        HubError: the Hub refuses or cannot be reached; whether the commit was made has to be looked up.
        StorageError: a file cannot be read, or changed since the release was verified.
    """
    from huggingface_hub import CommitOperationDelete

    adds = [_add(change.path, release.files[change.path]) for change in changes if change.sends]
    deletes = [
        CommitOperationDelete(change.path, is_folder=False) for change in changes if change.kind == "deleted"
    ]
    if adds:
        repository.upload(adds, revision)
    for add in adds:
        with storage_errors(release.folder):
            _refuse_changed(release, add)
    operations: list[CommitOperationAdd | CommitOperationDelete] = [*adds, *deletes]
    return repository.commit(
        operations,
        revision=revision,
        parent=parent,
        title=f"{release_title(release)}]",
        description=f"manifest.json has the SHA-256 {release.digest}.",
    )


def _add(path: str, file: LocalFile) -> CommitOperationAdd:
    from huggingface_hub import CommitOperationAdd

    with storage_errors(file.place):
        paper = not path.endswith(_TABLE) and file.place.stat().st_size <= _SMALL
        return CommitOperationAdd(path, file.place.read_bytes() if paper else str(file.place))


def _refuse_changed(release: LocalRelease, add: CommitOperationAdd) -> None:
    file = release.files[add.path_in_repo]
    if add.upload_info.sha256.hex() != file.sha256:
        raise StorageError(
            str(file.place),
            "changed while it was being published",
            expected=f"the SHA-256 {file.sha256}, as the manifest states",
            next_step=f"warraq verify {release.version}",
        )
