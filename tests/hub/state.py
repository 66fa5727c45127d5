"""All that the Hub knows, and what a route is called with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.access import account_of, must_read, must_see, must_write
from hub.blobs import git_id, pointer_of
from hub.repository import Entry

if TYPE_CHECKING:
    from hub.access import Account
    from hub.blobs import Blobs
    from hub.messages import Request
    from hub.repository import Repository
    from hub.xet import XetStore


@dataclass(frozen=True)
class Limits:
    """Bytes that the Hub takes.

    Attributes:
        regular: of a file that git itself holds.
        file: of one file in large file storage.
        storage: of all files of all repositories; None for no bound.
        part: of one part of an upload; larger files go up in several; None for one part always.
        page: entries of one page of a tree or of commits.
    """

    regular: int = 10 * 1024 * 1024
    file: int = 50 * 1024**3
    storage: int | None = None
    part: int | None = None
    page: int = 1000


@dataclass
class State:
    blobs: Blobs
    limits: Limits
    xet: XetStore | None = None
    repositories: dict[str, Repository] = field(default_factory=dict)
    tokens: dict[str, Account] = field(default_factory=dict)
    parts: dict[tuple[str, str], dict[int, bytes]] = field(default_factory=dict)

    def regular(self, content: bytes) -> Entry:
        return Entry(git_id("blob", content), len(content), self.blobs.add(content))

    def large(self, sha256: str, size: int) -> Entry:
        pointer = pointer_of(sha256, size)
        xet = self.xet.hash_of(sha256) if self.xet else None
        return Entry(git_id("blob", pointer), size, sha256, len(pointer), xet)

    def stored(self) -> int:
        """Return the bytes of all large files."""
        held = {sha256 for repository in self.repositories.values() for sha256 in repository.objects}
        return sum(self.blobs.size(sha256) or 0 for sha256 in held)


@dataclass(frozen=True)
class Call:
    """One request for a repository.

    Attributes:
        rest: the unquoted parts of the path after the action.
    """

    state: State
    request: Request
    repository: Repository
    account: Account | None
    rest: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"{self.request.origin}/datasets/{self.repository.id}"

    def revision(self) -> tuple[str, str]:
        """Return the revision and the path after it; `refs/pr/1` may stand quoted or in three parts."""
        size = 3 if self.rest[:1] == ("refs",) else 1
        return "/".join(self.rest[:size]), "/".join(self.rest[size:])

    def to_read(self) -> None:
        must_read(self.account, self.repository)

    def to_write(self) -> Account:
        return must_write(self.account, self.repository)


def call_for(state: State, request: Request, name: str, rest: tuple[str, ...]) -> Call:
    """Return the call for a repository that the request's account may see."""
    account = account_of(request, state.tokens)
    return Call(state, request, must_see(account, state.repositories.get(name)), account, rest)
