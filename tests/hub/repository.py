"""A repository: commits with whole trees, and the refs that name them, as git has them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from hub.blobs import git_id
from hub.messages import RefusedError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from hub.pulls import Pull

MAIN = "refs/heads/main"
_START = datetime(2026, 1, 1, tzinfo=UTC)
_COMMIT_ID = re.compile(r"[0-9a-f]{7,40}")


@dataclass(frozen=True)
class Entry:
    """A file of a tree.

    Attributes:
        oid: git's id of the blob; of the pointer, for a file in large file storage.
        sha256: of the content.
        lfs: bytes of the pointer; None for a file that git itself holds.
        xet: the file's hash in Xet's storage; None if it came by another way.
    """

    oid: str
    size: int
    sha256: str
    lfs: int | None = None
    xet: str | None = None


@dataclass(frozen=True)
class Commit:
    oid: str
    parent: str | None
    tree: Mapping[str, Entry]
    title: str
    message: str
    author: str
    date: str


@dataclass
class Repository:
    """What one repository holds; `refs` gives the commit of each full ref name."""

    id: str
    private: bool = False
    gated: bool = False
    refs: dict[str, str] = field(default_factory=dict)
    by_oid: dict[str, Commit] = field(default_factory=dict)
    objects: set[str] = field(default_factory=set)
    pulls: list[Pull] = field(default_factory=list)

    def add(
        self,
        parent: str | None,
        tree: Mapping[str, Entry],
        title: str,
        message: str = "",
        author: str = "hub",
    ) -> Commit:
        """Keep a commit; no ref is moved."""
        moment = _START + timedelta(seconds=len(self.by_oid))
        lines = [f"tree {folder_ids(tree)['']}", *([f"parent {parent}"] if parent else [])]
        who = f"{author} <{author}@hub.test> {int(moment.timestamp())} +0000"
        lines += [f"author {who}", f"committer {who}", "", title, "", message]
        oid = git_id("commit", "\n".join(lines).encode())
        date = moment.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        commit = Commit(oid, parent, tree, title, message, author, date)
        self.by_oid[oid] = commit
        return commit

    def ref_name(self, revision: str) -> str | None:
        """Return the full name of the ref that a revision means; None if it is no ref's name."""
        names = (revision, f"refs/heads/{revision}", f"refs/tags/{revision}")
        return next((name for name in names if name in self.refs), None)

    def at(self, revision: str) -> Commit:
        """Return the commit that a branch, tag, pull request's ref or (short) commit id means.

        Raises:
            RefusedError: there is none (404).
        """
        name = self.ref_name(revision)
        if name:
            return self.by_oid[self.refs[name]]
        found = [oid for oid in self.by_oid if oid.startswith(revision)]
        if not _COMMIT_ID.fullmatch(revision) or len(found) != 1:
            raise RefusedError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return self.by_oid[found[0]]

    def writable(self, revision: str) -> str:
        """Return the full name of the branch or pull request's ref that commits may go to.

        Raises:
            RefusedError: the revision is a tag or a commit, or is missing (404).
        """
        name = self.ref_name(revision)
        if name is None or name.startswith("refs/tags/"):
            raise RefusedError(404, f"Invalid rev id: {revision}", "RevisionNotFound")
        return name

    def history(self, oid: str | None) -> Iterator[Commit]:
        """Yield a commit and those before it, newest first."""
        while oid:
            commit = self.by_oid[oid]
            yield commit
            oid = commit.parent


def folder_ids(tree: Mapping[str, Entry]) -> dict[str, str]:
    """Return git's id of each folder by path; the root is the empty path."""
    lines: dict[str, list[tuple[bytes, bytes]]] = defaultdict(list)
    lines[""] = []
    for path, entry in tree.items():
        folder, _, name = path.rpartition("/")
        lines[folder].append((name.encode(), _line(b"100644", name, entry.oid)))
        while folder:
            folder = folder.rpartition("/")[0]
            lines.setdefault(folder, [])  # one that holds folders only
    ids: dict[str, str] = {}
    for folder in sorted(lines, key=lambda path: (path != "", path.count("/")), reverse=True):
        ids[folder] = git_id("tree", b"".join(line for _, line in sorted(lines[folder])))
        if folder:
            parent, _, name = folder.rpartition("/")
            lines[parent].append((f"{name}/".encode(), _line(b"40000", name, ids[folder])))
    return ids


def _line(mode: bytes, name: str, oid: str) -> bytes:
    return mode + b" " + name.encode() + b"\0" + bytes.fromhex(oid)
