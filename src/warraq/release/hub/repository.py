"""A dataset repository on the Hub, asked and changed through its client."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from warraq.errors import HubError
from warraq.release.hub.client import TRIES, ask
from warraq.release.hub.contents import RemoteFile, remote_files
from warraq.release.hub.faults import status

if TYPE_CHECKING:
    from collections.abc import Callable

    from huggingface_hub import CommitOperationAdd, CommitOperationDelete, HfApi

_KIND = "dataset"
_MAIN = "main"
#: The client itself tries uploads again, five times a request.
_UPLOAD_TRIES = 2

_T = TypeVar("_T")


@dataclass(frozen=True)
class Refs:
    """Where a repository's names point to.

    Attributes:
        branches: branch -> commit.
        tags: tag -> commit.
        pulls: number of a pull request -> commit.
    """

    branches: dict[str, str]
    tags: dict[str, str]
    pulls: dict[int, str]

    @property
    def main(self) -> str | None:
        """The head's commit; None for a repository without a commit."""
        return self.branches.get(_MAIN)


@dataclass(frozen=True)
class Pull:
    """A pull request: its number, title, and whether it is "draft", "open", "merged" or "closed"."""

    number: int
    title: str
    status: str

    @property
    def alive(self) -> bool:
        """Whether it can still be merged."""
        return self.status in ("draft", "open")


@dataclass(frozen=True)
class Repository:
    """A dataset on the Hub.

    What only reads, and what is harmless to repeat, is tried again here. What is not (a commit, a tag, a
    merge, opening a pull request) is asked once: who calls reads the state anew before another try.

    Attributes:
        name: `ORG/NAME`.
        sleep: waits so many seconds before another try.
    """

    api: HfApi
    name: str
    sleep: Callable[[float], None] = time.sleep

    def url(self, pull: int | None = None) -> str:
        """Return the address of its page, or of a pull request's."""
        page = f"{self.api.endpoint}/datasets/{self.name}"
        return page if pull is None else f"{page}/discussions/{pull}"

    def refs(self) -> Refs | None:
        """Return where its names point to; None if there is no such repository, or none that the token sees.

        Raises:
            HubError: the Hub cannot be asked.
        """
        what = f"read branches and tags of {self.name}"
        try:
            found = self._ask(
                what,
                lambda: self.api.list_repo_refs(self.name, repo_type=_KIND, include_pull_requests=True),
            )
        except HubError as error:
            if status(error.__cause__) == 404:
                return None
            raise
        heads = {branch.name: branch.target_commit for branch in found.branches}
        numbers = {pull.ref.rpartition("/")[2]: pull.target_commit for pull in found.pull_requests or []}
        return Refs(
            heads,
            {tag.name: tag.target_commit for tag in found.tags},
            {int(number): commit for number, commit in numbers.items() if number.isdecimal()},
        )

    def files(self, revision: str) -> dict[str, RemoteFile]:
        """Return path -> file of a revision."""
        return remote_files(self.api, self.name, revision, sleep=self.sleep)

    def is_private(self) -> bool:
        """Return whether only its members see it."""
        return bool(self._ask(f"look up {self.name}", lambda: self.api.dataset_info(self.name)).private)

    def create(self, *, private: bool | None) -> None:
        """Create it; one that is there already is left as it is.

        Args:
            private: None leaves it to what the owner has set for new repositories.
        """

        def create() -> None:
            self.api.create_repo(self.name, repo_type=_KIND, private=private, exist_ok=True)

        self._ask(f"create the dataset {self.name}", create)

    def commits_titled(self, start: str) -> list[str]:
        """Return the commits of main whose title begins so, newest first."""
        what = f"read the commits of {self.name}"
        commits = self._ask(what, lambda: self.api.list_repo_commits(self.name, repo_type=_KIND))
        return [commit.commit_id for commit in commits if commit.title.startswith(start)]

    def upload(self, adds: list[CommitOperationAdd], revision: str) -> None:
        """Send the content of large files to the Hub's storage; no revision shows it before a commit."""

        def upload() -> None:
            # An empty list of what to ignore: a .gitignore on the Hub would leave files out in silence.
            self.api.preupload_lfs_files(
                self.name,
                adds,
                repo_type=_KIND,
                revision=revision,
                free_memory=False,
                gitignore_content="",
            )

        self._ask(f"upload files to {self.name}", upload, tries=_UPLOAD_TRIES)

    def commit(
        self,
        operations: list[CommitOperationAdd | CommitOperationDelete],
        *,
        revision: str,
        parent: str,
        title: str,
        description: str,
    ) -> str:
        """Make and return a commit on `parent`, if that is still where the revision points to; asked once."""
        made = self._ask(
            f"commit to {self.name}",
            lambda: self.api.create_commit(
                self.name,
                operations,
                commit_message=title,
                commit_description=description,
                repo_type=_KIND,
                revision=revision,
                parent_commit=parent,
            ),
            tries=1,
        )
        return str(made.oid)

    def tag(self, tag: str, commit: str) -> None:
        """Set a tag that is not there; asked once."""
        self._ask(
            f"set the tag {tag} of {self.name}",
            lambda: self.api.create_tag(self.name, tag=tag, revision=commit, repo_type=_KIND),
            tries=1,
        )

    def make_branch(self, branch: str, commit: str) -> None:
        """Make a branch that is not there; asked once."""
        self._ask(
            f"make the branch {branch} of {self.name}",
            lambda: self.api.create_branch(self.name, branch=branch, revision=commit, repo_type=_KIND),
            tries=1,
        )

    def delete_branch(self, branch: str) -> None:
        """Delete a branch; asked once."""
        self._ask(
            f"delete the branch {branch} of {self.name}",
            lambda: self.api.delete_branch(self.name, branch=branch, repo_type=_KIND),
            tries=1,
        )

    def pulls(self) -> list[Pull]:
        """Return its pull requests, the oldest first."""

        def listing() -> list[Pull]:
            found = self.api.get_repo_discussions(self.name, repo_type=_KIND, discussion_type="pull_request")
            return [Pull(one.num, one.title, one.status) for one in found if one.is_pull_request]

        found = self._ask(f"list the pull requests of {self.name}", listing)
        return sorted(found, key=lambda pull: pull.number)

    def open_pull(self, title: str, description: str) -> None:
        """Open a pull request as a draft; asked once."""
        self._ask(
            f"open a pull request in {self.name}",
            lambda: self.api.create_pull_request(
                self.name, title=title, description=description, repo_type=_KIND
            ),
            tries=1,
        )

    def set_pull(self, number: int, state: str, comment: str) -> None:
        """Make a pull request "open" (no draft any more) or "closed"; asked once."""
        self._ask(
            f"make pull request {number} of {self.name} {state}",
            lambda: self.api.change_discussion_status(
                self.name,
                number,
                "closed" if state == "closed" else "open",
                comment=comment,
                repo_type=_KIND,
            ),
            tries=1,
        )

    def merge(self, number: int) -> None:
        """Merge a pull request; asked once."""
        self._ask(
            f"merge pull request {number} of {self.name}",
            lambda: self.api.merge_pull_request(self.name, number, repo_type=_KIND),
            tries=1,
        )

    def _ask(self, what: str, call: Callable[[], _T], *, tries: int = TRIES) -> _T:
        return ask(what, call, tries=tries, sleep=self.sleep)
