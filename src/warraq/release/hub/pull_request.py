"""A release of many files: commits to a pull request's own ref, which no reader of main sees, merged once.

A pull request is known by its title, which names the version, the manifest and the head it was opened on. So
one of a run that was killed is taken up by the next run, and one that main has left behind is closed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from warraq.errors import HubError
from warraq.release.hub.rounds import rounds
from warraq.release.hub.upload import fill, release_title, version_title

if TYPE_CHECKING:
    from collections.abc import Callable

    from warraq.release.hub.repository import Pull, Refs, Repository
    from warraq.release.publish.local import LocalRelease
    from warraq.release.publish.outcome import Change

_DIGITS = 12
#: Opening, filling and leaving the draft make three; the others are for what others do meanwhile.
_MOST_ROUNDS = 12


def filled_pull(
    repository: Repository, release: LocalRelease, head: str, note: Callable[[tuple[Change, ...]], None]
) -> Pull:
    """Return the open pull request that turns `head` into the release, filled and out of draft.

    Args:
        note: is told of the changes of each commit before it is made.

    Raises:
        HubError: the Hub refuses or cannot be reached.
        StorageError: a file cannot be read, or changed since the release was verified.
    """

    def step() -> Pull | None:
        pull = _found(repository, release, head)
        if pull is None:
            text = (
                f"All files of the release {release.version}. manifest.json has the SHA-256 {release.digest}."
            )
            repository.open_pull(_pull_title(release, head), text)
            return None
        if _fill(repository, release, pull, note):
            return None
        if pull.status == "draft":
            repository.set_pull(pull.number, "open", "All files of the release are there.")
            return None
        return pull

    return rounds(step, where=repository.url(), most=_MOST_ROUNDS, sleep=repository.sleep)


def _found(repository: Repository, release: LocalRelease, head: str) -> Pull | None:
    """Return the oldest pull request with the release on this head; close those left behind."""
    alive = [pull for pull in repository.pulls() if pull.alive]
    title = _pull_title(release, head)
    for pull in alive:
        if pull.title.startswith(version_title(release)) and pull.title != title:
            repository.set_pull(pull.number, "closed", "Left behind: main or the release is another one now.")
    return next((pull for pull in alive if pull.title == title), None)


def _fill(
    repository: Repository,
    release: LocalRelease,
    pull: Pull,
    note: Callable[[tuple[Change, ...]], None],
) -> bool:
    """Make the commits that the pull request lacks; return whether one was needed."""
    refs: Refs | None = repository.refs()
    commit = refs.pulls.get(pull.number) if refs else None
    if commit is None:
        found = f"pull request {pull.number} of {repository.name} has no ref"
        raise HubError(repository.url(pull.number), found, next_step="close it, then publish again")
    return fill(repository, release, revision=f"refs/pr/{pull.number}", head=commit, note=note)


def _pull_title(release: LocalRelease, head: str) -> str:
    return f"{release_title(release)} on {head[:_DIGITS]}]"
